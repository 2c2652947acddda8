"""Glosses in Chinese: the lists that may be the members of a label, behind it or before it, the surest first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby, islice, takewhile

from toolkit.terms.cues import is_governed
from toolkit.terms.items import (
    CIRCLED,
    CLOSE,
    ET_CETERA,
    OPEN,
    REACH,
    UNIT,
    Items,
    Readings,
    are_items,
    begin_of,
    closed,
    in_marks,
    last_divided,
    numbered,
    on_lines,
    parallel,
    split,
)
from toolkit.terms.labels import COUNTING, numerals_zh, own_characters

_NAMELY = "即(?![将將使便可日刻时時])|指(?![导導挥揮示标標数數定引出控派针針南战戰])"
_SAYS = (
    "也就是|就是|即是|也即|即[为為]|(?:具体|主要|分[别別])(?:包括|包含|是指|指|是|[为為])|包括|包含|是指|指的是"
    f"|{_NAMELY}"
    "|内容(?:包括|是|[为為])|分[为為]|由(?=.{2,60}[组組构構]成)"
)
# Says so; a mark does; or no more than that something is something.
MARKER = re.compile(
    f"(?:[\u4e00-\u9fff]{{0,4}}?[{CLOSE}](?P<head>[\u4e00-\u9fff]{{0,8}}?))?[，,]?\\s*(?:(?P<says>{_SAYS})(?:[是为為]|[：:])?"
    "|(?P<mark>[（(【\\[](?!见)|——?|[：:])(?P<too>即|指的?是?)?|(?P<is>是|[为為](?!了))[：:]?)(?!什么|什麼|何|啥)"
)
STATED = re.compile(
    f"(?:[{CLOSE}][\u4e00-\u9fff]{{0,6}}?)?(?:[，,]?(?:{_NAMELY}|是指|指的是|分[别別][是为為指]|也?就是(?!要))|——)|[{CLOSE}]?(?:[：:]|\\s*[（(](?!见|附|第))"
    f"|[{CLOSE}][\u4e00-\u9fff]{{0,6}}[：:。，]?\\s*(?:一是|[（(]?[一1][)）、.．]|①|\n)"
)
# A list behind these is theirs, and no gloss of the label before them: “四心”服务窗口：…, “三查”工作组成员：…, “三亮”活动取得三项成效：….
_OTHER_HEAD = re.compile(
    "(?:[员員人者队隊组組班厂廠店楼樓村县縣市省镇鎮乡鄉校园園所站室窗]|窗口|(?:试点|試點|成员|成員|责任|牵头|牽頭|示范|参与)?(?:单位|單位)|部门|部門|干部|企业|企業|公司|机构|機構|学校|學校|医院|醫院|地点|地點|地区|地區|城市|社区|社區"
    "|项目|項目|名单|名單|成效|成果|成绩|成績|结果|結果|效果|进展|進展|对象|對象|产品|產品|课程|課程|代表|案例|典型|[一二两兩三四五六七八九十\\d]+[项項个個大点點种種方条條].{0,6})$"
)
GLOSS_BEGINS = frozenset(
    CLOSE + "，,：:（(【[— \n即就也是指包分具主内由为為"
)  # characters right behind a Chinese label
_HEAD = re.compile(f"(?:[\u4e00-\u9fff]{{0,4}}[{CLOSE}])?(?P<head>[\u4e00-\u9fff]{{0,8}})[，,：:。\n]")
_SAID = re.compile(f"(?:(?:{_SAYS})[：:]?)?")
_QUESTION = re.compile(
    f"[{CLOSE}]?(?P<says>(?:是指?(?:什么|什麼|啥)(?:呢|意思)?)?[？?])\\s*(?:[它其]?(?:就是|即是?|是指?))?(?P<head>(?!))?(?P<too>(?!))?(?P<is>(?!))?"
)
_ASKED = re.compile(f"(?:什么是|什麼是|何[谓謂为為]|什么叫)[{OPEN}]?$")
_STOP = re.compile(
    rf"[。！？!?】\]]|——|(?<![、，,；;和与及])\n|的(?:要求|精神|原[则則]|目标|目標|理念|思路|(?:工作)?(?:方法|机制|機制|格局|体系|體系|模式))|等?(?:[一二两兩三四五六七八九十]+个?方面)|{ET_CETERA}(?=[，。、]|$)|[组組构構]成"
)
_QUOTED = re.compile(
    f"(?:[\u4e00-\u9fff]{{0,4}}[{CLOSE}])?[^。！？；;\n{OPEN}{CLOSE}]{{0,14}}[“「『]([^{OPEN}{CLOSE}\n]{{3,120}})[”」』]"
)
_UNMARKED = re.compile(f"[^{OPEN}]*")
_BRIEF = 12  # characters of an item where nothing says that there is a list
_CLAUSE = re.compile("[，,；;]")
_SEPARATORS = re.compile("[、，,；;和与與及“「『《]")
_AND = re.compile("以及|[和与與及]")
_UNITS = re.compile(f"\\s*{UNIT}(?:[、，,；;和与與及]|以及)?")
_BACK = re.compile(
    f"(?P<how>(?:[，,]?(?:等等?|[这這]些?|(?:就是)?(?:我们|人们|大家)?[常所]*[说說講讲]的|的|是|[为為]|也就是|就是|即|(?:以下)?[简簡][称稱]|[统統合并俗][称稱]|(?:我们|人们|大家)?把[它其这這]们?(?:叫[作做]|[称稱][为為作])|被?[\u4e00-\u9fff]{{0,6}}[称稱](?:之)?[为為作]|叫[作做]|[这這]就是[^，。]{{0,14}}的|做到|实现"
    f"|(?:概括|归纳|歸納|总结|總結)[为為]|[组組构構形]成|——?|[（(]))*)(?:所[谓謂])?[{OPEN}]?$"
)
_SURELY = re.compile("[这這等即称稱谓謂括纳納结結成叫（(—]|就是")
_SENTENCE = re.compile(r"[。！？!?；;：:（(\n]")
_FIRST_FIGURE = re.compile(r"\s*[（(]?1[)）.、．]")
_ORDINAL = "(?:[)）]|[步点条项个類类]?[是要曰，、：:]|[步点条项])?"
_LEADS = re.compile("[把将將由以对對按]")


def behind(text: str, label: int, end: int, least: int) -> Readings:
    """The lists behind a label, as lists whose items are marked as such and as any; least: the number of items that is wanted."""
    marker, head = MARKER.match(text, end) or _question(text, label, end), _HEAD.match(text, end)
    name = text[label:end]
    own = own_characters(name)
    others = _quoted(text, end, own)
    told = marker or head
    if told and _OTHER_HEAD.search(told["head"] or "") and name[-1] not in COUNTING:
        return [], others
    marked = [_numbered(text, head.end()), on_lines(text, head.end())] if head else []
    if not marker:
        if head:
            return marked, [*others, *_apposed(text, head.end(), name, least)]
        at_once = text[end : end + 1] in tuple(CLOSE)  # “三统一”统一采购、统一配送、统一定价
        return [], [*others, *(_apposed(text, end + 1, name, max(least, 3)) if at_once else [])]
    start = marker.end()
    upto = _upto(text, start)
    marked += [_numbered(text, start), in_marks(_UNITS, text, start, upto), on_lines(text, start)]
    clause = _CLAUSE.search(text, start, upto)
    several = numerals_zh(name) > 1  # no chance list has as many as the sum
    by_any, by_comma = (
        [] if marker["is"] else _items(text, start, upto, by) for by in (f"[、，,{'；;' * several}]", "[，,]")
    )
    says = marker["says"] or marker["too"] or several
    others += [
        parallel(text, start, upto, "[、，,；;]", text[start : start + 2]),
        *(_items(text, start, upto, "[；;]") if text.count("；", start, upto) > 1 else []),
        *(_items(text, start, clause.start(), "、") if clause else []),
        *([_taking_up(text, items, own) for items in by_any] if several else []),
        *_as_long(text, by_any),
        *(items for items in by_comma if any("、" in text[start:end] for start, end in items) and says),
        *_items(text, start, upto, "[、·•]"),
        *(items for items in by_any + by_comma if (says and len(items) > 2) or _are_alike(text, items)),
        *_items(text, start, upto, "[；;]"),
        *_items(text, start, upto, r"[\s/／]"),
    ]
    return marked, [items for items in others if not marker["is"] or _are_listed(text, items)]


def _question(text: str, label: int, end: int) -> re.Match[str] | None:
    """A question that the list behind it answers: 什么是“三懂”？懂产品、懂客户、懂合规. “三懂”是什么？"""
    question = _QUESTION.match(text, end)
    asks = question and ("是" in question[0] or _ASKED.search(text, max(0, label - 5), label))
    return question if asks else None


def _upto(text: str, start: int) -> int:
    """Where a gloss that begins there is over."""
    upto = closed(text, start, min(len(text), start + REACH))
    stop = _STOP.search(text, start, upto)
    return stop.start() if stop else upto


def _apposed(text: str, start: int, label: str, least: int) -> list[Items]:
    """Items right behind a label that each take up a character of it: “三个聚焦”，聚焦主业，聚焦创新，聚焦人才."""
    own = own_characters(label)
    if text[start : start + 1] not in own:
        start = _SAID.match(text, start).end()  # type: ignore[union-attr]
    upto = start + len(_UNMARKED.match(text[start : _upto(text, start)])[0])  # type: ignore[index]
    if sum(character in own for character in text[start:upto]) < least:
        return []
    if numerals_zh(label) > 1:
        readings = [_begun_alike(text, items, own) for items in _items(text, start, upto, "[、，,；;]")]
        return [_taking_up(text, items, own) for items in readings]
    clause = _CLAUSE.search(text, start, upto)
    readings = [
        parallel(text, start, upto, "[、，,；;]", text[start : start + 2]),
        *(_items(text, start, clause.start(), "、") if clause else []),
        *_items(text, start, upto, "、"),
        *_items(text, start, upto, "[，,]"),
    ]
    alike = (_begun_alike(text, items, own) for items in readings)
    leadless = ([_without_lead(text, items), *items[1:]] for items in alike if are_items(items))
    return [
        items
        for items in leadless
        if _share(text, items) & own and _are_brief(items) and (len(items) > 2 or _begin_alike(text, items))
    ]


def _begun_alike(text: str, items: Items, own: frozenset[str]) -> Items:
    """The first item from where it begins as all the others do: 按“三同步”[要求]同步规划、同步建设、同步使用; 三先三后，[分别是]先史后论、先难后易."""
    firsts = {text[start : start + 1] for start, _ in items[1:]} & own
    if len(items) < 3 or len({text[start : start + 1] for start, _ in items[1:]}) > 1 or not firsts:
        return items
    start, end = items[0]
    return [(max(start, text.find(firsts.pop(), start, end)), end), *items[1:]]


def may_be_apposed(text: str, label: int, end: int) -> bool:
    """Does what follows a label begin with a character of it? A quick look, for `behind` takes longer."""
    head = _HEAD.match(text, end)
    return head is not None and text[head.end() : head.end() + 1] in own_characters(text[label:end])


def _taking_up(text: str, items: Items, own: frozenset[str]) -> Items:
    """Of a list those up to the last that takes up a character of a label: 三减三增, 减会议、减文电、减检查，增帮带、增服务、增训练时间，[全员参与]."""
    alike = list(takewhile(lambda item: not own.isdisjoint(text[slice(*item)]), items))
    return alike if _are_brief(alike) else []


def _quoted(text: str, end: int, own: frozenset[str]) -> list[Items]:
    """A list in marks not far behind a label that takes up a character of it: “四心”窗口，让群众办事“放心、安心、舒心、暖心”."""
    found = _QUOTED.match(text, end)
    return [items for items in _items(text, *found.span(1), "[、，,]") if _share(text, items) & own] if found else []


def _as_long(text: str, readings: Iterable[Items]) -> Iterator[Items]:
    """Three items or more that are as long as one another, before others: 查责任、看落实，查隐患、看整改，[同时健全机制]."""
    for items in readings:
        for length, run in islice(groupby(items, key=lambda item: item[1] - item[0]), 1):
            alike = list(run)
            if 2 < len(alike) < len(items) and length > 1:
                yield alike


def _items(text: str, start: int, end: int, separators: str) -> list[Items]:
    """What stands between separators, without what is said of it behind."""
    return [_last_shortened(text, items) for items in divided(text, start, end, separators)]


def divided(text: str, start: int, end: int, separators: str = "[、，,；;]") -> list[Items]:
    """What stands between separators, the last item as one and as two: 享乐主义和奢靡之风."""
    items = split(text, start, end, separators)
    return [items, last_divided(text, items, _AND)]


def _last_shortened(text: str, items: Items) -> Items:
    """Without what is said of them all behind the last, where the others end alike: 泥土味、人情味、烟火味[一样不少]."""
    others = {text[end - 1] for start, end in items[:-1] if end > start}
    if len(items) > 2 and len(others) == 1:
        start, end = items[-1]
        last = text.rfind(others.pop(), start + 1, end) + 1
        return [*items[:-1], (start, last or end)]
    return items


def before(text: str, start: int, count: int) -> Readings:
    """The lists right before a label; count: the number of items that is wanted."""
    back = _BACK.search(text, max(0, start - 30), start)
    upto = back.start() if back else start
    begin = begin_of(_SENTENCE, text, max(0, start - REACH), upto)
    surely = back and _SURELY.search(back["how"])
    in_marks = text[start - 1 : start] in tuple(OPEN) and not is_governed(text, start - 1, "zh")
    of_the_list = text[upto - 1 : upto] in tuple("和与與及、")
    if of_the_list or len(_SEPARATORS.findall(text, begin, upto)) < count - 1:
        return [], []
    others = []
    for items in divided(text, begin_of(_CLAUSE, text, begin, upto), upto, "、"):
        own = items[-count:]
        if are_items(own):
            own = [_without_lead(text, own) if len(own) == len(items) else own[0], *own[1:]]
            alone = in_marks and len(own) == len(items)
            others += [own] if surely or (_unmarked(text, own) and _are_like_one_another(text, own, alone)) else []
    quoted = re.compile(UNIT).finditer(text, begin, upto) if text[upto - 1 : upto] in CLOSE else ()
    units = [unit.span(1) for unit in quoted]
    if not surely:
        return [split(text, *units[-1], "、")] if units and in_marks else [], others
    return [units[-count:]], [
        *others,
        *(items for items in divided(text, begin, upto, "[，,]") if _are_alike(text, items)),
    ]


def _share(text: str, items: Items) -> set[str]:
    """The characters that all items have."""
    return set.intersection(*(set(text[start:end]) for start, end in items)) if items else set()


def _are_brief(items: Items) -> bool:
    return all(end - start <= _BRIEF for start, end in items)


def _begin_alike(text: str, items: Items) -> bool:
    return len({text[start : start + 2] for start, _ in items}) == 1


def _are_alike(text: str, items: Items) -> bool:
    """Do they share a character, or are they as long as one another? Two must begin or end alike, for any two clauses share something."""
    said = [text[start:end] for start, end in items]
    as_long = len(set(map(len, said))) == 1
    if len(said) == 2:
        return (as_long and bool(_share(text, items))) or any(
            said[0][at : at + 1] == said[1][at:][:1] for at in (0, -1)
        )
    return len(said) > 1 and (as_long or bool(_share(text, items)))


def _are_listed(text: str, items: Items) -> bool:
    """Are they a list though nothing says so, 医保、医疗、医药三医联动? Any three things before a count of three would do."""
    return _are_brief(items) and _are_alike(text, items) and text[items[0][1] :].startswith(("、", "”", "》"))


def _unmarked(text: str, items: Items) -> bool:
    return not any(mark in text[items[0][0] : items[-1][1]] for mark in OPEN)


def _are_like_one_another(text: str, items: Items, in_marks: bool) -> bool:
    """Are they the members of the label right behind them, though nothing says so, 医保、医疗、医药三医联动? Any three things before a count of three
    would do: they begin alike, or are as long as one another and share a character or stand before a label in marks, 日报告、周研判、月通报“三项制度”."""
    said = [text[start:end] for start, end in items]
    as_long = len(set(map(len, said))) == 1 and ((in_marks and len(said[0]) > 2) or bool(_share(text, items)))
    return _are_listed(text, items) and (as_long or _begin_alike(text, items))


def _without_lead(text: str, items: Items) -> tuple[int, int]:
    """The first item without the verb that governs them all: 坚持爱心、耐心、恒心, 把爱心、耐心、恒心概括为…"""
    (start, end), *others = items
    others_said = [text[slice(*other)] for other in others]
    before = re.compile("[，,：:](?=[^，,：:]+$)").search(text[start:end])
    if before and not any(_CLAUSE.search(said) for said in others_said):
        start += before.end()
    length = min(map(len, others_said))
    if end - start > length + 1 == max(map(len, others_said)) + 1:
        first, last = text[end - length], text[end - 1]
        if all(said[0] == first for said in others_said) or all(said[-1] == last for said in others_said):
            return end - length, end
    if _LEADS.match(text, start) and end - start > 2:
        return start + 1, end
    if taken := re.compile("[把将將]").search(text, start, end - 2):
        return taken.end(), end
    governed = [at for at in range(start + 2, end - 1) if is_governed(text[start:at], at - start, "zh")]
    same_verb = any(said[:2] == text[start : start + 2] for said in others_said)
    return (governed[-1], end) if governed and not same_verb else (start, end)


def _numbered(text: str, start: int) -> Items:
    """一是…，二是…，三是…; （一）…；（二）…; 第一步，…; 1）…；2）…; ①…②…; 首先…，其次…，最后…; 一个是…，一个是….

    The first head tells how the others are written.
    """
    between = "[，,；;。\n]\\s*"
    if _FIRST_FIGURE.match(text, start):
        heads, between = [f"[（(]?{number}[)）.、．]" for number in range(1, 30)], f"(?:{between}|\\s+)"
    elif text[start : start + 1] == CIRCLED[0]:
        heads, between = list(CIRCLED), ""
    elif text.startswith("首先", start):
        heads = [
            rf"(?:{word})[是要，,：:]?"
            for word in ("首先", "其次|第二|然后|再者", "再次|第三|然后|最后", "第四|最后", "最后")
        ]
    elif text.startswith("一个是", start):
        heads = ["一个是"] * 9
    else:
        heads = [f"[（(第其]?{numeral}{_ORDINAL}" for numeral in "一二三四五六七八九十"]
    return numbered(text, start, [(between if at else r"\s*") + head for at, head in enumerate(heads)], "[。；;！\n]")
