import pytest

import toolkit as tk


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("four conducts", "四风"),
        ("the spirit of the eight-point rules", "八项规定"),
        ("two safeguardings", "两个维护"),
        ("four mornings", "四早"),
        ("four have new people", "四有新人"),
        ("四种意识", "四个意识"),
        ("兩個堅決維護", "两个维护"),
        ("OBOR", "一带一路"),
        ("peaceful reunification", "和平统一"),
        ("rectify the four winds", "四风"),
        ("纠治四风", "四风"),
        ("reform of three systems", "三项制度改革"),
        ("three fight two build", "三打两建"),
        ("grasping with two hands", "两手抓、两手都要硬"),
        ("four-fold consciousness", "四个意识"),
        ("Quadruple Confidence", "四个自信"),
        ("formalism, bureaucratism, hedonism and extravagance", "四风"),
        ("clean waters and green mountains are gold mountains and silver mountains", "绿水青山就是金山银山"),
    ],
)
def test_renderings_reach_their_concept(text, concept):
    found = tk.resolve(text)
    assert found["concept"][0] == concept
    assert found["score"].is_monotonic_decreasing and found["how"].str.len().gt(0).all()


@pytest.mark.parametrize(
    "text",
    [
        "two apples",
        "three people",
        "four city councils",
        "the weather",
        "opposition party",
        "a public hearing",
        "six percent growth",
        "first class",
        "nine cases",
        "三个和尚",
        "好",
        "",
        "…",
    ],
)
def test_what_is_unknown_is_not_guessed(text):
    assert tk.resolve(text).empty


def test_a_listed_form_scores_one_and_says_how():
    first = tk.resolve("Four Winds").iloc[0]
    assert (first["score"], first["how"]) == (1.0, "listed as press rendering")


def test_several_listed_forms_side_by_side_are_each_given():
    for text in ("six stability and six guarantees", "六稳、六保"):
        assert set(tk.resolve(text)["concept"]) == {"六稳", "六保"}


def test_the_reason_quotes_words_as_they_stand():
    assert "upkeeps is nearly in a rendering" in tk.resolve("two upkeeps")["how"][0]


def test_only_strings_are_resolved():
    with pytest.raises(TypeError, match="string"):
        tk.resolve(3)


def test_nothing_is_resolved_without_a_lexicon():
    assert tk.resolve("four conducts", lexicon=tk.Lexicon.empty()).empty


@pytest.mark.parametrize(
    "count", ["two years", "two people", "four people", "三名干部", "三公里", "五个国家", "三台服务器", "两年"]
)
def test_what_merely_counts_is_unknown(count):
    assert tk.resolve(count).empty
