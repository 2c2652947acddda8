import subprocess
import sys

import pandas as pd
import pytest
from typer.testing import CliRunner

import toolkit as tk
from tests.conftest import ROOT
from toolkit.cli import app
from toolkit.scale.workers import WorkerDied


@pytest.fixture
def run():
    return lambda *args: CliRunner().invoke(app, [str(arg) for arg in args])


@pytest.fixture
def folder(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "2024-02-28.txt").write_text("会议要求，落实三个规定。", encoding="utf-8")
    (data / "junk.txt").write_bytes(bytes(range(256)) * 9)
    return data


def test_report_says_what_it_wrote_and_what_it_could_not_read(run, folder, tmp_path):
    result = run("report", folder, "-o", tmp_path / "out", "--quiet")
    assert result.exit_code == 0, result.output
    assert "index.html" in result.output and "junk.txt: could not be read" in result.output
    assert (tmp_path / "out" / "index.html").stat().st_size > 10_000


def test_count_and_terms_write_tables(run, folder, tmp_path):
    result = run("count", folder, "-o", tmp_path / "c.csv", "--by", "year", "-q")
    assert result.exit_code == 0 and "junk.txt: could not be read" in result.output
    counts = pd.read_csv(tmp_path / "c.csv")
    assert counts.loc[counts["term"] == "三个规定", "year"].tolist() == [2024]
    assert run("terms", folder, "-o", tmp_path / "t.xlsx", "-q").exit_code == 0
    assert pd.read_excel(tmp_path / "t.xlsx")["concept"].tolist() == ["三个规定"]


@pytest.mark.parametrize("command", ["count", "terms"])
def test_problems_are_said_a_line_each(run, folder, tmp_path, command):
    (folder / "empty.txt").write_text("", encoding="utf-8")
    (folder / "one.md").write_text("---\ndate: soon\n---\n好", encoding="utf-8")
    output = run(command, folder, "-o", tmp_path / "table.csv", "-q").output
    said = [line for line in output.splitlines() if ": " in line]
    assert [line.split(":")[0] for line in said] == ["junk.txt", "empty.txt", "one.md"]
    assert "date not understood: 'soon'; one character only" in said[-1]


def test_a_lexicon_of_ones_own(run, folder, tmp_path):
    mine = tmp_path / "mine.csv"
    mine.write_text("concept\n落实落细\n会议要求\n", encoding="utf-8")
    assert run("terms", folder, "-o", tmp_path / "t.csv", "-l", mine, "-q").exit_code == 0
    assert pd.read_csv(tmp_path / "t.csv")["concept"].tolist() == ["会议要求", "三个规定"]
    mine.write_text("concept,year\n落实落细,soon\n", encoding="utf-8")
    result = run("terms", folder, "-o", tmp_path / "t.csv", "-l", mine)
    assert result.exit_code == 2 and "row 2" in result.output


def test_nothing_readable_is_1(run, tmp_path):
    (tmp_path / "empty").mkdir()
    assert run("report", tmp_path / "empty", "-o", tmp_path / "out").exit_code == 1
    (tmp_path / "empty" / "junk.txt").write_bytes(bytes(range(256)) * 9)
    result = run("report", tmp_path / "empty", "-o", tmp_path / "out")
    assert result.exit_code == 1 and "junk.txt" in result.output
    assert not (tmp_path / "out").exists()
    (tmp_path / "empty" / "torn.pdf").write_bytes(b"no pdf")
    for command in ("count", "terms"):
        result = run(command, tmp_path / "empty", "-o", tmp_path / "table.csv", "-q")
        assert result.exit_code == 1 and "torn.pdf" in result.output


@pytest.mark.parametrize(
    "args",
    [
        ("report", "{folder}"),
        ("report", "{folder}/nowhere", "-o", "{out}"),
        ("report", "{folder}", "-o", "{out}", "--topics", "-1"),
        ("count", "{folder}", "-o", "{out}.csv", "--by", "province"),
        ("terms", "{folder}", "-o", "{out}.doc"),
        ("search", "{folder}", "责任"),
        ("dance",),
    ],
)
def test_wrong_use_is_2(run, folder, tmp_path, args):
    result = run(*(arg.format(folder=folder, out=tmp_path / "out") for arg in args))
    assert result.exit_code == 2, result.output


