"""read(source): walk, read, and say of everything that could not be read why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
from tqdm import tqdm

from toolkit.reading.duplicates import flag_duplicates
from toolkit.reading.find import ReadError
from toolkit.reading.parts import COLUMNS, UNREAD, parts_outside, table_documents, tidy
from toolkit.scale.run import unasked


def read(
    source: object,
    *,
    columns: Mapping[str, str] | None = None,
    folders: str | Sequence[str] = (),
    progress: bool = False,
) -> pd.DataFrame:
    """Read documents into one table.

    In: a file, a folder (with all below it), a pattern such as "notices/*.pdf", a zip archive, a list of those, or a
    DataFrame. Formats: txt, md, html, pdf, docx, csv, tsv, xlsx, jsonl, json, parquet, zip. `columns` names the columns of tables:
    {"text": "正文内容", "date": "发文日期"}. `folders` names the levels of folders below the source, which become columns:
    ("level", "city"). `progress` shows a bar.
    Out: docs, one row per document (of a table, per row), in the order of the paths: doc_id, lang (zh, en, mixed, und), title,
    date, date_from (page, meta, column, front matter, dateline, signature, title, file name; "(year)" or "(month)" if only
    that is known), source, author, section, path, text (normalised), raw, duplicate_of, similarity, problem, and your own
    columns. A file that cannot be read is a row without text, its reason in `problem`; oddities such as an unknown language
    are named there, too. Files whose names begin with "." or "~$" are not documents.
    Raises FileNotFoundError if the source does not exist, and ReadError if nothing in it can be read, a table has no
    text column, or a doc_id stands twice.

    >>> docs = read(pd.DataFrame({"正文": ["会议要求落实三个规定。"], "日期": ["2024年2月28日"], "city": ["云渡"]}))
    >>> docs[["doc_id", "lang", "date", "date_from", "city"]].astype(str).values.tolist()
    [['row-1', 'zh', '2024-02-28', 'column', '云渡']]
    """
    found = pd.DataFrame(list(documents(source, columns=columns, folders=folders, progress=progress)))
    if found.empty or found["text"].eq("").all():
        raise ReadError(_nothing_read(source, found))
    return _table(found)


def from_texts(texts: Iterable[str], **columns: Any) -> pd.DataFrame:
    """Make docs from strings.

    In: strings; further columns as lists of the same length, or one value for all: date, source, level … Out: docs as
    `read` gives them; doc_id is "text-1" and so on unless given. Raises ReadError if a column's length differs.

    >>> docs = from_texts(["会议强调，落实三个规定。", "The meeting stressed it."], source=["甲市", "City B"])
    >>> docs[["doc_id", "lang", "source"]].values.tolist()
    [['text-1', 'zh', '甲市'], ['text-2', 'en', 'City B']]
    """
    if isinstance(texts, str):
        raise ReadError("from_texts() takes a list of strings, not one string: from_texts([text])")
    texts = list(texts)
    wrong = next((n for n, text in enumerate(texts) if not isinstance(text, str)), None)
    if wrong is not None:
        raise ReadError(f"from_texts() takes strings, but item {wrong} is {texts[wrong]!r}")
    table = {"doc_id": [f"text-{n}" for n in range(1, len(texts) + 1)], "text": texts}
    for name, values in columns.items():
        if isinstance(values, str) or not isinstance(values, Iterable):
            values = [values] * len(texts)
        table[name] = list(values)
        if len(table[name]) != len(texts):
            raise ReadError(f"column {name!r} has {len(table[name])} values, but there are {len(texts)} texts")
    if not texts:
        return _table(pd.DataFrame(columns=COLUMNS))
    return _table(pd.DataFrame(list(documents(pd.DataFrame(table, dtype=object)))))


def documents(
    source: object,
    *,
    columns: Mapping[str, str] | None = None,
    folders: str | Sequence[str] = (),
    progress: bool = False,
) -> Iterator[dict[str, Any]]:
    """The rows of `read(source)` one at a time, so that a folder need not be held; without duplicates flagged.

    Raises what `read` raises for a source that does not exist or is no source.
    """
    if isinstance(source, pd.DataFrame):
        yield from table_documents(source, columns or {})
        return
    found = parts_outside(source, columns=columns, folders=folders)
    total = sum(part.size for part in found)
    with tqdm(desc="reading", total=total, unit="B", unit_scale=True, disable=not progress, leave=False) as bar:
        for part in found:
            yield from (document for _, document in part.documents(unasked))
            bar.update(part.size)


def _table(found: pd.DataFrame) -> pd.DataFrame:
    """docs from finished rows: ids checked, duplicates flagged, columns in order and of the right type."""
    twice = found[found["doc_id"].duplicated(keep=False)]
    if len(twice):
        where = "; ".join(f"{doc_id!r} in {path or 'the table'}" for doc_id, path in zip(twice["doc_id"][:6], twice["path"][:6], strict=True))  # fmt: skip
        raise ReadError(
            f"doc_id must be unique, but {where}{' …' if len(twice) > 6 else ''}. Rename that column in the tables, "
            "and every row gets a doc_id of its own"
        )
    found = tidy(found)
    found = flag_duplicates(found.sort_values("date", kind="stable")).sort_index()  # the older is the original
    own = [name for name in found.columns if name not in COLUMNS]
    return found[[*COLUMNS, *own]].astype({"duplicate_of": "str", "similarity": float})


def _nothing_read(source: object, found: pd.DataFrame) -> str:
    what = "the table" if isinstance(source, pd.DataFrame) else f"{source}"
    if found.empty:
        return f"{what} holds no rows"
    reasons = [
        f"{path or doc_id}: {problem.removeprefix(UNREAD)}"
        for path, doc_id, problem in zip(found["path"], found["doc_id"], found["problem"], strict=True)
    ]
    more = f"; and {len(reasons) - 10} more" if len(reasons) > 10 else ""
    return f"nothing could be read in {what}: " + "; ".join(reasons[:10]) + more
