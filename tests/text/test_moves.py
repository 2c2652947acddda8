"""Cases in tests/cases/moves.tsv: a text and the speaker:move pairs it must give, in order; negatives give none."""

import csv

import pytest

import toolkit as tk
from tests.conftest import ROOT

CASES = list(
    csv.DictReader((ROOT / "tests/cases/moves.tsv").open(encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE)
)


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:24] for case in CASES])
def test_cases(case):
    found = tk.moves(tk.from_texts([case["text"].replace("\\n", "\n")]))
    got = " ".join(
        f"{speaker.replace(' ', '_')}:{move}" for speaker, move in zip(found["speaker"], found["move"], strict=True)
    )
    assert got == case["moves"]


def test_a_passage_runs_to_the_next_cue_or_paragraph_and_through_a_numbered_list():
    text = "会议要求：\n一是守住底线。\n二是压实责任。\n会议由周文海主持。会议指出，形势向好。"
    found = tk.moves(tk.from_texts([text]))
    assert found["text"].tolist() == ["会议要求：\n一是守住底线。\n二是压实责任。", "会议指出，形势向好。"]
    for start, end, shown in zip(found["start"], found["end"], found["text"], strict=True):
        assert text[start:end] == shown


def test_the_seed_page(shared):
    docs = tk.read(shared / "seed" / "anqing-procuratorate-2024.txt")
    found = tk.moves(docs)
    assert found["move"].tolist() == ["stated", "required", "stressed", "conveyed", "reported"]
    assert set(found["speaker"]) == {"meeting"}
    assert "三个规定" in tk.find_terms(tk.from_texts([found["text"].iloc[-1]]))["concept"].tolist()


def test_what_was_required_can_be_asked():
    docs = tk.from_texts(["会议指出，成绩不小。会议要求，再接再厉。"], source="云渡市")
    found = tk.moves(docs)
    required = found[found["move"] == "required"]
    assert required[["text", "source"]].values.tolist() == [["会议要求，再接再厉。", "云渡市"]]


def test_a_passage_in_traditional_characters_is_quoted_as_written():
    found = tk.moves(tk.from_texts(["會議傳達了全會精神。劉文海強調，守住底線。"]))
    assert found[["verb", "text"]].values.tolist() == [
        ["傳達", "會議傳達了全會精神。"],
        ["強調", "劉文海強調，守住底線。"],
    ]
