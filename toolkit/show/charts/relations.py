"""Charts of what keeps company, and of what passes from one level of government to another."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import networkx
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from toolkit.measure.network import Network
from toolkit.show.charts.labels import (
    names_of,
    short,
    width_of,
)
from toolkit.show.charts.style import (
    COLOURS,
    INK,
    QUIET,
    axes_of,
    head,
    letters_of,
    name_rows,
    need,
    note,
    slim,
    themed,
)
from toolkit.tables import listed

_MEASURED = {
    "n": "how often together", "docs": "in how many documents", "ll": "log-likelihood", "npmi": "NPMI", "jaccard": "Jaccard",
    "cosine": "cosine",
}  # fmt: skip
_LINKS = 1.6  # edges drawn for each node: more of them are a thicket
_FILLED = 0.5  # share of the paper that nodes and names may take
_SMALL = 0.84  # of a letter: the second language


@themed
def network(network: Network, *, n: int = 30, value: str = "cosine", seed: int = 0, ax: Axes | None = None) -> Axes:
    """The strongest concepts and what keeps them company: nodes by documents, edges by association, colours by community.

    In: a Network (of a column `label` of its nodes each language has lines of its own); its `n` strongest nodes, fewer where
    there is no room for their names; value "cosine", "jaccard", "n", "docs", or "ll" or "npmi" of a network that knows its
    docs: the width of an edge, and which are drawn: the strongest of each node, then of all, none below chance; seed: of the
    layout (Fruchterman and Reingold 1991; names are then moved apart). There are six colours: six more communities have hollow discs,
    and a thirteenth begins anew. Out: Axes. Raises ValueError if there is no edge to draw, or `value` is unknown.
    """
    if value not in _MEASURED:
        raise ValueError(f"value={value!r} is unknown; choose one of {', '.join(_MEASURED)}")
    need(network.edges, ["source", "target"], "network(network)")
    if network.edges[value].isna().all():
        raise ValueError(f"{value} is unknown: make it by tk.network(hits, docs=docs), or choose value='cosine'")
    if _drawn(network, n, value).empty:
        raise ValueError(
            f"network(network): of its {n} strongest concepts no two are together more often than by chance"
        )
    ax = axes_of(ax, 8.8, 2.2 + 0.2 * min(n, len(network.nodes)))
    ax.axis("off")
    ax.set_xticks([])
    ax.set_yticks([])
    most = int(network.nodes["docs"].max())
    subtitle = f"Discs: documents, {most:,} at most; lines: {_MEASURED[value]}, the strongest; colours: communities"
    head(ax, "Concepts that occur together", subtitle, rows_named=False)
    width, height = letters_of(ax)
    nodes, edges, places = _fitted(network, n, value, seed, (width, height))
    if nodes["community"].nunique() > len(COLOURS):
        note(ax, "Hollow discs are of other communities than full ones of their colour.")
        width, height = letters_of(ax)  # less: the note takes room
        nodes, edges, places = _fitted(network, n, value, seed, (width, height))
    ax.set_xlim(0, width)
    ax.set_ylim(0, height)
    community, _ = pd.factorize(nodes["community"], sort=True)
    colours = [COLOURS[number % len(COLOURS)] for number in community]
    hollow = community // len(COLOURS) % 2 == 1
    _draw_edges(ax, nodes, edges, value, places, colours)
    _draw_nodes(ax, nodes, most, places, colours, hollow)
    return ax


def _drawn(network: Network, n: int, value: str) -> pd.DataFrame:
    """The strongest edges between the strongest nodes. Each node's own strongest is among them: it shall not stand alone."""
    nodes = set(network.nodes["concept"].head(n))
    edges = network.edges
    edges = edges[edges["source"].isin(nodes) & edges["target"].isin(nodes) & ~(edges["n"] <= edges["expected"])]
    edges = edges.sort_values([value, "n", "source", "target"], ascending=[False, False, True, True], ignore_index=True)
    ends = edges[["source", "target"]].stack()
    best = ends[~ends.duplicated()].index.get_level_values(0).unique()
    rest = edges.index.difference(best)[: max(0, round(_LINKS * len(nodes)) - len(best))]
    return edges.loc[best.union(rest)]


