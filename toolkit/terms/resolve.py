"""Which concept does a rendering mean that nobody listed? "four conducts", "two protections", 两个坚决维护.

What must agree are the numerals. What decides is how much of the rendering the concept explains, and how much of the concept the
rendering: by the words of the renderings that are listed, their stems and synonyms, by the literal senses of the concept's
characters (characters.csv, written for this project; and what they are translated as elsewhere in the lexicon), and by its members.
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from math import isnan
from pathlib import Path

import pandas as pd

from toolkit.terms.cues import is_governed
from toolkit.terms.expand import enumerations
from toolkit.terms.forms import EN_NUMERALS, plain, plains, spellings
from toolkit.terms.lexicon import EN_LABELS, Lexicon, Term, lexicon_for
from toolkit.terms.match import matcher, written
from toolkit.terms.numeric import begins_with_numeral, may_be_formulation
from toolkit.terms.senses import spoken_for, year_said
from toolkit.terms.things import ZH_MEASURES, ZH_THINGS, ZH_UNITS
from toolkit.text.english import stem
from toolkit.text.language import HAN, ZH_NUMERALS

UNKNOWN_BELOW = 0.4  # score under which no concept is given; see benchmarks/formulations.py for what it costs and saves
_LISTED, _WITHOUT_FRAME, _UNLISTED, _ONE_OF_SEVERAL = 1.0, 0.95, 0.9, 0.8  # the most that each way of knowing can score
_OFTEN = 0.25  # of a character's concepts whose renderings hold the word
_SEEN, _LIFT = 3, 3.0  # in how many of them at least, and how much more often than elsewhere
_HEAVIEST = 4.5  # the most that a word may weigh, however rare
_UNKNOWN_WORD, _LIGHT_WEIGHT = 3.5, 0.5  # the weights of one that no concept has, and of "new"
_SYNONYM, _TRANSLATED, _MEMBER = 0.92, 0.9, 0.5  # what a word counts that is not in a rendering as it is
_MOST = 0.6  # of the rendering that must be explained
_MOST_WITH_NUMERAL, _MOST_WITHOUT = 0.45, 0.55  # of the concept that must be there, with an equal numeral and with none
_MOST_UNLESS_NUMBERED_SO = 0.7  # of both, where only an English rendering has these numerals or lacks the concept's
_NOT_MEANT = 0.3  # what a listed one loses where the context speaks for another, and a sense that is not listed so
_NUMERAL_MISSING = 0.9  # and what such a one counts
_CONTENT_WORDS = 2  # in common where no numeral is; one more for a concept that has one
_NUMERAL = 0.4  # how much of the concept an equal numeral is
_DOMAIN = 0.05  # for a concept of the domain that the context is about

_MULTIPLES = {
    "dual": 2,
    "double": 2,
    "twin": 2,
    "both": 2,
    "triple": 3,
    "tripartite": 3,
    "quadruple": 4,
    **{f"{numeral}fold": number for numeral, number in EN_NUMERALS.items()},
}
_EMPTY = frozenset(
    "the a an of and or to in on for with by as at from its their is are be this that these so called all kind kinds type types form forms item items fold".split()
)
_FRAME_EN = re.compile(r"^(?:the spirit of|spirit of|the|so called|xi's|china's|implementing?|upholding) | (?:campaign|spirit|strategy|principles?|policy|initiative|working method|problems?|issues?|mechanism|system|education|requirements?|theory)$")  # fmt: skip
_PART_OF_NAME = re.compile(
    r"\b(?:of|with) "
)  # a noun or verb before it belongs to the name: strategy of three products
_FRAME_ZH = re.compile(
    "^(?:落实|贯彻|坚持|增强|做到|践行|中央|新时代)|(?:精神|战略|布局|战略布局|总体布局|要求|原则|方针|问题|工作|工作法|机制|政策|制度|教育|理论|思想|行动|工程|活动)$"
)
_AND = re.compile(r"[,;，；、“”\"]|\band\b|&|和|与")
# Words that translators use for one another. Each line is one set.
_SYNONYMS = [
    line.split()
    for line in """
    regulation provision rule stipulation
    consciousness awareness sense mindset conscience
    confidence self-confidence
    uphold safeguard maintain maintenance defend protect protection preserve guard upkeep
    establish establishment affirmation affirm confirm determination
    conduct style wind decadence malfeasance trend practice
    stable stability steady stabilization steadiness
    guarantee ensure security secure assurance safeguard protection
    carbon
    reduce reduction cut decrease less lower
    strict strictness stern rigorous
    earnest honest real sincere steady true solid
    must necessary have imperative
    resistance oppose opposition anti combat
    integrity clean honest incorruptible
    study learn learning
    do doing act action
    meeting session conference assembly
    lecture lesson class course
    duty responsibility accountability liability
    post position job
    circulation cycle loop
    development develop growth
    comprehensive overall all-round all-around pronged
    major large big great main
    battle campaign fight war
    revolution reform
    mechanism system institution
    people mass
    party
    governance govern government management manage administration
    rural countryside village agriculture agricultural farmer peasant
    line redline bottom-line
    zone district area region
    environment ecology ecological environmental
    supervision oversight supervise inspect inspection monitor
    discipline disciplinary
    corrupt corruption graft
    law legal rule
    innovation innovate creation create
    poverty poor
    modernization modernize modern
    civilization civilized civility
    road path way route
    theory theoretical
    culture cultural
    unswerving unwavering unshakable irresolute waver swerve
    centennial centenary hundred hundred-year century
    goal target objective aim
    worry
    represent representation
    mountain hill
    water river
    gold golden
    silver
    conference talk
    cadre official
    community communal
    destiny future fate
    mankind humanity human
    quality
    productive productivity production
    """.strip().splitlines()
]
_LIGHT = {stem(word) for word in "new major big great important work party chinese china area aspect".split()}
_NO_CONTENT = _LIGHT | {"first"}  # what says too little to count as something in common
_CLASS = {stem(word): stem(words[0]) for words in reversed(_SYNONYMS) for word in words}


@dataclass(frozen=True)
class _Concept:
    term: Term
    numerals: frozenset[tuple[int, ...]]  # those of each Chinese form
    renderings: tuple[frozenset[str], ...]  # the words of each, one for all synonyms
    stems: frozenset[str]  # the words of all renderings, as they are
    rendered: frozenset[str]  # and one for all synonyms
    listing: frozenset[str]  # the words of its members
    zh: tuple[frozenset[str], ...]  # the characters of each Chinese form, numerals and measure words left out
    characters: frozenset[str]  # and of all


def resolve(text: str, *, lexicon: Lexicon | None = None, context: str = "") -> pd.DataFrame:
    """Which concepts a rendering may stand for, listed or not.

    In: a rendering in either language; `context`: the text around it: its words, and a year it names, speak for
    one of several concepts or senses, its domain for concepts of the same. Out: one row
    per concept, the best first: concept, sense, score, how (the reason in words), gloss (its first English rendering). Empty where
    unknown: below a score of UNKNOWN_BELOW (0.4) no concept is given rather than a guess.
    A score of 1 is a listed form, .95 a listed form in a frame ("the … spirit", "rectify the …"), .8 each of several listed forms side
    by side; another sense of what is listed gets .3 less; others get at most .9 times the share of the rendering that the concept explains. Raises TypeError if `text` is not a string.

    >>> resolve("four conducts")[["concept", "score", "how"]].values.tolist()
    [['四风', 1.0, 'listed as literal rendering']]
    >>> resolve("the two safeguardings").concept.tolist()[:1], resolve("two apples").empty
    (['两个维护'], True)
    """
    for name, value in (("a string", text), ("context as a string", context)):
        if not isinstance(value, str):
            raise TypeError(f"resolve() takes {name}, not {type(value).__name__}")
    lexicon = lexicon_for(None, lexicon)
    found = _found(text, lexicon, context)
    table = pd.DataFrame(
        [
            (t.concept, t.sense, round(score, 2), how, lexicon.gloss(t.concept, t.sense))
            for t, score, how in found
            if score >= UNKNOWN_BELOW
        ],
        columns=["concept", "sense", "score", "how", "gloss"],
    ).astype({"concept": "str", "sense": "str", "score": float, "how": "str", "gloss": "str"})
    ordered = table.sort_values("score", ascending=False, kind="stable")
    return ordered.drop_duplicates(["concept", "sense"]).reset_index(drop=True).head(10)


_Found = tuple[Term, float, str]


def _found(text: str, lexicon: Lexicon, context: str) -> list[_Found]:
    """What is listed or written out is not guessed at; but what is only a part of the text is weighed against what is like the whole."""
    sure = _by_context(list(_listed(text, lexicon)), context)
    held = [] if sure else list(_held(text, lexicon))
    sure = sure or [one for one in held if one[1] == _WITHOUT_FRAME] or list(_written_out(text, lexicon))
    found = sure or [*held, *_alike(text, lexicon, context)]
    return found if any(score >= UNKNOWN_BELOW for _, score, _ in found) else list(_side_by_side(text, lexicon))


def _by_context(found: list[_Found], context: str) -> list[_Found]:
    """What is listed alike, concepts or senses of one, by what the context says of each: where one is ahead, the others score less."""
    if len(found) < 2 or not context:
        return found
    lang = "zh" if HAN.search(context) else "en"
    spoken = spoken_for(context, 0, 0, lang, [term for term, _, _ in found], by=len(context))
    said = year_said(context, len(context))
    allowed = [isnan(said) or not term.year or term.year <= said for term, _, _ in found]
    ranks = list(zip(allowed, spoken, strict=True))
    if len(set(ranks)) == 1:
        return found
    best, most = max(ranks), max(score for _, score, _ in found)
    told = [
        (term, most, f"{how}; context") if rank == best else (term, min(score, most - _NOT_MEANT), how)
        for (term, score, how), rank in zip(found, ranks, strict=True)
    ]
    return sorted(told, key=lambda one: -one[1])


def _listed(text: str, lexicon: Lexicon) -> Iterator[_Found]:
    """The form itself, or the form without its frame."""
    whole = plain(text).strip(" .;:!?。；：！？()（）")
    for score, shown in ((_LISTED, whole), (_WITHOUT_FRAME, _unframed(whole))):
        found = list(_written_so(shown, lexicon))
        concepts = list(dict.fromkeys(term.concept for term, _ in found))
        if len(concepts) > 1:
            found.sort(key=lambda one: -_character_count(whole, one[0], lexicon))
        share = score if len(concepts) == 1 else score - 0.2
        for term, how in found:
            yield term, share, how if score == _LISTED else f"{how}, without its frame"
        listed = {term for term, _ in found}
        for term in (term for concept in concepts for term in lexicon.senses(concept) if term not in listed):
            yield term, share - _NOT_MEANT, f"another sense of {term.concept}"
        if found:
            return


def _written_so(shown: str, lexicon: Lexicon) -> Iterator[tuple[Term, str]]:
    """The terms that are written so, and how that is listed; a spelling that is only derived gives way to a listed one."""
    concepts, _ = written(lexicon)(shown)
    for term in (term for concept in concepts for term in lexicon.senses(concept)):
        forms = [(form, plain(form), how) for form, how in _labelled_forms(term)]
        hows = [how for _, own, how in forms if own == shown]
        hows += [f"a spelling of {form!r}" for form, own, _ in forms if shown in spellings(own)]
        if hows:
            yield term, hows[0]


def _character_count(text: str, term: Term, lexicon: Lexicon) -> int:
    """How many characters of its name the words translate: of concepts that share "four have new people", 四有新人 more than 四有."""
    translates = frozenset[str]().union(*map(_index(lexicon).translates, _words(text)))
    return len(translates & _han(term.concept))


def _held(text: str, lexicon: Lexicon) -> Iterator[_Found]:
    """A listed form that is most of the text. What is said besides it makes it less likely that it is meant."""
    (matches,) = matcher(lexicon)([text])
    if len(matches) != 1 or matches[0].end - matches[0].start <= 0.6 * len(text):
        return
    match = matches[0]
    surface = text[match.start : match.end]
    bare, holding = plain(surface), plain(text)
    if tuple(_en_numerals(holding)) != tuple(_en_numerals(bare)):
        return
    whole, unframed, held = (_weight(part, lexicon) for part in (holding, _unframed(holding), bare))
    share = 1.0 if unframed <= held else held / whole
    for term in lexicon.senses(match.concept):
        yield term, (_WITHOUT_FRAME if share == 1 else _UNLISTED) * share, f"holds the listed form {surface!r}"


def _side_by_side(text: str, lexicon: Lexicon) -> Iterator[_Found]:
    """Several listed forms and nothing else: 四个意识、两个维护."""
    parts = [part for part in map(str.strip, _AND.split(text)) if part]
    found = [list(_listed(part, lexicon)) for part in parts]
    if len(parts) > 1 and all(found):
        for part, terms in zip(parts, found, strict=True):
            for term, score, how in terms:
                yield term, _ONE_OF_SEVERAL * score, f"{part!r} is {how}"


def _weight(shown: str, lexicon: Lexicon) -> float:
    return sum(map(_index(lexicon).weight, _words(shown)))


def _unframed(shown: str) -> str:
    pattern = _FRAME_ZH if HAN.search(shown) else _FRAME_EN
    while (shorter := pattern.sub("", shown, count=1)) != shown and len(shorter) > 1:
        shown = shorter
    return next(_ungoverned(shown), shown)


def _ungoverned(shown: str) -> Iterator[str]:
    """The formulation behind a verb that takes one: rectify the four winds, 纠治四风; not 三促 of 五抓三促, nor two hands of "grasp with two hands"."""
    lang = "zh" if HAN.search(shown) else "en"
    for at in range(1, len(shown)):
        before, rest = shown[:at], shown[at:]
        if _PART_OF_NAME.search(before) or any(_en_numerals(before)) or any(_zh_numerals(before)):
            return
        if (lang == "zh" or before.endswith(" ")) and begins_with_numeral(rest) and is_governed(shown, at, lang):
            yield rest


def _labelled_forms(term: Term) -> Iterator[tuple[str, str]]:
    for form in term.zh:
        yield form, "listed as Chinese form"
    for label in EN_LABELS:
        for form in getattr(term, label):
            yield form, f"listed as {label.removeprefix('en_')} rendering"


def _written_out(text: str, lexicon: Lexicon) -> Iterator[_Found]:
    for found in enumerations(lexicon)([text])[0]:
        if found.end - found.start > 0.6 * len(text.strip()):
            for term in lexicon.senses(found.concept):
                if term.sense == found.sense:
                    share = len(found.members) / found.of
                    yield term, _WITHOUT_FRAME * share, f"writes out {len(found.members)} of its {found.of} members"


# --- by likeness ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Asked:
    """A rendering, taken to pieces."""

    words: tuple[tuple[str, float, frozenset[str]], ...]  # stems, each with its weight and the characters it translates
    spelled: tuple[str, ...]  # as they stand
    numerals: tuple[int, ...]
    count_like: bool  # "three people": a count of things, unless it is word for word a concept


def _taken_apart(text: str, index: _Index) -> _Asked:
    shown = plain(text)
    bare = _unframed(shown)
    numerals = tuple(_zh_numerals(shown) if HAN.search(shown) else _en_numerals(shown))
    count_like = begins_with_numeral(bare) and len(bare.split()) == 2 and not may_be_formulation(bare)
    spelled = _spelled(shown)
    words = tuple((word, index.weight(word), index.translates(word)) for word in map(stem, spelled))
    return _Asked(words, spelled, numerals, count_like)


def _alike(text: str, lexicon: Lexicon, context: str) -> Iterator[_Found]:
    index = _index(lexicon)
    asked = _taken_apart(text, index)
    chinese = bool(HAN.search(text))
    if chinese and _merely_counts(plain(text)):
        return
    about = _domains(context, lexicon)
    for concept in index.by_numerals.get(asked.numerals, ()) if chinese or asked.words else ():
        score, how = _alike_in_chinese(text, concept) if chinese else _alike_in_english(asked, concept, index)
        if score:
            near = _DOMAIN if concept.term.domain in about else 0.0
            numeral = "same numeral; " if asked.numerals else ""
            yield (
                concept.term,
                min(_UNLISTED, _UNLISTED * score + near),
                numeral + how + (f"; context: {concept.term.domain}" if near else ""),
            )


def _merely_counts(shown: str) -> bool:
    """三名干部, 五个国家; 两个坚决维护 does not."""
    counted = _ZH_COUNTED.fullmatch(shown)
    if not counted:
        return False
    measure, things = counted.groups()
    return not things or things in ZH_THINGS or (measure != "个" and not may_be_formulation(shown))


def _alike_in_english(asked: _Asked, concept: _Concept, index: _Index) -> tuple[float, str]:
    """How much of the rendering the concept explains (by weight), times how much of the concept is in the rendering."""
    explained, content, reasons, covered = 0.0, 0, [], set[str]()
    for (word, weight, translates), spelled in zip(asked.words, asked.spelled, strict=True):
        by = translates & concept.characters
        covered |= by
        worth, reason = _explanation(word, by, concept)
        explained += worth * weight
        content += bool(reason) and _class(word) not in _NO_CONTENT
        reasons += [f"{spelled} {reason}"] if reason else []
    share = explained / sum(weight for _, weight, _ in asked.words)
    own = asked.numerals in concept.numerals
    if share < (_MOST if own else _MOST_UNLESS_NUMBERED_SO) or content < _content_words(asked, own):
        return 0.0, ""
    literal = _literal(covered, concept)
    coverage = max(literal, _coverage(asked, concept, index))
    if (asked.count_like and not (own and _is_word_for_word(asked, concept))) or coverage < _least(asked, own):
        return 0.0, ""
    numeral = _NUMERAL if asked.numerals else 0.0
    missing = 1.0 if own else _NUMERAL_MISSING
    return missing * share * (numeral + (1 - numeral) * coverage), "; ".join(reasons)


def _content_words(asked: _Asked, own: bool) -> int:
    """How many must be in common: "economic growth" is about too many things to be any of the numbered ones."""
    return 1 if asked.numerals else _CONTENT_WORDS + (not own)


def _least(asked: _Asked, own: bool) -> float:
    """The share of the concept that must be in the rendering: the more, the less its numerals speak for it."""
    return (_MOST_WITH_NUMERAL if asked.numerals else _MOST_WITHOUT) if own else _MOST_UNLESS_NUMBERED_SO


def _literal(covered: set[str], concept: _Concept) -> float:
    """The share of the characters of its best fitting Chinese form."""
    return max((len(covered & own) / len(own) for own in concept.zh), default=0.0) if covered else 0.0


def _is_word_for_word(asked: _Asked, concept: _Concept) -> bool:
    """Nothing but the numeral is left: "four mornings" is 四早, but "three people" is not 三种人, nor "two years" 两个三十年."""
    senses = frozenset[str]().union(*[_characters().get(_class(word), frozenset()) for word, _, _ in asked.words])
    return any(own and own <= senses for own in (_han(_LEADING_NUMERAL.sub("", form)) for form in concept.term.zh))


def _han(form: str) -> frozenset[str]:
    return frozenset(character for character in form if HAN.match(character))


def _explanation(word: str, by: frozenset[str], concept: _Concept) -> tuple[float, str]:
    """How well the concept explains the word, and by what."""
    if word in concept.stems:
        return 1.0, "is in a rendering"
    if _class(word) in concept.rendered:
        return _SYNONYM, "is nearly in a rendering"
    if by:
        return _TRANSLATED, f"translates {''.join(sorted(by))}"
    return (_MEMBER, "is in its members") if _class(word) in concept.listing else (0.0, "")


def _coverage(asked: _Asked, concept: _Concept, index: _Index) -> float:
    """The share, by weight, of the concept's best fitting rendering that is there."""
    own = {_class(word) for word, _, _ in asked.words}
    shares = (sum(map(index.weight, listed & own)) / sum(map(index.weight, listed)) for listed in concept.renderings)
    return max(shares, default=0.0)


