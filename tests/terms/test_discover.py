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


def test_english_runs_of_content_words():
    texts = [
        "The county launched its clean river pledge. It works.",
        "Under the clean river pledge, ponds were cleaned.",
        "A clean river pledge was signed",
    ]
    assert "clean river pledge" in tk.new_phrases(tk.from_texts(texts))["phrase"].str.lower().tolist()


def test_no_documents_no_phrases():
    assert tk.new_phrases(notices().iloc[:0]).empty
    with pytest.raises(ValueError, match="at least 1"):
        tk.new_phrases(notices(), min_count=0)
