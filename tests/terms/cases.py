"""The labelled sentences: formulations marked ⟦…⟧, with their concept, or "?" where it is local or invented.

In three parts: "look" is what the grammar is learned from; "score" was written by the same authors and is only scored; "apart" is by ten others, who
were told in a paragraph what a numeric formulation is and were asked for a benchmark: it is scored, its errors were read, and nothing is learned from it.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

import toolkit as tk

PARTS = ("look", "score", "apart")
CASES = Path(__file__).parent.parent / "cases" / "formulations.tsv"
_NUMERAL = re.compile(
    r"[一二三四五六七八九十百千万两双兩雙萬\d０-９]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|dual|double|triple|twin|hundred|thousand)s?\b", re.I
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    lang: str
    text: str
    spans: tuple[tuple[int, int], ...]
    concepts: tuple[str, ...]


@cache
def load(split: str, lang: str) -> list[Case]:
    with CASES.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [_case(row) for row in rows if row["split"] == split and row["lang"] == lang]


def _case(row: dict[str, str]) -> Case:
    text, spans = "", []
    for part in re.split("(⟦[^⟧]*⟧)", row["text"]):
        plain = part.strip("⟦⟧") if part.startswith("⟦") else part
        if part.startswith("⟦"):
            spans.append((len(text), len(text) + len(plain)))
        text += plain
    concepts = tuple(concept for concept in row["concepts"].split(" | ") if concept)
    return Case(row["lang"], text, tuple(spans), concepts)


@dataclass(frozen=True)
class Score:
    precision: float
    recall: float
    f1: float
    false_friends: float  # share of the sentences without a formulation in which something is found


def score(cases: list[Case], found: list[set[tuple[int, int]]]) -> Score:
    """Exact spans. Of what is found only numeric formulations count, and what is labelled besides (sannong): other ones are not labelled."""
    right = sum(len(set(case.spans) & spans) for case, spans in zip(cases, found, strict=True))
    given = sum(map(len, found))
    wanted = sum(len(case.spans) for case in cases)
    empty = [bool(spans) for case, spans in zip(cases, found, strict=True) if not case.spans]
    precision, recall = right / given if given else 0.0, right / wanted
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return Score(precision, recall, f1, sum(empty) / len(empty))


def found_by_toolkit(cases: list[Case], lexicon: tk.Lexicon | None) -> list[set[tuple[int, int]]]:
    docs = pd.DataFrame(
        {"doc_id": list(map(str, range(len(cases)))), "lang": [c.lang for c in cases], "text": [c.text for c in cases]}
    )
    hits = tk.find_terms(docs, lexicon)
    found: list[set[tuple[int, int]]] = [set() for _ in cases]
    for hit in hits[hits["form"] != "expanded"].itertuples():
        number, span = int(hit.doc_id), (hit.start, hit.end)
        if _NUMERAL.search(hit.surface) or span in cases[number].spans:
            found[number].add(span)
    return found
