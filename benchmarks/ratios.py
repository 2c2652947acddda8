"""Has anything become slower? Ratios of times on the sample corpus, compared with recorded ones; a minute.

    python benchmarks/ratios.py [--record]

Each ratio is to a library that does not change with us, timed in turn with ours in the same process: times depend on the machine,
ratios hardly. The recorded ones are the least of three runs. A ratio that has lost more than a third fails, after three tries: a
machine that is shared has bad moments.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import pandas as pd
from sklearn.feature_extraction.text import CountVectorizer

import toolkit as tk
from toolkit.text.segment import Segmenter

SAMPLE = Path(__file__).parent.parent / "data" / "sample"
RECORDED = Path(__file__).with_name("ratios.json")
LOST = 2 / 3
TRIES = 3
ROUNDS = 4


def long_docs(docs: pd.DataFrame, lang: str, characters: int) -> pd.DataFrame:
    """The sample's texts of a language as long documents: the corpus's own are too short to time what is done to text."""
    text = "\n".join(docs.loc[docs["lang"] == lang, "text"])
    number = max(1, characters // len(text))
    return pd.DataFrame({"doc_id": [f"{lang}-{n}" for n in range(number)], "lang": lang, "text": [text] * number})


def contests() -> dict[str, tuple[Callable[[], object], Callable[[], object]]]:
    """By name: what it is compared with, and ours. The ratio is how many times as fast ours is."""
    docs = tk.read(SAMPLE)
    zh, en = long_docs(docs, "zh", 1_500_000), long_docs(docs, "en", 3_000_000)
    cut = Segmenter().cutter()
    segmenter = lambda: [cut(text) for text in zh["text"]]  # noqa: E731
    vectoriser = lambda: CountVectorizer().fit_transform(en["text"])  # noqa: E731
    return {
        "count, Chinese / the segmenter alone": (segmenter, lambda: tk.count(zh)),
        "count, English / CountVectorizer": (vectoriser, lambda: tk.count(en)),
        "tokenise, Chinese / the segmenter alone": (segmenter, lambda: tk.tokenise(zh)),
        "find_terms, Chinese / the segmenter alone": (segmenter, lambda: tk.find_terms(zh)),
        "read the sample / the segmenter alone": (segmenter, lambda: tk.read(SAMPLE)),
    }


def ratio(peer: Callable[[], object], ours: Callable[[], object]) -> float:
    best = [float("inf"), float("inf")]
    for _ in range(ROUNDS):
        for number, run in enumerate((peer, ours)):
            start = time.perf_counter()
            run()
            best[number] = min(best[number], time.perf_counter() - start)
    return best[0] / best[1]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--record", action="store_true", help="write today's ratios down as the ones to keep to")
    record = options.parse_args().record
    recorded = {} if record else json.loads(RECORDED.read_text(encoding="utf-8"))
    measured, lost = {}, []
    for name, (peer, ours) in contests().items():
        ours()  # dictionaries are loaded and code is compiled once
        least = recorded.get(name, 0) * LOST
        measured[name] = ratio(peer, ours)
        for _ in range(TRIES - 1):
            if measured[name] >= least:
                break
            measured[name] = max(measured[name], ratio(peer, ours))
        said = f", recorded {recorded[name]:.2f}" if name in recorded else ""
        print(f"{name}: {measured[name]:.2f}{said}", flush=True)
        if measured[name] < least:
            lost.append(name)
    if record:
        text = json.dumps({name: round(value, 2) for name, value in measured.items()}, indent=1)
        RECORDED.write_text(text + "\n", encoding="utf-8")
    if lost:
        sys.exit(f"more than a third slower than recorded: {'; '.join(lost)}")


if __name__ == "__main__":
    main()