def _fitted(
    network: Network, n: int, value: str, seed: int, room: tuple[float, float]
) -> tuple[pd.DataFrame, pd.DataFrame, NDArray]:
    """As many of the strongest nodes as have room, their edges and their places in letters; at the least one pair."""
    most = int(network.nodes["docs"].max())
    for number in range(min(n, len(network.nodes)), 1, -1):
        edges = _drawn(network, number, value)
        nodes = network.nodes[network.nodes["concept"].isin(pd.concat([edges["source"], edges["target"]]))]
        boxes = _boxes(nodes, most)
        last = number == 2 or _drawn(network, number - 1, value).empty
        if last or (boxes[:, 0] * boxes[:, 1:].sum(axis=1)).sum() <= _FILLED * room[0] * room[1]:
            places, apart = _moved_apart(_layout(nodes, edges, value, seed), boxes, room)
            if apart or last:
                break
    return nodes, edges, places


def _radii(nodes: pd.DataFrame, most: int) -> NDArray:
    """Discs whose area grows with the documents, in letters."""
    return 0.35 + 1.15 * np.sqrt(nodes["docs"].to_numpy() / most)


def _lines(name: str) -> tuple[list[str], list[str]]:
    """A name in lines: one language, then the other."""
    first, _, second = name.partition(" · ")
    wrapped = textwrap.wrap(short(first, 44), 22 if first.isascii() else 12)
    return wrapped[:2], textwrap.wrap(short(second, 44), 24)[:2] if second else []


def _boxes(nodes: pd.DataFrame, most: int) -> NDArray:
    """Width of each node with its name, and what it takes above and below the disc's middle, in letters."""
    boxes = []
    for name, radius in zip(names_of(nodes), _radii(nodes, most), strict=True):
        first, second = _lines(name)
        widths = [0.56 * width_of(line) for line in first] + [0.56 * _SMALL * width_of(line) for line in second]
        below = 1.3 * (len(first) + _SMALL * len(second))
        boxes.append((max(*widths, 2 * radius) + 1.0, radius + 0.35, radius + 0.35 + below))
    return np.array(boxes)


def _layout(nodes: pd.DataFrame, edges: pd.DataFrame, value: str, seed: int) -> NDArray:
    """Places between 0 and 1: linked nodes near one another. All are linked a little, or parts would drift far off."""
    number = {concept: i for i, concept in enumerate(nodes["concept"])}
    graph = networkx.complete_graph(len(nodes))
    networkx.set_edge_attributes(graph, 0.02, "pull")
    strength = np.sqrt(edges[value] / edges[value].max())
    for source, target, pull in zip(edges["source"], edges["target"], strength, strict=True):
        graph.edges[number[source], number[target]]["pull"] = 0.3 + float(pull)
    found = networkx.spring_layout(graph, weight="pull", seed=seed, iterations=300)
    places = np.array([found[i] for i in range(len(nodes))])
    spread = np.ptp(places, axis=0)
    return (places - places.min(axis=0)) / np.where(spread > 0, spread, 1)


def _moved_apart(places: NDArray, boxes: NDArray, room: tuple[float, float]) -> tuple[NDArray, bool]:
    """Boxes pushed off one another along the shorter way, none off the paper; and whether all are apart in the end."""
    half = np.column_stack([boxes[:, 0], boxes[:, 1] + boxes[:, 2]]) / 2
    raised = (boxes[:, 1] - boxes[:, 2]) / 2  # the middle of the box, seen from the disc's
    low, high = half, np.maximum(half, np.array(room) - half)
    middle = low + places * (high - low)
    first, second = np.triu_indices(len(places), k=1)
    row = np.arange(len(first))
    for _ in range(2_000):
        between = middle[second] - middle[first]
        overlap = half[first] + half[second] - np.abs(between)
        meeting = (overlap > 1e-6).all(axis=1)
        if not meeting.any():
            return np.column_stack([middle[:, 0], middle[:, 1] - raised]), True
        along = np.argmin(overlap, axis=1)
        step = np.zeros_like(between)
        step[row, along] = np.where(between[row, along] < 0, -1, 1) * (0.3 * overlap[row, along] + 0.02) * meeting
        np.subtract.at(middle, first, step)
        np.add.at(middle, second, step)
        middle = np.clip(middle, low, high)
    return np.column_stack([middle[:, 0], middle[:, 1] - raised]), False


