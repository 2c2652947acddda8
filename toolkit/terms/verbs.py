"""English phrases that say what to do, as an act and as what one is to do: sweeping away black and eliminating evil, sweep away black and eliminate evil."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from toolkit.terms.wordnet import is_verb

_DOUBLED = re.compile("^[^aeiou]*[aeiou][bdgmnprt]$")  # its last letter is, in putting
_VERB = re.compile(r"^[a-z]+(?= )|(?<= and )[a-z]+(?= )")  # where such a phrase has its verbs


def acts(phrase: str) -> Iterator[str]:
    """A phrase, and as the act or the demand where it is the other; verbs are looked for at its beginning and behind "and".

    >>> list(acts("upholding the core")), list(acts("sweep away black and eliminate evil")), list(acts("rural areas"))
    (['upholding the core', 'uphold the core'], ['sweep away black and eliminate evil', 'sweeping away black and eliminating evil'], ['rural areas'])
    """
    yield phrase
    first, _, rest = phrase.partition(" ")
    if " " in rest and first.isascii() and first.isalpha():
        other = _demand if first.endswith("ing") else _act
        if other(first) != first:
            yield _VERB.sub(lambda verb: other(verb[0]), phrase)


def _demand(word: str) -> str:
    """upholding → uphold, making → make, putting → put; else the word."""
    stem = word.removesuffix("ing")
    possible = (stem, f"{stem}e", stem[:-1]) if stem != word else ()
    return next((verb for verb in possible if _act(verb) == word), word)


@lru_cache(1 << 12)
def _act(word: str) -> str:
    """uphold → upholding, make → making, put → putting; what is no verb stays as it is."""
    if not is_verb(word):
        return word
    if word.endswith("e") and not word.endswith(("ee", "oe", "ye")):
        return f"{word[:-1]}ing"
    return f"{word}{word[-1]}ing" if _DOUBLED.search(word) else f"{word}ing"
