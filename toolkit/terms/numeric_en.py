"""English: the spans that may be numeric formulations, and what a reader would look at to tell; see `toolkit.terms.numeric_zh`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache, cached_property, lru_cache
from operator import itemgetter
from typing import NamedTuple

from toolkit.terms.cues import EN_HEADS, is_governed, is_headed
from toolkit.terms.forms import EN_NUMERALS, other_number
from toolkit.terms.grammar import BEGINNING, Feature, total, weights
from toolkit.terms.phrases import Phrases
from toolkit.terms.things import EN_NAMES, EN_NO_HEADS, EN_REGISTER, EN_THINGS, EN_UNCOUNTABLE
from toolkit.terms.wordnet import word_class
from toolkit.text.fold import shadow_codes

_WORD_NUMERALS = frozenset(
    (*EN_NUMERALS, *"dual double triple twin hundred hundreds thousand thousands million zero".split())
)
_TOKEN = re.compile(r"[A-Za-z]+(?:[’'][A-Za-z]+)*|\d+(?:[.,]\d+)*%?|[^\sA-Za-z\d]")
_FIGURES = re.compile(r"(?<![\d.,])\d{1,4}(?![\d.,]*\d)")
_BREAKS = frozenset(".;:!?()[]—–…/")
_OPEN, _CLOSE = frozenset("“‘\"'「"), frozenset("”’\"'」")
_STOP_MARK = re.compile(rf"[{re.escape(''.join(sorted(_BREAKS)))}](?!\d)")
_PLAIN = frozenset("\"'")  # marks that open and close
_INSIDE = frozenset("-’'+＋")
_MONEY = frozenset("$€£¥+")
_HEADS = frozenset(  # what follows a formulation and is no part of it: naming words, and adverbs of how it is carried out
    (
        *EN_HEADS,
        *"cadres management pattern policies rules selection supervision volunteers conscientiously earnestly effectively firmly fully".split(),
        *"into resolutely strictly thoroughly together well".split(),
    )
)
_SMALL = frozenset(("and", "of", "the", "in", "to", "for", "a"))
_DEFINITE = frozenset(("the", "these", "those", "its", "our", "their"))
_STOP = frozenset(
    (
        "of and or to in on at by for from with as that which who is are was were be been has have had will would can "
        "could may might should must do does did when where while if because since than but so into onto over under "
        "during after before between among through across against via per within without about requires require required "
        "means mean include includes including called known the a an this these those its their his her our your my it "
        "they we he she you i not only also still just now then there here all each every both"
    ).split()
)
_IRREGULAR = frozenset(
    "people men women children feet teeth mice sheep fish aircraft series species data media criteria phenomena police cattle".split()
)
_OPENED = re.compile(  # an opening mark, and a numeral before it closes
    rf"(?:(?<![^\s(])[\"']|[“‘「])(?=[A-Za-z])(?=[^”’\"」\n]{{0,60}}?\b(?:{'|'.join(_WORD_NUMERALS)}|\d{{1,4}})\b)",
    re.I,
)
_FARTHEST = 16  # words and marks of a formulation
_LONGEST, _LONGEST_OF_ONE = 10, 7  # words of one with several numerals, and of one with a single one
_BESIDE = 24  # characters in which there are two words
_BY = 72  # and five
_AHEAD = 240  # characters in which there are more words than a formulation has
_NEAR = 150  # characters on either side that tell the register


class Word(NamedTuple):
    start: int
    end: int
    text: str
    lower: str


_start_of = itemgetter(0)


def places(text: str, is_taken: bytearray, least: float) -> Iterator[Place]:
    """Where a formulation may begin in a folded text: at a numeral, and behind an opening mark with a numeral before it closes.

    Most numerals count or date something, as the words on either side show; those whose log-odds are not above `least` are passed over, and
    places that are taken.
    """
    known = weights(BEGINNING, "en")
    odds = {start: total(beginning(text, start), known) for start in numerals(text) if not is_taken[start]}
    likely = {start for start, of in odds.items() if of > least}
    opened = {start for match in _OPENED.finditer(text) if not is_taken[start := match.end()]}
    for start in sorted(likely | opened):
        stop = _STOP_MARK.search(text, start, start + _AHEAD)
        place = _place(text, start, stop.start() if stop else start + _AHEAD, odds.get(start, 0.0))
        if place.start == start and not place.is_money:
            yield place


@cache
def _numeral_words() -> Phrases:
    return Phrases(sorted(_WORD_NUMERALS))


def numerals(text: str) -> list[int]:
    """Where the numerals of a folded text begin."""
    words = _numeral_words().find(shadow_codes(text)).starts.tolist()
    return sorted({*words, *(match.start() for match in _FIGURES.finditer(text))})


def beginning(text: str, start: int) -> tuple[Feature, ...]:
    """The evidence of the words around a numeral that a formulation begins there."""
    before = _before(text, start, _BY)[-5:]
    *_, three, two, one = "^", "^", "^", *before
    number, *after = _TOKEN.findall(text, start, start + _BY)[:6]
    next_is = "capital" if after and after[0][0].isupper() else "small"
    first, *farther = [word.lower() for word in after] or ["$"]
    second, third, *_ = *farther, "$", "$"
    kinds = f"{kind_of(first)} {kind_of(second)}"
    numeral = "figure" if number[0].isdigit() else number.lower()
    sense, above = word_class(first)
    sense_before, sense_second = word_class(one).supersense, word_class(second).supersense
    return (
        ("bias", ""),
        ("before", one),
        ("two before", f"{two} {one}"),
        ("numeral", numeral),
        ("before and numeral", f"{one} {numeral}"),
        ("case", f"{number[0].isupper()} {next_is} {numeral}"),
        ("after", first),
        ("two after", f"{first} {second}"),
        ("second after", second),
        ("third after", third),
        ("after is", kind_of(first)),
        ("after are", kinds),
        ("three after are", f"{kinds} {kind_of(third)}"),
        ("before is", kind_of(one)),
        ("around are", f"{kind_of(one)} {kinds}"),
        ("numeral and after are", f"{numeral} {kind_of(first)}"),
        ("after ends", first[-3:]),
        ("second after ends", second[-3:]),
        ("second before", two),
        ("third before", three),
        ("sense after", sense),
        ("sense second", sense_second),
        ("sense third", word_class(third).supersense),
        ("senses after", f"{sense} {sense_second}"),
        ("sense before", sense_before),
        ("senses before", f"{word_class(two).supersense} {sense_before}"),
        ("senses around", f"{sense_before} {sense}"),
        ("numeral and sense", f"{numeral} {sense}"),
        ("hypernym after", above),
        ("hypernym second", word_class(second).hypernym),
        *(("near before", word) for word in dict.fromkeys(before)),
        *(("near after", word) for word in dict.fromkeys(farther)),
        *_hypernyms_near((*before, first, *farther)),
    )


def _hypernyms_near(words: Iterable[str]) -> Iterator[Feature]:
    """Each once, and in order: sums are then the same in every process."""
    return (("hypernym near", above) for above in dict.fromkeys(word_class(word).hypernym for word in words) if above)


def _two_before(text: str, start: int) -> list[str]:
    """The two words or marks before a place, "^" where there is none."""
    return ["^", "^", *_before(text, start, _BESIDE)][-2:]


def _before(text: str, start: int, far: int) -> list[str]:
    """The words and marks in so many characters before a place."""
    return [word.lower() for word in _TOKEN.findall(text, max(0, start - far), start)]


def _place(text: str, start: int, far: int, first_look: float) -> Place:
    """The place where a phrase may begin, with the words up to where it may end and a few around it."""
    found = _TOKEN.finditer(text, max(0, start - _BESIDE), far + _BESIDE)
    words = [Word(*match.span(), match[0], match[0].lower()) for match in found]
    number = bisect_left(words, start, key=_start_of)
    return Place(text, words, min(number, len(words) - 1), start > 0 and text[start - 1] in _OPEN, first_look)


def place_of(text: str, start: int, end: int) -> Place:
    """The place where a known phrase of a folded text begins."""
    return _place(text, start, end, 0.0)


def around(text: str, start: int, end: int) -> Iterator[Feature]:
    """The evidence around a phrase of which it is only asked whether it is one: the words and marks on either side, and its own look."""
    two, one = _two_before(text, start)
    first, second, *_ = (*(word.lower() for word in _TOKEN.findall(text, end, end + _BESIDE)), "$", "$")
    surface = text[start:end]
    words = surface.replace("-", " ").split(" ")
    number, head = words[0].lower(), words[-1].lower()
    numeral = "figure" if number[0].isdigit() else number
    case = f"{surface[0].isupper()} {words[-1][:1].isupper()}"
    yield "bias", ""
    yield "word before", one
    yield "words before", f"{two} {one}"
    yield "word before is", kind_of(one)
    yield "words before are", f"{kind_of(two)} {kind_of(one)}"
    yield "word after", first
    yield "words after", f"{first} {second}"
    yield "word after is", kind_of(first)
    yield "words after are", f"{kind_of(first)} {kind_of(second)}"
    yield "words around are", f"{kind_of(one)} {kind_of(first)}"
    yield "numeral", numeral
    yield "length", str(len(words))
    yield "case", case
    yield "head in the", "plural" if is_plural(head) else "singular"
    yield "head is", kind_of(head)
    yield "head and word after are", f"{kind_of(head)} {kind_of(first)}"
    yield "register and definite", f"{min(_register(text, start), 3)} {one in _DEFINITE}"
    yield from _senses_around(text, start, end, head)
    if is_governed(text, start, "en"):
        yield "governed", ""
    if is_headed(text, end, "en"):
        yield "headed", ""


def _senses_around(text: str, start: int, end: int, head: str) -> Iterator[Feature]:
    """The evidence of the words on either side, and of their classes."""
    before = _before(text, start, _BY)[-5:]
    after = [word.lower() for word in _TOKEN.findall(text, end, end + _BY)[:5]]
    senses_before = [word_class(word).supersense for word in ("^", "^", *before)]
    senses_after = [word_class(word).supersense for word in (*after, "$", "$")]
    sense, above = word_class(head)
    first = after[0] if after else "$"
    yield "head", head
    yield "head and after", f"{head} {first}"
    yield "sense of head", sense
    yield "hypernym of head", above
    yield "sense before", senses_before[-1]
    yield "sense after", senses_after[0]
    yield "senses before", f"{senses_before[-2]} {senses_before[-1]}"
    yield "senses after", f"{senses_after[0]} {senses_after[1]}"
    yield "senses around", f"{senses_before[-1]} {senses_after[0]}"
    yield "sense of head and after", f"{sense} {senses_after[0]}"
    yield from (("near before", word) for word in dict.fromkeys(before))
    yield from (("near after", word) for word in dict.fromkeys(after))
    yield from (("sense near", sense) for sense in dict.fromkeys((*senses_before, *senses_after)))
    yield from _hypernyms_near((*before, *after))


def _register(text: str, at: int) -> int:
    """How many words of party and government stand around."""
    around = (
        text[max(0, at - _NEAR) : at + _NEAR].lower().split()
    )  # those with a mark behind them are left out: quicker
    return sum(map(EN_REGISTER.__contains__, around))


class Place:
    """A place where a formulation may begin, among the words and marks of the text."""

    def __init__(self, text: str, words: list[Word], number: int, opened: bool, first_look: float) -> None:
        self.text, self._words, self._number, self._opened, self.first_look = text, words, number, opened, first_look
        self.start = words[number].start

    @property
    def is_money(self) -> bool:
        return self._number > 0 and self._words[self._number - 1].text in _MONEY

    def ends(self) -> list[int]:
        """Where it may end: behind a word, with a numeral at its beginning or all in quotation marks."""
        words, first = self._words, self._number
        numeric = is_numeral(words[first].lower)
        found, numerals, length, marked = [], 0, 0, False
        for number in range(first, min(len(words), first + _FARTHEST)):
            word = words[number]
            if word.text in _BREAKS or (number > first and "\n\n" in self.text[words[number - 1].end : word.start]):
                break
            if word.text == ",":
                if not (self._opened or self._numeral_follows(number)):
                    break
            elif word.text in _CLOSE and not (word.text in _PLAIN and is_numeral(words[number - 1].lower)):
                if marked:
                    found.append(word.end)
                break
            elif word.text in _OPEN:
                if not is_numeral(words[number - 1].lower):
                    break
                marked = True
            elif word.text[0].isalnum():
                numerals += is_numeral(word.lower)
                length += 1
                if length > (_LONGEST if numerals > 1 else _LONGEST_OF_ONE):
                    break
                if numerals and (numeric or self._closes(word.end)) and (number > first or self._opened):
                    found.append(word.end)
            elif word.text not in _INSIDE:
                break
        return found

    def _numeral_follows(self, comma: int) -> bool:
        after = [word.lower for word in self._words[comma + 1 : comma + 3]]
        return bool(after) and is_numeral(after[1] if after[0] == "and" and len(after) > 1 else after[0])

    def _closes(self, end: int) -> bool:
        """Does a closing mark stand there, or behind a comma or stop?"""
        return self.text[end : end + 1] in _CLOSE or (
            self.text[end : end + 1] in (",", ".") and self.text[end + 1 : end + 2] in _CLOSE
        )

    def features(self) -> Iterator[Feature]:
        """The evidence that does not depend on where the phrase ends."""
        one, two = self._before
        yield "bias", ""
        yield "word before", one
        yield "words before", f"{two} {one}"
        yield "word before is", kind_of(one)
        yield "numeral", self._numeral()
        if one == "-":
            yield "hyphen before", ""
        if one in _DEFINITE:
            yield "definite", ""
        if self._governed:
            yield "governed", ""
        yield "register", str(min(self._register, 4))
        if self._in_small_letters:
            yield "small letters", ""
        yield "sense before", word_class(one).supersense

    @cached_property
    def _before(self) -> tuple[str, str]:
        before = [word.lower for word in self._words[max(0, self._number - 2) : self._number]]
        return (before[-1] if before else "^"), (before[-2] if len(before) > 1 else "^")

    def _numeral(self) -> str:
        first = self._words[self._number].lower
        return "figure" if first[0].isdigit() else first

    @cached_property
    def _governed(self) -> bool:
        return is_governed(self.text, self.start, "en")

    @cached_property
    def _register(self) -> int:
        return _register(self.text, self.start)

    @cached_property
    def _in_small_letters(self) -> bool:
        """Machine English often has no capitals at all."""
        return not re.search("[A-Z]", self.text[max(0, self.start - _NEAR) : self.start + 40])

    def features_to(self, end: int) -> Iterator[Feature]:
        """The evidence of the phrase that ends there."""
        text = self.text
        behind = self._behind(end)
        inside = self._words[self._number : behind]
        after = [word.lower for word in self._words[behind : behind + 2]] + ["$", "$"]
        marks = ("o" if self._opened else "") + ("c" if self._closes(end) else "")
        kinds = [kind_of(word.lower) for word in inside]
        shape = " ".join(kinds)
        numerals = [word.lower for word in inside if is_numeral(word.lower)]
        words = [word.lower for word in inside if word.text[0].isalnum() and not is_numeral(word.lower)]
        head, first = (words[-1], words[0]) if words else ("", "")
        head_is = kind_of(head) if head else ""
        several = "several" if len(numerals) > 1 else "one"
        figure = "figure" if inside[0].text[0].isdigit() else "word"
        small = "small letters " if self._in_small_letters else ""
        case = _case(text, self.start, end, inside)
        yield "shape", shape
        yield f"shape {marks}", shape
        yield "marks around", marks
        yield "length", f"{len(numerals)} in {min(len(words), 8)}"
        yield "numeral is", f"{figure} {several} {marks}"
        if words:
            yield "head", head
            yield f"head is {marks}", head_is
            yield "head ends", head[-3:]
            yield "head ends with", head[-4:]
            yield "first word", first
            yield "first word and head are", f"{kind_of(first)} {head_is}"
            if len(words) > 1:
                yield "last words", " ".join(words[-2:])
                yield "last words are", f"{kind_of(words[-2])} {head_is}"
            number = "plural" if is_plural(head) else "singular"
            yield "head in the", number
            yield f"head in the {number}", self._numeral()
            if head in _HEADS:
                yield "ends with a naming word", marks
            yield from _senses(words, after[0], marks)
            if len(words) < 5:
                yield (
                    "senses",
                    " ".join("N" if is_numeral(word.lower) else word_class(word.lower).supersense for word in inside),
                )
        if len(numerals) > 1:
            yield from _of_compound(inside, numerals, marks)
        if any(word.text == "-" for word in inside):
            yield "hyphens in", shape
        yield "case", small + case
        yield f"case {marks}", case
        yield "case of numeral", f"{case} {self._numeral()}"
        if small:
            yield "small letters and head", head_is
            yield "small letters and numeral is", f"{figure} {several} {marks}"
        if case == "capitals" and len(inside) > 1:
            yield "a longer name", self._goes_on_in_capitals(behind)
        yield "word after", after[0]
        yield "words after", f"{after[0]} {after[1]}"
        yield "word after is", kind_of(after[0])
        sense_after = word_class(after[0]).supersense
        yield "sense after", sense_after
        yield "senses around", f"{word_class(self._before[0]).supersense} {sense_after}"
        yield "words around are", f"{kind_of(self._before[0])} {kind_of(after[0])} {several}"
        yield "word after and head are", f"{kind_of(after[0])} {head_is}"
        if is_numeral(after[0]) or (after[0] in ("and", ",") and is_numeral(after[1])):
            yield "a numeral follows", after[0] if after[0] in ("and", ",") else ""
        if text[end : end + 1] == "-":
            yield "hyphen after", ""
        if self._governed:
            yield f"governed {marks}", head_is
        if is_headed(text, end, "en"):
            yield "headed", ""
            yield f"headed {marks}", head_is
        if self._before[0] in _DEFINITE:
            yield "definite head", head_is
            yield "definite, then", after[0]
        register = str(min(self._register, 3))
        yield f"register {marks}", register
        yield "register and head", f"{register} {head_is}"

    def _behind(self, end: int) -> int:
        """The number of the first word behind the phrase that ends there."""
        return bisect_left(self._words, end, lo=self._number, key=_start_of)

    def ending(self, end: int) -> Iterator[Feature]:
        """The evidence that a phrase ends there, of the words on either side alone."""
        behind = self._behind(end)
        inside = self._words[self._number : behind]
        following = self._words[behind : behind + 5]
        *_, three, two, last = ["^", "^", *(word.lower for word in inside)]
        after = [word.lower for word in following]
        first, second, third, *_ = *after, "$", "$", "$"
        length = str(len(inside))
        yield "bias", ""
        yield "last", last
        yield "second last", two
        yield "third last", three
        yield "last two", f"{two} {last}"
        yield "after", first
        yield "second after", second
        yield "third after", third
        yield "two after", f"{first} {second}"
        yield "second and third after", f"{second} {third}"
        yield "last and after", f"{last} {first}"
        yield "last and after are", f"{kind_of(last)} {kind_of(first)}"
        yield "around are", f"{kind_of(two)} {kind_of(last)} {kind_of(first)} {kind_of(second)}"
        yield "length", length
        yield "length, then", f"{length} {kind_of(first)}"
        yield "last ends", last[-3:]
        yield "after ends", first[-3:]
        yield "case", f"{inside[-1].text[0].isupper()} {bool(following) and following[0].text[0].isupper()}"
        sense_of_two, sense_of_last, sense_after, sense_second = (
            word_class(word).supersense for word in (two, last, first, second)
        )
        yield "sense of last", sense_of_last
        yield "sense after", sense_after
        yield "senses of last and after", f"{sense_of_last} {sense_after}"
        yield "senses of last two", f"{sense_of_two} {sense_of_last}"
        yield "senses after", f"{sense_after} {sense_second}"
        yield "senses around", f"{sense_of_two} {sense_of_last} {sense_after}"
        for word in dict.fromkeys(after):  # not a set: sums are taken in the same order in every process
            yield "near after", word

    def _goes_on_in_capitals(self, behind: int) -> str:
        """Does a word in capitals stand right before or after: Three Gorges Dam?"""
        before, after = self._words[self._number - 1 : self._number], self._words[behind : behind + 1]
        beside = [
            ("before", bool(before) and before[0].text[0].isupper()),
            ("after", bool(after) and after[0].text[0].isupper()),
        ]
        return " ".join(side for side, holds in beside if holds)


def _senses(words: list[str], after: str, marks: str) -> Iterator[Feature]:
    """The classes of the words of a phrase."""
    sense, above = word_class(words[-1])
    yield f"sense of head {marks}", sense
    yield "sense of head", sense
    yield "sense of first", word_class(words[0]).supersense
    yield "sense of head and after", f"{sense} {word_class(after).supersense}"
    yield "hypernym of head", above
    yield "hypernym of first", word_class(words[0]).hypernym
    if len(words) > 1:
        yield "senses of last words", f"{word_class(words[-2]).supersense} {sense}"


def _of_compound(inside: list[Word], numerals: list[str], marks: str) -> Iterator[Feature]:
    """Several numerals: are they alike, are the parts alike, what are the parts?"""
    yield "numerals", "alike" if len(set(numerals)) == 1 else "different"
    parts: list[list[str]] = []
    for word in inside:
        if is_numeral(word.lower):
            parts.append([])
        elif parts and word.text[0].isalnum() and word.lower != "and":
            parts[-1].append(word.lower)
    lengths = [len(part) for part in parts]
    yield "parts", " ".join(str(min(length, 5)) for length in lengths)
    if len(set(lengths)) == 1:
        yield "parts equal", ""
    if min(lengths) == 0:
        yield "part empty", ""
    heads = [part[-1] for part in parts if part]
    yield "heads are", " ".join(sorted(map(kind_of, heads)))
    for head in heads:
        yield "head of part", head
        yield "head of part is", kind_of(head)
    joint = next((word.lower for word in inside if word.lower in ("and", ",")), "")
    yield "joint", joint
    yield f"joint {marks}", joint


def _case(text: str, start: int, end: int, inside: list[Word]) -> str:
    if text[max(0, start - 40) : end + 40].isupper():
        return "all capitals"
    letters = [word.text for word in inside if word.text[0].isalpha() and word.lower not in _SMALL]
    return "capitals" if len(letters) > 1 and all(word[0].isupper() for word in letters) else "small"


@lru_cache(1 << 14)
def is_numeral(word: str) -> bool:
    return word in _WORD_NUMERALS or (word.isdecimal() and len(word) <= 4)


def is_plural(word: str) -> bool:
    return word in _IRREGULAR or (word.endswith("s") and not word.endswith(("ss", "us", "is", "ous")))


@lru_cache(1 << 14)
def kind_of(word: str) -> str:
    """What sort of word it is, as far as a formulation is concerned.

    >>> [kind_of(word) for word in ("three", "cities", "upholds", "campaign", "of", "promotions", "correct")]
    ['N', 'thing', 'made', 'naming', 'small', 'plural', 'word']
    """
    if is_numeral(word):
        return "N"
    if word in EN_THINGS:
        return "thing"
    if word in EN_NAMES:
        return "name"
    if word in ("and", "not", "no"):
        return word
    if word in _STOP or word in EN_NO_HEADS:
        return "small"
    if word in _HEADS:
        return "naming"
    if EN_UNCOUNTABLE.search(word):
        return "made"
    if other_number(word) in EN_THINGS:
        return "thing"
    if word.endswith(("ing", "ed")):
        return word[-2:]
    if not word[0].isalnum():
        return word
    return "plural" if is_plural(word) else "word"


def numerals_in(surface: str) -> list[str]:
    return [match[0] for match in _TOKEN.finditer(surface) if is_numeral(match[0].lower())]
