"""The hits in a text: listed forms and members written out, what the grammar finds besides, and what the text itself explains."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from toolkit.terms.expand import Expansion
from toolkit.terms.forms import en_numeral
from toolkit.terms.gloss import Member, gloss, is_told, items_of, may_be_explained
from toolkit.terms.gloss_zh import GLOSS_BEGINS
from toolkit.terms.labels import counts, label_numbers
from toolkit.terms.lexicon import Lexicon
from toolkit.terms.match import EVIDENT, LISTED, InColumns, Match, Matches, Name, written
from toolkit.terms.numeric import GLOSSED, Candidate, FirstLook, may_end_elsewhere, meeting, unlisted
from toolkit.terms.senses import are_others
from toolkit.terms.whats import (
    ABBREVIATED,
    EXPANDED,
    UNLISTED,
    Describe,
    What,
    describer,
    everywhere,
    named,
    of_term,
    own_members,
    term_of,
    what_expanded,
)
from toolkit.terms.words_en import numerals_in
from toolkit.text.language import HAN, ZH_NUMERALS

_ZH_NUMBER = re.compile("[一二两双三四五六七八九十百千万]+")
_EN_NUMBER = re.compile(rf"\b(?:{en_numeral()})\b", re.IGNORECASE)
_EN_WEDGED = re.compile(rf"(?:{en_numeral()})[ -]", re.IGNORECASE)
_WEDGED_WORDS = 2
_JOINT = re.compile(r"[\s”’\"'“‘、，,]*(?:\band|和|与)?[\s”’\"'“‘、，,]*$")
_APART = re.compile("[、，,；;]| and ")
_LONGEST_NAME, _LONGEST_NAME_EN = 12, 6  # characters, words
_NO_WORD = re.compile(r"[\d\u4e00-\u9fff]")
_REACH = 400  # characters in which a label and all members of a concept may explain each other
NEAR = 60  # characters between a label and its members, within which they are a gloss and not a hit of their own


class Hit(NamedTuple):
    start: int
    end: int
    what: What


@dataclass(frozen=True, slots=True)
class Hits(InColumns[Hit]):
    """The hits in a text, in order: where each starts and ends, and what is said of it."""

    starts: list[int]
    ends: list[int]
    whats: list[What]

    def row(self, at: int) -> Hit:
        return Hit(self.starts[at], self.ends[at], self.whats[at])

    def leave_out(self, places: Iterable[int]) -> None:
        self._change([(at, at + 1, None) for at in sorted(places)])

    def put_in(self, hits: Iterable[Hit]) -> None:
        """Put in hits where they start, behind those that start before them or are their beginnings."""
        in_order = sorted(hits, key=itemgetter(0, 1))
        self._change([(at := self._place_of(hit), at, hit) for hit in in_order])

    def _place_of(self, hit: Hit) -> int:
        at = bisect_left(self.starts, hit.start)
        while at < len(self) and self.starts[at] == hit.start and self.ends[at] <= hit.end:
            at += 1
        return at

    def _change(self, changes: list[tuple[int, int, Hit | None]]) -> None:
        """Put a hit, or nothing, in the place of others, all in order: in one go through them, however many changes there are."""
        columns: tuple[list[Any], ...] = (self.starts, self.ends, self.whats)
        for number, column in enumerate(columns if changes else ()):
            changed, at = [], 0
            for first, upto, hit in changes:
                changed += column[at:first]
                changed += [hit[number]] if hit else []
                at = upto
            column[:] = changed + column[at:]


def completed(text: str, matches: Matches, found: Expansion) -> Expansion:
    """An enumeration of which the lexicon knows some members as written, and all of it as a form: self-purification, self-improvement, self-innovation and …"""
    if len(found.members) == found.of:
        return found
    for _, match in _near(matches, found):
        holds = match.concept == found.concept and match.start <= found.start and found.end <= match.end
        if holds and not _is_numeric(text, match):
            known = {member.number: member for member in found.members}
            items = items_of(text, match.start, match.end, found.of, found.lang)
            members = tuple([known.get(item.number, item) for item in items])
            if members and all(
                item.start <= member.start < item.end for item, member in zip(items, members, strict=True)
            ):
                return found._replace(start=members[0].start, end=members[-1].end, members=members)
    return found


def hits_in(
    text: str,
    matches: Matches,
    written_out: list[Expansion],
    lexicon: Lexicon,
    year: float,
    look: FirstLook | None,
) -> Hits:
    """The hits in a text. look: the first look that the grammar took; None to leave out what nobody lists."""
    told = {found.concept: found.sense for found in reversed(written_out) if found.of == len(found.members)}
    describe = describer(text, lexicon, told, year)
    hits = Hits(matches.starts[:], matches.ends[:], _said_of(matches, lexicon, describe))
    if written_out:
        _put_in_expanded(text, hits, matches, written_out)
    if look:
        _put_in_unlisted(text, hits, look, lexicon, describe)
    _explain(text, hits, written_out, lexicon)
    if look is None:
        hits.leave_out([at for at, what in enumerate(hits.whats) if what.form == UNLISTED])
    return hits


def _said_of(matches: Matches, lexicon: Lexicon, describe: Describe) -> list[What]:
    known = map(everywhere(lexicon), matches.names)
    return [what or describe(*matches.named(at)) for at, what in enumerate(known)]


def _put_in_expanded(text: str, hits: Hits, matches: Matches, written_out: list[Expansion]) -> None:
    """Make hits of those of the matches and enumerations of a text that are: not both a label and what explains it."""
    near = [_near(matches, found) for found in written_out]
    left_out = {
        at
        for found, beside in zip(written_out, near, strict=True)
        for at, match in beside
        if _writes_out(found, match, text)
    }
    expanded: list[Hit] = []
    inside: set[int] = set()
    for found, beside in zip(written_out, near, strict=True):
        beside = [(at, match) for at, match in beside if at not in left_out]
        held = [(at, match) for at, match in beside if _holds(found, match)]
        if not _is_of_formulations(found, len(held)):
            inside.update(at for at, match in held if not _is_numeric(text, match))
        explains_another = len(held) < len(beside)  # its own label near by, or a longer hit that it meets
        if not explains_another:
            expanded.append(_expanded(text, found))
    hits.leave_out(left_out | inside)
    hits.put_in(expanded)


def _explain(text: str, hits: Hits, written_out: list[Expansion], lexicon: Lexicon) -> None:
    """Make hits what the text itself explains them as: an unlisted label has the members given, or is the concept whose members they are; a listed one that is
    explained as something else stands for that, a company's “三条红线”：不迟到、不早退、不旷工."""
    itself: set[tuple[int, int]] = set()
    another: dict[str, tuple[int, What]] = {}  # by the surface, from which hit on: the text goes on to call it so
    for at in _maybe_explained(text, hits, written_out):
        hit = hits[at]
        items, known = _explanation(text, hit, written_out, lexicon)
        if items:
            itself.update([(known.start, known.end)] if known else [])
            what = _what_explained(text, hit.what, items, known, lexicon)
            if hit.what.concept and what.concept is None:
                another.setdefault(text[hit.start : hit.end], (at, what))
            hits.whats[at] = what
    for at, hit in enumerate(hits) if another else ():
        first, what = another.get(text[hit.start : hit.end], (at, hit.what))
        if first < at and hit.what.concept:
            hits.whats[at] = what
    if itself:
        hits.leave_out([at for at, hit in enumerate(hits) if hit.what.form == EXPANDED and hit[:2] in itself])


