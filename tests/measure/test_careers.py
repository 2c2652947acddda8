import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from scipy.stats import binomtest, hypergeom

import toolkit as tk
from toolkit.measure.careers import HEAT, STAGES, _wilson

SERIES = st.lists(
    st.integers(0, 12).flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size))), min_size=1, max_size=9
)


def table(*series, first=2010):
    """trends of terms given as (documents with it, documents) year by year."""
    rows = []
    for number, cells in enumerate(series):
        for year, (docs, size) in enumerate(cells, start=first):
            share = docs / size if size else np.nan
            rows.append(
                (f"t{number}", "term", str(year), pd.Timestamp(year, 1, 1), docs, docs, 100 * size, size, share, "zh")
            )
    columns = ["term", "kind", "period", "start", "n", "docs", "group_tokens", "group_docs", "share", "group_lang"]
    return pd.DataFrame(rows, columns=columns)


def test_a_planted_change_is_found_where_it_is():
    rng = np.random.default_rng(1)
    found = 0
    for _ in range(40):
        cells = [(int(rng.binomial(40, 0.1 if year < 6 else 0.45)), 40) for year in range(12)]
        changes = tk.change_points(table(cells))
        found += changes["period"].tolist() == ["2016"]
        assert changes["direction"].isin(["up"]).mean() > 0.5
    assert found >= 36


def test_without_a_change_hardly_any_is_found():
    rng = np.random.default_rng(2)
    series = [[(int(rng.binomial(size, 0.3)), size) for size in rng.integers(5, 60, 12)] for _ in range(400)]
    for correction, most in (("none", 0.05), ("holm", 0.01), ("fdr", 0.01)):
        changes = tk.change_points(table(*series), correction=correction)
        assert changes["term"].nunique() <= most * len(series) + 2


def test_p_is_fishers_times_the_places():
    cells = [(1, 20), (2, 20), (9, 20), (10, 20)]
    row = tk.change_points(table(cells)).iloc[0]
    assert row["period"] == "2012"
    assert row["p"] == pytest.approx(2 * 3 * hypergeom.cdf(3, 80, 22, 40))
    assert (row["before"], row["after"]) == (3 / 40, 19 / 40)


@settings(max_examples=40, deadline=None)
@given(SERIES)
@example([(0, 2), (1, 1), (0, 1), (0, 1)])  # two splits that are equally good
def test_reversing_time_turns_rise_into_fall(cells):
    there, back = (tk.careers(table(order)).iloc[0] for order in (cells, cells[::-1]))
    assert there["z"] == pytest.approx(-back["z"], nan_ok=True)
    assert there["slope"] == pytest.approx(-back["slope"], nan_ok=True)
    assert there["p"] == pytest.approx(back["p"], nan_ok=True)
    assert there["docs"] == sum(docs for docs, _ in cells)
    assert there["stage"] in (*STAGES, "")
    assert not there["peak_share"] > 1
    forth, again = (tk.change_points(table(order), alpha=1.0, correction="none") for order in (cells, cells[::-1]))
    if len(forth):
        assert forth["p"].min() == pytest.approx(again["p"].min())


@settings(max_examples=25, deadline=None)
@given(st.lists(SERIES, min_size=1, max_size=4), st.randoms())
def test_the_order_of_rows_does_not_matter(series, random):
    trends = table(*series)
    mixed = trends.sample(frac=1, random_state=random.randrange(1000))
    assert_frame_equal(tk.careers(trends), tk.careers(mixed))
    assert_frame_equal(
        tk.change_points(trends).sort_values(["term", "period"], ignore_index=True),
        tk.change_points(mixed).sort_values(["term", "period"], ignore_index=True),
    )


@pytest.mark.parametrize(
    "docs, stage",
    [
        ([0, 0, 0, 0, 0, 0, 3, 4], "new"), ([0, 1, 1, 1, 2, 2, 5, 6], "rising"), ([0, 1, 5, 8, 9, 9, 9, 9], "peak"),
        ([0, 9, 9, 9, 9, 8, 4, 3], "fading"), ([7, 9, 9, 8, 7, 7, 7, 6], "steady"), ([0, 9, 9, 9, 9, 9, 9, 0], "dormant"),
        ([0, 9, 9, 9, 9, 0, 0, 0], "retired"),
    ],
)  # fmt: skip
def test_stages(docs, stage):
    assert tk.careers(table([(n, 10) for n in docs])).iloc[0]["stage"] == stage


def test_a_share_that_only_wavers_is_steady():
    rng = np.random.default_rng(4)
    series = [[(int(rng.binomial(size, 0.3)), size) for size in rng.integers(10, 60, 10)] for _ in range(400)]
    assert (tk.careers(table(*series))["stage"] == "steady").mean() > 0.98


