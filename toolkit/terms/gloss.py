"""Glosses: the members that a text gives for a label, listed or not: behind it (“三心”，即爱心、耐心和恒心) or before it (A, B and C, the so-called "three hearts").

A list is believed when it has as many items as the label says. Where a list begins and ends is seldom marked (…和恒心，让群众满意), so it is read in
several ways, the strictest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, groupby, islice, product
from typing import NamedTuple

from toolkit.terms.cues import is_governed
from toolkit.terms.forms import EN_NUMERALS
from toolkit.terms.lexicon import member_counts
from toolkit.text.fold import shadow
from toolkit.text.language import HAN, ZH_NUMERALS


class Member(NamedTuple):
    """A member written out: which of the concept's members (from 0; -1 where it is none of them), and where."""

    number: int
    start: int
    end: int


_Items = list[tuple[int, int]]  # where the items of a list stand
_Readings = tuple[list[_Items], list[_Items]]  # of a list whose items are marked as such, and of any

_REACH = 240  # characters that a gloss may be long
_REACH_OF_NUMBERED = 600  # 一是…。二是…。
_LONGEST = {"zh": 40, "en": 120}  # characters of an item
_OPEN, _CLOSE = "“‘「『《\"'", "”’」』》\"'"
# What is no part of an item, before it and behind it: 平等 keeps its 等.
_EDGES, _EDGES_AND_MARKS = (
    (
        re.compile(f"[ \n\u3000的{marks}]*"),
        re.compile(f"(?:[ \n\u3000，,；;、{marks}]|[;,] (?:and|or)|(?<![平同对對高中初优優均相])等)+$"),
    )
    for marks in ("", _OPEN + _CLOSE)
)
_JOINING = re.compile(r"\s*(?:(?:and|or) )?(?:(?:in )?the )?", re.IGNORECASE)
_FIGURES = re.compile(r"\d(?:\+?[\da-z])+")
_IN_ORDER = "123456789"
_ONE_NUMERAL = re.compile("^.(?:个|位一体)|合一$")  # the second numeral counts nothing: 两个一律, 三位一体
_PAIRS = tuple(zip("“「『《（(", "”」』》）)", strict=True))
_OVER = {
    "、": "[、，,；;]",
    "，": "[，,；;]",
    " and ": ",\\s",
}  # what ends the last of parallel items, by what stands between them
_LINES_BEGIN = re.compile(r"\s*\n\s*")
_LINE = re.compile(r"[ \t\u3000]*(?:[-•·*▪●◆–—]{1,2} ?)?([^\n。！？!?]{1,120}?)[。.；;，,]?(?:\n|$)")
_UNIT = f"[{_OPEN}]([^{_OPEN}{_CLOSE}\n]{{1,40}})[{_CLOSE}]"


def gloss(text: str, start: int, end: int, lang: str) -> tuple[Member, ...]:
    """The members that a text gives for a label, after it or before it; none if their number is not the label's.

    >>> def members(text, start, end, lang):
    ...     return [text[m.start:m.end] for m in gloss(text, start, end, lang)]
    >>> members("“四风”即形式主义、官僚主义、享乐主义和奢靡之风，必须纠治。", 1, 3, "zh")
    ['形式主义', '官僚主义', '享乐主义', '奢靡之风']
    >>> members("坚持爱心、耐心、恒心“三心”服务", 11, 13, "zh")
    ['爱心', '耐心', '恒心']
    >>> members("the three checks, namely self-check, cross-check and spot check.", 4, 16, "en")
    ['self-check', 'cross-check', 'spot check']
    >>> members('We need love, patience and care (the "three hearts")', 38, 50, "en")
    ['love', 'patience', 'care']
    """
    counts = _counts(text[start:end])
    if not counts:
        return ()
    behind, before = (_zh_behind, _zh_before) if lang == "zh" else (_en_behind, _en_before)
    longest = _LONGEST[lang]
    return _believed(text, counts, behind(text, start, end), longest) or _believed(
        text, counts, before(text, start, counts[0]), longest
    )


