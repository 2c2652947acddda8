"""English: the spans that may be numeric formulations, and what a reader would look at to tell; see `toolkit.terms.numeric_zh`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, cached_property

from toolkit.terms.cues import is_governed, is_headed
from toolkit.terms.grammar import BEGINNING, Clue, Feature, total, with_status, worth
from toolkit.terms.phrases import Phrases, words_of
from toolkit.terms.things import EN_REGISTER
from toolkit.terms.wordnet import word_class
from toolkit.terms.words_en import (
    DEFINITE,
    SMALL,
    TOKEN,
    WORD_NUMERALS,
    is_numeral,
    is_plural,
    kind_of,
    of_word,
    of_word_near,
    two_words,
)
from toolkit.text.fold import shadow_codes

_FIGURES = re.compile(r"\d[\d.,]*(?<=\d)")  # with a digit first it is looked for quickly
_BREAKS = frozenset(".;:!?()[]—–…/")
_STOPS = frozenset(".!?")
_OPEN, _CLOSE = frozenset("“‘\"'「"), frozenset("”’\"'」")
_STOP_MARK = re.compile(rf"[{re.escape(''.join(sorted(_BREAKS)))}](?!\d)")
_PLAIN = frozenset("\"'")  # marks that open and close
_INSIDE = frozenset("-’'+＋")
_MONEY = frozenset("$€£¥+")
_ANY_MARK = re.compile(r"[“”‘\"「」]|’(?!\w)")
_MARK = re.compile("[\"'“‘「](?:(?<![^\\s(].)|(?<=[“‘「]))")  # one that may open
_OPENED = re.compile(  # behind it, a numeral before it closes
    rf"(?=[a-z])[^”’\"」\n]{{0,60}}?\b(?:{'|'.join(WORD_NUMERALS)}|\d{{1,4}})\b", re.I
)
_FARTHEST = 16  # words and marks of a formulation
_LONGEST, _LONGEST_OF_ONE = 10, 7  # words of one with several numerals, and of one with a single one
_BESIDE = 24  # characters in which there are two words
_BY = 72  # and five
_AHEAD = 240  # characters in which there are more words than a formulation has
_NEAR = 150  # characters on either side that tell the register


def places(text: str, is_taken: bytearray, least: float) -> Iterator[Place]:
    """Where a formulation may begin in a folded text: at a numeral, and behind an opening mark with a numeral before it closes.

    Most numerals count or date something, as the words on either side show; those whose log-odds are not above `least` are passed over, and
    places that are taken.
    """
    known = worth(BEGINNING, "en")
    odds = {start: total(beginning(text, start), known) for start in numerals(text) if not is_taken[start]}
    likely = {start for start, of in odds.items() if of > least}
    opened = {
        start for mark in _MARK.finditer(text) if _OPENED.match(text, start := mark.end()) and not is_taken[start]
    }
    for start in sorted(likely | opened):
        stop = _STOP_MARK.search(text, start, start + _AHEAD)
        place = Place(text, start, stop.start() if stop else start + _AHEAD, odds.get(start, 0.0))
        if place.start == start and not place.is_money:
            yield place


@cache
def _numeral_words() -> Phrases:
    return Phrases(sorted(WORD_NUMERALS))


def numerals(text: str) -> list[int]:
    """Where the numerals of a folded text begin."""
    words = _numeral_words().find(words_of(shadow_codes(text))).starts.tolist()
    figures = [match.span() for match in _FIGURES.finditer(text)]
    short = [
        start
        for start, end in figures
        if text[start:end].isdecimal() and end - start <= 4 and text[start - 1 : start] not in (".", ",")
    ]
    return sorted({*words, *short})


def beginning(text: str, start: int) -> list[Clue]:
    """The evidence of the words around a numeral that a formulation begins there."""
    number = TOKEN.match(text, start)[0]  # type: ignore[index]
    before, after = _words_before(text, start), _words_after(text, start + len(number))
    *_, three, two, one = "^", "^", "^", *before
    first, second, third, *_ = *after, "$", "$", "$"
    numeral = "figure" if number[0].isdigit() else number.lower()
    next_is = "capital" if text[start + len(number) : start + _BY].lstrip()[:1].isupper() else "small"
    kinds = f"{kind_of(first)} {kind_of(second)}"
    return [
        ("bias", ""),
        ("case", f"{number[0].isupper()} {next_is} {numeral}"),
        (of_word, "numeral", numeral),
        (of_word, "before", one),
        (of_word, "second before", two),
        (of_word, "third before", three),
        (of_word, "after", first),
        (of_word, "second after", second),
        (of_word, "third after", third),
        ("three after are", f"{kinds} {kind_of(third)}"),
        ("one before and two after are", f"{kind_of(one)} {kinds}"),
        *two_words("two before", two, one),
        *two_words("before and numeral", one, numeral),
        *two_words("around", one, first),
        *two_words("numeral and after", numeral, first),
        *two_words("two after", first, second),
        *[(of_word_near, "before", word) for word in before],
        *[(of_word_near, "after", word) for word in after],
    ]


def around(text: str, start: int, end: int, status: str) -> list[Clue]:
    """The evidence around a form of the lexicon of which it is only asked whether it is one: the words and marks on either side, and its own look."""
    all_before, all_after = _words_in(text[max(0, start - _BY) : start]), _words_in(text[end : end + _BY])
    before, after = _from_a_stop_on(all_before[-5:]), _up_to_a_stop(all_after[:5])
    *_, two, one = "^", "^", *before
    first, second, *_ = *after, "$", "$"
    surface = _ANY_MARK.sub("", text[start:end])  # three “Represents”
    words = surface.replace("-", " ").split(" ")
    number, head = words[0].lower(), words[-1].lower()
    return [
        ("bias", ""),
        (of_word, "numeral", "figure" if number[0].isdigit() else number),
        ("status", status),
        (with_status, status, "length", str(len(words))),
        (with_status, status, "case", f"{surface[0].isupper()} {words[-1][:1].isupper()}"),
        (with_status, status, "before is", kind_of(one)),
        (with_status, status, "after is", kind_of(first)),
        (with_status, status, "governed", str(is_governed(text, start, "en"))),
        (with_status, status, "headed", str(is_headed(text, end, "en"))),
        ("register and definite", f"{min(_register(all_before + all_after), 3)} {one in DEFINITE}"),
        (of_head, head, "", ""),
        (of_word, "before", one),
        (of_word, "after", first),
        *two_words("two before", two, one),
        *two_words("two after", first, second),
        *two_words("around", one, first),
        *two_words("head and after", head, first),
        *[(of_word_near, "before", word) for word in before],
        *[(of_word_near, "after", word) for word in after],
    ]


def _words_in(text: str) -> list[str]:
    """The words and marks of a stretch, in small letters."""
    return TOKEN.findall(text.lower())


def _words_before(text: str, start: int) -> list[str]:
    """Up to five words and marks before a place, of its sentence."""
    return _from_a_stop_on(_words_in(text[max(0, start - _BY) : start])[-5:])


def _words_after(text: str, end: int) -> list[str]:
    """Up to five words and marks behind a place, of its sentence."""
    return _up_to_a_stop(_words_in(text[end : end + _BY])[:5])


# What was learned was learned from sentences that stand alone: what belongs to the next ones is no evidence.


def _from_a_stop_on(words: list[str]) -> list[str]:
    """The last words, from behind the last mark that ends a sentence."""
    for number in range(len(words) - 1, -1, -1):
        if words[number] in _STOPS:
            return words[number + 1 :]
    return words


def _up_to_a_stop(words: list[str]) -> list[str]:
    """The first words, up to the first mark that ends a sentence, with it."""
    for number, word in enumerate(words):
        if word in _STOPS:
            return words[: number + 1]
    return words


def _register(words: list[str]) -> int:
    """How many of some words are of party and government."""
    return sum(map(EN_REGISTER.__contains__, words))


def place_of(text: str, start: int, end: int) -> Place:
    """The place where a known phrase of a folded text begins."""
    return Place(text, start, end, 0.0)


class Place:
    """A place where a formulation may begin, with the words and marks up to where it may end, `far`, and a few around it."""

    def __init__(self, text: str, start: int, far: int, first_look: float) -> None:
        self.text, self.first_look = text, first_look
        begin = max(0, start - _BESIDE)
        found = list(TOKEN.finditer(text, begin, far + _BESIDE))
        self._tokens = [match[0] for match in found]
        self._lower = [token.lower() for token in self._tokens]
        self._starts = [match.start() for match in found]
        self._number = min(bisect_left(self._starts, start), len(self._starts) - 1)
        self.start = self._starts[self._number]
        self._opened = start > 0 and text[start - 1] in _OPEN

    @property
    def is_money(self) -> bool:
        return self._number > 0 and self._tokens[self._number - 1] in _MONEY

    def ends(self) -> list[int]:
        """Where it may end: behind a word, with a numeral at its beginning or all in quotation marks."""
        tokens, lower, starts, first = self._tokens, self._lower, self._starts, self._number
        numeric = is_numeral(lower[first])
        found, numerals, length, marked, end = [], 0, 0, False, self.start
        for number in range(first, min(len(tokens), first + _FARTHEST)):
            token, before, end = tokens[number], end, starts[number] + len(tokens[number])
            if token in _BREAKS or "\n\n" in self.text[before : starts[number]]:
                break
            if token == ",":
                if not (self._opened or self._numeral_follows(number)):
                    break
            elif token in _CLOSE and not (token in _PLAIN and is_numeral(lower[number - 1])):
                if marked:
                    found.append(end)
                break
            elif token in _OPEN:
                if not is_numeral(lower[number - 1]):
                    break
                marked = True
            elif token[0].isalnum():
                numerals += is_numeral(lower[number])
                length += 1
                if length > (_LONGEST if numerals > 1 else _LONGEST_OF_ONE):
                    break
                if numerals and (numeric or self._closes(end)) and (number > first or self._opened):
                    found.append(end)
            elif token not in _INSIDE:
                break
        return found

    def _numeral_follows(self, comma: int) -> bool:
        after = self._lower[comma + 1 : comma + 3]
        return bool(after) and is_numeral(after[1] if after[0] == "and" and len(after) > 1 else after[0])

    def _closes(self, end: int) -> bool:
        """Does a closing mark stand there, or behind a comma or stop?"""
        return self.text[end : end + 1] in _CLOSE or (
            self.text[end : end + 1] in (",", ".") and self.text[end + 1 : end + 2] in _CLOSE
        )

    def clues(self) -> list[Clue]:
        """The evidence that does not depend on where the phrase ends."""
        two, one = self._before
        return [
            ("bias", ""),
            (of_word, "numeral", self._numeral),
            (of_word, "before", one),
            *two_words("two before", two, one),
            ("register", str(min(self._register, 4))),
            ("definite", str(one in DEFINITE)),
            ("governed", str(self._governed)),
            ("small letters", str(self._in_small_letters)),
        ]

    @cached_property
    def _before(self) -> tuple[str, str]:
        *_, two, one = "^", "^", *self._lower[max(0, self._number - 2) : self._number]
        return two, one

    @cached_property
    def _numeral(self) -> str:
        first = self._lower[self._number]
        return "figure" if first[0].isdigit() else first

    @cached_property
    def _governed(self) -> bool:
        return is_governed(self.text, self.start, "en")

    @cached_property
    def _register(self) -> int:
        near = self.text[max(0, self.start - _NEAR) : self.start + _NEAR]
        return _register(near.lower().split())  # those with a mark behind them are left out: quicker

    @cached_property
    def _in_small_letters(self) -> bool:
        """Machine English often has no capitals at all."""
        return not re.search("[A-Z]", self.text[max(0, self.start - _NEAR) : self.start + 40])

    def clues_to(self, end: int) -> list[Clue]:
        """The evidence of the phrase that ends there."""
        behind = self._behind(end)
        inside, lower = self._tokens[self._number : behind], self._lower[self._number : behind]
        one = self._before[1]
        first, second, *_ = *self._lower[behind : behind + 2], "$", "$"
        marks = ("o" if self._opened else "") + ("c" if self._closes(end) else "")
        numerals = len(list(filter(is_numeral, lower)))
        words = [word for word in lower if word[0].isalnum() and not is_numeral(word)]
        head = words[-1] if words else "$"
        several = "several" if numerals > 1 else "one"
        written = f"{'figure' if lower[0][0].isdigit() else 'word'} {several} {marks}"
        case = _case(self.text, self.start, end, inside)
        clues: list[Clue] = [
            (of_shape, " ".join(map(kind_of, lower)), marks),
            (of_size, numerals, min(len(words), 8), written, marks),
            (of_case, case, marks, self._numeral),
            (of_word, "after", first),
            *two_words("two after", first, second),
            *two_words("around", one, first),
            ("kinds around", f"{kind_of(one)} {kind_of(first)} {several}"),
            (of_register, str(min(self._register, 3)), head, marks),
        ]
        if words:
            clues += [
                (of_head, head, marks, self._numeral),
                (of_word, "first word", words[0]),
                *two_words("first word and head", words[0], head),
                *two_words("head and after", head, first),
            ]
            if len(words) > 1:
                clues += two_words("last words", words[-2], head)
            if len(words) < 5:
                clues.append(("senses", " ".join(word_class(word).supersense for word in words)))
        if numerals > 1:
            clues.append((of_compound, tuple(word for word in lower if word[0].isalnum() or word == ","), marks))
        if self._in_small_letters:
            clues.append((of_small_letters, case, head, written))
        if case == "capitals" and len(inside) > 1:
            clues.append(("a longer name", self._goes_on_in_capitals(behind)))
        if is_numeral(first) or (first in ("and", ",") and is_numeral(second)):
            clues.append(("a numeral follows", first if first in ("and", ",") else ""))
        if self._governed:
            clues.append((of_governed, head, marks))
        if is_headed(self.text, end, "en"):
            clues.append((of_headed, head, marks))
        if one in DEFINITE:
            clues.append((of_definite, head, first))
        return clues

    def _behind(self, end: int) -> int:
        """The number of the first word behind the phrase that ends there."""
        return bisect_left(self._starts, end, lo=self._number)

    def ending(self, end: int) -> list[Clue]:
        """The evidence that a phrase ends there, of the words on either side alone."""
        behind = self._behind(end)
        return ending(self._tokens[self._number : behind], self._tokens[behind : behind + 5])

    def _goes_on_in_capitals(self, behind: int) -> str:
        """Does a word in capitals stand right before or after: Three Gorges Dam?"""
        before, after = self._tokens[self._number - 1 : self._number], self._tokens[behind : behind + 1]
        beside = [("before", bool(before) and before[0][0].isupper()), ("after", bool(after) and after[0][0].isupper())]
        return " ".join(side for side, holds in beside if holds)


def ending_of(text: str, start: int, end: int) -> list[Clue]:
    """The evidence that a known phrase ends where it does."""
    return ending(TOKEN.findall(text[start:end]), TOKEN.findall(text[end : end + _BY])[:5])


def ending(inside: list[str], following: list[str]) -> list[Clue]:
    """The evidence of the words and marks of a phrase, and of up to five behind it, that it ends there."""
    *_, three, two, last = "^", "^", *map(str.lower, inside)
    after = [word.lower() for word in following]
    first, second, third, *_ = *after, "$", "$", "$"
    return [
        ("bias", ""),
        (of_word, "last", last),
        (of_word, "second last", two),
        (of_word, "third last", three),
        (of_word, "after", first),
        (of_word, "second after", second),
        (of_word, "third after", third),
        *two_words("last two", two, last),
        *two_words("last and after", last, first),
        *two_words("two after", first, second),
        *two_words("second and third after", second, third),
        ("kinds around", f"{kind_of(two)} {kind_of(last)} {kind_of(first)} {kind_of(second)}"),
        ("senses around", " ".join([word_class(word).supersense for word in (two, last, first)])),
        ("length", str(len(inside))),
        ("length, then", f"{len(inside)} {kind_of(first)}"),
        ("case", f"{inside[-1][0].isupper()} {bool(following) and following[0][0].isupper()}"),
        *[("near after", word) for word in after],
    ]


def _case(text: str, start: int, end: int, inside: list[str]) -> str:
    if text[max(0, start - 40) : end + 40].isupper():
        return "all capitals"
    letters = [word for word in inside if word[0].isalpha() and word.lower() not in SMALL]
    return "capitals" if len(letters) > 1 and all(word[0].isupper() for word in letters) else "small"


# --- clues: what is looked at in a phrase. marks: "o" where a quotation mark opens before it, "c" where one closes behind it -----------------


def of_shape(shape: str, marks: str) -> Iterator[Feature]:
    """The kinds of all its words."""
    yield "shape", shape
    yield f"shape {marks}", shape
    if " - " in shape:
        yield "hyphens in", shape


def of_size(numerals: int, words: int, written: str, marks: str) -> Iterator[Feature]:
    yield "marks around", marks
    yield "length", f"{numerals} in {words}"
    yield "numeral is", written


def of_head(head: str, marks: str, numeral: str) -> Iterator[Feature]:
    """The last word of a phrase. numeral: how it begins."""
    yield from of_word("head", head)
    yield "head ends with", head[-4:]
    yield f"head is {marks}", kind_of(head)
    yield f"sense of head {marks}", word_class(head).supersense
    yield f"head in the {'plural' if is_plural(head) else 'singular'}", numeral
    yield "head in the", "plural" if is_plural(head) else "singular"
    if kind_of(head) == "naming":
        yield "ends with a naming word", marks


def of_compound(words: tuple[str, ...], marks: str) -> Iterator[Feature]:
    """Several numerals: are they alike, are the parts alike, what are the parts?"""
    parts: list[list[str]] = []
    for word in words:
        if is_numeral(word):
            parts.append([])
        elif parts and word not in ("and", ","):
            parts[-1].append(word)
    lengths = [len(part) for part in parts]
    yield "numerals", "alike" if len(set(filter(is_numeral, words))) == 1 else "different"
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
    joint = next((word for word in words if word in ("and", ",")), "")
    yield "joint", joint
    yield f"joint {marks}", joint


def of_case(case: str, marks: str, numeral: str) -> Iterator[Feature]:
    yield "case", case
    yield f"case {marks}", case
    yield "case of numeral", f"{case} {numeral}"


def of_small_letters(case: str, head: str, written: str) -> Iterator[Feature]:
    yield "small letters and case", case
    yield "small letters and head", kind_of(head)
    yield "small letters and numeral is", written


def of_governed(head: str, marks: str) -> Iterator[Feature]:
    yield f"governed {marks}", kind_of(head)


def of_headed(head: str, marks: str) -> Iterator[Feature]:
    yield "headed", ""
    yield f"headed {marks}", kind_of(head)


def of_definite(head: str, after: str) -> Iterator[Feature]:
    yield "definite head", kind_of(head)
    yield "definite, then", after


def of_register(register: str, head: str, marks: str) -> Iterator[Feature]:
    yield f"register {marks}", register
    yield "register and head", f"{register} {kind_of(head)}"