def _alike_in_chinese(text: str, concept: _Concept) -> tuple[float, str]:
    """How many characters it shares with the form that is most like it, of those that have its numerals."""
    shown = plain(text)
    own, numerals = _han(_unframed(shown)) - _ZH_COMMON, tuple(_zh_numerals(shown))
    best, form = 0.0, ""
    for listed in concept.term.zh:
        theirs = _han(plain(listed)) - _ZH_COMMON
        likeness = 2 * len(own & theirs) / (len(own) + len(theirs)) if own and theirs else 0.0
        if likeness > best and tuple(_zh_numerals(plain(listed))) == numerals:
            best, form = likeness, listed
    return (best if best >= 0.6 else 0.0), f"shares characters with {form}"


_LEADING_NUMERAL = re.compile("^[一二两双三四五六七八九十]个?")
_ZH_COUNTED = re.compile(
    rf"[一二两双三四五六七八九十百\d]+({'|'.join(sorted({'个', *ZH_MEASURES, *ZH_UNITS}, key=len, reverse=True))})(.*)"
)
_ZH_COMMON = frozenset("第一二两双三四五六七八九十个大项种条类点张篇的之和与")


@dataclass(frozen=True)
class _Index:
    by_numerals: dict[tuple[int, ...], list[_Concept]]
    frequency: dict[str, int]  # of each word: in how many concepts
    size: int
    characters: dict[str, frozenset[str]]  # word -> the characters whose concepts have that word in their renderings

    def weight(self, word: str) -> float:
        """Inverse document frequency: a word of many concepts says little. But no word says more than most do, however rare."""
        own = _class(word)
        if own in _LIGHT:
            return _LIGHT_WEIGHT
        known = self.frequency.get(own, 0)
        return min(_HEAVIEST, math.log((self.size + 1) / (known + 1)) + 0.5) if known else _UNKNOWN_WORD

    def translates(self, word: str) -> frozenset[str]:
        """The characters that this word translates: by their literal senses, or elsewhere in the lexicon."""
        own = _class(word)
        return _characters().get(own, frozenset()) | self.characters.get(own, frozenset())


