"""Find listed formulations: one pass over the text for all of them, however many there are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import compress
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast, overload

import numpy as np
from numpy.typing import NDArray

from toolkit.scale.kept import kept
from toolkit.terms.belief import belief
from toolkit.terms.cues import OPENING, ZH_HEADS, is_between_marks, is_capitalised, is_governed, is_headed, is_quoted
from toolkit.terms.forms import Compact, compact, en_numeral, is_bare_figure, plain, plains
from toolkit.terms.kin import Kin, kin_of
from toolkit.terms.lexicon import Lexicon
from toolkit.terms.numeric_zh import PREFIXES
from toolkit.terms.phrases import Found, Phrases
from toolkit.terms.senses import spoken_for
from toolkit.terms.settle import (
    AMBIGUOUS,
    CHINESE,
    COUNTS,
    DOUBTFUL,
    LIKELY,
    MEANT,
    NUMERIC,
    OUT,
    PARTED,
    ROW,
    SHORT,
    TOUCHED,
    WEAK,
    advance,
    classes,
    crossed,
    outcomes,
)
from toolkit.terms.spelled import spelled
from toolkit.terms.things import EN_THINGS
from toolkit.terms.words_en import is_plural
from toolkit.text.joined import joined
from toolkit.text.language import HAN
from toolkit.text.segment import Segmenter

if TYPE_CHECKING:
    from toolkit.text.compiled import Cutter

_ZH_NUMERAL = re.compile(r"(?<![统第\d])(?:[一二两双三四五六七八九十]|[2-9](?!\d))")
_EN_NUMBER = re.compile(rf"\b(?:{en_numeral()}) (?=[a-z])")
_WEDGE = re.compile(rf"\b((?:{en_numeral()}) )(?=[a-z])((?:[^ \0]+ ){{1,2}})$")
_WEDGED = 60  # characters of a numeral and one or two words
_APART = re.compile("[”’」』》][、，,和与]?[“‘「『《]")
_MARK = re.compile('[“”「」『』《》‘’"]')
_LEAD = re.compile(r"\s*")
_KNOWN = re.compile(r"\b(?:the|so-called|of)(?: central)? [\"“‘']?$", re.IGNORECASE)
_SPECIFIED = re.compile(r" (?:on|for|in|at|from|with|were|had|that|which)\b")
_COMMA, _SPACE, _BLANK = re.compile("[、，,]"), re.compile(":? "), re.compile("[ -]")
_DISTINCT = 5  # spaces and hyphens of an English form that is nothing else
_FIGURES = 5  # figures of a form that is nothing else: 12309 is a hotline, 64 and 1650 are amounts
# Characters of a Chinese numeric form that is marked, and of one that counts with 个: a longer one is nothing else.
_JUDGED, _JUDGED_COUNT = 6, 5
_SAYING = 8  # characters of a Chinese form that may be said with a pause: 绿水青山，就是金山银山
_AROUND = 5  # characters on either side that are cut into words to see whether a short form is whole
_MARGIN = 100  # characters: a text with more of them around a form is not looked through for spaces
# Formulations, and characters for each, that make a text an official one.
_OFFICIAL = {"zh": (8, 500), "en": (4, 1500)}
# Other formulations in a document, by which an everyday phrase without a numeral is believed to be one, too.
_COMPANY = 2

_EN_TAIL = re.compile(  # says what a formulation is and is no part of its name
    " (?:polic|theor|activit)(?:y|ies)| (?:action|concept|strateg(?:y|ie)|reform|movement|doctrine|campaign|system|mechanism|principle|project|plan|spirit)s?"
    "| disclosure| (?:of|for|on|between) .*"  # the dual control of energy
)
_NO_NAME = re.compile(  # what never belongs to it
    "(?<=..)改革$|(?<=.[^个大项])(?:精神|证书|经济|一起抓|(?:新时代)?(?:革命)?军人)$|(?<!child) polic(?:y|ies)$| (?:mechanisms?|reforms?|spirit|strategic layout|approach|orientation|(?:good )?teachers?|instructors?|(?:revolutionary )?soldiers?|enterprises?|church(?:es)?)$"
)
_ENDS_COUNTING = re.compile(rf" (?:one|{en_numeral()})$")
_LEADS_TO = re.compile(  # a name that begins behind it
    "(?:破除?|清理|提高|整顿|援外)$|\\b(?:of|in|on|with|under|between)(?: the)? $|^the $"
)
_BELONGS = re.compile("(?:第|^中[美日非阿越俄欧])$")  # belongs to the name: 第三次分配, 中美三个联合公报
_NAME_BEGINS = re.compile(
    rf"(?<!统)一|[二两三四五六七八九十百千万双\d]|\b(?:{en_numeral()}|one|dual|double|hundred|thousand)(?= )"
)

LISTED, UNCERTAIN, EVIDENT, BARE = 1.0, 0.5, 0.8, 0.6  # scores; see Match
# How likely a form must be meant that may be something else: an everyday phrase, an ambiguous one, any other (in English all that begin with a
# numeral). Few of these are anything else; and the sentences that this was learned from hold more false friends than the texts of any office do.
LEAST = {
    "zh": {"weak": 0.4, "ambiguous": 0.5, "": 0.3},
    "en": {"weak": 0.4, "ambiguous": 0.5, "": 0.25},
}


@dataclass(frozen=True, eq=False, slots=True)
class Name:
    """What a listed form stands for: which concept, named in which language.

    score: 1 for a form that names one concept and nothing else; .6 for one that is also an everyday phrase, found with a cue;
    of several concepts that share the form .8 where others in the text speak for the one, else .5.
    others: the concepts it may stand for instead.
    Nearly all places of a form share one.
    """

    concept: str
    lang: str
    score: float = LISTED
    others: tuple[str, ...] = ()


class Match(NamedTuple):
    """A listed form found: where, and what it stands for (see `Name`)."""

    start: int
    end: int
    concept: str
    lang: str
    score: float = LISTED
    others: tuple[str, ...] = ()


T = TypeVar("T")


class InColumns(Sequence[T]):
    """A sequence that is kept column by column, for few of its rows are looked at one by one."""

    __slots__ = ()
    starts: list[int]

    def row(self, at: int) -> T:
        raise NotImplementedError

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> list[T]: ...
    def __getitem__(self, at: int | slice) -> T | list[T]:
        return list(map(self.row, range(*at.indices(len(self))))) if isinstance(at, slice) else self.row(at)


@dataclass(frozen=True, slots=True)
class Matches(InColumns[Match]):
    """The matches in a text, in order: where each starts and ends, and what it stands for. Most forms always stand for the same."""

    starts: list[int]
    ends: list[int]
    names: list[Name]

    def row(self, at: int) -> Match:
        name, start, end = self.named(at)
        return Match(start, end, name.concept, name.lang, name.score, name.others)

    def named(self, at: int) -> tuple[Name, int, int]:
        """What a match stands for, and where it is."""
        return self.names[at], self.starts[at], self.ends[at]


@dataclass(frozen=True, eq=False)
class _Form:
    spelling: str
    concepts: tuple[str, ...]
    lang: str
    mark: str  # weak: also an everyday phrase; ambiguous: may be part of something else
    parted: bool  # may have commas inside
    among: _Forms  # all forms of the lexicon

    @cached_property
    def numeric(self) -> bool:
        return bool(_ZH_NUMERAL.search(self.spelling) or _EN_NUMBER.search(self.spelling))

    @cached_property
    def core(self) -> tuple[int, int]:
        """How many characters before and behind the name of a numeric form are not reported: 环保 in 环保三同时, 方针 in 双百方针.

        The name is the shortest form from the first numeral on that is listed for the same concept (in English one that is nothing else); or
        all from there on, if that is listed, too, or somebody's; without what only says what it is, "policy" in "three no's policy". What makes it
        another concept belongs to it: 新四化 is not 四化.
        """
        spelling, wanted = self.spelling, set(self.concepts)
        begins = _NAME_BEGINS.search(spelling)
        if not begins or _BELONGS.search(spelling, 0, begins.start()):
            return 0, 0
        start, length = begins.start(), len(spelling)
        if spelling[start - 1 : start] in PREFIXES and self._is_own(spelling[start - 1 :]):
            start -= 1
        ends = (
            range(start + 2, length)
            if self.lang == "zh"
            else [space.start() for space in _SPACE.finditer(spelling, start)]
        )
        for end in ends:
            name = self.among.get(spelling[start:end])
            if (
                name
                and wanted.issubset(name.concepts)
                and (self.lang == "zh" or not name.weak or _EN_TAIL.fullmatch(spelling, end))
                and not _NAME_BEGINS.search(spelling, end)
            ):
                return start, length - end
        leads_to = spelling[start:] in self.among and _LEADS_TO.search(spelling, 0, start)
        if not (self._is_own(spelling[start:]) or leads_to or spelling.endswith("'s ", 0, start)):
            return 0, 0
        tail = _NO_NAME.search(spelling, spelling.find(" ", start) + 1)
        if not tail or _ENDS_COUNTING.search(spelling, 0, tail.start()):  # one river, one policy
            return start, 0
        return start, length - tail.start()

    def _is_own(self, spelling: str) -> bool:
        """Is that a form of the same concept?"""
        form = self.among.get(spelling)
        return form is not None and not set(self.concepts).isdisjoint(form.concepts)

    @cached_property
    def kin(self) -> Kin:
        return kin_of(
            [term for concept in self.concepts for term in self.among.terms[concept]], self.spelling, self.lang
        )

    @cached_property
    def weak(self) -> bool:
        return self.mark == "weak"

    @cached_property
    def clear(self) -> Name | None:
        """What it stands for, if it names one concept and nothing else, as most do."""
        return Name(self.concepts[0], self.lang) if not self.weak and len(self.concepts) == 1 else None

    @cached_property
    def everyday(self) -> Name:
        """What it stands for where it is meant, if it is an everyday phrase, too."""
        return Name(self.concepts[0], self.lang, BARE)

    @cached_property
    def counts(self) -> bool:
        """Does an English name begin with a numeral, as what merely counts things does, and security in the six areas does not? Long ones are
        nothing else than they say, two ratios of fiscal revenue."""
        short = len(_BLANK.findall(self.spelling)) < _DISTINCT
        return self.lang == "en" and short and bool(_NAME_BEGINS.match(self.spelling, self.core[0]))

    @property
    def judged(self) -> int:
        """Up to how many characters the name of a Chinese form with a numeral may be something else than it says: longer if it may be so, or counts;
        what stands around the name says what it is as well as more of it would."""
        before, behind = self.core
        counts = self.spelling[before + 1 :].startswith("个")
        longest = _JUDGED if self.mark == "ambiguous" else _JUDGED_COUNT if counts else SHORT
        return longest - before - behind

    @property
    def kind(self) -> int:
        """What `outcomes` asks of it."""
        marked = {"weak": WEAK, "ambiguous": AMBIGUOUS}.get(self.mark, 0)
        row = ROW * self.among.is_row(self.spelling)
        counts = COUNTS * self.counts
        return NUMERIC * self.numeric | CHINESE * (self.lang == "zh") | counts | marked | row | PARTED * self.parted


class Matcher:
    """From texts to the matches in each, for a lexicon; what it looks for is prepared once.

    Of overlapping matches the longest counts, then the one that begins first.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._look = _look_of(lexicon)
        self.phrases = self._look.phrases
        self._domains = {term.concept: term.domain for term in lexicon}

    def __call__(self, texts: Sequence[str], found: Found | None = None) -> list[Matches]:
        """found: the places of the phrases, if they have been looked for, in the compact shadow of the texts joined."""
        chosen = _Places(texts, self._look, found).chosen()
        return [_settled(text, *found_in, self._domains) for text, found_in in zip(texts, chosen, strict=True)]

    def uncertain(self, text: str) -> list[tuple[int, int, str, str, Kin]]:
        """The forms in a text that must be judged: start, end, language, status, kin (see `belief`)."""
        found = _Places([text], self._look)
        doubtful = np.flatnonzero(found.outcome >= DOUBTFUL).tolist()
        read = [(at, *found.read(at)) for at in doubtful]
        return [
            (*span, found.form(at).lang, found.status(at), found.form(at).kin)
            for at, span, unclear in read
            if span and unclear
        ]


