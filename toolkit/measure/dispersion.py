"""dispersion(): how evenly a term is spread over the parts of a corpus. After Gries 2008 and 2020."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.measure.counts import group_columns
from toolkit.measure.tally import COUNTED, FIXED
from toolkit.tables import require


def dispersion(counts: pd.DataFrame, *, min_n: int = 2) -> pd.DataFrame:
    """How evenly terms are spread over parts.

    In: counts by the parts (tk.count(docs, by="doc_id")), or tokens, whose parts are then the documents and whose places allow arf.
    Out: one row per term, the most frequent first: term, kind, n, parts (how many there are), range (how many have it), and

    - juilland_d: 1 - V/sqrt(parts - 1), V being the population standard deviation of the parts' relative frequencies over their mean;
    - carroll_d2: entropy of the relative frequencies over log2(parts); rosengren_s: (sum of sqrt(share of part × n there))² / n;
    - dp: Gries' deviation of proportions, 0 even to 1 uneven; dp_norm: over 1 - the smallest part's share (Lijffijt and Gries 2012);
    - dkl: 1 / (1 + Kullback-Leibler divergence from the parts' sizes in bits), so that 1 is even, as for the D measures; arf: average reduced frequency (Savický and Hlaváčová 2002),
      only from tokens.

    With a single part all but n, range and arf are NaN. Raises ValueError if a column is missing or the parts' sizes are unknown.

    >>> import toolkit as tk
    >>> docs = tk.from_texts(["落实责任", "落实责任", "落实浪费"])
    >>> dispersion(tk.count(docs, by="doc_id")).query("term == '责任'")[["range", "dp"]].round(3).values.tolist()
    [[2.0, 0.333]]
    """
    places = None
    if "lemma" in counts.columns:
        from toolkit.measure.counts import count

        tokens = counts[counts["kind"].isin(COUNTED)]
        places = _average_reduced_frequency(tokens)
        counts = count(counts, by="doc_id")
    require(counts, FIXED, "dispersion(counts)")
    by = group_columns(counts)
    if not by:
        raise ValueError("dispersion() needs parts; count by them: tk.count(docs, by='doc_id')")
    if counts["group_tokens"].isna().any():
        raise ValueError("the sizes of the parts are unknown: count documents or tokens, not hits")
    parts = counts[by].apply(tuple, axis=1)
    part, names = pd.factorize(parts)
    sizes = counts.groupby(part)["group_tokens"].first().to_numpy(float)
    term, terms = pd.factorize(counts["term"].astype(str) + "\t" + counts["kind"].astype(str))
    matrix = np.zeros((len(terms), len(names)))
    np.add.at(matrix, (term, part), counts["n"].to_numpy(float))
    kept = matrix.sum(axis=1) >= min_n
    table = pd.DataFrame([name.split("\t") for name in terms[kept]], columns=["term", "kind"], dtype="str")
    table = table.assign(**spread(matrix[kept], sizes))
    if places is not None:
        table["arf"] = table["term"].map(places)
    return table.sort_values(["n", "term"], ascending=[False, True], kind="stable").reset_index(drop=True)


def spread(counts: NDArray, sizes: NDArray) -> dict[str, NDArray]:
    """Every measure for a matrix of counts (terms × parts) and the parts' sizes. See `dispersion` for the formulas.

    >>> {k: round(float(v[0]), 4) for k, v in spread(np.array([[1.0, 2, 3, 4, 5]]), np.full(5, 10.0)).items()}["juilland_d"]
    0.7643
    """
    n, parts = counts.sum(axis=1), counts.shape[1]
    share = sizes / sizes.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = counts / sizes
        of_term = counts / n[:, None]
        variation = relative.std(axis=1) / relative.mean(axis=1)
        even = relative / relative.sum(axis=1, keepdims=True)
        entropy = -np.where(even > 0, even * np.log2(np.where(even > 0, even, 1)), 0).sum(axis=1)
        dp = 0.5 * np.abs(of_term - share).sum(axis=1)
        measures = {
            "juilland_d": 1 - variation / np.sqrt(parts - 1),
            "carroll_d2": entropy / np.log2(parts),
            "rosengren_s": np.sqrt(counts * share).sum(axis=1) ** 2 / n,
            "dp": dp,
            "dp_norm": dp / (1 - share.min()),
            "dkl": 1
            / (1 + np.where(of_term > 0, of_term * np.log2(np.where(of_term > 0, of_term, 1) / share), 0).sum(axis=1)),
        }
    if parts == 1:
        measures = {name: np.full(len(n), np.nan) for name in measures}
    return {"n": n.astype("int64"), "parts": np.full(len(n), parts), "range": (counts > 0).sum(axis=1), **measures}


def _average_reduced_frequency(tokens: pd.DataFrame) -> dict[str, float]:
    """ARF of each lemma over the tokens in their order, the corpus being a ring."""
    total = len(tokens)
    places = pd.Series(np.arange(total)).groupby(tokens["lemma"].to_numpy())
    found = {}
    for lemma, at in places:
        where = at.to_numpy()
        step = total / len(where)
        gaps = np.diff(where, append=where[0] + total)
        found[str(lemma)] = float(np.minimum(gaps, step).sum() / step)
    return found