def _believed(text: str, counts: tuple[int, ...], readings: _Readings, longest: int) -> tuple[Member, ...]:
    """The first reading with as many items as the label says."""
    marked, others = readings
    for items, count in chain(product(marked, counts), ((items, count) for count, items in product(counts, others))):
        if len(items) == count and all(0 < end - at <= longest and _is_whole(text[at:end]) for at, end in items):
            return tuple(Member(-1, *item) for item in items)
    return ()


def may_be_explained(text: str, end: int, lang: str, *, surely: bool = False) -> bool:
    """Does something stand behind a label that a gloss begins with, or (surely) says that one does, 即, namely? A quick look, for `gloss` takes longer."""
    marker = (_ZH_MARKER if lang == "zh" else _EN_MARKER).match(text, end)
    return bool(marker and (marker["says"] or (marker["mark"] and not surely)))


def is_stated(text: str, end: int, lang: str) -> bool:
    """Is it said right behind a label what it stands for, 即, namely, a colon or a bracket: no more than that something is so, nor of what belongs to it?"""
    return bool((_ZH_STATED if lang == "zh" else _EN_STATED).match(text, end))


def items_of(text: str, start: int, end: int, count: int, lang: str) -> tuple[Member, ...]:
    """The items of a part of the text that is an enumeration, if it has so many.

    >>> [text[m.start:m.end] for text in ["门好进、脸好看、事好办"] for m in items_of(text, 0, len(text), 3, "zh")]
    ['门好进', '脸好看', '事好办']
    """
    readings = _zh_items(text, start, end, "[、，,；;]") if lang == "zh" else _en_items(text, start, end)
    found = next((items for items in readings if len(items) == count and all(at < upto for at, upto in items)), [])
    return tuple(Member(number, *item) for number, item in enumerate(found))


def label_numbers(label: str) -> set[int]:
    """How many members a label announces: its first numeral, or the sum of several.

    >>> sorted(label_numbers("three strengths and two improvements")), label_numbers("四风"), label_numbers("改革")
    ([3, 5], {4}, set())
    """
    plain = shadow(label)
    if HAN.search(plain):
        figure = re.match(r"(\d+)", plain)
        return {int(figure[1])} if figure else member_counts(plain)
    numbers = _numbers_en(plain)
    return {numbers[0], sum(numbers)} if numbers else set()


def _numbers_en(plain: str) -> list[int]:
    words = re.findall(r"[a-z]+|\d+", plain)
    return [number for word in words if (number := EN_NUMERALS.get(word) or (int(word) if word.isdigit() else 0))]


@lru_cache(1 << 12)  # the same labels are asked for again and again
def _counts(label: str) -> tuple[int, ...]:
    """How many items a gloss of a label may have, the most first: as many as it announces, or one for each of its parts, 一核三带五园, 1+3+N, 12345."""
    plain = shadow(label)
    if _FIGURES.fullmatch(plain) and (plain in _IN_ORDER or not plain.isdigit()):
        return (len(plain.replace("+", "")),)
    if _ONE_NUMERAL.search(plain):
        return tuple(count for count in label_numbers(plain[:1]) if count > 1)
    parts = sum(character in ZH_NUMERALS for character in plain) if HAN.search(plain) else len(_numbers_en(plain))
    counts = {*label_numbers(label), *([parts] if parts > 2 else [])}
    return tuple(sorted((count for count in counts if 1 < count < 30), reverse=True))


# --- Chinese ----------------------------------------------------------------------------------------------------------

