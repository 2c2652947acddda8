"""Charts over time."""

from __future__ import annotations

import math
from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation

from toolkit.show.charts.labels import (
    chosen,
    kind_of,
    names_of,
    short,
)
from toolkit.show.charts.style import (
    COLOURS,
    apart,
    axes_of,
    format_values,
    head,
    letters_of,
    need,
    note,
    themed,
)


@themed
def trend(
    trends: pd.DataFrame, *, terms: Sequence[str] | None = None, value: str = "share", ax: Axes | None = None
) -> Axes:
    """Terms over time as lines, each named at its end.

    In: trends; which `terms` (all if there are six at most, else the six commonest); value "share", "per_10k", "n" or
    "docs". A period without documents is a gap in the line; undated documents are counted in a note. Out: Axes.
    Raises ValueError if the table is empty, has no dates, a term is not in it, or value is "per_10k" across languages.
    """
    need(trends, ["term", "period"], "trend(trends)", value=value)
    dated = trends[trends["period"] != ""]
    need(dated, ["term"], "trend(trends) with dated documents", value=value)
    if value == "per_10k" and dated["group_lang"].str.contains(r"\+").any():
        raise ValueError(
            "per_10k mixes Chinese and English tokens here, which do not compare; "
            "use value='share', or count(docs, by=['lang', 'year']) and choose one language"
        )
    shown = chosen(dated, terms)
    ax = axes_of(ax, 8.4, 4.4)
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
            name = short(names_of(dated[dated["term"] == term])[0], 36)
            ends.append((last, float(line.iloc[last]), name, colour))
    top = max((y for line in ax.lines for y in np.asarray(line.get_ydata(), float) if y == y), default=0) or 1
    ax.set_ylim(0, top * 1.05)
    ax.set_xlim(-0.25 if len(periods) > 1 else -1, max(len(periods) - 1, 0))
    format_values(ax, value)
    ax.grid(axis="y")
    ax.spines["left"].set_visible(False)
    ax.set_xticks(range(len(periods)), periods)
    unit = "year" if len(periods[0]) == 4 else "quarter" if "Q" in periods[0] else "month"
    subtitle = {
        "share": f"Share of each {unit}'s documents", "docs": f"Documents per {unit}", "n": f"Occurrences per {unit}",
        "per_10k": f"Occurrences per 10,000 tokens, by {unit}",
    }  # fmt: skip
    head(
        ax,
        f"{kind_of(dated[dated['term'].isin(shown)]).capitalize()} over time",
        subtitle.get(value, value),
        rows_named=False,
    )
    _name_lines(ax, ends)
    _space_periods(ax, periods)
    undated = trends.loc[trends["period"] == "", "group_docs"].max() if "group_docs" in trends else 0
    if undated and undated == undated:
        note(ax, "One undated document is not shown." if undated == 1 else f"{undated:.0f} undated documents are not shown.")  # fmt: skip
    return ax


def _name_lines(ax: Axes, ends: Sequence[tuple[int, float, str, str]]) -> None:
    """Names beside the ends of lines (period, value, name, colour), moved apart where they would overlap."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    ends = sorted(ends, key=lambda end: end[1])
    _, height = letters_of(ax)
    line = 1.5
    wanted = [value / ax.get_ylim()[1] * height for _, value, _, _ in ends]
    gap = 1.8 * plt.rcParams["font.size"]
    beside = ax.transAxes + ScaledTranslation(gap / 72, 0, figure.dpi_scale_trans)
    for (period, value, name, colour), place in zip(ends, apart(wanted, line, height), strict=True):
        ax.annotate(
            name, (period, value), (1, place / height), textcoords=beside, va="center", color=colour,
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.7, "alpha": 0.7, "shrinkA": 1, "shrinkB": 4,
                        "relpos": (0, 0.5)},
        )  # fmt: skip


def _space_periods(ax: Axes, periods: Sequence[str]) -> None:
    """Name as many periods as there is room for: all, else the years that begin, else every second, third …"""
    apart = letters_of(ax)[0] / max(1, len(periods) - 1)
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
