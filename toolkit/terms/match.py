"""Find listed formulations: one pass over the text for all of them, however many there are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from toolkit.terms.cues import EN_HEADS, GOVERNED, HEADED, QUOTED, ZH_HEADS, cues
from toolkit.terms.forms import Compact, compact, en_numeral, latin_stretches, plains, spellings
from toolkit.terms.lexicon import Lexicon
from toolkit.terms.things import EN_THINGS, EN_UNCOUNTABLE
from toolkit.text.language import HAN
from toolkit.text.segment import Segmenter

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789").union(map(chr, range(0xDF, 0x250)))  # of Latin words
_NUMERALS = frozenset("0123456789一二两三四五六七八九十百千万")  # what a numeric formulation begins with …
_COUNT_ON = frozenset(
    "第十百千万零〇几0123456789"
)  # … and what makes it part of an ordinal or a larger number: 十三个规定
_TENS = re.compile(r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|hundred and|one of the) $")
_ZH_COUNT = re.compile("[一二两三四五六七八九十]+(?:个|大|项|条|种|类|张|步)")
_ZH_NUMERAL = re.compile("[一二两双三四五六七八九十]")
_EN_NUMBER = re.compile(rf"\b(?:{en_numeral()}) (?=[a-z])")
_NEXT_WORD = re.compile(" ([a-z]+)")
_WEDGE = re.compile(rf"\b((?:{en_numeral()}) )(?=[a-z])(?:[^ ]+ ){{1,2}}$")
_SHORT = 4  # characters: a longer Chinese form is hardly ever part of other words by chance
_AROUND = 5  # characters on either side that are cut into words to see whether a short form is whole
_COMPANY = 2  # other formulations in a document, by which a weak form is believed to be one, too

LISTED, UNCERTAIN, EVIDENT, BARE = 1.0, 0.5, 0.8, 0.6  # scores; see Match


class Match(NamedTuple):
    """A listed form found: where, for which concept, and in which language.

    score: 1 for a form that names one concept and nothing else; .6 for one that is also an everyday phrase, found with a cue;
    of several concepts that share the form .8 where others in the text speak for the one, else .5.
    others: the concepts it may stand for instead.
    """

    start: int
    end: int
    concept: str
    lang: str
    score: float = LISTED
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Form:
    concepts: tuple[str, ...]
    lang: str
    weak: bool  # also an everyday phrase
    parted: bool  # may have commas inside


@cache
def matcher(lexicon: Lexicon) -> Callable[[str], list[Match]]:
    """A function from a text to its matches, for a lexicon; the automaton behind it is built once.

    Of overlapping matches the one that begins first counts, then the longest.
    """
    forms = _forms(lexicon)
    if not forms:
        return lambda text: []
    automata = [
        _Automaton({form: entry for form, entry in forms.items() if entry.lang == lang}) for lang in ("zh", "en")
    ]
    domains = {term.concept: term.domain for term in lexicon}

    def find(text: str) -> list[Match]:
        seen = compact(text)
        found = list(automata[0].find(seen.text))
        for at, stretch in latin_stretches(seen.text):
            found += [(at + start, at + end, form) for start, end, form in automata[1].find(stretch)]
        if not found:
            return []
        whole = list(_leftmost_longest(text, seen, found))
        return list(_settled(text, whole, domains))

    return find


def _forms(lexicon: Lexicon) -> dict[str, _Form]:
    """Every spelling of every form. A spelling that only we derive gives way to one that is listed."""
    listed: dict[str, list[str]] = {}
    derived: dict[str, list[str]] = {}
    weak: set[str] = set()
    parted: set[str] = set()
    written = plains(form for term in lexicon for form in (*term.zh, *term.en, *term.weak))
    for term in lexicon:
        ordinary = {written[form] for form in term.weak}
        for form in (*term.zh, *term.en):
            for spelling in spellings(written[form]):
                owners = (listed if spelling == written[form] else derived).setdefault(spelling, [])
                if term.concept not in owners:
                    owners.append(term.concept)
                if written[form] in ordinary or is_everyday(spelling):
                    weak.add(spelling)
                if re.search("[、，,]", form) or len(_ZH_NUMERAL.findall(form)) > 1 or not HAN.search(form):
                    parted.add(spelling)
    return {
        spelling: _Form(tuple(concepts), "zh" if HAN.search(spelling) else "en", spelling in weak, spelling in parted)
        for spelling, concepts in (derived | listed).items()
    }


def is_everyday(form: str) -> bool:
    """A numeral and something that people count: "three regulations" may be just that, "two upholds" may not."""
    words = form.split()
    return len(words) == 2 and bool(_EN_NUMBER.match(form)) and not EN_UNCOUNTABLE.search(words[1])


class _Automaton:
    """The forms of one script: the English ones, with their many spellings, are not looked for in Chinese text.

    English forms are also found with one or two words put in after the numeral, "four specific forms of decadence", where
    three more words make what follows distinctive enough: the automaton then finds what follows.
    """

    def __init__(self, forms: dict[str, _Form]) -> None:
        self._forms = list(forms.values())
        self._wedged: dict[str, dict[str, _Form]] = {}  # by what follows the numeral: by numeral, the form
        for form, entry in forms.items():
            if entry.lang == "en" and (numeral := _EN_NUMBER.match(form)) and form.count(" ") >= 3:
                self._wedged.setdefault(form[numeral.end() :], {})[numeral[0]] = entry
        self._rests = list(self._wedged.values())
        self._automaton = AhoCorasick(  # a table of all transitions would not stay in the processor's cache
            [*forms, *self._wedged], implementation=Implementation.ContiguousNFA
        )

    def find(self, seen: str) -> Iterator[tuple[int, int, _Form]]:
        for number, start, end in self._automaton.find_matches_as_indexes(seen, overlapping=True):
            if number < len(self._forms):
                yield start, end, self._forms[number]
                continue
            before = _WEDGE.search(seen, max(0, start - 60), start)
            if before and (entry := self._rests[number - len(self._forms)].get(before[1])):
                yield before.start(), end, entry


def _leftmost_longest(
    text: str, seen: Compact, found: list[tuple[int, int, _Form]]
) -> Iterator[tuple[int, int, _Form]]:
    """Of overlapping matches the one that begins first, then the longest, with their spans in the text.

    All matches are looked at, not only the automaton's longest: that one may end inside a word.
    """
    reached = 0
    for start, end, form in sorted(found, key=lambda match: (match[0], -match[1])):
        if start >= reached and _is_whole(seen.text, start, end):
            span = seen.span(start, end)
            if span[1] - span[0] > end - start:
                span = _with_quotes(text, *span)
            if _holds_together(text[slice(*span)], end - start, form) and (
                _is_whole_in_english(seen.text, start, end)
                if form.lang == "en"
                else _is_whole_in_chinese(seen.text, start, end, text, span)
            ):
                reached = end
                yield (*span, form)


def _is_whole(seen: str, start: int, end: int) -> bool:
    """Does a Latin form begin and end a word there, and is a numeral the whole of its number?"""
    if start:
        before, first = seen[start - 1], seen[start]
        if (before in _LETTERS and first in _LETTERS) or (before in _COUNT_ON and first in _NUMERALS):
            return False
        if before == " " and _TENS.search(seen, max(0, start - 12), start):
            return False
    return not (end < len(seen) and seen[end - 1] in _LETTERS and seen[end] in _LETTERS)


def _holds_together(surface: str, length: int, form: _Form) -> bool:
    """What was left out inside the form must be what may stand there: no comma in a form of one part, no paragraph."""
    if len(surface) == length:
        return True
    if "\n\n" in surface or len(surface) > 2 * length + 2:
        return False
    return form.parted or not re.search("[、，,,·•]", surface)


def _is_whole_in_chinese(seen: str, start: int, end: int, text: str, span: tuple[int, int]) -> bool:
    """Do the words around a short form leave it whole? 两会 is not in 两会计师, nor 两个维护 in 两个维护分支."""
    if end - start > _SHORT or not _touched(text, span):
        return True
    left, right = max(0, start - _AROUND), end + _AROUND
    return not _straddled(seen[left:start], seen[start:end], seen[end:right]) and not (
        _ZH_COUNT.match(seen, start, end) and _counts_things(seen[start:end], seen[end:right], text, span)
    )


def _is_whole_in_english(seen: str, start: int, end: int) -> bool:
    """ "two maintenance" before a thing that is counted, two maintenance patches, is no name."""
    counted = _NEXT_WORD.match(seen, end)
    if not counted or counted[1] not in EN_THINGS or not counted[1].endswith("s"):
        return True
    words = seen[start:end].split()
    return len(words) != 2 or not _EN_NUMBER.match(seen, start) or words[1].endswith("s") or counted[1] in EN_HEADS


def _touched(text: str, span: tuple[int, int]) -> bool:
    """Does a Chinese character stand right before or after the span?"""
    start, end = span
    return bool((start and HAN.match(text, start - 1, start)) or HAN.match(text, end, end + 1))


@cache
def _cut() -> Callable[[str], list[str]]:
    return Segmenter().cutter()


@cache
def _tag() -> Callable[[str], list[tuple[str, str]]]:
    return Segmenter().tagger()


@lru_cache(1 << 16)
def _straddled(before: str, form: str, after: str) -> bool:
    """Does a word of the sentence begin before the form and end in it, or begin in it and end behind it?"""
    begin, end, at = len(before), len(before) + len(form), 0
    for word in _cut()(before + form + after):
        upto = at + len(word)
        if at < begin < upto:
            return True
        if at < end < upto and HAN.match(after):
            return not (at == begin and word[len(form) :] in ZH_HEADS)  # 三讲教育 is a word of the dictionary
        at = upto
    return False


def _counts_things(form: str, after: str, text: str, span: tuple[int, int]) -> bool:
    """两个维护 followed by a thing that is not the noun of a formulation (精神, 要求): two somethings for maintenance."""
    if not HAN.match(after) or cues(text, *span, "zh"):
        return False
    tag = _tag()(after)[0][1]
    return tag.startswith("n") or tag == "k"


def _with_quotes(text: str, start: int, end: int) -> tuple[int, int]:
    """A mark that opens inside the span closes inside it, 四个“意识”; one that closes inside it ends it, “四有”好老师."""
    inside = text[start:end]
    for opening, closing in ("“”", "「」", "『』", "《》", "‘’", '""'):
        if opening == closing:
            if inside.count(opening) % 2 and text[end : end + 1] == closing:
                return start, end + 1
        elif inside.count(opening) > inside.count(closing) and text[end : end + 1] == closing:
            return start, end + 1
        elif inside.count(opening) < inside.count(closing) and text[start - 1 : start] == opening:
            return start, start + inside.index(closing)
    return start, end


def _is_meant(text: str, start: int, end: int, lang: str) -> bool:
    """Do cues say that a form which is also an everyday phrase is the formulation?"""
    around = cues(text, start, end, lang)
    if lang == "en":
        return bool(around) or _is_definite(text, start, end)
    return QUOTED in around or HEADED in around or (GOVERNED in around and not HAN.match(text, end, end + 1))


def _is_definite(text: str, start: int, end: int) -> bool:
    """Is an English phrase used as if everybody knew which: the three regulations, THREE REGULATIONS, a title?"""
    surface = text[start:end]
    if surface.isupper() or (surface[0].isupper() and not text[:start].strip()):
        return True
    counted = surface.split()[-1].lower() in EN_THINGS
    if counted and re.match(r" (?:on|for|in|at|from|with|were|had|that|which)\b", text[end : end + 8]):
        return False
    return (
        bool(
            re.search(r"\b(?:the|so-called|of)(?: central)? [\"“‘']?$", text[max(0, start - 20) : start], re.IGNORECASE)
        )
        or not text[:start].strip()
    )


def _settled(text: str, found: list[tuple[int, int, _Form]], domains: dict[str, str]) -> Iterator[Match]:
    """Weak forms kept only with a cue or in company; of concepts that share a form the one the others speak for."""
    certain = [form.concepts[0] for _, _, form in found if not form.weak and len(form.concepts) == 1]
    company = Counter(domains[concept] for concept in certain)
    for start, end, form in found:
        if not form.weak and len(form.concepts) == 1:  # as most are
            yield Match(start, end, form.concepts[0], form.lang)
            continue
        score = LISTED
        if form.weak:
            if not _is_meant(text, start, end, form.lang) and len(certain) < _COMPANY:
                continue
            score = BARE
        if len(form.concepts) == 1:
            yield Match(start, end, form.concepts[0], form.lang, score)
            continue
        ranked = sorted(form.concepts, key=lambda concept: (-certain.count(concept), -company[domains[concept]]))
        best, second = ((concept in certain, company[domains[concept]]) for concept in ranked[:2])
        score = min(score, EVIDENT if best > second else UNCERTAIN)
        yield Match(start, end, ranked[0], form.lang, score, tuple(ranked[1:]))
