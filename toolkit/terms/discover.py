"""New phrases that the lexicon lacks.

Chinese candidates are strings of characters: words of the dictionary do not help where the point is what no dictionary has. A string
is a phrase if its parts hold together (pointwise mutual information) and its neighbours vary (branching entropy, both sides):
Jin and Tanaka-Ishii 2006, Luo and Sun 2003. English ones are runs of content words that occur more often together than by chance.
Either is a formulation the likelier, the more often writers set it apart; and a sentence says it once, however often it is copied.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from itertools import compress

import pandas as pd

from toolkit.reading.dates import as_dates
from toolkit.reading.parts import refuse_twice
from toolkit.tables import require, whole_numbers
from toolkit.terms.forms import plain
from toolkit.terms.lexicon import Lexicon, lexicon_for
from toolkit.terms.match import matcher
from toolkit.terms.numeric import begins_with_numeral, is_whole, may_be_formulation, unlisted
from toolkit.terms.wordnet import word_class
from toolkit.text.english import lemma
from toolkit.text.fold import fold, shadow
from toolkit.text.language import HAN
from toolkit.text.segment import Segmenter
from toolkit.text.stop import LISTS, stop_words

_LONGEST = 12  # characters of a Chinese candidate
_SHORTEST = 4  # a shorter one is a word of the dictionary or a name,
_SHORTEST_QUOTED = 3  # unless writers put it in quotation marks
_LONGEST_EN = 5  # words of an English candidate
_LEAST_PMI = 3.0  # bits, at the weakest joint of a candidate
_LEAST_PMI_EN = 2.0  # bits, for each joint of an English one: words are fewer than strings of characters
_LEAST_ENTROPY = 1.0  # bits, of the neighbours on the poorer side
_LICENSED = 20.0  # bits²: stands for pmi × entropy, those of a good phrase, where the grammar finds a numeric one
_NUMERIC = 1.5  # a numeric candidate's score is raised by this factor
_WITHIN = 0.8  # a string that is nearly always inside one longer candidate is a part of it
_EXAMPLE = 40  # characters on either side
_LISTED = "\0"  # stands for each character of a listed form: nothing is found in one, and all are the same neighbour
_SENTENCE = re.compile(r"(?:[^。！？；;!?\n.]|\.(?!\s))+")
_DIGITS = re.compile(r"\d+")
_COMMA = "、"  # of enumerations, and inside phrases: 勇于变革、勇于创新
_RUN = re.compile(rf"{HAN.pattern}(?:{_COMMA}{HAN.pattern})*")
_EN_PIECE = rf"(?:{_LISTED}+|[A-Za-z0-9]+(?:[-'’.,][A-Za-z0-9]+)*)"  # a word, a figure or a listed form
_EN_RUN = re.compile(f"{_EN_PIECE}(?: {_EN_PIECE})+")
_OPENING, _CLOSING = "“‘「『", "”’」』"
_TITLE = "《》"  # what always stands between these names a paper
_QUOTES = frozenset('“”‘’「」『』"')
# Characters that neither begin nor end a phrase: particles, pronouns, conjunctions, common verbs of saying and being.
_NO_EDGE = frozenset(
    "的了着过和与及或而且但并也都就还又在于是为有以被把对向从到由将会要能可不这那其该此各每某我你他她它们所之者等个上下中内外里年月日、"
)


def new_phrases(
    docs: pd.DataFrame, *, lexicon: Lexicon | None = None, min_count: int = 3, min_docs: int = 2, top: int = 100
) -> pd.DataFrame:
    """Candidate formulations that the lexicon lacks.

    In: docs (doc_id, lang, text; date for the first date). A candidate stands in at least `min_count` different sentences (copies are
    one) and `min_docs` documents. A Chinese one has 4 to 12 characters, or 3 where writers put it in quotation marks (others of 3
    cannot be told from words and names); an English one has 2 to 5 words. Names of persons are none.
    Out: the best `top` ones: phrase, lang, n and docs (all places outside listed formulations), score, pmi (bits: how much more
    often the two halves of its weakest joint occur together than by chance), entropy (bits: of the neighbours on its poorer side;
    marks, and in English function words, are another neighbour each time, listed formulations always the same), numeric (bool), cues
    (for numeric ones that the grammar also finds), first (date of the first document that has it), example.
    Score: log2(1 + sentences) × pmi × entropy × the root of (1 + sentences where marks set it apart on both sides) / (2 + sentences),
    numeric ones × 1.5. One that the numeric grammar finds needs no more than that: log2(1 + n) × its probability × 30.
    Raises ValueError if a column is missing, a doc_id stands twice, or a number is no whole one from 1.

    >>> import toolkit as tk
    >>> docs = tk.from_texts(["推进云渡清风行动。", "深化云渡清风行动，", "开展云渡清风行动！"])
    >>> tk.new_phrases(docs)[["phrase", "n", "docs"]].values.tolist()
    [['云渡清风行动', 3, 3]]
    """
    require(docs, ["doc_id", "lang", "text"], "new_phrases(docs)")
    refuse_twice(docs)
    whole_numbers(min_count=min_count, min_docs=min_docs, top=top)
    matched = zip(docs["text"], matcher(lexicon_for(None, lexicon))(docs["text"].tolist()), strict=True)
    texts = [_Text(fold(text), [(match.start, match.end) for match in matches]) for text, matches in matched]
    sentences = _sentences(texts)
    rows = [*_chinese(sentences, min_count, min_docs), *_english(sentences, min_count, min_docs)]
    rows = _with_numeric(rows, texts, min_count, min_docs)
    best = sorted(rows, key=lambda row: (-row.score, row.phrase))[:top]
    table = pd.DataFrame(
        [_described(row, row.places or _places(row.phrase, row.lang, texts), docs) for row in best],
        columns=["phrase", "lang", "n", "docs", "score", "pmi", "entropy", "numeric", "cues", "first", "example"],
    ).astype({"phrase": "str", "lang": "str", "n": int, "docs": int, "numeric": bool, "cues": "str", "example": "str"})
    table["first"] = pd.to_datetime(table["first"])
    return table


class _Text:
    """A folded text, where its listed formulations stand, and the text without them (`seen`: whatever its case and line breaks)."""

    def __init__(self, folded: str, known: list[tuple[int, int]]) -> None:
        self.folded, self.known = folded, known
        characters = list(folded)
        for start, end in known:
            characters[start:end] = _LISTED * (end - start)
        self.unlisted = "".join(characters)

    @cached_property
    def seen(self) -> str:
        return shadow(self.unlisted)


_Place = tuple[int, int, int]  # the number of the text, start, end


@dataclass
class _Row:
    phrase: str
    lang: str
    score: float
    pmi: float = math.nan
    entropy: float = math.nan
    numeric: bool = False
    cues: tuple[str, ...] = ()
    n: int = 0  # sentences
    places: list[_Place] = field(default_factory=list)  # of a numeric one


_Sentence = tuple[str, set[int]]  # and the documents it stands in


def _sentences(texts: list[_Text]) -> list[_Sentence]:
    """Each sentence once, whatever its figures."""
    found: dict[str, _Sentence] = {}
    for place, text in enumerate(texts):
        for sentence in _SENTENCE.findall(text.unlisted):
            found.setdefault(_DIGITS.sub("0", sentence.strip()), (sentence, set()))[1].add(place)
    return list(found.values())


@dataclass
class _Seen:
    """What is known of a candidate: in how many sentences, in which documents, its neighbours, how often it is set apart and quoted."""

    n: int = 0
    sentence: str = ""  # the last
    docs: set[int] = field(default_factory=set)
    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)
    apart: int = 0
    quoted: int = 0

    def add(self, sentence: _Sentence, before: str, after: str, *, apart: bool, quoted: bool = False) -> None:
        """One more sentence; what is no neighbour ("") is another one each time, as free as it gets."""
        text, docs = sentence
        if text is self.sentence:
            return
        self.sentence = text
        self.n += 1
        self.docs |= docs
        self.before[before or f"^{self.n}"] += 1
        self.after[after or f"${self.n}"] += 1
        self.apart += apart
        self.quoted += quoted

    def row(self, phrase: str, lang: str, pmi: float) -> _Row:
        entropy, numeric = _entropy(self), _is_numeric(phrase)
        score = math.log2(1 + self.n) * pmi * entropy * math.sqrt((self.apart + 1) / (self.n + 2))
        return _Row(phrase, lang, round(score * (_NUMERIC if numeric else 1), 2), pmi, entropy, numeric, n=self.n)


def _chinese(sentences: list[_Sentence], min_count: int, min_docs: int) -> list[_Row]:
    """Strings of characters by PMI at their weakest joint and branching entropy, substrings of one longer phrase left out."""
    runs = [
        (sentence, run.start(), run[0])
        for sentence in sentences
        for run in _RUN.finditer(sentence[0])
        if len(run[0]) > 1
    ]
    total = sum(len(run) for _, _, run in runs) or 1
    counts = _frequent([run for _, _, run in runs], min_count)
    candidates = (gram for gram in counts if len(gram) >= _SHORTEST_QUOTED)
    hopeful = {
        gram: pmi
        for gram in candidates
        if _edges(gram) and (pmi := _pmi(gram, counts, total)) >= min(_LEAST_PMI, _most(counts[gram], total))
    }
    rows = [
        seen.row(gram, "zh", hopeful[gram])
        for gram, seen in _neighbours(runs, counts, hopeful).items()
        if seen.n >= min_count
        and len(seen.docs) >= min_docs
        and _entropy(seen) >= _LEAST_ENTROPY
        and (len(gram) >= _SHORTEST or seen.quoted)
        and _on_words(gram)
    ]
    return _without_parts(rows, list, "", _SHORTEST_QUOTED)


def _frequent(runs: list[str], min_count: int) -> dict[str, int]:
    """How often each string occurs that is frequent enough.

    Counted length by length: a string can only be frequent if its beginning and its end are, so that rare ones are never counted.
    """
    counts = {character: n for character, n in Counter("".join(runs)).items() if n >= min_count}
    starts = [(run, list(range(len(run) - 1))) for run in runs]
    for length in range(2, _LONGEST + 1):
        found = Counter(run[i : i + length] for run, own in starts for i in own)
        counts |= {gram: n for gram, n in found.items() if n >= min_count}
        whole = ((run, {i for i in own if run[i : i + length] in counts}) for run, own in starts)
        starts = [(run, [i for i in own if i + 1 in own]) for run, own in whole if len(own) > 1]
    return counts


def _edges(gram: str) -> bool:
    return (
        gram[0] not in _NO_EDGE
        and gram[-1] not in _NO_EDGE
        and all(len(part) >= _SHORTEST_QUOTED for part in gram.split(_COMMA))
    )


@cache
def _cut() -> Callable[[str], list[str]]:
    return Segmenter().cutter()


@cache
def _tagged() -> Callable[[str], list[tuple[str, str]]]:
    return Segmenter(hmm=True).tagger()


def _on_words(gram: str) -> bool:
    """More than one word, none at its ends an everyday one, 会议强调要, nor a person's name, 省长郑若川."""
    if begins_with_numeral(gram) and not may_be_formulation(gram):
        return False
    words = _cut()(gram)
    if len(words) == 1 or words[0] in stop_words(*LISTS) or words[-1] in stop_words(*LISTS):
        return False
    guessed, tag = _tagged()(gram)[-1]
    return not (tag == "nrt" or (tag == "nr" and guessed not in words and guessed != gram))