def _maybe_explained(text: str, hits: Hits, written_out: list[Expansion]) -> list[int]:
    """The unlisted labels, and the listed ones behind which something else may be told than their members."""
    asked = {at for at, what in enumerate(hits.whats) if what.members or what.concept is None}
    for found in written_out:
        # A label near all the members of some concept may stand for that one.
        if len(found.members) == found.of:
            first = bisect_left(hits.starts, found.start - _REACH)
            asked.update(range(first, bisect_left(hits.starts, found.end + _REACH)))
    return [
        at
        for at in sorted(asked)
        if hits.whats[at].concept is None
        or (
            (text[hits.ends[at] : hits.ends[at] + 1] in GLOSS_BEGINS or hits.whats[at].lang == "en")
            and hits.whats[at].form == ABBREVIATED
            and counts(text[hits.starts[at] : hits.ends[at]])
            and may_be_explained(text, hits.starts[at], hits.ends[at], hits.whats[at].lang)
        )
    ]


def _explanation(
    text: str, hit: Hit, written_out: list[Expansion], lexicon: Lexicon
) -> tuple[tuple[Member, ...], Expansion | None]:
    """The members that the text gives for a label, if it is unlisted or they are not its concept's; and the concept of which they are all."""
    what = hit.what
    items = gloss(text, hit.start, hit.end, what.lang)
    known = next((found for found in written_out if items and _is_all_of(items, found)), None)
    if what.concept is None or not items:
        return items, known
    given = [text[item.start : item.end] for item in items]
    if known:
        shared = set(own_members(known, lexicon)).intersection(what.members)
        foreign = known.concept != what.concept and 2 * len(shared) < known.of
    else:
        foreign = are_foreign(given, what, lexicon) and all(_is_name(item, what.lang) for item in given)
    return (items, known) if foreign and is_told(text, hit.start, hit.end, items, what.lang) else ((), None)


