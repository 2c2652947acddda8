"""A web page: its main text, title, date, author, source and section path, without the chrome around it.

One walk turns the page into lines and remembers which lines each element holds. The element with most of the prose says
where the text is; the lines above it are read for fields, and the lines within it cleaned, as in `lines.py`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from itertools import accumulate

from selectolax.lexbor import LexborHTMLParser, LexborNode

from toolkit.reading import chrome
from toolkit.reading.dates import find_dates
from toolkit.reading.lines import (
    Page,
    add_attachment,
    choose_title,
    is_chrome,
    is_prose,
    read_crumb,
    read_header,
    read_tail,
    section_path,
    split_tail,
    without_repeats,
    without_title,
)
from toolkit.text.normalise import normalise

# The <meta> names of the Chinese government web standard first, then those of news sites and of Dublin Core, by field.
_META = {
    "title": "articletitle og:title dc.title twitter:title headline",
    "date": "pubdate publishdate article:published_time publishtime datepublished dc.date date firstpublishedtime",
    "source": "contentsource source dc.source",
    "author": "author article:author dc.creator",
    "section": "columnname article:section",
    "site": "sitename og:site_name",
}
_SKIPPED = frozenset(["script", "style", "noscript", "footer", "select", "option", "button", "iframe", "svg", "template", "textarea", "object", "aside", "marquee", "head"])  # fmt: skip
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_CONTAINERS = frozenset(["article", "blockquote", "body", "center", "div", "form", "main", "section", "table", "tbody", "td", "tr", "dl", "dd", "li", "ul", "font", "span"])  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_FILE_LINK = re.compile(r"\.(?:docx?|pdf|xlsx?|zip|rar|wps|ofd|et|pptx?)(?:$|[?#])", re.IGNORECASE)
_CJK_BREAK = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef])[ \t]*\n\s*(?=[\u2e80-\u9fff\uff00-\uffef])")
_DOMINANT = 0.7  # a child with this share of its parent's prose holds the text; the rest of the parent is chrome
_SHORT_CELL = 60  # characters: a row of such cells is a line of a table, not the layout of a page
_BETWEEN = 3  # lines between the fields and that element that may be text, too: a salutation, a summary
_BEYOND = 8  # lines after the element with the prose that may still be text: a signature and its date


@dataclass
class _Element:
    """A container and the lines it holds: [start, end)."""

    parent: int
    tag: str
    start: int
    end: int = 0


@dataclass
class _Lines:
    """The page as lines; for each, whether most of it is a link, and whether it is a heading."""

    text: list[str] = field(default_factory=list)
    linked: list[bool] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)  # numbers of the lines that are h1
    files: dict[int, list[str]] = field(default_factory=dict)  # link texts of files to download, by line
    crumbs: list[tuple[int, int]] = field(default_factory=list)
    elements: list[_Element] = field(default_factory=list)


def parse_html(html: str) -> Page:
    """Read a web page.

    In: its source. Out: a Page, its text normalised. Fields come from the page's visible lines; the <meta> tags of the
    government web standard and JSON-LD fill in the title first, and whatever else the lines leave open.

    >>> page = parse_html("<h1>通知</h1><p>来源：云渡市政府 时间：2024年2月28日</p><div><p>各单位要抓好落实，不得延误。</p></div>")
    >>> page.title, page.source, page.date, page.text
    ('通知', '云渡市政府', '2024-02-28', '各单位要抓好落实，不得延误。')
    """
    tree = LexborHTMLParser(html)
    meta = _meta(tree)
    document_title = " ".join(normalise(node.text(), width=False) for node in tree.css("head title")[:1])
    page = Page()
    if tree.body is not None:
        titles = _read_lines(_walk(tree.body), page)
        page.title = page.title or _title(titles, document_title, meta, page.section)
    page.title = meta.get("articletitle") or page.title or meta.get("title") or _without_site(document_title)
    page.section = without_title(page.section or meta.get("section", ""), page.title)
    page.source = page.source or meta.get("source", "")
    if not page.author and "author" not in page.labelled and meta.get("author") != meta.get("site"):
        page.author = meta.get("author", "")
    if not page.date:
        when = next(find_dates(meta.get("date", "")), None)
        page.date, page.date_from = (str(when.date), "meta") if when else ("", "")
    page.text = "\n".join(without_repeats(page.text.split("\n"), page.title))
    return page


def _read_lines(lines: _Lines, page: Page) -> list[str]:
    """Fill the page's text and fields from its lines. Out: what may be the title, the likeliest last."""
    text = lines.text
    prose = [
        is_prose(line) and not linked and not chrome.FOOTER.fullmatch(line)
        for line, linked in zip(text, lines.linked, strict=True)
    ]
    start, end = _main(lines, prose)
    first = next((n for n in range(start, end) if prose[n]), end)
    last = next((n for n in range(end - 1, start - 1, -1) if prose[n]), start - 1)
    noise = _noise(lines, prose, start, page)
    titles, begin = _above(lines, noise, start, first, page)
    stop = end
    while stop < min(len(text), end + _BEYOND) and not prose[stop]:
        if lines.linked[stop] and stop not in lines.files:
            break
        stop += 1
    kept = [n for n in range(begin, stop) if not noise[n]]
    body, tail = split_tail([text[n] for n in kept], max(-1, sum(n <= last for n in kept) - 1))
    page.text = "\n".join(body)
    read_tail(tail, page)
    for n in range(begin, min(len(text), stop + _BEYOND)):
        for name in lines.files.get(n, []):
            add_attachment(page, name)
    return titles


