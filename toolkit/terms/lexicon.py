"""Term and Lexicon: the concepts, their surface forms in both languages, and where each comes from."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from functools import cached_property
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import pandas as pd

from toolkit.reading.stored import lexicon_file, manifest_of
from toolkit.scale.kept import digest, kept
from toolkit.text.fold import fold, shadows
from toolkit.text.language import HAN, ZH_NUMERALS, zh_number
from toolkit.text.stop import stop_words

_TENS = re.compile("[二三四五六七八九]?十[一二三四五六七八九]?")
_COUNT = re.compile(rf"{_TENS.pattern}|\d\d?")
_QUOTED = re.compile('["“”‘’「」『』《》]')
_ENGLISH = re.compile("[a-z]{2}")  # grasps, not B3W nor 996.ICU
SEPARATOR = " | "
EN_LABELS = ("en_official", "en_press", "en_literal", "en_pinyin")


class LexiconError(ValueError):
    """A lexicon row that cannot be used; says the file, row, column and what to do."""

    def __init__(self, message: str, term: Term | None = None, column: str = "") -> None:
        super().__init__(message)
        self.term, self.column = term, column


@dataclass(frozen=True)
class Term:
    """One concept, or one sense of it.

    concept: its id, the canonical simplified Chinese form. sense: a tag where one form has several meanings.
    zh: Chinese surface forms. en_*: English renderings by where they come from. members_*: the items of an
    enumeration, in order, several ways to write one divided by " / ". year: of first prominence, with precision exact,
    about or decade. note: provenance. shared: forms that another concept has, too. weak: forms that are everyday phrases, too, and
    only found where what is around says that they are meant. ambiguous: forms that may be part of something else, 四史 of 前四史, and are not
    found where what is around says so.
    """

    concept: str
    sense: str = ""
    zh: tuple[str, ...] = ()
    en_official: tuple[str, ...] = ()
    en_press: tuple[str, ...] = ()
    en_literal: tuple[str, ...] = ()
    en_pinyin: tuple[str, ...] = ()
    members_zh: tuple[str, ...] = ()
    members_en: tuple[str, ...] = ()
    domain: str = ""
    year: int | None = None
    precision: str = ""
    note: str = ""
    shared: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """The concept is a form of itself, and no form is there twice."""
        own = () if self.concept in self.zh else (self.concept,)
        object.__setattr__(self, "zh", (*own, *self.zh))
        for name in ("zh", *EN_LABELS, "shared"):
            object.__setattr__(self, name, tuple(dict.fromkeys(getattr(self, name))))

    def __hash__(self) -> int:
        return hash(
            (self.concept, self.sense)
        )  # terms are looked up for hits; a hash of all that is in one takes as long as a hit

    @property
    def en(self) -> tuple[str, ...]:
        """All English renderings, the official ones first."""
        return tuple(dict.fromkeys(form for label in EN_LABELS for form in getattr(self, label)))

    @cached_property
    def usual_zh(self) -> tuple[str, ...]:
        """The Chinese members, each as it is usually written."""
        return tuple(ways(member)[0] for member in self.members_zh)

    @cached_property
    def usual_en(self) -> tuple[str, ...]:
        """The English members, each as it is usually written."""
        return tuple(ways(member)[0] for member in self.members_en)


COLUMNS = tuple(field.name for field in fields(Term))
_FORMS = {"zh", *EN_LABELS, "shared", "weak", "ambiguous"}
_LISTS = _FORMS | {"members_zh", "members_en"}
_PRECISIONS = ("", "exact", "about", "decade")


@dataclass(frozen=True)
class Lexicon:
    """A set of concepts. It never changes: `add` and `with_csv` give a new one.

    >>> lexicon = Lexicon.empty().add("四抓四促", en=["four grasps and four promotions"], domain="governance")
    >>> len(lexicon), lexicon.gloss("四抓四促")
    (1, 'four grasps and four promotions')
    >>> lexicon.to_frame()[["concept", "zh", "en"]].values.tolist()
    [['四抓四促', '四抓四促', 'four grasps and four promotions']]
    """

    terms: tuple[Term, ...] = ()

    def __post_init__(self) -> None:
        _check(self.terms)

    @cached_property
    def all_of_it(self) -> str:
        """A digest of every row, by which a lexicon and what is made from it are known, in this process and in others: automata and indexes
        are kept by lexicon, and to compare thousands of rows for each text would take longer than to match."""
        return digest(repr(self.terms))

    def __hash__(self) -> int:
        return hash(self.all_of_it)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Lexicon):
            return NotImplemented
        return self is other or self.all_of_it == other.all_of_it

    def __len__(self) -> int:
        return len(self.terms)

    def __repr__(self) -> str:
        """
        >>> Lexicon.empty().add("四抓四促")
        Lexicon(1 entry: 四抓四促)
        """
        shown = ", ".join(term.concept for term in self.terms[:3]) + (", …" if len(self) > 3 else "")
        return f"Lexicon({len(self)} {'entry' if len(self) == 1 else 'entries'}: {shown})"

    def __contains__(self, concept: object) -> bool:
        """Has it this concept (or this Term)?"""
        return concept in self._by_concept if isinstance(concept, str) else concept in self.terms

    def __iter__(self) -> Iterator[Term]:
        return iter(self.terms)

    @staticmethod
    def default() -> Lexicon:
        """The lexicon that comes with the toolkit."""
        return _default()

    @staticmethod
    def empty() -> Lexicon:
        """No concepts at all: a start for your own, or a way to switch the listed ones off."""
        return Lexicon()

    @staticmethod
    def from_csv(path: str | Path) -> Lexicon:
        """Load a lexicon from a CSV file with (some of) the columns of `to_frame()`.

        Only `concept` must be there; a column `en` is taken as renderings in circulation (en_press), a column
        `members` as members_zh or members_en. Several values in
        a cell stand between " | ", cells between commas, semicolons or tabs. Raises LexiconError with file, row and column for anything that
        cannot be used, and FileNotFoundError if there is no such file.
        """
        return Lexicon.empty().with_csv(path)

    def with_csv(self, path: str | Path) -> Lexicon:
        """This lexicon and the concepts of a CSV file, or more of those that it has; see `from_csv` and `add`."""
        rows = list(_read_csv(Path(path)))
        try:
            return self._taking([term for _, term in rows])
        except LexiconError as error:
            of = error.term
            told = (where for where, row in reversed(rows) if of and row.concept == of.concept)
            where = next(told, None)
            raise LexiconError(f"{where}, column {error.column}: {error}" if where else f"{path}: {error}") from error

    def add(
        self, concept: str, *, zh: Sequence[str] = (), en: Sequence[str] = (), sense: str = "", members_zh: Sequence[str] = (),
        members_en: Sequence[str] = (), shared: Sequence[str] = (), domain: str = "", year: int | None = None, note: str = "",
    ) -> Lexicon:  # fmt: skip
        """This lexicon and one more concept, or more forms of one that it has.

        concept: its id; zh: further Chinese forms; en: renderings in circulation; sense: which one, where a form has several; members_zh,
        members_en: of an enumeration, in place of those it has; shared: forms that another concept has, too. For renderings by kind make a `Term`:
        `Lexicon((*lexicon, Term(...)))`.
        Raises LexiconError for an empty concept, a year that is none, and what no lexicon may hold: a form that another concept has, too,
        without saying so, or that would be found everywhere ("the", "four", 四) or never (党).

        >>> Lexicon.default().add("四风", en=["four gales"]).gloss("四风") == Lexicon.default().gloss("四风")
        True
        """
        if not isinstance(concept, str) or not concept.strip():
            raise LexiconError(f"concept={concept!r}: write the simplified Chinese form")
        if year is not None and not (isinstance(year, int) and _is_year(year)):
            raise LexiconError(f"{concept}: year={year!r} is no year; give one of four digits, or None")
        given = {"zh": zh, "en_press": en, "members_zh": members_zh, "members_en": members_en, "shared": shared}
        lists = {name: _strings(values, name.removesuffix("_press")) for name, values in given.items()}
        said = Term(concept.strip(), sense.strip(), domain=domain.strip(), year=year, note=note.strip())
        term = replace(said, **cast("dict[str, Any]", lists))
        return self._taking([term])

    def _taking(self, rows: Iterable[Term]) -> Lexicon:
        """This lexicon with rows that are new, or more of one that it has."""
        terms, new = {(term.concept, term.sense): term for term in self.terms}, []
        for row in rows:
            known = [term.sense for term in self.senses(row.concept) if row.sense in ("", term.sense)]
            if len(known) > 1:
                senses = ", ".join(map(repr, known))
                raise LexiconError(
                    f"{row.concept} has several senses; say which gets more forms: sense={senses}", row, "sense"
                )
            if known:
                entry = row.concept, known[0]
                terms[entry] = _with_more(terms[entry], row)
            else:
                new.append(row)
        return Lexicon((*terms.values(), *new))

    @property
    def concepts(self) -> tuple[str, ...]:
        """The concepts, each once, whatever the number of its senses."""
        return tuple(self._by_concept)

    def senses(self, concept: str) -> tuple[Term, ...]:
        """The rows of a concept: one, or several where the form has changed its meaning, or none."""
        return self._by_concept.get(concept, ())

    @cached_property
    def _by_concept(self) -> dict[str, tuple[Term, ...]]:
        found: dict[str, tuple[Term, ...]] = {}
        for term in self.terms:
            found[term.concept] = (*found.get(term.concept, ()), term)
        return found

    def gloss(self, concept: str, sense: str | None = None) -> str:
        """The English rendering to show beside a concept, or one sense of it: the first official one, else the first there is, else ""."""
        senses = (term for term in self.senses(concept) if sense is None or term.sense == sense)
        return next((form for term in senses for form in term.en), "")

    def to_frame(self) -> pd.DataFrame:
        """One row per concept (and sense), every column a string, several values joined by " | ".

        `en` holds all renderings; en_official, en_press, en_literal and en_pinyin hold them by kind. `members` holds the
        Chinese members, or the English ones where there are no Chinese.
        """
        rows = [_row(term) for term in self.terms]
        frame = pd.DataFrame(rows, columns=COLUMNS, dtype="str")
        en = [SEPARATOR.join(term.en) for term in self.terms]
        frame.insert(COLUMNS.index("en_official"), "en", pd.Series(en, dtype="str"))
        members = [SEPARATOR.join(term.members_zh or term.members_en) for term in self.terms]
        frame.insert(frame.columns.get_loc("members_zh"), "members", pd.Series(members, dtype="str"))
        return frame

    def problems(self) -> pd.DataFrame:
        """What an editor should mend before others use the lexicon: columns concept, column, problem; empty if nothing.

        Rows out of order, without an English rendering or a source, a year without its precision, a number of members
        that contradicts the name without "members: …" in the note, a concept in traditional characters or quotation marks, English in a
        column for Chinese or Chinese in one for English.

        >>> Lexicon((Term("三会一课", en_press=("three meetings",), members_zh=("党课",)),)).problems().column.tolist()
        ['note', 'members_zh']
        """
        return pd.DataFrame(list(_problems(self.terms)), columns=["concept", "column", "problem"], dtype="str")

    def save(self, path: str | Path) -> Path:
        """Write the lexicon as CSV (UTF-8, sorted by concept); `from_csv` reads the same concepts back, in that order."""
        path = Path(path)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(_row(term) for term in sorted(self.terms, key=lambda t: (t.concept, t.sense)))
        return path


def _with_more(term: Term, row: Term) -> Term:
    """A term with the forms of a row besides its own, and what else the row says in place of what it said."""
    said = {name: value for name, value in vars(row).items() if value and name in COLUMNS}
    both = {name: tuple(dict.fromkeys((*getattr(term, name), *said[name]))) for name in _FORMS & said.keys()}
    return replace(term, **{**said, **both, "sense": term.sense})


def ways(member: str) -> tuple[str, ...]:
    """The ways in which a member is written, the usual one first.

    >>> ways("formalism / pointless formalities")
    ('formalism', 'pointless formalities')
    """
    return tuple(member.split(" / "))


def lexicon_for(source: object, given: Lexicon | None) -> Lexicon:
    """The lexicon that a source is looked through with: the one given, else that of a corpus built with its own, else the toolkit's."""
    if isinstance(given, Lexicon):
        return given
    if given is not None:
        raise TypeError(f"lexicon takes a Lexicon, not {type(given).__name__}: Lexicon.from_csv('mine.csv')")
    manifest = manifest_of(source)
    if manifest and manifest["own_lexicon"] and isinstance(source, str | os.PathLike):
        return Lexicon.from_csv(lexicon_file(Path(source), manifest))
    return Lexicon.default()


