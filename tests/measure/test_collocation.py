import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.metrics import BigramAssocMeasures

import toolkit as tk
from toolkit.measure.collocation import association


def one(n, first, second, total):
    return {
        name: float(value[0])
        for name, value in association(np.array([float(n)]), first, np.array([float(second)]), total).items()
    }


def test_published_figures():
    assert one(8, 1105, 44, 15e6)["mi"] == pytest.approx(11.3, abs=0.05)  # Church and Hanks
    assert one(8, 15828, 4675, 14307668)["t"] == pytest.approx(0.999932, abs=1e-6)  # Manning and Schütze
    assert one(10, 10 + 0, 13, 31777)["ll"] == pytest.approx(167.23, abs=0.01)  # Dunning: 10, 0, 3, 31764
    assert one(123, 13168, 1810, 4907557)["ll"] == pytest.approx(567.72, abs=0.01)  # Evert
    gries = one(5610, 5610 + 168938, 5610 + 2257, 5610 + 168938 + 2257 + 10233063)
    assert (gries["delta_p"], gries["delta_p_back"]) == (pytest.approx(0.032, abs=5e-4), pytest.approx(0.697, abs=5e-4))


@pytest.mark.parametrize("cells", [(8, 15828, 4675, 14307668), (20, 100, 50, 10_000), (5, 30, 7, 900)])
def test_against_nltk(cells):
    n, first, second, total = cells
    got = one(*cells)
    marginals = (n, (first, second), total)
    assert got["mi"] == pytest.approx(BigramAssocMeasures.pmi(*marginals))
    assert got["t"] == pytest.approx(BigramAssocMeasures.student_t(*marginals), rel=1e-3)
    assert abs(got["ll"]) == pytest.approx(BigramAssocMeasures.likelihood_ratio(*marginals), rel=1e-6)


def test_windows_stop_at_sentences_and_sides_are_told_apart():
    tokens = tk.tokenise(tk.from_texts(["深圳讨论建设。河北讨论建设。开会。"]))
    inside = tk.collocations(tokens, "讨论", min_n=1).set_index("collocate")
    assert inside.loc["建设", ["n", "n_left", "n_right"]].tolist() == [2, 0, 2]
    assert inside.loc["深圳", ["n", "n_left", "n_right"]].tolist() == [1, 1, 0]
    assert "开会" not in inside.index
    assert "开会" in tk.collocations(tokens, "讨论", min_n=1, within="document")["collocate"].tolist()


def test_a_token_between_two_nodes_counts_once():
    tokens = tk.tokenise(tk.from_texts(["讨论建设讨论"]))
    assert tk.collocations(tokens, "讨论", min_n=1)["n"].tolist() == [1]


def test_formulations_are_nodes_and_what_is_not_there_is_said():
    tokens = tk.tokenise(tk.from_texts(["纠治“四风”顽疾", "correct the four winds"]))
    assert "顽疾" in tk.collocations(tokens, "四风", min_n=1)["collocate"].tolist()
    with pytest.raises(ValueError, match="under its concept"):
        tk.collocations(tokens, "五风")
    with pytest.raises(ValueError, match="one side"):
        tk.collocations(tokens, "四风", left=0, right=0)


def test_each_language_is_measured_by_its_own_tokens():
    zh, en = ["纠治“四风”顽疾。反对四风顽疾。"], ["Correct the four winds firmly. Oppose the four winds firmly."]
    both = tk.collocations(tk.tokenise(tk.from_texts(zh + en)), "四风", min_n=1)
    assert set(both["lang"]) == {"zh", "en"}
    for texts, lang in ((zh, "zh"), (en, "en")):
        alone = tk.collocations(tk.tokenise(tk.from_texts(texts)), "四风", min_n=1)
        pd.testing.assert_frame_equal(both[both["lang"] == lang].reset_index(drop=True), alone)


@given(st.lists(st.sampled_from("abcd。"), min_size=1, max_size=40), st.integers(0, 3), st.integers(0, 3))
def test_windows_are_as_defined(words, left, right):
    """Every token within reach of a node, in its sentence, once; no node itself."""
    if "a" not in words or left + right == 0:
        return
    tokens = pd.DataFrame({"doc_id": "x", "lang": "en", "lemma": words, "kind": "word"})
    tokens["sent"] = tokens["lemma"].eq("。").cumsum()
    tokens = tokens[tokens["lemma"] != "。"].reset_index(drop=True)
    got = tk.collocations(tokens, "a", left=left, right=right, min_n=1).set_index("collocate")["n"].to_dict()
    reached = {
        j
        for i in tokens.index[tokens["lemma"] == "a"]
        for j in range(max(0, i - left), min(len(tokens), i + right + 1))
        if tokens["sent"][i] == tokens["sent"][j] and tokens["lemma"][j] != "a"
    }
    assert got == tokens["lemma"][sorted(reached)].value_counts().to_dict()


@pytest.mark.parametrize("node", ["meeting", "four winds", "四风"])
def test_a_node_may_be_a_word_or_a_rendering(node):
    tokens = tk.tokenise(tk.from_texts(["Meetings to oppose the four winds met. " * 3]))
    assert not tk.collocations(tokens, node, min_n=1).empty
