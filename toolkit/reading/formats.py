"""One small reader per format. To add a format, write a function from bytes to records and name it in READERS.

A record is a dict with `text` and whatever else the file says: title, date (as written), date_from, source, author,
section, doc_id, lang, raw, attachments, problem, and columns of the user's own. A reader raises Unreadable, with the
reason, for a file it can do nothing with.
"""

from __future__ import annotations

import io
import json
import re
import statistics
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Any

import pandas as pd

from toolkit.reading.encoding import Unreadable, decode
from toolkit.reading.page import Page, parse_html, parse_lines

Record = dict[str, Any]
Columns = Mapping[str, str]
Reader = Callable[[bytes, Columns], Iterator[Record]]

# Names under which tables hold what we know as …; the first that a table has is taken.
_NAMES = {
    "text": "text 正文 内容 全文 文本 content body fulltext full_text article",
    "title": "title 标题 题目 名称 headline",
    "date": "date 日期 时间 发布时间 发布日期 发文日期 成文日期 published pubdate publish_date",
    "source": "source 来源 发布机构 发文机关 单位 机构 publisher",
    "author": "author 作者",
    "section": "section 栏目",
    "doc_id": "doc_id id 编号 序号",
    "lang": "lang language 语种 语言",
}
_ZIP_LIMIT = 1_000_000_000  # bytes unpacked; more than a zip of policy text holds, less than a zip bomb
_NOT_DOCUMENTS = re.compile(r"(?:^|/)(?:\.|~\$|__MACOSX/|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)


def is_document(path: str) -> bool:
    """Hidden files, lock files and what operating systems leave in folders are no documents.

    >>> [is_document(p) for p in ("a/b.txt", ".git/x.txt", "a/~$b.docx", "__MACOSX/b.txt", "Thumbs.db")]
    [True, False, False, False, False]
    """
    return not _NOT_DOCUMENTS.search(path)


def read_file(name: str, data: bytes, columns: Columns) -> Iterator[Record]:
    """The records of one file, by the ending of its name. A failing library is a reason, too: nothing else stops."""
    suffix = PurePosixPath(name).suffix.lower()
    if not data:
        yield {"text": "", "problem": "empty file"}
        return
    reader = READERS.get(suffix)
    if reader is None:
        advice = _ADVICE.get(suffix, f"formats read are {' '.join(sorted(READERS))}")
        raise Unreadable(f"{suffix or 'no ending'}: not a format read here; {advice}")
    try:
        yield from reader(data, columns)
    except Unreadable:
        raise
    except Exception as error:  # whatever a PDF or Word library says of a broken file
        raise Unreadable(f"damaged or not really {suffix}: {error or type(error).__name__}") from error


def rows(table: pd.DataFrame, columns: Columns) -> Iterator[Record]:
    """The records of a table, a row each; columns are found by name or named by `columns={"text": "正文内容"}`.

    Raises Unreadable if no column can be the text, a named one is missing, or a doc_id stands twice.
    """
    table = table.rename(columns=lambda name: str(name).strip().removeprefix("\ufeff"))
    found = _find_columns(list(table.columns), columns)
    table = table.rename(columns={name: ours for ours, name in found.items()})
    if "doc_id" in found:
        ids = table["doc_id"].astype("str")
        twice = ids[ids.duplicated(keep=False)]
        if len(twice):
            where = ", ".join(
                f"{value!r} in row {row}"
                for row, value in list(zip(_row_numbers(twice, table), twice, strict=True))[:6]
            )
            raise Unreadable(f"doc_id must be unique, but: {where}. Make it so, or rename the column and have ids made")
    for number, values in enumerate(table.to_dict("records"), start=1):
        record: Record = {str(key): value for key, value in values.items() if not _missing(value)}
        record["text"] = str(record.get("text", ""))
        if "doc_id" in record:
            record["doc_id"] = str(record["doc_id"])
        if "date" in record:
            record["date_from"] = "column"
        yield {**{name: "" for name in table.columns if name not in found}, **record, "row": number}


def _row_numbers(values: pd.Series, table: pd.DataFrame) -> list[int]:
    return [int(place) + 1 for place in table.index.get_indexer(values.index)]


def _missing(value: object) -> bool:
    return value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value)


