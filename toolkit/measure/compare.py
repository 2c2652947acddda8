"""compare(): what changed between two texts or two years: formulations, sentences and their wording, figures."""

from __future__ import annotations

import base64
import difflib
import html
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from toolkit.tables import require
from toolkit.terms.find import find_terms
from toolkit.terms.lexicon import Lexicon, label
from toolkit.text.fold import fold
from toolkit.text.language import HAN
from toolkit.text.segment import Segmenter
from toolkit.text.sentences import sentence_spans

CHANGES = ("new", "dropped", "reworded", "moved", "kept")
_ALIKE = 0.45  # cosine of character bigrams (Chinese) or words, from which a sentence is a reworded one
_SAME = 0.999
_FIGURE = re.compile(r"(\d[\d.,]*%?)")
_PIECE = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True)
class Comparison:
    """What changed from `before` to `after`.

    terms: one row per formulation: concept, label, n_before, n_after, change (new, gone, more, less, same), log_ratio.
    sentences: in the order of the later text, dropped ones where they stood: change (new, dropped, reworded, moved, kept), similarity,
    before, after, before_doc, after_doc, before_at, after_at (numbers of the sentences), diff (HTML with <del> and <ins>).
    figures: one row per quantity: quantity, unit, before, after (as written), change (new, gone, changed, same).
    """

    terms: pd.DataFrame
    sentences: pd.DataFrame
    figures: pd.DataFrame

    def to_html(self, path: str | Path) -> Path:
        """Write one page that shows the changes side by side; it needs nothing from elsewhere."""
        path = Path(path)
        path.write_text(_page(self), encoding="utf-8")
        return path

    def _repr_html_(self) -> str:
        return f"<div>{_summary(self)}</div>"


def compare(before: pd.DataFrame | str, after: pd.DataFrame | str, *, lexicon: Lexicon | None = None) -> Comparison:
    """Compare two texts, or two sets of documents such as two years.

    In: strings or docs (doc_id, lang, text). Out: a Comparison with the tables terms, sentences and figures, and `to_html(path)`.
    A sentence is kept if it is the same, moved if it is the same but out of its order, reworded if it is alike (cosine of TF-IDF-weighted
    character bigrams or words of at least 0.45), each sentence being matched at most once, the most alike first.
    Raises ValueError if a column is missing or one side has no text.

    >>> changed = compare("国内生产总值增长5%左右。落实三个规定。", "国内生产总值增长4.5—5%。纠治四风。落实三个规定。")
    >>> changed.sentences[["change", "after"]].values.tolist()
    [['reworded', '国内生产总值增长4.5—5%。'], ['new', '纠治四风。'], ['kept', '落实三个规定。']]
    >>> changed.figures[["quantity", "before", "after"]].values.tolist(), changed.terms.change.tolist()
    ([['国内生产总值增长', '5%左右', '4.5—5%']], ['new', 'same'])
    """
    sides = [_docs(side, name) for side, name in ((before, "before"), (after, "after"))]
    spoken = [_sentences(side) for side in sides]
    for name, side in zip(("before", "after"), spoken, strict=True):
        if side.empty:
            raise ValueError(f"{name} has no text to compare")
    pairs = _matched(spoken[0]["text"].tolist(), spoken[1]["text"].tolist())
    return Comparison(
        _terms(sides, lexicon), _changes(spoken[0], spoken[1], pairs), _figures(spoken[0], spoken[1], pairs)
    )


def _docs(side: pd.DataFrame | str, name: str) -> pd.DataFrame:
    if isinstance(side, str):
        from toolkit.reading.folder import from_texts

        return from_texts([side], doc_id=[name])
    require(side, ["doc_id", "lang", "text"], f"compare({name})")
    return side


def _sentences(docs: pd.DataFrame) -> pd.DataFrame:
    rows = [
        (doc_id, re.sub(r"\s+", " ", text[start:end]))
        for doc_id, lang, text in zip(docs["doc_id"], docs["lang"], docs["text"], strict=True)
        for start, end in sentence_spans(text, lang)
    ]
    return pd.DataFrame(rows, columns=["doc_id", "text"], dtype="str")


