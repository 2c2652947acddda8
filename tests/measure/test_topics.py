import numpy as np
import pytest
from pandas.testing import assert_frame_equal

import toolkit as tk

COURT, FARM = "检察 办案 监督 公诉 三个规定", "农村 粮食 耕地 种子 三农"


@pytest.fixture(scope="module")
def docs():
    return tk.from_texts([f"{COURT}。{COURT}" for _ in range(4)] + [f"{FARM}。{FARM}" for _ in range(5)] + ["。"])


@pytest.mark.parametrize("method", ["nmf", "lda"])
def test_two_plain_topics_are_told_apart_and_stay_the_same(docs, method):
    model = tk.topics(docs, 2, method=method)
    top = model.shares.pivot(index="doc_id", columns="topic", values="share").reindex(docs["doc_id"])
    assert top.iloc[:4, 1].gt(0.8).all() and top.iloc[4:9, 0].gt(0.8).all(), "the larger topic is topic 0"
    assert top.iloc[9].isna().all(), "a document without terms has no topic"
    assert np.allclose(top.iloc[:9].sum(axis=1), 1)
    assert {"三农"} <= set(model.terms[(model.terms["topic"] == 0) & (model.terms["kind"] == "term")]["term"])
    again = tk.topics(docs, 2, method=method)
    assert_frame_equal(model.terms, again.terms)
    assert_frame_equal(model.shares, again.shares)


def test_representatives_quote_the_document(docs):
    found = tk.topics(docs, 2).representatives
    texts = docs.set_index("doc_id")["text"]
    assert found.groupby("topic")["rank"].max().tolist() == [3, 3]
    assert all(excerpt in texts[doc_id] for excerpt, doc_id in zip(found["excerpt"], found["doc_id"], strict=True))


def test_stop_words_are_out_unless_asked_for():
    docs = tk.from_texts(["会议 强调 粮食", "会议 强调 耕地", "会议 要求 粮食", "部门 要求 耕地"])
    assert "强调" not in set(tk.topics(docs, 2).terms["term"])
    assert "强调" in set(tk.topics(docs, 2, drop=()).terms["term"])


def test_too_few_documents_are_refused_with_what_would_do():
    with pytest.raises(ValueError, match="2 documents share"):
        tk.topics(tk.from_texts(["粮食", "粮食"]), 5)
    with pytest.raises(ValueError, match="nmf, lda"):
        tk.topics(tk.from_texts(["粮食", "粮食"]), 2, method="bert")


def by_document(shares):
    return shares.sort_values(["doc_id", "topic"]).reset_index(drop=True)


@pytest.fixture(scope="module")
def model(sample):
    return tk.topics(sample, 8)


def test_the_order_of_the_documents_changes_nothing(sample, model):
    other = tk.topics(sample.sample(frac=1, random_state=3), 8)
    assert_frame_equal(other.terms, model.terms)
    assert_frame_equal(by_document(other.shares), by_document(model.shares))
    assert other.labels == model.labels


@pytest.mark.parametrize("method", ["nmf", "lda"])
def test_documents_of_the_model_are_assigned_the_shares_they_have(sample, method):
    model = tk.topics(sample, 5, method=method)
    again = model.assign(sample.iloc[::-1].head(40))
    expected = model.shares.merge(again[["doc_id", "topic"]], on=["doc_id", "topic"])
    assert_frame_equal(by_document(again), by_document(expected), rtol=1e-9)


def test_new_documents_are_assigned(docs):
    found = tk.topics(docs, 2).assign(tk.from_texts(["粮食 与 耕地", "公诉 办案", "宇宙", ""], doc_id=list("abcd")))
    wide = found.pivot(index="doc_id", columns="topic", values="share")
    assert wide.loc["a", 0] > 0.9 and wide.loc["b", 1] > 0.9
    assert wide.loc[["c", "d"]].isna().all(axis=None), "no known term, no share"
    assert list(found.columns) == ["doc_id", "topic", "share"]


def test_sentences_are_quoted_from_where_they_say(sample, model):
    texts = sample.set_index("doc_id")["text"]
    assert all(texts[row.doc_id][row.start : row.end] == row.text for row in model.sentences.itertuples())
    assert model.sentences.groupby(["topic", "lang"])["rank"].max().max() == 3
    assert not model.sentences.duplicated(["topic", "text"]).any()
    assert not model.sentences.duplicated(["topic", "doc_id"]).any()
    assert set(model.sentences["lang"]) == {"zh", "en"}


