import tracemalloc

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.stats import entropy

import toolkit as tk
from toolkit.measure.dispersion import spread


def measured(counts, sizes=None):
    sizes = np.full(len(counts), 10.0) if sizes is None else np.array(sizes, float)
    return {name: float(values[0]) for name, values in spread(np.array([counts], float), sizes).items()}


def test_figures_of_gries_2008():
    got = measured([1, 2, 3, 4, 5])
    assert got["rosengren_s"] == pytest.approx(0.937, abs=5e-4)
    assert got["juilland_d"] == pytest.approx(0.7643, abs=5e-5)
    assert got["dp"] == pytest.approx(0.20) and got["dp_norm"] == pytest.approx(0.25)


def test_other_published_figures():
    assert measured([2, 1, 1, 1, 0])["carroll_d2"] == pytest.approx(0.8277, abs=5e-5)
    assert measured([0, 4, 3, 2, 1])["juilland_d"] == pytest.approx(0.6464, abs=5e-5)
    assert measured([2, 1, 0])["dp_norm"] == pytest.approx(0.5)


def test_parts_of_unequal_size():
    got = measured([2, 0, 1, 1, 3, 0, 3, 0, 0, 0], [8143, 8058, 8271, 8125, 7959, 7941, 8146, 8001, 8003, 7930])
    published = {"juilland_d": 0.6038797, "carroll_d2": 0.6521444, "rosengren_s": 0.4763652, "dkl": 0.4665078, "dp": 0.4990705, "dp_norm": 0.5535480}  # fmt: skip
    for name in published:
        assert got[name] == pytest.approx(published[name], abs=1e-6), name


def test_one_part_is_undefined_and_order_does_not_matter():
    docs = tk.from_texts(["改革改革", "改革开会开会", "开会"])
    assert tk.dispersion(tk.count(docs.head(1), by="doc_id"))["dp"].isna().all()
    forth, back = (tk.dispersion(tk.count(d, by="doc_id")) for d in (docs, docs.iloc[::-1]))
    assert forth.round(12).equals(back.round(12))


def test_tokens_give_the_reduced_frequency_too():
    docs = tk.from_texts(["改革开会研究落实", "改革开会研究落实"])
    table = tk.dispersion(tk.tokenise(docs)).set_index("term")
    assert table.loc["改革", "arf"] == pytest.approx(2.0)  # perfectly even: as frequent as it is
    assert "arf" not in tk.dispersion(tk.count(docs, by="doc_id"))


def test_parts_are_asked_for():
    with pytest.raises(ValueError, match="doc_id"):
        tk.dispersion(tk.count(tk.from_texts(["改革"])))


def test_a_lemma_of_two_kinds_is_two_terms_and_the_order_of_documents_does_not_matter():
    tokens = tk.tokenise(tk.from_texts(["四风四风开会", "开会四风", "落实四风开会"], lang="zh"))
    changed = tokens.assign(kind=tokens["kind"].astype("str").where(tokens.index % 3 > 0, "word"))
    table = tk.dispersion(changed, min_n=1)
    assert table["n"].sum() == len(tokens) and not table.duplicated(["term", "kind"]).any()
    back = tk.dispersion(changed.iloc[::-1].sort_values(["doc_id", "i"], ascending=[False, True]), min_n=1)
    pd.testing.assert_frame_equal(table, back)


@given(st.lists(st.integers(0, 6), min_size=2, max_size=8), st.integers(2, 40))
def test_equals_the_formulas_written_out(counts, extra):
    """Gries 2008 and the others, each part looked at, those without the term included."""
    x, sizes = np.array(counts, float), np.arange(len(counts)) * 3 + extra + 6.0
    if not x.any():
        return
    got = measured(counts, sizes)
    share, of_term, relative = sizes / sizes.sum(), x / x.sum(), x / sizes
    assert got["dp"] == pytest.approx(np.abs(of_term - share).sum() / 2, abs=1e-12)
    assert got["juilland_d"] == pytest.approx(1 - relative.std() / relative.mean() / np.sqrt(len(x) - 1), abs=1e-9)
    assert got["rosengren_s"] == pytest.approx(np.sqrt(x * share).sum() ** 2 / x.sum())
    assert got["carroll_d2"] == pytest.approx(entropy(relative, base=2) / np.log2(len(x)), abs=1e-9)
    assert got["dkl"] == pytest.approx(1 / (1 + entropy(of_term, share, base=2)))


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=30))
def test_reduced_frequency_is_as_defined(words):
    """Savický and Hlaváčová 2002, one token after another."""
    tokens = pd.DataFrame({"doc_id": "a", "lang": "en", "lemma": words, "kind": "word"})
    table = tk.dispersion(tokens, min_n=1)
    total = len(words)
    for term, arf in zip(table["term"], table["arf"], strict=True):
        at = [i for i, word in enumerate(words) if word == term]
        step = total / len(at)
        distances = [(b - a) % total or total for a, b in zip(at, [*at[1:], at[0]], strict=True)]
        assert arf == pytest.approx(sum(min(step, d) for d in distances) / step)


def test_many_terms_in_many_parts_need_no_dense_table():
    terms, parts = 60_000, 20_000
    counts = csr_matrix((np.ones(terms), (np.arange(terms), np.arange(terms) % parts)), shape=(terms, parts))
    tracemalloc.start()
    got = spread(counts, np.full(parts, 100.0))
    assert tracemalloc.get_traced_memory()[1] < 100e6  # 9.6 GB as a table
    tracemalloc.stop()
    assert got["dp"][0] == pytest.approx(1 - 1 / parts)


def test_parts_of_two_languages_are_refused_and_no_tokens_are_no_rows(sample):
    with pytest.raises(ValueError, match="more than one language"):
        tk.dispersion(tk.count(sample, by="doc_id"))
    assert tk.dispersion(tk.tokenise(tk.from_texts([""], lang="zh"))).empty
