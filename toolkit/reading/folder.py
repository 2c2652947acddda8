"""read(source): walk, read, and say of everything that could not be read why."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd
from tqdm import tqdm

from toolkit.reading.dates import best_date, dated_lines
from toolkit.reading.duplicates import flag_duplicates
from toolkit.reading.encoding import Unreadable
from toolkit.reading.formats import Record, date_text, is_document, read_file, rows
from toolkit.text.language import language
from toolkit.text.normalise import normalise

COLUMNS = [
    "doc_id", "lang", "title", "date", "date_from", "source", "author", "section", "path", "text", "raw",
    "duplicate_of", "similarity", "problem",
]  # fmt: skip
_LANGS = {"zh", "en", "mixed", "und"}


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
    date, date_from (page, meta, column, front matter, dateline, signature, title, file name; "(year)" if only that is
    known), source, author, section, path, text (normalised), raw, duplicate_of, similarity, problem, and your own columns.
    A file that cannot be read is a row without text, its reason in `problem`; so are oddities such as an empty file.
    Files whose names begin with "." or "~$" are not documents.
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


def _table(found: pd.DataFrame) -> pd.DataFrame:
    """docs from finished rows: ids checked, duplicates flagged, columns in order and of the right type."""
    twice = found.loc[found["doc_id"].duplicated(), "doc_id"]
    if len(twice):
        raise ReadError(
            f"doc_id must be unique, but stands twice: {', '.join(map(repr, twice[:5]))}; rename that column"
        )
    found["date"] = pd.to_datetime(found["date"])
    found = flag_duplicates(found)
    own = [name for name in found.columns if name not in COLUMNS]
    found = found.fillna({name: "" for name in own if found[name].dtype == object or found[name].dtype == "str"})
    if "attachments" in own and found["attachments"].eq("").all():
        own.remove("attachments")
    return found[[*COLUMNS, *own]].astype({name: "str" for name in COLUMNS if name not in ("date", "similarity")})


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
    wrong = [n for n, text in enumerate(texts) if not isinstance(text, str)]
    if wrong:
        raise ReadError(f"from_texts() takes strings; item {wrong[0]} is {texts[wrong[0]]!r}")
    table = pd.DataFrame({"text": pd.Series(texts, dtype="str")})
    table.insert(0, "doc_id", [f"text-{n}" for n in range(1, len(texts) + 1)])
    for name, values in columns.items():
        if isinstance(values, list | tuple | pd.Series) and len(values) != len(texts):
            raise ReadError(f"column {name!r} has {len(values)} values for {len(texts)} texts")
        table[name] = list(values) if isinstance(values, list | tuple | pd.Series) else values
    if not texts:
        return pd.DataFrame(columns=COLUMNS).astype({"date": "datetime64[us]", "similarity": float})
    return _table(pd.DataFrame(list(documents(table))))


def documents(
    source: object,
    *,
    columns: Mapping[str, str] | None = None,
    folders: Sequence[str] = (),
    progress: bool = False,
) -> Iterator[Record]:
    """The rows of `read(source)` one at a time, so that a folder need not be held; without duplicates flagged.

    Raises what `read` raises for a source that does not exist or is no source.
    """
    columns = columns or {}
    if isinstance(source, pd.DataFrame):
        try:
            yield from (_finished(record, "", "row-{}") for record in rows(source, columns))
        except Unreadable as error:
            raise ReadError(str(error)) from error
        return
    files = _files(source)
    alone = len(files) == 1
    for path, name in tqdm(files, desc="reading", unit="file", disable=not progress, leave=False):
        levels = dict.fromkeys(folders, "") | dict(zip(folders, PurePosixPath(name).parts[:-1], strict=False))
        try:
            for record in read_file(path.name, path.read_bytes(), columns):
                yield {**_finished(record, name, name + "#{}"), **levels}
        except (Unreadable, OSError) as error:
            if alone:
                raise ReadError(f"{path}: {error}") from error
            yield {**_finished({"text": "", "problem": f"could not be read: {error}"}, name, ""), **levels}


def _files(source: object) -> list[tuple[Path, str]]:
    """Files and the names they go by: their paths below the source."""
    if isinstance(source, list | tuple | set):
        found = [pair for part in source for pair in _files(part)]
        names = [name for _, name in found]
        return [(path, str(path) if names.count(name) > 1 else name) for path, name in found]
    if not isinstance(source, str | Path):
        raise TypeError(f"read() takes a path, a pattern, a list of paths or a DataFrame, not {type(source).__name__}")
    path = Path(source).expanduser()
    if path.is_file():
        return [(path, path.name)]
    if path.is_dir():
        below = sorted(p for p in path.rglob("*") if p.is_file())
        found = [(p, p.relative_to(path).as_posix()) for p in below if is_document(p.relative_to(path).as_posix())]
        if not found:
            raise ReadError(f"{path}: the folder holds no documents")
        return found
    matches = sorted(map(Path, glob.glob(str(path), recursive=True)))  # noqa: PTH207  Path.glob takes no absolute pattern
    if not matches:
        raise FileNotFoundError(
            f"{source}: no such file or folder, and no file matches it as a pattern (now in {Path.cwd()})"
        )
    return [pair for match in matches for pair in _files(match)]


def _finished(record: Record, name: str, numbered: str) -> Record:
    """One row of docs from what a reader found: text normalised, language told, date chosen, oddities flagged."""
    inner = record.pop("inner", "")
    path = f"{name}/{inner}" if inner else name
    row = record.pop("row", None)
    made_id = path if row is None else (path + "#{}" if inner else numbered).format(row)
    raw = record.pop("raw", record["text"])
    text = normalise(record["text"], width=False)
    fields = {
        key: normalise(str(record.pop(key, "") or ""), width=False) for key in ("title", "source", "author", "section")
    }
    when, date_from = _date(record, fields["title"], text, path)
    lang = str(record.pop("lang", ""))
    lang = lang if lang in _LANGS else language(text)
    problems = [record.pop("problem", ""), *_oddities(text, lang, record.pop("date_problem", ""))]
    problem = problems[0] or "; ".join(filter(None, problems[1:]))
    doc_id = record.pop("doc_id", "") or made_id
    return {
        "doc_id": doc_id, "lang": lang, **fields, "date": when, "date_from": date_from, "path": path,
        "text": text, "raw": raw, "problem": problem, **record,
    }  # fmt: skip


def _date(record: Record, title: str, text: str, path: str) -> tuple[pd.Timestamp | None, str]:
    own, where = date_text(record.pop("date", "") or ""), record.pop("date_from", "") or "column"
    stem = PurePosixPath(path).stem
    found, date_from = best_date([(own, where), *dated_lines(text), (title, "title"), (stem, "file name")])
    if own and not date_from.startswith(where):
        record["date_problem"] = f"date not understood: {own!r}"
    return (pd.Timestamp(found) if found else None), date_from


def _oddities(text: str, lang: str, date_problem: str) -> Iterator[str]:
    yield date_problem
    if not text:
        yield "no text"
    elif len(text) == 1:
        yield "one character only"
    elif lang == "und":
        yield "language not recognised: neither Chinese nor English"


def _nothing_read(source: object, found: pd.DataFrame) -> str:
    if found.empty:
        return f"no rows in {'the table' if isinstance(source, pd.DataFrame) else source}"
    reasons = [f"{path}: {problem}" for path, problem in zip(found["path"], found["problem"], strict=True)]
    more = f" … and {len(reasons) - 10} more" if len(reasons) > 10 else ""
    what = "the table" if isinstance(source, pd.DataFrame) else source
    return f"nothing could be read in {what}: " + "; ".join(reasons[:10]) + more
