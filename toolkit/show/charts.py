"""One function per chart: f(table, *, ax=None) -> Axes. Drawing changes no data; `theme` is the look of all of them.

A table may carry a column `label` (see `tk.label`), which is then shown in place of the term or concept.
"""

from __future__ import annotations

import unicodedata
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from toolkit.measure.topics import TopicModel
from toolkit.show import fonts
from toolkit.tables import require
from toolkit.text.moves import MOVES

# Six plain colours that stay apart for colour-blind readers and in grey: Okabe and Ito (2008), two of them darkened
# to be legible as text on white.
COLOURS = ("#0b5394", "#c8501e", "#2a7f62", "#8a5a9e", "#b07c00", "#6b7280")
INK, QUIET, RULE = "#1f2328", "#6b7280", "#d8dce2"
FORMATS = (".png", ".svg", ".pdf")
_AREA = LinearSegmentedColormap.from_list("area", ["#f6f8fb", "#a9c5e3", "#0b5394"])
_VALUES = {"n": "occurrences", "per_10k": "per 10,000 tokens", "share": "share of documents", "docs": "documents"}
_SIZES = {"notebook": 10.0, "paper": 8.5, "slide": 15.0}


@contextmanager
def theme(size: str = "notebook") -> Iterator[None]:
    """The look of the charts, for your own matplotlib code too; `size` is "notebook", "paper" or "slide".

    Raises ValueError for an unknown size.

    >>> with theme("slide"):
    ...     plt.rcParams["font.family"][0]
    'Noto Sans CJK SC'
    """
    if size not in _SIZES:
        raise ValueError(f"size={size!r} is unknown; choose one of {', '.join(_SIZES)}")
    fonts.register()
    points = _SIZES[size]
    with rc_context(
        {
            "font.family": fonts.FAMILY, "font.size": points, "axes.unicode_minus": False,
            "axes.titlesize": points * 1.3, "axes.titlepad": points * 1.2,
            "axes.titlecolor": INK, "axes.labelcolor": QUIET, "axes.edgecolor": RULE, "axes.linewidth": 0.8,
            "axes.spines.top": False, "axes.spines.right": False, "axes.axisbelow": True, "axes.grid": False,
            "grid.color": RULE, "grid.linewidth": 0.6, "text.color": INK,
            "xtick.color": RULE, "ytick.color": RULE, "xtick.labelcolor": QUIET, "ytick.labelcolor": INK,
            "xtick.major.size": 3, "ytick.major.size": 0, "figure.facecolor": "white", "figure.dpi": 110,
            "axes.prop_cycle": plt.cycler(color=COLOURS), "lines.linewidth": 2.0, "lines.solid_capstyle": "round",
            "savefig.bbox": "tight", "savefig.pad_inches": 0.15,
            "pdf.fonttype": 42, "svg.fonttype": "path", "svg.hashsalt": "toolkit",
        }
    ):  # fmt: skip
        try:
            yield
        finally:
            interactive = matplotlib.is_interactive()
    # The first chart of a notebook chooses its backend, which sets `interactive`; leaving the context has undone that.
    matplotlib.interactive(interactive)


def _themed(chart: Callable[..., Axes]) -> Callable[..., Axes]:
    @wraps(chart)
    def drawn(*args: Any, **options: Any) -> Axes:
        with theme():
            return chart(*args, **options)

    return drawn


