"""Documents into tokens: formulations first, then the words between them, so that no formulation is ever cut.

Both ways out, the token table and the counts, come from one `Encoder`: it cuts a text into pieces and gives each
distinct piece a number. Lemma and kind are looked up once for each distinct piece, not once for each token. Where
there is much to cut, compiled code gives the numbers without making the strings.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from toolkit.tables import metadata, require
from toolkit.terms.lexicon import Lexicon
from toolkit.terms.match import Match, matcher
from toolkit.text.codes import code_points, text_of
from toolkit.text.english import compiled_cutter, english_pieces, lemma
from toolkit.text.fold import fold, fold_codes
from toolkit.text.language import HAN
from toolkit.text.segment import WHOLE, Segmenter
from toolkit.text.sentences import sentence_of, sentence_spans

if TYPE_CHECKING:
    from toolkit.text.compiled import Tally
    from toolkit.text.compiled_english import EnglishCutter

TOKEN_COLUMNS = ["doc_id", "sent", "i", "token", "lemma", "kind", "start", "end"]
KINDS = ("word", "number", "mark", "term")

At = Callable[[int], None]  # told the place of the text that is looked at
Counted = tuple[NDArray[np.int32], NDArray[np.int64]]

_RUN = 500_000  # characters of texts that go from one stage to the next together
_TERM = "\ue000"  # set before a concept, so that it is not the same piece as the plain word
_NUMBER = re.compile(r"[+-]?\d[\d.,:/-]*[%‰]?|[〇零一二三四五六七八九十百千万亿]+")
_CHINESE = re.compile(f"({HAN.pattern}(?:[0-9.%]*{HAN.pattern})*)")  # 2024年3月 stays with its words


@dataclass(frozen=True)
class Encoded:
    """A text in pieces, spaces included: the number of each, where it ends, and the formulations among them."""

    ids: NDArray[np.int32]
    ends: NDArray[np.int32]
    matches: list[Match]


@dataclass(frozen=True)
class _Cut:
    """A text cut by compiled code: by which cutter, how many keys it has given, the folded code points, ends and keys of the pieces."""

    cutter: str
    size: int
    folded: NDArray[np.uint32]
    ends: NDArray[np.int32]
    keys: NDArray[np.int32]
    matches: list[Match]

    def pieces(self, places: NDArray) -> list[str]:
        """The pieces at some places, cut from one string: to make a string of each alone takes several times as long."""
        text = text_of(self.folded)
        starts = np.where(places > 0, self.ends[places - 1], 0)
        return [text[start:end] for start, end in zip(starts.tolist(), self.ends[places].tolist(), strict=True)]


@dataclass(frozen=True)
class _Pieces:
    """A text cut without compiled code: the strings, with a concept for the surface of each formulation."""

    pieces: list[str]
    matches: list[Match]


def _unasked(place: int) -> None:
    """An `At` where nobody asks what is worked on."""


class Encoder:
    """Cuts texts into pieces and numbers the distinct ones. The numbering grows with every text.

    What is done to texts is done to many of them before the next thing is done to any: the tables of the matcher and
    of the dictionary do not both stay in the processor's cache, and to change them for each document costs a third more.

    >>> encoder = Encoder(Lexicon.empty().add("四风"), Segmenter())
    >>> ids = encoder.encode(["纠治“四风”，纠治"], ["zh"])[0].ids
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
        self._compiled_chinese = segmenter.compiled
        self._compiled_english: EnglishCutter | None = None
        self._seen = 0  # characters
        self._known = {"zh": np.empty(0, np.int32), "en": np.empty(0, np.int32)}  # the number of each compiled key
        self._tally: Tally | None = None

    def encode(self, texts: Sequence[str], langs: Sequence[str], at: At = _unasked) -> list[Encoded]:
        """Every piece of each text, in order. `at` is told the place of each text before it is looked at."""
        return [self._encoded(cut) for cuts in self._cuts(texts, langs, at) for cut in cuts]

    def count(self, texts: Sequence[str], langs: Sequence[str], at: At = _unasked) -> list[Counted]:
        """The numbers of each text's pieces, and how often each occurs; a number may stand there more than once."""
        return [self._counted(cut) for cuts in self._cuts(texts, langs, at) for cut in cuts]

    def lemmas(self, text: str, lang: str) -> set[str]:
        """The distinct lemmas and concepts of a short text."""
        return {_describe(piece)[0] for piece in self._pieces(text, lang, self._match(text))}

    def vocabulary(self) -> list[tuple[str, str]]:
        """Lemma and kind by number (a piece that is a space has kind "")."""
        return [_describe(piece) for piece in self._ids]

    def _cuts(self, texts: Sequence[str], langs: Sequence[str], at: At) -> Iterator[list[_Cut | _Pieces]]:
        """The texts in pieces, a run of them at a time: all matched, then all cut."""
        for run in _runs(texts):
            matched = []
            for place in run:
                at(place)
                matched.append(self._match(texts[place]))
            cuts = []
            for place, matches in zip(run, matched, strict=True):
                at(place)
                cuts.append(self._cut_up(texts[place], langs[place], matches))
            yield cuts

    def _cut_up(self, text: str, lang: str, matches: list[Match]) -> _Cut | _Pieces:
        """By compiled code, if that is worth loading by now and knows what to do with the text."""
        self._seen += len(text)
        cutter = self._compiled_chinese(self._seen) if lang == "zh" else self._english_cutter()
        if cutter:
            folded = fold_codes(text)
            if cut := cutter.cut(folded, [(match.start, match.end) for match in matches]):
                return _Cut("zh" if lang == "zh" else "en", cutter.size, folded, *cut, matches)
        return _Pieces(self._pieces(text, lang, matches), matches)

    def _english_cutter(self) -> EnglishCutter | None:
        if self._compiled_english is None:
            self._compiled_english = compiled_cutter(self._seen)
        return self._compiled_english

    def _encoded(self, cut: _Cut | _Pieces) -> Encoded:
        if isinstance(cut, _Cut):
            return Encoded(self._numbered(cut, cut.keys, np.arange(len(cut.keys))), cut.ends, cut.matches)
        surfaces = iter(cut.matches)
        lengths = (_length(next(surfaces)) if piece[0] == _TERM else len(piece) for piece in cut.pieces)
        ends = np.fromiter(accumulate(lengths), np.int32, len(cut.pieces))
        return Encoded(self._number(cut.pieces), ends, cut.matches)

    def _counted(self, cut: _Cut | _Pieces) -> Counted:
        if isinstance(cut, _Pieces):
            counted = Counter(cut.pieces)
            return self._number(counted), np.fromiter(counted.values(), np.int64, len(counted))
        if self._tally is None:
            from toolkit.text.compiled import Tally

            self._tally = Tally()
        keys, counts, places = self._tally.count(cut.keys, cut.size)
        return self._numbered(cut, keys, places), counts

    def _number(self, pieces: Iterable[str]) -> NDArray[np.int32]:
        return np.array(list(map(self._ids.__getitem__, pieces)), np.int32)  # faster than np.fromiter by a half

    def _numbered(self, cut: _Cut, keys: NDArray, places: NDArray) -> NDArray[np.int32]:
        """The number of each key, the piece at `places`: looked up when the key is first met, for a run each time."""
        known = self._known[cut.cutter]
        if len(known) < cut.size:
            known = self._known[cut.cutter] = np.pad(known, (0, 2 * cut.size - len(known)), constant_values=-1)
        ids = np.where(keys < 0, -1, known[keys])
        ids[keys == WHOLE] = [self._ids[_TERM + match.concept] for match in cut.matches]
        new = np.flatnonzero(ids < 0)
        if len(new):
            ids[new] = [self._ids[piece] for piece in cut.pieces(places[new])]
            lasting = new[keys[new] >= 0]
            known[keys[lasting]] = ids[lasting]
        return ids

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


