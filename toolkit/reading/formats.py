"""One small reader per format. To add a format, write a function from bytes to records and name it in READERS.

A reader gets the file's bytes and the user's names of columns, and yields a Record per document. It raises Unreadable,
with the reason, for a file it can do nothing with; whatever else it raises is taken to mean that the file is damaged.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from posixpath import splitext
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from toolkit.reading.encoding import HALVES, Unreadable, decode, paired
from toolkit.reading.lines import Page, parse_lines
from toolkit.reading.page import parse_html
from toolkit.text.normalise import normalise


@dataclass(slots=True)
class Record:
    """What a reader found: a document, its text normalised, and what the file says about it.

    `date` is as written, or a date; `date_from` says where it stands. `last_date` is believed if the text has none
    either. `inner` is the path inside an archive, `row` the place in a table, `own` the user's own columns.
    """

    text: str
    raw: str = ""
    title: str = ""
    date: Any = ""
    date_from: str = "meta"
    last_date: Any = ""
    source: str = ""
    author: str = ""
    section: str = ""
    doc_id: str = ""
    lang: str = ""
    attachments: list[str] = field(default_factory=list)
    problem: str = ""
    path: str = ""
    inner: str = ""
    row: str = ""
    own: dict[str, Any] = field(default_factory=dict)


Columns = Mapping[str, str]
Reader = Callable[[bytes, Columns], Iterator[Record]]

_NOT_DOCUMENTS = re.compile(r"(?:^|/)(?:\.|~\$|__MACOSX/|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)


def is_document(path: str) -> bool:
    """Hidden files, lock files and what operating systems leave in folders are no documents.

    >>> [is_document(p) for p in ("a/b.txt", ".git/x.txt", "a/~$b.docx", "__MACOSX/b.txt", "Thumbs.db")]
    [True, False, False, False, False]
    """
    return not _NOT_DOCUMENTS.search(path)


def read_file(name: str, data: bytes, columns: Columns) -> Iterator[Record]:
    """The records of one file, by the ending of its name. A failing library is a reason, too: nothing else stops.

    Raises Unreadable with the reason.
    """
    suffix = splitext(name)[1].lower()  # a Path is made in ten times the time, of which a short file takes notice
    reader = READERS.get(suffix)
    if reader is None:
        advice = _ADVICE.get(suffix, f"formats read are {' '.join(sorted(READERS))}")
        raise Unreadable(f"{suffix or 'no ending'}: not a format read here; {advice}")
    if not data:
        yield Record("", problem="empty file")
        return
    yield from _or_unreadable(reader(data, columns), f"damaged, or not really {suffix}")


def _or_unreadable(records: Iterator[Record], what: str) -> Iterator[Record]:
    try:
        yield from records
    except Unreadable:
        raise
    except Exception as error:  # whatever a PDF or Word library says of a broken file
        raise Unreadable(f"{what} ({error or type(error).__name__})") from error


# --- text and pages ---------------------------------------------------------------------------------------------------


def _txt(data: bytes, columns: Columns) -> Iterator[Record]:
    raw, problem = decode(data)
    yield _record(parse_lines(normalise(raw, width=False)), raw, problem)


def _html(data: bytes, columns: Columns) -> Iterator[Record]:
    raw, problem = decode(data)
    yield _record(parse_html(raw), raw, problem)


def _record(page: Page, raw: str, problem: str = "") -> Record:
    return Record(
        page.text, raw, title=page.title, date=page.date, date_from=page.date_from, author=page.author,
        source=page.source, section=page.section, attachments=page.attachments, problem=problem,
    )  # fmt: skip


_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_HEADING = re.compile(r"^#{1,6}[ \t]+([^\n]*?)[ \t]*#*[ \t]*$", re.MULTILINE)


def _markdown(data: bytes, columns: Columns) -> Iterator[Record]:
    """Front matter of `key: value` lines is metadata, the first heading the title. Headings lose their marks and text
    its double asterisks; other markup stays as it is."""
    raw, problem = decode(data)
    text = raw.removeprefix("\ufeff").replace("\r\n", "\n")
    front = _FRONT_MATTER.match(text)
    pairs = (line.partition(":") for line in front[1].split("\n") if ":" in line) if front else ()
    keys = {key.strip(): value.strip().strip("\"'") for key, _, value in pairs}
    body = text[front.end() :] if front else text
    heading = _HEADING.search(body)
    clean = normalise(_HEADING.sub(r"\1", body).replace("**", ""), width=False)
    record = _record(parse_lines(clean), raw, problem)
    if heading:
        record.title = heading[1]
    _fill(record, keys, _find_columns(list(keys), {}), "front matter")
    yield record


def _pdf(data: bytes, columns: Columns) -> Iterator[Record]:
    from toolkit.reading.pdf import read_pdf

    pdf = read_pdf(data)
    if not pdf.text.strip():
        yield Record("", problem="no text layer: scanned pages need text recognition (OCR) first")
        return
    record = _record(parse_lines(normalise(pdf.text, width=False)), pdf.raw)
    record.title = record.title or pdf.title
    yield record


_OLE = b"\xd0\xcf\x11\xe0"
# What Word writes as author if nobody has given a name, and the template of python-docx.
_NOBODY = re.compile(
    r"python-docx|admin.*|user.*|windows.*|office.*|微软.*|lenovo|dell|hp|pc|unknown|作者", re.IGNORECASE
)


def _docx(data: bytes, columns: Columns) -> Iterator[Record]:
    if data.startswith(_OLE):
        raise Unreadable(
            "encrypted, or an old .doc by another name: open it in Word, remove the password, save as .docx"
        )
    import docx
    from docx.table import Table

    document = docx.Document(io.BytesIO(data))
    lines: list[str] = []
    heading = ""
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            lines += [" ".join(_cells(row)) for row in block.rows]
        else:
            lines.append(block.text)
            style = block.style.name if block.style is not None else ""
            heading = heading or (block.text if style in ("Title", "标题") else "")
    raw = "\n".join(lines)
    record = _record(parse_lines(normalise(raw, width=False)), raw)
    properties = document.core_properties
    record.title = heading or record.title or properties.title or ""
    if not _NOBODY.fullmatch(properties.author or ""):
        record.author = record.author or properties.author or ""
        record.last_date = properties.created or ""
    yield record


def _cells(row: Any) -> Iterator[str]:
    """The texts of a row's cells; one that spans several columns is given for each of them, and wanted once."""
    last = None
    for cell in row.cells:
        if cell._tc is not last:
            yield re.sub(r"\s+", " ", cell.text).strip()
        last = cell._tc