_ZH_NAMELY = "即(?![将將使便可日刻时時])|指(?![导導挥揮示标標数數定引出控派针針南战戰])"
_ZH_SAYS = (
    "也就是|就是|即是|也即|即[为為]|(?:具体|主要|分[别別])(?:包括|包含|是指|指|是|[为為])|包括|包含|是指|指的是"
    f"|{_ZH_NAMELY}"
    "|内容(?:包括|是|[为為])|分[为為]|由(?=.{2,60}[组組构構]成)"
)
# Says so; a mark does; or no more than that something is something.
_ZH_MARKER = re.compile(
    f"(?:[{_CLOSE}][\u4e00-\u9fff]{{0,8}}?)?[，,]?\\s*(?:(?P<says>{_ZH_SAYS})(?:[是为為]|[：:])?"
    "|(?P<mark>[（(【\\[](?!见)|——?|[：:])(?P<too>即|指的?是?)?|(?P<is>是|[为為](?!了))[：:]?)(?!什么|什麼|何|啥)"
)
_ZH_STATED = re.compile(
    f"(?:[{_CLOSE}][\u4e00-\u9fff]{{0,6}}?)?(?:[，,]?(?:{_ZH_NAMELY}|是指|指的是|分[别別][是为為指])|——)|[{_CLOSE}]?(?:[：:]|\\s*[（(](?!见|附|第))"
)
GLOSS_BEGINS = frozenset(
    _CLOSE + "，,：:（(【[— \n即就也是指包分具主内由为為"
)  # characters right behind a Chinese label
_ZH_HEAD = re.compile(f"(?:[\u4e00-\u9fff]{{0,4}}[{_CLOSE}])?[\u4e00-\u9fff]{{0,8}}[，,：:。\n]")
_ZH_STOP = re.compile(
    r"[。！？!?】\]]|——|(?<![、，,；;和与及])\n|的(?:要求|精神|原[则則]|目标|目標|理念|思路|(?:工作)?(?:方法|机制|機制|格局|体系|體系|模式))|等?(?:[一二两兩三四五六七八九十]+个?方面)|等(?=[，。、]|$)|[组組构構]成"
)
_ZH_QUOTED = re.compile(
    f"(?:[\u4e00-\u9fff]{{0,4}}[{_CLOSE}])?[^。！？；;\n{_OPEN}{_CLOSE}]{{0,14}}[“「『]([^{_OPEN}{_CLOSE}\n]{{3,120}})[”」』]"
)
_ZH_UNMARKED = re.compile(f"[^{_OPEN}]*")
_ZH_COUNTING = frozenset(ZH_NUMERALS) | set("个個大项項种種类類")
_BRIEF = 10  # characters of an item where nothing says that there is a list
_ZH_CLAUSE = re.compile("[，,；;]")
_ZH_AND = re.compile("以及|[和与與及]")
_ZH_UNITS = re.compile(f"\\s*{_UNIT}(?:[、，,；;和与與及]|以及)?")
_ZH_BACK = re.compile(
    f"(?P<how>(?:[，,]?(?:等等?|[这這]些?|(?:就是)?(?:我们|人们|大家)?[常所]*[说說講讲]的|的|是|[为為]|也就是|就是|即|(?:以下)?[简簡][称稱]|[统統合并俗][称稱]|被?[称稱](?:之)?[为為作]|叫做"
    f"|(?:概括|归纳|歸納|总结|總結)[为為]|[组組构構形]成|——?|[（(]))*)(?:所[谓謂])?[{_OPEN}]?$"
)
_ZH_SURELY = re.compile("[这這等即称稱谓謂括纳納结結成叫（(—]|就是")
_ZH_SENTENCE = re.compile(r"[。！？!?；;：:（(\n]")
_FIRST_FIGURE = re.compile(r"\s*[（(]?1[)）.、．]")
_ZH_ORDINAL = "(?:[)）]|[步点条项个類类]?[是要曰，、：:]|[步点条项])?"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
_ZH_LEADS = re.compile("[把将將由以对對按]")


