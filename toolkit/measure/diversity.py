"""diversity(): how varied the words of a text are. Some measures fall as a text grows; the table gives its length beside them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.measure.tally import COUNTED, check_groups, group_names, group_table
from toolkit.tables import require
from toolkit.text.tokens import tokenise

TYPES = ("lemma", "token")
_MEASURES = {
    "tokens": "int64", "types": "int64", "ttr": float, "herdan_c": float, "mattr": float, "mtld": float, "hdd": float,
    "yule_k": float,
}  # fmt: skip


def diversity(
    source: pd.DataFrame,
    by: str | Sequence[str] | None = None,
    *,
    types: str = "lemma",
    window: int = 50,
    threshold: float = 0.72,
    draws: int = 42,
) -> pd.DataFrame:
    """Measure lexical diversity, document by document or group by group.

    In: docs, or tokens; `by`: a column or several, "year", "quarter" and "month" being made from `date`; none for each document
    by itself. types: what makes two tokens the same, "lemma" (a formulation: its concept) or "token" (as written, capitals
    aside). Marks are no tokens. A group's documents are read one after another, in the order of their doc_id.
    Out: one row per document or group: doc_id or the group's columns, lang, docs (with tokens), tokens (N), types (V), and

    - ttr: V / N; herdan_c: ln V / ln N (Herdan 1960): both depend on length, so compare texts of one length only;
    - mattr: mean TTR of all stretches of `window` tokens (Covington and McFall 2010);
    - mtld: N / factors, a factor ending where the TTR since the last one comes down to `threshold` and the rest counting in
      proportion; the mean of reading forwards and backwards (McCarthy and Jarvis 2010; no least length of a factor);
    - hdd: mean share of types in `draws` tokens drawn without replacement, sum of (1 - P(type not drawn)) / draws,
      hypergeometric (McCarthy and Jarvis 2007);
    - yule_k: 10,000 × (sum of f² - N) / N² (Yule 1944); the higher, the less varied.

    NaN where a text is too short: herdan_c of one token, mattr below `window`, hdd below `draws`, mtld where no factor ends.
    Rows of different languages do not compare. Raises ValueError if a group mixes languages, a column is missing or an
    argument is out of range.

    >>> import toolkit as tk
    >>> table = diversity(tk.from_texts(["one one two one one two one"], lang="en"))
    >>> table[["tokens", "types", "ttr", "herdan_c", "mattr"]].round(3).values.tolist()
    [[7.0, 2.0, 0.286, 0.356, nan]]
    """
    if types not in TYPES:
        raise ValueError(f"types={types!r} is unknown; choose {' or '.join(TYPES)}")
    if window < 1 or draws < 1 or not 0 < threshold < 1:
        raise ValueError(f"window={window} and draws={draws} are at least 1, threshold={threshold} between 0 and 1")
    by = group_names(by or "doc_id", {"docs", *_MEASURES})
    tokens, documents = _read(source)
    check_groups(by, documents.columns)
    groups = group_table(documents, by)
    code = groups.groupby(by, dropna=False, sort=True).ngroup().to_numpy()
    place = pd.Index(documents["doc_id"]).get_indexer(pd.Index(tokens["doc_id"].astype("str")))
    used = np.bincount(place, minlength=len(documents)) > 0
    table = _described(groups, code, used, by)
    order = np.lexsort((place, code[place]))  # `documents` stand in the order of their doc_id
    ids = _type_ids(tokens[types].to_numpy()[order], fold=types == "token")
    bounds = np.searchsorted(code[place][order], np.arange(len(table) + 1))
    rows = [_measured(ids[a:b], window, threshold, draws) for a, b in pairwise(bounds)]
    return pd.concat([table, pd.DataFrame(rows, columns=list(_MEASURES)).astype(_MEASURES)], axis=1)


def _read(source: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tokens without marks, in the order of each text; and the documents, in the order of their doc_id."""
    if isinstance(source, pd.DataFrame) and "kind" in source.columns:
        require(source, ["doc_id", "lang", "token", "lemma", "kind"], "diversity(tokens)")
        tokens, documents = source, source.drop_duplicates("doc_id")
    else:
        require(source, ["doc_id", "lang", "text"], "diversity(docs)")
        tokens, documents = tokenise(source), source
    documents = documents.assign(doc_id=documents["doc_id"].astype("str")).sort_values("doc_id", kind="stable")
    if documents["doc_id"].duplicated().any():
        twice = documents["doc_id"][documents["doc_id"].duplicated()].iloc[0]
        raise ValueError(f"diversity(): doc_id {twice!r} is there more than once; give each document an id of its own")
    return tokens[tokens["kind"].isin(COUNTED)], documents.reset_index(drop=True)


