"""What each feature of a phrase is worth as evidence that it is a formulation: a logistic regression, kept as a table.

grammar.csv holds the weights, learned from the labelled sentences of tests/cases/formulations.tsv (the part "look") by
`python benchmarks/fit_grammar.py`. There are two models for each language: "unlisted" for phrases of which nothing is known, "listed" for
forms of the lexicon, which are everyday phrases, too, or parts of other words; and "beginning" for a first look at numerals.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable
from functools import cache
from pathlib import Path

Feature = tuple[str, str]  # what is looked at, and what is seen there
Weights = dict[Feature, float]

LISTED, UNLISTED, BEGINNING = "listed", "unlisted", "beginning"


@cache
def weights(model: str, lang: str) -> Weights:
    """The weight of each feature that one of the models knows."""
    with Path(__file__).with_name("grammar.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        return {(feature, value): float(weight) for of, on, feature, value, weight in rows if (of, on) == (model, lang)}


def total(features: Iterable[Feature], of: Weights) -> float:
    """The log-odds that features add up to; one that the model does not know adds nothing."""
    return sum(filter(None, map(of.get, features)))


def probability(log_odds: float) -> float:
    """
    >>> probability(0.0), round(probability(2.0), 2)
    (0.5, 0.88)
    """
    return 1 / (1 + math.exp(-log_odds))
