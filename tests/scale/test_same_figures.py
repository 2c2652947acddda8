"""The same figures from docs and from files, for any number of workers, and on a cluster of which a worker is lost."""

import os
import signal
import threading
import time
from operator import add

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import toolkit as tk
from tests.conftest import ROOT
from tests.scale.tasks import Wait, wait_or_fail
from toolkit.reading import parts as reading_parts
from toolkit.reading.parts import Slice, parts
from toolkit.scale.run import run
from toolkit.scale.workers import WorkerDied
from toolkit.terms.find import HIT_COLUMNS

SAMPLE = ROOT / "data" / "sample"


@pytest.fixture(scope="module")
def docs():
    return tk.read(SAMPLE)


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(reading_parts, "PART", 30_000)


@pytest.fixture(scope="module")
def tables(docs, tmp_path_factory):
    """The sample as large tables."""
    folder = tmp_path_factory.mktemp("tables")
    plain = docs.drop(columns=["raw", "duplicate_of", "similarity", "date_from", "problem"])
    plain.to_parquet(folder / "docs.parquet", row_group_size=10)
    records = plain.assign(date=plain["date"].astype("str")).to_json(orient="records", lines=True, force_ascii=False)
    (folder / "docs.jsonl").write_text(records, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("workers", "groups"), [(1, (None, "year", ["lang", "source"])), (2, (["lang", "source"],))])
def test_counts_of_a_folder_are_those_of_its_docs(docs, small_parts, workers, groups):
    assert len(parts(SAMPLE)) > 4
    for by in groups:
        assert_frame_equal(tk.count(SAMPLE, by, workers=workers), tk.count(docs, by))


def test_counts_of_docs_are_the_same_on_workers(docs, small_parts):
    assert_frame_equal(tk.count(docs, "month", workers=2), tk.count(docs, "month"))


@pytest.mark.parametrize(
    ("workers", "queries"), [(1, (("四风", "auto"), ("责任", "word"))), (2, (("四风", "auto"),))], ids=["1", "2"]
)
def test_hits_lines_and_document_terms_of_a_folder_are_those_of_its_docs(docs, small_parts, workers, queries):
    assert_frame_equal(tk.find_terms(SAMPLE, workers=workers), tk.find_terms(docs))
    for query, kind in queries:
        found = tk.concordance(SAMPLE, query, kind=kind, sort=["R1", "date"], workers=workers)
        assert_frame_equal(found, tk.concordance(docs, query, kind=kind, sort=["R1", "date"]))
    counted, whole = tk.document_terms(SAMPLE, workers=workers), tk.document_terms(docs)
    assert (counted.matrix != whole.matrix).nnz == 0
    assert_frame_equal(counted.terms, whole.terms)
    columns = ["doc_id", "lang", "date", "source"]
    assert_frame_equal(counted.documents[columns], whole.documents[columns])


@pytest.mark.parametrize("name", ["docs.parquet", "docs.jsonl"])
def test_a_large_table_is_read_in_slices(tables, docs, small_parts, name):
    sliced = parts(tables / name)
    assert len(sliced) > 2 and all(isinstance(part, Slice) for part in sliced)
    assert tk.read(tables / name)["doc_id"].tolist() == docs["doc_id"].tolist()
    for workers in (1, 2):
        assert_frame_equal(tk.count(tables / name, "year", workers=workers), tk.count(docs, "year"))


def test_hits_of_a_large_table_of_records_are_those_of_its_docs(tables, docs, small_parts):
    assert_frame_equal(tk.find_terms(tables / "docs.jsonl")[HIT_COLUMNS], tk.find_terms(docs)[HIT_COLUMNS])


def test_hits_lines_and_topics_of_a_large_table_are_those_of_its_docs(tables, docs, small_parts):
    source = tables / "docs.parquet"
    assert_frame_equal(tk.find_terms(source)[HIT_COLUMNS], tk.find_terms(docs)[HIT_COLUMNS])
    columns = ["doc_id", "left", "node", "right", "start", "end"]
    assert_frame_equal(tk.concordance(source, "四风")[columns], tk.concordance(docs, "四风")[columns])
    whole = tk.topics(tk.document_terms(docs), 4)
    for counted in (source, tk.document_terms(source, workers=2)):
        assert_frame_equal(tk.topics(counted, 4).shares, whole.shares)
    assert_frame_equal(whole.assign(source), whole.shares)