def _noise(lines: _Lines, prose: list[bool], start: int, page: Page) -> list[bool]:
    """Lines that are no part of the article: links and paragraphs above it, and the parts of a breadcrumb, which is read."""
    headings = frozenset(lines.headings)
    noise = [n < start and (lines.linked[n] or prose[n]) and n not in headings for n in range(len(lines.text))]
    for since, upto in lines.crumbs:
        page.section = page.section or _crumb_path(lines.text[since:upto])
        for n in range(since, upto):
            noise[n] = noise[n] or not read_crumb(lines.text, n)[1]
    return noise


def _above(lines: _Lines, noise: list[bool], start: int, first: int, page: Page) -> tuple[list[str], int]:
    """Read the lines above the first paragraph. Out: what may be the title, and the line where the text begins.

    The text may begin above the element that holds most of it (`start`) if little stands between that and the fields.
    """
    text = lines.text
    header = read_header(text[:first], page, noise[:first])
    titles, below = (list(header.titles), header.end) if header else ([], 0)
    heading = max((n for n in lines.headings if n < first), default=None)
    if heading is not None and (not titles or text[heading] in titles or below < heading):
        titles, below = [text[heading]], max(below, heading + 1)
    between = sum(not lines.linked[n] and not is_chrome(text[n]) for n in range(below, start))
    begin = below if header and between <= _BETWEEN else max(below, start)
    if not titles:
        above = (n for n in range(begin - 1, -1, -1) if not noise[n] and not is_chrome(text[n]))
        titles = [text[n] for n in above if not read_crumb(text, n)[1]][:3][::-1]
    while begin > below and text[begin - 1].endswith(("：", ":")) and not is_chrome(text[begin - 1]):
        begin -= 1  # 各单位：
    return titles, begin


def _main(lines: _Lines, prose: list[bool]) -> tuple[int, int]:
    """The lines of the element that holds the text: from the top down, always into the child with most of the prose."""
    weight = [0, *accumulate(len(line) * is_text for line, is_text in zip(lines.text, prose, strict=True))]
    children: dict[int, list[int]] = {}
    for number, element in enumerate(lines.elements[1:], start=1):
        children.setdefault(element.parent, []).append(number)
    here = 0
    while True:
        element = lines.elements[here]
        held = weight[element.end] - weight[element.start]
        inner = max(
            children.get(here, []),
            key=lambda n: weight[lines.elements[n].end] - weight[lines.elements[n].start],
            default=None,
        )
        if inner is None or not held:
            return element.start, element.end
        best = lines.elements[inner]
        if weight[best.end] - weight[best.start] < _DOMINANT * held or _is_paragraph(best, lines):
            return element.start, element.end
        here = inner


