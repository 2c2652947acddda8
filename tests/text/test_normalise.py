import pytest
from hypothesis import given
from hypothesis import strategies as st

import toolkit as tk
from toolkit.text.fold import fold, shadow
from toolkit.text.normalise import STEPS

# Text like ours: both scripts, full width, invisible marks, PDF radicals, surrogates, line ends.
TEXT = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("会议四风，。“”：（）　ＡＢ１２％\u200b\ufeff\r\n\t \u00a0⼀⽂ﬁ兩個é\ud800"),
    )
)


@given(TEXT)
def test_normalising_twice_is_normalising_once(text):
    once = tk.normalise(text)
    assert tk.normalise(once) == once
    verbatim = tk.normalise(text, width=False)
    assert tk.normalise(verbatim, width=False) == verbatim


BLANK = st.text(st.sampled_from("会a \n\t\r\u3000\u200b"))


@given(st.one_of(TEXT, BLANK))
def test_a_step_that_is_passed_over_would_have_changed_nothing(text):
    stepped = text
    for step in STEPS:
        stepped = step.apply(stepped)
    assert tk.normalise(text) == stepped


@given(TEXT)
def test_shadows_have_the_length_of_the_text(text):
    assert len(fold(text)) == len(shadow(text)) == len(text)
    assert fold(fold(text)) == fold(text)
    assert shadow(shadow(text)) == shadow(text)


@pytest.mark.parametrize("mark", "，。；：？！、（）“”‘’《》【】…—")
def test_chinese_punctuation_stays_chinese(mark):
    assert tk.normalise(f"会议{mark}强调") == f"会议{mark}强调"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ＧＤＰ增长５．２％", "GDP增长5.2%"),
        ("第一行\r\n第二行\r第三行", "第一行\n第二行\n第三行"),
        ("\ufeff标题", "标题"),
        ("全角　空格\u00a0与\t制表", "全角 空格 与 制表"),
        ("⼀带⼀路", "一带一路"),
        ("eﬀective oﬃce", "effective office"),
        ("cafe\u0301", "café"),
        ("高质\u00ad量\u200b发展", "高质量发展"),
        ("一\n\n\n\n二", "一\n\n二"),
    ],
)
def test_repairs(before, after):
    assert tk.normalise(before) == after


def test_the_authors_width_can_stay():
    assert tk.normalise("３个规定", width=False) == "３个规定"


def test_explain_names_each_step_and_ends_at_the_result():
    told = tk.explain("会议\u200b强调：Ａ")
    assert told["step"].tolist() == [step.name for step in STEPS]
    assert told[told["changed"]]["step"].tolist() == ["invisible", "width"]
    assert told[told["changed"]]["after"].iloc[-1] == tk.normalise("会议\u200b强调：Ａ")


def test_a_table_is_refused_with_advice():
    with pytest.raises(TypeError, match="from_texts"):
        tk.normalise(["一"])
