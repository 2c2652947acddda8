"""Sentence spans in both languages, by Wikimedia's sentencex. A line is a paragraph: no sentence crosses it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from sentencex import get_sentence_boundaries

from toolkit.tables import require
from toolkit.text.codes import code_points
from toolkit.text.joined import joined, runs

_LINE = re.compile(r"[^\n]+")
# Most Chinese lines need no rules: a sentence is what ends in 。, ！ or ？. Where a stop may stand inside quotation marks or
# brackets, or be no stop (3.5, …), the library decides; on all others a stop ends a sentence, also before a figure (。2024年), which the library's rules leave out.
_OTHER, _STOP, _OPENING, _CLOSING, _EITHER, _UNSURE, _SPACE = range(7)
_KINDS = np.zeros(0x10000, np.int8)
_KINDS[[code for code in range(0x10000) if chr(code).isspace()]] = _SPACE
for _kind, _characters in (
    (_STOP, "。！？"),
    (_OPENING, "“‘（(「『《〈【["),
    (_CLOSING, "”’）)」』》〉】]"),
    (_EITHER, "\"'"),
    (_UNSURE, ".!?…｡․‥．"),
):
    _KINDS[list(map(ord, _characters))] = _kind
_STRIPPED = re.compile(r"\S(?:[^\n]*\S)?")  # a line without the spaces around it


def sentence_spans(text: str, lang: str) -> list[tuple[int, int]]:
    """Start and end of each sentence, in characters, without the spaces around it.

    >>> [text[a:b] for text in ["他说：“好。”会议结束。\\n第二段"] for a, b in sentence_spans(text, "zh")]
    ['他说：“好。”', '会议结束。', '第二段']
    >>> [text[a:b] for text in ["Mr. Li spoke. See No. 3."] for a, b in sentence_spans(text, "en")]
    ['Mr. Li spoke.', 'See No. 3.']
    """
    return next(spans_of([text], [lang]))


def spans_of(texts: Sequence[str], langs: Sequence[str]) -> Iterator[list[tuple[int, int]]]:
    """`sentence_spans` of each text; Chinese ones are looked at many at once."""
    for run in runs(texts):
        chinese = _chinese(tuple(texts[place] for place in run if langs[place] != "en"))
        for place in run:
            yield next(chinese) if langs[place] != "en" else _english(texts[place])


def _english(text: str) -> list[tuple[int, int]]:
    return [span for line in _LINE.finditer(text) for span in _by_rules("en", line[0], line.start())]


def _chinese(texts: tuple[str, ...]) -> Iterator[list[tuple[int, int]]]:
    """The sentences of Chinese texts: the marks of all lines are looked at together, and the library reads the unclear ones."""
    together = joined(texts, between="\n")
    lines = np.array([line.span() for line in _STRIPPED.finditer(together.text)], np.int64).reshape(-1, 2)
    starts, ends = _of_lines(together.text, lines).T
    begins = together.begins_of(starts)
    return iter(together.apart(starts, list(zip((starts - begins).tolist(), (ends - begins).tolist(), strict=True))))


def _of_lines(text: str, lines: NDArray[np.int64]) -> NDArray[np.int64]:
    kinds = _KINDS[np.minimum(code_points(text), len(_KINDS) - 1)]
    marks = np.flatnonzero((kinds > _OTHER) & (kinds < _SPACE))
    line = np.searchsorted(lines[:, 0], marks, side="right") - 1
    unclear = np.zeros(len(lines), bool)
    unclear[line[_is_unclear(kinds, marks, line, lines)]] = True
    stops = marks[(kinds[marks] == _STOP) & ~unclear[line]] + 1
    inner = stops[stops < lines[np.searchsorted(lines[:, 0], stops - 1, side="right") - 1, 1]]
    clear = np.stack([np.sort(np.concatenate([lines[~unclear, side], inner])) for side in (0, 1)], axis=1)
    read = [span for start, end in lines[unclear].tolist() for span in _by_rules("zh", text[start:end], start)]
    spans = np.concatenate([clear, np.array(read, np.int64).reshape(-1, 2)])
    return spans[np.argsort(spans[:, 0], kind="stable")]


def _is_unclear(
    kinds: NDArray[np.int8], marks: NDArray[np.int64], line: NDArray[np.int64], lines: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """For each mark: may it be a stop that ends no sentence, or is a sentence not over with it?"""
    kind = kinds[marks]
    following = np.append(kinds, _OTHER)[marks + 1]  # the next character; in its own line, which no space ends
    goes_on = (marks + 1 < lines[line, 1]) & np.isin(following, (_STOP, _CLOSING, _EITHER, _SPACE))
    stop_next = np.append((kind[1:] == _STOP) & (line[1:] == line[:-1]), False)  # the next mark of the line is a stop
    return (
        (kind == _UNSURE)
        | ((kind == _STOP) & (goes_on | (marks == lines[line, 0])))
        | (np.isin(kind, (_OPENING, _EITHER)) & stop_next[: len(kind)])
    )


def _by_rules(rules: str, line: str, at: int) -> Iterator[tuple[int, int]]:
    for found in get_sentence_boundaries(rules, line):
        sentence = found["text"]
        start = at + found["start_index"] + len(sentence) - len(sentence.lstrip())
        end = at + found["start_index"] + len(sentence.rstrip())
        if end > start:
            yield start, end


def sentence_of(starts: Sequence[int], at: ArrayLike) -> Any:
    """The number of the sentence that an offset lies in, or of each of several, given the sentences' starts."""
    return np.maximum(np.searchsorted(starts, at, side="right") - 1, 0)


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
        for number, (start, end) in enumerate(spans)
    ]
    table = pd.DataFrame(rows, columns=["doc_id", "sent", "start", "end", "text"])
    return table.astype({"doc_id": "str", "sent": int, "start": int, "end": int, "text": "str"})
