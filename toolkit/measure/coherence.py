"""Coherence: whether the leading terms of a topic stand together in text, by three published measures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from toolkit.measure.tally import COUNTED, DocumentTerms
from toolkit.tables import require
from toolkit.terms.lexicon import Lexicon, lexicon_for
from toolkit.text.segment import Segmenter, segmenter_for
from toolkit.text.tokens import Encoder

MEASURES = ("c_v", "npmi", "u_mass")
_WINDOWS = {"c_v": 110, "npmi": 10}  # tokens; Röder, Both and Hinneburg (2015), sections 3.2 and 4
_NEVER = (
    1e-12  # probability put in place of none, as in the same paper, so that terms never seen together have a logarithm
)


@dataclass(frozen=True)
class Sequences:
    """Tokens of documents as the numbers of their terms, one document after another.

    lengths: tokens of each document. number: of each term. ordered: False where only each document's set of terms is known.
    """

    ids: NDArray[np.int64]
    lengths: NDArray[np.int64]
    number: dict[str, int]
    ordered: bool = True


def coherence(
    topics: pd.DataFrame,
    docs: pd.DataFrame | DocumentTerms,
    *,
    n: int = 10,
    lexicon: Lexicon | None = None,
    segmenter: Segmenter | None = None,
) -> pd.DataFrame:
    """How far the `n` leading terms of each topic occur together: C_v, NPMI and U_Mass.

    In: topics (topic, term; the leading term first: model.terms, or a table of your own); docs, or their tokens, or
    DocumentTerms, where a window is a whole document since the order of words is not known. Marks are not counted.
    Out: topic, c_v, npmi, u_mass, terms (found in the documents and compared). A topic of which fewer than two terms
    occur has no coherence (NaN). Raises ValueError if there are no topics, or n is less than 2.

    NPMI (Bouma 2009; Aletras and Stevenson 2013): mean over pairs of ln(p(a,b) / p(a)p(b)) / −ln p(a,b), p by boolean
    windows of 10 tokens. C_v (Röder, Both and Hinneburg 2015): the terms' vectors of NPMI with each other, by windows
    of 110 tokens; the mean cosine of each with the sum of all. U_Mass (Mimno and others 2011): mean over pairs, b leading
    a, of ln((documents with both + 1) / documents with b).

    >>> import toolkit as tk
    >>> docs = tk.from_texts(["农村 粮食", "农村 粮食", "法院 检察", "法院 检察"])
    >>> together = pd.DataFrame({"topic": [0, 0, 1, 1], "term": ["农村", "粮食", "农村", "检察"]})
    >>> tk.coherence(together, docs).round(2).values.tolist()
    [[0.0, 1.0, 1.0, 0.41, 2.0], [1.0, 0.03, -0.95, -0.69, 2.0]]
    """
    require(topics, ["topic", "term"], "coherence(topics)")
    if topics.empty:
        raise ValueError("coherence(topics): the table has no rows, so there is nothing to compare")
    if n < 2:
        raise ValueError(f"n={n}: a coherence needs at least two terms of each topic")
    return coherence_in(topics, sequences(docs, lexicon=lexicon, segmenter=segmenter), n)


def sequences(
    docs: pd.DataFrame | DocumentTerms, *, lexicon: Lexicon | None = None, segmenter: Segmenter | None = None
) -> Sequences:
    """The documents as numbers, so that several models can be compared on them."""
    if isinstance(docs, DocumentTerms):
        codes, names = pd.factorize(docs.terms["term"])
        return Sequences(codes[docs.matrix.indices], np.diff(docs.matrix.indptr), _numbers(names), False)
    if isinstance(docs, pd.DataFrame) and "lemma" in docs.columns:
        tokens = docs[docs["kind"].isin(COUNTED)]
        ids, names = pd.factorize(tokens["lemma"])
        places, _ = pd.factorize(tokens["doc_id"])
        order = np.argsort(places, kind="stable")
        return Sequences(ids[order], np.bincount(places), _numbers(names))
    require(docs, ["doc_id", "lang", "text"], "coherence(…, docs)")
    encoder = Encoder(lexicon_for(docs, lexicon), segmenter_for(segmenter))
    parts = [encoded.ids for encoded in encoder.encode(docs["text"].tolist(), docs["lang"].tolist())]
    vocabulary = pd.DataFrame(encoder.vocabulary(), columns=["term", "kind"], dtype="str")
    codes, names = pd.factorize(vocabulary["term"])
    codes[~vocabulary["kind"].isin(COUNTED).to_numpy()] = -1
    coded = [codes[ids] for ids in parts]
    kept = [ids[ids >= 0] for ids in coded]
    joined = np.concatenate(kept) if kept else np.empty(0, np.int64)
    return Sequences(joined, np.array([len(ids) for ids in kept], np.int64), _numbers(names))


def coherence_in(topics: pd.DataFrame, read: Sequences, n: int) -> pd.DataFrame:
    """The measures of each topic in documents read already."""
    leading = topics.groupby("topic", sort=True).head(n)
    terms = [term for term in leading["term"].unique() if term in read.number]
    place = {term: number for number, term in enumerate(terms)}
    wanted = np.array([read.number[term] for term in terms], np.int64)
    by_window = {name: _together(read, wanted, width) for name, width in _WINDOWS.items()}
    documents = _together(read, wanted, None)
    rows = []
    for topic, names in leading.groupby("topic", sort=True)["term"]:
        own = np.array([place[name] for name in names if name in place], int)
        own = own[documents[0][own, own] > 0]
        rows.append((topic, *_measured(own, by_window, documents[0]), len(own)))
    return pd.DataFrame(rows, columns=["topic", *MEASURES, "terms"])


def _measured(own: NDArray, windows: dict[str, tuple[NDArray, int]], documents: NDArray) -> tuple[float, float, float]:
    if len(own) < 2:
        return float("nan"), float("nan"), float("nan")
    chosen = np.ix_(own, own)
    c_v, npmi = (_npmi(windows[name][0][chosen], windows[name][1]) for name in ("c_v", "npmi"))
    sums = c_v.sum(axis=0)
    cosines = c_v @ sums / (np.linalg.norm(c_v, axis=1) * np.linalg.norm(sums))
    later, leader = np.tril_indices(len(own), -1)
    shared = documents[chosen]
    u_mass = np.log((shared[later, leader] + 1) / shared[leader, leader])
    return float(cosines.mean()), float(npmi[later, leader].mean()), float(u_mass.mean())


def _npmi(together: NDArray, windows: int) -> NDArray:
    joint = together / windows
    alone = np.diag(joint)
    seen = np.log(joint + _NEVER)
    return np.divide(seen - np.log(np.outer(alone, alone)), -seen, out=np.ones_like(joint), where=joint < 1)


def _together(read: Sequences, wanted: NDArray, width: int | None) -> tuple[NDArray, int]:
    """In how many windows each two terms both stand (on the diagonal: each alone), and how many windows there are.

    A window begins at every token, up to the last that is full; a shorter document is one window. A term stands in an
    interval of windows around each of its places, so that the windows need not be made: between two bounds of
    intervals all of them hold the same terms.
    """
    lengths = read.lengths[read.lengths > 0]
    width = int(lengths.max(initial=1)) if width is None or not read.ordered else width
    windows = np.maximum(lengths - width + 1, 1)
    document = np.repeat(np.arange(len(lengths)), lengths)
    column = np.full(max(read.number.values(), default=0) + 1, -1)
    column[wanted] = np.arange(len(wanted))
    at = np.flatnonzero(column[read.ids] >= 0)
    term, document_of = column[read.ids[at]], document[at]
    inside = at - (np.cumsum(lengths) - lengths)[document_of]
    before = (np.cumsum(windows) - windows)[document_of]
    first = before + np.minimum(np.maximum(inside - width + 1, 0), windows[document_of] - 1)
    last = before + np.minimum(inside, windows[document_of] - 1) + 1
    order = np.lexsort((first, term))
    term, first, last = term[order], first[order], last[order]
    begins = np.ones(len(term), bool)
    begins[1:] = (term[1:] != term[:-1]) | (first[1:] > last[:-1])
    ends = np.append(begins[1:], True)[: len(term)]
    term, first, last = term[begins], first[begins], last[ends]
    bounds = np.unique(np.concatenate([first, last]))
    from_, to = np.searchsorted(bounds, first), np.searchsorted(bounds, last)
    size = to - from_
    runs = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size) + np.repeat(from_, size)
    held = csr_matrix((np.ones(len(runs)), (runs, np.repeat(term, size))), shape=(max(len(bounds) - 1, 0), len(wanted)))
    weighed = held.multiply(np.diff(bounds)[:, None]).tocsr() if held.shape[0] else held
    return np.asarray((held.T @ weighed).todense()), int(windows.sum())


def _numbers(names: pd.Index) -> dict[str, int]:
    return {name: number for number, name in enumerate(names)}
