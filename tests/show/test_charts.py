import warnings
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import combinations

import matplotlib as mpl

mpl.use("agg")
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.text import Text

import toolkit as tk
from toolkit import charts
from toolkit.measure.network import Network

TEXTS = [
    "会议强调，落实“三个规定”，纠治四风。会议要求，守住底线：（一）；【二】？！",
    "The meeting required the three regulations. The meeting stressed Two Upholds, 12.5%.",
    "會議指出，堅決做到兩個維護，乡村振兴 2024。",
    "全面从严治党，乡村振兴，三个规定。",
]


@pytest.fixture(autouse=True)
def no_missing_glyph():
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        yield
    plt.close("all")


@pytest.fixture(scope="module")
def docs():
    dates = ["2021-03-01", "2022-03-01", "2022-05-01", "2024-01-01"]
    return tk.from_texts(TEXTS, date=dates, source=["云渡市“报”", "Yundu Daily", "澜江日报", "云渡市“报”"])


@pytest.fixture(scope="module")
def drawn(docs):
    """Each chart as a function of ax."""
    by_year = tk.label(tk.trends(tk.count(docs, "year")))
    tokens = tk.from_texts(["农村 粮食 耕地 三农"] * 3 + ["检察 办案 公诉 三个规定"] * 3)
    two = tk.from_texts(["落实 改革 落实 三个规定 " * 5, "会议 开会 乡村振兴 " * 5], side=["甲", "乙"])
    key = tk.label(tk.keyness(tk.count(two, by="side"), "甲"))
    hits = tk.find_terms(docs)
    net = tk.network(hits, docs=docs, unit="document", min_n=1)
    net = replace(net, nodes=tk.label(net.nodes))
    reached = tk.arrivals(hits, docs, level="source")
    choice = tk.choose_topics(tokens, [2, 3], drop=(), runs=1)
    sides = ["中央", "Provincial departments", "市级"] * 2
    over = tk.topics(tokens, 2, drop=()).over("side", docs=tokens.assign(side=sides))
    ordered = tk.compare("一、扩大内需\n二、三个规定\n三、乡村振兴", "一、三个规定\n二、Green growth\n三、扩大内需")
    return {
        "top_terms": lambda ax: charts.top_terms(tk.label(tk.frequencies(tk.count(docs), kind="term")), ax=ax),
        "trend": lambda ax: charts.trend(by_year, terms=["三个规定", "乡村振兴"], ax=ax),
        "heatmap": lambda ax: charts.heatmap(tk.label(tk.frequencies(tk.count(docs, "source"), kind="term")), ax=ax),
        "dispersion": lambda ax: charts.dispersion(tk.label(tk.find_terms(docs)), ax=ax),
        "topics": lambda ax: charts.topics(tk.topics(tokens, 2, drop=()), ax=ax),
        "moves": lambda ax: charts.moves(tk.moves(docs), ax=ax),
        "keyness": lambda ax: charts.keyness(key, ax=ax),
        "volcano": lambda ax: charts.volcano(key, ax=ax),
        "life_lines": lambda ax: charts.life_lines(by_year, ax=ax),
        "network": lambda ax: charts.network(net, ax=ax),
        "diffusion": lambda ax: charts.diffusion(tk.label(reached), ax=ax),
        "topic_choice": lambda ax: charts.topic_choice(choice, ax=ax),
        "topic_shares": lambda ax: charts.topic_shares(over, ax=ax),
        "priorities": lambda ax: charts.priorities(ordered.sections, ax=ax),
    }


NAMES = [
    "top_terms",
    "trend",
    "heatmap",
    "dispersion",
    "topics",
    "moves",
    "keyness",
    "volcano",
    "network",
    "diffusion",
    "life_lines",
    "topic_choice",
    "topic_shares",
    "priorities",
]


