"""Figures and targets of two texts side by side: quantity, unit, and the value in each, as written.

A figure is a number with a unit (4.5—5%, 1.2万亿元, 11 million urban jobs); its quantity is what its clause says before it, without the
verbs that only lead up to a number. 从2.1%提高到2.5%以上 is one figure. Years are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from toolkit.text.english import lemma
from toolkit.text.language import HAN
from toolkit.text.segment import Segmenter

_NUMBER = r"\d[\d,，]*(?<=\d)(?:\.\d+)?"
_TO = r"\s?(?:[—–~～-]{1,2}|至|到|to)\s?"

# --- Chinese ----------------------------------------------------------------------------------------------------------

_MANY = "(?:万亿|千亿|百亿|十亿|亿|千万|百万|十万|万)"
_COUNTED = "个百分点|百分点|[%％‰]|美元|欧元|元|公斤|斤|吨标准煤|吨|人次|人|平方公里|平方米|立方米|公里|千米|公顷|亩|千瓦时|千瓦|微克/立方米|户|套|辆|台|部|项|件|个|家|所|座|条|倍|年|岁|天|小时|名|位|批|艘|架|张|篇"  # fmt: skip
_UNIT_ZH = f"{_MANY}?[多余]?(?:{_COUNTED})"
_FIRM_ZH = "约|近|超过|超|逾|不低于|不少于|不高于|不超过"
_VALUE_ZH = f"(?:{_FIRM_ZH})?{_NUMBER}(?:(?:{_UNIT_ZH})?{_TO}{_NUMBER})?{_UNIT_ZH}(?:左右|上下|以上|以内|以下|之内)?"
_VERB_ZH = "增长|下降|提高|提升|降低|降至|增至|增加|减少|上涨|上升|压减|压缩|缩短|扩大|调整|突破|达到|延长|降|增|升"
_RISE = re.compile(
    f"(?:同比|环比|比上年|较上年|比[^，。]{{1,8}}年|年均|累计|实际|平均|再|又|分别|总体)*(?:{_VERB_ZH}|占比|其中)?"
)
_FIGURE_ZH = re.compile(
    f"(?P<from>[从由](?:(?:上年|去年|原来|[一二三四五六七八九十]+年前|20\\d\\d年)的?)?(?:{_VALUE_ZH})[^，。；\\d]{{0,6}}?(?:{_VERB_ZH})?[到至为](?=\\s?(?:{_FIRM_ZH})?\\d))?(?P<value>{_VALUE_ZH})"
)
_CLAUSE_ZH = re.compile(r"[，。；：！？,;!?\n]|(?<!\d)、|、(?!\d)")
_LEAD_ZH = re.compile(
    "^(?:全年|今年|去年|上年|明年|预期|预计|力争|目标|其中|同时|以及|并且|并|和|及|的|将|也|还|都|[）)”’」])+"
)
_EXPECTED_ZH = re.compile(f"(?:预期|预计|力争)(?=(?:{_VERB_ZH})$)")
_LEVEL_ZH = re.compile(f"(?:{_VERB_ZH})?[到至为](?:了)?$")  # a level, not a change: what it rose to
_TRAIL_ZH = re.compile(
    "(?:达到|达|为|是|有|了|共|约|近|超过|超|在|拟按|按|[从由]|分别|合计|平均|均|已|新|（|“|保持|控制|稳定|到|至)+$"
)
_LONGEST = 16  # characters of a quantity, whole words

# --- English ----------------------------------------------------------------------------------------------------------

_MANY_EN = r"(?:trillion|billion|million|thousand)"
_FIRM_EN = r"(?:about|around|approximately|roughly|nearly|almost|over|more than|at least|up to|no more than|not more than|less than|under|below|above|some|close to|between)"
_COUNTED_EN = r"percentage points?|percent\b|per cent\b|%|yuan\b|US dollars\b|dollars\b"
_PART_EN = rf"(?:RMB\s?|US\$|\$|¥)?{_NUMBER}(?:\s{_MANY_EN})?"
_NO_NOUN = r"(?!(?:of|in|to|by|for|from|and|were|was|is|are|will|have|has|had|at|on|over|with|or|as|that|which|this|last|per|the|a|an)\b)"
_FIGURE_EN = re.compile(
    rf"(?P<value>(?:\b{_FIRM_EN} )?{_PART_EN}(?:(?:\s?(?:percent|per cent|%))?(?:{_TO}| and ){_PART_EN})?"
    rf"(?:\s?(?P<unit>{_COUNTED_EN})| (?P<noun>{_NO_NOUN}(?:[a-z-]+s|people|[a-z-]+ {_NO_NOUN}(?:[a-z-]+s|people)|[a-z-]+)\b))?"
    r"(?: or (?:more|so|less|above|higher|below|lower)\b)?)",
    re.IGNORECASE,
)
_CLAUSE_EN = re.compile(r"[;:!?\n]|[.,](?!\d)")
_EMPTY_EN = {
    "a", "an", "the", "to", "of", "by", "at", "in", "on", "be", "will", "have", "and", "or", "we", "it", "that", "with", "while", "as", "for",
    "from", "up", "total", "reach", "set", "approximately", "average", "this", "last", "year", "stand", "keep", "remain", "around", "about", "its",
    "hit", "exceed", "stay", "amount", "some", "more", "than", "over",
}  # fmt: skip
_MEASURES = re.compile(
    r"\b(?:tons?|tonnes?|kilometers?|kilometres?|hectares?|mu|kilograms?|meters?|metres?|hours?|years?|days?)$"
)
_RISE_EN = {"increase", "decrease", "rise", "growth", "fall", "drop", "reduction", "decline", "additional"}
_PAST = {"rose": "rise", "grew": "grow", "fell": "fall"}  # which the table of lemmas leaves as they are
_MONEY = {"RMB": "yuan", "¥": "yuan", "US$": "US dollars", "$": "dollars"}

_NEAR, _ANYWHERE = 0.5, 0.9  # likeness of two quantities in sentences matched with each other, and in others


@dataclass(frozen=True)
class _Figure:
    quantity: str
    unit: str
    value: str
    key: frozenset[str]  # what two quantities are compared by


def figures(before: pd.DataFrame, after: pd.DataFrame, pairs: dict[int, tuple[int, float]]) -> pd.DataFrame:
    """Quantities of matched sentences side by side, then those that only one side has. What is part of a formulation is none."""
    earlier, later = (
        [list(_figures(*row)) for row in zip(side["text"], side["formulations"], strict=True)]
        for side in (before, after)
    )
    partners = _partners(earlier, later, pairs)
    rows = []
    for j, found in enumerate(later):
        for k, figure in enumerate(found):
            place = partners.get((j, k))
            old = earlier[place[0]][place[1]].value if place else ""
            same = "same" if _plain(old) == _plain(figure.value) else "changed"
            rows.append((figure.quantity, figure.unit, old, figure.value, same if place else "new"))
    used = set(partners.values())
    rows += [
        (figure.quantity, figure.unit, figure.value, "", "gone")
        for i, found in enumerate(earlier)
        for k, figure in enumerate(found)
        if (i, k) not in used
    ]
    return pd.DataFrame(rows, columns=["quantity", "unit", "before", "after", "change"], dtype="str")


_Place = tuple[int, int]  # number of the sentence, and of the figure in it


def _partners(
    earlier: list[list[_Figure]], later: list[list[_Figure]], pairs: dict[int, tuple[int, float]]
) -> dict[_Place, _Place]:
    """For figures of the later text that of the earlier one: in the sentence matched first, then anywhere."""
    found: dict[_Place, _Place] = {}
    everywhere = [(i, k) for i, own in enumerate(earlier) for k in range(len(own))]
    for nearby, least in ((True, _NEAR), (False, _ANYWHERE)):
        used = set(found.values())
        for j, own in enumerate(later):
            near = [(pairs[j][0], k) for k in range(len(earlier[pairs[j][0]]))] if j in pairs else []
            for k, figure in enumerate(own):
                if (j, k) in found:
                    continue
                free = [place for place in (near if nearby else everywhere) if place not in used]
                alike = [(_likeness(earlier[i][m], figure), (i, m)) for i, m in free]
                best = max(alike, key=lambda pair: pair[0], default=(0.0, (-1, -1)))
                if best[0] >= least:
                    found[j, k] = best[1]
                    used.add(best[1])
    return found


def _likeness(one: _Figure, other: _Figure) -> float:
    """Dice's coefficient of the quantities' words or pairs of characters; none of different units."""
    if one.unit != other.unit:
        return 0.0
    return 2 * len(one.key & other.key) / ((len(one.key) + len(other.key)) or 1)


def _figures(text: str, formulations: list[str]) -> Iterator[_Figure]:
    names = [found.span() for name in formulations for found in re.finditer(re.escape(name), text)]
    pattern, figures_of = (_FIGURE_ZH, _chinese) if HAN.search(text) else (_FIGURE_EN, _english)
    matches = [match for match in pattern.finditer(text) if not any(a <= match.start() < b for a, b in names)]
    return figures_of(text, matches)


def _chinese(text: str, matches: list[re.Match[str]]) -> Iterator[_Figure]:
    """Clause by clause. A bare 增长 is that of the quantity before it."""
    subject, at = "", 0
    for match in matches:
        said, at = text[at : match.start()], match.end()
        unit = _unit_zh(match["value"])
        if unit == "年" and re.search(r"(?<!\d)(?:19|20)\d\d年", match["value"]):
            continue
        clause = _CLAUSE_ZH.split(said)[-1].strip()
        clause = _EXPECTED_ZH.sub("", clause)
        name = _TRAIL_ZH.sub("", _LEVEL_ZH.sub("", _LEAD_ZH.sub("", clause)))
        if _RISE.fullmatch(name):
            name = subject + name
        else:
            subject = re.sub(f"(?:{_RISE.pattern})$", "", name) or name
        if len(name) > 1:
            yield _Figure(_last_words(name), unit, match[0], frozenset(name[i : i + 2] for i in range(len(name) - 1)))


def _unit_zh(value: str) -> str:
    """What is counted, without how many thousands of it: 亿元 and 万亿元 are both 元."""
    found = re.findall(_COUNTED, value)[-1]
    return {"％": "%", "百分点": "个百分点"}.get(found, found)


def _last_words(name: str) -> str:
    if len(name) <= _LONGEST:
        return name
    kept = ""
    for word in reversed(Segmenter().cut(name)):
        if len(word) + len(kept) > _LONGEST and kept:
            break
        kept = word + kept
    return kept


def _english(text: str, matches: list[re.Match[str]]) -> Iterator[_Figure]:
    subject: list[str] = []
    at = 0
    for match in matches:
        currency = re.search(r"RMB|US\$|\$|¥", match[0])
        noun = match["noun"] or ""
        if not (match["unit"] or currency or (noun and re.search(_MANY_EN, match[0], re.IGNORECASE))):
            continue
        said, at = text[at : match.start()], match.end()
        words = re.findall(r"[^\W_][\w'’&/-]*", _CLAUSE_EN.split(said)[-1])
        words = _trimmed(words)
        if {lemma(word) for word in words} <= _RISE_EN:
            words = [*subject, *words]
        else:
            subject = words
        unit = _MONEY[currency[0]] if currency else (match["unit"] or noun).lower()
        unit = {"percent": "%", "per cent": "%", "percentage point": "percentage points"}.get(unit, unit)
        named = [*words, *noun.split()] if noun and not currency and not _MEASURES.search(noun) else words
        key = frozenset(_PAST.get(word, word) for word in map(lemma, named)) - _EMPTY_EN
        if key:
            yield _Figure(" ".join(named), unit, match["value"].strip(), key)


def _trimmed(words: list[str]) -> list[str]:
    """Without the words at either end that name nothing, of the last eight."""
    words = words[-8:]
    while words and lemma(words[-1]) in _EMPTY_EN:
        words = words[:-1]
    while words and lemma(words[0]) in _EMPTY_EN:
        words = words[1:]
    return words


def _plain(value: str) -> str:
    """What two values are compared by: about 5 percent and around 5% are the same."""
    folded = re.sub(r"[\s,，]", "", value.lower()).replace("％", "%").replace("percent", "%")
    return re.sub("^(?:about|around|approximately|roughly)", "~", folded)
