"""One function per chart: f(table, *, ax=None) -> Axes. Drawing changes no data; `theme` is the look of all of them.

A table may carry a column `label` (see `tk.label`), which is then shown in place of the term or concept, and a table of
hits or moves a column `title`, shown in place of the document's id. A title of your own (`ax.set_title`) takes the place of ours.
"""

from __future__ import annotations

import math
import re
import textwrap
import unicodedata
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

from toolkit.measure.topics import TopicModel
from toolkit.show import fonts
from toolkit.tables import require
from toolkit.text.moves import MOVES

# Six plain colours for white ground. Searched for, not chosen by eye: the least difference (CIE 1976) between any two is
# 43 for full colour vision and above 20 for protan, deutan and tritan vision (Machado, Oliveira and Fernandes 2009).
COLOURS = ("#173a73", "#d35f14", "#149c66", "#b055b5", "#55400f", "#7f8692")
INK, QUIET, RULE = "#14181d", "#616a75", "#dde1e6"
FORMATS = (".png", ".svg", ".pdf")
_AREA = LinearSegmentedColormap.from_list("area", ["#f4f6f9", "#c3d0e4", "#7f9ac4", "#173a73"])
_SIZES = {"notebook": 10.0, "paper": 8.5, "slide": 15.0}
_GROUPS = 10  # columns of a heat map: what a page's width holds


@contextmanager
def theme(size: str = "notebook") -> Iterator[None]:
    """The look of the charts, for your own matplotlib code too; `size` is "notebook", "paper" or "slide".

    Charts drawn inside take its size: letters, lines and figures grow together. Raises ValueError for an unknown size.

    >>> with theme("slide"):
    ...     plt.rcParams["font.family"][0], plt.rcParams["font.size"]
    ('Noto Sans CJK SC', 15.0)
    """
    if size not in _SIZES:
        raise ValueError(f"size={size!r} is unknown; choose one of {', '.join(_SIZES)}")
    fonts.register()
    points = _SIZES[size]
    grown = points / _SIZES["notebook"]
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


def _themed(chart: Callable[..., Axes]) -> Callable[..., Axes]:
    """Draw in the theme around the call, or in the one for notebooks."""

    @wraps(chart)
    def drawn(*args: Any, **options: Any) -> Axes:
        if plt.rcParams["font.family"] == fonts.FAMILY:
            return chart(*args, **options)
        with theme():
            return chart(*args, **options)

    return drawn


@_themed
def top_terms(frequencies: pd.DataFrame, *, value: str = "n", n: int = 20, ax: Axes | None = None) -> Axes:
    """The most frequent terms as bars.

    In: frequencies or counts of one group; value "n", "docs", "per_10k" or "share"; the `n` largest. Out: Axes.
    Raises ValueError if the table is empty, lacks the column, or holds several groups with the same term.
    """
    _need(frequencies, ["term"], "top_terms(frequencies)", value=value)
    shown = frequencies.nlargest(n, value, keep="first")
    if shown["term"].duplicated().any():
        raise ValueError("top_terms() shows one group; choose it first: table[table.year == '2024']")
    ax = _axes(ax, 7.4, 0.8 + 0.3 * len(shown))
    places = _rows(ax, [_short(name, 46) for name in _labels(shown)])
    ax.barh(places, shown[value], height=0.66, color=COLOURS[0])
    for place, number in zip(places, shown[value], strict=True):
        ax.annotate(
            _number(number, value), (number, place), (5, 0), textcoords="offset points", va="center", color=QUIET
        )
    ax.set_xlim(0, float(shown[value].max()) * 1.1 or 1)
    ax.xaxis.set_visible(False)
    ax.spines[["bottom", "left"]].set_visible(False)
    widest = "widespread" if value in ("docs", "share") else "frequent"
    documents = _total(shown)
    subtitle = {
        "n": "Occurrences" + (f" in {documents} documents" if documents else ""),
        "docs": "Documents" + (f", of {documents}" if documents else ""),
        "share": f"Share of {documents or 'all'} documents",
        "per_10k": "Occurrences per 10,000 tokens",
    }
    _head(ax, f"Most {widest} {_kind(shown)}", subtitle.get(value, value))
    _slim(ax, len(shown))
    return ax