def label(table: pd.DataFrame, *, lexicon: Lexicon | None = None) -> pd.DataFrame:
    """Add a column `label` that readers of both languages understand: 四风 · Four Winds.

    In: a table with a column `concept` or `term`. Out: the same table with `label`: a concept with its first English
    rendering, that of its sense if there is a column `sense`; any other term (and an unlisted hit, which has no concept) as it is. Raises ValueError if neither column is there.

    >>> label(pd.DataFrame({"term": ["四风", "会议"]}), lexicon=Lexicon.empty().add("四风", en=["Four Winds"])).label.tolist()
    ['四风 · Four Winds', '会议']
    """
    lexicon = lexicon_for(None, lexicon)
    column = next((name for name in ("concept", "term") if name in table.columns), None)
    if column is None:
        raise ValueError(
            f"label() needs a column 'concept' or 'term'; the table has: {', '.join(map(str, table.columns))}"
        )
    names = table[column] if "surface" not in table else table[column].fillna(table["surface"])
    senses = table["sense"].astype("str") if "sense" in table else [None] * len(table)
    pairs = list(zip(names, senses, strict=True))
    glosses = {pair: lexicon.gloss(*pair) for pair in set(pairs)}
    labels = [f"{name} · {gloss}" if (gloss := glosses[name, sense]) else name for name, sense in pairs]
    return table.assign(label=labels)


