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
from itertools import compress, takewhile
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from toolkit.reading.found import find_in
from toolkit.reading.parts import refuse_twice
from toolkit.tables import require, whole_numbers
from toolkit.terms.find import Look
from toolkit.terms.forms import EN_NUMERALS, plain
from toolkit.terms.lexicon import Lexicon, label, lexicon_for
from toolkit.terms.numeric import begins_with_numeral
from toolkit.terms.wordnet import word_class
from toolkit.text.joined import runs
from toolkit.text.language import HAN
from toolkit.text.segment import Segmenter
from toolkit.text.stop import LISTS, stop_words
from toolkit.text.tokens import tokenise

METHODS = ("both", "tfidf", "textrank")
_WINDOW = 5  # terms that far apart are linked in the graph
_DAMPING = 0.85  # of PageRank (Brin and Page 1998)
_LONGEST = 4  # words of a compound
_WEIGHTS = {"word": 0.3, "compound": 0.7, "term": 2.5}  # by the labelled half that was looked at: words alone say least
_SHARED = 3  # keyphrases of a document that have the same word
_MOSTLY = 0.5  # share of a phrase's places that are in another
_AGAIN = 3  # times that a coinage stands in its document
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
    background, which is a table of docs; the documents themselves unless given: of one alone it cannot be told what is common),
    "textrank" (PageRank over terms within 5 of each other), or "both" (the geometric mean of frequency and PageRank × inverse document frequency).
    Out: for each document its `top` phrases: doc_id, rank, phrase (a word or compound as the document writes it most often, a
    concept, or a formulation that nobody lists), label (a concept with its English), kind (word, compound, term), n, score (0 to 1:
    of the document's best). A compound is a noun phrase of up to 4 words, or words that the dictionary cuts in pieces and that stand
    together 3 times, 带量采购; it counts as often as the harmonic mean of its own count and its words', so no more than twice as
    often as it stands there. Stop words, officialese, numbers and single Chinese characters are no keyphrases; none is inside a
    better one or mostly overlaps it, and no more than 3 have the same word.
    Raises ValueError for an unknown method, a missing column, a doc_id that stands twice, or a `top` that is no whole number from 1.

    >>> import toolkit as tk
    >>> docs = tk.from_texts(["纠治四风，治理餐饮浪费。餐饮浪费是四风问题。", "推进乡村振兴，建设高标准农田。"])
    >>> tk.keyphrases(docs, top=2)[["doc_id", "phrase", "kind"]].values.tolist()[:2]
    [['text-1', '四风', 'term'], ['text-1', '餐饮浪费', 'compound']]
    """
    require(docs, ["doc_id", "lang", "text"], "keyphrases(docs)")
    refuse_twice(docs)
    if background is not None:
        require(background, ["doc_id", "lang", "text"], "keyphrases(background)")
    whole_numbers(top=top)
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


def _read_all(docs: pd.DataFrame, lexicon: Lexicon) -> list[_Document]:
    texts, langs = docs["text"].tolist(), docs["lang"].tolist()
    titles = docs["title"].tolist() if "title" in docs else [""] * len(docs)
    cut = (_pieces(some, langs, lexicon) for some in (texts, titles))
    return [_read(*document) for document in zip(texts, titles, *cut, _unlisted(docs, lexicon), strict=True)]


def _pieces(texts: list[str], langs: list[str], lexicon: Lexicon) -> Iterator[list[_Piece]]:
    """The tokens of each text. Many are cut at once: to make a table takes longer than to fill it."""
    for run in runs(texts):
        some = slice(run.start, run.stop)
        docs = pd.DataFrame({"doc_id": range(len(run)), "lang": langs[some], "text": texts[some]})
        tokens = tokenise(docs, lexicon=lexicon, segmenter=Segmenter())
        found: list[list[_Piece]] = [[] for _ in run]
        pieces = map(_Piece, *(tokens[column].tolist() for column in _Piece._fields))
        for number, piece in zip(tokens["doc_id"].tolist(), pieces, strict=True):
            found[number].append(piece)
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
    text: str
    places: dict[str, _Spans]  # of each word and compound

    def words(self, phrase: str) -> list[str]:
        return self.parts.get(phrase, [phrase])

    def shown(self, phrase: str) -> str:
        if self.kinds[phrase] == "term":
            return phrase
        written = Counter(" ".join(self.text[start:end].split()) for start, end in self.places[phrase])
        return written.most_common(1)[0][0]


def _read(text: str, title: str, pieces: list[_Piece], of_title: list[_Piece], unlisted: _Spans) -> _Document:
    runs = _runs(text, pieces, unlisted)
    kinds = {piece.lemma: piece.kind for run in runs for piece in run}
    lemmas = [[piece.lemma for piece in run] for run in runs]
    places: dict[str, _Spans] = defaultdict(list)
    for run in runs:
        for piece in run:
            places[piece.lemma].append((piece.start, piece.end))
    counts = Counter(lemma for run in lemmas for lemma in run)
    parts: dict[str, list[str]] = {}
    compounds: Counter[str] = Counter()
    for run in runs:
        for i in range(len(run)):
            words = [piece.lemma for piece in takewhile(_is_word, run[i : i + _LONGEST])]
            for length in range(2, len(words) + 1):
                own, last = words[:length], run[i + length - 1]
                if _is_noun_phrase(own, text[last.start : last.end]):
                    compound = _join(own)
                    compounds[compound] += 1
                    parts[compound] = own
                    places[compound].append((run[i].start, last.end))
    counts.update(compounds)
    kinds.update(dict.fromkeys(compounds, "compound"))
    in_title = {piece.lemma for run in _runs(title, of_title) for piece in run}
    seen = plain(title)
    in_title |= {lemma for lemma, kind in kinds.items() if kind != "word" and lemma in seen}
    titled = in_title | {compound for compound in compounds if set(parts[compound]) <= in_title}
    return _Document(lemmas, counts, kinds, titled, parts, text, places)


def _is_noun_phrase(words: list[str], last: str) -> bool:
    """May the words be one name of a thing? In Chinese nothing but nouns and what stands before them, at most a verb at the end;
    in English no adverb, nor a word that is only a verb, nor a past form at the end (`last`: as it is written)."""
    if all(map(HAN.match, words)):
        tags = [_tag(word) for word in words]
        return (
            all(tag[0] in "njlibza" or tag in ("vn", "an", "s", "f") for tag in tags[:-1]) and tags[-1][0] in "njlivz"
        )
    is_past = last.lower() != words[-1] and last.lower().endswith("ed")
    return not is_past and not any(word.endswith("ly") or not word[0].isalpha() or _is_verb(word) for word in words)


def _is_verb(word: str) -> bool:
    known = word_class(word)
    return known.supersense.startswith("verb") and not known.hypernym


@lru_cache(1 << 16)
def _tag(word: str) -> str:
    """The part of speech that the dictionary gives a word."""
    return Segmenter().tagger()(word)[0][1]


def _join(words: list[str]) -> str:
    return ("" if all(HAN.match(word) for word in words) else " ").join(words)


class _Piece(NamedTuple):
    lemma: str
    kind: str
    start: int
    end: int


def _runs(text: str, pieces: list[_Piece], unlisted: Sequence[tuple[int, int]] = ()) -> list[list[_Piece]]:
    """Content terms that follow one another in the text; what nobody lists is one, as `plain` writes it."""
    runs: list[list[_Piece]] = [[]]
    reached, whole = 0, deque(unlisted)
    for piece in _with_coinages(pieces):
        if whole and whole[0][0] < piece.end:
            first, reached = whole.popleft()
            runs[-1].append(_Piece(plain(text[first:reached]), "term", first, reached))
        if piece.start < reached:
            continue
        if runs[-1] and not _follows(text[runs[-1][-1].end : piece.start], piece):
            runs.append([])
        if _is_content(piece):
            runs[-1].append(piece)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _with_coinages(pieces: list[_Piece]) -> list[_Piece]:
    """Words that the dictionary cuts in pieces, 带|量|采购, are put together: what comes again and again, between ever other words, around
    a single character that hardly stands elsewhere in the document."""
    alone = Counter(piece.lemma for piece in pieces if len(piece.lemma) == 1)
    found: dict[str, _Spans] = defaultdict(list)
    for first, end in _chains(pieces):
        found[_name(pieces[first:end])].append((first, end))
    whole = [
        span
        for spans in found.values()
        if len(spans) >= _AGAIN
        and all(len(spans) >= _MOSTLY * alone[piece.lemma] for piece in pieces[slice(*spans[0])])
        and _is_free(pieces, spans)
        for span in spans
    ]
    made, reached = [], 0
    for first, end in sorted(whole, key=lambda span: (span[0], -span[1])):
        if first >= reached:
            own = pieces[first:end]
            made += [*pieces[reached:first], _Piece(_name(own), "compound", own[0].start, own[-1].end)]
            reached = end
    return made + pieces[reached:]


def _name(pieces: list[_Piece]) -> str:
    return "".join(piece.lemma for piece in pieces)


def _chains(pieces: list[_Piece]) -> Iterator[tuple[int, int]]:
    """Where words follow one another, single characters and others among them."""
    part = [_may_be_part(piece) for piece in pieces]
    single = [len(piece.lemma) == 1 for piece in pieces]
    for first in compress(range(len(pieces)), part):
        for end in range(first + 2, min(first + _LONGEST, len(pieces)) + 1):
            if not part[end - 1] or pieces[end - 2].end != pieces[end - 1].start:
                break
            if len(set(single[first:end])) == 2:
                yield first, end


def _is_free(pieces: list[_Piece], spans: _Spans) -> bool:
    """Is no word beside most of the spans?"""
    beside = (
        [pieces[first - 1] for first, _ in spans if first],
        [pieces[end] for _, end in spans if end < len(pieces)],
    )
    words = (Counter(piece.lemma for piece in side if _is_word(piece)) for side in beside)
    return all(max(side.values(), default=0) <= _MOSTLY * len(spans) for side in words)


def _may_be_part(piece: _Piece) -> bool:
    return _is_word(piece) and piece.lemma not in stop_words(*LISTS) and bool(HAN.fullmatch(piece.lemma))


def _is_word(piece: _Piece) -> bool:
    return piece.kind == "word"


def _follows(between: str, piece: _Piece) -> bool:
    """Words of one phrase have nothing between them: English ones a space or a line break."""
    return not between or (len(between) == 1 and between.isspace() and not HAN.match(piece.lemma))


def _is_content(piece: _Piece) -> bool:
    return piece.kind in ("term", "compound") or (piece.kind == "word" and _says_something(piece.lemma))


@lru_cache(1 << 16)
def _says_something(word: str) -> bool:
    """No stop word, no single character, and no number: 两家, 十个月, 七月."""
    if len(word) == 1 or word.isdigit() or word.lower() in stop_words(*LISTS):
        return False
    tag = _tag(word)
    return word not in EN_NUMERALS and tag[0] != "m" and not (tag == "t" and begins_with_numeral(word))


def _scores(document: _Document, method: str, found_in: Counter[str], documents: int) -> dict[str, float]:
    """How much there is of each phrase, by count, place in the graph or both, times how rare it is in the background."""
    ranks = {} if method == "tfidf" else _textrank(document.runs)

    def much(phrase: str) -> float:
        frequency = _frequency(phrase, document)
        if method == "tfidf":
            return frequency
        rank = _rank(phrase, document, ranks)
        return rank if method == "textrank" else math.sqrt(frequency * rank)

    def rarity(phrase: str) -> float:
        return 1.0 if method == "textrank" else math.log((1 + documents) / (0.5 + found_in[phrase]))

    return _scaled({phrase: much(phrase) * rarity(phrase) * _weight(phrase, document) for phrase in document.counts})


def _weight(phrase: str, document: _Document) -> float:
    return _WEIGHTS[document.kinds[phrase]] * (_TITLE_WEIGHT if phrase in document.titled else 1.0)


def _frequency(phrase: str, document: _Document) -> float:
    """How often; a compound also counts where its words stand alone, most being written out once, but no more than doubly.

    The harmonic mean of its own count and that of its words.
    """
    words = document.parts.get(phrase)
    if not words:
        return document.counts[phrase]
    alone = sum(document.counts[word] for word in words) / len(words)
    return 2 / (1 / document.counts[phrase] + 1 / alone)


def _rank(phrase: str, document: _Document, ranks: dict[str, float]) -> float:
    """A compound ranks with the mean of its words, for as often as it counts."""
    words = document.parts.get(phrase)
    if not words:
        return ranks[phrase]
    each = sum(ranks[word] / document.counts[word] for word in words) / len(words)
    return each * _frequency(phrase, document)


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
    """The best phrases, of those that overlap the best, and few that share a word."""
    kept: list[tuple[str, float]] = []
    told: Counter[str] = Counter()
    for phrase, score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        words = document.words(phrase)
        if all(told[word] < _SHARED for word in words) and not any(_is_told(phrase, by, document) for by, _ in kept):
            kept.append((phrase, score))
            told.update(words)
        if len(kept) == top:
            break
    return kept


def _is_told(phrase: str, by: str, document: _Document) -> bool:
    """Is a phrase in a better one, is the better one mostly in it, or do both mostly stand in a longer one with what they share?"""
    counts = document.counts
    if _within(phrase, by) or (_within(by, phrase) and counts[phrase] >= _MOSTLY * counts[by]):
        return True
    least = _MOSTLY * min(counts[phrase], counts[by])
    return any(
        counts[_join([*first, *second[shared:]])] >= least
        for first, second in (map(document.words, pair) for pair in ((phrase, by), (by, phrase)))
        for shared in range(1, min(len(first), len(second)))
        if first[-shared:] == second[:shared]
    )


def _within(part: str, whole: str) -> bool:
    return part in whole if HAN.match(part) else f" {part} " in f" {whole} "
