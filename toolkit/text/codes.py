"""Texts as numbers: the code points of their characters."""

from __future__ import annotations

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
