"""Text of a PDF: pages without their numbers and running heads, lines joined to paragraphs again."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from toolkit.reading.encoding import Unreadable


class Pdf(NamedTuple):
    """The text, the lines as they stand on the pages, and the title of the document's properties."""

    text: str
    raw: str
    title: str


class Line(NamedTuple):
    """A line of a page and where it begins and ends, in points from the left edge."""

    text: str
    left: float
    right: float


def read_pdf(data: bytes) -> Pdf:
    """Read a PDF's text layer. Raises Unreadable for one that is encrypted, truncated or damaged."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Unreadable("encrypted PDF: save a copy without the password") from error
        raise Unreadable(f"damaged or truncated PDF ({error})") from error
    try:
        pages = [list(_lines(page)) for page in document]
        title = document.get_metadata_value("Title")
    except pypdfium2.PdfiumError as error:
        raise Unreadable(f"damaged or truncated PDF ({error})") from error
    finally:
        document.close()
    raw = "\n".join(line.text for page in pages for line in page)
    return Pdf(join_lines(without_running_heads(pages)), raw, _real_title(title))


_BREAK = re.compile("\r\n|\ufffe")  # pdfium puts U+FFFE for a hyphen at the end of a line, and no line break


def _lines(page: Any) -> Iterator[Line]:
    """The lines that hold anything. A character beyond U+FFFF counts as two in pdfium's numbering of boxes."""
    words = page.get_textpage()
    text, number, since = words.get_text_range(), 0, 0
    for match in [*_BREAK.finditer(text), None]:
        line = text[since : match.start() if match else len(text)]
        long = len(line) + sum(char > "\uffff" for char in line)
        if line.strip():
            first = number + len(line) - len(line.lstrip())
            last = number + long - 1 - (len(line) - len(line.rstrip()))
            hyphen = "-" if match and match[0] == "\ufffe" else ""
            yield Line(line.strip() + hyphen, words.get_charbox(first)[0], words.get_charbox(last)[2])
        if match:
            number, since = number + long + len(match[0]), match.end()
    words.close()


def _real_title(title: str) -> str:
    """Word processors put the file's name or "untitled" there."""
    junk = r"untitled|无标题|\.(?:docx?|html?|wps|pdf|indd)$|^(?:Microsoft Word|about:|file:)"
    return "" if re.search(junk, title, re.IGNORECASE) else title


_PAGE_NUMBER = re.compile(
    r"[-—–－·•\s]*(?:第\s*)?\d{1,3}\s*(?:页)?(?:\s*(?:/|of|共|，共)\s*(?:共\s*)?\d{1,3}\s*页?)?[-—–－·•\s]*|Page \d{1,3}(?: of \d{1,3})?",
    re.IGNORECASE,
)


def without_running_heads(pages: Sequence[Sequence[Line]]) -> list[Line]:
    """Lines of all pages without page numbers, and without lines that head or foot most pages.

    >>> page = lambda *lines: [Line(text, 0, 0) for text in lines]
    >>> pages = [page("云渡市公报", "第一页的话。", "- 1 -"), page("云渡市公报", "其他的话。", "- 2 -"), page("云渡市公报", "完。", "- 3 -")]
    >>> [line.text for line in without_running_heads(pages)]
    ['第一页的话。', '其他的话。', '完。']
    """
    edges = Counter(name for page in pages for name in {_same_on_each(line) for line in (*page[:2], *page[-2:])})
    repeated = {line for line, n in edges.items() if len(pages) > 2 and n > len(pages) / 2}
    kept = []
    for page in pages:
        for number, line in enumerate(page):
            from_edge = min(number, len(page) - 1 - number)
            head = from_edge < 2 and _same_on_each(line) in repeated
            if not head and not (from_edge < 2 and _PAGE_NUMBER.fullmatch(line.text)):
                kept.append(line)
    return kept


def _same_on_each(line: Line) -> str:
    return re.sub(r"\d+", "0", line.text)


_MARKER = re.compile(
    r"[(（]?\d{1,2}[)）.．、]|[•●·■◆○-] ?|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]"
)
_BEGINS = re.compile(
    r"第[一二三四五六七八九十百]+[条章节编][\s　]|附件|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]"
)


def join_lines(lines: Sequence[Line]) -> str:
    """Undo the line breaks at the margin.

    A line begins a paragraph if the one before ended short of the right margin (its first word would have fitted), or if it
    is indented against the one before.

    >>> lines = [("会议强调，要坚持以人民为", 24, 156), ("中心。", 0, 36), ("会议要求，抓好落实，久久", 24, 156), ("为功。", 0, 36)]
    >>> join_lines([Line(*line) for line in lines])
    '会议强调，要坚持以人民为中心。\\n会议要求，抓好落实，久久为功。'
    >>> lines = [("The meeting stressed that the govern-", 0, 300), ("ment must serve all of the people of", 0, 290)]
    >>> join_lines([Line(*line) for line in [*lines, ("the city.", 0, 70)]])
    'The meeting stressed that the government must serve all of the people of the city.'
    """
    if not lines:
        return ""
    em = statistics.median((line.right - line.left) / max(1, _columns(line.text)) for line in lines) * 2
    rights = sorted(line.right for line in lines)
    margin = rights[-1 - len(rights) // 20]  # the widest of all may be a table's
    lefts = Counter(round(line.left) for line in lines)
    edge = max(lefts, key=lambda left: (lefts[left], -left))  # where most lines begin
    paragraphs = [[lines[0].text]]
    indented = lines[0].left > edge + em / 2
    by_indent = _first_lines_are_indented(lines, edge, em)
    for before, line in pairwise(lines):
        fits = before.right + _first_word(line.text) * em / 2 < margin - em / 2
        further = line.left > before.left + em / 2 and not _MARKER.match(before.text)
        level = by_indent and indented and abs(line.left - before.left) <= em / 2
        if fits or further or level or _BEGINS.match(line.text):
            paragraphs.append([])
            indented = line.left > edge + em / 2
        else:
            indented = False
        paragraphs[-1].append(line.text)
    return "\n".join(map(_glued, paragraphs))


def _first_lines_are_indented(lines: Sequence[Line], edge: int, em: float) -> bool:
    """Does an indented line begin a paragraph here, or is it one of a list that is set in as a whole?"""
    after = [line.left - before.left for before, line in pairwise(lines) if before.left > edge + em / 2]
    return sum(step < -em / 2 for step in after) >= sum(abs(step) <= em / 2 for step in after)


def _columns(text: str) -> int:
    """A Chinese character is as wide as two Latin ones."""
    return len(text) + sum(char > "\u2e7f" for char in text)


def _first_word(text: str) -> int:
    """Columns that the first word takes, with a space before it, or the first character with the marks after it."""
    word = re.match(r"[^\s\u2e80-\uffff]+|.[，。、；：！？）》”’]*", text)
    return _columns(word[0]) + text[0].isascii() if word else 0


def _glued(lines: list[str]) -> str:
    text = lines[0]
    for line in lines[1:]:
        if text[-1] in "-\u00ad" and text[-2:-1].isalpha() and line[0].islower():
            text = _unhyphenated(text, line)
        else:
            text += (" " if text[-1].isascii() and line[0].isascii() else "") + line
    return text


def _unhyphenated(text: str, line: str) -> str:
    """govern- + ment is one word; high- + quality keeps its hyphen."""
    from simplemma import is_known

    before, after = re.split(r"[^A-Za-z]", text[:-1])[-1], re.split(r"[^A-Za-z]", line)[0]
    whole = is_known((before + after).lower(), lang="en")
    return text[:-1] + ("" if whole else "-") + line
