from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import toolkit as tk
from toolkit.text.sections import section_spans

LINES = [
    "一、回顾",
    "二、任务",
    "（一）扩大内需。好。",
    "（二）促消费",
    "1．市场",
    "2. Markets",
    "十、附则",
    "2.5万亿元",
    "一是学习；二是落实。",
    "会议强调。",
    "",
]


def outline(text):
    return [(section.level, section.number, section.title) for section in section_spans(text)]


@pytest.mark.parametrize(
    "text, found",
    [
        ("第一章 总则\n第一条 略\n第二章 附则\n第二条 略", [(1, 1, "总则"), (1, 2, "附则")]),
        ("一、甲\n（一）乙\n1．丙\n2．丁\n（二）戊\n二、己", [(1, 1, "甲"), (2, 1, "乙"), (3, 1, "丙"), (3, 2, "丁"), (2, 2, "戊"), (1, 2, "己")]),
        ("I. A Review\n1. Growth was 5.2 percent. More.\n2. Jobs\nII. Tasks", [(1, 1, "A Review"), (2, 1, "Growth was 5.2 percent"), (2, 2, "Jobs"), (1, 2, "Tasks")]),
        ("会议要求，一要加强学习，二要抓好落实。\n另讯", [(1, 1, "加强学习，"), (1, 2, "抓好落实")]),
        ("First, study the rules. Second, record every case.", [(1, 1, "study the rules"), (1, 2, "record every case")]),
        ("一、只有一个\n没有第二个", []),
        ("增长2.5\n2.5\n1.9万亿元\n3、4月份", []),
        ("一、\n回顾\n二、\n任务", [(1, 1, "回顾"), (1, 2, "任务")]),
        ("十二、丙", []),
        ("", []),
    ],
)  # fmt: skip
def test_what_counts_on_is_a_heading(text, found):
    assert outline(text) == found


def test_a_missing_number_does_not_end_the_count():
    assert [number for _, number, _ in outline("一、甲\n二、乙\n四、丁\n五、戊")] == [1, 2, 4, 5]


def test_the_last_point_of_a_line_ends_with_it():
    text = "会议要求，一是学习；二是落实。\n散会。"
    assert text[section_spans(text)[-1].start : section_spans(text)[-1].end] == "二是落实。"


@given(st.lists(st.sampled_from(LINES), max_size=12).map("\n".join))
def test_sections_are_nested_and_in_order(text):
    found = section_spans(text)
    assert [section.start for section in found] == sorted(section.start for section in found)
    for section, following in pairwise(found):
        assert section.start < section.end <= len(text)
        assert following.level <= section.level + 1
        assert following.start >= section.end or following.level > section.level


def test_the_sample_has_its_outline_in_every_format(sample):
    reports = sample[sample["doc_id"].str.contains("qingping-work-report")]
    found = tk.sections(reports)
    assert found.groupby("doc_id").size().tolist() == [8, 9, 9]
    assert set(found.loc[found["parent"] == 1, "level"]) == {2}


def test_figures_that_are_no_number_head_no_section():
    assert tk.sections(tk.from_texts(["通知\n二一、甲\n三、乙"])).empty