def _find_columns(names: list[str], columns: Columns) -> dict[str, str]:
    unknown = [name for name in columns.values() if name not in names]
    if unknown:
        raise Unreadable(f"no column {', '.join(map(repr, unknown))}; the table has: {', '.join(names)}")
    lower = {name.lower(): name for name in reversed(names)}
    found = {}
    for ours, synonyms in _NAMES.items():
        name = columns.get(ours) or next((lower[known] for known in synonyms.split() if known in lower), None)
        if name is not None:
            found[ours] = name
    if "text" not in found:
        raise Unreadable(
            f"no text column; the table has: {', '.join(names)}. Name it: read(…, columns={{'text': {names[-1] if names else '…'!r}}})"
        )
    return found


def _txt(data: bytes, columns: Columns) -> Iterator[Record]:
    raw = decode(data)
    yield _record(parse_lines(raw), raw)


def _html(data: bytes, columns: Columns) -> Iterator[Record]:
    raw = decode(data)
    yield _record(parse_html(raw), raw)


def _record(page: Page, raw: str) -> Record:
    return {
        "text": page.text, "raw": raw, "title": page.title, "date": page.date, "date_from": page.date_from,
        "author": page.author, "source": page.source, "section": page.section, "attachments": "; ".join(page.attachments),
    }  # fmt: skip


_FRONT_MATTER = re.compile(r"\A---\s*\n(.*?)\n---\s*\n", re.DOTALL)
_HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$", re.MULTILINE)


def _markdown(data: bytes, columns: Columns) -> Iterator[Record]:
    """Front matter of simple `key: value` lines is metadata; headings lose their marks; the first is the title."""
    raw = decode(data).replace("\r\n", "\n")
    front = _FRONT_MATTER.match(raw)
    record: Record = {}
    if front:
        pairs = (line.partition(":") for line in front[1].split("\n") if ":" in line)
        record = {key.strip().lower(): value.strip().strip("\"'") for key, _, value in pairs}
        if record.get("date"):
            record["date_from"] = "front matter"
    body = raw[front.end() :] if front else raw
    heading = _HEADING.search(body)
    record.setdefault("title", heading[1] if heading else "")
    if heading and not body[: heading.start()].strip() and heading[1] == record["title"]:
        body = body[heading.end() :]
    yield {**record, "text": _HEADING.sub(r"\1", body).replace("**", ""), "raw": raw}


_PAGE_NUMBER = re.compile(
    r"[\s\-—–－·第页共Pageof/|]*\d{1,4}(?:[\s\-—–－·第页共of/|]*\d{0,4})*[\s\-—–－·页]*", re.IGNORECASE
)
_PARAGRAPH_START = re.compile(
    r"\s{2,}|　|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）]|第[一二三四五六七八九十百]+[条章节]|\d{1,2}[.、．]\s?\D"
)
_STOPS = ("。", "！", "？", "；", ".", "!", "?", ":", "：", "”")


def _pdf(data: bytes, columns: Columns) -> Iterator[Record]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        reason = (
            "encrypted: save a copy without the password"
            if "password" in str(error).lower()
            else f"damaged or truncated PDF ({error})"
        )
        raise Unreadable(reason) from error
    try:
        pages = [page.get_textpage().get_text_range().replace("\r\n", "\n").split("\n") for page in document]
        title = document.get_metadata_value("Title")
    finally:
        document.close()
    raw = "\n".join(line for page in pages for line in page)
    if not raw.strip():
        yield {"text": "", "problem": "no text layer: scanned pages need text recognition (OCR) first"}
        return
    record = _record(parse_lines(_unwrapped(_without_running_heads(pages))), raw)
    record["title"] = record["title"] or (
        "" if "untitled" in title.lower() or title.endswith((".docx", ".html")) else title
    )
    yield record


def _without_running_heads(pages: list[list[str]]) -> list[str]:
    """Page numbers, and lines that stand at the edge of most pages, are not text."""
    edges = Counter(line.strip() for page in pages for line in {*_edge(page, 0), *_edge(page, -1)})
    repeated = {line for line, n in edges.items() if len(pages) > 2 and n > len(pages) / 2}
    return [
        line
        for page in pages
        for line in page
        if not (
            line.strip() in repeated
            or (line in (*_edge(page, 0), *_edge(page, -1)) and _PAGE_NUMBER.fullmatch(line.strip()))
        )
    ]


def _edge(page: list[str], place: int) -> list[str]:
    filled = [line for line in page if line.strip()]
    return [filled[place]] if filled else []


