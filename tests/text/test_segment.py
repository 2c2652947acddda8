import importlib.util
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.text import segment
from toolkit.text.codes import code_points
from toolkit.text.fold import fold
from toolkit.text.segment import Segmenter

FAST, PLAIN = Segmenter("rjieba"), Segmenter("jieba")
POLICY = st.text(
    st.sampled_from("全面从严治党会议强调落实三个规定高质量发展一二三2024年5.2%，。“”、 \nAPEC-Wi云渡市検"),
    max_size=80,
)


@settings(max_examples=300, deadline=None)
@given(POLICY)
def test_both_engines_give_the_same_tokens(text):
    assert FAST.cut(text) == PLAIN.cut(text)


def test_both_engines_give_the_same_tokens_on_the_sample(sample):
    for text in sample["text"]:
        assert FAST.cut(fold(text)) == PLAIN.cut(fold(text))


def test_both_engines_agree_on_words_of_your_own():
    words = ("澜江省", "云渡市", "监检衔接")
    text = "澜江省云渡市推进监检衔接工作，云渡市人民检察院召开会议"
    cuts = [Segmenter(engine, words=words).cut(text) for engine in ("rjieba", "jieba")]
    assert cuts[0] == cuts[1]
    assert set(words) <= set(cuts[0])


@given(st.text())
def test_tokens_joined_are_the_text(text):
    assert "".join(FAST.cut(text)) == text


def test_words_of_ones_own_stay_in_their_segmenter():
    import jieba

    for engine in ("rjieba", "jieba"):
        assert Segmenter(engine, words=("云渡市",)).cut("云渡市召开会议")[0] == "云渡市"
    assert FAST.cut("云渡市召开会议") == jieba.lcut("云渡市召开会议", HMM=False) != ["云渡市", "召开", "会议"]


def test_jieba_stands_in_where_the_fast_engine_is_missing(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert Segmenter().engine == "jieba"


def test_no_cache_file_is_left_in_the_temp_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    Segmenter("jieba", words=("不留缓存",)).cut("会议强调")
    assert not list(tmp_path.iterdir())


def test_an_unknown_engine_is_refused():
    with pytest.raises(ValueError, match="rjieba, jieba"):
        Segmenter("thulac")


# --- compiled code ----------------------------------------------------------------------------------------------------


def compiled_cut(text):
    from toolkit.text.compiled import Cutter

    ends, _ = Cutter().cut(code_points(text), [])
    return [text[start:end] for start, end in pairwise([0, *ends.tolist()])]


@settings(max_examples=250, deadline=None)
@given(POLICY)
def test_compiled_code_gives_the_same_tokens(text):
    assert compiled_cut(text) == FAST.cut(text)


def test_compiled_code_gives_the_same_tokens_on_the_sample(sample):
    for text in sample["text"]:
        assert compiled_cut(fold(text)) == FAST.cut(fold(text))


def test_compiled_code_gives_equal_pieces_equal_keys_and_keeps_spans_whole():
    from toolkit.text.compiled import Cutter

    cutter = Cutter()
    text = "会议A会议强调会议𠮷2024强调𠮷"
    ends, keys = cutter.cut(code_points(text), [(3, 7)])
    pieces = [text[start:end] for start, end in pairwise([0, *ends.tolist()])]
    assert pieces == ["会议", "A", "会议强调", "会议", "𠮷", "2024", "强调", "𠮷"]
    assert keys[0] == keys[3] and keys[4] == keys[7] and keys[2] == segment.WHOLE and keys[5] == segment.RUN
    assert len(set(keys.tolist())) == 6


def test_compiled_code_waits_until_it_pays_and_leaves_other_settings_alone():
    assert FAST.compiled(3_000_000) is not None
    assert FAST.compiled(0) is not None  # once it is loaded
    assert Segmenter(words=("云渡市",)).compiled(10**9) is None
    assert Segmenter(hmm=True).compiled(10**9) is None
    assert PLAIN.compiled(10**9) is None


def test_compiled_code_says_which_spans_words_go_beyond(sample):
    import numpy as np

    from toolkit.text.compiled import INSIDE, Cutter

    text = fold("".join(sample.loc[sample["lang"] == "zh", "text"].head(12)))
    starts = np.arange(5, len(text) - 10, 3)
    ends = starts + 1 + starts % 4
    found = Cutter().beyond(code_points(text), starts, ends, 5).tolist()
    assert {INSIDE, 0} < set(found)
    for start, end, beyond in zip(starts.tolist(), ends.tolist(), found, strict=True):
        at, expected = start - 5, 0
        for word in FAST.cut(text[start - 5 : end + 5]):
            upto = at + len(word)
            if at < start < upto or start < at < end < upto:
                expected = INSIDE
                break
            if at == start and upto > end:
                expected = upto
            at = upto
        assert beyond == expected, text[start - 5 : end + 5]
