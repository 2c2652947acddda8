import pandas as pd
import pytest

import toolkit as tk


def surfaces(text, lexicon=None):
    hits = tk.find_terms(tk.from_texts([text]), lexicon)
    return list(zip(hits["surface"], hits["concept"], strict=True))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("堅決做到兩個維護", [("兩個維護", "两个维护")]),
        ("严格执行３个规定", [("３个规定", "三个规定")]),
        ("严格执行 3 个规定", [("3 个规定", "三个规定")]),
        ("implement the THREE REGULATIONS at once", [("THREE REGULATIONS", "三个规定")]),
        ("keep an eye on the “four conducts” issue", [("four conducts", "四风")]),
        ("the four\nconducts", [("four\nconducts", "四风")]),
        ("不忘初心 牢记使命", [("不忘初心 牢记使命", "不忘初心、牢记使命")]),
        ("第三个规定和十三个规定", []),
        ("the four conductsman", []),
        ("twenty-three regulations", []),
        ("三个月后两名干部在三亚", []),
        ("", []),
    ],
)
def test_what_is_found(text, found):
    assert surfaces(text) == found


def test_the_longest_of_overlapping_forms_counts():
    lexicon = tk.Lexicon.empty().add("自我革命").add("党的自我革命").add("革命精神")
    assert surfaces("推进党的自我革命精神", lexicon) == [("党的自我革命", "党的自我革命")]


def test_a_long_form_that_ends_inside_a_word_does_not_hide_a_short_one():
    lexicon = tk.Lexicon.empty().add("两会", en=["two sessions"]).add("两会之歌", en=["two sessions of"])
    assert surfaces("the two sessions often", lexicon) == [("two sessions", "两会")]


def test_an_empty_lexicon_finds_nothing():
    assert tk.find_terms(tk.from_texts(["落实三个规定"]), tk.Lexicon.empty(), unlisted=False).empty


def test_hits_know_their_sentence_members_and_place():
    hits = tk.find_terms(tk.from_texts(["会议召开。必须纠治“四风”。"], source="云渡市"))
    hit = hits.iloc[0]
    assert (hit["sent"], hit["start"], hit["lang"], hit["source"]) == (1, 10, "zh", "云渡市")
    assert hit["members"] == "形式主义 | 官僚主义 | 享乐主义 | 奢靡之风"
    assert bool(hit["listed"]) is True
    assert hit["position"] == 10 / 14


def test_the_sense_is_the_latest_one_that_the_date_allows():
    lexicon = tk.Lexicon(
        (
            tk.Term("四个全面", "2014", zh=("四个全面",), members_zh=tuple("甲乙丙丁"), year=2014),
            tk.Term("四个全面", "2020", zh=("四个全面",), members_zh=tuple("戊乙丙丁"), year=2020),
        )
    )
    docs = tk.from_texts(["“四个全面”战略布局"] * 3, date=["2016-01-01", "2023-01-01", None])
    hits = tk.find_terms(docs, lexicon)
    assert hits["sense"].tolist() == ["2014", "2020", "2020"]
    assert hits["members"].tolist() == ["甲 | 乙 | 丙 | 丁", "戊 | 乙 | 丙 | 丁", "戊 | 乙 | 丙 | 丁"]
    assert hits["alternatives"].tolist() == ["四个全面 (2020)", "四个全面 (2014)", "四个全面 (2014)"]
    assert hits["score"].tolist() == [0.8, 0.8, 0.5]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mao's Two Musts were studied.", ["Two Musts"]),  # without whose they are
        ("Xi's Five Points of January 2019 were studied.", ["Five Points"]),
        ('Qinglong Village "Two Committees" met.', ["Two Committees"]),
        ('exports of the "new three" export model grew', ["new three"]),  # what stands in marks is the name
        ("the double prevention mechanism is on the phone", ["double prevention"]),  # without its naming noun
        ("五讲四美三热爱活动，五讲四美活动", ["五讲四美三热爱", "五讲四美"]),  # a further numeral belongs to it
        ("三反五反运动", ["三反", "五反"]),  # two names side by side
        ("the Three-Anti and Five-Anti campaigns", ["Three-Anti", "Five-Anti"]),
        ("State firms joined the Double Hundred Action in 2018.", ["Double Hundred"]),
        ("坚持二为方向和双百方针，做四有军人，弘扬三牛精神", ["二为", "双百", "四有", "三牛"]),
    ],
)
def test_the_name_is_found_and_nothing_else(text, found):
    assert tk.find_terms(tk.from_texts([text]))["surface"].tolist() == found