def _draw_edges(
    ax: Axes, nodes: pd.DataFrame, edges: pd.DataFrame, value: str, places: NDArray, colours: Sequence[str]
) -> None:
    """Lines within a community in its colour, between communities in grey."""
    letter = plt.rcParams["font.size"]
    number = {concept: i for i, concept in enumerate(nodes["concept"])}
    community = nodes["community"].tolist()
    for source, target, weight in zip(edges["source"], edges["target"], edges[value] / edges[value].max(), strict=True):
        one, other = number[source], number[target]
        ax.plot(
            places[[one, other], 0], places[[one, other], 1], alpha=0.42, zorder=1, clip_on=False,
            color=colours[one] if community[one] == community[other] else "#9aa2ac", linewidth=letter * (0.06 + 0.4 * weight),
        )  # fmt: skip


def _draw_nodes(
    ax: Axes, nodes: pd.DataFrame, most: int, places: NDArray, colours: Sequence[str], hollow: NDArray
) -> None:
    letter = plt.rcParams["font.size"]
    halo = [withStroke(linewidth=0.36 * letter, foreground="white")]
    drawn = zip(places, _radii(nodes, most), names_of(nodes), colours, hollow, strict=True)
    for (x, y), radius, name, colour, empty in drawn:
        fill, edge, width = ("white", colour, 0.3) if empty else (colour, "white", 0.12)
        ax.plot(
            x, y, "o", markersize=2 * radius * letter, color=fill, markeredgecolor=edge, markeredgewidth=width * letter,
            zorder=2, clip_on=False,
        )  # fmt: skip
        first, second = _lines(name)
        below = radius + 0.1
        for line, size, ink in [*((line, 1, INK) for line in first), *((line, _SMALL, QUIET) for line in second)]:
            ax.annotate(
                line, (x, y), (0, -below * letter), textcoords="offset points", ha="center", va="top", color=ink,
                fontsize=size * letter, path_effects=halo, zorder=3, annotation_clip=False,
            )  # fmt: skip
            below += 1.3 * size


@themed
def diffusion(
    arrivals: pd.DataFrame, *, concepts: str | Sequence[str] | None = None, n: int = 20, ax: Axes | None = None
) -> Axes:
    """When each concept was first seen at each level: a row a concept, in the order of first dates, a dot a level or place.

    In: arrivals; which `concepts` (the `n` that most levels, then most documents have). Dots are hollow where the place's documents
    begin later than the concept; dots of the same days stand above one another. On the right, in a level's colour, its days
    since the first date, ≤ where the dot is hollow. Out: Axes. Raises ValueError if nothing is dated, a concept is not in
    the table, or there are more than six levels.
    """
    need(arrivals, ["concept", "date", "first", "days", "docs", "censored"], "diffusion(arrivals)")
    level = arrivals.columns[1]
    seen = arrivals[arrivals["date"].notna() & arrivals["first"].notna()]
    need(seen, ["concept"], "diffusion(arrivals) with dates")
    order = (
        arrivals[level].cat.categories if isinstance(arrivals[level].dtype, pd.CategoricalDtype) else arrivals[level]
    )
    levels = [name for name in dict.fromkeys(order) if (seen[level] == name).any()]
    if len(levels) > len(COLOURS):
        raise ValueError(f"diffusion() can tell {len(COLOURS)} levels apart by colour, not {len(levels)}")
    seen = seen[seen["concept"].isin(_widest(seen, level, concepts, n))].sort_values(["first", "concept", "date"])
    rows = seen.drop_duplicates("concept")
    colour = dict(zip(levels, COLOURS, strict=False))
    ax = axes_of(ax, 8.8, 1.4 + 0.34 * len(rows))
    places = name_rows(ax, [short(name, 40) for name in names_of(rows)])
    ax.spines["left"].set_visible(False)
    _date_axis(ax, seen)
    _days_beside(ax, seen, level, colour, places)
    counted = "days since the first" if (seen["days"] >= 0).all() else "days from the first at the origin"
    hollow = " (hollow, ≤: documents there begin later)" if seen["censored"].any() else ""
    key = [(str(name) or "(unknown)", colour[name]) for name in levels]
    head(ax, "First seen, level by level", f"First dated documents; on the right: {counted}{hollow}", key)
    wide = letters_of(ax)[0]
    for place, concept in zip(places, rows["concept"], strict=True):
        _draw_arrivals(ax, seen[seen["concept"] == concept], level, colour, place, wide)
    slim(ax, len(rows))
    without = arrivals.loc[arrivals["first"].isna(), "concept"].nunique()
    if without:
        note(ax, "One concept has no first date to count from." if without == 1 else f"{without:,} concepts have no first date to count from.")  # fmt: skip
    return ax


