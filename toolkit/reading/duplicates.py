"""Documents that repeat another one, exactly or nearly. They are flagged, never dropped."""

from __future__ import annotations

import re

import pandas as pd
from rensa import RMinHash, RMinHashLSH

_SHINGLE = 5  # characters: about three Chinese words, or one English word
_PERMUTATIONS, _BANDS = (
    128,
    32,
)  # finds pairs above .8 with a probability of .99999, and some below, which are checked
_SHORTEST = 20  # characters below which only exact repetition means anything


def flag_duplicates(docs: pd.DataFrame, *, threshold: float = 0.8) -> pd.DataFrame:
    """Say of each document which earlier one it repeats.

    In: docs (doc_id, text). Out: the same table with duplicate_of (doc_id of the first document like it, "" if none)
    and similarity (Jaccard index of five-character shingles, spaces and punctuation apart: 1.0 exact, at least `threshold` near,
    NaN if none). Empty documents repeat nothing. Near duplicates are found by MinHash and checked exactly.

    >>> docs = pd.DataFrame({"doc_id": ["a", "b", "c"], "text": ["会议强调，落实责任。", "会议强调： 落实责任", "别的"]})
    >>> flag_duplicates(docs)[["duplicate_of", "similarity"]].values.tolist()
    [['', nan], ['a', 1.0], ['', nan]]
    """
    texts = [re.sub(r"[\W_]+", "", text).lower() for text in docs["text"]]
    first: dict[str, int] = {}
    index = RMinHashLSH(threshold, _PERMUTATIONS, _BANDS)
    shingles: dict[int, frozenset[str]] = {}
    found: list[tuple[str, float]] = []
    for place, text in enumerate(texts):
        earlier, similarity = first.get(text, place), 1.0
        if text and earlier == place and len(text) >= _SHORTEST:
            sketch = RMinHash(num_perm=_PERMUTATIONS, seed=1)
            pieces = frozenset(text[i : i + _SHINGLE] for i in range(len(text) - _SHINGLE + 1))
            sketch.update(list(pieces))
            alike = [(_jaccard(pieces, shingles[other]), -other) for other in index.query(sketch)]
            similarity, other = max(alike, default=(0.0, -place))
            earlier = -other if similarity >= threshold else place
            index.insert(place, sketch)
            shingles[place] = pieces
        first.setdefault(text, place)
        repeats = bool(text) and earlier != place
        found.append((docs["doc_id"].iloc[earlier], similarity) if repeats else ("", float("nan")))
    return docs.assign(
        duplicate_of=pd.array([doc_id for doc_id, _ in found], dtype="str"),
        similarity=[value for _, value in found],
    )


def _jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b)
