"""count(): the one mergeable summary from which all else is computed.

Counts of disjoint sets of documents add up: `merge(count(a), count(b))` is `count(a and b)`, so one machine and many
give the same figures. Each row carries its group's totals, so a table can be filtered and still knows its denominators.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from toolkit.tables import require
from toolkit.terms.forms import plain
from toolkit.terms.lexicon import Lexicon
from toolkit.text.segment import Segmenter
from toolkit.text.tokens import Encoder

FIXED = ("group_lang", "term", "kind", "n", "docs", "group_tokens", "group_docs")
PERIODS = {"year": "Y", "quarter": "Q", "month": "M"}

_COUNTED = ("word", "number", "term")  # marks are no tokens of a frequency
_BATCH = 2_000  # documents whose counts are held at a time when a source is streamed; their texts are not


@dataclass(frozen=True)
class DocumentTerms:
    """How often each term stands in each document.

    matrix: documents × terms, integers. terms: one row per column of the matrix: term (lemma or concept), kind.
    documents: one row per row of the matrix: doc_id, lang and the metadata.
    """

    matrix: csr_matrix
    terms: pd.DataFrame
    documents: pd.DataFrame


def document_terms(
    source: object, *, lexicon: Lexicon | None = None, segmenter: Segmenter | None = None
) -> DocumentTerms:
    """Count the terms of each document, without a row per token.

    In: docs, or anything that `read` takes: its texts are then read, counted and let go one at a time.
    Out: DocumentTerms. Raises ValueError if a column is missing or there is nothing to count.

    >>> import toolkit as tk
    >>> counted = document_terms(tk.from_texts(["落实三个规定，落实责任", "落实责任"]))
    >>> counted.terms.term.tolist(), counted.matrix.toarray().tolist()
    (['三个规定', '落实', '责任'], [[1, 2, 1], [0, 1, 1]])
    """
    encoder = Encoder(Lexicon.default() if lexicon is None else lexicon, segmenter or Segmenter())
    if isinstance(source, pd.DataFrame):
        require(source, ["doc_id", "lang", "text"], "count(docs)")
        counted = [encoder.count(text, lang) for text, lang in zip(source["text"], source["lang"], strict=True)]
        return _from_counted(counted, encoder, source)
    from toolkit.reading.folder import documents

    return _streamed(documents(source), encoder)


def _streamed(records: Iterable[dict[str, Any]], encoder: Encoder) -> DocumentTerms:
    """Of each record its metadata is kept, and its numbers; its text is let go."""
    described, counted = [], []
    for record in records:
        counted.append(encoder.count(record["text"], record["lang"]))
        described.append({name: value for name, value in record.items() if name not in ("text", "raw")})
    if not described:
        raise ValueError("there are no documents to count")
    return _from_counted(counted, encoder, pd.DataFrame(described))


def _from_counted(
    counted: list[tuple[np.ndarray, np.ndarray]], encoder: Encoder, documents: pd.DataFrame
) -> DocumentTerms:
    rows = np.repeat(np.arange(len(counted)), [len(ids) for ids, _ in counted])
    ids, n = (np.concatenate(part) for part in zip(*counted, strict=True)) if counted else np.empty((2, 0), np.int32)
    return _document_terms(rows, encoder.vocabulary(), ids, n, documents)


def _document_terms(
    rows: np.ndarray, types: list[tuple[str, str]], ids: np.ndarray, n: np.ndarray, documents: pd.DataFrame
) -> DocumentTerms:
    """Types that share a lemma and kind become one term; terms stand in the order of their names."""
    terms = sorted({pair for pair in types if pair[1] in _COUNTED})
    column = {pair: number for number, pair in enumerate(terms)}
    columns = np.array([column.get(pair, -1) for pair in types], np.int32)[ids]
    kept = columns >= 0
    matrix = csr_matrix((n[kept].astype(np.int64), (rows[kept], columns[kept])), shape=(len(documents), len(terms)))
    matrix.sum_duplicates()
    named = pd.DataFrame(terms, columns=["term", "kind"], dtype="str")
    return DocumentTerms(matrix, named, documents.reset_index(drop=True))


def count(
    source: object,
    by: str | Sequence[str] | None = None,
    *,
    docs: pd.DataFrame | None = None,
    lexicon: Lexicon | None = None,
    segmenter: Segmenter | None = None,
) -> pd.DataFrame:
    """Count terms in groups of documents.

    In: docs, tokens or hits, or anything that `read` takes (a folder is then streamed, never held as a whole);
    `by`: a column or several, "year", "quarter" and "month" being made from `date`; none for one group of everything.
    Out: the group's columns, group_lang (languages of its documents, such as "en+zh"), term (lemma, or concept of a
    formulation), kind (word, number, term), n, docs (documents it is in), group_tokens and group_docs (the group's
    totals: tokens without marks, documents with at least one token); the most frequent first.
    Hits know nothing of the documents without any: give `docs=docs`, or group_docs is missing; they have no
    group_tokens. `lexicon` and `segmenter` are for docs and sources. Raises ValueError for an unknown column.

    >>> import toolkit as tk
    >>> docs = tk.from_texts(["落实三个规定", "Implement the three regulations"], date=["2023-05-01", "2024-05-01"])
    >>> counts = count(docs, by="year")
    >>> counts[counts.term == "三个规定"][["year", "n", "docs", "group_tokens"]].values.tolist()
    [['2023', 1, 1, 2], ['2024', 1, 1, 3]]
    """
    by = [by] if isinstance(by, str) else list(by or [])
    if not isinstance(source, pd.DataFrame):
        return _count_source(source, by, lexicon, segmenter)
    if "concept" in source.columns:
        return _count_hits(source, by, docs)
    if "lemma" in source.columns:
        return _grouped(_from_tokens(source), by)
    return _grouped(document_terms(source, lexicon=lexicon, segmenter=segmenter), by)


def merge(*counts: pd.DataFrame) -> pd.DataFrame:
    """Add up counts of disjoint sets of documents, grouped alike.

    In: tables from `count` with the same group columns. Out: what `count` would give for all documents at once.
    Raises ValueError if nothing is given or the group columns differ.

    >>> import toolkit as tk
    >>> a, b = tk.from_texts(["落实责任"]), tk.from_texts(["落实规定"], doc_id=["b"])
    >>> merge(count(a), count(b)).query("term == '落实'")[["n", "docs", "group_docs"]].values.tolist()
    [[2, 2, 2]]
    """
    if not counts:
        raise ValueError("merge() needs at least one table from count()")
    by = group_columns(counts[0])
    for other in counts[1:]:
        if group_columns(other) != by:
            raise ValueError(f"merge() needs the same groups; one table has {by}, another {group_columns(other)}")
    counts = tuple(table for table in counts if len(table)) or counts[:1]
    rows = pd.concat(counts, ignore_index=True)
    if rows.empty:
        return rows
    groups = pd.concat([_groups(table, by) for table in counts], ignore_index=True)
    totals = _sum_groups(groups, by)
    summed = rows.groupby([*by, "term", "kind"], dropna=False, sort=False, observed=True)[["n", "docs"]].sum()
    merged = summed.reset_index()
    merged = merged.merge(totals, on=by) if by else merged.assign(**totals.iloc[0])
    return _ordered(merged, by)


def group_columns(counts: pd.DataFrame) -> list[str]:
    """The columns that a table of counts was grouped by."""
    return [column for column in counts.columns if column not in {*FIXED, "per_10k", "share", "label"}]


def _groups(counts: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    return counts[[*by, "group_lang", "group_tokens", "group_docs"]].drop_duplicates(by or ["group_lang"])


def _sum_groups(groups: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    key = by if by else pd.Series(0, index=groups.index)
    summed = groups.groupby(key, dropna=False, observed=True).agg(
        group_lang=(
            "group_lang",
            lambda langs: _joined_langs(part for lang in langs for part in lang.split("+")),
        ),
        group_tokens=("group_tokens", lambda n: n.sum(skipna=False)),
        group_docs=("group_docs", lambda n: n.sum(skipna=False)),
    )
    return summed.reset_index() if by else summed.reset_index(drop=True)


def _joined_langs(langs: Iterable[str]) -> str:
    return "+".join(sorted(set(langs) - {""}))


def _ordered(counts: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    ordered = counts.sort_values([*by, "n", "term", "kind"], ascending=[True] * len(by) + [False, True, True])
    return ordered[[*by, *FIXED]].reset_index(drop=True)


def _count_source(source: object, by: list[str], lexicon: Lexicon | None, segmenter: Segmenter | None) -> pd.DataFrame:
    """A batch of documents at a time, merged: memory grows with the vocabulary and the groups, not with the text."""
    from toolkit.reading.folder import documents

    encoder = Encoder(Lexicon.default() if lexicon is None else lexicon, segmenter or Segmenter())
    records = iter(documents(source))
    total: pd.DataFrame | None = None
    while batch := list(islice(records, 1)):
        part = _grouped(_streamed(chain(batch, islice(records, _BATCH - 1)), encoder), by)
        total = part if total is None else merge(total, part)
    if total is None:
        raise ValueError(f"nothing to count in {source!r}")
    return total


def _count_hits(hits: pd.DataFrame, by: list[str], docs: pd.DataFrame | None) -> pd.DataFrame:
    """One row of the matrix per document and language: a hit's `lang` is the formulation's own.

    An unlisted formulation has no concept; it is counted by what it says, quotation marks and case aside.
    """
    ids, concepts = pd.factorize(hits["concept"].fillna(hits["surface"].map(plain)))
    types = [(concept, "term") for concept in concepts]
    named = hits.drop(columns=[c for c in ("sent", "start", "end", "surface") if c in hits])
    if docs is not None:
        documents = docs
        rows = pd.Index(docs["doc_id"]).get_indexer(hits["doc_id"])
        if (rows < 0).any():
            raise ValueError(f"hits are of a document that is not in docs: {hits['doc_id'][rows < 0].iloc[0]!r}")
    else:
        keys = [column for column in ("doc_id", "lang") if column in named]
        documents = named.drop_duplicates(keys)
        rows = pd.MultiIndex.from_frame(documents[keys]).get_indexer(pd.MultiIndex.from_frame(named[keys]))
    counted = _document_terms(rows, types, ids, np.ones(len(ids), int), documents)
    used = None if docs is None else docs["text"].str.strip().ne("").to_numpy()
    table = _grouped(counted, by, used)
    table["group_tokens"] = pd.array([pd.NA] * len(table), dtype="Int64")
    if docs is None:
        table["group_docs"] = pd.array([pd.NA] * len(table), dtype="Int64")
    return table


def _from_tokens(tokens: pd.DataFrame) -> DocumentTerms:
    rows, _ = pd.factorize(tokens["doc_id"])
    documents = tokens.drop_duplicates("doc_id")
    lemmas, lemma = pd.factorize(tokens["lemma"])
    kinds, kind = pd.factorize(tokens["kind"])
    ids, pairs = pd.factorize(lemmas * len(kind) + kinds)
    types = [(str(lemma[pair // len(kind)]), str(kind[pair % len(kind)])) for pair in pairs]
    return _document_terms(rows, types, ids, np.ones(len(ids), int), documents)


def _grouped(counted: DocumentTerms, by: list[str], used: np.ndarray | None = None) -> pd.DataFrame:
    """Sum the documents of each group. `used`: which documents count; those with a term unless given."""
    groups = _group_table(counted.documents, by)
    codes = (
        groups.groupby(by, dropna=False, observed=True, sort=True).ngroup().to_numpy()
        if by
        else np.zeros(len(groups), int)
    )
    used = np.asarray(counted.matrix.sum(axis=1)).ravel() > 0 if used is None else used
    size = int(codes.max()) + 1 if len(codes) else 0
    membership = csr_matrix((used.astype(np.int64), (codes, np.arange(len(codes)))), shape=(size, len(codes)))
    n = _sorted(membership @ counted.matrix)
    docs = _sorted(membership @ (counted.matrix > 0).astype(np.int64))  # the same cells as n, in the same order
    group = np.repeat(np.arange(size), np.diff(n.indptr))
    # Groups and terms stand in order, so that sorting their numbers sorts their names: `_ordered` without the strings.
    order = np.lexsort((n.indices, -n.data, group))
    group, terms = group[order], n.indices[order]
    table = _group_names(groups, codes, by).take(group).reset_index(drop=True)
    langs = groups["lang"][used].groupby(codes[used]).agg(_joined_langs)
    table["group_lang"] = langs.reindex(range(size)).array.take(group)
    table["term"] = counted.terms["term"].array.take(terms)
    table["kind"] = counted.terms["kind"].array.take(terms)
    table["n"] = n.data[order]
    table["docs"] = docs.data[order]
    table["group_tokens"] = np.asarray(n.sum(axis=1)).ravel()[group]
    table["group_docs"] = np.bincount(codes[used], minlength=size)[group]
    return table[[*by, *FIXED]]


def _sorted(matrix: csr_matrix) -> csr_matrix:
    matrix.sort_indices()
    return matrix


def _group_names(groups: pd.DataFrame, codes: np.ndarray, by: list[str]) -> pd.DataFrame:
    """One row per group, in the order of the codes."""
    first = np.unique(codes, return_index=True)[1]
    return groups[by].iloc[first].reset_index(drop=True)


def _group_table(documents: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The columns to group by, times made from dates, and the language; missing text is the group ""."""
    columns = {}
    for name in by:
        if name in documents.columns:
            columns[name] = _filled(documents[name])
        elif name in PERIODS and "date" in documents.columns:
            columns[name] = periods(documents["date"], name)
        else:
            known = [
                c for c in documents.columns if c not in {"text", "raw", "sent", "i", "token", "lemma", "start", "end"}
            ]
            raise ValueError(f"by={name!r}: no such column; the documents have: {', '.join(map(str, known))}")
    lang = _filled(documents["lang"]) if "lang" in documents.columns else ""
    return pd.DataFrame(columns, index=documents.index).assign(lang=lang)


def _filled(values: pd.Series) -> pd.Series:
    text = isinstance(values.dtype, pd.CategoricalDtype | pd.StringDtype) or values.dtype == object
    return values.astype("str").fillna("") if text else values


def periods(dates: pd.Series, unit: str) -> pd.Series:
    """The year "2024", quarter "2024Q1" or month "2024-02" of each date; "" where there is none.

    >>> periods(pd.Series(pd.to_datetime(["2024-02-28", None])), "quarter").tolist()
    ['2024Q1', '']
    """
    return pd.to_datetime(dates).dt.to_period(PERIODS[unit]).astype("str").replace("NaT", "").fillna("").astype("str")
