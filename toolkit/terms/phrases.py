"""Many phrases found in a text in one look, in compiled code: as long a look for a hundred as for a hundred thousand.

The text is read as words, in Chinese as characters, each of which becomes a number. From each word on, the numbers are taken together for as long as
some phrase begins so: tables of bits, small enough for the processor's cache, say no to nine words of ten, and to almost everything after the second. What begins
with a letter has bits of its own, for it has many spellings, and a Chinese text asks for none of them. The compiler takes some seconds once for each installation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from toolkit.text.codes import code_points

_FEW = 20  # bits of the number of the first few words of a phrase: few enough that all of them stay near the processor
_ROOM = 48  # numbers of beginnings for each phrase: enough to say no to nearly all else. For each number there are two bits:
_LENGTH = 32  # the bit from which on the length of a phrase stands beside its place
_TWO, _THREE = 2, 3  # words, of which that number is kept
_GOES_ON, _ENDS = 1, 2  # some phrase goes on from there, one ends there


class Found(NamedTuple):
    """Where phrases start, where they end, and which they are: in the order of the text, of those that start together the longest first."""

    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    numbers: NDArray[np.int32]


class Words(NamedTuple):
    """A text as code points, where each of its words starts and ends, and the words' numbers."""

    codes: NDArray[np.uint32]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    numbers: NDArray[np.uint32]


def words_of(codes: NDArray[np.uint32]) -> Words:
    places, numbers = np.empty((2, len(codes)), np.int32), np.empty(len(codes), np.uint32)
    n = _read(codes, places, numbers)
    return Words(codes, places[0, :n], places[1, :n], numbers[:n])


