"""Lists as texts write them: where their items begin and end, by separators, marks, numbers or lines, or because they begin alike."""

from __future__ import annotations

import re
from collections.abc import Iterable

Items = list[tuple[int, int]]  # where the items of a list stand
Readings = tuple[list[Items], list[Items]]  # of a list whose items are marked as such, and of any
REACH = 240  # characters that a gloss may be long
_REACH_OF_NUMBERED = 600  # 一是…。二是…。
OPEN, CLOSE = "“‘「『《\"'", "”’」』》\"'"
ET_CETERA = "(?<![同对對高中初优優均相])(?<!(?<![公水太和])平)等"  # no part of a word, as in 平等
_BEFORE, _BEHIND = " \n\u3000的", " \n\u3000，,；;、。"  # what is no part of an item
_LAST = re.compile(rf"(?:[;,] (?:and|or)|{ET_CETERA})$")
_JOINING = re.compile(r"\s*(?:(?:and|or) )?(?:(?:in )?the )?", re.IGNORECASE)
# What an item to be stripped begins or ends with, and few others do.
_MAY_BEGIN, _MAY_END = (
    frozenset(f" \n\t\r\u3000的aoitAOIT{OPEN}{CLOSE}"),
    frozenset(f" \n\u3000，,；;、。等dr{OPEN}{CLOSE}"),
)
_SENTENCE_END = re.compile(
    r"(?<=.)(?:[。！？]|[.!?](?=\s|$))|\Z", re.DOTALL
)  # what a numbered item says first is its name
_BRACKET = re.compile("[()（）]")
_PAIRS = tuple(zip("“「『《（(", "”」』》）)", strict=True))
_OVER = {
    "、": "[、，,；;]",
    "，": "[，,；;]",
    ", ": "[,;]\\s",
    " and ": ",\\s",
}  # what ends the last of parallel items, by what stands between them
_MOST_LINES = 30  # no label announces more
_LINES_BEGIN = re.compile(r"\s*\n\s*")
_LINE = re.compile(
    r"[ \t\u3000]*(?:(?:[-•·*▪●◆–—]{1,2}|[（(]?[一二三四五六七八九十\d]{1,2}[)）.、．]) ?)?([^\n。！？!?]{1,120}?)[。.；;，,]?(?:\n|$)"
)
UNIT = f"[{OPEN}]([^{OPEN}{CLOSE}\n]{{1,40}})[{CLOSE}]"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"


def split(text: str, start: int, end: int, separators: str) -> Items:
    """What stands between separators."""
    items, at = [], start
    for separator in re.compile(separators).finditer(text, start, end):
        items.append((at, separator.start()))
        at = separator.end()
    items.append((at, end))
    return [_stripped(text, *item) for item in items]


def last_divided(text: str, items: Items, joint: re.Pattern[str]) -> Items:
    """With the last item as two: 享乐主义和奢靡之风."""
    start, end = items[-1]
    found = joint.search(text, start + 1, end)
    return [*items[:-1], _stripped(text, start, found.start()), _stripped(text, found.end(), end)] if found else []


def parallel(text: str, start: int, upto: int, separators: str, beginning: str) -> Items:
    """Items that all begin the same way, whatever marks they have inside: 坚决维护…的核心、全党的核心地位，坚决维护…."""
    if not beginning.strip():
        return []
    heads = list(re.compile(f"({separators})(?={re.escape(beginning)})").finditer(text, start, upto))
    if not heads:
        return []
    starts, ends = [start, *(head.end() for head in heads)], [head.start() for head in heads]
    over = re.compile(_OVER.get(heads[0][1], re.escape(heads[0][1]))).search(text, starts[-1], upto)
    return [_stripped(text, *item) for item in zip(starts, [*ends, over.start() if over else upto], strict=True)]


def in_marks(units: re.Pattern[str], text: str, start: int, upto: int) -> Items:
    """What stands in marks one after the other: “爱心”“耐心”“恒心”."""
    items: Items = []
    while found := units.match(text, start, upto):
        items.append(found.span(1))
        start = found.end()
    return items


def numbered(text: str, start: int, heads: Iterable[str], stop: str) -> Items:
    """What stands behind each of some heads, the first of them right at the start."""
    items: Items = []
    at, upto = start, start + _REACH_OF_NUMBERED
    for head in heads:
        wanted = re.compile(head, re.IGNORECASE)
        found = wanted.search(text, at, upto) if items else wanted.match(text, start)
        if not found:
            break
        if items:
            items[-1] = (at, found.start())
        at = found.end()
        items.append((at, at))
    if len(items) > 1:
        over = re.compile(stop).search(text, at, at + REACH)
        items[-1] = (at, closed(text, at, over.start() if over else min(len(text), at + REACH)))
    return [_stripped(text, start, _SENTENCE_END.search(text, start, end).start()) for start, end in items]  # type: ignore[union-attr]


def on_lines(text: str, start: int) -> Items:
    """Items on lines of their own, with bullets or without, up to a line that is none of them."""
    while text[start - 1 : start].isspace():
        start -= 1
    line = _LINES_BEGIN.match(text, start)
    items: Items = []
    while line and len(items) < _MOST_LINES and (line := _LINE.match(text, line.end())):
        items.append(line.span(1))
    return [_stripped(text, *item) for item in items]


def closed(text: str, start: int, end: int) -> int:
    """Where a bracket closes that nothing in a part of the text opens, else the end of the part."""
    opened = 0
    for bracket in _BRACKET.finditer(text, start, end):
        opened += 1 if bracket[0] in "（(" else -1
        if opened < 0:
            return bracket.start()
    return end


def begin_of(mark: re.Pattern[str], text: str, start: int, upto: int) -> int:
    """Where the last sentence or clause of a part of the text begins, by the marks that end one."""
    return max((found.end() for found in mark.finditer(text, start, upto)), default=start)


def are_items(items: Items) -> bool:
    return len(items) > 1 and all(start < end for start, end in items)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Without what joins it to others, and without marks round it; but “三公”经费 and 党员“接单” keep theirs."""
    if start < end and text[start] not in _MAY_BEGIN and text[end - 1] not in _MAY_END:
        return start, end
    start = _JOINING.match(text, start, end).end()  # type: ignore[union-attr]
    as_marked, bare = (_trimmed(text, start, end, marks) for marks in ("", OPEN + CLOSE))
    kept = is_whole(text[slice(*as_marked)]) and not re.compile(UNIT).fullmatch(text, *as_marked)
    return as_marked if kept else bare


def _trimmed(text: str, start: int, end: int, marks: str) -> tuple[int, int]:
    item = text[start:end].lstrip(_BEFORE + marks)
    start = end - len(item)
    item = item.rstrip(_BEHIND + marks)
    while last := _LAST.search(item, max(0, len(item) - len(", and"))):
        item = item[: last.start()].rstrip(_BEHIND + marks)
    return start, start + len(item)


def is_whole(item: str) -> bool:
    """Does every mark that opens in it close in it?"""
    return item.count('"') % 2 == 0 and all(item.count(opening) == item.count(closing) for opening, closing in _PAIRS)
