import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2 as chi2_distribution
from scipy.stats import chi2_contingency, false_discovery_control, fisher_exact, power_divergence
from scipy.stats.contingency import odds_ratio, relative_risk

import toolkit as tk
from toolkit.measure.keyness import adjusted, measure

D1 = {"a": 3, "b": 2, "c": 6, "d": 1, "e": 1, "f": 1, "g": 1, "h": 2}  # 17 tokens
D2 = {"a": 2, "b": 1, "c": 2, "d": 4, "e": 1, "f": 1, "g": 0, "h": 1}  # 12 tokens
REFERENCE = {  # figures of the literature and of quanteda's tests
    "g2_4cell": {"c": 1.274238, "g": 1.093291, "b": 0.091242, "h": 0.091242, "a": 0.004751, "e": -0.064900, "f": -0.064900, "d": -3.779441},
    "g2": {"d": -3.123254, "g": 1.068165, "c": 0.941184, "b": 0.082023, "h": 0.082023, "e": -0.060355, "f": -0.060355, "a": 0.003935},
    "quanteda": {"g": 0.731092, "c": 0.467298, "b": 0.089304, "h": 0.089304, "a": 0.004739, "e": -0.065813, "f": -0.065813, "d": -2.040247},
}  # fmt: skip


def quanteda(a, b, c, d):
    """quanteda corrects by Yates' rule: where |ad-bc| is at least N/2 and an expected count is below 5."""
    got = measure(a, b, c, d)
    expected = np.outer([c, d], [1, 1])[:, :, None] * np.array([a + b, c + d - a - b]) / (c + d)
    rule = (np.abs(a * (d - b) - b * (c - a)) >= (c + d) / 2) & (expected.min(axis=(0, 1)) < 5)
    return np.where(rule, got["chi2_yates"], got["chi2"])


def toy():
    text = [" ".join(f"{w}{w}" for w, n in d.items() for _ in range(n)) for d in (D1, D2)]
    return tk.count(tk.from_texts(text, side=["one", "two"], lang="en"), by="side")


@pytest.mark.parametrize("name", REFERENCE)
def test_reference_figures(name):
    cells = np.array(list(D1.values())), np.array(list(D2.values())), 17, 12
    got = quanteda(*cells) if name == "quanteda" else measure(*cells)[name]
    assert dict(zip(D1, got.round(6).tolist(), strict=True)) == pytest.approx(REFERENCE[name], abs=2e-6)


def test_the_table_holds_the_same_figures():
    table = tk.keyness(toy(), "one", "two", min_n=1).set_index("term")
    assert table.loc["cc", "g2"] == pytest.approx(0.941184, abs=1e-6)
    assert table.loc["dd", "chi2_yates"] == pytest.approx(-2.040247, abs=1e-6)
    assert table.index[0] == "gg" and table.index[-1] == "dd"
    assert (table["unit"] == "tokens").all()


def test_a_published_table_by_an_independent_oracle():
    cells = [[3, 7], [7, 2]]
    got = measure(np.array([3.0]), np.array([7.0]), 10, 9)
    assert abs(got["g2_4cell"][0]) == pytest.approx(4.534939, abs=1e-6)
    assert abs(got["g2_4cell"][0]) == pytest.approx(
        chi2_contingency(cells, correction=False, lambda_="log-likelihood")[0]
    )
    assert got["odds_ratio"][0] == pytest.approx(0.122449, abs=1e-6)
    assert abs(got["chi2"][0]) == pytest.approx(4.337160, abs=1e-6)
    assert abs(got["chi2_yates"][0]) == pytest.approx(2.632438, abs=1e-6)
    assert chi2_distribution.sf(abs(got["chi2_yates"][0]), 1) == pytest.approx(0.1047, abs=5e-5)


def test_two_figures_we_do_not_give_follow_from_those_we_do():
    """Williams' correction of G2 (Williams 1976), and Fisher's exact p as scipy has it, of the same table."""
    margins, total = ((10, 9), (10, 9)), 19
    q = 1 + np.prod([sum(total / m for m in side) - 1 for side in margins]) / (6 * total)
    assert abs(measure(np.array([3]), np.array([7]), 10, 9)["g2_4cell"][0]) / q == pytest.approx(4.200833, abs=1e-6)
    assert fisher_exact([[3, 7], [7, 2]]).pvalue == pytest.approx(0.0697785, abs=1e-7)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(60, 500), st.integers(60, 500))
def test_against_scipy_and_symmetric(a, b, c, d):
    if a + b == 0:
        return
    got, back = measure(np.array([a]), np.array([b]), c, d), measure(np.array([b]), np.array([a]), d, c)
    expected = np.array([c, d]) * (a + b) / (c + d)
    assert abs(got["g2"][0]) == pytest.approx(power_divergence([a, b], expected, lambda_="log-likelihood")[0], abs=1e-8)
    table = [[a, c - a], [b, d - b]]
    oracle = chi2_contingency(table, correction=False, lambda_="log-likelihood")[0]
    assert abs(got["g2_4cell"][0]) == pytest.approx(oracle, abs=1e-8)
    for name, correction in (("chi2", False), ("chi2_yates", True)):
        assert abs(got[name][0]) == pytest.approx(chi2_contingency(table, correction=correction)[0], abs=1e-8)
    if a and b:
        assert got["odds_ratio"][0] == pytest.approx(odds_ratio(table, kind="sample").statistic)
        ratio = relative_risk(a, int(c), b, int(d))
        bounds = ratio.confidence_interval(0.95)
        assert 2 ** got["log_ratio"][0] == pytest.approx(ratio.relative_risk)
        assert (2 ** got["ci_low"][0], 2 ** got["ci_high"][0]) == pytest.approx(tuple(bounds), rel=1e-6)
    assert abs(got["g2"][0]) == pytest.approx(abs(back["g2"][0]), abs=1e-9)
    assert got["log_ratio"][0] == pytest.approx(-back["log_ratio"][0], abs=1e-9)
    assert got["ci_low"][0] <= got["log_ratio"][0] <= got["ci_high"][0]


