"""Two texts section by section: which section became which, and how their order and their weight changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.measure.alignment import likeness
from toolkit.text.sections import sections

_ALIKE = 0.11  # mean of the cosines of titles and of texts, from which two sections are one: in reports of nine years, where right ones ended


@dataclass(frozen=True)
class Outline:
    """The sections of some documents. sections: as tk.sections, parent being a row of the table; with text, and share of all characters.

    within: of each sentence, the row of the innermost section that it lies in; -1 for none.
    """

    sections: pd.DataFrame
    within: NDArray[np.int64]


def outlines(docs: pd.DataFrame, sentences: pd.DataFrame) -> Outline:
    """The sections of documents, and which their sentences (doc_id, start) lie in."""
    table = sections(docs)
    texts = dict(zip(docs["doc_id"], docs["text"], strict=True))
    first = table.index.to_numpy() - table["section"].to_numpy()  # row of the document's first section
    table["parent"] = np.where(table["parent"] >= 0, table["parent"] + first, -1)
    table["text"] = [texts[row.doc_id][row.start : row.end] for row in table.itertuples()]
    table["share"] = (table["end"] - table["start"]) / max(1, docs["text"].str.len().sum())
    return Outline(table, _within(table, sentences))


def _within(table: pd.DataFrame, sentences: pd.DataFrame) -> NDArray[np.int64]:
    within = np.full(len(sentences), -1)
    places = sentences.groupby("doc_id", sort=False).indices
    starts = sentences["start"].to_numpy()
    for row in table.itertuples():  # those inside come later
        own = places.get(row.doc_id, np.empty(0, int))
        within[own[(starts[own] >= row.start) & (starts[own] < row.end)]] = row.Index
    return within


def with_sections(changes: pd.DataFrame, earlier: Outline, later: Outline) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The table of sentences (change, before_at, after_at) with before_section and after_section, and that of the sections.

    Sections come in the order of the later outline, dropped ones at the end of what they stood in.
    """
    before, after = earlier.sections, later.sections
    pairs = _matched(before, after)
    walked = _walk(before, after, {i: j for j, (i, _) in pairs.items()})
    rows = [{pair[side]: place for place, pair in enumerate(walked) if pair[side] >= 0} for side in (0, 1)]
    table = _table(before, after, pairs, walked, rows)
    for side, (name, outline) in enumerate((("before", earlier), ("after", later))):
        at = changes[f"{name}_at"].to_numpy()
        own = np.where(at >= 0, np.append(outline.within, -1)[at], -1)
        changes[f"{name}_section"] = [rows[side].get(row, -1) for row in own.tolist()]
        for change in ("dropped",) if name == "before" else ("kept", "moved", "reworded", "new"):
            totals = _totals(outline.sections, own[changes["change"] == change])
            table[f"n_{change}"] = [totals.get(pair[side], 0) for pair in walked]
    return changes, table[[*table.columns.drop("n_dropped"), "n_dropped"]]


def _matched(before: pd.DataFrame, after: pd.DataFrame) -> dict[int, tuple[int, float]]:
    """For sections of the later outline their partner in the earlier one, and how alike: from the top down.

    Sections inside are matched only where those around them are, each at most once, the most alike first.
    """
    if before.empty or after.empty:
        return {}
    alike = sum(likeness(before[part].tolist(), after[part].tolist()).toarray() for part in ("title", "text")) / 2
    found: dict[int, tuple[int, float]] = {}
    pairs = [(-1, -1)]
    while pairs:
        i_parent, j_parent = pairs.pop()
        rows, columns = (
            np.flatnonzero(side["parent"] == parent) for side, parent in ((before, i_parent), (after, j_parent))
        )
        for i, j, value in _best(alike[np.ix_(rows, columns)]):
            found[int(columns[j])] = (int(rows[i]), value)
            pairs.append((int(rows[i]), int(columns[j])))
    return found


