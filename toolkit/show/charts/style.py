"""The look of every chart: the theme, saving, and the parts that charts are put together from."""

from __future__ import annotations

import math
import textwrap
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial, wraps
from pathlib import Path
from typing import Any

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib import rc_context
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.offsetbox import AnnotationBbox, DrawingArea, HPacker, TextArea, VPacker
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib.transforms import ScaledTranslation, Transform

from toolkit.show import fonts
from toolkit.show.charts.labels import (
    width_of,
)
from toolkit.tables import require

# Six plain colours for white ground. Searched for, not chosen by eye: the least difference (CIE 1976) between any two is
# 43 for full colour vision and above 20 for protan, deutan and tritan vision (Machado, Oliveira and Fernandes 2009).
COLOURS = ("#173a73", "#d35f14", "#149c66", "#b055b5", "#55400f", "#7f8692")
INK, QUIET, RULE = "#14181d", "#616a75", "#dde1e6"
FORMATS = (".png", ".svg", ".pdf")
AREA = LinearSegmentedColormap.from_list("area", ["#f4f6f9", "#c3d0e4", "#7f9ac4", "#173a73"])
SIZES = {"notebook": 10.0, "paper": 8.5, "slide": 15.0}


@contextmanager
def theme(size: str = "notebook") -> Iterator[None]:
    """The look of the charts, for your own matplotlib code too; `size` is "notebook", "paper" or "slide".

    Charts drawn inside take its size: letters, lines and figures grow together. Raises ValueError for an unknown size.

    >>> with theme("slide"):
    ...     plt.rcParams["font.family"][0], plt.rcParams["font.size"]
    ('Noto Sans CJK SC', 15.0)
    """
    if size not in SIZES:
        raise ValueError(f"size={size!r} is unknown; choose one of {', '.join(SIZES)}")
    fonts.register()
    points = SIZES[size]
    grown = points / SIZES["notebook"]
    with rc_context(
        {
            "font.family": fonts.FAMILY, "font.size": points, "axes.unicode_minus": False, "text.parse_math": False,
            "axes.titlesize": points * 1.45, "axes.titlepad": points * 1.2,
            "axes.titlecolor": INK, "axes.labelcolor": QUIET, "axes.edgecolor": "#9aa2ac", "axes.linewidth": 0.8 * grown,
            "axes.spines.top": False, "axes.spines.right": False, "axes.axisbelow": True, "axes.grid": False,
            "grid.color": RULE, "grid.linewidth": 0.7 * grown, "text.color": INK,
            "xtick.color": RULE, "ytick.color": RULE, "xtick.labelcolor": QUIET, "ytick.labelcolor": INK,
            "xtick.major.size": 3 * grown, "ytick.major.size": 0, "ytick.major.pad": 5 * grown,
            "figure.facecolor": "white", "figure.dpi": 110,
            "axes.prop_cycle": plt.cycler(color=COLOURS), "lines.linewidth": 2.0 * grown,
            "lines.solid_capstyle": "round", "lines.markersize": 4.5 * grown,
            "savefig.bbox": "tight", "savefig.pad_inches": 0.18 * grown,
            "pdf.fonttype": 42, "svg.fonttype": "path", "svg.hashsalt": "toolkit",
        }
    ):  # fmt: skip
        try:
            yield
        finally:
            interactive = matplotlib.is_interactive()
    # The first chart of a notebook chooses its backend, which sets `interactive`; leaving the context has undone that.
    matplotlib.interactive(interactive)


def themed(chart: Callable[..., Axes]) -> Callable[..., Axes]:
    """Draw in the theme around the call, or in the one for notebooks."""

    @wraps(chart)
    def drawn(*args: Any, **options: Any) -> Axes:
        if plt.rcParams["font.family"] == fonts.FAMILY:
            return chart(*args, **options)
        with theme():
            return chart(*args, **options)

    return drawn


def save(ax: Axes, path: str | Path, *, dpi: int = 200, transparent: bool = False, text: bool = False) -> Path:
    """Write a chart as PNG, SVG (text as paths: looks the same anywhere) or PDF (text selectable), by the path's ending.

    In: any Axes of the figure; a path, whose folders are made; `transparent` leaves out the white ground; `text` keeps
    the text of an SVG editable, where the font is known to be there. Out: the path. The same chart gives the same bytes.
    Raises ValueError for another ending, and for a character that no font here can draw: a box in its place would
    be seen by the readers only.
    """
    path = Path(path)
    if path.suffix.lower() not in FORMATS:
        raise ValueError(f"{path.name}: charts are saved as {', '.join(FORMATS)}")
    path.parent.mkdir(parents=True, exist_ok=True)
    dateless = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}, ".png": {"Software": None}}[path.suffix.lower()]
    figure = ax.get_figure(root=True)
    assert isinstance(figure, Figure)
    with theme(), rc_context({"svg.fonttype": "none" if text else "path"}), warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph .* missing")
        try:
            figure.savefig(path, dpi=dpi, transparent=transparent, metadata=dateless)
        except UserWarning as missing:
            path.unlink(missing_ok=True)
            raise ValueError(f"{path.name}: {missing}; take the character out of the label") from missing
    return path


