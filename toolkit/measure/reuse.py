"""reuse(): passages that documents share, word for word or nearly, and who had them first.

Every document is read as a stream of its letters, without punctuation, spaces, case and variants of writing. Short pieces of the stream
that two documents share are seeds; seeds that lie on nearly the same diagonal are one passage, insertions and substitutions between
them included. No pair of documents is looked at that shares none; pieces that are in very many documents connect nobody.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.reading.dates import as_dates
from toolkit.tables import require
from toolkit.text.codes import code_points
from toolkit.text.fold import shadow

# Letters of a seed: of 30 Chinese characters with 10% edits, some such pieces are nearly always left.
_SEED = {"zh": 5, "en": 10}
_GAP = {"zh": 20, "en": 90}  # letters between two seeds of one passage
_DRIFT = {
    "zh": 8,
    "en": 20,
}  # letters that insertions and omissions may shift a passage between two seeds: a word or two
_LETTERS_EN = 3  # an English passage is as long as a Chinese one with so many letters for each character
_TYPES = {
    "source": "str", "target": "str", "start_source": int, "end_source": int, "start_target": int, "end_target": int, "text_source": "str",
    "text_target": "str", "length": int, "similarity": float, "days": "Int64", "share_of_target": float,
}  # fmt: skip


@dataclass(frozen=True)
class _Stream:
    """The letters of a document, and where each stands in its text."""

    letters: str
    codes: NDArray[np.uint32]
    places: NDArray[np.int64]
    lang: str


def reuse(
    docs: pd.DataFrame, *, min_length: int = 30, min_similarity: float = 0.75, max_documents: int = 50
) -> pd.DataFrame:
    """Passages shared between documents.

    In: docs (doc_id, lang, text; date tells the source). min_length: least letters of a Chinese passage on either side (an English one needs three
    times as many); min_similarity: share of letters that agree, from 0 to 1, insertions and substitutions allowed between them;
    max_documents: pieces that are in more documents are everybody's phrases and connect nobody.
    Out: one row per passage, the longest first: source, target (the earlier and the later document by date; in the order of the
    table where that is not known), start_source, end_source, start_target, end_target (characters of the texts), text_source, text_target,
    length (letters of the passage in the target), similarity, days (from source to target; missing without two dates),
    share_of_target (share of the target's letters that are in passages it shares with earlier documents).
    Raises ValueError if a column is missing or an argument is out of range.

    >>> import toolkit as tk
    >>> text = "各级各部门要提高政治站位，压实工作责任，确保各项任务按期完成，不折不扣抓好落实"
    >>> docs = tk.from_texts(["会议强调，" + text + "。", "通知要求：" + text.replace("压实", "扛牢") + "！"], date=["2024-01-01", "2024-01-11"])
    >>> reuse(docs)[["source", "target", "days"]].values.tolist()
    [['text-1', 'text-2', 10]]
    """
    require(docs, ["doc_id", "lang", "text"], "reuse(docs)")
    if min_length < 10 or not 0 < min_similarity <= 1 or max_documents < 2:
        raise ValueError("min_length is at least 10, min_similarity between 0 and 1, max_documents at least 2")
    docs = docs.reset_index(drop=True)
    dates = as_dates(docs["date"]) if "date" in docs else pd.Series(pd.NaT, index=docs.index)
    order = dates.sort_values(kind="stable", na_position="last").index.to_numpy()
    streams = [_stream(docs["text"][place], docs["lang"][place]) for place in order]
    rows = []
    for first, second, spans in _passages(streams, min_length, min_similarity, max_documents):
        one, other = order[first], order[second]
        dated = pd.notna(dates[one]) and pd.notna(dates[other])
        if not dated and one > other:
            first, second, one, other, spans = second, first, other, one, (*spans[2:4], *spans[:2], spans[4])
        days = (dates[other] - dates[one]).days if dated else pd.NA
        rows.append(_row(docs, streams, (first, second), (one, other), spans, days))
    table = pd.DataFrame(rows, columns=list(_TYPES)[:-1])
    table["share_of_target"] = table["target"].map(_shares(docs, table)).astype(float)
    ordered = table.sort_values(
        ["length", "source", "target", "start_target"], ascending=[False, True, True, True], kind="stable"
    )
    return ordered.reset_index(drop=True).astype(_TYPES)


def _stream(text: str, lang: str) -> _Stream:
    seen = shadow(text)
    codes = code_points(seen)
    kept = np.fromiter(map(str.isalnum, seen), bool, len(seen))
    places = np.flatnonzero(kept)
    return _Stream(
        "".join(np.array(list(seen))[kept]) if len(seen) else "", codes[places], places, "en" if lang == "en" else "zh"
    )


_Spans = tuple[int, int, int, int, float]  # start and end in the one and in the other stream, similarity


def _passages(
    streams: list[_Stream], min_length: int, min_similarity: float, max_documents: int
) -> Iterator[tuple[int, int, _Spans]]:
    for lang in ("zh", "en"):
        numbers = [
            number for number, stream in enumerate(streams) if stream.lang == lang and len(stream.codes) >= _SEED[lang]
        ]
        least = min_length * (_LETTERS_EN if lang == "en" else 1)
        for one, other, chain in _chains(streams, numbers, lang, max_documents):
            spans = _grown(streams[one], streams[other], chain, _SEED[lang])
            if min(spans[1] - spans[0], spans[3] - spans[2]) >= least:
                similarity = _similarity(
                    streams[one].letters[spans[0] : spans[1]], streams[other].letters[spans[2] : spans[3]]
                )
                if similarity >= min_similarity:
                    yield one, other, (*spans, similarity)


def _chains(
    streams: list[_Stream], numbers: list[int], lang: str, max_documents: int
) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    """Seeds of two documents that follow one another on nearly the same diagonal."""
    seeds = _seeds(streams, numbers, _SEED[lang], max_documents)
    bounds = np.flatnonzero(np.any(np.diff(seeds[:, :2], axis=0) != 0, axis=1)) + 1
    for part in np.split(seeds, bounds):
        open_chains: list[list[tuple[int, int]]] = []
        for _, _, a, b in part.tolist():
            for chain in reversed(open_chains):
                last_a, last_b = chain[-1]
                near = a - last_a <= _GAP[lang] and 0 <= b - last_b <= _GAP[lang] + _DRIFT[lang]
                if near and abs((b - a) - (last_b - last_a)) <= _DRIFT[lang]:
                    chain.append((a, b))
                    break
            else:
                done = [chain for chain in open_chains if a - chain[-1][0] > _GAP[lang]]
                open_chains = [chain for chain in open_chains if a - chain[-1][0] <= _GAP[lang]]
                for chain in done:
                    yield int(part[0, 0]), int(part[0, 1]), chain
                open_chains.append([(a, b)])
        for chain in open_chains:
            yield int(part[0, 0]), int(part[0, 1]), chain


def _seeds(streams: list[_Stream], numbers: list[int], length: int, max_documents: int) -> NDArray[np.int64]:
    """Rows (document, later document, place, place) of equal pieces, in order."""
    hashes, documents, places = [], [], []
    for number in numbers:
        hashes.append(_hashes(streams[number].codes, length))
        places.append(np.arange(len(hashes[-1])))
        documents.append(np.full(len(hashes[-1]), number))
    if not hashes:
        return np.empty((0, 4), np.int64)[:0]
    hashed, document, place = (np.concatenate(parts) for parts in (hashes, documents, places))
    order = np.lexsort((place, document, hashed))
    hashed, document, place = hashed[order], document[order], place[order]
    pairs = []
    starts = np.flatnonzero(np.concatenate([[True], hashed[1:] != hashed[:-1]]))
    size = np.repeat(np.diff(np.append(starts, len(hashed))), np.diff(np.append(starts, len(hashed))))
    common = size <= max_documents
    for step in range(1, min(max_documents, len(hashed))):
        same = (hashed[step:] == hashed[:-step]) & common[step:] & (document[step:] != document[:-step])
        if not (hashed[step:] == hashed[:-step]).any():
            break
        i = np.flatnonzero(same)
        pairs.append(np.column_stack([document[i], document[i + step], place[i], place[i + step]]))
    seeds = np.concatenate(pairs) if pairs else np.empty((0, 4), np.int64)
    return seeds[np.lexsort((seeds[:, 3], seeds[:, 2], seeds[:, 1], seeds[:, 0]))]


def _hashes(codes: NDArray[np.uint32], length: int) -> NDArray[np.uint64]:
    """A polynomial hash of every piece."""
    total = np.zeros(len(codes) - length + 1, np.uint64)
    for offset in range(length):
        total = total * np.uint64(1_000_003) + codes[offset : offset + len(total)].astype(np.uint64)
    return (total ^ (total >> np.uint64(29))) * np.uint64(0x9E3779B97F4A7C15)


def _grown(one: _Stream, other: _Stream, chain: list[tuple[int, int]], length: int) -> tuple[int, int, int, int]:
    """From the first seed to the last, and on as long as the letters agree, one in four excepted."""
    a, b = chain[0]
    end_a, end_b = chain[-1][0] + length, chain[-1][1] + length
    back = _agreeing(one.letters[max(0, a - 60) : a][::-1], other.letters[max(0, b - 60) : b][::-1])
    on = _agreeing(one.letters[end_a : end_a + 60], other.letters[end_b : end_b + 60])
    return a - back, end_a + on, b - back, end_b + on


def _agreeing(one: str, other: str) -> int:
    """How far two strings run along with one another; the last letters agree."""
    good = best = wrong = 0
    for at, (x, y) in enumerate(zip(one, other, strict=False), start=1):
        if x == y:
            good += 1
            if good >= 3 * wrong:
                best = at
        else:
            wrong += 1
            if wrong > 2 and good < 2 * wrong:
                break
    return best


def _similarity(one: str, other: str) -> float:
    return round(difflib.SequenceMatcher(None, one, other, autojunk=False).ratio(), 3)


def _row(
    docs: pd.DataFrame,
    streams: list[_Stream],
    numbers: tuple[int, int],
    places: tuple[int, int],
    spans: _Spans,
    days: object,
) -> tuple:
    start, end, start_b, end_b, similarity = spans
    one, other = (streams[number].places for number in numbers)
    cut = int(one[start]), int(one[end - 1]) + 1, int(other[start_b]), int(other[end_b - 1]) + 1
    texts = docs["text"][places[0]], docs["text"][places[1]]
    return (docs["doc_id"][places[0]], docs["doc_id"][places[1]], *cut, texts[0][cut[0] : cut[1]], texts[1][cut[2] : cut[3]],
            end_b - start_b, similarity, days)  # fmt: skip


def _shares(docs: pd.DataFrame, table: pd.DataFrame) -> dict[str, float]:
    """Of each target's characters those in passages, passages that overlap counted once."""
    lengths = dict(zip(docs["doc_id"], docs["text"].str.len(), strict=True))
    shares = {}
    for target, rows in table.groupby("target"):
        covered = np.zeros(lengths[target], bool)
        for start, end in zip(rows["start_target"], rows["end_target"], strict=True):
            covered[start:end] = True
        shares[str(target)] = float(covered.mean())
    return shares
