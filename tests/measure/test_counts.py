import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import toolkit as tk

WORDS = ["落实", "三个规定", "责任", "，", "the three regulations ", "meetings ", "2024", " "]
DOCUMENT = st.tuples(
    st.lists(st.sampled_from(WORDS), max_size=8).map("".join),
    st.sampled_from(["zh", "en"]),
    st.sampled_from(["2021-05-01", "2022-12-31", "2024-02-29", None]),
    st.sampled_from(["甲市", "乙市", ""]),
)


def table(rows):
    frame = pd.DataFrame(rows, columns=["text", "lang", "date", "source"])
    frame["date"] = pd.to_datetime(frame["date"])
    return frame.assign(doc_id=[f"d{i}" for i in range(len(frame))])


@settings(max_examples=30, deadline=None)
@given(
    st.lists(DOCUMENT, min_size=2, max_size=8),
    st.integers(0, 8),
    st.sampled_from([None, "year", ["source", "month"], "lang"]),
)
def test_counts_of_the_parts_merge_into_the_count_of_the_whole(rows, cut, by):
    docs = table(rows)
    whole = tk.count(docs, by)
    assert_frame_equal(tk.merge(tk.count(docs[:cut], by), tk.count(docs[cut:], by)), whole)
    assert_frame_equal(tk.count(docs.sample(frac=1, random_state=cut), by), whole)
    assert_frame_equal(tk.count(tk.tokenise(docs), by), whole)


@settings(max_examples=40, deadline=None)
@given(st.lists(DOCUMENT, min_size=1, max_size=8))
def test_totals_and_rates_hang_together(rows):
    rates = tk.frequencies(tk.count(table(rows), "source"))
    for _, group in rates.groupby("source"):
        assert group["n"].sum() == group["group_tokens"].iloc[0]
        assert group["per_10k"].sum() == pytest.approx(10_000)
    assert rates["share"].between(0, 1).all() and (rates["docs"] <= rates["n"]).all()


def test_a_concept_is_one_row_in_both_languages():
    docs = tk.from_texts(["落实三个规定", "implement the three regulations", "嚴守３个规定"])
    counts = tk.count(docs)
    row = counts[counts["term"] == "三个规定"].iloc[0]
    assert (row["n"], row["docs"], row["kind"], row["group_lang"]) == (3, 3, "term", "en+zh")


def test_hits_count_too_but_know_their_denominator_only_from_docs():
    docs = tk.from_texts(["纠治四风", "落实责任", "four winds"], source=["甲", "甲", "乙"])
    hits = tk.find_terms(docs)
    blind = tk.frequencies(tk.count(hits, by="source"))
    assert blind["n"].tolist() == [1, 1] and blind["share"].isna().all() and blind["per_10k"].isna().all()
    seeing = tk.frequencies(tk.count(hits, by="source", docs=docs))
    assert dict(zip(seeing["source"], seeing["share"], strict=True)) == {"甲": 0.5, "乙": 1.0}
    by_language = tk.count(hits, by="lang")
    assert by_language[["lang", "n"]].values.tolist() == [["en", 1], ["zh", 1]]


def test_documents_of_a_year_without_a_hit_are_not_lost():
    dates = ["2020-01-01", "2021-01-01", "2021-05-01", "2022-01-01"]
    docs = tk.from_texts(["纠治四风", "落实责任", "开会", "六稳"], date=dates)
    counts = tk.count(tk.find_terms(docs), "year", docs=docs)
    assert counts[["year", "n", "group_docs"]].values.tolist() == [["2020", 1, 1], ["2021", 0, 2], ["2022", 1, 1]]
    assert tk.trends(counts, terms=["四风"])["share"].tolist() == [1.0, 0.0, 0.0]


@settings(max_examples=20, deadline=None)
@given(st.lists(DOCUMENT, min_size=2, max_size=8), st.integers(1, 7), st.sampled_from([None, "year", "source"]))
def test_counts_of_hits_merge_too(rows, cut, by):
    docs = table([("四风", "zh", "2021-05-01", "甲市"), *rows[:cut], ("四风", "zh", None, ""), *rows[cut:]])
    whole, *parts = (tk.count(tk.find_terms(part), by, docs=part) for part in (docs, docs[: cut + 1], docs[cut + 1 :]))
    assert_frame_equal(tk.merge(*parts), whole)


def test_a_document_without_tokens_is_in_no_denominator():
    docs = tk.from_texts(["落实责任", "。。。", ""])
    assert tk.count(docs)["group_docs"].tolist() == [1, 1]


def test_times_come_from_the_date():
    docs = tk.from_texts(["一", "二", "三"], date=["2024-02-28", "2024-05-01", None])
    assert tk.count(docs, "quarter")["quarter"].tolist() == ["", "2024Q1", "2024Q2"]
    assert tk.count(docs, "month")["month"].tolist() == ["", "2024-02", "2024-05"]


def test_a_folder_is_counted_without_being_held(tmp_path):
    for i, text in enumerate(["落实三个规定", "落实责任"]):
        (tmp_path / f"{2023 + i}.txt").write_text(text, encoding="utf-8")
    streamed = tk.count(tmp_path, by="year")
    assert_frame_equal(streamed, tk.count(tk.read(tmp_path), by="year"))
    assert streamed["year"].unique().tolist() == ["2023", "2024"]


def test_an_unknown_column_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match=r"by='province'.*source"):
        tk.count(tk.from_texts(["落实责任"], source="甲"), by="province")


