"""How many members a label announces: 四风 four, 三严三实 six, 1+3+N three."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from toolkit.terms.forms import EN_NUMERALS
from toolkit.terms.lexicon import member_counts
from toolkit.text.fold import shadow
from toolkit.text.language import HAN, ZH_NUMERALS
from toolkit.text.stop import stop_words

_PAIR = dict.fromkeys(("dual", "double", "twin"), 2)
COUNTING = frozenset(ZH_NUMERALS) | set("个個大项項种種类類级級支批名位")
_FIGURES = re.compile(r"\d(?:\+?[\da-z])+")
_IN_ORDER = "123456789"
_BEGINNING = 4  # letters
_ONE_NUMERAL = re.compile("^.(?:个|位一体)|合一$")  # the second numeral counts nothing: 两个一律, 三位一体


@lru_cache(1 << 12)  # the same labels are asked for again and again
def label_numbers(label: str) -> frozenset[int]:
    """How many members a label announces: its first numeral, or the sum of several.

    >>> sorted(label_numbers("three strengths and two improvements")), label_numbers("四风"), label_numbers("改革")
    ([3, 5], frozenset({4}), frozenset())
    """
    plain = shadow(label)
    if HAN.search(plain):
        figure = re.match(r"(\d+)", plain)
        return frozenset({int(figure[1])} if figure else member_counts(plain))
    numbers = _numbers_en(plain)
    return frozenset({numbers[0], sum(numbers)} if numbers else ())


def announced(label: str, members: Sequence[str]) -> int:
    """How many members a label announces of which a text gives some: 三减三增 has six, of which it may give the first three.

    >>> announced("三减三增", ["减会议", "减文电", "减检查"]), announced("五查五看", ["查账看真实"] * 5), announced("两个一律", ["一律查", "一律改"])
    (6, 5, 2)
    """
    given, of, plain = len(members), label_numbers(label), shadow(label)
    both = all(sum(character in member for character in own_characters(label)) > 1 for member in members)
    return max(of) if given in of and not both and not _ONE_NUMERAL.search(plain) else given


@lru_cache(1 << 12)
def own_characters(label: str) -> frozenset[str]:
    """The Chinese characters of a label that its members may take up: those of 三个回归, 回归本源、回归主业、回归实体."""
    return frozenset(character for character in label if HAN.match(character)) - COUNTING


def takes_up(label: str, item: str) -> bool:
    """Does an item take up a word of a label other than its numerals; in Chinese, does it begin or end with a character of it?

    >>> takes_up("三个回归", "回归本源"), takes_up("三通一平", "结果路通了"), takes_up("三先三后", "旁边小字注明：先史后论")
    (True, False, False)
    >>> takes_up("three unifications", "unified pricing"), takes_up("three unifications", "three prices")
    (True, False)
    """
    if HAN.search(label):
        named = item.lstrip("".join(COUNTING))
        return not own_characters(label).isdisjoint(named[:1] + named[-1:])
    return not _own_words(label).isdisjoint(_beginnings(item))


@lru_cache(1 << 12)
def _own_words(label: str) -> frozenset[str]:
    of_no_field = stop_words("en") - {"not", "no", "do", "don't"}
    return frozenset(
        _beginnings(" ".join(word for word in _words(label) if word not in of_no_field and not _numbers_en(word)))
    )


def _beginnings(text: str) -> set[str]:
    """What the forms of a word have in common: of unified and unifications, early and earlies."""
    return {word[:_BEGINNING] for word in _words(text)}


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+(?:'t)?", shadow(text))


@lru_cache(1 << 12)
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
    numbers = [_PAIR.get(word) or EN_NUMERALS.get(word) or (int(word) if word.isdigit() else 0) for word in words]
    return [number for number in numbers if number]
