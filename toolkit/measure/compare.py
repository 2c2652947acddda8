"""compare(): what changed between two texts or two years: formulations, sentences and their wording, figures."""

from __future__ import annotations

import difflib
import html
import os
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from toolkit.measure.alignment import in_order, matched
from toolkit.measure.outline import outlines, with_sections
from toolkit.measure.quantities import figures
from toolkit.reading.folder import from_texts, read
from toolkit.reading.formats import READERS
from toolkit.tables import require
from toolkit.terms.find import find_terms
from toolkit.terms.lexicon import Lexicon, label
from toolkit.text.language import HAN
from toolkit.text.segment import Segmenter
from toolkit.text.sentences import spans_of

_LONGEST_PATH = 250  # characters; longer strings are texts
CHANGES = ("new", "dropped", "reworded", "moved", "kept")
_FIGURE = re.compile(r"(\d[\d.,]*%?)")
_PIECE = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True)
class Comparison:
    """What changed from `before` to `after`.

    terms: one row per formulation: concept, label, n_before, n_after, change (new, gone, more, less, same), log_ratio.
    sentences: in the order of the later text, dropped ones where they stood: change (new, dropped, reworded, moved, kept), similarity,
    before, after, before_doc, after_doc, before_at, after_at (numbers of the sentences), diff (HTML with <del> and <ins>).
    before_section and after_section are the rows of `sections` that they stand in (-1: none).
    sections: one row per numbered section (see `tk.sections`), in the order of the later text, dropped ones at the end of what they stood in:
    section (its number here), level, parent (-1 at the top), title, change (new, dropped; up, down or same: its place among the sisters that
    both sides have), rank_before, rank_after (among all its sisters), before, after (titles), similarity, share_before, share_after (of all
    characters), n_kept, n_moved, n_reworded, n_new, n_dropped (sentences).
    figures: one row per quantity: quantity, unit (what is counted, without its thousands: 元 of 1.2万亿元), before, after (as written), change
    (new, gone, changed, same). Figures in formulations (新36条) are names and left out. A rise stands under the quantity before it; 从2.1%提高到2.5% is one figure; years are none.
    """

    terms: pd.DataFrame
    sentences: pd.DataFrame
    sections: pd.DataFrame
    figures: pd.DataFrame

    def to_html(self, path: str | Path) -> Path:
        """Write one page that shows the changes side by side; it needs nothing from elsewhere."""
        from toolkit.show.comparison import page

        path = Path(path)
        path.write_text(page(self), encoding="utf-8")
        return path

    def _repr_html_(self) -> str:
        from toolkit.show.comparison import summary

        return f"<div>{summary(self)}</div>"


def compare(
    before: pd.DataFrame | str | os.PathLike[str],
    after: pd.DataFrame | str | os.PathLike[str],
    *,
    lexicon: Lexicon | None = None,
) -> Comparison:
    """Compare two texts, or two sets of documents such as two years.

    In: texts, paths of files or folders, or docs (doc_id, lang, text). Out: a Comparison with the tables terms, sentences, sections and figures, and `to_html(path)`.
    A sentence is kept if it is the same, moved if it is the same but out of its order, reworded if it is alike (cosine of TF-IDF-weighted
    character bigrams or words of at least 0.45), each sentence being matched at most once, the most alike first. Sections are matched
    from the top down, by the mean of two such cosines, of their titles and of their texts (at least 0.11).
    Raises ValueError if a column is missing or one side has no text, and what `read` raises for a file, such as one that is not there.

    >>> changed = compare("国内生产总值增长5%左右。落实三个规定。", "国内生产总值增长4.5—5%。纠治四风。落实三个规定。")
    >>> changed.sentences[["change", "after"]].values.tolist()
    [['reworded', '国内生产总值增长4.5—5%。'], ['new', '纠治四风。'], ['kept', '落实三个规定。']]
    >>> changed.figures[["quantity", "before", "after"]].values.tolist(), changed.terms.change.tolist()
    ([['国内生产总值增长', '5%左右', '4.5—5%']], ['new', 'same'])
    """
    sides = [_docs(side, name) for side, name in ((before, "before"), (after, "after"))]
    hits = [find_terms(docs, lexicon) for docs in sides]
    earlier, later = map(_sentences, sides, hits)
    for name, side in (("before", earlier), ("after", later)):
        if side.empty:
            raise ValueError(f"{name} has no text to compare")
    pairs = matched(earlier["text"].tolist(), later["text"].tolist())
    changes, sections = with_sections(_changes(earlier, later, pairs), *map(outlines, sides, (earlier, later)))
    return Comparison(_terms(sides, hits, lexicon), changes, sections, figures(earlier, later, pairs))


def _docs(side: pd.DataFrame | str | os.PathLike[str], name: str) -> pd.DataFrame:
    if isinstance(side, os.PathLike) or (isinstance(side, str) and _is_path(side)):
        return read(side)
    if isinstance(side, str):
        return from_texts([side], doc_id=[name])
    require(side, ["doc_id", "lang", "text"], f"compare({name})")
    return side


def _is_path(text: str) -> bool:
    """Does a string name what can be read? One that ends like a file is taken for its name, whether it is there or not."""
    if not text.strip() or "\n" in text or len(text) > _LONGEST_PATH:
        return False
    return Path(text).suffix.lower() in READERS or Path(text).expanduser().exists()


def _sentences(docs: pd.DataFrame, hits: pd.DataFrame) -> pd.DataFrame:
    """doc_id, start, text, and the formulations in each sentence as they are written there."""
    texts = docs["text"].tolist()
    named = hits.groupby(["doc_id", "sent"], observed=True)["surface"].agg(lambda own: [*map(_flat, own)]).to_dict()
    rows = [
        (doc_id, start, _flat(text[start:end]), named.get((doc_id, number), []))
        for doc_id, text, spans in zip(docs["doc_id"], texts, spans_of(texts, docs["lang"].tolist()), strict=True)
        for number, (start, end) in enumerate(spans.tolist())
    ]
    columns = ["doc_id", "start", "text", "formulations"]
    return pd.DataFrame(rows, columns=columns).astype({"doc_id": "str", "text": "str"})


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _terms(sides: list[pd.DataFrame], hits: list[pd.DataFrame], lexicon: Lexicon | None) -> pd.DataFrame:
    from toolkit.terms.forms import plain

    counted = [found["concept"].fillna(found["surface"].map(plain)).value_counts() for found in hits]
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


def _changes(before: pd.DataFrame, after: pd.DataFrame, pairs: dict[int, tuple[int, float]]) -> pd.DataFrame:
    steady = in_order([(j, i) for j, (i, _) in sorted(pairs.items())])
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
