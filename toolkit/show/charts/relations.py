"""Charts of what goes together, and of what passes from one to another."""

from __future__ import annotations

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
    RULE,
    axes_of,
    head,
    letters_of,
    name_rows,
    need,
    note,
    slim,
    themed,
)

MEASURES = ("n", "docs", "ll", "npmi", "jaccard", "cosine")
_LINKS = 2  # edges drawn for each node, beyond which a drawing is a thicket
_ROOM = 150  # square letters of paper that a node with its name takes


@themed
def network(network: Network, *, n: int = 30, value: str = "cosine", seed: int = 0, ax: Axes | None = None) -> Axes:
    """The strongest concepts and what keeps them company: nodes by documents, edges by association, colours by community.

    In: a Network (a column `label` of its nodes is shown in two lines, one a language); its `n` strongest nodes, fewer where
    there is no room for their names; value "cosine", "jaccard", "n", "docs", or "ll" or "npmi" of a network that knows
    its docs: the width of an edge, and which are drawn, the strongest two for each node, nothing below chance; seed: of
    the layout (Fruchterman and Reingold 1991; names are then moved apart). Six colours: of more communities the smaller
    ones share the grey. Out: Axes. Raises ValueError if the network is empty or `value` is unknown.
    """
    if value not in MEASURES:
        raise ValueError(f"value={value!r} is unknown; choose one of {', '.join(MEASURES)}")
    need(network.edges, ["source", "target"], "network(network)")
    if network.edges[value].isna().all():
        raise ValueError(f"{value} is unknown: make it by tk.network(hits, docs=docs), or choose value='cosine'")
    ax = axes_of(ax, 9.4, min(8.8, 3.4 + 0.2 * min(n, len(network.nodes))))
    ax.axis("off")
    ax.set_xticks([])
    ax.set_yticks([])
    most = int(network.nodes["docs"].max())
    subtitle = f"Size: documents, up to {most:,}; lines: {_MEASURED[value]}, the strongest; colour: concepts that keep to one another"
    head(ax, "Concepts that occur together", subtitle, rows_named=False)
    width, height = letters_of(ax)
    n = max(2, min(n, int(width * height / _ROOM)))
    edges = _drawn(network, n, value)
    nodes = network.nodes[network.nodes["concept"].isin(pd.concat([edges["source"], edges["target"]]))]
    names = [_two_lines(name) for name in names_of(nodes)]
    radius = 0.45 + 0.95 * np.sqrt(nodes["docs"].to_numpy() / most)
    boxes = np.array([_box(lines, size) for lines, size in zip(names, radius, strict=True)])
    places = _placed(_layout(nodes, edges, value, seed), boxes, width, height)
    ax.set_xlim(0, width)
    ax.set_ylim(0, height)
    _draw_edges(ax, edges, value, dict(zip(nodes["concept"], places, strict=True)))
    shown = {
        community: colour
        for colour, community in enumerate(nodes["community"].value_counts(sort=False).index.sort_values())
    }
    letter = plt.rcParams["font.size"]
    halo = [withStroke(linewidth=0.25 * letter, foreground="white")]
    for (x, y), lines, size, community in zip(places, names, radius, nodes["community"], strict=True):
        colour = COLOURS[min(shown[community], len(COLOURS) - 1)]
        ax.plot(
            x, y, "o", markersize=2 * size * letter, color=colour, markeredgecolor="white", markeredgewidth=0.1 * letter,
            zorder=3, clip_on=False,
        )  # fmt: skip
        for number, line in enumerate(lines):
            ax.text(
                x, y - size - 0.2 - 1.2 * number, line, ha="center", va="top", zorder=4, path_effects=halo,
                color=QUIET if number else INK, fontsize=letter * (0.84 if number else 0.95),
            )  # fmt: skip
    return ax


_MEASURED = {
    "n": "how often together", "docs": "in how many documents", "ll": "log-likelihood", "npmi": "NPMI", "jaccard": "Jaccard",
    "cosine": "cosine",
}  # fmt: skip


def _drawn(network: Network, n: int, value: str) -> pd.DataFrame:
    """The strongest edges between the strongest nodes. A node's own strongest comes first: it shall not stand alone."""
    nodes = set(network.nodes["concept"].head(n))
    edges = network.edges
    edges = edges[edges["source"].isin(nodes) & edges["target"].isin(nodes) & ~(edges["n"] <= edges["expected"])]
    edges = edges.sort_values([value, "n", "source", "target"], ascending=[False, False, True, True])
    ends = edges[["source", "target"]].stack()
    best = ends[~ends.duplicated()].index.get_level_values(0).unique()
    rest = edges.drop(best).head(max(0, _LINKS * len(nodes) - len(best)))
    return pd.concat([edges.loc[best], rest])


def _two_lines(name: str) -> list[str]:
    """A label's two languages, one under the other."""
    return [short(part, 26) for part in name.split(" · ", 1)]


def _box(lines: Sequence[str], radius: float) -> tuple[float, float, float]:
    """Half the width of a node with its name, and how far they reach up and down, in letters."""
    return max(radius, *(0.29 * width_of(line) for line in lines)) + 0.3, radius + 0.2, radius + 0.5 + 1.2 * len(lines)


