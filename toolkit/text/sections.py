"""Sections of a text by its numbered headings: 一、 … （一） … 1. …, Part I … I. … 1. …, and points in the sentence: 一是 … 二是 …

A number is a heading only where it counts on: 1 opens a level if a 2 follows, and after 2 comes 3. So neither a table's 2.5 nor a lone
（一）makes a section.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from toolkit.tables import require
from toolkit.text.language import zh_number

_HAN = "[一二三四五六七八九十]{1,3}"
_ROMAN = "[IVX]{1,6}"
_FIRST_EN = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_OPENS = r"(?:^[ \t\u3000]*|(?<=[，。；：、！]))"  # points may open in the middle of a line
_OPENS_EN = r"(?:^[ \t]*|(?<=[.;:,] ))"
# What a heading begins with. A kind is a level of its own; where the kinds stand in each other is learnt from the text.
_MARKS = {
    "part": rf"^[ \t\u3000]*第(?P<part>{_HAN})(?:部分|编|篇)[：:、 \u3000]?|^[ \t]*Part (?P<part_en>{_ROMAN}|\d{{1,2}})\b[.: ]?",
    "chapter": rf"^[ \t\u3000]*第(?P<chapter>{_HAN})章[ \u3000]?|^[ \t]*Chapter (?P<chapter_en>{_ROMAN}|\d{{1,2}})\b[.: ]?",
    "section": rf"^[ \t\u3000]*第(?P<section>{_HAN})节[ \u3000]?|^[ \t]*Section (?P<section_en>{_ROMAN}|\d{{1,2}})\b[.: ]?",
    "roman": rf"^[ \t]*(?P<roman>{_ROMAN})\. ",
    "han": rf"^[ \t\u3000]*(?P<han>{_HAN})[、.．]",
    "han in brackets": rf"^[ \t\u3000]*[（(](?P<han_in_brackets>{_HAN})[）)][、.．]?",
    "digit": r"^[ \t\u3000]*(?P<digit>\d{1,2})[、.．](?!\d)",
    "digit in brackets": r"^[ \t\u3000]*[（(]?(?P<digit_in_brackets>\d{1,2})[）)]",
    "point": rf"{_OPENS}(?P<point>{_HAN})(?:是|要)(?!否)",
    "ordinal": rf"{_OPENS}第(?P<ordinal>{_HAN})[，、]|{_OPENS_EN}(?P<ordinal_en>{'|'.join(_FIRST_EN)})(?:ly)?, ",
}
_MARK = re.compile("|".join(_MARKS.values()), re.MULTILINE | re.IGNORECASE)
_TITLE_ENDS = {True: re.compile(r"[。！？；\n]"), False: re.compile(r"[.!?;](?=\s|$)|\n")}
_LONGEST = 120  # characters of a title: some texts run the heading into the paragraph


@dataclass(frozen=True)
class Section:
    """A part of a text from its mark to the next of its level or above. level: from 1; number: as its mark counts; title: without it."""

    level: int
    number: int
    title: str
    start: int
    end: int


def section_spans(text: str) -> list[Section]:
    """The sections of a text, those in each other included, in order. None where nothing is numbered.

    >>> [(s.level, s.number, s.title) for s in section_spans("一、回顾\\n不错。\\n二、任务\\n（一）扩大内需。好。\\n（二）促消费。\\n")]
    [(1, 1, '回顾'), (1, 2, '任务'), (2, 1, '扩大内需'), (2, 2, '促消费')]
    >>> [(s.number, s.title) for s in section_spans("会议要求，一要抓好学习；二要抓好落实。")]
    [(1, '抓好学习'), (2, '抓好落实')]
    """
    headings = list(_nested(_counted_on(list(_marks(text)))))
    ends = [_end(text, heading, headings[at + 1 :]) for at, heading in enumerate(headings)]
    return [
        Section(heading.level, heading.number, _title(text[heading.end : end]), heading.start, end)
        for heading, end in zip(headings, ends, strict=True)
    ]


def sections(docs: pd.DataFrame) -> pd.DataFrame:
    """Cut documents into sections by their numbered headings.

    In: docs (doc_id, lang, text). Out: one row per section: doc_id, section (from 0 in each document), level (1 the
    highest), parent (the section it is in; -1 at the top), number (its place among its sisters, as its mark counts),
    title, start, end (characters of docs.text, the sections in it included). Recognised at the start of a line are 第一部分,
    第一章, 第一节, 一、, （一）, 1., (1), Part, Chapter, Section, I.; also in it 一是, 一要, 第一， and First, … : what counts on
    from 1 to 2 at least. A document without such has no row. Raises ValueError if a column is missing.

    >>> import toolkit as tk
    >>> found = tk.sections(tk.from_texts(["一、回顾\\n不错。\\n二、任务\\n（一）扩大内需。\\n（二）促消费。"]))
    >>> found[["level", "parent", "number", "title"]].values.tolist()
    [[1, -1, 1, '回顾'], [1, -1, 2, '任务'], [2, 1, 1, '扩大内需'], [2, 1, 2, '促消费']]
    """
    require(docs, ["doc_id", "lang", "text"], "sections(docs)")
    rows = []
    for doc_id, text in zip(docs["doc_id"], docs["text"], strict=True):
        open_: list[int] = []
        for at, section in enumerate(section_spans(text)):
            open_ = [*open_[: section.level - 1], at]
            parent = open_[-2] if len(open_) > 1 else -1
            rows.append((doc_id, at, section.level, parent, section.number, section.title, section.start, section.end))
    columns = ["doc_id", "section", "level", "parent", "number", "title", "start", "end"]
    return pd.DataFrame(rows, columns=columns).astype({"doc_id": "str", "title": "str"})


@dataclass
class _Heading:
    kind: str
    number: int
    start: int
    end: int  # of the mark
    level: int = 0


def _marks(text: str) -> Iterator[_Heading]:
    for found in _MARK.finditer(text):
        group = found.lastgroup or ""
        start = found.start() + len(found[0]) - len(found[0].lstrip())
        yield _Heading(group.removesuffix("_en"), _number(found[group]), start, found.end())


def _number(written: str) -> int:
    """Of 十二, 12, XII or second.

    >>> [_number(written) for written in ("十", "二十三", "IX", "7", "Third")]
    [10, 23, 9, 7, 3]
    """
    if written.isdecimal():
        return int(written)
    if written.lower() in _FIRST_EN:
        return _FIRST_EN.index(written.lower()) + 1
    if written[0].upper() in "IVX":
        values = [{"I": 1, "V": 5, "X": 10}[char] for char in written.upper()]
        return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
    return zh_number(written)


def _counted_on(marks: list[_Heading]) -> list[_Heading]:
    """Marks that are part of a count: in each kind from 1 up, one by one (a number may be missing), a 1 only if a 2 follows."""
    kept: list[_Heading] = []
    last: dict[str, int] = {}  # where in `kept` the latest of a kind is
    for mark in marks:
        before = kept[last[mark.kind]].number if mark.kind in last else 0
        if mark.number == 1 or (before and before < mark.number <= before + 2):
            last[mark.kind] = len(kept)
            kept.append(mark)
    following: dict[str, int] = {}
    counted = []
    for mark in reversed(kept):
        if mark.number > 1 or following.get(mark.kind, 1) > 1:
            counted.append(mark)
        following[mark.kind] = mark.number
    return counted[::-1]


def _nested(headings: list[_Heading]) -> Iterator[_Heading]:
    """With their levels: a kind that is open goes on at its level and closes those below; another opens a level below."""
    open_: list[str] = []
    for heading in headings:
        if heading.number > 1 and heading.kind not in open_:
            continue  # its beginning was closed by a heading above
        if heading.kind in open_:
            del open_[open_.index(heading.kind) + 1 :]
        else:
            open_.append(heading.kind)
        heading.level = len(open_)
        yield heading


def _end(text: str, heading: _Heading, later: list[_Heading]) -> int:
    """Where the next begins of its level or above. The last of the points in a line ends with the line."""
    following = next((other for other in later if other.level <= heading.level), None)
    if heading.kind in ("point", "ordinal") and (following is None or following.kind != heading.kind):
        return text.find("\n", heading.end) % (len(text) + 1)
    return following.start if following else len(text)


def _title(text: str) -> str:
    """What follows the mark, to the end of the sentence or line."""
    text = text.lstrip()
    chinese = bool(re.search("[\u4e00-\u9fff]", text[:40]))
    end = _TITLE_ENDS[chinese].search(text)
    title = text[: end.start() if end else None].strip()
    if len(title) <= _LONGEST:
        return title
    cut = title[:_LONGEST]
    return (cut if chinese else cut.rsplit(" ", 1)[0]) + " …"
