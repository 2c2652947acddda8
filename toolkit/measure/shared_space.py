"""A space of terms that Chinese and English documents share: concepts, and words joined by a dictionary.

No dictionary comes with the toolkit. One is learnt from the lexicon: each concept's Chinese forms beside its English
renderings are a small parallel text, in which words that stand together again and again mean the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from sklearn import config_context
from sklearn.metrics import pairwise_distances_argmin_min
from sklearn.preprocessing import normalize

from toolkit.measure.tally import DocumentTerms
from toolkit.scale.kept import kept
from toolkit.terms.lexicon import Lexicon, ways
from toolkit.text.english import english_pieces, lemma, stem
from toolkit.text.language import HAN
from toolkit.text.segment import Segmenter

COMMON = 0.6  # a term in more than this share of its language's documents tells no topic from another
_FEWEST = 0.05  # share of the documents in a language below which the others' language alone makes the space
_ROUNDS = 8  # of expectation and maximisation; the links hardly change after five
_MEGABYTES = 64  # of distances between documents held at a time
_ROUNDING = 1e-9  # within which two distances are the same
_ALIKE = 0.5  # of two texts that are more alike than not, the distance by cosine
_LIKELY = 0.1  # links below it are chance: on the renderings of the lexicon most of them join unrelated words


@dataclass(frozen=True)
class Versions:
    """Documents of a model as tf-idf, in which the version of a document in the other language is looked for.

    rows: Chinese and English ones. distances: of each, by cosine, to the nearest of the other language.
    """

    rows: tuple[csr_matrix, csr_matrix]
    distances: tuple[NDArray, NDArray]

    @classmethod
    def among(cls, matrix: csr_matrix, side: NDArray) -> Versions:
        zh, en = (matrix[np.flatnonzero(side == s)] for s in (0, 1))
        return cls((zh, en), (_nearest(zh, en)[1], _nearest(en, zh)[1]))

    def joined(self, matrix: csr_matrix, side: NDArray) -> csr_matrix:
        """Each document read together with its version in the other language: x + w·y, of length 1.

        y is the nearest to x, and nothing in the language of x is nearer to y: texts that are each other's nearest are taken
        for translations, as in mining parallel sentences (the "intersection" of Artetxe and Schwenk 2019). w is 1 where they are
        more alike than not, so that both are read as one text; else their cosine.
        """
        found = matrix
        for s, (rows, distances) in enumerate(zip(self.rows[::-1], self.distances[::-1], strict=True)):
            own = np.flatnonzero(side == s)
            nearest, distance = _nearest(matrix[own], rows)
            mutual = distance <= distances[nearest] + _ROUNDING
            weight = np.where(mutual, np.where(distance < _ALIKE, 1, 1 - distance), 0)
            found = found + csr_matrix((weight, (own, nearest)), shape=(matrix.shape[0], rows.shape[0])) @ rows
        return normalize(found)


@dataclass(frozen=True)
class Space:
    """Columns that documents of either language are folded onto.

    columns: term, kind, block (0 for all, or 0 for concepts, 1 for Chinese words, 2 for English ones). rarity: for each
    side (0 Chinese, 1 English) the inverse document frequency of the columns. main: the side of a space of one language.
    versions: where each document's version in the other language is looked for.
    """

    columns: pd.DataFrame
    rarity: NDArray
    lexicon: Lexicon
    main: int | None
    versions: Versions | None = None

    @classmethod
    def of_one(cls, counted: DocumentTerms, columns: pd.DataFrame) -> Space:
        """The space of documents that are not to be translated."""
        main = int(np.bincount(sides(counted), minlength=2).argmax())
        space = cls(columns.reset_index(drop=True).assign(block=0), np.empty((2, 0)), Lexicon.empty(), main)
        return replace(
            space, rarity=np.array([_rarity(space.folded(counted), np.ones(len(counted.documents), bool))] * 2)
        )

    def with_versions(self, counted: DocumentTerms) -> Space:
        """The space, by which each document is read together with its version among these, if they are of two languages."""
        if self.main is not None:
            return self
        return replace(self, versions=Versions.among(self.weighted(counted), sides(counted)))

    def folded(self, counted: DocumentTerms) -> csr_matrix:
        """Counts of documents by the columns of the space: their own words, and translations of the others.

        In a space of one language only documents of the other are translated.
        """
        if self.main is None:
            return (counted.matrix @ _folding(counted.terms, self.columns, self.lexicon)).tocsr()
        own = (counted.matrix @ _folding(counted.terms, self.columns, None)).tocsr()
        foreign = sides(counted) != self.main
        if not foreign.any():
            return own
        translated = counted.matrix @ _folding(counted.terms, self.columns, self.lexicon)
        return (diags((~foreign).astype(float)) @ own + diags(foreign.astype(float)) @ translated).tocsr()

    def weighted(self, counted: DocumentTerms) -> csr_matrix:
        """Documents as tf-idf in the space, of length 1; a row of zeros where a document has none of its terms.

        Concepts, Chinese words and English words weigh the same: so more translations meet in a topic than with concepts weighing as
        much as all words, or twice as much (measured on the sample, and on a work report and its official English in passages).
        A document and its version in the other language are read together.
        """
        matrix = _damped(self.folded(counted))
        if not matrix.shape[1]:
            return matrix
        side = sides(counted)
        matrix.data *= self.rarity[np.repeat(side, np.diff(matrix.indptr)), matrix.indices]
        blocks = self.columns["block"].to_numpy()
        kept = [diags((blocks == block).astype(float)) for block in range(3 if self.main is None else 1)]
        parts = [normalize(matrix @ block) for block in kept]
        weighted = normalize(sum(parts[1:], parts[0]))
        return weighted if self.versions is None else self.versions.joined(weighted, side)


def space_of(counted: DocumentTerms, drop: set[str], min_docs: int, lexicon: Lexicon) -> Space:
    """The space of a set of documents: of both languages if both are there, else all words of the one.

    Raises ValueError if there are both and nothing joins them.
    """
    side = sides(counted)
    size = np.bincount(side, minlength=2)
    main = None if size.min() >= max(min_docs, _FEWEST * size.sum(), 1) else int(size.argmax())
    if main is None:
        columns = _joined(counted, side, drop, min_docs, lexicon)
    else:
        columns = features(counted, drop, min_docs, side == main).assign(block=0)
    space = Space(columns, np.empty((2, 0)), lexicon, main)
    folded = space.folded(counted)
    return replace(space, rarity=np.array([_rarity(folded, side == (s if main is None else main)) for s in (0, 1)]))


def features(counted: DocumentTerms, drop: set[str], min_docs: int, among: NDArray | None = None) -> pd.DataFrame:
    """Formulations and content words that are in enough of the documents, and not in most: term, kind."""
    matrix = counted.matrix if among is None else counted.matrix[np.flatnonzero(among)]
    terms = counted.terms
    in_docs = np.asarray((matrix > 0).sum(axis=0)).ravel()
    content = terms["kind"].eq("term") | (
        terms["kind"].eq("word") & terms["term"].str.len().gt(1) & ~terms["term"].isin(drop)
    )
    kept = content.to_numpy() & (in_docs >= min_docs) & (in_docs <= max(min_docs, COMMON * matrix.shape[0]))
    return terms[kept].reset_index(drop=True)


def sides(counted: DocumentTerms) -> NDArray[np.int64]:
    """The language that most words of each document are in: 0 Chinese, 1 English; without words, what its `lang` says."""
    terms = counted.terms
    word = terms["kind"].eq("word").to_numpy()
    chinese = word & is_chinese(terms["term"])
    n_zh, n_en = (np.asarray(counted.matrix[:, mask].sum(axis=1)).ravel() for mask in (chinese, word & ~chinese))
    told = counted.documents["lang"].eq("en").to_numpy()
    return np.where(n_zh + n_en > 0, n_en > n_zh, told).astype(int)


def _nearest(rows: csr_matrix, others: csr_matrix) -> tuple[NDArray, NDArray]:
    """Place and distance of the nearest of the others."""
    if not rows.shape[0]:
        return np.empty(0, int), np.empty(0)
    with config_context(working_memory=_MEGABYTES):
        place, distance = pairwise_distances_argmin_min(rows, others, metric="cosine")
    return place, distance


def is_chinese(terms: pd.Series) -> NDArray[np.bool_]:
    return terms.str.contains(HAN.pattern, regex=True).to_numpy(bool)


@kept
def translations(lexicon: Lexicon) -> dict[str, dict[str, float]]:
    """English word -> Chinese words, with the strength of the link, learnt from the lexicon's renderings and members.

    The strength is the geometric mean of p(zh|en) and p(en|zh), each by IBM Model 1 (Brown and others 1993).

    >>> lexicon = Lexicon.empty().add("乡村振兴", en=["rural revitalization"]).add("乡村学校", en=["rural schools"])
    >>> translations(lexicon)["rural"]
    {'乡村': 0.95}
    """
    zh: dict[str, int] = {}
    en: dict[str, int] = {}
    rows = [
        (number, zh.setdefault(chinese, len(zh)), en.setdefault(english, len(en)))
        for number, (some, others) in enumerate(_fragments(lexicon))
        for chinese in some
        for english in others
    ]
    if not rows:
        return {}
    fragment, source, target = np.array(rows).T
    forward = _model_1(fragment, source, target, len(en))
    backward = _model_1(fragment, target, source, len(zh))
    pair, first = np.unique(source * len(en) + target, return_index=True)
    strength = np.sqrt(forward[first] * backward[first]).round(2)
    chinese, english = list(zh), list(en)
    found: dict[str, dict[str, float]] = {}
    for key, value in zip(pair[strength >= _LIKELY], strength[strength >= _LIKELY], strict=True):
        found.setdefault(english[key % len(en)], {})[chinese[key // len(en)]] = float(value)
    return found


def _fragments(lexicon: Lexicon) -> Iterator[tuple[list[str], list[str]]]:
    """Words of each Chinese form beside those of each rendering (not in pinyin), and members beside members."""
    segmenter = Segmenter()
    pairs = {
        pair: None
        for term in lexicon
        for pair in (
            *((zh, en) for zh in term.zh for en in (*term.en_official, *term.en_press, *term.en_literal)),
            *zip(term.members_zh, (ways(member)[0] for member in term.members_en), strict=False),
        )
    }
    for zh, en in pairs:
        chinese = dict.fromkeys(word for word in segmenter.cut(zh) if HAN.search(word))
        english = dict.fromkeys(lemma(word) for word in english_pieces(en) if any(map(str.isalpha, word)))
        yield list(chinese), list(english)


def _model_1(fragment: NDArray, source: NDArray, target: NDArray, targets: int) -> NDArray:
    """p(target|source) for each row: each target word of a fragment comes from one of its source words."""
    pair = np.unique(source * targets + target, return_inverse=True)[1]
    token = np.unique(fragment * targets + target, return_inverse=True)[1]
    likely = np.ones(len(pair))
    for _ in range(_ROUNDS):
        share = likely / np.bincount(token, likely)[token]
        likely = np.bincount(pair, share)[pair] / np.bincount(source, share)[source]
    return likely


def _joined(counted: DocumentTerms, side: NDArray, drop: set[str], min_docs: int, lexicon: Lexicon) -> pd.DataFrame:
    """Concepts, and the words of each language that a word of the other is linked to."""
    concepts = features(counted, drop, min_docs).query("kind == 'term'")
    content = [features(counted, drop, min_docs, side == s).query("kind == 'word'")["term"] for s in (0, 1)]
    zh, en = content[0][is_chinese(content[0])], content[1][~is_chinese(content[1])]
    linked = links(en.tolist(), zh.tolist(), lexicon)
    if concepts.empty and not linked:
        raise ValueError(
            "the Chinese and the English documents share no formulation, and the lexicon links none of their words; "
            "fit each language by itself: docs[docs.lang == 'zh']"
        )
    words = [(term, "word", 1) for term in sorted({other for others in linked.values() for other in others})]
    words += [(term, "word", 2) for term in sorted(linked)]
    table = pd.DataFrame(words, columns=["term", "kind", "block"])
    joined = pd.concat([concepts[["term", "kind"]].assign(block=0), table], ignore_index=True)
    return joined.astype({"term": "str", "kind": "str", "block": "int64"})


def links(english: Sequence[str], chinese: Sequence[str], lexicon: Lexicon) -> dict[str, dict[str, float]]:
    """English word -> those of the Chinese words that it is linked to, with the strength.

    An English word that the renderings lack goes by its stem (vitalization, revitalized), a Chinese one by the words it contains
    (检察机关 by 检察).
    """
    known = translations(lexicon)
    listed = {word for others in known.values() for word in others}
    containing: dict[str, list[str]] = {}
    for word in chinese:
        parts = {word} if word in listed else {word[a:b] for a, b in combinations(range(len(word) + 1), 2) if b - a > 1}
        for part in parts & listed:
            containing.setdefault(part, []).append(word)
    by_stem = _by_stem(lexicon)
    found = {}
    for word in english:
        own: dict[str, float] = {}
        for part, strength in (known.get(word) or by_stem.get(stem(word), {})).items():
            _strengthen(own, dict.fromkeys(containing.get(part, ()), strength))
        if own:
            found[word] = own
    return found


@lru_cache(maxsize=4)
def _by_stem(lexicon: Lexicon) -> dict[str, dict[str, float]]:
    """The translations of all words that have a stem in common, under the stem."""
    found: dict[str, dict[str, float]] = {}
    for word, others in translations(lexicon).items():
        _strengthen(found.setdefault(stem(word), {}), others)
    return found


def _strengthen(held: dict[str, float], more: dict[str, float]) -> None:
    for word, strength in more.items():
        held[word] = max(strength, held.get(word, 0.0))


def _folding(terms: pd.DataFrame, columns: pd.DataFrame, lexicon: Lexicon | None) -> csr_matrix:
    """Terms of documents × columns of the space: each term onto itself, a word onto its translations by the lexicon."""
    place, row_of = _numbered(columns), _numbered(terms)
    cells = [(row, place[pair], 1.0) for pair, row in row_of.items() if pair in place]
    if lexicon is not None:
        (given_zh, given_en), (kept_zh, kept_en) = _by_script(terms), _by_script(columns)
        for english, others in links(given_en, kept_zh, lexicon).items():
            cells += [(row_of[english, "word"], place[zh, "word"], strength) for zh, strength in others.items()]
        for english, others in links(kept_en, given_zh, lexicon).items():
            cells += [(row_of[zh, "word"], place[english, "word"], strength) for zh, strength in others.items()]
    row, column, strength = np.array(cells).reshape(-1, 3).T
    return csr_matrix((strength, (row.astype(int), column.astype(int))), shape=(len(terms), len(columns)))


def _numbered(table: pd.DataFrame) -> dict[tuple[str, str], int]:
    pairs = zip(table["term"].tolist(), table["kind"].tolist(), strict=True)
    return {pair: number for number, pair in enumerate(pairs)}


def _by_script(table: pd.DataFrame) -> tuple[list[str], list[str]]:
    """The Chinese words of a table of terms, and the others."""
    words = table.loc[table["kind"].eq("word"), "term"]
    chinese = is_chinese(words)
    return words[chinese].tolist(), words[~chinese].tolist()


def _damped(counts: csr_matrix) -> csr_matrix:
    """1 + ln n, and below one occurrence (a part of a translation) n itself."""
    damped = counts.astype(float)
    damped.data = np.where(damped.data < 1, damped.data, 1 + np.log(np.maximum(damped.data, 1)))
    return damped


def _rarity(folded: csr_matrix, among: NDArray) -> NDArray:
    """Inverse document frequency in one language: a concept common there is not rare for the other language's sake."""
    own = folded[np.flatnonzero(among)]
    return np.log((1 + own.shape[0]) / (1 + np.asarray((own > 0).sum(axis=0)).ravel())) + 1
