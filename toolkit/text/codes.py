"""Texts as numbers: the code points of their characters."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray


def code_points(text: str) -> NDArray[np.uint32]:
    """The code points of a text.

    >>> code_points("四A").tolist()
    [22235, 65]
    """
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def text_of(codes: NDArray[np.uint32]) -> str:
    """The text that has these code points."""
    return codes.tobytes().decode("utf-32-le", "surrogatepass")


def mark(table: NDArray, kinds: Iterable[tuple[int, str]]) -> None:
    """Add to a table by code point what characters are: a bit of each kind.

    >>> table = np.zeros(128, np.uint8)
    >>> mark(table, [(1, "ab"), (2, "b")])
    >>> table[[97, 98, 99]].tolist()
    [1, 3, 0]
    """
    for kind, characters in kinds:
        table[list(map(ord, characters))] |= kind
