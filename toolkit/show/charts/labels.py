"""What charts write: names cut to fit, kinds, numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import pandas as pd

from toolkit.tables import listed


def chosen(table: pd.DataFrame, terms: str | Sequence[str] | None) -> list[str]:
    """The terms asked for, or the six commonest."""
    if terms is None:
        total = table.groupby("term", sort=False, observed=True)["n"].sum()
        return total.sort_values(ascending=False, kind="stable").head(6).index.tolist()
    terms = listed(terms)
    absent = [term for term in terms if term not in set(table["term"])]
    if absent:
        raise ValueError(f"not in the table: {', '.join(absent)}")
    return list(dict.fromkeys(terms))


def names_of(table: pd.DataFrame) -> list[str]:
    column = next(name for name in ("label", "term", "concept") if name in table.columns)
    return table[column].astype(str).tolist()


def document_names(documents: pd.DataFrame) -> list[str]:
    titles = documents["title"].astype(str) if "title" in documents else [""] * len(documents)
    return [title or _stem(doc_id) for title, doc_id in zip(titles, documents["doc_id"].astype(str), strict=True)]


def kind_of(table: pd.DataFrame) -> str:
    """What the terms are called."""
    kinds = set(table["kind"]) if "kind" in table else set()
    return {"term": "formulations", "word": "words", "number": "numbers"}[kinds.pop()] if len(kinds) == 1 else "terms"


def total_docs(table: pd.DataFrame) -> str:
    """How many documents the group has, where that is known."""
    known = table["group_docs"].dropna() if "group_docs" in table else pd.Series(dtype=int)
    return f"{int(known.max()):,}" if len(known) else ""


def column_head(name: str, documents: float) -> str:
    """A group's name in short lines, with its number of documents."""
    pieces = re.findall(r"[^\W\d_一-鿿]+[^\w\s]?\s?|\d+\s?|\S\s?", name)
    lines = [""]
    for piece in pieces:
        if lines[-1] and width_of(lines[-1] + piece.rstrip()) > 12:
            lines.append("")
        lines[-1] += piece
    kept = [short(line, 13) for line in lines[:4]]
    if len(lines) > 4:
        kept[-1] = short(kept[-1], 11).rstrip("…") + "…"
    return "\n".join(kept) + ("" if pd.isna(documents) else f"\nn = {documents:,.0f}")


def figure_of(number: float, value: str) -> str:
    if value == "share":
        return f"{number:.1%}" if 0 < number < 0.0095 else f"{number:.0%}"
    return f"{number:.1f}" if value == "per_10k" else f"{number:,.0f}"


def _stem(doc_id: str) -> str:
    """A document's path without the folders: the file's name tells it apart."""
    return doc_id.rsplit("/", 1)[-1]


def width_of(text: str) -> int:
    """Columns a text takes: a Chinese character is as wide as two letters."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def short(text: str, columns: int) -> str:
    """Cut a text to a width, between words where it can be, with an ellipsis.

    >>> short("全面从严治党 · full and rigorous Party self-governance", 28), short("全国廉政建设工作委员会", 12)
    ('全面从严治党 · full and…', '全国廉政建…')
    """
    text = " ".join(text.split())
    if width_of(text) <= columns:
        return text
    kept = ""
    for char in text:
        if width_of(kept + char) > columns - 1:
            break
        kept += char
    words, _, cut = kept.rpartition(" ")
    if words and cut.isascii() and text[len(kept)] != " " and len(cut) < columns // 3:
        kept = words  # the last word is cut: leave it out
    return kept.rstrip(" ·，、,;；") + "…"
