"""New phrases that the lexicon lacks, and the phrases that a document is about.

Chinese candidates are strings of characters: words of the dictionary do not help where the point is what no dictionary has. A string
is a phrase if its parts hold together (pointwise mutual information) and its neighbours vary (branching entropy, both sides):
Jin and Tanaka-Ishii 2006, Luo and Sun 2003. English ones are runs of content words that occur more often together than by chance.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pandas as pd

from toolkit.tables import require
from toolkit.terms.forms import plain
from toolkit.terms.lexicon import Lexicon, lexicon_for
from toolkit.terms.match import matcher
from toolkit.terms.numeric import begins_with_numeral, may_be_formulation, unlisted
from toolkit.text.fold import fold
from toolkit.text.language import HAN
from toolkit.text.segment import Segmenter
from toolkit.text.stop import stop_words

_LONGEST = 12  # characters of a Chinese candidate
_SHORTEST = 4  # a shorter one is a word of the dictionary or a name
_LONGEST_EN = 5  # words of an English candidate
_LEAST_PMI = 3.0  # bits, at the weakest joint of a candidate
_LEAST_PMI_EN = 2.0  # bits, for each joint of an English one: words are fewer than strings of characters
_LEAST_ENTROPY = 1.0  # bits, of the neighbours on the poorer side
_NUMERIC = 1.5  # a numeric candidate's score is raised by this factor
_WITHIN = 0.8  # a string that is nearly always inside one longer candidate is a part of it
_EXAMPLE = 40  # characters on either side
_RUN = re.compile(HAN.pattern)
_EN_RUN = re.compile(r"[A-Za-z][A-Za-z'’-]*(?: [A-Za-z][A-Za-z'’-]*)+")
# Characters that neither begin nor end a phrase: particles, pronouns, conjunctions, common verbs of saying and being.
_NO_EDGE = frozenset(
    "的了着过和与及或而且但并也都就还又在于是为有以被把对向从到由将会要能可不这那其该此各每某我你他她它们所之者等个上下中内外里年月日"
)


@dataclass
class _Seen:
    """What is known of a candidate: how often, in which documents, its neighbours, where first."""

    n: int = 0
    docs: set[int] = field(default_factory=set)
    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)
    first: tuple[int, int, int] | None = None


def new_phrases(
    docs: pd.DataFrame, *, lexicon: Lexicon | None = None, min_count: int = 3, min_docs: int = 2, top: int = 100
) -> pd.DataFrame:
    """Candidate formulations that the lexicon lacks.

    In: docs (doc_id, lang, text; date for the first date). A candidate occurs at least `min_count` times in at least `min_docs`
    documents. Out: the best `top` ones: phrase, lang, n, docs, score, pmi (bits: how much more often the two halves of its weakest
    joint occur together than by chance), entropy (bits: of the neighbours on its poorer side), numeric (bool), cues (for numeric
    ones that the grammar also finds), first (date of the first document that has it), example. Score: log2(1 + n) × pmi ×
    entropy, numeric ones × 1.5; a candidate found by the numeric grammar needs neither pmi nor entropy.
    Raises ValueError if a column is missing or a minimum is below 1.

    >>> import toolkit as tk
    >>> docs = tk.from_texts(["推进云渡清风行动。", "深化云渡清风行动，", "开展云渡清风行动！"])
    >>> tk.new_phrases(docs)[["phrase", "n", "docs"]].values.tolist()
    [['云渡清风行动', 3, 3]]
    """
    require(docs, ["doc_id", "lang", "text"], "new_phrases(docs)")
    if min_count < 1 or min_docs < 1:
        raise ValueError(f"min_count and min_docs are at least 1, not {min_count} and {min_docs}")
    lexicon = lexicon_for(None, lexicon)
    matched = zip(docs["text"], matcher(lexicon)(docs["text"].tolist()), strict=True)
    texts = [_Text(fold(text), [(match.start, match.end) for match in matches]) for text, matches in matched]
    rows = [*_chinese(texts, min_count, min_docs), *_english(texts, min_count, min_docs)]
    rows = _with_numeric(rows, texts, min_count, min_docs)
    table = pd.DataFrame(
        [
            (row.phrase, row.lang, row.seen.n, len(row.seen.docs), row.score, row.pmi, row.entropy, row.numeric, " | ".join(row.cues),
             _first_date(docs, row.seen.docs), _example(docs, row.seen.first))
            for row in rows
        ],
        columns=["phrase", "lang", "n", "docs", "score", "pmi", "entropy", "numeric", "cues", "first", "example"],
    ).astype({"phrase": "str", "lang": "str", "n": int, "docs": int, "numeric": bool, "cues": "str", "example": "str"})  # fmt: skip
    table["first"] = pd.to_datetime(table["first"])
    ordered = table.sort_values(["score", "n", "phrase"], ascending=[False, False, True], kind="stable")
    return ordered.head(top).reset_index(drop=True)


@dataclass(frozen=True)
class _Text:
    folded: str
    known: list[tuple[int, int]]

    def parts(self) -> Iterator[tuple[int, str]]:
        """What stands between listed formulations."""
        reached = 0
        for start, end in [*self.known, (len(self.folded), len(self.folded))]:
            if start > reached:
                yield reached, self.folded[reached:start]
            reached = max(reached, end)


@dataclass
class _Row:
    phrase: str
    lang: str
    seen: _Seen
    score: float
    pmi: float
    entropy: float
    numeric: bool
    cues: tuple[str, ...] = ()


def _chinese(texts: list[_Text], min_count: int, min_docs: int) -> list[_Row]:
    """Strings of characters by PMI at their weakest joint and branching entropy, substrings of one longer phrase left out.

    Counted length by length: a string can only be frequent if its beginning and its end are, so that rare ones are never counted.
    """
    runs = [
        (place, start + run.start(), run[0])
        for place, text in enumerate(texts)
        for start, part in text.parts()
        for run in _RUN.finditer(part)
    ]
    total = sum(len(run) for _, _, run in runs) or 1
    counts: dict[str, int] = Counter(character for _, _, run in runs for character in run)
    frequent = {gram for gram, n in counts.items() if n >= min_count}
    candidates: dict[str, int] = {}
    for length in range(2, _LONGEST + 1):
        found = Counter(
            run[i : i + length] for _, _, run in runs for i in range(len(run) - length + 1)
            if run[i : i + length - 1] in frequent and run[i + 1 : i + length] in frequent
        )  # fmt: skip
        frequent = {gram for gram, n in found.items() if n >= min_count}
        kept = {gram: n for gram, n in found.items() if n >= min_count}
        counts.update(kept)
        if length >= _SHORTEST:
            candidates.update(kept)
        if not frequent:
            break
    hopeful = {gram: pmi for gram in candidates if _edges(gram) and (pmi := _pmi(gram, counts, total)) >= _LEAST_PMI}
    seen = _neighbours(runs, hopeful)
    rows = [
        _Row(
            gram,
            "zh",
            seen[gram],
            _score(seen[gram].n, pmi, entropy, _is_numeric(gram)),
            pmi,
            entropy,
            _is_numeric(gram),
        )
        for gram, pmi in hopeful.items()
        if len(seen[gram].docs) >= min_docs and (entropy := _entropy(seen[gram])) >= _LEAST_ENTROPY and _on_words(gram)
    ]
    return _without_parts(rows)


def _edges(gram: str) -> bool:
    return gram[0] not in _NO_EDGE and gram[-1] not in _NO_EDGE


@cache
def _cut() -> Callable[[str], list[str]]:
    return Segmenter().cutter()


def _on_words(gram: str) -> bool:
    """More than one word, and no two that both begin and end as everyday ones: 会议强调要 is no phrase."""
    if begins_with_numeral(gram) and not may_be_formulation(gram):
        return False
    words = _cut()(gram)
    stops = stop_words("zh") | stop_words("officialese")
    return not (words[0] in stops or words[-1] in stops) and len(words) > 1


def _pmi(gram: str, counts: Mapping[str, int], total: int) -> float:
    """Pointwise mutual information at the weakest of the places where a string can be split."""
    whole = counts[gram] / total
    return min(
        (math.log2(whole / ((counts[gram[:i]] / total) * (counts[gram[i:]] / total))) for i in range(1, len(gram)) if gram[:i] in counts and gram[i:] in counts),
        default=0.0,
    )  # fmt: skip


def _neighbours(runs: list[tuple[int, int, str]], hopeful: Mapping[str, float]) -> dict[str, _Seen]:
    seen: dict[str, _Seen] = defaultdict(_Seen)
    lengths = sorted({len(gram) for gram in hopeful})
    for place, at, run in runs:
        for i in range(len(run)):
            for length in lengths:
                gram = run[i : i + length]
                if len(gram) == length and gram in hopeful:
                    entry = seen[gram]
                    entry.n += 1
                    entry.docs.add(place)
                    # The edge of a run is a neighbour of its own kind each time: punctuation is as free as it gets.
                    entry.before[run[i - 1] if i else f"^{entry.n}"] += 1
                    entry.after[run[i + length] if i + length < len(run) else f"${entry.n}"] += 1
                    entry.first = entry.first or (place, at + i, at + i + length)
    return seen


def _entropy(seen: _Seen) -> float:
    return min(map(_bits, (seen.before, seen.after)))


def _bits(counts: Counter[str]) -> float:
    n = np.fromiter(counts.values(), float)
    share = n / n.sum()
    return float(-(share * np.log2(share)).sum())


def _score(n: int, pmi: float, entropy: float, numeric: bool) -> float:
    return round(math.log2(1 + n) * pmi * entropy * (_NUMERIC if numeric else 1.0), 2)


def _is_numeric(phrase: str) -> bool:
    """Does it begin with a numeral that counts no unit or thing?"""
    return may_be_formulation(phrase) if begins_with_numeral(phrase) else False


def _without_parts(rows: list[_Row]) -> list[_Row]:
    """Leave out what is nearly always a part of one longer candidate."""
    longer: dict[str, int] = defaultdict(int)
    for row in rows:
        for length in range(_SHORTEST, len(row.phrase)):
            for i in range(len(row.phrase) - length + 1):
                part = row.phrase[i : i + length]
                longer[part] = max(longer[part], row.seen.n)
    return [row for row in rows if longer[row.phrase] < _WITHIN * row.seen.n]


def _english(texts: list[_Text], min_count: int, min_docs: int) -> list[_Row]:
    """Runs of words that begin and end with a content word, by PMI at the weakest joint."""
    stops = stop_words("en") | {"also", "will", "shall", "must", "should"}
    seen: dict[tuple[str, ...], _Seen] = defaultdict(_Seen)
    words: Counter[tuple[str, ...]] = Counter()
    shown: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for place, text in enumerate(texts):
        for start, part in text.parts():
            for run in _EN_RUN.finditer(part):
                pieces = [(match.start(), match.end(), match[0]) for match in re.finditer(r"\S+", run[0])]
                lower = [piece[2].lower() for piece in pieces]
                words.update((word,) for word in lower)
                for i in range(len(pieces)):
                    for length in range(2, min(_LONGEST_EN, len(pieces) - i) + 1):
                        gram = tuple(lower[i : i + length])
                        if gram[0] in stops or gram[-1] in stops or gram[0] in _SAYING:
                            continue
                        entry = seen[gram]
                        entry.n += 1
                        entry.docs.add(place)
                        entry.before[lower[i - 1] if i else f"^{entry.n}"] += 1
                        entry.after[lower[i + length] if i + length < len(lower) else f"${entry.n}"] += 1
                        at = start + run.start()
                        entry.first = entry.first or (place, at + pieces[i][0], at + pieces[i + length - 1][1])
                        shown[gram][run[0][pieces[i][0] : pieces[i + length - 1][1]]] += 1
    total = sum(words.values()) or 1
    rows = []
    for gram, entry in seen.items():
        if entry.n < min_count or len(entry.docs) < min_docs:
            continue
        expected = math.prod(words[(word,)] / total for word in gram)
        pmi = math.log2(entry.n / total / expected) / (len(gram) - 1)
        entropy = _entropy(entry)
        phrase = min(shown[gram].items(), key=lambda item: (-item[1], item[0]))[0]
        if pmi >= _LEAST_PMI_EN and entropy >= _LEAST_ENTROPY:
            rows.append(
                _Row(
                    phrase,
                    "en",
                    entry,
                    _score(entry.n, pmi, entropy, _is_numeric(phrase)),
                    pmi,
                    entropy,
                    _is_numeric(phrase),
                )
            )
    return _without_parts_en(rows)


_SAYING = frozenset("meeting stressed pointed required emphasized conveyed noted held said".split())


def _without_parts_en(rows: list[_Row]) -> list[_Row]:
    longer: dict[str, int] = defaultdict(int)
    for row in rows:
        words = row.phrase.lower().split()
        for length in range(2, len(words)):
            for i in range(len(words) - length + 1):
                part = " ".join(words[i : i + length])
                longer[part] = max(longer[part], row.seen.n)
    return [row for row in rows if longer[row.phrase.lower()] < _WITHIN * row.seen.n]


def _with_numeric(rows: list[_Row], texts: list[_Text], min_count: int, min_docs: int) -> list[_Row]:
    """Numeric formulations by grammar: added, or their cues noted where the statistics found them, too."""
    found: dict[str, _Row] = {}
    for place, text in enumerate(texts):
        for candidate in unlisted(text.folded, text.known):
            phrase = text.folded[candidate.start : candidate.end]
            row = found.setdefault(
                plain(phrase), _Row(phrase, candidate.lang, _Seen(), 0.0, math.nan, math.nan, True, candidate.cues)
            )
            row.seen.n += 1
            row.seen.docs.add(place)
            row.seen.first = row.seen.first or (place, candidate.start, candidate.end)
            row.cues = tuple(dict.fromkeys((*row.cues, *candidate.cues)))
            row.score = max(row.score, candidate.score)
    kept = {key: row for key, row in found.items() if row.seen.n >= min_count and len(row.seen.docs) >= min_docs}
    for row in kept.values():
        row.score = round(math.log2(1 + row.seen.n) * row.score * 10 * _NUMERIC, 2)
    others = [row for row in rows if not any(key in plain(row.phrase) or plain(row.phrase) in key for key in kept)]
    return [*kept.values(), *others]


def _first_date(docs: pd.DataFrame, places: Iterable[int]) -> object:
    return pd.to_datetime(docs["date"].iloc[sorted(places)]).min() if "date" in docs else pd.NaT


def _example(docs: pd.DataFrame, first: tuple[int, int, int] | None) -> str:
    if first is None:
        return ""
    place, start, end = first
    text = docs["text"].iloc[place]
    return re.sub(r"\s+", " ", text[max(0, start - _EXAMPLE) : end + _EXAMPLE]).strip()
