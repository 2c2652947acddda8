"""Documents into tokens: formulations first, then the words between them, so that no formulation is ever cut.

Both ways out, the token table and the counts, come from one `Encoder`: it cuts a text into pieces and gives each
distinct piece a number. Lemma and kind are looked up once for each distinct piece, not once for each token. Where
there is much to cut, compiled code gives the numbers without making the strings.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, compress
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from toolkit.scale.collection import collection_paused
from toolkit.tables import metadata, require
from toolkit.terms.lexicon import Lexicon, lexicon_for
from toolkit.terms.match import Match, Matches, matcher
from toolkit.text.codes import code_points, text_of
from toolkit.text.english import compiled_cutter, english_pieces, lemma
from toolkit.text.fold import fold, fold_codes
from toolkit.text.joined import joined, runs
from toolkit.text.language import HAN, HAN_BLOCKS
from toolkit.text.segment import WHOLE, Segmenter, segmenter_for
from toolkit.text.sentences import sentence_of, spans_of

if TYPE_CHECKING:
    from toolkit.text.compiled import Cutter, Tally
    from toolkit.text.compiled_english import EnglishCutter

TOKEN_COLUMNS = ["doc_id", "sent", "i", "token", "lemma", "kind", "start", "end"]
KINDS = ("word", "number", "mark", "term")

At = Callable[[int], None]  # told the place of the text that is looked at
Counted = tuple[NDArray[np.int32], NDArray[np.int64]]
T = TypeVar("T")

_TERM = "\ue000"  # set before a concept, so that it is not the same piece as the plain word
_NUMBER = re.compile(r"[+-]?\d[\d.,:/-]*[%‰]?|[〇零一二三四五六七八九十百千万亿]+")
_ALONE = "\0"  # a character that is always a piece by itself
_CHINESE = re.compile(f"({HAN.pattern}(?:[0-9.%]*{HAN.pattern})*)")  # 2024年3月 stays with its words


@dataclass(frozen=True)
class Encoded:
    """A text in pieces, spaces included: the number of each, where it ends, and the formulations among them."""

    ids: NDArray[np.int32]
    ends: NDArray[np.int32]
    matches: Matches


@dataclass(frozen=True)
class _Cut:
    """A text cut by compiled code: by which cutter, how many keys it has given, the folded code points, ends and keys of the pieces."""

    cutter: str
    size: int
    folded: NDArray[np.uint32]
    ends: NDArray[np.int32]
    keys: NDArray[np.int32]
    matches: Matches

    def pieces(self, places: NDArray) -> list[str]:
        """The pieces at some places, cut from one string: to make a string of each alone takes several times as long."""
        text = text_of(self.folded)
        starts = np.where(places > 0, self.ends[places - 1], 0)
        return [text[start:end] for start, end in zip(starts.tolist(), self.ends[places].tolist(), strict=True)]


@dataclass(frozen=True)
class _Pieces:
    """A text cut without compiled code: the strings, with a concept for the surface of each formulation."""

    pieces: list[str]
    matches: Matches


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
        self._segmenter = segmenter
        self._ids: defaultdict[str, int] = defaultdict()
        self._ids.default_factory = self._ids.__len__
        self._compiled_chinese = segmenter.compiled
        self._compiled_english: EnglishCutter | None = None
        self._seen = 0  # characters
        self._known = {"zh": np.empty(0, np.int32), "en": np.empty(0, np.int32)}  # the number of each compiled key
        self._tally: Tally | None = None

    def encode(self, texts: Sequence[str], langs: Sequence[str], at: At = _unasked) -> list[Encoded]:
        """Every piece of each text, in order. `at` is told where the first is of the texts that are looked at next."""
        return self._each(texts, langs, at, self._encoded_cuts, self._encoded)

    def count(self, texts: Sequence[str], langs: Sequence[str], at: At = _unasked) -> list[Counted]:
        """The numbers of each text's pieces, and how often each occurs; a number may stand there more than once."""
        return self._each(texts, langs, at, self._counted_cuts, self._counted)

    def lemmas(self, text: str, lang: str) -> set[str]:
        """The distinct lemmas and concepts of a short text."""
        return {_describe(piece)[0] for piece in self._pieces(text, lang, *self._match([text]))}

    def vocabulary(self) -> list[tuple[str, str]]:
        """Lemma and kind by number (a piece that is a space has kind "")."""
        return [_describe(piece) for piece in self._ids]

    @collection_paused()
    def _each(
        self,
        texts: Sequence[str],
        langs: Sequence[str],
        at: At,
        of_cuts: Callable[[list[_Cut]], list[T]],
        of_pieces: Callable[[_Pieces], T],
    ) -> list[T]:
        """What is to be had of each text in pieces: for a run of them at a time, all are matched, then all cut."""
        found: dict[int, T] = {}
        for run in runs(texts):
            at(run.start)
            matched = dict(zip(run, self._match(texts[run.start : run.stop]), strict=True))
            self._seen += sum(len(texts[place]) for place in run)
            chinese = [place for place in run if langs[place] == "zh"]
            others = [place for place in run if langs[place] != "zh"]
            for lang, own in (("zh", chinese), ("en", others)):
                cutter = self._cutter(lang) if own else None
                if cutter and lang == "en":
                    own = list(compress(own, are_english([texts[place] for place in own])))
                if cutter and own:
                    cuts = _cut_up(cutter, lang, [texts[place] for place in own], [matched[place] for place in own])
                    found.update(zip(own, of_cuts(cuts), strict=True))
            for place in run:
                if place not in found:
                    at(place)
                    pieces = self._pieces(texts[place], langs[place], matched[place])
                    found[place] = of_pieces(_Pieces(pieces, matched[place]))
        return [found[place] for place in range(len(texts))]

    @cached_property
    def _cut(self) -> Callable[[str], list[str]]:
        """The engine, loaded when it is first needed: where compiled code cuts, it hardly ever is."""
        return self._segmenter.cutter()

    def _cutter(self, lang: str) -> Cutter | EnglishCutter | None:
        """The compiled cutter of a language, once it is worth loading."""
        if lang == "zh":
            return self._compiled_chinese(self._seen)
        if self._compiled_english is None:
            self._compiled_english = compiled_cutter(self._seen)
        return self._compiled_english

    def _encoded_cuts(self, cuts: list[_Cut]) -> list[Encoded]:
        ids = self._numbered(cuts, [cut.keys for cut in cuts], [np.arange(len(cut.keys)) for cut in cuts])
        return [Encoded(of, cut.ends, cut.matches) for of, cut in zip(ids, cuts, strict=True)]

    def _encoded(self, cut: _Pieces) -> Encoded:
        surfaces = iter(cut.matches)
        lengths = (_length(next(surfaces)) if piece[0] == _TERM else len(piece) for piece in cut.pieces)
        ends = np.fromiter(accumulate(lengths), np.int32, len(cut.pieces))
        return Encoded(self._number(cut.pieces), ends, cut.matches)

    def _counted_cuts(self, cuts: list[_Cut]) -> list[Counted]:
        if self._tally is None:
            from toolkit.text.compiled import Tally

            self._tally = Tally()
        keys, counts, places = map(list, zip(*(self._tally.count(cut.keys, cut.size) for cut in cuts), strict=True))
        return list(zip(self._numbered(cuts, keys, places), counts, strict=True))

    def _counted(self, cut: _Pieces) -> Counted:
        counted = Counter(cut.pieces)
        return self._number(counted), np.fromiter(counted.values(), np.int64, len(counted))

    def _number(self, pieces: Iterable[str]) -> NDArray[np.int32]:
        return np.array(list(map(self._ids.__getitem__, pieces)), np.int32)  # faster than np.fromiter by a half

    def _numbered(self, cuts: list[_Cut], keys: list[NDArray], places: list[NDArray]) -> list[NDArray[np.int32]]:
        """The number of each key of texts cut by one cutter, with the pieces they are of: looked up when a key is first met."""
        cutter = cuts[0].cutter
        size = max(cut.size for cut in cuts)
        known = self._known[cutter]
        if len(known) < size:
            known = self._known[cutter] = np.pad(known, (0, max(size - len(known), len(known))), constant_values=-1)
        all_keys, upto = np.concatenate(keys), np.cumsum(list(map(len, keys)))
        ids = np.where(all_keys < 0, -1, known[all_keys])
        ids[all_keys == WHOLE] = [self._ids[_TERM + name.concept] for cut in cuts for name in cut.matches.names]
        new = np.flatnonzero(ids < 0)
        alone, lasting = new[all_keys[new] < 0], new[all_keys[new] >= 0]
        _, firsts = np.unique(all_keys[lasting], return_index=True)
        wanted = np.sort(np.concatenate([alone, lasting[firsts]]))
        for number, own in enumerate(np.split(wanted, np.searchsorted(wanted, upto[:-1]))):
            if len(own):
                pieces = cuts[number].pieces(places[number][own - upto[number]])  # counted from the end
                ids[own] = [self._ids[piece] for piece in pieces]
        known[all_keys[lasting[firsts]]] = ids[lasting[firsts]]
        ids[lasting] = known[all_keys[lasting]]
        return np.split(ids, upto[:-1])

    def _pieces(self, text: str, lang: str, matches: Matches) -> list[str]:
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


