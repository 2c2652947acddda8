"""Charts of topics."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

from toolkit.measure.topics import TopicModel
from toolkit.show.charts.labels import (
    names_of,
    short,
    width_of,
)
from toolkit.show.charts.style import (
    COLOURS,
    QUIET,
    RULE,
    SIZES,
    align_left,
    axes_of,
    head,
    letters_of,
    name_rows,
    need,
    panel_grid,
    themed,
)


@themed
def topics(model: TopicModel, *, n: int = 8, ax: Axes | None = None) -> Axes:
    """A panel of the topics: each with its `n` top terms and its share of the corpus; formulations in colour.

    In: a TopicModel; names of your own come in with dataclasses.replace(model, labels={0: "Farming", …}).
    Out: the Axes that hold the panel. Raises ValueError if the model has no terms.
    """
    need(model.terms, ["topic", "term", "weight"], "topics(model)")
    above, bar, foot = 2.6, 1.75, 1.4  # heights in a panel, in letters
    columns, lines = panel_grid(model.k, 4)
    ax = axes_of(ax, 2.75 * columns, 0.95 + lines * (above + n * bar + foot) * SIZES["notebook"] / 72)
    _empty(ax)
    subtitle = "Share of the corpus, and the leading terms; a bar is a term's share of its topic"
    head(ax, "Topics", subtitle, [("formulations", COLOURS[1]), ("words", COLOURS[0])], rows_named=False)
    width, height = letters_of(ax)
    columns, lines = panel_grid(model.k, max(1, min(4, int(width / 10.5))))
    n = max(1, min(n, round((height / lines - above - foot) / bar)))  # as many terms as there is room for
    shown = model.terms.groupby("topic").head(n)
    names = {topic: [short(name, 18) for name in names_of(rows)] for topic, rows in shown.groupby("topic")}
    mean = model.shares.groupby("topic")["share"].mean()
    longest = max(width_of(name) for row in names.values() for name in row) + 1
    label = min(0.6, 0.56 * longest / (width / columns))  # share of a panel's width that the names take
    unit = 1 / lines / (above + n * bar + foot)
    for topic, rows in shown.groupby("topic"):
        line, column = divmod(int(topic), columns)
        top = 1 - line / lines - above * unit
        size = len(rows) * bar * unit
        panel = ax.inset_axes(((column + label) / columns, top - size, (0.93 - label) / columns, size))
        panel.barh(
            name_rows(panel, names[topic]), rows["weight"], height=0.66,
            color=np.where(rows["kind"] == "term", COLOURS[1], COLOURS[0]),
        )  # fmt: skip
        align_left(panel, label * width / columns * plt.rcParams["font.size"])
        panel.set_xlim(0, shown["weight"].max())
        panel.xaxis.set_visible(False)
        panel.spines[["bottom", "left"]].set_visible(False)
        name = short(f"{model.named(int(topic)) or f'Topic {topic}'} · {mean[topic]:.0%}", 30)
        ax.text(column / columns, top + 0.5 * unit, name, transform=ax.transAxes, va="bottom")
    return ax


@themed
def topic_choice(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Coherence and stability by number of topics, the chosen one marked.

    In: what `tk.choose_topics` gives. Out: the Axes that hold the panels: C_v, NPMI and stability, each on its own scale.
    Raises ValueError if the table is empty or lacks a column.
    """
    need(table, ["k", "c_v", "npmi", "stability", "over_seeds", "over_resamples", "chosen"], "topic_choice(table)")
    ax = axes_of(ax, 7.2, 5.6)
    _empty(ax)
    best = table["k"][table["chosen"]].tolist()
    chosen = f"; {best[0]} is chosen" if best else ""
    kinds = [("agreement with other random starts", COLOURS[1]), ("with resampled documents", COLOURS[2])]
    subtitle = f"Coherence of the leading terms, and stability, by number of topics{chosen}"
    head(ax, "How many topics?", subtitle, kinds, rows_named=False)
    _, height = letters_of(ax)
    rows = [
        ("Coherence, C_v", ["c_v"]),
        ("Coherence, NPMI", ["npmi"]),
        ("Stability: the mean of two kinds", ["over_seeds", "over_resamples", "stability"]),
    ]
    names, foot = 1.9 / height, 3.0 / height
    size = (1 - foot) / len(rows)
    for number, (name, columns) in enumerate(rows):
        panel = ax.inset_axes((0.0, 1 - (number + 1) * size, 1.0, size - names))
        for column in columns:
            colour = {"over_seeds": COLOURS[1], "over_resamples": COLOURS[2]}.get(column, COLOURS[0])
            panel.plot(range(len(table)), table[column], marker="o", color=colour, clip_on=False)
        for place in np.flatnonzero(table["chosen"]):
            panel.axvspan(place - 0.3, place + 0.3, color=RULE, zorder=0)
        panel.set_xticks(range(len(table)), table["k"].astype(str) if number == len(rows) - 1 else [])
        panel.set_xlim(-0.5, len(table) - 0.5)
        panel.margins(y=0.15)
        panel.yaxis.set_major_locator(MaxNLocator(3, steps=[1, 2, 2.5, 5, 10]))
        panel.tick_params(axis="y", labelcolor=QUIET)
        panel.grid(axis="y")
        panel.spines["left"].set_visible(False)
        panel.text(0, 1.0 + 0.35 / (height * (size - names)), name, transform=panel.transAxes, va="bottom")
    panel.set_xlabel("topics")
    return ax


