"""What was seen in pictures and mended: where texts stand, how lines are broken, whose figures they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import altair as alt
import pandas as pd
import pytest

from impact import bundle, regions
from impact.effects import Evaluation
from impact.productivity import RegionalRecord, shipped_studies
from impact.report import jobs_per_year
from impact.report.charts import theme
from impact.report.charts.around import around, put_around, taken_off
from impact.report.charts.narrow import BAR, WIDTH, narrow
from impact.report.charts.row_names import LINE, beside_rows, lines, one_line
from impact.report.charts.series import Panel, by_year
from impact.report.charts.study import estimates
from impact.report.charts.wide import wide_signed
from impact.report.gallery.named import Asked
from impact.report.gallery.picture import ChartPicture
from impact.report.gallery.registry import named
from impact.report.maps.design_outcome import design_figures
from impact.report.maps.drawing import SIZES
from impact.report.maps.figures import map_figures
from impact.report.maps.picture import MapPicture
from impact.report.maps.question import MapQuestion
from impact.report.pages.picture import FRAMES, SLIDE
from impact.report.pages.picture_page import html
from impact.report.pages.publications import publication
from impact.report.record.facts import facts
from impact.report.record.figures import FIGURES
from impact.report.record.outcomes import Outcome
from impact.report.record.telling import Account
from impact.scenario import ScenarioResult
from impact.words.languages import LANGUAGES, Lang
from impact.words.texts import words

if TYPE_CHECKING:
    from playwright.sync_api import Browser

AROUND = {"title": "t", "subtitle": "in what", "source": "Source: x."}
ENGLISH = {"and", "effects", "instruments", "manufacturing", "high-tech", "italy", "business", "public", "on", "fixed"}


@dataclass(frozen=True)
class Placed:
    """A text of a drawing with the place of its first line."""

    text: str
    x: float
    y: float
    lines: int


def placed(svg: str) -> dict[str, Placed]:
    """Return the texts of a drawing, each by its words on one line; the first of those alike."""
    found = list(_texts(ElementTree.fromstring(svg), 0.0, 0.0))
    return {one.text: one for one in reversed(found)}


def _texts(node: ElementTree.Element, x: float, y: float) -> Iterator[Placed]:
    moved = re.search(r"translate\(([-\d.]+)[ ,]+([-\d.]+)\)", node.get("transform", ""))
    if moved:
        x, y = x + float(moved[1]), y + float(moved[2])
    if node.tag.endswith("}text"):
        parts = [part.text or "" for part in node] or [node.text or ""]
        yield Placed(" ".join(parts).strip(), x, y, len(parts))
    for part in node:
        yield from _texts(part, x, y)


def bars_named(*names: str) -> alt.VConcatChart:
    rows = pd.DataFrame({"name": [lines(name, 20) for name in names], "value": [1.0] * len(names)})
    base = alt.Chart(rows).encode(y=alt.Y("name:N", sort=None, axis=beside_rows()), x="value:Q")
    return theme.signed(base.mark_bar().properties(width=200, height=100 * len(names)), "nl", **AROUND)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_heads_of_gross_and_net_stand_level(baseline_result: ScenarioResult, lang: Lang) -> None:
    found = placed(theme.svg(jobs_per_year(baseline_result, lang=lang)))
    heads = {"nl": ("Bruto, regio", "Netto, regio"), "en": ("Gross, region", "Net, region")}
    gross, net = (found[head] for head in heads[lang])
    assert gross.y == net.y
    assert gross.x < net.x


def test_heads_stand_level_over_axes_of_which_one_ends_in_a_figure_and_the_other_does_not() -> None:
    def panel(top: float, heading: str) -> Panel:
        rows = pd.DataFrame({"series": ["a"] * 2, "year": [2020, 2021], "value": [1.0, top]})
        return Panel(rows, "number", heading=heading)

    found = placed(theme.svg(by_year([panel(475, "One"), panel(2375, "Two")], lang="en", **AROUND)))
    assert found["One"].y == found["Two"].y
    assert "2,500" in found  # the axis ends at a figure above the highest mark


def test_a_name_of_several_lines_stands_in_the_middle_of_its_row() -> None:
    found = placed(theme.svg(bars_named("A name that takes three lines to be written", "Short")))
    long, short = (next(one for text, one in found.items() if text.startswith(start)) for start in ("A name", "Short"))
    assert long.lines == 3
    assert short.y - (long.y + LINE * (long.lines - 1) / 2) == pytest.approx(100)


def test_on_a_phone_too_names_stand_in_the_middle_and_bars_are_no_thicker_than_they_should() -> None:
    svg = narrow(bars_named("A name that takes three lines", "Short")).svg
    found = placed(svg)
    long = next(one for text, one in found.items() if text.startswith("A name"))
    row = found["Short"].y - (long.y + LINE * (long.lines - 1) / 2)
    bars = re.findall(r'aria-roledescription="bar"[^>]*d="M[-\d.]+,([-\d.]+)h[-\d.]+v([-\d.]+)', svg)
    assert [float(high) for _, high in bars] == [BAR, BAR]
    assert float(bars[1][0]) - float(bars[0][0]) == pytest.approx(row)


def test_three_lines_of_one_name_do_not_touch_the_next() -> None:
    name = "Value added outside B, D and E, per employed person (all sectors), current prices"
    rows = pd.DataFrame(
        {
            "outcome": [name, name.replace("B, D", "C, D")],
            "series": ["a"] * 2,
            "estimate": 1.0,
            "lower": 0.0,
            "upper": 2.0,
        }
    )
    found = placed(theme.svg(estimates(rows, lang="en", title="t", unit="%", source="x")))
    first, second = sorted((one for text, one in found.items() if "outside" in text), key=lambda one: one.y)
    assert first.lines >= 3
    assert second.y - (first.y + LINE * (first.lines - 1)) > LINE


def test_words_end_at_a_hyphen_only_where_they_are_longer_than_a_line() -> None:
    assert lines("Overig Groningen en Noord-Drenthe", 26) == "Overig Groningen en\nNoord-Drenthe"
    assert lines("Midden-Noord-Brabant", 17) == "Midden-Noord-\nBrabant"
    assert one_line("Midden-Noord-\nBrabant en|Twente") == "Midden-Noord-Brabant en Twente"


def test_no_word_stands_alone_on_the_last_line_of_a_title_or_subtitle() -> None:
    title = "Werkzame personen, alle sectoren, oudere uitgave: waar de vergelijking uit bestaat"
    first, last = theme.Lines().title(title)
    assert f"{first} {last}" == title
    assert abs(len(first) - len(last)) < 15
    assert theme.Lines().title("") == []
    measured = "Logpunten: 0,04 is ongeveer 4 procent. Punt: wat een studie vond. Streep: laagste tot hoogste "
    measured += "schatting, geen interval. Vlak: ingeschat."
    lines = theme.Lines().subtitle(measured)
    assert " ".join(lines) == measured
    assert abs(len(lines[0]) - len(lines[1])) < 20


def test_a_subtitle_begins_as_a_sentence_and_the_mark_of_a_right_stays_with_whose_it_is() -> None:
    told = theme.Lines()
    assert told.subtitle("% change, 2019 to 2024") == "% change, 2019 to 2024"
    assert told.subtitle("duizend banen, 2024") == "Duizend banen, 2024"
    text = f"{'Bron: CBS, een hele lange naam van een tabel. ' * 2}Grenzen: © Kadaster / CBS, 2024."
    for most in range(20, 100):
        assert not [line for line in theme.Lines(most / 105).foot([text]) if line.endswith("©")]
    assert told.foot(["Of whom.\nSource: x."]) == ["Of whom.", "Source: x."]


@pytest.mark.parametrize("title", ["A finding", ""])
def test_on_a_slide_a_chart_is_as_wide_as_its_frame_and_no_line_is_cut_off(title: str) -> None:
    chart = bars_named(*(f"Row {at}" for at in range(4)))
    spec, told = taken_off(chart.to_dict())
    long = (
        "What is measured, said at such a length that it takes more than a page is wide, and is still not at its end."
    )
    put = put_around(spec, told.__class__("t", long, long))
    made = alt.VConcatChart.from_dict(put)
    frame = FRAMES[SLIDE]
    assert frame is not None
    shape = frame[0] / frame[1]
    svg = wide_signed(made, shape, title)
    assert theme.width(svg) / theme.height(svg) == pytest.approx(shape, rel=0.03)
    assert "…" not in svg
    assert around(made.to_dict()).subtitle == long
    assert (title or ">t<") in svg


def test_studies_are_called_in_the_language_of_the_reader() -> None:
    studies = shipped_studies()
    for name in studies.outcomes:
        dutch, english = (Outcome(name, studies.of(name), words("record", lang)) for lang in ("nl", "en"))
        assert list(english.shown.table["study"]) == list(studies.of(name).table["study"])
        assert dutch.shown.table["study"].is_unique
        said = " ".join(dutch.shown.table["study"]).lower()
        assert not ENGLISH & set(re.findall(r"[a-z][a-z-]*", said)), said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_chart_of_a_study_says_of_which_and_no_more_than_it_shows(
    evaluated: Callable[[str], Evaluation], lang: Lang
) -> None:
    study = evaluated("eemshaven-2016")
    drawn = {
        name: ChartPicture(named(name).draw(study, Asked(lang)), lang)
        for name in ("estimates", "detectable", "compared", "event-plot", "gap-path", "weights", "power", "permutation")
    }
    for name in ("estimates", "detectable"):
        assert drawn[name].title.startswith("Google Eemshaven, 2016: ")
    assert drawn["compared"].subtitle.startswith("Google Eemshaven, 2016. ")
    assert not re.search(
        "verwacht|expected", drawn["detectable"].title
    )  # nothing is expected of it, so nothing is drawn
    for name in ("event-plot", "gap-path", "weights", "power", "permutation"):
        assert drawn[name].foot[0].startswith("Overig Groningen (CR03)"), name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_chart_of_an_area_says_which(region_record: RegionalRecord, lang: Lang) -> None:
    account = Account(region_record, shipped_studies(), publication("regional-record").words(lang))
    quoted = facts(account, "today")
    for name in ("level", "gap", "jobs", "births", "birth_rate"):
        told = around(FIGURES[name](account, quoted).chart.to_dict())
        assert region_record.area.title(lang) in told.subtitle, name


def north(*years: int) -> MapPicture:
    asked = MapQuestion("establishments", level="gemeente", years=years)
    return MapPicture(map_figures(asked), "en", regions.study_area("groningen-noord-drenthe"))


def test_the_key_has_the_hatching_of_a_year_that_is_not_the_last() -> None:
    svg = MAPS["years"]()
    assert "no figure (hatched)" in placed(svg)


def test_both_keys_of_a_zoomed_map_stand_under_each_other() -> None:
    found = placed(MAPS["years"]())
    none = found["no figure (hatched)"]
    classes = [one for text, one in found.items() if re.fullmatch(r"[\d,]+ to [\d,]+", text)]
    assert len(classes) == 5
    assert all(one.y < none.y and one.x == pytest.approx(none.x, abs=4) for one in classes)


def _of_years() -> str:
    from impact.report.maps.picture import chart

    return theme.svg(chart(north(2015, 2025)))


MAPS: dict[str, Callable[[], str]] = {"years": _of_years}


def test_regions_without_a_figure_are_counted_among_those_in_the_picture() -> None:
    picture = north(2010, 2025)
    shown = picture.shown["region"].nunique()
    assert f"of the {shown} municipalities" in " ".join(picture.remarks)
    assert "342" not in " ".join(picture.remarks)
    assert "sum_groups" not in " ".join(picture.remarks)


def test_a_change_of_what_a_study_looks_at_has_its_unit_and_does_not_miss_the_nation() -> None:
    figures = design_figures("eemshaven-2016", change_from=2010)
    assert figures.unit.spoken("nl") == "% verandering"
    assert not [note for note in figures.notes if re.search(r"\bNL\b", note.spoken("en"))]


def test_on_a_phone_the_title_of_a_page_stands_once(evaluated: Callable[[str], Evaluation]) -> None:
    picture = ChartPicture(named("estimates").draw(evaluated("eemshaven-2016"), Asked("en")), "en")
    page = html(picture)
    slim = page[page.index('class="drawing narrow"') :]
    assert '<p class="title">' not in slim
    assert page.count(f"<h1>{picture.title}</h1>") == 1


def test_on_a_phone_each_sentence_of_a_table_stands_under_the_name_of_its_column(browser: Browser) -> None:
    head = "<tr><th>What</th><th>The claim</th><th>The model</th><th>The study</th></tr>"
    cells = "".join(f'<td data-head="The {name}">A sentence.</td>' for name in ("claim", "model", "study"))
    table = f"<table><thead>{head}</thead><tbody><tr><th>Work</th>{cells}</tr></tbody></table>"
    style = bundle.reports("house", "page.css").read_text(encoding="utf-8")
    page = browser.new_page(viewport={"width": 320, "height": 700})
    page.set_content(f'<style>{style}</style><div class="table columns-4 prose">{table}</div>')
    told = page.eval_on_selector_all(
        "td", "all => all.map(one => [getComputedStyle(one, '::before').content, one.getBoundingClientRect().top])"
    )
    page.close()
    assert [name for name, _ in told] == ['"The claim"', '"The model"', '"The study"']
    tops = [top for _, top in told]
    assert tops == sorted(set(tops))


def test_what_is_drawn_for_a_phone_is_no_wider_than_one() -> None:
    assert theme.width(narrow(bars_named("Name", "Another")).svg) <= WIDTH
    assert SIZES["phone"].across <= 300
