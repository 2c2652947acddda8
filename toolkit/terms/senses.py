"""Which of several concepts, or senses of one, a form stands for: what is said around it tells, 三条红线 beside water or beside developers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache

from toolkit.terms.kin import Words, words
from toolkit.terms.lexicon import Term
from toolkit.text.fold import fold

_AROUND = {"zh": 60, "en": 200}  # characters on either side
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:年|\b(?!年))[^。！？.!?\n]*$")


def spoken_for(text: str, start: int, end: int, lang: str, terms: Sequence[Term], by: int | None = None) -> list[int]:
    """Of each concept or sense how many words that only it has stand around a place, up to `by` characters off: of its tag, forms,
    members and, in English, its note.

    >>> terms = Term("四乱", "河湖", zh=("河湖四乱",)), Term("四乱", "涉企", zh=("涉企四乱",))
    >>> spoken_for("清理河湖“四乱”", 5, 7, "zh", terms)
    [1, 0]
    """
    by = _AROUND[lang] if by is None else by
    around = f"{text[max(0, start - by) : start]}\n{text[end : end + by]}"
    said = fold(around) if lang == "zh" else words(around, lang)  # a pair of characters is in a text, too
    return [sum(word in said for word in own) for own in _own_words(tuple(terms), lang)]


def are_others(members: Sequence[str], terms: Sequence[Term], lang: str) -> bool:
    """Have the members that a text gives nothing to do with any of some concepts: in Chinese fewer than half of them, in English, which is translated
    freely, none? What most of them share does not count: 读书之风, 节俭之风.

    >>> terms = (Term("四风", members_zh=("形式主义", "官僚主义", "享乐主义", "奢靡之风")),)
    >>> are_others(["锻炼之风", "读书之风", "节俭之风", "守时之风"], terms, "zh"), are_others(["形式", "官僚", "享乐", "奢靡"], terms, "zh")
    (True, False)
    """
    times = Counter(word for member in members for word in words(member, lang))
    own = [{word for word in words(member, lang) if 2 * times[word] <= len(members)} for member in members]
    wanted = len(members) / 2 if lang == "zh" else 1
    return any(own) and all(sum(not said.isdisjoint(_about(term, lang)) for said in own) < wanted for term in terms)


def foremost(scores: Sequence[int]) -> int | None:
    """Which one is ahead of all others, if one is."""
    best = max(scores)
    return scores.index(best) if best and scores.count(best) == 1 else None


def year_said(text: str, start: int) -> float:
    """The year that the sentence names before a place, "2016年，协调推进…"; nan if it names none.

    >>> year_said("2015年以来。2016年，协调推进“四个全面”", 18), year_said("协调推进“四个全面”", 5)
    (2016.0, nan)
    """
    said = _YEAR.search(text, max(0, start - _AROUND["en"]), start)
    return float(said[1]) if said else float("nan")


@lru_cache(1 << 12)
def _own_words(terms: tuple[Term, ...], lang: str) -> list[Words]:
    """Of each concept or sense the words that only it has."""
    all_words = [_about(term, lang) for term in terms]
    others = [frozenset[str]().union(*all_words[:at], *all_words[at + 1 :]) for at in range(len(terms))]
    return [of - known for of, known in zip(all_words, others, strict=True)]


@cache
def _about(term: Term, lang: str) -> Words:
    if lang == "zh":
        return frozenset(words("\n".join((term.sense, *term.zh, *term.members_zh)), lang))
    return frozenset(words("\n".join((*term.en, *term.members_en, term.note, term.domain)), lang))
