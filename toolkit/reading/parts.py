"""A source in parts, which can be read one after another or by many workers: files, or slices of a large table."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import PurePosixPath
from posixpath import basename, splitext
from typing import Any

import pandas as pd

from toolkit.reading.dates import best_date, dated_lines, day_of_serial
from toolkit.reading.encoding import Unreadable
from toolkit.reading.find import ReadError, content, files
from toolkit.reading.formats import Record, read_file, read_slice, rows, slices, unpacked_size
from toolkit.reading.stored import Stored, stored_parts
from toolkit.tables import listed
from toolkit.text.language import language
from toolkit.text.normalise import normalise

COLUMNS = [
    "doc_id", "lang", "title", "date", "date_from", "source", "author", "section", "path", "text", "raw",
    "duplicate_of", "similarity", "problem",
]  # fmt: skip
UNREAD = "could not be read: "
SAID = 10  # files named in a warning
PART = 16_000_000  # bytes: a second's work, so that a bar moves and workers end together
_WORKERS = 4  # the number of parts is a multiple of it: as many for each of one, two or four workers
_BATCH = 2_000_000  # characters of text in one table
_MOST = 4_000  # documents in one table

Document = dict[str, Any]
At = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """How files are read: the user's names of columns, the names of the folders' levels, whether there is only this file."""

    columns: Mapping[str, str] = field(default_factory=dict)
    folders: tuple[str, ...] = ()
    alone: bool = False


@dataclass(frozen=True)
class Files:
    """Some files of a source, with the names that they go by."""

    files: tuple[tuple[str, str], ...]
    size: int
    plan: Plan = Plan()

    def __str__(self) -> str:
        return self.files[0][1] + (f" … {self.files[-1][1]}" if len(self.files) > 1 else "")

    def documents(self, at: At) -> Iterator[tuple[str, Document]]:
        """Rows of docs, each with the file it is from. `at` is told the name of each file, and then of each of its documents."""
        for path, name in self.files:
            at(name)
            for document in _documents(partial(_whole, path, name, self.plan.columns), path, name, 0, self.plan, at):
                yield name, document


@dataclass(frozen=True)
class Slice:
    """Some rows of a large table: from and to a place in the file, after `before` rows."""

    path: str
    name: str
    start: int
    end: int
    before: int
    size: int
    plan: Plan = Plan()

    def __str__(self) -> str:
        return f"{self.name}, rows from {self.before + 1}"

    @property
    def unit(self) -> str:
        """What the slice is known by."""
        return f"{self.name}[{self.start}:{self.end}]"

    def documents(self, at: At) -> Iterator[tuple[str, Document]]:
        """Rows of docs, as `Files` gives them."""
        at(str(self))
        read = partial(read_slice, self.path, self.start, self.end, self.plan.columns)
        for document in _documents(read, self.path, self.name, self.before, self.plan, at):
            yield self.unit, document


@dataclass(frozen=True)
class Table:
    """Documents that are read already: some rows of docs."""

    docs: pd.DataFrame

    def __str__(self) -> str:
        return f"{len(self.docs)} documents from {self.docs['doc_id'].iloc[0]}" if len(self.docs) else "no documents"

    @property
    def size(self) -> int:
        return int(self.docs["text"].nbytes)


Part = Files | Slice | Table | Stored


def parts(source: object) -> Sequence[Part]:
    """The parts of a source, in order: of docs, of a saved corpus, or of files.

    Raises what `read` raises for a source that does not exist or is no source.
    """
    return table_parts(source) if isinstance(source, pd.DataFrame) else parts_outside(source)


def parts_outside(
    source: object, *, columns: Mapping[str, str] | None = None, folders: str | Sequence[str] = ()
) -> Sequence[Files | Slice | Stored]:
    """The parts of a source that is not in memory: of a saved corpus, or of files."""
    stored = stored_parts(source)
    return stored if stored is not None else file_parts(source, columns=columns, folders=folders)


def file_parts(
    source: object, *, columns: Mapping[str, str] | None = None, folders: str | Sequence[str] = ()
) -> list[Files | Slice]:
    """The parts of a source of files."""
    found = files(source)
    plan = Plan(dict(columns or {}), tuple(listed(folders)), alone=len(found) == 1)
    made: list[Files | Slice] = []
    group: list[tuple[str, str]] = []
    weights = [_weight(path) for path, _ in found]
    room = _even(sum(weights))
    size = before = number = 0
    for (path, name), weight in zip(found, weights, strict=True):
        sliced = _slices(path, name, plan) if weight > 2 * PART else []
        belongs = int((before + weight / 2) / room)
        if group and (sliced or belongs > number or len(group) == _MOST):
            made.append(Files(tuple(group), size, plan))
            group, size = [], 0
        if sliced:
            made += sliced
        else:
            group.append((path, name))
            size += weight
        before, number = before + weight, belongs
    return [*made, Files(tuple(group), size, plan)] if group else made


def _weight(path: str) -> int:
    """Bytes of a file, of Parquet as they are unpacked."""
    if not os.path.isfile(path):  # noqa: PTH113  Path is slower than reading
        return 0
    unpacked = unpacked_size(path) if path.lower().endswith(".parquet") else None
    return os.path.getsize(path) if unpacked is None else unpacked  # noqa: PTH202


def _even(total: int) -> float:
    """The size of parts that are all alike, so that several workers end together.

    It depends on nothing but the source: what is left out of parts (`prune`) must not depend on the number of workers.
    """
    number = -(-total // PART)
    return total / (-(-number // _WORKERS) * _WORKERS) if number > _WORKERS else PART


def _slices(path: str, name: str, plan: Plan) -> list[Slice]:
    """Of a table that can be read in slices; none if it cannot: then it is read whole."""
    try:
        return [Slice(path, name, *where, plan) for where in slices(path, PART)]
    except Exception:  # whatever is wrong with the file is said where it is read
        return []


def table_parts(docs: pd.DataFrame) -> list[Table]:
    """The parts of docs, in order."""
    if 3 * docs["text"].nbytes < PART:  # no more characters than bytes
        return [Table(docs)]
    characters = docs["text"].str.len().to_numpy(int)
    return [Table(rows) for _, rows in docs.groupby(3 * characters.cumsum() // PART)]


def batches(part: Part, at: At, *, units: bool = False, raw: bool = True) -> Iterator[pd.DataFrame]:
    """The documents of a part as tables of docs, of which only one need be held; one without rows if there are none.

    `units` adds the file of each document as a column; without `raw` files give their texts as normalised only.
    """
    if isinstance(part, Table):
        yield part.docs
        return
    if isinstance(part, Stored):
        yield from part.batches()
        return
    held: list[Document] = []
    characters = given = 0
    for unit, document in part.documents(at):
        if not raw:
            del document["raw"]
        held.append({**document, "unit": unit} if units else document)
        characters += len(document["text"])
        if characters > _BATCH or len(held) == _MOST:
            yield pd.DataFrame(held)
            held, characters, given = [], 0, given + 1
    if held or not given:
        yield pd.DataFrame(held, columns=None if held else [*COLUMNS, *(["unit"] if units else [])])


def unread(documents: pd.DataFrame) -> list[str]:
    """The files that could not be read, each with the reason."""
    return [line for line in _problems(documents) if f": {UNREAD}" in line]


def odd(documents: pd.DataFrame) -> tuple[str, ...]:
    """The first documents that could be read but have a problem, each with it: one more than are said."""
    return tuple([line for line in _problems(documents) if f": {UNREAD}" not in line][: SAID + 1])


def _problems(documents: pd.DataFrame) -> list[str]:
    if "problem" not in documents:
        return []
    rows = documents[documents["problem"].astype("str").fillna("").ne("")]
    return [f"{path}: {problem}" for path, problem in zip(rows["path"], rows["problem"], strict=True)]


def warn_of(unread: Sequence[str], documents: int, odd: Sequence[str] = ()) -> None:
    """Say, a line each, which files a streamed source of so many documents lost and what is odd: there are no docs to look them up in.

    Raises ReadError where all are lost.
    """
    said = [*unread[:SAID], *([f"and {len(unread) - SAID} more"] if len(unread) > SAID else [])]
    if unread and len(unread) == documents:
        raise ReadError("nothing could be read: " + "\n".join(said))
    said += [
        *odd[:SAID],
        *(["and others with problems; tk.read lists them in docs.problem"] if len(odd) > SAID else []),
    ]
    if said:
        warnings.warn("\n".join(said), stacklevel=4)


def refuse_twice(documents: pd.DataFrame) -> None:
    """Raises ReadError for a doc_id of two documents: what is found in them could not be told apart."""
    twice = documents["doc_id"][documents["doc_id"].duplicated()].unique()
    if len(twice):
        raise ReadError(
            f"doc_id must be unique; these stand twice: {', '.join(map(repr, twice[:6]))}. Rename that column in the "
            "tables, and every row gets a doc_id of its own"
        )


def tidy(found: pd.DataFrame) -> pd.DataFrame:
    """The rows of documents, or some of their columns, with columns of the right type; what an own column lacks is ""."""
    found = found.assign(date=pd.to_datetime(found["date"]).astype("datetime64[us]"))
    own = [name for name in found.columns if name not in COLUMNS]
    found = found.fillna({name: "" for name in own if found[name].dtype == object or found[name].dtype == "str"})
    return found.astype({name: "str" for name in COLUMNS if name in found and name not in ("date", "similarity")})


def table_documents(table: pd.DataFrame, columns: Mapping[str, str]) -> Iterator[Document]:
    """Rows of docs from a table of the user's own. Raises ReadError where it cannot be taken for documents."""
    try:
        yield from (_document(record, "", "row-{}") for record in rows(table, columns))
    except Unreadable as error:
        raise ReadError(str(error)) from error


