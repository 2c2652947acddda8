"""What is found in documents, part by part: rows with the number of their document, and the documents' metadata."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import add
from typing import Any

import pandas as pd

from toolkit.reading.parts import At, Part, batches, odd, parts, refuse_twice, tidy, unread, warn_of
from toolkit.reading.stored import manifest_of
from toolkit.scale.run import run
from toolkit.tables import metadata, require


@dataclass(frozen=True)
class Found:
    """rows: what was found, with the number of its document in the column `place`. documents: without their texts."""

    rows: pd.DataFrame
    documents: pd.DataFrame

    def __add__(self, other: Found) -> Found:
        behind = other.rows.assign(place=other.rows["place"] + len(self.documents))
        return Found(stacked([self.rows, behind]), stacked([self.documents, other.documents]))

    def table(self) -> pd.DataFrame:
        """The rows with the metadata of their documents, less the columns that they have themselves."""
        described = metadata(self.documents, without=["doc_id", "lang", *self.rows.columns])
        places = self.rows["place"].to_numpy()
        columns = {name: column.array for name, column in self.rows.items() if name != "place"}
        return pd.DataFrame(columns | {name: column.array.take(places) for name, column in described.items()})


@dataclass(frozen=True)
class _Find:
    """The task of looking through a part, a table of documents at a time."""

    look: Callable[[pd.DataFrame, At], pd.DataFrame]

    def __call__(self, part: Part, at: At) -> Found:
        found = [
            Found(self.look(docs, at), docs.drop(columns=["text", "raw"], errors="ignore").reset_index(drop=True))
            for docs in batches(part, at, raw=False)
        ]
        return sum(found[1:], found[0])


def find_in(
    source: object,
    look: Callable[[pd.DataFrame, At], pd.DataFrame],
    what: str,
    *,
    workers: int = 1,
    client: Any = None,
    progress: bool = False,
) -> Found:
    """What `look` finds in a source: docs, or anything that `read` takes, whose texts are then read and let go.

    look: (docs, at) -> rows with a column `place`, the number of the row of docs; it can be pickled, and tells `at` which document
    it is at. Raises ValueError if a column is missing, and what `read` raises.
    """
    if isinstance(source, pd.DataFrame):
        require(source, ["doc_id", "lang", "text"], what)
    found = run(_Find(look), parts(source), add, workers=workers, client=client, progress=progress)
    if isinstance(source, pd.DataFrame):
        return Found(found.rows, source.reset_index(drop=True))  # with its own columns as they were
    if manifest_of(source) is None:  # what a corpus lacks was said when it was built
        warn_of(unread(found.documents), len(found.documents), odd(found.documents))
        refuse_twice(found.documents)
    return Found(found.rows, tidy(found.documents))


def stacked(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Tables one below the other; what has no rows does not tell what kind of column it is."""
    filled = [table for table in tables if len(table)] or tables[:1]
    return pd.concat(filled, ignore_index=True) if len(filled) > 1 else filled[0].reset_index(drop=True)
