"""What a hit is counted under, and which document it is of."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.terms.forms import plain


def concepts_of(hits: pd.DataFrame) -> pd.Series:
    """The concept of each hit; an unlisted formulation goes by what it says, quotation marks and case aside.

    >>> concepts_of(pd.DataFrame({"surface": ["Four Winds", "三“抓”三促"], "concept": ["四风", None]})).tolist()
    ['四风', '三抓三促']
    """
    concepts = hits["concept"].astype("str")
    return concepts.fillna(hits["surface"][concepts.isna()].astype("str").map(plain))


def rows_in(docs: pd.DataFrame, hits: pd.DataFrame) -> NDArray[np.intp]:
    """The row of docs that each hit is of. Raises ValueError if a hit's document is not there, or there twice."""
    identities = pd.Index(docs["doc_id"].astype("str"))
    if identities.has_duplicates:
        twice = identities[identities.duplicated()][0]
        raise ValueError(f"docs has doc_id {twice!r} more than once; give each document an id of its own")
    rows = identities.get_indexer(pd.Index(hits["doc_id"].astype("str")))
    if (rows < 0).any():
        missing = hits["doc_id"][rows < 0].iloc[0]
        raise ValueError(f"hits are of a document that is not in docs: {missing!r}; give the docs they were found in")
    return rows