@pytest.mark.parametrize("name", NAMES)
def test_every_chart_draws_in_both_scripts_without_a_missing_glyph(drawn, name, tmp_path):
    ax = drawn[name](None)
    saved = charts.save(ax, tmp_path / "deep" / f"{name}.png", dpi=60)
    assert saved.stat().st_size > 3_000
    assert ax.get_title()


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_goes_into_axes_it_is_given(drawn, name):
    _, axes = plt.subplots(1, 2, figsize=(14, 5))
    assert drawn[name](axes[1]) is axes[1]
    assert not axes[0].has_data()


def words(figure):
    """What is written in a figure, and where; ticks beyond the limits of their axis are not drawn."""
    figure.canvas.draw()
    beyond = set()
    for axes in figure.findobj(Axes):
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            ticks = zip(axis.get_majorticklocs(), axis.get_majorticklabels(), strict=True)
            beyond |= {
                label
                for place, label in ticks
                if not low - 1e-9 <= place <= high + 1e-9 or not (axes.axison and axis.get_visible())
            }
    texts = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    # Text's own method: an annotation's box holds its arrow too.
    boxes = [(text.get_text(), Text.get_window_extent(text)) for text in texts if text not in beyond]
    return [(text, box) for text, box in boxes if box.width > 1]


def overlapping(figure):
    """Pairs of texts that run into one another, by more than a hair."""
    return [
        (one, other)
        for (one, a), (other, b) in combinations(words(figure), 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 0.3 * min(a.height, b.height)
    ]


@pytest.mark.parametrize("name", NAMES)
def test_no_words_overlap_or_leave_the_picture(drawn, name):
    figure = drawn[name](None).get_figure()
    assert not overlapping(figure)
    for text, box in words(figure):
        assert box.x0 >= -1 and box.y0 >= -1 and box.y1 <= figure.bbox.y1 + 1, text


@pytest.mark.parametrize("rows", [1, 3, 20, 60])
def test_any_number_of_rows_is_legible(rows):
    terms = [f"第{i}个“提法”（试行）：English rendering No. {i}，较长的一个" for i in range(rows)]
    table = pd.DataFrame({"term": terms, "n": range(1, rows + 1), "source": "报", "share": 0.5, "group_docs": 2})
    hits = pd.DataFrame({"doc_id": [f"{i}.txt" for i in range(rows)], "concept": "四风", "position": 0.5})
    for ax in (charts.top_terms(table, n=rows), charts.heatmap(table, n=rows), charts.dispersion(hits, n=rows)):
        assert not overlapping(ax.get_figure())


def test_names_and_title_begin_at_the_same_place(drawn):
    figure = drawn["top_terms"](None).get_figure()
    boxes = dict(words(figure))
    left = {round(box.x0) for text, box in boxes.items() if "·" in text or "formulations" in text}
    assert max(left) - min(left) <= 2


@pytest.mark.parametrize("names", [NAMES[i : i + 4] for i in range(0, len(NAMES), 4)], ids=" ".join)
def test_axes_made_outside_the_theme_are_dressed(drawn, tmp_path, names):
    """Their fonts were chosen when they were made: without Chinese. Each chart lays out all of its figure, so there are few in one."""
    figure, axes = plt.subplots(2, 2, figsize=(15, 12))
    for name, ax in zip(names, axes.flat, strict=False):
        drawn[name](ax)
    axes[0, 1].set_title("自己的标题")
    charts.save(axes[0, 0], tmp_path / "four.png", dpi=50)
    assert not overlapping(figure)


def test_charts_take_the_size_of_the_theme_around_them(drawn):
    plain = drawn["trend"](None)
    with charts.theme("slide"):
        large = drawn["trend"](None)
    assert large.get_figure().get_figwidth() == pytest.approx(1.5 * plain.get_figure().get_figwidth())
    assert large.title.get_fontsize() > plain.title.get_fontsize()


def test_months_are_named_as_room_allows():
    months = [str(month) for month in pd.period_range("2019-03", "2025-10", freq="M")]
    table = pd.DataFrame({"term": "四风", "period": months, "n": 1, "share": 0.1, "group_docs": 10, "group_lang": "zh"})
    ax = charts.trend(table)
    named = [label.get_text() for label in ax.get_xticklabels()]
    assert named == ["2020", "2021", "2022", "2023", "2024", "2025"]
    assert not overlapping(ax.get_figure())


def test_lines_that_end_together_have_names_apart():
    rows = [(f"提法{i}", year, 1, 0.0) for i in range(9) for year in ("2023", "2024")]
    table = pd.DataFrame(rows, columns=["term", "period", "n", "share"]).assign(group_docs=5, group_lang="zh")
    ax = charts.trend(table, terms=[f"提法{i}" for i in range(9)])
    assert not overlapping(ax.get_figure())
    assert len({(line.get_color(), line.get_linestyle()) for line in ax.lines}) == 9


def test_undated_documents_are_noted():
    docs = tk.from_texts(["四风"] * 3, date=["2023-01-01", None, None])
    ax = charts.trend(tk.trends(tk.count(docs, "year")))
    assert "2 undated documents are not shown." in dict(words(ax.get_figure()))


def test_a_dollar_is_no_formula():
    ax = charts.top_terms(pd.DataFrame({"term": ["预算$100_a与$200^b"], "n": [1]}))
    assert "预算$100_a与$200^b" in dict(words(ax.get_figure()))
    assert not any(text.get_parse_math() for text in ax.get_yticklabels())


def test_documents_and_topics_go_by_their_names(docs, drawn):
    titled = tk.moves(docs).assign(title="一个题目")
    assert "一个题目" in dict(words(charts.moves(titled).get_figure()))
    model = tk.topics(tk.from_texts(["农村 粮食 耕地"] * 3 + ["检察 办案 公诉"] * 3), 2, drop=())
    ax = charts.topics(replace(model, labels={0: "Farming 农业"}))
    said = dict(words(ax.get_figure()))
    assert "Farming 农业 · 50%" in said and "Topic 1 · 50%" in said


@pytest.fixture(scope="module")
def model(sample):
    return tk.topics(sample, 8)


@pytest.mark.parametrize("by", ["year", "quarter", "source", "level"])
def test_topics_over_groups_are_legible(model, by):
    ax = charts.topic_shares(model.over(by))
    assert not overlapping(ax.get_figure())
    assert ax.get_title() == ("Topics over time" if by in ("year", "quarter") else f"Topics by {by}")


def test_the_chosen_number_of_topics_is_said():
    table = pd.DataFrame({"k": [2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30], "c_v": 0.5, "npmi": -0.1, "stability": 0.4})
    table = table.assign(over_seeds=0.5, over_resamples=0.3, chosen=table["k"] == 8)
    ax = charts.topic_choice(table)
    assert any("8 is chosen" in text for text in dict(words(ax.get_figure())))
    assert not overlapping(ax.get_figure())


def test_text_in_a_pdf_can_be_selected(drawn, tmp_path):
    import pypdfium2

    path = charts.save(drawn["top_terms"](None), tmp_path / "chart.pdf")
    document = pypdfium2.PdfDocument(path)
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert "乡村振兴" in text and "rural revitalization" in text


def test_an_svg_needs_no_font(drawn, tmp_path):
    path = charts.save(drawn["moves"](None), tmp_path / "chart.svg")
    tags = {element.tag.split("}")[-1] for element in ET.parse(path).iter()}
    assert "path" in tags and "text" not in tags


def test_an_svg_can_keep_its_text(drawn, tmp_path):
    path = charts.save(drawn["moves"](None), tmp_path / "chart.svg", text=True, transparent=True)
    assert "required" in "".join(ET.parse(path).getroot().itertext())


def test_the_same_chart_gives_the_same_file(drawn, tmp_path):
    for ending in ("svg", "png", "pdf"):
        first = charts.save(drawn["trend"](None), tmp_path / f"a.{ending}").read_bytes()
        assert first == charts.save(drawn["trend"](None), tmp_path / f"b.{ending}").read_bytes()


def test_a_missing_glyph_is_an_error_and_not_a_box(tmp_path):
    table = pd.DataFrame({"term": ["四风\U0001f9ff"], "n": [1]})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ax = charts.top_terms(table)
    with pytest.raises(ValueError, match=r"Glyph .* missing"):
        charts.save(ax, tmp_path / "chart.png")
    assert not (tmp_path / "chart.png").exists()


def test_another_ending_is_refused(drawn, tmp_path):
    with pytest.raises(ValueError, match=r"\.png, \.svg, \.pdf"):
        charts.save(drawn["moves"](None), tmp_path / "chart.bmp")


def test_empty_tables_and_missing_columns_are_refused(docs):
    empty = tk.find_terms(docs).iloc[:0]
    with pytest.raises(ValueError, match="no rows"):
        charts.dispersion(empty)
    with pytest.raises(ValueError, match="needs the column"):
        charts.top_terms(tk.count(docs), value="share")
    with pytest.raises(ValueError, match="not in the table: 六稳"):
        charts.trend(tk.trends(tk.count(docs, "year")), terms=["六稳"])
    with pytest.raises(ValueError, match=r"share is unknown in every row; .* docs=docs"):
        charts.top_terms(tk.frequencies(tk.count(tk.find_terms(docs))), value="share")
    with pytest.raises(ValueError, match="6 concepts apart by colour, not 7"):
        hits = pd.DataFrame({"doc_id": "a", "concept": list("abcdefg"), "position": 0.5})
        charts.dispersion(hits, concepts=list("abcdefg"))
    with pytest.raises(ValueError, match="one group"):
        charts.top_terms(tk.frequencies(tk.count(docs, "year")))


def test_rates_over_mixed_languages_are_refused_with_advice(docs):
    with pytest.raises(ValueError, match="by=\\['lang', 'year'\\]"):
        charts.trend(tk.trends(tk.count(docs, "year")), terms=["三个规定"], value="per_10k")


def test_a_period_without_documents_breaks_the_line(docs):
    ax = charts.trend(tk.trends(tk.count(docs, "year")), terms=["三个规定"])
    line = ax.lines[0].get_ydata()
    assert len(line) == 4 and line[2] != line[2], "2023 has no documents"


def test_a_title_of_ones_own_replaces_ours(drawn):
    ax = drawn["trend"](None)
    ax.set_title("一个标题")
    assert [ax.get_title(loc=loc) for loc in ("left", "center", "right")] == ["", "一个标题", ""]


def test_the_theme_ends_with_its_block():
    before = mpl.rcParams["font.family"]
    with charts.theme("slide"):
        assert mpl.rcParams["font.size"] == 15
    assert mpl.rcParams["font.family"] == before
    with pytest.raises(ValueError, match="notebook, paper, slide"), charts.theme("poster"):
        pass


def network_of(edges, docs=1):
    """A network whose edges are (source, target, n, expected)."""
    table = pd.DataFrame(edges, columns=["source", "target", "n", "expected"])
    names = list(dict.fromkeys(table[["source", "target"]].stack()))
    nodes = pd.DataFrame({"concept": names, "docs": docs, "community": range(1, len(names) + 1)})
    return Network(table.assign(cosine=0.5, docs=docs), nodes)


@pytest.mark.parametrize("size", [(4, 3), (7, 5), (14, 9)])
def test_a_network_has_as_many_names_as_there_is_room_for(size):
    names = [f"第{i}个较长的提法 · the English rendering No. {i} of it" for i in range(40)]
    found = network_of([(one, other, 5, 1.0) for one, other in combinations(names, 2)], 3)
    _, ax = plt.subplots(figsize=size)
    charts.network(found, n=40, ax=ax)
    assert not overlapping(ax.get_figure())
    assert len([line for line in ax.lines if line.get_marker() == "o"]) >= 2


def test_a_network_draws_nothing_below_chance():
    drawn = charts.network(network_of([("甲", "乙", 5, 1.0), ("乙", "丙", 2, 4.0)]))
    assert [text for text, _ in words(drawn.get_figure()) if text in "甲乙丙"] == ["甲", "乙"]
    with pytest.raises(ValueError, match="more often than by chance"):
        charts.network(network_of([("乙", "丙", 2, 4.0)]))
    with pytest.raises(ValueError, match=r"docs=docs"):
        charts.network(replace(network_of([("甲", "乙", 5, 1.0)]), edges=pd.DataFrame(
            {"source": ["甲"], "target": ["乙"], "n": 2, "docs": 1, "expected": float("nan"), "ll": float("nan")})), value="ll")  # fmt: skip


def test_arrivals_of_one_day_are_all_seen():
    docs = tk.from_texts(
        ["四风"] * 3 + ["开会"], level=["central", "province", "city", "city"], date=["2024-01-05"] * 3 + ["2024-01-01"]
    )
    ax = charts.diffusion(tk.arrivals(tk.find_terms(docs), docs))
    places = {(float(line.get_xdata()[0]), float(line.get_ydata()[0])) for line in ax.lines}
    assert len(places) == 3 and len({line.get_color() for line in ax.lines}) == 3


def test_days_stand_beside_and_what_has_no_first_date_is_noted():
    docs = tk.from_texts(
        ["四风", "四风", "三个规定"], body=["甲", "乙", "乙"], date=["2024-01-01", "2024-01-31", "2024-02-01"]
    )
    ax = charts.diffusion(tk.arrivals(tk.find_terms(docs), docs, level="body", origin="甲"))
    said = [text for text, _ in words(ax.get_figure())]
    assert "≤30" in said and "One concept has no first date to count from." in said


def test_priorities_draw_a_line_for_what_both_texts_have():
    changed = tk.compare("一、扩大内需\n二、三个规定\n三、乡村振兴", "一、三个规定\n二、绿色转型\n三、扩大内需")
    ax = charts.priorities(changed.sections)
    assert len(ax.lines) == 2
    with pytest.raises(ValueError, match="parent=5"):
        charts.priorities(changed.sections, parent=5)
    with pytest.raises(ValueError, match="no rows"):
        charts.priorities(tk.compare("四风。", "四风。").sections)


def test_terms_in_one_point_share_a_name_and_the_sides_are_named():
    docs = tk.from_texts(["改革 开会 落实 发展 改革 开会 落实 发展", "浪费 浪费 浪费"], side=["甲", "乙"], lang="zh")
    key = tk.keyness(tk.count(docs, by="side"), "甲", "乙", min_n=1)
    ax = charts.volcano(key)
    named = [text.get_text() for text in ax.texts]
    assert any(name.endswith("+2") for name in named) and "浪费" in named
    assert ax.get_xlabel() == "Log ratio: 乙 on the left, 甲 on the right"


def test_a_trend_of_several_groups_is_refused():
    docs = tk.from_texts(["四风"] * 2, date="2024-01-01", source=["甲", "乙"])
    with pytest.raises(ValueError, match="choose it first"):
        charts.trend(tk.trends(tk.count(docs, by=["source", "year"])))


def test_a_heat_map_says_what_it_leaves_out():
    docs = tk.from_texts(["四风"] * 14, source=["", "", *map(str, range(12))])
    ax = charts.heatmap(tk.frequencies(tk.count(docs, by="source"), kind="term"))
    assert "Not shown: 2 documents without a source, 2 groups with fewer documents." in dict(words(ax.get_figure()))


def test_communities_beyond_the_colours_are_hollow():
    pairs = [(f"甲{i}", f"乙{i}", 5, 1.0) for i in range(7)]
    found = network_of(pairs)
    found = replace(found, nodes=found.nodes.assign(community=[i // 2 + 1 for i in range(14)]))
    discs = [line for line in charts.network(found).lines if line.get_marker() == "o"]
    assert sum(disc.get_markerfacecolor() == "white" for disc in discs) == 2
    assert len({(disc.get_markerfacecolor(), disc.get_markeredgecolor()) for disc in discs}) == 7


def test_every_month_has_its_dot():
    months = [str(month) for month in pd.period_range("2019-01", "2024-12", freq="M")]
    table = pd.DataFrame({"term": "四风", "period": months, "n": 1, "share": 0.1, "group_docs": 10, "group_lang": "zh"})
    (line,) = charts.trend(table).lines
    assert line.get_marker() == "o" and line.get_markevery() is None
