import numpy as np
import pandas as pd
import pytest

import toolkit as tk
from toolkit.measure.topic_choice import agreement

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def made(topics, seed=0):
    """Documents of a known number of topics, a few words of other topics and of none in each."""
    rng = np.random.default_rng(seed)
    names = [[f"zq{LETTERS[t]}v{LETTERS[i]}k" for i in range(25)] for t in range(topics + 1)]
    texts = []
    for number in range(topics * 12):
        own, other = names[number % topics], names[rng.integers(topics)]
        texts.append(" ".join([*rng.choice(own, 30), *rng.choice(other, 6), *rng.choice(names[-1], 15)]))
    return tk.from_texts(texts, lang="en")


@pytest.mark.parametrize("topics", [3, 5])
def test_the_number_of_topics_that_made_the_text_is_found(topics):
    table = tk.choose_topics(made(topics), [2, 3, 4, 5, 6, 8])
    assert table["k"].tolist() == [2, 3, 4, 5, 6, 8]
    assert table.loc[table["chosen"], "k"].tolist() == [topics]
    assert table["stability"].between(0, 1).all()
    assert np.allclose(table["stability"], (table["over_seeds"] + table["over_resamples"]) / 2)


def test_auto_takes_the_chosen_number():
    docs = made(3)
    table = tk.choose_topics(docs)
    assert tk.topics(docs, "auto").k == table.loc[table["chosen"], "k"].item() == 3


def test_the_choice_is_the_same_again_and_in_another_order():
    docs = made(3)
    table = tk.choose_topics(docs, [2, 3, 4], seed=5).drop(columns="seconds")
    again = tk.choose_topics(docs.sample(frac=1, random_state=1), [4, 3, 2], seed=5).drop(columns="seconds")
    pd.testing.assert_frame_equal(table, again)


def test_counts_without_texts_and_two_languages_do(sample):
    table = tk.choose_topics(tk.document_terms(sample), [4, 6], runs=1)
    assert table[["c_v", "npmi", "u_mass", "stability"]].notna().all(axis=None)


def test_agreement_is_one_for_the_same_topics_in_another_order_and_nought_for_others():
    some = np.random.default_rng(0).random((3, 40))
    assert agreement(some, some[[2, 0, 1]]) == 1
    apart = np.zeros((2, 2, 20))
    apart[0, 0, :5] = apart[0, 1, 5:10] = apart[1, 0, 10:15] = apart[1, 1, 15:] = 1
    assert agreement(np.hstack([apart[0], apart[0] * 0]), np.hstack([apart[1] * 0, apart[1]])) < 0.5


def test_agreement_is_the_average_jaccard_of_leading_terms_depth_by_depth():
    one, other = ["album", "music", "best", "award", "win"], ["sport", "best", "win", "medal", "award"]
    words = sorted({*one, *other})
    ranks = [[[len(own) - own.index(word) if word in own else 0 for word in words]] for own in (one, other)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("toolkit.measure.topic_choice._LEADING", 5)
        found = agreement(*(np.array(rank, float) for rank in ranks))
    sets = [len({*one[:d]} & {*other[:d]}) / len({*one[:d]} | {*other[:d]}) for d in range(1, 6)]
    assert found == pytest.approx(np.mean(sets))


def test_impossible_numbers_are_refused():
    with pytest.raises(ValueError, match="ks is empty"):
        tk.choose_topics(made(3), [])
    with pytest.raises(ValueError, match="k=500"):
        tk.choose_topics(made(3), [3, 500])
