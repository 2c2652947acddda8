"""Formulations on labelled sentences. The figures are floors: a change that loses them is seen; benchmarks/formulations.py prints all."""

import pytest

import toolkit as tk
from tests.terms.cases import PARTS, found_by_toolkit, load, score

FLOORS = [  # part, language, lexicon, precision, recall, most false friends hit; what the grammar is worth was learned from "look"
    ("look", "zh", None, 0.95, 0.95, 0.03),
    ("look", "zh", tk.Lexicon.empty(), 0.98, 0.93, 0.01),
    ("look", "en", None, 0.93, 0.94, 0.03),
    ("look", "en", tk.Lexicon.empty(), 0.98, 0.93, 0.01),
    ("score", "zh", None, 0.88, 0.86, 0.075),
    ("score", "zh", tk.Lexicon.empty(), 0.92, 0.80, 0.045),
    ("score", "en", None, 0.88, 0.82, 0.065),
    ("score", "en", tk.Lexicon.empty(), 0.90, 0.77, 0.045),
    ("apart", "zh", None, 0.96, 0.96, 0.03),
    ("apart", "zh", tk.Lexicon.empty(), 0.96, 0.94, 0.03),
    ("apart", "en", None, 0.92, 0.93, 0.06),
    ("apart", "en", tk.Lexicon.empty(), 0.94, 0.87, 0.04),
]
# Of which parts only every so many sentences: what was learned takes long to find again, and tells little; of English there is more than enough.
EVERY = {("look", "zh"): 10, ("look", "en"): 30, ("score", "en"): 3}


@pytest.mark.parametrize(("part", "lang", "lexicon", "precision", "recall", "false_friends"), FLOORS)
def test_formulations_are_found_and_false_friends_are_not(part, lang, lexicon, precision, recall, false_friends):
    cases = load(part, lang)[:: EVERY.get((part, lang), 1)]
    got = score(cases, found_by_toolkit(cases, lexicon))
    assert got.precision >= precision, got
    assert got.recall >= recall, got
    assert got.false_friends <= false_friends, got


def test_there_are_cases_enough():
    parts = [load(part, lang) for part in PARTS for lang in ("zh", "en")]
    assert sum(map(len, parts)) >= 600
    assert sum(not case.spans for part in parts for case in part) >= 0.45 * sum(map(len, parts))


def hits(text, lexicon=None):
    return tk.find_terms(tk.from_texts([text]), lexicon)


@pytest.mark.parametrize(
    ("text", "surface", "concept"),
    [
        ("增强四个“意识”", "四个“意识”", "四个意识"),
        ("增强“四个意识”“四个自信”", "四个自信", "四个自信"),
        ("增强四 个 意 识", "四 个 意 识", "四个意识"),
        ("做好三农\n工作", "三农", "三农"),
        ("做到兩個維護", "兩個維護", "两个维护"),
        ("落实3项规定和8项规定", "8项规定", "八项规定"),
        ("four specific forms of decadence", "four specific forms of decadence", "四风"),
        ("We need four-winds rectification; the Four Winds!", "Four Winds", "四风"),
        ("enhance the “4 consciousnesses”", "4 consciousnesses", "四个意识"),
        ("the two\nupholds", "two\nupholds", "两个维护"),
    ],
)
def test_every_way_to_write_a_form_is_found(text, surface, concept):
    found = hits(text)
    assert (surface, concept) in list(zip(found["surface"], found["concept"], strict=True))


@pytest.mark.parametrize(
    "text", ["印度尼西亚和两会计师", "三个代表团在三亚", "合并两个维护分支", "双减少了", "双规格", "两个维护人员"]
)
def test_a_form_inside_other_words_is_not_found(text):
    assert hits(text).empty


@pytest.mark.parametrize(
    "text",
    ["三个月后两名干部到三亚", "第三条", "党的二十大", "“十四五”规划", "两年", "two years", "four city councils", "the Group of Seven met",
     "the Three Gorges Dam", "一方面、另一方面", "三四十人", "百分之三十"],
)  # fmt: skip
def test_counts_dates_and_names_are_no_formulations(text):
    assert hits(text, tk.Lexicon.empty()).empty
    assert hits(text).empty


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("开展“三抓三促”行动", "三抓三促"),
        ("推行“五查五改”", "五查五改"),
        ("围绕“一核三带五园”布局", "一核三带五园"),
        ("a campaign of three grasps and three promotions", "three grasps and three promotions"),
        ("the 'four hearts' working method", "four hearts"),
    ],
)
def test_unlisted_ones_are_found_by_grammar_with_their_cues(text, surface):
    found = hits(text, tk.Lexicon.empty())
    assert found["surface"].tolist() == [surface]
    assert found["concept"].isna().all() and not found["listed"].any() and (found["form"] == "unlisted").all()
    assert found["cues"].str.len().gt(0).all() and found["score"].between(0.5, 1).all()


