"""Charts of terms: how many, where, and key of what."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from toolkit.show.charts.labels import (
    column_head,
    figure_of,
    kind_of,
    names_of,
    short,
    total_docs,
)
from toolkit.show.charts.style import (
    AREA,
    COLOURS,
    INK,
    QUIET,
    apart,
    axes_of,
    head,
    is_dark,
    name_rows,
    need,
    note,
    slim,
    themed,
)

_GROUPS = 10  # columns of a heat map: what a page's width holds


@themed
def top_terms(frequencies: pd.DataFrame, *, value: str = "n", n: int = 20, ax: Axes | None = None) -> Axes:
    """The most frequent terms as bars.

    In: frequencies or counts of one group; value "n", "docs", "per_10k" or "share"; the `n` largest. Out: Axes.
    Raises ValueError if the table is empty, lacks the column, or holds several groups with the same term.
    """
    need(frequencies, ["term"], "top_terms(frequencies)", value=value)
    shown = frequencies.nlargest(n, value, keep="first")
    if shown["term"].duplicated().any():
        raise ValueError("top_terms() shows one group; choose it first: table[table.year == '2024']")
    ax = axes_of(ax, 7.4, 0.8 + 0.3 * len(shown))
    places = name_rows(ax, [short(name, 46) for name in names_of(shown)])
    ax.barh(places, shown[value], height=0.66, color=COLOURS[0])
    for place, number in zip(places, shown[value], strict=True):
        ax.annotate(
            figure_of(number, value), (number, place), (5, 0), textcoords="offset points", va="center", color=QUIET
        )
    ax.set_xlim(0, float(shown[value].max()) * 1.1 or 1)
    ax.xaxis.set_visible(False)
    ax.spines[["bottom", "left"]].set_visible(False)
    widest = "widespread" if value in ("docs", "share") else "frequent"
    documents = total_docs(shown)
    subtitle = {
        "n": "Occurrences" + (f" in {documents} documents" if documents else ""),
        "docs": "Documents" + (f", of {documents}" if documents else ""),
        "share": f"Share of {documents or 'all'} documents",
        "per_10k": "Occurrences per 10,000 tokens",
    }
    head(ax, f"Most {widest} {kind_of(shown)}", subtitle.get(value, value))
    slim(ax, len(shown))
    return ax


@themed
def keyness(keyness: pd.DataFrame, *, value: str = "log_ratio", n: int = 12, ax: Axes | None = None) -> Axes:
    """What is key of either side as two-sided bars.

    In: keyness; value "log_ratio", "g2" or another signed measure; the `n` most key terms by g2 of either side, significant ones
    (p_adjusted below .05) in full colour. Out: Axes. Raises ValueError if the table is empty or lacks a column.
    """
    need(keyness, ["term", "g2", "p_adjusted"], "keyness(keyness)", value=value)
    ends = pd.concat([keyness[keyness["g2"] > 0].nlargest(n, "g2"), keyness[keyness["g2"] < 0].nsmallest(n, "g2")])
    shown = ends[np.isfinite(ends[value])].sort_values(value, ascending=False, kind="stable")
    ax = axes_of(ax, 7.4, 1.0 + 0.3 * len(shown))
    places = name_rows(ax, [short(name, 40) for name in names_of(shown)])
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
    key = [(f"more in {side}", colour) for side, colour in zip(_sides(keyness), COLOURS, strict=False)]
    head(ax, "What is key of either side", f"{what}, by {unit}; pale: p ≥ .05 after correction", key)
    slim(ax, len(shown))
    return ax


def _sides(keyness: pd.DataFrame) -> tuple[str, str]:
    """What the target and the reference are called, where the table still says so."""
    return tuple(short(str(keyness.attrs.get(side, f"the {side}")), 30) for side in ("target", "reference"))  # type: ignore[return-value]


def _one_name(terms: pd.Series) -> str:
    """Terms that stand in one point share a name."""
    names = [short(str(term), 16) for term in terms]
    return ", ".join(names[:2]) + (f" +{len(names) - 2}" if len(names) > 2 else "")


@themed
def volcano(keyness: pd.DataFrame, *, n: int = 14, ax: Axes | None = None) -> Axes:
    """Effect against significance: log ratio from left to right, log-likelihood upwards; the `n` most significant named.

    In: keyness. Out: Axes. Raises ValueError if the table is empty or lacks a column.
    """
    need(keyness, ["term", "g2", "log_ratio", "p_adjusted"], "volcano(keyness)")
    ax = axes_of(ax, 8.4, 5.2)
    height = keyness["g2"].abs()
    certain = keyness["p_adjusted"] < 0.05
    colours = np.where(~certain, COLOURS[5], np.where(keyness["log_ratio"] >= 0, COLOURS[0], COLOURS[1]))
    ax.scatter(keyness["log_ratio"], height, s=14, c=colours, linewidths=0, alpha=0.8)
    ax.axvline(0, color=QUIET, linewidth=0.8)
    widest = float(keyness["log_ratio"].abs().max()) * 1.8 or 1
    top = float(height.max())
    named = keyness.assign(height=height, place=height.round(6)).nlargest(n, "height").sort_values("height")
    points = named.groupby(["log_ratio", "place"], sort=False)["term"].agg(_one_name).reset_index()
    for side, rows in points.groupby(points["log_ratio"] >= 0):
        levels = apart(rows["place"].tolist(), top * 0.05, top * 1.05)
        for name, x, y, level in zip(rows["term"], rows["log_ratio"], rows["place"], levels, strict=True):
            moved = abs(level - y) > top * 0.02
            ax.annotate(
                name, (x, y), (x + (0.04 if side else -0.04) * widest, level), ha="left" if side else "right", va="center",
                fontsize="small", arrowprops={"arrowstyle": "-", "color": QUIET, "linewidth": 0.5, "shrinkA": 0, "shrinkB": 2} if moved else None,
            )  # fmt: skip
    ax.set_xlim(-widest, widest)
    ax.set_ylim(0, top * 1.12 or 1)
    ax.set_xlabel("Log ratio: {} on the left, {} on the right".format(*reversed(_sides(keyness))))
    ax.set_ylabel("Log-likelihood")
    head(ax, "Effect and significance", "Grey: p ≥ .05 after correction for many tests", rows_named=False)
    return ax


@themed
def heatmap(
    frequencies: pd.DataFrame, *, by: str = "source", value: str = "share", n: int = 15, ax: Axes | None = None
) -> Axes:
    """Concepts by source, or by any other column they were counted by.

    In: frequencies grouped by the column `by`; value "share", "per_10k", "n" or "docs"; the `n` commonest terms and the
    ten groups with most documents; a note says what is left out. Out: Axes. Raises ValueError if the table is empty or lacks a column.
    """
    need(frequencies, ["term", by, "n"], "heatmap(frequencies)", value=value)
    named = frequencies[frequencies[by].astype(str) != ""]
    need(named, ["term"], f"heatmap(frequencies) with a filled column {by!r}")
    sizes = named.drop_duplicates(by).set_index(by)["group_docs"]
    groups = sizes.sort_values(ascending=False, kind="stable").head(_GROUPS).index.tolist()
    groups = sorted(groups) if by in ("year", "quarter", "month") else groups
    named = named[named[by].isin(groups)]
    terms = named.groupby("term")["n"].sum().nlargest(n).index.tolist()
    grid = named.pivot_table(index="term", columns=by, values=value, aggfunc="sum", observed=True)
    grid = grid.reindex(index=terms, columns=groups).fillna(0).astype(float)
    names = dict(zip(named["term"], names_of(named), strict=True))
    heads = [column_head(str(group), sizes[group]) for group in groups]
    above = 0.2 * max(head.count("\n") + 1 for head in heads)
    ax = axes_of(ax, 3.6 + 0.78 * len(groups), 0.8 + above + 0.31 * len(terms))
    top = grid.to_numpy().max() or 1
    ax.imshow(grid, cmap=AREA, vmin=0, vmax=top, aspect="auto")
    for (row, column), number in np.ndenumerate(grid.to_numpy()):
        if number:
            colour = "white" if is_dark(AREA(number / top)) else INK
            ax.text(column, row, figure_of(number, value), ha="center", va="center", color=colour, fontsize="small")
    ax.set_yticks(range(len(terms)), [short(names[term], 42) for term in terms])
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
    head(ax, f"{kind_of(named).capitalize()} by {by}", subtitle.get(value, value) + documents)
    if left_out := _left_out(frequencies, by, len(sizes) - len(groups)):
        note(ax, f"Not shown: {left_out}.")
    return ax


def _left_out(frequencies: pd.DataFrame, by: str, groups: int) -> str:
    """The documents that are in no group, and the groups beyond the largest."""
    without = frequencies.loc[frequencies[by].astype(str) == "", "group_docs"].max()
    said = [f"{without:,.0f} document{'s' if without > 1 else ''} without a {by}"] if without > 0 else []
    said += [f"{groups:,} group{'s' if groups > 1 else ''} with fewer documents"] if groups else []
    return ", ".join(said)
