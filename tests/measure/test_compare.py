import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

import toolkit as tk
from toolkit.measure.alignment import _features, likeness

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


def test_a_figure_in_a_formulation_is_a_name():
    found = tk.compare("落实“新36条”，新增就业1200万人。", "落实新36条，新增就业1300万人。").figures
    assert found[["before", "after"]].values.tolist() == [["1200万人", "1300万人"]]


def test_files_are_read(tmp_path):
    for name, text in (("a.txt", BEFORE), ("b.txt", AFTER)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    expected = tk.compare(BEFORE, AFTER).sentences["change"].tolist()
    assert tk.compare(str(tmp_path / "a.txt"), tmp_path / "b.txt").sentences["change"].tolist() == expected
    with pytest.raises(FileNotFoundError, match="no such file"):
        tk.compare("2023年报告.docx", AFTER)


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


TASKS = (
    "报告如下。\n一、回顾\n增长5%。\n二、任务\n（一）扩大国内需求。促进消费。\n（二）推动绿色转型。治理污染。\n（三）防范金融风险。守住底线。\n",
    "报告如下。\n一、回顾\n增长5%。\n二、形势\n总体向好，但困难不少。\n三、任务\n（一）推动绿色转型。治理污染。\n（二）发展新质生产力。\n（三）扩大国内需求。促进消费。\n",
)


def test_sections_with_their_places_and_their_sentences():
    sections = tk.compare(*TASKS).sections
    told = sections[["title", "level", "parent", "change", "rank_before", "rank_after"]].astype(object)
    assert told.where(told.notna(), 0).values.tolist() == [
        ["回顾", 1, -1, "same", 1, 1],
        ["形势", 1, -1, "new", 0, 2],
        ["任务", 1, -1, "same", 2, 3],
        ["推动绿色转型", 2, 2, "up", 2, 1],
        ["发展新质生产力", 2, 2, "new", 0, 2],
        ["扩大国内需求", 2, 2, "down", 1, 3],
        ["防范金融风险", 2, 2, "dropped", 3, 0],
    ]
    assert sections.loc[2, ["n_kept", "n_moved", "n_new", "n_dropped"]].tolist() == [3, 2, 1, 2]  # those inside counted
    assert sections.loc[sections["level"] == 1, "share_after"].sum() < 1


def test_every_sentence_knows_its_section():
    changed = tk.compare(*TASKS)
    assert (changed.sentences["after_section"] == -1).sum() == 1 + (changed.sentences["change"] == "dropped").sum()
    titles = changed.sections["title"]
    for row in changed.sentences.itertuples():
        if row.after_section >= 0 and "金融" in row.after + row.before:
            assert titles[row.after_section] == "防范金融风险"


def test_a_text_with_itself_keeps_its_order():
    for text in TASKS:
        same = tk.compare(text, text).sections
        assert set(same["change"]) == {"same"} and (same["rank_before"] == same["rank_after"]).all()
        assert same["similarity"].min() == pytest.approx(1)


def test_texts_without_sections_say_so(tmp_path):
    plain = tk.compare(BEFORE, AFTER)
    assert plain.sections.empty and set(plain.sentences["after_section"]) == {-1}
    assert "no" not in plain.sections
    assert "Neither text has numbered sections" in plain.to_html(tmp_path / "a.html").read_text(encoding="utf-8")
    page = tk.compare(*TASKS).to_html(tmp_path / "b.html").read_text(encoding="utf-8")
    assert page.count("<h3>") == 6 and "▲" in page


FIGURES = [  # before, after, and the row: quantity, unit, values as written, change
    ("国内生产总值增长5%左右。", "国内生产总值预期增长4.5%—5%。", ("国内生产总值增长", "%", "5%左右", "4.5%—5%", "changed")),
    ("城镇新增就业1200万人左右。", "城镇新增就业1200万人以上。", ("城镇新增就业", "人", "1200万人左右", "1200万人以上", "changed")),
    ("总体赤字率控制在3%以内。", "总体赤字率控制在4%以内。", ("总体赤字率", "%", "3%以内", "4%以内", "changed")),
    ("地方政府专项债券9800亿元。", "地方政府专项债券1.1万亿元。", ("地方政府专项债券", "元", "9800亿元", "1.1万亿元", "changed")),
    ("煤炭产量约47亿吨。", "煤炭产量约47亿吨。", ("煤炭产量", "吨", "约47亿吨", "约47亿吨", "same")),
    ("研发投入强度从2.1%提高到2.5%以上。", "研发投入强度由2.5%提高至2.7%。", ("研发投入强度", "%", "从2.1%提高到2.5%以上", "由2.5%提高至2.7%", "changed")),
    ("粮食产量1.3至1.4万亿斤。", "粮食产量1.4万亿斤左右。", ("粮食产量", "斤", "1.3至1.4万亿斤", "1.4万亿斤左右", "changed")),
    ("GDP will grow around 5%.", "GDP will grow 4.5-5 percent.", ("GDP will grow", "%", "around 5%", "4.5-5 percent", "changed")),
    ("We will create about 11 million urban jobs.", "We will create over 12 million urban jobs.",
     ("create urban jobs", "urban jobs", "about 11 million urban jobs", "over 12 million urban jobs", "changed")),
    ("The surveyed unemployment rate will be about 5.5 percent.", "The surveyed unemployment rate will be around 5.5%.",
     ("surveyed unemployment rate", "%", "about 5.5 percent", "around 5.5%", "same")),
    ("Special bonds of 3.8 trillion yuan will be issued.", "Special bonds of RMB4.4 trillion will be issued.",
     ("Special bonds", "yuan", "3.8 trillion yuan", "RMB4.4 trillion", "changed")),
    ("CPI rose about 2 percent.", "CPI will rise around 3 percent.", ("CPI will rise", "%", "about 2 percent", "around 3 percent", "changed")),
    ("Grain output was over 650 million metric tons.", "Grain output was around 700 million metric tons.",
     ("Grain output", "metric tons", "over 650 million metric tons", "around 700 million metric tons", "changed")),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "row"), FIGURES)
def test_targets_are_matched_in_both_scripts(before, after, row):
    assert [tuple(found) for found in tk.compare(before, after).figures.values] == [row]


def test_a_rise_is_that_of_the_quantity_before_it_and_no_level():
    changed = tk.compare("补助标准达到610元，比上年增加30元。", "补助标准提高到640元，比上年增加30元。")
    assert changed.figures[["quantity", "before", "after"]].values.tolist() == [
        ["补助标准", "610元", "640元"],
        ["补助标准比上年增加", "30元", "30元"],
    ]


def test_years_and_numbers_without_a_unit_are_no_figures():
    assert tk.compare(
        "2024年3月5日，第14届大会召开。", "In 2025, Article 14 of the law was amended in 3 places."
    ).figures.empty


def test_likeness_is_that_of_scikit_learn():
    before, after = ["推进改革开放", "落实责任落实", "reform and opening up"], ["改革开放的推进", "reform", "发展"]
    vectoriser = TfidfVectorizer(analyzer=_features, sublinear_tf=True)
    weighted = vectoriser.fit_transform([*before, *after])
    oracle = (weighted[:3] @ weighted[3:].T).toarray()
    assert likeness(before, after).toarray() == pytest.approx(oracle)


def test_the_font_of_the_page_comes_first(tmp_path):
    """Behind another one the first words in each style were empty boxes in Chromium, on a machine without a Chinese font."""
    page = tk.compare("落实责任。", "落实三个规定。").to_html(tmp_path / "page.html").read_text(encoding="utf-8")
    assert 'body{font:16px/1.6 "Page Han",' in page
