"""How many topics: what each number of them is worth by coherence and by stability."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_matrix

from toolkit.measure.coherence import MEASURES, Sequences, coherence_in, sequences
from toolkit.measure.factors import Singular, fit, singular
from toolkit.measure.shared_space import is_chinese, sides
from toolkit.measure.tally import DocumentTerms
from toolkit.measure.topics import RUNS, Prepared, fitted, own_order, prepared, refuse_too_few, topic_terms
from toolkit.terms.lexicon import Lexicon, lexicon_for

_NUMBERS = (2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30)
_DOCUMENTS = 5  # of a topic at least, on average, for a number of topics to be tried
_FEW = 4  # two or three topics are always the stablest, and say the least, where documents would do for many
_LEADING = 10  # terms of a topic that coherence and stability look at
_TOLERANCE = (
    1e-3  # of the models that stability is told from: their leading terms are settled long before their weights
)


def choose_topics(
    docs: pd.DataFrame | DocumentTerms,
    ks: Sequence[int] | None = None,
    *,
    method: str = "nmf",
    seed: int = 0,
    runs: int = RUNS,
    drop: Collection[str] | None = None,
    min_docs: int = 2,
    lexicon: Lexicon | None = None,
) -> pd.DataFrame:
    """Coherence and stability of models with `ks` topics, and which number they speak for.

    In: what `topics` takes; `ks`: numbers to try (unless given from 4 to 30, at most one topic for five documents; of fewer than 40 documents from 2);
    `runs`: further models for each of the two kinds of stability. Out, one row for each k: c_v, npmi, u_mass (mean of the
    topics; see `coherence`; of documents in two languages the mean of both), stability, and what it is the mean of:
    over_seeds (models from random starts) and over_resamples (documents drawn anew with replacement); seconds (one
    fit); score; chosen (the k with the highest score). Raises ValueError if no k is possible.

    Stability (Greene, O'Callaghan and Cunningham 2014): topics of two models are matched one to one so that they agree
    best, agreement being the average Jaccard similarity of their leading ten terms, at depths 1 to 10; the mean over
    topics and models. Score: mean of standardised coherence (half C_v, half NPMI) and standardised stability over the k tried.
    A score says which k is the best of those tried, not that it is good: look at the measures themselves.

    >>> import toolkit as tk
    >>> docs = tk.from_texts(["农村 粮食 耕地"] * 5 + ["检察 办案 公诉"] * 5 + ["医院 医生 疫苗"] * 5)
    >>> tk.choose_topics(docs, ks=[2, 3]).query("chosen").k.item()
    3
    """
    lexicon = lexicon_for(docs, lexicon)
    return tried(docs, prepared(docs, method, drop, min_docs, lexicon), ks, seed, runs)


def tried(
    docs: pd.DataFrame | DocumentTerms, ready: Prepared, ks: Sequence[int] | None, seed: int, runs: int
) -> pd.DataFrame:
    """`choose_topics` for documents that are counted already."""
    matrix = ready.matrix
    numbers = _numbers(matrix.shape[0]) if ks is None else sorted(set(ks))
    if not numbers:
        raise ValueError("ks is empty; give the numbers of topics to try, such as ks=[4, 6, 8]")
    refuse_too_few(matrix, numbers[0])
    refuse_too_few(matrix, numbers[-1])
    read = _by_language(docs, ready)
    starts = _Starts.of(matrix[own_order(matrix)], numbers[-1], ready.method, seed, runs)
    rows = []
    for k in numbers:
        start = time.perf_counter()
        factors = fitted(matrix, k, ready.method, seed, start=starts.whole)
        seconds = time.perf_counter() - start
        terms = topic_terms(ready, factors, factors.shares(matrix))
        over = [
            np.mean([agreement(factors.components, other) for other in models])
            for models in (starts.seeds(k), starts.resamples(k))
        ]
        rows.append((k, *_coherence(terms, read), float(np.mean(over)), *map(float, over), seconds))
    columns = ["k", *MEASURES, "stability", "over_seeds", "over_resamples", "seconds"]
    table = pd.DataFrame(rows, columns=columns)
    coherent = (_standardised(table["c_v"]) + _standardised(table["npmi"])) / 2
    table["score"] = (coherent + _standardised(table["stability"])) / 2
    best = int(table["score"].fillna(-np.inf).to_numpy().argmax())
    return table.assign(chosen=np.arange(len(table)) == best)


def agreement(some: NDArray, others: NDArray) -> float:
    """How far two models, topics × the same terms, agree: 1 if each topic of one has the leading terms of one of the other."""
    size = min(_LEADING, some.shape[1])
    a, b = (np.argsort(-components, axis=1, kind="stable")[:, :size] for components in (some, others))
    same = a[:, None, :, None] == b[None, :, None, :]
    shared = same.cumsum(axis=2).cumsum(axis=3)[:, :, np.arange(size), np.arange(size)]
    similarity = (shared / (2 * np.arange(1, size + 1) - shared)).mean(axis=2)
    return float(similarity[linear_sum_assignment(-similarity)].mean())


def _numbers(documents: int) -> list[int]:
    most = max(2, documents // _DOCUMENTS)
    return [k for k in _NUMBERS if k <= most and (k >= _FEW or most < 2 * _FEW)]


@dataclass(frozen=True)
class _Starts:
    """Documents in their own order, and drawn anew, with the singular vectors that models of every k begin with."""

    ordered: csr_matrix
    draws: list[csr_matrix]
    whole: Singular | str
    of_draws: list[Singular | str]
    method: str
    seed: int
    runs: int

    @classmethod
    def of(cls, ordered: csr_matrix, most: int, method: str, seed: int, runs: int) -> _Starts:
        rng, many = np.random.default_rng(seed), ordered.shape[0]
        draws = [ordered[np.sort(rng.integers(0, many, many))] for _ in range(runs)]
        whole, *of_draws = (singular(rows, most) if method == "nmf" else method for rows in (ordered, *draws))
        return cls(ordered, draws, whole, of_draws, method, seed, runs)

    def seeds(self, k: int) -> Iterator[NDArray]:
        """Models from random starts."""
        for run in range(1, self.runs + 1):
            yield fit(self.ordered, k, self.method, self.seed + run, start="random", tol=_TOLERANCE).components

    def resamples(self, k: int) -> Iterator[NDArray]:
        """Models of the documents drawn anew."""
        for rows, start in zip(self.draws, self.of_draws, strict=True):
            yield fit(rows, k, self.method, self.seed, start=start, tol=_TOLERANCE).components


def _by_language(docs: pd.DataFrame | DocumentTerms, ready: Prepared) -> list[tuple[int | None, Sequences]]:
    """The documents to look for a topic's terms in: of two languages each by itself, since no window holds both."""
    if ready.space.main is not None:
        return [(None, sequences(docs, lexicon=ready.lexicon))]
    found: list[tuple[int | None, Sequences]] = []
    for side in (0, 1):
        own = np.flatnonzero(sides(ready.counted) == side)
        if isinstance(docs, DocumentTerms):
            part: pd.DataFrame | DocumentTerms = DocumentTerms(docs.matrix[own], docs.terms, docs.documents.iloc[own])
        else:
            part = docs.iloc[own]
        found.append((side, sequences(part, lexicon=ready.lexicon)))
    return found


def _coherence(terms: pd.DataFrame, read: list[tuple[int | None, Sequences]]) -> list[float]:
    tables = []
    for side, documents in read:
        own = terms if side is None else terms[terms["kind"].eq("term") | (is_chinese(terms["term"]) == (side == 0))]
        tables.append(coherence_in(own, documents, _LEADING)[list(MEASURES)].mean())
    return pd.concat(tables, axis=1).mean(axis=1).tolist()


def _standardised(values: pd.Series) -> pd.Series:
    spread = values.std(ddof=0)
    return (values - values.mean()) / spread if spread > 0 else values * 0
