"""Where in a text the grammar looks: its Chinese numerals, its opening marks, its stretches of Latin letters. Of all characters at once, in compiled code."""

from __future__ import annotations

import string
from functools import cache
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from toolkit.text.codes import mark

_NUMERALS = "一二三四五六七八九十两双百千万123456789"
_COUNTING = "第零〇几数点.%．一二三四五六七八九十两百千万亿0123456789"  # a numeral behind it is the rest of a number, or an ordinal
_OPENING = '“‘「『"'
_FIRST = string.ascii_letters + string.digits + "“‘\"'"  # of a stretch
_LATIN = "".join(map(chr, range(0x20, 0x7F))) + "“”‘’—–\n"
_NUMERAL_KIND, _COUNTING_KIND, _OPENING_KIND, _LETTER_KIND, _FIRST_KIND, _LATIN_KIND = 1, 2, 4, 8, 16, 32
_WORD, _STRETCH = 3, 6  # letters in a row that make a word, characters that make a stretch


class Signs(NamedTuple):
    """Where numerals begin that are no part of a larger number; the places behind opening marks; stretches of Latin letters with a word in them."""

    numerals: NDArray[np.int32]
    opened: NDArray[np.int32]
    latin: NDArray[np.int32]  # a row for each, with its start and end


def signs_of(codes: NDArray[np.uint32]) -> Signs:
    """The signs in the code points of a folded text.

    >>> from toolkit.text.codes import code_points
    >>> [places.tolist() for places in signs_of(code_points("第三条“三严三实”, the Two Upholds"))]
    [[4, 6], [4], [[11, 26]]]
    """
    numerals, opened = np.empty((2, len(codes)), np.int32)
    latin = np.empty((len(codes) // _STRETCH + 1, 2), np.int32)
    n, m, k = _signs(codes, _kinds(), numerals, opened, latin)
    return Signs(numerals[:n], opened[:m], latin[:k])


@cache
def _kinds() -> NDArray[np.uint8]:
    kinds = np.zeros(0x10000, np.uint8)
    mark(
        kinds,
        (
            (_NUMERAL_KIND, _NUMERALS),
            (_COUNTING_KIND, _COUNTING),
            (_OPENING_KIND, _OPENING),
            (_LETTER_KIND, string.ascii_letters),
            (_FIRST_KIND, _FIRST),
            (_LATIN_KIND, _LATIN),
        ),
    )
    return kinds


@njit(cache=True, nogil=True)
def _signs(codes: NDArray, kinds: NDArray, numerals: NDArray, opened: NDArray, latin: NDArray) -> tuple[int, int, int]:
    """Write the signs down; returns how many there are of each."""
    n = m = k = 0
    start = -1  # of a stretch
    in_a_row, has_word, before = 0, False, 0
    for at in range(len(codes) + 1):
        kind = kinds[min(codes[at], len(kinds) - 1)] if at < len(codes) else 0
        if kind & _NUMERAL_KIND and not before & _COUNTING_KIND:
            numerals[n] = at
            n += 1
        if kind & _OPENING_KIND:
            opened[m] = at + 1
            m += 1
        if kind & _LATIN_KIND:
            if start < 0 and kind & _FIRST_KIND:
                start, in_a_row, has_word = at, 0, False
            in_a_row = in_a_row + 1 if kind & _LETTER_KIND else 0
            has_word = has_word or in_a_row >= _WORD
        elif start >= 0:
            if has_word and at - start >= _STRETCH:
                latin[k, 0], latin[k, 1] = start, at
                k += 1
            start = -1
        before = kind
    return n, m, k
