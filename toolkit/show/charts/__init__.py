"""One function per chart: f(table, *, ax=None) -> Axes. Drawing changes no data; `theme` is the look of all of them.

A table may carry a column `label` (see `tk.label`), which is then shown in place of the term or concept, and a table of
hits or moves a column `title`, shown in place of the document's id. A title of your own (`ax.set_title`) takes the place of ours.
"""

from toolkit.show.charts.priorities import priorities
from toolkit.show.charts.relations import diffusion, network
from toolkit.show.charts.style import COLOURS, FORMATS, save, theme
from toolkit.show.charts.terms import heatmap, keyness, top_terms, volcano
from toolkit.show.charts.timelines import life_lines, trend
from toolkit.show.charts.topic_panels import topic_choice, topic_shares, topics
from toolkit.show.charts.within import dispersion, moves

__all__ = [
    "COLOURS",
    "FORMATS",
    "diffusion",
    "dispersion",
    "heatmap",
    "keyness",
    "life_lines",
    "moves",
    "network",
    "priorities",
    "save",
    "theme",
    "top_terms",
    "topic_choice",
    "topic_shares",
    "topics",
    "trend",
    "volcano",
]
