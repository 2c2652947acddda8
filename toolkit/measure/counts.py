"""count(): the one mergeable summary from which all else is computed.

Counts of disjoint sets of documents add up: `merge(count(a), count(b))` is `count(a and b)`, so one machine and many
give the same figures. Each row carries its group's totals, so a table can be filtered and still knows its denominators.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import add
from typing import Any

import numpy as np
import pandas as pd

from toolkit.corpus.corpus import key_of, warn_of_differences
from toolkit.corpus.shard import documents_of, flat, tokens_of, vocabulary_of
from toolkit.measure.concepts import concepts_of, rows_in
from toolkit.measure.tally import FIXED, TAKEN, DocumentTerms, Tally, group_names, group_totals
from toolkit.reading.parts import At, Part, batches, odd, parts, refuse_twice, tidy, unread, warn_of
from toolkit.reading.stored import Stored, manifest_of
from toolkit.scale.run import run
from toolkit.tables import require
from toolkit.terms.lexicon import Lexicon, lexicon_for
from toolkit.text.segment import Segmenter, segmenter_for
from toolkit.text.tokens import Encoder


def document_terms(
    source: object,
    *,
    lexicon: Lexicon | None = None,
    segmenter: Segmenter | None = None,
    workers: int = 1,
    client: Any = None,
    progress: bool = False,
) -> DocumentTerms:
    """Count the terms of each document, without a row per token.

    In: docs, or anything that `read` takes: its texts are then read, counted and let go one at a time.
    workers: processes on this machine; client: a dask.distributed Client in their place; progress: show a bar.
    Out: DocumentTerms, without rows where there are no documents. Raises ValueError if a column is missing.

    >>> import toolkit as tk
    >>> counted = document_terms(tk.from_texts(["落实三个规定，落实责任", "落实责任"]))
    >>> counted.terms.term.tolist(), counted.matrix.toarray().tolist()
    (['三个规定', '落实', '责任'], [[1, 2, 1], [0, 1, 1]])
    """
    if isinstance(source, pd.DataFrame):
        require(source, ["doc_id", "lang", "text"], "count(docs)")
    counted = run(
        _terms(source, lexicon, segmenter), parts(source), add, workers=workers, client=client, progress=progress
    )
    if isinstance(source, pd.DataFrame):  # with its own columns as they were
        return DocumentTerms(counted.matrix, counted.terms, source.reset_index(drop=True))
    if manifest_of(source) is None:  # what a corpus lacks was said when it was built
        warn_of(unread(counted.documents), len(counted.documents), odd(counted.documents))
        refuse_twice(counted.documents)
    return DocumentTerms(counted.matrix, counted.terms, tidy(counted.documents))


def count(
    source: object,
    by: str | Sequence[str] | None = None,
    *,
    docs: pd.DataFrame | None = None,
    lexicon: Lexicon | None = None,
    segmenter: Segmenter | None = None,
    prune: int = 0,
    workers: int = 1,
    client: Any = None,
    progress: bool = False,
) -> pd.DataFrame:
    """Count terms in groups of documents.

    In: docs, tokens or hits, or anything that `read` takes (a folder is then streamed, never held as a whole);
    `by`: a column or several, "year", "quarter" and "month" being made from `date`; none for one group of everything.
    Out: the group's columns, group_lang (languages of its documents, such as "en+zh"), term (lemma, or concept of a
    formulation), kind (word, number, term), n, docs (documents it is in), group_tokens and group_docs (the group's
    totals: tokens without marks, documents with at least one token); the most frequent first.
    Hits know nothing of the documents without any: give `docs=docs`, or group_docs is missing; they have no
    group_tokens. A group with documents but without a hit then has one row, of the first term, with n 0.
    `lexicon` and `segmenter` are for docs and sources, and so are workers (processes on this machine), client (a
    dask.distributed Client, whose workers can reach the files) and progress (a bar): the counts are the same.
    `prune`, for vocabularies that no memory holds: words and numbers that stand this often or less in a part of the source
    (16 MB of text) are left out of it. An n is then too low by at most `prune` times the parts, which is `counts.attrs["short"]`;
    formulations and the groups' totals are as they were.
    Raises ValueError for an unknown column, one that is named like a column of the counts, or a `prune` below 0.

    >>> import toolkit as tk
    >>> docs = tk.from_texts(["落实三个规定", "Implement the three regulations"], date=["2023-05-01", "2024-05-01"])
    >>> counts = count(docs, by="year")
    >>> counts[counts.term == "三个规定"][["year", "n", "docs", "group_tokens"]].values.tolist()
    [['2023', 1, 1, 2], ['2024', 1, 1, 3]]
    """
    by = group_names(by)
    if prune < 0:
        raise ValueError(
            f"prune={prune!r}: how often a term may stand in a part and still be left out, from 0 (none is)"
        )
    if isinstance(source, pd.DataFrame):
        if "concept" in source.columns:
            return _count_hits(source, by, docs)
        if "lemma" in source.columns:
            return Tally.of(_from_tokens(source), by).table()
        require(source, ["doc_id", "lang", "text"], "count(docs)")
    task = _Tally(_terms(source, lexicon, segmenter), tuple(by), prune)
    tally = run(task, parts(source), add, workers=workers, client=client, progress=progress)
    if not isinstance(source, pd.DataFrame) and manifest_of(source) is None:
        warn_of(tally.unread, tally.documents, tally.odd)  # what a corpus lacks was said when it was built
    return tally.table()


def _terms(source: object, lexicon: Lexicon | None, segmenter: Segmenter | None) -> _Terms:
    """The task for a source. A saved corpus is counted as it was built unless something else is asked for."""
    manifest = manifest_of(source)
    if manifest and lexicon is None and segmenter is None:
        warn_of_differences(source, manifest)
        return _Terms(Lexicon.empty(), Segmenter(), manifest["key"])
    lexicon, segmenter = lexicon_for(source, lexicon), segmenter_for(segmenter)
    return _Terms(lexicon, segmenter, key_of(lexicon, segmenter) if manifest else "")


@dataclass(frozen=True)
class _Terms:
    """The task of counting the terms of each document of a part. key: of shards whose tokens are saved already."""

    lexicon: Lexicon
    segmenter: Segmenter
    key: str

    def __call__(self, part: Part, at: At) -> DocumentTerms:
        if isinstance(part, Stored) and part.key == self.key:
            return _saved_terms(part)
        encoder = Encoder(self.lexicon, self.segmenter)
        described, counted = [], []
        for docs in batches(part, at, raw=False):
            told = _by_place(at, docs["doc_id"].tolist())
            counted += encoder.count(docs["text"].tolist(), docs["lang"].tolist(), told)
            described.append(docs.drop(columns=["text", "raw"], errors="ignore"))
        rows = np.repeat(np.arange(len(counted)), [len(ids) for ids, _ in counted])
        ids, n = (
            (np.concatenate(part) for part in zip(*counted, strict=True)) if counted else np.empty((2, 0), np.int32)
        )
        return DocumentTerms.of(rows, encoder.vocabulary(), ids, n, pd.concat(described))


def _by_place(at: At, names: list[str]) -> Callable[[int], None]:
    return lambda place: at(names[place])


def _saved_terms(part: Stored) -> DocumentTerms:
    vocabulary = vocabulary_of(part.folder)
    codes, each = flat(tokens_of(part.folder).codes)
    types = list(zip(vocabulary["lemma"], vocabulary["kind"], strict=True))
    rows = np.repeat(np.arange(len(each)), each)
    return DocumentTerms.of(rows, types, codes, np.ones(len(codes), np.int32), documents_of(part.folder))


@dataclass(frozen=True)
class _Tally:
    """The task of counting the terms of a part by group."""

    terms: _Terms
    by: tuple[str, ...]
    prune: int

    def __call__(self, part: Part, at: At) -> Tally:
        tally = Tally.of(self.terms(part, at), self.by)
        return tally.pruned(self.prune) if self.prune else tally


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
    short = sum(table.attrs.get("short", 0) for table in counts)
    counts = tuple(table for table in counts if len(table)) or counts[:1]
    rows = pd.concat(counts, ignore_index=True)
    if short:
        rows.attrs["short"] = short
    if rows.empty:
        return rows
    groups = pd.concat([_groups(table, by) for table in counts], ignore_index=True)
    totals = group_totals(groups, by)
    summed = rows.groupby([*by, "term", "kind"], dropna=False, sort=False, observed=True)[["n", "docs"]].sum()
    merged = summed.reset_index()
    merged = merged.merge(totals, on=by) if by else merged.merge(totals, how="cross")
    merged = _ordered(merged, by)
    merged.attrs = rows.attrs
    return merged


def group_columns(counts: pd.DataFrame) -> list[str]:
    """The columns that a table of counts was grouped by."""
    return [column for column in counts.columns if column not in TAKEN]


def _groups(counts: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    return counts[[*by, "group_lang", "group_tokens", "group_docs"]].drop_duplicates(by or ["group_lang"])


def _ordered(counts: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """As Tally.table has them: also with rows of 0 only for groups that have no others, and then one, of the first term."""
    ordered = counts.sort_values([*by, "n", "term", "kind"], ascending=[True] * len(by) + [False, True, True])
    ordered = ordered[(ordered["n"] > 0) | ~ordered.duplicated(by or ["group_lang"])]
    none = ordered["n"] == 0
    if none.any():
        ordered.loc[none, ["term", "kind"]] = ordered.sort_values(["term", "kind"])[["term", "kind"]].iloc[0].tolist()
    return ordered[[*by, *FIXED]].reset_index(drop=True)


def _count_hits(hits: pd.DataFrame, by: list[str], docs: pd.DataFrame | None) -> pd.DataFrame:
    """One row of the matrix per document and language: a hit's `lang` is the formulation's own.

    An unlisted formulation has no concept; it is counted by what it says, quotation marks and case aside.
    """
    ids, concepts = pd.factorize(concepts_of(hits))
    types = [(concept, "term") for concept in concepts]
    named = hits.drop(columns=[c for c in ("sent", "start", "end", "surface") if c in hits])
    if docs is not None:
        documents = docs
        rows = rows_in(docs, hits)
    else:
        keys = [column for column in ("doc_id", "lang") if column in named]
        documents = named.drop_duplicates(keys)
        rows = pd.MultiIndex.from_frame(documents[keys]).get_indexer(pd.MultiIndex.from_frame(named[keys]))
    counted = DocumentTerms.of(rows, types, ids, np.ones(len(ids), int), documents)
    used = None if docs is None else docs["text"].str.strip().ne("").to_numpy()
    table = Tally.of(counted, by, used).table()
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
    return DocumentTerms.of(rows, types, ids, np.ones(len(ids), int), documents)
