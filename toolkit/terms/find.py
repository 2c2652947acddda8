"""find_terms and expansions: the tables of formulations found, listed and unlisted, abbreviated and written out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, repeat
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray

from toolkit.reading.dates import as_dates
from toolkit.reading.found import find_in
from toolkit.reading.parts import At
from toolkit.scale.collection import collection_paused
from toolkit.scale.kept import kept
from toolkit.tables import require
from toolkit.terms.expand import Expansion, enumerations
from toolkit.terms.forms import compact
from toolkit.terms.gloss import Member, gloss, is_told
from toolkit.terms.hits import NEAR, Hit, Hits, are_foreign, completed, hits_in, overlap
from toolkit.terms.labels import announced
from toolkit.terms.lexicon import SEPARATOR, Lexicon, lexicon_for
from toolkit.terms.match import Matches, matcher
from toolkit.terms.numeric import FirstLook, first_looks
from toolkit.terms.numeric import explained as explained_in
from toolkit.terms.phrases import Lists
from toolkit.terms.whats import EXPANDED, UNLISTED, What
from toolkit.text.joined import joined, runs
from toolkit.text.sentences import sentences_of, spans_of

_TYPES: dict[str, Any] = {
    "doc_id": "str", "sent": int, "start": int, "end": int, "surface": "str", "lang": "str", "concept": "str", "sense": "str",
    "listed": bool, "form": "str", "score": float, "cues": "str", "alternatives": "str", "members": "str", "found": "Int64",
    "of": "Int64", "position": float,
}  # fmt: skip
HIT_COLUMNS = list(_TYPES)


def find_terms(
    docs: object,
    lexicon: Lexicon | None = None,
    *,
    unlisted: bool = True,
    workers: int = 1,
    client: Any = None,
    progress: bool = False,
) -> pd.DataFrame:
    """Find formulations in documents, each under its concept whatever the language and spelling.

    In: docs (doc_id, lang, text; date tells senses apart), or anything that `read` takes, whose texts are then not held; a lexicon, `Lexicon.default()` unless given
    (of a saved corpus the one it was built with); `unlisted=False` leaves
    out numeric formulations that only their grammar gives away; workers: processes on this machine, client: a dask.distributed
    Client in their place, progress: a bar. Out: one row per hit, in the order of the text:

    - doc_id, sent, start, end (characters: `text[start:end] == surface`), surface, lang (of the formulation);
    - concept (missing where unknown), sense (where one form has several meanings), listed, form: "abbreviated" (四风),
      "expanded" (its members written out without it), "unlisted";
    - score (0 to 1) with the cues for it, alternatives (other concepts or senses);
    - members (in that language; those found, if expanded; those that the text gives, if unlisted), found and of (how many of how many, if expanded);
    - position (0 to 1: how far into the document), and the documents' metadata.

    Traditional characters, full width, case, hyphens, quotation marks, spaces and line breaks inside make no difference, nor do
    numerals in figures, singular and plural, -ise and -ize. A form is only found as whole words; of overlapping ones the
    longest counts, then the leftmost; but a formulation with a numeral is a hit beside an enumeration that it is a member of, as are
    all members of one in part that are formulations of their own.
    Raises ValueError if a column is missing.

    >>> import toolkit as tk
    >>> hits = tk.find_terms(tk.from_texts(["堅決做到「兩個維護」，开展“三抓三促”行动", "Report on the THREE REGULATIONS"]))
    >>> hits[["surface", "concept", "form"]].astype(object).fillna("").values.tolist()
    [['兩個維護', '两个维护', 'abbreviated'], ['三抓三促', '', 'unlisted'], ['THREE REGULATIONS', '三个规定', 'abbreviated']]
    """
    look = Look(lexicon_for(docs, lexicon), unlisted)
    return find_in(docs, look, "find_terms(docs)", workers=workers, client=client, progress=progress).table()


@dataclass(frozen=True)
class Look:
    """What is found in some documents, with the number of the document as `place`."""

    lexicon: Lexicon
    unlisted: bool

    @collection_paused()
    def __call__(self, docs: pd.DataFrame, at: At) -> pd.DataFrame:
        years = (as_dates(docs["date"]).dt.year if "date" in docs else pd.Series(float("nan"), docs.index)).tolist()
        doc_ids, langs, texts = (docs[column].tolist() for column in ("doc_id", "lang", "text"))
        all_hits: list[Hits] = []
        listed, sentences = _lister(self.lexicon)(texts), spans_of(texts, langs)
        spans: list[NDArray[np.int64]] = []  # of the sentences of each text
        looks = first_looks(texts) if self.unlisted else repeat(None)
        for doc_id, text, year in zip(doc_ids, texts, years, strict=True):
            at(doc_id)
            all_hits.append(hits_in(text, *next(listed), self.lexicon, year, next(looks)))
            spans.append(next(sentences))
        return _table(docs["doc_id"], texts, all_hits, spans)


def _table(
    doc_ids: pd.Series, texts: Sequence[str], all_hits: Sequence[Hits], spans: Sequence[NDArray[np.int64]]
) -> pd.DataFrame:
    """The hits of all documents as a table, made column by column."""
    places = np.repeat(np.arange(len(texts)), [len(hits) for hits in all_hits])
    lengths = np.fromiter(map(len, texts), int, len(texts))
    starts = np.array([start for hits in all_hits for start in hits.starts], int)
    columns = {
        "place": places,
        "doc_id": doc_ids.array.take(places),
        "sent": sentences_of(spans, lengths, places, starts),
        "start": starts,
        "end": np.array([end for hits in all_hits for end in hits.ends], int),
        "surface": _array(list(chain.from_iterable(map(_surfaces, texts, all_hits))), "str"),
        **_said([what for hits in all_hits for what in hits.whats]),
        "position": starts / lengths[places],
    }
    return pd.DataFrame({name: columns[name] for name in ("place", *HIT_COLUMNS)})


def _surfaces(text: str, hits: Hits) -> list[str]:
    return [text[start:end] for start, end in zip(hits.starts, hits.ends, strict=True)]


def _said(whats: list[What]) -> dict[str, ExtensionArray]:
    """What is said of hits, a column for each thing. Most is said of many, and put together once."""
    numbers = {what: number for number, what in enumerate(dict.fromkeys(whats))}
    of_hits = np.fromiter(map(numbers.__getitem__, whats), int, len(whats))
    columns: dict[str, list[Any]] = {
        "lang": [what.lang for what in numbers],
        "concept": [what.concept for what in numbers],
        "sense": [what.sense for what in numbers],
        "listed": [what.form != UNLISTED for what in numbers],
        "form": [what.form for what in numbers],
        "score": [what.score for what in numbers],
        "cues": [SEPARATOR.join(what.cues) for what in numbers],
        "alternatives": [SEPARATOR.join(what.others) for what in numbers],
        "members": [SEPARATOR.join(what.members) for what in numbers],
        "found": [what.found for what in numbers],
        "of": [what.of for what in numbers],
    }
    return {name: _array(values, _TYPES[name]).take(of_hits) for name, values in columns.items()}


def _array(values: Sequence[Any], dtype: Any) -> ExtensionArray:
    """As pandas makes it; of strings by way of Arrow, which takes half the time."""
    return pd.array(pa.array(values, pa.large_string()) if dtype == "str" else values, dtype=dtype)


@cache
def _lister(lexicon: Lexicon) -> Callable[[Sequence[str]], Iterator[tuple[Matches, list[Expansion]]]]:
    """A function from texts to what a lexicon has of each, looked for in many at once: forms, and members written out."""
    match, written_out, both = matcher(lexicon), enumerations(lexicon), _phrases_of(lexicon)

    def find(texts: Sequence[str]) -> Iterator[tuple[Matches, list[Expansion]]]:
        for run in runs(texts):
            some = texts[run.start : run.stop]
            forms, members = both.find(compact(joined(tuple(some))).words)
            for text, matches, found in zip(some, match(some, forms), written_out(some, members), strict=True):
                yield matches, [completed(text, matches, expansion) for expansion in found]

    return find


@kept
def _phrases_of(lexicon: Lexicon) -> Lists:
    """What a lexicon is looked for by: its forms, and the members of its concepts."""
    return Lists(matcher(lexicon).phrases, enumerations(lexicon).phrases)


# --- members written out ----------------------------------------------------------------------------------------------

_EXPANSION_TYPES: dict[str, Any] = {
    "doc_id": "str", "concept": "str", "label": "str", "label_start": "Int64", "label_end": "Int64", "start": int, "end": int,
    "lang": "str", "number": int, "member": "str", "member_start": int, "member_end": int, "found": int, "of": int,
}  # fmt: skip


def expansions(docs: pd.DataFrame, lexicon: Lexicon | None = None) -> pd.DataFrame:
    """Where documents write out the members of a formulation, with its label (a gloss) or without.

    In: docs (doc_id, lang, text). Out: one row per member written: doc_id, concept (missing in the gloss of an unlisted label),
    label with label_start and label_end (missing where there is none near by; a numeral with what it counts that the text explains,
    "the three checks, namely …", is one, too), start and end of the enumeration, lang, number (which member of the concept's list,
    from 1; of an unlisted label, in the order written), member with member_start and member_end, found and of (how many of how many).
    All offsets are characters of the text.
    Raises ValueError if a column is missing.

    >>> import toolkit as tk
    >>> found = tk.expansions(tk.from_texts(["“三心”即爱心、耐心、恒心。", "反对形式主义、官僚主义、享乐主义。"]))
    >>> found[["label", "member", "found", "of"]].astype(object).fillna("").values.tolist()[2:4]
    [['三心', '恒心', 3, 3], ['', '形式主义', 3, 4]]
    """
    require(docs, ["doc_id", "lang", "text"], "expansions(docs)")
    lexicon = lexicon_for(None, lexicon)
    texts = docs["text"].tolist()
    rows = [
        (doc_id, *row)
        for doc_id, text, listed, look in zip(
            docs["doc_id"], texts, _lister(lexicon)(texts), first_looks(texts), strict=True
        )
        for row in sorted(_written_out(text, *listed, lexicon, look), key=lambda row: row[10])
    ]
    return pd.DataFrame(rows, columns=list(_EXPANSION_TYPES)).astype(_EXPANSION_TYPES)


def _written_out(
    text: str, matches: Matches, known: list[Expansion], lexicon: Lexicon, look: FirstLook
) -> Iterator[tuple]:
    found = hits_in(text, matches, known, lexicon, float("nan"), look)
    hits = [hit for hit in found if hit.what.form != EXPANDED]
    others = explained_in(text, [(hit.start, hit.end) for hit in hits], look)
    hits += [Hit(other.start, other.end, What(other.lang, None, UNLISTED, other.score)) for other in others]
    glosses = [(hit, members) for hit in hits if (members := _told_of(text, hit, lexicon))]
    taken: list[Expansion] = []
    for expansion in known:
        label = _label_of(expansion, hits)
        whole = len(expansion.members) == expansion.of
        overlapping = (members for _, members in glosses if overlap(members, expansion))
        if whole or not any(len(members) >= len(expansion.members) for members in overlapping):
            taken.append(expansion)
            yield from _member_rows(text, expansion.concept, label, expansion.lang, expansion.members, expansion.of)
    for hit, members in glosses:
        if not any(overlap(members, expansion) for expansion in taken):
            numbered = tuple(member._replace(number=number) for number, member in enumerate(members))
            of = announced(text[hit.start : hit.end], [text[member.start : member.end] for member in members])
            yield from _member_rows(text, hit.what.concept, hit, hit.what.lang, numbered, of)


def _told_of(text: str, hit: Hit, lexicon: Lexicon) -> tuple[Member, ...]:
    """The members that the text gives for a label; those of a listed one must be its concept's, or be said to be what it stands for."""
    members = gloss(text, hit.start, hit.end, hit.what.lang)
    given = [text[member.start : member.end] for member in members]
    foreign = hit.what.concept is not None and are_foreign(given, hit.what, lexicon)
    return () if foreign and not is_told(text, hit.start, hit.end, members, hit.what.lang) else members


def _label_of(found: Expansion, hits: Sequence[Hit]) -> Hit | None:
    near = [
        hit
        for hit in hits
        if hit.what.concept == found.concept and hit.start - found.end <= NEAR and found.start - hit.end <= NEAR
    ]
    return min(near, key=lambda hit: abs(hit.start - found.start), default=None)


def _member_rows(
    text: str, concept: str | None, label: Hit | None, lang: str, members: Sequence[Member], of: int
) -> Iterator[tuple]:
    start, end = min(member.start for member in members), max(member.end for member in members)
    shown = (text[label.start : label.end], label.start, label.end) if label else (None, None, None)
    for member in members:
        yield (concept, *shown, start, end, lang, member.number + 1, text[member.start : member.end], member.start, member.end,
               len(members), of)  # fmt: skip
