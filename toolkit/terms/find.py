"""find_terms and expansions: the tables of formulations found, listed and unlisted, abbreviated and written out."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise, repeat
from math import isnan
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.reading.dates import as_dates
from toolkit.reading.found import find_in
from toolkit.reading.parts import At
from toolkit.scale.collection import collection_paused
from toolkit.scale.kept import kept
from toolkit.tables import require
from toolkit.terms.expand import Expansion, enumerations
from toolkit.terms.forms import compact, en_numeral
from toolkit.terms.gloss import Member, gloss, is_told, items_of, may_be_explained
from toolkit.terms.gloss_zh import GLOSS_BEGINS
from toolkit.terms.labels import announced, label_numbers
from toolkit.terms.lexicon import SEPARATOR, Lexicon, Term, lexicon_for
from toolkit.terms.match import EVIDENT, LISTED, UNCERTAIN, Match, Matches, Name, matcher, written
from toolkit.terms.numeric import GLOSSED, Candidate, FirstLook, first_looks, may_end_elsewhere, meeting
from toolkit.terms.numeric import explained as explained_in
from toolkit.terms.numeric import unlisted as unlisted_in
from toolkit.terms.phrases import Lists
from toolkit.terms.senses import are_others, foremost, spoken_for, year_said
from toolkit.terms.words_en import numerals_in
from toolkit.text.joined import joined, runs
from toolkit.text.sentences import sentence_of, spans_of

_TYPES: dict[str, Any] = {
    "doc_id": "str", "sent": int, "start": int, "end": int, "surface": "str", "lang": "str", "concept": "str", "sense": "str",
    "listed": bool, "form": "str", "score": float, "cues": "str", "alternatives": "str", "members": "str", "found": "Int64",
    "of": "Int64", "position": float,
}  # fmt: skip
HIT_COLUMNS = list(_TYPES)
ABBREVIATED, EXPANDED, UNLISTED = "abbreviated", "expanded", "unlisted"
_ZH_NUMBER = re.compile("[一二两双三四五六七八九十百千万]+")
_EN_NUMBER = re.compile(rf"\b(?:{en_numeral()})\b", re.IGNORECASE)
_EN_WEDGED = re.compile(rf"(?:{en_numeral()})[ -]", re.IGNORECASE)
_WEDGED_WORDS = 2
_ZH_PART = re.compile("[一二两双三四五六七八九十][\u4e00-\u9fff]")
_JOINT = re.compile(r"[\s”’\"'“‘、，,]*(?:\band|和|与)?[\s”’\"'“‘、，,]*$")
_APART = re.compile("[、，,；;]| and ")
_LONGEST_NAME, _LONGEST_NAME_EN = 12, 6  # characters, words
_NO_WORD = re.compile(r"[\d\u4e00-\u9fff]")
_REACH = 400  # characters in which a label and all members of a concept may explain each other
_NEAR = 60  # characters between a label and its members, within which they are a gloss and not a hit of their own


@dataclass(frozen=True, eq=False, slots=True)
class _What:
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


class _Hit(NamedTuple):
    start: int
    end: int
    what: _What


_Describe = Callable[[Name, int, int], _What]  # of a listed form, and where it stands


def find_terms(
    docs: object,
    lexicon: Lexicon | None = None,
    *,
    unlisted: bool = True,
    workers: int = 1,
    client: Any = None,
    progress: bool = False,
) -> pd.DataFrame:
    """Find formulations in documents, each under its concept whatever the language and spelling.

    In: docs (doc_id, lang, text; date tells senses apart), or anything that `read` takes, whose texts are then not held; a lexicon, `Lexicon.default()` unless given
    (of a saved corpus the one it was built with); `unlisted=False` leaves
    out numeric formulations that only their grammar gives away; workers: processes on this machine, client: a dask.distributed
    Client in their place, progress: a bar. Out: one row per hit, in the order of the text:

    - doc_id, sent, start, end (characters: `text[start:end] == surface`), surface, lang (of the formulation);
    - concept (missing where unknown), sense (where one form has several meanings), listed, form: "abbreviated" (四风),
      "expanded" (its members written out without it), "unlisted";
    - score (0 to 1) with the cues for it, alternatives (other concepts or senses);
    - members (in that language; those found, if expanded; those that the text gives, if unlisted), found and of (how many of how many, if expanded);
    - position (0 to 1: how far into the document), and the documents' metadata.

    Traditional characters, full width, case, hyphens, quotation marks, spaces and line breaks inside make no difference, nor do
    numerals in figures, singular and plural, -ise and -ize. A form is only found as whole words; of overlapping ones the
    longest counts, then the leftmost; but a formulation with a numeral is a hit beside an enumeration that it is a member of, as are
    all members of one in part that are formulations of their own.
    Raises ValueError if a column is missing.

    >>> import toolkit as tk
    >>> hits = tk.find_terms(tk.from_texts(["堅決做到「兩個維護」，开展“三抓三促”行动", "Report on the THREE REGULATIONS"]))
    >>> hits[["surface", "concept", "form"]].astype(object).fillna("").values.tolist()
    [['兩個維護', '两个维护', 'abbreviated'], ['三抓三促', '', 'unlisted'], ['THREE REGULATIONS', '三个规定', 'abbreviated']]
    """
    look = Look(lexicon_for(docs, lexicon), unlisted)
    return find_in(docs, look, "find_terms(docs)", workers=workers, client=client, progress=progress).table()


@dataclass(frozen=True)
class Look:
    """What is found in some documents, with the number of the document as `place`."""

    lexicon: Lexicon
    unlisted: bool

    @collection_paused()
    def __call__(self, docs: pd.DataFrame, at: At) -> pd.DataFrame:
        years = (as_dates(docs["date"]).dt.year if "date" in docs else pd.Series(float("nan"), docs.index)).tolist()
        doc_ids, langs, texts = (docs[column].tolist() for column in ("doc_id", "lang", "text"))
        found: list[_Hit] = []
        places: list[int] = []
        surfaces: list[str] = []
        sents: list[NDArray[np.int64]] = []
        listed, sentences = _lister(self.lexicon)(texts), spans_of(texts, langs)
        looks = first_looks(texts) if self.unlisted else repeat(None)
        for place, (doc_id, text, year) in enumerate(zip(doc_ids, texts, years, strict=True)):
            at(doc_id)
            hits, spans = _hits(text, *next(listed), self.lexicon, year, next(looks)), next(sentences)
            if hits:
                found += hits
                places += [place] * len(hits)
                surfaces += [text[start:end] for start, end, _ in hits]
                sents.append(sentence_of(spans[:, 0], [start for start, *_ in hits]))
        lengths = np.fromiter(map(len, texts), int, len(texts))
        return _table(docs["doc_id"], lengths, found, places, surfaces, sents)


def _table(
    doc_ids: pd.Series,
    lengths: NDArray[np.int64],
    found: Sequence[_Hit],
    places: list[int],
    surfaces: list[str],
    sents: Sequence[NDArray[np.int64]],
) -> pd.DataFrame:
    """The hits of all documents as a table, made column by column."""
    rows = np.array(places, int)
    start, end, whats = zip(*found, strict=True) if found else ((),) * 3
    numbers = {what: number for number, what in enumerate(dict.fromkeys(whats))}
    of_what = np.fromiter(map(numbers.__getitem__, whats), int, len(whats))
    what = {name: column.array.take(of_what) for name, column in _said(list(numbers)).items()}
    columns = {
        "place": rows,
        "doc_id": doc_ids.array.take(rows),
        "sent": np.concatenate([*sents, rows[:0]]),
        "start": np.array(start, int),
        "end": np.array(end, int),
        "surface": pd.array(surfaces, dtype="str"),
        **what,
        "position": np.array(start, float) / lengths[rows],
    }
    return pd.DataFrame({name: columns[name] for name in ("place", *HIT_COLUMNS)})


def _said(whats: list[_What]) -> pd.DataFrame:
    """What is said of hits, a column for each thing."""
    columns = {
        "lang": [what.lang for what in whats],
        "concept": [what.concept for what in whats],
        "sense": [what.sense for what in whats],
        "listed": [what.form != UNLISTED for what in whats],
        "form": [what.form for what in whats],
        "score": [what.score for what in whats],
        "cues": [SEPARATOR.join(what.cues) for what in whats],
        "alternatives": [SEPARATOR.join(what.others) for what in whats],
        "members": [SEPARATOR.join(what.members) for what in whats],
        "found": [what.found for what in whats],
        "of": [what.of for what in whats],
    }
    return pd.DataFrame({name: pd.Series(values, dtype=_TYPES[name]) for name, values in columns.items()})


@cache
def _lister(lexicon: Lexicon) -> Callable[[Sequence[str]], Iterator[tuple[Matches, list[Expansion]]]]:
    """A function from texts to what a lexicon has of each, looked for in many at once: forms, and members written out."""
    match, written_out, both = matcher(lexicon), enumerations(lexicon), _phrases_of(lexicon)

    def find(texts: Sequence[str]) -> Iterator[tuple[Matches, list[Expansion]]]:
        for run in runs(texts):
            some = texts[run.start : run.stop]
            forms, members = both.find(compact(joined(tuple(some)).text).words)
            for text, matches, found in zip(some, match(some, forms), written_out(some, members), strict=True):
                yield matches, [_completed(text, matches, expansion) for expansion in found]

    return find


def _completed(text: str, matches: Matches, found: Expansion) -> Expansion:
    """An enumeration of which the lexicon knows some members as written, and all of it as a form: self-purification, self-improvement, self-innovation and …"""
    if len(found.members) == found.of:
        return found
    for match in _near(matches, found):
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


@kept
def _phrases_of(lexicon: Lexicon) -> Lists:
    """What a lexicon is looked for by: its forms, and the members of its concepts."""
    return Lists(matcher(lexicon).phrases, enumerations(lexicon).phrases)


def _hits(
    text: str,
    matches: Matches,
    written_out: list[Expansion],
    lexicon: Lexicon,
    year: float,
    look: FirstLook | None,
) -> list[_Hit]:
    """The hits in a text, in order. look: the first look that the grammar took; None to leave out what nobody lists."""
    told = {found.concept: found.sense for found in reversed(written_out) if found.of == len(found.members)}
    describe = _describer(text, lexicon, told, year)
    found = zip(matches.starts, matches.ends, matches.names, map(_everywhere(lexicon), matches.names), strict=True)
    whats = [what or describe(name, start, end) for start, end, name, what in found]
    hits = list(map(_Hit._make, zip(matches.starts, matches.ends, whats, strict=True)))
    if written_out:
        hits = _with_expanded(text, hits, matches, written_out)
    if look is None:
        return [hit for hit in _as_explained(text, hits, written_out, lexicon) if hit.what.form != UNLISTED]
    return _as_explained(text, _with_unlisted(text, hits, look, lexicon, describe), written_out, lexicon)


def _with_expanded(text: str, hits: list[_Hit], matches: Matches, written_out: list[Expansion]) -> list[_Hit]:
    """Those of the matches and enumerations of a text that are hits: not both a label and what explains it."""
    near = [_near(matches, found) for found in written_out]
    left_out = {
        match.start
        for found, beside in zip(written_out, near, strict=True)
        for match in beside
        if _writes_out(found, match, text)
    }
    expanded: list[_Hit] = []
    inside: set[int] = set()
    for found, beside in zip(written_out, near, strict=True):
        beside = [match for match in beside if match.start not in left_out]
        held = [match for match in beside if _holds(found, match)]
        if not _is_of_formulations(found, len(held)):
            inside.update(match.start for match in held if not _is_numeric(text, match))
        explains_another = len(held) < len(beside)  # its own label near by, or a longer hit that it meets
        if not explains_another:
            expanded.append(_expanded(text, found))
    left_out |= inside
    return sorted([*[hit for hit in hits if hit.start not in left_out], *expanded], key=itemgetter(0, 1))


def _as_explained(text: str, hits: list[_Hit], written_out: list[Expansion], lexicon: Lexicon) -> list[_Hit]:
    """Hits as the text itself explains them: an unlisted label has the members given, or is the concept whose members they are; a listed one that is
    explained as something else stands for that, a company's “三条红线”：不迟到、不早退、不旷工."""
    itself: set[tuple[int, int]] = set()
    another: dict[str, tuple[int, _What]] = {}  # by the surface, from which hit on: the text goes on to call it so
    for at, hit in _maybe_explained(text, hits, written_out):
        items, known = _explanation(text, hit, written_out, lexicon)
        if items:
            itself.update([(known.start, known.end)] if known else [])
            what = _what_explained(text, hit.what, items, known, lexicon)
            if hit.what.concept and what.concept is None:
                another.setdefault(text[hit.start : hit.end], (at, what))
            hits[at] = hit._replace(what=what)
    for at, hit in enumerate(hits) if another else ():
        first, what = another.get(text[hit.start : hit.end], (at, hit.what))
        if first < at and hit.what.concept:
            hits[at] = hit._replace(what=what)
    return [hit for hit in hits if hit.what.form != EXPANDED or hit[:2] not in itself] if itself else hits