@kept
def _default() -> Lexicon:
    return Lexicon.from_csv(Path(__file__).with_name("lexicon.csv"))


def _strings(values: Sequence[str], name: str) -> tuple[str, ...]:
    if isinstance(values, str):
        raise LexiconError(f"{name} takes a list of strings, not one string: {name}=[{values!r}]")
    for value in values:
        if not isinstance(value, str) or not value.strip() or "|" in value:
            raise LexiconError(f"{name}: {value!r} is no form; give strings that are not empty, without '|'")
    return tuple(value.strip() for value in values)


def _row(term: Term) -> list[str]:
    values = asdict(term)
    values["year"] = "" if term.year is None else str(term.year)
    return [SEPARATOR.join(value) if isinstance(value, tuple) else value for value in values.values()]


def _read_csv(path: Path) -> Iterator[tuple[str, Term]]:
    text = _text(path)
    between = max(",;\t", key=text.partition("\n")[0].count)  # spreadsheets write ";" where decimals have the comma
    with StringIO(text, newline="") as file:
        rows = csv.DictReader(file, delimiter=between, strict=True)
        read = 0
        try:
            _check_header(path, list(rows.fieldnames or []))
            read = rows.line_num
            for row in rows:
                read = rows.line_num
                where = f"{path}, row {read}"
                yield where, _term(row, where)
        except csv.Error as error:
            raise LexiconError(
                f"{path}, row {read + 1}: a cell begins with a quotation mark and does not end with one ({error}); "
                'close it, or write the cell as """four grasps"" and more"'
            ) from error