@_themed
def keyness(keyness: pd.DataFrame, *, value: str = "log_ratio", n: int = 12, ax: Axes | None = None) -> Axes:
    """What is key of either side as two-sided bars.

    In: keyness; value "log_ratio", "g2" or another signed measure; the `n` most key terms by g2 of either side, significant ones
    (p_adjusted below .05) in full colour. Out: Axes. Raises ValueError if the table is empty or lacks a column.
    """
    _need(keyness, ["term", "g2", "p_adjusted"], "keyness(keyness)", value=value)
    ends = pd.concat([keyness[keyness["g2"] > 0].nlargest(n, "g2"), keyness[keyness["g2"] < 0].nsmallest(n, "g2")])
    shown = ends[np.isfinite(ends[value])].sort_values(value, ascending=False, kind="stable")
    ax = _axes(ax, 7.4, 1.0 + 0.3 * len(shown))
    places = _rows(ax, [_short(name, 40) for name in _labels(shown)])
    colours = np.where(shown[value] >= 0, COLOURS[0], COLOURS[1])
    bars = ax.barh(places, shown[value], height=0.66, color=colours)
    for bar, p in zip(bars, shown["p_adjusted"], strict=True):
        bar.set_alpha(1.0 if p < 0.05 else 0.4)
    ax.axvline(0, color=QUIET, linewidth=0.8)
    ax.spines[["left"]].set_visible(False)
    unit = "documents" if "unit" in shown and (shown["unit"] == "documents").all() else "tokens"
    what = {"log_ratio": "Log ratio (doublings of the relative frequency)", "g2": "Log-likelihood, signed"}.get(
        value, value
    )
    key = [("more in the target", COLOURS[0]), ("more in the reference", COLOURS[1])]
    _head(ax, "What is key of either side", f"{what}, by {unit}; pale: p ≥ .05 after correction", key)
    _slim(ax, len(shown))
    return ax


@_themed
def volcano(keyness: pd.DataFrame, *, n: int = 14, ax: Axes | None = None) -> Axes:
    """Effect against significance: log ratio from left to right, log-likelihood upwards; the `n` most significant named.

    In: keyness. Out: Axes. Raises ValueError if the table is empty or lacks a column.
    """
    _need(keyness, ["term", "g2", "log_ratio", "p_adjusted"], "volcano(keyness)")
    ax = _axes(ax, 8.4, 5.2)
    height = keyness["g2"].abs()
    certain = keyness["p_adjusted"] < 0.05
    colours = np.where(~certain, COLOURS[5], np.where(keyness["log_ratio"] >= 0, COLOURS[0], COLOURS[1]))
    ax.scatter(keyness["log_ratio"], height, s=14, c=colours, linewidths=0, alpha=0.8)
    ax.axvline(0, color=QUIET, linewidth=0.8)
    named = keyness.assign(height=height).nlargest(n, "height")
    for side, rows in named.groupby(named["log_ratio"] >= 0):
        rows = rows.sort_values("height")
        levels = _apart(rows["height"].tolist(), float(height.max()) * 0.05, float(height.max()) * 1.05)
        for (_, row), level in zip(rows.iterrows(), levels, strict=True):
            ax.annotate(
                _short(str(row["term"]), 16), (row["log_ratio"], level), (6 if side else -6, 0), textcoords="offset points",
                ha="left" if side else "right", va="center", fontsize="small",
            )  # fmt: skip
    widest = float(keyness["log_ratio"].abs().max()) * 1.8 or 1
    ax.set_xlim(-widest, widest)
    ax.set_ylim(0, float(height.max()) * 1.12 or 1)
    ax.set_xlabel("Log ratio")
    ax.set_ylabel("Log-likelihood")
    _head(ax, "Effect and significance", "Grey: p ≥ .05 after correction for many tests", rows_named=False)
    return ax