def _maybe_explained(text: str, hits: list[_Hit], written_out: list[Expansion]) -> list[tuple[int, _Hit]]:
    """The unlisted labels, and the listed ones behind which something else may be told than their members."""
    near: set[int] = set()  # all the members of some concept
    for found in written_out:
        if len(found.members) == found.of:
            first = bisect_left(hits, found.start - _REACH, key=itemgetter(0))
            near.update(range(first, bisect_left(hits, found.end + _REACH, key=itemgetter(0))))
    return [
        (at, hits[at])
        for at, (start, end, what) in enumerate(hits)
        if what.concept is None
        or (
            (what.members or at in near)
            and (text[end : end + 1] in GLOSS_BEGINS or what.lang == "en")
            and what.form == ABBREVIATED
            and may_be_explained(text, start, end, what.lang)
        )
    ]


def _explanation(
    text: str, hit: _Hit, written_out: list[Expansion], lexicon: Lexicon
) -> tuple[tuple[Member, ...], Expansion | None]:
    """The members that the text gives for a label, if it is unlisted or they are not its concept's; and the concept of which they are all."""
    what = hit.what
    items = gloss(text, hit.start, hit.end, what.lang)
    known = next((found for found in written_out if items and _is_all_of(items, found)), None)
    if what.concept is None or not items:
        return items, known
    given = [text[item.start : item.end] for item in items]
    if known:
        shared = set(_own_members(known, lexicon)).intersection(what.members)
        foreign = known.concept != what.concept and 2 * len(shared) < known.of
    else:
        foreign = _are_foreign(given, what, lexicon) and all(_is_name(item, what.lang) for item in given)
    return (items, known) if foreign and is_told(text, hit.start, hit.end, items, what.lang) else ((), None)