def _terms(sides: list[pd.DataFrame], lexicon: Lexicon | None) -> pd.DataFrame:
    from toolkit.terms.forms import plain

    counted = []
    for docs in sides:
        hits = find_terms(docs, lexicon)
        counted.append(hits["concept"].fillna(hits["surface"].map(plain)).value_counts())
    table = pd.DataFrame({"n_before": counted[0], "n_after": counted[1]}).fillna(0).astype("int64")
    sizes = [sum(docs["text"].str.len()) for docs in sides]
    rates = [(table[name] + 0.5) / size for name, size in zip(("n_before", "n_after"), sizes, strict=True)]
    more = np.sign(table["n_after"] - table["n_before"]).map({1: "more", -1: "less", 0: "same"})
    table["change"] = more.mask(table["n_before"].eq(0), "new").mask(table["n_after"].eq(0), "gone").astype("str")
    table["log_ratio"] = np.log2(rates[1] / rates[0])
    table = label(table.rename_axis("concept").reset_index().astype({"concept": "str"}), lexicon=lexicon)
    ordered = table.sort_values(["log_ratio", "concept"], ascending=[False, True], kind="stable").reset_index(drop=True)
    return ordered[["concept", "label", "n_before", "n_after", "change", "log_ratio"]]


# --- sentences --------------------------------------------------------------------------------------------------------


def _matched(before: list[str], after: list[str]) -> dict[int, tuple[int, float]]:
    """For sentences of the later text their partner in the earlier one, and how alike: equal ones first, then the most alike."""
    found: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    equal: dict[str, list[int]] = {}
    for i, text in enumerate(before):
        equal.setdefault(_comparable(text), []).append(i)
    for j, text in enumerate(after):
        if places := equal.get(_comparable(text)):
            i = places.pop(0)
            found[j] = (i, 1.0)
            taken.add(i)
    likeness = _likeness(before, after).tocoo()
    order = np.lexsort((likeness.col, likeness.row, -likeness.data))
    for i, j, value in zip(
        likeness.row[order].tolist(), likeness.col[order].tolist(), likeness.data[order].tolist(), strict=True
    ):
        if value < _ALIKE:
            break
        if j not in found and i not in taken:
            found[j] = (i, min(value, _SAME))
            taken.add(i)
    return found


def _comparable(text: str) -> str:
    return re.sub(r"\s", "", fold(text))


def _likeness(before: list[str], after: list[str]) -> csr_matrix:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectoriser = TfidfVectorizer(analyzer=_features, sublinear_tf=True)
    weighted = vectoriser.fit_transform([*before, *after])
    return weighted[: len(before)] @ weighted[len(before) :].T


def _features(text: str) -> list[str]:
    """Bigrams of characters of Chinese, words of English; a sentence always has one."""
    folded = _comparable(text) if HAN.search(text) else text.lower()
    if HAN.search(text):
        characters = re.sub(r"[^\w%]", "", folded)
        return [characters[i : i + 2] for i in range(len(characters) - 1)] or [folded]
    return re.findall(r"\w+", folded) or [folded]


def _changes(before: pd.DataFrame, after: pd.DataFrame, pairs: dict[int, tuple[int, float]]) -> pd.DataFrame:
    steady = _in_order([(j, i) for j, (i, _) in sorted(pairs.items())])
    used = {i for i, _ in pairs.values()}
    rows: list[tuple] = []
    waiting = [i for i in range(len(before)) if i not in used]
    for j in range(len(after)):
        text = after["text"][j]
        if j not in pairs:
            rows.append(("new", np.nan, "", text, "", after["doc_id"][j], -1, j, f"<ins>{html.escape(text)}</ins>"))
            continue
        i, alike = pairs[j]
        if j in steady:
            while waiting and waiting[0] < i:
                rows.append(_dropped(before, waiting.pop(0)))
        change = "reworded" if alike < 1 else "kept" if j in steady else "moved"
        earlier = before["text"][i]
        shown = _diff(earlier, text) if alike < 1 else html.escape(text)
        rows.append((change, alike, earlier, text, before["doc_id"][i], after["doc_id"][j], i, j, shown))
    rows += [_dropped(before, i) for i in waiting]
    columns = ["change", "similarity", "before", "after", "before_doc", "after_doc", "before_at", "after_at", "diff"]
    table = pd.DataFrame(rows, columns=columns)
    return table.astype(dict.fromkeys(("change", "before", "after", "before_doc", "after_doc", "diff"), "str"))


def _dropped(before: pd.DataFrame, i: int) -> tuple:
    text = before["text"][i]
    return ("dropped", np.nan, text, "", before["doc_id"][i], "", i, -1, f"<del>{html.escape(text)}</del>")


