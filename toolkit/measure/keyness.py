"""keyness(): what one group says more, or less, than another. Effect sizes and significance side by side.

Every formula names its variant: tools that say "log-likelihood" mean two different ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import chi2 as chi2_distribution
from scipy.stats import norm

from toolkit.measure.counts import group_columns
from toolkit.measure.tally import COUNTED, FIXED
from toolkit.tables import require

CORRECTIONS = ("holm", "fdr", "none")
_SMOOTHING = 0.5  # added to a zero count, so that ratios exist (Hardie 2014)
_PER = 1_000_000  # simple maths is per million (Kilgarriff 2009)
_Groups = str | int | Sequence[object] | Mapping[str, object]


def keyness(
    counts: pd.DataFrame,
    target: _Groups,
    reference: _Groups | None = None,
    *,
    kind: str | None = None,
    min_n: int = 3,
    correction: str = "holm",
) -> pd.DataFrame:
    """Compare the terms of two groups.

    In: counts by one column or more. target, reference: a value of the first group column, several values, or {column: value(s)} for
    counts by several columns; reference None is everything else. kind: "word", "number" or "term" only; min_n: least n in both together;
    correction of p for many tests: "holm", "fdr" (Benjamini-Hochberg) or "none".
    Out: one row per term, the most key of the target first, the most key of the reference last: term, kind, n and docs of either side,
    per_10k of either side (per 10,000 of what `unit` says), and

    - g2: log-likelihood of two cells, signed (Rayson and Garside 2000); g2_4cell: of four cells, signed (Dunning 1993); chi2:
      Pearson's of the 2 × 2 table, signed, chi2_yates: the same less Yates' N/2 (1934; never beyond 0). quanteda gives chi2_yates where
      |ad-bc| >= N/2 and an expected count is below 5, else chi2;
    - log_ratio: log2 of the relative frequencies (Hardie 2014; 0.5 stands for a zero), with ci_low and ci_high (95%, Katz);
      diff: %DIFF (Gabrielatos and Marchi 2011; infinite where the reference has none); simple_maths: (per million + 1) of the one over the
      other (Kilgarriff 2009); odds_ratio (sample);
    - bayes: twice the log of the Bayes factor, by BIC: g2 - ln(N) (Wilson 2013: from 2 positive, 6 strong, 10 very strong evidence); p: of g2, one degree of freedom; p_adjusted: after the correction. Both are of
      g2_4cell where documents are the unit: that most documents have a term is no rare event.

    Tokens of different languages cannot be compared: for groups that differ in language, only formulations (kind="term") are, by the
    documents that have them instead of tokens; column `unit` says which. `attrs` holds the names of both sides, for charts. A measure that is undefined is NaN.
    Raises ValueError if a group is not there or empty, the groups overlap, an option is unknown, or tokens of two languages would be
    compared (a document of lang "mixed" is of two by itself).

    >>> import toolkit as tk
    >>> docs = tk.from_texts(["落实责任落实责任落实责任", "反对浪费反对浪费"], source=["甲", "乙"])
    >>> keyness(tk.count(docs, by="source"), "甲", "乙")[["term", "n_target", "n_reference"]].values.tolist()[0]
    ['落实', 3, 0]
    """
    require(counts, FIXED, "keyness(counts)")
    if correction not in CORRECTIONS:
        raise ValueError(f"correction {correction!r} is unknown; choose one of {', '.join(CORRECTIONS)}")
    if kind not in (None, *COUNTED):
        raise ValueError(f"kind={kind!r} is unknown; choose one of {', '.join(COUNTED)}")
    by = group_columns(counts)
    if not by:
        raise ValueError("keyness() compares groups; count by a column, such as tk.count(docs, by='year')")
    chosen = _rows(counts, by, target, "target")
    other = ~chosen if reference is None else _rows(counts, by, reference, "reference")
    if (chosen & other).any():
        raise ValueError("target and reference overlap: no document may be in both")
    if not other.any():
        raise ValueError("the reference is empty: target is everything there is")
    unit = _unit(counts[chosen], counts[other], kind)
    wanted = counts["kind"].eq(kind) if kind else pd.Series(True, index=counts.index)
    sides = [_side(counts[rows & wanted]) for rows in (chosen, other)]
    totals = [_total(counts[rows], by, unit) for rows in (chosen, other)]
    named = [side.add_suffix(end) for side, end in zip(sides, ("_target", "_reference"), strict=True)]
    table = named[0].join(named[1], how="outer").fillna(0).astype("int64")
    table = table[table["n_target"] + table["n_reference"] >= min_n]
    counted, cells = ("n", 2) if unit == "tokens" else ("docs", 4)
    a, b = (table[f"{counted}_{side}"].to_numpy(float) for side in ("target", "reference"))
    measures = measure(a, b, float(totals[0]), float(totals[1]), cells=cells)
    table = table.assign(**measures, unit=unit)
    table["p_adjusted"] = adjusted(table["p"].to_numpy(), correction)
    ordered = table.reset_index().sort_values(["g2", "term"], ascending=[False, True], kind="stable")
    ordered.attrs = {"target": _named(target), "reference": "the rest" if reference is None else _named(reference)}
    return ordered.reset_index(drop=True)


def _named(groups: _Groups) -> str:
    """The groups' values; of more than two the first and the last."""
    names = []
    for value in groups.values() if isinstance(groups, Mapping) else [groups]:
        own = list(map(str, value)) if isinstance(value, list | tuple | set | frozenset | range) else [str(value)]
        names.append(", ".join(own) if len(own) < 3 else f"{own[0]} … {own[-1]}")
    return ", ".join(names)


