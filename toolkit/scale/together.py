"""How much is looked at together. To call compiled code takes as long as to look through a page, so many documents are one to it."""

from __future__ import annotations

_most = 500_000  # characters


def most_together() -> int:
    """How many characters of several texts may be looked at together; one text that is longer is by itself."""
    return _most


def one_at_a_time() -> None:
    """No text together with another from now on in this process: slower, with the same results."""
    global _most
    _most = 0