# --- tables -----------------------------------------------------------------------------------------------------------

# Names under which tables hold what we know as …; the first that a table has is taken.
_NAMES = {
    "text": "text 正文 内容 全文 文本 正文内容 文章内容 content body fulltext full_text article",
    "title": "title 标题 题目 名称 文章标题 headline",
    "date": "date 日期 发布日期 发布时间 发文日期 成文日期 时间 published publish_date pubdate publication_date",
    "source": "source 来源 发文机关 发布机构 发布单位 发文单位 机构 publisher",
    "author": "author 作者",
    "section": "section 栏目 类别 category",
    "doc_id": "doc_id id 编号",
    "lang": "lang language 语种 语言",
}
_LANGS = {
    "zh": "zh zh-cn zh-hans zh-tw zh-hant cn chinese 中文 汉语 简体中文", "en": "en en-us en-gb english 英文 英语",
    "mixed": "mixed 双语", "und": "und",
}  # fmt: skip
# Columns of a table that `read` made: what it found out about the text is found out anew.
_OURS = {"date_from", "duplicate_of", "similarity", "problem"}


def rows(table: pd.DataFrame, columns: Columns) -> Iterator[Record]:
    """The records of a table, a row each; columns are found by name or named by `columns={"text": "正文内容"}`.

    Raises Unreadable if no column can be the text, a named one is missing, or a doc_id stands twice.
    """
    table = table.rename(columns=lambda name: str(name).strip().removeprefix("\ufeff"))
    repeated = table.columns[table.columns.duplicated()]
    if len(repeated):
        raise Unreadable(f"two columns are called {repeated[0]!r}: rename one")
    found = _find_columns(list(table.columns), columns)
    if "text" not in found:
        example = max(table.columns, key=lambda name: _letters(table[name]), default="…")
        raise Unreadable(
            f"no text column; the table has: {', '.join(table.columns)}. Name the one that holds the text: "
            f"read(…, columns={{'text': {example!r}}})"
        )
    if "doc_id" in found:
        _check_ids(table[found["doc_id"]])
    names = list(table.columns)
    for number, values in enumerate(table.itertuples(index=False, name=None), start=1):
        cells = {name: value for name, value in zip(names, values, strict=True) if not _missing(value)}
        whole = {name: paired(value) if isinstance(value, str) else value for name, value in cells.items()}
        problem = HALVES if any(whole[name] != value for name, value in cells.items() if isinstance(value, str)) else ""
        cells = whole
        raw = str(cells.pop(found["text"], ""))
        record = Record(normalise(raw, width=False), str(cells.pop("raw", raw)), row=str(number), problem=problem)
        record.own = {name: "" for name in names if name not in found.values() and name not in {*_OURS, "path", "raw"}}
        _fill(record, cells, found, "column")
        yield record


