"""Dates as policy documents write them, and which of a document's dates to believe."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from numbers import Real
from typing import NamedTuple

import pandas as pd

from toolkit.text.fold import fold


class Found(NamedTuple):
    """A date, how much of it is known ("day", "month", "year"), and where in the string it stands."""

    date: date
    precision: str
    start: int
    end: int


_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?P<m>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DIGITS = "〇○零一二三四五六七八九"
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_YEAR_ZH = rf"(?:(?<!\d){_YEAR}|(?<![{_DIGITS}])(?P<zh>[{_DIGITS}]{{4}}))"
_NUMBER = rf"\d\d?|[{_DIGITS}十廿卅]{{1,3}}"
_DAY = r"(?P<d>\d\d?)(?:st|nd|rd|th)?"
_BETWEEN = r"(?: |, ?|-)"  # Feb 28, 2024; Feb 28,2024; 28-Feb-2024
_PATTERNS = [
    (re.compile(pattern, re.IGNORECASE), precision)
    for pattern, precision in (
        (rf"{_YEAR_ZH} ?年 ?(?P<m>{_NUMBER}) ?月 ?(?P<d>{_NUMBER}) ?[日号]?(?!\d)", "day"),
        (rf"(?<!\d){_YEAR} ?(?P<sep>[-/.]) ?(?P<m>\d\d?) ?(?P=sep) ?(?P<d>\d\d?)(?!\d)", "day"),
        (rf"(?<!\d){_YEAR}_(?P<m>\d\d)_(?P<d>\d\d)(?!\d)", "day"),
        (rf"(?<!\d){_YEAR}(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)", "day"),
        (rf"(?<![a-z]){_MONTH} ?{_DAY}{_BETWEEN}{_YEAR}(?!\d)", "day"),
        (rf"(?<!\d){_DAY}(?: |-| of ){_MONTH}{_BETWEEN}{_YEAR}(?!\d)", "day"),
        (rf"(?<![\d/.])(?P<d>1[3-9]|2\d|3[01])(?P<sep>[/.-])(?P<m>\d\d?)(?P=sep){_YEAR}(?!\d)", "day"),
        (rf"(?<![\d/.])(?P<m>\d\d?)(?P<sep>[/.-])(?P<d>1[3-9]|2\d|3[01])(?P=sep){_YEAR}(?!\d)", "day"),
        (rf"{_YEAR_ZH} ?年 ?(?P<m>{_NUMBER}) ?月", "month"),
        (rf"(?<![\d\-/._]){_YEAR}[-_/.](?P<m>[01]\d)(?![\d\-_/.])", "month"),
        (rf"(?<![a-z]){_MONTH},? {_YEAR}(?!\d)", "month"),
        (rf"(?<![\d.]){_YEAR}(?! ?[-/._年] ?\d|\d)", "year"),
        (rf"{_YEAR_ZH} ?年(?! ?[\d一二三四五六七八九十])", "year"),
    )
]
# Nine lines in ten hold nothing like a year, and are not looked at any further.
_LIKE_A_YEAR = re.compile(r"[12１２][90９０]\d\d|[〇○零一二三四五六七八九]{4}")
_LIKE_A_DAY = re.compile(
    r"(?:[12１２]\d{3}|[〇○零一二三四五六七八九]{4}) ?[年/._-] ?[\d一二三四五六七八九十]|\d{8}|[\d,.a-z/-] ?[12]\d{3}",
    re.IGNORECASE,
)
_SPAN = re.compile(r" ?年? ?[-—–~～至到] ?(?:19|20)\d\d")
_SPAN_BACK = re.compile(r"(?:19|20)\d\d ?年? ?[-—–~～至到] ?$")


def find_dates(text: str) -> Iterator[Found]:
    """All dates in a short text, the most precise kinds first; impossible ones are none, and spans of years are none.

    A date in figures whose day and month could be either (02/03/2024) is none.

    >>> [str(found.date) for found in find_dates("二〇二四年二月二十八日")]
    ['2024-02-28']
    >>> [(str(f.date), f.precision) for f in find_dates("Feb. 28, 2024; 2024-13-45; 2023年3月; 2021—2025年")]
    [('2024-02-28', 'day'), ('2023-03-01', 'month')]
    """
    if not _LIKE_A_YEAR.search(text):
        return
    text = fold(text)
    taken: list[tuple[int, int]] = []
    for pattern, precision in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < upto and end > since for since, upto in taken):
                continue  # the year of a date, or of what looks like one but is impossible
            taken.append((start, end))
            when = _date(match.groupdict())
            span = precision == "year" and (_SPAN.match(text, end) or _SPAN_BACK.search(text, max(0, start - 9), start))
            if when and not span:
                yield Found(when, precision, start, end)


def best_date(candidates: Iterable[tuple[str, str]]) -> tuple[date | None, str]:
    """The date to believe, and where it comes from.

    In: (text, where) in order of trust. Out: the first full date, else the first month, else the first year; the
    second item is `where`, with " (month)" or " (year)" if no more is known; (None, "") if there is no date. Where a
    candidate names several years ("2023年决算和2024年预算"), no year is taken from it.

    >>> best_date([("2024年政府工作报告", "title"), ("report-2024-03-05", "file name")])
    (datetime.date(2024, 3, 5), 'file name')
    >>> best_date([("2024年政府工作报告", "title")])
    (datetime.date(2024, 1, 1), 'title (year)')
    """
    vague: dict[str, tuple[date, str]] = {}
    for text, where in candidates:
        found = list(find_dates(text))
        for match in found:
            if match.precision == "day":
                return match.date, where
        for precision in ("month", "year"):
            dates = {match.date for match in found if match.precision == precision}
            if len(dates) == 1:
                vague.setdefault(precision, (dates.pop(), f"{where} ({precision})"))
    return vague.get("month") or vague.get("year") or (None, "")


def as_dates(values: pd.Series) -> pd.Series:
    """A column of dates as datetime64, from dates, or years and dates as people write them ("2024", 2024, "2024年2月28日", "2024-02"; ISO).

    Empty ones are NaT. Raises ValueError for what is no date, naming its row.

    >>> as_dates(pd.Series(["2024-02-28", "2023年3月", "2021", ""])).dt.strftime("%Y-%m-%d").tolist()
    ['2024-02-28', '2023-03-01', '2021-01-01', nan]
    """
    if not pd.api.types.is_datetime64_any_dtype(values):
        known = {value: _as_date(value) for value in values.dropna().unique()}
        wrong = [value for value, when in known.items() if when is None]
        if wrong:
            row = int(values.eq(wrong[0]).fillna(False).to_numpy().argmax())
            raise ValueError(
                f"date: {wrong[0]!r} (row {row}) is no date, {len(wrong)} such in all; write 2024-02-28, 2024-02 or 2024, or leave it empty"
            )
        values = pd.Series(pd.to_datetime(values.map(known).to_numpy(object)), values.index)
    return values.dt.tz_localize(None).astype("datetime64[us]")


def _as_date(value: object) -> object:
    """A date as pandas takes it, NaT for an empty string; None for what is no date."""
    text = f"{value:.0f}" if isinstance(value, Real) else str(value).strip()
    try:
        if not text or _ISO.match(text):
            return pd.Timestamp(text or None).tz_localize(None)
    except ValueError:  # 2024-02-31
        return None
    found = next(find_dates(text), None)
    return pd.Timestamp(found.date) if found else None


_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_SERIAL = re.compile(r"(?:[3-6]\d{4}|7[0-2]\d{3})(?:\.\d+)?")  # from 1982 to 2099


def day_of_serial(text: str) -> str:
    """The day that a spreadsheet's number stands for, which counts days since 1899-12-30, or "" if it is no such number.

    >>> day_of_serial("45352"), day_of_serial("45352.5"), day_of_serial("2024")
    ('2024-03-01', '2024-03-01', '')
    """
    return str(date(1899, 12, 30) + timedelta(days=int(float(text)))) if _SERIAL.fullmatch(text) else ""


# A line that opens with its date: （2024年1月15日在…会议上）, ——2024年1月15日在…会议上, "YUNDU, Feb. 28, 2024 —", 新华社北京2024年2月28日电.
_DATELINE = re.compile(r"[（(【\[—－-]*\s*(?:on )?(?:[A-Z][A-Za-z ]{1,30}, ?|[\u4e00-\u9fff]{2,12})?$")
_WIRE = re.compile(r"\s*(?:电|讯|\(|（|--|—)")
_STOPS = ("。", "！", "；", ".", "!", ";")
_ROUND_A_DATE = 16  # characters besides the date on a line that holds little else


def dated_lines(text: str) -> Iterator[tuple[str, str]]:
    """The dateline near the top of a text and the signature at its end, as candidates for `best_date`.

    >>> list(dated_lines("通知\\n各单位：\\n一\\n二\\n三\\n云渡市人民政府\\n二〇二四年二月二十八日"))
    [('2024-02-28', 'signature')]
    >>> list(dated_lines("YUNDU, Feb. 28, 2024 -- A meeting was held."))
    [('2024-02-28', 'dateline')]
    """
    for number, line in enumerate([line for line in text[:2_000].split("\n") if line][:5]):
        found = full_date(line[:80])
        if found and _is_dateline(line, found, number):
            yield str(found.date), "dateline"
            return
        if line.endswith(_STOPS):
            break  # what stands alone after the first paragraph is a signature
    for line in reversed([line for line in text[-400:].split("\n") if line][-4:]):
        found = full_date(line) if len(line) < 60 and not line.endswith(_STOPS) else None
        if found and len(line) - (found.end - found.start) <= _ROUND_A_DATE and len(text) > len(line):
            yield str(found.date), "signature"
            return


def _is_dateline(line: str, found: Found, number: int) -> bool:
    """Sentences may begin with a date as well: only that of a first paragraph tells when the document was written."""
    before, after = line[: found.start], line[found.end :]
    if not _DATELINE.match(before):
        return False
    if before.startswith(tuple("（(【[—－")) or (not before.strip() and number < 2):
        return True
    if _WIRE.match(after):
        return not before.endswith(("在", "于"))
    return len(before) + len(after) <= _ROUND_A_DATE and not line.endswith(_STOPS)


def full_date(text: str) -> Found | None:
    """The first date of which year, month and day are known."""
    if not _LIKE_A_DAY.search(text):
        return None
    return next((found for found in find_dates(text) if found.precision == "day"), None)


def _date(parts: dict[str, str | None]) -> date | None:
    year, month, day = parts.get("y") or parts.get("zh") or "", parts.get("m") or "1", parts.get("d") or "1"
    try:
        when = date(_number(year), _month(month), _number(day))
    except ValueError:
        return None
    return when if 1900 <= when.year <= 2100 else None


def _month(text: str) -> int:
    return _MONTHS.index(text[:3].lower()) + 1 if text[0].isalpha() and text.isascii() else _number(text.rstrip("."))


def _number(text: str) -> int:
    """2024, 二〇二四, 二十八, 廿八; ValueError for what is none (十十)."""
    if text.isdecimal() and text.isascii():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十").replace("〇", "零").replace("○", "零")
    if "十" not in text:
        return int("".join(str("零一二三四五六七八九".index(char)) for char in text))
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        raise ValueError(text)
    return (_number(tens) if tens else 1) * 10 + (_number(ones) if ones else 0)
