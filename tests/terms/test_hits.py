"""Hits of a text, kept column by column."""

from __future__ import annotations

from operator import itemgetter

from hypothesis import given
from hypothesis import strategies as st

from toolkit.terms.hits import Hit, Hits
from toolkit.terms.whats import ABBREVIATED, What

SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 6)), max_size=12)


def hits_at(spans):
    return sorted(
        (Hit(start, start + length, What("zh", "四风", ABBREVIATED, 1.0)) for start, length in spans),
        key=itemgetter(0, 1),
    )


def columns(hits):
    return Hits([hit.start for hit in hits], [hit.end for hit in hits], [hit.what for hit in hits])


@given(SPANS, SPANS)
def test_hits_put_in_stand_where_sorting_would_put_them(there, added):
    there, added = hits_at(there), hits_at(added)
    hits = columns(there)
    hits.put_in(reversed(added))
    assert [hit[:2] for hit in hits] == [hit[:2] for hit in sorted([*there, *added], key=itemgetter(0, 1))]
    assert {id(hit.what) for hit in hits} == {id(hit.what) for hit in [*there, *added]}


@given(SPANS, st.sets(st.integers(0, 11)))
def test_hits_left_out_are_gone_and_the_others_are_in_order(there, places):
    there = hits_at(there)
    places = {at for at in places if at < len(there)}
    hits = columns(there)
    hits.leave_out(places)
    assert list(hits) == [hit for at, hit in enumerate(there) if at not in places]