def test_help_has_examples(run):
    for command in ("report", "count", "terms"):
        result = run(command, "--help")
        assert result.exit_code == 0 and "data/sample" in result.output
    assert "0.1.0" in run("--version").output


def test_a_corpus_is_built_counted_and_searched(run, folder, tmp_path):
    result = run("build", folder, "-o", tmp_path / "corpus", "-w", 2, "-q")
    assert result.exit_code == 0 and "2 documents" in result.output and "junk.txt: could not be read" in result.output
    assert run("count", tmp_path / "corpus", "-o", tmp_path / "c.csv", "-q").exit_code == 0
    assert pd.read_csv(tmp_path / "c.csv").set_index("term")["n"]["三个规定"] == 1
    hits = tmp_path / "hits.csv"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tk, "find_terms", None)  # those of the build are taken
        assert run("terms", tmp_path / "corpus", "-o", hits, "-q").exit_code == 0
    saved = pd.read_csv(hits)
    (tmp_path / "mine.csv").write_text("concept\n会议要求\n", encoding="utf-8")
    assert run("terms", tmp_path / "corpus", "-o", hits, "-l", tmp_path / "mine.csv", "-q").exit_code == 0
    assert saved["concept"].tolist() == ["三个规定"]
    assert pd.read_csv(hits)["concept"].tolist() == ["会议要求", "三个规定"]
    found = run("search", tmp_path / "corpus", "三个规定")
    assert found.exit_code == 0 and "2024-02-28.txt: 会议要求，落实[三个规定]。" in found.output
    assert run("search", tmp_path / "corpus", "责任", "-o", tmp_path / "lines.csv").exit_code == 0
    assert run("search", tmp_path / "corpus", "，").exit_code == 2
    assert run("build", folder, "-o", folder / "corpus").exit_code == 2
    next((tmp_path / "corpus").rglob("tokens.parquet")).unlink()
    result = run("count", tmp_path / "corpus", "-o", tmp_path / "c.csv", "-q")
    assert result.exit_code == 1 and "tokens.parquet" in result.output and "build the corpus again" in result.output


def test_all_places_are_written_and_some_shown(run, tmp_path):
    (tmp_path / "a.txt").write_text("落实责任。" * 30, encoding="utf-8")
    run("build", tmp_path / "a.txt", "-o", tmp_path / "corpus", "-q")
    assert "20 places or more." in run("search", tmp_path / "corpus", "责任").output
    for limit, written, said in (((), 30, "30 places."), (("--limit", 4), 4, "4 places or more.")):
        result = run("search", tmp_path / "corpus", "责任", "-o", tmp_path / "lines.csv", *limit)
        assert len(pd.read_csv(tmp_path / "lines.csv")) == written and said in result.output


def test_a_worker_that_dies_is_said_in_a_line(run, folder, tmp_path, monkeypatch):
    def die(*args, **settings):
        raise WorkerDied("a worker process died")

    monkeypatch.setattr(tk, "count", die)
    result = run("count", folder, "-o", tmp_path / "c.csv", "-w", 2)
    assert result.exit_code == 1 and result.output == "a worker process died\n"


def test_it_is_a_module_too_and_gives_no_advice_for_python(tmp_path):
    command = [sys.executable, "-m", "toolkit", "terms", "nowhere", "-o", str(tmp_path / "t.csv")]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 2 and "no such file or folder" in result.stderr and "from_texts" not in result.stderr


def test_a_cluster_by_its_address(run, folder, tmp_path):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, host="127.0.0.1", dashboard_address=None, protocol="tcp"
    ) as cluster:
        for command in ("count", "terms"):
            out = tmp_path / f"{command}.csv"
            result = run(command, folder, "-o", out, "--scheduler", cluster.scheduler_address, "-q")
            assert result.exit_code == 0, result.output
    assert pd.read_csv(tmp_path / "count.csv").set_index("term")["n"]["三个规定"] == 1
    assert pd.read_csv(tmp_path / "terms.csv")["concept"].tolist() == ["三个规定"]
