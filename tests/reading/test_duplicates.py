"""Documents that repeat others: exactly, nearly, and not quite."""

import random
import time

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

import toolkit as tk
from toolkit.reading import duplicates
from toolkit.reading.duplicates import flag_duplicates

NOTICE = "会议要求，各级各部门要提高政治站位，压实主体责任，强化协同配合，形成工作合力，做到件件有着落、事事有回音，确保各项任务落到实处、取得实效。"


def flags(*texts):
    docs = pd.DataFrame({"doc_id": [f"d{n}" for n in range(len(texts))], "text": list(texts)})
    found = flag_duplicates(docs)
    return list(zip(found["duplicate_of"], found["similarity"].round(2), strict=True))


def test_exact_near_and_different():
    near = NOTICE.replace("实效", "成效")
    found = flags(
        NOTICE, "  " + NOTICE.replace("，", "， ") + "\n", near, NOTICE[:40], "另一件事，与此无关，说的是别的工作。"
    )
    assert [name for name, _ in found] == ["", "d0", "d0", "", ""]
    assert found[1][1] == 1.0 and 0.8 <= found[2][1] < 1.0


def test_copies_of_a_copy_point_to_the_first():
    near = NOTICE.replace("实效", "成效")
    assert [name for name, _ in flags("别的开头。", NOTICE, near, near, NOTICE)] == ["", "", "d1", "d1", "d1"]


def test_empty_and_short_texts():
    assert [name for name, _ in flags("", "", "通知", "通知", "通告")] == ["", "", "", "d2", ""]


def test_read_flags_but_drops_nothing(tmp_path):
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.txt").write_text(NOTICE if name != "c" else "别的内容在这里。", encoding="utf-8")
    docs = tk.read(tmp_path)
    assert docs["duplicate_of"].tolist() == ["", "a.txt", ""]
    assert docs["similarity"].fillna(-1).tolist() == [-1, 1.0, -1]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text("会议要求落实", max_size=30), max_size=12))
def test_a_duplicate_stands_after_an_original_that_is_none(texts):
    found = flags(*texts)
    for place, (name, similarity) in enumerate(found):
        if name:
            first = int(name[1:])
            assert first < place and found[first][0] == "" and 0.8 <= similarity <= 1


def test_a_thousand_documents_take_a_moment():
    words = random.Random(0)
    texts = ["".join(words.choices(NOTICE, k=600)) for _ in range(990)] + [NOTICE * 5] * 10
    start = time.perf_counter()
    found = flags(*texts)
    assert time.perf_counter() - start < 5
    assert sum(name != "" for name, _ in found) == 9


def test_documents_of_one_kind_are_hardly_compared_shingle_by_shingle(monkeypatch):
    compared, exact = [], duplicates._jaccard
    monkeypatch.setattr(duplicates, "_jaccard", lambda *pieces: compared.append(pieces) or exact(*pieces))
    draw = random.Random(3)
    sentences = ["".join(draw.choices("abcdefghijklmnopqrstuvwxyz", k=60)) for _ in range(100)]
    texts = [" ".join(draw.sample(sentences, 65)) for _ in range(30)]  # an index of one half
    found = flag_duplicates(pd.DataFrame({"doc_id": range(30), "text": texts}))
    assert (found["duplicate_of"] == "").all()
    assert len(compared) < 30 * 29 / 2 / 5
