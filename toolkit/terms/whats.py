"""What is said of hits: the columns of a row but where it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from math import isnan

from toolkit.terms.expand import Expansion
from toolkit.terms.lexicon import Lexicon, Term
from toolkit.terms.match import EVIDENT, LISTED, UNCERTAIN, Name
from toolkit.terms.senses import foremost, spoken_for, year_said

ABBREVIATED, EXPANDED, UNLISTED = "abbreviated", "expanded", "unlisted"


@dataclass(frozen=True, eq=False, slots=True)
class What:
    """All that a row says of a hit but where it is. Most hits share theirs with others."""

    lang: str
    concept: str | None
    form: str
    score: float
    cues: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    sense: str = ""
    members: tuple[str, ...] = ()
    found: int | None = None
    of: int | None = None


Describe = Callable[[Name, int, int], What]  # of a listed form, and where it stands


def describer(text: str, lexicon: Lexicon, told: Mapping[str, str], year: float) -> Describe:
    """A function that says what listed forms of a text are.

    told: the sense of each concept whose members the text writes out; year: the document's.
    """
    known = everywhere(lexicon)

    def describe(name: Name, start: int, end: int) -> What:
        return known(name) or in_sense(name, start, end)

    def in_sense(name: Name, start: int, end: int) -> What:
        senses = lexicon.senses(name.concept)
        term = next((term for term in senses if term.sense == told.get(name.concept)), None)
        term, score = (term, LISTED) if term else _sense(senses, text, start, end, name.lang, year)
        others = (named(other.concept, other.sense) for other in senses if other is not term)
        return of_term(term, replace(name, score=min(score, name.score), others=(*name.others, *others)))

    return describe


def named(concept: str, sense: str) -> str:
    return f"{concept} ({sense})" if sense else concept


@cache
def everywhere(lexicon: Lexicon) -> Callable[[Name], What | None]:
    """A function that says what a listed form is: the same wherever it stands, unless its concept has several senses."""

    @lru_cache(1 << 14)
    def of(name: Name) -> What | None:
        senses = lexicon.senses(name.concept)
        return of_term(senses[0], name) if len(senses) == 1 else None

    return of


def of_term(term: Term, name: Name) -> What:
    members = term.usual_zh if name.lang == "zh" else term.usual_en
    return What(name.lang, term.concept, ABBREVIATED, name.score, (), name.others, term.sense, members)


def _sense(senses: Sequence[Term], text: str, start: int, end: int, lang: str, year: float) -> tuple[Term, float]:
    """Of the senses that the year allows, which the sentence names, else the document's date, the one that what is around speaks for; else the latest."""
    said = year_said(text, start)
    dated = [term for term in senses if term.year and term.year <= (year if isnan(said) else said)]
    possible = dated or list(senses)
    ahead = foremost(spoken_for(text, start, end, lang, possible))
    if ahead is not None:
        return possible[ahead], EVIDENT
    return max(possible, key=lambda term: term.year or 0), EVIDENT if dated else UNCERTAIN


@lru_cache(1 << 14)
def what_expanded(lang: str, concept: str, sense: str, members: tuple[str, ...], of: int) -> What:
    score = round(len(members) / of, 2)
    return What(lang, concept, EXPANDED, score, sense=sense, members=members, found=len(members), of=of)


def own_members(found: Expansion, lexicon: Lexicon) -> tuple[str, ...]:
    """The members of the concept that an enumeration is one of, as they are usually written."""
    term = term_of(found, lexicon)
    return term.usual_zh if found.lang == "zh" else term.usual_en


def term_of(found: Expansion, lexicon: Lexicon) -> Term:
    return next(term for term in lexicon.senses(found.concept) if term.sense == found.sense)