def _zh_behind(text: str, label: int, end: int) -> _Readings:
    marker, head = _ZH_MARKER.match(text, end), _ZH_HEAD.match(text, end)
    own = _zh_own(text[label:end])
    marked = [_zh_numbered(text, head.end()), _on_lines(text, head.end())] if head else []
    others = _zh_quoted(text, end, own)
    if not marker:
        return marked, [*others, *_zh_apposed(text, head.end(), own)] if head else others
    start = marker.end()
    upto = _zh_upto(text, start)
    marked += [_zh_numbered(text, start), _in_marks(_ZH_UNITS, text, start, upto), _on_lines(text, start)]
    clause = _ZH_CLAUSE.search(text, start, upto)
    by_any, by_comma = ([] if marker["is"] else _zh_items(text, start, upto, by) for by in ("[、，,]", "[，,]"))
    several = (
        sum(character in ZH_NUMERALS for character in text[label:end]) > 1
    )  # no chance list has as many as the sum
    says = marker["says"] or marker["too"] or several
    others += [
        _parallel(text, start, upto, "[、，,；;]", text[start : start + 2]),
        *(_zh_items(text, start, clause.start(), "、") if clause else []),
        *_zh_as_long(text, by_any),
        *(items for items in by_comma if any("、" in text[start:end] for start, end in items) and says),
        *_zh_items(text, start, upto, "[、·•]"),
        *(items for items in by_any + by_comma if (says and len(items) > 2) or _are_alike(text, items)),
        *_zh_items(text, start, upto, "[；;]"),
        *_zh_items(text, start, upto, r"\s"),
    ]
    return marked, [items for items in others if not marker["is"] or _are_listed(text, items)]


def _zh_upto(text: str, start: int) -> int:
    """Where a gloss that begins there is over."""
    upto = _closed(text, start, min(len(text), start + _REACH))
    stop = _ZH_STOP.search(text, start, upto)
    return stop.start() if stop else upto


def _zh_own(label: str) -> frozenset[str]:
    """The characters of a label that its members may take up: those of 三个回归, 回归本源、回归主业、回归实体."""
    return frozenset(character for character in label if HAN.match(character)) - _ZH_COUNTING


def _zh_apposed(text: str, start: int, own: frozenset[str]) -> list[_Items]:
    """Items right behind a label that each take up a character of it: “三个聚焦”，聚焦主业，聚焦创新，聚焦人才."""
    upto = start + len(_ZH_UNMARKED.match(text[start : _zh_upto(text, start)])[0])  # type: ignore[index]
    clause = _ZH_CLAUSE.search(text, start, upto)
    readings = [
        _parallel(text, start, upto, "[、，,；;]", text[start : start + 2]),
        *(_zh_items(text, start, clause.start(), "、") if clause else []),
        *_zh_items(text, start, upto, "、"),
        *_zh_items(text, start, upto, "[，,]"),
    ]
    leadless = ([_zh_without_lead(text, items), *items[1:]] for items in readings if _are_items(items))
    return [items for items in leadless if _share(text, items) & own]


def _zh_quoted(text: str, end: int, own: frozenset[str]) -> list[_Items]:
    """A list in marks not far behind a label that takes up a character of it: “四心”窗口，让群众办事“放心、安心、舒心、暖心”."""
    found = _ZH_QUOTED.match(text, end)
    return [items for items in _zh_items(text, *found.span(1), "[、，,]") if _share(text, items) & own] if found else []


def _zh_as_long(text: str, readings: Iterable[_Items]) -> Iterator[_Items]:
    """Three items or more that are as long as one another, before others: 查责任、看落实，查隐患、看整改，[同时健全机制]."""
    for items in readings:
        for length, run in islice(groupby(items, key=lambda item: item[1] - item[0]), 1):
            alike = list(run)
            if 2 < len(alike) < len(items) and length > 1:
                yield alike


def _zh_items(text: str, start: int, end: int, separators: str) -> list[_Items]:
    """What stands between separators, the last item as one and as two: 享乐主义和奢靡之风."""
    items = _split(text, start, end, separators)
    return [items, _last_divided(text, items, _ZH_AND)]


