import random

import pandas as pd
import pytest

import toolkit as tk

PASSAGE = "各级各部门要切实提高政治站位，压紧压实工作责任，加强统筹协调和督促检查，确保各项任务按期完成"
LETTERS = "山水田园城乡教育医疗交通能源科技文化农业工商财税金融法治安全生态民生就业养老住房粮食种业数字网络平台"


def noisy(text, share, chooser):
    made = []
    for character in text:
        what = chooser.random()
        if what < share / 3:
            continue
        made.append(chooser.choice(LETTERS) if what < share * 2 / 3 else character)
        if share * 2 / 3 <= what < share:
            made.append(chooser.choice(LETTERS))
    return "".join(made)


def filler(chooser, length=200):
    return "".join(chooser.choice(LETTERS) for _ in range(length))


def test_planted_passages_with_a_tenth_edited_are_found_and_nothing_else():
    chooser = random.Random(7)
    texts = [filler(chooser) for _ in range(120)]
    planted = set()
    for number in range(60):
        passage = filler(chooser, chooser.randrange(32, 70))
        texts[number] += passage
        texts[number + 60] = texts[number + 60][:100] + noisy(passage, 0.1, chooser) + texts[number + 60][100:]
        planted.add((f"text-{number + 1}", f"text-{number + 61}"))
    found = tk.reuse(tk.from_texts(texts))
    pairs = set(zip(found["source"], found["target"], strict=True))
    assert len(planted & pairs) / len(planted) > 0.95
    assert len(planted & pairs) / len(pairs) > 0.95


def test_spans_hold_on_both_sides_and_dates_tell_the_source():
    docs = tk.from_texts(
        [
            "通知：" + PASSAGE + "。特此通知。",
            "（转）" + PASSAGE.replace("切实", "") + "！",
            "毫不相干的一段文字，讲的是别的事情，与前两篇没有关系，只是说说天气",
        ],
        date=["2024-03-11", "2024-03-01", "2024-01-01"],
    )
    found = tk.reuse(docs)
    row = found.iloc[0]
    assert len(found) == 1 and (row["source"], row["target"], row["days"]) == ("text-2", "text-1", 10)
    texts = docs.set_index("doc_id")["text"]
    assert texts["text-1"][row["start_target"] : row["end_target"]] == row["text_target"]
    assert texts["text-2"][row["start_source"] : row["end_source"]] == row["text_source"]
    assert row["share_of_target"] == pytest.approx((row["end_target"] - row["start_target"]) / len(texts["text-1"]))


def test_traditional_characters_and_punctuation_make_no_difference():
    found = tk.reuse(
        tk.from_texts(
            [PASSAGE, "各級各部門要切實提高政治站位；壓緊壓實工作責任；加強統籌協調和督促檢查；確保各項任務按期完成"]
        )
    )
    assert found["similarity"].tolist() == [1.0]


def test_english_passages():
    text = "all departments shall raise their political awareness, shoulder their responsibilities, strengthen supervision and complete every task on schedule"
    found = tk.reuse(
        tk.from_texts(
            ["The notice says that " + text + ".", "It was stressed: " + text.replace("shoulder", "bear") + "!"],
            lang="en",
        )
    )
    assert len(found) == 1 and found["similarity"][0] > 0.9


@pytest.mark.parametrize("unit", ["words", "letters"])
def test_planted_english_passages_with_a_tenth_edited(unit, sample):
    """A tenth of the words, or of the letters, omitted, replaced or followed by another; of 90 letters or more."""
    chooser = random.Random(5)
    words = " ".join(sample[sample["lang"] == "en"]["text"]).split()
    texts = [[chooser.choice(words) for _ in range(150)] for _ in range(80)]
    planted = set()
    for number in range(40):
        passage = texts[number][20 : 20 + chooser.randrange(25, 50)]
        units = passage if unit == "words" else " ".join(passage)
        other = words if unit == "words" else "etaoinshrdlu"
        copied = [part for x in units for part in _edited(x, other, chooser)]
        texts[number + 40][70:70] = copied if unit == "words" else "".join(copied).split()
        planted.add((f"text-{number + 1}", f"text-{number + 41}"))
    found = tk.reuse(tk.from_texts([" ".join(text) for text in texts], lang="en"))
    pairs = set(zip(found["source"], found["target"], strict=True))
    assert len(planted & pairs) / len(planted) > 0.95
    assert len(planted & pairs) / len(pairs) > 0.95


def _edited(part, others, chooser):
    what = chooser.random()
    other = chooser.choice(others)
    return [] if what < 1 / 30 else [other] if what < 2 / 30 else [part, other] if what < 0.1 else [part]


def test_the_order_of_documents_does_not_matter_where_dates_do():
    docs = tk.from_texts([PASSAGE, PASSAGE + "。完", "别的内容"], date=["2024-01-01", "2024-02-01", "2024-03-01"])
    pd.testing.assert_frame_equal(tk.reuse(docs), tk.reuse(docs.iloc[::-1]))


def test_little_is_no_error():
    assert tk.reuse(tk.from_texts([])).empty and tk.reuse(tk.from_texts(["一", "", "二"])).empty
    with pytest.raises(ValueError, match="min_length"):
        tk.reuse(tk.from_texts(["一"]), min_length=2)


def test_a_document_without_a_date_keeps_its_place_in_the_table():
    passage = "各级各部门要提高政治站位，压实工作责任，确保各项任务按期完成，不折不扣抓好落实"
    docs = tk.from_texts([f"会议强调，{passage}。", f"通知：{passage}"], date=[None, "2024-01-11"])
    row = tk.reuse(docs).iloc[0]
    assert (row["source"], row["target"]) == ("text-1", "text-2") and pd.isna(row["days"])
    assert all(docs["text"][at][row[f"start_{side}"] : row[f"end_{side}"]] == row[f"text_{side}"] for at, side in enumerate(("source", "target")))  # fmt: skip


@pytest.mark.parametrize(("letters", "passages"), [(29, 0), (30, 1)])
def test_no_passage_is_shorter_than_the_least_length(letters, passages):
    shared = PASSAGE.replace("，", "").replace("、", "")[:letters]
    assert len(tk.reuse(tk.from_texts([f"甲。{shared}", f"乙。{shared}"]))) == passages
