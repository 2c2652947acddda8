import io

from fontTools.ttLib import TTFont
from matplotlib import font_manager

from toolkit.show import fonts


def test_registering_twice_adds_one_font():
    fonts.register()
    before = len(font_manager.fontManager.ttflist)
    fonts.register()
    assert len(font_manager.fontManager.ttflist) == before


def test_the_family_is_the_simplified_chinese_face():
    fonts.register()
    found = font_manager.findfont(fonts.FAMILY[0], fallback_to_default=False)
    assert str(found).startswith(str(fonts.font_path()))


def test_a_subset_holds_the_characters_of_a_text_and_little_else():
    text = "“三个规定”（２０２４）𠮷 Four Winds"
    font = TTFont(io.BytesIO(fonts.subset(text)))
    assert {ord(char) for char in text} <= set(font.getBestCmap())
    assert font["maxp"].numGlyphs < 2 * len(set(text)) + 2


def test_the_same_text_gives_the_same_subset():
    assert fonts.subset("四风") == fonts.subset("四风")


def test_what_cannot_be_drawn_is_marked():
    assert fonts.drawable("四风𠮷（１）①→ \U0001f4f0\x07") == "四风𠮷（１）①→ 〓〓"
