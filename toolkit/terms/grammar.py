"""What each feature of a phrase is worth as evidence that it is a formulation: a logistic regression, kept as a table.

grammar.csv holds the weights, learned from the labelled sentences of tests/cases/formulations.tsv (the part "look") by
`python benchmarks/fit_grammar.py`. There are two models for each language: "unlisted" for phrases of which nothing is known, "listed" for
forms of the lexicon, which are everyday phrases, too, or parts of other words; and "beginning" for a first look at Chinese numerals.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

Feature = tuple[str, str]  # what is looked at, and what is seen there
Weights = defaultdict[Feature, float]

LISTED, UNLISTED, BEGINNING = "listed", "unlisted", "beginning"


@cache
def weights(model: str, lang: str) -> Weights:
    """The weight of each feature that one of the models knows; 0 for any other."""
    known: Weights = defaultdict(float)
    with Path(__file__).with_name("grammar.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["model"] == model and row["lang"] == lang:
                known[row["feature"], row["value"]] = float(row["weight"])
    return known


def total(features: Iterable[Feature], of: Weights) -> float:
    """The log-odds that features add up to."""
    return sum([of[feature] for feature in features if feature in of])


def probability(log_odds: float) -> float:
    """
    >>> probability(0.0), round(probability(2.0), 2)
    (0.5, 0.88)
    """
    return 1 / (1 + math.exp(-log_odds))
