"""Enumerations: the known members of a formulation written out, with its label or without it, found in one pass over the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, cached_property, lru_cache, partial
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from toolkit.scale.kept import kept
from toolkit.terms.forms import Compact, compact, plains
from toolkit.terms.gloss import Member
from toolkit.terms.lexicon import Lexicon, Term, ways
from toolkit.terms.phrases import Found, Phrases
from toolkit.terms.spelled import spelled
from toolkit.text.joined import joined
from toolkit.text.language import HAN
from toolkit.text.segment import Segmenter

_JOINED = re.compile(r"(?:[、，,；;和与及或“”‘’\"'（）()\s]|以及|还有|and|or|the|a|an|to|of)*", re.IGNORECASE)
# What makes an enumeration of a concept (see `_enough`); the last: two forms share no concept.
_PAIR, _LONG_PAIR, _THREE, _NOTHING = range(4)
_FAR, _FAR_EN = 2, 14  # characters at most between one member and the next: 和, 以及; marks are left out
_MOST = 0.9  # of the members are places that the dictionary knows
_LONG, _LONG_EN = 4, 7  # characters of a member, by which two members of more, or of more words, are no chance meeting


class Expansion(NamedTuple):
    """An enumeration found: its span, its concept, its members and how many there could be."""

    start: int
    end: int
    concept: str
    sense: str
    members: tuple[Member, ...]
    of: int
    lang: str


_Owners = dict[int, int]  # of a form: which member it is of which concepts


class Enumerations:
    """From texts to the enumerations of a lexicon's concepts in each, complete or in part."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._terms = _enumerated(lexicon)
        self._members = _members_of(lexicon)
        self.phrases = self._members.phrases
        # The same members are written out again and again.
        self._concept_of = lru_cache(1 << 14)(
            partial(_concept_of, self._members.owners, self._members.sizes, self._members.least)
        )

    def __call__(self, texts: Sequence[str], places: Found | None = None) -> list[list[Expansion]]:
        """places: of the phrases, if they have been looked for, in the compact shadow of the texts joined."""
        all_texts = joined(tuple(texts))
        begins = all_texts.begins.tolist()
        found: list[list[Expansion]] = [[] for _ in texts]
        for chain in _chains(all_texts.text, compact(all_texts), self._members, places):
            lang = "zh" if HAN.match(all_texts.text, chain[0].start, chain[0].start + 1) else "en"
            long = tuple([self._members.long[place.form] for place in chain])
            if of := self._concept_of(tuple([place.form for place in chain]), long, lang):
                number, members, size = of
                text = bisect_right(begins, chain[0].start) - 1
                places_of = [(n, chain[at]) for n, at in members]
                found[text].append(_written(self._terms[number], places_of, size, lang, begins[text]))
        return [sorted(expansions) for expansions in found]


enumerations = cache(Enumerations)


def _enumerated(lexicon: Lexicon) -> list[Term]:
    """The terms that have members."""
    return [term for term in lexicon if len(term.members_zh) > 1 or len(term.members_en) > 1]


def _owners(terms: Sequence[Term]) -> dict[str, _Owners]:
    """Each way to write a member, with the concepts that have it."""
    owners: dict[str, _Owners] = defaultdict(dict)
    written = plains(way for term in terms for member in (*term.members_zh, *term.members_en) for way in ways(member))
    for number, term in enumerate(terms):
        for members in (term.members_zh, term.members_en):
            if min(map(len, members), default=0) < 2:  # 亲 and 清 are everywhere
                continue
            for place, member in enumerate(members):
                for spelling in (spelling for way in ways(member) for spelling in spelled(written[way])):
                    owners[spelling].setdefault(number, place)
    return owners


class _Place(NamedTuple):
    """Which form of a member, and where it starts and ends."""

    form: int
    start: int
    end: int


