"""Is a form of the lexicon meant where it stands? "两会" in 两会计师 is not, nor need "three regulations" be.

Short forms and everyday phrases are judged by the evidence around them; what each piece of it is worth is learned (see `toolkit.terms.grammar`).
"""

from __future__ import annotations

import re
from functools import lru_cache

from toolkit.terms import numeric_en, numeric_zh
from toolkit.terms.grammar import BEGINNING, LISTED, UNLISTED, probability, total, worth
from toolkit.terms.kin import NO_KIN, Kin, of_kin
from toolkit.text.fold import fold

# As of spans that nobody lists (see `toolkit.terms.numeric`), the log-odds are those of several models together: of the evidence for forms of the
# lexicon, of a first look at the numeral, and of the grammar as if the form were not listed; the last takes longest and is left out where all is clear.
_OF_EVIDENCE, _OF_FIRST_LOOK, _OF_GRAMMAR = 0.75, 0.2, 0.3
# Learned from sentences of which half are there to mislead: in an official text, which no sentence is by itself, a Chinese form is likelier to be meant.
_OF_OFFICIAL = 2.0
# Nor do they talk of formulations as a book on them does: 介绍了四风, 三个代表的历史.
_OF_MENTION = 3.0
_MENTIONED = re.compile(
    "(?:介绍|讨论|提到|提及|提出|谈到|谈及|讲到|讲述|说到|收录|解释|阐述|阐释|论述|解读|研究|概述|回顾|引用|写到|写入|出现|围绕|关于|有关)[了过着的到]?[“‘「《]?$"
)
_CLEAR = 1.0  # from there on, either way, the grammar is left out
_SURE = {"zh": 3.0, "en": 2.0}  # from there on, either way, its kin is not looked for: it hardly ever turns it
_SURE_IN_OFFICIAL = 1.5  # the same of an official text, where its kin turned 十年动乱 and 三级所有制 into nothing
_CERTAIN = 2.0  # from there on, either way, the first look is left out, too: the figures on folds of the labelled sentences are the same
_SEEN = 200  # characters on either side, no fewer than any of them sees


def belief(
    text: str, start: int, end: int, lang: str, status: str, kin: Kin = NO_KIN, *, official: bool = False
) -> float:
    """How likely it is (0 to 1) that a form is meant.

    status: what the lexicon says of the form, "weak", "ambiguous" or "strong", and " beside" where another stands beside it. kin: of its concepts.
    official: is the text full of formulations?

    >>> text = "合并两个维护分支，坚决做到两个维护"
    >>> [belief(text, at, at + 4, "zh", "ambiguous") > 0.5 for at in (2, 13)]
    [False, True]
    """
    at = max(0, start - _SEEN)
    return _belief(text[at : end + _SEEN], start - at, end - at, lang, status, kin, official)


@lru_cache(1 << 12)  # a policy is copied from one text to the next
def _belief(text: str, start: int, end: int, lang: str, status: str, kin: Kin, official: bool) -> float:
    numeric = numeric_zh if lang == "zh" else numeric_en
    known = worth(LISTED, lang)
    mentioned = lang == "zh" and bool(_MENTIONED.search(text, max(0, start - 6), start))
    odds = (
        _OF_OFFICIAL * official
        + _OF_MENTION * mentioned
        + _OF_EVIDENCE * total(numeric.around(text, start, end, status), known)
    )
    if abs(odds) > (_SURE_IN_OFFICIAL if official else _SURE[lang]):
        return probability(odds)
    odds += _OF_EVIDENCE * total(of_kin(text, start, end, lang, kin), known)
    if abs(odds) > _CERTAIN:
        return probability(odds)
    text = fold(text)
    odds += _OF_FIRST_LOOK * total(numeric.beginning(text, start), worth(BEGINNING, lang))
    if abs(odds) < _CLEAR:
        place, known = numeric.place_of(text, start, end), worth(UNLISTED, lang)
        odds += _OF_GRAMMAR * (total(place.clues(), known) + total(place.clues_to(end), known))
    return probability(odds)
