"""One self-contained page with its figures and tables: what an analyst would send on."""

from __future__ import annotations

import base64
import hashlib
import os
import platform
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Literal

import matplotlib.pyplot as plt
import pandas as pd
from jinja2 import Environment, PackageLoader
from matplotlib.axes import Axes
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from tqdm import tqdm

from toolkit.measure.counts import count
from toolkit.measure.frequency import frequencies
from toolkit.measure.tally import periods
from toolkit.measure.topics import TopicModel, topics
from toolkit.measure.trends import trends
from toolkit.show import charts, fonts
from toolkit.show.charts.style import laid_out
from toolkit.tables import require
from toolkit.terms.find import find_terms
from toolkit.terms.lexicon import SEPARATOR, Lexicon, label, lexicon_for
from toolkit.text.moves import MOVES, moves

_LANGUAGES = {"zh": "Chinese", "en": "English", "mixed": "mixed", "und": "not recognised"}
_FEWEST_FOR_TOPICS = 8  # documents of a language below which topics say nothing
_CHOSEN_FROM = (2, 3, 4, 5, 6, 8, 10, 12)  # topics: more are too many for a page
_MOST_TO_CHOOSE = 2_000  # documents beyond which to try numbers of topics takes minutes
_FEWEST_IN_PERIOD = 3  # documents of a year below which its shares say nothing
_FEWEST_WITH = 2  # documents with a formulation, in one of two years compared: one document is no trend
_SHOWN = 200  # rows of a table on the page; the files hold all of them
_FIGURE_FILES = ("png", "svg")  # a PDF takes a second each to cut the font for; charts.save makes one when wanted
_PASSAGE = 280  # characters of a passage quoted on the page; the files hold all of it
_CONTEXT = 36  # characters either side of a formulation quoted
_POINTS = "change in points"
# How figures are written on the page, and by Excel; the files hold them as numbers.
_FIGURES = {"share": ("{:.0%}", "0%"), "share of documents": ("{:.0%}", "0%"), _POINTS: ("{:+.0f}", "+0;-0;0")}


@dataclass
class Section:
    """A part of the page: what it says, its figures (name, caption) and tables (name, title, rows)."""

    name: str
    heading: str
    text: list[str] = field(default_factory=list)
    figures: list[tuple[str, str]] = field(default_factory=list)
    tables: list[tuple[str, str, pd.DataFrame]] = field(default_factory=list)


@dataclass
class _Results:
    """All tables a report is made of, computed once."""

    docs: pd.DataFrame
    readable: pd.DataFrame
    hits: pd.DataFrame
    concepts: pd.DataFrame
    by_year: pd.DataFrame | None
    moves: pd.DataFrame
    models: dict[str, TopicModel]
    lexicon: Lexicon


def report(
    docs: pd.DataFrame,
    out: str | Path,
    *,
    lexicon: Lexicon | None = None,
    title: str | None = None,
    topics: int | Literal["auto"] = "auto",
    progress: bool = False,
) -> Path:
    """Write a report on documents: index.html, which opens offline, figures/ and tables/.

    In: docs; the folder to write to (made if need be; files of an earlier report are replaced); `topics` for each
    language, chosen by coherence and stability unless given (of more than 2,000 documents eight). Out: the path of index.html. figures/ holds each chart as PNG and SVG,
    tables/ each table as CSV (with a BOM, so that Excel shows Chinese) and all of them in tables.xlsx.
    Only the date of making differs between two runs; SOURCE_DATE_EPOCH fixes that too.
    Raises ValueError if a column is missing or there is no text at all.

    >>> import tempfile, toolkit as tk
    >>> page = report(tk.from_texts(["会议要求，落实三个规定。"]), tempfile.mkdtemp())
    >>> page.name, "三个规定" in page.read_text(encoding="utf-8")
    ('index.html', True)
    """
    require(docs, ["doc_id", "lang", "text", "date", "source", "title", "problem"], "report(docs)")
    if not docs["text"].str.strip().ne("").any():
        raise ValueError("report(docs): no document has any text")
    out = Path(out)
    (out / "figures").mkdir(parents=True, exist_ok=True)
    (out / "tables").mkdir(exist_ok=True)
    results = _compute(docs, lexicon_for(docs, lexicon), topics)
    steps = (_corpus, _formulations, _over_time, _sources, _renderings, _required, _topics, _documents)
    sections = []
    for step in tqdm(steps, desc="report", unit="part", disable=not progress, leave=False):
        sections.append(step(results, out))
    _write_workbook(sections, out)
    page = _page(results, sections, out, title or _title(results))
    (out / "index.html").write_text(page, encoding="utf-8")
    return out / "index.html"


