"""Glosses in English: the lists that may be the members of a label, behind it or before it, the surest first."""

from __future__ import annotations

import re
from itertools import pairwise, takewhile

from toolkit.terms.forms import EN_NUMERALS, en_numeral
from toolkit.terms.items import (
    CIRCLED,
    CLOSE,
    OPEN,
    REACH,
    UNIT,
    Items,
    Readings,
    are_items,
    begin_of,
    closed,
    in_marks,
    last_divided,
    numbered,
    on_lines,
    parallel,
    split,
)
from toolkit.terms.labels import takes_up

_SAYS = r"are(?: as follows)?(?=:)|namely|i\.e\.|viz\.|that is(?: to say)?|which (?:are|means?)|meaning(?!,)|including|referring to"
_IS = "are(?: as follows)?|means?|involves?|includes?|comprises?|consists? of|refers? to|stands? for|covers?"
MARKER = re.compile(
    rf"(?P<closed>(?:[ -]\w+){{0,2}}?[,.]?[{CLOSE}])?(?P<head>(?:[ \n][\w-]+){{0,4}}?)[,?]?\s*"
    rf"(?:(?P<mark>[(\[]|:\s*|[—–]+\s*|-{{1,3}}\s+)(?:{_SAYS})?,?\s*|(?P<says>{_SAYS})[,:]?\s+"
    rf"|(?<=[\s”’\"'])(?:{_IS})[,:]?\s+|[.;][”\"]? (?:They|These) are(?: as follows)?[,:]?\s+)(?:respectively,? )?(?:the )?(?!(?:the )?(?:idea|concept|view|notion|fact|principle|belief)\b)",
    re.IGNORECASE,
)
_OF = re.compile(rf"[,.]?[{CLOSE}](?P<head>(?: [\w-]+){{0,2}}?) of (?:the )?", re.IGNORECASE)
_QUESTION = re.compile(rf"[{CLOSE}]?\?[{CLOSE}]?(?P<head>)\s+(?:They are |These are )?(?:the )?")
_ASKED = re.compile(rf"\bwhat (?:is|are|does) (?:the |our |meant by )?(?:so-called )?[{OPEN}]?$", re.IGNORECASE)
_APPOSED = re.compile(rf",?[{CLOSE}],? ")
_QUOTED = re.compile(rf"[{OPEN}]([^{OPEN}{CLOSE}\n]{{3,120}})[{CLOSE}] [{OPEN}]$")
_LINES = re.compile(rf"[,.]?[{CLOSE}]?(?P<head>(?: [\w-]+){{0,4}}?)[:.]?(?=\s*\n|\s+(?:First|\(?1[.)]))")
# A list behind these is theirs, and no gloss of the label before them: "three checks" team members are Li, Wang and Zhao.
_OTHER_HEAD = re.compile(
    rf"(?:\b(?:members|people|men|women|winners|offenders|officers|officials|leaders|cadres|teams|squads|offices|windows|schools|hospitals|classrooms|rooms|sites|pilots|points|places"
    rf"|villages|towns|cities|counties|communities|projects|units|wards|departments|companies|firms|enterprises|results|effects|products|courses|cases|names|awards)|\b(?:{en_numeral()}|\d+) \w+)(?: are| were| is| include)?$",
    re.IGNORECASE,
)
STATED = re.compile(
    rf"(?:(?:[ -]\w+){{0,2}}?[,.]?[{CLOSE}])?(?:(?: [\w-]+){{0,2}},? (?:{_SAYS}|refers? to|stands? for|means?)(?=[ ,:])|:\s| ?[—–] ?| -{{2,3}} | \((?!see\b))",
    re.IGNORECASE,
)
_OVER = re.compile(r"[.!?](?=\s|[”\"')]|$)|\]|\n\s*\n| ?[—–] ?| --? ")
_STOP = re.compile(rf"{_OVER.pattern}|, (?:which|so|to|in order|as well)\b")
_AND = re.compile(r",? (?:and|or|&) ")
_UNITS = re.compile(rf"\s*{UNIT}(?:[,;]?(?: and)?)")
_SEPARATOR = r",? (?:and|or|&) |,\s"
_BEHIND_IT = re.compile(  # what follows the last item
    r" (?:is|are|was|were|must|should|shall|will|would|have|has|had|can|could|may|guides?|in order|so as|for all|which|that|when)\b.*",
    re.DOTALL,
)
_BACK = re.compile(
    rf"(?P<how>(?:[,;]? ?(?:[(—–:]|--?|\b(?:these|this|known|called|dubbed|termed|collectively|hereinafter|hereafter|referred to|summari[sz]ed|forming|form|make up|constitute|that is|or|the|so-called|are|as|of)\b|i\.e\.)[,:]?(?: )?)+)?[{OPEN}]?$",
    re.IGNORECASE,
)
_SURELY = re.compile(
    r"these|known|called|dubbed|termed|collectively|hereinafter|hereafter|referred|summari|form|make|constitute|i\.e\.|that is|are the|or the|[(—–:-]",
    re.I,
)
_SENTENCE = re.compile(r"[.!?:;(](?:\s|$)|\n\s*\n")
_ROMAN = "i ii iii iv v vi vii viii ix x".split()
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_HEADS = [
    rf"(?:^|(?<=[\s(;,]))(?:and )?(?:\(?(?:{number}|{letter}|{roman})\)|{number}\.|{ordinal}(?:,|ly,?)"
    rf"|(?:(?:the )?{ordinal}|{numeral}{'' if number == 1 else '|another|the (?:other|last)'}) (?:is|are)(?: to)?\b)\s*"
    for number, letter, roman, ordinal, numeral in zip(
        range(1, 11), "abcdefghij", _ROMAN, _ORDINALS, EN_NUMERALS, strict=False
    )
]
_NO_BEGINNING = re.compile(r"(?:the|a|an|to|of|in|with|our|and|or|by|for) ", re.IGNORECASE)


