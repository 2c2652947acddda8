import warnings
import xml.etree.ElementTree as ET
from itertools import pairwise

import matplotlib as mpl

mpl.use("agg")
import matplotlib.pyplot as plt
import pandas as pd
import pytest

import toolkit as tk
from toolkit import charts

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
    return {
        "top_terms": lambda ax: charts.top_terms(tk.label(tk.frequencies(tk.count(docs), kind="term")), ax=ax),
        "trend": lambda ax: charts.trend(by_year, terms=["三个规定", "乡村振兴"], ax=ax),
        "heatmap": lambda ax: charts.heatmap(tk.label(tk.frequencies(tk.count(docs, "source"), kind="term")), ax=ax),
        "dispersion": lambda ax: charts.dispersion(tk.label(tk.find_terms(docs)), ax=ax),
        "topics": lambda ax: charts.topics(tk.topics(tokens, 2, drop=()), ax=ax),
        "moves": lambda ax: charts.moves(tk.moves(docs), ax=ax),
    }


NAMES = ["top_terms", "trend", "heatmap", "dispersion", "topics", "moves"]


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


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_drawn_outside_the_picture(drawn, name):
    """With a tight box everything is inside; labels must not overlap one another either."""
    ax = drawn[name](None)
    figure = ax.get_figure()
    figure.canvas.draw()
    labels = [text for text in ax.get_yticklabels() if text.get_text()]
    boxes = sorted((text.get_window_extent() for text in labels), key=lambda box: box.y0)
    assert all(below.y1 <= above.y0 + 2 for below, above in pairwise(boxes))


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
