"""concordance(): every place of a word, phrase, pattern or concept, in its context (KWIC)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

import pandas as pd

from toolkit.measure.concepts import rows_in
from toolkit.reading.found import find_in
from toolkit.reading.parts import At
from toolkit.terms.find import find_terms
from toolkit.terms.lexicon import Lexicon, Term, lexicon_for
from toolkit.text.fold import shadow, shadows
from toolkit.text.language import HAN
from toolkit.text.segment import Segmenter
from toolkit.text.sentences import sentence_of, sentence_spans
from toolkit.text.tokens import tokenise

_TYPES = {
    "place": "int64", "doc_id": "str", "sent": "int64", "left": "str", "node": "str", "right": "str", "start": "int64", "end": "int64",
    "lang": "str", "concept": "str", "form": "str", "members": "str",
}  # fmt: skip
KINDS = ("auto", "concept", "word", "lemma", "phrase", "regex")
UNITS = ("characters", "words", "sentences")
_SPACE = re.compile(r"\s+")
_POSITION = re.compile(r"([LR])([1-9]\d*)")


class Concordance(pd.DataFrame):
    """Lines of a concordance: a DataFrame like any other, which a notebook shows with the nodes one below the other."""

    @property
    def _constructor(self) -> type[Concordance]:
        return Concordance

    def _repr_html_(self) -> str | None:
        from toolkit.show.lines import aligned

        return aligned(self) if {"left", "node", "right"} <= set(self.columns) else super()._repr_html_()


def concordance(
    docs: object,
    query: str | re.Pattern[str],
    *,
    kind: str = "auto",
    context: int | None = None,
    unit: str = "characters",
    sort: str | Sequence[str] = (),
    lexicon: Lexicon | None = None,
    workers: int = 1,
    client: Any = None,
    progress: bool = False,
) -> Concordance:
    """Every place of a query, with what stands on its left and right.

    In: docs (doc_id, lang, text), or anything that `read` takes, whose texts are then not held; query; kind: "concept" (all its forms and renderings in both languages, and its members written out),
    "word" (as written, whole words only), "lemma" (English dictionary form; a word of Chinese), "phrase" (a string, wherever it stands),
    "regex", or "auto": a compiled pattern is a regex, a concept or a listed form of one its concept, anything else a phrase of whole
    words. Case, width, traditional characters and quotation marks make no difference, except to a regex.
    context: how much on either side, in `unit` ("characters": 30, "words": 8, "sentences": 1 unless given). sort: columns to order by:
    L1, L2 … (words to the left, nearest first), R1 …, node, date, source or any other; the order of the texts unless given. workers: processes
    on this machine; client: a dask.distributed Client in their place; progress: a bar.
    Out: a DataFrame of one row per place, whose nodes stand one below the other in a notebook: doc_id, sent, left, node, right, start,
    end, lang, and for concepts concept, form ("abbreviated" or "expanded": its members written out) and members; then the documents'
    metadata.
    Raises TypeError for several queries, ValueError for an unknown kind, unit or column, an empty query, two documents with one doc_id, or a pattern that cannot be compiled.

    >>> import toolkit as tk
    >>> docs = tk.from_texts(["坚决纠治“四风”问题。", "The four winds must be opposed."])
    >>> tk.concordance(docs, "四风", context=6)[["left", "node", "right"]].values.tolist()
    [['坚决纠治“', '四风', '”问题。'], ['The ', 'four winds', ' must ']]
    """
    if unit not in UNITS:
        raise ValueError(f"unit {unit!r} is unknown; choose one of {', '.join(UNITS)}")
    lexicon = lexicon_for(docs, lexicon)
    query, kind = _settled(query, kind, lexicon)
    context = {"characters": 30, "words": 8, "sentences": 1}[unit] if context is None else context
    if context < 0:
        raise ValueError(f"context={context}: at least 0")
    look = _Look(query, kind, context, unit, _only(lexicon, str(query)) if kind == "concept" else Lexicon.empty())
    lines = find_in(docs, look, "concordance(docs)", workers=workers, client=client, progress=progress).table()
    return Concordance(_sorted(lines, [sort] if isinstance(sort, str) else list(sort)))


@dataclass(frozen=True)
class _Look:
    """The lines of some documents, with the number of the document as `place`."""

    query: str | re.Pattern[str]
    kind: str
    context: int
    unit: str
    lexicon: Lexicon  # of the concept asked for

    def __call__(self, docs: pd.DataFrame, at: At) -> pd.DataFrame:
        return _lines(docs, _found(docs, self.query, self.kind, self.lexicon), self.context, self.unit)


def _settled(query: str | re.Pattern[str], kind: str, lexicon: Lexicon) -> tuple[str | re.Pattern[str], str]:
    """What is asked for, and of which kind."""
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r} is unknown; choose one of {', '.join(KINDS)}")
    if isinstance(query, re.Pattern):
        if kind not in ("auto", "regex"):
            raise ValueError(f"a compiled pattern is a regex, not a {kind}")
        return query, "regex"
    if not isinstance(query, str):
        raise TypeError(
            f"concordance() takes one query, not {type(query).__name__}; ask for one after another, for a pattern such as "
            "re.compile('四风|两个维护'), or for all formulations: tk.find_terms(docs)"
        )
    if not query.strip():
        raise ValueError("the query is empty")
    if kind == "regex":
        try:
            return re.compile(query), kind
        except re.error as error:
            raise ValueError(f"the pattern {query!r} cannot be compiled: {error}") from error
    if kind in ("auto", "concept"):
        owners = concepts_named(query, lexicon)
        if len(owners) == 1:
            return owners.pop(), "concept"
        if kind == "concept":
            what = f"names several: {', '.join(sorted(owners))}" if owners else "is none; tk.resolve() finds near ones"
            raise ValueError(f"{query!r} as a concept of the lexicon: it {what}")
        return query, "word"
    return query, kind


def concepts_named(name: str, lexicon: Lexicon) -> set[str]:
    """The concepts that have such a form or rendering."""
    wanted = shadow(name)
    return {term.concept for term, forms in _forms(lexicon) if wanted in forms}


# Number of the document, start, end; language, concept, form and members of a hit.
_Place = tuple[int, int, int, str, str | None, str | None, str | None]


def _found(docs: pd.DataFrame, query: str | re.Pattern[str], kind: str, lexicon: Lexicon) -> list[_Place]:
    if kind == "concept":
        hits = find_terms(docs, lexicon, unlisted=False)
        hits = hits[hits["concept"] == query]
        numbers = rows_in(docs, hits)
        of_hit = (hits[name] for name in ("start", "end", "lang", "concept", "form", "members"))
        return list(zip(numbers.tolist(), *of_hit, strict=True))
    if kind == "lemma":
        tokens = tokenise(docs, lexicon=Lexicon.empty())
        written = tokens["lemma"].astype("str")
        wanted = {lemma for lemma in written.unique() if shadow(lemma) == shadow(str(query))}
        tokens = tokens[written.isin(wanted)]
        numbers = rows_in(docs, tokens)
        return [_plain(*place) for place in zip(numbers, tokens["start"], tokens["end"], strict=True)]
    return [_plain(number, *span) for number, text in enumerate(docs["text"]) for span in _spans(text, query, kind)]


def _plain(number: int, start: int, end: int) -> _Place:
    return int(number), int(start), int(end), "", None, None, None


def _only(lexicon: Lexicon, concept: str) -> Lexicon:
    """One concept, and all longer forms of others, so that 印度 is not found in what is another concept."""
    own = {form for term, forms in _forms(lexicon) if term.concept == concept for form in forms}
    holds = [
        term
        for term, forms in _forms(lexicon)
        if term.concept != concept and any(form in other for other in forms for form in own)
    ]
    return Lexicon((*lexicon.senses(concept), *holds))


@lru_cache(maxsize=4)
def _forms(lexicon: Lexicon) -> list[tuple[Term, set[str]]]:
    """Each concept with all that names it, as shadows."""
    written = [(term, (term.concept, *term.zh, *term.en)) for term in lexicon]
    seen = shadows(form for _, forms in written for form in forms)
    return [(term, {seen[form] for form in forms}) for term, forms in written]


def _spans(text: str, query: str | re.Pattern[str], kind: str) -> Iterator[tuple[int, int]]:
    if isinstance(query, re.Pattern):
        yield from (match.span() for match in query.finditer(text) if match.end() > match.start())
        return
    seen, wanted = shadow(text), shadow(query)
    for match in re.finditer(re.escape(wanted), seen):
        if kind == "phrase" or _is_whole(seen, *match.span()):
            yield match.span()


def _is_whole(seen: str, start: int, end: int) -> bool:
    """Do words begin and end there: by letters in Latin script, by the segmenter in Chinese?"""
    if not HAN.search(seen, start, end):
        before, after = seen[start - 1 : start], seen[end : end + 1]
        return not (before.isalnum() and not HAN.match(before)) and not (after.isalnum() and not HAN.match(after))
    left = max(0, start - 6)
    at = left
    for word in Segmenter().cutter()(seen[left : end + 6]):
        upto = at + len(word)
        if at < start < upto or at < end < upto:
            return False
        at = upto
    return True


def _lines(docs: pd.DataFrame, found: list[_Place], context: int, unit: str) -> pd.DataFrame:
    texts, ids, langs = docs["text"].tolist(), docs["doc_id"].tolist(), docs["lang"].tolist()
    rows = []
    for number, places in groupby(sorted(found, key=lambda place: place[:3]), key=lambda place: place[0]):
        text = texts[number]
        sentences = sentence_spans(text, langs[number])
        starts = [begin for begin, _ in sentences]
        for _, start, end, lang, *concept in places:
            sentence = sentence_of(starts, start)
            first, last = _bounds(text, start, end, context, unit, sentences, sentence)
            left, right = (_SPACE.sub(" ", part) for part in (text[first:start], text[end:last]))
            where = (number, ids[number], sentence, left, text[start:end], right, start, end)
            rows.append((*where, lang or langs[number], *concept))
    return pd.DataFrame(rows, columns=list(_TYPES)).astype(_TYPES)


def _bounds(
    text: str, start: int, end: int, context: int, unit: str, sentences: list[tuple[int, int]], sentence: int
) -> tuple[int, int]:
    if unit == "characters":
        return max(0, start - context), min(len(text), end + context)
    if unit == "sentences":
        around = sentences[max(0, sentence - context + 1) : sentence + context] or [(0, len(text))]
        return min(around[0][0], start), max(around[-1][1], end)
    before, after = _words(text[max(0, start - 24 * context) : start]), _words(text[end : end + 24 * context])
    left = sum(len(word) for word in _last(before, context))
    right = sum(len(word) for word in reversed(_last(after[::-1], context)))
    return start - left, end + right


def _words(text: str) -> list[str]:
    """Words with all that stands between them: joined they are the text."""
    pieces = Segmenter().cutter()(text) if HAN.search(text) else re.findall(r"\w+|\W", text)
    return [
        piece for run in pieces for piece in ([run] if run.isalnum() or HAN.search(run) else re.findall(r"\w+|\W", run))
    ]


def _last(pieces: list[str], wanted: int) -> list[str]:
    """As many pieces from the end as hold that many words."""
    kept: list[str] = []
    words = 0
    for piece in reversed(pieces):
        words += piece[0].isalnum()
        if words > wanted:
            break
        kept.append(piece)
    return kept[::-1]


def _sorted(lines: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    made = {}
    for key in keys:
        position = _POSITION.fullmatch(key)
        if position:
            side, at = ("left", "right")[position[1] == "R"], int(position[2])
            made[key] = [_word_at(text, side, at) for text in lines[side]]
        elif key in lines.columns:
            made[key] = lines[key].map(shadow) if key == "node" else lines[key]
        else:
            raise ValueError(f"sort={key!r}: no such column; use L1, R1, node or {', '.join(map(str, lines.columns))}")
    if not keys:
        return lines
    order = pd.DataFrame(made, index=lines.index).sort_values(keys, kind="stable").index
    return lines.loc[order].reset_index(drop=True)


def _word_at(text: str, side: str, at: int) -> str:
    words = [word for word in _words(shadow(text)) if word[0].isalnum()]
    words = words[::-1] if side == "left" else words
    return words[at - 1] if len(words) >= at else ""