def _own_members(found: Expansion, lexicon: Lexicon) -> tuple[str, ...]:
    """The members of the concept that an enumeration is one of, as they are usually written."""
    term = _term_of(found, lexicon)
    return term.usual_zh if found.lang == "zh" else term.usual_en


def _term_of(found: Expansion, lexicon: Lexicon) -> Term:
    return next(term for term in lexicon.senses(found.concept) if term.sense == found.sense)


def _are_foreign(given: list[str], what: _What, lexicon: Lexicon) -> bool:
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
    return whole and _overlap(items, found)


def _what_explained(
    text: str, what: _What, items: tuple[Member, ...], known: Expansion | None, lexicon: Lexicon
) -> _What:
    meant = [_named(what.concept, what.sense)] if what.concept else []
    others = tuple(dict.fromkeys((*meant, *what.others)))
    cues = tuple(dict.fromkeys((*what.cues, GLOSSED)))
    if known:
        return replace(_of_term(_term_of(known, lexicon), Name(known.concept, what.lang, EVIDENT, others)), cues=cues)
    given = tuple([text[item.start : item.end] for item in items])
    return _What(what.lang, None, UNLISTED, min(what.score, EVIDENT), cues, others, members=given)


def _with_unlisted(text: str, hits: list[_Hit], look: FirstLook, lexicon: Lexicon, describe: _Describe) -> list[_Hit]:
    """Listed hits and those of the grammar. An English form may end elsewhere than it is listed: dual control [of energy]."""
    begun = {hit.start: hit for hit in hits if _may_end_elsewhere(hit, look.text)}
    others = [hit for hit in hits if hit.start not in begun] if begun else hits
    starts, ends, _ = zip(*others, strict=True) if others else ((),) * 3
    whole = {*starts, *ends}
    taken = [
        (start, end)
        for start, end, what in others
        if (what.score == LISTED or what.form == EXPANDED) and not _part_of_compound(start, end, text, whole)
    ]
    found = unlisted_in(text, taken, look, {start: hit.end for start, hit in begun.items()})
    spans = list(zip(starts, ends, strict=True))
    found = [candidate for candidate in found if candidate.start in begun or _takes_its_place(candidate, spans)]
    if not found:
        return hits
    inside = {
        at
        for candidate in found
        for at in range(bisect_left(starts, candidate.start), bisect_left(starts, candidate.end))
        if ends[at] <= candidate.end
    }
    hits = [hit for at, hit in enumerate(others) if at not in inside]
    for candidate in found:
        hits += _by_grammar(text, candidate, begun.pop(candidate.start, None), lexicon, describe)
    return sorted([*hits, *begun.values()], key=itemgetter(0, 1))


