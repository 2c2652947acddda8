"""How the vocabulary grows with the text, and what pruning it costs: Heaps' law V = k·N^β, fitted by least squares on logarithms.

    python benchmarks/heaps.py [FOLDER]

FOLDER is anything that `read` takes (default: the sample corpus). Documents are taken in a shuffled order (with a seed), Chinese and English apart.
The second table is what is lost where every document is a part of its own and its rare terms are left out (`count(..., prune=k)`).
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
from run import SAMPLE

import toolkit as tk


def main() -> None:
    source = sys.argv[1] if len(sys.argv) > 1 else SAMPLE
    docs = tk.read(source)
    growth(docs)
    pruning(docs)


def growth(docs: pd.DataFrame) -> None:
    print("| language | tokens | terms | k | β |\n|---|---|---|---|---|")
    for lang in ("zh", "en"):
        chosen = docs[docs["lang"] == lang].sample(frac=1, random_state=1)
        if len(chosen) < 5:
            continue
        matrix = tk.document_terms(chosen).matrix
        tokens = np.asarray(matrix.sum(axis=1)).ravel().cumsum()
        first = np.full(matrix.shape[1], matrix.shape[0])
        cells = matrix.tocoo()
        np.minimum.at(first, cells.col, cells.row)
        types = np.bincount(first, minlength=matrix.shape[0])[: len(tokens)].cumsum()
        known = types > 0
        beta, constant = np.polyfit(np.log(tokens[known]), np.log(types[known]), 1)
        print(f"| {lang} | {tokens[-1]:,} | {types[-1]:,} | {np.exp(constant):.1f} | {beta:.2f} |")


def pruning(docs: pd.DataFrame) -> None:
    print(
        "\n| prune | terms | an n too low by at most | found to be, at most | largest n left out | of the 1,000 most frequent left out |"
    )
    print("|---|---|---|---|---|---|")
    whole = tk.count(docs).set_index(["term", "kind"])["n"]
    for prune in (0, 1, 2):
        parts = [tk.count(docs.iloc[[place]], prune=prune) for place in range(len(docs))]
        counts = tk.merge(*parts)
        n = counts.set_index(["term", "kind"])["n"].reindex(whole.index, fill_value=0)
        left_out = whole[n == 0].max() if (n == 0).any() else 0
        lost = (n.iloc[:1_000] == 0).sum()
        bound = counts.attrs.get("short", 0)
        print(f"| {prune} | {(n > 0).sum():,} | {bound:,} | {(whole - n).max():,} | {left_out:,} | {lost} |")


if __name__ == "__main__":
    main()
