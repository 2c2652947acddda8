"""Sentences that stand for a topic: the ones that say most of what it is about."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.terms.lexicon import Lexicon
from toolkit.text.segment import Segmenter
from toolkit.text.sentences import sentence_spans
from toolkit.text.tokens import Encoder

_COLUMNS = ["topic", "rank", "lang", "doc_id", "start", "end", "text", "score"]
_SENTENCES = 3  # of each topic and language
_READ = 20  # documents of each topic and language that are searched, the ones with most of it
_SHORT = 8  # terms: a shorter sentence gains nothing by its shortness, or headings would win


class _Reader:
    """Scores the sentences of documents, each document cut once."""

    def __init__(self, docs: pd.DataFrame, lexicon: Lexicon) -> None:
        self._texts, self._langs = docs["text"].tolist(), docs["lang"].tolist()
        self._encoder = Encoder(lexicon, Segmenter())
        self._cut: dict[int, list[tuple[int, int, set[str]]]] = {}

    def best(self, place: int, weight: dict[str, float]) -> tuple[float, int, int]:
        """Score, start and end of a document's best sentence: its distinct terms weighed, over the root of their number."""
        text, lang = self._texts[place], self._langs[place]
        if place not in self._cut:
            spans = sentence_spans(text, lang)
            self._cut[place] = [(start, end, self._encoder.lemmas(text[start:end], lang)) for start, end in spans]
        scored = (
            (sum(weight.get(lemma, 0.0) for lemma in lemmas) / math.sqrt(max(len(lemmas), _SHORT)), start, end)
            for start, end, lemmas in self._cut[place]
        )
        return max(scored, key=lambda found: found[0], default=(0.0, 0, 0))

    def text(self, place: int, start: int, end: int) -> str:
        return self._texts[place][start:end]


def excerpts(docs: pd.DataFrame | None, chosen: pd.DataFrame, terms: pd.DataFrame, lexicon: Lexicon) -> list[str]:
    """For each row of chosen (topic, place of the document) the document's best sentence; "" without texts."""
    if docs is None:
        return [""] * len(chosen)
    reader, weights = _Reader(docs, lexicon), _weights(terms)
    pairs = zip(chosen["topic"], chosen["place"], strict=True)
    return [reader.text(place, *reader.best(place, weights[topic])[1:]) for topic, place in pairs]


def representative_sentences(
    docs: pd.DataFrame | None, shares: NDArray, terms: pd.DataFrame, lexicon: Lexicon
) -> pd.DataFrame:
    """The best sentences of each topic in each language, each of another document and none twice.

    score: weight of the sentence's terms, times the topic's share of its document.
    """
    rows: list[tuple] = []
    if docs is not None:
        reader, weights = _Reader(docs, lexicon), _weights(terms)
        doc_ids, langs = docs["doc_id"].tolist(), docs["lang"].to_numpy()
        for topic in range(shares.shape[1]):
            for lang in sorted(set(langs), reverse=True):
                own = np.where(langs == lang, np.nan_to_num(shares[:, topic]), 0)
                most = [int(place) for place in np.argsort(-own, kind="stable")[:_READ] if own[place] > 0]
                found = [(place, *reader.best(place, weights[topic])) for place in most]
                scored = [(score * own[place], place, start, end) for place, score, start, end in found if score > 0]
                quoted: dict[str, tuple] = {}
                for score, place, start, end in sorted(scored, key=lambda row: -row[0]):
                    text = reader.text(place, start, end)
                    quoted.setdefault(text, (lang, doc_ids[place], start, end, text, score))
                rows += [(topic, rank, *row) for rank, row in enumerate([*quoted.values()][:_SENTENCES], start=1)]
    return pd.DataFrame(rows, columns=_COLUMNS)


def _weights(terms: pd.DataFrame) -> dict[int, dict[str, float]]:
    return {int(topic): dict(zip(rows["term"], rows["weight"], strict=True)) for topic, rows in terms.groupby("topic")}
