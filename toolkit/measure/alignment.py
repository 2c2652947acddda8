"""Sentences of two texts matched with each other: the same ones, then the most alike."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter

import numpy as np
from scipy.sparse import csr_matrix

from toolkit.text.fold import fold
from toolkit.text.language import HAN

_ALIKE = 0.45  # cosine of character bigrams (Chinese) or words, from which a sentence is a reworded one
_SAME = 0.999
_NUMBER = re.compile(
    r"^\s*(?:[(（]?[一二三四五六七八九十]{1,3}[)）、.]+|\(?\d{1,2}[).、](?!\d)|[ivx]{1,6}\.\s)", re.IGNORECASE
)


def matched(before: list[str], after: list[str]) -> dict[int, tuple[int, float]]:
    """For sentences of the later text their partner in the earlier one, and how alike: equal ones first, then the most alike."""
    found: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    equal: dict[str, list[int]] = {}
    for i, text in enumerate(before):
        equal.setdefault(_comparable(text), []).append(i)
    for j, text in enumerate(after):
        if places := equal.get(_comparable(text)):
            i = places.pop(0)
            found[j] = (i, 1.0)
            taken.add(i)
    alike = likeness(before, after).tocoo()
    order = np.lexsort((alike.col, alike.row, -alike.data))
    for i, j, value in zip(
        alike.row[order].tolist(), alike.col[order].tolist(), alike.data[order].tolist(), strict=True
    ):
        if value < _ALIKE:
            break
        if j not in found and i not in taken:
            found[j] = (i, min(value, _SAME))
            taken.add(i)
    return found


def _comparable(text: str) -> str:
    """Folded, without spaces, and without the number of a heading: with another number it is the same one, moved."""
    return re.sub(r"\s", "", _NUMBER.sub("", fold(text)))


def likeness(before: list[str], after: list[str]) -> csr_matrix:
    """Cosines of TF-IDF, (1 + ln n)(1 + ln((1 + N) / (1 + df))), as scikit-learn has it, which takes seconds to be loaded."""
    number: dict[str, int] = {}
    counted = [Counter(_features(text)) for text in (*before, *after)]
    column = np.array([number.setdefault(name, len(number)) for own in counted for name in own], np.int64)
    n = np.array([n for own in counted for n in own.values()], float)
    row = np.repeat(np.arange(len(counted)), [len(own) for own in counted])
    rarity = 1 + np.log((1 + len(counted)) / (1 + np.bincount(column, minlength=len(number))))
    weight = (1 + np.log(n)) * rarity[column]
    weight /= np.sqrt(np.bincount(row, weight**2, len(counted)))[row]
    weighted = csr_matrix((weight, (row, column)), shape=(len(counted), len(number)))
    return weighted[: len(before)] @ weighted[len(before) :].T


def _features(text: str) -> list[str]:
    """Bigrams of characters of Chinese, words of English; a sentence always has one."""
    folded = _comparable(text) if HAN.search(text) else text.lower()
    if HAN.search(text):
        characters = re.sub(r"[^\w%]", "", folded)
        return [characters[i : i + 2] for i in range(len(characters) - 1)] or [folded]
    return re.findall(r"\w+", folded) or [folded]


def in_order(pairs: list[tuple[int, int]]) -> set[int]:
    """Of matched sentences the longest run that keeps its order; the others have moved."""
    tails: list[int] = []
    at: list[int] = []
    back: list[int] = []
    for number, (_, i) in enumerate(pairs):
        place = bisect_left(tails, i)
        back.append(at[place - 1] if place else -1)
        if place == len(tails):
            tails.append(i)
            at.append(number)
        else:
            tails[place], at[place] = i, number
    kept: set[int] = set()
    number = at[-1] if at else -1
    while number >= 0:
        kept.add(pairs[number][0])
        number = back[number]
    return kept