@_themed
def trend(
    trends: pd.DataFrame, *, terms: Sequence[str] | None = None, value: str = "share", ax: Axes | None = None
) -> Axes:
    """Terms over time as lines, each named at its end.

    In: trends; which `terms` (all if there are six at most, else the six commonest); value "share", "per_10k", "n" or
    "docs". A period without documents is a gap in the line; undated documents are counted in a note. Out: Axes.
    Raises ValueError if the table is empty, has no dates, a term is not in it, or value is "per_10k" across languages.
    """
    _need(trends, ["term", "period"], "trend(trends)", value=value)
    dated = trends[trends["period"] != ""]
    _need(dated, ["term"], "trend(trends) with dated documents", value=value)
    if value == "per_10k" and dated["group_lang"].str.contains(r"\+").any():
        raise ValueError(
            "per_10k mixes Chinese and English tokens here, which do not compare; "
            "use value='share', or count(docs, by=['lang', 'year']) and choose one language"
        )
    shown = _chosen(dated, terms)
    ax = _axes(ax, 8.4, 4.4)
    periods = sorted(dated["period"].unique())
    ends = []
    for number, term in enumerate(shown):
        rows = dated[dated["term"] == term].set_index("period").reindex(periods)
        if rows.index.has_duplicates:
            raise ValueError("trend() shows one group; choose it first: trends[trends.source == '…']")
        line = rows[value].astype(float)
        if "group_docs" in rows:
            line = line.where(~rows["group_docs"].fillna(1).eq(0))
        colour = COLOURS[number % len(COLOURS)]
        style = "-" if number < len(COLOURS) else (0, (3, 1.5))
        marked = np.ones(len(line), bool) if len(line) <= 24 else _alone(line)
        ax.plot(
            range(len(periods)), line, color=colour, linestyle=style, marker="o", markevery=np.flatnonzero(marked),
            clip_on=False, zorder=3,
        )  # fmt: skip
        if line.notna().any():
            last = int(np.flatnonzero(line.notna())[-1])
            name = _short(_labels(dated[dated["term"] == term])[0], 36)
            ends.append((last, float(line.iloc[last]), name, colour))
    top = max((y for line in ax.lines for y in np.asarray(line.get_ydata(), float) if y == y), default=0) or 1
    ax.set_ylim(0, top * 1.05)
    ax.set_xlim(-0.25 if len(periods) > 1 else -1, max(len(periods) - 1, 0))
    _format_values(ax, value)
    ax.grid(axis="y")
    ax.spines["left"].set_visible(False)
    ax.set_xticks(range(len(periods)), periods)
    unit = "year" if len(periods[0]) == 4 else "quarter" if "Q" in periods[0] else "month"
    subtitle = {
        "share": f"Share of each {unit}'s documents", "docs": f"Documents per {unit}", "n": f"Occurrences per {unit}",
        "per_10k": f"Occurrences per 10,000 tokens, by {unit}",
    }  # fmt: skip
    _head(
        ax,
        f"{_kind(dated[dated['term'].isin(shown)]).capitalize()} over time",
        subtitle.get(value, value),
        rows_named=False,
    )
    _name_lines(ax, ends)
    _space_periods(ax, periods)
    undated = trends.loc[trends["period"] == "", "group_docs"].max() if "group_docs" in trends else 0
    if undated and undated == undated:
        _note(ax, "One undated document is not shown." if undated == 1 else f"{undated:.0f} undated documents are not shown.")  # fmt: skip
    return ax


