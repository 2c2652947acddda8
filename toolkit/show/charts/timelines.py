"""Charts over time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.transforms import ScaledTranslation

from toolkit.measure.careers import HEAT, careers, heat, tier_of
from toolkit.show.charts.labels import (
    chosen,
    kind_of,
    names_of,
    short,
)
from toolkit.show.charts.style import (
    AREA,
    COLOURS,
    QUIET,
    RULE,
    apart,
    axes_of,
    format_values,
    head,
    letters_of,
    name_rows,
    need,
    note,
    slim,
    themed,
)


@themed
def trend(
    trends: pd.DataFrame,
    *,
    terms: str | Sequence[str] | None = None,
    value: str = "share",
    changes: pd.DataFrame | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Terms over time as lines, each named at its end.

    In: trends; which `terms` (all if there are six at most, else the six commonest); value "share", "smoothed" (of trends made with
    smooth=), "per_10k", "n" or "docs"; changes: change_points of the trends, drawn as the levels between them and a ring where one begins. A period without documents is a gap in the line; undated documents are counted in a note. Out: Axes.
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
    if dated.loc[dated["term"].isin(shown), ["term", "period"]].duplicated().any():
        raise ValueError("trend() shows one group; choose it first: trends[trends.source == '…']")
    ax = axes_of(ax, 8.4, 4.4)
    periods = sorted(dated["period"].unique())
    dot = _dot_size(ax, len(periods))
    ends = []
    for number, term in enumerate(shown):
        rows = dated[dated["term"] == term].set_index("period").reindex(periods)
        line = rows[value].astype(float)
        if "group_docs" in rows:
            line = line.where(~rows["group_docs"].fillna(1).eq(0))
        colour = COLOURS[number % len(COLOURS)]
        style = "-" if number < len(COLOURS) else (0, (3, 1.5))
        ax.plot(
            range(len(periods)), line, color=colour, linestyle=style, marker="o", markersize=dot, clip_on=False, zorder=3
        )  # fmt: skip
        if changes is not None:
            _draw_levels(ax, rows, changes[changes["term"] == term], line, periods, colour)
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
        "share": f"Share of each {unit}'s documents", "smoothed": f"Share of documents, {unit}s taken together", "docs": f"Documents per {unit}", "n": f"Occurrences per {unit}",
        "per_10k": f"Occurrences per 10,000 tokens, by {unit}",
    }  # fmt: skip
    if changes is not None:
        ring = "ring: a" if changes["term"].isin(shown).any() else "no"
        subtitle = {name: f"{said}; {ring} significant change of level" for name, said in subtitle.items()}
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


def _draw_levels(
    ax: Axes, rows: pd.DataFrame, changes: pd.DataFrame, line: pd.Series, periods: list[str], colour: str
) -> None:
    """The pooled share of each stretch between changes, and a ring around the first point of a new level."""
    begins = [place for place, period in enumerate(periods) if period in set(changes["period"])]
    for first, last in pairwise([0, *begins, len(periods)]):
        stretch = rows.iloc[first:last]
        size = stretch["group_docs"].sum()
        if begins and size:
            level = stretch["docs"].sum() / size
            ax.plot(
                [first - 0.3, last - 0.7], [level, level], color=colour, linewidth=0.8, linestyle=(0, (2, 2)), zorder=2
            )
    for place in begins:
        size = 2.4 * plt.rcParams["lines.markersize"]
        ax.plot(
            place,
            line.iloc[place],
            "o",
            markersize=size,
            markerfacecolor="none",
            markeredgecolor=colour,
            zorder=4,
            clip_on=False,
        )


@themed
def life_lines(
    trends: pd.DataFrame, *, terms: str | Sequence[str] | None = None, n: int = 20, ax: Axes | None = None
) -> Axes:
    """The life of each term as a line: its heat period by period, and the stage it is in at the end.

    In: trends; which `terms`, the `n` that most documents have unless given, in the order in which they were first seen. A darker
    period is a hotter one (tiers of `heat`), a higher one is nearer to the term's own peak. Out: Axes.
    Raises ValueError if the table is empty, has no dates, or a term is not in it.
    """
    need(trends, ["term", "period", "docs", "group_docs", "share"], "life_lines(trends)")
    dated = heat(trends[trends["period"] != ""])
    need(dated, ["term"], "life_lines(trends) with dated documents")
    most = dated.groupby("term")["docs"].sum().sort_values(ascending=False, kind="stable").head(n).index.tolist()
    shown = chosen(dated, terms) if terms is not None else most
    lives = careers(dated[dated["term"].isin(shown)])
    if lives["term"].duplicated().any():
        raise ValueError("life_lines() shows one group; choose it first: trends[trends.source == '…']")
    lives = lives[lives["docs"] > 0].sort_values(["first", "last", "term"], kind="stable")
    need(lives, ["term"], "life_lines(trends) with a term that is seen")
    periods = sorted(dated["period"].unique())
    ax = axes_of(ax, 8.4, 1.4 + 0.3 * len(lives))
    names = dict(zip(dated["term"], names_of(dated), strict=True))
    places = name_rows(ax, [short(names[term], 40) for term in lives["term"]])
    tiers = {tier: to_hex(AREA(0.25 + 0.75 * number / (len(HEAT) - 1))) for number, tier in enumerate(reversed(HEAT))}
    for place, life in zip(places, lives.itertuples(), strict=True):
        rows = dated[dated["term"] == life.term].set_index("period").reindex(periods)
        first, last = periods.index(life.first), periods.index(life.last)
        ax.plot([first - 0.5, last + 0.5], [place, place], color=RULE, linewidth=1.2, zorder=1)
        for at in range(first, last + 1):
            if rows["heat"].iloc[at]:
                height = 0.16 + 0.56 * rows["share"].iloc[at] / life.peak_share
                ax.barh(place, 0.94, left=at - 0.47, height=height, color=tiers[rows["heat"].iloc[at]], zorder=2)
        ax.annotate(
            life.stage, (len(periods) - 0.5, place), (6, 0), textcoords="offset points", va="center", color=QUIET,
            fontsize="small", annotation_clip=False,
        )  # fmt: skip
    ax.set_xlim(-0.5, len(periods) - 0.5)
    ax.set_xticks(range(len(periods)), periods)
    ax.spines[["left", "bottom"]].set_visible(False)
    key = [(tier, tiers[tier]) for tier in HEAT if (dated["heat"] == tier).any()]
    head(
        ax,
        "Lives of formulations" if kind_of(dated) == "formulations" else "Lives of terms",
        "Colour: heat by share of documents, after China Media Project; height: share of the term's own peak",
        key,
    )
    slim(ax, len(lives))
    _space_periods(ax, periods)
    fewest = dated.loc[dated["group_docs"] > 0, "group_docs"].min()
    if 1 / fewest >= HEAT["烫"]:
        note(ax, f"Few documents: in a period of {fewest:.0f}, one alone is {tier_of(1 / fewest, HEAT)}.")
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


def _dot_size(ax: Axes, periods: int) -> float:
    """Dots that do not run into one another, but are seen beside the line: one between two gaps has no other."""
    apart = letters_of(ax)[0] * plt.rcParams["font.size"] / max(1, periods - 1)
    return float(np.clip(0.5 * apart, 1.3 * plt.rcParams["lines.linewidth"], plt.rcParams["lines.markersize"]))