def _may_end_elsewhere(hit: _Hit, folded: str) -> bool:
    what = hit.what
    return (
        what.lang == "en" and what.form == ABBREVIATED and what.score == LISTED and may_end_elsewhere(folded, *hit[:2])
    )


def _takes_its_place(found: Candidate, spans: Sequence[tuple[int, int]]) -> bool:
    """Listed hits at some sorted spans give way to a good candidate only that holds them, and to none that is the same span."""
    span = (found.start, found.end)
    met = meeting(spans, *span)
    holds = span not in met and all(found.start <= start and end <= found.end for start, end in met)
    return not met or (holds and found.score >= EVIDENT)


def _by_grammar(
    text: str, found: Candidate, begun: _Hit | None, lexicon: Lexicon, describe: _Describe
) -> Iterator[_Hit]:
    """What the grammar found: a hit of no concept, or of one that is written so but was not believed; of several in a row, 六稳六保, each.

    begun: the listed hit that begins there and ends elsewhere; with as many numerals it is still that.
    """
    look_up = written(lexicon)
    concepts = _concepts_of(text[found.start : found.end], look_up)
    if begun and not concepts and _numerals(text, begun) == _numerals(text, found):
        what = replace(begun.what, score=min(found.score, EVIDENT), cues=found.cues)
        yield _Hit(found.start, found.end, what)
        return
    parts = [(start, end, *look_up(text[start:end])) for start, end in _parts(text, found)]
    if not concepts and parts and all(sure for *_, sure in parts):
        named = [(start, end, of) for start, end, of, _ in parts]
    else:
        named = [(found.start, found.end, concepts)]
    for start, end, of in named:
        what = _What(found.lang, None, UNLISTED, found.score, found.cues)
        if of:
            name = Name(of[0], found.lang, min(found.score, EVIDENT), of[1:])
            what = replace(describe(name, start, end), cues=found.cues)
        yield _Hit(start, end, what)


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