class _Members:
    """The members of all concepts.

    Most are everyday words, and most of them stand alone: only those are looked at that another of the same concept follows or precedes; where two
    do not make an enumeration of that concept, another such pair must go on from it.
    """

    def __init__(self, owners: dict[str, _Owners], terms: Sequence[Term]) -> None:
        self.owners = list(owners.values())
        self.phrases = list(owners)
        chinese = np.array([bool(HAN.search(form)) for form in owners], bool)
        self._far = np.where(chinese, _FAR, _FAR_EN)
        self._long = np.array([_is_long(form) for form in owners], bool)
        self.long = self._long.tolist()
        self._firsts = np.cumsum([0, *map(len, self.owners)])
        self._concepts = np.array([number for of in self.owners for number in sorted(of)], int)
        self.sizes = [{"zh": len(term.members_zh), "en": len(term.members_en)} for term in terms]
        self.least = list(map(_least, terms))
        self._wanted = np.array(
            [_PAIR if 2 in size.values() else _LONG_PAIR if min(size.values()) <= 4 else _THREE for size in self.sizes],
            np.int8,
        )

    def runs(self, seen: Compact, found: Found | None) -> tuple[NDArray[np.int32], Found]:
        """Runs of members that follow one another closely, two of them at least of one concept: the number of each member's run, and the members.

        Of members that overlap the one that begins first counts, then the longest.
        """
        found = self._search.find(seen.words) if found is None else found
        paired = _in_pairs(*found, self._firsts, self._concepts, self._wanted, self._long, self._far)
        starts, ends, numbers = (column[paired] for column in found)
        runs = _runs(starts, ends, numbers, self._firsts, self._concepts, self._wanted, self._far)
        near = runs >= 0
        return runs[near], Found(starts[near], ends[near], numbers[near])

    @cached_property
    def _search(self) -> Phrases:
        return Phrases(self.phrases)


def _least(term: Term) -> int:
    """How many members there must be at least: of places, which are named together for many reasons, all; and of two no number is enough."""
    size = len(term.usual_zh)
    if not size or sum(map(_is_place, term.usual_zh)) < _MOST * size:
        return 0
    return size if size > 2 else size + 1


def _is_place(member: str) -> bool:
    (_, tag), *more = Segmenter().tagger()(member)
    return tag.startswith("ns") and not more


def _is_long(member: str) -> bool:
    return len(member) > (_LONG if HAN.search(member) else _LONG_EN) or " " in member


@kept
def _members_of(lexicon: Lexicon) -> _Members:
    terms = _enumerated(lexicon)
    return _Members(_owners(terms), terms)


@njit(cache=True, nogil=True)
def _in_pairs(
    starts: NDArray, ends: NDArray, numbers: NDArray, firsts: NDArray, concepts: NDArray, wanted: NDArray, long: NDArray, far: NDArray
) -> NDArray:  # fmt: skip
    """Which places of members, in the order of the text, are two of one concept that stand together (see `_Members`)?

    firsts, concepts: the concepts of form n are those from firsts[n] up to firsts[n + 1], in order.
    """
    kept, followed, following = np.zeros((3, len(starts)), np.bool_)
    for only_chains in (False, True):
        for one in range(len(starts)):
            if only_chains and not followed[one]:
                continue
            form, reach = numbers[one], ends[one] + far[numbers[one]]
            other = one + 1
            while other < len(starts) and starts[other] < ends[one]:
                other += 1
            while other < len(starts) and starts[other] <= reach:
                least = _shared(form, numbers[other], firsts, concepts, wanted)
                if least != _NOTHING:
                    if only_chains:
                        enough = following[one] or followed[other]
                    else:
                        enough = least == _PAIR or (least == _LONG_PAIR and long[form] and long[numbers[other]])
                        followed[one] = following[other] = True
                    if enough:
                        kept[one] = kept[other] = True
                other += 1
    return kept


