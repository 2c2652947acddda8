"""Clean text without rewriting it: an ordered table of pure steps, each of which can be shown at work.

Damage and invisible characters go; what the author wrote stays. Chinese punctuation stays Chinese:
whole-text NFKC, which many scripts begin with, turns ，：（） into ASCII and is deliberately not used.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.text.codes import code_points


@dataclass(frozen=True)
class Step:
    """One step: its name, why it is there, and the function that does it."""

    name: str
    why: str
    apply: Callable[[str], str]


# Full-width letters, digits and the signs that occur inside numbers and words (％ ＋ － ． ／ ＆ ＠ ＃),
# but neither punctuation of sentences nor brackets. Unicode block "Halfwidth and Fullwidth Forms".
FULL_WIDTH = {
    code: code - 0xFEE0
    for code in range(0xFF01, 0xFF5F)
    if chr(code - 0xFEE0).isalnum() or chr(code) in "％＋－．／＆＠＃"
}

# Unicode's Kangxi and CJK radicals supplement: PDF fonts map ordinary characters to them (⼀ for 一).
# NFKC knows the ordinary character of each; those it leaves alone have none.
RADICALS = {
    code: unicodedata.normalize("NFKC", chr(code))
    for code in [*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00)]
    if unicodedata.normalize("NFKC", chr(code)) != chr(code)
}
LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}


def _substitute(pattern: str, replacement: str) -> Callable[[str], str]:
    compiled = re.compile(pattern)
    return lambda text: compiled.sub(replacement, text)


def _translate(table: dict[int, str] | dict[int, int]) -> Callable[[str], str]:
    """Replace the characters of a table; much faster than str.translate where few or none of them occur."""
    full = {chr(code): chr(to) if isinstance(to, int) else to for code, to in table.items()}
    compiled = re.compile(_one_of(table))
    return lambda text: compiled.sub(lambda match: full[match[0]], text)


def _one_of(codes: Iterable[int]) -> str:
    return "[" + "".join(re.escape(chr(code)) for code in codes) + "]"


def _single_spaces(text: str) -> str:
    return re.sub("  +", " ", text) if "  " in text else text


def _single_blank_lines(text: str) -> str:
    return re.sub("\n\n\n+", "\n\n", text) if "\n\n\n" in text else text


def _trim_lines(text: str) -> str:
    return "\n".join([line.strip(" ") for line in text.split("\n")])  # quicker than to look for " \n" among all spaces


def _compose(text: str) -> str:
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


_LINE_ENDS = "\r\x0b\x0c\x85\u2028\u2029"
_CONTROL = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffd\ufffe\uffff"
_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"

_OTHER_SPACES = "\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"

LAYOUT = (
    Step("line ends", "Windows, old Mac and Unicode line ends become one newline",
         _substitute(f"[{_LINE_ENDS}](?:(?<=\r)\n)?", "\n")),
    Step("control", "control characters, lone surrogates and the replacement of undecodable bytes are no text",
         _substitute(f"[{_CONTROL}]", "")),
    Step("invisible", "zero-width marks, soft hyphens and byte-order marks cut words and are never seen",
         _substitute(f"[{_INVISIBLE}]", "")),
    Step("ligatures", "ﬁ and its like are two letters to a search", _translate(LIGATURES)),
    Step("radicals", "PDF fonts give radicals and compatibility forms in place of ordinary characters", _translate(RADICALS)),
    Step("composed", "an accent and its letter are one character (NFC)", _compose),
    Step("spaces", "tabs, no-break, thin and ideographic spaces are plain spaces", _substitute(f"[{_OTHER_SPACES}]", " ")),
    Step("single spaces", "several spaces in a row are layout", _single_spaces),
    Step("line edges", "spaces at the ends of a line carry nothing", _trim_lines),
    Step("blank lines", "more than one empty line in a row is layout", _single_blank_lines),
    Step("text edges", "nothing comes before the first character or after the last", str.strip),
)  # fmt: skip

# What steps look for single characters, most of which most texts have none of: one look for all of them.
_LOOKED_FOR = {
    "line ends": f"[{_LINE_ENDS}]", "control": f"[{_CONTROL}]", "invisible": f"[{_INVISIBLE}]",
    "ligatures": _one_of(LIGATURES), "radicals": _one_of(RADICALS), "spaces": f"[{_OTHER_SPACES}]",
}  # fmt: skip
_BLANKS = ("single spaces", "line edges", "blank lines")  # steps that do nothing unless blanks stand together
_UNLIKELY = {name: 1 << number for number, name in enumerate((*_LOOKED_FOR, "composed"))}
_UNLIKELY |= dict.fromkeys(_BLANKS, 1 << len(_UNLIKELY))


@cache
def _unlikely() -> NDArray[np.uint8]:
    """For each character the steps that may change it, a bit each; beyond the basic plane all of them."""
    characters = "".join(map(chr, range(0x10000)))
    table = np.zeros(0x10001, np.uint8)
    for name, pattern in _LOOKED_FOR.items():
        table[[ord(found) for found in re.findall(pattern, characters)]] |= _UNLIKELY[name]
    combining = range(0x300, 0x2000)  # with the letters that are written with marks, and the Korean ones that join
    table[combining] |= _UNLIKELY["composed"]
    table[[ord(c) for c in characters if unicodedata.combining(c) or not unicodedata.is_normalized("NFC", c)]] |= (
        _UNLIKELY["composed"]
    )
    table[0x10000] = 255
    return table


def _needed(text: str) -> int:
    """The steps of `_UNLIKELY` that a text needs, as bits. A step that is needed may leave blanks together."""
    codes = code_points(text)
    needed = int(np.bitwise_or.reduce(_unlikely().take(codes, mode="clip")))
    return needed | _UNLIKELY[_BLANKS[0]] if needed or _has_loose_blanks(codes) else 0


def _has_loose_blanks(codes: NDArray[np.uint32]) -> bool:
    """Do blanks stand together in any other way than as one empty line?"""
    blank = codes <= ord(" ")
    pairs = np.flatnonzero(blank[1:] & blank[:-1])
    if not len(pairs):
        return False
    newline = ord("\n")
    return bool((codes[pairs] != newline).any() or (codes[pairs + 1] != newline).any() or (np.diff(pairs) == 1).any())


WIDTH = Step("width", "full-width letters and digits become half width; punctuation stays", _translate(FULL_WIDTH))

STEPS = (*LAYOUT, WIDTH)


def normalise(text: str, *, width: bool = True) -> str:
    r"""Clean a string: line ends, invisible characters, spaces, PDF artefacts and full-width letters.

    In: any string. Out: the cleaned string; normalising it again changes nothing.
    `width=False` leaves full-width letters and digits as the author wrote them; that is how `read` fills
    `docs.text`, so that a quotation stays verbatim (matching folds widths by itself).
    Raises TypeError if `text` is not a string.

    >>> normalise("２０２４年，“四个意识”\u200b：\r\n（第一）")
    '2024年，“四个意识”：\n（第一）'
    >>> normalise("３个规定", width=False)
    '３个规定'
    """
    if not isinstance(text, str):
        raise TypeError(
            f"normalise() takes a string, not {type(text).__name__}; for a table use read() or from_texts()"
        )
    if not text:  # as most fields of most documents are
        return text
    needed = _needed(text)
    for step in STEPS if width else LAYOUT:
        if step.name not in _UNLIKELY or needed & _UNLIKELY[step.name]:
            text = step.apply(text)
    return text


def explain(text: str) -> pd.DataFrame:
    r"""Show what each step of `normalise` does to a text.

    In: a string. Out: a DataFrame with one row per step, in order: step, why, changed (bool), before and after
    (the line around the first change; "" where nothing changed).

    >>> explain("Ａ股\u200b").query("changed")[["step", "before", "after"]].values.tolist()
    [['invisible', 'Ａ股\u200b', 'Ａ股'], ['width', 'Ａ股', 'A股']]
    """
    rows = []
    for step in STEPS:
        after = step.apply(text)
        before_line, after_line = _first_difference(text, after)
        rows.append((step.name, step.why, text != after, before_line, after_line))
        text = after
    return pd.DataFrame(rows, columns=["step", "why", "changed", "before", "after"])


def _first_difference(before: str, after: str, context: int = 20) -> tuple[str, str]:
    if before == after:
        return "", ""
    at = next(
        (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b),
        min(len(before), len(after)),
    )
    start = max(0, at - context)
    return before[start : at + context], after[start : at + context]
