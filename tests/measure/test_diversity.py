import itertools
import math
import random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import toolkit as tk

WORDS = st.lists(
    st.sampled_from("alpha beta gamma delta epsilon zeta eta theta iota kappa".split()), min_size=1, max_size=90
)


def plainly(words, window=50, threshold=0.72, draws=42):
    """Each measure by its definition, one step at a time."""
    n, types = len(words), sorted(set(words))
    mattr = [len(set(words[i : i + window])) / window for i in range(n - window + 1)]

    def factors(reading):
        count, length, seen = 0.0, 0, set()
        for word in reading:
            length += 1
            seen.add(word)
            if len(seen) / length <= threshold:
                count, length, seen = count + 1, 0, set()
        return count + ((1 - len(seen) / length) / (1 - threshold) if length else 0)

    found = [factors(words), factors(words[::-1])]
    drawn = (
        sum(1 - math.comb(n - words.count(t), draws) / math.comb(n, draws) for t in types) / draws
        if n >= draws
        else math.nan
    )
    return {
        "ttr": len(types) / n, "herdan_c": math.log(len(types)) / math.log(n) if n > 1 else math.nan,
        "mattr": sum(mattr) / len(mattr) if mattr else math.nan,
        "mtld": math.nan if min(found) < 1 else sum(n / f for f in found) / 2, "hdd": drawn,
        "yule_k": 1e4 * (sum(words.count(t) ** 2 for t in types) - n) / n**2,
    }  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(WORDS)
def test_every_measure_is_as_defined(words):
    row = tk.diversity(tk.from_texts([" ".join(words)], lang="en")).iloc[0]
    assert (row["tokens"], row["types"]) == (len(words), len(set(words)))
    for name, value in plainly(words).items():
        assert row[name] == pytest.approx(value, nan_ok=True), name


def test_reference_figures():
    row = tk.diversity(tk.from_texts(["one one two one one two one"], lang="en")).iloc[0]
    assert round(row["ttr"], 3) == 0.286 and round(row["herdan_c"], 3) == 0.356


def test_mattr_hardly_depends_on_length():
    words = [f"{a}{b}" for a, b in itertools.product("abcdefghijkl", "mnopqrst")]
    texts = [" ".join(random.Random(1).choices(words, k=size)) for size in (300, 6000)]
    table = tk.diversity(tk.from_texts(texts, lang="en"))
    assert table["ttr"].iloc[0] > 3 * table["ttr"].iloc[1]
    assert table["mattr"].iloc[0] == pytest.approx(table["mattr"].iloc[1], abs=0.05)
    assert table["hdd"].iloc[0] == pytest.approx(table["hdd"].iloc[1], abs=0.05)


def test_groups_and_tokens_give_the_same(sample):
    docs = sample[sample["lang"] == "zh"]
    by_docs, by_tokens = tk.diversity(docs, "year"), tk.diversity(tk.tokenise(docs), "year")
    pd.testing.assert_frame_equal(by_docs, by_tokens)
    mixed = docs.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(tk.diversity(mixed, "year"), by_docs)
    assert by_docs[["ttr", "mattr", "hdd"]].stack().between(0, 1).all()


def test_wrong_use_is_refused(sample):
    with pytest.raises(ValueError, match=r"mixes languages.*by=\['lang', 'year'\]"):
        tk.diversity(sample[sample["lang"].isin(["zh", "en"])], "year")
    with pytest.raises(ValueError, match="no such column"):
        tk.diversity(sample[sample["lang"] == "zh"], "province")
    with pytest.raises(ValueError, match="threshold"):
        tk.diversity(sample, threshold=1.0)
    empty = tk.diversity(tk.from_texts(["", "落实责任"], lang="zh"))
    assert empty["tokens"].tolist() == [0, 2] and math.isnan(empty["ttr"].iloc[0])