def measure(a: NDArray, b: NDArray, c: float, d: float, *, cells: int = 2) -> dict[str, NDArray]:
    """Every measure for counts a of c in the target and b of d in the reference. See `keyness` for the formulas.

    cells: whether bayes and p are of the g2 of 2 or of 4 cells.

    >>> {name: round(float(value[0]), 3) for name, value in measure(np.array([6.0]), np.array([2.0]), 17, 12).items() if name[:2] == "g2"}
    {'g2': 0.941, 'g2_4cell': 1.274}
    """
    a, b = np.asarray(a, float), np.asarray(b, float)
    neither = a + b == 0
    a, b = np.where(neither, np.nan, a), np.where(neither, np.nan, b)  # what nobody says has no measure
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = a / c, b / d
        sign = np.where(relative[0] >= relative[1], 1.0, -1.0)
        total = c + d
        expected = c * (a + b) / total, d * (a + b) / total
        g2 = 2 * (_xlogy(a, expected[0]) + _xlogy(b, expected[1]))
        rest = (c - a, c - expected[0]), (d - b, d - expected[1])
        g2_4cell = g2 + 2 * sum(_xlogy(observed, wanted) for observed, wanted in rest)
        smooth = np.where(a == 0, _SMOOTHING, a), np.where(b == 0, _SMOOTHING, b)
        log_ratio = np.log2((smooth[0] / c) / (smooth[1] / d))
        tested = g2 if cells == 2 else g2_4cell
        error = np.sqrt(1 / smooth[0] - 1 / c + 1 / smooth[1] - 1 / d) / np.log(2) * norm.ppf(0.975)
        return {
            "per_10k_target": relative[0] * 10_000,
            "per_10k_reference": relative[1] * 10_000,
            "g2": sign * g2,
            "g2_4cell": sign * g2_4cell,
            "chi2": sign * _chi2(a, b, c, d, 0.0),
            "chi2_yates": sign * _chi2(a, b, c, d, total / 2),
            "log_ratio": log_ratio,
            "ci_low": log_ratio - error,
            "ci_high": log_ratio + error,
            "diff": (relative[0] - relative[1]) / relative[1] * 100,
            "simple_maths": (relative[0] * _PER + 1) / (relative[1] * _PER + 1),
            "odds_ratio": (a * (d - b)) / (b * (c - a)),
            "bayes": tested - np.log(total),
            "p": chi2_distribution.sf(tested, 1),
        }