@_themed
def top_terms(frequencies: pd.DataFrame, *, value: str = "n", n: int = 20, ax: Axes | None = None) -> Axes:
    """The most frequent terms as bars.

    In: frequencies or counts of one group; value "n", "docs", "per_10k" or "share"; the `n` largest. Out: Axes.
    Raises ValueError if the table is empty, lacks the column, or holds several groups with the same term.
    """
    _need(frequencies, ["term", value], "top_terms(frequencies)")
    shown = frequencies.nlargest(n, value, keep="first")
    if shown["term"].duplicated().any():
        raise ValueError("top_terms() shows one group; choose it first: table[table.year == '2024']")
    ax = _axes(ax, 7.2, 0.9 + 0.31 * len(shown))
    names = [_short(name, 44) for name in _labels(shown)]
    places = np.arange(len(shown))[::-1]
    ax.barh(places, shown[value], height=0.62, color=COLOURS[0])
    for place, number in zip(places, shown[value], strict=True):
        ax.annotate(
            _number(number, value), (number, place), (4, 0), textcoords="offset points", va="center", color=QUIET
        )
    ax.set_yticks(places, names)
    ax.set_ylim(-0.7, len(shown) - 0.3)
    ax.set_xlim(0, float(shown[value].max()) * 1.12 or 1)
    ax.xaxis.set_visible(False)
    ax.spines[["bottom", "left"]].set_visible(False)
    ax.set_title(f"Most frequent terms, {_VALUES[value]}")
    return ax


