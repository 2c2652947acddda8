"""Is a form of the lexicon meant where it stands? "两会" in 两会计师 is not, nor need "three regulations" be.

Short Chinese forms and everyday phrases are judged by the evidence around them that does not depend on which form it is; what each piece of
it is worth is learned (see `toolkit.terms.grammar`).
"""

from __future__ import annotations

from toolkit.terms import numeric_en, numeric_zh
from toolkit.terms.grammar import LISTED, Feature, probability, total, weights
from toolkit.text.fold import fold

_AROUND = 150  # characters on either side that are looked at
_GENERAL = {  # evidence that is the same for all forms
    "zh": frozenset(
        (
            "bias|character before|word before is|begins inside a word|begins inside|word here|word here is|begins like a name|governed|"
            "register opened|register bare|counted word is|counted word, then a|counted words are|thing|unit|measure|shape|shape quoted|shape bare|length|"
            "marks around|numeral|numeral of several|numerals|parts|parts are|parts equal|last word is|word after|word after is|naming word after|"
            "ends inside a word|words|a word|character after|governed quoted|governed bare|headed|headed quoted|headed bare|governed and headed|marks inside"
        ).split("|")
    ),
    "en": frozenset(
        (
            "bias|word before|word before is|hyphen before|definite|governed|register|small letters|shape|marks around|length|numeral is|first word and head are|"
            "last words are|head in the|numerals|parts|parts equal|heads are|joint|hyphens in|case|case of numeral|small letters and head|"
            "small letters and numeral is|a longer name|word after|word after is|words around are|word after and head are|a numeral follows|"
            "hyphen after|headed|definite head|definite, then|register and head"
        ).split("|")
    ),
}
_WITH_STATUS = frozenset(
    (
        "governed|headed|register|register opened|register bare|begins inside a word|ends inside a word|marks around|word after is|"
        "length|case|head in the|definite"
    ).split("|")
)


def evidence(text: str, start: int, end: int, lang: str, status: str) -> list[Feature]:
    """What speaks for and against a form at a span of a text.

    status: what the lexicon says of the form, "weak" or "strong", and " beside" where another stands beside it.
    """
    at = max(0, start - _AROUND)
    window = fold(text[at : end + _AROUND])
    place = numeric_zh.Place(window, start - at) if lang == "zh" else numeric_en.place_of(window, start - at, end - at)
    seen = [*place.features(), *place.features_to(end - at)]
    seen += [(f"{status} {name}", value) for name, value in seen if name in _WITH_STATUS]
    seen.append(("status", status))
    return seen


def is_general(feature: Feature, lang: str) -> bool:
    """Is it evidence of the same kind for all forms? Only such is learned from: which form it is must not count."""
    name = feature[0].removeprefix("strong ").removeprefix("weak ").removeprefix("beside ")
    return name == "status" or name in _GENERAL[lang] or name.startswith("head is")


def belief(text: str, start: int, end: int, lang: str, status: str) -> float:
    """How likely it is (0 to 1) that a form is meant.

    >>> text = "合并两个维护分支，坚决做到两个维护"
    >>> [belief(text, at, at + 4, "zh", "strong") > 0.5 for at in (2, 13)]
    [False, True]
    """
    return probability(total(evidence(text, start, end, lang, status), weights(LISTED, lang)))