def _zh_before(text: str, start: int, count: int) -> _Readings:
    back = _ZH_BACK.search(text, max(0, start - 30), start)
    upto = back.start() if back else start
    sentence = [mark.end() for mark in _ZH_SENTENCE.finditer(text, max(0, start - _REACH), upto)]
    begin = sentence[-1] if sentence else max(0, start - _REACH)
    clause = [mark.end() for mark in _ZH_CLAUSE.finditer(text, begin, upto)]
    surely = back and _ZH_SURELY.search(back["how"])
    in_marks = text[start - 1 : start] in tuple(_OPEN)
    if text[upto - 1 : upto] in tuple("和与與及、"):  # the label is one of the list
        return [], []
    others = []
    for items in _zh_items(text, clause[-1] if clause else begin, upto, "、"):
        own = items[-count:]
        if _are_items(own):
            own = [_zh_without_lead(text, own) if len(own) == len(items) else own[0], *own[1:]]
            others += [own] if surely or _are_like_one_another(text, own, in_marks and len(own) == len(items)) else []
    quoted = re.compile(_UNIT).finditer(text, begin, upto) if text[upto - 1 : upto] in _CLOSE else ()
    units = [unit.span(1) for unit in quoted]
    if not surely:
        return [_split(text, *units[-1], "、")] if units and in_marks else [], others
    return [units[-count:]], [
        *others,
        *(items for items in _zh_items(text, begin, upto, "[，,]") if _are_alike(text, items)),
    ]


def _share(text: str, items: _Items) -> set[str]:
    """The characters that all items have."""
    return set.intersection(*(set(text[start:end]) for start, end in items)) if items else set()


def _are_alike(text: str, items: _Items) -> bool:
    """Do they share a character, or are they as long as one another? Two must begin or end alike, for any two clauses share something."""
    said = [text[start:end] for start, end in items]
    as_long = len(set(map(len, said))) == 1
    if len(said) == 2:
        return as_long or any(said[0][at : at + 1] == said[1][at:][:1] for at in (0, -1))
    return len(said) > 1 and (as_long or bool(_share(text, items)))


def _are_listed(text: str, items: _Items) -> bool:
    """Are they a list though nothing says so, 医保、医疗、医药三医联动? Any three things before a count of three would do."""
    brief = all(end - start <= _BRIEF for start, end in items)
    return brief and _are_alike(text, items) and text[items[0][1] :].startswith(("、", "”", "》"))


def _are_like_one_another(text: str, items: _Items, in_marks: bool) -> bool:
    """Are they the members of the label right behind them, though nothing says so, 医保、医疗、医药三医联动? Any three things before a count of three
    would do: they begin alike, or are as long as one another and share a character or stand before a label in marks, 日报告、周研判、月通报“三项制度”."""
    said = [text[start:end] for start, end in items]
    as_long = len(set(map(len, said))) == 1 and ((in_marks and len(said[0]) > 2) or bool(_share(text, items)))
    return _are_listed(text, items) and (as_long or len({item[:2] for item in said}) == 1)


def _zh_without_lead(text: str, items: _Items) -> tuple[int, int]:
    """The first item without the verb that governs them all: 坚持爱心、耐心、恒心, 把爱心、耐心、恒心概括为…"""
    (start, end), *others = items
    others_said = [text[slice(*other)] for other in others]
    length = min(map(len, others_said))
    if end - start > length == max(map(len, others_said)):
        first, last = text[end - length], text[end - 1]
        if all(said[0] == first for said in others_said) or all(said[-1] == last for said in others_said):
            return end - length, end
    if _ZH_LEADS.match(text, start) and end - start > 2:
        return start + 1, end
    if taken := re.compile("[把将將]").search(text, start, end - 2):
        return taken.end(), end
    governed = [at for at in range(start + 2, end - 1) if is_governed(text[start:at], at - start, "zh")]
    same_verb = any(said[:2] == text[start : start + 2] for said in others_said)
    return (governed[-1], end) if governed and not same_verb else (start, end)


