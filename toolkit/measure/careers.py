"""What became of a term: where its level changed, how hot it was, which stage of its life it is in.

All are told from the share of documents that have it, period by period; a period without documents says nothing and counts nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import xlogy
from scipy.stats import hypergeom, norm

from toolkit.measure.keyness import adjusted
from toolkit.tables import require

_COLUMNS = ["term", "kind", "period", "start", "n", "docs", "group_docs", "share"]
# The two highest are China Media Project's (shares of a year's articles in People's Daily); the lower four it does not
# publish: they are ours, each about a third of the one above.
HEAT = {"沸": 0.0518, "烫": 0.0129, "热": 0.0043, "暖": 0.0014, "温": 0.0005, "冷": 0.0}
CORRECTIONS = ("holm", "fdr", "none")
STAGES = ("new", "rising", "peak", "steady", "fading", "dormant", "retired")
_SHORT, _RARE = 5, 5  # periods with documents, and documents with the term, below which a series says little
_RECENT = 2  # periods that are "now"
_LEVEL = 0.95  # of the interval of a share
_CHANCE = 0.05  # above which a silence is said to be perhaps no more than chance


def change_points(trends: pd.DataFrame, *, alpha: float = 0.05, correction: str = "holm") -> pd.DataFrame:
    """Where the share of documents that have a term changed its level.

    In: trends; alpha: the greatest p_adjusted that is given; correction of p for the many terms and stretches tested: "holm",
    "fdr" or "none". Each series is split where the likelihood ratio of two binomial levels against one is greatest, and so is each
    part again (binary segmentation, Scott and Knott 1974); p is Fisher's exact one, doubled for two sides, times the number of places where the
    split could have been (Bonferroni): conservative, and no simulation. Out: one row per change, in the order of terms
    and periods: the other group columns, term, kind, period (the first of the new level), start, before and after (shares of
    the two levels), direction ("up" or "down"), p, p_adjusted. Raises ValueError if a column is missing or an option unknown.

    >>> import toolkit as tk
    >>> docs = tk.from_texts(["开会"] * 30 + ["四风"] * 30, date=[f"20{10 + i // 10}-05-01" for i in range(60)])
    >>> change_points(tk.trends(tk.count(docs, "year"), terms=["四风"]))[["term", "period", "before", "after"]].values.tolist()
    [['四风', '2013', 0.0, 1.0]]
    """
    if not 0 < alpha <= 1:
        raise ValueError(f"alpha={alpha}: between 0 and 1")
    _check(correction)
    tests = [(series, *test) for series in _series(trends, "change_points(trends)") for test in _splits(series, alpha)]
    p = adjusted(np.array([test[-1] for test in tests], float), correction) if tests else np.empty(0)
    others = _others(trends)
    rows = [
        (
            *series.key,
            series.periods[place],
            series.starts[place],
            before,
            after,
            "up" if after > before else "down",
            raw,
            new,
        )
        for (series, place, before, after, raw), new in zip(tests, p, strict=True)
        if new <= alpha
    ]
    columns = [*others, "term", "kind", "period", "start", "before", "after", "direction", "p", "p_adjusted"]
    return pd.DataFrame(rows, columns=columns).astype(
        {"term": "str", "kind": "str", "period": "str", "direction": "str"}
    )


def heat(trends: pd.DataFrame, *, thresholds: Mapping[str, float] | None = None, level: float = _LEVEL) -> pd.DataFrame:
    """How hot each term was in each period: the tiers of China Media Project, by the share of documents that have it.

    In: trends; thresholds: the least share of each tier. Unless given, 沸 from .0518 and 烫 from .0129, which China Media
    Project gives for a year's articles, then 热 .0043, 暖 .0014, 温 .0005 and 冷 above 0, which are ours: it does not publish them.
    Out: trends with the columns `heat`, heat_low and heat_high: the tiers of the share, and of the bounds of its interval at `level`
    (Wilson 1927). "" where the term is absent (or may be), or the period has no documents.
    The thresholds are meant for thousands of articles. Of 20 documents one makes 烫 and two 沸, of 200 one makes 热: what the tiers
    below would be cannot be told, and the bounds say so. For few documents give coarser thresholds, or longer periods.
    Raises ValueError if a column is missing, or a threshold or the level is no share.

    >>> import toolkit as tk
    >>> docs = tk.from_texts(["四风", "三农"] + ["开会"] * 28, date="2024-01-01")
    >>> heat(tk.trends(tk.count(docs, "year"), terms=["四风"]))[["heat", "heat_low", "heat_high"]].values.tolist()
    [['烫', '热', '沸']]
    """
    require(trends, ["share", "group_docs"], "heat(trends)")
    if not 0 < level < 1:
        raise ValueError(f"level={level!r} is no confidence level; give a share between 0 and 1, such as 0.95")
    tiers = _checked(thresholds)
    share = trends["share"].to_numpy(float, na_value=np.nan)
    low, high = _wilson(share, trends["group_docs"].to_numpy(float, na_value=np.nan), level)
    columns = {"heat": share, "heat_low": low, "heat_high": high}
    return trends.assign(**{name: pd.array([tier_of(value, tiers) for value in values], dtype="str") for name, values in columns.items()})  # fmt: skip


def careers(
    trends: pd.DataFrame,
    *,
    dormant: float = 30,
    retired: float = 90,
    thresholds: Mapping[str, float] | None = None,
    correction: str = "fdr",
) -> pd.DataFrame:
    """The life of each term in a row, from what rises most to what falls most.

    In: trends; dormant, retired: days of silence after which a term is so called, never less than one and three periods;
    thresholds of `heat`; correction of p for many terms, here and in the change points that stages are told from: "holm", "fdr"
    or "none". Out: the other group columns, term, kind, n, docs, first and last
    (the periods that it was first and last seen in), peak (the period with the greatest share), peak_share, share (of the latest two
    periods with documents, together), slope (points of share per period, by least squares weighed by documents), z, p and p_adjusted (test
    for trend in proportions, Cochran 1954, Armitage 1955), heat (latest period), peak_heat, stage and note. The stages, the first that holds:

    - retired, dormant: not seen for so long before the last period with documents ended;
    - new: first seen in the latest two periods, with documents before them;
    - rising: its last change point is a rise, in the latest two periods; peak: is an earlier rise, and the level has held since;
    - fading: is a fall; steady: it has no change point. So a term whose share only wavers by chance is steady.

    note says what makes the row uncertain: under five periods with documents, or documents with the term; periods without
    documents; a silence, or a time before the first, that a term of so few documents may have by chance (hypergeometric p); a latest
    period with so few documents that its heat may as well be two tiers apart (see `heat`).
    Raises ValueError if a column is missing.

    >>> import toolkit as tk
    >>> texts = [text for year in ("四风", "四风", "三农 四风", "三农", "三农") for text in [year] * 9]
    >>> docs = tk.from_texts(texts, date=[f"{2020 + i // 9}-06-01" for i in range(45)])
    >>> careers(tk.trends(tk.count(docs, "year"), terms=["三农", "四风"]))[["term", "first", "last", "stage"]].values.tolist()
    [['三农', '2022', '2024', 'peak'], ['四风', '2020', '2022', 'dormant']]
    """
    tiers, followed = _checked(thresholds), list(_series(trends, "careers(trends)"))
    latest = _latest_changes(trends, correction)
    rows = [_career(series, latest.get(series.key, ("", "")), dormant, retired, tiers) for series in followed]
    columns = [
        *_others(trends), "term", "kind", "n", "docs", "first", "last", "peak", "peak_share", "share", "slope", "z", "p", "heat",
        "peak_heat", "stage", "note",
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns).astype(
        dict.fromkeys(("term", "kind", "first", "last", "peak", "heat", "peak_heat", "stage", "note"), "str")
    )
    known = table["p"].notna()
    table.insert(columns.index("p") + 1, "p_adjusted", np.nan)
    table.loc[known, "p_adjusted"] = adjusted(table.loc[known, "p"].to_numpy(float), correction)
    return table.sort_values(["z", "n", "term"], ascending=[False, False, True], kind="stable").reset_index(drop=True)


def _check(correction: str) -> None:
    if correction not in CORRECTIONS:
        raise ValueError(f"correction={correction!r} is unknown; choose one of {', '.join(CORRECTIONS)}")


def _checked(thresholds: Mapping[str, float] | None) -> dict[str, float]:
    tiers = dict(thresholds or HEAT)
    if not all(0 <= least <= 1 for least in tiers.values()):
        raise ValueError(f"thresholds={tiers}: shares between 0 and 1")
    return tiers


# --- a term's series --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Series:
    """The periods of a term that have documents, with their places among all. size: documents; docs: those that have it."""

    key: tuple
    periods: list[str]
    starts: list[pd.Timestamp]
    places: NDArray
    n: int
    docs: NDArray
    size: NDArray
    empty: int  # periods without documents


def _others(trends: pd.DataFrame) -> list[str]:
    return list(trends.columns[: list(trends.columns).index("term")]) if "term" in trends else []


def _series(trends: pd.DataFrame, what: str) -> Iterator[_Series]:
    require(trends, _COLUMNS, what)
    if trends["group_docs"].isna().any():
        raise ValueError(
            f"{what} needs to know how many documents there are: make counts of hits by tk.count(hits, docs=docs)"
        )
    dated = trends[trends["period"] != ""]
    names = [*_others(trends), "term", "kind"]
    for key, rows in dated.groupby(names, sort=False, observed=True):
        rows = rows.sort_values("period")
        full = rows[rows["group_docs"] > 0]
        yield _Series(
            key, full["period"].tolist(), full["start"].tolist(), np.flatnonzero(rows["group_docs"] > 0), int(full["n"].sum()), full["docs"].to_numpy(float),
            full["group_docs"].to_numpy(float), len(rows) - len(full),
        )  # fmt: skip


def _splits(series: _Series, alpha: float) -> list[tuple[int, float, float, float]]:
    """Place, shares before and after, and p of the best split, and of those in its parts where it is one.

    Of equally good splits the first is taken in the direction of time that sorts first: so the same one whichever way time runs.
    """
    cells = list(zip(series.docs, series.size, strict=True))
    if cells <= cells[::-1]:
        return sorted(_splits_of(series.docs, series.size, alpha))
    backwards = _splits_of(series.docs[::-1], series.size[::-1], alpha)
    return sorted((len(cells) - place, after, before, p) for place, before, after, p in backwards)


def _splits_of(all_docs: NDArray, all_size: NDArray, alpha: float) -> Iterator[tuple[int, float, float, float]]:
    stretches = [(0, len(all_docs))]
    while stretches:
        first, last = stretches.pop()
        if last - first < 2 or not all_docs[first:last].any():
            continue
        docs, size = all_docs[first:last].cumsum(), all_size[first:last].cumsum()
        ratio = _likelihood(docs[:-1], size[:-1]) + _likelihood(docs[-1] - docs[:-1], size[-1] - size[:-1])
        best = int(ratio.argmax())
        known = int(size[-1]), int(docs[-1]), int(size[best])
        tail = min(hypergeom.cdf(docs[best], *known), hypergeom.sf(docs[best] - 1, *known))
        p = min(1.0, 2 * tail * (last - first - 1))
        place = first + best + 1
        before, after = docs[best] / size[best], (docs[-1] - docs[best]) / (size[-1] - size[best])
        yield place, float(before), float(after), float(p)
        if p <= alpha:
            stretches += [(first, place), (place, last)]


def _likelihood(docs: NDArray, size: NDArray) -> NDArray:
    """The greatest log-likelihood of a binomial share."""
    return xlogy(docs, docs / size) + xlogy(size - docs, (size - docs) / size)


def _latest_changes(trends: pd.DataFrame, correction: str) -> dict[tuple, tuple[str, str]]:
    """Period and direction of each series' last change point."""
    changes = change_points(trends, correction=correction)
    names = [*_others(trends), "term", "kind"]
    return {row[:-2]: row[-2:] for row in changes[[*names, "period", "direction"]].itertuples(index=False, name=None)}