def _text(path: Path) -> str:
    if not path.exists():
        raise FileNotFoundError(f"{path}: no such file (now in {Path.cwd()})")
    if path.is_dir():
        raise LexiconError(f"{path} is a folder; name the CSV file in it")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise LexiconError(f"{path}: not in UTF-8 (byte {error.start}); save it as “CSV UTF-8”") from error


def _check_header(path: Path, header: list[str]) -> None:
    columns = ", ".join(COLUMNS)
    if "concept" not in header:
        raise LexiconError(f"{path}: no column 'concept'; it has: {', '.join(header) or 'nothing'}. Columns: {columns}")
    if "" in header:
        raise LexiconError(
            f"{path}: column {header.index('') + 1} has no name; if it is an index, write the file with index=False"
        )
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise LexiconError(
            f"{path}: column(s) {', '.join(twice)} twice; several values in one cell stand between ' | '"
        )
    unknown = set(header) - {*COLUMNS, "en", "members"}
    if unknown:
        raise LexiconError(f"{path}: unknown column(s) {', '.join(sorted(unknown))}; use {columns}")


def _term(row: dict[str, str], where: str) -> Term:
    if None in row or None in row.values():
        raise LexiconError(
            f"{where}: the number of cells differs from the header; put quotes round a cell with a comma in it"
        )
    values: dict[str, object] = {name: row.get(name, "").strip() for name in COLUMNS}
    for name in _LISTS:
        values[name] = tuple(form.strip() for form in row.get(name, "").split("|") if form.strip())
    if row.get("en", "").strip() and not any(values[name] for name in EN_LABELS):
        values["en_press"] = tuple(form.strip() for form in row["en"].split("|") if form.strip())
    if row.get("members", "").strip() and not (values["members_zh"] or values["members_en"]):
        members = tuple(form.strip() for form in row["members"].split("|") if form.strip())
        values["members_zh" if HAN.search(row["members"]) else "members_en"] = members
    year = str(values["year"]).removesuffix(".0")  # so pandas writes a column of years with a gap
    if year and not (year.isdigit() and _is_year(int(year))):
        raise LexiconError(f"{where}, column year: {year!r} is no year; write four digits or leave it empty")
    values["year"] = int(year) if year else None
    if values["precision"] not in _PRECISIONS:
        raise LexiconError(f"{where}, column precision: {values['precision']!r}; write exact, about, decade or nothing")
    if not values["concept"]:
        raise LexiconError(f"{where}, column concept: empty; write the simplified Chinese form")
    return Term(**values)  # type: ignore[arg-type]


