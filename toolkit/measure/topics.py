"""Topics: what the documents are about, as groups of words and formulations that occur together."""

from __future__ import annotations

import html
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from toolkit.measure.counts import document_terms
from toolkit.measure.factors import METHODS, Factors, Singular, fit, least_squares, normalised
from toolkit.measure.quotations import excerpts, representative_sentences
from toolkit.measure.shared_space import Space, features, is_chinese, sides, space_of
from toolkit.measure.tally import DocumentTerms, check_groups, group_names, group_table
from toolkit.tables import require
from toolkit.terms.lexicon import Lexicon, lexicon_for
from toolkit.text.stop import stop_words

_TERMS = 30  # kept for each topic
_DOCUMENTS = 3  # representatives of each topic
_NAMED, _CONSIDERED = 3, 10  # terms in a label, and those it is chosen from
_RELEVANCE = 0.6  # weight of a term's probability against its lift; what readers understood best in Sievert and Shirley
_WITHOUT = 4  # documents of each topic that are supposed not to have a term
RUNS = 3  # further models for each kind of stability, where k is chosen
_BATCH = 10_000_000  # cells of resampled documents held at a time


@dataclass(frozen=True)
class TopicModel:
    """Topics of a set of documents.

    terms: topic, rank (from 1), term, kind, weight (share of the topic, 0 to 1), relevance (Sievert and Shirley 2014:
    0.6 ln p(term|topic) + 0.4 ln lift). shares: doc_id, topic, share (of the document; a document's shares sum to 1,
    and are NaN where it has none of the model's terms). representatives: topic, rank, doc_id, share, title, excerpt
    (the document's most representative sentence). sentences: topic, rank, lang, doc_id, start, end, text, score: the
    sentences that say most about the topic, each of another document. labels: topic -> its most characteristic terms.
    documents: doc_id, lang and metadata. choice: what `choose_topics` gives, where k was left to it. Texts are not kept: representatives and sentences of DocumentTerms quote nothing.
    """

    method: str
    k: int
    seed: int
    terms: pd.DataFrame
    shares: pd.DataFrame
    representatives: pd.DataFrame
    labels: dict[int, str]
    sentences: pd.DataFrame
    documents: pd.DataFrame = field(repr=False)
    choice: pd.DataFrame | None = field(repr=False)
    _space: Space = field(repr=False)
    _factors: Factors = field(repr=False)
    _own_labels: dict[int, str] = field(repr=False)

    def __repr__(self) -> str:
        of = f"{self.k} topics of {len(self.documents):,} documents ({self.method})"
        return f"TopicModel: {of}; see terms, shares, representatives, sentences, labels, over('year'), assign(docs)"

    def _repr_html_(self) -> str:
        shares = self.shares.groupby("topic", as_index=False)["share"].mean()
        table = shares.assign(label=shares["topic"].map(self.labels))[["topic", "label", "share"]]
        return f"<p>{html.escape(repr(self))}</p>{table.to_html(index=False, formatters={'share': '{:.0%}'.format})}"

    def named(self, topic: int) -> str:
        """Your name for a topic (`dataclasses.replace(model, labels=…)`), or "" where it goes by its terms."""
        name = self.labels.get(topic, "")
        return name if name != self._own_labels.get(topic) else ""

    def assign(self, docs: object) -> pd.DataFrame:
        """Shares of the topics in documents, of the model or new ones.

        In: docs (doc_id, lang, text), anything that `read` takes, or DocumentTerms counted with the same lexicon. A word that the model lacks is
        translated where the lexicon knows how, so that an English document finds its topic in a model of Chinese ones.
        In a model of both, a document is read together with its version among the model's, as those were.
        Out: doc_id, topic, share, as in `shares`; the model's own documents get the same figures again. NaN where a
        document has no term that the model knows. Raises ValueError if a column is missing.
        """
        counted = docs if isinstance(docs, DocumentTerms) else _counted(docs, self._space.lexicon, "assign(docs)")
        return _share_table(self._factors.shares(_matrix(self._space, counted, self.method)), counted.documents)

    def over(
        self,
        by: str,
        *,
        docs: pd.DataFrame | None = None,
        level: float = 0.95,
        resamples: int = 1_000,
        seed: int = 0,
    ) -> pd.DataFrame:
        """Mean share of each topic in groups of documents, with its uncertainty.

        In: `by`: "year", "quarter", "month" or a column of the documents, such as "source"; `docs`: a table with doc_id
        and that column, if the documents had none. Every document counts the same, whatever its length; those without
        shares are left out. Out: the group's column, topic, label, share, low, high (bounds of the bootstrap's percentile
        interval at `level`: the group's documents are drawn anew `resamples` times, Efron 1979), docs. One document
        has no interval (NaN). Undated documents are the group "". Raises ValueError for an unknown column.
        """
        if not 0 < level < 1:
            raise ValueError(f"level={level!r} is no confidence level; give a share between 0 and 1, such as 0.95")
        wide = self.shares.pivot(index="doc_id", columns="topic", values="share")
        documents = self.documents
        if docs is not None:
            require(docs, ["doc_id"], "over(docs=…)")
            documents = docs[docs["doc_id"].isin(wide.index)].reset_index(drop=True)
        check_groups(group_names([by], {"topic", "label", "share", "low", "high", "docs"}), documents.columns)
        groups = group_table(documents, [by])[by]
        known = wide.reindex(documents["doc_id"])
        used = known.notna().any(axis=1).to_numpy()
        rng = np.random.default_rng(seed)
        parts = []
        for group, rows in known[used].groupby(groups[used].to_numpy(), sort=True):
            ordered = rows.to_numpy()[np.argsort(rows.index.to_numpy(), kind="stable")]
            low, high = _interval(ordered, level, resamples, rng)
            parts.append(pd.DataFrame({by: group, "topic": range(self.k), "share": ordered.mean(axis=0), "low": low, "high": high, "docs": len(rows)}))  # fmt: skip
        if not parts:
            raise ValueError("no document has shares: none has a term of the model")
        table = pd.concat(parts, ignore_index=True)
        table.insert(2, "label", table["topic"].map(self.labels))
        return table


