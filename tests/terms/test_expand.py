"""Members written out, with their label or without it."""

import re
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

import toolkit as tk
from toolkit.terms.gloss import gloss


def test_members_in_english_are_found_as_what_one_is_to_do():
    text = "maintain political integrity, think in big-picture terms, follow the leadership core, and keep in alignment"
    (hit,) = tk.find_terms(tk.from_texts([f"Officials must {text}."])).itertuples()
    assert (hit.surface, hit.concept, hit.form, hit.found) == (text, "四个意识", "expanded", 4)


def test_members_that_are_formulations_are_hits_beside_an_enumeration_in_part():
    hits = tk.find_terms(tk.from_texts(["推进全面依法治国和全面从严治党"]))
    assert hits["concept"].tolist() == ["全面依法治国", "四个全面", "全面从严治党"]
    assert hits["found"].fillna(0).tolist() == [0, 2, 0]


def test_items_before_a_label_that_says_two_numbers():
    written = tk.expansions(tk.from_texts(["重温誓词、交流心得、参观展馆这“三个一”活动"]))
    assert written["member"].tolist() == ["重温誓词", "交流心得", "参观展馆"]


@pytest.mark.parametrize(
    ("text", "label", "members"),
    [
        ("“四心”即爱心、耐心、细心和恒心，让群众满意。", "四心", "爱心 耐心 细心 恒心"),
        ("“三张清单”即物资清单、人员清单和车辆清单，由办公室管理。", "三张清单", "物资清单 人员清单 车辆清单"),
        ("“两排查”，即排查隐患、排查矛盾，群众拍手称快。", "两排查", "排查隐患 排查矛盾"),
        (
            "三支两军（即支援工业，支援农业，支持左派，军事管制，军政训练）",
            "三支两军",
            "支援工业 支援农业 支持左派 军事管制 军政训练",
        ),
        ("“三位一体”：价值塑造、知识传授、能力培养，成效显著。", "三位一体", "价值塑造 知识传授 能力培养"),
        ("“两心”即爱心和耐心，是基础。", "两心", "爱心 耐心"),
        ("我院推行“五心”工作法，即用心、细心、耐心、热心、恒心。", "五心", "用心 细心 耐心 热心 恒心"),
        ("“三心”主要包括：爱心、耐心、恒心。", "三心", "爱心 耐心 恒心"),
        ("“三心”即“爱心”“耐心”“恒心”。", "三心", "爱心 耐心 恒心"),
        ("“三心”，一是爱心，二是耐心，三是恒心。", "三心", "爱心 耐心 恒心"),
        ("“三心”，即爱心、\n耐心、恒心。", "三心", "爱心 耐心 恒心"),
        ("把爱心、耐心、恒心概括为“三心”。", "三心", "爱心 耐心 恒心"),
        ("爱心、耐心、恒心——这就是“三心”。", "三心", "爱心 耐心 恒心"),
        ("坚持爱心、耐心、恒心“三心”服务。", "三心", "爱心 耐心 恒心"),
        ("“一核三带五园”，即一个核心区、三条产业带、五个农业园。", "一核三带五园", "一个核心区 三条产业带 五个农业园"),
        ("“1+3+N”模式，即一个中心、三个平台、N个站点。", "1+3+N", "一个中心 三个平台 N个站点"),
        ("“三同”即《甲规定》《乙规定》《丙规定》。", "三同", "甲规定 乙规定 丙规定"),
        ('We need love, patience and care (the "three hearts").', "three hearts", "love patience care"),
        ('love, patience and care, the so-called "three hearts",', "three hearts", "love patience care"),
        ('the "three hearts," namely, love, patience, and care,', "three hearts", "love patience care"),
        ('the "three hearts" (that is, love, patience, care)', "three hearts", "love patience care"),
        ('the "three hearts": 1) love; 2) patience; 3) care.', "three hearts", "love patience care"),
        ('The "three hearts" of love, patience and care guide us.', "three hearts", "love patience care"),
    ],
)
def test_a_gloss_is_read_however_it_is_put(text, label, members):
    start = text.index(label)
    found = gloss(text, start, start + len(label), "en" if text.isascii() else "zh")
    assert [text[member.start : member.end] for member in found] == members.split()


