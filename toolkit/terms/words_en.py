"""English words as evidence: what sort of word one is, and the features of one word or of two side by side, which all models look at."""

from __future__ import annotations

import re
from functools import lru_cache

from toolkit.terms.cues import EN_HEADS
from toolkit.terms.forms import EN_NUMERALS, other_number
from toolkit.terms.grammar import Clue, Feature
from toolkit.terms.things import EN_NAMES, EN_NO_HEADS, EN_THINGS, EN_UNCOUNTABLE
from toolkit.terms.wordnet import word_class

WORD_NUMERALS = frozenset(
    (*EN_NUMERALS, *"dual double triple twin hundred hundreds thousand thousands million zero".split())
)
DEFINITE = frozenset(("the", "these", "those", "its", "our", "their"))
SMALL = frozenset(("and", "of", "the", "in", "to", "for", "a"))
_HEADS = frozenset(  # what follows a formulation and is no part of it: naming words, and adverbs of how it is carried out
    (
        *EN_HEADS,
        *"cadres management pattern policies rules selection supervision volunteers conscientiously earnestly effectively firmly fully".split(),
        *"into resolutely strictly thoroughly together well".split(),
    )
)
_STOP = frozenset(
    (
        "of and or to in on at by for from with as that which who is are was were be been has have had will would can "
        "could may might should must do does did when where while if because since than but so into onto over under "
        "during after before between among through across against via per within without about requires require required "
        "means mean include includes including called known the a an this these those its their his her our your my it "
        "they we he she you i not only also still just now then there here all each every both"
    ).split()
)
_IRREGULAR = frozenset(
    "people men women children feet teeth mice sheep fish aircraft series species data media criteria phenomena police cattle".split()
)
# A word, a figure or a mark.
TOKEN = re.compile(r"[A-Za-z]+(?:[’'][A-Za-z]+)*|\d+(?:[.,]\d+)*%?|[^\sA-Za-z\d]")


@lru_cache(1 << 14)
def is_numeral(word: str) -> bool:
    return word in WORD_NUMERALS or (word.isdecimal() and len(word) <= 4)


def numerals_in(surface: str) -> list[str]:
    return [token for token in TOKEN.findall(surface) if is_numeral(token.lower())]


def is_plural(word: str) -> bool:
    return word in _IRREGULAR or (word.endswith("s") and not word.endswith(("ss", "us", "is", "ous")))


@lru_cache(1 << 14)
def kind_of(word: str) -> str:
    """What sort of word it is, as far as a formulation is concerned.

    >>> [kind_of(word) for word in ("three", "cities", "upholds", "campaign", "of", "promotions", "correct")]
    ['N', 'thing', 'made', 'naming', 'small', 'plural', 'word']
    """
    if is_numeral(word):
        return "N"
    if word in EN_THINGS:
        return "thing"
    if word in EN_NAMES:
        return "name"
    if word in ("and", "not", "no"):
        return word
    if word in _STOP or word in EN_NO_HEADS:
        return "small"
    if word in _HEADS:
        return "naming"
    if EN_UNCOUNTABLE.search(word):
        return "made"
    if other_number(word) in EN_THINGS:
        return "thing"
    if word.endswith(("ing", "ed")):
        return word[-2:]
    if not word[0].isalnum():
        return word
    return "plural" if is_plural(word) else "word"


# --- clues (see `toolkit.terms.grammar`): where a word stands, and which it is -----------------------------------------


def of_word(where: str, word: str) -> tuple[Feature, ...]:
    """A word, its kind, its ending, its classes.

    >>> of_word("after", "valleys")[1:]
    (('after is', 'plural'), ('after ends', 'eys'), ('sense after', 'noun.object'), ('hypernym after', 'valley'))
    """
    sense, above = word_class(word)
    return (
        (where, word),
        (f"{where} is", kind_of(word)),
        (f"{where} ends", word[-3:]),
        (f"sense {where}", sense),
        (f"hypernym {where}", above),
    )


def of_word_near(side: str, word: str) -> tuple[Feature, ...]:
    """A word on one side, wherever it is there."""
    sense, above = word_class(word)
    return (f"near {side}", word), (f"sense near {side}", sense), ("sense near", sense), ("hypernym near", above)


def two_words(where: str, one: str, two: str) -> tuple[Clue, Clue]:
    """Two words together; their kinds, and their classes."""
    return (where, f"{one} {two}"), (of_two_sorts, where, _sort_of(one), _sort_of(two))


def of_two_sorts(where: str, one: tuple[str, str], two: tuple[str, str]) -> tuple[Feature, ...]:
    return (f"{where} are", f"{one[0]} {two[0]}"), (f"senses {where}", f"{one[1]} {two[1]}")


@lru_cache(1 << 14)
def _sort_of(word: str) -> tuple[str, str]:
    return kind_of(word), word_class(word).supersense
