"""Glosses: the members that a text gives for a label, listed or not: behind it (“三心”，即爱心、耐心和恒心) or before it (A, B and C, the so-called "three hearts").

A list is believed when it has as many items as the label says. Where a list begins and ends is seldom marked (…和恒心，让群众满意), so it is read in
several ways, the strictest first.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, product
from typing import NamedTuple

from toolkit.terms import gloss_en, gloss_zh
from toolkit.terms.items import Items, Readings, are_items, is_whole
from toolkit.terms.labels import counts, takes_up

_BY = {"zh": gloss_zh, "en": gloss_en}
_LONGEST = {"zh": 40, "en": 120}  # characters of an item


class Member(NamedTuple):
    """A member written out: which of the concept's members (from 0; -1 where it is none of them), and where."""

    number: int
    start: int
    end: int


@lru_cache(16)  # what the grammar finds with it is asked again for its members
def gloss(text: str, start: int, end: int, lang: str) -> tuple[Member, ...]:
    """The members that a text gives for a label, after it or before it; none if their number is not the label's.

    >>> def members(text, start, end, lang):
    ...     return [text[m.start:m.end] for m in gloss(text, start, end, lang)]
    >>> members("“四风”即形式主义、官僚主义、享乐主义和奢靡之风，必须纠治。", 1, 3, "zh")
    ['形式主义', '官僚主义', '享乐主义', '奢靡之风']
    >>> members("坚持爱心、耐心、恒心“三心”服务", 11, 13, "zh")
    ['爱心', '耐心', '恒心']
    >>> members("the three checks, namely self-check, cross-check and spot check.", 4, 16, "en")
    ['self-check', 'cross-check', 'spot check']
    >>> members('We need love, patience and care (the "three hearts")', 38, 50, "en")
    ['love', 'patience', 'care']
    """
    of = counts(text[start:end])
    if not of:
        return ()
    by = _BY[lang]
    return _believed(text, of, by.behind(text, start, end, of[-1]), lang) or _believed(
        text, of, by.before(text, start, of[0]), lang
    )


def _believed(text: str, of: tuple[int, ...], readings: Readings, lang: str) -> tuple[Member, ...]:
    """The first reading with as many items as the label says."""
    marked, others = readings
    for items, count in chain(product(marked, of), ((items, count) for count, items in product(of, others))):
        if len(items) == count and all(0 < end - at <= _LONGEST[lang] and is_whole(text[at:end]) for at, end in items):
            return tuple(Member(-1, *item) for item in items)
    return ()


def may_be_explained(text: str, start: int, end: int, lang: str) -> bool:
    """Does something stand behind a label that a gloss begins with? A quick look, for `gloss` takes longer."""
    marker = _BY[lang].MARKER.match(text, end)
    return bool(marker and (marker["says"] or marker["mark"])) or _BY[lang].may_be_apposed(text, start, end)


def is_said(text: str, end: int, lang: str) -> bool:
    """Does something stand behind a label that says that a gloss follows, 即, namely?"""
    marker = _BY[lang].MARKER.match(text, end)
    return bool(marker and marker["says"])


def is_stated(text: str, end: int, lang: str) -> bool:
    """Is it said right behind a label what it stands for, 即, namely, a colon or a bracket: no more than that something is so, nor of what belongs to it?"""
    return bool(_BY[lang].STATED.match(text, end))


def is_told(text: str, start: int, end: int, items: Sequence[Member], lang: str) -> bool:
    """Is it stated that items are what a label stands for (see `is_stated`), or does each of them take up a word of it?"""
    return is_stated(text, end, lang) or all(takes_up(text[start:end], text[item.start : item.end]) for item in items)


def items_of(text: str, start: int, end: int, count: int, lang: str) -> tuple[Member, ...]:
    """The items of a part of the text that is an enumeration, if it has so many.

    >>> [text[m.start:m.end] for text in ["门好进、脸好看、事好办"] for m in items_of(text, 0, len(text), 3, "zh")]
    ['门好进', '脸好看', '事好办']
    """
    readings = _BY[lang].divided(text, start, end)
    found: Items = next((items for items in readings if len(items) == count and are_items(items)), [])
    return tuple(Member(number, *item) for number, item in enumerate(found))