def test_parts_of_a_folder_are_alike_and_hold_every_file_once(tmp_path, monkeypatch):
    monkeypatch.setattr(reading_parts, "PART", 1_000)
    for number in range(200):
        (tmp_path / f"{number:03}.txt").write_text("落" * (10 + number % 7), encoding="utf-8")
    found = parts(tmp_path)
    assert len(found) == 8
    assert max(part.size for part in found) - min(part.size for part in found) < 100
    assert [name for part in found for _, name in part.files] == [f"{number:03}.txt" for number in range(200)]


def test_rows_of_slices_are_numbered_as_in_the_file(tmp_path, monkeypatch):
    path = tmp_path / "many.jsonl"
    path.write_text("".join(f'{{"text": "落实责任{n}"}}\n\n' for n in range(40)), encoding="utf-8")
    whole = tk.read(path)
    monkeypatch.setattr(reading_parts, "PART", 100)
    assert len(parts(path)) > 5
    assert_frame_equal(tk.read(path), whole)


def test_a_column_that_only_some_parts_have_groups_the_others_under_nothing(tmp_path, monkeypatch):
    path = tmp_path / "some.jsonl"
    lines = ['{"text": "落实责任"}'] * 9 + ['{"text": "落实", "city": "云渡"}']
    path.write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(reading_parts, "PART", 40)
    counts = tk.count(path, "city").query("term == '落实'")
    assert counts[["city", "n"]].values.tolist() == [["", 9], ["云渡", 1]]
    with pytest.raises(ValueError, match=r"by='town': no such column; the documents have: .*city"):
        tk.count(path, "town", lexicon=tk.Lexicon.empty(), workers=2)


def test_a_file_that_cannot_be_read_is_no_reason_to_stop(tmp_path):
    for name, data in (("a.txt", "落实责任".encode()), ("b.pdf", b"no pdf"), ("c.txt", "落实".encode())):
        (tmp_path / name).write_bytes(data)
    assert tk.count(tmp_path, workers=2).set_index("term")["n"].to_dict() == {"落实": 2, "责任": 1}
    with pytest.raises(tk.ReadError, match=r"b\.pdf"):
        tk.count(tmp_path / "b.pdf", workers=2)


