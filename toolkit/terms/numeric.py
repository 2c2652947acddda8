"""Numeric formulations that no lexicon lists, by their grammar: 三抓三促, “五查五改”, "three grasps and three promotions".

A numeral begins a formulation far less often than a count of things. Each candidate gets a score from cues for (quotation marks,
a governing verb, a naming noun behind it, an uncountable head, a compound, a gloss, repetition) and against (measure words,
things that people count, names, idioms, dates); those that reach THRESHOLD are hits. Weights were set by hand on the part of
tests/cases/formulations.tsv marked "look".
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from toolkit.terms.cues import CAPITALISED, GOVERNED, HEADED, QUOTED, cues, in_register
from toolkit.terms.expand import gloss
from toolkit.terms.forms import EN_NUMERALS, other_number
from toolkit.terms.things import (
    EN_NO_HEADS,
    EN_THINGS,
    EN_UNCOUNTABLE,
    ZH_IDIOMS,
    ZH_MEASURES,
    ZH_NAMES,
    ZH_THINGS,
    ZH_UNITS,
)
from toolkit.text.fold import fold
from toolkit.text.segment import Segmenter

THRESHOLD = 0.5
COMPOUND, UNCOUNTABLE, GLOSSED, REPEATED = "compound", "uncountable", "glossed", "repeated"
_WEIGHTS = {QUOTED: 0.5, GOVERNED: 0.25, HEADED: 0.25, CAPITALISED: 0.3, COMPOUND: 0.45, UNCOUNTABLE: 0.3, GLOSSED: 0.45, REPEATED: 0.15}  # fmt: skip
_MOST_LACKING = _WEIGHTS[GLOSSED] + _WEIGHTS[REPEATED] + 0.01  # what is looked for last, since it takes the longest


class Candidate(NamedTuple):
    """A phrase that may be a formulation: where, how likely (0 to 1), and what speaks for it."""

    start: int
    end: int
    score: float
    cues: tuple[str, ...]
    lang: str


def unlisted(text: str, taken: Sequence[tuple[int, int]] = ()) -> list[Candidate]:
    """Numeric formulations in a text by grammar, outside the spans that are taken, in order, not overlapping.

    >>> text = "开展“三抓三促”行动，用三个月完成两个项目"
    >>> [(text[c.start:c.end], c.cues) for c in unlisted(text)]
    [('三抓三促', ('quoted', 'governed', 'headed', 'compound'))]
    >>> [c.score for c in unlisted("two years and four city councils")]
    []
    """
    folded = fold(text)
    taken = sorted(taken)
    free = _outside(taken)
    found = [*_chinese(folded, free), *_english_stretches(folded)]
    scored = []
    for start, end, base, own, lang in found:
        if _meets(taken, start, end):
            continue
        evidence = [*cues(text, start, end, lang), *own]
        score = base + sum(_WEIGHTS[cue] for cue in evidence)
        if THRESHOLD > score >= THRESHOLD - _MOST_LACKING and gloss(text, start, end, lang):
            evidence.append(GLOSSED)
            score += _WEIGHTS[GLOSSED]
        if score >= THRESHOLD - _WEIGHTS[REPEATED] - 0.01 and _is_repeated(text, start, end):
            evidence.append(REPEATED)
            score += _WEIGHTS[REPEATED]
        if score >= THRESHOLD:
            scored.append(Candidate(start, end, round(min(1.0, score), 2), tuple(evidence), lang))
    return _apart(scored)


def _meets(taken: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    at = bisect_left(taken, (end, 0))
    return any(upto > start for _, upto in taken[max(0, at - 3) : at])


def _is_repeated(text: str, start: int, end: int) -> bool:
    surface = text[start:end]
    return text.find(surface, end) >= 0 or text.find(surface, 0, start) >= 0


def _outside(taken: Sequence[tuple[int, int]]) -> Callable[[int], bool]:
    """Whether a place is in no span that is taken: what begins there need not be looked at."""
    places = {place for start, end in taken for place in range(start, end)}
    return lambda place: place not in places


def _apart(found: list[Candidate]) -> list[Candidate]:
    """Of overlapping candidates the better, then the longer one."""
    kept: list[tuple[int, int]] = []
    best = []
    for candidate in sorted(found, key=lambda c: (-c.score, c.start - c.end, c.start)):
        if not _meets(kept, candidate.start, candidate.end):
            insort(kept, (candidate.start, candidate.end))
            best.append(candidate)
    return sorted(best)


_Found = tuple[int, int, float, list[str], str]  # start, end, base score, cues of its own, language

# --- Chinese ----------------------------------------------------------------------------------------------------------

_N = "[一二三四五六七八九十两双]"
_H = "[\u3400-\u4dbf\u4e00-\u9fff]"
_NOT_N = "(?![一二三四五六七八九十两双百千万亿])" + _H
_NUMERAL = "[一二三四五六七八九十两双1-9](?!\\d)"
_PART = f"{_NUMERAL}(?:{_NOT_N}){{1,4}}"
_ALONE = "(?<![第十百千万零几数\\d.%].)"  # what the numeral is not part of; behind it, so that the engine can skip to numerals
# In quotation marks a compound may have commas, in running text it has none.
_COMPOUND_ZH = re.compile(f"{_NUMERAL}{_ALONE}(?:{_NOT_N}){{1,4}}(?:[、，,]?{_PART})+")
_COMPOUND_IN_TEXT = re.compile(f"{_NUMERAL}{_ALONE}(?:{_NOT_N}){{1,4}}(?:、?{_PART})+")
_NUMERAL_INSIDE = re.compile(f"(?:{_NOT_N}){{2,5}}{_N}(?:{_NOT_N}){{1,3}}")
_CLASSIFIED = re.compile(f"{_N}[只杯碗瓶辆颗间盏枝匹盘]{_H}")
_SUM = re.compile(f"{_N}[加减乘除]{_N}等于")
_BEGINS_NUMERIC = re.compile(f"{_N}|[1-9](?!\\d)|[新老]{_N}")
_PART_OF = re.compile(f"[、，,]?({_N}|[1-9])((?:{_NOT_N})+)")
_NUMERIC = re.compile(f"{_N}|[1-9N]")
_ONES = re.compile(f"{_N}个一(?=系列|活动|行动|工程|工作|机制|制度|模式|措施|要求|标准)")  # 九个一系列活动
_QUOTED_ZH = re.compile('[“‘「『"]([^”’」』"“‘「『》《\n。！？；：:]{2,24})[”’」』"]')
_COUNTED = re.compile(
    f"([一二三四五六七八九十两双2-9])(?<![第十百千万零几数\\d.%一二三四五六七八九两].) ?"
    f"(个|大|项|种|条|类|步|不|要|有|重|化|真|实|为|先|高|新|带|联|到|进|强|促|抓|严|查|清|管|服务)(?={_H}|[“‘「])"
)
_QUOTED_NOUN = re.compile(f"[“‘「]{_H}{{1,6}}[”’」]")
_NOUN = re.compile(f"{_H}{{2,5}}")
_CLASSIFIERS = "个大项种条类步"
_FORMULA = re.compile(f"[0-9N]+(?:[+＋][0-9NnXx]+)+{_H}{{0,6}}")
_POINTS = re.compile(f"{_H}{{1,6}}(?:[一二三四五六七八九十]+|\\d+)条")
_BARE = re.compile(f"({_N})(?<![第十百千万零几数\\d.%一二三四五六七八九两双].)({_NOT_N})")
_IDIOM = re.compile("|".join(sorted(ZH_IDIOMS, key=len, reverse=True)))
_LARGE = re.compile("[百千万]")
_APPROXIMATE = re.compile("[二三四五六七八九两][三四五六七八九十](?![个大项])|[十百千万]?[几余多]|分之|[〇零点]")
_DATE_LIKE = re.compile(r"\d+[·.．/-]\d+|(?:\d{2,4}|[〇零一二三四五六七八九]{4})年?")


def _chinese(text: str, free: Callable[[int], bool]) -> Iterator[_Found]:
    if not _BARE.search(text) and not re.search('[“「"]\\d', text):
        return
    yield from _quoted_chinese(text, free)
    yield from _compounds_chinese(text, free)
    yield from _counted_chinese(text, free)
    yield from _bare_chinese(text, free)


@cache
def _tag() -> Callable[[str], list[tuple[str, str]]]:
    return Segmenter().tagger()


def _quoted_chinese(text: str, free: Callable[[int], bool]) -> Iterator[_Found]:
    for match in _QUOTED_ZH.finditer(text):
        if not free(match.start(1)) or not _NUMERIC.search(match[1]):
            continue
        base = _quoted_base(match[1])
        if base is None or (_CLASSIFIED.match(match[1]) and not in_register(text, *match.span(1))):
            continue  # 四张清单 is said in offices, 三杯鸡 on a menu
        yield (*match.span(1), base, _own_cues(match[1]), "zh")


def _quoted_base(content: str) -> float | None:
    """What a phrase in quotation marks has for and against it besides the marks; None if it is no candidate at all."""
    parts = re.split("[、，,]", content)
    first = content[0]
    if _FORMULA.fullmatch(content) or (_POINTS.fullmatch(content) and len(content) < 8):
        return 0.1
    if _NUMERAL_INSIDE.fullmatch(content) and not re.search("[第有了]", content) and not _is_unit(content[-1]):
        return -0.1  # 红心四联, 门前三包, 最多跑一次: a name with the numeral inside needs one cue more
    if _is_parallel(parts):
        return 0.1
    if any(not _BEGINS_NUMERIC.match(part) for part in parts) or _is_named(content):
        return None
    if (
        (_LARGE.match(first) and not re.match(f"[百千万]{_H}{{2}}", content))
        or _APPROXIMATE.match(content)
        or _SUM.match(content)
        or _DATE_LIKE.match(content)
    ):
        return None
    rest = content.lstrip("新老")[1:]
    if not rest or re.fullmatch("[一二三四五六七八九十百千万\\d]+", content):
        return None
    base = 0.1
    if not _is_compound(content):
        word = _tag()(rest)[0][0]
        if _is_unit(rest) or word in ZH_THINGS:
            base -= 0.4
        elif first == "一" or len(content) > 8:
            base -= 0.3
    return base


def _is_parallel(parts: list[str]) -> bool:
    """不见面、零投诉、三公开: parts of equal length, of which a numeral begins one at least and counts nothing."""
    numeric = [part for part in parts if re.match(_N, part)]
    counts = any(
        rest in ZH_THINGS or rest[1:] in ZH_THINGS or _is_unit(rest) for rest in (part[1:] for part in numeric)
    )
    return (
        len(parts) > 1
        and len(set(map(len, parts))) == 1 < len(parts[0]) < 7
        and bool(numeric)
        and not counts
        and not all(re.match(f"{_N}|[1-9]", part) for part in parts)
    )


def _own_cues(content: str) -> list[str]:
    return [COMPOUND] if _is_compound(content) else []


def _is_compound(content: str) -> bool:
    return bool(_COMPOUND_ZH.fullmatch(content)) and not _is_named(content)


def _is_named(content: str) -> bool:
    return content in ZH_NAMES or bool(_IDIOM.match(content))


def _is_unit(rest: str) -> bool:
    """Does time, money, size or rank follow the numeral?"""
    return any(rest[:length] in ZH_UNITS for length in (4, 3, 2, 1))


def _is_measure(rest: str) -> bool:
    """Is what follows a numeral a measure word or a unit? The classifiers of formulations (个, 大, 项 …) are none."""
    return (
        rest[0] in "年月日天"
        or any(rest[:length] in ZH_MEASURES for length in (3, 2))
        or (rest[0] in ZH_MEASURES and (len(rest) == 1 or _tag()(rest)[0][0] == rest[0]))
    )


def _compounds_chinese(text: str, free: Callable[[int], bool]) -> Iterator[_Found]:
    for match in _COMPOUND_IN_TEXT.finditer(text):
        surface = match[0]
        if (
            not free(match.start())
            or _IDIOM.search(surface)
            or _is_named(surface[:4])
            or _inside_quotes(text, *match.span())
        ):
            continue
        if ones := _ONES.match(text, match.start()):
            yield *ones.span(), 0.1, [COMPOUND], "zh"
            continue
        parts = list(_PART_OF.finditer(text, *match.span()))
        lengths = [len(part[2]) for part in parts]
        length = _last_part(parts[-1][2], lengths[:-1], text[match.end() : match.end() + 4])
        end = parts[-1].start(2) + length
        if length == 0 or any(_is_counted(part[2]) for part in parts[:-1]):
            continue
        if text[end - 1] == "不" and text[end : end + 1] == parts[0][2][:1]:
            end += 1  # 三看三不看
        last = text[parts[-1].start(2) : end]
        if (
            (_is_counted(last) and last not in ("比", "进"))
            or _word_begins(text, match.start())
            or all(part[2] in "金银铜" for part in parts)
        ):
            continue
        base = 0.1
        numerals = {part[1] for part in parts}
        if numerals == {"一"}:
            base -= 0.35
        elif len(numerals) > 1 and len(parts) == 2:
            base -= 0.1  # 三抓三促 is made to sound, 两金一银 is a count
        if max(lengths[:-1]) > 3:
            base -= 0.25
        yield match.start(), end, base, [COMPOUND], "zh"


def _is_counted(part: str) -> bool:
    """Is one part of a compound a unit, or a thing with or without its classifier: 两个基地, 四大产业?"""
    if part[0] in "点时" and len(part) == 1:
        return True
    return _is_measure(part) or (any(thing in ZH_THINGS for thing in (part, part[1:], part[-2:])) and len(part) > 1)


def _last_part(last: str, lengths: list[int], after: str) -> int:
    """How many characters of the run belong to the last part: its first word, or as many as the other parts have."""
    if last[0] in "个大项" and len(last) > 1:
        return 1 + len(_tag()(last[1:] + after)[0][0]) if _tag()(last[1:] + after) else 0
    word = len(_tag()(last + after)[0][0])
    usual = max(set(lengths), key=lengths.count)
    return min(len(last), word if word <= 3 and word >= usual else usual)


def _word_begins(text: str, start: int) -> bool:
    """Does a word of the sentence run over the place where the candidate would begin: 统一, 唯一, 专一?"""
    left = max(0, start - 4)
    at = left
    for word, _ in _tag()(text[left : start + 2]):
        if at < start < at + len(word):
            return True
        at += len(word)
    return False


def _inside_quotes(text: str, start: int, end: int) -> bool:
    return start > 0 and text[start - 1] in '“‘「『"' and end < len(text) and text[end] in '”’」』"'


def _counted_chinese(text: str, free: Callable[[int], bool]) -> Iterator[_Found]:
    """N个X, N大X, N不X and the like, where X is a word."""
    for match in _COUNTED.finditer(text):
        start, measure = match.start(), match[2]
        if not free(start):
            continue
        inner = _QUOTED_NOUN.match(text, match.end())
        if inner:
            yield start, inner.end(), 0.1, [], "zh"
            continue
        tagged = _tag()(text[match.end() : match.end() + 8])
        if not tagged:
            continue
        word, kind = tagged[0]
        if len(tagged) > 1 and (
            (len(word) == 1 and (word in "不要有真能敢善须必" or kind[0] in "vd"))
            or (len(word) == 2 and kind == "d" and tagged[1][1] == "v" and len(tagged[1][0]) == 2)
        ):
            word, kind = word + tagged[1][0], "dv" if kind == "d" and len(word) == 2 else "v"
        if not _NOUN.fullmatch(word) or _word_begins(text, start):
            continue
        if measure not in _CLASSIFIERS:
            if _tag()(text[match.end() - 1 : match.end() + 4])[0][0] != measure:
                continue
            yield start, match.end() + len(word), -0.05, [], "zh"
            continue
        against = 0.6 if word in ZH_THINGS or _is_measure(word) or kind in ("m", "q", "nr", "ns", "f", "t") else 0.0
        own = [UNCOUNTABLE] if kind[0] in "vad" and kind != "vn" and not against and measure in "个" else []
        if own and _goes_on(tagged, word):
            own, against = [], 0.3
        if (
            (word in _MODAL or (kind == "dv" and text[match.end() + len(word) :][:1] != "的"))
            and not against
            and measure == "个"
        ):
            own, against = [UNCOUNTABLE], -0.2
        if kind.startswith(("n", "vn")) and not against:
            against = 0.2
        if match[1] == "一":
            against += 0.3
        yield start, match.end() + len(word), 0.1 - against, own, "zh"


def _goes_on(tagged: list[tuple[str, str]], word: str) -> bool:
    """A verb that is followed by a noun of things belongs to it: 两个维护分支, 三个建设项目."""
    rest = "".join(part for part, _ in tagged)[len(word) :]
    if not rest:
        return False
    following, kind = next(((w, k) for w, k in _tag()(rest)), ("", ""))
    return following in ZH_THINGS or (kind in ("n", "k", "nz", "vn") and following not in _NAMING)


# What party prose makes into the noun of N个X without any other cue: modals and verbs of resolve.
_MODAL = frozenset(
    "必须 务必 善于 服从 严禁 不准 坚持 确保 牢记 不能 敢于 勇于 乐于 甘于 离不开 绝不 决不 决不允许 带头 自觉 看齐 认同 自信 意识 维护 确立 不摘 不变 到位 "
    "倡导 相信 必由之路 毫不动摇 牢牢把握 始终 从严 过硬 加强 提升 走在前 走在前列 一律 不得 应当 铁一般".split()
)
# What several things do to one another: 三医联动, 三权分置.
_TOGETHER = frozenset(
    "联动 同创 分置 合一 一体 融合 并举 共治 统筹 兼顾 共建 互动 衔接 贯通 协同 同治 同查 同建 联建 联创 共管 齐抓 联防".split()
)
_NAMING = frozenset(
    (
        "精神 要求 机制 工作法 工作 原则 战略 布局 方针 理论 体系 格局 目标 标准 政策 制度 活动 行动 教育 工程 理念 问题 "
        "责任"
    ).split()
)


def _bare_chinese(text: str, free: Callable[[int], bool]) -> Iterator[_Found]:
    """N and one or two characters, which takes strong cues: 落实双减政策."""
    for match in _BARE.finditer(text):
        start = match.start()
        if match[1] == "一" or match[2] in _CLASSIFIERS or not free(start):
            continue
        tagged = _tag()(text[start : start + 8])
        word = tagged[0][0]
        if len(word) > 1 or _is_measure(text[match.end() - 1 : match.end() + 3]):
            continue  # a word of the dictionary, or a measure
        rest = tagged[1][0] if len(tagged) > 1 else ""
        if not rest or len(rest) > 2 or rest in ZH_THINGS or _is_named(match[1] + rest) or _word_begins(text, start):
            continue
        if rest[0] == "点":
            continue
        if len(rest) == 1 and len(tagged) > 2 and len(tagged[2][0]) == 2:
            together = tagged[2][0] in _TOGETHER
            if together or tagged[2][1] == "v":
                yield start, match.end() + 2, 0.2 if together else 0.0, [], "zh"  # 三城同创, 四责协同
            if together:
                continue
        yield start, match.end() - 1 + len(rest), 0.05 if len(rest) == 1 else -0.05, [], "zh"


def begins_with_numeral(phrase: str) -> bool:
    """In either language; 一般 and 一律 too, which `may_be_formulation` tells apart."""
    return bool(re.match(f"{_N}|\\d", phrase)) or phrase.split(" ")[0].lower() in EN_NUMERALS


def may_be_formulation(phrase: str) -> bool:
    """Does a phrase that begins with a numeral look like a formulation by itself, whatever is around it?

    >>> [may_be_formulation(phrase) for phrase in ("三抓三促", "两个小时", "一般公共预算", "four loves", "two cities")]
    [True, False, False, True, False]
    """
    if not re.match(_N, phrase):
        return _against(_WORDS.findall(phrase)[1:]) > 0
    if phrase[0] == "一" and not _is_compound(phrase):
        return False
    rest = phrase[1:].lstrip("十")
    base = _quoted_base(fold(phrase))
    return (
        base is not None
        and base > 0
        and not (rest[:1] in "个项" and any(rest[1:].startswith(thing) for thing in ZH_THINGS | ZH_UNITS))
    )


# --- English ----------------------------------------------------------------------------------------------------------

_NUMBER_EN = rf"(?:{'|'.join(EN_NUMERALS)}|dual|double|triple|twin|(?<![\d.,$€£¥-])(?:1\d|20|[2-9])(?![\d.,%]))"
_WORD_EN = r"[A-Za-z]+(?:[’'][A-Za-z]+)*(?:-[A-Za-z]+)*"
_LATIN = re.compile("[A-Za-z0-9“‘\"'][\x20-\x7e“”‘’—–\n]{5,}")
_ANY_NUMBER = re.compile(rf"(?<![\w-]){_NUMBER_EN}(?![\w])", re.IGNORECASE)
_START_EN = re.compile(rf"(?<![\w-])(?<!No\. )(?<!no\. ){_NUMBER_EN}(?=[ \n\"“‘'][A-Za-z\"“‘'])", re.IGNORECASE)
_QUOTED_EN = re.compile(
    rf"(?:(?<=[“\"‘])|(?<=[\s(]')|(?<=^'))({_NUMBER_EN}(?:(?:,? |-)(?:[A-Za-z][A-Za-z’']*|\d\d?)){{1,9}})(?=[,.]?[”\"’'])",
    re.IGNORECASE,
)
_WORDS = re.compile(rf"{_WORD_EN}")
_STOP_EN = frozenset(
    (
        "of and or to in on at by for from with as that which who is are was were be been has have had will would can "
        "could may might should must do does did when where while if because since than but so into onto over under "
        "during after before between among through across against via per within without about requires require required "
        "means mean include includes including called known the a an this these those its their his her our your my it "
        "they we he she you i not only also still just now then there here all each every both"
    ).split()
)
_IRREGULAR = frozenset(
    (
        "people men women children feet teeth mice sheep fish aircraft series species data media criteria phenomena "
        "police cattle"
    ).split()
)
_NAMES_EN = frozenset(
    (
        "gorges seasons kingdoms rivers sisters brothers kings tigers dragons dynasties apostles commandments musketeers "
        "nations eyes years days weeks continents seas oceans lakes states world war wars hundred thousand million mile "
        "miles forks oaks pines points corners towers stars star peaks lions eagles wolves bears bulls panthers hawks sharks "
        "bulldogs giants horsemen amigos pillars"
    ).split()
)
_POINTED = re.compile(
    rf"(?<![\w-])(?:{'|'.join(EN_NUMERALS)}|\d\d?)[- ](?:point|pronged|sphere|in-one|character|tier|level|way|dimensional|line)(?:[- ][A-Za-z]+){{0,2}} "
    r"(?:decision|rules?|regulations?|code|strategy|layout|guidelines?|plan|policy|principles?|initiative|approach|requirements?|formula|linkage|mechanism|layout|blueprint|governance|pattern)\b",
    re.IGNORECASE,
)
_COMPOUND_JOINT = re.compile("(?:,? and |, | )")
_TAKEN_ALONG = re.compile(
    r" (?:fusion|integration|linkage|combination|unification|synergy|isation|ization)\b", re.IGNORECASE
)
_FORMULA_EN = re.compile(
    r"(?<![\w.+-])\d(?:(?:[+＋]\d)*[+＋][NXn]|(?:-\d){1,4}-[NXn])(?![\w+-])|(?<=[“‘\"'])\d(?:-\d){2,4}(?=[”’\"'])"
)
_OPEN_FORMULA = re.compile(r"(?<![\w.+-])\d(?:[+＋]\d)*[+＋][NXn](?![\w+-])")  # 1+3+N
_IN_ONE = re.compile(rf"(?<![\w-])(?:{'|'.join(list(EN_NUMERALS)[1:])})([ -])in\1one(?=[”’\"' ])", re.IGNORECASE)
_PARALLEL_EN = re.compile(
    rf"[“\"‘]([A-Za-z]+(?: [A-Za-z]+){{1,2}}, (?:{'|'.join(EN_NUMERALS)})(?: [A-Za-z]+){{1,2}})[”\"’]", re.IGNORECASE
)
_HYPHENED = re.compile(rf"(?<![\w-])(?:{'|'.join(EN_NUMERALS)})-(?:not?|do-not|non)-[a-z]+(?![\w-])", re.IGNORECASE)
_NO_NAME = re.compile(
    rf"\w (?:for|to|by|out of|times) (?:{'|'.join(EN_NUMERALS)})\b|\b(?:forward|back|more|less|percent)$|(?:third|quarter|half|halve)s of |(?:day|week|month|year)s?['’]",
    re.I,
)  # two for one, two steps forward, three months' notice
_OF_TIME = re.compile(
    r"-(?:year|month|week|day|hour|minute|second|mile|metre|meter|star|storey|story|page|seat)s?\b", re.IGNORECASE
)


class _Phrase(NamedTuple):
    """A numeral and the noun phrase after it."""

    start: int
    end: int
    words: tuple[str, ...]
    number: str


def _english_stretches(text: str) -> Iterator[_Found]:
    """The English of a text: all of it, or in Chinese text the stretches in Latin script."""
    stretches = [(0, text)] if not re.search(_H, text) else [(m.start(), m[0]) for m in _LATIN.finditer(text)]
    for at, stretch in stretches:
        for start, end, base, own, lang in _english(stretch):
            yield at + start, at + end, base, own, lang


def _english(text: str) -> Iterator[_Found]:
    if not _ANY_NUMBER.search(text):
        return
    for match in _QUOTED_EN.finditer(text):
        if (base := _quoted_english(match[1])) is not None:
            yield (*match.span(1), base, [COMPOUND] if _numbers_in(match[1]) > 1 else [], "en")
    for match in _POINTED.finditer(text):
        yield (*match.span(), 0.2, [], "en")
    for pattern, base, group in (
        (_FORMULA_EN, 0.4, 0),
        (_OPEN_FORMULA, 0.5, 0),
        (_PARALLEL_EN, 0.1, 1),
        (_HYPHENED, 0.5, 0),
        (_IN_ONE, 0.1, 0),
    ):
        for match in pattern.finditer(text):
            yield (*match.span(group), base, [], "en")
    phrases = [phrase for match in _START_EN.finditer(text) if (phrase := _phrase(text, match)) is not None]
    yield from _compounds_english(text, phrases)
    for phrase in phrases:
        if phrase.number != "one":
            yield from _single_english(text, phrase)


def _numbers_in(surface: str) -> int:
    return len(_ANY_NUMBER.findall(surface))


def _quoted_english(surface: str) -> float | None:
    """What a phrase in quotation marks has for and against it besides the marks; None for an adjective ("three-shift")."""
    if _OF_TIME.search(surface) or _NO_NAME.search(surface):
        return None
    if _numbers_in(surface) > 1:
        heads = [words[-1].lower() for part in re.split(r", | and ", surface) if (words := _WORDS.findall(part))]
        return -0.5 if all(head in EN_THINGS or other_number(head) in EN_THINGS for head in heads) else 0.1
    return max(_against(_WORDS.findall(surface)[1:]), -0.25) if " " in surface else None


def _phrase(text: str, match: re.Match[str]) -> _Phrase | None:
    """The numeral and up to four words, as far as the noun phrase goes."""
    at = match.end()
    words: list[str] = []
    while len(words) < 4:
        gap = re.compile(r"[ \n][\"“‘']?").match(text, at)
        word = _WORDS.match(text, gap.end()) if gap else None
        if word and not words and _IN_PLACE.match(text, word.start()):
            return _Phrase(match.start(), word.start() + 8, ("in", "place"), match[0].lower())
        if not word or (word[0].lower() in _STOP_EN - {"not"} and not (words and _IN_PLACE.match(text, word.start()))):
            break
        if words and re.fullmatch(_NUMBER_EN, word[0], re.IGNORECASE):
            break
        if words and word[0].lower() in _HEAD_WORDS:
            break
        if words and words[-1].lower() not in ("not", "do", "in") and _is_plural(words[-1]):
            break
        words.append(word[0])
        at = word.end()
    if words and _is_plural(words[-1]) and (whole := _TAKEN_ALONG.match(text, at)):
        words.append(whole[0][1:])
        at = whole.end()
    if text[at : at + 1] in _CLOSED and re.search("[“‘\"']\\w", text[match.end() : at]):
        at += 1  # four “powers”
    return _Phrase(match.start(), at, tuple(words), match[0].lower()) if words else None


_MADE = re.compile("(?:tions?|sions?|ments?|ings?|als?)$")  # nouns made of verbs, many of which are things all the same
_COUNTED_BEHIND = re.compile(
    r" (?:problems|issues|requirements|goals|targets|activities|standards|principles|responsibilities)\b"
)
_SOME = re.compile(
    r"[,.]| (?:that|which|who|whose|we|i|you|he|she|they|it|in|on|at|of|from|with|are|were|had|have|left)\b", re.I
)
_HEAD_WORDS = frozenset(
    (
        "campaign spirit strategy principle policy initiative mechanism system method education requirement requirements "
        "problem problems issue issues goal target targets working plan program programme project framework concept theory "
        "thought reform layout approach standard work thoroughly well earnestly strictly fully firmly resolutely "
        "conscientiously effectively into together activity activities selection management supervision linkage pattern "
        "cadres volunteers policies tasks rule rules"
    ).split()
)


_CLOSED = frozenset("”’\"'")
_IN_PLACE = re.compile(r"in (?:place|one)\b", re.IGNORECASE)  # 五个到位
_PAIRS = ("dual", "double", "triple", "twin")


def _is_plural(word: str) -> bool:
    word = word.lower()
    return word in _IRREGULAR or (word.endswith("s") and not word.endswith(("ss", "us", "is", "ous")))


def _against(words: list[str]) -> float:
    """The base of a phrase by its head: a thing that is counted, a name, or neither."""
    if not words:
        return -1.0
    head = words[-1].lower()
    if head in _NAMES_EN or head in EN_NO_HEADS or words[0].lower() in EN_NO_HEADS - {"not"}:
        return -0.5
    return -0.35 if head in EN_THINGS or other_number(head) in EN_THINGS else 0.1


def _single_english(text: str, phrase: _Phrase) -> Iterator[_Found]:
    head = phrase.words[-1].lower()
    base = _against(list(phrase.words))
    following = text[phrase.end : phrase.end + 12]
    if phrase.number in _PAIRS:
        base -= 0.15
    if all(word[0].isupper() for word in phrase.words) and re.match(r"[ -][A-Z]", following):
        return  # a longer name: Three Gorges Dam
    if _COUNTED_BEHIND.match(text, phrase.end) and not EN_UNCOUNTABLE.search(head):
        return  # two typical problems
    own = []
    if base > 0:
        if head in ("one", "ones") and _SOME.match(text, phrase.end):
            return  # the three ones that were left
        if EN_UNCOUNTABLE.search(head) or phrase.words[0].lower() in ("not", "do"):
            own.append(UNCOUNTABLE)
        elif not _is_plural(head) and phrase.number not in _PAIRS and not following.startswith("-"):
            own.append(UNCOUNTABLE)  # "four consciousness" is machine English, but so is two of anything unknown
            base -= 0.1
        if re.search(r"(?:\bthe|['’]s) $", text[max(0, phrase.start - 4) : phrase.start], re.IGNORECASE):
            base += 0.15 if _MADE.search(head) else 0.1
    yield phrase.start, phrase.end, base, own, "en"


def _compounds_english(text: str, phrases: list[_Phrase]) -> Iterator[_Found]:
    """Chains of phrases: three grasps and three promotions; one post, two responsibilities."""
    chain: list[_Phrase] = []
    for phrase in [*phrases, None]:
        joint = phrase and chain and _COMPOUND_JOINT.fullmatch(text, chain[-1].end, phrase.start)
        if joint and phrase:
            chain.append(phrase)
            continue
        if len(chain) > 1 and len(chain[0].words) <= 3:
            base = _compound_base(chain)
            if base > -0.5 and all(word[0].isupper() and word.lower() not in _NAMES_EN for part in chain for word in part.words):  # fmt: skip
                base = max(base, -0.2)  # Two Bombs, One Satellite
            if any(one.end + 1 == other.start for one, other in pairwise(chain)):
                base -= 0.15  # two robs one steal
            yield chain[0].start, chain[-1].end, base, [COMPOUND], "en"
        chain = [phrase] if phrase else []


def _compound_base(chain: list[_Phrase]) -> float:
    """Made nouns in every part need no other cue (three grasps and three promotions), things one and more (two exceptions and …)."""
    heads = [part.words[-1].lower() for part in chain]
    things = [_against(list(part.words)) < 0 for part in chain]
    alike = len({part.number for part in chain}) == 1
    if all(things):
        return -0.4 if alike else -0.5
    if any(things):
        return -0.35
    made = [bool(EN_UNCOUNTABLE.search(head)) or not _is_plural(head) for head in heads]
    if {part.number for part in chain} == {"one"}:
        return -0.35  # one author, one reviewer
    return 0.1 if all(made) or (alike and any(made)) else -0.15