@pytest.mark.parametrize(
    ("text", "surface", "times"),
    [
        ("县委推进“五联五促”行动，五联五促成效好，又见五联五促，但不是第五联五促", "五联五促", 3),
        ("the “five links and five lifts” campaign; later five links and five lifts were forgotten", "five links and five lifts", 2),
    ],
)  # fmt: skip
def test_what_is_surely_one_is_believed_wherever_it_stands_again(text, surface, times):
    found = hits(text)
    assert found["surface"].tolist() == [surface] * times and found["cues"].str.contains("repeated").all()


def test_unlisted_ones_can_be_left_out():
    docs = tk.from_texts(["开展“三抓三促”行动"])
    assert tk.find_terms(docs, unlisted=False).empty


@pytest.mark.parametrize(
    ("text", "concept", "found", "of"),
    [
        ("一体反对形式主义、官僚主义、享乐主义和奢靡之风", "四风", 4, 4),
        ("formalism, bureaucratism, hedonism and extravagance", "四风", 4, 4),
        ("反对官僚主义、享乐主义、奢靡之风", "四风", 3, 4),
        ("农业、农村、农民", "三农", 3, 3),
    ],
)
def test_members_without_their_label_are_a_hit_of_the_concept(text, concept, found, of):
    hit = hits(text).iloc[0]
    assert (hit["concept"], hit["form"], hit["found"], hit["of"]) == (concept, "expanded", found, of)


def test_a_listed_enumeration_is_expanded_too():
    hit = hits("pointless formalities, bureaucratism, hedonism, and extravagance").iloc[0]
    assert (hit["concept"], hit["form"]) == ("四风", "expanded")


def test_a_gloss_gives_the_members_with_their_places():
    texts = [
        "“四风”即形式主义、官僚主义、享乐主义和奢靡之风。",
        "抓学习、抓作风、抓落实这“三个抓”。",
        "the three hearts, namely love, patience and perseverance, were praised",
    ]
    docs = tk.from_texts(texts)
    found = tk.expansions(docs)
    assert found.groupby("doc_id")["member"].agg(list).tolist() == [
        ["形式主义", "官僚主义", "享乐主义", "奢靡之风"],
        ["抓学习", "抓作风", "抓落实"],
        ["love", "patience", "perseverance"],
    ]
    assert found["label"].unique().tolist() == ["四风", "三个抓", "three hearts"]
    for row in found.itertuples():
        text = docs.set_index("doc_id")["text"][row.doc_id]
        assert text[row.member_start : row.member_end] == row.member
        assert text[row.label_start : row.label_end] == row.label


@pytest.mark.parametrize(
    ("text", "surface", "concept"),
    [
        ("The province enforces dual control of energy consumption and intensity.", "dual control", "能耗双控"),
        (
            "The bureau carries out the Four Beams, Eight Pillars, One Roof plan.",
            "Four Beams, Eight Pillars, One Roof",
            None,
        ),
        ("Implement the five musts and five must-nots in daily work.", "five musts and five must-nots", None),
        ("Keep the two maintenances and four consciousnesses in mind.", "two maintenances", "两个维护"),
    ],
)
def test_an_english_form_may_end_elsewhere_than_it_is_listed(text, surface, concept):
    found = hits(text)
    assert found["surface"][0] == surface
    assert found["concept"].astype(object).fillna("")[0] == (concept or "")
    assert not any(
        row.start < before.end for before, row in zip(found[:-1].itertuples(), found[1:].itertuples(), strict=True)
    )


def test_a_gloss_is_not_believed_if_its_number_is_wrong():
    assert tk.expansions(tk.from_texts(["“三心”即爱心、耐心。"]), tk.Lexicon.empty()).empty


def test_of_concepts_that_share_a_form_the_company_decides():
    lexicon = tk.Lexicon(
        (
            tk.Term("两高", zh=("两高",), domain="judicial", shared=("两高",)),
            tk.Term("两高项目", zh=("两高",), domain="ecology", shared=("两高",)),
            tk.Term("双碳", zh=("双碳",), domain="ecology"),
        )
    )
    both = tk.find_terms(tk.from_texts(["双碳与“两高”", "“两高”发布"]), lexicon)
    chosen = both[both["surface"] == "两高"]
    assert chosen["concept"].tolist() == ["两高项目", "两高项目"]  # of equals the one that was added last
    assert chosen["alternatives"].tolist() == ["两高", "两高"]
    assert chosen["score"].tolist() == [0.8, 0.5]
