"""What can be said of the forms found in a text without reading it: of all at once, in compiled code.

Nearly all forms stand in the text as they are listed, and mean what they say. Only those of which that cannot be said are left to be
looked at one by one (see `toolkit.terms.match`).
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numba import njit
from numpy.typing import NDArray

from toolkit.terms.cues import CLOSING, OPENING
from toolkit.text.codes import code_points, mark
from toolkit.text.language import HAN_BLOCKS

# No hit; a hit; one if what is around it says so; one if that or the whole text does; the place must be looked at; one if the words around leave it whole.
OUT, MEANT, DOUBTFUL, LIKELY, UNREAD, TOUCHED = range(6)
NUMERIC, WEAK, AMBIGUOUS, CHINESE, ROW, COUNTS, PARTED = 1, 2, 4, 8, 16, 32, 64  # of a form
_NUMERALS = "0123456789一二两三四五六七八九十百千万"  # what a numeric formulation begins with …
_COUNT_ON = "第十百千万零〇几0123456789"  # … and what makes it part of an ordinal or a larger number, 十三个规定
_COUNT_ON_EN = (  # the same in English, and a count of one: "one of the two"
    *(f"{ten} " for ten in "twenty thirty forty fifty sixty seventy eighty ninety hundred".split()),
    "hundred and ",
    "one of the ",
)
_HAN, _NUMERAL, _COUNTING, _OPENING, _CLOSING, _PAUSE = 1, 2, 4, 8, 16, 32
SHORT = 4  # characters: a longer Chinese form is hardly ever part of other words by chance
_COUNT_ON_EN_CODES = tuple(code_points(words) for words in _COUNT_ON_EN)


@cache
def classes() -> NDArray[np.uint8]:
    """What each character is; the last stands for all behind the blocks."""
    table = np.zeros(HAN_BLOCKS[-1][1] + 2, np.uint8)
    for first, last in HAN_BLOCKS:
        table[first : last + 1] = _HAN
    mark(
        table,
        (
            (_NUMERAL, _NUMERALS),
            (_COUNTING, _COUNT_ON),
            (_OPENING, OPENING),
            (_CLOSING, CLOSING),
            (_PAUSE, "、，,"),
        ),
    )
    return table


@njit(cache=True, nogil=True)
def outcomes(
    starts: NDArray, ends: NDArray, numbers: NDArray, forms: NDArray, seen: NDArray, places: NDArray, text: NDArray, classes: NDArray,
    spans: NDArray,
) -> NDArray:  # fmt: skip
    """What is to be said of each place, and where its span is in the text.

    starts, ends: in the compact shadow; numbers: of the forms; forms: of each form what it is, how many characters before and behind its name
    are not reported, and up to how many it must be judged; seen: the compact shadow; places: where its characters stand in the text, empty where nothing was left out.
    """
    outcome = np.empty(len(starts), np.int8)
    for i in range(len(starts)):
        form, before, behind, judged = forms[numbers[i]]
        start, end = starts[i], ends[i]
        if start > 0 and form & (NUMERIC | CHINESE) and _counts_on(seen, start, classes):
            outcome[i] = OUT
            continue
        start, end = start + before, end - behind
        first, upto = (places[start], places[end - 1] + 1) if len(places) else (start, end)
        spans[0, i], spans[1, i] = first, upto
        left = text[first - 1] if first > 0 else 0
        right = text[upto] if upto < len(text) else 0
        touched = _is(left, _HAN, classes) or _is(right, _HAN, classes)
        short = form & CHINESE and end - start <= SHORT and touched
        if upto - first > end - start:
            pauses = 0 if form & NUMERIC else _pauses(text[first:upto], classes)
            if form & ROW or (pauses and not form & PARTED):
                outcome[i] = OUT
            elif pauses == upto - first - (end - start):  # nothing else: 不忘初心、牢记使命
                outcome[i] = TOUCHED if short else MEANT
            else:
                outcome[i] = UNREAD
        elif form & NUMERIC:
            if form & WEAK:
                unclear = True
            elif form & CHINESE:
                unclear = touched and end - start <= judged
            else:
                unclear = form & AMBIGUOUS and _is_small(seen[start:end], text[upto - (end - start) : upto])
            quoted = _is(left, _OPENING, classes) and _is(right, _CLOSING, classes)
            clear = LIKELY if form & COUNTS else MEANT
            outcome[i] = clear if quoted else OUT if form & ROW else DOUBTFUL if unclear else clear
        else:
            outcome[i] = TOUCHED if short else MEANT
    return outcome


@njit(cache=True, nogil=True)
def _pauses(surface: NDArray, classes: NDArray) -> int:
    """How many commas are in what stands where a form does; -1 if two follow each other."""
    pauses = 0
    last = False
    for code in surface:
        pause = _is(code, _PAUSE, classes)
        if pause and last:
            return -1
        pauses += pause
        last = pause
    return pauses


@njit(cache=True, nogil=True)
def _is_small(seen: NDArray, text: NDArray) -> bool:
    """Does the first word of an English form, or the last, not begin with a capital letter?"""
    last = 0
    for i in range(len(seen)):
        if seen[i] == 32:
            last = i + 1
    return 97 <= text[last] <= 122 or 97 <= text[0] <= 122


@njit(cache=True, nogil=True)
def _counts_on(seen: NDArray, start: int, classes: NDArray) -> bool:
    """Is the numeral that begins there part of an ordinal or a larger number?"""
    last = seen[start - 1]
    if last != 32:
        return _is(last, _COUNTING, classes) and _is(seen[start], _NUMERAL, classes)
    for words in _COUNT_ON_EN_CODES:
        size = len(words)
        if size <= start:
            same = 0
            while same < size and seen[start - 1 - same] == words[size - 1 - same]:
                same += 1
            if same == size:
                return True
    return False


@njit(cache=True, nogil=True)
def _is(code: int, kind: int, classes: NDArray) -> bool:
    return bool(classes[min(int(code), len(classes) - 1)] & kind)


@njit(cache=True, nogil=True)
def crossed(starts: NDArray, ends: NDArray, spans: NDArray, outcome: NDArray) -> NDArray:
    """Which places end inside a longer one that begins behind them: 精准脱贫 in 精准脱贫攻坚战, where 脱贫攻坚战 is listed."""
    gives_way = np.zeros(len(starts), np.bool_)
    for i in range(len(starts)):
        if outcome[i] == OUT:
            continue
        for j in range(i + 1, len(starts)):
            if starts[j] >= ends[i]:
                break
            longer = spans[1, j] - spans[0, j] > spans[1, i] - spans[0, i]
            if longer and outcome[j] != OUT and starts[j] > starts[i] and ends[j] > ends[i]:
                gives_way[i] = True
                break
    return gives_way


@njit(cache=True, nogil=True)
def advance(
    starts: NDArray, ends: NDArray, outcome: NDArray, looked_at: NDArray, chosen: NDArray, at: int, reached: int
) -> tuple[int, int]:
    """Choose places from one on, the leftmost of those that overlap, then the longest, up to one that must be looked at: its number,
    and where the last one chosen ends. looked_at: those that must be, though they are meant.
    """
    while at < len(starts):
        if starts[at] >= reached and outcome[at] != OUT:
            if outcome[at] != MEANT or looked_at[at]:
                break
            chosen[at] = True
            reached = ends[at]
        at += 1
    return at, reached