matcher = cache(Matcher)


@cache
def written(lexicon: Lexicon) -> Callable[[str], tuple[tuple[str, ...], bool]]:
    """A function from a surface to the concepts that are written so, and whether it is nothing else than a name."""
    forms = _look_of(lexicon).forms

    def look_up(surface: str) -> tuple[tuple[str, ...], bool]:
        form = forms.get(plain(surface))
        return (form.concepts, not form.weak) if form and not forms.is_row(form.spelling) else ((), False)

    return look_up


class _Forms(Mapping[str, _Form]):
    """Every spelling of every form. A spelling that only we derive gives way to one that is listed.

    What there is to know of one is only put together when it is met: of a hundred thousand most never are.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        listed: dict[str, tuple[str, ...]] = {}
        derived: dict[str, tuple[str, ...]] = {}
        marked: dict[str, str] = {}  # weak, or ambiguous
        derived_marked: dict[str, str] = {}
        self._parted: set[str] = set()  # Chinese ones that may have commas inside
        written = plains(form for term in lexicon for form in (*term.zh, *term.en, *term.weak, *term.ambiguous))
        for term in lexicon:
            marks = {written[form]: mark for mark in ("ambiguous", "weak") for form in getattr(term, mark)}
            for form in (*term.zh, *term.en):
                own = written[form]
                spellings = spelled(own)
                for spelling in spellings:
                    owners, known = (listed, marked) if spelling == own else (derived, derived_marked)
                    others = owners.get(spelling, ())
                    if term.concept not in others:
                        owners[spelling] = (term.concept, *others)  # what a user adds goes before what was there
                    mark = marks.get(own) or ("" if spelling.isascii() or not is_bare_figure(spelling) else "ambiguous")
                    if mark and known.get(spelling) != "weak":
                        known[spelling] = mark
                if not own.isascii() and _may_be_parted(form):
                    self._parted.update(spellings)
        self._concepts = derived | listed
        self.terms = {concept: lexicon.senses(concept) for concept in lexicon.concepts}
        named = set(lexicon.concepts)
        self._rows = {term.concept for term in lexicon if not term.members_zh and _is_row(term.concept, named)}
        self._marked = {spelling: mark for spelling, mark in derived_marked.items() if spelling not in listed} | marked

    def __iter__(self) -> Iterator[str]:
        return iter(self._concepts)

    def __contains__(self, spelling: object) -> bool:
        return spelling in self._concepts

    def __getitem__(self, spelling: str) -> _Form:
        lang = "zh" if HAN.search(spelling) else "en"
        parted = lang == "en" or spelling in self._parted
        return _Form(spelling, self._concepts[spelling], lang, self._marked.get(spelling, ""), parted, self)

    def __len__(self) -> int:
        return len(self._concepts)

    def is_row(self, spelling: str) -> bool:
        """Does it only name two concepts side by side, 三反五反? If not in marks together, they are two hits."""
        return self._rows.issuperset(self._concepts[spelling])


def _may_be_parted(form: str) -> bool:
    """May a Chinese form be said with a pause: 绿水青山，就是金山银山?"""
    long = HAN.match(form) and len(form) >= _SAYING
    return bool(long or _COMMA.search(form)) or len(_ZH_NUMERAL.findall(form)) > 1


def _is_row(concept: str, named: set[str]) -> bool:
    """Is a name that of another concept with a numeral, and behind it that of a third?"""
    parts = ((concept[:at], concept[at:]) for at in range(2, len(concept) - 1))
    return any(all(part in named and _ZH_NUMERAL.match(part) for part in pair) for pair in parts)


class _Look:
    """Where forms stand in a compact text.

    English forms are also found with one or two words put in after the numeral, "four specific forms of decadence", where
    three more words make what follows distinctive enough: what follows is then looked for, too.
    """

    def __init__(self, forms: _Forms) -> None:
        self.forms = forms
        self._spellings = [form for form in forms if not form.isdecimal() or len(form) >= _FIGURES]
        wedged: dict[str, dict[str, str]] = {}  # by what follows the numeral: by numeral, the form
        for form in self._spellings:
            if form.count(" ") >= 3 and (numeral := _EN_NUMBER.match(form)):
                wedged.setdefault(form[numeral.end() :], {})[numeral[0]] = form
        self.phrases = list(dict.fromkeys((*self._spellings, *wedged)))
        numbers = {form: number for number, form in enumerate(self._spellings)}
        self._rests = {
            number: {numeral: numbers[form] for numeral, form in wedged[phrase].items()}
            for number, phrase in enumerate(self.phrases)
            if phrase in wedged
        }
        self._is_rest = np.zeros(len(self.phrases), bool)
        self._is_rest[list(self._rests)] = True
        self.met: list[Any] = [None] * len(self._spellings)  # the forms that were described
        self._looked_at = 0  # characters
        self._described = np.full((len(self._spellings), 4), -1, np.int16)

    @cached_property
    def _search(self) -> Phrases:
        return Phrases(self.phrases)

    def find(self, seen: Compact, found: Found | None = None) -> Found:
        """Where forms stand, by where the phrases do."""
        found = self._search.find(seen.words) if found is None else found
        is_form = found.numbers < len(self._spellings)
        starts, ends, numbers = (column[is_form] for column in found)
        is_rest = self._is_rest[found.numbers]
        rests = [column[is_rest].tolist() for column in found]
        wedged = list(self._wedged(seen.text, *rests)) if rests[0] else []
        if wedged:
            starts, ends, numbers = (
                np.append(column, np.array(more, np.int32))
                for column, more in zip((starts, ends, numbers), zip(*wedged, strict=True), strict=True)
            )
            order = np.lexsort((-ends, starts))
            starts, ends, numbers = starts[order], ends[order], numbers[order]
        return Found(starts, ends, numbers)

    def _wedged(
        self, seen: str, starts: list[int], ends: list[int], numbers: list[int]
    ) -> Iterator[tuple[int, int, int]]:
        for start, end, number in zip(starts, ends, numbers, strict=True):
            ahead, forms = max(0, start - _WEDGED), self._rests[number]
            if not any(seen.find(numeral, ahead, start) >= 0 for numeral in forms):
                continue
            before = _WEDGE.search(seen, ahead, start)
            if before and (form := forms.get(before[1])) is not None and not _counts(before[2]):
                yield before.start(), end, form

    def cutter(self, characters: int) -> Cutter | None:
        """What cuts Chinese words for many places at once: when there have been enough texts that it is worth loading."""
        self._looked_at += characters
        return Segmenter().compiled(self._looked_at)

    def described(self, numbers: NDArray[np.int32]) -> NDArray[np.int16]:
        """What `outcomes` asks of each form; those of some numbers are up to date."""
        for number in np.unique(numbers[self._described[numbers, 0] < 0]).tolist():
            form = self.met[number] = self.forms[self._spellings[number]]
            self._described[number] = (form.kind, *form.core, form.judged)
        return self._described


@kept
def _look_of(lexicon: Lexicon) -> _Look:
    return _Look(_Forms(lexicon))


def _counts(wedged: str) -> bool:
    """Is the numeral that of something else, four officials went down to the grassroots?"""
    return any(map(is_plural, wedged.split()))


class _Places:
    """Where forms stand in texts, and what can be said of each place without reading it (see `toolkit.terms.settle`)."""

    def __init__(self, texts: Sequence[str], look: _Look, found: Found | None = None) -> None:
        self._joined = joined(tuple(texts))
        self._look, self._text, self._seen = look, self._joined.text, compact(self._joined)
        found = self.starts, self.ends, self.numbers = look.find(self._seen, found)
        self._spans = np.empty((2, len(self.starts)), np.int32)
        left_out = np.empty(0, np.int32) if self._seen.places is None else self._seen.places
        forms, written = look.described(self.numbers), self._seen.written
        self.outcome = outcomes(*found, forms, self._seen.codes, left_out, written, classes(), self._spans)
        no_phrase = forms[self.numbers, 0] & WEAK == 0
        self._clear = no_phrase & np.isin(self.outcome, (MEANT, DOUBTFUL, LIKELY, TOUCHED))
        self._believe_official()
        if cutter := look.cutter(len(written)):
            self._see_words(cutter, forms)

    def _believe_official(self) -> None:
        """What is likely is meant in an official text."""
        likely = np.flatnonzero(self.outcome == LIKELY)
        if len(likely):
            begins = self._joined.begins_of(self._spans[0, likely])
            self.outcome[likely[np.isin(begins, list(self._official["en"]))]] = MEANT

    def _see_words(self, cutter: Cutter, forms: NDArray[np.int16]) -> None:
        """Do the words around short forms leave them whole? Asked of all at once."""
        touched = np.flatnonzero(self.outcome == TOUCHED)
        before, behind = forms[self.numbers[touched], 1:3].T
        starts, ends = self.starts[touched] + before, self.ends[touched] - behind
        beyond = cutter.beyond(self._seen.codes, starts, ends, _AROUND)
        self.outcome[touched] = np.where(beyond, OUT, MEANT)
        for at in np.flatnonzero(beyond > 0).tolist():
            if not _goes_over(self._seen.part(ends[at], beyond[at])):
                self.outcome[touched[at]] = MEANT

    def chosen(self) -> Iterator[tuple[list[int], list[int], list[_Form]]]:
        """Of overlapping forms the longest, then the one that begins first: of those in each text, where they start and end, and what they are.

        All are looked at, not only the longest: that one may be part of a word.
        """
        chosen = np.zeros(len(self.starts), bool)
        places = self.starts, self.ends, self.outcome, self._crossed, chosen
        at, reached = advance(*places, 0, 0)
        while at < len(self.starts):
            span = self._meant(at)
            if span and not self._gives_way(at):
                self._spans[:, at], chosen[at], reached = span, True, self.ends[at]
            at, reached = advance(*places, at + 1, reached)
        starts, ends = self._spans[:, chosen]
        forms = [self._look.met[number] for number in self.numbers[chosen].tolist()]
        begins = self._joined.begins_of(starts)
        columns = (starts - begins).tolist(), (ends - begins).tolist(), forms
        return zip(*(self._joined.apart(starts, column) for column in columns), strict=True)

    def _gives_way(self, at: int) -> bool:
        """Does a longer one, which is a match, begin inside the form and end behind it?"""
        if not self._crossed[at]:
            return False
        length = self._length(at)
        upto = int(np.searchsorted(self.starts, self.ends[at]))
        return any(
            self.starts[other] > self.starts[at]
            and self.ends[other] > self.ends[at]
            and self._length(other) > length
            and self._meant(other)
            and not self._gives_way(other)
            for other in range(at + 1, upto)
        )

    def _length(self, at: int) -> int:
        return int(self._spans[1, at] - self._spans[0, at])

    def _meant(self, at: int) -> tuple[int, int] | None:
        """The span in the text of a form that is whole and meant."""
        if self.outcome[at] == OUT:
            return None
        if self.outcome[at] == MEANT:
            return int(self._spans[0, at]), int(self._spans[1, at])
        span, unclear = self.read(at)
        return None if span and unclear and self._is_something_else(at, span) else span

    @cached_property
    def _crossed(self) -> NDArray[np.bool_]:
        return crossed(self.starts, self.ends, self._spans, self.outcome)

    def _is_something_else(self, at: int, span: tuple[int, int]) -> bool:
        """Does what is around an unclear form say that it is not meant?"""
        form = self.form(at)
        if form.lang == "zh" and form.mark == "ambiguous" and self._is_in_a_row(at, span):
            return False
        text, begin = self._joined.around(span[0])
        among = form.lang == "zh" and begin in self._official["zh"]
        start, end = span[0] - begin, span[1] - begin
        return (
            belief(text, start, end, form.lang, self.status(at), form.kin, official=among) < LEAST[form.lang][form.mark]
        )

    def _is_in_a_row(self, at: int, span: tuple[int, int]) -> bool:
        """Does another numeric form stand right before or behind it, 四个意识四个自信, and both not in the marks of something longer, “双百双千”?"""
        ends, starts = self._edges
        beside = int(self.starts[at]) in ends or int(self.ends[at]) in starts
        return beside and self._text[span[0] - 1 : span[0]] not in tuple(OPENING)

    def form(self, at: int) -> _Form:
        form: _Form = self._look.met[self.numbers[at]]
        return form

    def read(self, at: int) -> tuple[tuple[int, int] | None, bool]:
        """The span in the text of a form that is not simply meant, if it is whole, and whether it must be judged."""
        form = self.form(at)
        if self.outcome[at] in (DOUBTFUL, LIKELY):
            clear = (int(self._spans[0, at]), int(self._spans[1, at]))
            return clear, not self._is_all(at)
        span = _span(self._text, self._seen, int(self.starts[at]), int(self.ends[at]), form)
        return span, span is not None and self._is_unclear(form, span) and not self._is_all(at)

    def _is_unclear(self, form: _Form, span: tuple[int, int]) -> bool:
        """Must a form with marks or spaces inside be judged by what is around it? As in `outcomes`; but an ambiguous English one is as clear as others."""
        if not form.numeric:
            return False
        if form.counts and self._joined.around(span[0])[1] not in self._official["en"]:
            return True
        between_marks = is_between_marks(self._text, *span)
        if form.lang == "en":
            return form.weak and not between_marks
        return not between_marks and (form.weak or (span[1] - span[0] <= form.judged and _touched(self._text, span)))

    def _is_all(self, at: int) -> bool:
        """Is there nothing else in its text than the form, as in a title?"""
        start, end = self._seen.span(int(self.starts[at]), int(self.ends[at]))
        text, _ = self._joined.around(start)
        return len(text) < end - start + _MARGIN and len(text.strip()) == end - start

    def status(self, at: int) -> str:
        """What the lexicon says of the form, and whether another one stands beside it, as 六保 does in 六稳六保 and 六稳和六保."""
        ends, starts = self._edges
        start, end = int(self.starts[at]), int(self.ends[at])
        near = start in ends or end in starts or (start - 1 in ends) or (end + 1 in starts)
        return (self.form(at).mark or "strong") + (" beside" if near else "")

    @cached_property
    def _official(self) -> dict[str, set[int]]:
        """For forms of each language: where the texts begin in which many formulations stand that are no everyday phrases."""
        clear = np.sort(self._spans[0, self._clear])
        clear = clear[np.diff(clear, prepend=-1) > 0]  # np.unique takes twenty times as long
        many = np.bincount(self._joined.of(clear), minlength=len(self._joined.texts))
        lengths = self._joined.ends - self._joined.begins
        return {
            lang: set(self._joined.begins[(many >= least) & (many * apart >= lengths)].tolist())
            for lang, (least, apart) in _OFFICIAL.items()
        }

    @cached_property
    def _edges(self) -> tuple[set[int], set[int]]:
        """Where numeric forms end, and where they begin, in the compact text."""
        numeric = (self._look.described(self.numbers)[self.numbers, 0] & NUMERIC) > 0
        return set(self.ends[numeric].tolist()), set(self.starts[numeric].tolist())


def _span(text: str, seen: Compact, start: int, end: int, form: _Form) -> tuple[int, int] | None:
    """The span in the text of a form in its compact shadow; None if it is part of a word or something stands inside that must not."""
    before, behind = form.core
    start, end = start + before, end - behind
    span = seen.span(start, end)
    if span[1] - span[0] > end - start:
        marked = _with_quotes(text, *span)
        if (
            not marked
            or not _holds_together(text[slice(*marked)], end - start, form)
            or _is_several(text, marked, form)
        ):
            return None
        span = marked
    if form.numeric or form.lang == "en" or _is_whole_in_chinese(seen, start, end, text, span):
        return span
    return None


def _holds_together(surface: str, length: int, form: _Form) -> bool:
    """What was left out inside the form must be what may stand there: no comma in a form of one part, no paragraph."""
    if "\n\n" in surface or len(surface) > 2 * length + 2:
        return False
    return form.parted or not re.search("[、，,,·•]", surface)


def _is_several(text: str, span: tuple[int, int], form: _Form) -> bool:
    """Are its parts, each in marks of its own, forms of other concepts: “三反”“五反”?"""
    apart = _APART.search(text, *span)
    part = form.among.get(plain(text[span[0] : apart.start()])) if apart else None
    return part is not None and not set(part.concepts) & set(form.concepts)


def _is_whole_in_chinese(seen: Compact, start: int, end: int, text: str, span: tuple[int, int]) -> bool:
    """Do the words around a short form leave it whole? 印度 is not in 印度尼西亚."""
    if end - start > SHORT or not _touched(text, span):
        return True
    left, right = max(0, start - _AROUND), end + _AROUND
    return not _straddled(seen.part(left, start), seen.part(start, end), seen.part(end, right))


def _touched(text: str, span: tuple[int, int]) -> bool:
    """Does a Chinese character stand right before or after the span?"""
    start, end = span
    return bool((start and HAN.match(text, start - 1, start)) or HAN.match(text, end, end + 1))


@cache
def _cut() -> Callable[[str], list[str]]:
    return Segmenter().cutter()


@lru_cache(1 << 16)
def _straddled(before: str, form: str, after: str) -> bool:
    """Does a word of the sentence begin before the form and end in it, or begin in it and end behind it?"""
    begin, end, at = len(before), len(before) + len(form), 0
    for word in _cut()(before + form + after):
        upto = at + len(word)
        if at < begin < upto:
            return True
        if at < end < upto:
            return at > begin or _goes_over(word[len(form) :])
        at = upto
    return False


def _goes_over(rest: str) -> bool:
    """Is a word that begins with a form another word? 三讲教育 is in the dictionary, too."""
    return bool(HAN.match(rest)) and rest not in ZH_HEADS


def _with_quotes(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A mark that opens inside the span closes inside it, 四个“意识”, 一岗“双责”; what alone has a numeral and stands in marks of its own is the
    name, “四有”好老师, village "two committees". None if it begins in marks and ends behind them, 双千 in “双百双千”计划."""
    inside = text[start:end]
    if not _MARK.search(inside):
        return start, end
    for opening, closing in ("“”", "「」", "『』", "《》", "‘’", '""'):
        opened, closed = inside.count(opening), inside.count(closing)
        if opening == closing:
            opens = text[start - 1 : start] != opening or f" {opening}" in inside
            opened, closed = (opened % 2, 0) if opens else (0, opened % 2)
        if opened > closed and text[end : end + 1] == closing:
            name = inside.rindex(opening) + 1
            is_name = _NAME_BEGINS.match(inside.lower(), name) and not _NAME_BEGINS.match(inside.lower())
            return (start + name, end) if is_name else (start, end + 1)
        if opened < closed:
            return (start, start + inside.index(closing)) if text[start - 1 : start] == opening else None
    return start, end