def _numerals(text: str, found: _Hit | Candidate) -> int:
    return len(numerals_in(text[found.start : found.end]))


def _part_of_compound(start: int, end: int, text: str, whole: set[int]) -> bool:
    """Do more numerals, which are no listed form, stand right before or after it: 三评 in 三亮三比三评?"""
    short = end - start <= 3
    if (short or end not in whole) and _ZH_PART.match(text, end):
        return True
    return short and _ZH_PART.match(text, max(0, start - 2), start) is not None


def _near(matches: Matches, found: Expansion) -> list[Match]:
    """The matches that meet an enumeration, and those of its concept near it."""
    first = bisect_left(matches.ends, found.start - _NEAR)
    upto = bisect_right(matches.starts, found.end + _NEAR)
    return [
        matches[at]
        for at in range(first, upto)
        if matches.names[at].concept == found.concept or _meet(matches.starts[at], matches.ends[at], found)
    ]


def _meet(start: int, end: int, found: Expansion) -> bool:
    return start < found.end and found.start < end


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


def _expanded(text: str, found: Expansion) -> _Hit:
    members = tuple([text[member.start : member.end] for member in found.members])
    return _Hit(found.start, found.end, _what_expanded(found.lang, found.concept, found.sense, members, found.of))


@lru_cache(1 << 14)
def _what_expanded(lang: str, concept: str, sense: str, members: tuple[str, ...], of: int) -> _What:
    score = round(len(members) / of, 2)
    return _What(lang, concept, EXPANDED, score, sense=sense, members=members, found=len(members), of=of)


