"""Figures and targets of two texts side by side: quantity, unit, and the value in each."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

import pandas as pd

from toolkit.text.language import HAN

_VALUE = r"(?:约|超过|不低于|不超过|around |about |over |more than |at least |up to |no more than )?\d[\d,]*(?:\.\d+)?\s?(?:[%％]?\s?(?:[—–~～-]|至|到| to )\s?\d[\d,]*(?:\.\d+)?)?"
_UNIT_ZH = "个百分点|[%％]|万亿元|亿元|万元|元|万亿斤|亿斤|万人|亿人|万户|户|万套|万吨|亿吨|吨|亿立方米|公里|万公里|亿亩|万亩|亩|万个|个|项|家|天|年|倍|人"
_UNIT_EN = r"percentage points?|percent|per cent|%|(?:billion|million|trillion)(?: \w+)?|yuan|kilometers|km|tonnes|tons|hectares|people|jobs|households"
_FIGURE_ZH = re.compile(
    f"(?P<quantity>[\u4e00-\u9fff、（）A-Za-z]{{2,24}}?)(?P<value>{_VALUE})(?P<unit>{_UNIT_ZH})(?P<about>左右|以上|以内|以下)?"
)
_FIGURE_EN = re.compile(
    rf"(?P<quantity>(?:[A-Za-z'-]+ ){{1,8}}?)(?P<value>{_VALUE})\s?(?P<unit>{_UNIT_EN})(?P<about> or (?:more|so|less))?",
    re.IGNORECASE,
)
_RATE = re.compile("(?:同比|比上年|较上年|年均|实际)*(?:增长|下降|提高|降低|增加|减少|上涨)")
_FILLER = re.compile(
    "^(?:全年|今年|去年|预期|力争|目标|其中|同时|并|和|及|以及|的|将|约)+|(?:达到|达|为|至|到|是|超过|保持在|控制在|约|增至|the|of|by|to|at|in|will|be|was|is|a|an)+$"
)


def figures(before: pd.DataFrame, after: pd.DataFrame, pairs: dict[int, tuple[int, float]]) -> pd.DataFrame:
    """Quantities of matched sentences side by side, then those that only one side has."""
    earlier = [list(_quantities(text)) for text in before["text"]]
    later = [list(_quantities(text)) for text in after["text"]]
    rows = []
    used: set[tuple[int, int]] = set()
    for j, found in enumerate(later):
        partner = pairs.get(j, (-1, 0.0))[0]
        for quantity, value, unit in found:
            place = _same_quantity(earlier, partner, quantity, unit, used)
            if place is None:
                rows.append((quantity, unit, "", value, "new"))
                continue
            used.add(place)
            old = earlier[place[0]][place[1]][1]
            rows.append((quantity, unit, old, value, "same" if _plain_value(old) == _plain_value(value) else "changed"))
    rows += [
        (quantity, unit, value, "", "gone")
        for i, found in enumerate(earlier)
        for k, (quantity, value, unit) in enumerate(found)
        if (i, k) not in used
    ]
    return pd.DataFrame(rows, columns=["quantity", "unit", "before", "after", "change"], dtype="str")


def _quantities(text: str) -> Iterator[tuple[str, str, str]]:
    """Quantity, value with its unit as written, and unit. Years are none; a bare 增长 is that of the quantity before it."""
    chinese = bool(HAN.search(text))
    subject = ""
    for match in (_FIGURE_ZH if chinese else _FIGURE_EN).finditer(text):
        if match["unit"] == "年" and re.fullmatch(r"(?:19|20)\d\d", match["value"].strip()):
            continue
        quantity = _FILLER.sub("", match["quantity"].strip(" 、（）")).strip() or match["quantity"].strip()
        if chinese and len(quantity) < 2:
            continue
        if _RATE.fullmatch(quantity) and subject:
            quantity = subject + quantity
        else:
            subject = quantity
        value = (
            match["value"].strip()
            + ("" if chinese or match["unit"] == "%" else " ")
            + match["unit"]
            + (match["about"] or "")
        )
        yield quantity[-16:] if chinese else quantity, value, match["unit"].lower()


def _same_quantity(
    earlier: list[list[tuple[str, str, str]]], partner: int, quantity: str, unit: str, used: set[tuple[int, int]]
) -> tuple[int, int] | None:
    """First in the matched sentence, then anywhere: the same name and unit."""
    near = [(partner, k) for k in range(len(earlier[partner]))] if partner >= 0 else []
    anywhere = [(i, k) for i in range(len(earlier)) for k in range(len(earlier[i]))]
    for places, least in ((near, 0.5), (anywhere, 0.99)):
        alike = [
            (difflib.SequenceMatcher(None, earlier[i][k][0], quantity).ratio(), (i, k))
            for i, k in places
            if (i, k) not in used and earlier[i][k][2] == unit and (least < 0.9 or earlier[i][k][0] == quantity)
        ]
        best = max(alike, default=(0.0, (-1, -1)), key=lambda pair: (pair[0], -pair[1][0]))
        if best[0] >= least:
            return best[1]
    return None


def _plain_value(value: str) -> str:
    return re.sub(r"[\s,]", "", value)