@pytest.mark.parametrize(
    ("text", "label", "members", "of"),
    [
        ("“四个务必”是：（一）务必坚定；（二）务必敢斗；（三）务必尽责；（四）务必清正。", "四个务必", "务必坚定 | 务必敢斗 | 务必尽责 | 务必清正", 4),
        ("落实“三张清单”（①权力清单；②责任清单；③负面清单）。", "三张清单", "权力清单 | 责任清单 | 负面清单", 3),
        ("“三步走”：第一步，摸清底数；第二步，制定方案；第三步，组织实施。", "三步走", "摸清底数 | 制定方案 | 组织实施", 3),
        ("“四个聚焦”\n——聚焦主业\n——聚焦创新\n——聚焦人才\n——聚焦安全\n", "四个聚焦", "聚焦主业 | 聚焦创新 | 聚焦人才 | 聚焦安全", 4),
        ("“三张清单”：权力清单（甲局牵头）、责任清单（乙办牵头）、负面清单（丙委牵头）。", "三张清单", "权力清单（甲局牵头） | 责任清单（乙办牵头） | 负面清单（丙委牵头）", 3),
        ("“三单”制度，即群众“点单”、支部“派单”、党员“接单”，成效明显。", "三单", "群众“点单” | 支部“派单” | 党员“接单”", 3),
        ("打造“四心”窗口，让群众办事“放心、安心、舒心、暖心”。", "四心", "放心 | 安心 | 舒心 | 暖心", 4),
        ("“三个回归”，回归本源、回归主业、回归实体，防范风险。", "三个回归", "回归本源 | 回归主业 | 回归实体", 3),
        ("推行“三查三问”，查台账、查现场、查效果，问群众、问干部、问自己。", "三查三问", "查台账 | 查现场 | 查效果 | 问群众 | 问干部 | 问自己", 6),
        ("“三减三增”，即减会议、减文电、减检查。", "三减三增", "减会议 | 减文电 | 减检查", 6),
        ("理论宣讲讲究“三味”，泥土味、人情味、烟火味一样不少。", "三味", "泥土味 | 人情味 | 烟火味", 3),
        ("“三公”原则，即公开、公正、平等，人人遵守。", "三公", "公开 | 公正 | 平等", 3),
        ("实行清单管理、台账管理、销号管理，形成“三管理”闭环。", "三管理", "清单管理 | 台账管理 | 销号管理", 3),
        ("The “three checks” are as follows: (a) self-check; (b) cross-check; (c) spot check.", "three checks", "self-check | cross-check | spot check", 3),
        ("The “three checks”:\n- self-check\n- cross-check\n- spot check\n", "three checks", "self-check | cross-check | spot check", 3),
        ("It runs “two more one less”: more talk, more smiles, less paper; nine towns reply.", "two more one less", "more talk | more smiles | less paper", 3),
        ("The “three checks”, i.e., self-check (weekly), cross-check and spot check.", "three checks", "self-check (weekly) | cross-check | spot check", 3),
        ("Play the “three cards”, culture card, song card, sports card, and the race is won.", "three cards", "culture card | song card | sports card", 3),
        ("It has “three checks”. Firstly, check cash. Secondly, check keys. Thirdly, check doors.", "three checks", "check cash | check keys | check doors", 3),
        ("The “two pledges” are as follows: one is to pay in time, the other is to work in peace.", "two pledges", "pay in time | work in peace", 2),
        ("What are the “three knows”? Know the rules, know the risks, know the clients.", "three knows", "Know the rules | know the risks | know the clients", 3),
        ("The “five frees” stand at the gate: free tea, free water, free seats, free maps, free advice.", "five frees", "free tea | free water | free seats | free maps | free advice", 5),
        ("Realize the “three unifications” of unified buying, unified delivery and unified pricing.", "three unifications", "unified buying | unified delivery | unified pricing", 3),
        ("按“三同步”要求同步规划、同步建设、同步使用设施，定期测评。", "三同步", "同步规划 | 同步建设 | 同步使用设施", 3),
        ("盯住“五不”现象，即不接电话、不回邮件、不签字、不下车间、不担责。", "五不", "不接电话 | 不回邮件 | 不签字 | 不下车间 | 不担责", 5),
    ],
)  # fmt: skip
def test_the_members_that_a_text_gives_are_read_from_lists_of_every_kind(text, label, members, of):
    written = tk.expansions(tk.from_texts([text]))
    assert written["label"].unique().tolist() == [label]
    assert (" | ".join(written["member"]), set(written["of"])) == (members, {of})


@pytest.mark.parametrize(
    "text",
    [
        "组织部、宣传部、统战部联合开展“三查”行动。",
        "精心组织、周密部署、扎实推进“三抓三促”行动。",
        "使“一带一路”成为和平友谊纽带、共同繁荣之路。",
        "Two resolute Upholds are not a slogan to be read aloud and forgotten.",
    ],
)
def test_a_list_that_only_stands_beside_a_label_is_not_read(text):
    assert tk.expansions(tk.from_texts([text])).empty


def test_a_gloss_that_says_more_than_the_lexicon_knows_of_counts():
    text = "“三重一大”是指重大事项决策、重要干部任免、重大投资决策、大额资金使用。"
    written = tk.expansions(tk.from_texts([text]))
    assert written["member"].tolist() == ["重大事项决策", "重要干部任免", "重大投资决策", "大额资金使用"]
    assert set(written["concept"]) == {"三重一大"}


def test_a_listed_form_that_is_an_enumeration_is_all_of_its_members():
    text = "Self-purification, self-improvement, self-innovation and self-enhancement matter."
    (hit,) = tk.find_terms(tk.from_texts([text])).itertuples()
    assert (hit.concept, hit.form, hit.found, hit.of) == ("四个自我", "expanded", 4, 4)