@themed
def topic_shares(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Share of each topic over time, or by source, with its interval: a panel for each topic.

    In: what `model.over(…)` gives; groups that are all years, quarters or months are drawn as a line with a band, undated
    documents left out, others (the twelve with the most documents) as points with bars. Out: the Axes that hold the panels.
    Raises ValueError if the table is empty or lacks a column.
    """
    need(table, ["topic", "label", "share", "low", "high", "docs"], "topic_shares(table)")
    by = str(table.columns[0])
    dated = table[by].astype(str).str.fullmatch(_PERIOD)
    over_time = bool(dated.any() and (dated | table[by].astype(str).eq("")).all())
    shown = table[dated] if over_time else _largest_groups(table, by)
    groups = sorted(shown[by].astype(str).unique()) if over_time else shown[by].astype(str).unique().tolist()
    topics = shown["topic"].unique()
    columns, lines = panel_grid(len(topics), 4)
    room = 10.0 if over_time else 2.6 + 1.6 * len(groups)  # height of a panel, in letters
    ax = axes_of(ax, 2.55 * columns + (0 if over_time else 1.9), 0.9 + lines * room * SIZES["notebook"] / 72)
    _empty(ax)
    kind = "Mean share of the documents, and the interval of resampled documents" + ("" if over_time else f", by {by}")
    head(ax, "Topics over time" if over_time else f"Topics by {by}", kind, rows_named=False)
    width, height = letters_of(ax)
    columns, lines = panel_grid(len(topics), max(1, min(4, int(width / (11 if over_time else 16)))))
    docs = shown.drop_duplicates(by).set_index(shown.drop_duplicates(by)[by].astype(str))["docs"]
    names = [f"{short(group or '(none)', 18)}, n = {docs[group]:,}" for group in groups]
    left = 0.0 if over_time else min(0.4, 0.58 * (max(map(width_of, names)) + 2) / width)
    top = float(np.nanmax(shown[["share", "high"]].to_numpy())) * 1.08
    cell, tall = (1 - left) / columns, 1 / lines
    for number, topic in enumerate(topics):
        line, column = divmod(number, columns)
        rows = shown[shown["topic"] == topic].assign(group=lambda own: own[by].astype(str))
        rows = rows.set_index("group").reindex(groups)
        foot, above = (2.3 / height, 2.4 / height)
        scale = 2.6 / width if over_time else 0.0  # for the percentages
        place = (left + column * cell + scale, 1 - (line + 1) * tall + foot, 0.88 * cell - scale, tall - foot - above)
        panel = ax.inset_axes(place)
        draw = _period_panel if over_time else _group_panel
        draw(panel, rows, groups if over_time else names if column == 0 else [""] * len(groups), top)
        ax.text(
            place[0],
            1 - line * tall - above * 0.8,
            short(_panel_name(rows, topic), int(cell * width / 0.62)),
            transform=ax.transAxes,
            va="bottom",
        )
    return ax


_PERIOD = r"\d{4}(?:Q[1-4]|-\d{2})?"
_GROUPS = 12


def _empty(ax: Axes) -> None:
    """Axes that only hold panels."""
    ax.axis("off")
    ax.set_xticks([])
    ax.set_yticks([])


def _largest_groups(table: pd.DataFrame, by: str) -> pd.DataFrame:
    sizes = table.drop_duplicates(by).sort_values("docs", ascending=False, kind="stable")[by].head(_GROUPS)
    return table[table[by].isin(sizes)]


def _panel_name(rows: pd.DataFrame, topic: int) -> str:
    return str(rows["label"].dropna().iloc[0]) or f"Topic {topic}"


def _period_panel(panel: Axes, rows: pd.DataFrame, groups: list[str], top: float) -> None:
    x = np.arange(len(rows))
    panel.fill_between(
        x,
        rows["low"].fillna(rows["share"]),
        rows["high"].fillna(rows["share"]),
        color=COLOURS[0],
        alpha=0.18,
        linewidth=0,
    )
    panel.plot(x, rows["share"], marker="o" if len(rows) <= 12 else "", color=COLOURS[0], clip_on=False)
    panel.set_ylim(0, top)
    panel.set_xlim(-0.3, max(len(rows) - 0.7, 0.3))
    ends = sorted({0, len(rows) - 1})
    panel.set_xticks(ends, [groups[end] for end in ends])
    if len(ends) > 1:
        first, last = panel.get_xticklabels()
        first.set_horizontalalignment("left")
        last.set_horizontalalignment("right")
    panel.yaxis.set_major_locator(MaxNLocator(3, steps=[1, 2, 5, 10]))
    panel.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    panel.tick_params(axis="y", labelcolor=QUIET, labelsize="small")
    panel.grid(axis="y")
    panel.spines["left"].set_visible(False)


def _group_panel(panel: Axes, rows: pd.DataFrame, names: list[str], top: float) -> None:
    y = name_rows(panel, names)
    panel.hlines(y, rows["low"], rows["high"], color=COLOURS[0], alpha=0.35, linewidth=3)
    panel.plot(rows["share"], y, "o", color=COLOURS[0])
    panel.set_xlim(0, top)
    panel.xaxis.set_major_locator(MaxNLocator(2, steps=[1, 2, 5, 10]))
    panel.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    panel.tick_params(axis="x", labelsize="small")
    panel.grid(axis="x")
    panel.spines["left"].set_visible(False)
