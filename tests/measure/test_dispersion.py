import numpy as np
import pytest

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
