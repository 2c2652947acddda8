"""Frequencies: how often, how densely, how widely."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from toolkit.measure.tally import FIXED
from toolkit.tables import listed, require


def frequencies(
    counts: pd.DataFrame, *, kind: str | None = None, drop: str | Collection[str] = (), min_n: int = 1
) -> pd.DataFrame:
    """Add relative frequencies to counts.

    In: counts. `kind` keeps words, numbers or formulations ("word", "number", "term"); `drop` leaves out terms, such as
    `stop_words()`; `min_n` leaves out rare ones. None of them changes a denominator.
    Out: counts with per_10k (n per 10,000 tokens of the group, marks not counted) and share (of the group's documents
    that have the term, 0 to 1), the most frequent first in each group; both are NaN where the total is unknown.
    In a group of two languages per_10k is a rate over the tokens of both: compare groups by share, or count by
    "lang". Raises ValueError if a column is missing or `kind` is unknown.

    >>> import toolkit as tk
    >>> counts = tk.count(tk.from_texts(["落实三个规定", "落实责任"]))
    >>> frequencies(counts)[["term", "n", "per_10k", "share"]].values.tolist()[0]
    ['落实', 2, 5000.0, 1.0]
    """
    require(counts, FIXED, "frequencies(counts)")
    if kind not in (None, "word", "number", "term"):
        raise ValueError(f"kind={kind!r} is unknown; choose word, number or term")
    kept = counts["n"].ge(min_n) & ~counts["term"].isin(listed(drop))
    if kind:
        kept &= counts["kind"].eq(kind)
    return with_rates(counts[kept]).reset_index(drop=True)


def with_rates(counts: pd.DataFrame) -> pd.DataFrame:
    """per_10k and share from a row's own figures; NaN where the denominator is missing or zero."""
    tokens = counts["group_tokens"].astype("float64")
    documents = counts["group_docs"].astype("float64")
    return counts.assign(
        per_10k=counts["n"] * 10_000 / tokens.where(tokens > 0),
        share=counts["docs"] / documents.where(documents > 0),
    )
