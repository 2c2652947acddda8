"""Who copied whom among many documents, what changed between two reports, and a concordance: seconds, and what is found of what was planted.

    python benchmarks/comparisons.py [FOLDER] [--documents 1000 10000] [--copies 500]

FOLDER is anything that the toolkit reads (default: the sample corpus). From its Chinese lines a chain of characters is learnt, by which documents are
made that share the common phrases of the real ones and no passages; 30 to 120 characters of some are then copied into others, a tenth of the
characters omitted, replaced or inserted. A planted passage counts as found if half of it is, in the right pair of documents; a
passage found counts as right if it is one that was planted. All by a seed.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter, defaultdict
from pathlib import Path

import pandas as pd
from run import SAMPLE

import toolkit as tk

_ORDER = 2  # characters that the next one depends on


class Chain:
    """Text that goes on after its last characters as the texts it has read do, now and then after the last alone."""

    def __init__(self, texts: list[str], seed: int) -> None:
        self.chosen = random.Random(seed)
        following: dict[str, Counter[str]] = defaultdict(Counter)
        for text in texts:
            for at in range(len(text) - _ORDER):
                for back in range(1, _ORDER + 1):
                    following[text[at + _ORDER - back : at + _ORDER]][text[at + _ORDER]] += 1
        self._following = {before: (list(after), list(after.values())) for before, after in following.items()}
        self._starts = [text[:_ORDER] for text in texts if len(text) > _ORDER]

    def text(self, length: int) -> str:
        made = self.chosen.choice(self._starts)
        while len(made) < length:
            after = self._following.get(made[-1 if self.chosen.random() < 0.3 else -_ORDER :])
            made += self.chosen.choices(*after)[0] if after else self.chosen.choice(self._starts)
        return made[:length]

    def edited(self, passage: str, share: float) -> str:
        """With a share of the characters omitted, replaced, or followed by another."""
        made = []
        for character in passage:
            what = self.chosen.random() / share
            other = self.chosen.choice(self._starts)[0]
            made.append("" if what < 1 / 3 else other if what < 2 / 3 else character + other if what < 1 else character)
        return "".join(made)


def copied(chain: Chain, documents: int, copies: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Documents of 300 to 1,500 characters; and the copies: source, target, start and end in the target."""
    texts = [chain.text(chain.chosen.randrange(300, 1500)) for _ in range(documents)]
    places = chain.chosen.sample(range(documents), 2 * copies)
    rows = []
    for source, target in zip(places[:copies], places[copies:], strict=True):
        length = chain.chosen.randrange(30, 120)
        at = chain.chosen.randrange(len(texts[source]) - length)
        passage = chain.edited(texts[source][at : at + length], 0.1)
        into = chain.chosen.randrange(len(texts[target]))
        texts[target] = texts[target][:into] + passage + texts[target][into:]
        rows.append((*sorted((f"text-{source + 1}", f"text-{target + 1}")), f"text-{target + 1}", into, into + len(passage)))  # fmt: skip
    return tk.from_texts(texts, lang="zh"), pd.DataFrame(rows, columns=["one", "other", "doc", "start", "end"])


def scored(found: pd.DataFrame, planted: pd.DataFrame) -> tuple[float, float]:
    """Precision and recall of passages."""
    ends = [
        (*sorted((row.source, row.target)), {row.source: (row.start_source, row.end_source), row.target: (row.start_target, row.end_target)})
        for row in found.itertuples()
    ]  # fmt: skip
    spans = defaultdict(list)
    for one, other, where in ends:
        spans[one, other].append(where)
    hit = sum(
        any(_overlap(where[row.doc], (row.start, row.end)) >= 0.5 for where in spans[row.one, row.other])
        for row in planted.itertuples()
    )
    wanted = {(row.one, row.other): (row.doc, (row.start, row.end)) for row in planted.itertuples()}
    right = sum(
        (one, other) in wanted and _overlap(where[wanted[one, other][0]], wanted[one, other][1]) > 0
        for one, other, where in ends
    )
    return right / max(1, len(ends)), hit / len(planted)


def _overlap(found: tuple[int, int], wanted: tuple[int, int]) -> float:
    return max(0, min(found[1], wanted[1]) - max(found[0], wanted[0])) / (wanted[1] - wanted[0])


def report(chain: Chain, characters: int) -> str:
    """A text with the outline of a work report."""
    tasks = 10
    lines = ["各位代表：", *(line for at in range(tasks) for line in (f"（{'一二三四五六七八九十'[at]}）{chain.text(12)}。{chain.text(characters // tasks)}",))]  # fmt: skip
    return "\n".join(lines)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", nargs="?", type=Path, default=SAMPLE)
    options.add_argument("--documents", type=int, nargs="+", default=[1_000, 10_000])
    options.add_argument("--copies", type=int, default=500)
    chosen = options.parse_args()
    lines = (line for text in tk.read(chosen.folder)["text"] for line in text.split("\n"))
    chain = Chain([line for line in lines if len(line) > 20 and tk.language(line) == "zh"], 1)
    print("| what | size | s | precision | recall |\n|---|---|---|---|---|")
    for documents in chosen.documents:
        docs, planted = copied(chain, documents, min(chosen.copies, documents // 2))
        start = time.perf_counter()
        found = tk.reuse(docs)
        took = time.perf_counter() - start
        precision, recall = scored(found, planted)
        print(f"| reuse | {documents:,} documents, {docs['text'].str.len().sum() / 1e6:.1f} M characters | {took:.1f} | {precision:.3f} | {recall:.3f} |", flush=True)  # fmt: skip
    before = report(chain, 30_000)
    after = "".join(chain.edited(line, 0.03) if chain.chosen.random() < 0.7 else chain.text(len(line)) for line in before.splitlines(keepends=True))  # fmt: skip
    start = time.perf_counter()
    tk.compare(before, after)
    print(f"| compare | two reports of {len(before):,} characters | {time.perf_counter() - start:.1f} | | |")
    for query in ("的", "工作"):
        start = time.perf_counter()
        lines = tk.concordance(docs, query)
        print(f"| concordance of {query} | {len(lines):,} lines from {len(docs):,} documents | {time.perf_counter() - start:.2f} | | |")  # fmt: skip


if __name__ == "__main__":
    main()
