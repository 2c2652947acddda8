"""What sort of thing an English noun names and what sort of act a verb does, by WordNet: a conductor and a steward are people, a valley is a place.

wordnet_en.csv holds the classes, made from WordNet 3.0 by `benchmarks/word_classes.py`; wordnet_license.txt is its licence.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from toolkit.terms.forms import other_number


class WordClass(NamedTuple):
    """supersense: WordNet's broad class of a word's commonest sense, "noun.person", "verb.social"; hypernym: of its commonest noun sense, a class
    some steps below the root, "worker"; both empty where WordNet does not have the word."""

    supersense: str = ""
    hypernym: str = ""


@lru_cache(1 << 14)
def word_class(word: str) -> WordClass:
    """The classes of a word in small letters, in whatever form it stands.

    >>> [tuple(word_class(word)) for word in ("valleys", "upholds", "xiaokang")]
    [('noun.object', 'valley'), ('verb.communication', ''), ('', '')]
    """
    known = _classes()
    return next((known[form] for form in _base_forms(word) if form in known), WordClass())


def is_verb(word: str) -> bool:
    """Is a word in small letters the base form of a verb, more than of a noun?"""
    return word in _classes() and _classes()[word].supersense.startswith("verb")


def _base_forms(word: str) -> Iterator[str]:
    """A word, and what it may be an inflected form of, by rule: quicker than a table of lemmas is loaded."""
    yield word
    if word.endswith("s"):
        yield other_number(word)
    for ending in ("ied", "ing", "ed"):
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            yield from (stem + "y",) if ending == "ied" else (stem, stem + "e", stem[:-1])


@cache
def _classes() -> dict[str, WordClass]:
    with Path(__file__).with_name("wordnet_en.csv").open(encoding="utf-8", newline="") as file:
        rows = list(islice(csv.reader(file), 1, None))
    return {word: found for *of, words in rows for found in [WordClass(*of)] for word in words.split(" ")}
