"""Lines of a concordance as a notebook shows them: the nodes one below the other, what is left of them flush right."""

from __future__ import annotations

import html

import pandas as pd

_SHOWN = 200  # lines; a notebook with thousands of them becomes slow
# Notebooks set every cell flush right, by a rule of more weight than a class of ours.
_STYLE = (
    ".kwic{border-collapse:collapse;font-size:90%}.kwic td{padding:.1rem .4rem;border:0;vertical-align:baseline;text-align:left!important}"
    ".kwic td.l{text-align:right!important}.kwic td.n{font-weight:600;color:#a63d2f;text-align:center!important}"
    ".kwic td.m{color:#5b6770;white-space:nowrap}.kwic.one td{white-space:nowrap}"
)
_WIDE = 60  # characters of context beyond which lines are broken


def aligned(lines: pd.DataFrame) -> str:
    """A table with the columns left, node and right, and before them where a line stands.

    >>> aligned(pd.DataFrame({"left": ["纠治"], "node": ["四风"], "right": ["问题"]})).count("<td")
    4
    """
    shown = lines.head(_SHOWN)
    where = [_where(row) for row in shown.to_dict("records")]
    context = shown[["left", "right"]].astype("str").apply(lambda column: column.str.len()).max().max()
    rows = "".join(
        f'<tr><td class="m">{place}</td><td class="l">{left}</td><td class="n">{node}</td><td>{right}</td></tr>'
        for place, left, node, right in zip(where, *(shown[name].map(_text) for name in ("left", "node", "right")), strict=True)
    )  # fmt: skip
    more = f"the first {_SHOWN} of " if len(lines) > _SHOWN else ""
    one = " one" if context <= _WIDE else ""
    return f'<style>{_STYLE}</style><table class="kwic{one}">{rows}</table><p>{more}{len(lines):,} line{"" if len(lines) == 1 else "s"}</p>'


def _where(row: dict) -> str:
    date = row.get("date")
    day = "" if date is None or pd.isna(date) else f"{date:%Y-%m-%d} "
    name = str(row.get("doc_id", "")).rsplit("/", 1)[-1]
    return _text(day + (name if len(name) <= 28 else name[:27] + "…"))


def _text(text: object) -> str:
    return html.escape(" ".join(str(text).split()))