def _is_meant(text: str, start: int, end: int, lang: str) -> bool:
    """Do cues say that a form which is also an everyday phrase is the formulation?"""
    if is_quoted(text, start, end) or is_headed(text, end, lang):
        return True
    if lang == "en":
        return is_governed(text, start, lang) or is_capitalised(text[start:end]) or _is_definite(text, start, end)
    return is_governed(text, start, lang) and not HAN.match(text, end, end + 1)


def _is_definite(text: str, start: int, end: int) -> bool:
    """Is an English phrase used as if everybody knew which: the three regulations, THREE REGULATIONS, a title?"""
    surface = text[start:end]
    first = _LEAD.match(text).end() == start  # type: ignore[union-attr]
    if surface.isupper() or (first and surface[0].isupper()):
        return True
    counted = surface.split()[-1].lower() in EN_THINGS
    if counted and _SPECIFIED.match(text, end, end + 8):
        return False
    return first or bool(_KNOWN.search(text[max(0, start - 20) : start]))


class _Company:
    """The other formulations of a text, by which what is unclear in it is settled."""

    def __init__(self, forms: list[_Form], domains: dict[str, str]) -> None:
        self._forms, self._domains = forms, domains

    @cached_property
    def _certain(self) -> Counter[str]:
        return Counter([form.concepts[0] for form in self._forms if form.clear])

    @cached_property
    def _is_small(self) -> bool:
        return sum(form.clear is not None for form in self._forms) < _COMPANY

    @cached_property
    def _of_domain(self) -> Counter[str]:
        company: Counter[str] = Counter()
        for concept, times in self._certain.items():
            company[self._domains[concept]] += times
        return company

    def settle(self, text: str, start: int, end: int, form: _Form) -> Name | None:
        """A weak form without a numeral is kept only with a cue or in company; of concepts that share a form the one that the others speak for."""
        if form.weak and not form.numeric and self._is_small and not _is_meant(text, start, end, form.lang):
            return None
        if len(form.concepts) == 1:
            return form.everyday
        ranks = self._ranks(text, start, end, form)
        ranked = sorted(form.concepts, key=ranks.__getitem__, reverse=True)
        best, second = (ranks[concept] for concept in ranked[:2])
        score = min(
            BARE if form.weak else LISTED,
            EVIDENT if (best[0] > 0, *best[1:]) > (second[0] > 0, *second[1:]) else UNCERTAIN,
        )
        return Name(ranked[0], form.lang, score, tuple(ranked[1:]))

    def _ranks(self, text: str, start: int, end: int, form: _Form) -> dict[str, tuple[int, int, int]]:
        """Of each concept how often it is there in a form that is clear, what around the form speaks for it, and how much of its domain is there."""
        terms = [term for concept in form.concepts for term in form.among.terms[concept]]
        around: Counter[str] = Counter()
        for term, words in zip(terms, spoken_for(text, start, end, form.lang, terms), strict=True):
            around[term.concept] += words
        return {
            concept: (self._certain[concept], around[concept], self._of_domain[self._domains[concept]])
            for concept in form.concepts
        }


def _settled(text: str, starts: list[int], ends: list[int], forms: list[_Form], domains: dict[str, str]) -> Matches:
    """The matches of a text: nearly all forms are clear."""
    names = [form.clear for form in forms]
    unclear = [at for at, name in enumerate(names) if name is None]
    if unclear:
        company = _Company(forms, domains)
        for at in unclear:
            names[at] = company.settle(text, starts[at], ends[at], forms[at])
        settled = [name is not None for name in names]
        starts, ends, names = list(compress(starts, settled)), list(compress(ends, settled)), list(filter(None, names))
    return Matches(starts, ends, cast("list[Name]", names))
