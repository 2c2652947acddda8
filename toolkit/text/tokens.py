"""Documents into tokens: formulations first, then the words between them, so that no formulation is ever cut.

Both ways out, the token table and the counts, come from one `Encoder`: it cuts a text into pieces and gives each
distinct piece a number. Lemma and kind are looked up once for each distinct piece, not once for each token. Where
there is much Chinese to cut, compiled code gives the numbers without making the strings.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.tables import metadata, require
from toolkit.terms.lexicon import Lexicon
from toolkit.terms.match import Match, matcher
from toolkit.text.english import english_pieces, lemma
from toolkit.text.fold import code_points, fold
from toolkit.text.language import HAN
from toolkit.text.segment import Segmenter
from toolkit.text.sentences import sentence_spans

if TYPE_CHECKING:
    from toolkit.text.compiled import Cutter

TOKEN_COLUMNS = ["doc_id", "sent", "i", "token", "lemma", "kind", "start", "end"]
KINDS = ("word", "number", "mark", "term")

_TERM = "\ue000"  # set before a concept, so that it is not the same piece as the plain word
_NUMBER = re.compile(r"[+-]?\d[\d.,:/-]*[%‰]?|[〇零一二三四五六七八九十百千万亿]+")
_CHINESE = re.compile(f"({HAN.pattern}(?:[0-9.%]*{HAN.pattern})*)")  # 2024年3月 stays with its words


@dataclass(frozen=True)
class Encoded:
    """A text in pieces, spaces included: the number of each, where it ends, and the formulations among them."""

    ids: NDArray[np.int32]
    ends: NDArray[np.int32]
    matches: list[Match]

    @property
    def starts(self) -> NDArray[np.int32]:
        return np.concatenate([[0], self.ends[:-1]]).astype(np.int32)[: len(self.ends)]


class Encoder:
    """Cuts texts into pieces and numbers the distinct ones. The numbering grows with every text.

    >>> encoder = Encoder(Lexicon.empty().add("四风"), Segmenter())
    >>> ids = encoder.encode("纠治“四风”，纠治", "zh").ids
    >>> [encoder.vocabulary()[number] for number in ids[1:4]]
    [('治', 'word'), ('“', 'mark'), ('四风', 'term')]
    >>> (ids[:2] == ids[-2:]).all()
    np.True_
    """

    def __init__(self, lexicon: Lexicon, segmenter: Segmenter) -> None:
        self._match = matcher(lexicon)
        self._cut = segmenter.cutter()
        self._ids: defaultdict[str, int] = defaultdict()
        self._ids.default_factory = self._ids.__len__
        self._compiled = segmenter.compiled
        self._seen = 0  # characters
        self._known = np.empty(0, np.int32)  # the number of each key of the compiled cutter

    def encode(self, text: str, lang: str) -> Encoded:
        """Every piece of a text, in order."""
        matches = self._match(text)
        if cutter := self._cutter_for(text, lang):
            return Encoded(*self._coded(cutter, text, matches), matches)
        pieces = self._pieces(text, lang, matches)
        surfaces = iter(matches)
        lengths = (_length(next(surfaces)) if piece[0] == _TERM else len(piece) for piece in pieces)
        return Encoded(self._number(pieces), np.fromiter(accumulate(lengths), np.int32, len(pieces)), matches)

    def count(self, text: str, lang: str) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """The numbers of a text's distinct pieces, and how often each occurs."""
        matches = self._match(text)
        if cutter := self._cutter_for(text, lang):
            return np.unique(self._coded(cutter, text, matches)[0], return_counts=True)
        counted = Counter(self._pieces(text, lang, matches))
        return self._number(counted), np.fromiter(counted.values(), np.int64, len(counted))

    def lemmas(self, text: str, lang: str) -> set[str]:
        """The distinct lemmas and concepts of a short text."""
        return {_describe(piece)[0] for piece in self._pieces(text, lang, self._match(text))}

    def vocabulary(self) -> list[tuple[str, str]]:
        """Lemma and kind by number (a piece that is a space has kind "")."""
        return [_describe(piece) for piece in self._ids]

    def _number(self, pieces: Iterable[str]) -> NDArray[np.int32]:
        return np.array(list(map(self._ids.__getitem__, pieces)), np.int32)  # faster than np.fromiter by a half

    def _cutter_for(self, text: str, lang: str) -> Cutter | None:
        self._seen += len(text)
        return self._compiled(self._seen) if lang == "zh" else None

    def _coded(self, cutter: Cutter, text: str, matches: list[Match]) -> tuple[NDArray, NDArray]:
        """Numbers and ends. A key is looked up in the numbering when it is first met, a run of letters each time."""
        folded = fold(text)
        ends, keys = cutter.cut(code_points(folded), [(match.start, match.end) for match in matches])
        if not len(self._known):
            self._known = np.full(cutter.whole + 1, -1, np.int32)
        ids = self._known[keys]
        ids[keys == cutter.whole] = [self._ids[_TERM + match.concept] for match in matches]
        for i in np.flatnonzero(ids < 0).tolist():
            ids[i] = self._ids[folded[ends[i - 1] if i else 0 : ends[i]]]
            if keys[i] != cutter.run:
                self._known[keys[i]] = ids[i]
        return ids, ends

    def _pieces(self, text: str, lang: str, matches: list[Match]) -> list[str]:
        """The folded text in pieces, with a concept for the surface of each formulation."""
        folded = fold(text)
        if not matches:
            return self._words(folded, lang)
        found, reached = [], 0
        for match in matches:
            if match.start > reached:
                found += self._words(folded[reached : match.start], lang)
            found.append(_TERM + match.concept)
            reached = match.end
        return found + self._words(folded[reached:], lang)

    def _words(self, text: str, lang: str) -> list[str]:
        if lang == "zh":
            return self._cut(text)
        if not HAN.search(text):
            return english_pieces(text)
        runs = _CHINESE.split(text)  # English and Chinese in turn
        return [piece for i, run in enumerate(runs) for piece in (self._cut(run) if i % 2 else english_pieces(run))]


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
        encoded = encoder.encode(text, lang)
        self.ids, self.starts, self.ends = encoded.ids, encoded.starts, encoded.ends
        self.tokens = [text[start:end] for start, end in zip(self.starts.tolist(), self.ends.tolist(), strict=True)]
        sentence_starts = [start for start, _ in sentence_spans(text, lang)]
        self.sent = np.maximum(np.searchsorted(sentence_starts, self.starts, side="right") - 1, 0)


def _length(match: Match) -> int:
    return match.end - match.start


def _joined(arrays: list[NDArray], dtype: type) -> NDArray:
    return np.concatenate(arrays) if arrays else np.empty(0, dtype)
