"""keyphrases(): what each document is about, in single words, compounds and formulations.

Two ways that need no model: TF-IDF against a background, and TextRank (Mihalcea and Tarau 2004), a graph of terms that stand near each
other. Formulations are single units in both; neighbouring words that may name one thing grow into compounds.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from toolkit.reading.found import find_in
from toolkit.tables import require
from toolkit.terms.find import Look
from toolkit.terms.forms import plain
from toolkit.terms.lexicon import Lexicon, label, lexicon_for
from toolkit.text.joined import runs
from toolkit.text.language import HAN
from toolkit.text.segment import Segmenter
from toolkit.text.stop import stop_words
from toolkit.text.tokens import tokenise

METHODS = ("both", "tfidf", "textrank")
_WINDOW = 5  # terms that far apart are linked in the graph
_DAMPING = 0.85  # of PageRank (Brin and Page 1998)
_LONGEST = 4  # words of a compound
_WEIGHTS = {"word": 0.3, "compound": 0.7, "term": 2.5}  # by the labelled half that was looked at: words alone say least
_TITLE_WEIGHT = 1.5  # as does what the title names


def keyphrases(
    docs: pd.DataFrame,
    *,
    method: str = "both",
    top: int = 10,
    background: pd.DataFrame | None = None,
    lexicon: Lexicon | None = None,
) -> pd.DataFrame:
    """The phrases that say what each document is about.

    In: docs (doc_id, lang, text; a title counts extra). method: "tfidf" (term frequency × inverse document frequency in the
    background, which is a table of docs; the documents themselves unless given), "textrank" (PageRank over terms within 5 of each
    other), or "both" (the mean of the two, each scaled to 1). Out: for each document its `top` phrases: doc_id, rank, phrase (a word or
    compound as the document writes it most often, a concept, or a formulation that nobody lists), label (a concept with its English), kind (word, compound, term), n, score (0 to 1: of the
    document's best). Stop words, officialese, numbers and single Chinese characters are no keyphrases; a phrase that only occurs
    inside a longer one is left out. Raises ValueError for an unknown method or a missing column.

    >>> import toolkit as tk
    >>> docs = tk.from_texts(["纠治四风，治理餐饮浪费。餐饮浪费是四风问题。", "推进乡村振兴，建设高标准农田。"])
    >>> tk.keyphrases(docs, top=2)[["doc_id", "phrase", "kind"]].values.tolist()[:2]
    [['text-1', '四风', 'term'], ['text-1', '餐饮浪费', 'compound']]
    """
    require(docs, ["doc_id", "lang", "text"], "keyphrases(docs)")
    if method not in METHODS:
        raise ValueError(f"method {method!r} is unknown; choose one of {', '.join(METHODS)}")
    lexicon = lexicon_for(docs, lexicon)
    read = _read_all(docs, lexicon)
    others = read if background is None else _read_all(background, lexicon)
    found_in = Counter(phrase for document in others for phrase in document.counts)
    rows = []
    for doc_id, document in zip(docs["doc_id"], read, strict=True):
        scores = _scores(document, method, found_in, len(others))
        for rank, (phrase, score) in enumerate(_best(document, scores, top), start=1):
            rows.append(
                (doc_id, rank, document.shown(phrase), document.kinds[phrase], document.counts[phrase], round(score, 3))
            )
    table = pd.DataFrame(rows, columns=["doc_id", "rank", "term", "kind", "n", "score"]).astype(
        {"doc_id": "str", "term": "str", "kind": "str", "rank": int, "n": int, "score": float}
    )
    labelled = label(table, lexicon=lexicon).rename(columns={"term": "phrase"})
    return labelled[["doc_id", "rank", "phrase", "label", "kind", "n", "score"]]


_Spans = list[tuple[int, int]]


class _Token(NamedTuple):
    lemma: str
    kind: str
    token: str
    start: int
    end: int


def _read_all(docs: pd.DataFrame, lexicon: Lexicon) -> list[_Document]:
    texts, langs = docs["text"].tolist(), docs["lang"].tolist()
    titles = docs["title"].tolist() if "title" in docs else [""] * len(docs)
    cut = (_tokens(some, langs, lexicon) for some in (texts, titles))
    return [_read(*document) for document in zip(texts, titles, *cut, _unlisted(docs, lexicon), strict=True)]


def _tokens(texts: list[str], langs: list[str], lexicon: Lexicon) -> Iterator[list[_Token]]:
    """The tokens of each text. Many are cut at once: to make a table takes longer than to fill it."""
    for run in runs(texts):
        some = slice(run.start, run.stop)
        docs = pd.DataFrame({"doc_id": range(len(run)), "lang": langs[some], "text": texts[some]})
        tokens = tokenise(docs, lexicon=lexicon, segmenter=Segmenter())
        found: list[list[_Token]] = [[] for _ in run]
        for number, *token in tokens[["doc_id", *_Token._fields]].itertuples(index=False, name=None):
            found[number].append(_Token(*token))
        yield from found


def _unlisted(docs: pd.DataFrame, lexicon: Lexicon) -> list[_Spans]:
    """Where formulations stand in each document that only their grammar gives away."""
    hits = find_in(docs, Look(lexicon, unlisted=True), "keyphrases(docs)").rows
    spans: list[_Spans] = [[] for _ in range(len(docs))]
    for place, start, end in hits.loc[~hits["listed"], ["place", "start", "end"]].itertuples(index=False):
        spans[place].append((start, end))
    return spans


@dataclass(frozen=True)
class _Document:
    """A document as runs of content terms: what is counted, and what stands near what."""

    runs: list[list[str]]
    counts: Counter[str]
    kinds: dict[str, str]
    titled: set[str]
    parts: dict[str, list[str]]  # of each compound
    written: dict[str, Counter[str]]  # each word as it stands in the text

    def shown(self, phrase: str) -> str:
        if self.kinds[phrase] == "term":
            return phrase
        return _join([self.written[word].most_common(1)[0][0] for word in self.parts.get(phrase, [phrase])])


def _read(text: str, title: str, tokens: list[_Token], of_title: list[_Token], unlisted: _Spans) -> _Document:
    runs = _runs(text, tokens, unlisted)
    kinds = {lemma: kind for run in runs for lemma, kind, _ in run}
    lemmas = [[lemma for lemma, _, _ in run] for run in runs]
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for run in runs:
        for lemma, _, token in run:
            written[lemma][token] += 1
    counts = Counter(lemma for run in lemmas for lemma in run)
    parts: dict[str, list[str]] = {}
    compounds: Counter[str] = Counter()
    for run in runs:
        for i in range(len(run)):
            for length in range(2, min(_LONGEST, len(run) - i) + 1):
                words = [lemma for lemma, kind, _ in run[i : i + length] if kind == "word"]
                if len(words) == length and _is_noun_phrase(words):
                    compound = _join(words)
                    compounds[compound] += 1
                    parts[compound] = words
    counts.update(compounds)
    kinds.update(dict.fromkeys(compounds, "compound"))
    in_title = {lemma for run in _runs(title, of_title) for lemma, _, _ in run}
    seen = plain(title)
    in_title |= {lemma for lemma, kind in kinds.items() if kind == "term" and lemma in seen}
    titled = in_title | {compound for compound in compounds if set(parts[compound]) <= in_title}
    return _Document(lemmas, counts, kinds, titled, parts, written)


def _is_noun_phrase(words: list[str]) -> bool:
    """May the words be one name of a thing? In Chinese nothing but nouns and what stands before them, at most a verb at the end;
    in English no adverb, nor a verb's past form in front."""
    if all(map(HAN.match, words)):
        tags = [_tag(word) for word in words]
        return (
            all(tag[0] in "njlibza" or tag in ("vn", "an", "s", "f") for tag in tags[:-1]) and tags[-1][0] in "njlivz"
        )
    return not any(word.endswith("ly") or not word[0].isalpha() for word in words)


@lru_cache(1 << 16)
def _tag(word: str) -> str:
    """The part of speech that the dictionary gives a word."""
    return Segmenter().tagger()(word)[0][1]


def _join(words: list[str]) -> str:
    return ("" if all(HAN.match(word) for word in words) else " ").join(words)


def _runs(
    text: str, tokens: list[_Token], unlisted: Sequence[tuple[int, int]] = ()
) -> list[list[tuple[str, str, str]]]:
    """Content terms that follow one another with nothing between them but spaces; what nobody lists is one, as `plain` writes it."""
    stops = stop_words("zh", "en", "officialese")
    runs: list[list[tuple[str, str, str]]] = [[]]
    reached, whole = 0, deque(unlisted)
    for lemma, kind, token, start, end in tokens:
        if whole and whole[0][0] < end:
            first, reached = whole.popleft()
            runs[-1].append((plain(text[first:reached]), "term", text[first:reached]))
        if start < reached:
            continue
        content = kind == "term" or (
            kind == "word" and lemma.lower() not in stops and len(lemma) > 1 and not lemma.isdigit()
        )
        if content:
            runs[-1].append((lemma, kind, token))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _scores(document: _Document, method: str, found_in: Counter[str], documents: int) -> dict[str, float]:
    parts = []
    if method in ("both", "tfidf"):
        parts.append(
            _scaled(
                {
                    phrase: _frequency(phrase, document) * math.log((1 + documents) / (0.5 + found_in[phrase]))
                    for phrase in document.counts
                }
            )
        )
    if method in ("both", "textrank"):
        ranks = _textrank(document.runs)
        parts.append(_scaled({phrase: _rank(phrase, document, ranks) for phrase in document.counts}))
    weight = {phrase: _weight(phrase, document) for phrase in document.counts}
    return _scaled(
        {phrase: sum(part[phrase] for part in parts) / len(parts) * weight[phrase] for phrase in document.counts}
    )


def _weight(phrase: str, document: _Document) -> float:
    return _WEIGHTS[document.kinds[phrase]] * (_TITLE_WEIGHT if phrase in document.titled else 1.0)


def _frequency(phrase: str, document: _Document) -> float:
    """How often; a compound is also as frequent as its words make it: most are written out once."""
    words = document.parts.get(phrase)
    if not words:
        return document.counts[phrase]
    return (document.counts[phrase] + sum(document.counts[word] for word in words) / len(words)) / 2


def _rank(phrase: str, document: _Document, ranks: dict[str, float]) -> float:
    """A compound ranks with the mean of its words."""
    words = document.parts.get(phrase)
    return sum(ranks[word] for word in words) / len(words) if words else ranks[phrase]


def _scaled(scores: dict[str, float]) -> dict[str, float]:
    best = max(scores.values(), default=0.0)
    return {phrase: score / best if best > 0 else 0.0 for phrase, score in scores.items()}


def _textrank(runs: list[list[str]]) -> dict[str, float]:
    """PageRank of the terms, linked to those within a window, weighed by how often."""
    flat = [lemma for run in runs for lemma in run]
    names = sorted(set(flat))
    number = {name: i for i, name in enumerate(names)}
    ids = np.array([number[lemma] for lemma in flat])
    pairs = [(ids[gap:], ids[:-gap]) for gap in range(1, min(_WINDOW, len(ids)))]
    if not pairs:
        return dict.fromkeys(names, 1.0)
    rows = np.concatenate([np.concatenate(pair) for pair in pairs])
    columns = np.concatenate([np.concatenate(pair[::-1]) for pair in pairs])
    graph = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(names), len(names)))
    return dict(zip(names, _pagerank(graph).tolist(), strict=True))


def _pagerank(graph: csr_matrix, steps: int = 30) -> NDArray:
    size = graph.shape[0]
    out = np.asarray(graph.sum(axis=0)).ravel()
    rank = np.full(size, 1 / size)
    for _ in range(steps):
        rank = (1 - _DAMPING) / size + _DAMPING * (graph @ (rank / np.maximum(out, 1)))
    return rank


def _best(document: _Document, scores: dict[str, float], top: int) -> list[tuple[str, float]]:
    """The best phrases, without words that hardly occur outside a better compound, nor compounds inside a better one."""
    kept: list[tuple[str, float]] = []
    for phrase, score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        if not any(_covers(other, phrase, document) or _covers(phrase, other, document) for other, _ in kept):
            kept.append((phrase, score))
        if len(kept) == top:
            break
    return kept


def _covers(longer: str, shorter: str, document: _Document) -> bool:
    """Is most of what the one phrase does done in the other?"""
    words = document.parts.get(longer)
    inside = document.parts.get(shorter, [shorter])
    if not words or len(inside) >= len(words):
        return False
    within = any(words[i : i + len(inside)] == inside for i in range(len(words) - len(inside) + 1))
    return within and document.counts[longer] >= 0.5 * document.counts[shorter]