def _zh_numbered(text: str, start: int) -> _Items:
    """一是…，二是…，三是…; （一）…；（二）…; 第一步，…; 1）…；2）…; ①…②….

    The first head tells how the others are written.
    """
    between = "[，,；;。\n]"
    if _FIRST_FIGURE.match(text, start):
        heads = [f"[（(]?{number}[)）.、．]" for number in range(1, 30)]
    elif text[start : start + 1] == _CIRCLED[0]:
        heads, between = list(_CIRCLED), ""
    else:
        heads = [f"[（(第其]?{numeral}{_ZH_ORDINAL}" for numeral in "一二三四五六七八九十"]
    return _numbered(
        text, start, [rf"{between if at else ''}\s*{head}" for at, head in enumerate(heads)], "[。；;！\n]"
    )


# --- English ----------------------------------------------------------------------------------------------------------

_EN_SAYS = r"are(?: as follows)?(?=:)|namely|i\.e\.|viz\.|that is(?: to say)?|which (?:are|means?)|meaning|including|referring to"
_EN_IS = "are(?: as follows)?|means?|involves?|includes?|comprises?|consists? of|refers? to|stands? for|covers?"
_EN_MARKER = re.compile(
    rf"(?P<closed>(?:[ -]\w+){{0,2}}?[,.]?[{_CLOSE}])?(?:[ \n][\w-]+){{0,4}}?,?\s*"
    rf"(?:(?P<mark>[(\[]|:\s*|[—–]+\s*|--?\s+)(?:{_EN_SAYS})?,?\s*|(?P<says>{_EN_SAYS})[,:]?\s+"
    rf"|(?<=[\s”’\"'])(?:{_EN_IS})[,:]?\s+|[.;][”\"]? (?:They|These) are(?: as follows)?[,:]?\s+"
    r"|(?(closed)of\s+(?![^.;\n]*[:(])|(?!)))(?:the )?(?!(?:the )?(?:idea|concept|view|notion|fact|principle|belief)\b)",
    re.IGNORECASE,
)
_EN_STATED = re.compile(
    rf"(?:(?:[ -]\w+){{0,2}}?[,.]?[{_CLOSE}])?(?:(?: [\w-]+){{0,2}},? (?:{_EN_SAYS}|are)(?=[ ,:])|:\s| ?[—–] ?| \((?!see\b))",
    re.IGNORECASE,
)
_EN_OVER = re.compile(r"[.!?](?=\s|[”\"')]|$)|\]|\n\s*\n| ?[—–] ?| --? ")
_EN_STOP = re.compile(rf"{_EN_OVER.pattern}|, (?:which|so|to|in order|as well)\b")
_EN_AND = re.compile(r",? (?:and|or|&) ")
_EN_UNITS = re.compile(rf"\s*{_UNIT}(?:[,;]?(?: and)?)")
_EN_SEPARATOR = r",? (?:and|or|&) |,\s"
_EN_BEHIND_IT = re.compile(  # what follows the last item
    r" (?:is|are|was|were|must|should|shall|will|would|have|has|had|can|could|may|guides?|in order|so as|for all|which|that|when)\b.*",
    re.DOTALL,
)
_EN_BACK = re.compile(
    rf"(?P<how>(?:[,;]? ?(?:[(—–:]|--?|\b(?:these|this|known|called|dubbed|termed|collectively|hereinafter|hereafter|referred to|summari[sz]ed|forming|form|make up|constitute|that is|or|the|so-called|are|as|of)\b|i\.e\.)[,:]?(?: )?)+)?[{_OPEN}]?$",
    re.IGNORECASE,
)
_EN_SURELY = re.compile(
    r"these|known|called|dubbed|termed|collectively|hereinafter|hereafter|referred|summari|form|make|constitute|i\.e\.|that is|are the|[(—–:-]",
    re.I,
)
_EN_SENTENCE = re.compile(r"[.!?:;(](?:\s|$)|\n\s*\n")
_ROMAN = "i ii iii iv v vi vii viii ix x".split()
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_EN_NO_BEGINNING = re.compile(r"(?:the|a|an|to|of|in|with|our|and|or|by|for) ", re.IGNORECASE)


