"""Counts by group that add up: what `count` gathers of each part of a source before it becomes a table.

Counts of disjoint documents add up to the counts of all of them, whichever comes first: integers, with groups and terms
in the order of their names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix, vstack

from toolkit.reading.dates import as_dates
from toolkit.reading.parts import SAID, odd, unread

FIXED = ("group_lang", "term", "kind", "n", "docs", "group_tokens", "group_docs")
TAKEN = {*FIXED, "per_10k", "share", "label"}  # columns that counts have, or get, besides those of the groups
PERIODS = {"year": "Y", "quarter": "Q", "month": "M"}
COUNTED = ("word", "number", "term")  # marks are no tokens of a frequency

_TYPES = {"group_lang": "str", "group_tokens": "int64", "group_docs": "int64"}

Term = tuple[str, str]  # lemma or concept, and kind


@dataclass(frozen=True)
class DocumentTerms:
    """How often each term stands in each document.

    matrix: documents × terms, integers. terms: one row per column of the matrix: term (lemma or concept), kind.
    documents: one row per row of the matrix: doc_id, lang and the metadata.
    """

    matrix: csr_matrix
    terms: pd.DataFrame
    documents: pd.DataFrame

    @classmethod
    def of(
        cls, rows: NDArray, types: Sequence[Term], ids: NDArray, n: NDArray, documents: pd.DataFrame
    ) -> DocumentTerms:
        """From the number of the document, of the type, and how often, of each piece counted.

        Types that share a lemma and kind become one term; terms stand in the order of their names.
        """
        terms = sorted({pair for pair in types if pair[1] in COUNTED})
        column = {pair: number for number, pair in enumerate(terms)}
        columns = np.array([column.get(pair, -1) for pair in types], np.int32)[ids]
        kept = columns >= 0
        matrix = csr_matrix((n[kept].astype(np.int32), (rows[kept], columns[kept])), shape=(len(documents), len(terms)))
        matrix.sum_duplicates()
        named = pd.DataFrame(terms, columns=["term", "kind"], dtype="str")
        return cls(matrix, named, documents.reset_index(drop=True))

    def __add__(self, other: DocumentTerms) -> DocumentTerms:
        """The documents of both, the other's behind."""
        terms, *places = _united(_pairs(self.terms), _pairs(other.terms))
        size = len(terms)
        matrix = vstack([_moved(part.matrix, to, size) for part, to in zip((self, other), places, strict=True)], "csr")
        documents = pd.concat([self.documents, other.documents], ignore_index=True)
        return DocumentTerms(matrix, pd.DataFrame(terms, columns=["term", "kind"], dtype="str"), documents)


