"""What every stage asks of the tables it is given: the columns it needs, and the metadata it hands on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from numbers import Integral

import pandas as pd

# Columns of docs that describe the document's text or file, not something to group by.
_NOT_METADATA = {
    "text",
    "raw",
    "title",
    "path",
    "date_from",
    "duplicate_of",
    "similarity",
    "problem",
    "attachments",
}

# How the table that a call names in brackets is made, where it is not docs.
_MADE_BY = {
    "tokens": "tk.tokenise(docs)",
    "hits": "tk.find_terms(docs)",
    "moves": "tk.moves(docs)",
    "counts": "tk.count(docs, by='year'), or by another column",
    "frequencies": "tk.frequencies(tk.count(docs))",
    "trends": "tk.trends(tk.count(docs, by='year'))",
    "keyness": "tk.keyness(counts, target)",
    "arrivals": "tk.arrivals(hits, docs, level=…)",
}


def listed(names: str | Iterable[str]) -> list[str]:
    """Several names, or one, which stands for a list of it.

    >>> listed("四风"), listed(("四风", "三农"))
    (['四风'], ['四风', '三农'])
    """
    return [names] if isinstance(names, str) else list(names)


def require(table: object, columns: Iterable[str], what: str) -> None:
    """Refuse a table that lacks a column, or holds in place of a text something else, saying which and what to do.

    Raises TypeError if `table` is no DataFrame and ValueError if a column or a text is missing.
    """
    columns = list(columns)
    named = re.search(r"\((\w+)\)", what)
    made_by = _MADE_BY.get(named[1], "") if named else ""
    if not isinstance(table, pd.DataFrame):
        made = made_by or "tk.read(folder) or tk.from_texts([...])"
        raise TypeError(f"{what} takes a DataFrame, not {type(table).__name__}; make one with {made}")
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise ValueError(
            f"{what} needs the column(s) {', '.join(missing)}; the table has: {', '.join(map(str, table.columns))}. "
            + (
                f"It is made by {made_by}"
                if made_by
                else "A table of your own becomes docs by tk.read(table, columns={'text': 'your column'})"
            )
        )
    if "text" in columns and (table["text"].dtype != "str" or table["text"].hasnans):
        no_text = [row for row, text in enumerate(table["text"]) if not isinstance(text, str)]
        if no_text:
            raise ValueError(
                f"{what} needs a text in every row; {len(no_text)} of {len(table)} have none, the first is row {no_text[0]} "
                f"({table['text'].iloc[no_text[0]]!r}). Leave such rows out: docs[docs['text'].map(type).eq(str)]"
            )


def whole_numbers(**given: object) -> None:
    """Refuse an argument that is no whole number from 1.

    >>> whole_numbers(top=0)
    Traceback (most recent call last):
    ValueError: top takes a whole number, at least 1, not 0
    """
    for name, value in given.items():
        if not isinstance(value, Integral) or value < 1:
            raise ValueError(f"{name} takes a whole number, at least 1, not {value!r}")


def metadata(docs: pd.DataFrame, *, without: Iterable[str] = ()) -> pd.DataFrame:
    """The columns of docs that an analyst groups by, as categories: they are repeated on every token and hit."""
    left_out = _NOT_METADATA | set(without)
    kept = {name: column for name, column in docs.items() if name not in left_out}
    return pd.DataFrame({name: _grouping(column).array for name, column in kept.items()}, range(len(docs)))


def _grouping(column: pd.Series) -> pd.Series:
    return column.astype("category") if isinstance(column.dtype, pd.StringDtype) else column
