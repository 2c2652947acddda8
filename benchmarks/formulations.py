"""How well formulations are recognised, resolved, and how fast: the table in the README.

    python benchmarks/formulations.py [--megabytes 10]

Recognition is scored on tests/cases/formulations.tsv (exact spans), in its three parts (see tests/terms/cases.py); "naive" is
a regular expression for a numeral and what follows it. Resolving is scored by leaving out: every concept with three renderings or more loses one,
which is then asked for. Speed is of Chinese text of the sample, one core.
"""

from __future__ import annotations

import argparse
import csv
import dataclasses
import random
import re
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import toolkit as tk
from tests.terms.cases import PARTS, Case, found_by_toolkit, load, score

_RENDERINGS = Path(__file__).parent.parent / "tests" / "cases" / "renderings.tsv"
_NAIVE_ZH = re.compile("[一二两三四五六七八九十双0-9]+(?:个|大|项|种|条)?[\u4e00-\u9fff]{1,2}")
_NAIVE_EN = re.compile(r"\b(?:two|three|four|five|six|seven|eight|nine|ten|dual|double)\b[ -]\w+", re.IGNORECASE)


def naive(cases: list[Case]) -> list[set[tuple[int, int]]]:
    return [{m.span() for m in (_NAIVE_ZH if case.lang == "zh" else _NAIVE_EN).finditer(case.text)} for case in cases]


def recognition() -> None:
    print(f"{'':36} precision  recall  F1    false-friend sentences hit")
    for part in PARTS:
        for lang in ("zh", "en"):
            cases = load(part, lang)
            for name, found in (
                ("naive", naive(cases)),
                ("toolkit", found_by_toolkit(cases, None)),
                ("toolkit, empty lexicon", found_by_toolkit(cases, tk.Lexicon.empty())),
            ):
                got = score(cases, found)
                print(
                    f"{part:6}{lang:3} {name:25} {got.precision:8.3f} {got.recall:8.3f} {got.f1:6.3f} {got.false_friends:8.3f}"
                )


def coverage() -> None:
    """Named concepts of the labelled sentences, whose authors did not know the lexicon: how many are listed, and by their form found."""
    lexicon = tk.Lexicon.default()
    listed = {form for term in lexicon for form in (term.concept, *term.zh)}
    for part in PARTS:
        named = {
            concept for lang in ("zh", "en") for case in load(part, lang) for concept in case.concepts if concept != "?"
        }
        missing = sorted(named - listed)
        print(
            f"{part}: {1 - len(missing) / len(named):.3f} of {len(named)} named concepts listed; not: {' '.join(missing[:15])}"
        )


def renderings() -> None:
    """Spans of the labelled English sentences that name a known concept: do they reach it, listed or resolved?"""
    lexicon = tk.Lexicon.default()
    owner = {form: term.concept for term in lexicon for form in (*term.zh, term.concept)}
    for part in PARTS:
        tally: Counter[str] = Counter()
        for case in load(part, "en"):
            for (start, end), concept in zip(case.spans, case.concepts, strict=True):
                if concept in owner:
                    found = tk.resolve(case.text[start:end], context=case.text)["concept"].tolist()
                    tally[
                        "first"
                        if found[:1] == [owner[concept]]
                        else "among"
                        if owner[concept] in found
                        else "wrong"
                        if found
                        else "unknown"
                    ] += 1
        print(f"{part}: of {tally.total()} renderings in the sentences {shares(tally)}")


def from_memory() -> None:
    """Renderings that somebody listed from memory, blind to the lexicon: the right concept first? And silence for what is none?"""
    owners: dict[str, set[str]] = defaultdict(set)
    for term in tk.Lexicon.default():
        for form in (term.concept, *term.zh):
            owners[form].add(term.concept)
    with _RENDERINGS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    tally: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in rows:
        found = tk.resolve(row["rendering"])["concept"].tolist()
        tally[row["split"], row["kind"]][_outcome(found, owners[row["concept"]])] += 1
    for (part, kind), counts in sorted(tally.items()):
        print(f"{part}: of {counts.total()} from memory, {kind}: {shares(counts)}")


def _outcome(found: list[str], right: set[str]) -> str:
    if not found:
        return "unknown"
    return "first" if found[0] in right else "among" if right.intersection(found) else "wrong"


def left_out(rounds: int = 3) -> None:
    lexicon = tk.Lexicon.default()
    tally: dict[str, Counter[str]] = {"numeric": Counter(), "other": Counter()}
    for number in range(rounds):
        terms, asked = [], []
        for term in lexicon:
            candidates = [(label, form) for label in ("en_literal", "en_press") for form in getattr(term, label)]
            if len(term.en) >= 3 and len(candidates) > number:
                label, form = candidates[number]
                lists = {name: tuple(f for f in getattr(term, name) if f != form) for name in (label, "weak")}
                term = dataclasses.replace(term, **lists)
                asked.append((form, term.concept))
            terms.append(term)
        without = tk.Lexicon(tuple(terms))
        for form, concept in random.Random(number).sample(asked, min(300, len(asked))):
            found = tk.resolve(form, lexicon=without)["concept"].tolist()
            kind = "numeric" if re.search("[一二两双三四五六七八九十]", concept) else "other"
            tally[kind][
                "first"
                if found[:1] == [concept]
                else "unknown"
                if not found
                else "among"
                if concept in found
                else "wrong"
            ] += 1
    for kind, counts in tally.items():
        print(f"left out, {kind}: of {counts.total()} {shares(counts)}")


def shares(tally: Counter[str]) -> str:
    return ", ".join(f"{name} {n / tally.total():.3f}" for name, n in tally.most_common())


def speed(megabytes: float) -> None:
    sample = tk.read(Path(__file__).parent.parent / "data" / "sample")
    chinese = sample[sample["lang"] == "zh"]
    text = "\n".join(chinese["text"])
    times = max(1, round(megabytes * 1e6 / len(text.encode())))
    docs = tk.from_texts([text] * times, doc_id=[str(n) for n in range(times)], title="x")
    size = len(text.encode()) * times / 1e6
    for name, unlisted in (("listed", False), ("with the grammar", True)):
        tk.find_terms(docs.head(1), unlisted=unlisted)
        best = min(_seconds(docs, unlisted) for _ in range(3))
        print(f"find_terms, {name}: {size / best:.1f} MB/s of Chinese text dense with formulations")


def _seconds(docs, unlisted: bool) -> float:
    start = time.perf_counter()
    tk.find_terms(docs, unlisted=unlisted)
    return time.perf_counter() - start


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--megabytes", type=float, default=5)
    chosen = options.parse_args()
    recognition()
    coverage()
    renderings()
    from_memory()
    left_out()
    speed(chosen.megabytes)


if __name__ == "__main__":
    main()
