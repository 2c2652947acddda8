"""What each feature of a phrase is worth as evidence that it is a formulation: a logistic regression, kept as a table.

grammar_zh.csv and grammar_en.csv hold the weights, learned from the labelled sentences of tests/cases/formulations.tsv (the part "look") by
`python benchmarks/fit_grammar.py`. There are these models for each language: "unlisted" for phrases of which nothing is known, "listed" for
forms of the lexicon, which are everyday phrases, too, or parts of other words; "beginning" for a first look at numerals, and, in English, "ending" for
a last look at where phrases end.

Evidence comes as clues. A clue is a feature, or stands for several: a function that gives them, and its arguments, mostly a word. As the same words
come again and again, what such a clue is worth is remembered.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from toolkit.scale.kept import kept

Feature = tuple[str, str]  # what is looked at, and what is seen there
Weights = dict[Feature, float]
Clue = tuple[Any, ...]  # a feature; or a function that gives features, and its arguments

_REMEMBERED = 1 << 15  # clues of a model
LISTED, UNLISTED, BEGINNING, ENDING = "listed", "unlisted", "beginning", "ending"


def weights(model: str, lang: str) -> Weights:
    """The weight of each feature that one of the models knows."""
    return _of_all(lang)[model]


@kept
def _of_all(lang: str) -> dict[str, Weights]:
    learned: dict[str, Weights] = {model: {} for model in (LISTED, UNLISTED, BEGINNING, ENDING)}
    with path(lang).open(encoding="utf-8", newline="") as file:
        for model, feature, value, weight in islice(csv.reader(file), 1, None):
            learned[model][feature, value] = float(weight)
    return learned


def path(lang: str) -> Path:
    """Where the weights of a language are kept."""
    return Path(__file__).with_name(f"grammar_{lang}.csv")


class Worth(dict[Clue, float]):
    """The log-odds that a clue adds; a feature that the model does not know adds nothing."""

    def __init__(self, of: Weights) -> None:
        super().__init__(of)
        self._weights = of
        self._room = len(of) + _REMEMBERED

    def __missing__(self, clue: Clue) -> float:
        if type(clue[0]) is str:
            return 0.0
        if len(self) >= self._room:  # the features stay, as another thread may look at them
            for remembered in list(self)[len(self._weights) :]:
                self.pop(remembered, None)
        worth = self[clue] = sum(self._weights.get(feature, 0.0) for feature in features_of([clue]))
        return worth


@cache
def worth(model: str, lang: str) -> Worth:
    """What each clue is worth to one of the models."""
    return Worth(weights(model, lang))


def total(clues: Iterable[Clue], of: Worth) -> float:
    """The log-odds that clues add up to."""
    return sum(map(of.__getitem__, clues))


def features_of(clues: Iterable[Clue]) -> Iterator[Feature]:
    """The features that clues consist of."""
    for clue in clues:
        look, *seen = clue
        if isinstance(look, str):
            yield clue
        else:
            yield from look(*seen)


def with_status(status: str, what: str, value: str = "") -> tuple[Feature, Feature]:
    """A feature, and what it tells of forms that the lexicon marks so."""
    return (what, value), (f"{status} {what}", value)


def probability(log_odds: float) -> float:
    """
    >>> probability(0.0), round(probability(2.0), 2)
    (0.5, 0.88)
    """
    return 1 / (1 + math.exp(-log_odds))
