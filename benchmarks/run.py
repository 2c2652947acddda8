"""Speed of the toolkit and of what else an analyst could take, side by side on the same text: the README's table.

    python benchmarks/run.py [FOLDER] [--megabytes 20] [--rounds 3] [--peer conc=PYTHON] [--peer cntext=PYTHON] [--peer quanteda=Rscript]

FOLDER holds UTF-8 .txt files, Chinese and English (default: the sample corpus's); those of each language are repeated up to
the size asked for. All run on one core, in turn, in several rounds; the best of each is compared. A peer that lives in
another environment is run by the interpreter named: a process of its own, which tells how long reading and counting took, loading
aside. Without it, it is left out and named as such. Ratios are to today's usual script in Chinese, to CountVectorizer in English.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ.setdefault(threads, "1")

import jieba
from sklearn.feature_extraction.text import CountVectorizer

import toolkit as tk
from toolkit.text.segment import Segmenter

SAMPLE = Path(__file__).parent.parent / "data" / "sample"
LIBRARIES = (
    "tifa-toolkit",
    "pandas",
    "numpy",
    "numba",
    "scikit-learn",
    "jieba",
    "rjieba",
    "simplemma",
)
Run = Callable[[Path], float | None]  # the seconds that it took, if it knows better than the clock around it


def texts(folder: Path) -> Iterator[str]:
    return (path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt")))


# --- what is run ------------------------------------------------------------------------------------------------------


def todays_script(folder: Path) -> None:
    normalised = (unicodedata.normalize("NFKC", text) for text in texts(folder))
    CountVectorizer(analyzer=jieba.lcut).fit_transform(normalised)


def count_vectorizer(folder: Path) -> None:
    CountVectorizer().fit_transform(texts(folder))


def bare_segmenter(folder: Path) -> None:
    segmenter = Segmenter()
    for text in texts(folder):
        segmenter.cut(text)


def count_by_document(folder: Path) -> None:
    tk.document_terms(folder)


def count_by_group(folder: Path) -> None:
    tk.count(folder, by="year")


def tokenise(folder: Path) -> None:
    tk.tokenise(tk.read(folder))


def read(folder: Path) -> None:
    tk.read(folder)


def find_listed(folder: Path) -> None:
    tk.find_terms(folder, unlisted=False)


def find_all(folder: Path) -> None:
    tk.find_terms(folder)


OURS: dict[str, Run] = {
    "toolkit, counts by document": count_by_document,
    "toolkit, counts by year": count_by_group,
    "toolkit, read": read,
    "toolkit, read and tokenise (a table)": tokenise,
    "toolkit, find_terms, listed": find_listed,
    "toolkit, find_terms, with the grammar": find_all,
}
CHINESE: dict[str, Run] = {"today's script": todays_script, "the segmenter alone": bare_segmenter, **OURS}
ENGLISH: dict[str, Run] = {"CountVectorizer": count_vectorizer, **OURS}

# Each reads the folder named first, in the language named second, and prints the seconds it took.
PEERS = {
    "cntext": """
import sys, time
from pathlib import Path
import cntext
language = {"zh": "chinese", "en": "english"}[sys.argv[2]]
cntext.word_count("会议 meeting", lang=language)
start = time.perf_counter()
for path in sorted(Path(sys.argv[1]).glob("*.txt")):
    cntext.word_count(path.read_text(encoding="utf-8"), lang=language)
print(time.perf_counter() - start)
""",
    "conc": """
import contextlib, io, sys, tempfile, time
import spacy
from conc.corpus import Corpus
chinese = {"nlp": {"tokenizer": {"segmenter": "jieba"}}}
nlp = spacy.blank("zh", config=chinese) if sys.argv[2] == "zh" else spacy.blank("en")
nlp("会议 meeting")
with tempfile.TemporaryDirectory() as place, contextlib.redirect_stdout(io.StringIO()):
    nlp.to_disk(place + "/model")
    corpus = Corpus("corpus", "benchmark")
    start = time.perf_counter()
    corpus.build_from_files(sys.argv[1], place, model=place + "/model")
    took = time.perf_counter() - start
