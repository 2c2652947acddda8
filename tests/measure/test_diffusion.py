import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import toolkit as tk

LEVELS = ["central", "province", "city"]
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["三个规定", "四风", "三个规定，四风", "开会"]), st.sampled_from(LEVELS),
        st.sampled_from(["2023-01-01", "2023-02-01", "2023-02-01", "2024-05-09", None]),
    ),
    min_size=1, max_size=9,
)  # fmt: skip


def table(rows):
    texts, levels, dates = zip(*rows, strict=True)
    return tk.from_texts(texts, lang="zh", level=levels, date=dates, doc_id=[f"d{i}" for i in range(len(rows))])


@settings(max_examples=25, deadline=None)
@given(ROWS)
def test_first_dates_are_those_of_a_plain_look(rows):
    docs = table(rows)
    hits = tk.find_terms(docs, unlisted=False)
    found = tk.arrivals(hits, docs)
    for row in found.itertuples():
        have = docs[docs["text"].str.contains(row.concept)]
        here = have.loc[have["level"] == row.level, "date"]
        assert row.docs == len(here) and row.undated == here.isna().sum()
        assert row.date == here.min() or (pd.isna(row.date) and here.isna().all())
        first = have["date"].min()
        assert row.first == first or (pd.isna(first) and pd.isna(row.first))
        if pd.notna(row.date):
            assert row.days == (row.date - first).days >= 0
            assert row.censored == (docs.loc[docs["level"] == row.level, "date"].min() > first)
    summary = tk.diffusion(found) if len(found) else pd.DataFrame({"share": []})
    assert summary["share"].dropna().between(0, 1).all()


def test_days_from_centre_to_city_and_what_may_have_been_there_before():
    docs = table([
        ("开会", "central", "2023-01-01"), ("开会", "province", "2023-01-01"), ("四风", "central", "2023-03-01"),
        ("四风", "province", "2023-03-11"), ("四风", "city", "2023-04-10"), ("三个规定", "city", None),
    ])  # fmt: skip
    found = tk.arrivals(tk.find_terms(docs), docs, origin="central")
    days = found[found["concept"] == "四风"].set_index("level")["days"].to_dict()
    assert days == {"central": 0, "province": 10, "city": 40}
    assert found[found["censored"]]["level"].tolist() == ["city"]  # its documents begin with it
    assert found[found["concept"] == "三个规定"]["first"].isna().all()
    summary = tk.diffusion(found).set_index("level")
    assert summary.loc["province", "median"] == 10 and summary.loc["city", "censored"] == 1


def test_by_place_and_with_ties():
    docs = table([("四风", "city", "2023-01-01"), ("四风", "central", "2023-01-01"), ("四风", "city", "2023-02-01")])
    docs["body"] = ["甲", "中央", "乙"]
    found = tk.arrivals(tk.find_terms(docs), docs, place="body")
    assert found["origin"].unique().tolist() == ["central + city"]
    assert found.set_index("body")["days"].to_dict() == {"甲": 0, "中央": 0, "乙": 31}


def test_wrong_use_is_refused():
    docs = table([("四风", "city", "2023-01-01")])
    hits = tk.find_terms(docs)
    with pytest.raises(ValueError, match="origin='moon' is no level; there are: city"):
        tk.arrivals(hits, docs, origin="moon")
    with pytest.raises(ValueError, match="province"):
        tk.arrivals(hits, docs, level="province")
    with pytest.raises(ValueError, match="not in docs"):
        tk.arrivals(hits, docs.assign(doc_id="x"))
    assert tk.arrivals(hits.iloc[:0], docs).empty
