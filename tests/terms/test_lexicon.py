import pickle
import subprocess
import sys

import pandas as pd
import pytest

import toolkit as tk
from toolkit.terms.lexicon import COLUMNS, Lexicon, Term


def test_the_default_lexicon_is_large_and_bilingual():
    lexicon = tk.Lexicon.default()
    frame = lexicon.to_frame()
    assert frame["concept"].nunique() >= 800
    assert frame["concept"].str.contains("[一二两双三四五六七八九十]").groupby(frame["concept"]).first().sum() >= 450
    assert {"concept", "zh", "en", "members_zh"} <= set(frame.columns)
    assert (frame["zh"] != "").all() and (frame["en"] != "").all()
    assert (frame["note"] != "").all(), "every row says where it comes from"
    assert frame[["concept", "sense"]].values.tolist() == sorted(frame[["concept", "sense"]].values.tolist())


def test_saving_and_loading_gives_the_same_lexicon(tmp_path):
    lexicon = tk.Lexicon.default()
    assert tk.Lexicon.from_csv(lexicon.save(tmp_path / "lexicon.csv")) == lexicon


def test_a_csv_of_ones_own_extends_the_lexicon(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("concept,en\n三抓三促,three grasps and three promotions | three focuses\n", encoding="utf-8-sig")
    lexicon = tk.Lexicon.default().with_csv(path)
    assert len(lexicon) == len(tk.Lexicon.default()) + 1
    hits = tk.find_terms(tk.from_texts(["the three focuses"]), lexicon)
    assert hits["concept"].tolist() == ["三抓三促"]


def test_a_row_for_a_concept_that_is_there_gives_it_more_forms(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("concept,en,note\n四风,four gales,mine\n新提法,new wording,\n", encoding="utf-8")
    lexicon = tk.Lexicon.default().with_csv(path)
    assert set(lexicon.concepts) == {*tk.Lexicon.default().concepts, "新提法"}
    (before,), (after,) = tk.Lexicon.default().senses("四风"), lexicon.senses("四风")
    assert (after.zh, after.members_zh, after.note) == (before.zh, before.members_zh, "mine")
    assert set(after.en) == {*before.en, "four gales"}
    path.write_text("concept,en\n三个离不开,x\n四个全面,four wholes\n", encoding="utf-8")
    with pytest.raises(tk.LexiconError, match=r"mine\.csv, row 3, column sense: 四个全面 has several senses"):
        tk.Lexicon.default().with_csv(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("term,en\n四风,four winds\n", "no column 'concept'"),
        ("", "no column 'concept'"),
        ("concept,colour\n四风,red\n", "unknown column.*colour"),
        ("concept,year\n新提法,soon\n", "row 2, column year: 'soon'"),
        ("concept,en\n,four winds\n", "row 2, column concept"),
        ("concept,en\n新提法,a,b\n", "row 2: the number of cells"),
        ("concept,en\n新提法,one way\n新提法,two ways\n", "listed twice"),
        ("concept,en\n新风,four conducts\n新四风,Four Conducts\n", "stands for both"),
        ("concept,members_zh,members_en\n新提法,甲|乙,a\n", "2 in members_zh, 1 in members_en"),
        ('concept,en\n新提法,new\n四抓,"four grasps\n三抓,three\n', "row 3: a cell begins with a quotation mark"),
        ("concept,concept\n四抓,四促\n", "concept twice"),
        (",concept\n0,四抓\n", "column 1 has no name.*index=False"),
        ("concept,en\n四抓,the\n", "row 2, column en_press: 四抓: 'the' is too short or too common"),
        ("concept,en\n四抓,four\n", "'four' is too short or too common"),
        ("concept\n四\n", "row 2, column concept: 四: '四' is too short"),
        ("concept\n二十\n", "'二十' is too short or too common"),
        ("concept,zh\n四抓,抓\n", "row 2, column zh: 四抓: '抓' is too short"),
        ("concept,en\n四抓,四抓\n", "row 2, column en_press: 四抓: '四抓' is Chinese; write it in column zh"),
    ],
)
def test_a_bad_row_is_refused_with_place_and_advice(tmp_path, content, message):
    path = tmp_path / "mine.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(tk.LexiconError, match=message):
        tk.Lexicon.from_csv(path)


@pytest.mark.parametrize("between", [";", "\t"])
def test_what_spreadsheets_write_is_read(tmp_path, between):
    path = tmp_path / "mine.csv"
    path.write_text("concept,en,year\n三抓三促,three grasps,2023.0\n".replace(",", between), encoding="utf-8")
    (term,) = tk.Lexicon.from_csv(path)
    assert (term.concept, term.en, term.year) == ("三抓三促", ("three grasps",), 2023)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"mine\.csv: no such file"):
        tk.Lexicon.from_csv(tmp_path / "mine.csv")
    with pytest.raises(tk.LexiconError, match="is a folder; name the CSV file"):
        tk.Lexicon.from_csv(tmp_path)