@cache
def _index(lexicon: Lexicon) -> _Index:
    shown = plains(form for term in lexicon for form in (term.concept, *term.zh, *term.en, *term.members_en))
    concepts = [_concept(term, shown) for term in lexicon]
    by_numerals: dict[tuple[int, ...], list[_Concept]] = defaultdict(list)
    frequency = Counter(word for concept in concepts for word in concept.rendered)
    for concept in concepts:
        for numerals in concept.numerals.union(_numerals_of_forms(concept.term, shown)):
            by_numerals[numerals].append(concept)
    return _Index(dict(by_numerals), frequency, len(concepts), _seen_together(concepts, frequency))


def _numerals_of_forms(term: Term, shown: dict[str, str]) -> Iterator[tuple[int, ...]]:
    """Of all forms: 三结合 is a "three-in-one integration", too."""
    yield from (tuple(_zh_numerals(shown[form])) for form in term.zh)
    yield from (tuple(_en_numerals(shown[form])) for form in term.en)


def _seen_together(concepts: list[_Concept], frequency: Counter[str]) -> dict[str, frozenset[str]]:
    """Word -> characters: a translation is seen in several concepts and more often than the word is seen by chance."""
    holders = Counter(character for concept in concepts for character in concept.characters)
    together = Counter(
        (word, character) for concept in concepts for character in concept.characters for word in concept.rendered
    )
    found: dict[str, set[str]] = defaultdict(set)
    for (word, character), count in together.items():
        by_chance = frequency[word] / len(concepts)
        if count >= _SEEN and count / holders[character] >= max(_OFTEN, _LIFT * by_chance):
            found[word].add(character)
    return {word: frozenset(characters) for word, characters in found.items()}