@_themed
def trend(
    trends: pd.DataFrame, *, terms: Sequence[str] | None = None, value: str = "share", ax: Axes | None = None
) -> Axes:
    """Terms over time as lines, each named at its end.

    In: trends; which `terms` (all if there are six at most, else the six commonest); value "share", "per_10k", "n" or
    "docs". A period without documents is a gap in the line; undated documents are counted in a note. Out: Axes.
    Raises ValueError if the table is empty, a term is not in it, or value is "per_10k" across languages.
    """
    _need(trends, ["term", "period", value], "trend(trends)")
    dated = trends[trends["period"] != ""]
    shown = _chosen(trends, terms)
    if value == "per_10k" and dated["group_lang"].str.contains(r"\+").any():
        raise ValueError(
            "per_10k mixes Chinese and English tokens here, which do not compare; "
            "use value='share', or count(docs, by=['lang', 'year']) and choose one language"
        )
    ax = _axes(ax, 8.2, 4.2)
    periods = sorted(dated["period"].unique())
    ends = []
    for colour, term in zip(COLOURS * (len(shown) // 6 + 1), shown, strict=False):
        rows = dated[dated["term"] == term].set_index("period").reindex(periods)
        if rows.index.has_duplicates:
            raise ValueError("trend() shows one group; choose it first: trends[trends.source == '…']")
        gap = rows["group_docs"].fillna(1).eq(0)
        line = rows[value].astype(float).where(~gap)
        ax.plot(range(len(periods)), line, color=colour, marker="o", markersize=4, clip_on=False, zorder=3)
        if line.notna().any():
            name = _short(_labels(trends[trends["term"] == term])[0], 34)
            ends.append((float(line.dropna().iloc[-1]), periods.index(line.last_valid_index()), name, colour))
    _name_lines(ax, ends, len(periods))
    _format_values(ax, value)
    ax.grid(axis="y")
    step = max(1, len(periods) // 10)
    ax.set_xticks(range(0, len(periods), step), periods[::step])
    ax.set_xlim(-0.2, max(len(periods) - 1, 0.6))
    ax.set_ylim(bottom=0)
    ax.spines["left"].set_visible(False)
    ax.set_title(f"Over time, {_VALUES[value]}")
    undated = trends.loc[trends["period"] == "", "group_docs"].max()
    if undated and undated == undated:
        _note(ax, f"{int(undated)} undated documents are not shown")
    return ax


@_themed
def heatmap(
    frequencies: pd.DataFrame, *, by: str = "source", value: str = "share", n: int = 15, ax: Axes | None = None
) -> Axes:
    """Concepts by source, or by any other column they were counted by.

    In: frequencies grouped by the column `by`; value "share", "per_10k", "n" or "docs"; the `n` commonest terms and the
    twelve groups with most documents. Out: Axes. Raises ValueError if the table is empty or lacks a column.
    """
    _need(frequencies, ["term", by, value, "n"], "heatmap(frequencies)")
    named = frequencies[frequencies[by].astype(str) != ""]
    _need(named, ["term"], f"heatmap(frequencies) with a filled column {by!r}")
    groups = named.drop_duplicates(by).sort_values("group_docs", ascending=False)[by].head(12).tolist()
    groups = sorted(groups) if by in ("year", "quarter", "month") else groups
    named = named[named[by].isin(groups)]
    terms = named.groupby("term")["n"].sum().nlargest(n).index.tolist()
    grid = named.pivot_table(index="term", columns=by, values=value, aggfunc="sum", observed=True)
    grid = grid.reindex(index=terms, columns=groups).fillna(0).astype(float)
    names = dict(zip(named["term"], _labels(named), strict=True))
    heads = [_short(str(group), 26) for group in groups]
    slanted = max(map(_width, heads)) > 8
    head_room = 0.045 * max(map(_width, heads)) if slanted else 0
    ax = _axes(ax, 3.8 + 0.72 * len(groups) + head_room, 1.4 + 0.34 * len(terms) + head_room)
    top = grid.to_numpy().max() or 1
    ax.imshow(grid, cmap=_AREA, vmin=0, vmax=top, aspect="auto")
    for (row, column), number in np.ndenumerate(grid.to_numpy()):
        if number:
            colour = "white" if number > 0.62 * top else INK
            ax.text(column, row, _number(number, value), ha="center", va="center", color=colour, fontsize="small")
    ax.set_yticks(range(len(terms)), [_short(names[term], 40) for term in terms])
    ax.set_xticks(range(len(groups)), heads)
    ax.tick_params(top=True, labeltop=True, bottom=False, labelbottom=False, length=0, labelcolor=INK)
    if slanted:
        plt.setp(ax.get_xticklabels(), rotation=38, ha="left", rotation_mode="anchor")
    ax.set_xticks(np.arange(len(groups) + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(len(terms) + 1) - 0.5, minor=True)
    ax.grid(which="minor", color="white", linewidth=1.5)
    ax.tick_params(which="minor", length=0)
    ax.spines[:].set_visible(False)
    ax.set_title(f"Formulations by {by}, {_VALUES[value]}")
    return ax


@_themed
def dispersion(
    hits: pd.DataFrame, *, concepts: Sequence[str] | None = None, n: int = 25, ax: Axes | None = None
) -> Axes:
    """Where in each document a concept stands: a row a document, a stroke a hit.

    In: hits; which `concepts` (the commonest, if there are more than six); the `n` documents with most hits, in order
    of date. Out: Axes. Raises ValueError if there are no hits, or none of a concept asked for.
    """
    _need(hits, ["doc_id", "concept", "position"], "dispersion(hits)")
    shown = _chosen(hits.rename(columns={"concept": "term"}).assign(n=1), concepts or None)
    hits = hits[hits["concept"].isin(shown)]
    most = hits["doc_id"].astype(str).value_counts().head(n).index
    hits = hits[hits["doc_id"].isin(most)]
    order = hits.sort_values([c for c in ("date", "doc_id") if c in hits])["doc_id"].astype(str).unique()[::-1]
    row = {doc_id: place for place, doc_id in enumerate(order)}
    ax = _axes(ax, 8.2, 1.3 + 0.27 * len(order))
    ax.hlines(range(len(order)), 0, 1, color=RULE, linewidth=0.8, zorder=1)
    for colour, concept in zip(COLOURS, shown, strict=False):
        found = hits[hits["concept"] == concept]
        places = np.array([row[doc_id] for doc_id in found["doc_id"]])
        ax.vlines(found["position"], places - 0.34, places + 0.34, color=colour, linewidth=2.2, zorder=3)
    ax.set_yticks(range(len(order)), [_short(_stem(doc_id), 38) for doc_id in order], fontsize="small")
    ax.set_ylim(-0.8, len(order) - 0.2)
    ax.set_xlim(-0.005, 1.005)
    ax.set_xticks([0, 0.5, 1], ["begins", "middle", "ends"])
    ax.spines[:].set_visible(False)
    first = hits.drop_duplicates("concept").set_index("concept")
    names = [_short(_labels(first.loc[[concept]].reset_index())[0], 30) for concept in shown if concept in first.index]
    ax.set_title("Where it stands in each document")
    _key(ax, list(zip(names, COLOURS, strict=False)))
    return ax


@_themed
def topics(model: TopicModel, *, n: int = 8, ax: Axes | None = None) -> Axes:
    """A panel of the topics: each with its `n` top terms and its share of the corpus; formulations in colour.

    In: a TopicModel. Out: the Axes that hold the panel. Raises ValueError if the model has no terms.
    """
    _need(model.terms, ["topic", "term", "weight"], "topics(model)")
    columns = min(4, model.k)
    lines = -(-model.k // columns)
    ax = _axes(ax, 3.0 * columns, lines * (0.9 + 0.27 * n))
    ax.axis("off")
    ax.set_title("Topics: their terms, and their share of the corpus")
    mean = model.shares.groupby("topic")["share"].mean()
    for topic in range(model.k):
        line, column = divmod(topic, columns)
        width, height = 1 / columns, 1 / lines
        panel = ax.inset_axes(
            (column * width + 0.36 * width, 1 - (line + 1) * height + 0.06 * height, 0.6 * width, 0.78 * height)
        )
        top = model.terms[model.terms["topic"] == topic].head(n)
        places = np.arange(len(top))[::-1]
        panel.barh(places, top["weight"], height=0.62, color=np.where(top["kind"] == "term", COLOURS[1], COLOURS[0]))
        panel.set_yticks(places, [_short(term, 16) for term in top["term"]])
        panel.set_ylim(-0.6, n - 0.4 if len(top) == n else len(top) - 0.4)
        panel.xaxis.set_visible(False)
        panel.spines[["bottom", "left"]].set_visible(False)
        panel.set_title(f"Topic {topic + 1}  ·  {mean[topic]:.0%}", fontsize="medium", x=-0.6, pad=4)
    _note(ax, "Orange: formulations. A bar is a term's share of its topic.", below=8)
    return ax


@_themed
def moves(moves: pd.DataFrame, *, by: str = "doc_id", n: int = 20, ax: Axes | None = None) -> Axes:
    """What each document (or speaker, or source) does: passages stated, stressed, required, conveyed, reported, decided.

    In: moves; the column `by`; the `n` groups with most passages. Out: Axes. Raises ValueError if there are no moves or no
    such column.
    """
    _need(moves, ["move", by], "moves(moves)")
    table = pd.crosstab(moves[by].astype(str), moves["move"].astype(str)).reindex(columns=list(MOVES), fill_value=0)
    table = table.loc[table.sum(axis=1).sort_values(ascending=False, kind="stable").head(n).index[::-1]]
    ax = _axes(ax, 8.2, 1.4 + 0.28 * len(table))
    left = np.zeros(len(table))
    for colour, move in zip(COLOURS, MOVES, strict=True):
        ax.barh(range(len(table)), table[move], left=left, height=0.64, color=colour, edgecolor="white", linewidth=0.8)
        left += table[move].to_numpy()
    ax.set_yticks(range(len(table)), [_short(_stem(name), 40) for name in table.index], fontsize="small")
    ax.set_ylim(-0.7, len(table) - 0.3)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.grid(axis="x")
    ax.spines["left"].set_visible(False)
    ax.set_xlabel("passages")
    ax.set_title("What was stated, and what was required")
    _key(ax, [(move, colour) for move, colour in zip(MOVES, COLOURS, strict=True) if table[move].any()])
    return ax


def save(ax: Axes, path: str | Path, *, dpi: int = 200) -> Path:
    """Write a chart as PNG, SVG (text as paths: looks the same anywhere) or PDF (text selectable), by the path's ending.

    In: any Axes of the figure; a path, whose folders are made. Out: the path. The same chart gives the same bytes.
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
    with theme(), warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph .* missing")
        try:
            figure.savefig(path, dpi=dpi, metadata=dateless)
        except UserWarning as missing:
            raise ValueError(f"{path.name}: {missing}; take the character out of the label") from missing
    return path


def _need(table: pd.DataFrame, columns: Sequence[str], what: str) -> None:
    require(table, columns, what)
    if table.empty:
        raise ValueError(f"{what}: the table has no rows, so there is nothing to draw")


def _axes(ax: Axes | None, width: float, height: float) -> Axes:
    if ax is not None:
        return ax
    return plt.subplots(figsize=(width, max(height, 1.6)), layout="constrained")[1]


def _chosen(table: pd.DataFrame, terms: Sequence[str] | None) -> list[str]:
    """The terms asked for, or the six commonest."""
    if terms is None:
        return (
            table.groupby("term", sort=False)["n"]
            .sum()
            .sort_values(ascending=False, kind="stable")
            .head(6)
            .index.tolist()
        )
    absent = [term for term in terms if term not in set(table["term"])]
    if absent:
        raise ValueError(f"not in the table: {', '.join(absent)}")
    return list(terms)


def _labels(table: pd.DataFrame) -> list[str]:
    column = next(name for name in ("label", "term", "concept") if name in table.columns)
    return table[column].astype(str).tolist()


def _name_lines(ax: Axes, ends: list[tuple[float, int, str, str]], periods: int) -> None:
    """Names at the right-hand ends of lines, moved apart where they would overlap."""
    if not ends:
        return
    top = max((np.nanmax(np.append(np.asarray(line.get_ydata(), float), 0)) for line in ax.lines), default=1) or 1
    room = top * 0.075
    height = -np.inf
    for value, _, name, colour in sorted(ends):
        height = max(value, height + room)
        ax.annotate(
            name, (1, height), (8, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
            va="center", color=colour, annotation_clip=False,
        )  # fmt: skip
    ax.set_ylim(top=max(top * 1.08, height + room / 2))


def _format_values(ax: Axes, value: str) -> None:
    ax.yaxis.set_major_locator(MaxNLocator(5, integer=value in ("n", "docs")))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda number, _: _number(number, value)))
    ax.tick_params(axis="y", labelcolor=QUIET)


def _number(number: float, value: str) -> str:
    if value == "share":
        return f"{number:.0%}"
    return f"{number:.1f}" if value == "per_10k" else f"{number:,.0f}"


def _key(ax: Axes, names: Sequence[tuple[str, str]]) -> None:
    """Names in their colours, in a line between the title and the chart."""
    handles = [plt.Line2D([], [], color=colour, linewidth=5, label=name) for name, colour in names]
    widths = [_width(name) + 6 for name, _ in names]
    columns = len(names) if sum(widths) < 62 else max(1, 74 // max(widths))  # what the chart's width holds
    legend = ax.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=columns, frameon=False,
        handlelength=0.8, columnspacing=1.4, borderpad=0.1, handletextpad=0.5,
    )  # fmt: skip
    for text, (_, colour) in zip(legend.get_texts(), names, strict=True):
        text.set_color(colour)
    lines = -(-len(names) // columns)
    ax.set_title(ax.get_title(), pad=10 + 17 * lines)


def _note(ax: Axes, text: str, below: int = 34) -> None:
    ax.annotate(
        text, (0, 0), (0, -below), xycoords="axes fraction", textcoords="offset points", color=QUIET, fontsize="small"
    )


def _stem(doc_id: str) -> str:
    """A document's path without the folders: the file's name tells it apart."""
    return doc_id.rsplit("/", 1)[-1]


def _width(text: str) -> int:
    """Columns a text takes: a Chinese character is as wide as two letters."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _short(text: str, columns: int) -> str:
    """Cut a text to a width, with an ellipsis.

    >>> _short("全面从严治党 · full and rigorous Party self-governance", 24)
    '全面从严治党 · full an…'
    """
    if _width(text) <= columns:
        return text
    kept = ""
    for char in text:
        if _width(kept + char) > columns - 2:
            break
        kept += char
    return kept.rstrip(" ·") + "…"