def _widest(seen: pd.DataFrame, level: str, concepts: str | Sequence[str] | None, n: int) -> list[str]:
    if concepts is not None:
        concepts = listed(concepts)
        absent = [concept for concept in concepts if concept not in set(seen["concept"])]
        if absent:
            raise ValueError(f"not in the table with a date: {', '.join(absent)}")
        return concepts
    spread = seen.groupby("concept").agg(levels=(level, "nunique"), docs=("docs", "sum")).reset_index()
    return spread.sort_values(["levels", "docs", "concept"], ascending=[False, False, True]).head(n)["concept"].tolist()


def _date_axis(ax: Axes, seen: pd.DataFrame) -> None:
    first, last = seen["date"].min(), seen["date"].max()
    margin = max((last - first) * 0.03, pd.Timedelta(days=3))
    ax.set_xlim(mdates.date2num(first - margin), mdates.date2num(last + margin))
    locator = mdates.AutoDateLocator(minticks=2, maxticks=7)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))
    ax.grid(axis="x")


def _days_beside(ax: Axes, seen: pd.DataFrame, level: str, colour: dict[str, str], places: NDArray) -> None:
    """A column of days for each level: of its first place; – where it has none. `seen` is in the order of dates."""
    letter = plt.rcParams["font.size"]
    first = seen.drop_duplicates(["concept", level])
    days = {
        (row.concept, name): ("≤" if row.censored else "") + f"{row.days:,}".replace("-", "−")
        for row, name in zip(first.itertuples(), first[level], strict=True)
    }
    at = 0.6
    for name, ink in colour.items():
        shown = [days.get((concept, name), "–") for concept in seen["concept"].drop_duplicates()]
        at += 0.5 * max(map(width_of, shown)) + 0.9
        for place, text in zip(places, shown, strict=True):
            ax.annotate(
                text, (1, place), (at * letter, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
                ha="right", va="center", color=ink, fontsize="small",
            )  # fmt: skip


def _draw_arrivals(ax: Axes, rows: pd.DataFrame, level: str, colour: dict[str, str], place: float, wide: float) -> None:
    """A line from the first to the last arrival; dots that would cover one another stand above and below it."""
    letter = plt.rcParams["font.size"]
    at = mdates.date2num(rows["date"].to_numpy())
    low, high = ax.get_xlim()
    ax.hlines(place, at.min(), at.max(), color="#b4bbc4", linewidth=0.12 * letter, zorder=2)
    cluster = np.cumsum(np.diff(at, prepend=at[0]) > 0.75 * (high - low) / wide)
    for number in np.unique(cluster):
        found = np.flatnonzero(cluster == number)
        reach = min(0.3, 0.13 * (len(found) - 1))
        for i, offset in zip(found, np.linspace(reach, -reach, len(found)), strict=True):
            ink = colour[rows[level].iloc[i]]
            ax.plot(
                at[i], place + offset, "o", markersize=0.66 * letter, color=ink, clip_on=False, zorder=3,
                markerfacecolor="white" if rows["censored"].iloc[i] else ink, markeredgewidth=0.13 * letter,
            )  # fmt: skip
