"""The documents of a saved corpus as parts of a source; what is in one besides is told in toolkit.corpus."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

MANIFEST, SHARDS, LEXICON = "manifest.json", "shards", "lexicon.csv"
FORMAT = "toolkit corpus 3"
DOCUMENTS, DONE = "documents.parquet", "shard.json"
_SAYS = {
    "toolkit", "key", "made_of", "lexicon", "lexicon_file", "own_lexicon", "shipped_lexicon", "versions", "shards", "units",
}  # fmt: skip


class CorpusError(ValueError):
    """A saved corpus that is damaged, or of another format; says which file, and to build it again."""


@dataclass(frozen=True)
class Stored:
    """A shard of a saved corpus. key: a hash of all that its tokens and hits depend on besides the text."""

    folder: str
    size: int
    key: str

    def __str__(self) -> str:
        return self.folder

    def batches(self) -> Iterator[pd.DataFrame]:
        """The shard's docs, a table for each group of rows."""
        path = Path(self.folder) / DOCUMENTS
        file = parquet_file(path)
        for number in range(file.num_row_groups):
            with reading(path):
                docs = filled(file.read_row_group(number).to_pandas())
            yield docs

    def documents(self, at: Callable[[str], None]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Rows of docs, each with the shard it is in."""
        for docs in self.batches():
            for document in docs.to_dict("records"):
                at(str(document["doc_id"]))
                yield self.folder, {str(name): value for name, value in document.items()}


def filled(documents: pd.DataFrame) -> pd.DataFrame:
    """`raw` is stored where it differs from `text`."""
    documents = documents.drop(columns="unit")
    if "raw" in documents:
        documents["raw"] = documents["raw"].fillna(documents["text"])
    return documents


def manifest_of(source: object) -> dict[str, Any] | None:
    """What a saved corpus says of itself; None if the source is none.

    Raises CorpusError for one of another format, and for one whose manifest is damaged or gone.
    """
    if not isinstance(source, str | os.PathLike):
        return None
    if not os.path.isfile(os.path.join(source, MANIFEST)):  # noqa: PTH113, PTH118  a Path raises for a name that is too long
        if has_shards(source):
            raise CorpusError(f"{source} is a saved corpus without its {MANIFEST}: build it again")
        return None
    try:
        manifest = json.loads((Path(source) / MANIFEST).read_text(encoding="utf-8"))
    except ValueError:
        manifest = None
    written = str(manifest.get("format", "")) if isinstance(manifest, dict) else ""
    if written.startswith("toolkit corpus") and written != FORMAT:
        raise CorpusError(f"{source} is written as {written!r}, and this version reads {FORMAT!r}: build it again")
    if written == FORMAT and manifest.keys() >= _SAYS:
        return dict(manifest)
    if written == FORMAT or has_shards(source):
        raise CorpusError(f"{source} is a saved corpus whose {MANIFEST} is damaged: build it again")
    return None


def has_shards(source: str | os.PathLike) -> bool:
    """Are there whole shards in a folder, whatever its manifest says?"""
    shards = os.path.join(source, SHARDS)  # noqa: PTH118
    return os.path.isdir(shards) and any(Path(shards).glob(f"*/{DONE}"))  # noqa: PTH112


def stored_parts(source: object) -> list[Stored] | None:
    """The shards of a saved corpus; None if the source is none."""
    manifest = manifest_of(source)
    if manifest is None or not isinstance(source, str | os.PathLike):
        return None
    return [
        Stored(str(shard_folder(Path(source), shard["id"])), shard["bytes"], manifest["key"])
        for shard in manifest["shards"]
    ]


def shard_folder(corpus: Path, name: str) -> Path:
    return corpus / SHARDS / name


# --- what is damaged --------------------------------------------------------------------------------------------------


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Whatever a library says of a corpus's file that is gone or damaged, as an error of the corpus that names it."""
    try:
        yield
    except (OSError, ValueError, TypeError, LookupError, pa.ArrowException, sqlite3.Error) as error:
        said = str(error).partition("\n")[0]
        raise CorpusError(f"{path} of a saved corpus is damaged or gone ({said}): build the corpus again") from error


def parquet_file(path: Path) -> pq.ParquetFile:
    """A table of a corpus to read; a page that is not as it was written is an error then."""
    with reading(path):
        return pq.ParquetFile(path, page_checksum_verification=True)


def checksum(path: Path) -> str:
    """A hash of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()[:32]


def lexicon_file(corpus: Path, manifest: dict[str, Any]) -> Path:
    """The lexicon that a corpus was built with. Raises CorpusError if it is gone, or not the same any more."""
    path = corpus / LEXICON
    with reading(path):
        written = checksum(path)
    if written != manifest["lexicon_file"]:
        raise CorpusError(
            f"{path} has changed since the corpus was built with it: build the corpus again, with the lexicon that is meant"
        )
    return path
