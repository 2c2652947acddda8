import math
import xml.etree.ElementTree as ET

import networkx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import toolkit as tk

CONCEPTS = ["三个规定", "四风", "两个维护", "四个意识", "乡村振兴"]
SENTENCES = st.lists(st.lists(st.sampled_from(CONCEPTS), max_size=4), min_size=1, max_size=6)


def docs_of(documents):
    texts = ["。".join("，".join(sentence) or "开会" for sentence in document) + "。" for document in documents]
    return tk.from_texts(texts, doc_id=[f"d{i}" for i in range(len(texts))], lang="zh")


@settings(max_examples=40, deadline=None)
@given(st.lists(SENTENCES, min_size=1, max_size=5), st.sampled_from(["sentence", "document"]))
def test_pairs_are_those_of_a_plain_count(documents, unit):
    docs = docs_of(documents)
    found = tk.network(tk.find_terms(docs, unlisted=False), docs=docs, unit=unit, min_n=1)
    units = [
        (number, set(part))
        for number, document in enumerate(documents)
        for part in (document if unit == "sentence" else [[c for sentence in document for c in sentence]])
    ]
    for edge in found.edges.itertuples():
        both = [number for number, part in units if {edge.source, edge.target} <= part]
        u, v = (sum(end in part for _, part in units) for end in (edge.source, edge.target))
        assert (edge.n, edge.docs) == (len(both), len(set(both)))
        assert edge.expected == pytest.approx(u * v / len(units))
        assert edge.jaccard == pytest.approx(edge.n / (u + v - edge.n))
        assert edge.cosine == pytest.approx(edge.n / math.sqrt(u * v))
    pairs = {(a, b) for _, part in units for a in part for b in part if a < b}
    assert set(zip(found.edges["source"], found.edges["target"], strict=True)) == pairs


@settings(max_examples=20, deadline=None)
@given(st.lists(SENTENCES, min_size=2, max_size=5), st.randoms())
def test_the_order_of_documents_does_not_matter(documents, random):
    docs = docs_of(documents)
    mixed = docs.sample(frac=1, random_state=random.randrange(1000)).reset_index(drop=True)
    first, second = (tk.network(tk.find_terms(table), docs=table, min_n=1) for table in (docs, mixed))
    assert_frame_equal(first.edges, second.edges)
    assert_frame_equal(first.nodes, second.nodes)


def test_both_languages_are_one_node_and_communities_are_found():
    texts = ["落实三个规定，纠治四风。", "Implement the three regulations and rectify the four winds."] * 3
    texts += ["推进乡村振兴，建设高标准农田。"] * 4
    docs = tk.from_texts(texts, doc_id=[f"d{i}" for i in range(len(texts))])
    found = tk.network(tk.find_terms(docs), docs=docs)
    community = found.nodes.set_index("concept")["community"]
    assert community["三个规定"] == community["四风"] != community["乡村振兴"] == community["高标准农田"]
    assert found.edges.set_index(["source", "target"]).loc[("三个规定", "四风"), "n"] == 6


def test_graphml_is_read_back_with_its_attributes(tmp_path):
    docs = docs_of([[["三个规定", "四风"]] * 2])
    found = tk.network(tk.find_terms(docs))
    path = found.save(tmp_path / "deep" / "net.graphml")
    assert ET.parse(path).getroot().tag.endswith("graphml")
    graph = networkx.read_graphml(path)
    assert graph.edges["三个规定", "四风"]["n"] == 2 and graph.nodes["四风"]["label"] == "四风"
    assert "npmi" not in graph.edges["三个规定", "四风"]  # unknown without docs
    with pytest.raises(ValueError, match=r"\.graphml"):
        found.save(tmp_path / "net.gexf")


def test_nothing_together_is_an_empty_network():
    docs = docs_of([[["三个规定"]]])
    found = tk.network(tk.find_terms(docs), docs=docs)
    assert found.edges.empty and found.nodes.empty and found.to_graph().number_of_nodes() == 0
    assert "community" in found.nodes and "npmi" in found.edges
    assert tk.network(tk.find_terms(docs).iloc[:0]).edges.empty


def test_wrong_use_is_refused():
    docs = docs_of([[["三个规定", "四风"]] * 2])
    hits = tk.find_terms(docs)
    with pytest.raises(ValueError, match="unit='page'"):
        tk.network(hits, unit="page")
    with pytest.raises(ValueError, match="resolution"):
        tk.network(hits, resolution=0)
    with pytest.raises(ValueError, match="not in docs"):
        tk.network(hits, docs=docs.assign(doc_id="other"))
    with pytest.raises(ValueError, match="concept"):
        tk.network(pd.DataFrame({"doc_id": ["a"]}))


def test_a_hundred_thousand_hits_take_about_a_second():
    import time

    size = 100_000
    hits = pd.DataFrame({
        "doc_id": [f"d{i // 40}" for i in range(size)], "sent": [i % 40 // 4 for i in range(size)],
        "concept": [f"概念{i * 7919 % 800}" for i in range(size)], "surface": "x",
    })  # fmt: skip
    start = time.perf_counter()
    found = tk.network(hits)
    assert time.perf_counter() - start < 8 and len(found.edges)


def test_a_network_is_shown_in_short():
    docs = tk.from_texts(["纠治四风，落实三个规定。"] * 2)
    found = tk.network(tk.find_terms(docs), docs=docs)
    assert repr(found).startswith("Network: 2 concepts, 1 pairs, 1 communities")
    assert "<table" in found._repr_html_() and "四风" in found._repr_html_()
