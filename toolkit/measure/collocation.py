"""collocations(): which words keep a word company."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.measure.tally import COUNTED
from toolkit.tables import require


def collocations(
    tokens: pd.DataFrame,
    node: str,
    *,
    left: int = 5,
    right: int = 5,
    within: str = "sentence",
    min_n: int = 3,
    min_docs: int = 1,
) -> pd.DataFrame:
    """Words that stand near a word more often than by chance.

    In: tokens; node: a lemma or concept, or a word or rendering of one that the tokens have; left, right: tokens on either side (marks are not counted); within: "sentence" or "document",
    which a window does not leave; min_n, min_docs: least co-occurrences, and documents with one. Out: one row per collocate, the best
    logDice first: collocate, kind, lang (of its documents), n (co-occurrences: tokens in the windows, each counted once), n_left, n_right, docs, f_node,
    f_collocate, expected, and

    - logdice: 14 + log2(2n / (f_node + f_collocate)) (Rychlý 2008); mi: log2(n / expected); mi3: log2(n³ / expected);
      t: (n - expected) / sqrt(n) (Church et al. 1991); ll: log-likelihood of the 2 × 2 table, signed (Dunning 1993);
      delta_p: of the collocate given the node's windows, delta_p_back: the other way round (Gries 2013).

    Surface co-occurrence after Evert 2008: the table's rows are tokens inside and outside the windows, so expected is f_collocate ×
    window tokens / tokens without the node. A concept's company in Chinese and in English are rows of their own, each expected by the
    tokens of its language. Raises ValueError if the node is not in the tokens or a span is negative.

    >>> import toolkit as tk
    >>> tokens = tk.tokenise(tk.from_texts(["推进深圳改革。推进河北改革。推进建设。"]))
    >>> collocations(tokens, "推进", min_n=2)[["collocate", "n", "n_right"]].values.tolist()
    [['改革', 2, 2]]
    """
    require(tokens, ["doc_id", "lang", "sent", "lemma", "kind"], "collocations(tokens)")
    if left < 0 or right < 0 or left + right == 0:
        raise ValueError(f"left={left} and right={right}: give at least one token on one side")
    if within not in ("sentence", "document"):
        raise ValueError(f"within={within!r} is unknown; choose sentence or document")
    kept = tokens[tokens["kind"].isin(COUNTED)]
    node = _named(node, set(kept["lemma"].unique()))
    langs = kept.loc[kept["lemma"].eq(node), "lang"].astype("str").unique()
    options = _Options(node, left, right, within, max(min_n, 1), min_docs)
    tables = [_of_language(kept[kept["lang"].eq(lang)], options).assign(lang=lang) for lang in sorted(langs)]
    table = pd.concat(tables, ignore_index=True).astype({"lang": "str"})
    columns = ["collocate", "kind", "lang", *table.columns.drop(["collocate", "kind", "lang"])]
    ordered = table[columns].sort_values(["logdice", "collocate"], ascending=[False, True], kind="stable")
    return ordered.reset_index(drop=True)


def _named(node: str, lemmas: set[str]) -> str:
    """The lemma that a node goes by: itself, its dictionary form, or the concept that it names."""
    if node in lemmas:
        return node
    from toolkit.measure.concordance import concepts_named
    from toolkit.terms.lexicon import Lexicon
    from toolkit.text.english import lemma

    names = dict.fromkeys([node, lemma(node), *sorted(concepts_named(node, Lexicon.default()))])
    found = next((name for name in names if name in lemmas), None)
    if found is None:
        raise ValueError(
            f"{' or '.join(map(repr, names))} is not among the lemmas; a formulation is there under its concept, "
            "an English word as its lemma"
        )
    return found


@dataclass(frozen=True)
class _Options:
    node: str
    left: int
    right: int
    within: str
    min_n: int
    min_docs: int


def _of_language(kept: pd.DataFrame, asked: _Options) -> pd.DataFrame:
    """The collocates in the documents of one language, expected by the tokens of that language."""
    lemmas, names = pd.factorize(kept["lemma"].astype("str"))
    documents, _ = pd.factorize(kept["doc_id"])
    sentences = kept.groupby([documents, kept["sent"].to_numpy()], sort=False).ngroup().to_numpy()
    is_node = lemmas == names.get_loc(asked.node)
    side = _windows(is_node, documents if asked.within == "document" else sentences, asked.left, asked.right)
    inside = (side != 0) & ~is_node
    size = len(names)
    n = np.bincount(lemmas[inside], minlength=size).astype(float)
    frequency = np.bincount(lemmas, minlength=size).astype(float)
    pairs = np.unique(lemmas[inside] * np.int64(len(kept) + 1) + documents[inside]) // (len(kept) + 1)
    in_docs = np.bincount(pairs, minlength=size)
    wanted = np.flatnonzero((n >= asked.min_n) & (in_docs >= asked.min_docs))
    kinds = kept["kind"].astype("str").to_numpy()[np.unique(lemmas, return_index=True)[1]]
    table = pd.DataFrame({"collocate": names[wanted], "kind": kinds[wanted]}, dtype="str")
    table["n"] = n[wanted].astype("int64")
    table["n_left"] = np.bincount(lemmas[inside & (side < 2)], minlength=size)[wanted]
    table["n_right"] = np.bincount(lemmas[inside & (side > 1)], minlength=size)[wanted]
    table["docs"], table["f_node"] = in_docs[wanted], int(is_node.sum())
    table["f_collocate"] = frequency[wanted].astype("int64")
    measures = association(n[wanted], float(inside.sum()), frequency[wanted], float((~is_node).sum()))
    logdice = 14 + np.log2(2 * n[wanted] / (is_node.sum() + frequency[wanted]))
    return table.assign(expected=measures.pop("expected"), logdice=logdice, **measures)


def _windows(is_node: NDArray, bounds: NDArray, left: int, right: int) -> NDArray:
    """For each token the side of the nearest node whose window it is in: 1 left of one, 2 right of one, 0 in none."""
    side = np.zeros(len(is_node), np.int8)
    nearest = np.full(len(is_node), np.iinfo(np.int64).max)
    places = np.flatnonzero(is_node)
    for offset in [*range(-left, 0), *range(1, right + 1)]:
        at = places + offset
        valid = (at >= 0) & (at < len(is_node))
        at, node = at[valid], places[valid]
        at = at[(bounds[at] == bounds[node]) & (abs(offset) < nearest[at])]
        side[at], nearest[at] = (1 if offset < 0 else 2), abs(offset)
    return side


def association(n: NDArray, first: float | NDArray, second: NDArray, total: float) -> dict[str, NDArray]:
    """Measures of a pair that occurs together n times, its parts `first` and `second` times, in a total. See `collocations`.

    >>> round(float(association(np.array([8.0]), 1105, np.array([44.0]), 15e6)["mi"][0]), 1)
    11.3
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = n, first - n, second - n, total - first - second + n
        rows, columns = (first, total - first), (second, total - second)
        expected = [rows[i] * columns[j] / total for i, j in ((0, 0), (0, 1), (1, 0), (1, 1))]
        ll = 2 * sum(
            np.where(o > 0, o * np.log(np.where(o > 0, o, 1) / e), 0.0) for o, e in zip(observed, expected, strict=True)
        )
        return {
            "expected": expected[0],
            "mi": np.log2(n / expected[0]),
            "mi3": np.log2(n**3 / expected[0]),
            "t": (n - expected[0]) / np.sqrt(n),
            "ll": np.where(n >= expected[0], ll, -ll),
            "delta_p": observed[0] / rows[0] - observed[2] / rows[1],
            "delta_p_back": observed[0] / columns[0] - observed[1] / columns[1],
        }
