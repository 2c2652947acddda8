"""What every call does with a table of documents that holds no documents, or no texts."""

import re

import pandas as pd
import pytest

import toolkit as tk
from toolkit import charts

CALLS = [tk.find_terms, tk.count, tk.sentences, tk.tokenise, tk.expansions, tk.keyphrases, tk.moves]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("texts", [["四风", None], ["四风", float("nan")], [3.5, 4.5]])
def test_what_is_no_text_is_refused_with_its_row(call, texts):
    docs = pd.DataFrame({"doc_id": ["a", "b"], "lang": ["zh", "zh"], "text": pd.Series(texts, dtype=object)})
    row = next(number for number, text in enumerate(texts) if not isinstance(text, str))
    with pytest.raises(ValueError, match=f"needs a text in every row.* row {row} "):
        call(docs)


@pytest.mark.parametrize("call", [tk.find_terms, tk.count, tk.sentences, tk.tokenise, tk.expansions])
def test_no_documents_nothing_found(call):
    assert call(pd.DataFrame({"doc_id": [], "lang": [], "text": []})).empty


STEPS = {
    "tk.count(docs, by='year')": [tk.frequencies, tk.trends, tk.dispersion],
    "tk.trends(tk.count(docs, by='year'))": [tk.careers, tk.change_points, charts.trend],
    "tk.tokenise(docs)": [lambda docs: tk.collocations(docs, "四风")],
    "tk.find_terms(docs)": [tk.network, charts.dispersion],
}


@pytest.mark.parametrize(("step", "call"), [(step, call) for step, calls in STEPS.items() for call in calls])
def test_documents_in_place_of_what_is_made_of_them_name_the_step(step, call):
    with pytest.raises(ValueError, match=re.escape(step)):
        call(tk.from_texts(["纠治四风"]))


def test_one_string_is_a_list_of_it():
    trends = tk.trends(tk.count(tk.from_texts(["纠治四风"], date="2024-01-01"), by="year"), terms="四风")
    assert trends["term"].tolist() == ["四风"] and charts.trend(trends, terms="四风").lines
    assert "四风" not in tk.frequencies(tk.count(tk.from_texts(["纠治四风"])), drop="四风")["term"].tolist()


def test_columns_that_can_be_meant_are_named():
    with pytest.raises(tk.ReadError, match=re.escape("columns={'text': 't'}")):
        tk.read(pd.DataFrame({"t": ["四风"], "y": [2020]}))
    with pytest.raises(ValueError, match="year, quarter, month"):
        tk.count(tk.from_texts(["四风"], date="2024-01-01"), by="region")