def _layout(nodes: pd.DataFrame, edges: pd.DataFrame, value: str, seed: int) -> NDArray:
    """A place for each node in the unit square; heavier edges are shorter."""
    graph = networkx.Graph()
    names = nodes["concept"].tolist()
    graph.add_nodes_from(range(len(names)))
    number = {name: i for i, name in enumerate(names)}
    weights = (edges[value] / edges[value].max()).clip(lower=0.05)
    for source, target, weight in zip(edges["source"], edges["target"], weights, strict=True):
        graph.add_edge(number[source], number[target], weight=float(weight))
    start = networkx.circular_layout(graph)
    found = networkx.spring_layout(graph, k=2.2 / np.sqrt(len(names)), pos=start, iterations=200, seed=seed)
    places = np.array([found[i] for i in range(len(names))])
    # By rank: parts that nothing holds together drift far away, and would leave the others no room.
    return places.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable") / max(1, len(names) - 1)


def _placed(unit: NDArray, boxes: NDArray, width: float, height: float) -> NDArray:
    """Places in letters, inside the axes, moved apart until no node or name covers another."""
    low = np.column_stack([boxes[:, 0], boxes[:, 2]])
    high = np.column_stack([width - boxes[:, 0], height - boxes[:, 1]])
    places = low + unit * np.maximum(high - low, 0)
    for turn in range(600):
        sideways = 1 if turn < 200 else 8  # names are wide: up or down is nearer, until a column of them is full
        moved = False
        for i in range(len(places)):
            for j in range(i + 1, len(places)):
                dx, dy = places[j] - places[i]
                wide = boxes[i, 0] + boxes[j, 0] - abs(dx)
                tall = (boxes[i, 1] + boxes[j, 2] if dy >= 0 else boxes[i, 2] + boxes[j, 1]) - abs(dy)
                if wide <= 0 or tall <= 0:
                    continue
                moved = True
                axis, by, sign = (0, wide, dx) if wide < sideways * tall else (1, tall, dy)
                step = np.copysign(by / 2 + 0.01, sign)
                places[i, axis] -= step
                places[j, axis] += step
        places = np.clip(places, low, np.maximum(low, high))
        if not moved:
            break
    return places


def _draw_edges(ax: Axes, edges: pd.DataFrame, value: str, places: dict[str, NDArray]) -> None:
    strongest = edges[value].max()
    unit = plt.rcParams["lines.linewidth"]
    for source, target, strength in zip(edges["source"], edges["target"], edges[value], strict=True):
        (x, y), (to_x, to_y) = places[source], places[target]
        share = max(0.0, float(strength / strongest))
        ax.plot([x, to_x], [y, to_y], color="#b9c0c9", linewidth=unit * (0.35 + 1.9 * share), zorder=1)


@themed
def diffusion(
    arrivals: pd.DataFrame, *, concepts: Sequence[str] | None = None, n: int = 18, ax: Axes | None = None
) -> Axes:
    """When each concept reached each level: a line per concept from its first date, a dot per level.

    In: arrivals; which `concepts`, the `n` that reached most levels unless given, in the order of their first dates. A hollow dot
    may have been there before: the level's documents begin later than the concept. Out: Axes.
    Raises ValueError if nothing has a date, there are over six levels, or a concept asked for is not there.
    """
    need(arrivals, ["concept", "date", "first", "days", "censored"], "diffusion(arrivals)")
    level = arrivals.columns[1]
    dated = arrivals[arrivals["date"].notna() & arrivals["first"].notna()].sort_values("date")
    need(dated, ["concept"], "diffusion(arrivals) with dates")
    levels = [name for name in dated[level].cat.categories if (dated[level] == name).any()]
    if len(levels) > len(COLOURS):
        raise ValueError(f"diffusion() can tell {len(COLOURS)} levels apart by colour, not {len(levels)}")
    first = dated.drop_duplicates(["concept", level])  # of several places of a level the first
    if concepts is None:
        ranked = first.groupby("concept").agg(levels=(level, "size"), began=("first", "first"))
        concepts = (
            ranked.sort_values(["levels", "began"], ascending=[False, True], kind="stable").head(n).index.tolist()
        )
    absent = [concept for concept in concepts if concept not in set(first["concept"])]
    if absent:
        raise ValueError(f"not in the table with a date: {', '.join(absent)}")
    first = first[first["concept"].isin(concepts)]
    rows = first.drop_duplicates("concept").sort_values(["first", "concept"], kind="stable")
    ax = axes_of(ax, 8.4, 1.3 + 0.3 * len(rows))
    row = dict(zip(rows["concept"], name_rows(ax, [short(name, 40) for name in names_of(rows)]), strict=True))
    for concept, place in row.items():
        dates = first.loc[first["concept"] == concept, "date"]
        ax.plot(
            [dates.min(), dates.max()], [place, place], color=RULE, linewidth=plt.rcParams["lines.linewidth"], zorder=1
        )
    for colour, name in zip(COLOURS, levels, strict=False):
        for censored, part in first[first[level] == name].groupby("censored"):
            ax.scatter(
                part["date"], [row[concept] for concept in part["concept"]], s=(0.75 * plt.rcParams["font.size"]) ** 2,
                facecolor="white" if censored else colour, edgecolor=colour, linewidth=1.4, zorder=3, clip_on=False,
            )  # fmt: skip
    locator = mdates.AutoDateLocator(minticks=3, maxticks=7)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))
    ax.spines["left"].set_visible(False)
    key = [(str(name), colour) for name, colour in zip(levels, COLOURS, strict=False)]
    hollow = "; hollow: its documents begin later than the concept" if first["censored"].any() else ""
    head(
        ax,
        f"From {levels[0]} to {levels[-1]}" if len(levels) > 1 else "First seen",
        f"First document that has it{hollow}",
        key,
    )
    slim(ax, len(rows))
    without = arrivals.loc[arrivals["first"].isna(), "concept"].nunique()
    if without:
        note(ax, f"{without} without a date {'is' if without == 1 else 'are'} not shown.")
    return ax