def topics(
    docs: object,
    k: int | Literal["auto"] | Sequence[int] = 8,
    *,
    method: str = "nmf",
    seed: int = 0,
    drop: Collection[str] | None = None,
    min_docs: int = 2,
    lexicon: Lexicon | None = None,
) -> TopicModel:
    """Fit a topic model on words and formulations, each formulation one unit.

    In: docs (doc_id, lang, text), or anything that `read` takes, whose texts are then not held, or DocumentTerms, which can be counted by
    several processes or on a cluster (`tk.document_terms(folder, workers=2)`) and are what is held: over half as large as the text, and more while a model is fitted;
    k topics, or numbers to choose from, or "auto" for the usual ones: then the one that `choose_topics` marks; method "nmf" (scikit-learn's NMF on tf-idf, NNDSVDa start from exact singular vectors, so that the seed changes nothing)
    or "lda" (its variational LDA on counts), in mini-batches from 20,000 documents on; `drop`: terms to leave out, all
    stop lists unless given; `min_docs`: documents a term must be in. One-character Chinese words and numbers are left out.
    Documents of two languages (5% at least in each) meet in a space of their shared formulations and of words that the
    lexicon's renderings link; by "nmf", two that are each other's nearest are taken for versions of one text and read together, so
    that a notice and its translation are of the same topic (by "lda" less often). The search takes time by the product of their
    numbers. Documents of one language are modelled by all their words. Out: a TopicModel, the same for the same documents in any order and the same seed.
    Raises ValueError if the documents are too few or too short for k topics, or `method` is unknown.

    >>> import toolkit as tk
    >>> docs = tk.from_texts(["农村 粮食 耕地"] * 3 + ["检察 办案 公诉"] * 2)
    >>> model = tk.topics(docs, k=2)
    >>> model.labels
    {0: '农村 · 粮食 · 耕地', 1: '公诉 · 办案 · 检察'}
    >>> model.assign(tk.from_texts(["耕地 与 粮食"])).share.round(2).tolist()
    [1.0, 0.0]
    """
    lexicon = lexicon_for(docs, lexicon)
    ready = prepared(docs, method, drop, min_docs, lexicon)
    counted, space, matrix = ready.counted, ready.space, ready.matrix
    choice = None
    if isinstance(k, str) and k != "auto":
        raise ValueError(f'k={k!r}: a number of topics, numbers to choose from, or "auto"')
    if isinstance(k, int | np.integer):
        number = int(k)
    else:
        from toolkit.measure.topic_choice import tried

        choice = tried(
            docs if isinstance(docs, pd.DataFrame) else counted, ready, None if k == "auto" else k, seed, RUNS
        )
        number = int(choice.loc[choice["chosen"], "k"].iloc[0])
    refuse_too_few(matrix, number)
    factors = fitted(matrix, number, method, seed)
    weights = factors.shares(matrix)
    terms = topic_terms(ready, factors, weights)
    shares = _share_table(weights, counted.documents)
    texts = docs if isinstance(docs, pd.DataFrame) else None
    labels = {int(topic): _label(rows, space) for topic, rows in terms.groupby("topic")}
    return TopicModel(
        method, number, seed, terms, shares,
        _representatives(counted.documents, texts, weights, terms, lexicon),
        labels,
        representative_sentences(texts, weights, terms, lexicon),
        counted.documents, choice, space, factors, dict(labels),
    )  # fmt: skip


