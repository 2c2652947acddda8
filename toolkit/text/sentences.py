"""Sentence spans in both languages, by Wikimedia's sentencex. A line is a paragraph: no sentence crosses it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numba import njit
from numpy.typing import ArrayLike, NDArray
from sentencex import get_sentence_boundaries

from toolkit.tables import require
from toolkit.text.joined import joined, runs

_LINE = re.compile(r"[^\n]+")
# Most Chinese lines need no rules: a sentence is what ends in 。, ！ or ？. Where a stop may stand inside quotation marks or
# brackets, or be no stop (…), the library decides; on all others a stop ends a sentence, also before a figure (。2024年), which the library's rules
# leave out, and none ends at a point between figures (３．５％), where they end one.
_OTHER, _STOP, _OPENING, _CLOSING, _EITHER, _UNSURE, _POINT, _FIGURE, _SPACE = range(9)
_KINDS = np.zeros(0x10000, np.int8)
_KINDS[[code for code in range(0x10000) if chr(code).isspace()]] = _SPACE
for _kind, _characters in (
    (_STOP, "。！？"),
    (_OPENING, "“‘（(「『《〈【["),
    (_CLOSING, "”’）)」』》〉】]"),
    (_EITHER, "\"'"),
    (_UNSURE, "!?…｡․‥"),
    (_POINT, ".．"),
    (_FIGURE, "0123456789０１２３４５６７８９"),
):
    _KINDS[list(map(ord, _characters))] = _kind
_NEWLINE = 10
_FIRST_HAN, _BEYOND_HAN = 0x3400, 0xA000


def sentence_spans(text: str, lang: str) -> list[tuple[int, int]]:
    """Start and end of each sentence, in characters, without the spaces around it.

    >>> [text[a:b] for text in ["他说：“好。”会议结束。\\n第二段"] for a, b in sentence_spans(text, "zh")]
    ['他说：“好。”', '会议结束。', '第二段']
    >>> [text[a:b] for text in ["增长３．５％。２０２４年，占9.6%。"] for a, b in sentence_spans(text, "zh")]
    ['增长３．５％。', '２０２４年，占9.6%。']
    >>> [text[a:b] for text in ["Mr. Li spoke. See No. 3."] for a, b in sentence_spans(text, "en")]
    ['Mr. Li spoke.', 'See No. 3.']
    """
    (spans,) = spans_of([text], [lang])
    return list(map(tuple, spans.tolist()))


def spans_of(texts: Sequence[str], langs: Sequence[str]) -> Iterator[NDArray[np.int64]]:
    """`sentence_spans` of each text, a row for each sentence; Chinese texts are looked at many at once."""
    for run in runs(texts):
        chinese = _chinese(tuple(texts[place] for place in run if langs[place] != "en"))
        for place in run:
            yield next(chinese) if langs[place] != "en" else _english(texts[place])


def _english(text: str) -> NDArray[np.int64]:
    return _rows([span for line in _LINE.finditer(text) for span in _by_rules("en", line[0], line.start())])


def _rows(spans: list[tuple[int, int]]) -> NDArray[np.int64]:
    return np.array(spans, np.int64).reshape(-1, 2)


def _chinese(texts: tuple[str, ...]) -> Iterator[NDArray[np.int64]]:
    """The sentences of Chinese texts: the marks of all lines are looked at together, and the library reads the unclear ones."""
    together = joined(texts)
    codes = together.codes
    spans, unclear = np.empty((len(codes) // 2 + 1, 2), np.int64), np.zeros(len(codes) // 2 + 1, np.bool_)
    n = _by_marks(codes, together.begins, together.ends, _KINDS, spans, unclear)
    spans, unclear = spans[:n], unclear[:n]
    read = [span for start, end in spans[unclear].tolist() for span in _by_rules("zh", together.text[start:end], start)]
    spans = np.concatenate([spans[~unclear], _rows(read)])
    spans = spans[np.argsort(spans[:, 0], kind="stable")]
    within = spans - together.begins_of(spans[:, 0])[:, None]
    return iter(together.apart(spans[:, 0], within))


@njit(cache=True, nogil=True)
def _by_marks(codes: NDArray, begins: NDArray, ends: NDArray, kinds: NDArray, spans: NDArray, unclear: NDArray) -> int:
    """Write down the sentences of all lines, without the spaces around; returns how many. A line that has no clear ones is one, and unclear."""
    n = 0
    for text in range(len(begins)):
        at = begins[text]
        while at < ends[text]:
            start = end = at
            while end < ends[text] and codes[end] != _NEWLINE:
                end += 1
            at = end + 1
            while start < end and _kind_of(codes[start], kinds) == _SPACE:
                start += 1
            while start < end and _kind_of(codes[end - 1], kinds) == _SPACE:
                end -= 1
            if start < end:
                clear = _by_stops(codes, kinds, start, end, spans, n)
                if clear == n:
                    spans[n, 0], spans[n, 1] = start, end
                    unclear[n] = True
                n = max(clear, n + 1)
    return n


@njit(cache=True, nogil=True)
def _by_stops(codes: NDArray, kinds: NDArray, start: int, end: int, spans: NDArray, n: int) -> int:
    """Write down the sentences of a line, behind n others, and return how many there are then: still n if it has a stop that may end none, or
    a sentence that may not be over with its stop."""
    before = n
    last = _OTHER  # mark
    begin = start
    for at in range(start, end):
        if _FIRST_HAN <= codes[at] < _BEYOND_HAN:  # as most are: no mark
            continue
        kind = _kind_of(codes[at], kinds)
        if kind in (_OTHER, _FIGURE, _SPACE) or (kind == _POINT and _is_between_figures(codes, kinds, at)):
            continue
        if kind in (_POINT, _UNSURE):
            return before
        if kind == _STOP:
            behind = _kind_of(codes[at + 1], kinds) if at + 1 < end else _OTHER
            if at == start or last in (_OPENING, _EITHER) or behind in (_STOP, _CLOSING, _EITHER, _SPACE):
                return before
            if at + 1 < end:
                spans[n, 0], spans[n, 1] = begin, at + 1
                begin = at + 1
                n += 1
        last = kind
    spans[n, 0], spans[n, 1] = begin, end
    return n + 1


@njit(cache=True, nogil=True)
def _is_between_figures(codes: NDArray, kinds: NDArray, at: int) -> bool:
    if not 0 < at < len(codes) - 1:
        return False
    return _kind_of(codes[at - 1], kinds) == _FIGURE and _kind_of(codes[at + 1], kinds) == _FIGURE


@njit(cache=True, nogil=True)
def _kind_of(code: int, kinds: NDArray) -> int:
    return int(kinds[min(int(code), len(kinds) - 1)])


def _by_rules(rules: str, line: str, at: int) -> Iterator[tuple[int, int]]:
    for found in get_sentence_boundaries(rules, line):
        sentence = found["text"]
        start = at + found["start_index"] + len(sentence) - len(sentence.lstrip())
        end = at + found["start_index"] + len(sentence.rstrip())
        if end > start:
            yield start, end


def sentence_of(starts: ArrayLike, at: ArrayLike) -> Any:
    """The number of the sentence that an offset lies in, or of each of several, given the sentences' starts."""
    return np.maximum(np.searchsorted(starts, at, side="right") - 1, 0)


