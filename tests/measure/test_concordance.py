import re
import time

import pandas as pd
import pytest

import toolkit as tk

DOCS = tk.from_texts(
    [
        "坚决纠治“四风”。印度尼西亚代表团到访，印度没有。",
        "The four conducts must go.",
        "堅決反對四風",
        "Formalism, bureaucratism, hedonism and extravagance too.",
    ],
    date=["2021-01-01", "2020-01-01", "2022-01-01", "2019-01-01"],
)


def nodes(query, **options):
    return tk.concordance(DOCS, query, **options)["node"].tolist()


def test_a_concept_is_found_in_both_languages_and_written_out():
    found = tk.concordance(DOCS, "四风")
    assert found["node"].tolist() == [
        "四风",
        "four conducts",
        "四風",
        "Formalism, bureaucratism, hedonism and extravagance",
    ]
    assert found["lang"].tolist() == ["zh", "en", "zh", "en"] and (found["concept"] == "四风").all()
    assert nodes("four winds") == found["node"].tolist()


def test_words_are_whole_and_phrases_are_not():
    assert nodes("印度", kind="word") == ["印度"]
    assert nodes("印度", kind="phrase") == ["印度", "印度"]
    assert nodes("conduct", kind="word") == [] and nodes("CONDUCTS") == ["conducts"]
    assert nodes("go", kind="lemma") == ["go"]


def test_patterns():
    assert nodes(re.compile("[纠反][治對]")) == ["纠治", "反對"]
    assert nodes("four .onducts", kind="regex") == ["four conducts"]
    with pytest.raises(ValueError, match="cannot be compiled"):
        nodes("(", kind="regex")


def test_sorted_by_neighbours_or_date():
    texts = tk.from_texts(["我们讨论改革。", "他们讨论建设。", "大家讨论安全。"], date=["2022", "2020", "2021"])
    assert tk.concordance(texts, "讨论", sort="R1")["right"].str[:2].tolist() == ["安全", "建设", "改革"]
    assert tk.concordance(texts, "讨论", sort="date")["right"].str[:2].tolist() == ["建设", "安全", "改革"]
    assert tk.concordance(texts, "讨论", sort=["L1"])["left"].str[-2:].tolist() == sorted(["我们", "他们", "大家"])
    with pytest.raises(ValueError, match="no such column"):
        tk.concordance(texts, "讨论", sort="R0")


@pytest.mark.parametrize(
    ("unit", "context", "left", "right"),
    [("characters", 2, "坚决", "。后"), ("words", 1, "。坚决", "。后来"), ("sentences", 1, "坚决", "。")],
)
def test_context_in_three_units(unit, context, left, right):
    line = tk.concordance(tk.from_texts(["先开会。坚决反对。后来好了。"]), "反对", unit=unit, context=context).iloc[0]
    assert (line["left"], line["right"]) == (left, right)


def test_offsets_hold():
    for row in tk.concordance(DOCS, "四风").itertuples():
        text = DOCS.set_index("doc_id")["text"][row.doc_id]
        assert text[row.start : row.end] == row.node


def test_what_cannot_be_asked_is_refused():
    for query, options, message in (("", {}, "empty"), ("四风", {"kind": "x"}, "unknown"), ("四风", {"unit": "x"}, "unknown"), ("石头", {"kind": "concept"}, "resolve"), ("四风", {"context": -1}, "at least 0")):  # fmt: skip
        with pytest.raises(ValueError, match=message):
            tk.concordance(DOCS, query, **options)
    assert tk.concordance(DOCS, "不存在").empty


def test_members_written_out_are_lines_that_say_so():
    docs = tk.from_texts(["坚持四个意识。", "增强政治意识、大局意识、核心意识、看齐意识。", "the four consciousnesses"])
    lines = tk.concordance(docs, "四个意识")
    assert lines["form"].tolist() == ["abbreviated", "expanded", "abbreviated"]
    assert "看齐意识" in lines["members"][1]
    assert tk.concordance(docs, "坚持")["members"].isna().all()


def test_a_notebook_shows_the_nodes_one_below_the_other():
    docs = tk.from_texts(["坚决<b>纠治四风问题。", "The four winds & more."], date=["2024-03-01", None])
    lines = tk.concordance(docs, "四风")
    page = lines[lines["lang"] == "zh"]._repr_html_()
    assert '<td class="l">坚决&lt;b&gt;纠治</td><td class="n">四风</td><td>问题。</td>' in page
    assert "2024-03-01" in page and "1 line<" in page
    assert "kwic" not in lines[["doc_id", "date"]]._repr_html_()
    assert "the first 200 of 300 lines" in tk.concordance(tk.from_texts(["四风"] * 300), "四风")._repr_html_()


def test_lines_are_a_table_to_filter_and_export(tmp_path):
    lines = tk.concordance(tk.from_texts(["纠治四风。", "=四风"]), "四风")
    lines.to_csv(tmp_path / "lines.csv", index=False)
    lines.to_excel(tmp_path / "lines.xlsx", index=False)
    lines.to_parquet(tmp_path / "lines.parquet")
    assert pd.read_csv(tmp_path / "lines.csv")["node"].tolist() == ["四风", "四风"]
    assert pd.read_parquet(tmp_path / "lines.parquet")["left"].tolist() == lines["left"].tolist()


def test_thousands_of_lines_take_no_time():
    docs = tk.from_texts(["各地要抓好工作落实。" * 2_000] * 2)
    tk.concordance(docs.head(1), "工作")
    start = time.perf_counter()
    assert len(tk.concordance(docs, "工作", sort=["R1", "L1"])) == 4_000
    assert time.perf_counter() - start < 4  # a fifth of it on a quiet machine


@pytest.mark.parametrize(("query", "kind"), [("四风", "concept"), ("落实", "lemma")])
def test_one_id_for_two_documents_is_refused(query, kind):
    docs = tk.from_texts(["纠治四风，落实责任"])
    with pytest.raises(ValueError, match="more than once"):
        tk.concordance(pd.concat([docs, docs]), query, kind=kind)


def test_several_queries_are_refused():
    with pytest.raises(TypeError, match="one query"):
        tk.concordance(tk.from_texts(["四风"]), ["四风", "两个维护"])