def need(table: pd.DataFrame, columns: Sequence[str], what: str, *, value: str | None = None) -> None:
    require(table, [*columns, *([value] if value else [])], what)
    if table.empty:
        raise ValueError(f"{what}: the table has no rows, so there is nothing to draw")
    if value and table[value].isna().all():
        raise ValueError(
            f"{what}: {value} is unknown in every row; counts of hits know their documents by tk.count(hits, docs=docs)"
        )


def axes_of(ax: Axes | None, width: float, height: float) -> Axes:
    """The axes given, or a figure of its own: inches at the size of a notebook, more on a slide."""
    if ax is not None:
        _dress(ax)
        return ax
    grown = plt.rcParams["font.size"] / SIZES["notebook"]
    return plt.subplots(figsize=(width * grown, height * grown), layout="constrained")[1]


def _dress(ax: Axes) -> None:
    """Give axes that were made outside the theme its fonts, lines and layout: matplotlib reads them when axes are made."""
    rc = plt.rcParams
    family = rc["font.family"]
    for text in (ax.title, ax.xaxis.label, ax.yaxis.label):
        text.set_fontfamily(family)
    for axis, colour, length in ((ax.xaxis, QUIET, rc["xtick.major.size"]), (ax.yaxis, INK, rc["ytick.major.size"])):
        axis.set_tick_params(
            labelfontfamily=family, labelsize=rc["font.size"], labelcolor=colour, color=RULE, length=length,
            grid_color=RULE, grid_linewidth=rc["grid.linewidth"],
        )  # fmt: skip
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[:].set(color=rc["axes.edgecolor"], linewidth=rc["axes.linewidth"])
    figure = ax.get_figure(root=True)
    if figure is not None and figure.get_layout_engine() is None and ax.get_subplotspec() is not None:
        figure.set_layout_engine("constrained")  # or names of rows and lines would run into the neighbours


def name_rows(ax: Axes, names: Sequence[str], fontsize: str = "medium") -> np.ndarray:
    """Name the rows, the first on top; their places on the y axis."""
    places = np.arange(len(names))[::-1]
    ax.set_yticks(places, names, fontsize=fontsize)
    ax.set_ylim(-0.5, len(names) - 0.5)
    return places


def slim(ax: Axes, rows: int) -> None:
    """Keep a few rows slim in axes that are tall: they stay on top, and the rest is left empty."""
    fitting = _points(ax, ax.bbox.height) / (3.2 * plt.rcParams["font.size"])
    if fitting > rows + 3:
        ax.set_ylim(rows - fitting - 0.5, rows - 0.5)


def head(ax: Axes, title: str, subtitle: str, key: Sequence[tuple[str, str]] = (), *, rows_named: bool = True) -> None:
    """Title, subtitle and a key of coloured names, flush left with the names of the rows."""
    figure = laid_out(ax)
    letter = plt.rcParams["font.size"]
    left = _points(ax, min([tick.get_window_extent().x0 for tick in _shown(ax.yaxis)], default=ax.bbox.x0) - ax.bbox.x0)
    above = _points(ax, max([tick.get_window_extent().y1 for tick in _shown(ax.xaxis)], default=0) - ax.bbox.y1)
    left, above = min(left, 0.0), max(above, 0.0) + letter
    if rows_named:
        left -= 0.7 * letter  # letters are a little wider or narrower at another resolution
        align_left(ax, -left)
    room = _points(ax, ax.bbox.width) - left
    wrapped = textwrap.fill(subtitle, max(20, int(room / letter / 0.5)))
    lines: list[Artist] = [TextArea(wrapped, textprops={"color": QUIET})]
    lines += [HPacker(children=line, pad=0, sep=1.3 * letter, align="center") for line in _key_lines(key, room)]
    box = AnnotationBbox(
        VPacker(children=lines, pad=0, sep=0.45 * letter, align="left"), (0, 1), (left, above), xycoords="axes fraction",
        boxcoords="offset points", frameon=False, box_alignment=(0, 0), pad=0, annotation_clip=False,
    )  # fmt: skip
    ax.add_artist(box)
    above += _points(ax, box.get_window_extent().height) + 0.75 * letter
    where = ax.transAxes + ScaledTranslation(left / 72, above / 72, figure.dpi_scale_trans)
    ax.title.add_callback(partial(_keep_left, where=where))
    ax.set_title(title, y=1)  # a place of its own: matplotlib would move it above the names of columns once more


def align_left(ax: Axes, width: float) -> None:
    """Names of rows as a list that begins where the title does."""
    ax.tick_params(axis="y", pad=width)
    for name in ax.get_yticklabels():
        name.set_horizontalalignment("left")