def _xlogy(observed: NDArray, expected: NDArray) -> NDArray:
    """observed × ln(observed / expected), 0 where nothing was observed."""
    return np.where(observed == 0, 0.0, observed * np.log(np.where(observed == 0, 1, observed) / expected))


def _chi2(a: NDArray, b: NDArray, c: float, d: float, correction: float) -> NDArray:
    """Pearson's chi-squared of the 2 × 2 table, |ad - bc| being less by the correction, but not below 0."""
    total = c + d
    rest_a, rest_b = c - a, d - b
    cross = np.maximum(np.abs(a * rest_b - b * rest_a) - correction, 0)
    return total * cross**2 / ((a + b) * (rest_a + rest_b) * c * d)


def adjusted(p: NDArray, correction: str) -> NDArray:
    """p after the correction for as many tests as there are: Holm 1979, or Benjamini and Hochberg 1995.

    >>> adjusted(np.array([0.01, 0.04, 0.03]), "holm").round(3).tolist(), adjusted(np.array([0.01, 0.04, 0.03]), "fdr").round(3).tolist()
    ([0.03, 0.06, 0.06], [0.03, 0.04, 0.04])
    """
    order = np.argsort(p, kind="stable")
    tests, rank = len(p), np.arange(1, len(p) + 1)
    if correction == "none" or not tests:
        return p
    if correction == "holm":
        stepped = np.maximum.accumulate(p[order] * (tests - rank + 1))
    else:
        stepped = np.minimum.accumulate((p[order] * tests / rank)[::-1])[::-1]
    result = np.empty(tests)
    result[order] = np.minimum(stepped, 1)
    return result


def _rows(counts: pd.DataFrame, by: list[str], groups: _Groups, name: str) -> pd.Series:
    wanted = groups if isinstance(groups, Mapping) else {by[0]: groups}
    found = pd.Series(True, index=counts.index)
    for column, values in wanted.items():
        if column not in by:
            raise ValueError(f"{name}: no group column {column!r}; the counts are by {', '.join(by)}")
        values = values if isinstance(values, list | tuple | set | frozenset | range) else [values]
        written = counts[column].astype("str")  # a year is text in counts, and a number to who asks for it
        known = set(written)
        unknown = [value for value in values if str(value) not in known]
        if unknown:
            raise ValueError(
                f"{name}: no group {unknown[0]!r} in {column!r}; it has: {', '.join(sorted(map(repr, known))[:12])}"
            )
        found &= written.isin(list(map(str, values)))
    return found


def _unit(target: pd.DataFrame, reference: pd.DataFrame, kind: str | None) -> str:
    """Tokens where both sides are of one and the same language, documents for formulations otherwise."""
    languages = {
        lang
        for side in (target, reference)
        for langs in side["group_lang"].unique()
        for lang in langs.split("+")
        if lang
    }
    unknown = target["group_tokens"].isna().any() or reference["group_tokens"].isna().any()
    if len(languages) <= 1 and "mixed" not in languages and not unknown:
        return "tokens"
    if kind == "term" or unknown:
        return "documents"
    raise ValueError(
        f"the groups are in more than one language ({', '.join(sorted(languages))}), whose tokens do not compare: "
        "count by 'lang' too and compare within one, or compare formulations with kind='term'"
    )


def _side(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.groupby(["term", "kind"], observed=True)[["n", "docs"]].sum()


def _total(rows: pd.DataFrame, by: list[str], unit: str) -> float:
    groups = rows.drop_duplicates(by)
    total = groups["group_tokens" if unit == "tokens" else "group_docs"].sum()
    if pd.isna(total) or total == 0:
        raise ValueError("a group's total is unknown or zero; give count(hits, docs=docs) the documents")
    return total