def _is_year(year: int) -> bool:
    return 1900 <= year <= 2100


def _check(terms: Iterable[Term]) -> None:
    """What no lexicon may hold: a row twice, a form that two concepts share without saying so, unequal member lists."""
    terms = list(terms)
    seen = shadows(form for term in terms for form in (*term.zh, *term.en, *term.shared))
    common = stop_words()  # numerals are among them
    rows: set[tuple[str, str]] = set()
    owner: dict[str, Term] = {}
    for term in terms:
        if (term.concept, term.sense) in rows:
            raise LexiconError(
                f"{term.concept} {term.sense}: listed twice; give each sense its own tag in column sense",
                term,
                "sense" if term.sense else "concept",
            )
        rows.add((term.concept, term.sense))
        _check_forms(term, seen, common)
        if term.members_zh and term.members_en and len(term.members_zh) != len(term.members_en):
            counts = f"{len(term.members_zh)} in members_zh, {len(term.members_en)} in members_en"
            raise LexiconError(
                f"{term.concept}: {counts}; give both languages the same members in the same order",
                term,
                "members_zh",
            )
        for column in ("zh", *EN_LABELS):
            for form in getattr(term, column):
                first = owner.setdefault(seen[form], term)
                said = any(seen[form] == seen[other] for other in (*term.shared, *first.shared))
                if first.concept != term.concept and not said:
                    raise LexiconError(
                        f"{form!r} stands for both {first.concept} and {term.concept}; if it does, write it in column shared, too",
                        term,
                        column,
                    )