def test_a_file_without_a_document_is_no_reason_to_stop(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_text("text,title\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("落实三个规定", encoding="utf-8")
    monkeypatch.setattr(reading_parts, "_MOST", 1)  # a part for each
    assert tk.find_terms(tmp_path)["concept"].tolist() == ["三个规定"]
    assert len(tk.concordance(tmp_path, "三个规定")) == 1
    assert len(tk.build(tmp_path, tmp_path.with_name("corpus")).hits()) == 1
    assert tk.find_terms(tmp_path / "a.csv").empty and tk.concordance(tmp_path / "a.csv", "四风").empty


@pytest.mark.parametrize(
    "table",
    [
        tk.find_terms,
        tk.document_terms,
        lambda source: tk.concordance(source, "责任", kind="phrase"),
        lambda source: tk.build(source, source[0].parent / "corpus"),
    ],
    ids=["hits", "document terms", "lines", "corpus"],
)
def test_a_doc_id_that_stands_twice_is_refused(tmp_path, table):
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_text("id,text\n1,落实责任\n", encoding="utf-8")
    with pytest.raises(tk.ReadError, match=r"doc_id must be unique.*'1'"):
        table([tmp_path / "a.csv", tmp_path / "b.csv"])


# --- on a cluster -----------------------------------------------------------------------------------------------------


def test_an_address_is_no_client():
    pytest.importorskip("distributed")
    with pytest.raises(TypeError, match=r"takes a Client, not 'tcp://10\.0\.0\.1:8786': distributed\.Client\('tcp"):
        tk.count(tk.from_texts(["落实责任"]), client="tcp://10.0.0.1:8786")


@pytest.fixture(scope="module")
def client():
    """Of a cluster for all tests: what its workers need takes as long to load as most tests take. Three of the four may be killed:
    whether Dask starts others in their place is not relied upon."""
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=4, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def test_a_cluster_gives_the_same_tables(client, docs, small_parts, tables):
    assert_frame_equal(tk.count(SAMPLE, "year", client=client), tk.count(docs, "year"))
    assert_frame_equal(tk.count(tables / "docs.parquet", "lang", client=client), tk.count(docs, "lang"))
    counts = tk.count(tables / "docs.jsonl", "year", client=client)
    assert_frame_equal(tk.trends(counts), tk.trends(tk.count(docs, "year")))
    hits, terms = tk.find_terms(docs)[HIT_COLUMNS], tk.document_terms(docs)
    for source in (SAMPLE, tables / "docs.parquet", tables / "docs.jsonl"):
        counted = tk.document_terms(source, client=client)
        assert_frame_equal(counted.terms, terms.terms)
        assert_frame_equal(tk.find_terms(source, client=client)[HIT_COLUMNS], hits)
    assert_frame_equal(tk.topics(counted, 4).shares, tk.topics(terms, 4).shares)
    assert_frame_equal(
        tk.concordance(SAMPLE, "四风", sort="R1", client=client), tk.concordance(docs, "四风", sort="R1")
    )


def test_a_lexicon_of_the_users_own_reaches_the_workers(client):
    docs = tk.from_texts(["开展三抓三促行动", "三抓三促"])
    lexicon = tk.Lexicon.empty().add("三抓三促")
    assert tk.count(docs, lexicon=lexicon, client=client).set_index("term")["n"]["三抓三促"] == 2


@pytest.mark.parametrize("progress", [True, False])
@pytest.mark.parametrize(("first", "raised"), [("error.txt", LookupError), ("0.txt", KeyboardInterrupt)])
def test_what_is_left_undone_on_a_cluster_is_not_gone_on_with(client, progress, first, raised):
    names = [first if number % 10 == 0 else f"{number}.txt" for number in range(400)]  # Dask begins where it likes
    parts = list(map(Wait, names))
    began = time.monotonic()
    if raised is KeyboardInterrupt:
        threading.Timer(1.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(raised) as caught:  # keeps the frames, as a notebook does
        run(wait_or_fail, parts, add, client=client, progress=progress)
    while any(client.processing().values()) and time.monotonic() < began + 10:
        time.sleep(0.05)
    assert caught.traceback and time.monotonic() < began + 10, "all of it takes 20 seconds"


@pytest.fixture(scope="module")
def to_kill(client):
    return list(client.run(os.getpid).values())


@pytest.mark.parametrize(
    "table",
    [
        lambda source, **how: tk.trends(tk.count(source, ["lang", "year"], **how)),
        lambda source, **how: tk.find_terms(source, **how),
        lambda source, **how: tk.topics(tk.document_terms(source, **how), 4).shares,
    ],
    ids=["trends of counts", "hits", "topics"],
)
def test_a_worker_killed_half_way_changes_no_figure(client, to_kill, docs, monkeypatch, table):
    monkeypatch.setattr(reading_parts, "PART", 12_000)
    assert len(parts(SAMPLE)) > 15
    pid = to_kill.pop()
    killer = threading.Thread(target=_kill_when_half_done, args=(client, pid))
    killer.start()
    found = table(SAMPLE, client=client)
    killer.join()
    assert pid not in client.run(os.getpid).values()
    assert_frame_equal(found, table(docs))


def _kill_when_half_done(client, pid):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        done = sum(len(held) for held in client.has_what().values())
        if done >= 5:
            break
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)


def test_a_part_that_ends_the_workers_of_a_cluster_is_named(client, monkeypatch):
    monkeypatch.setattr(client.cluster.scheduler, "allowed_failures", 0)
    with pytest.raises(WorkerDied, match=r"坏\.txt"):
        run(wait_or_fail, [Wait("坏.txt")], add, client=client)


def test_counts_go_on_into_every_measure_without_a_text_held(tables):
    counts = tk.count(tables / "docs.parquet", "lang")
    zh = tk.count(tables / "docs.parquet", ["lang", "year"]).query("lang == 'zh'").drop(columns="lang")
    assert len(tk.frequencies(counts)) and len(tk.trends(zh)) and isinstance(counts, pd.DataFrame)
    assert len(tk.keyness(zh, "2024", "2023"))
