"""Of several concepts, or senses of one, the one that is meant: by what stands around, and by the year."""

import pytest

import toolkit as tk


@pytest.mark.parametrize(
    ("text", "surface", "concept", "sense"),
    [
        ("检察官解读“两高”司法解释。", "两高", "两高", "司法"),
        ("坚决遏制“两高”项目上马，淘汰高耗能产能。", "两高", "两高项目", ""),
        ("强化用水总量控制，严守水资源管理“三条红线”。", "三条红线", "三条红线", "水资源"),
        ("央行对房企设定“三条红线”。", "三条红线", "三条红线", "房企"),
        ("1988年提出“两个大局”，沿海地区加快对外开放。", "两个大局", "两个大局", "邓小平"),
        ("2016年，协调推进“四个全面”。", "四个全面", "四个全面", "2014"),
        ("财政“三保”支出压力较大。", "三保", "三保", "基层"),
        ("the three red lines for water use", "three red lines", "三条红线", "水资源"),
    ],
)
def test_what_stands_around_tells_the_sense(text, surface, concept, sense):
    hits = tk.find_terms(tk.from_texts([text]))
    (hit,) = hits[hits["surface"] == surface].itertuples()
    assert (hit.concept, hit.sense) == (concept, sense)
    assert 0.5 < hit.score <= 1


def test_without_anything_around_the_score_says_so():
    (hit,) = tk.find_terms(tk.from_texts(["胸怀“两个大局”"])).itertuples()
    assert (hit.score, hit.alternatives) == (0.5, "两个大局 (邓小平)")


@pytest.mark.parametrize(
    ("text", "context", "sense"),
    [
        ("两个大局", "邓小平 沿海 内地", "邓小平"),
        ("三条红线", "水资源 用水总量", "水资源"),
        ("四个全面", "2016年，协调推进", "2014"),
        ("three red lines", "water use efficiency", "水资源"),  # listed for another sense
        ("four haves", "cultural relics protection", "文物"),
    ],
)
def test_resolve_looks_at_the_context_of_what_is_listed(text, context, sense):
    best, *others = tk.resolve(text, context=context).itertuples()
    assert best.sense == sense and "context" in best.how
    assert all(other.score < best.score for other in others)


def test_a_sense_that_is_not_listed_so_comes_after_one_that_is():
    found = tk.resolve("three red lines")
    assert found["sense"].tolist() == ["房企", "水资源"] and found["score"].tolist() == [1.0, 0.7]
