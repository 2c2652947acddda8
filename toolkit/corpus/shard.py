"""One shard: its documents, tokens as codes, vocabulary, hits and index, written together and read one by one."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from toolkit.corpus import index
from toolkit.reading.found import stacked
from toolkit.reading.parts import At, Files, Slice, batches, tidy
from toolkit.reading.stored import DOCUMENTS, DONE, CorpusError, checksum, parquet_file, reading, shard_folder
from toolkit.scale.kept import digest
from toolkit.terms.lexicon import Lexicon
from toolkit.text.segment import Segmenter
from toolkit.text.tokens import Encoder, stretches_of

TOKENS, VOCABULARY, HITS = "tokens.parquet", "vocabulary.parquet", "hits.parquet"
_FILES = (DOCUMENTS, TOKENS, VOCABULARY, HITS, index.INDEX)
_ROW_GROUP = 500_000  # characters of text: what a search unpacks to show one place
_CODES = pa.list_(pa.int32())


@dataclass(frozen=True)
class Tokens:
    """The tokens of some documents: of all pieces the code, their lengths, and where sentences start; by document."""

    codes: pa.ChunkedArray
    lengths: pa.ChunkedArray
    sentences: pa.ChunkedArray

    def taken(self, rows: NDArray) -> Tokens:
        """Those of some of the documents, in the order of these."""
        return Tokens(*(pc.take(column, pa.array(rows)) for column in (self.codes, self.lengths, self.sentences)))


@dataclass(frozen=True)
class Contents:
    """Documents, each with the file or slice that it is of as `unit`, and what belongs to them."""

    documents: pd.DataFrame
    tokens: Tokens
    vocabulary: pd.DataFrame
    hits: pd.DataFrame

    def taken(self, rows: NDArray) -> Contents:
        """Some of the documents, by their numbers, in the order of these."""
        place = np.full(len(self.documents), -1)
        place[rows] = np.arange(len(rows))
        hits = self.hits.assign(place=place[self.hits["place"]])
        hits = hits[hits["place"] >= 0].sort_values("place", kind="stable", ignore_index=True)
        return Contents(self.documents.iloc[rows], self.tokens.taken(rows), self.vocabulary, hits)


@dataclass(frozen=True)
class Plan:
    """A shard to be: the files or slices that it is of, in order; those of them to be read, and the shards that others are copied from."""

    name: str
    units: tuple[str, ...]
    parts: tuple[Files | Slice, ...]
    copied: tuple[tuple[str, tuple[str, ...]], ...]
    size: int

    def __str__(self) -> str:
        return ", ".join([*map(str, self.parts), *(shard for shard, _ in self.copied)])


@dataclass(frozen=True)
class Write:
    """The task of writing shards into a corpus: what is done for each document that is new."""

    folder: str
    lexicon: Lexicon
    segmenter: Segmenter

    def __call__(self, plan: Plan, at: At) -> list[dict[str, Any]]:
        """What the manifest says of the shard."""
        final = shard_folder(Path(self.folder), plan.name)
        if not is_whole(final):
            partial = final.with_name(f"{plan.name}.{os.getpid()}.partial")
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir(parents=True)
            copied = [_copied(*one) for one in plan.copied]
            contents = _joined([*copied, *(self._made(part, at) for part in plan.parts)])
            place = {unit: number for number, unit in enumerate(plan.units)}
            order = np.argsort(contents.documents["unit"].map(place).to_numpy(), kind="stable")
            figures = _write(partial, contents.taken(order))
            _describe(partial, {"id": plan.name, "bytes": plan.size, **figures})
            shutil.rmtree(final, ignore_errors=True)
            partial.replace(final)
        return [described(final)]

    def _made(self, part: Files | Slice, at: At) -> Contents:
        from toolkit.terms.find import Look  # to open a corpus takes none of it

        encoder, look = Encoder(self.lexicon, self.segmenter), Look(self.lexicon, unlisted=True)
        tables, hits, codes, lengths, sentences = [], [], [], [], []
        place = 0
        for docs in batches(part, at, units=True):
            found = look(docs, at)
            hits.append(found.assign(place=found["place"] + place))
            for stretch in stretches_of(encoder, docs):
                codes.append(stretch.ids)
                lengths.append(np.diff(stretch.ends, prepend=0))
                sentences.append(stretch.sentences)
            tables.append(docs)
            place += len(docs)
        tokens = Tokens(*(pa.chunked_array([pa.array(column, _CODES)]) for column in (codes, lengths, sentences)))
        vocabulary = pd.DataFrame(encoder.vocabulary(), columns=["lemma", "kind"], dtype="str")
        return Contents(
            tidy(pd.concat(tables, ignore_index=True)), tokens, vocabulary, pd.concat(hits, ignore_index=True)
        )


def _copied(shard: str, units: Sequence[str]) -> Contents:
    """The documents of files that have not changed; nothing is read or cut again."""
    documents = _table(shard, DOCUMENTS)
    contents = Contents(documents, tokens_of(shard), vocabulary_of(shard), hits_of(shard))
    return contents.taken(np.flatnonzero(documents["unit"].isin(units)))


def _joined(parts: Sequence[Contents]) -> Contents:
    """Contents one behind the other, with numbers of one vocabulary for the tokens of all."""
    documents = tidy(pd.concat([part.documents for part in parts], ignore_index=True))
    upto = np.cumsum([0, *(len(part.documents) for part in parts)])
    hits = [part.hits.assign(place=part.hits["place"] + before) for part, before in zip(parts, upto, strict=False)]
    codes, vocabulary = _numbered_together(parts)
    lengths = _chained(part.tokens.lengths for part in parts)
    sentences = _chained(part.tokens.sentences for part in parts)
    return Contents(documents, Tokens(codes, lengths, sentences), vocabulary, stacked(hits))


def _chained(columns: Iterable[pa.ChunkedArray]) -> pa.ChunkedArray:
    return pa.chunked_array([chunk for column in columns for chunk in column.chunks], _CODES)


def _numbered_together(parts: Sequence[Contents]) -> tuple[pa.ChunkedArray, pd.DataFrame]:
    """The codes of all tokens by document, and their vocabulary, in which is nothing that is not in the texts."""
    listed = pd.concat([part.vocabulary for part in parts], ignore_index=True)
    upto = np.cumsum([0, *(len(part.vocabulary) for part in parts)])
    flats = [flat(part.tokens.codes) for part in parts]
    codes = np.concatenate([values + before for (values, _), before in zip(flats, upto, strict=False)])
    codes = listed.groupby(["lemma", "kind"], sort=False).ngroup().to_numpy()[codes]
    vocabulary = listed.drop_duplicates()
    used = np.bincount(codes, minlength=len(vocabulary)) > 0
    ends = np.cumsum(np.concatenate([[0], *(each for _, each in flats)]))
    lists = pa.ListArray.from_arrays(pa.array(ends, pa.int32()), pa.array((np.cumsum(used) - 1)[codes], pa.int32()))
    return pa.chunked_array([lists]), vocabulary[used]


def _write(folder: Path, contents: Contents) -> dict[str, int]:
    """The files of a shard. Out: what is in them."""
    documents, tokens = contents.documents, contents.tokens
    stored = documents.assign(raw=documents["raw"].where(documents["raw"] != documents["text"]))
    characters = int(documents["text"].str.len().sum())
    rows = max(1, len(documents) * _ROW_GROUP // max(1, characters))
    columns = pa.table({"codes": tokens.codes, "lengths": tokens.lengths, "sentences": tokens.sentences})
    for name, table, size in (
        (DOCUMENTS, _arrow(stored), rows),
        (TOKENS, columns, rows),
        (VOCABULARY, _arrow(contents.vocabulary), None),
        (HITS, _arrow(contents.hits), None),
    ):
        pq.write_table(table, folder / name, compression="zstd", row_group_size=size, write_page_checksum=True)
    index.write(folder, documents["text"])
    return {
        "documents": len(documents),
        "characters": characters,
        "pieces": pc.sum(pc.list_value_length(tokens.codes)).as_py() or 0,
        "hits": len(contents.hits),
    }


def _arrow(table: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(table, preserve_index=False)


# --- is it as it was written? -----------------------------------------------------------------------------------------


def _describe(folder: Path, figures: dict[str, Any]) -> None:
    """Write beside the files of a shard what is in them, with their checksums and one of the whole description."""
    described = {**figures, "files": {name: checksum(folder / name) for name in _FILES}}
    hashed = digest(json.dumps(described, sort_keys=True))
    (folder / DONE).write_text(json.dumps({**described, "hash": hashed}), encoding="utf-8")


def described(shard: Path) -> dict[str, Any]:
    """What a shard says of itself. Raises CorpusError if that is gone or damaged."""
    with reading(shard / DONE):
        told = dict(json.loads((shard / DONE).read_text(encoding="utf-8")))
        hashed = told.pop("hash")
        if hashed != digest(json.dumps(told, sort_keys=True)):
            raise ValueError("it is not as it was written")
    return told


def is_whole(shard: Path) -> bool:
    """Are all files of a shard there, and as they were written? They are read for it."""
    try:
        return all(checksum(shard / name) == hashed for name, hashed in described(shard)["files"].items())
    except (OSError, CorpusError):
        return False


# --- what is in it ----------------------------------------------------------------------------------------------------


def documents_of(shard: str) -> pd.DataFrame:
    """The shard's docs without their texts."""
    named = parquet_file(Path(shard) / DOCUMENTS).schema_arrow.names
    return _table(shard, DOCUMENTS, [name for name in named if name not in ("text", "raw", "unit")])


