"""Every spelling of what a lexicon lists. Those of the toolkit's own are made once on a machine, so that a lexicon with one concept more is soon ready."""

from __future__ import annotations

from toolkit.scale.kept import kept
from toolkit.terms.forms import plains, spellings
from toolkit.terms.lexicon import Lexicon, ways
from toolkit.terms.verbs import acts


def spelled(form: str) -> tuple[str, ...]:
    """Every spelling of a form or member, of an English one as an act and as a demand; it is given as `plain` writes it.

    >>> spelled("三个规定"), spelled("upholding the core")
    (('三个规定', '3个规定'), ('upholding the core', 'upholding the cores', 'uphold the core', 'uphold the cores'))
    """
    known = _of_default().get(form)
    return _spelled(form) if known is None else known


@kept
def _of_default() -> dict[str, tuple[str, ...]]:
    listed = [form for term in Lexicon.default() for form in (*term.zh, *term.en)]
    members = [
        way for term in Lexicon.default() for member in (*term.members_zh, *term.members_en) for way in ways(member)
    ]
    return {form: _spelled(form) for form in plains([*listed, *members]).values()}


def _spelled(form: str) -> tuple[str, ...]:
    return tuple([spelling for way in acts(form) for spelling in spellings(way)])