def _in_order(pairs: list[tuple[int, int]]) -> set[int]:
    """Of matched sentences the longest run that keeps its order; the others have moved."""
    tails: list[int] = []
    at: list[int] = []
    back: list[int] = []
    for number, (_, i) in enumerate(pairs):
        place = bisect_left(tails, i)
        back.append(at[place - 1] if place else -1)
        if place == len(tails):
            tails.append(i)
            at.append(number)
        else:
            tails[place], at[place] = i, number
    kept: set[int] = set()
    number = at[-1] if at else -1
    while number >= 0:
        kept.add(pairs[number][0])
        number = back[number]
    return kept


def _diff(before: str, after: str) -> str:
    """The later sentence with what was taken out and what was put in, word by word."""
    one, other = _pieces(before), _pieces(after)
    parts = []
    for what, i, i2, j, j2 in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        gone, come = html.escape("".join(one[i:i2])), html.escape("".join(other[j:j2]))
        if what == "equal":
            parts.append(come)
        else:
            parts.append((f"<del>{gone}</del>" if gone else "") + (f"<ins>{come}</ins>" if come else ""))
    return "".join(parts)


def _pieces(text: str) -> list[str]:
    """Words and what is between them; a figure is one piece."""
    if not HAN.search(text):
        return _PIECE.findall(text)
    cut = Segmenter().cutter()
    return [piece for part in _FIGURE.split(text) for piece in ([part] if _FIGURE.fullmatch(part) else cut(part))]


# --- figures ----------------------------------------------------------------------------------------------------------

_VALUE = r"(?:约|超过|不低于|不超过|around |about |over |more than |at least |up to |no more than )?\d[\d,]*(?:\.\d+)?\s?(?:[%％]?\s?(?:[—–~～-]|至|到| to )\s?\d[\d,]*(?:\.\d+)?)?"
_UNIT_ZH = "个百分点|[%％]|万亿元|亿元|万元|元|万亿斤|亿斤|万人|亿人|万户|户|万套|万吨|亿吨|吨|亿立方米|公里|万公里|亿亩|万亩|亩|万个|个|项|家|天|年|倍|人"
_UNIT_EN = r"percentage points?|percent|per cent|%|(?:billion|million|trillion)(?: \w+)?|yuan|kilometers|km|tonnes|tons|hectares|people|jobs|households"
_FIGURE_ZH = re.compile(
    f"(?P<quantity>[\u4e00-\u9fff、（）A-Za-z]{{2,24}}?)(?P<value>{_VALUE})(?P<unit>{_UNIT_ZH})(?P<about>左右|以上|以内|以下)?"
)
_FIGURE_EN = re.compile(
    rf"(?P<quantity>(?:[A-Za-z'-]+ ){{1,8}}?)(?P<value>{_VALUE})\s?(?P<unit>{_UNIT_EN})(?P<about> or (?:more|so|less))?",
    re.IGNORECASE,
)
_RATE = re.compile("(?:同比|比上年|较上年|年均|实际)*(?:增长|下降|提高|降低|增加|减少|上涨)")
_FILLER = re.compile(
    "^(?:全年|今年|去年|预期|力争|目标|其中|同时|并|和|及|以及|的|将|约)+|(?:达到|达|为|至|到|是|超过|保持在|控制在|约|增至|the|of|by|to|at|in|will|be|was|is|a|an)+$"
)


def _figures(before: pd.DataFrame, after: pd.DataFrame, pairs: dict[int, tuple[int, float]]) -> pd.DataFrame:
    """Quantities of matched sentences side by side, then those that only one side has."""
    earlier = [list(_quantities(text)) for text in before["text"]]
    later = [list(_quantities(text)) for text in after["text"]]
    rows = []
    used: set[tuple[int, int]] = set()
    for j, found in enumerate(later):
        partner = pairs.get(j, (-1, 0.0))[0]
        for quantity, value, unit in found:
            place = _same_quantity(earlier, partner, quantity, unit, used)
            if place is None:
                rows.append((quantity, unit, "", value, "new"))
                continue
            used.add(place)
            old = earlier[place[0]][place[1]][1]
            rows.append((quantity, unit, old, value, "same" if _plain_value(old) == _plain_value(value) else "changed"))
    rows += [
        (quantity, unit, value, "", "gone")
        for i, found in enumerate(earlier)
        for k, (quantity, value, unit) in enumerate(found)
        if (i, k) not in used
    ]
    return pd.DataFrame(rows, columns=["quantity", "unit", "before", "after", "change"], dtype="str")