@pytest.mark.parametrize(
    "text",
    [
        "深刻领悟“两个确立”、坚决做到“两个维护”。",
        "各级党组织要切实履行主体责任，主要负责人要当好第一责任人，班子成员要落实“一岗双责”。",
        "“三农”是全部工作的重中之重，进一步强化政策，协调推进工业化。",
        "做好“双碳”工作指导意见，研究重点任务。",
        'bear the mission, find the gap, grasp the work and enhance the "four consciousnesses".',
        "认真学习、宣传、贯彻“三个代表”重要思想。",
        "坚持党的基本理论、基本路线、基本纲领和“三个代表”重要思想。",
        "村支部、村“两委”成员到场。",
    ],
)
def test_what_stands_beside_a_label_is_no_gloss(text):
    label = re.search('[“"]([^”"]+)[”"]', text)
    assert gloss(text, *label.span(1), "en" if text.isascii() else "zh") == ()


@given(
    st.lists(
        st.sampled_from(
            [" ", *'“ ” 、 ， 。 即 （ ） ： 和 等 这 \n 爱心 耐 三 坚持 , and ( ) " 1) namely the love ;'.split(" ")]
        ),
        max_size=25,
    )
)
def test_whatever_stands_around_a_label_its_gloss_is_part_of_the_text(parts):
    before, behind = "".join(parts[::2]), "".join(parts[1::2])
    for label, lang in (("三心", "zh"), ("three hearts", "en")):
        found = gloss(before + label + behind, len(before), len(before) + len(label), lang)
        text = before + label + behind
        assert len(found) in (0, 3)
        assert all(0 <= member.start < member.end <= len(text) for member in found)


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("“四风”问题通报：张某、李某、王某、赵某受到处分。", "四风"),
        ("学习“四史”的方法包括读原著、听讲座、看展览、访旧址。", "四史"),
        ("做到“两个维护”，就是要听党话、跟党走。", "两个维护"),
        (
            "Efforts to curb the four winds continued: 120 were warned, 30 demoted, 12 expelled and four prosecuted.",
            "四风",
        ),
        ('Uphold the "two unswervings" (see chapter 3, section 2).', "两个毫不动摇"),
    ],
)
def test_what_is_said_of_a_label_does_not_make_it_another(text, concept):
    assert tk.find_terms(tk.from_texts([text]))["concept"].tolist() == [concept]
    assert tk.expansions(tk.from_texts([text])).empty


def test_members_that_each_take_up_a_word_of_a_label_make_it_another():
    text = "Realize the “three unifications” of unified buying, unified delivery and unified pricing."
    (hit,) = tk.find_terms(tk.from_texts([text])).itertuples()
    assert (hit.surface, hit.listed, hit.members) == (
        "three unifications",
        False,
        "unified buying | unified delivery | unified pricing",
    )
    assert "三统一" in hit.alternatives


def test_members_of_its_own_make_a_label_another_as_long_as_the_text_goes_on():
    text = "公司明确“三条红线”：不迟到、不早退、不旷工。触碰“三条红线”的一律开除。"
    hit, again = tk.find_terms(tk.from_texts([text])).itertuples()
    assert (hit.surface, hit.listed, hit.members) == ("三条红线", False, "不迟到 | 不早退 | 不旷工")
    assert not again.listed and tk.find_terms(tk.from_texts([text]), unlisted=False).empty
    assert hit.alternatives == "三条红线 (房企) | 三条红线 (水资源)"
    assert tk.expansions(tk.from_texts([text]))["concept"].isna().all()


def test_a_label_is_the_concept_whose_members_explain_it():
    text = "Rectify the “four bad winds”, namely formalism, bureaucratism, hedonism and extravagance."
    (hit,) = tk.find_terms(tk.from_texts([text])).itertuples()
    assert (hit.surface, hit.concept) == ("four bad winds", "四风")
    assert tk.expansions(tk.from_texts([text]))["label"].unique().tolist() == ["four bad winds"]


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("北京、上海、广州、深圳四地法院签署协议。", []),
        ("成都、重庆两地联合执法。", []),
        ("加快建设上海、北京、广州、天津、重庆。", ["五大国际消费中心城市"]),
    ],
)
def test_places_named_together_are_no_enumeration_in_part(text, concepts):
    assert tk.find_terms(tk.from_texts([text]), unlisted=False)["concept"].tolist() == concepts


def test_a_label_on_every_fourth_line_of_a_long_text_takes_no_longer_than_on_few():
    def seconds(times):
        start = process_time()
        assert len(tk.find_terms(tk.from_texts(["“三心”\n爱心\n耐心\n恒心\n" * times]))) == times
        return process_time() - start

    seconds(10)
    assert seconds(2000) < 20 * seconds(250)  # eight times as much text
