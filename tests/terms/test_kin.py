"""What stands around a form tells which of its readings is meant."""

from __future__ import annotations

from toolkit.terms.kin import NO_KIN, Kin, kin_of, of_kin, words
from toolkit.terms.lexicon import Term

GUARANTEES = Term(
    "三保", zh=("三保", "基层三保"), en_official=("three guarantees at the grassroots",), en_literal=("three guarantees",),
    members_zh=("保基本民生", "保工资", "保运转"), members_en=("basic living needs", "salary payments / wages", "government operations"), domain="economy",
)  # fmt: skip
FORM = "three guarantees"


def seen(text: str, kin: Kin) -> dict[str, str]:
    start = text.index(FORM)
    return dict(of_kin(text, start, start + len(FORM), "en", kin)[:3])


def test_members_and_words_of_other_forms_are_counted():
    kin = kin_of([GUARANTEES], FORM, "en")
    assert seen("the three guarantees of basic needs, wages and operations", kin) == {
        "members around": "3", "kin around": "3", "domain": "economy",
    }  # fmt: skip
    assert seen("three guarantees: the pump is free of rust", kin)["members around"] == "0"
    assert seen("three guarantees in wages", kin)["members around"] == "1"


def test_its_own_words_and_numerals_tell_nothing():
    kin = kin_of([GUARANTEES], FORM, "en")
    assert all("guarante" not in own for own in kin.words)
    assert seen("three guarantees are three guarantees", kin)["kin around"] == "0"
    assert not words("the three or two of them", "en")


def test_what_is_far_away_does_not_count():
    kin = kin_of([GUARANTEES], FORM, "en")
    assert seen(f"three guarantees {'x ' * 60} wages", kin)["members around"] == "0"


def test_chinese_members():
    kin = kin_of([GUARANTEES], "三保", "zh")
    text = "兜牢基本民生、工資、運轉的三保底线"
    clues = dict(of_kin(text, text.index("三保"), text.index("三保") + 2, "zh", kin)[:3])
    assert clues == {"members around": "3", "kin around": "3", "domain": "economy"}


def test_a_form_of_which_nothing_is_known():
    assert dict(of_kin("four hearts", 0, 11, "en", NO_KIN)[:2]) == {"members around": "unknown", "kin around": "0"}