def _pmi(gram: str, counts: Mapping[str, int], total: int) -> float:
    """Pointwise mutual information at the weakest of the places where a string can be split."""
    whole = counts[gram] / total
    return min(
        (math.log2(whole / ((counts[gram[:i]] / total) * (counts[gram[i:]] / total))) for i in range(1, len(gram)) if gram[:i] in counts and gram[i:] in counts),
        default=0.0,
    )  # fmt: skip


def _most(n: int, total: int) -> float:
    """Nearly the bits of what never occurs in parts: in a few sentences that is not much."""
    return 0.9 * math.log2(total / n)


def _neighbours(
    runs: list[tuple[_Sentence, int, str]], counts: Mapping[str, int], hopeful: Mapping[str, float]
) -> dict[str, _Seen]:
    seen: dict[str, _Seen] = defaultdict(_Seen)
    for sentence, at, run in runs:
        text = sentence[0]
        for i in range(len(run)):
            if run[i] in _NO_EDGE:
                continue
            start, before = at + i, _before(text, at + i)
            for length in range(_SHORTEST_QUOTED, min(_LONGEST, len(run) - i) + 1):
                gram = run[i : i + length]
                if gram not in counts:
                    break
                if gram in hopeful:
                    after = _after(text, start + length)
                    apart = before[:1] + after[:1] in ("", _COMMA)
                    seen[gram].add(sentence, before, after, apart=apart, quoted=_is_quoted(text, start, start + length))
    return seen