def _quantities(text: str) -> Iterator[tuple[str, str, str]]:
    """Quantity, value with its unit as written, and unit. Years are none; a bare 增长 is that of the quantity before it."""
    chinese = bool(HAN.search(text))
    subject = ""
    for match in (_FIGURE_ZH if chinese else _FIGURE_EN).finditer(text):
        if match["unit"] == "年" and re.fullmatch(r"(?:19|20)\d\d", match["value"].strip()):
            continue
        quantity = _FILLER.sub("", match["quantity"].strip(" 、（）")).strip() or match["quantity"].strip()
        if chinese and len(quantity) < 2:
            continue
        if _RATE.fullmatch(quantity) and subject:
            quantity = subject + quantity
        else:
            subject = quantity
        value = (
            match["value"].strip()
            + ("" if chinese or match["unit"] == "%" else " ")
            + match["unit"]
            + (match["about"] or "")
        )
        yield quantity[-16:] if chinese else quantity, value, match["unit"].lower()


def _same_quantity(
    earlier: list[list[tuple[str, str, str]]], partner: int, quantity: str, unit: str, used: set[tuple[int, int]]
) -> tuple[int, int] | None:
    """First in the matched sentence, then anywhere: the same name and unit."""
    near = [(partner, k) for k in range(len(earlier[partner]))] if partner >= 0 else []
    anywhere = [(i, k) for i in range(len(earlier)) for k in range(len(earlier[i]))]
    for places, least in ((near, 0.5), (anywhere, 0.99)):
        alike = [
            (difflib.SequenceMatcher(None, earlier[i][k][0], quantity).ratio(), (i, k))
            for i, k in places
            if (i, k) not in used and earlier[i][k][2] == unit and (least < 0.9 or earlier[i][k][0] == quantity)
        ]
        best = max(alike, default=(0.0, (-1, -1)), key=lambda pair: (pair[0], -pair[1][0]))
        if best[0] >= least:
            return best[1]
    return None


def _plain_value(value: str) -> str:
    return re.sub(r"[\s,]", "", value)


# --- the page ---------------------------------------------------------------------------------------------------------

_STYLE = """
body{font:16px/1.6 system-ui,"Page Han","Noto Sans CJK SC","Noto Sans SC","PingFang SC","Microsoft YaHei",sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1f2933}
h1{font-size:1.6rem} h2{font-size:1.2rem;margin-top:2rem} del{background:#fde2df;color:#8f1d12} ins{background:#dcf0e0;color:#0d5424;text-decoration:none}
table{border-collapse:collapse;width:100%} td,th{text-align:left;padding:.25rem .6rem;border-bottom:1px solid #e3e7eb;vertical-align:top}
p.s{margin:.35rem 0;padding-left:5.5rem;position:relative} p.s b{position:absolute;left:0;font-size:.75rem;font-weight:600;color:#52606d}
p.kept{color:#7b8794} p.dropped{opacity:.9}
"""


def _summary(found: Comparison) -> str:
    counted = found.sentences["change"].value_counts()
    sentences = ", ".join(f"{counted.get(change, 0)} {change}" for change in CHANGES)
    terms = found.terms["change"].value_counts()
    formulations = ", ".join(f"{terms.get(change, 0)} {change}" for change in ("new", "gone", "more", "less", "same"))
    return f"<p>Sentences: {sentences}.<br>Formulations: {formulations}.</p>"


def _page(found: Comparison) -> str:
    """Self-contained: the characters it needs come along as a font."""
    from toolkit.show.fonts import subset

    figures = found.figures[found.figures["change"] != "same"]
    terms = found.terms[found.terms["change"] != "same"]
    lines = "\n".join(
        f'<p class="s {row.change}"><b>{row.change}</b>{row.diff}</p>' for row in found.sentences.itertuples()
    )
    body = (
        f"<h1>What changed</h1>{_summary(found)}"
        f"<h2>Formulations</h2>{_html_table(terms.drop(columns=['log_ratio', 'concept']))}"
        f"<h2>Figures and targets</h2>{_html_table(figures)}<h2>Sentence by sentence</h2>{lines}"
    )
    font = base64.b64encode(subset(body)).decode()
    face = f'@font-face{{font-family:"Page Han";src:url(data:font/woff;base64,{font}) format("woff");unicode-range:U+2E80-9FFF,U+F900-FAFF,U+FF00-FFEF,U+20000-2FFFF}}'
    return (
        f'<!doctype html><html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>What changed</title><style>{face}{_STYLE}</style></head><body>{body}</body></html>"
    )


def _html_table(table: pd.DataFrame) -> str:
    return table.to_html(index=False, border=0) if len(table) else "<p>None.</p>"
