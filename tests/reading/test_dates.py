"""Dates: the forms in tests/cases/dates.tsv, and which of a document's dates is believed."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import toolkit as tk
from tests.conftest import ROOT
from toolkit.reading.dates import best_date, dated_lines, find_dates

CASES = [
    line.split("\t")
    for line in (ROOT / "tests/cases/dates.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith(("#", "text\t"))
]
SHAPE = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}


@pytest.mark.parametrize(("text", "dates"), CASES)
def test_forms(text, dates):
    assert [found.date.strftime(SHAPE[found.precision]) for found in find_dates(text)] == dates.split()


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.integers(0, 4))
def test_every_day_is_found_in_every_form(day, form):
    digits = "〇一二三四五六七八九"
    year = "".join(digits[int(digit)] for digit in str(day.year))
    number = ["", *"一二三四五六七八九", *(f"{tens}十{one}" for tens in ("", "二", "三") for one in ("", *digits[1:]))]
    text = [
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{year}年{number[day.month]}月{number[day.day]}日",
        day.strftime("%B %d, %Y"),
        day.strftime("%Y%m%d"),
    ][form]
    expected = [] if day.year > 2099 and form != 2 else [day]  # figures are taken for years up to 2099
    assert [found.date for found in find_dates(text)][:1] == expected or day.year == 2100


@given(st.text("〇一二十年月日0123456789-/. ,aFebrury2024", max_size=40))
def test_whatever_is_found_is_where_it_says(text):
    for found in find_dates(text):
        assert 0 <= found.start < found.end <= len(text)
        assert 1900 <= found.date.year <= 2100


def test_the_day_is_preferred_to_the_year_and_the_first_to_the_second():
    candidates = [("2024年政府工作报告", "title"), ("2024_02", "file name")]
    assert best_date(candidates) == (date(2024, 2, 1), "file name (month)")
    assert best_date([*candidates, ("2024-03-05", "x"), ("2023-01-01", "y")]) == (date(2024, 3, 5), "x")
    assert best_date([("2023年决算和2024年预算", "title")]) == (None, "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("讲话\n（2024年2月28日）\n同志们：\n一\n二\n三", [("2024-02-28", "dateline")]),
        ("报告\n——2024年1月9日在人民代表大会上\n各位代表：\n一\n二", [("2024-01-09", "dateline")]),
        ("Speech\nYUNDU, Feb. 28, 2024 (LD) -- The meeting was held.\nIt ended.", [("2024-02-28", "dateline")]),
        ("新华社北京2024年2月28日电 会议今天召开。\n会议指出。\n会议强调。", [("2024-02-28", "dateline")]),
        ("通知\n各单位：\n抓好落实。\n云渡市人民政府 2024年2月28日", [("2024-02-28", "signature")]),
        ("通知\n抓好落实。\n云渡市人民政府\n二〇二四年二月二十八日\n（此件公开发布）", [("2024-02-28", "signature")]),
        ("Beijing, Feb. 28 (LD) -- The meeting was held.\nIt ended.", []),
        ("通知\n各单位：\n请于2024年3月1日前报送。\n联系人：李明", []),
        ("党史\n我党历史\n改革以来\n1978年12月18日，会议召开，影响深远。\n后来。", []),
    ],
)
def test_datelines_and_signatures(text, expected):
    assert list(dated_lines(text)) == expected


def test_where_a_date_comes_from(tmp_path):
    """Each source of a date takes its turn when the better ones are taken away."""
    body = "会议要求，各单位要抓好落实，不得延误。"
    files = {
        "a-2019-01-01.txt": f"2018年工作\n时间：2024-02-28 来源：本院\n{body}",
        "b-2019-01-01.md": f"---\ndate: 2024-02-27\n---\n# 2018年工作\n（2024年2月26日）\n{body}",
        "c-2019-01-01.txt": f"2018年工作\n（2024年2月26日）\n{body}\n二〇二四年二月二十五日",
        "d-2019-01-01.txt": f"2018年工作\n各单位：\n{body}\n某某办公室\n二〇二四年二月二十五日",
        "e-2019-01-01.txt": f"2018年工作\n{body}",
        "f.txt": f"2018年工作\n{body}",
        "g.txt": f"2018年3月工作\n{body}",
        "h_2017.txt": f"工作\n{body}",
        "i.txt": f"工作\n{body}",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    docs = tk.read(tmp_path)
    assert docs["date"].dt.strftime("%Y-%m-%d").fillna("").tolist() == [
        "2024-02-28", "2024-02-27", "2024-02-26", "2024-02-25", "2019-01-01", "2018-01-01", "2018-03-01", "2017-01-01", "",
    ]  # fmt: skip
    assert docs["date_from"].tolist() == [
        "page", "front matter", "dateline", "signature", "file name", "title (year)", "title (month)", "file name (year)", "",
    ]  # fmt: skip


@pytest.mark.parametrize("cell", [45352, 45352.5, "45352"])
def test_the_number_of_a_day_in_a_spreadsheet_is_that_day(cell):
    docs = tk.read(pd.DataFrame({"text": ["四风"], "date": [cell]}))
    assert str(docs["date"][0].date()) == "2024-03-01" and docs["problem"][0] == ""


@pytest.mark.parametrize(
    "dates", [[2023, 2024], ["2023", "2024-02"], ["2023年3月1日", "Feb. 28, 2024"], [date(2023, 3, 1), "2024"]]
)
def test_years_and_dates_of_every_kind_are_dates_to_every_call(dates):
    docs = tk.from_texts(["坚决反对“四风”，做到“两个维护”。"] * 2).assign(date=dates)
    assert tk.count(docs, by="year")["year"].unique().tolist() == ["2023", "2024"]
    assert tk.find_terms(docs)["concept"].tolist() == ["四风", "两个维护"] * 2


def test_what_is_no_date_is_named():
    docs = tk.from_texts(["坚决反对“四风”。"] * 2).assign(date=["2024-01-01", "soon"])
    for call in (tk.find_terms, tk.reuse, lambda docs: tk.count(docs, by="year")):
        with pytest.raises(ValueError, match=r"date: 'soon' \(row 1\) is no date"):
            call(docs)
