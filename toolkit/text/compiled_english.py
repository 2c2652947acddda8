"""English words in compiled code that yields numbers: the same pieces as `english_pieces`, without their strings.

Each distinct piece gets a key when it is first met; its characters are kept in one long array, found again by hash.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numba import njit
from numpy.typing import NDArray

from toolkit.text.codes import text_of
from toolkit.text.language import HAN
from toolkit.text.segment import WHOLE

_BASIC = 0x10000
_OTHER, _LETTER, _DIGIT, _SPACE, _HAN = range(5)
_INSIDE_WORD, _INSIDE_NUMBER = 8, 16  # marks that may stand between the letters of a word, the digits of a number
_KIND = 7


class EnglishCutter:
    """Cuts code points into English pieces and gives each a key, from 0; WHOLE is the key of a span that was to stay whole.

    >>> from toolkit.text.codes import code_points
    >>> cutter = EnglishCutter()
    >>> ends, keys = cutter.cut(code_points("to be or not to be"), [])
    >>> [cutter.piece(key) for key in keys[::2].tolist()]
    ['to', 'be', 'or', 'not', 'to', 'be']
    """

    def __init__(self) -> None:
        self._starts = np.zeros(
            1 << 12, np.int64
        )  # where the characters of each key begin; of the next, where they end
        self._characters = np.empty(1 << 16, np.uint32)
        self._table = np.full(1 << 13, -1, np.int64)
        self._single = np.full(0x80, -1, np.int64)  # the keys of single ASCII characters: half of all pieces are spaces
        self.size = 0  # one more than the greatest key given

    def cut(self, codes: NDArray[np.uint32], whole: list[tuple[int, int]]) -> tuple[NDArray, NDArray]:
        """Ends and keys of the pieces. Raises ValueError for a text with a Chinese character, or one beyond the basic plane."""
        spans = np.array(whole, np.int64).reshape(-1, 2)
        ends, keys = np.empty(len(codes), np.int32), np.empty(len(codes), np.int32)
        n = _pieces(codes, spans, _classes(), ends)
        if n < 0:
            raise ValueError("a text that is not in English alone is not for this cutter")
        self._make_room(n, len(codes))
        self.size = _number(
            codes, spans, ends[:n], keys, self._table, self._single, self._starts, self._characters, self.size
        )
        return ends[:n], keys[:n]

    def piece(self, key: int) -> str:
        """The characters of a key."""
        return text_of(self._characters[self._starts[key] : self._starts[key + 1]])

    def _make_room(self, pieces: int, characters: int) -> None:
        """For as many new pieces as the text has: the compiled code cannot make its arrays longer."""
        self._starts = _longer(self._starts, self.size + pieces + 2)
        self._characters = _longer(self._characters, int(self._starts[self.size]) + characters)
        if 2 * (self.size + pieces) > len(self._table):
            self._table = np.full(1 << (4 * (self.size + pieces)).bit_length(), -1, np.int64)
            _enter(self._table, self._starts, self._characters, self.size)


def _longer(array: NDArray, least: int) -> NDArray:
    if least <= len(array):
        return array
    longer = np.zeros(2 * least, array.dtype)
    longer[: len(array)] = array
    return longer


@njit(cache=True, nogil=True)
def _pieces(codes: NDArray, spans: NDArray, classes: NDArray, ends: NDArray) -> int:
    """The ends of the pieces; -1 for a text that is not for this cutter."""
    n = 0
    i = 0
    for span in range(len(spans) + 1):
        stop = spans[span, 0] if span < len(spans) else len(codes)
        while i < stop:
            if codes[i] >= _BASIC:
                return -1
            kind = classes[codes[i]] & _KIND
            i += 1
            if kind == _HAN:
                return -1
            if kind != _OTHER:
                while i < stop and codes[i] < _BASIC and classes[codes[i]] & _KIND == kind:
                    i += 1
            if kind in (_LETTER, _DIGIT):
                joint = _INSIDE_WORD if kind == _LETTER else _INSIDE_NUMBER
                while (
                    i + 1 < stop
                    and codes[i] < _BASIC
                    and codes[i + 1] < _BASIC
                    and classes[codes[i]] & joint
                    and classes[codes[i + 1]] & _KIND == kind
                ):
                    i += 2
                    while i < stop and codes[i] < _BASIC and classes[codes[i]] & _KIND == kind:
                        i += 1
                if kind == _DIGIT and i < stop and codes[i] == 37:  # %
                    i += 1
            ends[n] = i
            n += 1
        if span < len(spans):
            i = spans[span, 1]
            ends[n] = i
            n += 1
    return n


@njit(cache=True, nogil=True)
def _hash(characters: NDArray, start: int, end: int) -> np.int64:
    hashed = np.int64(-3750763034362895579)  # FNV-1a, 64 bits
    for i in range(start, end):
        hashed = (hashed ^ np.int64(characters[i])) * np.int64(1099511628211)
    return hashed ^ (hashed >> np.int64(29))


@njit(cache=True, nogil=True)
def _enter(table: NDArray, starts: NDArray, characters: NDArray, size: int) -> None:
    """Put the pieces known so far into an empty table."""
    mask = len(table) - 1
    for key in range(size):
        slot = _hash(characters, starts[key], starts[key + 1]) & mask
        while table[slot] != -1:
            slot = (slot + 1) & mask
        table[slot] = key


@njit(cache=True, nogil=True)
def _number(
    codes: NDArray, spans: NDArray, ends: NDArray, keys: NDArray, table: NDArray, single: NDArray, starts: NDArray,
    characters: NDArray, size: int,
) -> int:  # fmt: skip
    """The key of each piece, new ones entered; the number of keys given so far."""
    mask = len(table) - 1
    start = 0
    span = 0
    for i in range(len(ends)):
        end = ends[i]
        if span < len(spans) and spans[span, 0] == start:
            keys[i] = WHOLE
            span += 1
            start = end
            continue
        alone = end == start + 1 and codes[start] < len(single)
        if alone and single[codes[start]] >= 0:
            keys[i] = single[codes[start]]
            start = end
            continue
        slot = _hash(codes, start, end) & mask
        while True:
            key = table[slot]
            if key == -1:
                table[slot] = key = size
                for j in range(end - start):
                    characters[starts[size] + j] = codes[start + j]
                starts[size + 1] = starts[size] + end - start
                size += 1
                break
            if starts[key + 1] - starts[key] == end - start:
                same = True
                for j in range(end - start):
                    if characters[starts[key] + j] != codes[start + j]:
                        same = False
                        break
                if same:
                    break
            slot = (slot + 1) & mask
        keys[i] = key
        if alone:
            single[codes[start]] = key
        start = end
    return size


@cache
def _classes() -> NDArray[np.int8]:
    """What each character of the basic plane is to the pattern of `english_pieces`."""
    classes = np.full(_BASIC, _OTHER, np.int8)
    for code in range(_BASIC):
        character = chr(code)
        if character.isspace():
            classes[code] = _SPACE
        elif character.isdecimal():
            classes[code] = _DIGIT
        elif HAN.match(character):
            classes[code] = _HAN
        elif character.isalnum():
            classes[code] = _LETTER
    for marks, inside in (("'’-", _INSIDE_WORD), (".,:/-", _INSIDE_NUMBER)):
        for mark in marks:
            classes[ord(mark)] |= inside
    return classes
