import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import toolkit as tk
from toolkit.text import english, segment

PIECES = ["四个意识", "兩個維護", "THREE REGULATIONS", "three regulations", "会议强调，", "The meeting's ", "３个规定", "\n", " ", "5.2%", "。", "🙂", "\U00020bb7", "high-quality "]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES)).map("".join), st.sampled_from(["zh", "en", "mixed", "und"]))
def test_offsets_hold_and_no_formulation_is_cut(text, lang):
    docs = pd.DataFrame({"doc_id": ["a"], "lang": [lang], "text": [text]})
    tokens, hits, spans = tk.tokenise(docs), tk.find_terms(docs, unlisted=False), tk.sentences(docs)
    for table, column in ((tokens, "token"), (hits, "surface"), (spans, "text")):
        for start, end, shown in zip(table["start"], table["end"], table[column], strict=True):
            assert text[start:end] == shown != ""
    terms = tokens[tokens["kind"] == "term"]
    assert terms[["start", "end"]].values.tolist() == hits[["start", "end"]].values.tolist()
    assert terms["lemma"].tolist() == hits["concept"].tolist()
    assert "".join("".join(tokens["token"]).split()) == "".join(text.split())
    assert tokens["i"].tolist() == list(range(len(tokens)))


def test_jieba_alone_cuts_what_we_keep_whole():
    tokens = tk.tokenise(tk.from_texts(["增强“四个意识”，落实三个规定，不忘初心、牢记使命。"]))
    kept = tokens[tokens["kind"] == "term"]["token"].tolist()
    assert kept == ["四个意识", "三个规定", "不忘初心、牢记使命"]


def test_traditional_text_is_segmented_as_well_as_simplified():
    traditional = tk.tokenise(tk.from_texts(["會議強調，要堅決整治形式主義問題"]))
    simplified = tk.tokenise(tk.from_texts(["会议强调，要坚决整治形式主义问题"]))
    assert traditional["lemma"].tolist() == simplified["lemma"].tolist() == simplified["token"].tolist()
    assert "".join(traditional["token"]) == "會議強調，要堅決整治形式主義問題"


def test_kinds_and_english_lemmas():
    tokens = tk.tokenise(tk.from_texts(["The meetings of 2024 stressed the Two Upholds, 5.2% and people's farms."]))
    kinds = dict(zip(tokens["token"], tokens["kind"], strict=True))
    lemmas = dict(zip(tokens["token"], tokens["lemma"], strict=True))
    assert [kinds[t] for t in ("meetings", "2024", "Two Upholds", ",", "5.2%")] == [
        "word",
        "number",
        "term",
        "mark",
        "number",
    ]
    assert [lemmas[t] for t in ("meetings", "stressed", "people's", "farms")] == [
        "meeting",
        "stress",
        "people",
        "farm",
    ]


def test_metadata_comes_along_and_text_does_not():
    tokens = tk.tokenise(tk.from_texts(["落实责任"], source="云渡市", level="city"))
    assert tokens["source"].unique().tolist() == ["云渡市"]
    assert {"level", "date", "lang"} <= set(tokens.columns)
    assert not {"text", "raw", "title"} & set(tokens.columns)


def test_no_documents_give_an_empty_table():
    docs = tk.from_texts(["落实责任"]).iloc[:0]
    assert tk.tokenise(docs).empty and tk.find_terms(docs).empty and tk.sentences(docs).empty and tk.moves(docs).empty


@pytest.mark.parametrize("stage", [tk.tokenise, tk.expansions, tk.sentences, tk.moves])
def test_what_is_no_table_of_documents_is_refused_with_advice(stage):
    with pytest.raises(TypeError, match="from_texts"):
        stage("会议强调")
    with pytest.raises(ValueError, match=r"text.*the table has: body"):
        stage(pd.DataFrame({"body": ["会议强调"]}))


def test_a_line_of_more_than_a_million_characters():
    line = ("会议强调落实责任" * 12 + "会议强调落实三个规定") * 10_000
    counts = tk.count(pd.DataFrame({"doc_id": ["long"], "lang": ["zh"], "text": [line]})).set_index("term")["n"]
    assert len(line) > 1_000_000 and counts["三个规定"] == 10_000 and counts["责任"] == 120_000


def test_compiled_code_gives_the_same_counts_and_tokens(sample, monkeypatch):
    texts = sample[sample["text"] != ""]
    encoded = {}
    for pays in (0, 10**12):
        segment._compiled.cache_clear()
        english._compiled.cache_clear()
        monkeypatch.setattr(segment, "COMPILED_PAYS", pays)
        monkeypatch.setattr(english, "COMPILED_PAYS", pays)
        encoded[pays] = tk.tokenise(texts), tk.count(texts, by="year")
    for compiled, plain in zip(*encoded.values(), strict=True):
        pd.testing.assert_frame_equal(compiled, plain)