def _describer(text: str, lexicon: Lexicon, told: Mapping[str, str], year: float) -> _Describe:
    """A function that says what listed forms of a text are.

    told: the sense of each concept whose members the text writes out; year: the document's.
    """
    everywhere = _everywhere(lexicon)

    def describe(name: Name, start: int, end: int) -> _What:
        return everywhere(name) or in_sense(name, start, end)

    def in_sense(name: Name, start: int, end: int) -> _What:
        senses = lexicon.senses(name.concept)
        term = next((term for term in senses if term.sense == told.get(name.concept)), None)
        term, score = (term, LISTED) if term else _sense(senses, text, start, end, name.lang, year)
        others = (_named(other.concept, other.sense) for other in senses if other is not term)
        return _of_term(term, name._replace(score=min(score, name.score), others=(*name.others, *others)))

    return describe


def _named(concept: str, sense: str) -> str:
    return f"{concept} ({sense})" if sense else concept


@cache
def _everywhere(lexicon: Lexicon) -> Callable[[Name], _What | None]:
    """A function that says what a listed form is: the same wherever it stands, unless its concept has several senses."""

    @lru_cache(1 << 14)
    def of(name: Name) -> _What | None:
        senses = lexicon.senses(name.concept)
        return _of_term(senses[0], name) if len(senses) == 1 else None

    return of


def _of_term(term: Term, name: Name) -> _What:
    members = term.usual_zh if name.lang == "zh" else term.usual_en
    return _What(name.lang, term.concept, ABBREVIATED, name.score, (), name.others, term.sense, members)


def _sense(senses: Sequence[Term], text: str, start: int, end: int, lang: str, year: float) -> tuple[Term, float]:
    """Of the senses that the year allows, which the sentence names, else the document's date, the one that what is around speaks for; else the latest."""
    said = year_said(text, start)
    dated = [term for term in senses if term.year and term.year <= (year if isnan(said) else said)]
    possible = dated or list(senses)
    ahead = foremost(spoken_for(text, start, end, lang, possible))
    if ahead is not None:
        return possible[ahead], EVIDENT
    return max(possible, key=lambda term: term.year or 0), EVIDENT if dated else UNCERTAIN


# --- members written out ----------------------------------------------------------------------------------------------

_EXPANSION_TYPES: dict[str, Any] = {
    "doc_id": "str", "concept": "str", "label": "str", "label_start": "Int64", "label_end": "Int64", "start": int, "end": int,
    "lang": "str", "number": int, "member": "str", "member_start": int, "member_end": int, "found": int, "of": int,
}  # fmt: skip


