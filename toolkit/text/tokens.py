"""Documents into tokens: formulations first, then the words between them, so that no formulation is ever cut.

Both ways out, the token table and the counts, come from one `Encoder`: it cuts a text into pieces and gives each
distinct piece a number. Lemma and kind are looked up once for each distinct piece, not once for each token.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import accumulate

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.tables import metadata, require
from toolkit.terms.lexicon import Lexicon
from toolkit.terms.match import Match, matcher
from toolkit.text.english import english_pieces, lemma
from toolkit.text.fold import fold
from toolkit.text.language import HAN
from toolkit.text.segment import Segmenter
from toolkit.text.sentences import sentence_spans

TOKEN_COLUMNS = ["doc_id", "sent", "i", "token", "lemma", "kind", "start", "end"]
KINDS = ("word", "number", "mark", "term")

_TERM = "\ue000"  # set before a concept, so that it is not the same piece as the plain word
_NUMBER = re.compile(r"[+-]?\d[\d.,:/-]*[%‰]?|[〇零一二三四五六七八九十百千万亿]+")
_CHINESE = re.compile(f"({HAN.pattern}(?:[0-9.%]*{HAN.pattern})*)")  # 2024年3月 stays with its words


class Encoder:
    """Cuts texts into pieces and numbers the distinct ones. The numbering grows with every text.

    >>> encoder = Encoder(Lexicon.empty().add("四风"), Segmenter())
    >>> pieces, matches = encoder.pieces("纠治“四风”，纠治", "zh")
    >>> encoder.number(pieces).tolist()
    [0, 1, 2, 3, 4, 5, 0, 1]
    >>> encoder.vocabulary()[1:4]
    [('治', 'word'), ('“', 'mark'), ('四风', 'term')]
    """

    def __init__(self, lexicon: Lexicon, segmenter: Segmenter) -> None:
        self._match = matcher(lexicon)
        self._cut = segmenter.cutter()
        self._ids: defaultdict[str, int] = defaultdict()
        self._ids.default_factory = self._ids.__len__

    def pieces(self, text: str, lang: str) -> tuple[list[str], list[Match]]:
        """The folded text in pieces, spaces included, and the formulations among them (a concept for its surface)."""
        folded = fold(text)
        matches = self._match(text)
        if not matches:
            return self._words(folded, lang), matches
        found, reached = [], 0
        for match in matches:
            if match.start > reached:
                found += self._words(folded[reached : match.start], lang)
            found.append(_TERM + match.concept)
            reached = match.end
        found += self._words(folded[reached:], lang)
        return found, matches

    def _words(self, text: str, lang: str) -> list[str]:
        if lang == "zh":
            return self._cut(text)
        if not HAN.search(text):
            return english_pieces(text)
        runs = _CHINESE.split(text)  # English and Chinese in turn
        return [piece for i, run in enumerate(runs) for piece in (self._cut(run) if i % 2 else english_pieces(run))]

    def number(self, pieces: Iterable[str]) -> NDArray[np.int32]:
        """The numbers of the pieces."""
        return np.array(list(map(self._ids.__getitem__, pieces)), np.int32)  # faster than np.fromiter by a half

    def lemmas(self, text: str, lang: str) -> set[str]:
        """The distinct lemmas and concepts of a short text."""
        return {_describe(piece)[0] for piece in self.pieces(text, lang)[0]}

    def vocabulary(self) -> list[tuple[str, str]]:
        """Lemma and kind by number (a piece that is a space has kind "")."""
        return [_describe(piece) for piece in self._ids]


def _describe(piece: str) -> tuple[str, str]:
    if piece.startswith(_TERM):
        return piece[1:], "term"
    if piece.isspace():
        return piece, ""
    if _NUMBER.fullmatch(piece):
        return piece, "number"
    if not any(map(str.isalnum, piece)):
        return piece, "mark"
    return lemma(piece), "word"


def tokenise(docs: pd.DataFrame, *, lexicon: Lexicon | None = None, segmenter: Segmenter | None = None) -> pd.DataFrame:
    """Cut documents into tokens; formulations of the lexicon stay whole.

    In: docs (doc_id, lang, text). Out: one row per token: doc_id, sent, i (number in the document), token (as
    written), lemma (English: dictionary form; Chinese: simplified, half width; a formulation: its concept), kind
    (word, number, mark, term), start, end (characters: `text[start:end] == token`), then the documents' metadata.
    Spaces are no tokens. Raises ValueError if a column is missing.

    >>> import toolkit as tk
    >>> tokens = tk.tokenise(tk.from_texts(["堅決做到“兩個維護”。", "Two Upholds come first."]))
    >>> tokens[tokens.kind != "mark"][["token", "lemma", "kind"]].values.tolist()[:4]
    [['堅決', '坚决', 'word'], ['做到', '做到', 'word'], ['兩個維護', '两个维护', 'term'], ['Two Upholds', '两个维护', 'term']]
    """
    require(docs, ["doc_id", "lang", "text"], "tokenise(docs)")
    encoder = Encoder(Lexicon.default() if lexicon is None else lexicon, segmenter or Segmenter())
    parts = [_Part(encoder, text, lang) for lang, text in zip(docs["lang"], docs["text"], strict=True)]
    vocabulary = pd.DataFrame(encoder.vocabulary(), columns=["lemma", "kind"], dtype="str")
    kinds = pd.Index(KINDS).get_indexer(pd.Index(vocabulary["kind"]))
    ids = _joined([part.ids for part in parts], np.int32)
    real = kinds[ids] >= 0  # spaces have no kind
    place = np.repeat(np.arange(len(parts)), [len(part.ids) for part in parts])[real]
    table = pd.DataFrame(
        {
            "doc_id": docs["doc_id"].astype("category").array.take(place),
            "sent": _joined([part.sent for part in parts], np.int64)[real],
            "i": 0,
            "token": pd.array([token for part in parts for token in part.tokens], dtype="str")[real],
            "lemma": vocabulary["lemma"].array.take(ids[real]),
            "kind": pd.Categorical.from_codes(kinds[ids[real]], pd.Index(KINDS)),
            "start": _joined([part.starts for part in parts], np.int64)[real],
            "end": _joined([part.ends for part in parts], np.int64)[real],
        }
    )
    table["i"] = np.arange(len(table)) - np.searchsorted(place, place)
    described = metadata(docs, without=TOKEN_COLUMNS).iloc[place].reset_index(drop=True)
    return pd.concat([table, described], axis=1)


class _Part:
    """One document's pieces with their places."""

    def __init__(self, encoder: Encoder, text: str, lang: str) -> None:
        pieces, matches = encoder.pieces(text, lang)
        surfaces = iter(matches)
        lengths = [_length(next(surfaces)) if piece[0] == _TERM else len(piece) for piece in pieces]
        self.ids = encoder.number(pieces)
        self.ends = np.fromiter(accumulate(lengths), np.int64, len(lengths))
        self.starts = self.ends - np.array(lengths, np.int64)
        self.tokens = [text[start:end] for start, end in zip(self.starts.tolist(), self.ends.tolist(), strict=True)]
        sentence_starts = [start for start, _ in sentence_spans(text, lang)]
        self.sent = np.maximum(np.searchsorted(sentence_starts, self.starts, side="right") - 1, 0)


def _length(match: Match) -> int:
    return match.end - match.start


def _joined(arrays: list[NDArray], dtype: type) -> NDArray:
    return np.concatenate(arrays) if arrays else np.empty(0, dtype)