def _best(alike: NDArray) -> list[tuple[int, int, float]]:
    """Pairs of a row and a column, each at most once, the most alike first."""
    pairs: list[tuple[int, int, float]] = []
    left = alike.copy()
    while left.size and left.max() >= _ALIKE:
        i, j = np.unravel_index(left.argmax(), left.shape)
        pairs.append((int(i), int(j), float(min(alike[i, j], 1.0))))
        left[i, :] = left[:, j] = -1
    return pairs


def _table(
    before: pd.DataFrame,
    after: pd.DataFrame,
    pairs: dict[int, tuple[int, float]],
    walked: list[tuple[int, int]],
    rows: list[dict[int, int]],
) -> pd.DataFrame:
    """One row per section; `walked`: its rows in either outline; `rows`: where in the table each row of either outline is."""
    shifts = _shifts(after, pairs)
    places = np.array(walked, np.int64).reshape(-1, 2)
    one, other = (side.reindex(places[:, at]).reset_index(drop=True) for at, side in enumerate((before, after)))
    parents = [pd.Series(side["parent"].map(own).fillna(-1)) for side, own in zip((one, other), rows, strict=True)]
    return pd.DataFrame(
        {
            "section": range(len(walked)),
            "level": other["level"].fillna(one["level"]).astype("int64"),
            "parent": parents[1].where(other["level"].notna(), parents[0]).astype("int64"),
            "title": other["title"].fillna(one["title"]),
            "change": pd.Series([_change(i, j, shifts) for i, j in walked], dtype="str"),
            "rank_before": one["number"].astype("Int64"),
            "rank_after": other["number"].astype("Int64"),
            "before": one["title"].fillna(""),
            "after": other["title"].fillna(""),
            "similarity": [pairs[j][1] if i >= 0 and j >= 0 else np.nan for i, j in walked],
            "share_before": one["share"].fillna(0.0),
            "share_after": other["share"].fillna(0.0),
        }
    )


def _walk(before: pd.DataFrame, after: pd.DataFrame, partner: dict[int, int]) -> list[tuple[int, int]]:
    """Rows before and after of every section, those inside each following it; -1 where one side has none."""
    earlier = {j: i for i, j in partner.items()}
    inside = [side.groupby("parent").indices for side in (before, after)]
    none = np.empty(0, np.int64)

    def follow(i: int | None, j: int | None) -> Iterator[tuple[int, int]]:
        for at in inside[1].get(j, none).tolist() if j is not None else []:
            yield earlier.get(at, -1), at
            yield from follow(earlier.get(at), at)
        for at in inside[0].get(i, none).tolist() if i is not None else []:
            if at not in partner:
                yield at, -1
                yield from follow(at, None)

    return list(follow(-1, -1))


def _change(i: int, j: int, shifts: dict[int, int]) -> str:
    if i < 0 or j < 0:
        return "new" if i < 0 else "dropped"
    return "up" if shifts[j] > 0 else "down" if shifts[j] < 0 else "same"


def _shifts(after: pd.DataFrame, pairs: dict[int, tuple[int, float]]) -> dict[int, int]:
    """By how many places each matched section rose among those of its sisters that both sides have."""
    shifts: dict[int, int] = {}
    matched = pd.Series({j: i for j, (i, _) in pairs.items()}, dtype="int64").sort_index()
    for _, sisters in matched.groupby(after["parent"].reindex(matched.index)):
        places = sisters.rank().astype(int)
        shifts |= {int(j): int(place) - at for at, (j, place) in enumerate(places.items(), start=1)}
    return shifts


def _totals(outline: pd.DataFrame, rows: NDArray[np.int64]) -> dict[int, int]:
    """How many of some sentences, given by the sections they lie in, are in each section or in one inside it."""
    total = dict.fromkeys(outline.index, 0) | pd.Series(rows[rows >= 0]).value_counts().to_dict()
    for row in reversed(outline.index):  # those inside come later
        if (parent := outline.at[row, "parent"]) >= 0:
            total[parent] += total[row]
    return total
