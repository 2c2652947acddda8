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