def _letters(column: pd.Series) -> int:
    return sum(len(value) for value in column if isinstance(value, str))


def _find_columns(names: list[str], columns: Columns) -> dict[str, str]:
    """Which of a table's columns is our `text`, `date` and so on: {ours: theirs}."""
    unknown = [name for name in columns if name not in _NAMES]
    if unknown:
        raise Unreadable(
            f"columns={{{unknown[0]!r}: …}}: only {', '.join(_NAMES)} can be named; others are kept as they are"
        )
    absent = [name for name in columns.values() if name not in names]
    if absent:
        raise Unreadable(f"no column {', '.join(map(repr, absent))}; the table has: {', '.join(names)}")
    lower = {name.lower(): name for name in reversed(names) if name not in columns.values()}
    found = {}
    for ours, synonyms in _NAMES.items():
        name = columns.get(ours) or next((lower[known] for known in synonyms.split() if known in lower), None)
        if name is not None:
            found[ours] = name
    return found


def _fill(record: Record, cells: Mapping[str, Any], found: Mapping[str, str], where: str) -> None:
    """Put the cells of a row, or the pairs of front matter, where they belong; what we do not know stays the user's."""
    theirs = {name: ours for ours, name in found.items()}
    for name, value in cells.items():
        ours = theirs.get(name)
        if ours == "lang":
            record.lang = next((code for code, names in _LANGS.items() if str(value).lower() in names.split()), "")
        elif ours == "date":
            record.date, record.date_from = value, where if value else record.date_from
        elif ours:
            setattr(record, ours, str(value))
        elif name == "path":
            record.path = str(value)
        elif name not in _OURS:
            record.own[name] = value
        if ours == "section" and name not in ("section", "栏目"):
            record.own[name] = value  # a category is a section, and the user's own column besides


def _check_ids(ids: pd.Series) -> None:
    ids = ids.dropna().astype("str")
    twice = ids[ids.ne("") & ids.duplicated(keep=False)]
    if len(twice):
        places = {value: [] for value in twice}  # type: dict[str, list[str]]
        for number, value in enumerate(ids, start=1):
            if value in places:
                places[value].append(str(number))
        listed = "; ".join(f"{value!r} in rows {', '.join(where[:5])}" for value, where in list(places.items())[:5])
        more = f"; and {len(places) - 5} more" if len(places) > 5 else ""
        raise Unreadable(
            f"column {ids.name!r} must be unique, but holds {listed}{more}. Make the values unique, "
            "or rename the column, and every row gets a doc_id of its own"
        )


def _missing(value: object) -> bool:
    return value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value)