@lru_cache(1 << 17)
def _describe(piece: str) -> tuple[str, str]:
    if piece.isascii() and piece.isalpha():  # as most pieces of English are
        return lemma(piece), "word"
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
    stretches = stretches_of(encoder, docs)
    return token_table(docs, stretches, pd.DataFrame(encoder.vocabulary(), columns=["lemma", "kind"], dtype="str"))


@dataclass(frozen=True)
class Stretch:
    """The pieces of one document: the number of each, where it ends, and where the document's sentences start."""

    ids: NDArray[np.int32]
    ends: NDArray[np.int32]
    sentences: Sequence[int]


def stretches_of(encoder: Encoder, docs: pd.DataFrame) -> list[Stretch]:
    """The pieces and sentences of each document."""
    texts, langs = docs["text"].tolist(), docs["lang"].tolist()
    encoded = encoder.encode(texts, langs)
    return [
        Stretch(found.ids, found.ends, [start for start, _ in sentence_spans(text, lang)])
        for found, text, lang in zip(encoded, texts, langs, strict=True)
    ]


def token_table(docs: pd.DataFrame, stretches: Sequence[Stretch], vocabulary: pd.DataFrame) -> pd.DataFrame:
    """The table that `tokenise` gives, from the pieces of each document and the vocabulary (lemma, kind) by number."""
    kinds = pd.Index(KINDS).get_indexer(pd.Index(vocabulary["kind"]))
    ids = _joined([stretch.ids for stretch in stretches], np.int32)
    real = kinds[ids] >= 0  # spaces have no kind
    ends = [stretch.ends for stretch in stretches]
    starts = [np.concatenate([[0], end[:-1]])[: len(end)] for end in ends]
    sent = [sentence_of(stretch.sentences, start) for stretch, start in zip(stretches, starts, strict=True)]
    place = np.repeat(np.arange(len(stretches)), [len(stretch.ids) for stretch in stretches])[real]
    table = pd.DataFrame(
        {
            "doc_id": docs["doc_id"].astype("category").array.take(place),
            "sent": _joined(sent, np.int64)[real],
            "i": 0,
            "token": _slices(docs["text"].tolist(), ends)[real],
            "lemma": vocabulary["lemma"].array.take(ids[real]),
            "kind": pd.Categorical.from_codes(kinds[ids[real]], pd.Index(KINDS)),
            "start": _joined(starts, np.int64)[real].astype(np.int64),
            "end": _joined(ends, np.int64)[real].astype(np.int64),
        }
    )
    table["i"] = np.arange(len(table)) - np.searchsorted(place, place)
    described = metadata(docs, without=TOKEN_COLUMNS).iloc[place].reset_index(drop=True)
    return pd.concat([table, described], axis=1)


