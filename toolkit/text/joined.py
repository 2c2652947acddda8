"""Many texts in one: to call compiled code takes as long as to look through a page, so it looks at the pages of many documents at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from toolkit.scale.together import most_together
from toolkit.text.codes import code_points

APART = "\0" * 16  # more than may stand between parts of one thing, and part of none

T = TypeVar("T", list, NDArray)


@dataclass(frozen=True, eq=False)
class Joined:
    """Texts one behind the other, and where each begins."""

    texts: tuple[str, ...]
    text: str
    begins: NDArray[np.int64]

    @cached_property
    def codes(self) -> NDArray[np.uint32]:
        """The code points of the text."""
        return code_points(self.text)

    @cached_property
    def ends(self) -> NDArray[np.int64]:
        """Where each text ends."""
        return self.begins + np.fromiter(map(len, self.texts), np.int64, len(self.texts))

    def of(self, places: ArrayLike) -> Any:
        """The numbers of the texts that places are in."""
        return np.searchsorted(self.begins, places, side="right") - 1

    def around(self, place: int) -> tuple[str, int]:
        """The text that a place is in, and where it begins."""
        number = bisect_right(self._begins, place) - 1
        return self.texts[number], self._begins[number]

    @cached_property
    def _begins(self) -> list[int]:
        return self.begins.tolist()

    def begins_of(self, places: NDArray) -> NDArray[np.int64]:
        """Where the texts begin that places are in."""
        return self.begins[self.of(places)]

    def apart(self, starts: NDArray, things: T) -> list[T]:
        """Things of all texts, in order of where they start, by the text that each is of."""
        upto = [*np.searchsorted(starts, self.begins).tolist(), len(things)]
        return [things[first:last] for first, last in pairwise(upto)]


@lru_cache(4)  # one thing after another looks at the same texts
def joined(texts: tuple[str, ...], between: str = APART) -> Joined:
    """
    >>> two = joined(("四风", "三农"))
    >>> two.begins.tolist(), two.of(19), two.text[two.begins[1] :]
    ([0, 18], np.int64(1), '三农')
    """
    lengths = np.fromiter(map(len, texts), np.int64, len(texts)) + len(between)
    return Joined(texts, between.join(texts), np.cumsum(lengths) - lengths)


def runs(texts: Sequence[str]) -> Iterator[range]:
    """The places of texts that are worked on together: at least one, and no more than there is room for."""
    most = most_together()
    start = characters = 0
    for place, text in enumerate(texts):
        characters += len(text)
        if characters > most and place > start:
            yield range(start, place)
            start, characters = place, len(text)
    if start < len(texts):
        yield range(start, len(texts))
