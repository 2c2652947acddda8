"""Documents that repeat another one, exactly or nearly. They are flagged, never dropped."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from rensa import RMinHash, RMinHashLSH

from toolkit.text.codes import code_points, text_of

_SHINGLE = 5  # characters: about three Chinese words, or one English word
# Finds pairs above .8 with a probability of .99999, and some below, which are checked.
_PERMUTATIONS, _BANDS = 128, 32
_MARGIN = 0.2  # by how much a sketch may underrate how like two documents are: four times its standard error and more
_SHORTEST = 20  # characters below which only exact repetition means anything
_COMPARED = 50_000  # characters by which near duplicates are told; exact ones by all
_PLANE = 0x10000  # characters beyond the basic plane are all compared


def flag_duplicates(docs: pd.DataFrame, *, threshold: float = 0.8) -> pd.DataFrame:
    """Say of each document which earlier one it repeats.

    In: docs (doc_id, text). Out: the same table with duplicate_of (doc_id of the first one above like it, "" if none)
    and similarity (Jaccard index of five-character shingles, spaces and punctuation apart: 1.0 exact, at least `threshold` near,
    NaN if none). Empty documents repeat nothing. Near duplicates are found by MinHash and checked exactly.

    >>> docs = pd.DataFrame({"doc_id": ["a", "b", "c"], "text": ["会议强调，落实责任。", "会议强调： 落实责任", "别的"]})
    >>> flag_duplicates(docs)[["duplicate_of", "similarity"]].values.tolist()
    [['', nan], ['a', 1.0], ['', nan]]
    """
    texts = [_compared(text) for text in docs["text"]]
    first: dict[str, int] = {}
    original: dict[int, int] = {}  # of a document that is in the index, the first one it repeats
    index = RMinHashLSH(threshold, _PERMUTATIONS, _BANDS)
    sketches: dict[int, RMinHash] = {}  # of the documents in the index
    found: list[tuple[int, float]] = []
    for place, text in enumerate(texts):
        earlier, similarity = first.setdefault(text, place), 1.0
        if earlier != place:
            earlier = original.get(earlier, earlier)
        elif len(text) >= _SHORTEST:
            shingles = _shingles(text)
            sketch = RMinHash(num_perm=_PERMUTATIONS, seed=1)
            sketch.update(shingles)
            near = [other for other in index.query(sketch) if sketch.jaccard(sketches[other]) >= threshold - _MARGIN]
            own = set(shingles) if near else set()
            alike = [(_jaccard(own, set(_shingles(texts[other]))), -other) for other in near]
            similarity, other = max(alike, default=(0.0, -place))
            if similarity >= threshold:
                earlier = -other
                original[place] = earlier
            else:  # only what repeats nothing can be repeated
                index.insert(place, sketch)
                sketches[place] = sketch
        found.append((earlier, min(similarity, 1.0)) if text and earlier != place else (-1, float("nan")))
    ids = docs["doc_id"].tolist()
    return docs.assign(
        duplicate_of=pd.array([ids[earlier] if earlier >= 0 else "" for earlier, _ in found], dtype="str"),
        similarity=[similarity for _, similarity in found],
    )


def _compared(text: str) -> str:
    """The letters and figures of a text, in small letters."""
    codes = code_points(text)
    return text_of(codes[_alphanumeric()[np.minimum(codes, _PLANE)]]).lower()


@cache
def _alphanumeric() -> NDArray[np.bool_]:
    return np.array([*(chr(code).isalnum() for code in range(_PLANE)), True])


def _shingles(text: str) -> list[bytes]:
    """Every stretch of so many characters, as the bytes of its code points: several times as fast as to cut strings."""
    stretches = sliding_window_view(code_points(text[:_COMPARED]), _SHINGLE)
    return np.ascontiguousarray(stretches).view(f"V{4 * _SHINGLE}").ravel().tolist()


def _jaccard(a: set[bytes], b: set[bytes]) -> float:
    return len(a & b) / len(a | b)