def _en_behind(text: str, _: int, end: int) -> _Readings:
    marker = _EN_MARKER.match(text, end)
    if not marker:
        return [], []
    start = marker.end()
    upto = _closed(text, start, min(len(text), start + _REACH))
    over, stop = _EN_OVER.search(text, start, upto), _EN_STOP.search(text, start, upto)
    sentence, upto = over.start() if over else upto, stop.start() if stop else upto
    first_word = text[start:upto].partition(" ")[0]
    marked = [
        _en_numbered(text, start),
        _in_marks(_EN_UNITS, text, start, upto),
        _on_lines(text, start),
        _parallel(text, start, sentence, r"(?:[,;] (?:and )?| and )", first_word + " "),
        _split(text, start, upto, r";(?: and)?\s"),
    ]
    last = _EN_AND.search(text, start, upto)
    clause = text.find(",", last.end(), upto) if last else -1
    ends = (clause, upto) if clause >= 0 else (upto,)
    return marked, [_last_shortened(text, items) for to in ends for items in _en_items(text, start, to)]


def _en_items(text: str, start: int, end: int) -> list[_Items]:
    """What stands between commas and "and"; between commas, the last item as two; between commas alone: integration of urban and rural areas, of …"""
    by_commas = _split(text, start, end, r",\s(?:and )?")
    by_any = _split(text, start, end, r"[,;]\s(?:and )?")
    return [_split(text, start, end, _EN_SEPARATOR), _last_divided(text, by_commas, _EN_AND), by_commas, by_any]


def _en_before(text: str, start: int, count: int) -> _Readings:
    back = _EN_BACK.search(text, max(0, start - 60), start)
    if not back or not _EN_SURELY.search(back["how"] or ""):
        return [], []
    upto = back.start()
    sentence = [mark.end() for mark in _EN_SENTENCE.finditer(text, max(0, start - _REACH), upto)]
    others = []
    for items in _en_items(text, sentence[-1] if sentence else max(0, start - _REACH), upto):
        own = items[-count:]
        if _are_items(own):
            others.append([_en_without_lead(text, own), *own[1:]])
    return [], others


def _en_without_lead(text: str, items: _Items) -> tuple[int, int]:
    """The last words of the first item, as many as the longest of the others has: [We need] love, patience and care."""
    (start, end), *others = items
    most = max(len(text[slice(*other)].split()) for other in others)
    words = [word.start() for word in re.compile(r"\S+").finditer(text, start, end)]
    at = words[-most] if len(words) > most else start
    article = _EN_NO_BEGINNING.match(text, at, end)
    return (article.end() if article and len(words) > most else at), end


def _last_shortened(text: str, items: _Items) -> _Items:
    """Without what is said of them all behind the last: love, patience and care [must be kept]."""
    if not _are_items(items):
        return items
    (start, end), others = items[-1], items[:-1]
    said = _EN_BEHIND_IT.search(text, start + 1, end)
    if said and len(text[start:end].split()) > max(len(text[slice(*other)].split()) for other in others):
        end = said.start()
    return [*others, (start, end)]


def _en_numbered(text: str, start: int) -> _Items:
    """1) …; 2) …; first, …; second, …."""
    if text[start : start + 1] == _CIRCLED[0]:
        heads = list(_CIRCLED)
    else:
        heads = [
            rf"(?:^|(?<=[\s(;,]))(?:\(?(?:{number}|{letter}|{roman})\)|{number}\.|{word}(?:ly)?,)\s*"
            for number, (letter, roman, word) in enumerate(zip("abcdefghij", _ROMAN, _ORDINALS, strict=True), start=1)
        ]
    return _numbered(text, start, heads, r"[.;](?:\s|$)|\n")