def _unwrapped(lines: list[str]) -> str:
    """Join lines that were broken at the margin: a line about as long as the longest goes on in the next one."""
    widths = [len(line.strip()) for line in lines if line.strip()]
    margin = 0.8 * statistics.quantiles(widths, n=10)[-1] if len(widths) > 1 else 0
    text = ""
    for line in lines:
        bare = line.strip()
        if not bare:
            continue
        last = text.rsplit("\n", 1)[-1]
        piece = _last_line_width(text)
        if (
            text
            and piece >= margin
            and not _PARAGRAPH_START.match(line)
            and not (last.endswith(_STOPS) and piece < margin * 1.1)
        ):
            text += _glue(text, bare) + _MARK + bare
        else:
            text += ("\n" if text else "") + bare
    return text.replace(_MARK, "")


_MARK = "\ue001"  # where a line of the PDF began; taken out again


def _last_line_width(text: str) -> int:
    return (
        len(re.split(f"[\n{_MARK}]", text)[-1]) if len(text) < 500 else len(re.split(f"[\n{_MARK}]", text[-500:])[-1])
    )


def _glue(text: str, following: str) -> str:
    both_latin = text[-1].isascii() and following[0].isascii()
    return " " if both_latin and not text.endswith("-") else ""


_OLE = b"\xd0\xcf\x11\xe0"


def _docx(data: bytes, columns: Columns) -> Iterator[Record]:
    if data.startswith(_OLE):
        raise Unreadable(
            "encrypted, or an old .doc by another name: open it in Word, remove the password, save as .docx"
        )
    import docx
    from docx.table import Table

    document = docx.Document(io.BytesIO(data))
    lines: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            lines += ["\t".join(dict.fromkeys(cell.text.strip() for cell in row.cells)) for row in block.rows]
        else:
            lines.append(block.text)
    raw = "\n".join(lines)
    record = _record(parse_lines(raw), raw)
    properties = document.core_properties
    record["title"] = record["title"] or properties.title or ""
    yield record


def _csv(data: bytes, columns: Columns) -> Iterator[Record]:
    text = decode(data)
    separator = "\t" if text.split("\n", 1)[0].count("\t") else ","
    table = pd.read_csv(io.StringIO(text), sep=separator, dtype="str", keep_default_na=False)
    yield from rows(table, columns)


def _xlsx(data: bytes, columns: Columns) -> Iterator[Record]:
    if data.startswith(_OLE):
        raise Unreadable(
            "encrypted, or an old .xls by another name: open it in Excel, remove the password, save as .xlsx"
        )
    sheets = pd.read_excel(io.BytesIO(data), sheet_name=None)
    filled = {name: sheet for name, sheet in sheets.items() if not sheet.empty}
    for name, sheet in filled.items():
        try:
            yield from (
                {**record, "row": f"{name}!{record['row']}" if len(filled) > 1 else record["row"]}
                for record in rows(sheet, columns)
            )
        except Unreadable as error:
            raise Unreadable(f"sheet {name!r}: {error}") from error


def _jsonl(data: bytes, columns: Columns) -> Iterator[Record]:
    text = decode(data).strip()
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
    yield from rows(pd.DataFrame(records), columns)


def _parquet(data: bytes, columns: Columns) -> Iterator[Record]:
    yield from rows(pd.read_parquet(io.BytesIO(data)), columns)


def _zip(data: bytes, columns: Columns) -> Iterator[Record]:
    """Members, each by its own format; `inner` says which one a record is from."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    size = sum(info.file_size for info in archive.infolist())
    if size > _ZIP_LIMIT:
        raise Unreadable(
            f"unpacks to {size / 1e9:.1f} GB, more than the limit of {_ZIP_LIMIT / 1e9:.0f} GB; unpack it yourself"
        )
    for info in sorted(archive.infolist(), key=lambda info: info.filename):
        name = _zip_name(info)
        if info.is_dir() or not is_document(name):
            continue
        try:
            if info.flag_bits & 1:
                raise Unreadable("encrypted: unpack it with its password")
            for record in read_file(name, archive.read(info), columns):
                yield {**record, "inner": f"{name}/{record['inner']}" if "inner" in record else name}
        except (Unreadable, zipfile.BadZipFile) as error:
            yield {"text": "", "problem": f"could not be read: {error}", "inner": name}


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
    ".xls": "open it in Excel and save as .xlsx", ".ppt": "save as .pdf", ".pptx": "save as .pdf",
    ".rar": "unpack it", ".7z": "unpack it", ".ofd": "save as .pdf",
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp"), "a picture needs text recognition (OCR) first"),
}  # fmt: skip


def date_text(value: object) -> str:
    """A date of any kind as a string for `find_dates`."""
    return value.strftime("%Y-%m-%d") if isinstance(value, date | datetime) else str(value)
