"""Sentence spans in both languages, by Wikimedia's sentencex. A line is a paragraph: no sentence crosses it."""

from __future__ import annotations

import re
from bisect import bisect_right

import pandas as pd
from sentencex import get_sentence_boundaries

from toolkit.tables import require

_LINE = re.compile(r"[^\n]+")


def sentence_spans(text: str, lang: str) -> list[tuple[int, int]]:
    """Start and end of each sentence, in characters, without the spaces around it.

    >>> [text[a:b] for text in ["他说：“好。”会议结束。\\n第二段"] for a, b in sentence_spans(text, "zh")]
    ['他说：“好。”', '会议结束。', '第二段']
    >>> [text[a:b] for text in ["Mr. Li spoke. See No. 3."] for a, b in sentence_spans(text, "en")]
    ['Mr. Li spoke.', 'See No. 3.']
    """
    rules = "en" if lang == "en" else "zh"
    spans = []
    for line in _LINE.finditer(text):
        for found in get_sentence_boundaries(rules, line[0]):
            sentence = found["text"]
            start = line.start() + found["start_index"] + len(sentence) - len(sentence.lstrip())
            end = line.start() + found["start_index"] + len(sentence.rstrip())
            if end > start:
                spans.append((start, end))
    return spans


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
