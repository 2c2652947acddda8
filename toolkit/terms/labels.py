"""How many members a label announces: 四风 four, 三严三实 six, 1+3+N three."""

from __future__ import annotations

import re
from functools import lru_cache

from toolkit.terms.forms import EN_NUMERALS
from toolkit.terms.lexicon import member_counts
from toolkit.text.fold import shadow
from toolkit.text.language import HAN, ZH_NUMERALS

_FIGURES = re.compile(r"\d(?:\+?[\da-z])+")
_IN_ORDER = "123456789"
_ONE_NUMERAL = re.compile("^.(?:个|位一体)|合一$")  # the second numeral counts nothing: 两个一律, 三位一体


def label_numbers(label: str) -> set[int]:
    """How many members a label announces: its first numeral, or the sum of several.

    >>> sorted(label_numbers("three strengths and two improvements")), label_numbers("四风"), label_numbers("改革")
    ([3, 5], {4}, set())
    """
    plain = shadow(label)
    if HAN.search(plain):
        figure = re.match(r"(\d+)", plain)
        return {int(figure[1])} if figure else member_counts(plain)
    numbers = _numbers_en(plain)
    return {numbers[0], sum(numbers)} if numbers else set()


def announced(label: str, given: int) -> int:
    """How many members a label announces of which a text gives so many: 三减三增 has six where it gives only the first three.

    >>> announced("三减三增", 3), announced("两个一律", 2), announced("1+3+N", 3)
    (6, 2, 3)
    """
    of = label_numbers(label)
    return max(of) if given in of and not _ONE_NUMERAL.search(shadow(label)) else given


@lru_cache(1 << 12)  # the same labels are asked for again and again
def counts(label: str) -> tuple[int, ...]:
    """How many items a gloss of a label may have, the most first: as many as it announces, or one for each of its parts, 一核三带五园, 1+3+N, 12345."""
    plain = shadow(label)
    if _FIGURES.fullmatch(plain) and (plain in _IN_ORDER or not plain.isdigit()):
        return (len(plain.replace("+", "")),)
    if _ONE_NUMERAL.search(plain):
        return tuple(count for count in label_numbers(plain[:1]) if count > 1)
    parts = numerals_zh(plain) if HAN.search(plain) else len(_numbers_en(plain))
    counts = {*label_numbers(label), *([parts] if parts > 2 else [])}
    return tuple(sorted((count for count in counts if 1 < count < 30), reverse=True))


def numerals_zh(label: str) -> int:
    return sum(character in ZH_NUMERALS for character in label)


def _numbers_en(plain: str) -> list[int]:
    words = re.findall(r"[a-z]+|\d+", plain)
    return [number for word in words if (number := EN_NUMERALS.get(word) or (int(word) if word.isdigit() else 0))]
