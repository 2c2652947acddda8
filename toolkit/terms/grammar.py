"""What each feature of a phrase is worth as evidence that it is a formulation: a logistic regression, kept as a table.

grammar_zh.csv and grammar_en.csv hold the weights, learned from the labelled sentences of tests/cases/formulations.tsv (the part "look") by
`python benchmarks/fit_grammar.py`. There are these models for each language: "unlisted" for phrases of which nothing is known, "listed" for
forms of the lexicon, which are everyday phrases, too, or parts of other words; "beginning" for a first look at numerals, and, in English, "ending" for
a last look at where phrases end.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable
from functools import cache
from itertools import islice
from pathlib import Path

Feature = tuple[str, str]  # what is looked at, and what is seen there
Weights = dict[Feature, float]

LISTED, UNLISTED, BEGINNING, ENDING = "listed", "unlisted", "beginning", "ending"


def weights(model: str, lang: str) -> Weights:
    """The weight of each feature that one of the models knows."""
    return _of_all(lang)[model]


@cache
def _of_all(lang: str) -> dict[str, Weights]:
    learned: dict[str, Weights] = {model: {} for model in (LISTED, UNLISTED, BEGINNING, ENDING)}
    with path(lang).open(encoding="utf-8", newline="") as file:
        for model, feature, value, weight in islice(csv.reader(file), 1, None):
            learned[model][feature, value] = float(weight)
    return learned


def path(lang: str) -> Path:
    """Where the weights of a language are kept."""
    return Path(__file__).with_name(f"grammar_{lang}.csv")


def total(features: Iterable[Feature], of: Weights) -> float:
    """The log-odds that features add up to; one that the model does not know adds nothing."""
    return sum(filter(None, map(of.get, features)))


def probability(log_odds: float) -> float:
    """
    >>> probability(0.0), round(probability(2.0), 2)
    (0.5, 0.88)
    """
    return 1 / (1 + math.exp(-log_odds))
