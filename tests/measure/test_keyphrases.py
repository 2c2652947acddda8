import pytest

import toolkit as tk


def test_formulations_and_compounds_are_units_in_both_languages():
    docs = tk.from_texts(
        [
            "纠治四风，治理餐饮浪费。餐饮浪费是四风问题，四风反弹必须警惕。",
            "A river pledge needs money. The four winds hurt every river pledge.",
            "开展森林防火巡查。森林防火人人有责。",
        ]
    )
    found = tk.keyphrases(docs, top=3)
    by_document = found.groupby("doc_id", sort=False)["phrase"].agg(list)
    assert set(by_document["text-1"][:2]) == {"四风", "餐饮浪费"}
    assert "四风" in by_document["text-2"] and "river pledge" in by_document["text-2"]
    assert by_document["text-3"][0] == "森林防火"
    assert found["score"].between(0, 1).all() and (found.groupby("doc_id")["score"].first() == 1).all()


@pytest.mark.parametrize("method", ["both", "tfidf", "textrank"])
def test_every_method_and_an_empty_document(method):
    docs = tk.from_texts(["会议", "", "落实三个规定，落实责任制度"])
    found = tk.keyphrases(docs, method=method)
    assert "text-2" not in set(found["doc_id"]) and "三个规定" in set(found["phrase"])


def test_a_background_changes_what_is_common():
    docs, background = tk.from_texts(["森林防火与水利工程"]), tk.from_texts(["森林防火"] * 20)
    found = tk.keyphrases(docs, method="tfidf", background=background)
    assert found["phrase"][0] in ("水利工程", "水利")


def test_an_unknown_method_is_refused():
    with pytest.raises(ValueError, match="tfidf"):
        tk.keyphrases(tk.from_texts(["会议"]), method="bert")