def are_foreign(given: list[str], what: What, lexicon: Lexicon) -> bool:
    """Are the members that a text gives those of none of the concepts that a listed label may stand for?"""
    terms = [term for concept in (what.concept, *what.others) if concept for term in lexicon.senses(concept)]
    return bool(what.members) and are_others(given, terms, what.lang)


def _is_name(item: str, lang: str) -> bool:
    """Is an item short enough to be a member, and no sentence, figure, or name in the other language?"""
    if lang == "zh":
        return len(item) <= _LONGEST_NAME
    return len(item.split()) <= _LONGEST_NAME_EN and not _NO_WORD.search(item)


def _is_all_of(items: tuple[Member, ...], found: Expansion) -> bool:
    """Is an explanation the members of a concept, all of them?"""
    whole = len(items) == len(found.members) == found.of
    return whole and overlap(items, found)


def overlap(members: Sequence[Member], found: Expansion) -> bool:
    return members[0].start < found.end and found.start < members[-1].end


def _what_explained(
    text: str, what: What, items: tuple[Member, ...], known: Expansion | None, lexicon: Lexicon
) -> What:
    meant = [named(what.concept, what.sense)] if what.concept else []
    others = tuple(dict.fromkeys((*meant, *what.others)))
    cues = tuple(dict.fromkeys((*what.cues, GLOSSED)))
    if known:
        return replace(of_term(term_of(known, lexicon), Name(known.concept, what.lang, EVIDENT, others)), cues=cues)
    given = tuple([text[item.start : item.end] for item in items])
    return What(what.lang, None, UNLISTED, min(what.score, EVIDENT), cues, others, members=given)


def _put_in_unlisted(text: str, hits: Hits, look: FirstLook, lexicon: Lexicon, describe: Describe) -> None:
    """Put in what the grammar finds besides listed hits. An English form may end elsewhere than it is listed: dual control [of energy]."""
    unsure = [at for at, what in enumerate(hits.whats) if what.lang == "en" and _may_end_elsewhere(hits[at], look.text)]
    begun = {hits.starts[at]: hits[at] for at in unsure}
    hits.leave_out(unsure)
    spans = list(zip(hits.starts, hits.ends, strict=True))
    edges = {*hits.starts, *hits.ends}
    taken = [
        span
        for span, what in zip(spans, hits.whats, strict=True)
        if (what.score == LISTED or what.form == EXPANDED) and not _part_of_compound(*span, text, edges)
    ]
    found = unlisted(text, taken, look, {start: hit.end for start, hit in begun.items()})
    found = [candidate for candidate in found if candidate.start in begun or _takes_its_place(candidate, spans)]
    hits.leave_out({at for candidate in found for at in _inside(hits, candidate)})
    by_grammar = [
        hit
        for candidate in found
        for hit in _by_grammar(text, candidate, begun.pop(candidate.start, None), lexicon, describe)
    ]
    hits.put_in([*by_grammar, *begun.values()])


def _inside(hits: Hits, found: Candidate) -> Iterator[int]:
    for at in range(bisect_left(hits.starts, found.start), bisect_left(hits.starts, found.end)):
        if hits.ends[at] <= found.end:
            yield at


def _may_end_elsewhere(hit: Hit, folded: str) -> bool:
    what = hit.what
    return what.form == ABBREVIATED and what.score == LISTED and may_end_elsewhere(folded, *hit[:2])


def _takes_its_place(found: Candidate, spans: Sequence[tuple[int, int]]) -> bool:
    """Listed hits at some sorted spans give way to a good candidate only that holds them, and to none that is the same span."""
    span = (found.start, found.end)
    met = meeting(spans, *span)
    holds = span not in met and all(found.start <= start and end <= found.end for start, end in met)
    return not met or (holds and found.score >= EVIDENT)


