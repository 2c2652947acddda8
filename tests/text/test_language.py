import pytest
from hypothesis import given
from hypothesis import strategies as st

import toolkit as tk
from toolkit.text.language import HAN, LATIN_WORD, OTHER_SCRIPT, _scripts


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("国务院办公厅", "zh"),
        ("關於開展整治工作的通知", "zh"),
        ("APEC会议在京召开，GDP增长5%", "zh"),
        ("The meeting pointed out that work must go on.", "en"),
        ("Two Upholds", "en"),
        ("The “四风” problem must be rectified by every cadre in the city", "en"),
        ("会议要求 the meeting required 落实 implement 责任 responsibility", "mixed"),
        ("国務院は規定を発表しました。これは重要です。", "und"),
        ("국무원은 규정을 발표했다", "und"),
        ("Государственный совет опубликовал правила", "und"),
        ("Le comité du parti a tenu une réunion pour étudier les nouvelles règles de discipline", "und"),
        ("", "und"),
        ("2024-02-28 12:00", "und"),
    ],
)
def test_language(text, lang):
    assert tk.language(text) == lang


@given(st.text(st.one_of(st.characters(), st.sampled_from("四風㐀龥豈𠮷aéж한の　，"))))
def test_counting_characters_agrees_with_the_patterns(text):
    characters, letters, others = _scripts(text)
    assert characters == sum(map(len, HAN.findall(text)))
    assert letters or not LATIN_WORD.search(text)
    assert others or not OTHER_SCRIPT.search(text)