def _is_paragraph(element: _Element, lines: _Lines) -> bool:
    """One line in a <div> of its own is a paragraph among others, not the place of the text."""
    return element.end - element.start < 2 and element.tag not in ("article", "main", "td")


def _title(titles: list[str], document_title: str, meta: dict[str, str], section: str) -> str:
    """The candidate that the page's <title> begins with, else the one that stands best."""
    known = f"{meta.get('title', '')}\n{document_title}"
    named = [title for title in titles if len(title) >= 4 and title != section.split(" > ")[-1] and title in known]
    named = [title for title in named if any(line.startswith(title) for line in known.split("\n"))]
    best = choose_title(titles, section) if titles else ""
    return best if not named or any(title in best for title in named) else max(named, key=len)


def _without_site(title: str) -> str:
    """全市检察工作会议召开_云渡市人民检察院 without the site's name."""
    return re.split(r"\s*[_|｜]\s*|\s+[-–—]+\s+|(?<=[\u4e00-\u9fff])[-–—]+(?=[\u4e00-\u9fff])", title)[0].strip()


def _meta(tree: LexborHTMLParser) -> dict[str, str]:
    """By our names of fields; and by its own name "articletitle", the one that is never the site's."""
    named: dict[str, str] = {}
    for node in tree.css("meta"):
        name = node.attributes.get("name") or node.attributes.get("property") or node.attributes.get("itemprop") or ""
        content = normalise(node.attributes.get("content") or "", width=False)
        if name and content:
            named.setdefault(name.lower(), content)
    for key, value in _json_ld(tree):
        named.setdefault(key, value)
    found = {"articletitle": named.get("articletitle", "")}
    for ours, names in _META.items():
        found[ours] = next((named[name] for name in names.split() if name in named), "")
    return {name: value for name, value in found.items() if value}


def _json_ld(tree: LexborHTMLParser) -> list[tuple[str, str]]:
    found = []
    for node in tree.css('script[type="application/ld+json"]'):
        try:
            data = json.loads(node.text())
        except ValueError:
            continue
        for thing in data if isinstance(data, list) else [data]:
            if isinstance(thing, dict):
                author = thing.get("author")
                author = author[0] if isinstance(author, list) and author else author
                author = author.get("name") if isinstance(author, dict) else author
                values = {**{key: thing.get(key) for key in ("headline", "datePublished")}, "author": author}
                found += [(key.lower(), normalise(value, width=False)) for key, value in values.items() if isinstance(value, str)]  # fmt: skip
    return found


def _crumb_path(parts: list[str]) -> str:
    """The path in an element that is named after one: a line with separators, or a list without."""
    line = " ".join(parts) if any(chrome.CRUMB_BREAK.search(part) for part in parts) else " > ".join(parts)
    label = chrome.CRUMB_LABEL.match(line)
    rest = line[label.end() :] if label else line
    if len(line) > 200 or not (label or chrome.CRUMB_BARE.match(line)) or is_prose(line):
        return ""
    return section_path(rest)


# --- from elements to lines -------------------------------------------------------------------------------------------