def behind(text: str, label: int, end: int, _least: int) -> Readings:
    """The lists behind a label, as lists whose items are marked as such and as any."""
    name = text[label:end]
    marker = MARKER.match(text, end) or _question(text, label, end) or _LINES.match(text, end) or _OF.match(text, end)
    if not marker:
        return [], _apposed(text, end, name)
    marked, others = _listed(text, marker.end())
    if _OTHER_HEAD.search(marker["head"]):
        return [_taking_up(text, items, name) for items in marked], [_taking_up(text, items, name) for items in others]
    return marked, others


def _listed(text: str, start: int) -> Readings:
    """The lists that begin at a place."""
    upto = closed(text, start, min(len(text), start + REACH))
    over, stop = _OVER.search(text, start, upto), _STOP.search(text, start, upto)
    sentence, upto = over.start() if over else upto, stop.start() if stop else upto
    first_word = text[start:upto].partition(" ")[0]
    marked = [_numbered(text, start), in_marks(_UNITS, text, start, upto), on_lines(text, start)]
    last = _AND.search(text, start, upto)
    clauses = (last and text.find(",", last.end(), upto), text.find(";", start, upto), upto)
    return marked, [
        parallel(text, start, sentence, r"(?:[,;] (?:and )?| and )", first_word + " "),
        split(text, start, upto, r";(?: and)?\s"),
        *(_last_shortened(text, items) for to in clauses if to and to > 0 for items in divided(text, start, to)),
    ]


def _question(text: str, label: int, end: int) -> re.Match[str] | None:
    """A question that the list behind it answers: What are the "three knows"? Know the product, …"""
    question = _QUESTION.match(text, end)
    return question if question and _ASKED.search(text, max(0, label - 40), label) else None


def _apposed(text: str, end: int, label: str) -> list[Items]:
    """Items right behind a label in marks that each take up a word of it: play the "three cards", culture card, ecology card, sports card."""
    marks = _APPOSED.match(text, end)
    if not marks:
        return []
    upto = min(len(text), marks.end() + REACH)
    stop = _STOP.search(text, marks.end(), upto)
    readings = divided(text, marks.end(), stop.start() if stop else upto)
    return [items for reading in readings if len(items := _taking_up(text, reading, label)) > 2]