def test_a_silence_that_may_be_chance_is_said_to_be():
    rare, often = (tk.careers(table([(n, 10) for n in docs])).iloc[0] for docs in ([1, 1, 1, 0], [9, 9, 9, 0]))
    assert rare["stage"] == often["stage"] == "dormant"
    p = hypergeom.pmf(0, 40, 3, 10)
    assert rare["note"] == f"4 periods only; 3 documents only; dormant, but that may be chance (p = {p:.2f})"
    assert often["note"] == "4 periods only"


def test_silence_is_counted_in_days_where_periods_are_short():
    docs = tk.from_texts(["四风"] + ["开会"] * 5, date=["2024-01-03", *(f"2024-0{month}-03" for month in range(2, 7))])
    trends = tk.trends(tk.count(docs, "month"), terms=["四风"])
    assert tk.careers(trends).iloc[0]["stage"] == "retired"
    assert tk.careers(trends, retired=365).iloc[0]["stage"] == "dormant"


def test_short_and_gappy_series_say_so():
    notes = tk.careers(table([(1, 5), (0, 0), (2, 5), (0, 0)]))["note"].tolist()
    assert notes == ["2 periods only; 3 documents only; gaps: 2 of 4 periods without documents"]
    assert tk.careers(table([(0, 0)]))["stage"].tolist() == [""]
    assert tk.change_points(table([(3, 5)])).empty


def test_heat_keeps_to_its_thresholds():
    trends = table([(0, 10_000), (4, 10_000), (5, 10_000), (129, 10_000), (518, 10_000), (0, 0)])
    assert tk.heat(trends)["heat"].tolist() == ["", "冷", "温", "烫", "沸", ""]
    assert tk.heat(trends, thresholds={"hot": 0.01})["heat"].tolist() == ["", "", "", "hot", "hot", ""]
    assert list(HEAT) == ["沸", "烫", "热", "暖", "温", "冷"]
    with pytest.raises(ValueError, match="shares between 0 and 1"):
        tk.heat(trends, thresholds={"hot": 5})


def test_the_heat_of_few_documents_has_wide_bounds():
    found = tk.heat(table([(1, 20), (100, 2000), (0, 20), (0, 0)]))[["heat", "heat_low", "heat_high"]].values.tolist()
    assert found == [["烫", "热", "沸"], ["烫", "烫", "沸"], ["", "", "沸"], ["", "", ""]]
    last = [tk.careers(table([(2, 20), cell]))["note"].item() for cell in ((1, 20), (9, 20))]
    assert last == [
        "2 periods only; 3 documents only; heat of 20 documents: 热 to 沸",
        "2 periods only",
    ]
    with pytest.raises(ValueError, match="level=95"):
        tk.heat(table([(1, 2)]), level=95)


@given(st.integers(1, 300).flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size))))
def test_bounds_are_those_of_scipy(cell):
    docs, size = cell
    low, high = _wilson(np.array([docs / size]), np.array([size]), 0.95)
    expected = binomtest(docs, size).proportion_ci(method="wilson")
    assert (low[0], high[0]) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_smoothing_pools_documents_and_leaves_empty_periods_empty():
    docs = tk.from_texts(
        ["四风", "四风", "开会", "四风", "开会"], date=["2020-01-01"] * 3 + ["2021-01-01", "2023-01-01"]
    )
    trends = tk.trends(tk.count(docs, "year"), terms=["四风"], smooth=3)
    assert trends["smoothed"].round(3).tolist()[:2] == [0.75, 0.75]
    assert np.isnan(trends["smoothed"].iloc[2]) and trends["smoothed"].iloc[3] == 0
    with pytest.raises(ValueError, match="odd number"):
        tk.trends(tk.count(docs, "year"), smooth=2)


def test_wrong_use_is_refused():
    with pytest.raises(ValueError, match="correction='bonferroni'"):
        tk.change_points(table([(1, 2)]), correction="bonferroni")
    with pytest.raises(ValueError, match="group_docs"):
        tk.careers(pd.DataFrame({"term": ["a"]}))
    docs = tk.from_texts(["四风"], date=["2024-01-01"])
    with pytest.raises(ValueError, match=r"tk\.count\(hits, docs=docs\)"):
        tk.careers(tk.trends(tk.count(tk.find_terms(docs), "year")))


def test_counts_without_a_row_cannot_be_followed():
    docs = tk.from_texts(["开会"], date=["2024-01-01"])
    with pytest.raises(ValueError, match="no rows"):
        tk.trends(tk.count(tk.find_terms(docs), by="year", docs=docs))
