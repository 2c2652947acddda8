"""read(source): walk, read, and say of everything that could not be read why."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd
from tqdm import tqdm

from toolkit.reading.dates import best_date, dated_lines
from toolkit.reading.duplicates import flag_duplicates
from toolkit.reading.encoding import Unreadable
from toolkit.reading.formats import Record, is_document, read_file, rows
from toolkit.text.language import language
from toolkit.text.normalise import normalise

COLUMNS = [
    "doc_id", "lang", "title", "date", "date_from", "source", "author", "section", "path", "text", "raw",
    "duplicate_of", "similarity", "problem",
]  # fmt: skip
_UNREAD = "could not be read: "


class ReadError(ValueError):
    """Nothing could be read, or a table cannot be taken for documents; says why and what to do."""


def read(
    source: object,
    *,
    columns: Mapping[str, str] | None = None,
    folders: Sequence[str] = (),
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
    return _table(pd.DataFrame(list(documents(pd.DataFrame(table)))))


def documents(
    source: object,
    *,
    columns: Mapping[str, str] | None = None,
    folders: Sequence[str] = (),
    progress: bool = False,
) -> Iterator[dict[str, Any]]:
    """The rows of `read(source)` one at a time, so that a folder need not be held; without duplicates flagged.

    Raises what `read` raises for a source that does not exist or is no source.
    """
    columns = columns or {}
    if isinstance(source, pd.DataFrame):
        try:
            yield from (_document(record, "", "row-{}") for record in rows(source, columns))
        except Unreadable as error:
            raise ReadError(str(error)) from error
        return
    files = _files(source)
    for path, name in tqdm(files, desc="reading", unit="file", disable=not progress, leave=False):
        levels = _levels(name, folders)
        try:
            for record in read_file(name, _bytes(path), columns):
                yield {**_document(record, name, name + "#{}"), **levels}
        except (Unreadable, OSError) as error:
            if len(files) == 1:
                raise ReadError(f"{path}: {error}") from error
            yield {**_document(Record("", problem=f"{_UNREAD}{error}"), name, ""), **levels}


def _levels(name: str, folders: Sequence[str]) -> dict[str, str]:
    if not folders:
        return {}
    return dict.fromkeys(folders, "") | dict(zip(folders, PurePosixPath(name).parts[:-1], strict=False))


def _bytes(path: str) -> bytes:
    # Strings and os.path, not Path: of 100,000 small files, Path would take longer than reading them.
    if os.path.isfile(path):  # noqa: PTH113
        with open(path, "rb") as file:  # noqa: PTH123
            return file.read()
    if os.path.isdir(path):  # noqa: PTH112
        raise Unreadable("this folder may not be opened")
    raise Unreadable("a link to a file that is not there" if Path(path).is_symlink() else "not a regular file")


# --- finding files ----------------------------------------------------------------------------------------------------


def _files(source: object) -> list[tuple[str, str]]:
    """Files and the names they go by: their paths below the source. Folders that cannot be opened are among them."""
    if isinstance(source, list | tuple | set):
        parts = sorted(source, key=str) if isinstance(source, set) else source
        found = list(dict.fromkeys(pair for part in parts for pair in _files(part)))
        names = pd.Series([name for _, name in found]).duplicated(keep=False)
        return [
            (path, Path(path).as_posix() if twice else name) for (path, name), twice in zip(found, names, strict=True)
        ]
    if not isinstance(source, str | os.PathLike):
        raise TypeError(f"read() takes a path, a pattern, a list of paths or a DataFrame, not {type(source).__name__}")
    path = Path(source).expanduser()
    try:
        if path.is_file():
            return [(str(path), path.name)]
        if path.is_dir():
            return _below(str(path))
        matches = sorted(glob.glob(str(path), recursive=True))  # noqa: PTH207  Path.glob takes no absolute pattern
    except OSError as error:  # a name that is too long is no path at all
        raise FileNotFoundError(f"{str(source)[:60]!r} … is no path; for texts use from_texts([...])") from error
    if not matches:
        raise FileNotFoundError(
            f"{str(source)[:200]!r}: no such file or folder, and no file matches it as a pattern (now in {Path.cwd()}). "
            "For texts use from_texts([...])"
        )
    return [pair for match in matches if is_document(Path(match).name) for pair in _files(match)]


def _below(folder: str) -> list[tuple[str, str]]:
    closed: list[str] = []
    root = os.path.join(folder, "")  # noqa: PTH118
    walk = os.walk(root, onerror=lambda error: closed.append(str(error.filename)))
    paths = [os.path.join(where, name) for where, _, names in walk for name in names]  # noqa: PTH118
    named = {path[len(root) :].replace(os.sep, "/"): path for path in (*paths, *closed)}
    found = [(named[name], name) for name in sorted(named) if is_document(name)]
    if not found:
        raise ReadError(f"{folder}: the folder holds no documents")
    return found


# --- from records to rows ---------------------------------------------------------------------------------------------


def _document(record: Record, name: str, numbered: str) -> dict[str, Any]:
    """One row of docs from what a reader found: language told, date chosen, oddities flagged."""
    path = record.path or (f"{name}/{record.inner}" if record.inner else name)
    made_id = (f"{path}#{{}}" if record.inner else numbered).format(record.row) if record.row else path
    title = normalise(record.title, width=False).replace("\n", " ")
    when, date_from, misread = _date(record, title, path)
    lang = record.lang or language(record.text)
    problems = [record.problem, misread, "" if record.problem.startswith(_UNREAD) else _oddity(record, lang)]
    row = {
        "doc_id": record.doc_id or made_id, "lang": lang, "title": title, "date": pd.Timestamp(when) if when else pd.NaT, "date_from": date_from,
        "source": normalise(record.source, width=False), "author": normalise(record.author, width=False),
        "section": normalise(record.section, width=False), "path": path, "text": record.text,
        "raw": record.raw or record.text, "problem": "; ".join(filter(None, problems)),
    }  # fmt: skip
    if record.attachments:
        row["attachments"] = "; ".join(record.attachments)
    own = {f"{key} (2)" if key in row or key in COLUMNS else key: value for key, value in record.own.items()}
    return {**row, **own}


def _date(record: Record, title: str, path: str) -> tuple[date | None, str, str]:
    """The date, where it comes from, and what is wrong with the one that the file gives."""
    if isinstance(record.date, datetime | date):
        return _day(record.date), record.date_from, ""
    written = str(record.date).strip()
    found, date_from = best_date(_candidates(record, written, title, path))
    misread = written and not date_from.startswith(record.date_from)
    if found is None and record.last_date:
        found, date_from = _day(record.last_date), "meta"
    return found, date_from, f"date not understood: {written!r}" if misread else ""


def _candidates(record: Record, written: str, title: str, path: str) -> Iterator[tuple[str, str]]:
    """In order of trust; later ones are not looked for where an earlier one gives a full date."""
    if written:
        yield written, record.date_from
    yield from dated_lines(record.text)
    yield title, "title"
    yield PurePosixPath(path).stem, "file name"


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _oddity(record: Record, lang: str) -> str:
    if not record.text:
        return "" if record.problem else "no text"
    if len(record.text) == 1:
        return "one character only"
    return "language not recognised: neither Chinese nor English" if lang == "und" else ""


def _table(found: pd.DataFrame) -> pd.DataFrame:
    """docs from finished rows: ids checked, duplicates flagged, columns in order and of the right type."""
    twice = found[found["doc_id"].duplicated(keep=False)]
    if len(twice):
        where = "; ".join(f"{doc_id!r} in {path or 'the table'}" for doc_id, path in zip(twice["doc_id"][:6], twice["path"][:6], strict=True))  # fmt: skip
        raise ReadError(
            f"doc_id must be unique, but {where}{' …' if len(twice) > 6 else ''}. Rename that column in the tables, "
            "and every row gets a doc_id of its own"
        )
    found["date"] = pd.to_datetime(found["date"]).astype("datetime64[us]")
    found = flag_duplicates(found.sort_values("date", kind="stable")).sort_index()  # the older is the original
    own = [name for name in found.columns if name not in COLUMNS]
    found = found.fillna({name: "" for name in own if found[name].dtype == object or found[name].dtype == "str"})
    return found[[*COLUMNS, *own]].astype(
        {name: "str" for name in COLUMNS if name not in ("date", "similarity")} | {"similarity": float}
    )


def _nothing_read(source: object, found: pd.DataFrame) -> str:
    what = "the table" if isinstance(source, pd.DataFrame) else f"{source}"
    if found.empty:
        return f"{what} holds no rows"
    reasons = [
        f"{path or doc_id}: {problem.removeprefix(_UNREAD)}"
        for path, doc_id, problem in zip(found["path"], found["doc_id"], found["problem"], strict=True)
    ]
    more = f"; and {len(reasons) - 10} more" if len(reasons) > 10 else ""
    return f"nothing could be read in {what}: " + "; ".join(reasons[:10]) + more