@dataclass(frozen=True)
class Prepared:
    """The documents' counts, the space of their terms, and the matrix to fit."""

    counted: DocumentTerms
    space: Space
    matrix: csr_matrix
    method: str
    drop: Collection[str] | None
    min_docs: int
    lexicon: Lexicon


def prepared(docs: object, method: str, drop: Collection[str] | None, min_docs: int, lexicon: Lexicon) -> Prepared:
    if method not in METHODS:
        raise ValueError(f"method={method!r} is unknown; choose one of {', '.join(METHODS)}")
    counted = docs if isinstance(docs, DocumentTerms) else _counted(docs, lexicon, "topics(docs)")
    dropped = set(stop_words("zh", "en", "officialese") if drop is None else drop)
    space = space_of(counted, dropped, min_docs, lexicon)
    if method == "nmf":
        space = space.with_versions(counted)
    return Prepared(counted, space, _matrix(space, counted, method), method, drop, min_docs, lexicon)


def refuse_too_few(matrix: csr_matrix, k: int) -> None:
    documents = int((np.asarray(matrix.sum(axis=1)).ravel() > 0).sum())
    available = min(documents, matrix.shape[1])
    if k < 2 or k > available:
        instead = f"choose k from 2 to {available}, or " if available >= 2 else ""
        raise ValueError(
            f"k={k} topics cannot be told apart: {documents} documents share {matrix.shape[1]} terms; "
            f"{instead}add documents, or lower min_docs"
        )


def fitted(matrix: csr_matrix, k: int, method: str, seed: int, *, start: Singular | str = "nndsvda") -> Factors:
    """The topics, the largest first. Documents are put in an order of their own, so that it makes no difference how they came.

    start: as for `fit`, of the documents in that order.
    """
    factors = fit(matrix[own_order(matrix)], k, method, seed, start=start)
    sizes = np.sort(np.nan_to_num(factors.shares(matrix)), axis=0).sum(axis=0)  # sorted: the sum, too, is the same
    return factors.reordered(np.argsort(-sizes, kind="stable"))


def own_order(matrix: csr_matrix) -> NDArray[np.int64]:
    """An order of the rows by what is in them, empty ones left out."""
    keys = matrix @ np.random.default_rng(0).random(matrix.shape[1])
    return np.argsort(keys, kind="stable")[np.count_nonzero(keys == 0) :]


def topic_terms(ready: Prepared, factors: Factors, weights: NDArray) -> pd.DataFrame:
    """The leading terms of each topic."""
    columns, components = ready.space.columns, factors.components
    if ready.space.main is None:
        columns, components = _in_both_languages(ready.counted, weights, ready.drop, ready.min_docs)
    sizes = np.sort(np.nan_to_num(weights), axis=0).sum(axis=0)
    return _top_terms(normalised(components), columns, sizes / sizes.sum())


def _label(terms: pd.DataFrame, space: Space) -> str:
    """A topic's most characteristic terms: formulations first, if they are among the first ten by relevance.

    In documents of two languages only what is known in both names a topic.
    """
    known = terms if space.main is not None else terms[terms["term"].isin(space.columns["term"])]
    best = (known if len(known) else terms).sort_values("relevance", ascending=False, kind="stable").head(_CONSIDERED)
    words = best["kind"].ne("term")
    return " · ".join(best.iloc[np.argsort(words, kind="stable")]["term"].head(_NAMED))


def _counted(docs: object, lexicon: Lexicon, what: str) -> DocumentTerms:
    if isinstance(docs, pd.DataFrame):
        require(docs, ["doc_id", "lang", "text"], what)
    return document_terms(docs, lexicon=lexicon)


def _matrix(space: Space, counted: DocumentTerms, method: str) -> csr_matrix:
    return space.folded(counted) if method == "lda" else space.weighted(counted)


def _share_table(weights: NDArray, documents: pd.DataFrame) -> pd.DataFrame:
    many, k = weights.shape
    ids = np.repeat(documents["doc_id"].to_numpy(), k)
    table = pd.DataFrame({"doc_id": ids, "topic": np.tile(np.arange(k), many), "share": weights.ravel()})
    return table.astype({"doc_id": "str"})