def _described(groups: pd.DataFrame, code: NDArray, used: NDArray, by: list[str]) -> pd.DataFrame:
    """One row per group: its columns, its language and how many documents with tokens it has."""
    first = np.unique(code, return_index=True)[1]
    table = groups[by].iloc[first].reset_index(drop=True)
    languages = groups["lang"][used].groupby(code[used]).unique().reindex(range(len(table)))
    for number, found in languages.items():
        if isinstance(found, float):  # nothing but empty documents
            continue
        if len(found) > 1:
            named = ", ".join(f"{name}={table[name][number]!r}" for name in by)
            raise ValueError(
                f"the group {named} mixes languages ({', '.join(sorted(found))}), whose tokens do not compare: "
                f"use by={['lang', *by]!r}, or choose one language first: docs[docs.lang == 'zh']"
            )
    lang = ["" if isinstance(found, float) else found[0] for found in languages]
    if "lang" not in by:
        table["lang"] = pd.array(lang, dtype="str")
    return table.assign(docs=np.bincount(code[used], minlength=len(table)))


def _type_ids(written: NDArray, *, fold: bool) -> NDArray[np.int64]:
    values = pd.Series(written).astype("str")
    return pd.factorize(values.str.casefold() if fold else values)[0].astype(np.int64)


def _measured(ids: NDArray[np.int64], window: int, threshold: float, draws: int) -> tuple:
    n = len(ids)
    frequencies = np.unique(ids, return_counts=True)[1].astype(float)
    v = len(frequencies)
    return (
        n,
        v,
        v / n if n else np.nan,
        np.log(v) / np.log(n) if n > 1 else np.nan,
        _mattr(ids, window),
        _mtld(ids, threshold),
        _hdd(frequencies, draws),
        10_000 * ((frequencies**2).sum() - n) / n**2 if n else np.nan,
    )


def _mattr(ids: NDArray[np.int64], window: int) -> float:
    """Each token is a new type in the windows that hold it and not the one before of its type: count those, not types."""
    n = len(ids)
    if n < window:
        return np.nan
    order = np.argsort(ids, kind="stable")
    same = ids[order][1:] == ids[order][:-1]
    before = np.full(n, -1)
    before[order[1:][same]] = order[:-1][same]
    place = np.arange(n)
    first = np.maximum(place - window + 1, before + 1)  # of the windows' beginnings
    last = np.minimum(place, n - window)
    windows = n - window + 1
    return float(np.maximum(last - first.clip(0) + 1, 0).sum() / (windows * window))


def _mtld(ids: NDArray[np.int64], threshold: float) -> float:
    found = [_factors(reading, threshold) for reading in (ids.tolist(), ids[::-1].tolist())]
    if any(factors < 1 for factors in found):
        return np.nan
    return float(np.mean([len(ids) / factors for factors in found]))


def _factors(ids: list[int], threshold: float) -> float:
    """How often the TTR comes down to the threshold; the last stretch in proportion to how far it has come."""
    factors, length, seen = 0.0, 0, set()
    for number in ids:
        length += 1
        seen.add(number)
        if len(seen) / length <= threshold:
            factors, length, seen = factors + 1, 0, set()
    return factors + (1 - len(seen) / length) / (1 - threshold) if length else factors


def _hdd(frequencies: NDArray, draws: int) -> float:
    n = frequencies.sum()
    if n < draws:
        return np.nan
    distinct, types = np.unique(frequencies, return_counts=True)
    drawn = np.arange(draws)
    missed = ((n - distinct[:, None] - drawn).clip(0) / (n - drawn)).prod(axis=1)
    return float((types * (1 - missed)).sum() / draws)
