import re

import matplotlib as mpl

mpl.use("agg")
import openpyxl
import pandas as pd
import pytest

import toolkit as tk
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def made(tmp_path_factory, sample):
    return tk.report(sample, tmp_path_factory.mktemp("report")).parent


def test_the_page_needs_nothing_from_elsewhere(made):
    page = (made / "index.html").read_text(encoding="utf-8")
    sources = re.findall(r"""(?:src|href)=["']([^"']{1,80})|url\(([^)]{1,40})""", page)
    assert all(a.startswith(("data:", "#", "figures/", "tables/")) or b.startswith("data:") for a, b in sources)
    assert "font/woff" in page and "四风" in page
    for link in set(re.findall(r'href="((?:figures|tables)/[^"]+)"', page)):
        assert (made / link).stat().st_size > 0


def test_every_part_is_there(made):
    page = (made / "index.html").read_text(encoding="utf-8")
    for heading in ("What stands out", "The corpus", "Formulations", "Over time", "renderings", "required", "Topics", "All documents", "Provenance"):  # fmt: skip
        assert heading in page
    assert len(list((made / "figures").glob("*.svg"))) >= 9 == len(list((made / "figures").glob("*.png")))


def test_tables_open_in_excel(made):
    for path in (made / "tables").glob("*.csv"):
        assert path.read_bytes().startswith(b"\xef\xbb\xbf"), path.name
    book = openpyxl.load_workbook(made / "tables" / "tables.xlsx")
    assert {"formulations", "documents", "required"} <= set(book.sheetnames)


def test_figures_in_tables_are_numbers(made):
    rise = pd.read_csv(made / "tables" / "rise-and-fall.csv")
    assert rise["change in points"].is_monotonic_decreasing and rise["change in points"].dtype == float
    assert f"{rise['concept'][0]} (" in (made / "index.html").read_text(encoding="utf-8").split("rose most")[0]
    sheet = openpyxl.load_workbook(made / "tables" / "tables.xlsx")["formulations"]
    heads = [cell.value for cell in sheet[1]]
    cell = sheet.cell(2, heads.index("share of documents") + 1)
    assert 0 < cell.value <= 1 and cell.number_format == "0%"


def test_topics_have_one_number_everywhere(made):
    topics = {
        name: set(pd.read_csv(made / "tables" / f"topics-zh-{name}.csv")["topic"])
        for name in ("documents", "terms", "shares")
    }
    assert topics["documents"] == topics["terms"] == topics["shares"] and 0 in topics["terms"]


def test_sentences_are_whole_and_nothing_is_left_out(tmp_path):
    docs = tk.from_texts(["会议要求，落实三个规定。"] * 2 + ["", ""], date=["2024-01-01", None, None, None])
    page = tk.report(docs, tmp_path).read_text(encoding="utf-8")
    assert "2 documents could not be read or had no text" in page
    assert "Documents that repeat an earlier one: 1, 1 of them word for word." in page
    assert pd.read_csv(tmp_path / "tables" / "documents-by-year.csv")["year"].tolist() == ["2024", "undated"]


def test_what_stands_out_agrees_with_the_tables(made, sample):
    page = (made / "index.html").read_text(encoding="utf-8")
    top = tk.frequencies(tk.count(sample), kind="term").sort_values(["docs", "n"], ascending=False).iloc[0]
    assert f"it stands in {top['docs']} of {top['group_docs']} documents ({top['share']:.0%})" in page
    assert f"{len(sample)} documents with text" in page


def test_two_runs_give_the_same_page(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    docs = tk.from_texts(["会议要求，落实三个规定。", "纠治四风"], date=["2023-01-01", "2024-01-01"])
    first, second = (tk.report(docs, tmp_path / name).read_bytes() for name in "ab")
    assert first == second
    assert b"2023-11-14" in first


POOR = {
    "one document": ["会议要求，落实三个规定。"],
    "no formulation, no move": ["今天天气很好。", "明天可能下雨。"],
    "English only": ["The meeting required the three regulations.", "Nothing else happened today in the city."],
    "both languages in each": ["三个规定 the meeting stressed the Two Upholds"] * 9,
    "a problem row among others": ["", "落实三个规定"],
    "markup in the text": ["<script>alert(1)</script> 落实三个规定 & <b>四风</b>"],
}


@pytest.mark.parametrize("texts", POOR.values(), ids=POOR.keys())
def test_poor_corpora_get_a_page_too(tmp_path, texts):
    page = tk.report(tk.from_texts(texts), tmp_path).read_text(encoding="utf-8")
    assert "The corpus" in page and "alert(1)</script>" not in page


def test_letters_that_no_font_has_do_not_stop_a_report(tmp_path):
    docs = tk.from_texts(
        ["会议要求，落实三个规定。"] * 2, title="\U0001f4f0 简报", source="\U0001f4f0", date="2024-01-01"
    )
    page = tk.report(docs, tmp_path).read_text(encoding="utf-8")
    assert "\U0001f4f0 简报" in page, "charts show a mark in its place, the tables what was read"


def test_text_is_never_a_formula_or_a_broken_cell(tmp_path):
    docs = tk.from_texts(["落实三个规定"], title="=1+1\x0b", source="=cmd")
    tk.report(docs, tmp_path)
    sheet = openpyxl.load_workbook(tmp_path / "tables" / "tables.xlsx")["documents"]
    cells = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row}
    assert cells["=cmd"] == "s" and cells["=1+1"] == "s"


def test_a_very_long_document_is_no_trouble(tmp_path):
    """Each of its formulations was once paired with each of its passages."""
    page = tk.report(tk.from_texts(["会议要求，落实三个规定。\n" * 3_000]), tmp_path).read_text(encoding="utf-8")
    assert "is what requirements name most often: 3000 times" in page


def test_documents_without_any_text_are_refused(tmp_path):
    with pytest.raises(ValueError, match="no document has any text"):
        tk.report(tk.from_texts([""]), tmp_path)
    with pytest.raises(ValueError, match="needs the column"):
        tk.report(pd.DataFrame({"text": ["一"]}), tmp_path)


def test_the_picture_in_the_readme_is_there():
    for link in re.findall(r"!\[.*?\]\((.+?)\)", (ROOT / "README.md").read_text(encoding="utf-8")):
        assert (ROOT / link).stat().st_size > 10_000