@_themed
def heatmap(
    frequencies: pd.DataFrame, *, by: str = "source", value: str = "share", n: int = 15, ax: Axes | None = None
) -> Axes:
    """Concepts by source, or by any other column they were counted by.

    In: frequencies grouped by the column `by`; value "share", "per_10k", "n" or "docs"; the `n` commonest terms and the
    ten groups with most documents. Out: Axes. Raises ValueError if the table is empty or lacks a column.
    """
    _need(frequencies, ["term", by, "n"], "heatmap(frequencies)", value=value)
    named = frequencies[frequencies[by].astype(str) != ""]
    _need(named, ["term"], f"heatmap(frequencies) with a filled column {by!r}")
    sizes = named.drop_duplicates(by).set_index(by)["group_docs"]
    groups = sizes.sort_values(ascending=False, kind="stable").head(_GROUPS).index.tolist()
    groups = sorted(groups) if by in ("year", "quarter", "month") else groups
    named = named[named[by].isin(groups)]
    terms = named.groupby("term")["n"].sum().nlargest(n).index.tolist()
    grid = named.pivot_table(index="term", columns=by, values=value, aggfunc="sum", observed=True)
    grid = grid.reindex(index=terms, columns=groups).fillna(0).astype(float)
    names = dict(zip(named["term"], _labels(named), strict=True))
    heads = [_column_head(str(group), sizes[group]) for group in groups]
    above = 0.2 * max(head.count("\n") + 1 for head in heads)
    ax = _axes(ax, 3.6 + 0.78 * len(groups), 0.8 + above + 0.31 * len(terms))
    top = grid.to_numpy().max() or 1
    ax.imshow(grid, cmap=_AREA, vmin=0, vmax=top, aspect="auto")
    for (row, column), number in np.ndenumerate(grid.to_numpy()):
        if number:
            colour = "white" if _dark(_AREA(number / top)) else INK
            ax.text(column, row, _number(number, value), ha="center", va="center", color=colour, fontsize="small")
    ax.set_yticks(range(len(terms)), [_short(names[term], 42) for term in terms])
    ax.set_xticks(range(len(groups)), heads, fontsize="small", linespacing=1.25)
    ax.tick_params(top=True, labeltop=True, bottom=False, labelbottom=False, length=0, labelcolor=INK)
    ax.set_xticks(np.arange(len(groups) + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(len(terms) + 1) - 0.5, minor=True)
    ax.grid(which="minor", color="white", linewidth=2)
    ax.tick_params(which="minor", length=0)
    ax.spines[:].set_visible(False)
    subtitle = {
        "share": f"Share of the documents of each {by}", "docs": f"Documents of each {by}",
        "n": f"Occurrences in each {by}", "per_10k": f"Occurrences per 10,000 tokens of each {by}",
    }  # fmt: skip
    documents = "; n = its documents" if sizes.notna().all() else ""
    _head(ax, f"{_kind(named).capitalize()} by {by}", subtitle.get(value, value) + documents)
    return ax


@_themed
def dispersion(
    hits: pd.DataFrame, *, concepts: Sequence[str] | None = None, n: int = 25, ax: Axes | None = None
) -> Axes:
    """Where in each document a concept stands: a row a document, a stroke a hit.

    In: hits; which `concepts` (the commonest, if there are more than six); the `n` documents with most hits, in order
    of date. Out: Axes. Raises ValueError if there are no hits, none of a concept asked for, or over six are asked for.
    """
    _need(hits, ["doc_id", "concept", "position"], "dispersion(hits)")
    shown = _chosen(hits.rename(columns={"concept": "term"}).assign(n=1), concepts or None)
    if len(shown) > len(COLOURS):
        raise ValueError(f"dispersion() can tell {len(COLOURS)} concepts apart by colour, not {len(shown)}")
    hits = hits[hits["concept"].isin(shown)]
    most = hits["doc_id"].astype(str).value_counts().head(n).index
    hits = hits[hits["doc_id"].isin(most)]
    documents = hits.sort_values([c for c in ("date", "doc_id") if c in hits], kind="stable").drop_duplicates("doc_id")
    ax = _axes(ax, 8.4, 1.3 + 0.27 * len(documents))
    places = _rows(ax, [_short(name, 40) for name in _document_names(documents)], fontsize="small")
    row = dict(zip(documents["doc_id"], places, strict=True))
    ax.hlines(places, 0, 1, color=RULE, linewidth=0.8, zorder=1)
    for colour, concept in zip(COLOURS, shown, strict=False):
        found = hits[hits["concept"] == concept]
        at = np.array([row[doc_id] for doc_id in found["doc_id"]])
        width = plt.rcParams["lines.linewidth"] * 1.15
        ax.vlines(found["position"], at - 0.36, at + 0.36, color=colour, linewidth=width, capstyle="butt", zorder=3)
    if "date" in documents:
        for place, date in zip(places, documents["date"], strict=True):
            when = "undated" if pd.isna(date) else f"{date:%Y-%m-%d}"
            ax.annotate(
                when, (1, place), (8, 0), xycoords=("axes fraction", "data"), textcoords="offset points", va="center",
                color=QUIET, fontsize="small",
            )  # fmt: skip
    ax.set_xlim(-0.004, 1.004)
    ax.set_xticks([0, 0.5, 1], ["begins", "middle", "ends"], fontsize="small")
    ax.tick_params(axis="x", length=0)
    ax.spines[:].set_visible(False)
    first = hits.drop_duplicates("concept").set_index("concept")
    names = [_labels(first.loc[[concept]].reset_index())[0] for concept in shown if concept in first.index]
    if len(names) == 1:
        _head(ax, f"Where {_short(names[0], 40)} stands", "A line is a document from its beginning to its end")
    else:
        key = [(_short(name, 36), colour) for name, colour in zip(names, COLOURS, strict=False)]
        _head(ax, "Where each formulation stands", "A line is a document from its beginning to its end", key)
    _slim(ax, len(documents))
    return ax


@_themed
def topics(model: TopicModel, *, n: int = 8, ax: Axes | None = None) -> Axes:
    """A panel of the topics: each with its `n` top terms and its share of the corpus; formulations in colour.

    In: a TopicModel; names of your own come in with dataclasses.replace(model, labels={0: "Farming", …}).
    Out: the Axes that hold the panel. Raises ValueError if the model has no terms.
    """
    _need(model.terms, ["topic", "term", "weight"], "topics(model)")
    head, bar, foot = 2.6, 1.75, 1.4  # heights in a panel, in letters
    columns, lines = _grid(model.k, 4)
    ax = _axes(ax, 2.75 * columns, 0.95 + lines * (head + n * bar + foot) * _SIZES["notebook"] / 72)
    ax.axis("off")
    ax.set_xticks([])
    ax.set_yticks([])
    subtitle = "Share of the corpus, and the leading terms; a bar is a term's share of its topic"
    _head(ax, "Topics", subtitle, [("formulations", COLOURS[1]), ("words", COLOURS[0])], rows_named=False)
    width, height = _letters(ax)
    columns, lines = _grid(model.k, max(1, min(4, int(width / 10.5))))
    n = max(1, min(n, round((height / lines - head - foot) / bar)))  # as many terms as there is room for
    shown = model.terms.groupby("topic").head(n)
    names = {topic: [_short(name, 18) for name in _labels(rows)] for topic, rows in shown.groupby("topic")}
    mean = model.shares.groupby("topic")["share"].mean()
    longest = max(_width(name) for row in names.values() for name in row) + 1
    label = min(0.6, 0.56 * longest / (width / columns))  # share of a panel's width that the names take
    unit = 1 / lines / (head + n * bar + foot)
    for topic, rows in shown.groupby("topic"):
        line, column = divmod(int(topic), columns)
        top = 1 - line / lines - head * unit
        size = len(rows) * bar * unit
        panel = ax.inset_axes(((column + label) / columns, top - size, (0.93 - label) / columns, size))
        panel.barh(
            _rows(panel, names[topic]), rows["weight"], height=0.66,
            color=np.where(rows["kind"] == "term", COLOURS[1], COLOURS[0]),
        )  # fmt: skip
        _align_left(panel, label * width / columns * plt.rcParams["font.size"])
        panel.set_xlim(0, shown["weight"].max())
        panel.xaxis.set_visible(False)
        panel.spines[["bottom", "left"]].set_visible(False)
        name = _short(f"{_topic_name(model, topic)} · {mean[topic]:.0%}", 30)
        ax.text(column / columns, top + 0.5 * unit, name, transform=ax.transAxes, va="bottom")
    return ax


@_themed
def moves(moves: pd.DataFrame, *, by: str = "doc_id", n: int = 20, ax: Axes | None = None) -> Axes:
    """What each document (or speaker, or source) does: passages stated, stressed, required, conveyed, reported, decided.

    In: moves; the column `by`; the `n` groups with most passages. Out: Axes. Raises ValueError if there are no moves or no
    such column.
    """
    _need(moves, ["move", by], "moves(moves)")
    table = pd.crosstab(moves[by].astype(str), moves["move"].astype(str)).reindex(columns=list(MOVES), fill_value=0)
    table = table.loc[table.sum(axis=1).sort_values(ascending=False, kind="stable").head(n).index]
    totals = table.sum(axis=1).to_numpy()
    ax = _axes(ax, 8.8, 1.05 + 0.3 * len(table))
    names = [str(name) or f"({by} unknown)" for name in table.index]
    if by == "doc_id":
        names = _document_names(moves.drop_duplicates("doc_id").set_index("doc_id", drop=False).loc[table.index])
    places = _rows(ax, [_short(name, 54) for name in names], fontsize="small")
    left = np.zeros(len(table))
    for colour, move in zip(COLOURS, MOVES, strict=True):
        width = table[move].to_numpy()
        ax.barh(places, width, left=left, height=0.7, color=colour, edgecolor="white", linewidth=1)
        for x, place, number in zip(left + width / 2, places, width, strict=True):
            if number > 0.035 * totals.max():
                ax.text(x, place, f"{number:,}", ha="center", va="center_baseline", color="white", fontsize="small")
        left += width
    for place, total in zip(places, totals, strict=True):
        ax.annotate(f"{total:,}", (total, place), (5, 0), textcoords="offset points", va="center", color=QUIET)
    ax.set_xlim(0, totals.max() * 1.06)
    ax.xaxis.set_visible(False)
    ax.spines[["bottom", "left"]].set_visible(False)
    key = [(move, colour) for move, colour in zip(MOVES, COLOURS, strict=True) if table[move].any()]
    each = "document" if by == "doc_id" else by
    _head(ax, "What was stated, and what was required", f"Passages of each {each}, by what they do", key)
    _slim(ax, len(table))
    return ax


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


# --- parts of charts --------------------------------------------------------------------------------------------------


def _need(table: pd.DataFrame, columns: Sequence[str], what: str, *, value: str | None = None) -> None:
    require(table, [*columns, *([value] if value else [])], what)
    if table.empty:
        raise ValueError(f"{what}: the table has no rows, so there is nothing to draw")
    if value and table[value].isna().all():
        raise ValueError(
            f"{what}: {value} is unknown in every row; counts of hits know their documents by tk.count(hits, docs=docs)"
        )


def _axes(ax: Axes | None, width: float, height: float) -> Axes:
    """The axes given, or a figure of its own: inches at the size of a notebook, more on a slide."""
    if ax is not None:
        _dress(ax)
        return ax
    grown = plt.rcParams["font.size"] / _SIZES["notebook"]
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


def _rows(ax: Axes, names: Sequence[str], fontsize: str = "medium") -> np.ndarray:
    """Name the rows, the first on top; their places on the y axis."""
    places = np.arange(len(names))[::-1]
    ax.set_yticks(places, names, fontsize=fontsize)
    ax.set_ylim(-0.5, len(names) - 0.5)
    return places


def _slim(ax: Axes, rows: int) -> None:
    """Keep a few rows slim in axes that are tall: they stay on top, and the rest is left empty."""
    fitting = _points(ax, ax.bbox.height) / (3.2 * plt.rcParams["font.size"])
    if fitting > rows + 3:
        ax.set_ylim(rows - fitting - 0.5, rows - 0.5)


def _head(ax: Axes, title: str, subtitle: str, key: Sequence[tuple[str, str]] = (), *, rows_named: bool = True) -> None:
    """Title, subtitle and a key of coloured names, flush left with the names of the rows."""
    figure = ax.get_figure(root=True)
    assert isinstance(figure, Figure)
    figure.draw_without_rendering()  # lays the figure out, so that there is something to measure
    letter = plt.rcParams["font.size"]
    left = _points(ax, min([tick.get_window_extent().x0 for tick in _shown(ax.yaxis)], default=ax.bbox.x0) - ax.bbox.x0)
    above = _points(ax, max([tick.get_window_extent().y1 for tick in _shown(ax.xaxis)], default=0) - ax.bbox.y1)
    left, above = min(left, 0.0), max(above, 0.0) + letter
    if rows_named:
        left -= 0.7 * letter  # letters are a little wider or narrower at another resolution
        _align_left(ax, -left)
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


def _align_left(ax: Axes, width: float) -> None:
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
        width = letter * (0.55 * _width(name) + 1.15)
        if lines and used + width + 1.3 * letter <= room:
            lines[-1].append(entry)
            used += width + 1.3 * letter
        else:
            lines.append([entry])
            used = width
    return lines


def _name_lines(ax: Axes, ends: Sequence[tuple[int, float, str, str]]) -> None:
    """Names beside the ends of lines (period, value, name, colour), moved apart where they would overlap."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    ends = sorted(ends, key=lambda end: end[1])
    _, height = _letters(ax)
    line = 1.5
    wanted = [value / ax.get_ylim()[1] * height for _, value, _, _ in ends]
    gap = 1.8 * plt.rcParams["font.size"]
    beside = ax.transAxes + ScaledTranslation(gap / 72, 0, figure.dpi_scale_trans)
    for (period, value, name, colour), place in zip(ends, _apart(wanted, line, height), strict=True):
        ax.annotate(
            name, (period, value), (1, place / height), textcoords=beside, va="center", color=colour,
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.7, "alpha": 0.7, "shrinkA": 1, "shrinkB": 4,
                        "relpos": (0, 0.5)},
        )  # fmt: skip


def _apart(wanted: Sequence[float], room: float, height: float) -> np.ndarray:
    """Places in ascending order, at least `room` apart and as near to the wanted ones as can be.

    >>> _apart([0, 0, 50], 10, 100).tolist()
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


def _space_periods(ax: Axes, periods: Sequence[str]) -> None:
    """Name as many periods as there is room for: all, else the years that begin, else every second, third …"""
    apart = _letters(ax)[0] / max(1, len(periods) - 1)
    shown = list(enumerate(periods))
    years = [(place, period[:4]) for place, period in shown if period.endswith(("-01", "Q1"))]
    if len(years) > 1 and apart < 0.56 * len(periods[0]) + 0.8:
        shown = years
    between = apart * (shown[1][0] - shown[0][0]) if len(shown) > 1 else apart
    step = math.ceil((0.56 * len(shown[0][1]) + 0.8) / between)
    ax.set_xticks([place for place, _ in shown[::step]], [name for _, name in shown[::step]])


def _alone(line: pd.Series) -> np.ndarray:
    """Points with a gap on either side: no line shows them."""
    known = line.notna().to_numpy()
    before, after = np.append(False, known[:-1]), np.append(known[1:], False)
    return known & ~before & ~after


def _grid(panels: int, most: int) -> tuple[int, int]:
    """Columns and lines that hold the panels evenly, with `most` columns.

    >>> _grid(5, 4), _grid(8, 4), _grid(3, 1)
    ((3, 2), (4, 2), (1, 3))
    """
    columns = math.ceil(panels / math.ceil(panels / most))
    return columns, math.ceil(panels / columns)


def _note(ax: Axes, text: str) -> None:
    """A remark below the chart."""
    letter = plt.rcParams["font.size"]
    left = _points(ax, min([tick.get_window_extent().x0 for tick in _shown(ax.yaxis)], default=ax.bbox.x0) - ax.bbox.x0)
    ax.annotate(
        text, (0, 0), (min(left, 0), -2.6 * letter), xycoords="axes fraction", textcoords="offset points", va="top",
        color=QUIET, fontsize="small",
    )  # fmt: skip


def _format_values(ax: Axes, value: str) -> None:
    whole = value in ("n", "docs")
    ax.yaxis.set_major_locator(MaxNLocator(5, integer=whole, steps=[1, 2, 5, 10] if whole else [1, 2, 2.5, 5, 10]))
    scale, sign = (100, "%") if value == "share" else (1, "")
    ax.yaxis.set_major_formatter(FuncFormatter(lambda number, _: f"{round(number * scale, 6):,g}{sign}"))
    ax.tick_params(axis="y", labelcolor=QUIET)


# --- words ------------------------------------------------------------------------------------------------------------


def _chosen(table: pd.DataFrame, terms: Sequence[str] | None) -> list[str]:
    """The terms asked for, or the six commonest."""
    if terms is None:
        total = table.groupby("term", sort=False, observed=True)["n"].sum()
        return total.sort_values(ascending=False, kind="stable").head(6).index.tolist()
    absent = [term for term in terms if term not in set(table["term"])]
    if absent:
        raise ValueError(f"not in the table: {', '.join(absent)}")
    return list(dict.fromkeys(terms))


def _labels(table: pd.DataFrame) -> list[str]:
    column = next(name for name in ("label", "term", "concept") if name in table.columns)
    return table[column].astype(str).tolist()


def _document_names(documents: pd.DataFrame) -> list[str]:
    titles = documents["title"].astype(str) if "title" in documents else [""] * len(documents)
    return [title or _stem(doc_id) for title, doc_id in zip(titles, documents["doc_id"].astype(str), strict=True)]


def _topic_name(model: TopicModel, topic: int) -> str:
    """The user's name for a topic; the model's own, its top terms, stands in the bars already."""
    own = model.terms[(model.terms["topic"] == topic) & (model.terms["rank"] <= 3)]["term"]
    name = model.labels.get(topic, "")
    return name if name and name != " · ".join(own) else f"Topic {topic + 1}"


def _kind(table: pd.DataFrame) -> str:
    """What the terms are called."""
    kinds = set(table["kind"]) if "kind" in table else set()
    return {"term": "formulations", "word": "words", "number": "numbers"}[kinds.pop()] if len(kinds) == 1 else "terms"


def _total(table: pd.DataFrame) -> str:
    """How many documents the group has, where that is known."""
    known = table["group_docs"].dropna() if "group_docs" in table else pd.Series(dtype=int)
    return f"{int(known.max()):,}" if len(known) else ""


def _column_head(name: str, documents: float) -> str:
    """A group's name in short lines, with its number of documents."""
    pieces = re.findall(r"[^\W\d_一-鿿]+[^\w\s]?\s?|\d+\s?|\S\s?", name)
    lines = [""]
    for piece in pieces:
        if lines[-1] and _width(lines[-1] + piece.rstrip()) > 12:
            lines.append("")
        lines[-1] += piece
    kept = [_short(line, 13) for line in lines[:4]]
    if len(lines) > 4:
        kept[-1] = _short(kept[-1], 11).rstrip("…") + "…"
    return "\n".join(kept) + ("" if pd.isna(documents) else f"\nn = {documents:,.0f}")


def _number(number: float, value: str) -> str:
    if value == "share":
        return f"{number:.1%}" if 0 < number < 0.0095 else f"{number:.0%}"
    return f"{number:.1f}" if value == "per_10k" else f"{number:,.0f}"


def _stem(doc_id: str) -> str:
    """A document's path without the folders: the file's name tells it apart."""
    return doc_id.rsplit("/", 1)[-1]


def _width(text: str) -> int:
    """Columns a text takes: a Chinese character is as wide as two letters."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _short(text: str, columns: int) -> str:
    """Cut a text to a width, between words where it can be, with an ellipsis.

    >>> _short("全面从严治党 · full and rigorous Party self-governance", 28), _short("全国廉政建设工作委员会", 12)
    ('全面从严治党 · full and…', '全国廉政建…')
    """
    text = " ".join(text.split())
    if _width(text) <= columns:
        return text
    kept = ""
    for char in text:
        if _width(kept + char) > columns - 1:
            break
        kept += char
    words, _, cut = kept.rpartition(" ")
    if words and cut.isascii() and text[len(kept)] != " " and len(cut) < columns // 3:
        kept = words  # the last word is cut: leave it out
    return kept.rstrip(" ·，、,;；") + "…"


# --- measures ---------------------------------------------------------------------------------------------------------


def _dark(colour: tuple[float, ...]) -> bool:
    """Is white easier to read on it than black?"""
    red, green, blue = ((part + 0.055) ** 2.4 / 1.13 for part in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.2


def _points(ax: Axes, pixels: float) -> float:
    figure = ax.get_figure(root=True)
    assert figure is not None
    return pixels * 72 / figure.dpi


def _letters(ax: Axes) -> tuple[float, float]:
    """Width and height of the axes once laid out, in letters."""
    figure = ax.get_figure(root=True)
    assert isinstance(figure, Figure)
    figure.draw_without_rendering()
    letter = plt.rcParams["font.size"]
    return _points(ax, ax.bbox.width) / letter, _points(ax, ax.bbox.height) / letter


def _shown(axis: Axis) -> list[Text]:
    """The names at an axis that are seen, the ticks outside its limits left out."""
    return (
        [label for label in axis.get_ticklabels() if label.get_text() and label.get_visible()]
        if axis.get_visible()
        else []
    )
