"""Full-text search over a shard: an index (SQLite's FTS5) of one token per Chinese character, and a look at the text.

A query of any length is then a phrase of characters, which needs no segmenting and finds whatever stands there. The index
gives the documents; their texts say where, and whether what the index leaves out (punctuation) agrees.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np

from toolkit.reading.stored import reading
from toolkit.text.codes import text_of
from toolkit.text.fold import shadow, shadow_codes
from toolkit.text.language import HAN, HAN_BLOCKS

INDEX = "index.sqlite"
_WORD = re.compile(r"\w")


def write(folder: Path, texts: Iterable[str]) -> None:
    """The index of texts, numbered from 0."""
    with sqlite3.connect(folder / INDEX) as index:
        index.execute("PRAGMA journal_mode = OFF")  # a shard that is not finished is thrown away
        index.execute("PRAGMA synchronous = OFF")
        index.execute(
            "CREATE VIRTUAL TABLE texts USING fts5(text, content='', columnsize=0, tokenize=\"unicode61 remove_diacritics 0\")"
        )
        index.executemany(
            "INSERT INTO texts (rowid, text) VALUES (?, ?)", ((n, spaced(text)) for n, text in enumerate(texts))
        )
    index.close()


def candidates(folder: Path, query: str) -> Iterator[int]:
    """The numbers of the texts that have the query's characters and words in a row.

    Raises ValueError for a query without any, and CorpusError where the index is damaged.
    """
    phrase = spaced(query).replace('"', " ").strip()
    if not any(map(str.isalnum, phrase)):
        raise ValueError(f"the query {query!r} has neither a word nor a Chinese character")
    path = folder / INDEX
    with reading(path), closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as index:
        found = index.execute("SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rowid", (f'"{phrase}"',))
        yield from (row for (row,) in found)


def places(text: str, query: str) -> Iterator[tuple[int, int]]:
    """Where a query stands in a text: whole words in Latin script, any characters in Chinese."""
    wanted, seen = shadow(query), shadow(text)
    at = seen.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        if not (_joined(seen, at) or _joined(seen, end)):
            yield at, end
        at = seen.find(wanted, at + 1)


def spaced(text: str) -> str:
    """The shadow of a text with each Chinese character apart.

    >>> spaced("加强GDP核算")
    '加 强 gdp 核 算 '
    """
    codes = shadow_codes(text)
    apart = np.zeros(len(codes) + 1, bool)
    for first, last in HAN_BLOCKS:
        apart[:-1] |= (codes >= first) & (codes <= last)
    apart = apart[:-1] | apart[1:]  # a space behind each, and before
    wide = np.full(2 * len(codes), ord(" "), np.uint32)
    wide[::2] = codes
    kept = np.ones(2 * len(codes), bool)
    kept[1::2] = apart
    return text_of(wide[kept])


def _joined(text: str, at: int) -> bool:
    """Does an offset lie inside a word of Latin script or a number?"""
    if not 0 < at < len(text):
        return False
    return all(_WORD.match(side) and not HAN.match(side) for side in (text[at - 1], text[at]))
