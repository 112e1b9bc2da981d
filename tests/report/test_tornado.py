"""The tornado of a headline: its figures are those of the analysis, in both languages, on both widths."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from impact.report import tornado
from impact.report.charts import theme
from impact.report.charts.narrow import WIDTH, narrow
from impact.report.charts.row_names import one_line
from impact.scenario import Scenario, Sensitivity
from impact.scenario.drivers.headlines import OF_SPENDING
from impact.scenario.drivers.inputs import space_of
from impact.scenario.drivers.titles import title_of
from impact.words.languages import LANGUAGES, Lang

NAMES = ["staff.operations.scale", "assumptions.deadweight_share"]
HEADLINE = "net_regional.jobs"


@pytest.fixture(scope="module")
def found(baseline: Scenario) -> Sensitivity:
    """Made by hand: the chart needs no model."""
    inputs = {one.name: one for one in space_of([baseline]).inputs if one.name in NAMES}
    ends = {"low": [90.0, 180.0], "high": [200.0, 120.0], "base": 150.0, "headline": HEADLINE, "input": NAMES}
    return Sensitivity(
        scenario=baseline,
        headlines=OF_SPENDING,
        inputs=inputs,
        titles={name: title_of(baseline, one) for name, one in inputs.items()},
        indices=pd.DataFrame({"headline": HEADLINE, "input": NAMES, "total": [0.2, 0.7]}),
        tornado=pd.concat([pd.DataFrame(ends).assign(others=others) for others in ("central", "drawn")]),
        means=pd.DataFrame(),
        choice=None,
        manifest={"price_year": 2024, "sources": []},
    )


def _rows(spec: Any) -> Iterator[dict[str, Any]]:
    for data in spec["datasets"].values():
        yield from (row for row in data if "to" in row)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_bars_run_from_the_middle_to_the_ends_and_the_weightiest_comes_first(found: Sensitivity, lang: Lang) -> None:
    spec = tornado(found, headline=HEADLINE, lang=lang).to_dict()
    rows = list(_rows(spec))
    ends = {(row["facet"], row["to"]) for row in rows}
    assert ends == {(facet, end) for facet in ("central", "drawn") for end in (90.0, 200.0, 180.0, 120.0)}
    assert {row["base"] for row in rows} == {150.0}
    first = found.titles["assumptions.deadweight_share"]
    assert one_line(rows[0]["name"]) == getattr(first, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_fits_a_page_and_a_narrow_screen(found: Sensitivity, lang: Lang) -> None:
    chart = tornado(found, headline=HEADLINE, lang=lang)
    assert theme.width(theme.svg(chart)) <= theme.LIMIT
    assert theme.width(narrow(chart).svg) <= WIDTH


def test_an_input_that_matters_to_nothing_has_no_bar(found: Sensitivity) -> None:
    few = found.indices.assign(total=[0.001, 0.7])
    spec = tornado(replace(found, indices=few), headline=HEADLINE, lang="en").to_dict()
    assert len({row["name"] for row in _rows(spec)}) == 1