def _is_quoted(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start] in _QUOTES and text[end : end + 1] in _QUOTES


def _before(sentence: str, start: int) -> str:
    """What a phrase goes on from: nothing after a mark, but what precedes a closing quotation mark or the comma of a list."""
    while start and sentence[start - 1] in _CLOSING:
        start -= 1
    return _neighbour(sentence[max(0, start - 2) : start][::-1])


def _after(sentence: str, end: int) -> str:
    """What a phrase goes on with: nothing before a mark, but what follows an opening quotation mark or the comma of a list."""
    while sentence[end : end + 1] and sentence[end] in _OPENING:
        end += 1
    return _neighbour(sentence[end : end + 2])


def _neighbour(nearest: str) -> str:
    if nearest[:1] == _COMMA:
        return nearest if nearest[1:] != _LISTED else ""
    return _beside(nearest[:1]) if nearest[:1].isalnum() or nearest[:1] in (_LISTED, *_TITLE) else ""


def _beside(piece: str) -> str:
    """All figures, as all listed forms, are one and the same neighbour."""
    return "0" if piece.isdigit() else piece


def _entropy(seen: _Seen) -> float:
    return min(map(_bits, (seen.before, seen.after)))


def _bits(counts: Counter[str]) -> float:
    total = counts.total()
    return math.log2(total) - sum(n * math.log2(n) for n in counts.values() if n > 1) / total