def _by_grammar(text: str, found: Candidate, begun: Hit | None, lexicon: Lexicon, describe: Describe) -> Iterator[Hit]:
    """What the grammar found: a hit of no concept, or of one that is written so but was not believed; of several in a row, 六稳六保, each.

    begun: the listed hit that begins there and ends elsewhere; with as many numerals it is still that.
    """
    look_up = written(lexicon)
    concepts = _concepts_of(text[found.start : found.end], look_up)
    if begun and not concepts and _numerals(text, begun) == _numerals(text, found):
        what = replace(begun.what, score=min(found.score, EVIDENT), cues=found.cues)
        yield Hit(found.start, found.end, what)
        return
    parts = [(start, end, *look_up(text[start:end])) for start, end in _parts(text, found)]
    if not concepts and parts and all(sure for *_, sure in parts):
        written_there = [(start, end, of) for start, end, of, _ in parts]
    else:
        written_there = [(found.start, found.end, concepts)]
    for start, end, of in written_there:
        what = What(found.lang, None, UNLISTED, found.score, found.cues)
        if of:
            name = Name(of[0], found.lang, min(found.score, EVIDENT), of[1:])
            what = replace(describe(name, start, end), cues=found.cues)
        yield Hit(start, end, what)


def _concepts_of(surface: str, look_up: Callable[[str], tuple[tuple[str, ...], bool]]) -> tuple[str, ...]:
    """The concepts that are written so; or with one or two words less, two firm upholds."""
    concepts, _ = look_up(surface)
    return concepts or next((of for of, sure in map(look_up, _without_wedges(surface)) if of and sure), ())


def _without_wedges(surface: str) -> Iterator[str]:
    if wedged := _EN_WEDGED.match(surface):
        numeral, rest = wedged[0], surface[wedged.end() :].split(" ")
        for less in range(1, min(_WEDGED_WORDS, len(rest) - 1) + 1):
            yield numeral + " ".join(rest[less:])


def _parts(text: str, found: Candidate) -> Iterator[tuple[int, int]]:
    """The parts of a compound, each from a numeral on, without the joint before the next."""
    numerals = _ZH_NUMBER if found.lang == "zh" else _EN_NUMBER
    starts = [number.start() for number in numerals.finditer(text, found.start, found.end)]
    for start, upto in pairwise([*starts, found.end]):
        yield start, start + len(_JOINT.sub("", text[start:upto]))


def _numerals(text: str, found: Hit | Candidate) -> int:
    return len(numerals_in(text[found.start : found.end]))


def _part_of_compound(start: int, end: int, text: str, whole: set[int]) -> bool:
    """Do more numerals, which are no listed form, stand right before or after it: 三评 in 三亮三比三评?"""
    short = end - start <= 3
    if text[end : end + 1] in ZH_NUMERALS and (short or end not in whole) and HAN.match(text, end + 1, end + 2):
        return True
    return short and start > 1 and text[start - 2] in ZH_NUMERALS and HAN.match(text, start - 1, start) is not None


def _near(matches: Matches, found: Expansion) -> list[tuple[int, Match]]:
    """The matches that meet an enumeration, and those of its concept near it, with their places."""
    starts, ends, names = matches.starts, matches.ends, matches.names
    near = range(bisect_left(ends, found.start - NEAR), bisect_right(starts, found.end + NEAR))
    return [
        (at, matches[at])
        for at in near
        if (starts[at] < found.end and found.start < ends[at]) or names[at].concept == found.concept
    ]


def _writes_out(found: Expansion, match: Match, text: str) -> bool:
    """Is a match without a label nothing but the members, one by one: 不敢腐、不能腐、不想腐?"""
    if match.concept != found.concept or not match.start <= found.start < found.end <= match.end:
        return False
    besides = text[match.start : found.start] + text[found.end : match.end]
    complete = len(found.members) == found.of and _APART.search(text, found.start, found.end)
    return bool(complete) and found.of not in label_numbers(besides)


def _is_of_formulations(found: Expansion, held: int) -> bool:
    """Is an enumeration in part, of which each member is a formulation of its own, 全面依法治国和全面从严治党? It may mean no more than these."""
    return len(found.members) < found.of and held >= len(found.members)


def _is_numeric(text: str, match: Match) -> bool:
    """Has it a numeral, so that it is a formulation even as a member of another: 三个代表 in 邓小平理论、“三个代表”重要思想、科学发展观?"""
    return bool((_ZH_NUMBER if match.lang == "zh" else _EN_NUMBER).search(text, match.start, match.end))


def _holds(found: Expansion, match: Match) -> bool:
    """Is a listed form only a part of the enumeration? 形式主义、官僚主义 in 形式主义、官僚主义、享乐主义和奢靡之风."""
    return found.start <= match.start and match.end <= found.end and found.end - found.start > match.end - match.start


def _expanded(text: str, found: Expansion) -> Hit:
    members = tuple([text[member.start : member.end] for member in found.members])
    return Hit(found.start, found.end, what_expanded(found.lang, found.concept, found.sense, members, found.of))