def _whole(path: str, name: str, columns: Mapping[str, str]) -> Iterator[Record]:
    return read_file(name, content(path), columns)


def _documents(
    records: Callable[[], Iterator[Record]], path: str, name: str, before: int, plan: Plan, at: At
) -> Iterator[Document]:
    levels = _levels(name, plan.folders)
    try:
        for record in records():
            if before and record.row:
                record.row = str(before + int(record.row))
            document = _document(record, name, name + "#{}")
            at(document["doc_id"])
            yield {**document, **levels}
    except (Unreadable, OSError) as error:
        if plan.alone:
            raise ReadError(f"{path}: {error}") from error
        yield {**_document(Record("", problem=f"{UNREAD}{error}"), name, ""), **levels}


def _levels(name: str, folders: Sequence[str]) -> dict[str, str]:
    if not folders:
        return {}
    return dict.fromkeys(folders, "") | dict(zip(folders, PurePosixPath(name).parts[:-1], strict=False))


# --- from records to rows ---------------------------------------------------------------------------------------------


def _document(record: Record, name: str, numbered: str) -> dict[str, Any]:
    """One row of docs from what a reader found: language told, date chosen, oddities flagged."""
    path = record.path or (f"{name}/{record.inner}" if record.inner else name)
    made_id = (f"{path}#{{}}" if record.inner else numbered).format(record.row) if record.row else path
    title = normalise(record.title, width=False).replace("\n", " ")
    when, date_from, misread = _date(record, title, path)
    lang = record.lang or language(record.text)
    problems = [record.problem, misread, "" if record.problem.startswith(UNREAD) else _oddity(record, lang)]
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
        serial = day_of_serial(written) if record.date_from == "column" else ""
        yield serial or written, record.date_from
    yield from dated_lines(record.text)
    yield title, "title"
    yield splitext(basename(path))[0], "file name"


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _oddity(record: Record, lang: str) -> str:
    if not record.text:
        return "" if record.problem else "no text"
    if len(record.text) == 1:
        return "one character only"
    return "language not recognised: neither Chinese nor English" if lang == "und" else ""