def _is_numeric(phrase: str) -> bool:
    """Does it begin with a numeral that counts no unit or thing?"""
    return may_be_formulation(phrase) if begins_with_numeral(phrase) else False


def _without_parts(rows: list[_Row], pieces: Callable[[str], Sequence[str]], between: str, shortest: int) -> list[_Row]:
    """Leave out what is nearly always a part of one longer candidate."""
    longer: dict[str, int] = defaultdict(int)
    for row in rows:
        whole = pieces(row.phrase)
        for length in range(shortest, len(whole)):
            for i in range(len(whole) - length + 1):
                part = between.join(whole[i : i + length])
                longer[part] = max(longer[part], row.n)
    return [row for row in rows if longer[between.join(pieces(row.phrase))] < _WITHIN * row.n]


def _english(sentences: list[_Sentence], min_count: int, min_docs: int) -> list[_Row]:
    """Runs of words that begin and end with a content word, by PMI at each joint, and entropy of the content words beside them."""
    runs = [(sentence, run.split(" ")) for sentence in sentences for run in _EN_RUN.findall(sentence[0])]
    words: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for _, pieces in runs:
        words.update(map(str.lower, filter(_is_word, pieces)))
        counts.update(gram for gram, _, _ in _grams(pieces))
    total = sum(words.values()) or 1

    def pmi(gram: str) -> float:
        parts = gram.split()
        expected = math.prod(words[word] / total for word in parts)
        return math.log2(counts[gram] / total / expected) / (len(parts) - 1)

    hopeful = {
        gram: bits
        for gram, n in counts.items()
        if n >= min_count and (bits := pmi(gram)) >= min(_LEAST_PMI_EN, _most(n, total))
    }
    seen: dict[str, _Seen] = defaultdict(_Seen)
    shown: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence, pieces in runs:
        for gram, first, end in _grams(pieces):
            if gram in hopeful:
                before, after = (_neighbour_en(side[0]) if side else "" for side in (pieces[:first][-1:], pieces[end:]))
                seen[gram].add(sentence, before, after, apart=end - first == len(pieces))
                shown[gram][" ".join(pieces[first:end])] += 1
    rows = [
        found.row(phrase, "en", hopeful[gram])
        for gram, found in seen.items()
        if found.n >= min_count and len(found.docs) >= min_docs and _entropy(found) >= _LEAST_ENTROPY
        and not _is_name(phrase := min(shown[gram].items(), key=lambda item: (-item[1], item[0]))[0])
        and (phrase[0].isdigit() or not begins_with_numeral(phrase) or may_be_formulation(phrase))  # 14th is no count
    ]  # fmt: skip
    return _without_parts(rows, lambda phrase: phrase.lower().split(), " ", 2)