def _csv(data: bytes, columns: Columns) -> Iterator[Record]:
    text, problem = decode(data)
    first = text.split("\n", 1)[0]
    separator = max("\t", ",", ";", key=first.count)
    table = pd.read_csv(io.StringIO(text), sep=separator, dtype="str", keep_default_na=False, skipinitialspace=True)
    if not isinstance(table.index, pd.RangeIndex):
        raise Unreadable("its rows have more fields than its first line has names: quote fields that hold a separator")
    for record in rows(table, columns):
        record.problem = problem
        yield record


def _xlsx(data: bytes, columns: Columns) -> Iterator[Record]:
    if data.startswith(_OLE):
        raise Unreadable(
            "encrypted, or an old .xls by another name: open it in Excel, remove the password, save as .xlsx"
        )
    sheets = pd.read_excel(io.BytesIO(data), sheet_name=None, dtype=object)
    filled = {name: sheet for name, sheet in sheets.items() if not sheet.empty}
    for name, sheet in filled.items():
        try:
            for record in rows(sheet, columns):
                record.row = f"{name}!{record.row}" if len(filled) > 1 else record.row
                yield record
        except Unreadable as error:
            raise Unreadable(f"sheet {name!r}: {error}") from error


def _jsonl(data: bytes, columns: Columns) -> Iterator[Record]:
    """A JSON object a line, or a list of objects (.json)."""
    text, _ = decode(data)
    text = text.strip()
    if text.startswith("["):
        records = json.loads(text)
    else:
        records = []
        for number, line in enumerate(text.split("\n"), start=1):
            try:
                records += [json.loads(line)] if line.strip() else []
            except json.JSONDecodeError as error:
                raise Unreadable(f"line {number} is no JSON: {error}") from error
    if not all(isinstance(record, dict) for record in records):
        raise Unreadable('a line must be an object such as {"text": "…", "date": "…"}')
    yield from rows(pd.DataFrame(records, dtype=object), columns)


def _parquet(data: bytes, columns: Columns) -> Iterator[Record]:
    yield from _parquet_groups(io.BytesIO(data), None, columns)


def _parquet_groups(source: str | io.BytesIO, groups: Sequence[int] | None, columns: Columns) -> Iterator[Record]:
    """The records of some row groups (all of them, if None), a thousand rows in memory at a time."""
    before = 0
    for batch in pq.ParquetFile(source).iter_batches(1000, groups):
        for record in rows(batch.to_pandas(), columns):
            record.row = str(before + int(record.row))
            yield record
        before += len(batch)


# --- slices of large tables -------------------------------------------------------------------------------------------

Where = tuple[int, int, int, int]  # from, to, rows before it, bytes


def read_slice(path: str, start: int, end: int, columns: Columns) -> Iterator[Record]:
    """The records of a slice that `slices` gave. Raises Unreadable with the reason."""
    read = _parquet_slice if path.lower().endswith(".parquet") else _jsonl_slice
    yield from _or_unreadable(read(path, start, end, columns), "damaged")


def _parquet_slice(path: str, start: int, end: int, columns: Columns) -> Iterator[Record]:
    yield from _parquet_groups(path, range(start, end), columns)


def _jsonl_slice(path: str, start: int, end: int, columns: Columns) -> Iterator[Record]:
    with open(path, "rb") as file:  # noqa: PTH123
        file.seek(start)
        yield from _jsonl(file.read(end - start), columns)


def slices(path: str, size: int) -> list[Where]:
    """A large Parquet or JSONL file in slices of about `size` bytes; none for a format that can only be read whole."""
    suffix = PurePosixPath(path).suffix.lower()
    find = {".parquet": _parquet_slices, ".jsonl": _jsonl_slices, ".ndjson": _jsonl_slices}.get(suffix)
    return list(find(path, size)) if find else []


def unpacked_size(path: str) -> int | None:
    """Bytes of a Parquet file without compression; None if it cannot be opened."""
    try:
        described = pq.read_metadata(path)
    except (OSError, ValueError):
        return None
    return sum(described.row_group(number).total_byte_size for number in range(described.num_row_groups))


