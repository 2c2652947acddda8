"""arrivals() and diffusion(): when a formulation reached each level of government and each place, and how quickly.

A date is only the first that the documents show. Where a place's documents begin after a concept was seen elsewhere, it may have
been there before: such arrivals are marked `censored`, and their days are the most it can have taken.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from toolkit.measure.concepts import concepts_of, rows_in
from toolkit.measure.tally import group_table
from toolkit.reading.dates import as_dates
from toolkit.tables import require

_ADDED = {
    "date": "datetime64[us]", "doc_id": "str", "docs": "int64", "undated": "int64", "first": "datetime64[us]", "origin": "str",
    "days": "Int64", "censored": bool, "since": "datetime64[us]", "until": "datetime64[us]",
}  # fmt: skip


def arrivals(
    hits: pd.DataFrame, docs: pd.DataFrame, *, level: str = "level", place: str | None = None, origin: str | None = None
) -> pd.DataFrame:
    """When each concept was first seen at each level, or at each place of a level.

    In: hits, and the docs they were found in, those without a hit included; level, place: columns of docs, such as the folder
    that says "central" or "city", and the issuing body; origin: the level whose first date days are counted from
    ("central"), the level that had the concept first unless given. Times of day are left out.
    Out: one row per concept and level (or concept, level and place), whether it was reached or not, in the order of first dates:
    concept, level, place, and

    - date, doc_id: the first dated document there that has the concept (of several on one day the first by its id); missing
      where none has it; docs: how many have it, undated ones included; undated: how many of them have no date;
    - first: the concept's first date anywhere, or at the origin; origin: the levels that have it on that day, "central + city"
      for a tie;
    - days: from first to date: 0 where it began, below 0 where a level was before the origin asked for;
    - censored: there since `date` or before, as this place's documents begin after `first`: days are then the most it took;
    - since, until: the first and last dated document of the place.

    A concept that only undated documents have, or that the origin never has with a date, has no `first` and no days;
    its rows stand last, and nothing is counted from them. Levels stand in their own order if they are an ordered
    categorical, else in the order in which concepts reach them. Raises ValueError if a column is missing, the origin is no
    level, or a hit is of no document in docs.

    >>> import toolkit as tk
    >>> docs = tk.from_texts(["开会", "纠治四风", "反对四风", "four winds"], level=["city", "central", "province", "city"],
    ...     date=["2023-01-01", "2024-03-01", "2024-03-11", "2024-05-01"])
    >>> arrivals(tk.find_terms(docs), docs)[["concept", "level", "days", "doc_id"]].values.tolist()
    [['四风', 'central', 0, 'text-2'], ['四风', 'province', 10, 'text-3'], ['四风', 'city', 61, 'text-4']]
    """
    require(hits, ["doc_id", "concept", "surface"], "arrivals(hits, docs)")
    by = [level] if place is None else [level, place]
    require(docs, ["doc_id", "date", *by], "arrivals(hits, docs)")
    if place == level or set(by) & {"concept", *_ADDED}:
        raise ValueError(
            f"level={level!r} and place={place!r}: give two columns of docs, none of them named as ours are"
        )
    documents = group_table(docs, by)[by].reset_index(drop=True)
    documents["date"] = as_dates(docs["date"]).dt.normalize().to_numpy("datetime64[us]")
    documents["doc_id"] = docs["doc_id"].astype("str").to_numpy()
    if origin is not None and origin not in set(documents[level]):
        known = ", ".join(sorted(map(str, set(documents[level]))))
        raise ValueError(f"origin={origin!r} is no {level}; there are: {known}")
    seen = documents.iloc[rows_in(docs, hits)].assign(concept=concepts_of(hits).to_numpy())
    seen = seen.drop_duplicates(["concept", "doc_id"]).sort_values(["date", "doc_id"], na_position="last")
    table = _grid(seen, documents, by)
    table = table.merge(_origins(seen, level, origin), how="left", on="concept")
    table["days"] = (table["date"] - table["first"]).dt.days.astype("Int64")
    table["censored"] = table["date"].notna() & (table["since"] > table["first"])
    ranked = _rank_levels(table, docs, level).sort_values(["first", "concept", *by], na_position="last", kind="stable")
    return ranked[["concept", *by, *_ADDED]].astype(_ADDED).reset_index(drop=True)


def diffusion(arrivals: pd.DataFrame, *, by: str = "level") -> pd.DataFrame:
    """How many concepts reach each level, and how soon.

    In: arrivals; by: the column of levels (or of places). Out: one row per level, in their order: the level, and

    - concepts: those first seen while the level still had documents to come (first <= until), which could have reached it;
    - first_here: those of them first seen there (what is older than the documents is, where they begin); reached: those seen there at all by a date; share: reached / concepts;
    - arrived: those that came from elsewhere, with a date that tells when, and so not censored; q1, median, q3: their
      days, the quartiles by linear interpolation (Hyndman and Fan 1996, type 7); NaN where none arrived;
    - censored: those that came from elsewhere, but may have come before the level's documents begin; their days are in no quartile;
    - since, until: the level's first and last dated document.

    Days are those of concepts that arrived: what never came, or has not come yet, makes the share smaller, not the
    median larger. Where arrivals are by place, a level is reached with its first place.
    Raises ValueError if a column is missing.

    >>> import toolkit as tk
    >>> docs = tk.from_texts(["开会", "纠治四风", "反对四风", "四风"], level=["city", "central", "city", "town"],
    ...     date=["2023-01-01", "2024-03-01", "2024-03-11", "2024-04-01"])
    >>> diffusion(arrivals(tk.find_terms(docs), docs))[["level", "first_here", "reached", "median", "censored"]].values.tolist()
    [['central', 1, 1, nan, 0], ['city', 0, 1, 10.0, 0], ['town', 0, 1, nan, 1]]
    """
    require(arrivals, ["concept", by, *_ADDED], "diffusion(arrivals)")
    dated = arrivals[arrivals["first"].notna()].sort_values("date", na_position="last", kind="stable")
    spans = arrivals.groupby(by, observed=True, sort=True).agg(since=("since", "min"), until=("until", "max"))
    here = dated.drop_duplicates([by, "concept"]).drop(columns=["since", "until"]).join(spans, on=by)
    here = here[here["first"] <= here["until"]]
    came, began = here["date"].notna(), here["days"].eq(0).fillna(False)
    censored = came & ~began & (here["since"] > here["first"])
    rows = pd.DataFrame({
        by: here[by], "concepts": True, "first_here": began, "reached": came, "arrived": came & ~began & ~censored,
        "censored": censored, "days": here["days"].astype(float).where(came & ~began & ~censored),
    })  # fmt: skip
    groups = rows.groupby(by, observed=True, sort=True)
    names = ["concepts", "first_here", "reached", "arrived", "censored"]
    table = groups[names].sum().reindex(spans.index, fill_value=0).astype("int64")
    for name, share in (("q1", 0.25), ("median", 0.5), ("q3", 0.75)):
        table[name] = groups["days"].quantile(share)
    table["share"] = table["reached"] / table["concepts"].where(table["concepts"] > 0)
    table = table.join(spans).reset_index()
    return table[[by, "concepts", "first_here", "reached", "share", "arrived", "q1", "median", "q3", "censored", "since", "until"]]  # fmt: skip


def _grid(seen: pd.DataFrame, documents: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Every concept at every place. `seen` is in the order of dates: the first row of a group is the first document."""
    spans = documents.groupby(by, dropna=False, observed=True)["date"].agg(since="min", until="max").reset_index()
    grid = seen[["concept"]].drop_duplicates().merge(spans, how="cross")
    groups = seen.assign(undated=seen["date"].isna(), dated=seen["doc_id"].where(seen["date"].notna())).groupby(
        ["concept", *by], observed=True, dropna=False
    )
    found = groups.agg(
        date=("date", "first"), doc_id=("dated", "first"), docs=("doc_id", "size"), undated=("undated", "sum")
    )
    return grid.merge(found.reset_index(), how="left", on=["concept", *by]).fillna({"docs": 0, "undated": 0})


