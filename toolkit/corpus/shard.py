"""One shard: its documents, tokens as codes, vocabulary, hits and index, written together and read one by one."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
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
from toolkit.reading.parts import At, Files, Slice, batches, tidy
from toolkit.reading.stored import DOCUMENTS, DONE, shard_folder
from toolkit.terms.find import Look
from toolkit.terms.lexicon import Lexicon
from toolkit.text.segment import Segmenter
from toolkit.text.tokens import Encoder, stretches_of

TOKENS, VOCABULARY, HITS = "tokens.parquet", "vocabulary.parquet", "hits.parquet"
_ROW_GROUP = 500_000  # characters of text: what a search unpacks to show one place
_CODES = pa.list_(pa.int32())


@dataclass(frozen=True)
class Tokens:
    """The tokens of some documents: of all pieces the code, their lengths, and where sentences start; by document."""

    codes: pa.ChunkedArray
    lengths: pa.ChunkedArray
    sentences: pa.ChunkedArray


@dataclass(frozen=True)
class Plan:
    """A shard to be: its name, and the part of the source it is of, or the shard it is copied from less some files."""

    name: str
    part: Files | Slice | None
    copied_from: str
    units: tuple[str, ...]
    size: int

    def __str__(self) -> str:
        return str(self.part) if self.part else self.copied_from


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
            described = self._copied(plan, partial) if plan.part is None else self._made(plan.part, partial, at)
            (partial / DONE).write_text(
                json.dumps({"id": plan.name, "bytes": plan.size, **described}), encoding="utf-8"
            )
            shutil.rmtree(final, ignore_errors=True)
            partial.replace(final)
        return [json.loads((final / DONE).read_text(encoding="utf-8"))]

    def _made(self, part: Files | Slice, folder: Path, at: At) -> dict[str, int]:
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
        documents = tidy(pd.concat(tables, ignore_index=True))
        tokens = Tokens(*(pa.chunked_array([pa.array(column, _CODES)]) for column in (codes, lengths, sentences)))
        vocabulary = pd.DataFrame(encoder.vocabulary(), columns=["lemma", "kind"], dtype="str")
        return _write(folder, documents, tokens, vocabulary, pd.concat(hits, ignore_index=True))

    def _copied(self, plan: Plan, folder: Path) -> dict[str, int]:
        """The documents of the files that are still there; nothing is read or cut again."""
        documents = pd.read_parquet(Path(plan.copied_from) / DOCUMENTS)
        kept = documents["unit"].isin(plan.units).to_numpy()
        hits = hits_of(plan.copied_from)
        hits = hits[kept[hits["place"]]]
        hits = hits.assign(place=(np.cumsum(kept) - 1)[hits["place"]])
        tokens = tokens_of(plan.copied_from)
        mask = pa.array(kept)
        kept_tokens = Tokens(*(pc.filter(column, mask) for column in (tokens.codes, tokens.lengths, tokens.sentences)))
        return _write(folder, documents[kept], kept_tokens, vocabulary_of(plan.copied_from), hits)


def _write(
    folder: Path, documents: pd.DataFrame, tokens: Tokens, vocabulary: pd.DataFrame, hits: pd.DataFrame
) -> dict[str, int]:
    stored = documents.assign(raw=documents["raw"].where(documents["raw"] != documents["text"]))
    characters = int(documents["text"].str.len().sum())
    rows = max(1, len(documents) * _ROW_GROUP // max(1, characters))
    stored.to_parquet(folder / DOCUMENTS, index=False, compression="zstd", row_group_size=rows)
    table = pa.table({"codes": tokens.codes, "lengths": tokens.lengths, "sentences": tokens.sentences})
    pq.write_table(table, folder / TOKENS, compression="zstd", row_group_size=rows)
    vocabulary.to_parquet(folder / VOCABULARY, index=False, compression="zstd")
    hits.to_parquet(folder / HITS, index=False, compression="zstd")
    index.write(folder, documents["text"])
    return {
        "documents": len(documents),
        "characters": characters,
        "pieces": pc.sum(pc.list_value_length(tokens.codes)).as_py() or 0,
        "hits": len(hits),
    }


def is_whole(shard: Path) -> bool:
    """Are all files of a shard there, and can they be opened?"""
    try:
        json.loads((shard / DONE).read_text(encoding="utf-8"))
        for name in (DOCUMENTS, TOKENS, VOCABULARY, HITS):
            pq.read_metadata(shard / name)
        return index.is_whole(shard)
    except (OSError, ValueError):
        return False


def documents_of(shard: str) -> pd.DataFrame:
    """The shard's docs without their texts."""
    named = pq.read_schema(Path(shard) / DOCUMENTS).names
    return pd.read_parquet(
        Path(shard) / DOCUMENTS, columns=[name for name in named if name not in ("text", "raw", "unit")]
    )


def texts_of(shard: str) -> pd.Series:
    return pd.read_parquet(Path(shard) / DOCUMENTS, columns=["text"])["text"]


def tokens_of(shard: str) -> Tokens:
    table = pq.read_table(Path(shard) / TOKENS)
    return Tokens(table["codes"], table["lengths"], table["sentences"])


def vocabulary_of(shard: str) -> pd.DataFrame:
    return pd.read_parquet(Path(shard) / VOCABULARY)


def hits_of(shard: str) -> pd.DataFrame:
    return pd.read_parquet(Path(shard) / HITS)


def rows_of(shard: Path, numbers: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Texts of documents by their numbers, in order; only the groups of rows that they are in are unpacked."""
    file = pq.ParquetFile(shard / DOCUMENTS)
    edges = np.cumsum([0, *(file.metadata.row_group(n).num_rows for n in range(file.num_row_groups))])
    held, texts = -1, None
    for number in numbers:
        group = int(np.searchsorted(edges, number, side="right")) - 1
        if group != held:
            held, texts = group, file.read_row_group(group, columns=["text"])["text"]
        assert texts is not None
        yield number, texts[number - int(edges[group])].as_py()


def flat(column: pa.ChunkedArray) -> tuple[NDArray, NDArray]:
    """The values of all lists one after another, and how many are in each."""
    joined = column.combine_chunks()
    return joined.flatten().to_numpy(zero_copy_only=False), pc.list_value_length(joined).to_numpy(zero_copy_only=False)
