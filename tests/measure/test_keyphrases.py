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


def report(*years):
    """Long documents: what all say again and again, and what only one does."""
    common = "发展经济，建设农村，发展企业，提高质量。经济发展，农村发展，企业发展。" * 20
    return tk.from_texts([common + f"修建{year}。启用{year}，管好{year}。" * 2 for year in years])


def test_a_long_document_has_what_tells_it_from_the_others():
    own = ["跨海大桥", "高速铁路", "水利枢纽", "体育场馆", "文化广场", "科技园区"]
    found = tk.keyphrases(report(*own), top=1)
    assert found["phrase"].tolist() == own


def test_phrases_stand_in_the_text_and_say_different_things():
    text = "建设\n发展规划。三个月里，七月，两家企业的农业保险服务站和农业保险服务员办了五万元农业保险。森林防火，森林防火。"
    found = tk.keyphrases(tk.from_texts([text, "会议"]), top=20)["phrase"].tolist()
    assert all(phrase in text for phrase in found)
    assert not {"三个月", "七月", "两家", "五万元"} & set(found)
    assert "森林防火" in found and not {"森林", "防火"} & set(found)
    assert sum("农业" in phrase for phrase in found) <= 3


def test_words_that_the_dictionary_cuts_in_pieces_are_one():
    text = "推进阶梯水价。阶梯水价使用水下降，居民优先适应阶梯水价计费方式。"
    assert tk.keyphrases(tk.from_texts([text]))["phrase"][0] == "阶梯水价"


def test_english_compounds_are_noun_phrases():
    text = "They encourage schools to save. The county encourages schools, and the river pledge accounted for it."
    found = tk.keyphrases(tk.from_texts([text]))["phrase"].tolist()
    assert "river pledge" in found and not {"encourage schools", "river pledge accounted"} & set(found)


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        ({"method": "bert"}, ValueError, "tfidf"),
        ({"top": "3"}, ValueError, "top takes a whole number"),
        ({"top": -1}, ValueError, "top takes a whole number"),
        ({"background": "x"}, TypeError, r"keyphrases\(background\) takes a DataFrame"),
        ({"background": report("桥").drop(columns="text")}, ValueError, r"keyphrases\(background\) needs the column"),
    ],
)
def test_wrong_arguments_are_refused(wrong, error, says):
    with pytest.raises(error, match=says):
        tk.keyphrases(tk.from_texts(["会议"]), **wrong)


def test_a_document_that_is_there_twice_is_refused():
    with pytest.raises(ValueError, match="doc_id must be unique"):
        tk.keyphrases(report("桥", "路").assign(doc_id="a"))
