"""Web pages, as files and pasted as text: the cases are in tests/cases/pages/, what is expected in expected.toml."""

import time
import tomllib

import pandas as pd
import pytest

import toolkit as tk
from tests.conftest import ROOT
from toolkit.reading.lines import is_chrome, parse_lines
from toolkit.reading.page import parse_html

PAGES = ROOT / "tests" / "cases" / "pages"
EXPECTED = tomllib.loads((PAGES / "expected.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", EXPECTED)
def test_page(name):
    expected = EXPECTED[name]
    page = tk.read(PAGES / name).iloc[0].to_dict()
    for field in ("title", "source", "author", "section", "date_from"):
        assert page[field] == expected.get(field, ""), field
    assert page["date"] is pd.NaT if "date" not in expected else page["date"] == pd.Timestamp(expected["date"])
    assert page["text"].startswith(expected["starts"]), page["text"][:100]
    assert page["text"].endswith(expected.get("ends", "")), page["text"][-100:]
    assert page.get("attachments", "") == expected.get("attachments", "")
    for passage in expected.get("within", []):
        assert passage in page["text"]
    for passage in expected.get("without", []):
        assert passage not in page["text"]


def test_every_case_has_its_expectation():
    assert {path.name for path in PAGES.iterdir()} == {*EXPECTED, "expected.toml"}


def cases(name):
    lines = (ROOT / "tests" / "cases" / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")][1:]


HEADS, TAILS = cases("heads.tsv"), cases("tails.tsv")
BODY = "2月27日，市检察院召开全市检察机关党风廉政建设工作会议，总结工作，部署任务。\n会议要求，抓好落实，不得延误。"


@pytest.mark.parametrize(("head", "title", "date", "source", "author", "section"), HEADS)
def test_the_lines_above_a_text(head, title, date, source, author, section):
    page = parse_lines(tk.normalise(head.replace(" ⏎ ", "\n") + "\n" + BODY, width=False))
    assert [page.title, page.date, page.source, page.author, page.section] == [title, date, source, author, section]
    assert page.text == BODY


@pytest.mark.parametrize(("kind", "line"), TAILS)
def test_the_lines_below_a_text(kind, line):
    head = "当前位置：首页 >> 党建\n页面的标题\n时间：2024-02-28 作者： 来源： 字号：大 中 小\n"
    text = parse_lines(tk.normalise(f"{head}{BODY}\n{line}\n打印 关闭", width=False)).text
    assert text == (f"{BODY}\n{line}" if kind == "text" else BODY)


def test_the_seed_page(shared):
    page = tk.read(shared / "seed" / "anqing-procuratorate-2024.txt").iloc[0]
    assert page["title"] == (
        "The Working Conference on the Construction of a Clean and Honest Government "
        "in the Procuratorial Organs of the City was held"
    )
    assert str(page["date"].date()) == "2024-02-28"
    assert (page["date_from"], page["section"], page["source"], page["author"]) == ("page", "Party building", "", "")
    assert page["text"].startswith("On February 27")
    assert page["text"].endswith("attended the meeting in the main venue.")
    assert "Font size" not in page["text"] and page["lang"] == "en"


def test_text_without_chrome_keeps_every_line():
    text = "关于会议的通知\n各单位：\n会议时间：2024年3月5日上午9时\n地点：三楼\n打印\n分享到：微信\n某某办公室"
    assert parse_lines(text).text == text


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("【字号：大 中 小】【打印】【关闭】", True),
        ("分享到： 微信 微博 QQ空间 更多", True),
        ("[Font size: large | in | Small", True),
        ("扫一扫在手机打开当前页", True),
        ("A+ A A-", True),
        ("中小学校要关闭旧系统", False),
        ("大", False),
        ("分享经验", False),
        ("In small towns, more to share", False),
    ],
)
def test_bars_of_buttons(line, expected):
    assert is_chrome(line) is expected


@pytest.mark.parametrize(
    "html",
    [
        "<body>" + "<div><font>" * 3_000 + "<p>会议要求，各单位要抓好落实，不得延误。</p>",
        "<table><tr><td>" * 500 + "会议要求，各单位要抓好落实，不得延误。",
        "<div><p>会议要求，各单位要抓好落实，不得延误。" * 5_000,
        "<p>" + "会议要求，抓好落实，" * 200_000,
        "",
        "<html><frameset><frame src=a.htm></frameset></html>",
        "\x00<<<>>><a href='&#'>",
    ],
    ids=["deep", "tables", "unclosed", "long", "empty", "frames", "rubbish"],
)
def test_broken_pages_are_read_in_a_moment(html):
    start = time.perf_counter()
    page = parse_html(html)
    assert time.perf_counter() - start < 4
    assert ("会议要求" in page.text) is ("会议要求" in html)
