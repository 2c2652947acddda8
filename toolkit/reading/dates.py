"""Dates as policy documents write them, and which of a document's dates to believe."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from toolkit.text.fold import fold


class Found(NamedTuple):
    """A date, how much of it is known ("day", "month", "year"), and where in the string it stands."""

    date: date
    precision: str
    start: int
    end: int


_ZH = "〇○零一二三四五六七八九十"
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_PATTERNS = [
    (re.compile(pattern, re.IGNORECASE), precision)
    for pattern, precision in (
        (rf"(?<!\d){_YEAR} ?年 ?(?P<m>\d\d?) ?月 ?(?P<d>\d\d?) ?[日号]?(?!\d)", "day"),
        (rf"(?<!\d){_YEAR}(?P<sep>[-/.])(?P<m>\d\d?)(?P=sep)(?P<d>\d\d?)(?!\d)", "day"),
        (rf"(?<!\d){_YEAR}_(?P<m>\d\d)_(?P<d>\d\d)(?!\d)", "day"),
        (rf"(?<!\d){_YEAR}(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)", "day"),
        (rf"(?P<y>[{_ZH}]{{4}}) ?年 ?(?P<m>[{_ZH}]{{1,2}}) ?月 ?(?P<d>[{_ZH}]{{1,3}}) ?日", "day"),
        (rf"\b(?P<m>{_MONTH}) (?P<d>\d\d?)(?:st|nd|rd|th)?,? {_YEAR}\b", "day"),
        (rf"\b(?P<d>\d\d?)(?:st|nd|rd|th)? (?:of )?(?P<m>{_MONTH}),? {_YEAR}\b", "day"),
        (rf"(?<!\d){_YEAR} ?年 ?(?P<m>\d\d?) ?月", "month"),
        (rf"(?P<y>[{_ZH}]{{4}}) ?年 ?(?P<m>[{_ZH}]{{1,2}}) ?月", "month"),
        (rf"(?<!\d){_YEAR}[-_/.](?P<m>[01]\d)(?![\d\-_/.])", "month"),
        (rf"\b(?P<m>{_MONTH}),? {_YEAR}\b", "month"),
        (rf"(?<![\d.]){_YEAR}(?! ?[-/._年] ?\d|\d)", "year"),
        (rf"(?P<y>[{_ZH}]{{4}})年", "year"),
    )
]


def find_dates(text: str) -> Iterator[Found]:
    """All dates in a short text, the most precise kinds first; impossible ones are none.

    >>> [str(found.date) for found in find_dates("二〇二四年二月二十八日")][:1]
    ['2024-02-28']
    >>> [(str(f.date), f.precision) for f in find_dates("Feb. 28, 2024; 2024-13-45; 2023年3月")]
    [('2024-02-28', 'day'), ('2023-03-01', 'month'), ('2024-01-01', 'year')]
    """
    text = fold(text)
    for pattern, precision in _PATTERNS:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            try:
                when = date(_number(parts["y"]), _month(parts.get("m")), _number(parts.get("d") or "1"))
            except ValueError:
                continue
            if 1900 <= when.year <= 2100:
                yield Found(when, precision, match.start(), match.end())


def best_date(candidates: Iterable[tuple[str, str]]) -> tuple[date | None, str]:
    """The date to believe, and where it comes from.

    In: (text, where) in order of trust. Out: the first full date, else the first month, else the first year; the
    second item is `where`, with " (month)" or " (year)" if no more is known; (None, "") if there is no date.

    >>> best_date([("2024年政府工作报告", "title"), ("report-2024-03-05", "file name")])
    (datetime.date(2024, 3, 5), 'file name')
    >>> best_date([("2024年政府工作报告", "title")])
    (datetime.date(2024, 1, 1), 'title (year)')
    """
    found = [(match, where) for text, where in candidates for match in find_dates(text)]
    for precision in ("day", "month", "year"):
        for match, where in found:
            if match.precision == precision:
                return match.date, where if precision == "day" else f"{where} ({precision})"
    return None, ""


# A line that opens with its date, or holds little else: （2024年1月15日在…会议上）, "YUNDU, Feb. 28, 2024 —".
_DATELINE = re.compile(r"[（(【\[]?\s*(?:on )?(?:[A-Z][A-Za-z ]{1,30}, ?|新华社[\u4e00-\u9fff]{1,6})?$", re.IGNORECASE)
_ROUND_A_DATE = 16  # characters besides the date on a line that holds little else


def dated_lines(text: str) -> Iterator[tuple[str, str]]:
    """The dateline near the top of a text and the signature at its end, as candidates for `best_date`.

    >>> list(dated_lines("通知\\n各单位：\\n一\\n二\\n三\\n云渡市人民政府\\n二〇二四年二月二十八日"))
    [('2024-02-28', 'signature')]
    """
    lines = [line for line in text[:2_000].split("\n") if line][:5]
    for line in lines:
        found = _full_date(line[:80])
        if found and _DATELINE.match(line[: found.start]):
            yield str(found.date), "dateline"
    for line in [line for line in text[-400:].split("\n") if line][-4:]:
        found = _full_date(line) if len(line) < 40 else None
        if found and len(line) - (found.end - found.start) <= _ROUND_A_DATE and len(text) > len(line):
            yield str(found.date), "signature"


def _full_date(line: str) -> Found | None:
    return next((found for found in find_dates(line) if found.precision == "day"), None)


def _month(text: str | None) -> int:
    if text and text[0].isalpha() and text[0].isascii():
        return next(i for i, name in enumerate(_MONTHS, start=1) if name.startswith(text[:3].lower()))
    return _number(text or "1")


def _number(text: str) -> int:
    """2024, 二〇二四, 二十八."""
    if text.isascii():
        return int(text)
    if "十" not in text:
        return int("".join(str("零一二三四五六七八九".index(char if char not in "〇○" else "零")) for char in text))
    tens, _, ones = text.partition("十")
    return (_number(tens) if tens else 1) * 10 + (_number(ones) if ones else 0)
