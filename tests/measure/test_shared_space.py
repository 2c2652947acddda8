import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix
from sklearn.preprocessing import normalize

import toolkit as tk
from tests.conftest import ROOT
from toolkit.measure.shared_space import Versions, links, sides, translations
from toolkit.terms.lexicon import Lexicon

NUMBERS = range(4, 21, 4)


def together(shares, pairs):
    """Share of the pairs whose documents have the same leading topic, and of documents that are no pair."""
    top = shares.dropna().pivot(index="doc_id", columns="topic", values="share").idxmax(axis=1)
    zh, en = top.reindex(pairs["zh"]).to_numpy(), top.reindex(pairs["en"]).to_numpy()
    same = zh[:, None] == en[None, :]
    return np.diag(same).mean(), same[~np.eye(len(same), dtype=bool)].mean()


@pytest.mark.parametrize("repeated", [True, False])
def test_a_notice_and_its_translation_are_of_the_same_topic(sample, repeated):
    """The pairs are used to score only; there are fourteen, so that one is 7%."""
    docs = sample if repeated else sample[sample["duplicate_of"] == ""].reset_index(drop=True)
    pairs = pd.read_csv(ROOT / "data" / "pairs.csv")
    pairs = pairs[pairs["zh"].isin(docs["doc_id"]) & pairs["en"].isin(docs["doc_id"])]
    counted = tk.document_terms(docs)
    same, others = np.array([together(tk.topics(counted, k).shares, pairs) for k in NUMBERS]).T
    assert same.min() >= 0.9
    assert others.max() < 0.5, "not everything in one topic"


def test_real_text_and_its_translation_are_of_the_same_topic(shared):
    lines = pd.read_csv(shared / "corpora" / "work-report-2024-zh-en" / "pairs.tsv", sep="\t", quoting=3)
    passages = lines.groupby(lines.index // 12)[["zh", "en"]].agg("\n".join)
    names = [f"{lang}{i}" for lang in ("zh", "en") for i in passages.index]
    texts = [*passages["zh"], *passages["en"]]
    docs = tk.from_texts(texts, doc_id=names, lang=[name[:2] for name in names])
    pairs = pd.DataFrame({"zh": [f"zh{i}" for i in passages.index], "en": [f"en{i}" for i in passages.index]})
    for k in (6, 12):
        same, others = together(tk.topics(docs, k).shares, pairs)
        assert same >= 0.9 and others < 0.25


def versions():
    """Two Chinese and three English documents: the first two are versions of one text, and so are the next, less clearly."""
    matrix = normalize(np.array([[3, 1, 0, 0], [3, 0, 1, 0], [0, 1, 3, 0], [0, 3, 1, 4], [1, 0, 0, 3.0]]))
    return csr_matrix(matrix), np.array([0, 1, 0, 1, 1])


def test_versions_are_read_together_as_far_as_they_are_alike():
    matrix, side = versions()
    joined = Versions.among(matrix, side).joined(matrix, side).toarray()
    cosine = matrix.toarray() @ matrix.toarray().T
    assert joined[0] == pytest.approx(joined[1]), "more alike than not: one text"
    expected = normalize(matrix.toarray()[2] + cosine[2, 3] * matrix.toarray()[3][None])
    assert joined[2] == pytest.approx(expected[0])
    assert cosine[2, 3] < joined[2] @ joined[3] < 1
    assert joined[4] == pytest.approx(matrix.toarray()[4]), "the nearest of the last has a nearer one"


def test_a_new_document_has_a_version_if_none_of_the_model_is_nearer_to_it():
    matrix, side = versions()
    model = Versions.among(matrix[[0, 2, 3]], side[[0, 2, 3]])
    new = csr_matrix(np.vstack([matrix.toarray()[[1, 4]], np.zeros(4)]))
    joined = model.joined(new, np.array([1, 1, 1])).toarray()
    assert joined[0] @ matrix.toarray()[0] > 0.95
    assert joined[2].sum() == 0
    beside = Versions.among(matrix, side).joined(new, np.array([1, 1, 1])).toarray()
    assert beside[1] == pytest.approx(matrix.toarray()[4])


def test_words_of_the_lexicon_are_linked():
    known = translations(Lexicon.default())
    best = {word: max(known[word], key=known[word].get) for word in ("rural", "education", "ecological", "innovation")}
    assert best == {"rural": "农村", "education": "教育", "ecological": "生态", "innovation": "创新"}
    assert all(0.1 <= strength <= 1 for others in known.values() for strength in others.values())
    assert translations(Lexicon.empty()) == {}


def test_words_beyond_the_lexicon_go_by_stem_and_by_part():
    lexicon = Lexicon.empty().add("监督检察", en=["inspect procurators"]).add("监督", en=["inspect"])
    found = links(["inspecting", "weather"], ["监督员", "天气"], lexicon)
    assert set(found) == {"inspecting"} and set(found["inspecting"]) == {"监督员"}


def test_the_side_is_that_of_most_words():
    docs = tk.from_texts(["农村 粮食 GDP", "rural grain 农村", ""], lang=["en", "zh", "en"])
    assert sides(tk.document_terms(docs)).tolist() == [0, 1, 1]


def test_languages_that_nothing_joins_are_refused():
    docs = tk.from_texts(["农村 粮食"] * 4 + ["court prosecutor"] * 4)
    with pytest.raises(ValueError, match="fit each language by itself"):
        tk.topics(docs, 2, lexicon=Lexicon.empty())


def test_a_few_documents_of_the_other_language_join_the_topics_of_the_many():
    docs = tk.from_texts(
        ["乡村 振兴 农村 发展 耕地"] * 25 + ["就业 创业 企业 岗位 市场"] * 25 + ["Rural employment in rural areas"]
    )
    shares = tk.topics(docs, 2, drop=()).shares
    own = shares[shares["doc_id"] == docs["doc_id"].iloc[-1]]
    assert own["share"].notna().all()


def test_an_english_document_finds_its_topic_in_a_chinese_model(sample):
    """By models of several sizes: where a document has as much of two topics either may lead, and fourteen pairs are few."""
    chinese = sample[sample["lang"] == "zh"]
    pairs = pd.read_csv(ROOT / "data" / "pairs.csv")
    same = []
    for k in (5, 6, 7, 8):
        model = tk.topics(chinese, k)
        english = model.assign(sample[sample["doc_id"].isin(pairs["en"])])
        assert english["share"].notna().all()
        same.append(together(pd.concat([model.shares, english]), pairs)[0])
    assert np.mean(same) >= 0.75
