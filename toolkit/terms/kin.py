"""What stands around a form of the lexicon that has to do with its concepts: "three guarantees" beside repair and replacement is one thing, beside
wages another, and beside rust none at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from operator import add
from typing import NamedTuple

from toolkit.terms.grammar import Clue, Feature
from toolkit.terms.lexicon import Term, ways
from toolkit.terms.words_en import WORD_NUMERALS
from toolkit.text.english import stem
from toolkit.text.fold import fold
from toolkit.text.language import HAN
from toolkit.text.stop import stop_words

_WORD = re.compile("[a-z]{3,}")
_AROUND = {"en": 80, "zh": 30}  # characters on either side
_MANY = 3  # members or words that tell as much as more of them

Words = frozenset[str]


class Kin(NamedTuple):
    """Of each concept that shares a form: the words of its members, one set for each, and those of all its forms and members; and the first's domain."""

    members: tuple[tuple[Words, ...], ...] = ()
    words: tuple[Words, ...] = ()
    domain: str = ""


NO_KIN = Kin()


def kin_of(terms: Sequence[Term], form: str, lang: str) -> Kin:
    """The kin of a form; its own words are none of them."""
    own = words(form, lang)

    def others(surfaces: Iterable[str]) -> Words:
        return frozenset(words("\n".join(surfaces), lang)).difference(own)

    members = [term.members_zh if lang == "zh" else term.members_en for term in terms]
    forms = [term.zh if lang == "zh" else term.en for term in terms]
    return Kin(
        tuple([tuple([others(ways(member)) for member in of]) for of in members if of]),
        tuple([others((*of_forms, *of)) for of_forms, of in zip(forms, members, strict=True)]),
        terms[0].domain,
    )


def words(text: str, lang: str) -> dict[str, None]:
    """The words that tell what a text is about, each once, in order: stems in English, pairs of characters in Chinese.

    >>> list(words("The repair and replacement", "en")), list(words("包修、包换", "zh"))
    (['repair', 'replac'], ['包修', '包换'])
    """
    if lang == "en":
        of_no_field = _of_no_field()
        return dict.fromkeys([stem(word) for word in _WORD.findall(text.lower()) if word not in of_no_field])
    return dict.fromkeys([pair for run in HAN.findall(fold(text)) for pair in map(add, run, run[1:])])


@cache
def _of_no_field() -> Words:
    return stop_words("en") | WORD_NUMERALS


def of_kin(text: str, start: int, end: int, lang: str, kin: Kin) -> list[Clue]:
    """The evidence of the words around a form: how many are its kin, and what they are in texts about its field."""
    by = _AROUND[lang]
    around = words(f"{text[max(0, start - by) : start]}\n{text[end : end + by]}", lang)
    members = [sum([not member.isdisjoint(around) for member in of]) for of in kin.members]
    near = max([len(own.intersection(around)) for own in kin.words], default=0)
    return [
        ("members around", str(min(max(members), _MANY)) if members else "unknown"),
        ("kin around", str(min(near, _MANY))),
        ("domain", kin.domain),
        *[(of_word_around, word, kin.domain) for word in around],
    ]


def of_word_around(word: str, domain: str) -> Iterator[Feature]:
    yield "around", word
    yield f"around {domain}", word
