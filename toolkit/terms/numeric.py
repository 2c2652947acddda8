"""Numeric formulations that no lexicon lists, by their grammar: 三抓三促, “五查五改”, "three grasps and three promotions".

Every span that begins with a numeral is a candidate; the evidence for and against it (its shape, what is counted, the words and marks around
it) adds up to a probability, and those that reach THRESHOLD are hits. What each piece of evidence is worth was learned from labelled
sentences, half of them full of counts, dates and names (see `toolkit.terms.grammar`).
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import NamedTuple

from toolkit.terms import numeric_en, numeric_zh
from toolkit.terms.cues import cues, is_quoted
from toolkit.terms.forms import EN_NUMERALS, en_numeral
from toolkit.terms.gloss import gloss, is_said, is_stated
from toolkit.terms.grammar import ENDING, UNLISTED, Clue, probability, total, weights, worth
from toolkit.terms.signs import signs_of
from toolkit.terms.words_en import numerals_in
from toolkit.text.codes import text_of
from toolkit.text.fold import fold_codes
from toolkit.text.joined import joined, runs

THRESHOLD = 0.5
COMPOUND, GLOSSED, REPEATED = "compound", "glossed", "repeated"
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_NUMERALS_ZH = re.compile("[一二三四五六七八九十两双百千万]|\\d+")
# Log-odds of a beginning up to which a numeral is passed over; of what is lost hardly anything would be believed. (In Chinese a third of the numerals
# of real reports that are looked at lie between -2 and -1.5, with 4 of 157 hits, of which one is right.)
_PASSED_OVER = {"zh": -1.5, "en": -2.0}
_NONE_PASSED_OVER = {"zh": -math.inf, "en": -math.inf}
_JOINT = re.compile(rf"(?:,? and |,? )(?=(?:{en_numeral()})\b)", re.IGNORECASE)
_LEAST = math.log(THRESHOLD / (1 - THRESHOLD))
_MUCH = 2.5  # log-odds by which a form of the lexicon must be surpassed to end elsewhere
_NEAR = 20_000  # characters on either side in which a phrase is looked for again: a whole book would be gone through for each candidate
_SURE, _LONG_ENOUGH = 0.8, 4  # score, and characters, of a phrase that is believed wherever it stands again
_GOES_ON = frozenset("第〇零一二三四五六七八九十百千万0123456789")  # with a numeral, which is then no whole one
_DOUBTED = -1.0  # log-odds of an end; of those above it nearly none is surpassed
_NOTHING: Mapping[int, int] = {}


class _Together(NamedTuple):
    """What each model counts for in the log-odds of a span: its evidence, the first look at its numeral, and the last look at where it ends.

    They err in different places, and each is surer than it should be: so on folds of the labelled sentences, of which these were taken.
    hopeless: log-odds up to which the evidence of the phrase itself is not looked at: it hardly ever makes up for them.
    """

    evidence: float
    first_look: float
    last_look: float
    bias: float
    hopeless: float = -math.inf


_OF = {"zh": _Together(0.65, 0.65, 0.0, 0.0), "en": _Together(0.45, 0.5, 0.4, -0.1, -3.5)}


class Candidate(NamedTuple):
    """A phrase that may be a formulation: where, how likely (0 to 1), and what speaks for it."""

    start: int
    end: int
    score: float
    cues: tuple[str, ...]
    lang: str


class Span(NamedTuple):
    """A span that may be a formulation: where, and what gives the evidence for it, the place and its end there."""

    start: int
    end: int
    lang: str
    place: numeric_zh.Place | numeric_en.Place
    end_in_place: int


class FirstLook(NamedTuple):
    """A text as the grammar sees it, folded; the Chinese numerals in it that are not passed over, with their log-odds; and the other signs in it
    (see `toolkit.terms.signs`)."""

    text: str
    likely: dict[int, float]
    opened: list[int]
    latin: list[list[int]]


def first_looks(texts: Sequence[str], passed_over: Mapping[str, float] = _PASSED_OVER) -> Iterator[FirstLook]:
    """The first look at each text: at many together."""
    for run in runs(texts):
        together = joined(tuple(texts[run.start : run.stop]))
        codes = fold_codes(together.codes)
        folded, signs = text_of(codes), signs_of(codes)
        odds = numeric_zh.beginnings(codes, signs.numerals)
        is_likely = odds > passed_over["zh"]
        starts, odds = signs.numerals[is_likely], odds[is_likely]
        of_texts = zip(
            together.apart(starts, starts - together.begins_of(starts)),
            together.apart(starts, odds),
            together.apart(signs.opened, signs.opened - together.begins_of(signs.opened)),
            together.apart(signs.latin[:, 0], signs.latin - together.begins_of(signs.latin[:, 0])[:, None]),
            strict=True,
        )
        bounds = zip(together.begins.tolist(), together.ends.tolist(), strict=True)
        for (begin, end), (starts, odds, opened, latin) in zip(bounds, of_texts, strict=True):
            likely = dict(zip(starts.tolist(), odds.tolist(), strict=True))
            yield FirstLook(folded[begin:end], likely, opened.tolist(), latin.tolist())


def spans(
    text: str,
    taken: Sequence[tuple[int, int]] = (),
    look: FirstLook | None = None,
    begun: Mapping[int, int] = _NOTHING,
    *,
    all_numerals: bool = False,
) -> Iterator[Span]:
    """Every candidate of a text outside the spans that are taken, at numerals that are not passed over, or at all.

    look: the first look at the text, where it has been taken; begun: where spans begin and end that are taken but for where they end.
    """
    passed_over = _NONE_PASSED_OVER if all_numerals else _PASSED_OVER
    is_taken = bytearray(len(text))
    for start, end in (*taken, *begun.items()):
        is_taken[start:end] = b"\1" * (end - start)
    for start in begun:
        is_taken[start] = False
    for at, lang, place in _places(look or next(first_looks([text], passed_over)), is_taken, passed_over):
        start = at + place.start
        for end in place.ends():
            if is_taken.find(1, begun.get(start, start), at + end) < 0:
                yield Span(start, at + end, lang, place, end)


def _places(
    look: FirstLook, is_taken: bytearray, passed_over: Mapping[str, float]
) -> Iterator[tuple[int, str, numeric_zh.Place | numeric_en.Place]]:
    """Where candidates may begin, with the place where their stretch of the text does: English ones in the Latin stretches of a Chinese text."""
    text = look.text
    if not _HAN.search(text):
        yield from ((0, "en", place) for place in numeric_en.places(text, is_taken, passed_over["en"]))
        return
    yield from ((0, "zh", place) for place in numeric_zh.places(text, is_taken, look.likely, look.opened))
    for at, end in look.latin:
        found = numeric_en.places(text[at:end], is_taken[at:end], passed_over["en"])
        yield from ((at, "en", place) for place in found)


def unlisted(
    text: str,
    taken: Sequence[tuple[int, int]] = (),
    look: FirstLook | None = None,
    begun: Mapping[int, int] = _NOTHING,
) -> list[Candidate]:
    """Numeric formulations in a text by grammar, outside the spans that are taken, in order, not overlapping (see `spans`).

    One that begins as a span does which is taken but for its end is much likelier than that.

    >>> text = "开展“三抓三促”行动，用三个月完成两个项目"
    >>> [(text[c.start:c.end], c.cues) for c in unlisted(text)]
    [('三抓三促', ('quoted', 'governed', 'headed', 'compound'))]
    >>> [c.score for c in unlisted("two years and four city councils")]
    []
    """
    found = []
    for start, seen in groupby(scored(text, taken, look, begun), key=lambda seen: seen[0].start):
        rivals = list(seen)
        least = _LEAST
        if start in begun:  # a form that ends where the grammar would not is left as it is
            as_listed = [odds for span, odds, _ in rivals if span.end == begun[start]]
            least = max(_LEAST, as_listed[0] + _MUCH) if as_listed else math.inf
        found += [
            Candidate(start, span.end, round(probability(odds), 2), _cues(text, span, farther), span.lang)
            for span, odds, farther in rivals
            if odds >= least
        ]
    best = _apart(found)
    return sorted([*best, *_again(text, best, sorted([*taken, *begun.items()]))])


def _again(text: str, found: Sequence[Candidate], taken: Sequence[tuple[int, int]]) -> Iterator[Candidate]:
    """Where phrases that surely are formulations stand again near by, without the marks or words that gave them away."""
    spans = sorted([*taken, *((candidate.start, candidate.end) for candidate in found)])
    for surface, first in {text[c.start : c.end]: c for c in reversed(found) if c.score >= _SURE}.items():
        at, upto = first.end, first.end + _NEAR
        while len(surface) >= _LONG_ENOUGH and (at := text.find(surface, at, upto)) >= 0:
            span = at, at + len(surface)
            if is_whole(text, *span, first.lang) and not meeting(spans, *span):
                insort(spans, span)
                yield first._replace(start=span[0], end=span[1], cues=(REPEATED,))
            at = span[1]


def is_whole(text: str, start: int, end: int, lang: str) -> bool:
    """Is a phrase no part of a word, nor its numeral of a larger one?"""
    before = text[start - 1 : start]
    if lang == "zh":
        return before not in _GOES_ON
    return not before.isalnum() and not text[end : end + 1].isalnum()


def may_end_elsewhere(text: str, start: int, end: int) -> bool:
    """Does another numeral follow an English phrase of a folded text, or does a quick last look doubt that it ends there?"""
    if _JOINT.match(text, end):
        return True
    return total(numeric_en.ending_of(text, start, end), worth(ENDING, "en")) < _DOUBTED


def explained(text: str, taken: Sequence[tuple[int, int]] = (), look: FirstLook | None = None) -> list[Candidate]:
    """Numerals with what they count, formulation or not, that the text explains in so many words (see `spans`).

    >>> text = "the three checks, namely self-check, cross-check and spot check"
    >>> [text[c.start:c.end] for c in explained(text)]
    ['three checks']
    """
    found = []
    for span, odds, _ in scored(text, taken, look):
        members = gloss(text, span.start, span.end, span.lang)
        if not members:
            continue
        if members[0].start > span.end:
            said = is_said(text, span.end, span.lang) or (
                is_quoted(text, span.start, span.end) and is_stated(text, span.end, span.lang)
            )
        else:
            said = is_quoted(text, span.start, span.end)
        if said:
            found.append(Candidate(span.start, span.end, probability(odds), (GLOSSED,), span.lang))
    return _apart(found)


def scored(
    text: str,
    taken: Sequence[tuple[int, int]] = (),
    look: FirstLook | None = None,
    begun: Mapping[int, int] = _NOTHING,
) -> Iterator[tuple[Span, float, list[Clue]]]:
    """Every candidate (see `spans`) with the log-odds that its evidence adds up to, and the gloss and repetition that were found.

    These two take longest to look for: it is only done where they may decide.
    """
    place, base = None, 0.0
    for span in spans(text, taken, look, begun):
        known, of = worth(UNLISTED, span.lang), _OF[span.lang]
        if span.place is not place:
            place = span.place
            base = of.bias + of.evidence * total(place.clues(), known) + of.first_look * place.first_look
        odds = base + of.last_look * total(span.place.ending(span.end_in_place), worth(ENDING, span.lang))
        if odds > of.hopeless:
            odds += of.evidence * total(span.place.clues_to(span.end_in_place), known)
        farther = farther_clues(text, span) if odds + _most_of_farther(span.lang) >= _LEAST else []
        yield span, odds + of.evidence * total(farther, known), farther


@cache
def _most_of_farther(lang: str) -> float:
    known = weights(UNLISTED, lang)
    return _OF[lang].evidence * sum(max(0.0, known.get((cue, ""), 0.0)) for cue in (GLOSSED, REPEATED))


def _is_glossed(text: str, span: Span) -> bool:
    return bool(gloss(text, span.start, span.end, span.lang))


def _is_repeated(text: str, span: Span) -> bool:
    surface = text[span.start : span.end]
    return (
        text.find(surface, span.end, span.end + _NEAR) >= 0
        or text.find(surface, max(0, span.start - _NEAR), span.start) >= 0
    )


def farther_clues(text: str, span: Span) -> list[Clue]:
    """The evidence that `scored` looks for last."""
    return [(cue, "") for cue, holds in ((GLOSSED, _is_glossed), (REPEATED, _is_repeated)) if holds(text, span)]


def _cues(text: str, span: Span, farther: Sequence[Clue]) -> tuple[str, ...]:
    """What a reader can see that speaks for the span."""
    surface = text[span.start : span.end]
    several = _NUMERALS_ZH.findall(surface) if span.lang == "zh" else numerals_in(surface)
    own = [COMPOUND] if len(several) > 1 else []
    return (*cues(text, span.start, span.end, span.lang), *own, *(cue for cue, _ in farther))


def meeting(taken: Sequence[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """Those of some sorted spans that a stretch overlaps."""
    at = bisect_left(taken, (end, 0))
    return [span for span in taken[max(0, at - 3) : at] if span[1] > start]


def _apart(found: list[Candidate]) -> list[Candidate]:
    """Of overlapping candidates the likelier, then the longer one."""
    kept: list[tuple[int, int]] = []
    best = []
    for candidate in sorted(found, key=lambda c: (-c.score, c.start - c.end, c.start)):
        if not meeting(kept, candidate.start, candidate.end):
            insort(kept, (candidate.start, candidate.end))
            best.append(candidate)
    return sorted(best)


def begins_with_numeral(phrase: str) -> bool:
    """In either language; 一般 and 一律 too, which `may_be_formulation` tells apart."""
    return bool(re.match(r"[一二三四五六七八九十两双]|\d", phrase)) or phrase.split(" ")[0].lower() in EN_NUMERALS


def may_be_formulation(phrase: str) -> bool:
    """Does a phrase that begins with a numeral look like a formulation, whatever is around it: if a notice asked to carry it out?

    >>> [may_be_formulation(phrase) for phrase in ("三抓三促", "两个小时", "一般公共预算", "four hearts", "two cities")]
    [True, False, False, True, False]
    """
    before, after = ("落实", "工作") if _HAN.search(phrase) else ("implement the ", " of the county")
    notice, start, end = before + phrase + after, len(before), len(before) + len(phrase)
    return any(odds >= _LEAST for span, odds, _ in scored(notice) if (span.start, span.end) == (start, end))