def test_what_may_be_something_else_is_judged_and_what_may_not_is_found():
    texts = ["two maintenance branches of the server", "resolutely achieve the two maintenances", "共建一带一路十一年"]
    assert tk.find_terms(tk.from_texts(texts))["concept"].tolist() == ["两个维护", "一带一路"]


def test_an_english_name_is_judged_where_a_text_is_not_full_of_formulations():
    alone = "Two bombs, one satellite phone and three passports were found in the cellar."
    among = "Uphold the Two Affirmations, the Two Upholds, the Four Confidences and the Four Consciousnesses. "
    assert tk.find_terms(tk.from_texts([alone])).empty
    assert "两弹一星" in tk.find_terms(tk.from_texts([among + alone]))["concept"].tolist()
    assert tk.find_terms(tk.from_texts(["scientists of the two bombs, one satellite era"]))["concept"].tolist() == [
        "两弹一星"
    ]


def test_a_figure_with_a_measure_word_is_no_formulation():
    assert tk.find_terms(tk.from_texts(["改扩建中小学8所，拨打12345热线"])).empty


def test_parts_in_marks_of_their_own_are_hits_of_their_own():
    found = tk.find_terms(tk.from_texts(["“三反”“五反”运动先后铺开，“扫黄”“打非”也开始了"]))
    assert found.concept.tolist()[:2] == ["三反", "五反"]
    assert found.surface.tolist()[2] == "扫黄”“打非"


def test_a_numbered_member_of_an_enumeration_is_a_hit_beside_it():
    found = tk.find_terms(tk.from_texts(["坚持邓小平理论、“三个代表”重要思想、科学发展观"]))
    assert set(found.form) == {"expanded", "abbreviated"} and "三个代表" in set(found.concept)


@pytest.mark.parametrize(
    ("text", "concept", "surface"),
    [
        ("一体推进不敢腐、不能腐、不想腐", "不敢腐、不能腐、不想腐", "不敢腐、不能腐、不想腐"),
        (
            "pointless formalities, bureaucratism, hedonism, and extravagance",
            "四风",
            "pointless formalities, bureaucratism, hedonism, and extravagance",
        ),
    ],
)
def test_members_in_any_of_their_wordings_are_expanded(text, concept, surface):
    found = tk.find_terms(tk.from_texts([f"{text}."]))
    assert found[["concept", "surface", "form"]].values.tolist() == [[concept, surface, "expanded"]]
    assert (found.found == found.of).all()


def test_what_a_gloss_explains_is_no_hit_of_its_parts():
    found = tk.find_terms(tk.from_texts(["反对“四风”即形式主义、官僚主义、享乐主义和奢靡之风"]))
    assert found.surface.tolist() == ["四风"]


OFFICIAL = (
    "要增强四个意识、坚定四个自信、做到两个维护，统筹推进五位一体总体布局，协调推进四个全面战略布局，坚持自我革命，"
    "落实中央八项规定精神，纠治四风，扎实推进共同富裕和乡村振兴。"
)


@pytest.mark.parametrize(
    ("sentence", "form", "meant"),
    [
        ("到本世纪末总产值翻两番的目标可以提前达到。", "翻两番", True),
        ("大家分两步走过独木桥。", "两步走", False),
        ("一九六四年全国粮食增产。", "六四", False),
    ],
)
def test_what_may_be_something_else_is_likelier_meant_in_an_official_text(sentence, form, meant):
    hits = tk.find_terms(tk.from_texts([sentence, OFFICIAL + sentence, sentence + OFFICIAL]), unlisted=False)
    assert set(hits.loc[hits["surface"] == form, "doc_id"]) == ({"text-2", "text-3"} if meant else set())


@pytest.mark.parametrize(
    ("text", "surface", "concept"),
    [
        ("汽车“新四化”加速推进", "新四化", "新四化"),
        ("落实门前三包责任", "门前三包", "门前三包"),
        ("重申中美三个联合公报", "中美三个联合公报", "中美三个联合公报"),
        ("破除“四唯”", "四唯", "破四唯"),
        ("发挥第三次分配作用", "第三次分配", "第三次分配"),
        ("在一个中国原则基础上", "一个中国原则", "一个中国原则"),
        ("坚持16字方针", "16字方针", "十六字方针"),
        ("the mini three links", "mini three links", "小三通"),
    ],
)
def test_what_makes_it_another_concept_belongs_to_a_name(text, surface, concept):
    assert surfaces(text) == [(surface, concept)]


