"""Chinese: the spans that may be numeric formulations, and what a reader would look at to tell.

A numeral begins a formulation far less often than a count of things. `places` gives where one may begin, `Place.ends` where it may end,
`Place.clues` and `Place.clues_to` the evidence: the shape of the phrase, the word that is counted, the words and marks around it. What each
piece of evidence is worth is learned (`toolkit.terms.grammar`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache

import numpy as np
from numba import njit
from numpy.typing import NDArray

from toolkit.terms.cues import ZH_HEADS, in_register, is_governed, is_headed
from toolkit.terms.grammar import BEGINNING, Clue, Feature, weights, with_status
from toolkit.terms.signs import signs_of
from toolkit.terms.things import ZH_IDIOMS, ZH_MEASURES, ZH_NAMES, ZH_THINGS, ZH_UNITS
from toolkit.text.codes import code_points
from toolkit.text.fold import fold
from toolkit.text.segment import Segmenter

_N = "一二三四五六七八九十两双百千万"
_NUMERALS = frozenset(_N + "0123456789")
_OPEN, _CLOSE = frozenset("“‘「『《\"'"), frozenset("”’」』》\"'")
_SEPARATORS = frozenset("、，, ")
_CLASSIFIERS = frozenset("个大项条种类步字级张重位点化不无有要必员")
PREFIXES = frozenset("新老旧")
_BEGINNING = {  # what is looked at first, from a numeral on: one character or two, from one up to another
    "before": (-1, 0),
    "second before": (-2, -1),
    "third before": (-3, -2),
    "two before": (-2, 0),
    "numeral": (0, 1),
    "before and numeral": (-1, 1),
    "after": (1, 2),
    "numeral and after": (0, 2),
    "two after": (1, 3),
    "second after": (2, 3),
    "third after": (3, 4),
    "second and third after": (2, 4),
}
_NO_KEY = -1
_FARTHEST_BEFORE = -min(first for first, _ in _BEGINNING.values())
_RUN = re.compile("[^。！？；：，、\\s“”‘’「」『』《》（）()\\[\\]【】\"',.!?;:…—·]+")
_QUOTED = re.compile('[“‘「『"]([^”’」』"“‘「『《》\n。！？；：]{2,24})[”’」』"]')
_INNER = re.compile(f"[{_N}1-9][个大项条种类]?[“‘「][\u3400-\u9fff]{{1,8}}[”’」]")
_NO_COUNT = re.compile(r"第|\d+[·.．/-]\d|.*\d[.．]\d")  # an ordinal, a date, a version: “微信8.0”
_MEASURE = "|".join(sorted(ZH_MEASURES | ZH_UNITS, key=len, reverse=True))
_MANY = re.compile(f"\\d{{2,}}(?:{_MEASURE})")  # 412家
_FIGURE = re.compile(f"\\d+(?:{_MEASURE})?")  # 8所
_NUMBER = re.compile(f"[{_N}]|\\d+")
_MARK = re.compile("[。！？；：，、,.!?;:…—]")
_HAN = re.compile("[\u3400-\u9fff]")
_IDIOM = re.compile("|".join(sorted(idiom for idiom in ZH_IDIOMS if len(idiom) > 2)))
_HEADS = frozenset(ZH_HEADS)
_LONGEST = 24  # characters of a formulation
_LONGEST_OF_ONE = 9  # characters of one with a single numeral, but for quotation marks
_AHEAD = 18  # characters of one without marks inside
_AROUND = 4  # characters on either side that are cut into words
_BESIDE = 20  # characters on either side of a phrase that are looked at


def places(text: str, is_taken: bytearray, likely: Mapping[int, float], opened: Sequence[int]) -> Iterator[Place]:
    """Where a formulation may begin in a folded text: at a likely numeral, and behind an opening mark with a numeral before it closes.

    likely: the log-odds of numerals at a first look; opened: the places behind opening marks. Places that are taken are passed over.
    """
    quoted = dict(_quoted(text, opened))
    begin = {start for start in likely if not is_taken[start] and not _MANY.match(text, start)}
    prefixed = {start - 1 for start in begin if start and text[start - 1] in PREFIXES}
    for start in sorted(begin.union(start for start in (*quoted, *prefixed) if not is_taken[start])):
        yield Place(text, start, quoted.get(start), likely.get(start, 0.0))


def _quoted(text: str, opened: Sequence[int]) -> Iterator[tuple[int, int]]:
    """What stands in marks and has a numeral."""
    reached = 0
    for start in opened:
        quoted = _QUOTED.match(text, start - 1) if start > reached else None
        if quoted:
            reached = quoted.end()
            if _NUMBER.search(quoted[1]) and not _NO_COUNT.match(quoted[1]):
                yield quoted.span(1)


def numerals(text: str) -> NDArray[np.int32]:
    """Where the numerals of a folded text begin."""
    return signs_of(code_points(text)).numerals


def beginning(text: str, start: int) -> Iterator[Clue]:
    """The evidence of the characters around a numeral that a formulation begins there."""
    yield "bias", ""
    for name, (first, last) in _BEGINNING.items():
        yield name, text[max(0, start + first) : max(0, start + last)]


def beginnings(codes: NDArray[np.uint32], starts: NDArray[np.int32]) -> NDArray[np.float64]:
    """What `beginning` adds up to at each of some numerals of a folded text."""
    ahead = _FARTHEST_BEFORE
    codes = np.concatenate([np.zeros(ahead, np.uint32), codes, np.zeros(ahead + 1, np.uint32)])
    codes = np.minimum(codes, 0xFFFF).astype(np.int64)
    bias, of_one, of_two = _learned_beginnings()
    odds = np.full(len(starts), bias)
    for (first, _), weights_of in of_one:
        odds += weights_of[codes[starts + ahead + first]]
    for (first, last), (keys, weights_of) in of_two:
        pairs = codes[starts + ahead + first] << 16 | codes[starts + ahead + last - 1]
        odds += weights_of[_places_of(pairs, keys)]
    return odds


_Window = tuple[int, int]


@cache
def _learned_beginnings() -> tuple[
    float,
    list[tuple[_Window, NDArray[np.float32]]],
    list[tuple[_Window, tuple[NDArray[np.int64], NDArray[np.float32]]]],
]:
    """The weights of the evidence at a beginning: the bias; by the character, of one; of two in a table (see `_table_of`)."""
    known: dict[str, dict[str, float]] = defaultdict(dict)
    for (feature, value), weight in weights(BEGINNING, "zh").items():
        known[feature][value] = weight
    of_one, of_two = [], []
    for name, (first, last) in _BEGINNING.items():
        filled = str.rjust if first < 0 else str.ljust  # at an end of the text
        of: dict[int, float] = {}
        for value, weight in known[name].items():
            one, *two = (min(ord(character), 0xFFFF) for character in filled(value, last - first, "\0"))
            of[one << 16 | two[0] if two else one] = weight
        if last - first > 1:
            of_two.append(((first, last), _table_of(of)))
        else:
            of_one.append(((first, last), np.zeros(0x10000, np.float32)))
            of_one[-1][1][list(of)] = list(of.values())
    return known["bias"].get("", 0.0), of_one, of_two


def _table_of(weights: Mapping[int, float]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """A hash table of numbers, and the weight of each; no other has any."""
    keys = np.full(1 << (2 * len(weights)).bit_length(), _NO_KEY)
    weights_of = np.zeros(len(keys), np.float32)
    for key, weight in weights.items():
        at = _place_in(key, keys)
        keys[at], weights_of[at] = key, weight
    return keys, weights_of


@njit(cache=True, nogil=True)
def _places_of(numbers: NDArray, keys: NDArray) -> NDArray:
    """Where each of many numbers is in a hash table, or would be."""
    places = np.empty(len(numbers), np.int64)
    for i in range(len(numbers)):
        places[i] = _place_in(numbers[i], keys)
    return places


@njit(cache=True, nogil=True)
def _place_in(number: int, keys: NDArray) -> int:
    at = (number * 0x9E3779B1 >> 16) & (len(keys) - 1)
    while keys[at] != number and keys[at] != _NO_KEY:
        at = (at + 1) & (len(keys) - 1)
    return at


def place_of(text: str, start: int, _: int) -> Place:
    """The place where a known phrase of a folded text begins, wherever it ends."""
    return Place(text, start, None, 0.0)


def around(text: str, start: int, end: int, status: str) -> list[Clue]:
    """The evidence around a form of the lexicon of which it is only asked whether it is one: what stands on either side, and its length."""
    at = max(0, start - _BESIDE)
    text, start, end = fold(text[at : end + _BESIDE]), start - at, end - at
    before, after = _kind(text[start - 1 : start]), _kind(text[end : end + 1])
    governed, headed = is_governed(text, start, "zh"), is_headed(text, end, "zh")
    clues: list[Clue] = [
        ("bias", ""),
        ("status", status),
        ("form", text[start:end]),
        (of_characters_before, text[max(0, start - 2) : start]),
        (of_characters_after, text[end : end + 2]),
        (with_status, status, "before is", before),
        (with_status, status, "marks around", f"{before} {after}"),
        (with_status, status, "length", str(min(end - start, 8))),
        (with_status, status, "governed and headed", f"{governed} {headed}"),
        ("governed", str(governed)),
        ("headed", str(headed)),
        ("numeral", text[start]),
    ]
    for upto, word, tag in _read(text, max(0, start - _AROUND), end + _AROUND):
        begin = upto - len(word)
        if begin < start < upto:
            clues.append((with_status, status, "begins inside a word"))
        if upto == start:
            clues.append((with_status, status, "word before is", tag[:2]))
        if begin < end < upto:
            clues += [(with_status, status, "ends inside a word"), ("ends inside", word)]
        if begin == end:
            clues += [(of_word_after, word, tag), (with_status, status, "word after is", tag[:2])]
            if word in ZH_THINGS:
                clues.append((with_status, status, "thing after"))
    return clues


class Place:
    """A place where a formulation may begin, with the words around it."""

    def __init__(self, text: str, start: int, closes: int | None, first_look: float) -> None:
        self.text, self.start, self._closes, self.first_look = text, start, closes, first_look
        self._before = _kind(text[start - 1 : start])

    @cached_property
    def _governed(self) -> bool:
        return is_governed(self.text, self.start, "zh")

    def ends(self) -> list[int]:
        """Where it may end: behind a word, at a mark, and where the last of its parts is as long as the first."""
        text, start = self.text, self.start
        found = {self._closes} if self._closes else set()
        if text[start] in _NUMERALS or text[start] in PREFIXES:
            if inner := _INNER.match(text, start):
                return sorted({*found, inner.end()})
            stops = list(self._stops())
            far = min(stops[-1], start + _AHEAD)
            found.update(stops)
            places = [at for at in range(start, far) if text[at] in _NUMERALS]
            reach = far if len(places) > 1 else min(far, start + _LONGEST_OF_ONE)
            found.update(end for end, _, _ in self._words if end <= reach)
            if len(places) > 1:
                length = places[1] - places[0]
                found.update(at + part for at in places[1:] for part in (length, length - 1) if at + part <= far)
        idiom = _IDIOM.search(text, start, start + _LONGEST)
        far = idiom.end() - 1 if idiom else start + _LONGEST
        figure = _FIGURE.match(text, start)  # with nothing but a measure word it counts
        least = max(start + 2, figure.end() + 1 if figure else 0)
        return sorted(end for end in found if least <= end <= far)

    def _stops(self) -> Iterator[int]:
        """The marks at which it may end. It goes on behind one only with a numeral or, in quotation marks, with another part."""
        text, at = self.text, self.start
        while run := _RUN.match(text, at, self.start + _LONGEST):
            at = run.end()
            yield at
            following = text[at + 1 : at + 2]
            goes_on = following in _NUMERALS or (self._before == "open" and _HAN.match(following))
            if text[at : at + 1] not in _SEPARATORS or at - self.start >= _AHEAD or not goes_on:
                return
            at += 1

    @cached_property
    def _words(self) -> list[tuple[int, str, str]]:
        """The words from here on: where each ends, the word, its part of speech."""
        return _read(self.text, self.start, self.start + _AHEAD + _AROUND)

    def clues(self) -> Iterator[Clue]:
        """The evidence that does not depend on where the phrase ends."""
        text, start = self.text, self.start
        opened = "opened" if self._before == "open" else "bare"
        yield "bias", ""
        yield "character before", text[start - 1 : start]
        yield from self._of_words_before()
        if text[start : start + 2] in ZH_NAMES or text[start : start + 3] in ZH_NAMES:
            yield "begins like a name", ""
        if self._governed:
            yield "governed", opened
        yield f"register {opened}", "party" if in_register(text, start, start) else "other"
        yield from self._of_counted(opened)

    def _of_words_before(self) -> Iterator[Clue]:
        """The words that lead here, as they are cut together with the first characters from here on."""
        start = self.start
        word_before = tag_before = ""
        for end, word, tag in _read(self.text, max(0, start - _AROUND), start + _AROUND):
            begin = end - len(word)
            if end == start:
                word_before, tag_before = word, tag[:2]
            elif begin < start < end:
                yield "begins inside a word", ""
                yield "begins inside", word
            elif begin == start and end > start + 1:
                yield "word here", word
                yield "word here is", tag[:2]
        yield "word before", word_before
        yield "word before is", tag_before

    def _of_counted(self, opened: str) -> Iterator[Clue]:
        """The word behind the numeral (and its classifier)."""
        text = self.text
        number = _NUMBER.match(text, self.start)
        at = number.end() if number else self.start
        character = text[at : at + 1]
        yield of_counted_characters, text[at : at + 3], opened
        classifier = character if number and character in _CLASSIFIERS else ""
        words = _read(text, at + len(classifier), at + len(classifier) + 8)
        if not words:
            return
        _, word, tag = words[0]
        yield of_counted_word, word, tag, classifier, opened
        if word in ZH_UNITS and ZH_UNITS.isdisjoint(text[at : at + upto] for upto in (1, 2, 3)):
            yield "unit", opened
        if len(words) > 1:
            _, following, tag_following = words[1]
            yield of_following_word, following, tag_following
            yield "counted words are", f"{classifier} {tag[:1]} {tag_following[:1]}"

    def clues_to(self, end: int) -> Iterator[Clue]:
        """The evidence of the phrase that ends there."""
        text, start = self.text, self.start
        surface = text[start:end]
        after = _kind(text[end : end + 1])
        how = "quoted" if self._before == "open" and after == "close" else "bare"
        yield of_surface, surface, how
        yield "marks around", how if how == "quoted" else f"{self._before} {after}"
        yield from self._of_end(end)
        yield of_characters_after, text[end : end + 2]
        governed, headed = self._governed, is_headed(text, end, "zh")
        if governed or headed:
            yield of_use, _shape(surface), how, governed, headed

    def ending(self, end: int) -> tuple[Clue, ...]:
        """Nothing more is seen of the end in Chinese: it was no gain."""
        return ()

    def _of_end(self, end: int) -> Iterator[Clue]:
        """The words that end, begin or go on where the phrase ends."""
        for number, (upto, word, tag) in enumerate(self._words):
            begin = upto - len(word)
            if upto == end:
                yield of_last_word, tag[:2], len(word) == 1, number + 1
            elif begin == end:
                yield of_word_after, word, tag
                return
            elif begin < end < upto:
                yield "ends inside a word", "with a numeral" if word[0] in _NUMERALS else ""
                return


# --- clues: what is looked at; each gives the features of what is seen (see `toolkit.terms.grammar`) ------------------


def of_characters_before(characters: str) -> Iterator[Feature]:
    yield "before", characters[-1:]
    yield "two before", characters


def of_characters_after(characters: str) -> Iterator[Feature]:
    yield "after", characters[:1]
    yield "two after", characters


def of_word_after(word: str, tag: str) -> Iterator[Feature]:
    yield "word after", word
    yield "word after is", tag[:2]
    if word in _HEADS:
        yield "naming word after", ""


def of_last_word(tag: str, single: bool, words: int) -> Iterator[Feature]:
    """single: is it one character? words: how many there are with it."""
    yield "last word is", tag + (" 1" if single else "")
    yield "words", str(words)
    if words == 1:
        yield "a word", tag


def of_use(shape: str, how: str, governed: bool, headed: bool) -> Iterator[Feature]:
    if governed:
        yield f"governed {how}", shape
    if headed:
        yield "headed", ""
        yield f"headed {how}", shape
    if governed and headed:
        yield "governed and headed", ""


def of_counted_characters(characters: str, opened: str) -> Iterator[Feature]:
    """The three characters behind a numeral, opened by a quotation mark before it or bare."""
    yield "counted character", characters[:1]
    yield "counted characters", characters[:2]
    begins = [characters[:upto] for upto in (1, 2, 3)]
    if not ZH_UNITS.isdisjoint(begins):
        yield "unit", opened
    if not ZH_MEASURES.isdisjoint(begins):
        yield "measure", opened


def of_counted_word(word: str, tag: str, classifier: str, opened: str) -> Iterator[Feature]:
    yield "counted word", word
    yield "counted word is", f"{classifier} {tag[:2]}"
    yield "counted word length", str(min(len(word), 5))
    if word in ZH_THINGS:
        yield "thing", opened


def of_following_word(word: str, tag: str) -> Iterator[Feature]:
    yield "counted word, then", word
    yield "counted word, then a", tag[:2]


def of_surface(surface: str, how: str) -> tuple[Feature, ...]:
    """A phrase itself, quoted or bare."""
    numbers, shape = _NUMBER.findall(surface), _shape(surface)
    several = len(numbers) > 1
    return (
        ("shape", shape),
        (f"shape {how}", shape),
        ("length", f"{len(numbers)} in {min(len(surface), 12)}"),
        ("numeral of several" if several else "numeral", surface[0]),
        *(_of_compound(surface) if several else ()),
        ("ends with character", surface[-1]),
        ("ends with", surface[-2:]),
        *((("name", ""),) if surface in ZH_NAMES else ()),
        *(() if _OPEN.isdisjoint(surface) else (("marks inside", ""),)),
    )


def _of_compound(surface: str) -> tuple[Feature, ...]:
    """Several numerals: are they alike, are the parts alike, what are the parts?"""
    numbers = _NUMBER.findall(surface)
    parts = [part.strip("、，, ") for part in _NUMBER.split(surface)[1:]]
    lengths = [len(part) for part in parts]
    found = [
        ("numerals", "alike" if len(set(numbers)) == 1 else "different"),
        ("parts", " ".join(str(min(length, 6)) for length in lengths)),
        ("parts are", " ".join(_spoken(part) for part in parts[:3])),
    ]
    for holds, name in (
        (len(set(lengths)) == 1, "parts equal"),
        (min(lengths) == 0, "part empty"),
        (not _SEPARATORS.isdisjoint(surface), "marks between parts"),
        (set(numbers) == {"一"}, "all one"),
        (any(p in ZH_THINGS or p[1:] in ZH_THINGS or p in ZH_UNITS for p in parts), "part is a thing"),
        (not ZH_MEASURES.isdisjoint(parts), "part is a measure"),
    ):
        if holds:
            found.append((name, ""))
    return tuple(found)


@cache
def _tagger() -> Callable[[str], list[tuple[str, str]]]:
    return Segmenter().tagger()


def _read(text: str, start: int, end: int) -> list[tuple[int, str, str]]:
    """The words of a stretch: where each ends in the text, the word, its part of speech."""
    words, at = [], start
    for word, tag in _tagger()(text[start:end]):
        at += len(word)
        words.append((at, word, tag))
    return words


@lru_cache(1 << 12)
def _spoken(part: str) -> str:
    """The parts of speech of a part of a compound."""
    return "".join(tag[:1] for _, tag in _tagger()(part[:4]))


def _kind(character: str) -> str:
    if not character:
        return "edge"
    if character in _OPEN:
        return "open"
    if character in _CLOSE:
        return "close"
    if _MARK.match(character):
        return "mark"
    if character in _NUMERALS:
        return "numeral"
    if _HAN.match(character):
        return "character"
    return "space" if character.isspace() else "other"


@lru_cache(1 << 14)
def _shape(surface: str) -> str:
    """N for a number, the classifiers as they are, x for any other character.

    >>> _shape("四个意识"), _shape("三抓三促"), _shape("12345")
    ('N个xx', 'NxNx', 'N')
    """
    shape: list[str] = []
    for character in _NUMBER.sub("N", surface):
        if character == "N" or (shape and shape[-1] == "N" and character in _CLASSIFIERS):
            shape.append(character)
        elif character in _SEPARATORS:
            shape.append("、")
        else:
            shape.append("x" if _HAN.match(character) else "o")
    return "".join(shape)
