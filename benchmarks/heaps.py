"""How the vocabulary grows with the text: Heaps' law V = k·N^β, fitted by least squares on logarithms.

    python benchmarks/heaps.py [FOLDER]

FOLDER is anything that `read` takes (default: the sample corpus). Documents are taken in a shuffled order (with a seed), Chinese and English apart.
"""

from __future__ import annotations

import sys

import numpy as np
from run import SAMPLE

import toolkit as tk


def main() -> None:
    docs = tk.read(sys.argv[1] if len(sys.argv) > 1 else SAMPLE)
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


if __name__ == "__main__":
    main()