def test_tables_grouped_differently_do_not_merge():
    docs = tk.from_texts(["落实责任"], source="甲")
    with pytest.raises(ValueError, match="same groups"):
        tk.merge(tk.count(docs), tk.count(docs, "source"))


def test_dropping_terms_changes_no_denominator():
    counts = tk.count(tk.from_texts(["会议的责任"]))
    kept = tk.frequencies(counts, drop=tk.stop_words("zh", "officialese"))
    assert kept[["term", "per_10k"]].values.tolist() == [["责任", pytest.approx(10_000 / 3)]]
    assert tk.frequencies(counts, kind="term").empty
    with pytest.raises(ValueError, match="kind='verb'"):
        tk.frequencies(counts, kind="verb")


def test_a_period_without_documents_is_a_gap_and_not_a_zero():
    docs = tk.from_texts(["纠治四风", "落实责任", "四风"], date=["2020-01-01", "2021-01-01", None])
    followed = tk.trends(tk.count(docs, "year"), terms=["四风"])
    assert followed["period"].tolist() == ["2020", "2021", ""]
    assert followed["share"].tolist() == [1.0, 0.0, 1.0]
    gappy = tk.from_texts(["纠治四风", "四风"], date=["2020-01-01", "2022-01-01"])
    middle = tk.trends(tk.count(gappy, "year"), terms=["四风"]).iloc[1]
    assert middle["n"] == 0 and np.isnan(middle["share"]) and middle["group_docs"] == 0


def test_trends_follow_each_group_by_itself():
    docs = tk.from_texts(
        ["四风", "责任", "四风"], date=["2020-01-01", "2021-01-01", "2021-06-01"], source=["A", "A", "B"]
    )
    followed = tk.trends(tk.count(docs, ["source", "year"]), terms=["四风"])
    assert followed[["source", "period", "n"]].values.tolist() == [
        ["A", "2020", 1],
        ["A", "2021", 0],
        ["B", "2020", 0],
        ["B", "2021", 1],
    ]
    assert followed["share"].isna().tolist() == [False, False, True, False]


def test_trends_need_time_and_known_terms():
    docs = tk.from_texts(["四风"], date=["2020-01-01"])
    with pytest.raises(ValueError, match="by='year'"):
        tk.trends(tk.count(docs))
    with pytest.raises(ValueError, match="not in the counts: 六稳"):
        tk.trends(tk.count(docs, "year"), terms=["六稳"])


@settings(max_examples=30, deadline=None)
@given(st.lists(DOCUMENT, min_size=1, max_size=8), st.integers(0, 3))
def test_pruned_counts_fall_short_by_no_more_than_they_say(rows, prune):
    docs = table(rows)
    whole = tk.count(docs, by="source")
    parts = tk.merge(*(tk.count(docs.iloc[[place]], by="source", prune=prune) for place in range(len(docs))))
    key = ["source", "term", "kind"]
    n = parts.set_index(key)["n"].reindex(pd.MultiIndex.from_frame(whole[key]), fill_value=0).to_numpy()
    assert parts.attrs.get("short", 0) == prune * len(docs)
    assert ((whole["n"] - n) >= 0).all() and ((whole["n"] - n) <= prune * len(docs)).all()
    assert (n == whole["n"])[whole["kind"] == "term"].all(), "formulations stay"
    totals = ["source", "group_lang", "group_tokens", "group_docs"]
    assert_frame_equal(
        parts[totals].drop_duplicates().reset_index(drop=True), whole[totals].drop_duplicates().reset_index(drop=True)
    )


def test_nothing_is_pruned_below_nothing():
    with pytest.raises(ValueError, match="prune=-1"):
        tk.count(tk.from_texts(["落实责任"]), prune=-1)


@pytest.mark.parametrize(
    ("by", "said"),
    [
        *((name, f"by='{name}': the result has a column '{name}' of its own; rename yours") for name in ("term", "kind", "n", "docs", "group_lang", "share")),
        (["year", "year"], "name each column once"),
        (3, "by=3: the name of a column, or a list of names"),
        ([None], "a list of names"),
    ],
)  # fmt: skip
def test_what_cannot_be_grouped_by_is_said(by, said):
    docs = tk.from_texts(["落实责任"], date="2024", n=1, term="a", kind="b", docs="c", group_lang="zh", share="d")
    for source in (docs, tk.find_terms(docs)):
        with pytest.raises(ValueError, match=said):
            tk.count(source, by)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"lexicon": "mine.csv"}, r"lexicon takes a Lexicon, not str: Lexicon\.from_csv"),
        ({"lexicon": pd.DataFrame()}, r"lexicon takes a Lexicon, not DataFrame: Lexicon\.from_csv"),
        ({"segmenter": "jieba"}, "segmenter takes a Segmenter, not 'jieba'"),
        ({"workers": "2"}, "workers='2': how many processes, a whole number"),
        ({"workers": 1.5}, r"workers=1\.5: how many processes"),
    ],
)
def test_settings_of_another_kind_are_said(settings, said):
    docs = tk.from_texts(["落实责任"])
    for call in (tk.count, tk.document_terms, tk.tokenise if "segmenter" in settings else tk.find_terms):
        with pytest.raises((TypeError, ValueError), match=said):
            call(docs, **settings)


def test_no_documents_have_no_terms():
    counted = tk.document_terms(tk.from_texts(["落实责任"]).head(0))
    assert counted.matrix.shape == (0, 0) and counted.terms.empty and counted.documents.empty
