"""Learn what each piece of evidence is worth from the labelled sentences: writes toolkit/terms/grammar_zh.csv and grammar_en.csv.

    python benchmarks/fit_grammar.py

Logistic regression (scikit-learn, liblinear, L2) on the part "look" of tests/cases/formulations.tsv: for unlisted formulations over all candidate
spans, for listed ones over the forms of the lexicon that are everyday phrases, too, may be parts of other words or, in English, begin with a numeral, for
beginnings over all numerals,
and for endings over the ends of English spans. Features that occur once, and
weights too small to matter, are left out. The other parts are not read.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, count
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.terms.cases import Case, load
from toolkit.terms import numeric_en, numeric_zh
from toolkit.terms.grammar import BEGINNING, ENDING, LISTED, UNLISTED, Clue, Feature, features_of, path
from toolkit.terms.kin import of_kin
from toolkit.terms.lexicon import Lexicon
from toolkit.terms.match import matcher
from toolkit.terms.numeric import farther_clues, spans
from toolkit.text.fold import fold

STRENGTH = {UNLISTED: 3.0, LISTED: 1.0, BEGINNING: 1.0, ENDING: 1.0}  # C of the regression
LEAST = 2  # occurrences of a feature
SMALL = 0.05  # a weight nearer to zero is left out

Example = tuple[list[Clue], bool]


def unlisted_examples(cases: Sequence[Case]) -> tuple[list[Example], list[Example]]:
    """Of spans, and of where they end."""
    found = [(case, span) for case in cases for span in spans(case.text, all_numerals=True)]
    holds = [(span.start, span.end) in case.spans for case, span in found]
    evidence = [
        [*span.place.clues(), *span.place.clues_to(span.end_in_place), *farther_clues(case.text, span)]
        for case, span in found
    ]
    endings = [span.place.ending(span.end_in_place) for _, span in found]
    return list(zip(evidence, holds, strict=True)), [
        (ending, is_one) for ending, is_one in zip(endings, holds, strict=True) if ending
    ]


def listed_examples(cases: Sequence[Case], lang: str) -> list[Example]:
    find = matcher(Lexicon.default()).uncertain
    around = (numeric_zh if lang == "zh" else numeric_en).around
    return [
        (
            [*around(case.text, start, end, status), *of_kin(case.text, start, end, lang, kin)],
            (start, end) in case.spans,
        )
        for case in cases
        for start, end, of, status, kin in find(case.text)
        if of == lang
    ]


def beginnings(cases: Sequence[Case], lang: str) -> list[Example]:
    numeric = numeric_zh if lang == "zh" else numeric_en
    return [
        (list(numeric.beginning(text, at)), at in {start for start, _ in case.spans})
        for case in cases
        for text in [fold(case.text)]
        for at in numeric.numerals(text)
    ]


def fit(examples: Sequence[Example], strength: float) -> dict[Feature, float]:
    numbers: defaultdict[Feature, int] = defaultdict(count().__next__)
    of_clue = cache(lambda clue: [numbers[feature] for feature in features_of([clue])])
    rows = [[number for clue in clues for number in of_clue(clue)] for clues, _ in examples]
    ends = np.cumsum([len(row) for row in rows])
    columns = np.fromiter(chain.from_iterable(rows), int, ends[-1])
    table = csr_matrix((np.ones(len(columns)), columns, np.append(0, ends)), shape=(len(rows), len(numbers)))
    kept = np.flatnonzero(np.bincount(columns) >= LEAST)
    model = LogisticRegression(C=strength, solver="liblinear", fit_intercept=False, max_iter=5000)
    model.fit(table[:, kept], [holds for _, holds in examples])
    features = list(numbers)
    weights = {features[number]: weight for number, weight in zip(kept, model.coef_[0].tolist(), strict=True)}
    return {feature: weight for feature, weight in sorted(weights.items()) if abs(weight) >= SMALL}


def learned(cases: Sequence[Case], lang: str) -> Iterator[tuple[str, dict[Feature, float]]]:
    """The weights of each model, learned from labelled sentences of one language."""
    yield BEGINNING, fit(beginnings(cases, lang), STRENGTH[BEGINNING])
    yield LISTED, fit(listed_examples(cases, lang), STRENGTH[LISTED])
    of_spans, of_endings = unlisted_examples(cases)
    yield UNLISTED, fit(of_spans, STRENGTH[UNLISTED])
    if lang == "en":
        yield ENDING, fit(of_endings, STRENGTH[ENDING])


def main() -> None:
    for lang in ("zh", "en"):
        with path(lang).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("model", "feature", "value", "weight"))
            for model, weights in learned(load("look", lang), lang):
                writer.writerows((model, *feature, f"{weight:.3f}") for feature, weight in weights.items())
                print(f"{model} {lang}: {len(weights)} weights")


if __name__ == "__main__":
    main()