def test_labels_name_formulations_where_they_characterise(model):
    told = model.terms.set_index("term")["kind"].to_dict()
    assert sum(told[label.split(" · ")[0]] == "term" for label in model.labels.values()) >= 6
    assert model.terms["relevance"].notna().all()


def test_the_share_over_groups_is_the_mean_and_lies_in_its_interval(sample, model):
    table = model.over("year", seed=1)
    joined = model.shares.merge(sample[["doc_id", "date"]]).assign(year=lambda own: own["date"].dt.year.astype("Int64"))
    for (year, topic), share in joined.groupby(["year", "topic"])["share"].mean().items():
        row = table[(table["year"] == str(year)) & (table["topic"] == topic)].iloc[0]
        assert row["share"] == pytest.approx(share)
        assert row["low"] <= row["share"] <= row["high"]
    assert np.allclose(table.groupby("year")["share"].sum(), 1)
    assert_frame_equal(table, model.over("year", seed=1))
    wider = model.over("year", seed=1, level=0.99)
    assert (wider["high"] - wider["low"]).mean() > (table["high"] - table["low"]).mean()


def test_the_bootstrap_is_near_the_standard_error_of_a_mean(model):
    table = model.over("all", docs=model.documents.assign(all="x"), resamples=4_000)
    wide = model.shares.pivot(index="doc_id", columns="topic", values="share").dropna()
    error = wide.std() / len(wide) ** 0.5
    assert ((table["high"] - table["low"]).to_numpy() / (2 * 1.96 * error.to_numpy())) == pytest.approx(1, abs=0.1)


def test_one_document_has_no_interval(docs):
    table = tk.topics(docs, 2).over("side", docs=docs.assign(side=["a"] + ["b"] * 9))
    assert table.loc[table["side"] == "a", ["low", "high"]].isna().all(axis=None)
    assert table.loc[table["side"] == "b", "docs"].tolist() == [8, 8], "the document without terms is left out"


def test_unknown_groups_and_levels_are_refused(model):
    with pytest.raises(ValueError, match="no such column"):
        model.over("colour")
    with pytest.raises(ValueError, match="level=95"):
        model.over("year", level=95)


def test_counts_do_in_place_of_texts(docs):
    counted = tk.topics(tk.document_terms(docs), 2)
    model = tk.topics(docs, 2)
    assert_frame_equal(counted.terms, model.terms)
    assert_frame_equal(counted.shares, model.shares)
    assert counted.sentences.empty and counted.representatives["excerpt"].eq("").all()


def test_lda_learns_many_documents_in_batches(docs, monkeypatch):
    monkeypatch.setattr("toolkit.measure.factors.MANY", 5)
    top = tk.topics(docs, 2, method="lda").shares.pivot(index="doc_id", columns="topic", values="share")
    top = top.reindex(docs["doc_id"])
    assert top.iloc[:4, 1].gt(0.8).all() and top.iloc[4:9, 0].gt(0.8).all()


@pytest.mark.parametrize("texts", [[], [""], ["粮食 农村"], ["", "", ""]])
def test_nothing_to_tell_apart_is_refused(texts):
    with pytest.raises(ValueError, match="cannot be told apart"):
        tk.topics(tk.from_texts(texts), 2)


def test_k_is_a_number_or_numbers_to_choose_from():
    docs = tk.from_texts(["农村 粮食 耕地"] * 5 + ["检察 办案 公诉"] * 5 + ["医院 医生 疫苗"] * 5)
    model = tk.topics(docs, k=[2, 3])
    assert model.k == 3 and model.choice["k"].tolist() == [2, 3]
    assert tk.topics(docs, k=np.int64(2)).choice is None
    assert_frame_equal(model.choice.drop(columns="seconds"), tk.choose_topics(docs, [2, 3]).drop(columns="seconds"))
    with pytest.raises(ValueError, match="numbers to choose from"):
        tk.topics(docs, k="many")


def test_a_model_is_shown_in_short():
    model = tk.topics(tk.from_texts(["农村 粮食 耕地"] * 3 + ["检察 办案 公诉"] * 2), k=2)
    assert repr(model).startswith("TopicModel: 2 topics of 5 documents (nmf)")
    assert "<table" in model._repr_html_() and model.labels[0] in model._repr_html_()
