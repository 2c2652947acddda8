"""The page of a comparison: what changed, to read and to send on."""

from __future__ import annotations

import base64
import html

import pandas as pd

from toolkit.measure.compare import CHANGES, Comparison
from toolkit.show.fonts import subset

_STYLE = """
body{font:16px/1.6 "Page Han",system-ui,"Noto Sans CJK SC","Noto Sans SC","PingFang SC","Microsoft YaHei",sans-serif;margin:2rem auto;max-width:68rem;padding:0 1rem;color:#1f2933}
h1{font-size:1.6rem} h2{font-size:1.2rem;margin-top:2rem} del{background:#fde2df;color:#8f1d12} ins{background:#dcf0e0;color:#0d5424;text-decoration:none}
table{border-collapse:collapse;width:100%} td,th{text-align:left;padding:.25rem .6rem;border-bottom:1px solid #e3e7eb;vertical-align:top}
p.s{margin:.35rem 0;padding-left:5.5rem;position:relative} p.s b{position:absolute;left:0;top:.2rem;font-size:.75rem;font-weight:600;color:#52606d}
p.kept{color:#52606d} p.dropped{opacity:.9} h3{font-size:1rem;margin:1.6rem 0 .4rem} td.n,th.n{text-align:right;white-space:nowrap} small{color:#52606d}
table.o tr.dropped td{color:#8f1d12} table.o tr.new td{color:#0d5424} td.w{min-width:7rem} td.w i{display:block;height:.45rem;margin:.2rem 0;background:#1f4e79}
td.w i.b{background:#b8c4ce}
"""
_MOVE = {"up": "▲", "down": "▼", "same": "", "new": "new", "dropped": "dropped"}


def summary(found: Comparison) -> str:
    counted = found.sentences["change"].value_counts()
    sentences = ", ".join(f"{counted.get(change, 0)} {change}" for change in CHANGES)
    terms = found.terms["change"].value_counts()
    formulations = ", ".join(f"{terms.get(change, 0)} {change}" for change in ("new", "gone", "more", "less", "same"))
    return f"<p>Sentences: {sentences}.<br>Formulations: {formulations}.</p>"


def page(found: Comparison) -> str:
    """Self-contained: the characters it needs come along as a font."""
    figures = found.figures[found.figures["change"] != "same"]
    terms = found.terms[found.terms["change"] != "same"]
    body = (
        f"<h1>What changed</h1>{summary(found)}"
        f"<h2>Order of priorities</h2>{_outline(found.sections)}"
        f"<h2>Formulations</h2>{_html_table(terms.drop(columns=['log_ratio', 'concept']))}"
        f"<h2>Figures and targets</h2>{_html_table(figures)}<h2>Sentence by sentence</h2>{_sentences(found)}"
    )
    font = base64.b64encode(subset(body)).decode()
    face = f'@font-face{{font-family:"Page Han";src:url(data:font/woff;base64,{font}) format("woff");unicode-range:U+2E80-9FFF,U+F900-FAFF,U+FF00-FFEF,U+20000-2FFFF}}'
    return (
        f'<!doctype html><html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>What changed</title><style>{face}{_STYLE}</style></head><body>{body}</body></html>"
    )


def _outline(sections: pd.DataFrame) -> str:
    """Each section with its place before and after, its share of either text, and what became of its sentences."""
    if sections.empty:
        return "<p>Neither text has numbered sections.</p>"
    widest = max(sections["share_before"].max(), sections["share_after"].max())
    rows = []
    for row in sections.itertuples():
        was = f"<br><small>was: {html.escape(row.before)}</small>" if row.before and row.after and row.before != row.after else ""  # fmt: skip
        bars = "".join(
            f'<i class="{name}" style="width:{100 * share / widest:.1f}%" title="{share:.1%}"></i>'
            for name, share in (("b", row.share_before), ("a", row.share_after))
        )
        counted = ((change, getattr(row, f"n_{change}")) for change in ("kept", "moved", "reworded", "new", "dropped"))
        sentences = ", ".join(f"{n} {change}" for change, n in counted if n)
        rows.append(
            f'<tr class="{row.change}"><td class="n">{_place(row.rank_before)}</td><td class="n">{_place(row.rank_after)}</td><td>{_MOVE[row.change]}</td>'
            f'<td style="padding-left:{1.2 * (row.level - 1) + 0.6:.1f}rem">{html.escape(row.title)}{was}</td><td class="w">{bars}</td><td>{sentences}</td></tr>'
        )
    head = '<tr><th class="n">before</th><th class="n">after</th><th></th><th>section</th><th>share of the text</th><th>sentences</th></tr>'
    key = "<p><small>Grey and dark bars: before and after. ▲ ▼: risen or fallen among the sections that both texts have.</small></p>"
    return f'<table class="o">{head}{"".join(rows)}</table>{key}'


def _place(rank: object) -> str:
    return "–" if pd.isna(rank) else str(rank)


def _sentences(found: Comparison) -> str:
    """In the order of the later text, under the headings of its sections."""
    titles = found.sections["title"].to_dict()
    parts, within = [], -1
    for row in found.sentences.itertuples():
        if row.change != "dropped" and row.after_section != within:
            within = row.after_section
            parts.append(f"<h3>{html.escape(titles[within])}</h3>" if within >= 0 else "")
        parts.append(f'<p class="s {row.change}"><b>{row.change}</b>{row.diff}</p>')
    return "\n".join(parts)


def _html_table(table: pd.DataFrame) -> str:
    return table.to_html(index=False, border=0) if len(table) else "<p>None.</p>"