class _Walk:
    """Collects the lines. Without recursion: unclosed tags can nest a thousand deep."""

    def __init__(self) -> None:
        self.lines = _Lines()
        self.pieces: list[str] = []
        self.linked = 0
        self.files: list[str] = []
        self.open: list[int] = [0]
        self.in_heading = False

    def flush(self) -> None:
        """End a line."""
        line = normalise("".join(self.pieces), width=False).replace("\n", " ")
        if line:
            number = len(self.lines.text)
            self.lines.text.append(line)
            self.lines.linked.append(self.linked * 2 > len(line))
            if self.files:
                self.lines.files[number] = self.files
            if self.in_heading:
                self.lines.headings.append(number)
        self.pieces, self.linked, self.files = [], 0, []

    def walk(self, root: LexborNode) -> _Lines:
        self.lines.elements.append(_Element(-1, "body", 0))
        page_length = len(root.text()) or 1
        stack: list[tuple[LexborNode | None, str]] = [(root, "")]
        links: list[int] = []
        while stack:
            node, leaving = stack.pop()
            if node is None:
                self.leave(leaving, links)
            elif node.is_text_node:
                self.add(node)
            elif not _is_skipped(node, page_length):
                stack.append((None, self.enter(node, links)))
                stack += [(child, "") for child in reversed(list(node.iter(include_text=True)))]
        self.flush()
        self.lines.elements[0].end = len(self.lines.text)
        return self.lines

    def add(self, node: LexborNode) -> None:
        text = node.text_content or ""
        if node.parent is not None and node.parent.tag == "pre":
            for line in text.split("\n"):
                self.pieces.append(line)
                self.flush()
        else:
            self.pieces.append(_CJK_BREAK.sub("", text).replace("\n", " ") if "\n" in text else text)

    def enter(self, node: LexborNode, links: list[int]) -> str:
        """Begin an element. Out: what is to be done when it ends, one letter each."""
        tag = node.tag or ""
        todo = ""
        if tag in ("td", "th"):
            if _is_table_cell(node):
                self.pieces.append(" ")
            else:
                todo += "b"
        if tag in _BLOCKS:
            todo += "b"
        if todo:
            self.flush()
        if todo and tag in _CONTAINERS:
            todo += "e"
            self.lines.elements.append(_Element(self.open[-1], tag, len(self.lines.text)))
            self.open.append(len(self.lines.elements) - 1)
        if tag == "h1":
            self.in_heading, todo = True, todo + "h"
        if "a" in (tag, node.prev.tag if node.prev is not None else ""):
            self.separate(node)
        if tag == "a":
            links.append(sum(map(len, self.pieces)))
            todo += "a"
            if _FILE_LINK.search(node.attributes.get("href") or ""):
                self.files.append(normalise(node.text(), width=False).replace("\n", " "))
        if _is_crumb(node, tag):
            self.lines.crumbs.append((len(self.lines.text), -1))
            todo += "c"
        return todo

    def separate(self, node: LexborNode) -> None:
        """Buttons side by side are words of their own, though only the style sheet parts them."""
        before = "".join(self.pieces)[-1:]
        if before.isascii() and before.isalnum() and node.text()[:1].isascii():
            self.pieces.append(" ")

    def leave(self, todo: str, links: list[int]) -> None:
        if "a" in todo:
            self.linked += max(0, len("".join(self.pieces).strip()) - links.pop())
        if "b" in todo:
            self.flush()
        if "e" in todo:
            self.lines.elements[self.open.pop()].end = len(self.lines.text)
        if "h" in todo:
            self.in_heading = False
        if "c" in todo:
            self.flush()
            last = max(n for n, (_, upto) in enumerate(self.lines.crumbs) if upto < 0)
            self.lines.crumbs[last] = (self.lines.crumbs[last][0], len(self.lines.text))


def _walk(root: LexborNode) -> _Lines:
    return _Walk().walk(root)


def _is_crumb(node: LexborNode, tag: str) -> bool:
    if tag not in ("div", "p", "td", "nav", "ul", "ol", "span", "section"):
        return False
    names = " ".join(node.attributes.get(name) or "" for name in ("class", "id", "aria-label"))
    return bool(names) and bool(chrome.CRUMB_CLASS.search(names)) and len(node.text()) < 400


def _is_skipped(node: LexborNode, page_length: int) -> bool:
    """What is never text. A form may be the frame of a whole page (as in ASP.NET), and what is hidden may be shown by a
    script later: both are looked into if they hold most of the page."""
    tag = node.tag or ""
    if tag in _SKIPPED or tag.startswith(("-", "!")) or "hidden" in node.attributes:
        return True
    if tag == "nav":
        return not _is_crumb(node, tag)
    minor = tag == "form" or bool(_HIDDEN.search(node.attributes.get("style") or ""))
    return minor and len(node.text()) * 2 < page_length


def _is_table_cell(node: LexborNode) -> bool:
    """A cell of a table of data: one of several in its row, all short and without blocks of their own."""
    row = node.parent
    cells = [cell for cell in row.iter() if cell.tag in ("td", "th")] if row is not None else []
    if len(cells) < 2:
        return False
    return all(
        len(cell.text(deep=True)) <= _SHORT_CELL and not any(child.tag in _BLOCKS for child in cell.iter())
        for cell in cells
    )