def are_english(texts: list[str]) -> list[bool]:
    """Which texts are in English alone, as its cutter wants them: without a Chinese character, or one beyond the basic plane."""
    together = joined(tuple(texts), between=_ALONE)
    codes = together.codes
    beyond = np.flatnonzero(codes >= HAN_BLOCKS[0][0])  # mostly none
    foreign = codes[beyond] >= 0x10000
    for first, last in HAN_BLOCKS:
        foreign |= (codes[beyond] >= first) & (codes[beyond] <= last)
    alone = np.ones(len(texts), bool)
    alone[together.of(beyond[foreign])] = False
    return alone.tolist()


def _cut_up(cutter: Cutter | EnglishCutter, lang: str, texts: list[str], matched: list[Matches]) -> list[_Cut]:
    """The pieces of each text, all of them cut at once."""
    together = joined(tuple(texts), between=_ALONE)
    folded = fold_codes(together.codes)
    begins = together.begins.tolist()
    whole = [
        (start + begin, end + begin)
        for begin, matches in zip(begins, matched, strict=True)
        for start, end in zip(matches.starts, matches.ends, strict=True)
    ]
    ends, keys = cutter.cut(folded, whole)
    stops = together.ends.tolist()
    first, upto = np.searchsorted(ends, np.array([begins, stops], ends.dtype), side="right").tolist()
    own = [slice(*bounds) for bounds in zip(first, upto, strict=True)]
    return [
        _Cut(lang, cutter.size, folded[begin:stop], ends[of] - begin, keys[of], matches)
        for begin, stop, of, matches in zip(begins, stops, own, matched, strict=True)
    ]


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
    encoder = Encoder(lexicon_for(docs, lexicon), segmenter_for(segmenter))
    stretches = stretches_of(encoder, docs)
    return token_table(docs, stretches, pd.DataFrame(encoder.vocabulary(), columns=["lemma", "kind"], dtype="str"))


@dataclass(frozen=True)
class Stretch:
    """The pieces of one document: the number of each, where it ends, and where the document's sentences start."""

    ids: NDArray[np.int32]
    ends: NDArray[np.int32]
    sentences: NDArray[np.int64]


def stretches_of(encoder: Encoder, docs: pd.DataFrame) -> list[Stretch]:
    """The pieces and sentences of each document."""
    texts, langs = docs["text"].tolist(), docs["lang"].tolist()
    encoded = encoder.encode(texts, langs)
    return [
        Stretch(found.ids, found.ends, spans[:, 0])
        for found, spans in zip(encoded, spans_of(texts, langs), strict=True)
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


def _length(match: Match) -> int:
    return match.end - match.start


def _joined(arrays: list[NDArray], dtype: type) -> NDArray:
    return np.concatenate(arrays) if arrays else np.empty(0, dtype)
