"""Our topics against the LDA of scikit-learn, gensim and tomotopy: coherence and processor time on the same tokens, in one run.

    python benchmarks/topics.py [FOLDER] [--k 8 12] [--passage 1]

FOLDER: text to model, besides the sample corpus; `--passage N` cuts its documents into passages of N paragraphs.
gensim and tomotopy are no part of the toolkit: `pip install gensim tomotopy`; what is not installed is left out, and said so.
Repeated documents are left out, Chinese documents alone are modelled, and every model gets the same counts; the ten leading terms
of its topics are measured by `tk.coherence` in the documents' text. Seconds are of processor time, the least of three runs where a run is
short; "times ours" is what a model takes of them by what ours takes. Last, the pairs of the sample corpus, with its repeated documents and
without: how many Chinese documents are of the same topic as their English version, in our joint model and in a naive one of all words.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from sklearn.decomposition import NMF, LatentDirichletAllocation
from sklearn.feature_extraction.text import TfidfTransformer

import toolkit as tk
from toolkit.measure.coherence import coherence_in, sequences
from toolkit.measure.counts import DocumentTerms
from toolkit.measure.shared_space import Space, features
from toolkit.measure.topics import fitted

ROOT = Path(__file__).parent.parent
STOP = set(tk.stop_words("zh", "en", "officialese"))


def ours(counted: DocumentTerms, k: int, space: Space) -> np.ndarray:
    return fitted(space.weighted(counted), k, "nmf", 0).components


def sklearn_lda(counts: csr_matrix, k: int, rounds: int = 50) -> np.ndarray:
    return (
        LatentDirichletAllocation(k, random_state=0, max_iter=rounds, learning_method="batch").fit(counts).components_
    )


def gensim_lda(counts: csr_matrix, k: int) -> np.ndarray:
    from gensim.matutils import Sparse2Corpus
    from gensim.models import LdaModel

    names = {number: str(number) for number in range(counts.shape[1])}
    corpus = Sparse2Corpus(counts, documents_columns=False)
    return LdaModel(corpus, num_topics=k, id2word=names, passes=20, random_state=0).get_topics()


def tomotopy_lda(counts: csr_matrix, k: int) -> np.ndarray:
    import tomotopy

    model = tomotopy.LDAModel(k=k, seed=0)
    for row in counts:
        if row.nnz:
            model.add_doc([str(term) for term in np.repeat(row.indices, row.data)])
    model.train(1_000, workers=1)
    components = np.zeros((k, counts.shape[1]))
    for topic in range(k):
        components[topic, [int(term) for term in model.used_vocabs]] = model.get_topic_word_dist(topic)
    return components


def compare(name: str, docs: pd.DataFrame, ks: list[int]) -> None:
    counted = tk.document_terms(docs)
    columns = features(counted, STOP, 2 if len(docs) < 500 else 5)
    space = Space.of_one(counted, columns)
    place = pd.MultiIndex.from_frame(counted.terms).get_indexer(pd.MultiIndex.from_frame(columns))
    counts, read, terms = counted.matrix[:, place].tocsr(), sequences(docs), columns["term"].to_numpy(dtype=object)
    models: dict[str, Callable[[int], np.ndarray]] = {
        "toolkit": lambda k: ours(counted, k, space),
        "scikit-learn LDA, 50 rounds": lambda k: sklearn_lda(counts, k),
        "scikit-learn LDA, 10 rounds": lambda k: sklearn_lda(counts, k, 10),
    }
    for library, run in {"gensim": gensim_lda, "tomotopy": tomotopy_lda}.items():
        if find_spec(library):
            models[f"{library} LDA"] = lambda k, run=run: run(counts, k)
        else:
            print(f"{library} is not installed and left out: pip install {library}")
    print(f"\n{name}: {counts.shape[0]:,} documents, {counts.shape[1]:,} terms\n")
    print(f"{'k':>3}  {'model':<28} {'c_v':>6} {'npmi':>7} {'u_mass':>7} {'seconds':>8} {'times ours':>11}")
    for k in ks:
        ours_took = None
        for model, fit in models.items():
            components, seconds = timed(fit, k)
            ours_took = ours_took or seconds
            best = np.argsort(-components, axis=1, kind="stable")[:, :10]
            table = pd.DataFrame({"topic": np.repeat(np.arange(k), 10), "term": terms[best.ravel()]})
            mean = coherence_in(table, read, 10)[["c_v", "npmi", "u_mass"]].mean()
            print(
                f"{k:>3}  {model:<28} {mean.c_v:>6.3f} {mean.npmi:>7.3f} {mean.u_mass:>7.2f} {seconds:>8.2f} {seconds / ours_took:>11.1f}"
            )


def timed(fit: Callable[[int], np.ndarray], k: int) -> tuple[np.ndarray, float]:
    runs: list[float] = []
    while len(runs) < 3 and sum(runs) < 5:
        start = time.process_time()
        components = fit(k)
        runs.append(time.process_time() - start)
    return components, min(runs)


def pairs(docs: pd.DataFrame, links: pd.DataFrame, ks: list[int]) -> None:
    """The links are used to score only. "Others": Chinese and English documents that are no pair, in the same topic."""
    print(
        f"\n{len(docs)} documents, {len(links)} pairs of a Chinese document and its English version in the same topic\n"
    )
    print(f"{'k':>3}  {'pairs':>6} {'others':>7} {'topics':>7}   {'naive pairs':>11} {'others':>7}")
    naive = tk.document_terms(docs)
    kept = features(naive, STOP, 2)
    place = pd.MultiIndex.from_frame(naive.terms).get_indexer(pd.MultiIndex.from_frame(kept))
    weighted = TfidfTransformer(sublinear_tf=True).fit_transform(naive.matrix[:, place])
    for k in ks:
        shares = tk.topics(docs, k).shares.pivot(index="doc_id", columns="topic", values="share")
        together, apart, used = same_topic(shares.dropna().idxmax(axis=1), links)
        plain = NMF(k, init="nndsvda", random_state=0, max_iter=1_000)
        weights = plain.fit_transform(weighted) * plain.components_.sum(axis=1)
        top = pd.Series(weights.argmax(axis=1), index=naive.documents["doc_id"])
        naively, naively_apart, _ = same_topic(top, links)
        print(f"{k:>3}  {together:>6.0%} {apart:>7.0%} {used:>7}   {naively:>11.0%} {naively_apart:>7.0%}")


def same_topic(top: pd.Series, links: pd.DataFrame) -> tuple[float, float, int]:
    zh, en = top.reindex(links["zh"]).to_numpy(), top.reindex(links["en"]).to_numpy()
    same = zh[:, None] == en[None, :]
    return float(np.diag(same).mean()), float(same[~np.eye(len(same), dtype=bool)].mean()), len(set(zh))


def passages(docs: pd.DataFrame, size: int) -> pd.DataFrame:
    cut = []
    for text in docs["text"]:
        paragraphs = [line for line in text.split("\n") if len(line) > 60]
        cut += ["\n".join(paragraphs[at : at + size]) for at in range(0, len(paragraphs), size)]
    return tk.from_texts(cut)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", nargs="?", type=Path)
    asked.add_argument("--k", nargs="+", type=int, default=[6, 8, 12])
    asked.add_argument("--passage", type=int, default=0)
    options = asked.parse_args()
    sample = tk.read(ROOT / "data" / "sample")
    compare("sample corpus", chinese(sample), options.k)
    if options.folder:
        docs = chinese(tk.read(options.folder))
        compare(options.folder.name, passages(docs, options.passage) if options.passage else docs, options.k)
    links = pd.read_csv(ROOT / "data" / "pairs.csv")
    for docs in (sample, sample[sample["duplicate_of"].eq("")].reset_index(drop=True)):
        pairs(docs, links[links["zh"].isin(docs["doc_id"]) & links["en"].isin(docs["doc_id"])], list(range(3, 21)))


def chinese(docs: pd.DataFrame) -> pd.DataFrame:
    return docs[docs["lang"].eq("zh") & docs["duplicate_of"].eq("")].reset_index(drop=True)


if __name__ == "__main__":
    main()