def _career(
    series: _Series, change: tuple[str, str], dormant: float, retired: float, tiers: Mapping[str, float]
) -> tuple:
    share = series.docs / series.size if len(series.size) else np.empty(0)
    seen = np.flatnonzero(series.docs)
    if not len(seen):
        return (*series.key, series.n, 0, *[""] * 3, *[np.nan] * 5, *[""] * 3, _note(series, tiers))
    peak = int(share.argmax())
    slope, z = _slope(series)
    now = series.docs[-_RECENT:].sum() / series.size[-_RECENT:].sum()
    stage = _stage(series, seen, change, dormant, retired)
    return (
        *series.key, series.n, int(series.docs.sum()), series.periods[seen[0]], series.periods[seen[-1]], series.periods[peak],
        share[peak], now, slope, z, 2 * norm.sf(abs(z)) if z == z else np.nan, tier_of(share[-1], tiers), tier_of(share[peak], tiers),
        stage, _note(series, tiers, stage),
    )  # fmt: skip


def _slope(series: _Series) -> tuple[float, float]:
    """Least squares of the share on the period's place in time, and Cochran and Armitage's z."""
    time = series.places
    total, all_docs = series.size.sum(), series.docs.sum()
    share = all_docs / total
    middle = (series.size * time).sum() / total
    spread = (series.size * (time - middle) ** 2).sum()
    if not spread:
        return np.nan, np.nan
    moment = (series.docs * (time - middle)).sum()
    variance = share * (1 - share) * spread
    return moment / spread, moment / np.sqrt(variance) if variance else np.nan


