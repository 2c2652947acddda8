"""Words an analyst may drop: function words of each language, and the stock phrases of officialese."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

LISTS = ("zh", "en", "officialese")


def stop_words(*lists: str) -> frozenset[str]:
    """Stop words by list: "zh", "en" (function words), "officialese" (stock phrases of both languages).

    In: names of lists; "zh" and "en" if none is given. Out: a set of lemmas, as in tokens.lemma and counts.term.
    Raises ValueError for an unknown list. Each word's source is in text/stop.csv.

    >>> "的" in stop_words("zh"), "认真" in stop_words(), "认真" in stop_words("zh", "en", "officialese")
    (True, False, True)
    """
    for name in lists:
        if name not in LISTS:
            raise ValueError(f"no stop list {name!r}; choose from {', '.join(LISTS)}")
    return _words(lists or ("zh", "en"))


@cache
def _words(lists: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for name in lists for word in _load()[name])


@cache
def _load() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {name: [] for name in LISTS}
    with Path(__file__).with_name("stop.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["list"]].append(row["word"])
    return found
