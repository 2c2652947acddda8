import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import toolkit as tk
from toolkit.measure import coherence as module

NAMES = list("abcdef")
TEXTS = st.lists(st.lists(st.sampled_from(NAMES), min_size=1, max_size=30), min_size=1, max_size=5)


def tokens_of(texts):
    rows = [(f"d{number}", word, "word") for number, text in enumerate(texts) for word in text]
    return pd.DataFrame(rows, columns=["doc_id", "lemma", "kind"])


def windows_of(texts, width):
    """Each window as a set, made one by one."""
    for text in texts:
        for start in range(max(len(text) - width + 1, 1)):
            yield set(text[start : start + width])


def by_hand(texts, terms, widths):
    def vectors(width):
        windows = list(windows_of(texts, width))
        share = lambda *words: sum(set(words) <= window for window in windows) / len(windows)  # noqa: E731

        def npmi(a, b):
            both = share(a, b)
            return 1.0 if both == 1 else math.log((both + 1e-12) / (share(a) * share(b))) / -math.log(both + 1e-12)

        return np.array([[npmi(a, b) for b in terms] for a in terms])

    wide, narrow = vectors(widths["c_v"]), vectors(widths["npmi"])
    total = wide.sum(axis=0)
    c_v = np.mean([row @ total / np.linalg.norm(row) / np.linalg.norm(total) for row in wide])
    pairs = list(itertools.combinations(range(len(terms)), 2))
    sets = [set(text) for text in texts]
    u_mass = np.mean([
        math.log((sum({terms[a], terms[b]} <= words for words in sets) + 1) / sum(terms[a] in words for words in sets))
        for a, b in pairs
    ])  # fmt: skip
    return [c_v, np.mean([narrow[a, b] for a, b in pairs]), u_mass]


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_the_measures_are_those_of_windows_made_one_by_one(texts):
    terms = [name for name in NAMES if any(name in text for text in texts)]
    if len(terms) < 2:
        return
    widths = {"c_v": 7, "npmi": 3}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_WINDOWS", widths)
        found = tk.coherence(pd.DataFrame({"topic": 0, "term": terms}), tokens_of(texts)).iloc[0]
    assert found[["c_v", "npmi", "u_mass"]].tolist() == pytest.approx(by_hand(texts, terms, widths), abs=1e-9)


def test_gensim_agrees_where_no_word_is_repeated():
    """Where one is, gensim's windows forget the word as soon as its first occurrence leaves; ours do not."""
    models = pytest.importorskip("gensim.models")
    corpora = pytest.importorskip("gensim.corpora")
    rng = np.random.default_rng(0)
    texts = [[f"w{i}" for i in rng.permutation(300)[: rng.integers(5, 250)]] for _ in range(100)]
    lists = [[f"w{i}" for i in rng.permutation(300)[:10]] for _ in range(4)]
    topics = pd.DataFrame(
        [(topic, term) for topic, terms in enumerate(lists) for term in terms], columns=["topic", "term"]
    )
    found = tk.coherence(topics, tokens_of(texts))
    for name, theirs in (("c_v", "c_v"), ("npmi", "c_npmi")):
        model = models.CoherenceModel(topics=lists, texts=texts, dictionary=corpora.Dictionary(texts), coherence=theirs, processes=1)  # fmt: skip
        assert found[name].tolist() == pytest.approx(model.get_coherence_per_topic())


def test_docs_and_their_tokens_give_the_same(sample):
    docs = sample[sample["lang"] == "zh"].head(20)
    topics = pd.DataFrame(
        {"topic": [0] * 4 + [1] * 3, "term": ["检察", "监督", "三个规定", "案件", "农村", "乡村振兴", "四风"]}
    )
    pd.testing.assert_frame_equal(tk.coherence(topics, docs), tk.coherence(topics, tk.tokenise(docs)))


def test_counts_know_documents_only():
    docs = tk.from_texts(["农村 粮食", "粮食 农村", "法院"])
    topics = pd.DataFrame({"topic": 0, "term": ["农村", "粮食"]})
    found = tk.coherence(topics, tk.document_terms(docs)).iloc[0]
    assert found["npmi"] == pytest.approx(1) and found["u_mass"] == pytest.approx(math.log(3 / 2))


def test_what_does_not_occur_has_no_coherence():
    docs = tk.from_texts(["农村 粮食", ""])
    found = tk.coherence(pd.DataFrame({"topic": [0, 0, 1], "term": ["农村", "宇宙", "星系"]}), docs)
    assert found[["c_v", "npmi", "u_mass"]].isna().all(axis=None) and found["terms"].tolist() == [1, 0]


def test_bad_input_is_refused():
    docs = tk.from_texts(["农村"])
    with pytest.raises(ValueError, match="no rows"):
        tk.coherence(pd.DataFrame({"topic": [], "term": []}), docs)
    with pytest.raises(ValueError, match="n=1"):
        tk.coherence(pd.DataFrame({"topic": [0], "term": ["农村"]}), docs, n=1)
    with pytest.raises(ValueError, match="needs the column"):
        tk.coherence(pd.DataFrame({"term": ["农村"]}), docs)