def _wilson(share: NDArray, size: NDArray, level: float) -> tuple[NDArray, NDArray]:
    """Bounds of a share's score interval (Wilson 1927); NaN where there are no documents."""
    size = np.where(size > 0, size, np.nan)
    z = norm.ppf((1 + level) / 2)
    middle = share + z**2 / (2 * size)
    half = z * np.sqrt(share * (1 - share) / size + z**2 / (4 * size**2))
    return np.where(share == 0, 0, middle - half) / (1 + z**2 / size), (middle + half) / (1 + z**2 / size)


def tier_of(share: float, tiers: Mapping[str, float]) -> str:
    """The hottest tier that a share reaches; "" below all."""
    return max((t for t, least in tiers.items() if share > 0 and share >= least), key=lambda t: tiers[t], default="")


def _stage(series: _Series, seen: NDArray, change: tuple[str, str], dormant: float, retired: float) -> str:
    days = [(after - before).days for before, after in zip(series.starts[:-1], series.starts[1:], strict=True)]
    period = min(days, default=1)
    silent = (series.starts[-1] - series.starts[seen[-1]]).days
    if silent >= max(retired, 3 * period):
        return "retired"
    if silent >= max(dormant, period):
        return "dormant"
    recent = series.periods[-_RECENT:] if len(series.periods) > _RECENT else []
    if series.periods[seen[0]] in recent:
        return "new"
    changed, direction = change
    if direction == "up":
        return "rising" if changed in recent else "peak"
    return "fading" if direction == "down" else "steady"


