"""The sample corpus is what the README says it is."""

import csv

import toolkit as tk
from tests.conftest import ROOT

FOLDER = ROOT / "data" / "sample"


def test_everything_in_it_is_read(sample):
    assert (sample["problem"] == "").all(), sample.loc[sample["problem"] != "", ["doc_id", "problem"]]
    assert sample["date"].notna().all()
    assert set(sample["level"]) == {"central", "province", "city"}
    assert set(sample["date"].dt.year) == set(range(2019, 2026))


def test_it_has_the_formats_and_encodings():
    files = [path for path in FOLDER.rglob("*") if path.is_file()]
    assert len(files) >= 40
    assert {".txt", ".md", ".html", ".docx", ".pdf", ".csv", ".xlsx", ".jsonl", ".zip"} == {
        path.suffix for path in files
    }


def test_pages_lose_their_chrome(sample):
    pages = sample[sample["path"].str.endswith(".html")]
    for word in ("当前位置", "首页", "字号", "扫一扫", "分享到", "打印本页", "上一篇", "ICP备", "Font size", "Print"):
        left = pages[pages["text"].str.contains(word, regex=False)]
        assert left.empty, (word, left["doc_id"].tolist())
    assert (pages["title"] != "").all()


def test_pairs_are_the_same_notice_in_two_languages(sample):
    """Both sides of a pair are there, in their language, and share formulations."""
    concepts = tk.find_terms(sample).groupby("doc_id", observed=True)["concept"].agg(set)
    langs = sample.set_index("doc_id")["lang"]
    pairs = list(csv.DictReader((ROOT / "data" / "pairs.csv").open(encoding="utf-8")))
    assert len(pairs) >= 10
    shared = [concepts.get(pair["zh"], set()) & concepts.get(pair["en"], set()) for pair in pairs]
    assert all(langs[pair["zh"]] == "zh" and langs[pair["en"]] == "en" for pair in pairs)
    assert sum(bool(both) for both in shared) >= 0.9 * len(pairs)


def test_repetitions_planted_in_it_are_flagged(sample):
    repeated = sample[sample["duplicate_of"] != ""]
    assert (repeated["similarity"] == 1).sum() >= 1 and (repeated["similarity"] < 1).sum() >= 2