def _compute(docs: pd.DataFrame, lexicon: Lexicon, k: int | Literal["auto"]) -> _Results:
    readable = docs[docs["text"].str.strip().ne("")].reset_index(drop=True)
    concepts = frequencies(count(readable, lexicon=lexicon), kind="term")
    dated = readable["date"].notna().any()
    by_year = trends(count(readable, by="year", lexicon=lexicon)) if dated and len(concepts) else None
    models = {lang: model for lang in ("zh", "en") if (model := _model(readable, lang, k, lexicon))}
    return _Results(
        docs, readable, label(find_terms(readable, lexicon), lexicon=lexicon), label(concepts, lexicon=lexicon),
        by_year, moves(readable), models, lexicon,
    )  # fmt: skip


def _model(docs: pd.DataFrame, lang: str, k: int | Literal["auto"], lexicon: Lexicon) -> TopicModel | None:
    """Topics of one language; the same notice twice would be a topic of its own, so repetitions are left out."""
    repeats = docs["duplicate_of"] != "" if "duplicate_of" in docs else False
    chosen = docs[(docs["lang"] == lang) & ~repeats]
    if len(chosen) < _FEWEST_FOR_TOPICS:
        return None
    most = max(3, len(chosen) // 8)
    few = [number for number in _CHOSEN_FROM if number <= most and (number >= 4 or most < 8)]
    try:
        return topics(chosen, k if k != "auto" else 8 if len(chosen) > _MOST_TO_CHOOSE else few, lexicon=lexicon)
    except ValueError:  # short texts that share too few terms; the section says so
        return None


# --- sections ---------------------------------------------------------------------------------------------------------


def _corpus(results: _Results, out: Path) -> Section:
    docs, readable = results.docs, results.readable
    section = Section("corpus", "The corpus")
    langs = readable["lang"].map(_LANGUAGES).fillna("other").value_counts()
    spoken = ", ".join(f"{n} {lang}" for lang, n in langs.items())
    section.text.append(f"{_documents_of(len(readable))} with text: {spoken}. {_span(readable)}")
    section.text += _oddities(docs)
    year = periods(readable["date"], "year").replace("", "undated")
    table = pd.crosstab(year.rename("year"), readable["lang"].map(_LANGUAGES).rename(None))
    _add_table(section, out, "documents-by-year", table.assign(total=table.sum(axis=1)).reset_index())
    sources = readable["source"].replace("", "(no source given)").value_counts().rename_axis("source")
    _add_table(section, out, "documents-by-source", sources.rename("documents").reset_index())
    return section


def _span(docs: pd.DataFrame) -> str:
    dated = docs["date"].dropna()
    if dated.empty:
        return "None of them could be dated."
    undated = len(docs) - len(dated)
    rest = f"; {undated} could not be dated" if undated else ""
    return f"They are dated from {_day(dated.min())} to {_day(dated.max())}{rest}."


def _oddities(docs: pd.DataFrame) -> Iterator[str]:
    unread = docs["text"].str.strip().eq("").sum()
    if unread:
        yield f"{_documents_of(unread)} could not be read or had no text; the table of documents at the end says why."
    flagged = (docs["problem"].ne("") & docs["text"].str.strip().ne("")).sum()
    if flagged:
        yield f"{_documents_of(flagged)} could be read but looked odd; see the column “problem”."
    if "duplicate_of" in docs and docs["duplicate_of"].ne("").any():
        repeated = docs["duplicate_of"].ne("").sum()
        exact = docs["similarity"].eq(1).sum()
        yield f"Documents that repeat an earlier one: {repeated}, {exact} of them word for word. They are counted like the others."


def _documents_of(n: int) -> str:
    return "One document" if n == 1 else f"{n:,} documents"


def _formulations(results: _Results, out: Path) -> Section:
    section = Section("formulations", "Formulations")
    concepts = results.concepts
    if concepts.empty:
        section.text.append(
            f"None of the {len(results.lexicon.concepts):,} concepts of the lexicon occurs in these documents."
        )
        return section
    section.text.append(
        f"{len(concepts)} of the {len(results.lexicon.concepts):,} concepts of the lexicon occur, {int(concepts['n'].sum()):,} times in all. "
        "A concept is counted once for all its forms: Chinese, simplified or traditional, and English in every rendering listed."
    )
    ranked = concepts.sort_values(["docs", "n"], ascending=False, kind="stable")
    _add_figure(
        section,
        out,
        "formulations",
        lambda: charts.top_terms(_drawable(ranked), value="docs", n=18),
        "In how many documents each stands",
    )
    seen = results.hits.groupby("concept")["date"].agg(["min", "max"])
    table = pd.DataFrame(
        {
            "concept": ranked["term"],
            "English": [results.lexicon.gloss(term) for term in ranked["term"]],
            "n": ranked["n"],
            "documents": ranked["docs"],
            "share of documents": ranked["share"],
            "first": seen["min"].reindex(ranked["term"]).map(_day).to_numpy(),
            "last": seen["max"].reindex(ranked["term"]).map(_day).to_numpy(),
            "domain": [results.lexicon.senses(term)[0].domain for term in ranked["term"]],
        }
    )
    _add_table(section, out, "formulations", table)
    _add_table(section, out, "in-context", _in_context(results, ranked["term"].head(10).tolist()))
    _write_csv(results.hits.drop(columns="label"), out, "hits")
    return section


def _in_context(results: _Results, concepts: list[str]) -> pd.DataFrame:
    """Two lines of each language for each concept, with what stands around it."""
    hits = results.hits[results.hits["concept"].isin(concepts)]
    hits = hits.drop_duplicates(["concept", "doc_id"]).groupby(["concept", "lang"], sort=False).head(2)
    texts = dict(zip(results.readable["doc_id"], results.readable["text"], strict=True))
    rows = [
        (hit.concept, *_around(texts[hit.doc_id], hit.start, hit.end), hit.doc_id, _day(hit.date))
        for concept in concepts
        for hit in hits[hits["concept"] == concept].itertuples()
    ]
    return pd.DataFrame(rows, columns=["concept", "left", "formulation", "right", "doc_id", "date"])


def _around(text: str, start: int, end: int) -> tuple[str, str, str]:
    """What stands before a formulation, itself, and what stands after; English words are not cut.

    >>> _around("They said that the three regulations against interference must be implemented without exception.", 19, 36)
    ('They said that the', 'three regulations', 'against interference must be…')
    """
    first, last = max(0, start - _CONTEXT), min(len(text), end + _CONTEXT)
    while 0 < first < start and _inside_word(text, first):
        first += 1
    while end < last < len(text) and _inside_word(text, last):
        last -= 1
    before = _flat(text[first:start])
    before = "…" + before.lstrip(" ,.;:!?，。；：、！？") if first else before
    after = _flat(text[end:last]) + ("…" if last < len(text) else "")
    return before, _flat(text[start:end]), after


def _inside_word(text: str, place: int) -> bool:
    return text[place - 1].isascii() and text[place - 1].isalnum() and text[place].isascii() and text[place].isalnum()


def _beginning(text: str) -> str:
    return text if len(text) <= _PASSAGE else text[: _PASSAGE - 1].rstrip() + "…"


def _flat(text: str) -> str:
    return " ".join(text.split())


def _over_time(results: _Results, out: Path) -> Section:
    section = Section("over-time", "Over time")
    years = _telling_years(results)
    if len(years) < 2:
        section.text.append("There are not two years with enough dated documents to compare.")
        return section
    followed = results.by_year[results.by_year["kind"] == "term"]  # type: ignore[index]
    _write_csv(followed, out, "trends")
    change = _change(followed, years)
    if change.empty:
        section.text.append(
            f"Of the formulations with {_FEWEST_WITH} documents or more in {years[0]} or {years[-1]} none has changed its share."
        )
        return section
    chosen = list(dict.fromkeys([*change["concept"].head(3), *change["concept"].tail(3)]))
    section.text.append(
        f"The formulations whose share of documents changed most between {years[0]} and {years[-1]}, the first and last year with at least "
        f"{_FEWEST_IN_PERIOD} documents; those with fewer than {_FEWEST_WITH} documents in both years are left out. "
        "Few documents a year make large swings: the table gives the numbers behind the lines."
    )
    _add_figure(
        section,
        out,
        "over-time",
        lambda: charts.trend(_drawable(label(followed, lexicon=results.lexicon)), terms=chosen),
        "Share of each year's documents",
    )
    _add_table(section, out, "rise-and-fall", change)
    return section


def _telling_years(results: _Results) -> list[str]:
    if results.by_year is None:
        return []
    sizes = results.by_year[results.by_year["period"] != ""].drop_duplicates("period").set_index("period")["group_docs"]
    return sorted(sizes[sizes >= _FEWEST_IN_PERIOD].index)


def _documents_in(followed: pd.DataFrame, year: str) -> int:
    return int(followed.loc[followed["period"] == year, "group_docs"].iloc[0])


def _change(followed: pd.DataFrame, years: list[str]) -> pd.DataFrame:
    """What the first and the last year differ in, the greatest rise first."""
    ends = followed[followed["period"].isin([years[0], years[-1]])]
    shares = ends.pivot_table(index="term", columns="period", values="share", fill_value=0)
    docs = ends.pivot_table(index="term", columns="period", values="docs", fill_value=0).astype(int)
    table = pd.DataFrame(
        {"concept": shares.index, _POINTS: (100 * (shares[years[-1]] - shares[years[0]])).round(1).to_numpy()}
    )
    table[f"documents {years[0]}"] = docs[years[0]].to_numpy()
    table[f"documents {years[-1]}"] = docs[years[-1]].to_numpy()
    telling = (docs.max(axis=1) >= _FEWEST_WITH).to_numpy() & (table[_POINTS] != 0)
    return table[telling].sort_values([_POINTS, "concept"], ascending=[False, True], ignore_index=True)


def _sources(results: _Results, out: Path) -> Section:
    section = Section("sources", "Who says what, and where in the text")
    by_source = frequencies(count(results.readable, by="source", lexicon=results.lexicon), kind="term")
    if not (by_source["source"].ne("") & by_source["n"].gt(0)).any():
        section.text.append("No formulation stands in a document whose source is known.")
    else:
        section.text.append(
            "Each cell is the share of a source's documents in which the formulation stands; sources with few documents reach 100% easily."
        )
        labelled = _drawable(label(by_source, lexicon=results.lexicon))
        _add_figure(section, out, "by-source", lambda: charts.heatmap(labelled, by="source"), "Formulations by source")
        _write_csv(by_source, out, "formulations-by-source")
    if len(results.hits):
        _add_figure(
            section,
            out,
            "dispersion",
            lambda: charts.dispersion(_titled(results, results.hits)),
            "Where in each document the commonest stand",
        )
    return section


def _renderings(results: _Results, out: Path) -> Section:
    section = Section("renderings", "One concept, several renderings")
    hits = results.hits
    both = hits.groupby("concept")["lang"].nunique() if len(hits) else pd.Series(dtype=int)
    english = hits[hits["lang"] == "en"]
    if english.empty:
        section.text.append("No formulation stands here in English.")
        return section
    section.text.append(
        f"{int((both == 2).sum())} concepts stand here in both languages. How their English differs is a matter of who translated."
    )
    forms = (
        english.assign(rendering=english["surface"].map(_flat).str.lower())
        .groupby(["concept", "rendering"])
        .size()
        .rename("n")
        .reset_index()
    )
    forms["shown"] = forms["rendering"] + " (" + forms["n"].astype(str) + ")"
    table = (
        forms.sort_values("n", ascending=False, kind="stable")
        .groupby("concept")
        .agg(renderings=("shown", SEPARATOR.join), different=("shown", "size"), n=("n", "sum"))
    )
    table = table.sort_values(["different", "n"], ascending=False, kind="stable").reset_index()
    _add_table(section, out, "renderings", table)
    return section


def _required(results: _Results, out: Path) -> Section:
    section = Section("required", "What was required, and what was only noted")
    found = results.moves
    if found.empty:
        section.text.append(
            "No passage says who stated, stressed or required something: this is not the language of conference news."
        )
        return section
    numbers = found["move"].value_counts()
    parts = ", ".join(f"{numbers[move]} {move}" for move in MOVES if numbers.get(move, 0))
    section.text.append(f"{len(found)} passages in {found['doc_id'].nunique()} documents: {parts}.")
    _add_figure(
        section, out, "moves", lambda: charts.moves(_titled(results, found, dated=True)), "Passages by what they do"
    )
    titles = dict(zip(results.readable["doc_id"], results.readable["title"], strict=True))
    required = found[found["move"].isin(["required", "decided"])].sort_values("date", ascending=False, kind="stable")
    table = pd.DataFrame(
        {
            "date": required["date"].map(_day),
            "document": [titles[doc_id] or doc_id for doc_id in required["doc_id"]],
            "speaker": required["speaker"],
            "move": required["move"].astype(str),
            "text": required["text"].map(_flat).map(_beginning),
        }
    )
    _add_table(section, out, "required", table)
    _write_csv(found, out, "moves")
    return section


def _topics(results: _Results, out: Path) -> Section:
    section = Section("topics", "Topics")
    if not results.models:
        section.text.append(
            f"Topics need at least {_FEWEST_FOR_TOPICS} documents of one language that share their terms."
        )
        return section
    section.text.append(
        "Groups of words and formulations that occur together (non-negative matrix factorisation), each language by itself."
    )
    for lang, model in results.models.items():
        name = f"topics-{lang}"
        _add_figure(
            section,
            out,
            name,
            partial(charts.topics, _named(results, lang, model)),
            f"Topics of the {_LANGUAGES[lang]} documents, numbered from 0, the largest first",
        )
        if model.choice is not None:
            section.text.append(
                f"{model.k} topics of the {_LANGUAGES[lang]} documents: of the numbers tried the one that is best by coherence and stability together."
            )
            _add_figure(
                section,
                out,
                f"{name}-choice",
                partial(charts.topic_choice, model.choice),
                "How the number of topics was chosen",
            )
            _write_csv(model.choice.drop(columns="seconds"), out, f"{name}-choice")
        examples = model.representatives.copy()
        examples.insert(1, "terms", examples["topic"].map(model.labels))
        _add_table(
            section,
            out,
            f"{name}-documents",
            examples,
            f"The {_LANGUAGES[lang]} documents that each topic is largest in",
        )
        _write_csv(model.terms, out, f"{name}-terms")
        _write_csv(model.shares, out, f"{name}-shares")
    return section


def _named(results: _Results, lang: str, model: TopicModel) -> TopicModel:
    """The model with its formulations in the language of its words."""
    english = [
        results.lexicon.gloss(term) if kind == "term" and lang == "en" else ""
        for term, kind in zip(model.terms["term"], model.terms["kind"], strict=True)
    ]
    names = [gloss or term for gloss, term in zip(english, model.terms["term"], strict=True)]
    return replace(model, terms=_drawable(model.terms.assign(label=names)))


def _documents(results: _Results, out: Path) -> Section:
    section = Section("documents", "All documents")
    docs = results.docs
    table = docs.assign(date=docs["date"].map(_day), characters=docs["text"].str.len())
    found = results.hits["doc_id"].astype(str).value_counts()
    table["formulations"] = docs["doc_id"].map(found).fillna(0).astype(int)
    columns = [
        "doc_id",
        "title",
        "date",
        "date_from",
        "source",
        "section",
        "lang",
        "characters",
        "formulations",
        "duplicate_of",
        "problem",
    ]
    _add_table(
        section,
        out,
        "documents",
        table[
            [name for name in columns if name in table and (name == "doc_id" or table[name].astype(str).ne("").any())]
        ],
    )
    return section


def _stands_out(results: _Results) -> Iterator[str]:
    """What to say first: each sentence with the figures it rests on."""
    concepts, hits = results.concepts, results.hits
    if len(concepts):
        top = concepts.sort_values(["docs", "n"], ascending=False, kind="stable").iloc[0]
        yield f"{top['label']} is the most widespread formulation: it stands in {top['docs']} of {top['group_docs']} documents ({top['share']:.0%})."
    years = _telling_years(results)
    if len(years) > 1:
        followed = results.by_year[results.by_year["kind"] == "term"]  # type: ignore[index]
        change = _change(followed, years)
        for row, word in ((change.head(1), "rose"), (change.tail(1), "fell")):
            for concept, by in zip(row["concept"], row[_POINTS], strict=True):
                if (by > 0) == (word == "rose"):
                    first, last = (
                        f"{row[f'documents {year}'].iloc[0]} of {_documents_in(followed, year)}"
                        for year in (years[0], years[-1])
                    )
                    yield (
                        f"{_both(results, concept)} {word} most between {years[0]} and {years[-1]}: "
                        f"from {first} documents to {last} ({by:+.0f} percentage points)."
                    )
    required = results.moves[results.moves["move"] == "required"]
    if len(required):
        yield f"{len(required)} of {len(results.moves)} passages require something; {(results.moves['move'] == 'stated').sum()} only state something."
        inside = _inside(hits, required)
        if len(inside):
            concept, n = next(iter(inside["concept"].value_counts().items()))
            yield f"{_both(results, str(concept))} is what requirements name most often: {n} times."
    english = hits[hits["lang"] == "en"].assign(form=lambda table: table["surface"].map(_flat).str.lower())
    if len(english):
        forms = english.groupby("concept")["form"].nunique()
        concept = str(forms.sort_values(ascending=False, kind="stable").index[0])
        if forms[concept] > 1:
            names = english[english["concept"] == concept]["form"].value_counts().index[:3]
            yield f"{concept} has {forms[concept]} different English renderings here, such as “{'”, “'.join(names)}”."


def _inside(hits: pd.DataFrame, passages: pd.DataFrame) -> pd.DataFrame:
    """The hits that stand in one of the passages, which do not overlap."""
    spans = passages[["doc_id", "start", "end"]]
    paired = pd.merge_asof(
        hits.sort_values("start", kind="stable"), spans.sort_values("start", kind="stable"), on="start", by="doc_id",
        suffixes=("", "_of"),
    )  # fmt: skip
    return paired[paired["end"] <= paired["end_of"]]


def _titled(results: _Results, table: pd.DataFrame, *, dated: bool = False) -> pd.DataFrame:
    """With the documents' titles, and the day before it, for a chart to name its rows by."""
    docs = results.readable
    names = [title or doc_id.rsplit("/", 1)[-1] for title, doc_id in zip(docs["title"], docs["doc_id"], strict=True)]
    if dated:
        names = [f"{_day(date)}  {name}".strip() for date, name in zip(docs["date"], names, strict=True)]
    return _drawable(table.assign(title=table["doc_id"].map(dict(zip(docs["doc_id"], names, strict=True)))))


def _drawable(table: pd.DataFrame) -> pd.DataFrame:
    """With what a chart names its parts by in letters that can be drawn: charts refuse others, a report must not stop."""
    columns = {name for name in ("label", "title", "source") if name in table}
    return table.assign(**{name: table[name].astype(str).map(fonts.drawable) for name in columns})


def _both(results: _Results, concept: str) -> str:
    gloss = results.lexicon.gloss(concept)
    return f"{concept} ({gloss})" if gloss else concept


# --- files ------------------------------------------------------------------------------------------------------------


def _add_figure(section: Section, out: Path, name: str, draw: Callable[[], Axes], caption: str) -> None:
    with plt.rc_context({"figure.max_open_warning": 0}):
        ax = draw()
    figure = laid_out(ax)
    figure.set_layout_engine("none")  # laid out once, not again for each file
    for ending in _FIGURE_FILES:
        charts.save(ax, out / "figures" / f"{name}.{ending}")
    plt.close(figure)
    section.figures.append((name, caption))


def _add_table(section: Section, out: Path, name: str, table: pd.DataFrame, title: str = "") -> None:
    _write_csv(table, out, name)
    section.tables.append((name, title or name.replace("-", " ").capitalize(), table))


def _write_csv(table: pd.DataFrame, out: Path, name: str) -> None:
    table.to_csv(out / "tables" / f"{name}.csv", index=False, encoding="utf-8-sig")


def _write_workbook(sections: list[Section], out: Path) -> None:
    with pd.ExcelWriter(out / "tables" / "tables.xlsx", engine="openpyxl") as book:
        for section in sections:
            for name, _, table in section.tables:
                text = table.select_dtypes(["str", "object"]).columns
                clean = table.assign(**{column: table[column].map(_for_excel) for column in text})
                clean.to_excel(book, sheet_name=name[:31], index=False)
        for sheet in book.sheets.values():
            sheet.freeze_panes = "A2"
            sheet.auto_filter.ref = sheet.dimensions
            for column in sheet.columns:
                as_written = _FIGURES.get(str(column[0].value))
                longest = max(len(str(cell.value)) for cell in column[:50])
                sheet.column_dimensions[column[0].column_letter].width = min(60, 1.3 * longest + 3)
                for cell in column:
                    if as_written and cell.data_type == "n":
                        cell.number_format = as_written[1]
                    if cell.data_type == "f":  # text that begins with "=" is no formula
                        cell.data_type = "s"


def _for_excel(value: object) -> object:
    """Without the control characters that a workbook cannot hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value


def _page(results: _Results, sections: list[Section], out: Path, title: str) -> str:
    environment = Environment(
        loader=PackageLoader("toolkit.show", "."), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["image"] = lambda name: base64.b64encode(
        (out / "figures" / f"{name}.svg").read_bytes()
    ).decode()
    environment.filters["written"] = _written
    made = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", datetime.now().timestamp())), UTC)
    page = environment.get_template("report.html").render(
        title=title, about=_about(results, made), summary=list(_stands_out(results)), sections=sections, shown=_SHOWN,
        provenance=_provenance(results), wide={"text", "excerpt", "renderings", "title", "document", "English"}, font="@font@",
        endings=_FIGURE_FILES,
    )  # fmt: skip
    letters = "".join(sorted({char for char in page if ord(char) > 0x2E80}))
    return page.replace("@font@", base64.b64encode(fonts.subset(letters)).decode() if letters else "")


def _written(value: object, column: str) -> str:
    return _FIGURES[column][0].format(value) if column in _FIGURES else str(value)


def _about(results: _Results, made: datetime) -> list[str]:
    """What the report is of, in a line."""
    docs = results.readable
    sources = docs.loc[docs["source"] != "", "source"].nunique()
    dated = docs["date"].dropna()
    langs = docs["lang"].map(_LANGUAGES).fillna("other").unique()
    facts = [
        _documents_of(len(docs)),
        " and ".join(sorted(langs)),
        " to ".join(dict.fromkeys([_day(dated.min()), _day(dated.max())])) if len(dated) else "undated",
        f"{sources} sources" if sources > 1 else "",
        f"made {made:%Y-%m-%d}",
    ]
    return [fact for fact in facts if fact]


def _title(results: _Results) -> str:
    dated = results.readable["date"].dropna()
    years = sorted({dated.min().year, dated.max().year}) if len(dated) else []
    return f"Policy text, {'–'.join(map(str, years))}" if years else "Policy text"


def _provenance(results: _Results) -> list[tuple[str, str]]:
    digest = hashlib.sha256()
    for doc_id, text in sorted(zip(results.docs["doc_id"], results.docs["text"], strict=True)):
        digest.update(f"{doc_id}\0{text}\0".encode("utf-8", "surrogatepass"))
    libraries = ("pandas", "rjieba", "jieba", "scikit-learn", "matplotlib")
    settings = "; ".join(f"{m.k} topics ({lang}), {m.method}, seed {m.seed}" for lang, m in results.models.items())
    return [
        ("toolkit", version("tifa-toolkit")),
        ("Python", platform.python_version()),
        ("libraries", ", ".join(f"{name} {version(name)}" for name in libraries)),
        ("lexicon", f"{len(results.lexicon.concepts):,} concepts"),
        ("topics", settings or "none"),
        ("documents' SHA-256", digest.hexdigest()),
    ]


def _day(when: object) -> str:
    return "" if pd.isna(when) else pd.Timestamp(when).strftime("%Y-%m-%d")
