"""Sentence spans in both languages, by Wikimedia's sentencex. A line is a paragraph: no sentence crosses it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

import pandas as pd
from sentencex import get_sentence_boundaries

from toolkit.tables import require

_LINE = re.compile(r"[^\n]+")
# Most Chinese lines need no rules: a sentence is what ends in 。, ！ or ？. Where a stop may stand inside quotation marks or
# brackets, or be no stop (3.5, …), the library decides; on all others a stop ends a sentence, also before a figure (。2024年), which the library's rules leave out.
# (One set of characters in front lets the engine skip from one to the next.)
_CLOSING = "”’）)」』》〉】\\]\"'"
_UNCLEAR = re.compile(
    "[.!?…｡․‥．。！？“‘（(「『《〈【\\[\"'](?:(?<=[.!?…｡․‥．])|(?<=^.)(?<=[。！？])"
    f"|(?<=[。！？])[。！？\\s{_CLOSING}]|(?<=[“‘（(「『《〈【\\[\"'])[^{_CLOSING}。！？]*[。！？])"
)
_CLEAR = re.compile("[^。！？]+[。！？]?")
_STRIPPED = re.compile(r"\S(?:[^\n]*\S)?")  # a line without the spaces around it


def sentence_spans(text: str, lang: str) -> list[tuple[int, int]]:
    """Start and end of each sentence, in characters, without the spaces around it.

    >>> [text[a:b] for text in ["他说：“好。”会议结束。\\n第二段"] for a, b in sentence_spans(text, "zh")]
    ['他说：“好。”', '会议结束。', '第二段']
    >>> [text[a:b] for text in ["Mr. Li spoke. See No. 3."] for a, b in sentence_spans(text, "en")]
    ['Mr. Li spoke.', 'See No. 3.']
    """
    if lang == "en":
        return [span for line in _LINE.finditer(text) for span in _by_rules("en", line[0], line.start())]
    spans: list[tuple[int, int]] = []
    for line in _STRIPPED.finditer(text):
        if _UNCLEAR.search(line[0]):
            spans += _by_rules("zh", line[0], line.start())
        else:
            spans += (sentence.span() for sentence in _CLEAR.finditer(text, *line.span()))
    return spans


def _by_rules(rules: str, line: str, at: int) -> Iterator[tuple[int, int]]:
    for found in get_sentence_boundaries(rules, line):
        sentence = found["text"]
        start = at + found["start_index"] + len(sentence) - len(sentence.lstrip())
        end = at + found["start_index"] + len(sentence.rstrip())
        if end > start:
            yield start, end


def sentence_of(starts: list[int], at: int) -> int:
    """The number of the sentence that an offset lies in, given the sentences' starts."""
    return max(0, bisect_right(starts, at) - 1)


def sentences(docs: pd.DataFrame) -> pd.DataFrame:
    """Cut documents into sentences.

    In: docs (doc_id, lang, text). Out: one row per sentence: doc_id, sent (from 0 in each document), start, end
    (characters of docs.text), text. Raises ValueError if a column is missing.

    >>> import toolkit as tk
    >>> tk.sentences(tk.from_texts(["会议指出，形势向好。会议要求，抓好落实。"]))[["sent", "start", "end"]].values.tolist()
    [[0, 0, 10], [1, 10, 20]]
    """
    require(docs, ["doc_id", "lang", "text"], "sentences(docs)")
    rows = [
        (doc_id, number, start, end, text[start:end])
        for doc_id, lang, text in zip(docs["doc_id"], docs["lang"], docs["text"], strict=True)
        for number, (start, end) in enumerate(sentence_spans(text, lang))
    ]
    return pd.DataFrame(rows, columns=["doc_id", "sent", "start", "end", "text"])