# --- both -------------------------------------------------------------------------------------------------------------


def _numbered(text: str, start: int, heads: Iterable[str], stop: str) -> _Items:
    """What stands behind each of some heads, the first of them right at the start."""
    items: _Items = []
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
        over = re.compile(stop).search(text, at, at + _REACH)
        items[-1] = (at, _closed(text, at, over.start() if over else min(len(text), at + _REACH)))
    return [_stripped(text, *item) for item in items]


def _on_lines(text: str, start: int) -> _Items:
    """Items on lines of their own, with bullets or without, up to a line that is none of them."""
    line = _LINES_BEGIN.match(text, len(text[:start].rstrip()))
    items: _Items = []
    while line and (line := _LINE.match(text, line.end())):
        items.append(line.span(1))
    return [_stripped(text, *item) for item in items]


def _closed(text: str, start: int, end: int) -> int:
    """Where a bracket closes that nothing in a part of the text opens, else the end of the part."""
    opened = 0
    for at in range(start, end):
        opened += (text[at] in "（(") - (text[at] in "）)")
        if opened < 0:
            return at
    return end


def _is_whole(item: str) -> bool:
    """Does every mark that opens in it close in it?"""
    return item.count('"') % 2 == 0 and all(item.count(opening) == item.count(closing) for opening, closing in _PAIRS)


def _are_items(items: _Items) -> bool:
    return len(items) > 1 and all(start < end for start, end in items)


def _split(text: str, start: int, end: int, separators: str) -> _Items:
    """What stands between separators."""
    items, at = [], start
    for separator in re.compile(separators).finditer(text, start, end):
        items.append((at, separator.start()))
        at = separator.end()
    items.append((at, end))
    return [_stripped(text, *item) for item in items]


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Without what joins it to others, and without marks round it; but “三公”经费 and 党员“接单” keep theirs."""
    start = _JOINING.match(text, start, end).end()  # type: ignore[union-attr]
    as_marked, bare = (_trimmed(text, start, end, edges) for edges in (_EDGES, _EDGES_AND_MARKS))
    kept = _is_whole(text[slice(*as_marked)]) and not re.compile(_UNIT).fullmatch(text, *as_marked)
    return as_marked if kept else bare


def _trimmed(text: str, start: int, end: int, edges: tuple[re.Pattern[str], re.Pattern[str]]) -> tuple[int, int]:
    before, behind = edges
    start = before.match(text, start, end).end()  # type: ignore[union-attr]
    last = behind.search(text, start, end)
    return start, last.start() if last else end


def _last_divided(text: str, items: _Items, joint: re.Pattern[str]) -> _Items:
    """With the last item as two: 享乐主义和奢靡之风."""
    start, end = items[-1]
    found = joint.search(text, start + 1, end)
    return [*items[:-1], _stripped(text, start, found.start()), _stripped(text, found.end(), end)] if found else []


def _in_marks(units: re.Pattern[str], text: str, start: int, upto: int) -> _Items:
    """What stands in marks one after the other: “爱心”“耐心”“恒心”."""
    items: _Items = []
    while found := units.match(text, start, upto):
        items.append(found.span(1))
        start = found.end()
    return items


def _parallel(text: str, start: int, upto: int, separators: str, beginning: str) -> _Items:
    """Items that all begin the same way, whatever marks they have inside: 坚决维护…的核心、全党的核心地位，坚决维护…."""
    if not beginning.strip():
        return []
    heads = list(re.compile(f"({separators})(?={re.escape(beginning)})").finditer(text, start, upto))
    if not heads:
        return []
    starts, ends = [start, *(head.end() for head in heads)], [head.start() for head in heads]
    over = re.compile(_OVER.get(heads[0][1], re.escape(heads[0][1]))).search(text, starts[-1], upto)
    return [_stripped(text, *item) for item in zip(starts, [*ends, over.start() if over else upto], strict=True)]
