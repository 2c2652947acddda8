"""Charts of topics."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from toolkit.measure.topics import TopicModel
from toolkit.show.charts.labels import (
    names_of,
    short,
    width_of,
)
from toolkit.show.charts.style import (
    COLOURS,
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
    ax.axis("off")
    ax.set_xticks([])
    ax.set_yticks([])
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
        name = short(f"{_topic_name(model, topic)} · {mean[topic]:.0%}", 30)
        ax.text(column / columns, top + 0.5 * unit, name, transform=ax.transAxes, va="bottom")
    return ax


def _topic_name(model: TopicModel, topic: int) -> str:
    """The user's name for a topic; the model's own, its top terms, stands in the bars already."""
    own = model.terms[(model.terms["topic"] == topic) & (model.terms["rank"] <= 3)]["term"]
    name = model.labels.get(topic, "")
    return name if name and name != " · ".join(own) else f"Topic {topic + 1}"
