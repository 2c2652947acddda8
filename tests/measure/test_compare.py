import pytest

import toolkit as tk

BEFORE = "国内生产总值增长5%左右。做好六稳工作。加强生态环境保护，打好蓝天保卫战。全面推进乡村振兴，守住耕地红线。会议到此结束。"
AFTER = "全面推进乡村振兴，守住耕地红线。国内生产总值增长4.5—5%。加强生态环境保护，深入打好蓝天保卫战。发展新质生产力。会议到此结束。"


def test_every_sentence_has_its_fate():
    found = tk.compare(BEFORE, AFTER).sentences
    fate = {row.after or row.before: row.change for row in found.itertuples()}
    assert fate == {
        "全面推进乡村振兴，守住耕地红线。": "moved",
        "国内生产总值增长4.5—5%。": "reworded",
        "做好六稳工作。": "dropped",
        "加强生态环境保护，深入打好蓝天保卫战。": "reworded",
        "发展新质生产力。": "new",
        "会议到此结束。": "kept",
    }
    assert "<ins>深入</ins>打好" in found.set_index("after").loc["加强生态环境保护，深入打好蓝天保卫战。", "diff"]


def test_figures_and_formulations_side_by_side():
    changed = tk.compare(BEFORE, AFTER)
    assert changed.figures.values.tolist() == [["国内生产总值增长", "%", "5%左右", "4.5—5%", "changed"]]
    terms = changed.terms.set_index("concept")["change"]
    assert terms["新质生产力"] == "new" and terms["六稳"] == "gone" and terms["耕地红线"] == "same"


def test_english_targets():
    changed = tk.compare(
        "We will keep GDP growth of around 5 percent this year.",
        "We will keep GDP growth of 4.5 to 5 percent this year.",
    )
    row = changed.figures.iloc[0]
    assert (row["before"], row["after"], row["change"]) == ("around 5 percent", "4.5 to 5 percent", "changed")


def test_a_text_with_itself_is_kept_and_the_page_stands_alone(tmp_path):
    same = tk.compare(BEFORE, BEFORE)
    assert set(same.sentences["change"]) == {"kept"} and set(same.terms["change"]) == {"same"}
    page = tk.compare(BEFORE, "<b>新的</b>一句。" + AFTER).to_html(tmp_path / "diff.html").read_text(encoding="utf-8")
    assert "<del>" in page and "&lt;b&gt;" in page and "http" not in page and "src=" not in page


def test_nothing_is_lost_between_two_sets_of_documents(sample):
    chinese = sample[(sample["lang"] == "zh") & (sample["text"] != "")]
    before, after = (chinese[chinese["date"].dt.year == year] for year in (2023, 2024))
    found = tk.compare(before, after).sentences
    assert (found["before"] != "").sum() == len(tk.sentences(before))
    assert (found["after"] != "").sum() == len(tk.sentences(after))
    assert not found[found["before_at"] >= 0]["before_at"].duplicated().any()


def test_an_empty_side_is_refused():
    with pytest.raises(ValueError, match="after has no text"):
        tk.compare(BEFORE, "")
