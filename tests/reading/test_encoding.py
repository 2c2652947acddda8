"""Bytes of every encoding that Chinese policy text comes in, short ones included, and bytes that are no text."""

import random
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.reading.encoding import Unreadable, decode

SIMPLIFIED = "会议强调，要始终坚持党对检察工作的绝对领导，落实“三个规定”，2024年2月28日。\nAbc.\n"
TRADITIONAL = "會議強調，要落實「三個規定」，貫徹執行中央八項規定精神，2024年2月28日。\nAbc.\n"
ENGLISH = "It’s the Party’s “four winds” – and more of the same.\n"
SHORT = [
    "全面从严治党",
    "落实责任",
    "会议精神",
    "高质量发展",
    "乡村振兴",
    "主题教育",
    "检察机关",
    "依法治国",
    "改革开放",
    "科技创新",
    "生态环境",
    "民生保障",
    "党风廉政建设",
    "扫黑除恶专项",
    "政府工作报告",
    "人民代表大会",
    "监督执纪问责",
    "中央八项规定",
    "统筹推进",
    "坚决做到",
    "脱贫攻坚",
    "疫情防控",
    "学习贯彻",
    "公平正义",
]


@pytest.mark.parametrize(
    ("text", "encodings"),
    [
        (SIMPLIFIED, "utf-8 utf-8-sig utf-16 utf-16-le utf-16-be utf-32 gbk gb18030"),
        (TRADITIONAL, "utf-8 utf-8-sig utf-16 utf-16-le utf-16-be big5 big5hkscs gb18030"),
        (ENGLISH, "utf-8 utf-8-sig utf-16 utf-16-le cp1252"),
    ],
)
def test_encodings(text, encodings):
    for encoding in encodings.split():
        assert decode(text.encode(encoding)) == (text, ""), encoding


def test_titles_of_a_few_characters():
    from opencc import OpenCC

    convert = OpenCC("s2t").convert
    found = [decode(word.encode("gb18030")).text == word for word in SHORT]
    found += [decode(convert(word).encode("big5")).text == convert(word) for word in SHORT]
    assert sum(found) >= len(found) - 1


def test_a_page_says_what_it_is_written_in_and_may_be_wrong():
    page = '<meta http-equiv="Content-Type" content="text/html; charset=%s"><p>镕瞭</p>'
    assert "镕" in decode((page % "gb2312").encode("gb18030")).text
    assert "镕" in decode((page % "gb2312").encode("utf-8")).text
    assert "會議" in decode(b"<meta charset=utf-8>" + TRADITIONAL.encode("big5")).text


def test_damaged_bytes_are_counted():
    assert decode(SIMPLIFIED.encode()[:-8]).problem == "1 undecodable byte, read as utf-8"
    broken = bytearray((SIMPLIFIED * 20).encode("gb18030"))
    broken[100] = 0xFF
    text, problem = decode(bytes(broken))
    assert "undecodable byte" in problem and "gb18030" in problem and "三个规定" in text


@pytest.mark.parametrize(
    "data",
    [
        random.Random(1).randbytes(5_000),
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + random.Random(2).randbytes(3_000),
        b"\0" * 500,
        bytes(range(32)) * 40,
        bytes(range(256)) * 8,
    ],
)
def test_junk_is_no_text(data):
    with pytest.raises(Unreadable, match=r"^not text"):
        decode(data)


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1))
def test_valid_utf8_is_never_second_guessed(text):
    assert decode(text.encode("utf-8-sig")).text == text


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    with suppress(Unreadable):
        assert isinstance(decode(data).text, str)
