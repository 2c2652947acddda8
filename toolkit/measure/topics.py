"""Topics: what the documents are about, as groups of words and formulations that occur together."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.measure.counts import DocumentTerms, document_terms
from toolkit.tables import require
from toolkit.terms.lexicon import Lexicon
from toolkit.text.segment import Segmenter
from toolkit.text.sentences import sentence_spans
from toolkit.text.stop import stop_words
from toolkit.text.tokens import Encoder

METHODS = ("nmf", "lda")
_TERMS = 30  # kept for each topic
_DOCUMENTS = 3  # representatives of each topic
_COMMON = 0.6  # a term in more than this share of the documents tells no topic from another


@dataclass(frozen=True)
class TopicModel:
    """Topics of a set of documents.

    terms: topic, rank (from 1), term, kind, weight (share of the topic, 0 to 1). shares: doc_id, topic, share (of the
    document; a document's shares sum to 1, and are NaN where it has none of the model's terms). representatives: topic,
    rank, doc_id, share, title, excerpt (the sentence with most of the topic's terms). labels: topic -> its top terms.
    """

    method: str
    k: int
    seed: int
    terms: pd.DataFrame
    shares: pd.DataFrame
    representatives: pd.DataFrame
    labels: dict[int, str]


def topics(
    docs: pd.DataFrame,
    k: int = 8,
    *,
    method: str = "nmf",
    seed: int = 0,
    drop: Collection[str] | None = None,
    min_docs: int = 2,
    lexicon: Lexicon | None = None,
) -> TopicModel:
    """Fit a topic model on words and formulations, each formulation one unit.

    In: docs (doc_id, lang, text); k topics; method "nmf" (scikit-learn's NMF on tf-idf, NNDSVDa start) or "lda"
    (its variational LDA on counts); `drop`: terms to leave out, all stop lists unless given; `min_docs`: documents a
    term must be in. One-character Chinese words and numbers are left out. Out: a TopicModel, the same for the same
    seed. Documents of two languages share only formulations: fit each language by itself (docs[docs.lang == "zh"]).
    Raises ValueError if the documents are too few or too short for k topics, or `method` is unknown.

    >>> import toolkit as tk
    >>> docs = tk.from_texts(["农村 粮食 耕地"] * 3 + ["检察 办案 公诉"] * 2)
    >>> tk.topics(docs, k=2).labels
    {0: '农村 · 粮食 · 耕地', 1: '公诉 · 办案 · 检察'}
    """
    require(docs, ["doc_id", "lang", "text"], "topics(docs)")
    if method not in METHODS:
        raise ValueError(f"method={method!r} is unknown; choose one of {', '.join(METHODS)}")
    lexicon = Lexicon.default() if lexicon is None else lexicon
    drop = stop_words("zh", "en", "officialese") if drop is None else drop
    counted = _features(document_terms(docs, lexicon=lexicon), set(drop), min_docs)
    _refuse_too_few(counted, k)
    weights, components = _nmf(counted, k, seed) if method == "nmf" else _lda(counted, k, seed)
    order = np.argsort(-np.nansum(weights, axis=0), kind="stable")  # the largest topic first
    weights, components = weights[:, order], components[order]
    terms = _top_terms(components, counted.terms)
    shares = pd.DataFrame(
        {
            "doc_id": np.repeat(counted.documents["doc_id"].to_numpy(), k),
            "topic": np.tile(np.arange(k), len(weights)),
            "share": weights.ravel(),
        }
    ).astype({"doc_id": "str"})
    representatives = _representatives(docs.reset_index(drop=True), weights, terms, lexicon)
    named = terms[terms["rank"] <= 3].groupby("topic")["term"].agg(" · ".join)
    return TopicModel(method, k, seed, terms, shares, representatives, dict(zip(range(k), named, strict=True)))


def _features(counted: DocumentTerms, drop: set[str], min_docs: int) -> DocumentTerms:
    terms = counted.terms
    in_docs = np.asarray((counted.matrix > 0).sum(axis=0)).ravel()
    content = terms["kind"].eq("term") | (
        terms["kind"].eq("word") & terms["term"].str.len().gt(1) & ~terms["term"].isin(drop)
    )
    kept = content.to_numpy() & (in_docs >= min_docs) & (in_docs <= max(min_docs, _COMMON * len(counted.documents)))
    return DocumentTerms(counted.matrix[:, kept], terms[kept].reset_index(drop=True), counted.documents)


def _refuse_too_few(counted: DocumentTerms, k: int) -> None:
    documents = int((np.asarray(counted.matrix.sum(axis=1)).ravel() > 0).sum())
    available = min(documents, len(counted.terms))
    if k < 2 or k > available:
        raise ValueError(
            f"k={k} topics cannot be told apart: {documents} documents share {len(counted.terms)} terms; "
            f"choose k from 2 to {available}, or add documents, or lower min_docs"
        )


def _nmf(counted: DocumentTerms, k: int, seed: int) -> tuple[NDArray, NDArray]:
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfTransformer

    weighted = TfidfTransformer(sublinear_tf=True).fit_transform(counted.matrix)
    model = NMF(k, init="nndsvda", random_state=seed, max_iter=1_000, tol=1e-4)
    with np.errstate(invalid="ignore"):  # its reconstruction error, which is not used, may be a hair below zero
        weights = model.fit_transform(weighted)
    return _normalised(weights), _normalised(model.components_)


def _lda(counted: DocumentTerms, k: int, seed: int) -> tuple[NDArray, NDArray]:
    from sklearn.decomposition import LatentDirichletAllocation

    model = LatentDirichletAllocation(k, random_state=seed, max_iter=50, learning_method="batch")
    weights = model.fit_transform(counted.matrix)
    weights[np.asarray(counted.matrix.sum(axis=1)).ravel() == 0] = 0  # LDA spreads an empty document evenly
    return _normalised(weights), _normalised(model.components_)


def _normalised(rows: NDArray) -> NDArray:
    """Rows that sum to 1; NaN where there is nothing to share out."""
    total = rows.sum(axis=1, keepdims=True)
    return np.divide(rows, total, out=np.full_like(rows, np.nan, dtype=float), where=total > 0)


def _top_terms(components: NDArray, names: pd.DataFrame) -> pd.DataFrame:
    size = min(_TERMS, components.shape[1])
    best = np.argsort(-components, axis=1, kind="stable")[:, :size]
    topic = np.repeat(np.arange(len(components)), size)
    table = pd.DataFrame({"topic": topic, "rank": np.tile(np.arange(1, size + 1), len(components))})
    table["term"] = names["term"].array.take(best.ravel())
    table["kind"] = names["kind"].array.take(best.ravel())
    table["weight"] = components[topic, best.ravel()]
    return table[table["weight"] > 0].reset_index(drop=True)


def _representatives(docs: pd.DataFrame, weights: NDArray, terms: pd.DataFrame, lexicon: Lexicon) -> pd.DataFrame:
    encoder = Encoder(lexicon, Segmenter())
    titles = docs["title"] if "title" in docs else pd.Series("", index=docs.index)
    rows = []
    for topic in range(weights.shape[1]):
        top = terms[terms["topic"] == topic]
        weight = dict(zip(top["term"], top["weight"], strict=True))
        best = np.argsort(-np.nan_to_num(weights[:, topic]), kind="stable")[:_DOCUMENTS]
        for rank, place in enumerate((p for p in best if weights[p, topic] > 0), start=1):
            excerpt = _excerpt(docs["text"][place], docs["lang"][place], weight, encoder)
            rows.append((topic, rank, docs["doc_id"][place], weights[place, topic], titles[place], excerpt))
    return pd.DataFrame(rows, columns=["topic", "rank", "doc_id", "share", "title", "excerpt"])


def _excerpt(text: str, lang: str, weight: dict[str, float], encoder: Encoder) -> str:
    """The sentence that says most of what the topic is about, its distinct terms weighed."""

    def about(span: tuple[int, int]) -> float:
        return sum(weight.get(lemma, 0.0) for lemma in encoder.lemmas(text[slice(*span)], lang))

    spans = sentence_spans(text, lang)
    return text[slice(*max(spans, key=about))] if spans else ""