def test_one_string_for_a_list_is_refused():
    with pytest.raises(tk.LexiconError, match=r"en=\['new wind'\]"):
        tk.Lexicon.empty().add("新风", en="new wind")


@pytest.mark.parametrize("year", ["abc", 99999, 19.5])
def test_what_add_cannot_use_is_refused(year):
    with pytest.raises(tk.LexiconError, match="no year"):
        tk.Lexicon.empty().add("新风", year=year)
    with pytest.raises(tk.LexiconError, match="stands between several"):
        tk.Lexicon.empty().add("四抓 | 四促")
    for concept in ("", " ", None):
        with pytest.raises(tk.LexiconError, match="write the simplified Chinese form"):
            tk.Lexicon.empty().add(concept)


def test_a_file_in_another_encoding_is_refused(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("concept\n新提法\n", encoding="gb18030")
    with pytest.raises(tk.LexiconError, match=r"mine\.csv: not in UTF-8"):
        tk.Lexicon.from_csv(path)


def test_label_shows_both_languages():
    counts = tk.count(tk.from_texts(["纠治四风问题"]))
    labels = dict(zip(counts["term"], tk.label(counts)["label"], strict=True))
    assert labels["四风"].startswith("四风 · ") and labels["问题"] == "问题"


def test_a_label_is_of_the_sense_that_the_table_names():
    lexicon = tk.Lexicon((tk.Term("三保", "2009", en_press=("growth",)), tk.Term("三保", "基层", en_press=("wages",))))
    table = pd.DataFrame({"concept": ["三保", "三保"], "sense": ["基层", "2009"]})
    assert tk.label(table, lexicon=lexicon)["label"].tolist() == ["三保 · wages", "三保 · growth"]
    assert tk.label(table[["concept"]], lexicon=lexicon)["label"].unique().tolist() == ["三保 · growth"]


def test_the_frame_has_the_columns_of_a_term():
    assert set(tk.Lexicon.empty().to_frame().columns) == {*COLUMNS, "en", "members"}


def test_nothing_in_the_default_lexicon_needs_mending():
    problems = tk.Lexicon.default().problems()
    assert problems.empty, problems.to_string()


def test_problems_are_named_with_their_column():
    terms = (
        tk.Term(
            "三会一课", zh=("三会一课",), en_press=("three meetings",), members_zh=("党课", "党会"), year=1800, note="x"
        ),
        tk.Term("一岗双责", zh=("一岗双责",), weak=("双责",)),
    )
    found = tk.Lexicon(terms).problems()
    assert found[["concept", "column"]].values.tolist() == [
        ["三会一课", "precision"], ["三会一课", "year"], ["三会一课", "members_zh"],
        ["一岗双责", "concept"], ["一岗双责", "en"], ["一岗双责", "note"], ["一岗双责", "weak"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("term", "column", "problem"),
    [
        (tk.Term("四個抓手"), "concept", "write 四个抓手"),
        (tk.Term("“四抓”"), "concept", "quotation marks"),
        (tk.Term("four grasps"), "concept", "is English"),
        (tk.Term("四抓", zh=("four grasps",)), "zh", "is English"),
        (tk.Term("四抓", en_press=("the 四抓",)), "en_press", "holds Chinese"),
        (tk.Term("四抓", members_zh=("抓一", "second", "抓三", "抓四")), "members_zh", "'second' is English"),
        (tk.Term("四抓四促", members_en=("grasp", "promote")), "members_en", "2 members"),
    ],
)
def test_what_is_in_the_wrong_column_is_a_problem(term, column, problem):
    found = tk.Lexicon((term,)).problems()
    assert found.loc[found["column"] == column, "problem"].str.contains(problem).any()


@pytest.mark.parametrize(
    "term", [tk.Term("996工作制", zh=("996.ICU",)), tk.Term("建设", zh=("B3W",)), tk.Term("2+8+N")]
)
def test_names_with_letters_and_figures_are_none(term):
    assert set(tk.Lexicon((term,)).problems()["column"]) == {"en", "note"}


def test_a_form_that_two_concepts_share_must_be_said(tmp_path):
    lexicon = tk.Lexicon.empty().add("四风", en=["four winds"])
    path = tmp_path / "mine.csv"
    path.write_text("concept,en,shared\n四面来风,four winds,\n", encoding="utf-8")
    with pytest.raises(
        tk.LexiconError,
        match=r"mine\.csv, row 2, column en_press: 'four winds' stands for both 四风 and 四面来风.*shared",
    ):
        lexicon.with_csv(path)
    path.write_text("concept,en,shared\n四面来风,four winds,four winds\n", encoding="utf-8")
    assert len(lexicon.with_csv(path)) == 2


def test_add_gives_more_forms_to_a_concept_that_is_there():
    lexicon = tk.Lexicon.default()
    more = lexicon.add("四风", en=["four gales"])
    assert len(more) == len(lexicon) and "四风" in more and "四风吹" not in more
    hits = tk.find_terms(tk.from_texts(["Officials must oppose the four gales."]), more)
    assert hits["concept"].tolist() == ["四风"]
    with pytest.raises(tk.LexiconError, match=r"several senses.*'2014', '2020'"):
        lexicon.add("四个全面", en=["four alls"])
    assert "four alls" in lexicon.add("四个全面", en=["four alls"], sense="2020").senses("四个全面")[1].en


@pytest.mark.parametrize("form", [None, "", "a | b"])
def test_what_is_no_form_is_refused(form):
    with pytest.raises(tk.LexiconError, match="is no form"):
        tk.Lexicon.empty().add("三心", en=[form])


def test_a_concept_is_a_form_of_itself_and_its_members_may_be_added():
    lexicon = tk.Lexicon((Term("三心", members_zh=("爱心", "耐心", "恒心")),))
    assert lexicon.senses("三心")[0].zh == ("三心",)
    assert tk.Lexicon.empty().add(" 三心 ", zh=["三心行动 "]).senses("三心")[0].zh == ("三心", "三心行动")
    added = tk.Lexicon.empty().add("三心", members_zh=["爱心", "耐心", "恒心"])
    assert tk.find_terms(tk.from_texts(["弘扬爱心、耐心、恒心"]), added)["concept"].tolist() == ["三心"]


def test_a_lexicon_shows_itself_in_a_line():
    assert len(repr(tk.Lexicon.default())) < 200


def test_equal_lexicons_are_one_to_what_is_made_from_them_in_every_process():
    lexicon = Lexicon.empty().add("四抓四促", en=["four grasps"])
    again = pickle.loads(pickle.dumps(lexicon))
    told = "from toolkit.terms.lexicon import Lexicon; print(Lexicon.empty().add('四抓四促', en=['four grasps']).all_of_it)"
    elsewhere = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout.strip()
    assert lexicon == again and hash(lexicon) == hash(again) and lexicon.all_of_it == elsewhere
    assert lexicon != Lexicon.empty().add("四抓四促", en=["four holds"]) and lexicon != "四抓四促"
