"""A page as lines, pasted or extracted: which are the text, and what the others say about it.

`parse_lines` is for text of any origin; `page.py` finds the lines of a web page first and then uses the same steps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from toolkit.reading import chrome
from toolkit.reading.dates import Found, find_dates, full_date
from toolkit.text.fold import fold


@dataclass
class Page:
    """What a page says about itself, and its text (lines are paragraphs)."""

    text: str = ""
    title: str = ""
    date: str = ""
    date_from: str = ""
    author: str = ""
    source: str = ""
    section: str = ""
    attachments: list[str] = field(default_factory=list)
    labelled: set[str] = field(default_factory=set)  # fields the page has a label for, be it without a value


@dataclass(frozen=True, slots=True)
class Header:
    """The lines before the text: those that may be the title, and where the text begins."""

    titles: list[str]
    end: int


HEAD = 80  # lines: a pasted page's menus may come before its title
_HEAD_CHARACTERS = 6_000
_LONGEST_TITLE = 250
SENTENCE_END = re.compile(r"[。！？；.!?;][”’\"')）】」]*$")


def parse_lines(text: str) -> Page:
    r"""Take the chrome off the lines of a page.

    In: normalised text. Out: a Page. Text that has neither a breadcrumb nor a labelled line (time, author, source, font
    size) near its top is no page: it comes back as it is, its first line being the title where that looks like one.

    >>> page = parse_lines("当前位置：首页 > 党建工作\n全市检察工作会议召开\n时间：2024-02-28 来源：云渡检察\n2月27日，会议召开。\n【打印】【关闭】")
    >>> page.title, page.date, page.source, page.section, page.text
    ('全市检察工作会议召开', '2024-02-28', '云渡检察', '党建工作', '2月27日，会议召开。')
    """
    text = text.replace("\n\n", "\n")
    top = text[:_HEAD_CHARACTERS].split("\n", HEAD)[:HEAD]
    if not _is_page(top):
        return Page(text=text, title=_first_title(top))
    page = Page()
    lines = text.split("\n")
    header = read_header(lines, page) or Header([], 0)
    lines = lines[header.end :]
    if "title" in page.labelled and lines:
        lines[0] = chrome.TEXT_LABEL.sub("", lines[0])
    body, tail = split_tail([line for line in lines if line])
    read_tail(tail, page)
    page.title = page.title or choose_title(header.titles, page.section)
    page.section = without_title(page.section, page.title)
    page.text = "\n".join(without_repeats(body, page.title))
    return page


# Without one of these a line is neither a breadcrumb nor a line of labels; most lines of most texts are without.
_HINT = re.compile(r"[:：>＞»›→/|｜]|^By [A-Z]|(?:19|20)\d\d")


def _is_page(lines: Sequence[str]) -> bool:
    """Is there a breadcrumb or a labelled line above the first paragraph, or right under a title that reads like one?"""
    end = next((number for number, line in enumerate(lines) if is_prose(line)), len(lines))
    if end < len(lines) and len(lines[end]) <= _LONGEST_TITLE:
        end += 3
    return any(
        _HINT.search(line) and (read_crumb(lines, number)[1] or read_fields(line, Page()))
        for number, line in enumerate(lines[:end])
    )


def read_header(lines: Sequence[str], page: Page, noise: Sequence[bool] | None = None) -> Header | None:
    """Read breadcrumb and fields into `page`. Out: None if there are none.

    `noise`, of a web page, marks lines that are known to be no part of the article (menus): they are passed over.
    """
    certain = noise is not None  # pasted text must show a breadcrumb before a bare date counts as a page's
    noise = noise or []
    titles: list[str] = []
    after_crumb = end = fields_at = 0
    crumb_seen = False
    for number, line in enumerate(lines[: max(HEAD, len(noise))]):
        if number < end:
            continue  # taken with the line before
        path, upto = read_crumb(lines, number)
        if upto:
            if fields_at:
                break
            page.section, crumb_seen, titles, after_crumb, end = path or page.section, True, [], upto, upto
        elif number < len(noise) and noise[number]:
            continue
        elif read_fields(line, page):
            fields_at = fields_at or number + 1
            end = number + 1
        elif is_chrome(line) or _only_other(line):
            end = number + 1 if fields_at or crumb_seen else end
        elif (
            titles
            and (certain or fields_at or crumb_seen or _fields_follow(lines, number))
            and _is_bare_date(line, page)
        ):
            fields_at = fields_at or number + 1
            end = number + 1
        elif is_prose(line) and not (not fields_at and _fields_follow(lines, number)):
            break
        elif fields_at and (titles or _ends_open(line)):
            break  # a short first paragraph, such as 各单位：
        else:
            titles.append(line)
            end = number + 1 if fields_at else end
    if not fields_at and not crumb_seen:
        return None
    if not fields_at:
        return _header_without_fields(lines, titles, after_crumb, end, page)
    return Header(titles, end)


def _header_without_fields(lines: Sequence[str], titles: list[str], start: int, end: int, page: Page) -> Header:
    """After a breadcrumb alone, the title is the first line that does not repeat it; what follows is text."""
    names = {*page.section.split(" > ")}
    for number in range(start, min(len(lines), start + HEAD)):
        if lines[number] in titles and lines[number] not in names:
            return Header([lines[number]], max(number + 1, end if end > number + 1 else 0))
    return Header([], max(start, end))


def _fields_follow(lines: Sequence[str], number: int) -> bool:
    """Is this line, which ends like a sentence, a title? It is if the labelled line comes right after it."""
    return len(lines[number]) <= _LONGEST_TITLE and any(
        read_fields(line, Page()) for line in lines[number + 1 : number + 3]
    )


def is_prose(line: str) -> bool:
    """Does a line read like running text, and not like a title, a menu or a list?"""
    if len(line) > _LONGEST_TITLE:
        return True
    if len(line) >= 12 and SENTENCE_END.search(line):
        return True
    return "。" in line[:-1] or (len(line) > 70 and line.count("，") > 1)


def is_chrome(line: str) -> bool:
    """A line of buttons, sizes, share links or an invitation to scan a code: nothing is left when they are taken out."""
    if len(line) > 200:
        return False
    line = fold(line)
    if chrome.QR.fullmatch(line):
        return True
    if "，" in line or "。" in line:
        return False
    rest, strong = chrome.STRONG_TOKEN.subn(" ", line)
    rest, weak = chrome.WEAK_TOKEN.subn(" ", rest)
    return (strong > 0 or weak > 2) and not chrome.TOKEN_EDGE.sub("", rest)


def _is_bare_date(line: str, page: Page) -> bool:
    """A line that is but a date, or a date and a source: "2024-02-28 10:15 云渡日报", "(Xinhua) 10:00, Feb. 28, 2024"."""
    found = full_date(line) if len(line) < 60 else None
    if found is None or (line.startswith(("（", "(")) and found.start < 2):
        return False
    rest = _around(line, found)
    if rest and (len(rest) > 30 or not chrome.AGENCY.search(rest)):
        return False
    _keep(page, "date", str(found.date))
    _keep(page, "source", rest)
    return True


_TIME = re.compile(r"(?<!\d)\d\d?[:：]\d\d(?:[:：]\d\d(?:\.\d+)?)?|\b[ap]\.?m\b\.?", re.IGNORECASE)


def _around(line: str, found: Found) -> str:
    """What a line holds besides a date and a time of day."""
    return _TIME.sub(" ", f"{line[: found.start]} {line[found.end :].lstrip('日号T')}").strip(chrome.EDGE)


# --- fields -----------------------------------------------------------------------------------------------------------


def read_fields(line: str, page: Page) -> bool:
    """Read a line such as "Time: 2024-02-28 Author: News source: [Font size: large | in | Small". Out: was it one?"""
    if len(line) > 300 or line.endswith("。"):
        return False
    found = _fields(line)
    wanted = [(name, value) for name, value in found if name not in ("other", "text")]
    if not wanted:
        return False
    for name, value in wanted:
        page.labelled.add(name)
        if name == "font":
            continue
        if "date" not in name:
            _keep(page, name, value)
        elif when := full_date(value) or next(find_dates(value), None):
            if name == "date" and "published" not in page.labelled:
                page.labelled.add("published")
                page.date = ""  # whatever was taken for want of a date of publication
            _keep(page, "date", str(when.date))
    return True


def _keep(page: Page, name: str, value: str) -> None:
    if value and not getattr(page, name):
        setattr(page, name, value)
        if name == "date":
            page.date_from = "page"


def _fields(line: str) -> list[tuple[str, str]]:
    """(field, value) in the order of the line; nothing if the line is a sentence or says something else."""
    by = chrome.BY.fullmatch(line.strip(chrome.EDGE))
    if by:
        return [("author", by["name"] or by["zh"])]
    line = chrome.unglue(line)
    labels = list(chrome.LABEL.finditer(fold(line)))
    if not labels:
        return []
    found = _before_label(line[: labels[0].start()])
    if found is None:
        return []
    ends = [label.start() for label in labels[1:]] + [len(line)]
    for label, end in zip(labels, ends, strict=True):
        name = (label.lastgroup or "").replace("_", " ")
        value = _value(line[label.end() : end], name)
        if value is None:
            return []
        found.append((name, value))
    if {name for name, _ in found} <= {"title", "text", "other"}:
        return [] if found[0][0] != "title" or len(found) > 1 else found
    return found


def _before_label(before: str) -> list[tuple[str, str]] | None:
    """What may stand before the first label: nothing, a date, an agency, or both; None for anything else."""
    bare = before.strip(chrome.EDGE)
    if not bare:
        return []
    when = full_date(before)
    if when is None and before.rstrip().endswith(("|", "｜")) and len(bare) < 60:
        return [_name(part.strip(chrome.EDGE)) for part in re.split(r"[|｜]", bare)]
    if when is None:
        return None
    rest = _around(before, when)
    if len(rest) > 30:
        return None
    return [("date", str(when.date)), *([("source", rest)] if chrome.AGENCY.search(rest) else [])]


def _name(part: str) -> tuple[str, str]:
    by = chrome.BY.fullmatch(part)
    return ("author", by["name"] or by["zh"]) if by else ("source", part)


def _value(text: str, name: str) -> str | None:
    """The value after a label, "" if it is empty, None if it is no value but running text."""
    stop = chrome.UNKNOWN_LABEL.search(text)
    text = text[: stop.start()] if stop else text
    text = _bare(re.split(r"[【\[|｜]", text.strip().lstrip("[【"))[0]) if name != "title" else text.strip()
    if name == "font" or name == "other":
        return "" if len(text) < 100 and "。" not in text else None
    if "date" in name:
        return text if not text or (len(text) < 40 and _is_moment(text)) else None
    if name == "title":
        return text if len(text) <= _LONGEST_TITLE else None
    if len(text) > 60 or (len(text) > 12 and SENTENCE_END.search(text)) or any(sign in text for sign in "，。；？！"):
        return None
    if name in ("author", "source") and is_chrome(text):
        return ""
    return text


def _is_moment(text: str) -> bool:
    """A date and at most the time of day: 2024年3月5日上午9时 is when a meeting will be, not when a page was made."""
    when = full_date(text) or next(find_dates(text), None)
    if when is None:
        return False
    rest = re.sub(r"[\d:：.]+|[日号T+Z]|\b[ap]\.?m\b\.?|(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?|\(?(?:Beijing time|GMT)\)?", "", text[: when.start] + text[when.end :], flags=re.IGNORECASE)  # fmt: skip
    return not rest.strip(chrome.EDGE + "次")


# --- breadcrumbs ------------------------------------------------------------------------------------------------------


def read_crumb(lines: Sequence[str], number: int) -> tuple[str, int]:
    """The section path that begins in a line, and the line after it (0 if none begins here).

    A label without a path takes the lines that follow: a pasted list puts 首页, > and 党建 in lines of their own.
    """
    line = lines[number]
    if len(line) > 300:
        return "", 0
    folded = fold(line)
    label = chrome.CRUMB_LABEL.match(folded)
    if label:
        rest = line[label.end() :].strip()
        if rest:
            return section_path(rest), number + 1
        parts: list[str] = []
        upto = number + 1
        while upto < len(lines) and len(lines[upto]) < 30 and _goes_on(parts, lines[upto]):
            parts.append(lines[upto])
            upto += 1
        return section_path(" > ".join(part.strip("> ＞»") for part in parts)), upto
    if chrome.CRUMB_BARE.match(folded) and not is_prose(line):
        return section_path(line), number + 1
    return "", 0


def _goes_on(parts: list[str], line: str) -> bool:
    if not parts:
        return bool(chrome.CRUMB_HOME.match(line) or chrome.CRUMB_BARE.match(line))
    return (
        not parts[-1].strip(">＞» /") or parts[-1].endswith((">", "＞", "»")) or line.startswith((">", "＞", "»", "/"))
    )


def section_path(crumbs: str) -> str:
    """首页 > 新闻 > 党建 > 正文 becomes 新闻 > 党建.

    >>> section_path("home page >> Party building"), section_path("首页 > 新闻 > 党建 > 正文")
    ('Party building', '新闻 > 党建')
    """
    parts = [part.strip(chrome.EDGE + "\"'“”") for part in chrome.CRUMB_BREAK.split(crumbs)]
    parts = [part for part in parts if part]
    if parts and chrome.CRUMB_HOME.match(fold(parts[0])):
        parts = parts[1:]
    parts = [part for part in parts if not re.fullmatch(r"(?:网站)?首 ?页|Home(?: ?page)?", fold(part), re.IGNORECASE)]
    while len(parts) > 1 and chrome.CRUMB_LEAF.match(fold(parts[-1])):
        parts.pop()
    if len(parts) == 1 and fold(parts[0]) in ("正文", "内容", "详情"):
        parts = []
    return " > ".join(parts)


def without_title(section: str, title: str) -> str:
    """Some breadcrumbs end in the title, or in its beginning."""
    path, _, last = section.rpartition(" > ")
    last = last.rstrip(".…")
    return path if title and len(last) >= 6 and _key(title).startswith(_key(last)) else section


# --- titles -----------------------------------------------------------------------------------------------------------


def choose_title(lines: list[str], section: str) -> str:
    """Of the lines above the fields, the title: the last that is neither the section again nor a subtitle."""
    names = {_key(name) for name in section.split(" > ")}
    kept = [line for line in lines[-5:] if _key(line) not in names]
    if not kept:
        return lines[-1] if lines else ""
    while len(kept) > 1 and (kept[-1].startswith(("—", "－", "--", "（", "(")) or _is_scrap(kept[-1], kept[-2])):
        kept.pop()
    if len(kept) > 1 and _goes_over(kept[-2], kept[-1]):
        glue = " " if kept[-2][-1].isascii() else ""
        return f"{kept[-2]}{glue}{kept[-1]}"
    return kept[-1]


def _is_scrap(last: str, before: str) -> bool:
    return len(last) < 5 and len(before) >= 8 and not _goes_over(before, last)


def _goes_over(line: str, following: str) -> bool:
    """Does a title that was broken over two lines go on in the second?"""
    if (
        re.fullmatch(r".{0,6}(?:通知|公告|意见|办法|方案|报告|决定|讲话|规定|通报|的函|批复)", following)
        and len(line) > 8
    ):
        return True
    opened = any(line.count(left) > line.count(right) for left, right in ("《》", "“”", "（）"))
    return opened or bool(re.search(r"(?:[的和与及、]|\b(?:of|the|and|on|for|to|in|a))$", line))


def _first_title(lines: list[str]) -> str:
    """The first line of a text of several, if it is short and no sentence."""
    if len(lines) < 2 or len(lines[0]) > (_LONGEST_TITLE if lines[0].isascii() else 100) or _ends_open(lines[0]):
        return ""
    if SENTENCE_END.search(lines[0]) and not lines[0].endswith(("？", "！", "?", "!")):
        return ""
    return lines[0]


def _ends_open(line: str) -> bool:
    return line.endswith(("，", "：", ":", ",", "、"))


def without_repeats(lines: list[str], title: str) -> list[str]:
    """The text without the title that some pages give again above it."""
    start = 0
    while start < len(lines) and title and _key(lines[start]) == _key(title):
        start += 1
    return lines[start:]


def _key(line: str) -> str:
    return re.sub(r"\W", "", line).lower()


# --- the end of the text ----------------------------------------------------------------------------------------------


def split_tail(lines: list[str], last_prose: int | None = None) -> tuple[list[str], list[str]]:
    """The text, and the lines after it. Between paragraphs only bars of buttons are taken away, after them everything
    from the first line on that belongs to the page and not to the text."""
    if last_prose is None:
        last_prose = max((n for n, line in enumerate(lines) if is_prose(line) and not _ends_text(line)), default=-1)
    related = next((n for n in _related(lines) if n > last_prose), len(lines))
    end = next((n for n in range(last_prose + 1, related) if _ends_text(lines[n])), related)
    attached = _attachments_at_end(lines, last_prose + 1, end)
    body = [line for line in lines[:attached] if not is_chrome(line) and not _is_file(line)]
    return body, [*(line for line in lines[:attached] if _is_file(line)), *lines[attached:]]


def _related(lines: list[str]) -> Iterator[int]:
    return (n for n, line in enumerate(lines) if chrome.RELATED.fullmatch(fold(line)))


def _ends_text(line: str) -> bool:
    folded = fold(line)
    if is_chrome(line) or any(
        pattern.fullmatch(folded) for pattern in (chrome.FOOTER, chrome.NEIGHBOUR, chrome.RELATED)
    ):
        return True
    return _closing_fields(line)


def _closing_fields(line: str) -> bool:
    """（来源：云渡日报 责任编辑：李明）: labels, but neither a time nor a title, which may belong to the text."""
    names = {name for name, _ in _fields(line)} if len(line) < 100 else set()
    return (bool(names) and not names & {"title", "text"} and names != {"date"}) or bool(_only_other(line))


def _only_other(line: str) -> bool:
    if len(line) > 80:
        return False
    folded = fold(line)
    if chrome.EDITOR.fullmatch(folded):
        return True
    label = chrome.LABEL.match(chrome.STRONG_TOKEN.sub("", folded).lstrip(chrome.EDGE))
    return label is not None and label.lastgroup == "other" and not SENTENCE_END.search(line)


def _is_file(line: str) -> bool:
    """附件：2024年责任清单.docx"""
    return bool(chrome.ATTACHMENT.match(line) and chrome.FILE_NAME.fullmatch(line))


def _attachments_at_end(lines: list[str], start: int, end: int) -> int:
    """Where a list of attachments begins that nothing but page chrome follows; `end` if there is none."""
    first = next((n for n in range(start, end) if chrome.ATTACHMENT.match(lines[n])), end)
    rest = lines[first + 1 : end]
    listed = all(chrome.NUMBERED.match(line) or chrome.FILE_NAME.fullmatch(line) or chrome.ATTACHMENT.match(line) for line in rest)  # fmt: skip
    return first if first < end and listed else end


def read_tail(lines: list[str], page: Page) -> None:
    """Fields that stand after the text, and the names of attachments."""
    listing = False
    for line in lines:
        attachment = chrome.ATTACHMENT.match(line)
        if attachment:
            listing = True
            name = attachment["name"]
        elif listing and (chrome.FILE_NAME.fullmatch(line) or chrome.NUMBERED.match(line)):
            name = line
        else:
            listing = False
            found = Page()
            if len(line) < 100 and read_fields(line, found):
                for field_name in ("author", "source"):
                    _keep(page, field_name, getattr(found, field_name))
            continue
        add_attachment(page, name)


def add_attachment(page: Page, name: str) -> None:
    for prefix in (chrome.ATTACHMENT, chrome.NUMBERED):
        match = prefix.match(name)
        name = match["name"] if match else name
    name = _bare(name)
    if name and name not in page.attachments:
        page.attachments.append(name)


def _bare(value: str) -> str:
    """A value without the separators and brackets around it, but with the brackets of its own."""
    value = value.strip(chrome.SEPARATORS)
    for left, right in ("[]", "【】", "()", "（）", "<>"):
        if value.startswith(left) and (right not in value or value.endswith(right)):
            value = value[1:]
        if value.endswith(right) and left not in value:
            value = value[:-1]
    return value.strip(chrome.SEPARATORS)