def may_be_apposed(text: str, label: int, end: int) -> bool:
    """Does something else stand behind a label that a list may follow? A quick look, for `behind` takes longer."""
    return bool(
        _APPOSED.match(text, end) or _OF.match(text, end) or _LINES.match(text, end) or _question(text, label, end)
    )


def _taking_up(text: str, items: Items, label: str) -> Items:
    """Of a list the items up to the last that takes up a word of a label: the "five-free" [post at the gate:] free water, …, free needles."""
    alike = list(takewhile(lambda item: takes_up(label, text[slice(*item)]), items))
    if alike and (colon := text.rfind(": ", *alike[0])) >= 0:
        alike[0] = (colon + 2, alike[0][1])
    return alike


def divided(text: str, start: int, end: int) -> list[Items]:
    """What stands between commas and "and"; between commas, the last item as two; between commas alone: integration of urban and rural areas, of …"""
    by_commas = split(text, start, end, r",\s(?:and )?")
    by_any = [split(text, start, end, separators) for separators in (r"[,;]\s(?:and )?", rf"{_SEPARATOR}|;\s")]
    readings = [split(text, start, end, _SEPARATOR), last_divided(text, by_commas, _AND), by_commas, *by_any]
    return [items for items in readings if _ends_as_a_list(text, items)]


def _ends_as_a_list(text: str, items: Items) -> bool:
    """Does nothing more follow the item behind "and", formalism, bureaucratism and hedonism, [persist]? Of groups each ends so."""
    between = [text[end:start] for (_, end), (start, _) in pairwise(items)]
    joined = [at for at, separator in enumerate(between) if _AND.search(separator)]
    return len(joined) != 1 or joined[0] == len(between) - 1 or ";" in "".join(between)


def before(text: str, start: int, count: int) -> Readings:
    """The lists right before a label; count: the number of items that is wanted."""
    quoted = _QUOTED.search(text, max(0, start - 125), start)
    if quoted:
        return [split(text, *quoted.span(1), r",\s(?:and )?")], []
    back = _BACK.search(text, max(0, start - 60), start)
    if not back or not _SURELY.search(back["how"] or ""):
        return [], []
    upto = back.start()
    begin = begin_of(_SENTENCE, text, max(0, start - REACH), upto)
    if ":" in back["how"] and "these" not in back["how"].lower() and not _AND.search(text, begin, upto):  # a date: …
        return [], []
    others = []
    for items in divided(text, begin, upto):
        own = items[-count:]
        if are_items(own):
            others.append([_without_lead(text, own), *own[1:]])
    return [], others


def _without_lead(text: str, items: Items) -> tuple[int, int]:
    """The last words of the first item, as many as the longest of the others has: [We need] love, patience and care."""
    (start, end), *others = items
    most = max(len(text[slice(*other)].split()) for other in others)
    words = [word.start() for word in re.compile(r"\S+").finditer(text, start, end)]
    at = words[-most] if len(words) > most else start
    article = _NO_BEGINNING.match(text, at, end)
    return (article.end() if article and len(words) > most else at), end


def _last_shortened(text: str, items: Items) -> Items:
    """Without what is said of them all behind the last: love, patience and care [must be kept]."""
    if not are_items(items):
        return items
    (start, end), others = items[-1], items[:-1]
    said = _BEHIND_IT.search(text, start + 1, end)
    if said and len(text[start:end].split()) > max(len(text[slice(*other)].split()) for other in others):
        end = said.start()
    return [*others, (start, end)]


def _numbered(text: str, start: int) -> Items:
    """1) …; 2) …; first, …; second, …; one is to …, the other is to …."""
    while text[start : start + 1].isspace():
        start += 1
    heads = CIRCLED if text[start : start + 1] == CIRCLED[0] else _HEADS
    return numbered(text, start, heads, r"[.;](?:\s|$)|\n")