def _keep_left(title: Text, where: Transform) -> None:
    """Where our titles stand; also for the title that a user puts in place of ours, which `set_title` would centre."""
    title.set_horizontalalignment("left")
    title.set_x(0)
    if title.get_transform() is not where:
        title.set_transform(where)


def _key_lines(key: Sequence[tuple[str, str]], room: float) -> list[list[Artist]]:
    """Swatches with their names, in as many lines as the room needs."""
    letter = plt.rcParams["font.size"]
    lines: list[list[Artist]] = []
    used = room
    for name, colour in key:
        swatch = DrawingArea(0.75 * letter, 0.75 * letter)
        swatch.add_artist(Rectangle((0, 0), 0.75 * letter, 0.75 * letter, color=colour))
        words = TextArea(name, textprops={"color": colour})
        entry = HPacker(children=[swatch, words], pad=0, sep=0.4 * letter, align="center")
        width = letter * (0.55 * width_of(name) + 1.15)
        if lines and used + width + 1.3 * letter <= room:
            lines[-1].append(entry)
            used += width + 1.3 * letter
        else:
            lines.append([entry])
            used = width
    return lines


def apart(wanted: Sequence[float], room: float, height: float) -> np.ndarray:
    """Places in ascending order, at least `room` apart and as near to the wanted ones as can be.

    >>> apart([0, 0, 50], 10, 100).tolist()
    [0.0, 10.0, 50.0]
    """
    blocks: list[tuple[float, int]] = []  # mean and size: neighbours in each other's way share out the difference
    for number, place in enumerate(wanted):
        mean, size = place - number * room, 1
        while blocks and blocks[-1][0] > mean:
            before, many = blocks.pop()
            mean, size = (mean * size + before * many) / (size + many), size + many
        blocks.append((mean, size))
    even = np.repeat([mean for mean, _ in blocks], [size for _, size in blocks])
    return np.clip(even, 0, max(0.0, height - (len(wanted) - 1) * room)) + room * np.arange(len(wanted))


def panel_grid(panels: int, most: int) -> tuple[int, int]:
    """Columns and lines that hold the panels evenly, with `most` columns.

    >>> panel_grid(5, 4), panel_grid(8, 4), panel_grid(3, 1)
    ((3, 2), (4, 2), (1, 3))
    """
    columns = math.ceil(panels / math.ceil(panels / most))
    return columns, math.ceil(panels / columns)


def note(ax: Axes, text: str) -> None:
    """A remark below the chart."""
    letter = plt.rcParams["font.size"]
    left = _points(ax, min([tick.get_window_extent().x0 for tick in _shown(ax.yaxis)], default=ax.bbox.x0) - ax.bbox.x0)
    ax.annotate(
        text, (0, 0), (min(left, 0), -2.6 * letter), xycoords="axes fraction", textcoords="offset points", va="top",
        color=QUIET, fontsize="small",
    )  # fmt: skip


def format_values(ax: Axes, value: str) -> None:
    whole = value in ("n", "docs")
    ax.yaxis.set_major_locator(MaxNLocator(5, integer=whole, steps=[1, 2, 5, 10] if whole else [1, 2, 2.5, 5, 10]))
    scale, sign = (100, "%") if value in ("share", "smoothed") else (1, "")
    ax.yaxis.set_major_formatter(FuncFormatter(lambda number, _: f"{round(number * scale, 6):,g}{sign}"))
    ax.tick_params(axis="y", labelcolor=QUIET)


def is_dark(colour: tuple[float, ...]) -> bool:
    """Is white easier to read on it than black?"""
    red, green, blue = ((part + 0.055) ** 2.4 / 1.13 for part in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.2


def _points(ax: Axes, pixels: float) -> float:
    figure = ax.get_figure(root=True)
    assert figure is not None
    return pixels * 72 / figure.dpi


def laid_out(ax: Axes) -> Figure:
    """The figure of some axes, in which everything has the place that it will be drawn at, so that there is something to measure."""
    figure = ax.get_figure(root=True)
    assert isinstance(figure, Figure)
    engine = figure.get_layout_engine()
    if engine is None:
        figure.draw_without_rendering()
    else:
        engine.execute(figure)  # without drawing what nobody sees
    return figure


def letters_of(ax: Axes) -> tuple[float, float]:
    """Width and height of the axes once laid out, in letters."""
    laid_out(ax)
    letter = plt.rcParams["font.size"]
    return _points(ax, ax.bbox.width) / letter, _points(ax, ax.bbox.height) / letter


def _shown(axis: Axis) -> list[Text]:
    """The names at an axis that are seen, the ticks outside its limits left out."""
    return (
        [label for label in axis.get_ticklabels() if label.get_text() and label.get_visible()]
        if axis.get_visible()
        else []
    )
