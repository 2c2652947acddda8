import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.text.sentences import sentence_spans, spans_of

PIECES = st.sampled_from(
    ["会议", "指出", "Mr. ", "3", "５", "。", "！", "．", ".", "”", "“", "…", "？", " ", "\u3000", "\n", "𠀀"]
)


@pytest.mark.parametrize(
    "sentences",
    [
        ["会议指出，形势向好。", "2024年增长3.5%。", "投资增长５．２％！"],
        ["他说：“好。”", "会议结束。"],
        ["没有句号的一行"],
        ["“四风”问题要整治。", "“两个维护”要做到。"],
    ],
)
def test_cuts_chinese_where_a_reader_would(sentences):
    text = "".join(sentences)
    assert [text[start:end] for start, end in sentence_spans(text, "zh")] == sentences


@given(st.lists(st.lists(PIECES).map("".join), min_size=1))
def test_sentences_hold_all_but_space_in_order_however_many_texts_are_cut_at_once(texts):
    for text, spans in zip(texts, spans_of(texts, ["zh"] * len(texts)), strict=True):
        assert spans.tolist() == [list(span) for span in sentence_spans(text, "zh")]
        cut = [text[start:end] for start, end in spans.tolist()]
        assert all(sentence == sentence.strip() and "\n" not in sentence for sentence in cut)
        assert "".join("".join(cut).split()) == "".join(text.split())
