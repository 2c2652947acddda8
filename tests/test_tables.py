"""What every call does with a table of documents that holds no documents, or no texts."""

import pandas as pd
import pytest

import toolkit as tk

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