def _grams(pieces: list[str]) -> Iterator[tuple[str, int, int]]:
    """Words that follow one another and begin and end with a content word, in small letters; where they begin and end."""
    content = list(map(_is_content, pieces))
    for first in compress(range(len(pieces)), content):
        for end in range(first + 2, min(first + _LONGEST_EN, len(pieces)) + 1):
            if content[end - 1]:
                yield " ".join(pieces[first:end]).lower(), first, end
            elif not _is_word(pieces[end - 1]):
                break


@lru_cache(1 << 16)
def _is_content(piece: str) -> bool:
    return _is_word(piece) and lemma(piece.lower()) not in stop_words(*LISTS)


@lru_cache(1 << 16)
def _is_word(piece: str) -> bool:
    return any(map(str.isalpha, piece))


def _neighbour_en(piece: str) -> str:
    """A content word, a figure or a listed form; a function word is as free as a mark."""
    if piece[0] == _LISTED:
        return _LISTED
    return _beside(piece.lower()) if _is_content(piece) or not _is_word(piece) else ""


def _is_name(phrase: str) -> bool:
    """Is it in capitals and ends with no word that a dictionary has: Zhou Wenhai?"""
    words = phrase.split()
    return all(word[0].isupper() for word in words) and not word_class(words[-1].lower()).supersense


def _with_numeric(rows: list[_Row], texts: list[_Text], min_count: int, min_docs: int) -> list[_Row]:
    """Numeric formulations by grammar: added, or their cues noted where the statistics found them, too."""
    found: dict[str, _Row] = {}
    for place, text in enumerate(texts):
        for candidate in unlisted(text.folded, text.known):
            phrase = text.folded[candidate.start : candidate.end]
            row = found.setdefault(plain(phrase), _Row(phrase, candidate.lang, 0.0, numeric=True))
            row.cues = tuple(dict.fromkeys((*row.cues, *candidate.cues)))
            row.score += candidate.score
            row.places.append((place, candidate.start, candidate.end))
    kept = {}
    for key, row in found.items():
        sure = row.score / len(row.places)
        if len(row.phrase) >= _SHORTEST:  # a shorter one may be anything where the grammar does not find it
            surfaces = {texts[place].folded[start:end] for place, start, end in row.places}
            row.places = sorted({place for surface in surfaces for place in _places(surface, row.lang, texts)})
        if len(row.places) >= min_count and len({place for place, _, _ in row.places}) >= min_docs:
            row.score = round(math.log2(1 + len(row.places)) * sure * _LICENSED * _NUMERIC, 2)
            kept[key] = row
    others = []
    for row in rows:
        key = plain(row.phrase)
        if key in kept:
            kept[key] = replace(kept[key], score=max(row.score, kept[key].score), pmi=row.pmi, entropy=row.entropy)
        elif not any(key in other or other in key for other in kept):
            others.append(row)
    return [*kept.values(), *others]


def _places(phrase: str, lang: str, texts: list[_Text]) -> list[_Place]:
    """Wherever a phrase stands outside listed formulations, as whole words and numerals."""
    sought, numeral = shadow(phrase), begins_with_numeral(phrase)
    found = []
    for place, text in enumerate(texts):
        start = text.seen.find(sought)
        while start >= 0:
            end = start + len(sought)
            if is_whole(text.seen, start, end, lang) or (lang == "zh" and not numeral):
                found.append((place, start, end))
            start = text.seen.find(sought, end)
    return found


def _described(row: _Row, places: list[_Place], docs: pd.DataFrame) -> tuple:
    having = sorted({place for place, _, _ in places})
    first = as_dates(docs["date"].iloc[having]).min() if "date" in docs else pd.NaT
    place, start, end = places[0]
    example = docs["text"].iloc[place][max(0, start - _EXAMPLE) : end + _EXAMPLE]
    return (row.phrase, row.lang, len(places), len(having), row.score, row.pmi, row.entropy, row.numeric, " | ".join(row.cues),
            first, re.sub(r"\s+", " ", example).strip())  # fmt: skip
