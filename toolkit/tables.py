"""What every stage asks of the tables it is given: the columns it needs, and the metadata it hands on."""

from __future__ import annotations

from collections.abc import Iterable

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


def require(table: object, columns: Iterable[str], what: str) -> None:
    """Refuse a table that lacks a column, or holds in place of a text something else, saying which and what to do.

    Raises TypeError if `table` is no DataFrame and ValueError if a column or a text is missing.
    """
    columns = list(columns)
    if not isinstance(table, pd.DataFrame):
        raise TypeError(
            f"{what} takes a DataFrame, not {type(table).__name__}; "
            "make one with tk.read(folder) or tk.from_texts([...])"
        )
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise ValueError(
            f"{what} needs the column(s) {', '.join(missing)}; the table has: {', '.join(map(str, table.columns))}. "
            "A table of your own becomes docs by tk.read(table, columns={'text': 'your column'})"
        )
    if "text" in columns and (table["text"].dtype != "str" or table["text"].hasnans):
        no_text = [row for row, text in enumerate(table["text"]) if not isinstance(text, str)]
        if no_text:
            raise ValueError(
                f"{what} needs a text in every row; {len(no_text)} of {len(table)} have none, the first is row {no_text[0]} "
                f"({table['text'].iloc[no_text[0]]!r}). Leave such rows out: docs[docs['text'].map(type).eq(str)]"
            )


def metadata(docs: pd.DataFrame, *, without: Iterable[str] = ()) -> pd.DataFrame:
    """The columns of docs that an analyst groups by, as categories: they are repeated on every token and hit."""
    left_out = _NOT_METADATA | set(without)
    kept = docs[[column for column in docs.columns if column not in left_out]].reset_index(drop=True)
    text = [column for column in kept.columns if isinstance(kept[column].dtype, pd.StringDtype)]
    return kept.astype(dict.fromkeys(text, "category"))