def test_effect_sizes_of_the_literature():
    got = measure(np.array([206523.0]), np.array([178174.0]), 959641, 1562358)
    assert got["diff"][0] == pytest.approx(88.7, abs=0.05)
    got = measure(np.array([35.0]), np.array([263.0]), 112289776, 1559716979)
    assert got["simple_maths"][0] == pytest.approx(1.1224, abs=1e-4)


def test_what_one_side_lacks_is_infinite_or_missing_but_never_wrong():
    got = measure(np.array([4.0, 0.0]), np.array([0.0, 0.0]), 10, 10)
    assert np.isinf(got["diff"][0]) and np.isinf(got["odds_ratio"][0]) and np.isfinite(got["log_ratio"][0])
    assert all(np.isnan(values[1]) for values in got.values())


def test_corrections():
    p = np.array([0.01, 0.02, 0.03, 0.5])
    assert adjusted(p, "holm").tolist() == pytest.approx([0.04, 0.06, 0.06, 0.5])
    assert adjusted(p, "fdr").tolist() == pytest.approx([0.04, 0.04, 0.04, 0.5])
    assert adjusted(p, "none").tolist() == p.tolist()
    assert adjusted(p, "fdr").tolist() == pytest.approx(false_discovery_control(p).tolist())


def test_languages_are_compared_by_formulations_and_documents_only(sample):
    counts = tk.count(sample, by="lang")
    with pytest.raises(ValueError, match="kind='term'"):
        tk.keyness(counts, "zh", "en")
    terms = tk.keyness(counts, "zh", "en", kind="term", min_n=1)
    assert (terms["unit"] == "documents").all() and (terms["kind"] == "term").all()


def test_a_document_of_two_languages_is_no_text_of_one():
    docs = tk.from_texts(["改革 reform", "改革 we reform"], lang="mixed", source=["a", "b"])
    with pytest.raises(ValueError, match="more than one language"):
        tk.keyness(tk.count(docs, by="source"), "a", "b", min_n=1)


def test_documents_as_the_unit_are_tested_by_four_cells():
    docs = tk.from_texts(["四风"] * 9 + ["开会"] + ["四风"] * 2 + ["开会"] * 8, side=["a"] * 10 + ["b"] * 10)
    table = tk.keyness(tk.count(tk.find_terms(docs), by="side", docs=docs), "a", "b").set_index("term")
    oracle = chi2_contingency([[9, 1], [2, 8]], correction=False, lambda_="log-likelihood")
    assert table.loc["四风", "unit"] == "documents"
    assert table.loc["四风", "p"] == pytest.approx(oracle[1])


def test_groups_are_checked():
    counts = toy()
    with pytest.raises(ValueError, match="no group 'three'"):
        tk.keyness(counts, "three")
    with pytest.raises(ValueError, match="overlap"):
        tk.keyness(counts, "one", ["one", "two"])
    with pytest.raises(ValueError, match="reference is empty"):
        tk.keyness(counts, ["one", "two"])
    with pytest.raises(ValueError, match="compares groups"):
        tk.keyness(tk.count(tk.from_texts(["aa"])), "one")
    with pytest.raises(ValueError, match="kind='words'"):
        tk.keyness(counts, "one", kind="words")
    with pytest.raises(ValueError, match="no group 1 in 'side'; it has: 'one', 'two'"):
        tk.keyness(counts, 1)
    with pytest.raises(ValueError, match="holm"):
        tk.keyness(counts, "one", correction="bonferroni")
    with pytest.raises(ValueError, match="by side"):
        tk.keyness(counts, {"year": "2024"})


def test_counts_by_several_columns_and_everything_else_as_reference():
    docs = tk.from_texts(
        ["改革改革改革", "改革开会", "开会开会开会"], source=["甲", "甲", "乙"], year=["2023", "2024", "2024"]
    )
    counts = tk.count(docs, by=["source", "year"])
    one = tk.keyness(counts, {"source": "甲", "year": "2023"}, min_n=1)
    assert one.iloc[0][["term", "n_target", "n_reference"]].tolist() == ["改革", 3, 1]


def test_the_order_of_documents_does_not_matter(sample):
    chinese = sample[sample["lang"] == "zh"]
    forth, back = (tk.keyness(tk.count(docs, by="year"), "2023") for docs in (chinese, chinese.iloc[::-1]))
    pd.testing.assert_frame_equal(forth, back)


def test_the_sides_are_named_for_charts():
    docs = tk.from_texts(["改革改革改革"] * 4, year=["2021", "2022", "2023", "2024"], lang="zh")
    counts = tk.count(docs, by="year")
    assert tk.keyness(counts, "2024").attrs == {"target": "2024", "reference": "the rest"}
    assert tk.keyness(counts, "2024", ["2021", "2022"]).attrs["reference"] == "2021, 2022"
    assert tk.keyness(counts, ["2022", "2023", "2024"], {"year": "2021"}).attrs == {
        "target": "2022 … 2024",
        "reference": "2021",
    }


def test_a_year_may_be_a_number():
    counts = tk.count(
        tk.from_texts(["落实责任"] * 3 + ["反对浪费"] * 3, date=["2022-01-01"] * 3 + ["2024-01-01"] * 3), "year"
    )
    assert tk.keyness(counts, 2022, [2024]).equals(tk.keyness(counts, "2022", "2024"))