def _in_both_languages(
    counted: DocumentTerms, weights: NDArray, drop: Collection[str] | None, min_docs: int
) -> tuple[pd.DataFrame, NDArray]:
    """The topics in all terms, those too that no other language links: what best explains a term by its documents' topics.

    A term is sought in the documents of each language by themselves, a word in its own; a formulation gets the mean of both.
    """
    dropped = set(stop_words("zh", "en", "officialese") if drop is None else drop)
    order = own_order(counted.matrix)
    counted = DocumentTerms(counted.matrix[order], counted.terms, counted.documents.iloc[order])
    side, weights = sides(counted), np.nan_to_num(weights[order])
    concepts = features(counted, dropped, min_docs).query("kind == 'term'")
    tables, parts, shared = [concepts], [], []
    for s in (0, 1):
        among = np.flatnonzero(side == s)
        own = DocumentTerms(counted.matrix[among], counted.terms, counted.documents.iloc[among])
        words = features(own, dropped, min_docs).query("kind == 'word'")
        tables.append(words[is_chinese(words["term"]) == (s == 0)])
        explained = _explained(own, pd.concat([concepts, tables[-1]]), weights[among])
        shared.append(explained[: len(concepts)])
        parts.append(explained[len(concepts) :])
    return pd.concat(tables, ignore_index=True), np.vstack([(shared[0] + shared[1]) / 2, *parts]).T


def _explained(counted: DocumentTerms, terms: pd.DataFrame, weights: NDArray) -> NDArray:
    """Terms × topics: w ≥ 0 of least |tf-idf of the term − shares · w|² + 4|w|².

    The last part stands for four more documents of each topic without the term: a word met in one or two tells little.
    """
    k = weights.shape[1]
    found = Space.of_one(counted, terms).weighted(counted).T.tocsr()
    found.resize(found.shape[0], found.shape[1] + k)
    return least_squares(np.vstack([weights, _WITHOUT**0.5 * np.eye(k)]), found)


def _top_terms(components: NDArray, names: pd.DataFrame, sizes: NDArray) -> pd.DataFrame:
    size = min(_TERMS, components.shape[1])
    best = np.argsort(-components, axis=1, kind="stable")[:, :size]
    topic = np.repeat(np.arange(len(components)), size)
    table = pd.DataFrame({"topic": topic, "rank": np.tile(np.arange(1, size + 1), len(components))})
    table["term"] = names["term"].array.take(best.ravel())
    table["kind"] = names["kind"].array.take(best.ravel())
    table["weight"] = components[topic, best.ravel()]
    table = table[table["weight"] > 0].reset_index(drop=True)
    overall = (sizes @ components)[best.ravel()][(components[topic, best.ravel()] > 0)]
    log_weight = np.log(table["weight"])
    return table.assign(relevance=_RELEVANCE * log_weight + (1 - _RELEVANCE) * (log_weight - np.log(overall)))


def _representatives(
    documents: pd.DataFrame, texts: pd.DataFrame | None, weights: NDArray, terms: pd.DataFrame, lexicon: Lexicon
) -> pd.DataFrame:
    titles = documents["title"] if "title" in documents else pd.Series("", index=documents.index)
    rows = []
    for topic in range(weights.shape[1]):
        best = np.argsort(-np.nan_to_num(weights[:, topic]), kind="stable")[:_DOCUMENTS]
        for rank, place in enumerate((p for p in best if weights[p, topic] > 0), start=1):
            rows.append((topic, rank, documents["doc_id"][place], weights[place, topic], titles[place], place))
    table = pd.DataFrame(rows, columns=["topic", "rank", "doc_id", "share", "title", "place"])
    table["excerpt"] = excerpts(texts, table, terms, lexicon)
    return table.drop(columns="place")


def _interval(rows: NDArray, level: float, resamples: int, rng: np.random.Generator) -> tuple[NDArray, NDArray]:
    """Percentiles of the mean of documents drawn with replacement; rows are documents."""
    n = len(rows)
    if n < 2:
        return np.full(rows.shape[1], np.nan), np.full(rows.shape[1], np.nan)
    at_once = max(1, _BATCH // n)
    means = [
        rng.multinomial(n, np.full(n, 1 / n), size=min(at_once, resamples - done)) @ rows / n
        for done in range(0, resamples, at_once)
    ]
    low, high = np.quantile(np.concatenate(means), [(1 - level) / 2, (1 + level) / 2], axis=0)
    return low, high