@dataclass(frozen=True)
class Tally:
    """Counts of terms in groups of documents.

    by: the columns grouped by; known: those and others that the documents have. groups: one row per group, in order: the columns,
    group_lang, group_tokens, group_docs. terms: in order. n and docs: groups × terms, how often and in how many documents. documents: how many, those
    without a term included; unread: files that could not be read; odd: the first that have another problem; short: by how much an n may be too low, since rare terms were left out.
    """

    by: tuple[str, ...]
    known: frozenset[str]
    groups: pd.DataFrame
    terms: list[Term]
    n: csr_matrix
    docs: csr_matrix
    documents: int
    unread: tuple[str, ...]
    odd: tuple[str, ...]
    short: int = 0

    @classmethod
    def of(cls, counted: DocumentTerms, by: Sequence[str], used: NDArray | None = None) -> Tally:
        """The documents of each group summed. `used`: which documents count; those with a term unless given."""
        groups = group_table(counted.documents, by)
        codes = _codes(groups, by)
        used = np.asarray(counted.matrix.sum(axis=1)).ravel() > 0 if used is None else used
        size = int(codes.max()) + 1 if len(codes) else 0
        membership = csr_matrix((used.astype(np.int64), (codes, np.arange(len(codes)))), shape=(size, len(codes)))
        n = _sorted(membership @ counted.matrix)
        docs = _sorted(membership @ (counted.matrix > 0).astype(np.int64))  # the same cells as n, in the same order
        langs = groups["lang"][used].groupby(codes[used]).agg(_joined_langs)
        table = groups[list(by)].iloc[_firsts(codes)].reset_index(drop=True)
        table["group_lang"] = langs.reindex(range(size)).fillna("").to_numpy()
        table["group_tokens"] = np.asarray(n.sum(axis=1)).ravel()
        table["group_docs"] = np.bincount(codes[used], minlength=size)
        known = frozenset(map(str, counted.documents.columns))
        lost, strange = tuple(unread(counted.documents)), odd(counted.documents)
        return cls(tuple(by), known, table.astype(_TYPES), _pairs(counted.terms), n, docs, len(groups), lost, strange)

    def __add__(self, other: Tally) -> Tally:
        terms, own, others = _united(self.terms, other.terms)
        groups = pd.concat([self.groups, other.groups], ignore_index=True)
        codes = _codes(groups, self.by)
        mine, theirs = codes[: len(self.groups)], codes[len(self.groups) :]
        shape = (int(codes.max()) + 1 if len(codes) else 0, len(terms))
        table = group_totals(groups, list(self.by))
        n = _joined(shape, (self.n, mine, own), (other.n, theirs, others))
        docs = _joined(shape, (self.docs, mine, own), (other.docs, theirs, others))
        return Tally(
            self.by,
            self.known | other.known,
            table.astype(_TYPES),
            terms,
            n,
            docs,
            self.documents + other.documents,
            self.unread + other.unread,
            (self.odd + other.odd)[: SAID + 1],
            self.short + other.short,
        )

    def pruned(self, most: int) -> Tally:
        """Without the words and numbers that are here `most` times at most; formulations and the groups' totals stay."""
        often = np.asarray(self.n.sum(axis=0)).ravel() > most
        kept = np.flatnonzero(often | np.array([kind == "term" for _, kind in self.terms], bool))
        if self.terms and not len(kept):
            kept = np.array([0])  # a table tells the totals of its groups by their terms
        terms = [self.terms[place] for place in kept]
        return replace(self, terms=terms, n=self.n[:, kept], docs=self.docs[:, kept], short=self.short + most)

    def table(self) -> pd.DataFrame:
        """The counts as a table, the most frequent term of each group first.

        A group whose documents have no term at all keeps its documents by a row of the first term, counted 0 times.
        Raises ValueError if no document had a column that was to be grouped by.
        """
        check_groups(self.by, self.known)
        each = np.diff(self.n.indptr)
        without = np.flatnonzero((each == 0) & (self.groups["group_docs"] > 0)) if self.terms else np.empty(0, int)
        none = np.zeros(len(without), np.int64)
        group = np.concatenate([np.repeat(np.arange(len(self.groups)), each), without])
        term, n, docs = (np.concatenate([cells, none]) for cells in (self.n.indices, self.n.data, self.docs.data))
        # Groups and terms stand in order, so that sorting their numbers sorts their names.
        order = np.lexsort((term, -n, group))
        table = self.groups.take(group[order]).reset_index(drop=True)
        terms = pd.DataFrame(self.terms, columns=["term", "kind"], dtype="str")
        for name in ("term", "kind"):
            table[name] = terms[name].array.take(term[order])
        table["n"], table["docs"] = n[order], docs[order]
        table = table[[*self.by, *FIXED]]
        if self.short:
            table.attrs["short"] = self.short
        return table


