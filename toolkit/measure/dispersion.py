"""dispersion(): how evenly a term is spread over the parts of a corpus. After Gries 2008 and 2020."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from toolkit.measure.counts import count, group_columns
from toolkit.measure.tally import COUNTED, FIXED
from toolkit.tables import require


def dispersion(counts: pd.DataFrame, *, min_n: int = 2) -> pd.DataFrame:
    """How evenly terms are spread over parts.

    In: counts by the parts (tk.count(docs, by="doc_id")), or tokens, whose parts are then the documents and whose places allow arf.
    Out: one row per term, the most frequent first: term, kind, n, parts (how many there are), range (how many have it), and

    - juilland_d: 1 - V/sqrt(parts - 1), V being the population standard deviation of the parts' relative frequencies over their mean;
    - carroll_d2: entropy of the relative frequencies over log2(parts); rosengren_s: (sum of sqrt(share of part × n there))² / n;
    - dp: Gries' deviation of proportions, 0 even to 1 uneven; dp_norm: over 1 - the smallest part's share (Lijffijt and Gries 2012);
    - dkl: 1 / (1 + Kullback-Leibler divergence from the parts' sizes in bits), so that 1 is even, as for the D measures;
    - arf: average reduced frequency (Savický and Hlaváčová 2002), only from tokens: the documents are read one after another in the
      order of their doc_id, and the last is followed by the first.

    With a single part all but n, range and arf are NaN. Parts without tokens are none. Raises ValueError if a column is missing, the
    parts' sizes are unknown, or they are in more than one language: the sizes of such parts do not compare.

    >>> import toolkit as tk
    >>> docs = tk.from_texts(["落实责任", "落实责任", "落实浪费"])
    >>> dispersion(tk.count(docs, by="doc_id")).query("term == '责任'")[["range", "dp"]].round(3).values.tolist()
    [[2.0, 0.333]]
    """
    reduced = None
    if "lemma" in counts.columns:
        require(counts, ["doc_id", "lemma", "kind"], "dispersion(tokens)")
        reduced = _average_reduced_frequency(counts[counts["kind"].isin(COUNTED)])
        counts = count(counts, by="doc_id")
    require(counts, FIXED, "dispersion(counts)")
    by = group_columns(counts)
    if not by:
        raise ValueError("dispersion() needs parts; count by them: tk.count(docs, by='doc_id')")
    _check(counts)
    part = counts.groupby(by, sort=False, dropna=False, observed=True).ngroup().to_numpy()
    sizes = counts["group_tokens"].to_numpy(float)[np.unique(part, return_index=True)[1]]
    row = counts.groupby(["term", "kind"], sort=False, observed=True).ngroup().to_numpy()
    table = counts[["term", "kind"]].drop_duplicates().reset_index(drop=True)
    matrix = csr_matrix((counts["n"].to_numpy(float), (row, part)), shape=(len(table), len(sizes)))
    kept = np.flatnonzero(np.asarray(matrix.sum(axis=1)).ravel() >= max(min_n, 1))
    table = table.iloc[kept].reset_index(drop=True).assign(**spread(matrix[kept], sizes))
    if reduced is not None:
        table = table.join(reduced, on=["term", "kind"])
    return table.sort_values(["n", "term", "kind"], ascending=[False, True, True], kind="stable").reset_index(drop=True)


def _check(counts: pd.DataFrame) -> None:
    if counts["group_tokens"].isna().any():
        raise ValueError("the sizes of the parts are unknown: count documents or tokens, not hits")
    languages = {lang for langs in counts["group_lang"].unique() for lang in langs.split("+") if lang}
    if len(languages) > 1 or "mixed" in languages:
        raise ValueError(
            f"the parts are in more than one language ({', '.join(sorted(languages))}), whose tokens do not compare: "
            "choose one language first, such as docs[docs.lang == 'zh']"
        )


def spread(counts: NDArray | csr_matrix, sizes: NDArray) -> dict[str, NDArray]:
    """Every measure for a matrix of counts (terms × parts) and the parts' sizes. See `dispersion` for the formulas.

    Only the parts that have a term are looked at, so that many terms in many parts need no more room than their counts.

    >>> {k: round(float(v[0]), 4) for k, v in spread(np.array([[1.0, 2, 3, 4, 5]]), np.full(5, 10.0)).items()}["juilland_d"]
    0.7643
    """
    held = csr_matrix(counts)
    held.eliminate_zeros()
    terms, parts = held.shape
    row, x = np.repeat(np.arange(terms), np.diff(held.indptr)), held.data

    def total(values: NDArray) -> NDArray:
        return np.bincount(row, values, terms)

    n, having = total(x), np.diff(held.indptr)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (sizes / sizes.sum())[held.indices]
        relative = x / sizes[held.indices]
        mean = total(relative) / parts
        deviation = total((relative - mean[row]) ** 2) + (parts - having) * mean**2
        even = relative / total(relative)[row]
        of_term = x / n[row]
        dp = 0.5 * (total(np.abs(of_term - share) - share) + 1)  # a part without the term adds its share
        measures = {
            "juilland_d": 1 - np.sqrt(deviation / parts) / mean / np.sqrt(parts - 1),
            "carroll_d2": -total(even * np.log2(even)) / np.log2(parts),
            "rosengren_s": total(np.sqrt(x * share)) ** 2 / n,
            "dp": dp.clip(0),
            "dp_norm": dp.clip(0) / (1 - sizes.min(initial=np.inf) / sizes.sum()),
            "dkl": 1 / (1 + total(of_term * np.log2(of_term / share))),
        }
    if parts == 1:
        measures = {name: np.full(terms, np.nan) for name in measures}
    return {"n": n.astype("int64"), "parts": np.full(terms, parts), "range": having.astype("int64"), **measures}


def _average_reduced_frequency(tokens: pd.DataFrame) -> pd.Series:
    """ARF of each lemma and kind over the tokens in their order, the corpus being a ring."""
    tokens = tokens.sort_values("doc_id", kind="stable")
    total = len(tokens)
    groups = tokens.groupby(["lemma", "kind"], sort=True, observed=True)
    code = groups.ngroup().to_numpy()
    place = np.argsort(code, kind="stable")  # of each lemma's tokens, one lemma after another
    n = np.bincount(code)
    first = np.cumsum(n) - n
    following = np.append(place[1:], 0)[:total]
    following[first + n - 1] = place[first] + total
    step = np.repeat(total / n, n)
    reduced = np.add.reduceat(np.minimum(following - place, step) / step, first) if total else np.empty(0)
    return pd.Series(reduced, index=groups.size().index, name="arf")