@pytest.mark.parametrize(
    ("text", "surface", "concept"),
    [
        ("严格落实一岗“双责”", "一岗“双责”", "一岗双责"),
        ("锚定两个“一百年”奋斗目标", "两个“一百年”", "两个一百年"),
        ("争做“四有”好老师", "四有", "四有好老师"),
        ("持续纠治“4风”问题", "4风", "四风"),
        ('Leaders praised the "two "upholds"" today.', 'two "upholds"', "两个维护"),
        ("adhere to the two firm upholds", "two firm upholds", "两个维护"),
    ],
)
def test_marks_figures_and_words_inside_make_no_difference(text, surface, concept):
    assert surfaces(text) == [(surface, concept)]


@pytest.mark.parametrize(
    ("text", "surface", "concept"),
    [
        ("坚持一个中国的原则", "一个中国的原则", "一个中国原则"),
        ("党的群众路线教育实践活动", "党的群众路线教育实践活动", "群众路线教育实践活动"),
        ("建设美丽中国先行区", "美丽中国先行区", "美丽中国"),
    ],
)
def test_of_forms_that_cross_the_longest_counts(text, surface, concept):
    assert surfaces(text) == [(surface, concept)]


def test_a_form_gives_way_to_a_longer_one_only_where_that_one_counts():
    lexicon = tk.Lexicon.empty()
    for form in ("alpha beta gamma", "gamma delta epsilon zeta", "zeta eta theta iota kappa"):
        lexicon = lexicon.add(form, en=[form])
    docs = tk.from_texts(
        ["Alpha beta gamma delta epsilon zeta eta theta iota kappa.", "Alpha beta gamma delta epsilon."]
    )
    hits = tk.find_terms(docs, lexicon, unlisted=False)
    first = ["Alpha beta gamma", "zeta eta theta iota kappa"]
    assert hits.groupby("doc_id")["surface"].agg(list).to_list() == [first, ["Alpha beta gamma"]]


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("各地继续清理三角债，防止前清后欠。", "三角债"),
        ("学习贯彻中央一号文件精神", "一号文件"),
        ("Two ratios of fiscal revenue", "Two ratios"),
    ],
)
def test_a_form_is_judged_by_all_of_it(text, surface):
    assert surface in tk.find_terms(tk.from_texts([text]), unlisted=False)["surface"].tolist()


def test_figures_without_a_measure_word_are_counted_too():
    docs = tk.from_texts(["落实6稳6保，反对4风，坚持5位一体总体布局。", "厂里装了4风机，距市区3公里，有3农户和5金店。"])
    hits = tk.find_terms(docs, unlisted=False)
    found = [("6稳", "六稳"), ("6保", "六保"), ("4风", "四风"), ("5位一体", "五位一体")]
    assert list(zip(hits["surface"], hits["concept"], strict=True)) == found
    assert {"6稳", "6保", "4风"} <= set(tk.tokenise(docs)["token"])


def test_line_ends_of_a_text_that_was_not_normalised():
    hits = tk.find_terms(pd.DataFrame({"doc_id": ["d"], "lang": ["zh"], "text": ["把全面从\r\n严治党贯穿始终"]}))
    assert hits[["surface", "concept"]].values.tolist() == [["全面从\r\n严治党", "全面从严治党"]]


def test_forms_in_a_row_are_each_meant():
    for text in ("增强四个意识四个自信", "增强四个意识、四个自信", "“四个意识”“四个自信”"):
        assert tk.find_terms(tk.from_texts([text]))["surface"].tolist() == ["四个意识", "四个自信"]
    found = tk.find_terms(tk.from_texts(["坚持一国两制、港人治港、高度自治"]))
    assert found["concept"].tolist() == ["一国两制", "港人治港", "高度自治"]


@pytest.mark.parametrize(
    "text", ["靠“双百双千”计划引来院士", 'the "three "red lines" rule" of 2020', '"two "sessions" of"']
)
def test_no_hit_overlaps_another_nor_ends_behind_the_marks_that_it_begins_in(text):
    hits = tk.find_terms(tk.from_texts([text]))
    assert (hits["start"].iloc[1:].to_numpy() >= hits["end"].iloc[:-1].to_numpy()).all()
    assert not hits["surface"].isin(["双千”计划"]).any()


def test_what_one_is_to_do_is_found_as_an_act_and_the_other_way_round():
    found = tk.find_terms(
        tk.from_texts(["The city is sweeping away black and eliminating evil.", "We serve the people."])
    )
    assert "扫黑除恶" in found["concept"].tolist()