def group_totals(groups: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """One row per group of several tables of groups, in order: its languages, tokens and documents together; unknown where one is."""
    key = by if by else pd.Series(0, index=groups.index)
    summed = groups.groupby(key, dropna=False, observed=True).agg(
        group_lang=("group_lang", lambda langs: _joined_langs(part for lang in langs for part in lang.split("+"))),
        group_tokens=("group_tokens", lambda n: n.sum(skipna=False)),
        group_docs=("group_docs", lambda n: n.sum(skipna=False)),
    )
    return summed.reset_index() if by else summed.reset_index(drop=True)


def group_names(by: str | Sequence[str] | None, taken: Collection[str] = TAKEN) -> list[str]:
    """The columns to group by. Raises ValueError for what is no list of names, and for a name `taken` by a column of the result."""
    names = [by] if isinstance(by, str) else by or []
    if not isinstance(names, Sequence | pd.Index) or not all(isinstance(name, str) for name in names):
        raise ValueError(f"by={by!r}: the name of a column, or a list of names")
    if len(set(names)) < len(names):
        raise ValueError(f"by={by!r}: name each column once")
    for name in names:
        if name in taken:
            raise ValueError(
                f"by={name!r}: the result has a column {name!r} of its own; rename yours, docs.rename(columns={{{name!r}: 'my_{name}'}}), "
                f"or read it as one that documents have: read(…, columns={{'section': {name!r}}})"
            )
    return list(names)


def check_groups(by: Iterable[str], known: Iterable[str]) -> None:
    """Raises ValueError if documents with these columns cannot be grouped so."""
    known = set(known)
    for name in by:
        if name not in known and not (name in PERIODS and "date" in known):
            columns = sorted(known - {"text", "raw", "sent", "i", "token", "lemma", "start", "end"})
            made = f", and {', '.join(PERIODS)} are made of the date" if "date" in known else ""
            raise ValueError(f"by={name!r}: no such column; the documents have: {', '.join(columns)}{made}")


def _pairs(terms: pd.DataFrame) -> list[Term]:
    return list(zip(terms["term"].tolist(), terms["kind"].tolist(), strict=True))


def _united(first: list[Term], second: list[Term]) -> tuple[list[Term], NDArray, NDArray]:
    """Terms of both in order, and the places in it of either's."""
    known = set(first)
    terms = sorted([*first, *(term for term in second if term not in known)])
    place = {term: number for number, term in enumerate(terms)}
    own, others = (np.fromiter(map(place.__getitem__, part), np.int32, len(part)) for part in (first, second))
    return terms, own, others


def _moved(matrix: csr_matrix, places: NDArray, size: int) -> csr_matrix:
    """A matrix whose columns get new places among so many, in the same order: its cells stay where they are."""
    return csr_matrix((matrix.data, places[matrix.indices], matrix.indptr), shape=(matrix.shape[0], size))


def _joined(shape: tuple[int, int], *parts: tuple[csr_matrix, NDArray, NDArray]) -> csr_matrix:
    """The sum of matrices whose rows and columns get new places."""
    cells = [matrix.tocoo() for matrix, _, _ in parts]
    rows = np.concatenate([places[cell.row] for cell, (_, places, _) in zip(cells, parts, strict=True)])
    columns = np.concatenate([places[cell.col] for cell, (_, _, places) in zip(cells, parts, strict=True)])
    return _sorted(coo_matrix((np.concatenate([cell.data for cell in cells]), (rows, columns)), shape=shape).tocsr())


def _sorted(matrix: csr_matrix) -> csr_matrix:
    matrix.sort_indices()
    return matrix


def _codes(groups: pd.DataFrame, by: Sequence[str]) -> NDArray:
    """The number of each row's group, in the order of the groups' names."""
    if not by:
        return np.zeros(len(groups), int)
    return groups.groupby(list(by), dropna=False, observed=True, sort=True).ngroup().to_numpy()


def _firsts(codes: NDArray) -> NDArray:
    """Where each group has its first row."""
    return np.unique(codes, return_index=True)[1]


def _joined_langs(langs: Iterable[str]) -> str:
    return "+".join(sorted(set(langs) - {""}))


def group_table(documents: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """The columns to group by, times made from dates, and the language; what is missing is the group ""."""
    columns: dict[str, object] = {}
    for name in by:
        if name in documents.columns:
            columns[name] = _filled(documents[name])
        elif name in PERIODS and "date" in documents.columns:
            columns[name] = periods(documents["date"], name)
        else:  # other parts of the source may have it; `table` says so if none has
            columns[name] = pd.Series("", documents.index, dtype="str")
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
    return as_dates(dates).dt.to_period(PERIODS[unit]).astype("str").replace("NaT", "").fillna("").astype("str")