def _origins(seen: pd.DataFrame, level: str, origin: str | None) -> pd.DataFrame:
    """The first date of each concept, and the levels that have it on that day."""
    dated = seen[seen["date"].notna()]
    dated = dated if origin is None else dated[dated[level] == origin]
    first = dated.groupby("concept")["date"].transform("min")
    beginning = dated[dated["date"] == first].assign(name=lambda rows: rows[level].astype(str))
    named = beginning.sort_values("name").groupby("concept")
    return pd.DataFrame({"first": named["date"].first(), "origin": named["name"].agg(_joined)}).reset_index()


def _joined(names: pd.Series) -> str:
    return " + ".join(names.unique())


def _rank_levels(table: pd.DataFrame, docs: pd.DataFrame, level: str) -> pd.DataFrame:
    """Levels as an ordered categorical: in their own order, or that in which concepts reach them, by the mean of their ranks."""
    given = docs[level].dtype
    if isinstance(given, pd.CategoricalDtype) and given.ordered:
        order = [str(name) for name in given.categories]
        order += sorted(set(table[level]) - set(order))
    else:
        first = table.dropna(subset=["date"]).groupby(["concept", level])["days"].min().astype(float)
        ranks = first.groupby("concept").rank().groupby(level).mean()
        order = sorted(set(table[level]), key=lambda name: (ranks.get(name, np.inf), str(name)))
    return table.assign(**{level: pd.Categorical(table[level], order, ordered=True)})