@cache
def _characters() -> dict[str, frozenset[str]]:
    """Word -> the characters that have it among their literal senses."""
    found: dict[str, set[str]] = defaultdict(set)
    for character, senses in _senses().items():
        for word in senses:
            found[word].add(character)
    return {word: frozenset(characters) for word, characters in found.items()}


@cache
def _senses() -> dict[str, frozenset[str]]:
    """The literal senses of characters, as `_words` writes them."""
    with Path(__file__).with_name("characters.csv").open(encoding="utf-8", newline="") as file:
        return {row["character"]: frozenset(map(_class, _words(row["english"]))) for row in csv.DictReader(file)}


def _numerals(term: Term, shown: dict[str, str]) -> frozenset[tuple[int, ...]]:
    """Those of its name and of each Chinese form that has some: a form without does not make a numbered concept an unnumbered one."""
    own = tuple(_zh_numerals(shown[term.concept]))
    return frozenset({own, *filter(None, (tuple(_zh_numerals(shown[form])) for form in term.zh))})


def _concept(term: Term, shown: dict[str, str]) -> _Concept:
    words = [own for form in term.en if (own := _words(shown[form]))]
    renderings = tuple(frozenset(map(_class, own)) for own in words)
    listing = frozenset(_class(word) for member in term.members_en for word in _words(shown[member]))
    zh = {characters for form in term.zh if (characters := _han(form) - _ZH_COMMON)}
    return _Concept(
        term,
        _numerals(term, shown),
        renderings,
        frozenset(word for own in words for word in own),
        frozenset().union(*renderings),
        listing,
        tuple(zh),
        frozenset().union(*zh),
    )


