"""Charts for a narrow screen: the same figures, no wider than a phone, nothing cut off."""

from __future__ import annotations

import copy
import re

import altair as alt
import pandas as pd
import pytest

from impact.report.charts import theme
from impact.report.charts.chart import Chart
from impact.report.charts.narrow import NAME, WIDTH, narrow
from impact.report.charts.scenario import illustrations
from impact.scenario import ScenarioResult
from impact.scenario.computation.concepts import HEADLINES
from impact.words.texts import chart_words

CHARTS = ("area", "start", "years", "stages", "sector", "steps")


@pytest.fixture(scope="session")
def charts(baseline_result: ScenarioResult) -> dict[str, alt.VConcatChart]:
    return {one.name: one.draw(baseline_result, lang="nl") for one in illustrations("J")}


def _texts(svg: str) -> list[str]:
    return [re.sub(r"<[^>]+>", " ", found) for found in re.findall(r"<text.*?</text>", svg, flags=re.DOTALL)]


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_of_the_report_fits_a_phone_with_nothing_cut_off(
    charts: dict[str, alt.VConcatChart], name: str
) -> None:
    made = narrow(charts[name])
    assert theme.width(made.svg) <= WIDTH
    assert not [text for text in _texts(made.svg) if "…" in text]
    assert made.title
    assert "Bron: CBS" in made.source
    assert not [text for text in _texts(made.svg) if "Bron:" in text]


@pytest.mark.parametrize("name", ["area", "stages"])
def test_a_chart_is_the_same_after_it_was_drawn_for_a_phone(charts: dict[str, alt.VConcatChart], name: str) -> None:
    before = theme.svg(charts[name])
    first, again = narrow(charts[name]), narrow(charts[name])
    assert first == again
    assert theme.svg(charts[name]) == before


def test_a_chart_that_is_copied_shares_what_stands_in_it_and_can_be_changed_alone() -> None:
    one = Chart(pd.DataFrame({"at": [1.0]})).mark_point().encode(x="at:Q")
    other = copy.deepcopy(one)
    assert other.encoding is one.encoding
    assert other.encode(y="at:Q").to_dict()["encoding"].keys() == {"x", "y"}
    assert one.to_dict()["encoding"].keys() == {"x"}


@pytest.mark.parametrize("name", ["years", "stages", "sector", "steps"])
def test_the_narrow_chart_draws_the_same_marks(charts: dict[str, alt.VConcatChart], name: str) -> None:
    wide, slim = theme.svg(charts[name]), narrow(charts[name]).svg
    for mark in ("mark-rect", "mark-line", "mark-area", "mark-rule", "mark-symbol"):
        assert slim.count(mark) >= wide.count(mark) - wide.count(f"{mark} role-axis") - 30 * (mark == "mark-rule"), mark
    drawn = re.compile(r'aria-roledescription="(?:bar|point|rule|area mark|line mark)"')
    assert len(drawn.findall(slim)) == len(drawn.findall(wide))


def test_panels_that_stand_below_each_other_have_an_axis_each(charts: dict[str, alt.VConcatChart]) -> None:
    slim = narrow(charts["years"]).svg
    assert sum(chart_words("nl")("axis.job_years") in text for text in _texts(slim)) == len(HEADLINES)
    assert sum("Jaar" in text for text in _texts(slim)) == 1


def test_what_is_drawn_is_not_changed_for_the_wide_screen(charts: dict[str, alt.VConcatChart]) -> None:
    before = theme.svg(charts["sector"])
    narrow(charts["sector"])
    assert theme.svg(charts["sector"]) == before


def test_long_names_of_rows_and_of_keys_are_broken_wherever_they_stand() -> None:
    long = "Werkzame personen in informatie en communicatie, oudere uitgave"
    rows = pd.DataFrame(
        {"outcome": [long, "Kort"], "value": [1.0, 2.0], "series": ["Overig Groningen, vanaf de bouw"] * 2}
    )
    drawn = (
        alt.Chart(rows).mark_point().encode(y=alt.Y("outcome:N", sort=[long, "Kort"]), x="value:Q", color="series:N")
    )
    made = narrow(theme.signed(drawn, "nl", title="t", subtitle="s", source="Bron: x."))
    assert theme.width(made.svg) <= WIDTH
    assert long not in made.svg
    lines = [line.strip() for text in re.findall(r"<tspan[^>]*>(.*?)</tspan>", made.svg) for line in [text]]
    assert "in informatie en" in lines
    assert max(len(line) for line in lines if line in long) <= NAME
    assert (made.title, made.subtitle, made.source) == ("t", "S", "Bron: x.")
