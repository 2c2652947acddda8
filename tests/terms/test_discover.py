import pandas as pd
import pytest

import toolkit as tk

PLANTED = "云岭清廉行动"


def notices():
    return tk.from_texts(
        [
            f"会议部署{PLANTED}。",
            f"深入推进{PLANTED}，严查违规。",
            f"围绕{PLANTED}，“三抓三促”落地。",
            "“三抓三促”见效，四风反弹",
            "开展“三抓三促”",
        ],
        date=["2021-03-01", "2020-02-01", "2022-01-01", "2023-01-01", "2019-01-01"],
    )


def test_a_planted_phrase_is_found_whole_with_its_figures():
    found = tk.new_phrases(notices()).set_index("phrase")
    row = found.loc[PLANTED]
    assert (row["n"], row["docs"], row["lang"]) == (3, 3, "zh")
    assert str(row["first"].date()) == "2020-02-01"
    assert PLANTED in row["example"]
    assert not [phrase for phrase in found.index if phrase != PLANTED and phrase in PLANTED]


def test_numeric_ones_come_with_their_cues_and_listed_ones_not_at_all():
    found = tk.new_phrases(notices()).set_index("phrase")
    assert found.loc["三抓三促", "numeric"] and "compound" in found.loc["三抓三促", "cues"]
    assert "四风" not in found.index


def phrases(*texts):
    return tk.new_phrases(tk.from_texts(texts))["phrase"].tolist()


def test_a_numeric_one_is_counted_wherever_it_stands_and_comes_first():
    texts = [
        "落实“三抓三促”工作",
        "三抓三促有新进展",
        "对照三抓三促看看",
        *(note["text"] for _, note in notices()[:3].iterrows()),
    ]
    found = tk.new_phrases(tk.from_texts(texts))
    assert found["phrase"][0] == "三抓三促" and found["n"][0] == 4


def test_copies_of_a_sentence_are_one():
    notice = "本作品具有司法性质，属于公有领域。"
    assert phrases(f"今年丰收。{notice}", f"{notice}去年歉收", f"前年：{notice}", notice) == []


@pytest.mark.parametrize("then", ["中央八项规定精神", "“三个规定”", "30家", "农庄"])
def test_what_always_goes_on_the_same_way_is_no_phrase(then):
    assert "严查云渡清风" not in phrases(*(f"{how}严查云渡清风{then}{how}" for how in ("我们", "今后", "大力", "再次")))


@pytest.mark.parametrize(
    "texts",
    [
        ["Shen Huaijin spoke", "In May Shen Huaijin left", "They met Shen Huaijin"],
        ["听取省长郑若川汇报", "由省长郑若川主持", "省长郑若川到会", "陪同省长郑若川调研"],
    ],
)
def test_names_of_persons_are_left_out(texts):
    assert phrases(*texts) == []


def test_three_characters_are_a_phrase_if_writers_quote_them():
    texts = ["推广{}平台", "上线{}", "用好{}办事"]
    assert "云渡通" in phrases(*(text.format("“云渡通”") for text in texts))
    assert "云渡通" not in phrases(*(text.format("云渡通") for text in texts))


def test_parts_on_both_sides_of_a_comma_are_one_phrase():
    assert phrases("做到巡河到村、管水到户。", "坚持巡河到村、管水到户，", "力求巡河到村、管水到户！") == [
        "巡河到村、管水到户"
    ]


@pytest.mark.parametrize("phrase", ["clean river pledge", "14th Harbour Plan"])
def test_english_runs_of_content_words_whatever_function_word_precedes(phrase):
    texts = [f"The county launched the {phrase}. It works.", f"Under the {phrase}, ponds shrank.", f"Read the {phrase}"]
    assert phrases(*texts) == [phrase]


def test_no_documents_no_phrases():
    assert tk.new_phrases(notices().iloc[:0]).empty


@pytest.mark.parametrize(
    "wrong", [{"min_count": 0}, {"min_count": "3"}, {"min_docs": 2.5}, {"top": "10"}, {"top": -1}, {"top": 0}]
)
def test_wrong_numbers_are_refused(wrong):
    with pytest.raises(ValueError, match=f"{next(iter(wrong))} takes a whole number, at least 1"):
        tk.new_phrases(notices(), **wrong)


def test_a_document_that_is_there_twice_is_refused():
    with pytest.raises(ValueError, match="doc_id must be unique"):
        tk.new_phrases(pd.concat([notices(), notices()[:1]]))
