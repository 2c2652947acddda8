"""Which language is a text in? By script, which on short Chinese and English beats trained identifiers."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

from toolkit.text.codes import code_points

HAN_BLOCKS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))  # first and last character
HAN = re.compile("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in HAN_BLOCKS) + "]+")
ZH_NUMERALS = dict(zip("一二两双三四五六七八九十", (1, 2, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10), strict=True))
LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+(?:['’-][A-Za-z\u00c0-\u024f]+)*")
OTHER_SCRIPT = re.compile("[\u0370-\u1fff\u3040-\u30ff\u3130-\u318f\ua000-\ud7af]+")  # Greek … Thai, kana, Hangul, Yi …

# The commonest function words of English prose: running text that has almost none of them is not English.
# The first 25 of the Brown corpus's frequency list (Francis and Kučera 1982) that are function words.
ENGLISH_FUNCTION_WORDS = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "a",
        "in",
        "that",
        "is",
        "was",
        "he",
        "for",
        "it",
        "with",
        "as",
        "his",
        "on",
        "be",
        "at",
        "by",
        "i",
        "this",
        "had",
        "not",
        "are",
        "but",
        "from",
    ]
)

HAN_PER_WORD = 2.0  # Han characters to a word: 1.98 in the government work reports, cut by jieba without HMM
SAMPLE = 500  # characters looked at, at the beginning, in the middle and at the end of a long text


def language(text: str) -> str:
    """Tell the language of a text: "zh", "en", "mixed", or "und" (undetermined: neither, or nothing to go by).

    Chinese and English are weighed in words. A text with under a fifth of one is in the other. Latin script
    without English function words (French, pinyin), kana, Hangul, Cyrillic and so on give "und".

    >>> [language(t) for t in ("会议强调，要落实“三个规定”。", "The meeting stressed the four winds.", "2024")]
    ['zh', 'en', 'und']
    >>> language("坚持以人民为中心 put the people first and do it well 全面从严治党")
    'mixed'
    >>> language("La réunion a souligné que les organes du parquet doivent appliquer les trois règlements")
    'und'
    """
    sample = text if len(text) <= 3 * SAMPLE else _parts(text)
    characters, letters, others = _scripts(sample)
    han = characters / HAN_PER_WORD
    other = sum(map(len, OTHER_SCRIPT.findall(sample))) if others else 0
    words = LATIN_WORD.findall(sample) if letters else []
    latin = sum(not word.isupper() for word in words) if han else len(words)  # GDP is no English among Chinese
    if other > (han + latin) / 2 or han + latin == 0:
        return "und"
    if han >= 4 * latin:
        return "zh"
    if latin >= 4 * han:
        return "en" if _reads_as_english(words) else "und"
    return "mixed"


def _scripts(text: str) -> tuple[int, bool, bool]:
    """How many Han characters there are, and whether there may be Latin letters, or those of other scripts: the patterns are
    slow where there is nothing for them to find.
    """
    if text.isascii():
        return 0, True, False
    kinds = np.bincount(_script_table().take(code_points(text), mode="clip"), minlength=4)
    return int(kinds[1]), bool(kinds[2]), bool(kinds[3])


@cache
def _script_table() -> NDArray[np.uint8]:
    """1 for each character of HAN, 2 for Latin letters, 3 for other scripts; the last stands for all behind the blocks."""
    table = np.zeros(HAN_BLOCKS[-1][1] + 2, np.uint8)
    for first, last in HAN_BLOCKS:
        table[first : last + 1] = 1
    basic = "".join(map(chr, range(0x10000)))
    for kind, pattern in ((2, LATIN_WORD), (3, OTHER_SCRIPT)):
        for found in pattern.finditer(basic):
            table[found.start() : found.end()] = kind
    return table


def _parts(text: str) -> str:
    middle = (len(text) - SAMPLE) // 2
    return "\n".join((text[:SAMPLE], text[middle : middle + SAMPLE], text[-SAMPLE:]))


def _reads_as_english(words: list[str]) -> bool:
    """A title of a few words may lack function words; running prose has at least one in twelve."""
    if len(words) < 12:
        return True
    return sum(word.lower() in ENGLISH_FUNCTION_WORDS for word in words) * 12 >= len(words)


def zh_number(numeral: str) -> int:
    """A Chinese numeral up to ninety-nine.

    >>> [zh_number(numeral) for numeral in ("两", "十", "二十", "十六", "二十三")]
    [2, 10, 20, 16, 23]
    """
    tens, ten, ones = numeral.rpartition("十")
    return (10 * ZH_NUMERALS.get(tens, 1) if ten else 0) + ZH_NUMERALS.get(ones, 0)