def _parquet_slices(path: str, size: int) -> Iterator[Where]:
    """By row groups."""
    described = pq.ParquetFile(path).metadata
    start = before = held = inside = 0
    for number in range(described.num_row_groups):
        group = described.row_group(number)
        if inside and inside + group.total_byte_size > size:
            yield start, number, before, inside
            start, before, held, inside = number, before + held, 0, 0
        held, inside = held + group.num_rows, inside + group.total_byte_size
    if held:
        yield start, described.num_row_groups, before, inside


def _jsonl_slices(path: str, size: int) -> Iterator[Where]:
    """By lines; not a file that is one list, or in an encoding whose line ends are not single bytes."""
    start = before = 0
    with open(path, "rb") as file:  # noqa: PTH123
        if file.read(4).lstrip(b"\xef\xbb\xbf \n")[:1] != b"{":
            return
        file.seek(0)
        while block := file.read(size):
            block += file.readline()
            held = sum(1 for line in block.split(b"\n") if line.strip())
            if held:
                yield start, start + len(block), before, len(block)
            start, before = start + len(block), before + held


# --- archives ---------------------------------------------------------------------------------------------------------

_ZIP_LIMIT = 1_000_000_000  # bytes unpacked; more than a zip of policy text holds, less than a zip bomb
_ZIP_DEPTH = 4  # archives in archives; a file that holds itself would never end


def _zip(data: bytes, columns: Columns, depth: int = 1) -> Iterator[Record]:
    """Members, each by its own format; `inner` says which one a record is from."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    size = sum(info.file_size for info in archive.infolist())
    if size > _ZIP_LIMIT:
        raise Unreadable(
            f"unpacks to {size / 1e9:.1f} GB, more than the limit of {_ZIP_LIMIT / 1e9:.0f} GB; unpack it yourself"
        )
    for info in sorted(archive.infolist(), key=_zip_name):
        name = _zip_name(info)
        if info.is_dir() or not is_document(name):
            continue
        try:
            if info.flag_bits & 1:
                raise Unreadable("encrypted: unpack it with its password")
            member = archive.read(info)
            if not name.lower().endswith(".zip"):
                records = read_file(name, member, columns)
            elif depth < _ZIP_DEPTH:
                records = _zip(member, columns, depth + 1)
            else:
                raise Unreadable(f"archives in archives more than {_ZIP_DEPTH} deep")
            for record in records:
                record.inner = f"{name}/{record.inner}" if record.inner else name
                yield record
        except (Unreadable, zipfile.BadZipFile, NotImplementedError) as error:
            yield Record("", problem=f"could not be read: {error}", inner=name)


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Chinese Windows writes names in GBK without saying so; Python then takes them for cp437."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return info.filename


READERS: dict[str, Reader] = {
    ".txt": _txt, ".text": _txt, ".md": _markdown, ".markdown": _markdown,
    ".html": _html, ".htm": _html, ".shtml": _html, ".xhtml": _html, ".pdf": _pdf, ".docx": _docx,
    ".csv": _csv, ".tsv": _csv, ".xlsx": _xlsx, ".jsonl": _jsonl, ".ndjson": _jsonl, ".json": _jsonl,
    ".parquet": _parquet, ".zip": _zip,
}  # fmt: skip

_ADVICE = {
    ".doc": "open it in Word and save as .docx", ".wps": "open it in WPS and save as .docx", ".rtf": "save as .docx",
    ".odt": "save as .docx", ".xls": "open it in Excel and save as .xlsx", ".et": "open it in WPS and save as .xlsx",
    ".ods": "save as .xlsx", ".ppt": "save as .pdf", ".pptx": "save as .pdf", ".ofd": "save as .pdf",
    ".mht": "save as .html", ".mhtml": "save as .html", ".caj": "save as .pdf", ".epub": "save as .html",
    **dict.fromkeys((".rar", ".7z", ".gz", ".tar", ".tgz"), "unpack it"),
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".gif"), "a picture needs text recognition (OCR) first"),
}  # fmt: skip