@lru_cache(1 << 14)
def _words(shown: str) -> tuple[str, ...]:
    """The words that carry meaning in a text as `plain` writes it, as stems."""
    return tuple(map(stem, _spelled(shown)))


def _spelled(shown: str) -> tuple[str, ...]:
    """The words that carry meaning as they stand; numerals left out."""
    words = re.findall(r"[a-z]+", shown.replace("'s", ""))
    return tuple(word for word in words if word not in EN_NUMERALS and word not in _MULTIPLES and word not in _EMPTY)


def _class(stemmed: str) -> str:
    """The stem that stands for all its synonyms."""
    return _CLASS.get(stemmed, stemmed)


def _zh_numerals(shown: str) -> Iterator[int]:
    for match in re.finditer(r"(?<!第)[一二两双三四五六七八九十]|\d+", shown):
        yield ZH_NUMERALS.get(match[0]) or int(match[0])


def _en_numerals(shown: str) -> Iterator[int]:
    for word in re.findall(r"[a-z]+|\d+", shown):
        number = EN_NUMERALS.get(word) or _MULTIPLES.get(word) or (int(word) if word.isdigit() else 0)
        if number:
            yield number


def _domains(context: str, lexicon: Lexicon) -> set[str]:
    domains = [lexicon.senses(match.concept)[0].domain for match in matcher(lexicon)([context])[0]] if context else []
    return {domain for domain in domains if 2 * domains.count(domain) >= len(domains)}
