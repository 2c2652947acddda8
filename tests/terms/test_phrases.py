import re

from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.terms.phrases import Phrases, words_of
from toolkit.text.codes import code_points

WORDS = st.lists(st.sampled_from(["四", "个", "意识", "two", "upholds", "3", "é", "+", "𠀀"]), min_size=1, max_size=4)


def written(words: list[str], spaced: bool) -> str:
    return (" " if spaced else "").join(words)


def one_by_one(phrases: list[str], text: str) -> list[tuple[int, int, int]]:
    letter = "[a-z0-9ß-ɏ]"
    found = [
        (match.start(), match.start() + len(phrase), number)
        for number, phrase in enumerate(phrases)
        for match in re.finditer(f"(?={re.escape(phrase)})", text)
        if not re.fullmatch(letter * 2, text[max(0, match.start() - 1) : match.start() + 1])
        and not re.fullmatch(letter * 2, text[match.start() + len(phrase) - 1 : match.start() + len(phrase) + 1])
    ]
    return sorted(found, key=lambda place: (place[0], -place[1]))


@settings(deadline=None)  # compiled when first called
@given(
    st.lists(st.builds(written, WORDS, st.booleans()), unique=True), st.lists(st.builds(written, WORDS, st.booleans()))
)
def test_finds_what_a_search_for_each_phrase_finds(phrases, parts):
    text = " ".join(parts)
    found = Phrases(phrases).find(words_of(code_points(text)))
    assert list(zip(*map(list, found), strict=True)) == one_by_one(phrases, text)


def test_finds_more_than_it_has_room_for_at_first():
    found = Phrases(["四", "四四"]).find(words_of(code_points("四" * 100)))
    assert len(found.starts) == 199