class Phrases:
    """Phrases in small letters, each known by its place among them. Found where they begin and end with a word: "act" is not in "action".

    >>> found = Phrases(["四个意识", "意识", "two upholds"]).find(words_of(code_points("四个意识 two upholds two upholdsx")))
    >>> found.starts.tolist(), found.ends.tolist(), found.numbers.tolist()
    ([0, 2, 5], [4, 4, 16], [0, 1, 2])
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        phrases = list(phrases)
        self._codes = code_points(" ".join(phrases))
        lengths = np.fromiter(map(len, phrases), np.int64, len(phrases))
        self._starts = np.cumsum(lengths + 1) - lengths - 1
        of_letters = _of_letters(self._codes, self._starts)
        sizes = [max(8, (_ROOM * number).bit_length()) for number in (len(phrases) - of_letters, of_letters)]
        self._parts = np.array([(0, 64 - sizes[0]), (1 << sizes[0], 64 - sizes[1])])
        self._beginnings = np.zeros(sum(1 << (size - 2) for size in sizes), np.uint8)
        self._few = np.zeros(1 << (_FEW - 3), np.uint8)
        self._table = np.zeros((1 << max(8, (2 * len(phrases)).bit_length()), 2), np.uint64)
        words = words_of(self._codes)
        ends = self._starts + lengths
        _enter(*words, ends, lengths, self._parts, self._beginnings, self._few, self._table)
        self._least = 1 if 1 in lengths else 2  # characters of a phrase

    def find(self, text: Words) -> Found:
        """All of them in a text, overlapping ones too."""
        room = len(text.codes) // 4 + 16
        firsts = _firsts(*text, self._few, self._least)
        while True:
            found, together = np.empty((3, room), np.int32), np.empty(room, np.uint64)
            n = _find(firsts, *text, self._parts, self._beginnings, self._least, found, together)
            if n <= room:
                break
            room = n
        n = _identify(found[:, :n], together[:n], text.codes, self._codes, self._starts, self._table)
        return Found(*found[:, :n])


class Lists:
    """Several lists of phrases, found in one look: it takes little longer than for one of them.

    >>> lists = Lists(["四个意识", "意识"], ["大局意识", "意识"])
    >>> [found.numbers.tolist() for found in lists.find(words_of(code_points("四个意识，大局意识")))]
    [[0, 1, 1], [1, 0, 1]]
    """

    def __init__(self, *lists: Sequence[str]) -> None:
        numbers = {phrase: number for number, phrase in enumerate(dict.fromkeys(chain.from_iterable(lists)))}
        self._phrases = Phrases(numbers)
        self._places = np.full((len(lists), len(numbers)), -1, np.int32)  # of each phrase in each list
        for places, phrases in zip(self._places, lists, strict=True):
            places[[numbers[phrase] for phrase in phrases]] = np.arange(len(phrases))

    def find(self, text: Words) -> list[Found]:
        """The phrases of each list in a text."""
        found = self._phrases.find(text)
        return [Found(*_of_list(*found, places)) for places in self._places]


@njit(cache=True, nogil=True)
def _of_list(starts: NDArray, ends: NDArray, numbers: NDArray, places: NDArray) -> NDArray:
    """Starts, ends and numbers of those that are in a list."""
    found = np.empty((3, len(starts)), np.int32)
    n = 0
    for i in range(len(starts)):
        number = places[numbers[i]]
        found[0, n], found[1, n], found[2, n] = starts[i], ends[i], number
        n += number >= 0
    return found[:, :n]


@njit(cache=True, nogil=True)
def _is_letter(code: np.uint32) -> bool:
    """Does a word go on with it? Latin letters and figures."""
    return bool((97 <= code <= 122) or (48 <= code <= 57) or (0xDF <= code < 0x250))


@njit(cache=True, nogil=True)
def _read(codes: NDArray, places: NDArray, numbers: NDArray) -> int:
    n = 0
    at = 0
    size = len(codes)
    while at < size:
        start = at
        number = np.uint32(codes[at])
        at += 1
        if number == 32:
            continue
        if _is_letter(number):
            while at < size and _is_letter(codes[at]):
                number = np.uint32(number * np.uint32(0x01000193)) ^ np.uint32(codes[at])  # Fowler, Noll and Vo's hash
                at += 1
        places[0, n] = start
        places[1, n] = at
        numbers[n] = number
        n += 1
    return n


@njit(cache=True, nogil=True)
def _together(beginning: np.uint64, number: np.uint32) -> np.uint64:
    """The number of a beginning and one more word."""
    return (beginning ^ np.uint64(number)) * np.uint64(0x9E3779B97F4A7C15)


@njit(cache=True, nogil=True)
def _of_letters(codes: NDArray, starts: NDArray) -> int:
    """How many phrases begin with a letter?"""
    n = 0
    for start in starts:
        n += _is_letter(codes[start])
    return n


@njit(cache=True, nogil=True)
def _enter(
    codes: NDArray, starts: NDArray, stops: NDArray, numbers: NDArray, ends: NDArray, lengths: NDArray, parts: NDArray, beginnings: NDArray,
    few: NDArray, table: NDArray,
) -> None:  # fmt: skip
    word = 0
    for phrase in range(len(ends)):
        together = np.uint64(0)
        first = word
        of_letters = _is_letter(codes[starts[first]])
        part, shift = parts[int(of_letters)]
        while word < len(starts) and starts[word] < ends[phrase]:
            together = _together(together, numbers[word])
            word += 1
            is_last = word == len(starts) or starts[word] >= ends[phrase]
            if not of_letters and (word == first + _THREE or (is_last and word == first + _TWO)):
                at = _place_of(together)
                few[at >> 3] |= np.uint8(1 << (at & 7))
            at = part + np.int64(together >> np.uint64(shift))
            beginnings[at >> 2] |= np.uint8((_ENDS if is_last else _GOES_ON) << 2 * (at & 3))
        slot = np.int64(together >> np.uint64(32)) & (len(table) - 1)
        while table[slot, 1]:
            slot = (slot + 1) & (len(table) - 1)
        table[slot, 0], table[slot, 1] = together, phrase + 1 + (lengths[phrase] << _LENGTH)


@njit(cache=True, nogil=True)
def _find(
    firsts: NDArray, codes: NDArray, starts: NDArray, stops: NDArray, numbers: NDArray, parts: NDArray, beginnings: NDArray, least: int,
    found: NDArray, together: NDArray,
) -> int:  # fmt: skip
    """Where phrases start, where they end and of how many words they are, by the bits alone, and what tells which they are.

    Returns how many there are; those for which there is room are written down.
    """
    n = 0
    room = found.shape[1]
    for first in firsts:
        before = n
        number = np.uint64(0)
        part, shift = parts[int(_is_letter(codes[starts[first]]))]
        for word in range(first, len(starts)):
            number = _together(number, numbers[word])
            if stops[word] - starts[first] < least:  # most characters begin some phrase, and none is one
                continue
            at = part + np.int64(number >> np.uint64(shift))
            bits = beginnings[at >> 2] >> 2 * (at & 3)
            if bits & _ENDS:
                if n < room:
                    found[0, n], found[1, n], found[2, n] = starts[first], stops[word], word + 1 - first
                    together[n] = number
                n += 1
            if not bits & _GOES_ON:
                break
        if n <= room:
            _turn(found, together, before, n - 1)
    return n


@njit(cache=True, nogil=True)
def _firsts(codes: NDArray, starts: NDArray, stops: NDArray, numbers: NDArray, few: NDArray, least: int) -> NDArray:
    """The words which some phrase may begin with: of single characters those behind which the next makes two that are one, or the next two three
    that one begins with; a tenth of them. Which ones is seen without a branch, of which the processor would guess many wrong; most words of
    letters are among them, and to look would take longer.
    """
    some = np.empty(len(starts), np.int32)
    n = 0
    for word in range(len(starts)):
        some[n] = word
        if stops[word] - starts[word] >= least or _is_letter(codes[starts[word]]):
            n += 1
        elif word + 1 < len(starts):
            two = _together(_together(np.uint64(0), numbers[word]), numbers[word + 1])
            three = _together(two, numbers[word + 2]) if word + 2 < len(starts) else two
            n += _is_among(few, two) | _is_among(few, three)
    return some[:n]


@njit(cache=True, nogil=True)
def _is_among(few: NDArray, together: np.uint64) -> int:
    at = _place_of(together)
    return (few[at >> 3] >> (at & 7)) & 1


@njit(cache=True, nogil=True)
def _place_of(together: np.uint64) -> int:
    return int(together >> np.uint64(64 - _FEW))


@njit(cache=True, nogil=True)
def _turn(found: NDArray, together: NDArray, first: int, last: int) -> None:
    """The longest first."""
    while first < last:
        for row in range(1, 3):
            found[row, first], found[row, last] = found[row, last], found[row, first]
        together[first], together[last] = together[last], together[first]
        first, last = first + 1, last - 1


@njit(cache=True, nogil=True)
def _identify(
    found: NDArray, together: NDArray, codes: NDArray, phrases: NDArray, firsts: NDArray, table: NDArray
) -> int:
    """Write down which phrase each is. Those that are one after all move up; returns how many there are."""
    n = 0
    for i in range(len(together)):
        start, end, words = found[:, i]
        phrase = _phrase(together[i], words, codes, start, end, phrases, firsts, table)
        if phrase >= 0:
            found[0, n], found[1, n], found[2, n] = start, end, phrase
            n += 1
    return n


@njit(cache=True, nogil=True)
def _phrase(
    together: np.uint64, words: int, codes: NDArray, start: int, end: int, phrases: NDArray, firsts: NDArray, table: NDArray
) -> int:  # fmt: skip
    """Which phrase a stretch is, or -1. Words of letters may by chance have the same number, and spaces none; single characters have their own."""
    slot = np.int64(together >> np.uint64(32)) & (len(table) - 1)
    while table[slot, 1]:
        if table[slot, 0] == together and int(table[slot, 1] >> np.uint64(_LENGTH)) == end - start:
            phrase = int(table[slot, 1] & np.uint64((1 << _LENGTH) - 1)) - 1
            same = end - start if words == end - start else 0
            while same < end - start and phrases[firsts[phrase] + same] == codes[start + same]:
                same += 1
            if same == end - start:
                return phrase
        slot = (slot + 1) & (len(table) - 1)
    return -1