def _slices(texts: Sequence[str], ends: Sequence[NDArray[np.int32]]) -> pd.api.extensions.ExtensionArray:
    """The pieces of texts as strings, given where each ends: of the bytes of the texts only the offsets need be found."""
    joined = "".join(texts)
    codes = code_points(joined)
    widths = np.ones(len(codes) + 1, np.int64)  # bytes of a character in UTF-8; before the first there are none
    widths[1:] += np.add(codes > 0x7F, codes > 0x7FF, dtype=np.int8) + (codes > 0xFFFF)
    widths[0] = 0
    before = np.cumsum([0, *map(len, texts)])
    places = _joined([end + start for end, start in zip(ends, before, strict=False)], np.int64)
    offsets = np.concatenate([[0], np.cumsum(widths)[places]])
    pieces = pa.LargeStringArray.from_buffers(len(places), pa.py_buffer(offsets), pa.py_buffer(joined.encode("utf-8")))
    return pd.StringDtype(na_value=np.nan).__from_arrow__(pieces)


def _runs(texts: Sequence[str]) -> Iterator[range]:
    """The places of texts that are worked on together: at least one, and no more than there is room for."""
    start = characters = 0
    for place, text in enumerate(texts):
        characters += len(text)
        if characters > _RUN:
            yield range(start, place + 1)
            start, characters = place + 1, 0
    if start < len(texts):
        yield range(start, len(texts))


def _length(match: Match) -> int:
    return match.end - match.start


def _joined(arrays: list[NDArray], dtype: type) -> NDArray:
    return np.concatenate(arrays) if arrays else np.empty(0, dtype)
