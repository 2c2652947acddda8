"""Bytes to text: byte-order mark, UTF-8, what the page declares, then whatever gives the commonest characters."""

from __future__ import annotations

import codecs
import re
from functools import cache
from typing import NamedTuple

# The 500 commonest characters in the words of jieba's dictionary (MIT), weighed by the words' frequencies.
_COMMON = (
    "一是人了不在有大中国和为这上他个地年来我会以到时要出的生学说道民家子也成行下们于后就发自之对得主长可过天作分方用多你着"
    "部能市等业全里工公经本都而高政法面门动日进区事代那去心小同北定开产前其军还然起种所如现理机体表力好外与文当两实重新三么只"
    "山水关明从化平建又制南内西没此将员名手最东头者月间无安看见各城十相但已些正口通想度加第她合院物性战由位常点海意场武使次二"
    "向治因立数样身情入原问把路被并利石老教万知级量任江及应省资委务元美特期世湖回系比气汉总展电科金先声提品设或义王社很统处四"
    "首共马形己儿司太目基领队直计别女权话少流命至报米给打变果书清活几州华解议更称程今决张导术府才保交放管结师便走达族反再题色"
    "五京河接条规式县白它改风光运信受什组听布百济党指论强做取技黄神选记斯真却职号界件花类何眼兵传带空干农边据集联古广完质阳难"
    "增历史专官每住商即步认车台林必死游举线言皇土团收考求德叫近备研争非具李众连调感转笑革该持始英克士尔让拉思根格造较际亲单朝"
    "红型价校约器字段周亚深候则功属积快图火千准究往极育装许参半令吃观鱼精办像帝八复影告远群包整构料随划算象容示投势热值夫网望"
    "源息语股铁断派速怎需片爱律纪支早况病境证编"
)
_PUNCTUATION = "，。、；：！？“”‘’（）《》〈〉「」『』【】〇—…·　０１２３４５６７８９"
_WESTERN = "‘’“”–—…•·§£€©®°éèàüöäñç"  # what an English text in Windows-1252 has besides ASCII

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_-]+)""")
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs", "iso-8859-1": "cp1252"}
_SAMPLE = 20_000  # bytes by which encodings are told apart, and characters by which text is told from junk
_USUAL = re.compile(r"[\t\r\n -~\u2010-\u2030\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_CONTROL = bytes((*range(0, 9), *range(14, 32), 127))


class Unreadable(ValueError):
    """A file that cannot be read; says why, and what to do where something can be done."""


class Decoded(NamedTuple):
    """Text, and what is wrong with it ("" if nothing)."""

    text: str
    problem: str = ""


def decode(data: bytes) -> Decoded:
    """Text from bytes in UTF-8, UTF-16, GB18030, Big5 or Windows-1252, or as a page declares.

    A few damaged bytes in a long text are replaced by U+FFFD and counted in `problem`. Raises Unreadable for bytes that are no text.

    >>> [decode("全面从严治党".encode(e)).text for e in ("utf-8-sig", "utf-16", "gb18030")]
    ['全面从严治党', '全面从严治党', '全面从严治党']
    >>> decode("貫徹落實會議精神".encode("big5")).text
    '貫徹落實會議精神'
    >>> decode("全面从严治党，落实三个规定".encode()[:-1])
    Decoded(text='全面从严治党，落实三个规\ufffd', problem='1 undecodable byte, read as utf-8')
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _read(data, name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if "\x00" not in text[:_SAMPLE]:
            return Decoded(_checked(text, data))
    wide = _utf16_without_mark(data)
    if wide:
        return _read(data, wide)
    declared = _DECLARED.search(data[:2048])
    if declared:
        name = declared[1].decode().lower()
        try:
            return Decoded(_checked(data.decode(_WIDER.get(name, name))))
        except (UnicodeDecodeError, LookupError):
            pass  # pages often declare what they are not
    return _read(data, _likeliest(data))


def _read(data: bytes, name: str) -> Decoded:
    """Decode what may be damaged in places: one character in a hundred at most, and one is always pardoned."""
    text = data.decode(name, "replace")
    bad = text.count("\ufffd")
    if bad > max(1, len(text) / 100):
        raise Unreadable(f"not text: a binary file, or an encoding not known here ({name} comes nearest)")
    problem = f"{bad} undecodable byte{'s' * (bad > 1)}, read as {name}" if bad else ""
    return Decoded(_checked(text), problem)


def _checked(text: str, data: bytes = b"") -> str:
    """Refuse what decodes but is no text: one control character in twenty is junk, not typing."""
    sample = (data or text[:_SAMPLE].encode("utf-8", "replace"))[:_SAMPLE]
    if (len(sample) - len(sample.translate(None, _CONTROL))) * 20 > len(sample):
        raise Unreadable("not text: the bytes are those of a binary file, whatever its name says")
    return text


def _utf16_without_mark(data: bytes) -> str:
    """ASCII characters and line ends in UTF-16 have a zero byte, always on the same side."""
    even, odd = data[:_SAMPLE:2].count(0), data[1:_SAMPLE:2].count(0)
    if max(even, odd) < 2 or min(even, odd) * 10 > max(even, odd):
        return ""
    name = "utf-16-be" if even > odd else "utf-16-le"
    text = data[:_SAMPLE].decode(name, "replace")
    return name if len(_USUAL.findall(text)) > 0.8 * len(text) else ""


def _likeliest(data: bytes) -> str:
    """The encoding in which what is not ASCII are the commonest characters."""
    scores = {}
    for name, weights in _weights().items():
        foreign = [char for char in data[:_SAMPLE].decode(name, "replace") if char > "\x7f"]
        scores[name] = sum(weights.get(char, 0) for char in foreign) / max(1, len(foreign))
    return max(scores, key=lambda name: scores[name])


@cache
def _weights() -> dict[str, dict[str, float]]:
    """By encoding: 1 for the commonest characters, a half for those that the standards GB 2312 and Big5 call common."""
    from opencc import OpenCC

    convert = OpenCC("s2t").convert
    simplified = dict.fromkeys(_plane("gb2312", range(0xB0, 0xD8)), 0.5) | dict.fromkeys(_COMMON + _PUNCTUATION, 1.0)
    traditional = dict.fromkeys(_plane("big5", range(0xA4, 0xC7)), 0.5)
    traditional |= dict.fromkeys(convert(_COMMON) + _PUNCTUATION, 1.0)
    western = dict.fromkeys(_WESTERN, 1.0)
    return {
        "gb18030": traditional | simplified,  # it holds both
        "big5hkscs": traditional,
        "utf-8": western | traditional | simplified,
        "cp1252": western,
    }


def _plane(name: str, rows: range) -> str:
    return "".join(
        bytes((row, cell)).decode(name, "ignore") for row in rows for cell in (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    )


_HALF = re.compile("[\ud800-\udfff]")
HALVES = "half characters (surrogates) joined, or replaced by \ufffd"


def paired(text: str) -> str:
    """Surrogates that make a pair are the character they stand for; one that stands alone is U+FFFD: no file can hold it.

    >>> paired("\\ud83d\\ude00") == "\\U0001f600", paired("落实\\ud800")
    (True, '落实�')
    """
    if text.isascii() or not _HALF.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