def texts_of(shard: str) -> pd.Series:
    return _table(shard, DOCUMENTS, ["text"])["text"]


def tokens_of(shard: str) -> Tokens:
    path = Path(shard) / TOKENS
    with reading(path):
        table = parquet_file(path).read()
        return Tokens(table["codes"], table["lengths"], table["sentences"])


def vocabulary_of(shard: str) -> pd.DataFrame:
    return _table(shard, VOCABULARY)


def hits_of(shard: str) -> pd.DataFrame:
    return _table(shard, HITS)


def _table(shard: str, name: str, columns: list[str] | None = None) -> pd.DataFrame:
    path = Path(shard) / name
    with reading(path):
        return parquet_file(path).read(columns).to_pandas()


def rows_of(shard: Path, numbers: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Texts of documents by their numbers, in order; only the groups of rows that they are in are unpacked."""
    path = shard / DOCUMENTS
    file = parquet_file(path)
    edges = np.cumsum([0, *(file.metadata.row_group(n).num_rows for n in range(file.num_row_groups))])
    held, texts = -1, None
    for number in numbers:
        group = int(np.searchsorted(edges, number, side="right")) - 1
        if group != held:
            with reading(path):
                held, texts = group, file.read_row_group(group, columns=["text"])["text"]
        assert texts is not None
        yield number, texts[number - int(edges[group])].as_py()


def flat(column: pa.ChunkedArray) -> tuple[NDArray, NDArray]:
    """The values of all lists one after another, and how many are in each."""
    joined = column.combine_chunks()
    return joined.flatten().to_numpy(zero_copy_only=False), pc.list_value_length(joined).to_numpy(zero_copy_only=False)
