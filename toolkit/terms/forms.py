"""The many ways to write one form: what is left out of a text before matching, and what is added to a lexicon.

A text is matched in its compact shadow: quotation marks, the spaces and line breaks inside Chinese, and commas are left
out, and an index says where each character stood. A lexicon is matched in all its spellings: numerals in figures,
singular and plural, -ise and -ize.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

import numpy as np
from numba import njit
from numpy.typing import NDArray

from toolkit.terms.phrases import Words, words_of
from toolkit.text.codes import code_points, text_of
from toolkit.text.fold import shadow_table
from toolkit.text.joined import Joined
from toolkit.text.language import ZH_NUMERALS, zh_number

EN_NUMERALS = {
    word: number
    for number, word in enumerate(
        (
            "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
            "eighteen nineteen twenty"
        ).split(),
        start=1,
    )
}

_BETWEEN = "\0"
_QUOTES = '"“”„‟「」『』《》〈〉﹁﹂'
_SINGLE = "'‘’`"
_COMMAS = ",、，,·•"
_SPACES = " \n\t\u00a0\u3000"
_OTHER, _HAN, _LETTER, _QUOTE, _APOSTROPHE, _COMMA, _SPACE = range(7)


@dataclass(frozen=True)
class Compact:
    """A text as the matcher sees it."""

    codes: NDArray[np.uint32]
    places: NDArray[np.int32] | None  # of each character; None where nothing was left out
    written: NDArray[np.uint32]  # the code points of the whole text

    @cached_property
    def text(self) -> str:
        return text_of(self.codes)

    @cached_property
    def words(self) -> Words:
        return words_of(self.codes)

    def part(self, start: int, end: int) -> str:
        """A part of the text, which is not written out for that."""
        return text_of(self.codes[start:end])

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a span of the compact text stands in the whole one."""
        if self.places is None:
            return start, end
        return int(self.places[start]), int(self.places[end - 1]) + 1

    def spans(self, starts: NDArray[np.int32], ends: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Where many of them stand."""
        return (starts, ends) if self.places is None else (self.places[starts], self.places[ends - 1] + 1)


@lru_cache(2)  # the matcher and the enumerations look at the same texts one after the other
def compact(texts: Joined) -> Compact:
    """The compact shadow of texts that are joined.

    >>> from toolkit.text.joined import joined
    >>> compact(joined(("四个 “意识”、３个规定",))).text, compact(joined(("Two “Studies”, One Action’s",))).text
    ('四个意识3个规定', "two studies one action's")
    >>> compact(joined(("四个 “意识”",))).span(0, 4)
    (0, 6)
    """
    return _compact(texts.codes)


def _compact(written: NDArray[np.uint32]) -> Compact:
    kept, places = np.empty_like(written), np.empty(len(written), np.int32)
    n = _compacted(written, shadow_table(), _classes(), kept, places)
    return Compact(kept[:n], places[:n] if n < len(written) else None, written)


@njit(cache=True, nogil=True)
def _compacted(codes: NDArray, shadow: NDArray, classes: NDArray, kept: NDArray, places: NDArray) -> int:
    n = 0
    last, before = _OTHER, _SPACE  # the last character that is neither space nor mark, and the one before
    size = len(codes)
    following = _shadow_of(codes[0], shadow) if size else 0
    for at in range(size):
        code = following
        following = _shadow_of(codes[at + 1], shadow) if at + 1 < size else 0
        kind = classes[min(code, len(classes) - 1)]
        keep = kind < _QUOTE
        if keep:
            last = kind
        elif kind in (_APOSTROPHE, _SPACE):
            after = classes[min(following, len(classes) - 1)] if at + 1 < size else _SPACE
            if kind == _APOSTROPHE:
                keep = before == _LETTER and after == _LETTER
            else:  # no space beside Chinese, nor behind marks that follow it: 四个“意识” 四个“自信”
                keep = before != _SPACE and before != _HAN and after != _HAN and not (before >= _QUOTE and last == _HAN)
        if keep:
            kept[n], places[n] = code, at
            n += 1
        before = kind
    return n


@njit(cache=True, nogil=True)
def _shadow_of(code: int, shadow: NDArray) -> int:
    return int(shadow[code]) if code < len(shadow) else int(code)


@lru_cache(1 << 12)
def plain(surface: str) -> str:
    """A surface as it is compared: no quotation marks, commas, case, nor spaces inside Chinese.

    >>> plain("四个“意识”"), plain("Two Studies, One Action")
    ('四个意识', 'two studies one action')
    """
    return _compact(code_points(surface)).text


def plains(surfaces: Iterable[str]) -> dict[str, str]:
    """Each surface as `plain` writes it, all at once: what is done for one takes as long for hundreds.

    >>> plains(["四个“意识”", "Two Studies, One Action"])
    {'四个“意识”': '四个意识', 'Two Studies, One Action': 'two studies one action'}
    """
    surfaces = list(dict.fromkeys(surfaces))
    together = _compact(code_points(_BETWEEN.join(surfaces))).text
    return dict(zip(surfaces, together.split(_BETWEEN), strict=False))


@cache
def _classes() -> NDArray[np.int8]:
    classes = np.full(0x10000, _OTHER, np.int8)
    classes[0x3400:0x4DC0] = classes[0x4E00:0xA000] = classes[0xF900:0xFB00] = _HAN
    classes[0xFFFF] = _OTHER
    for first, last in ("az", "09", "ßɏ"):
        classes[ord(first) : ord(last) + 1] = _LETTER
    for kind, characters in ((_QUOTE, _QUOTES), (_APOSTROPHE, _SINGLE), (_COMMA, _COMMAS), (_SPACE, _SPACES)):
        classes[[ord(character) for character in characters]] = kind
    return classes


# --- spellings --------------------------------------------------------------------------------------------------------

_ZH_COUNTED = re.compile(
    "([二两三四五六七八九十])([个项大条种类点张篇字级步])"
)  # 三个规定, not 三农: nobody writes 3农
_ZH_NUMBER = re.compile("[二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]")
_ZH_COUNT = re.compile(f"双|{_ZH_NUMBER.pattern}")
_BARE_FIGURE = re.compile(r"[^\W\d]*[2-9](?![个项大条种类点张篇字级步])[^\W\da-z]+")
_EN_NUMERAL = re.compile(rf"\b({'|'.join(EN_NUMERALS)})\b")
_JOINT = re.compile(rf" (?:and|with) (?=(?:{'|'.join(EN_NUMERALS)}) [a-z])")
_PART = re.compile(rf"(?<=[a-z]) (?=(?:{'|'.join(EN_NUMERALS)}) [a-z])")
_COMPOUND = re.compile(
    rf"(?:{'|'.join(EN_NUMERALS)}|dual|double) (?!(?:\w+ )*(?:of|in|to|for|the|or) ).*[a-z] (?:{'|'.join(EN_NUMERALS)}) [a-z]"
)
_EN_FIGURE = re.compile(r"\b(1\d|20|[1-9])\b")
_EN_WORDS = list(EN_NUMERALS)
_ISE = re.compile(r"(?<=[a-z]{3})is(?=e\b|ed\b|es\b|ing\b|ation\b|ations\b|er\b|ers\b)")
_IZE = re.compile(r"(?<=[a-z]{2})iz(?=e\b|ed\b|es\b|ing\b|ation\b|ations\b|er\b|ers\b)")
_BRITISH = (("labour", "labor"), ("defence", "defense"), ("centre", "center"), ("programme", "program"), ("behaviour", "behavior"), ("honour", "honor"))  # fmt: skip
_PHRASE_END = re.compile(r"[a-z]+(?=$| and | or | of | in | with | for )")
_OF_FEW = 2  # spaces of "rule of law"
_NOT_NOUNS = frozenset(
    (
        "the a an and or of in with for to not no be is are do musts nots noes dos"
    ).split()  # "the two must" is no plural lost
)


def spellings(form: str) -> Iterator[str]:
    """Every way to write a form, as it looks in a compact shadow; the form is given as `plain` writes it.

    >>> list(spellings("三个规定"))
    ['三个规定', '3个规定']
    >>> list(spellings("二十字方针")), list(spellings("十六字治水思路"))
    (['二十字方针', '20字方针'], ['十六字治水思路', '16字治水思路'])
    >>> list(spellings("three regulations"))
    ['three regulations', 'three regulation', '3 regulations', '3 regulation']
    """
    counted = _ZH_COUNTED.match(form)
    yield form
    if counted:
        yield f"{ZH_NUMERALS[counted[1]]}{form[1:]}"
    elif not form.isascii():
        numbers = _ZH_COUNT.findall(form)
        if "".join(numbers) not in ("", "一", "双"):
            yield from dict.fromkeys(
                _ZH_NUMBER.sub(_figure, form, count) for count in (0, 1)
            )  # 3会1课, 16字方针; 5位一体
    else:
        yield from _english(form)


def _figure(number: re.Match[str]) -> str:
    return str(zh_number(number[0]))


def is_bare_figure(spelling: str) -> bool:
    """Is it a Chinese form in which one figure counts without a measure word, 4风, 反4风? Few write so, and 3农 stands in 3农户, too.

    >>> [is_bare_figure(spelling) for spelling in ("4风", "反4风", "3个规定", "3会1课", "16字方针")]
    [True, True, False, False, False]
    """
    return bool(_BARE_FIGURE.fullmatch(spelling))


def _english(form: str) -> Iterator[str]:
    if " and " in form:
        yield form.replace(" and ", " & ")
    if not _is_numeric(form):
        ways = (form, *_plural(form))
        yield from dict.fromkeys(other for way in ways for other in (way, *_regional(way)) if other != form)
        return
    seen = {form}
    joined = _joined(form)
    for number in (*joined, *(other for way in joined for other in _numbers(way))):
        for spelled in (number, *_regional(number)):
            for inflected in (spelled, *_inflected(spelled)):
                if inflected not in seen:
                    seen.add(inflected)
                    yield inflected


def _joined(form: str) -> tuple[str, ...]:
    """The parts of a compound with "and" and without, where a comma stood: two studies one action, two studies and one action."""
    bare = _JOINT.sub(" ", form)
    if not _COMPOUND.match(bare):
        return (form,)
    return tuple(dict.fromkeys((form, bare, _PART.sub(" and ", bare))))


def _numbers(form: str) -> Iterator[str]:
    words = _EN_NUMERAL.findall(form)
    if words and (words[0] != "one" or len(words) > 1):
        yield _EN_NUMERAL.sub(lambda match: str(EN_NUMERALS[match[0]]), form)
    elif _EN_FIGURE.search(form):
        yield _EN_FIGURE.sub(lambda match: _EN_WORDS[int(match[0]) - 1], form)


def _regional(form: str) -> Iterator[str]:
    """-ise for -ize and the like, all words of a form alike."""
    if "iz" in form:
        yield _IZE.sub("is", form)
    if "is" in form:
        yield _ISE.sub("iz", form)
    for british, american in _BRITISH:
        if british in form:
            yield form.replace(british, american)
        elif american in form:
            yield form.replace(american, british)


def _is_numeric(form: str) -> bool:
    return bool(_EN_NUMERAL.search(form) or _EN_FIGURE.search(form)) or form.startswith(("dual ", "double "))


def _plural(form: str) -> Iterator[str]:
    """Of a form without a numeral, if its head is a noun in the singular: free trade zones, communities with a shared future; not rules of law."""
    head = _PHRASE_END.search(form)
    if (head and " " in form[: head.end()]) or (head and form.count(" ") > _OF_FEW):
        noun = head[0]
        if noun not in _NOT_NOUNS and not noun.endswith(("s", "ing", "ed", "ly")):
            yield form[: head.start()] + other_number(noun) + form[head.end() :]


def _inflected(form: str) -> Iterator[str]:
    """Singular for plural and the other way round, at the end of each noun phrase of a numeric form.

    Machine English has "four consciousness" and "two maintenance".
    """
    ends = [match for match in _PHRASE_END.finditer(form) if match[0] not in _NOT_NOUNS and match[0] not in EN_NUMERALS]
    for match in ends[-2:] if len(ends) > 2 else ends:
        yield form[: match.start()] + other_number(match[0]) + form[match.end() :]
    if len(ends) > 1:
        changed, shift = form, 0
        for match in ends:
            word = other_number(match[0])
            changed = changed[: match.start() + shift] + word + changed[match.end() + shift :]
            shift += len(word) - len(match[0])
        yield changed


@lru_cache(1 << 14)
def other_number(noun: str) -> str:
    """The plural of a singular and the singular of a plural, by rule.

    >>> [other_number(noun) for noun in ("consciousness", "policies", "duty", "upholds", "approach")]
    ['consciousnesses', 'policy', 'duties', 'uphold', 'approaches']
    """
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("sses", "ches", "shes", "xes")):
        return noun[:-2]
    if noun.endswith("s") and not noun.endswith(("ss", "us", "is")):
        return noun[:-1]
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def en_numeral() -> str:
    """The pattern of an English numeral up to twenty, in words or figures (from two: "one" is an article too often)."""
    return "|".join([word for word in EN_NUMERALS if word != "one"] + [r"(?<![\d.,])(?:1\d|20|[2-9])(?![\d.,])"])