def _check_forms(term: Term, seen: dict[str, str], common: frozenset[str]) -> None:
    """No form that would be found everywhere, or never."""
    if "|" in term.concept:
        raise LexiconError(
            f"{term.concept!r} is no concept: '|' stands between several; give each its own row", term, "concept"
        )
    for column in ("zh", *EN_LABELS):
        for form in getattr(term, column):
            if len(form) == 1 or seen[form] in common or _COUNT.fullmatch(form):
                why = "is too short or too common to be found as a concept; give a longer form"
            elif column != "zh" and HAN.search(form) and not re.search("[A-Za-z]", form):
                why = "is Chinese; write it in column zh"
            else:
                continue
            raise LexiconError(
                f"{term.concept}: {form!r} {why}",
                term,
                "concept" if column == "zh" and form == term.concept else column,
            )


def _problems(terms: Sequence[Term]) -> Iterator[tuple[str, str, str]]:
    """What an editor of the lexicon should mend; see `Lexicon.problems`."""
    for before, term in pairwise((Term(""), *terms)):
        if (before.concept, before.sense) > (term.concept, term.sense):
            yield term.concept, "concept", f"stands after {before.concept}: sort the rows by concept and sense"
        for column, problem in (*_gaps(term), *_misplaced(term)):
            yield term.concept, column, problem


def _gaps(term: Term) -> Iterator[tuple[str, str]]:
    """What a row lacks, or says in one column and not in another."""
    if not term.en:
        yield "en", "no English rendering"
    if not term.note:
        yield "note", "no source"
    if bool(term.year) != bool(term.precision):
        yield "precision", "a year and its precision go together"
    if term.year and not 1900 <= term.year <= date.today().year:
        yield "year", f"{term.year} lies outside 1900 to today"
    for column in ("shared", "weak", "ambiguous"):
        for form in set(getattr(term, column)) - {*term.zh, *term.en}:
            yield column, f"{form!r} is none of its forms"
    column = "members_zh" if term.members_zh else "members_en"
    members, expected = getattr(term, column), member_counts(term.concept)
    if members and expected and len(members) not in expected and "members:" not in term.note:
        yield column, f"{len(members)} members; say in note why ('members: …')"


def _misplaced(term: Term) -> Iterator[tuple[str, str]]:
    """What is in another script or language than its column."""
    if fold(term.concept) != term.concept:
        yield "concept", f"in traditional characters; write {fold(term.concept)}"
    if _QUOTED.search(term.concept):
        yield "concept", "write it without quotation marks"
    for form in filter(_is_english, term.zh):
        yield "concept" if form == term.concept else "zh", f"{form!r} is English"
    if any(map(HAN.search, term.members_zh)):
        for member in filter(_is_english, term.members_zh):
            yield "members_zh", f"{member!r} is English"
    for column in (*EN_LABELS, "members_en"):
        for form in filter(HAN.search, getattr(term, column)):
            yield column, f"{form!r} holds Chinese"


def _is_english(form: str) -> bool:
    return bool(_ENGLISH.search(form)) and not HAN.search(form)


def member_counts(concept: str) -> set[int]:
    """How many members a numeric concept can have by its name: the first numeral or the sum of all.

    >>> sorted(member_counts("三会一课")), sorted(member_counts("四风")), member_counts("自我革命")
    ([3, 4], [4], set())
    """
    numerals = [ZH_NUMERALS[character] for character in concept.replace("十", "") if character in ZH_NUMERALS]
    tens = _TENS.search(concept)
    if tens:
        return {zh_number(tens[0])}
    return {numerals[0], sum(numerals)} if numerals else set()