def _note(series: _Series, tiers: Mapping[str, float], stage: str = "") -> str:
    many, having = len(series.size), int(series.docs.sum())
    notes = []
    if many < _SHORT:
        notes.append(f"{many} period{'s' if many != 1 else ''} only")
    if 0 < having < _RARE:
        notes.append(f"{having} document{'s' if having != 1 else ''} only")
    if series.empty:
        notes.append(f"gaps: {series.empty} of {many + series.empty} periods without documents")
    if (p := _chance(series, stage)) > _CHANCE:
        notes.append(f"{stage}, but that may be chance (p = {p:.2f})")
    if stage and series.docs[-1] and (unsure := _unsure(series, tiers)):
        notes.append(unsure)
    return "; ".join(notes)


def _unsure(series: _Series, tiers: Mapping[str, float]) -> str:
    """What the latest period's heat may be, if that is two tiers apart or more."""
    bounds = _wilson(series.docs[-1:] / series.size[-1:], series.size[-1:], _LEVEL)
    low, high = (tier_of(float(bound[0]), tiers) for bound in bounds)
    rank = ["", *sorted(tiers, key=lambda tier: tiers[tier])]
    if rank.index(high) - rank.index(low) < 2:
        return ""
    size = int(series.size[-1])
    return f"heat of {size:,} document{'s' if size != 1 else ''}: {low or 'none'} to {high}"


def _chance(series: _Series, stage: str) -> float:
    """How likely none of the documents with the term, dealt at random, were in the stretch without it that makes the stage."""
    if stage not in ("new", "dormant", "retired"):
        return 0.0
    seen = np.flatnonzero(series.docs)
    stretch = series.size[: seen[0]] if stage == "new" else series.size[seen[-1] + 1 :]
    return float(hypergeom.pmf(0, int(series.size.sum()), int(series.docs.sum()), int(stretch.sum())))
