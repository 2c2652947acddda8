"""A font with Chinese on every machine: Noto Sans CJK comes with the toolkit's dependencies."""

from __future__ import annotations

import importlib.util
import io
from functools import cache
from pathlib import Path

FAMILY = ["Noto Sans CJK SC", "DejaVu Sans"]  # the second for the few symbols the first lacks
_SC = 2  # the simplified Chinese face's place in the collection (JP, KR, SC, TC, HK, then the same monospaced)


@cache
def font_path() -> Path:
    """The font collection's file."""
    spec = importlib.util.find_spec("noto_cjk_sans_otc")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("the CJK font is missing: pip install noto-cjk-sans-otc")
    return Path(spec.submodule_search_locations[0]) / "NotoSansCJK-Regular.ttc"


@cache
def register() -> None:
    """Make the font known to matplotlib, once; nothing on the machine is changed."""
    from matplotlib import font_manager

    font_manager.fontManager.addfont(str(font_path()))


def drawable(text: str) -> str:
    """The text with 〓, the printers' mark for a letter they lack, in place of each that no font here has.

    >>> drawable("四风 \U0001f4f0 News")
    '四风 〓 News'
    """
    return "".join(char if ord(char) in _letters() else "〓" for char in text)


@cache
def _letters() -> frozenset[int]:
    from matplotlib import font_manager
    from matplotlib.ft2font import FT2Font

    register()
    files = [font_manager.findfont(family) for family in FAMILY]
    return frozenset(code for file in files for code in FT2Font(file).get_charmap())


def subset(text: str) -> bytes:
    """The font cut down to the characters of a text, as WOFF: what a page needs to show Chinese on any machine.

    >>> subset("四风 Four Winds")[:4]
    b'wOFF'
    """
    from fontTools import subset as cutter
    from fontTools.ttLib import TTFont

    # The same text, the same bytes; bounds that hold for all letters hold for some.
    font = TTFont(font_path(), fontNumber=_SC, lazy=True, recalcTimestamp=False, recalcBBoxes=False)
    options = cutter.Options(flavor="woff", layout_features=[], hinting=False, notdef_outline=True)
    options.drop_tables += ["GSUB", "GPOS", "BASE", "VORG", "vhea", "vmtx"]  # large, and for vertical or justified text
    job = cutter.Subsetter(options)
    job.populate(text=text)
    job.subset(font)
    font.flavor = "woff"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
