"""Is a form of the lexicon meant where it stands? "两会" in 两会计师 is not, nor need "three regulations" be.

Short forms and everyday phrases are judged by the evidence around them; what each piece of it is worth is learned, and only of evidence that
does not depend on which form it is (see `toolkit.terms.grammar`).
"""

from __future__ import annotations

from toolkit.terms import numeric_en, numeric_zh
from toolkit.terms.grammar import LISTED, Feature, probability, total, weights

_WITH_STATUS = frozenset(
    (
        "governed|headed|governed and headed|marks around|before is|word after is|word before is|length|case|"
        "begins inside a word|ends inside a word|thing after"
    ).split("|")
)


def evidence(text: str, start: int, end: int, lang: str, status: str) -> list[Feature]:
    """What speaks for and against a form at a span of a text.

    status: what the lexicon says of the form, "weak", "ambiguous" or "strong", and " beside" where another stands beside it.
    """
    seen = list((numeric_zh if lang == "zh" else numeric_en).around(text, start, end))
    seen += [(f"{status} {name}", value) for name, value in seen if name in _WITH_STATUS]
    seen.append(("status", status))
    return seen


def belief(text: str, start: int, end: int, lang: str, status: str) -> float:
    """How likely it is (0 to 1) that a form is meant.

    >>> text = "合并两个维护分支，坚决做到两个维护"
    >>> [belief(text, at, at + 4, "zh", "ambiguous") > 0.5 for at in (2, 13)]
    [False, True]
    """
    return probability(total(evidence(text, start, end, lang, status), weights(LISTED, lang)))
