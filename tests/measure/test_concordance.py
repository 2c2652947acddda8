import re

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
