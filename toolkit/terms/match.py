"""Find listed formulations: one pass over the text for all of them, however many there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import pandas as pd
from ahocorasick_rs import AhoCorasick, Implementation

from toolkit.tables import metadata, require
from toolkit.terms.lexicon import SEPARATOR, Lexicon
from toolkit.text.fold import shadow
from toolkit.text.language import HAN
from toolkit.text.sentences import sentence_of, sentence_spans

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789").union(map(chr, range(0xDF, 0x250)))  # of Latin words
_NUMERALS = frozenset("0123456789一二两三四五六七八九十百千万")  # what a numeric formulation begins with …
_COUNT_ON = frozenset("第十百千万零〇")  # … and what makes it part of an ordinal or a larger number: 十三个规定
_TENS = re.compile(r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|hundred and) $")

_ZH_DIGITS = dict(zip("一二两三四五六七八九十", (1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10), strict=True))
_ZH_COUNTED = re.compile("([二两三四五六七八九十])([个项大条种类点张篇字级])")  # 三个规定, not 三农: nobody writes 3农
_EN_DIGITS = {
    word: number
    for number, word in enumerate(
        ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], start=2
    )
}

HIT_COLUMNS = [
    "doc_id",
    "sent",
    "start",
    "end",
    "surface",
    "lang",
    "concept",
    "listed",
    "members",
    "position",
]


class Match(NamedTuple):
    """A listed form found: where, for which concept, and in which language."""

    start: int
    end: int
    concept: str
    lang: str


@dataclass(frozen=True)
class _Form:
    concept: str
    lang: str


def find_terms(docs: pd.DataFrame, lexicon: Lexicon | None = None) -> pd.DataFrame:
    """Find formulations in documents, each under its concept whatever the language and spelling.

    In: docs (doc_id, lang, text); a lexicon, `Lexicon.default()` unless given. Out: one row per hit, in the order of
    the text: doc_id, sent, start, end (characters: `text[start:end] == surface`), surface, lang (of the formulation),
    concept, listed, members (in that language, joined by " | "), position (0 to 1: how far into the document), then the
    documents' metadata. Traditional characters, full width, case and hyphens make no difference; an English form is
    only found as whole words; of overlapping forms the leftmost, then the longest counts. Raises ValueError if a column
    is missing.

    >>> import toolkit as tk
    >>> hits = tk.find_terms(tk.from_texts(["堅決做到「兩個維護」。", "Report on the THREE REGULATIONS"]))
    >>> hits[["surface", "concept", "start"]].values.tolist()
    [['兩個維護', '两个维护', 5], ['THREE REGULATIONS', '三个规定', 14]]
    """
    require(docs, ["doc_id", "lang", "text"], "find_terms(docs)")
    lexicon = Lexicon.default() if lexicon is None else lexicon
    find = matcher(lexicon)
    rows, places = [], []
    for place, (doc_id, lang, text) in enumerate(zip(docs["doc_id"], docs["lang"], docs["text"], strict=True)):
        matches = find(text)
        starts = [start for start, _ in sentence_spans(text, lang)] if matches else []
        for match in matches:
            rows.append(
                (
                    doc_id, sentence_of(starts, match.start), match.start, match.end, text[match.start : match.end],
                    match.lang, match.concept, True, _members(lexicon, match), match.start / len(text),
                )
            )  # fmt: skip
            places.append(place)
    hits = pd.DataFrame(rows, columns=HIT_COLUMNS).astype(
        {"doc_id": "str", "sent": int, "start": int, "end": int, "surface": "str", "lang": "str", "concept": "str",
         "listed": bool, "members": "str", "position": float}
    )  # fmt: skip
    described = metadata(docs, without=["doc_id", "lang"]).iloc[places].reset_index(drop=True)
    return pd.concat([hits, described.drop(columns=[c for c in described if c in HIT_COLUMNS])], axis=1)


@cache
def matcher(lexicon: Lexicon) -> Callable[[str], list[Match]]:
    """A function from a text to its matches, for a lexicon; the automaton behind it is built once."""
    forms = _forms(lexicon)
    if not forms:
        return lambda text: []
    automaton = AhoCorasick(list(forms), implementation=Implementation.DFA)  # twice as fast as the default
    table = list(forms.values())

    def find(text: str) -> list[Match]:
        seen = shadow(text)
        found = automaton.find_matches_as_indexes(seen, overlapping=True)
        return list(_leftmost_longest(seen, found, table)) if found else []

    return find


def _forms(lexicon: Lexicon) -> dict[str, _Form]:
    """Every surface form as it looks in a shadow, its numeral also in Arabic digits."""
    return {
        spelling: _Form(term.concept, "zh" if HAN.search(form) else "en")
        for term in lexicon
        for form in (*term.zh, *term.en)
        for spelling in _spellings(shadow(form))
    }


def _spellings(form: str) -> Iterator[str]:
    """三个规定, 3个规定, 3 个规定; three regulations, 3 regulations."""
    yield form
    counted = _ZH_COUNTED.match(form)
    if counted:
        digits = f"{_ZH_DIGITS[counted[1]]}"
        yield digits + form[1:]
        yield f"{digits} {form[1:]}"
    first, _, rest = form.partition(" ")
    if first in _EN_DIGITS:
        yield f"{_EN_DIGITS[first]} {rest}"


def _leftmost_longest(seen: str, found: list[tuple[int, int, int]], table: list[_Form]) -> Iterator[Match]:
    """Of overlapping matches the one that begins first, then the longest.

    All matches are looked at, not only the automaton's longest: that one may end inside a word.
    """
    reached = 0
    for start, _, end, form in sorted((start, -end, end, form) for form, start, end in found):
        if start >= reached and _is_whole(seen, start, end):
            reached = end
            yield Match(start, end, table[form].concept, table[form].lang)


def _is_whole(seen: str, start: int, end: int) -> bool:
    """Does a Latin form begin and end a word there, and is a numeral the whole of its number?"""
    if start:
        before, first = seen[start - 1], seen[start]
        if (before in _LETTERS and first in _LETTERS) or (before in _COUNT_ON and first in _NUMERALS):
            return False
        if before == " " and _TENS.search(seen, max(0, start - 12), start):
            return False
    return not (end < len(seen) and seen[end - 1] in _LETTERS and seen[end] in _LETTERS)


def _members(lexicon: Lexicon, match: Match) -> str:
    """The members, where the concept has but one sense: with several, which list it is depends on the time."""
    senses = lexicon.senses(match.concept)
    if len(senses) != 1:
        return ""
    return SEPARATOR.join(senses[0].members_zh if match.lang == "zh" else senses[0].members_en)
