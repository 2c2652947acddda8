"""Text of a PDF: pages without their numbers and running heads, lines joined to paragraphs again."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from toolkit.reading.encoding import Unreadable


class Pdf(NamedTuple):
    """The text, the lines as they stand on the pages, and the title of the document's properties."""

    text: str
    raw: str
    title: str


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
        pages = []
        for number in range(len(document)):
            page = document[number]
            words = page.get_textpage()
            pages.append(words.get_text_range().replace("\r\n", "\n").split("\n"))
            words.close()
            page.close()
        title = document.get_metadata_value("Title")
    except pypdfium2.PdfiumError as error:
        raise Unreadable(f"damaged or truncated PDF ({error})") from error
    finally:
        document.close()
    raw = "\n".join(line for page in pages for line in page)
    return Pdf(join_lines(without_running_heads(pages)), raw, _real_title(title))


def _real_title(title: str) -> str:
    """Word processors put the file's name or "untitled" there."""
    junk = re.search(
        r"untitled|无标题|\.(?:docx?|html?|wps|pdf|indd)$|^(?:Microsoft Word|about:|file:)", title, re.IGNORECASE
    )
    return "" if junk else title


_PAGE_NUMBER = re.compile(
    r"[-—–－·•\s]*(?:第\s*)?\d{1,3}\s*(?:页)?(?:\s*(?:/|of|共|，共)\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–－·•\s]*|Page \d{1,4}(?: of \d{1,4})?",
    re.IGNORECASE,
)


def without_running_heads(pages: list[list[str]]) -> list[str]:
    """Lines of all pages without page numbers, and without lines that head or foot most pages.

    >>> without_running_heads([["云渡市公报", "第一页的话。", "- 1 -"], ["云渡市公报", "其他的话。", "- 2 -"], ["云渡市公报", "完。", "- 3 -"]])
    ['第一页的话。', '其他的话。', '完。']
    """
    filled = [[line for line in page if line.strip()] for page in pages]
    edges = Counter(_same_on_each(line) for page in filled for line in {*page[:2], *page[-2:]})
    repeated = {line for line, n in edges.items() if len(pages) > 2 and n > len(pages) / 2}
    kept = []
    for page in filled:
        last = len(page) - 1
        for number, line in enumerate(page):
            outer, near = number in (0, last), number in (0, 1, last - 1, last)
            if (near and _same_on_each(line) in repeated) or (outer and _PAGE_NUMBER.fullmatch(line.strip())):
                continue
            kept.append(line)
    return kept


def _same_on_each(line: str) -> str:
    return re.sub(r"\d+", "0", line.strip())


_BEGINS = re.compile(
    r"\s{2,}|　|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）]|第[一二三四五六七八九十百]+[条章节]|\d{1,2}[.、．]\s?\D|[•●·■]|附件"
)
_ENDS = tuple("。！？；.!?:：”")
_HYPHENS = "-\u00ad\ufffe\x02"  # pdfium gives U+FFFE or 0x02 for a hyphen that it takes for one of the line break


def join_lines(lines: list[str]) -> str:
    """Undo line breaks at the margin: a line nearly as wide as the widest goes on in the next, unless a sentence ends
    there short of the margin or the next line begins like a paragraph.

    >>> join_lines(["会议强调，要坚持以人民为", "中心。", "会议要求，抓好落实，久久为", "功。"])
    '会议强调，要坚持以人民为中心。\\n会议要求，抓好落实，久久为功。'
    >>> join_lines(["The meeting stressed that the gov\\x02", "ernment must serve all of the", "people."])
    'The meeting stressed that the government must serve all of the people.'
    """
    widths = sorted(_width(line.rstrip()) for line in lines if line.strip())
    margin = widths[int(0.9 * (len(widths) - 1))] if widths else 0  # the widest may be a table's
    paragraphs: list[list[str]] = []
    wide = ends = False
    for line in lines:
        bare = line.strip()
        if not bare:
            wide = False
            continue
        if paragraphs and wide and not _BEGINS.match(line) and not (ends and _looks_new(line, bare, margin)):
            paragraphs[-1].append(bare)
        else:
            paragraphs.append([bare])
        width = _width(line.rstrip())
        wide = width >= (0.9 if bare[-1] > "\u2e7f" else 0.75) * margin  # English lines are ragged
        ends = bare.endswith(_ENDS) and width < 0.98 * margin
    return "\n".join(map(_glued, paragraphs))


def _looks_new(line: str, bare: str, margin: int) -> bool:
    """After a full stop short of the margin: Chinese begins anew, English only if a capital follows."""
    return bare[0] > "\u2e7f" or (not bare[0].islower() and _width(line) < margin * 2)


def _width(text: str) -> int:
    """Columns: a Chinese character is as wide as two Latin ones."""
    return len(text) + sum(char > "\u2e7f" for char in text)


def _glued(lines: list[str]) -> str:
    text = lines[0]
    for line in lines[1:]:
        if text[-1] in _HYPHENS and len(text) > 1 and text[-2].isalpha() and line[0].islower():
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
