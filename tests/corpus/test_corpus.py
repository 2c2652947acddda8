"""A saved corpus: the same tables as from the files, brought up to date by what has changed, whole whenever it is looked at."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import warnings
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import toolkit as tk
from tests.conftest import ROOT
from toolkit.corpus import build as building
from toolkit.corpus import index
from toolkit.text.language import HAN

SAMPLE = ROOT / "data" / "sample"


@pytest.fixture
def small_shards(monkeypatch):
    monkeypatch.setattr(building, "_SHARD", 40_000)


@pytest.fixture
def source(tmp_path):
    shutil.copytree(SAMPLE, tmp_path / "source")
    return tmp_path / "source"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "_SHARD", 40_000)
        return tk.build(SAMPLE, tmp_path_factory.mktemp("built") / "corpus", folders=["level"], workers=2)


def shards(corpus):
    return {shard["id"]: shard["units"] for shard in corpus.manifest["shards"]}


def in_order(table):
    return table.sort_values(["doc_id", "start"], kind="stable").reset_index(drop=True)


def test_its_tables_are_those_of_the_files(built, sample):
    assert len(shards(built)) > 2 and len(built) == len(sample)
    for by in (None, "year", ["level", "lang"]):
        assert_frame_equal(tk.count(built, by), tk.count(sample, by))
    assert_frame_equal(tk.count(built, "year", workers=2), tk.count(sample, "year"))
    hits, found = built.hits(), tk.find_terms(sample)
    assert_frame_equal(hits[found.columns], found)
    tokens, cut = built.tokens(), tk.tokenise(sample)
    assert_frame_equal(tokens[cut.columns].astype("str"), cut.astype("str"))
    again = tk.read(built)
    assert_frame_equal(again[sample.columns], sample)
    assert_frame_equal(tk.find_terms(built), found)


def test_another_lexicon_counts_anew_and_another_segmenter_too(built, sample):
    lexicon = tk.Lexicon.empty().add("会议")
    counts = tk.count(built, lexicon=lexicon)
    assert_frame_equal(counts, tk.count(sample, lexicon=lexicon))
    assert counts.loc[counts["term"] == "会议", "kind"].tolist() == ["term"]
    assert_frame_equal(
        tk.count(built, segmenter=tk.Segmenter(hmm=True)), tk.count(sample, segmenter=tk.Segmenter(hmm=True))
    )


def test_only_what_is_new_or_changed_is_done_again(source, tmp_path, small_shards, monkeypatch, capsys):
    corpus = tk.build(source, tmp_path / "corpus")
    before = shards(corpus)
    assert len(before) > 3
    files = sorted(path for path in source.rglob("*.txt"))
    files[0].write_text("会议强调，三抓三促。", encoding="utf-8")
    files[-1].unlink()
    (source / "new.txt").write_text("会议要求，落实三个规定。", encoding="utf-8")
    os.utime(files[5])  # touched, not changed

    done = []
    monkeypatch.setattr(building.Write, "_made", spied(building.Write._made, done))
    corpus = tk.build(source, tmp_path / "corpus")
    assert [name for part in done for _, name in part.files] == [str(files[0].relative_to(source)), "new.txt"]
    after = shards(corpus)
    assert len(before.keys() & after.keys()) == len(before) - 3  # of two shards a file is gone, in one is a new one
    assert [name for units in after.values() for name in units] == list(corpus.manifest["units"])
    fresh = tk.read(source)
    assert_frame_equal(tk.read(corpus)[fresh.columns], fresh)
    assert_frame_equal(tk.count(corpus, "year"), tk.count(fresh, "year"))
    hits, tokens, found = corpus.hits(), tk.tokenise(fresh), tk.find_terms(fresh)
    assert_frame_equal(hits[found.columns], found)
    assert_frame_equal(tk.find_terms(corpus), found)
    assert_frame_equal(corpus.tokens()[tokens.columns].astype("str"), tokens.astype("str"))
    places = fresh.set_index("doc_id").index.get_indexer(corpus.search("会议", limit=None)["doc_id"])
    assert len(places) and all(a <= b for a, b in pairwise(places))
    assert_frame_equal(tk.document_terms(corpus).terms, tk.document_terms(fresh).terms)
    assert {path.name for path in (tmp_path / "corpus" / "shards").iterdir()} == set(after)

    done.clear()
    capsys.readouterr()
    assert shards(tk.build(source, tmp_path / "corpus", progress=True)) == after and not done
    assert not capsys.readouterr().err  # no bar of nothing to do


def spied(method, done):
    def made(self, part, *rest):
        done.append(part)
        return method(self, part, *rest)

    return made


def test_an_interrupted_build_leaves_the_old_corpus_and_is_gone_on_with(source, tmp_path, small_shards, monkeypatch):
    corpus = tk.build(source, tmp_path / "corpus")
    counts, number = tk.count(corpus), len(corpus)
    lexicon = tk.Lexicon.empty().add("三抓三促")
    done = []
    whole = building.Write._made

    def interrupted(self, part, *rest):
        if len(done) == 2:
            raise KeyboardInterrupt
        return spied(whole, done)(self, part, *rest)

    monkeypatch.setattr(building.Write, "_made", interrupted)
    with pytest.raises(KeyboardInterrupt), pytest.warns(UserWarning, match="another lexicon: all of it is done anew"):
        tk.build(source, tmp_path / "corpus", lexicon=lexicon)
    old = tk.Corpus(tmp_path / "corpus")
    assert len(old) == number and old.lexicon == tk.Lexicon.default()
    assert_frame_equal(tk.count(old), counts)

    monkeypatch.setattr(building.Write, "_made", spied(whole, rest := []))
    with pytest.warns(UserWarning, match="another lexicon: all of it is done anew"):
        new = tk.build(source, tmp_path / "corpus", lexicon=lexicon)
    assert len(rest) == len(shards(new)) - 2
    assert set(new.lexicon) == set(lexicon)
    assert_frame_equal(tk.count(new), tk.count(tk.read(source), lexicon=lexicon))


def test_a_build_that_is_killed_leaves_the_old_corpus(source, tmp_path):
    corpus = tk.build(source, tmp_path / "corpus")
    counts = tk.count(corpus)
    for path in source.rglob("*.txt"):
        path.write_text("落实责任。" * 50, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "toolkit", "build", str(source), "-o", str(tmp_path / "corpus"), "--quiet"], cwd=ROOT
    )
    deadline = time.monotonic() + 60
    while not list((tmp_path / "corpus" / "shards").glob("*.partial")) and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert_frame_equal(tk.count(tmp_path / "corpus"), counts)
    assert_frame_equal(tk.count(tk.build(source, tmp_path / "corpus")), tk.count(tk.read(source)))


def test_a_corpus_of_another_version_or_lexicon_says_so(source, tmp_path):
    corpus = tk.build(source, tmp_path / "corpus")
    path = tmp_path / "corpus" / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    for key, value, said in (
        ("toolkit", "0.0.1", r"built with version 0\.0\.1 of the toolkit"),
        ("shipped_lexicon", "other", "an earlier lexicon"),
        ("versions", {**manifest["versions"], "rjieba": "0.0.1"}, r"version 0\.0\.1 of rjieba"),
    ):
        path.write_text(json.dumps({**manifest, key: value}), encoding="utf-8")
        with pytest.warns(UserWarning, match=said):
            tk.Corpus(tmp_path / "corpus")
        with pytest.warns(UserWarning, match=said):
            tk.count(tmp_path / "corpus")
    path.write_text(json.dumps({**manifest, "format": "toolkit corpus 99"}), encoding="utf-8")
    with pytest.raises(tk.CorpusError, match=r"toolkit corpus 99.*build it again"):
        tk.Corpus(tmp_path / "corpus")
    with pytest.warns(UserWarning, match=r"toolkit corpus 99.*which is done now"):
        assert len(tk.build(source, tmp_path / "corpus")) == len(corpus)


def test_a_corpus_with_a_lexicon_of_its_own_is_looked_through_with_it(source, tmp_path):
    lexicon = tk.Lexicon.empty().add("会议指出")
    corpus = tk.build(source, tmp_path / "corpus", lexicon=lexicon)
    found = tk.find_terms(tmp_path / "corpus")
    assert_frame_equal(in_order(found[corpus.hits().columns]), in_order(corpus.hits()))
    assert len(tk.concordance(corpus, "会议指出", kind="concept")) == found["concept"].eq("会议指出").sum() > 0


LOOKS = {
    "documents.parquet": tk.read,
    "tokens.parquet": tk.count,
    "vocabulary.parquet": tk.Corpus.tokens,
    "hits.parquet": tk.Corpus.hits,
    "index.sqlite": lambda corpus: corpus.search("三个规定"),
}


def flipped(path):
    """Other bytes in the middle, and as many."""
    data = path.read_bytes()
    place = len(data) // 3
    path.write_bytes(data[:place] + bytes(255 - byte for byte in data[place : 2 * place]) + data[2 * place :])


@pytest.mark.parametrize(
    "damage", [Path.unlink, flipped, lambda path: path.write_bytes(b"")], ids=["gone", "flipped", "empty"]
)
def test_what_is_damaged_is_said_and_made_anew(tmp_path, damage):
    (tmp_path / "a.txt").write_text("会议强调，落实三个规定。", encoding="utf-8")
    corpus = tk.build(tmp_path / "a.txt", tmp_path / "corpus", lexicon=tk.Lexicon.empty())
    tables = {name: look(corpus) for name, look in LOOKS.items()}
    for name in [*LOOKS, "shard.json"]:
        (path,) = (tmp_path / "corpus").rglob(name)
        damage(path)
        if name in LOOKS:
            with pytest.raises(tk.CorpusError, match=rf"{name} .*damaged or gone.*build the corpus again"):
                LOOKS[name](corpus)
        again = tk.build(tmp_path / "a.txt", tmp_path / "corpus", lexicon=tk.Lexicon.empty())
        for looked, table in tables.items():
            assert_frame_equal(LOOKS[looked](again), table)


def test_the_lexicon_of_a_corpus_that_is_gone_or_has_changed_is_said_and_mended(tmp_path):
    (tmp_path / "a.txt").write_text("会议强调，落实三个规定。", encoding="utf-8")
    lexicon = tk.Lexicon.empty().add("会议强调")
    corpus = tk.build(tmp_path / "a.txt", tmp_path / "corpus", lexicon=lexicon)
    path = tmp_path / "corpus" / "lexicon.csv"
    for damage, said in ((Path.unlink, "damaged or gone"), (tk.Lexicon.empty().save, "has changed")):
        damage(path)
        for look in (tk.find_terms, lambda corpus: corpus.lexicon):
            with pytest.raises(tk.CorpusError, match=rf"lexicon\.csv .*{said}.*build the corpus again"):
                look(corpus)
        assert tk.build(tmp_path / "a.txt", tmp_path / "corpus", lexicon=lexicon).lexicon == lexicon
    assert tk.find_terms(corpus)["concept"].dropna().tolist() == ["会议强调"]


def test_a_corpus_that_is_replaced_by_one_of_other_files_says_so(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(f"{name} 落实责任。", encoding="utf-8")
    tk.build(tmp_path / "a.txt", tmp_path / "corpus", lexicon=tk.Lexicon.empty())
    with pytest.warns(UserWarning, match=r"built of other files than there are in .*b\.txt: all of it is replaced"):
        tk.build(tmp_path / "b.txt", tmp_path / "corpus", lexicon=tk.Lexicon.empty())
    (tmp_path / "b.txt").write_text("改了。", encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tk.build([tmp_path / "b.txt"], tmp_path / "corpus", lexicon=tk.Lexicon.empty())
        tk.build([tmp_path / "a.txt", tmp_path / "b.txt"], tmp_path / "corpus", lexicon=tk.Lexicon.empty())


@pytest.mark.parametrize("content", ["", "[]", '{"format": "toolkit corpus 3"}', None])
def test_a_damaged_manifest_is_said_and_mended(tmp_path, content):
    (tmp_path / "a.txt").write_text("会议强调，落实三个规定。", encoding="utf-8")
    place = tmp_path.with_name(f"{tmp_path.name}-corpus")
    tk.build(tmp_path / "a.txt", place)
    path = place / "manifest.json"
    path.unlink() if content is None else path.write_text(content, encoding="utf-8")
    for look in (tk.count, tk.find_terms, tk.Corpus):
        with pytest.raises(tk.CorpusError, match=r"manifest\.json.*build it again"):
            look(place)
    with pytest.warns(UserWarning, match=r"manifest\.json.*which is done now"):
        assert len(tk.build(tmp_path / "a.txt", place)) == 1


def test_what_could_not_be_read_is_said_by_the_build_and_not_again(tmp_path):
    for name, data in (("a.txt", "落实三个规定".encode()), ("b.pdf", b"no pdf")):
        (tmp_path / name).write_bytes(data)
    place = tmp_path.with_name("saved")
    with pytest.warns(UserWarning, match=r"b\.pdf: could not be read"):
        corpus = tk.build(tmp_path, place)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(tk.count(corpus)) == len(tk.document_terms(corpus).terms) == 2
        assert len(tk.find_terms(corpus)) == 1
    (tmp_path / "a.txt").unlink()
    with pytest.raises(tk.ReadError, match=r"nothing could be read: b\.pdf"):
        tk.build(tmp_path, place)
    assert len(tk.Corpus(place)) == 2


def test_where_a_corpus_may_not_be(source, tmp_path):
    with pytest.raises(ValueError, match="lies inside"):
        tk.build(source, source / "corpus")
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "thesis.docx").write_bytes(b"...")
    with pytest.raises(ValueError, match="holds something that is no corpus"):
        tk.build(source, tmp_path / "taken")
    with pytest.raises(FileNotFoundError, match="holds no saved corpus"):
        tk.Corpus(tmp_path / "taken")
    with pytest.raises(ValueError, match=r"thesis\.docx is a file"):
        tk.build(source, tmp_path / "taken" / "thesis.docx")
    with pytest.raises(TypeError, match="needs the folder to write the corpus to"):
        tk.build(source, None)
    with pytest.raises(TypeError, match="no DataFrame: save it"):
        tk.build(tk.from_texts(["落实责任"]), tmp_path / "corpus")


def test_a_corpus_is_no_folder_of_files_among_others(built, source, tmp_path):
    for take in (tk.read, lambda given: tk.build(given, tmp_path / "corpus")):
        with pytest.raises(tk.ReadError, match="is a saved corpus: give it alone"):
            take([source, built])


def test_tables_and_archives_keep_their_rows_with_their_files(tmp_path):
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "t.csv").write_text("text,path\n落实责任,elsewhere/a.txt\n乡村振兴,b.txt\n", encoding="utf-8")
    (folder / "u.txt").write_text("三个规定", encoding="utf-8")
    tk.build(folder, tmp_path / "corpus")
    (folder / "u.txt").write_text("四个意识", encoding="utf-8")
    corpus = tk.build(folder, tmp_path / "corpus")
    assert_frame_equal(tk.count(corpus), tk.count(folder))


# --- search -----------------------------------------------------------------------------------------------------------


def plainly(docs, query):
    """Every place, by looking through all texts."""
    found = [
        (doc_id, *span)
        for doc_id, text in zip(docs["doc_id"], docs["text"], strict=True)
        for span in index.places(text, query)
    ]
    return sorted(found)


@pytest.mark.parametrize(
    "query", ["规", "责任", "三个规定", "“三个规定”", "會議強調", "会议强调，", "Two Upholds", "the meeting", "2024年"]
)
def test_search_finds_every_place_and_no_other(built, sample, query):
    found = built.search(query, limit=None)
    assert sorted(found[["doc_id", "start", "end"]].itertuples(index=False, name=None)) == plainly(sample, query)
    assert len(found)
    texts = sample.set_index("doc_id")["text"]
    for line in found.itertuples():
        assert texts[line.doc_id][line.start : line.end] == line.node
    assert len(built.search(query, limit=1)) == 1


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_whatever_stands_in_a_text_is_found(built, sample, data):
    text = data.draw(st.sampled_from(sorted(sample.loc[sample["lang"] == "zh", "text"])))
    start = data.draw(st.integers(0, len(text) - 1))
    query = text[start : start + data.draw(st.integers(1, 12))]
    if not HAN.search(query) or index._joined(text, start) or index._joined(text, start + len(query)):
        return
    if query != query.strip():  # a query is cleaned as the texts are
        return
    found = built.search(query, limit=None)
    assert sorted(found[["doc_id", "start", "end"]].itertuples(index=False, name=None)) == plainly(sample, query)


def test_a_query_is_cleaned_as_the_texts_are(built):
    plain = built.search("三个规定")
    for pasted in ("三个\u200b规定\r\n", "三个规\x00定", "\ud800三个规定\u3000", "\ufeff三个规定"):
        assert_frame_equal(built.search(pasted), plain)


@pytest.mark.parametrize(
    "wrong", [{"query": None}, {"limit": -1}, {"limit": "a"}, {"limit": 1.5}, {"context": -5}, {"context": None}]
)
def test_what_cannot_be_searched_for_is_said(built, wrong):
    ((name, value),) = wrong.items()
    with pytest.raises((TypeError, ValueError), match=f"string, not None|{name}={value!r}: how many"):
        built.search(**{"query": "责任", **wrong})


def test_words_are_whole_and_a_query_must_have_one(built):
    assert built.search("eeting").empty and built.search("这里没有这句话").empty
    for query in ("，。", "\x00", "_"):
        with pytest.raises(ValueError, match="neither a word nor a Chinese character"):
            built.search(query)


def test_a_second_session_starts_in_under_a_second(built):
    script = f"""
import time; start = time.process_time()  # what others do on the machine is not ours
import toolkit as tk
corpus = tk.Corpus({str(built.folder)!r})
lines = corpus.search("三个规定"); counts = corpus.documents
print(time.process_time() - start)
"""
    took = min(
        float(
            subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True).stdout
        )
        for _ in range(2)
    )
    assert took < 1.5  # a second on a quiet machine


def test_offsets_of_pieces_go_on(built):
    tokens = built.tokens()
    for _, rows in tokens.groupby("doc_id", observed=True):
        assert all(a <= b for a, b in pairwise(rows["start"]))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "documents" in repr(tk.Corpus(built.folder))
