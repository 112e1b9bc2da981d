"""Index, growth and gap of any levels: identities, and what a break takes out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.productivity.record.coverage import OUTSIDE_INDUSTRY
from impact.productivity.record.measures import COLUMNS, Measure, Setting, measured

YEARS = range(2010, 2016)
levels_of_six_years = st.lists(st.floats(1, 1e3), min_size=6, max_size=6)


def levels(area: list[float], nation: list[float]) -> pd.DataFrame:
    rows = [
        (c, y, v, "", "s", "v") for c, one in (("CR01", area), ("NL", nation)) for y, v in zip(YEARS, one, strict=True)
    ]
    return pd.DataFrame(rows, columns=["region", "year", "value", "status", "source", "vintage"])


def setting(*breaks: int) -> Setting:
    divided = pd.DataFrame([("CR01", year) for year in breaks], columns=["region", "year"])
    return Setting(OUTSIDE_INDUSTRY, None, "current", 2012, divided)


def of(frame: pd.DataFrame, measure: Measure, region: str = "CR01") -> np.ndarray:
    rows = frame[frame["measure"].eq(measure) & frame["region"].eq(region)]
    return rows.sort_values("year")["value"].to_numpy()


@given(levels_of_six_years, levels_of_six_years, st.floats(0.1, 10))
def test_growth_chains_to_the_index_and_the_gap_knows_no_prices(
    area: list[float], nation: list[float], price: float
) -> None:
    found = measured(levels(area, nation), setting())
    assert list(found[COLUMNS]) == COLUMNS
    chained = np.cumprod(1 + of(found, Measure.GROWTH)[1:] / 100)
    index = of(found, Measure.INDEX)
    assert index[1:] / index[0] == pytest.approx(chained, rel=1e-9)
    assert index[2] == 100
    assert (of(found, Measure.GAP, "NL") == 0).all()
    other = measured(levels([v * price for v in area], [v * price for v in nation]), setting())
    assert of(other, Measure.GAP) == pytest.approx(of(found, Measure.GAP), rel=1e-9, abs=1e-9)


def test_a_break_takes_out_what_crosses_it_and_nothing_else() -> None:
    found = (
        measured(levels([10.0] * 6, [20.0] * 6), setting(2014)).set_index(["region", "measure", "year"]).sort_index()
    )
    gone = {(key[1], key[2]) for key, row in found.iterrows() if row["status"] == "break" and np.isnan(row["value"])}
    assert gone == {("growth", 2014), ("index", 2014), ("index", 2015)}
    assert found.loc[("CR01", "level", 2014), ["value", "status"]].to_list() == [10.0, "break"]
    assert found.loc[("CR01", "gap", 2014), ["value", "status"]].to_list() == [-50.0, ""]
    assert not found.loc["NL", "status"].eq("break").any()


def test_a_break_in_the_first_year_divides_nothing_that_is_there() -> None:
    found = (
        measured(levels([10.0] * 6, [20.0] * 6), setting(2010)).set_index(["region", "measure", "year"]).sort_index()
    )
    assert not found["status"].eq("break").any()
    assert found.loc[("CR01", "growth", 2010), "status"] == "not collected"


def test_the_weaker_status_of_two_figures_stands() -> None:
    figures = levels([10.0] * 6, [20.0] * 6)
    figures.loc[(figures["region"] == "NL") & (figures["year"] == 2015), "status"] = "provisional"
    found = measured(figures, setting()).set_index(["region", "measure", "year"]).sort_index()["status"]
    assert (found["CR01", "gap", 2015], found["CR01", "level", 2015]) == ("provisional", "")
    assert (found["NL", "growth", 2015], found["NL", "growth", 2010]) == ("provisional", "not collected")
