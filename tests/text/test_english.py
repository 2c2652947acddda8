from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simplemma import lemmatize
from simplemma.strategies import DEFAULT_DICTIONARY_FACTORY

from toolkit.text.codes import code_points
from toolkit.text.compiled_english import EnglishCutter
from toolkit.text.english import english_pieces, lemma
from toolkit.text.tokens import are_english

CUTTER = EnglishCutter()
ENGLISH = st.text(st.sampled_from("aBéß_²½٣09'’-.,:/% \n\u00a0\u3000“”(ﬁ—"), max_size=60) | st.text(max_size=20)


def compiled_pieces(text, cutter=CUTTER):
    ends, _ = cutter.cut(code_points(text), [])
    return [text[start:end] for start, end in pairwise([0, *ends.tolist()])]


@settings(max_examples=250, deadline=None)
@given(ENGLISH)
def test_compiled_code_gives_the_same_pieces(text):
    if are_english([text])[0]:
        assert compiled_pieces(text) == english_pieces(text)
    else:
        with pytest.raises(ValueError, match="in English alone"):
            compiled_pieces(text)


def test_compiled_code_gives_the_same_pieces_and_keys_on_the_sample(sample):
    cutter = EnglishCutter()
    keys = {}
    for text in sample.loc[sample["lang"] == "en", "text"]:
        if are_english([text])[0]:
            pieces = compiled_pieces(text, cutter)
            assert pieces == english_pieces(text)
            keys.update(zip(pieces, cutter.cut(code_points(text), [])[1].tolist(), strict=True))
    assert len(set(keys.values())) == len(keys) > 1000
    assert all(cutter.piece(key) == piece for piece, key in keys.items())


def test_compiled_code_keeps_spans_whole_and_leaves_chinese_to_others():
    ends, keys = CUTTER.cut(code_points("the four-pronged strategy: the strategy"), [(4, 25)])
    assert ends.tolist() == [3, 4, 25, 26, 27, 30, 31, 39]
    assert keys[2] == -1 and keys[0] == keys[5] and keys[4] == keys[6]
    for text in ("the 四风", "the 𠮷", "the 🙂"):
        with pytest.raises(ValueError, match="in English alone"):
            CUTTER.cut(code_points(text), [])


def test_lemmas_of_letters_are_those_of_simplemma():
    known = [word for word in list(DEFAULT_DICTIONARY_FACTORY.get_dictionary("en"))[::9] if word.isascii()]
    endings = ("cies", "isms", "tions", "ments", "ized", "erves", "zzle", "s")
    made = [f"{word[:4]}{ending}" for word in known[::9] for ending in endings]
    words = [word.lower() for word in (*known, *made)]
    assert [lemma(word) for word in words] == [lemmatize(word.removesuffix("'s"), "en").lower() for word in words]
