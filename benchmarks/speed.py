"""The script an analyst would write today against ours, on the same Chinese text, in one process.

    python benchmarks/speed.py [FOLDER] [--megabytes 20] [--rounds 3]

FOLDER holds UTF-8 .txt files (default: the sample corpus's); they are repeated up to the size asked for. Today's script
reads, normalises by NFKC, segments with jieba and counts with CountVectorizer. Ours reads, normalises, keeps
formulations whole, segments, and gives the counts of every document. The rounds alternate; the best of each is compared.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import jieba
from sklearn.feature_extraction.text import CountVectorizer

import toolkit as tk
from toolkit.text.segment import Segmenter


def todays_script(folder: Path) -> None:
    texts = (unicodedata.normalize("NFKC", path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.txt")))
    CountVectorizer(analyzer=jieba.lcut).fit_transform(texts)


def ours(folder: Path) -> None:
    tk.document_terms(folder)


def bare_segmenter(folder: Path) -> None:
    segmenter = Segmenter()
    for path in sorted(folder.glob("*.txt")):
        segmenter.cut(path.read_text(encoding="utf-8"))


def seconds(run: Callable[[Path], None], folder: Path) -> float:
    start = time.perf_counter()
    run(folder)
    return time.perf_counter() - start


def fill(folder: Path, source: Path, megabytes: float) -> float:
    """Copy the source's Chinese texts into a folder, again and again, up to a size; the size in MB."""
    texts = [text for path in sorted(source.rglob("*.txt")) if (text := utf8(path)) and tk.language(text) == "zh"]
    if not texts:
        sys.exit(f"no Chinese UTF-8 .txt file in {source}")
    size = number = 0
    while size < megabytes * 1e6:
        data = texts[number % len(texts)].encode()
        (folder / f"{number:06}.txt").write_bytes(data)
        size, number = size + len(data), number + 1
    return size / 1e6


def utf8(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return ""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sample = Path(__file__).parent.parent / "data" / "sample"
    options.add_argument("folder", nargs="?", type=Path, default=sample)
    options.add_argument("--megabytes", type=float, default=20)
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    runs = {"bare segmenter": bare_segmenter, "toolkit": ours, "today's script": todays_script}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        megabytes = fill(folder, chosen.folder, chosen.megabytes)
        jieba.initialize()
        ours(Path(__file__).parent.parent / "data" / "sample")  # dictionaries are loaded once, outside the clock
        rounds = [{title: seconds(run, folder) for title, run in runs.items()} for _ in range(chosen.rounds)]
    best = {title: min(times[title] for times in rounds) for title in runs}
    base = best["today's script"]
    for title, took in best.items():
        print(f"{title:15} {megabytes / took:6.2f} MB/s  {base / took:5.1f} times today's script")


if __name__ == "__main__":
    main()
