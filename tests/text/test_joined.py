"""Documents are looked at together: each gives what it gives alone, whatever stands at its ends."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import toolkit as tk
from toolkit.terms.find import HIT_COLUMNS
from toolkit.text.joined import joined, runs
from toolkit.text.tokens import TOKEN_COLUMNS

PIECES = (
    "四风|六稳|六保|形式主义、|官僚主义|享乐主义和|奢靡之风|三个|规定|第|十|两个维护|“三抓三促”|落实|行动|。|\n| |\0|“|”|"
    "three |regulations |four specific |forms of decadence|two upholds|twenty |namely |pointless formalities, |hedonism|."
).split("|")
TEXTS = st.lists(st.lists(st.sampled_from(PIECES), max_size=6).map("".join), max_size=5)


def table(texts):
    langs = ["zh" if any("\u4e00" <= c <= "\u9fff" for c in text) else "en" for text in texts]
    return pd.DataFrame({"doc_id": [f"d{n}" for n in range(len(texts))], "lang": langs, "text": texts})


def one_by_one(found, docs):
    return pd.concat([found(docs.iloc[[place]]) for place in range(len(docs))], ignore_index=True)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_hits_and_expansions_are_those_of_each_document(texts):
    docs = table(texts)
    for found in (lambda docs: tk.find_terms(docs)[HIT_COLUMNS], tk.expansions):
        if len(docs):
            assert_frame_equal(found(docs), one_by_one(found, docs))


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_tokens_and_sentences_are_those_of_each_document(texts):
    docs = table(texts)
    if len(docs):
        assert_frame_equal(tk.sentences(docs), one_by_one(tk.sentences, docs))
        tokens = tk.tokenise(docs)[TOKEN_COLUMNS].astype({"doc_id": "str", "kind": "str"})
        alone = one_by_one(lambda docs: tk.tokenise(docs)[TOKEN_COLUMNS].astype({"doc_id": "str", "kind": "str"}), docs)
        assert_frame_equal(tokens, alone)


def test_runs_hold_every_text_once_and_a_long_one_alone():
    texts = ["短" * 200_000] * 3 + ["长" * 900_000, "", "短"]
    found = list(runs(texts))
    assert [place for run in found for place in run] == list(range(6))
    assert range(3, 4) in found and max(len(run) for run in found) > 1
    assert joined(("a", "", "b")).begins.tolist() == [0, 17, 33]