print(took)
""",
    "quanteda": """
library(quanteda)
quanteda_options(threads = 1)
arguments <- commandArgs(trailingOnly = TRUE)
start <- proc.time()[["elapsed"]]
files <- list.files(arguments[1], full.names = TRUE)
texts <- vapply(files, function(f) paste(readLines(f, encoding = "UTF-8", warn = FALSE), collapse = "\\n"), "")
counted <- dfm(tokens(texts))
cat(proc.time()[["elapsed"]] - start, "\\n")
""",
}


# --- running it -------------------------------------------------------------------------------------------------------


def fill(folder: Path, source: Path, lang: str, megabytes: float) -> float:
    """Copy the source's texts of a language into a folder, again and again, up to a size; the size in MB."""
    found = [text for path in sorted(source.rglob("*.txt")) if (text := utf8(path)) and tk.language(text) == lang]
    if not found:
        sys.exit(f"no UTF-8 .txt file in {source} is in {lang}")
    size = number = 0
    while size < megabytes * 1e6:
        data = found[number % len(found)].encode()
        (folder / f"{number:06}.txt").write_bytes(data)
        size, number = size + len(data), number + 1
    return size / 1e6


def utf8(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return ""


def seconds(run: Run, folder: Path) -> float:
    start = time.perf_counter()
    told = run(folder)
    return time.perf_counter() - start if told is None else told


def peer(name: str, interpreter: str, lang: str) -> Run:
    """A peer as a run; what it prints is the time."""

    def run(folder: Path) -> float:
        with tempfile.NamedTemporaryFile("w", suffix=".R" if name == "quanteda" else ".py", encoding="utf-8") as script:
            script.write(PEERS[name])
            script.flush()
            done = subprocess.run([interpreter, script.name, str(folder), lang], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "failed")
        return float(done.stdout.split()[-1])

    return run


def measure(runs: dict[str, Run], folder: Path, rounds: int) -> dict[str, float]:
    """The best time of each, taken in turn."""
    best: dict[str, float] = {}
    for _ in range(rounds):
        for name, run in runs.items():
            try:
                took = seconds(run, folder)
            except RuntimeError as error:
                print(f"{name} did not run: {error}", file=sys.stderr)
                continue
            best[name] = min(best.get(name, took), took)
    return best


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", nargs="?", type=Path, default=SAMPLE)
    options.add_argument("--megabytes", type=float, default=20)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--lang", choices=["zh", "en"], action="append", help="only this language")
    options.add_argument("--peer", action="append", default=[], metavar="NAME=INTERPRETER")
    chosen = options.parse_args()
    peers = dict(pair.split("=", 1) for pair in chosen.peer)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, one core used")
    print(", ".join(f"{name} {known}" for name in LIBRARIES if (known := installed(name))))
    print("left out:", ", ".join(name for name in PEERS if name not in peers) or "no peer")
    jieba.setLogLevel("ERROR")
    jieba.initialize()
    for lang, runs in {"zh": CHINESE, "en": ENGLISH}.items():
        if chosen.lang and lang not in chosen.lang:
            continue
        runs = {**runs, **{name: peer(name, interpreter, lang) for name, interpreter in peers.items()}}
        with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory() as warm:
            megabytes = fill(Path(name), chosen.folder, lang, chosen.megabytes)
            fill(Path(warm), chosen.folder, lang, 7)
            for run in OURS.values():  # dictionaries are loaded and code is compiled once, outside the clock
                run(Path(warm))
            best = measure(runs, Path(name), chosen.rounds)
        first = next(iter(best))
        print(f"\n| {lang}, {megabytes:.0f} MB in one process | MB/s | times {first} |\n|---|---|---|")
        for name, took in best.items():
            print(f"| {name} | {megabytes / took:.1f} | {best[first] / took:.1f} |")


def installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


if __name__ == "__main__":
    main()
