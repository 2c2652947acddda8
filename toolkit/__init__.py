"""Bilingual (Chinese and English) analysis of policy text: tables in, tables out.

Everything public is here: `import toolkit as tk`, then `tk.read`, `tk.tokenise`, `tk.find_terms`, `tk.count` …
A name is loaded when it is first used, so that the import itself takes no time.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

_HOME = {
    "read": "toolkit.reading.folder",
    "from_texts": "toolkit.reading.folder",
    "ReadError": "toolkit.reading.folder",
    "language": "toolkit.text.language",
    "normalise": "toolkit.text.normalise",
    "explain": "toolkit.text.normalise",
    "sections": "toolkit.text.sections",
    "sentences": "toolkit.text.sentences",
    "stop_words": "toolkit.text.stop",
    "moves": "toolkit.text.moves",
    "Segmenter": "toolkit.text.segment",
    "tokenise": "toolkit.text.tokens",
    "Lexicon": "toolkit.terms.lexicon",
    "LexiconError": "toolkit.terms.lexicon",
    "Term": "toolkit.terms.lexicon",
    "label": "toolkit.terms.lexicon",
    "expansions": "toolkit.terms.find",
    "find_terms": "toolkit.terms.find",
    "resolve": "toolkit.terms.resolve",
    "new_phrases": "toolkit.terms.discover",
    "keyphrases": "toolkit.measure.keyphrases",
    "build": "toolkit.corpus.build",
    "Corpus": "toolkit.corpus.corpus",
    "CorpusError": "toolkit.reading.stored",
    "count": "toolkit.measure.counts",
    "document_terms": "toolkit.measure.counts",
    "merge": "toolkit.measure.counts",
    "frequencies": "toolkit.measure.frequency",
    "keyness": "toolkit.measure.keyness",
    "dispersion": "toolkit.measure.dispersion",
    "collocations": "toolkit.measure.collocation",
    "concordance": "toolkit.measure.concordance",
    "network": "toolkit.measure.network",
    "diversity": "toolkit.measure.diversity",
    "arrivals": "toolkit.measure.diffusion",
    "diffusion": "toolkit.measure.diffusion",
    "compare": "toolkit.measure.compare",
    "reuse": "toolkit.measure.reuse",
    "trends": "toolkit.measure.trends",
    "change_points": "toolkit.measure.careers",
    "heat": "toolkit.measure.careers",
    "careers": "toolkit.measure.careers",
    "topics": "toolkit.measure.topics",
    "TopicModel": "toolkit.measure.topics",
    "choose_topics": "toolkit.measure.topic_choice",
    "coherence": "toolkit.measure.coherence",
    "charts": "toolkit.show.charts",
    "report": "toolkit.show.report",
}
_MODULES = {"charts"}

__all__ = ["__version__", *_HOME]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'toolkit' has no attribute {name!r}")
    module = import_module(_HOME[name])
    value = module if name in _MODULES else getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


if TYPE_CHECKING:
    from toolkit.corpus.build import build
    from toolkit.corpus.corpus import Corpus
    from toolkit.measure.careers import careers, change_points, heat
    from toolkit.measure.coherence import coherence
    from toolkit.measure.collocation import collocations
    from toolkit.measure.compare import compare
    from toolkit.measure.concordance import concordance
    from toolkit.measure.counts import count, document_terms, merge
    from toolkit.measure.diffusion import arrivals, diffusion
    from toolkit.measure.dispersion import dispersion
    from toolkit.measure.diversity import diversity
    from toolkit.measure.frequency import frequencies
    from toolkit.measure.keyness import keyness
    from toolkit.measure.keyphrases import keyphrases
    from toolkit.measure.network import network
    from toolkit.measure.reuse import reuse
    from toolkit.measure.topic_choice import choose_topics
    from toolkit.measure.topics import TopicModel, topics
    from toolkit.measure.trends import trends
    from toolkit.reading.folder import ReadError, from_texts, read
    from toolkit.reading.stored import CorpusError
    from toolkit.show import charts
    from toolkit.show.report import report
    from toolkit.terms.discover import new_phrases
    from toolkit.terms.find import expansions, find_terms
    from toolkit.terms.lexicon import Lexicon, LexiconError, Term, label
    from toolkit.terms.resolve import resolve
    from toolkit.text.language import language
    from toolkit.text.moves import moves
    from toolkit.text.normalise import explain, normalise
    from toolkit.text.sections import sections
    from toolkit.text.segment import Segmenter
    from toolkit.text.sentences import sentences
    from toolkit.text.stop import stop_words
    from toolkit.text.tokens import tokenise
