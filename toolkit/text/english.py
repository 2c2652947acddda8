"""English words and lemmas."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from toolkit.scale.kept import kept
from toolkit.text.segment import COMPILED_PAYS

if TYPE_CHECKING:
    from simplemma import Lemmatizer

    from toolkit.text.compiled_english import EnglishCutter

# A word with its inner apostrophes and hyphens; a number with its separators and percent sign; spaces; any mark.
_PIECE = re.compile(
    r"[^\W\d_]+(?:['’\-][^\W\d_]+)*"
    r"|\d+(?:[.,:/\-]\d+)*%?"
    r"|\s+"
    r"|[\s\S]"
)


def english_pieces(text: str) -> list[str]:
    """Words, numbers, marks and the spaces between them, in order: joined together they are the text again.

    >>> english_pieces("The city's 2,300 high-quality farms grew 5.2%.")
    ['The', ' ', "city's", ' ', '2,300', ' ', 'high-quality', ' ', 'farms', ' ', 'grew', ' ', '5.2%', '.']
    """
    return _PIECE.findall(text)


def compiled_cutter(seen: int) -> EnglishCutter | None:
    """A new cutter in compiled code: once that is loaded, or `seen` characters make loading it worth while."""
    cutter = _compiled() if seen > COMPILED_PAYS or _compiled.cache_info().currsize else None
    return cutter() if cutter else None


@cache
def _compiled() -> type[EnglishCutter] | None:
    try:
        from toolkit.text.compiled_english import EnglishCutter

        return EnglishCutter
    except (ImportError, RuntimeError):  # no numba for this machine, or nowhere to keep what it compiles
        return None


@lru_cache(maxsize=200_000)
def lemma(word: str) -> str:
    """The dictionary form, in lower case, by simplemma's English table.

    A possessive is its noun. Capitals are kept out of it: "Party" and "party" are one lemma.

    >>> [lemma(w) for w in ("Meetings", "stressed", "country’s", "GDP", "criteria")]
    ['meeting', 'stress', 'country', 'gdp', 'criterion']
    """
    plain = word.lower().replace("’", "'").removesuffix("'s")
    if not plain.isascii():
        return plain
    if plain.isalpha():
        return _lemma_of_letters(plain)
    return _lemmatizer().lemmatize(plain, lang="en").lower()


@lru_cache(1 << 14)
def stem(word: str) -> str:
    """What words of one family have in common, by Snowball's English rules.

    >>> stem("revitalization") == stem("revitalized")
    True
    """
    return _stemmer().stemWord(word)


@cache
def _stemmer() -> Any:
    from snowballstemmer import stemmer

    return stemmer("english")


def _lemma_of_letters(word: str) -> str:
    """What simplemma's `lemmatize` gives for lower-case ASCII letters: of its steps two can do anything to them.

    The others are for apostrophes, hyphens and other languages; asking them, too, takes several times as long.
    """
    for find in _steps():
        if found := find(word, "en"):
            return found.lower()
    return word


@cache
def _lemmatizer() -> Lemmatizer:
    from simplemma import Lemmatizer
    from simplemma.strategies import DefaultStrategy

    return Lemmatizer(lemmatization_strategy=DefaultStrategy(dictionary_factory=_Dictionaries()))


@cache
def _steps() -> tuple[Callable[[str, str], str | None], ...]:
    from simplemma.strategies import DictionaryLookupStrategy, RulesStrategy

    return DictionaryLookupStrategy(_Dictionaries()).get_lemma, RulesStrategy().get_lemma


class _Dictionaries:
    """simplemma's dictionaries, unpacked once on a machine: it takes them a third of a second."""

    def get_dictionary(self, lang: str) -> Mapping[str, str]:
        return _dictionary(lang)


@kept
def _dictionary(lang: str) -> Mapping[str, str]:
    from simplemma.strategies import DefaultDictionaryFactory

    return DefaultDictionaryFactory().get_dictionary(lang)
