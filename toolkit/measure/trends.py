"""Trends: a term's frequency period by period, gaps included."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from toolkit.measure.counts import group_columns
from toolkit.measure.frequency import with_rates
from toolkit.measure.tally import FIXED, PERIODS
from toolkit.tables import listed, require


def trends(counts: pd.DataFrame, *, terms: str | Sequence[str] | None = None, smooth: int = 1) -> pd.DataFrame:
    """Follow terms over time.

    In: counts by "year", "quarter" or "month" (and other columns, each of which is followed by itself); `terms`: which
    ones, all unless given; smooth: an odd number of periods above 1 adds the column `smoothed`, the share of documents in that
    many periods around each, taken together: a period of few documents moves it little. Out: one row per term and period, without holes from the first period to the last: the
    other group columns, term, kind, period ("2024", "2024Q1", "2024-02"), start (its first day), n, docs,
    group_tokens, group_docs, per_10k, share, group_lang. n is 0 where the term is absent; per_10k and share are NaN
    in a period without documents. Undated documents are the period "", at the end.
    Raises ValueError if the counts have no rows or no column of time, for a term that is not in them, or an even `smooth`.

    >>> import toolkit as tk
    >>> docs = tk.from_texts(["反对四风", "落实责任", "纠治四风"], date=["2021-01-01", "2022-01-01", "2024-01-01"])
    >>> trends(tk.count(docs, by="year"), terms=["四风"])[["period", "n", "share"]].values.tolist()
    [['2021', 1, 1.0], ['2022', 0, 0.0], ['2023', 0, nan], ['2024', 1, 1.0]]
    """
    require(counts, FIXED, "trends(counts)")
    if smooth < 1 or smooth % 2 == 0:
        raise ValueError(f"smooth={smooth}: an odd number of periods, so that each stands in the middle of its own")
    by = group_columns(counts)
    unit = next((name for name in by if name in PERIODS), None)
    if unit is None:
        raise ValueError(f"trends() needs counts by time; these are by {by or 'nothing'}: use count(docs, by='year')")
    if terms is not None:
        terms = listed(terms)
        absent = [term for term in terms if term not in set(counts["term"])]
        if absent:
            raise ValueError(f"not in the counts: {', '.join(absent)}; a formulation is counted under its concept")
    if counts.empty:
        raise ValueError("trends(): the counts have no rows, so there is nothing to follow")
    others = [name for name in by if name != unit]
    counts = counts.rename(columns={unit: "period"})
    groups = counts[[*others, "period", "group_lang", "group_tokens", "group_docs"]].drop_duplicates(
        [*others, "period"]
    )
    followed = counts if terms is None else counts[counts["term"].isin(terms)]
    series = followed[[*others, "term", "kind"]].drop_duplicates()
    grid = series.merge(_span(groups["period"], PERIODS[unit]), how="cross")
    grid = grid.merge(groups, how="left", on=[*others, "period"])
    grid = grid.merge(
        followed[[*others, "term", "kind", "period", "n", "docs"]],
        how="left",
        on=[*others, "term", "kind", "period"],
    )
    unknown = groups["group_tokens"].isna().any()
    whole = {"n": "int64", "docs": "int64"} | ({} if unknown else {"group_tokens": "int64", "group_docs": "int64"})
    grid = grid.fillna(dict.fromkeys(whole, 0) | {"group_lang": ""}).astype(whole)
    columns = [
        *others,
        "term",
        "kind",
        "period",
        "start",
        "n",
        "docs",
        "group_tokens",
        "group_docs",
        "per_10k",
        "share",
        "group_lang",
    ]
    table = with_rates(grid)[columns]
    return table if smooth == 1 else table.assign(smoothed=_smoothed(table, [*others, "term", "kind"], smooth))


def _smoothed(table: pd.DataFrame, series: list[str], window: int) -> pd.Series:
    """Documents with the term by all documents, in a window; NaN for a period that has none itself, or no date."""
    dated = table[table["period"] != ""]
    both = dated.groupby(series, sort=False, observed=True)[["docs", "group_docs"]]
    summed = both.rolling(window, center=True, min_periods=1).sum().droplevel(list(range(len(series))))
    share = summed["docs"] / summed["group_docs"].where(dated["group_docs"].astype(float) > 0)
    return share.reindex(table.index)


def _span(found: pd.Series, unit: str) -> pd.DataFrame:
    """All periods from the first to the last, with their first days, then "" if there are undated documents."""
    dated = sorted(set(found) - {""})
    span = pd.period_range(dated[0], dated[-1], freq=unit) if dated else pd.PeriodIndex([], freq=unit)
    undated = [""] if (found == "").any() else []
    starts = span.start_time.append(pd.DatetimeIndex([pd.NaT] * len(undated)))
    return pd.DataFrame({"period": [*map(str, span), *undated], "start": starts})