def expansions(docs: pd.DataFrame, lexicon: Lexicon | None = None) -> pd.DataFrame:
    """Where documents write out the members of a formulation, with its label (a gloss) or without.

    In: docs (doc_id, lang, text). Out: one row per member written: doc_id, concept (missing in the gloss of an unlisted label),
    label with label_start and label_end (missing where there is none near by; a numeral with what it counts that the text explains,
    "the three checks, namely …", is one, too), start and end of the enumeration, lang, number (which member of the concept's list,
    from 1; of an unlisted label, in the order written), member with member_start and member_end, found and of (how many of how many).
    All offsets are characters of the text.
    Raises ValueError if a column is missing.

    >>> import toolkit as tk
    >>> found = tk.expansions(tk.from_texts(["“三心”即爱心、耐心、恒心。", "反对形式主义、官僚主义、享乐主义。"]))
    >>> found[["label", "member", "found", "of"]].astype(object).fillna("").values.tolist()[2:4]
    [['三心', '恒心', 3, 3], ['', '形式主义', 3, 4]]
    """
    require(docs, ["doc_id", "lang", "text"], "expansions(docs)")
    lexicon = lexicon_for(None, lexicon)
    texts = docs["text"].tolist()
    rows = [
        (doc_id, *row)
        for doc_id, text, listed, look in zip(
            docs["doc_id"], texts, _lister(lexicon)(texts), first_looks(texts), strict=True
        )
        for row in sorted(_written_out(text, *listed, lexicon, look), key=lambda row: row[10])
    ]
    return pd.DataFrame(rows, columns=list(_EXPANSION_TYPES)).astype(_EXPANSION_TYPES)


def _written_out(
    text: str, matches: Matches, known: list[Expansion], lexicon: Lexicon, look: FirstLook
) -> Iterator[tuple]:
    found = _hits(text, matches, known, lexicon, float("nan"), look)
    hits = [hit for hit in found if hit.what.form != EXPANDED]
    others = explained_in(text, [(hit.start, hit.end) for hit in hits], look)
    hits += [_Hit(other.start, other.end, _What(other.lang, None, UNLISTED, other.score)) for other in others]
    glosses = [(hit, members) for hit in hits if (members := _told_of(text, hit, lexicon))]
    taken: list[Expansion] = []
    for expansion in known:
        label = _label_of(expansion, hits)
        whole = len(expansion.members) == expansion.of
        overlapping = (members for _, members in glosses if _overlap(members, expansion))
        if whole or not any(len(members) >= len(expansion.members) for members in overlapping):
            taken.append(expansion)
            yield from _member_rows(text, expansion.concept, label, expansion.lang, expansion.members, expansion.of)
    for hit, members in glosses:
        if not any(_overlap(members, expansion) for expansion in taken):
            numbered = tuple(member._replace(number=number) for number, member in enumerate(members))
            of = announced(text[hit.start : hit.end], [text[member.start : member.end] for member in members])
            yield from _member_rows(text, hit.what.concept, hit, hit.what.lang, numbered, of)


def _told_of(text: str, hit: _Hit, lexicon: Lexicon) -> tuple[Member, ...]:
    """The members that the text gives for a label; those of a listed one must be its concept's, or be said to be what it stands for."""
    members = gloss(text, hit.start, hit.end, hit.what.lang)
    given = [text[member.start : member.end] for member in members]
    foreign = hit.what.concept is not None and _are_foreign(given, hit.what, lexicon)
    return () if foreign and not is_told(text, hit.start, hit.end, members, hit.what.lang) else members


def _overlap(members: Sequence[Member], found: Expansion) -> bool:
    return members[0].start < found.end and found.start < members[-1].end


def _label_of(found: Expansion, hits: Sequence[_Hit]) -> _Hit | None:
    near = [
        hit
        for hit in hits
        if hit.what.concept == found.concept and hit.start - found.end <= _NEAR and found.start - hit.end <= _NEAR
    ]
    return min(near, key=lambda hit: abs(hit.start - found.start), default=None)


def _member_rows(
    text: str, concept: str | None, label: _Hit | None, lang: str, members: Sequence[Member], of: int
) -> Iterator[tuple]:
    start, end = min(member.start for member in members), max(member.end for member in members)
    shown = (text[label.start : label.end], label.start, label.end) if label else (None, None, None)
    for member in members:
        yield (concept, *shown, start, end, lang, member.number + 1, text[member.start : member.end], member.start, member.end,
               len(members), of)  # fmt: skip
