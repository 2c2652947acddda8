"""What evidence is worth: features are kept, what clues add up to is remembered for a while."""

from toolkit.terms import grammar
from toolkit.terms.grammar import Worth, features_of, total


def of_pair(one: str, two: str) -> list[grammar.Feature]:
    return [("one", one), ("two", two)]


def test_a_clue_is_worth_its_features_and_what_is_not_known_nothing():
    known = Worth({("one", "a"): 1.0, ("two", "b"): 2.0})
    assert total([("one", "a"), (of_pair, "a", "b"), (of_pair, "x", "b"), ("one", "x")], known) == 1 + 3 + 2
    assert list(features_of([("one", "a"), (of_pair, "a", "b")])) == [("one", "a"), ("one", "a"), ("two", "b")]


def test_clues_are_forgotten_and_features_are_not(monkeypatch):
    monkeypatch.setattr(grammar, "_REMEMBERED", 3)
    known = Worth({("one", "a"): 1.0})
    for number in range(10):
        assert known[of_pair, "a", str(number)] == 1.0
        assert known["one", "a"] == 1.0 and len(known) <= 4
