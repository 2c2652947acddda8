"""The order of sections before and after: what rose, what fell, what is new."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes

from toolkit.show.charts.labels import short
from toolkit.show.charts.style import COLOURS, INK, QUIET, axes_of, head, name_rows, need, themed

_LINES = {"up": COLOURS[2], "down": COLOURS[1], "same": QUIET}
_SAID = {"up": "risen", "down": "fallen", "same": "same order", "new": "new", "dropped": "dropped"}
_INKS = {"new": COLOURS[0], "dropped": COLOURS[3]}  # of names without a line
_NAME = 40  # columns of a name on either side


@themed
def priorities(sections: pd.DataFrame, *, parent: int | None = None, ax: Axes | None = None) -> Axes:
    """The numbered sections of two texts, the earlier order on the left, the later on the right, a line from each to what became of it.

    In: the table `sections` of a Comparison; parent: the section (its number in the table, -1 for the whole) whose sections are drawn, the one
    with the most that both texts have unless given. Lines are coloured by whether a section rose or fell among those that both have;
    names without a line are dropped on the left, new on the right. Out: Axes.
    Raises ValueError if there is nothing to draw or no such section.
    """
    need(sections, ["section", "parent", "title", "change", "rank_before", "rank_after"], "priorities(sections)")
    parent = _richest(sections) if parent is None else parent
    rows = sections[sections["parent"] == parent]
    if rows.empty:
        raise ValueError(f"parent={parent}: there are no sections in it; those that have some: {', '.join(map(str, sections['parent'].unique()))}")  # fmt: skip
    before, after = (rows[rows[side].notna()].sort_values(side) for side in ("rank_before", "rank_after"))
    most = max(len(before), len(after))
    ax = axes_of(ax, 9.2, 1.5 + 0.36 * most)
    left, right = ({section: most - 1 - at for at, section in enumerate(side["section"])} for side in (before, after))
    name_rows(ax, [*_names(before, "before", "rank_before"), *[""] * (most - len(before))])
    ax.set_xlim(0, 1)
    ax.set_xticks([])
    ax.spines[:].set_visible(False)
    letter = plt.rcParams["font.size"]
    for row in rows.itertuples():
        if row.section in left and row.section in right:
            ends = left[row.section], right[row.section]
            ax.plot((0.02, 0.98), ends, color=_LINES[row.change], linewidth=0.16 * letter, marker="o", markersize=0.5 * letter)  # fmt: skip
    names = dict(zip(after["section"], _names(after, "after", "rank_after"), strict=True))
    beside = ax.secondary_yaxis("right")
    beside.set_yticks([right[section] for section in names], list(names.values()))
    beside.tick_params(axis="y", length=0)
    beside.spines[:].set_visible(False)
    for axis, side in ((ax, before), (beside, after)):
        for label, change in zip(axis.get_yticklabels(), side["change"], strict=False):
            label.set_color(_INKS.get(change, INK))
    inks = _LINES | _INKS
    shown = [(_SAID[change], ink) for change, ink in inks.items() if (rows["change"] == change).any()]
    within = dict(zip(sections["section"], sections["title"], strict=True)).get(parent)
    what = f"Sections of “{short(within, 40)}”" if within else "Sections"
    head(ax, "Order of priorities", f"{what}: before on the left, after on the right", shown)
    return ax


def _richest(sections: pd.DataFrame) -> int:
    """The section in which most are in both texts, then most in all; the first of equals."""
    both = sections["rank_before"].notna() & sections["rank_after"].notna()
    counted = sections.assign(both=both).groupby("parent")["both"].agg(["sum", "size"])
    return int(counted.sort_values(["sum", "size"], ascending=False, kind="stable").index[0])


def _names(rows: pd.DataFrame, side: str, rank: str) -> list[str]:
    return [short(f"{number} {title}", _NAME) for number, title in zip(rows[rank], rows[side], strict=True)]