def sentences_of(
    sentences: Sequence[NDArray[np.int64]], lengths: NDArray, texts: NDArray, at: NDArray
) -> NDArray[np.int64]:
    """The number of the sentence that each offset lies in, of several texts, given their spans and lengths, and the number of each offset's text."""
    begins = np.cumsum(lengths) - lengths
    starts = [begin + spans[:, 0] for begin, spans in zip(begins, sentences, strict=True)]
    before = np.cumsum([0, *map(len, sentences)])[texts]
    return np.maximum(
        np.searchsorted(np.concatenate([begins[:0], *starts]), begins[texts] + at, side="right") - 1 - before, 0
    )


def sentences(docs: pd.DataFrame) -> pd.DataFrame:
    """Cut documents into sentences.

    In: docs (doc_id, lang, text). Out: one row per sentence: doc_id, sent (from 0 in each document), start, end
    (characters of docs.text), text. Raises ValueError if a column is missing.

    >>> import toolkit as tk
    >>> tk.sentences(tk.from_texts(["会议指出，形势向好。会议要求，抓好落实。"]))[["sent", "start", "end"]].values.tolist()
    [[0, 0, 10], [1, 10, 20]]
    """
    require(docs, ["doc_id", "lang", "text"], "sentences(docs)")
    texts = docs["text"].tolist()
    rows = [
        (doc_id, number, start, end, text[start:end])
        for doc_id, text, spans in zip(docs["doc_id"], texts, spans_of(texts, docs["lang"].tolist()), strict=True)
        for number, (start, end) in enumerate(spans.tolist())
    ]
    table = pd.DataFrame(rows, columns=["doc_id", "sent", "start", "end", "text"])
    return table.astype({"doc_id": "str", "sent": int, "start": int, "end": int, "text": "str"})