@njit(cache=True, nogil=True)
def _runs(
    starts: NDArray, ends: NDArray, numbers: NDArray, firsts: NDArray, concepts: NDArray, wanted: NDArray, far: NDArray
) -> NDArray:
    """The number of the run that each place of a member is in (see `_Members.runs`), -1 if it is in none."""
    runs = np.full(len(starts), -1, np.int32)
    number = first = last = 0
    shared = False
    for at in range(len(starts)):
        if at and starts[at] < ends[last]:
            continue
        if at and starts[at] - ends[last] > far[numbers[at]]:
            if not shared:
                runs[first:at] = -1
            number, first, shared = number + 1, at, False
        elif at:
            shared = shared or _shared(numbers[last], numbers[at], firsts, concepts, wanted) != _NOTHING
        runs[at] = number
        last = at
    if not shared:
        runs[first:] = -1
    return runs


@njit(cache=True, nogil=True)
def _shared(one: int, other: int, firsts: NDArray, concepts: NDArray, wanted: NDArray) -> int:
    """The least that is wanted for an enumeration of a concept that two different forms are members of."""
    least = _NOTHING
    if one != other:
        i, j = firsts[one], firsts[other]
        while i < firsts[one + 1] and j < firsts[other + 1]:
            if concepts[i] == concepts[j]:
                least = min(least, wanted[concepts[i]])
            if concepts[i] <= concepts[j]:
                i += 1
            else:
                j += 1
    return least


def _chains(text: str, seen: Compact, members: _Members, found: Found | None) -> Iterator[list[_Place]]:
    """Members that follow one another with nothing but joining words between them, with their places in the text."""
    runs, (starts, ends, forms) = members.runs(seen, found)
    starts, ends = seen.spans(starts, ends)
    places = map(_Place, forms.tolist(), starts.tolist(), ends.tolist())
    chain: list[_Place] = []
    last = -1
    for run, place in zip(runs.tolist(), places, strict=True):
        if chain and not (run == last and _joins(text[chain[-1].end : place.start])):
            if len(chain) > 1:
                yield chain
            chain = []
        chain.append(place)
        last = run
    if len(chain) > 1:
        yield chain


@lru_cache(1 << 12)
def _joins(between: str) -> bool:
    return _JOINED.fullmatch(between) is not None


def _concept_of(
    owners: Sequence[_Owners], sizes: Sequence[dict[str, int]], least: Sequence[int], forms: tuple[int, ...], long: tuple[bool, ...], lang: str
) -> tuple[int, list[tuple[int, int]], int] | None:  # fmt: skip
    """The concept that most of a chain belongs to, if enough of its members are there: which it is, its members with their places in the chain,
    in order, and how many it has.

    owners, sizes, least: of each form the concepts it is a member of, of each concept how many members it has and how many it takes; forms: those of the chain, each `long` or not.
    """
    of_forms = [owners[form] for form in forms]
    candidates = []
    times_met = Counter(number for of in of_forms for number in of)
    for number in [number for number, times in times_met.items() if times > 1]:
        places: dict[int, int] = {}
        for at, of in enumerate(of_forms):
            if number in of:
                places.setdefault(of[number], at)
        size = sizes[number][lang]
        if len(places) >= least[number] and _enough(len(places), all(long[at] for at in places.values()), size):
            candidates.append((len(places), len(places) / size, -number, places))
    if not candidates:
        return None
    _, _, number, places = max(candidates, key=lambda candidate: candidate[:3])
    return -number, sorted(places.items(), key=lambda item: item[1]), sizes[-number][lang]


def _enough(members: int, long: bool, size: int) -> bool:
    if members == size:
        return True
    return (members >= 2 and long and 2 * members >= size) or (members >= 3 and 2 * members > size)


def _written(term: Term, places: Sequence[tuple[int, _Place]], size: int, lang: str, begin: int) -> Expansion:
    """The expansion of a term in the text that begins there."""
    members = tuple([Member(number, place.start - begin, place.end - begin) for number, place in places])
    start, end = members[0].start, max([member.end for member in members])
    return Expansion(start, end, term.concept, term.sense, members, size, lang)
