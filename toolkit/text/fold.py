"""The shadow of a text: same length, one spelling. Segmenting and matching look at it; the text stays as written.

`fold` undoes what differs between writings of one word (traditional characters, full-width letters and
digits). `shadow` goes on to what differs between renderings of one phrase (case, hyphens, quotation marks,
line breaks). Both map character to character, so every offset in the shadow holds in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from toolkit.scale.kept import kept
from toolkit.text.codes import code_points, text_of
from toolkit.text.normalise import FULL_WIDTH

# Blocks that hold traditional characters: Unified Ideographs, Extension A, compatibility forms, Extension B.
_IDEOGRAPHS = (range(0x4E00, 0xA000), range(0x3400, 0x4DC0), range(0xF900, 0xFB00), range(0x20000, 0x2A6E0))
_CASED = (
    range(0x3000),
    range(0xA000, 0xAC00),
    range(0xFF00, 0x11000),
    range(0x16000, 0x1F000),
)  # where letters have two cases
_TABLE_SIZE = 0x30000  # beyond it (and in the astral symbols) no character has another spelling
_SPACES = "-‐‑‒–—\n\r\t\u00a0\u200b\u3000"  # "four-pronged", a line break inside a phrase
_QUOTES = {
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "「": '"',
    "」": '"',
    "『": '"',
    "』": '"',
    "《": '"',
    "》": '"',
}


def fold(text: str) -> str:
    """Simplified characters and half-width letters and digits, character for character.

    >>> fold("兩個維護、３个规定：ＡＰＥＣ")
    '两个维护、3个规定：APEC'
    """
    return _map(text, _fold_table()) if _foldable().search(text) else text


def shadow(text: str) -> str:
    """`fold`, then lower case, plain quotation marks, and spaces for hyphens and line breaks.

    >>> shadow("THREE\\nRegulations “四個‘意識’” Four-Pronged")
    'three regulations "四个\\'意识\\'" four pronged'
    """
    return _map(text, shadow_table())


def shadows(texts: Iterable[str]) -> dict[str, str]:
    """Each text with its shadow, all at once: a call for each takes long.

    >>> shadows(["Two Upholds", "兩個維護"])
    {'Two Upholds': 'two upholds', '兩個維護': '两个维护'}
    """
    texts = list(dict.fromkeys(texts))
    return dict(zip(texts, shadow("\0".join(texts)).split("\0"), strict=False))


def fold_codes(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The code points of a text, folded."""
    return _mapped(codes, _fold_table())


def shadow_codes(text: str) -> NDArray[np.uint32]:
    """The code points of the shadow of a text."""
    return _mapped(code_points(text), shadow_table())


def _map(text: str, table: NDArray[np.uint32]) -> str:
    return text_of(_mapped(code_points(text), table)) if text else text


def _mapped(codes: NDArray[np.uint32], table: NDArray[np.uint32]) -> NDArray[np.uint32]:
    if not len(codes) or codes.max() < _TABLE_SIZE:
        return table.take(codes, mode="clip")  # no code is out of bounds, and not to look for one is quicker
    return np.where(codes < _TABLE_SIZE, table[np.minimum(codes, _TABLE_SIZE - 1)], codes)  # private use planes


@kept
def _fold_table() -> NDArray[np.uint32]:
    """Identity, but for full-width forms and for the traditional characters OpenCC maps to one simplified one.

    OpenCC converts a character that stands alone by its single-character table (TSCharacters), which leaves
    alone what simplified text uses too (著, 瞭). The newlines keep its phrase tables out.
    """
    from opencc import OpenCC

    table = np.arange(_TABLE_SIZE, dtype=np.uint32)
    table[list(FULL_WIDTH)] = list(FULL_WIDTH.values())
    traditional = [chr(code) for block in _IDEOGRAPHS for code in block]
    simplified = OpenCC("t2s").convert("\n".join(traditional)).split("\n")
    for before, after in zip(traditional, simplified, strict=True):
        if len(after) == 1:
            table[ord(before)] = ord(after)
    return table


@cache
def _foldable() -> re.Pattern[str]:
    """A character that `fold` may change: most texts have none, and to look is quicker than to map.

    Beyond the basic plane a range stands for all: single characters there would make the search a slow one.
    """
    changed = np.flatnonzero(_fold_table()[:0x10000] != np.arange(0x10000))
    return re.compile("[" + "".join(map(chr, changed)) + "\U00020000-\U0002a6df]")


@kept
def shadow_table() -> NDArray[np.uint32]:
    """What stands for each character in the shadow of a text; those beyond the table stay as they are."""
    table = _fold_table().copy()
    table[np.isin(table, list(map(ord, _SPACES)))] = ord(" ")  # a full-width hyphen, too, which is folded to one
    table[list(map(ord, _QUOTES))] = list(map(ord, _QUOTES.values()))
    for block in _CASED:
        for place in block:
            if len(lower := chr(table[place]).lower()) == 1:
                table[place] = ord(lower)
    return table
