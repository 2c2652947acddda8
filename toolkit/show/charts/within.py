"""Charts of what stands where within documents."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from toolkit.show.charts.labels import (
    chosen,
    document_names,
    names_of,
    short,
)
from toolkit.show.charts.style import (
    COLOURS,
    QUIET,
    RULE,
    axes_of,
    head,
    name_rows,
    need,
    slim,
    themed,
)
from toolkit.text.moves import MOVES


@themed
def dispersion(
    hits: pd.DataFrame, *, concepts: str | Sequence[str] | None = None, n: int = 25, ax: Axes | None = None
) -> Axes:
    """Where in each document a concept stands: a row a document, a stroke a hit.

    In: hits; which `concepts` (the commonest, if there are more than six); the `n` documents with most hits, in order
    of date. Out: Axes. Raises ValueError if there are no hits, none of a concept asked for, or over six are asked for.
    """
    need(hits, ["doc_id", "concept", "position"], "dispersion(hits)")
    shown = chosen(hits.rename(columns={"concept": "term"}).assign(n=1), concepts or None)
    if len(shown) > len(COLOURS):
        raise ValueError(f"dispersion() can tell {len(COLOURS)} concepts apart by colour, not {len(shown)}")
    hits = hits[hits["concept"].isin(shown)]
    most = hits["doc_id"].astype(str).value_counts().head(n).index
    hits = hits[hits["doc_id"].isin(most)]
    documents = hits.sort_values([c for c in ("date", "doc_id") if c in hits], kind="stable").drop_duplicates("doc_id")
    ax = axes_of(ax, 8.4, 1.3 + 0.27 * len(documents))
    places = name_rows(ax, [short(name, 40) for name in document_names(documents)], fontsize="small")
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
    names = [names_of(first.loc[[concept]].reset_index())[0] for concept in shown if concept in first.index]
    if len(names) == 1:
        head(ax, f"Where {short(names[0], 40)} stands", "A line is a document from its beginning to its end")
    else:
        key = [(short(name, 36), colour) for name, colour in zip(names, COLOURS, strict=False)]
        head(ax, "Where each formulation stands", "A line is a document from its beginning to its end", key)
    slim(ax, len(documents))
    return ax


@themed
def moves(moves: pd.DataFrame, *, by: str = "doc_id", n: int = 20, ax: Axes | None = None) -> Axes:
    """What each document (or speaker, or source) does: passages stated, stressed, required, conveyed, reported, decided.

    In: moves; the column `by`; the `n` groups with most passages. Out: Axes. Raises ValueError if there are no moves or no
    such column.
    """
    need(moves, ["move", by], "moves(moves)")
    table = pd.crosstab(moves[by].astype(str), moves["move"].astype(str)).reindex(columns=list(MOVES), fill_value=0)
    table = table.loc[table.sum(axis=1).sort_values(ascending=False, kind="stable").head(n).index]
    totals = table.sum(axis=1).to_numpy()
    ax = axes_of(ax, 8.8, 1.05 + 0.3 * len(table))
    names = [str(name) or f"({by} unknown)" for name in table.index]
    if by == "doc_id":
        names = document_names(moves.drop_duplicates("doc_id").set_index("doc_id", drop=False).loc[table.index])
    places = name_rows(ax, [short(name, 54) for name in names], fontsize="small")
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
    head(ax, "What was stated, and what was required", f"Passages of each {each}, by what they do", key)
    slim(ax, len(table))
    return ax
