"""Units as they are written after a number, on an axis and in a column."""

from __future__ import annotations

import pytest

from impact.panel.variables import variables
from impact.report.study.units import amount, unit_name
from impact.scenario import Scenario
from impact.scenario.answer.assumed import UNITS
from impact.scenario.computation.measures import MEASURES
from impact.words.texts import words
from impact.words.units import unit, units


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda m: m.name)
def test_every_measure_of_a_scenario_has_a_unit_with_words(measure) -> None:  # type: ignore[no-untyped-def]
    assert measure.unit in units()


def test_every_unit_of_the_table_of_assumptions_has_words() -> None:
    stated = {a.unit for a in Scenario.load("ai-fabriek-baseline").assumptions.values()}
    assert stated | set(UNITS.values()) | {"euros a year"} <= units().keys()


def test_the_prices_of_an_amount_are_said_or_they_are_current() -> None:
    assert unit("MEUR").after.nl == "miljoen euro in lopende prijzen"
    of_2024 = unit("MEUR").in_prices(2024)
    assert of_2024.axis.en == of_2024.after.en == "million euros, prices of 2024"
    with pytest.raises(ValueError, match="labour years has no prices"):
        unit("labour years").in_prices(2024)


def test_per_cent_stands_against_its_number_and_words_do_not() -> None:
    assert unit("%").beside("4,3", "nl") == "4,3%"
    assert unit("thousand jobs").beside("1,2", "nl") == "1,2 duizend banen"
    assert unit("bicycles").beside("3", "nl") == "3 bicycles"


def test_a_share_is_read_in_hundredths_where_it_is_multiplied_and_nowhere_else() -> None:
    share = unit("share")
    assert (100 * 0.05, share.column.en) == (share.scale * 0.05, "%")
    assert amount(0.05, "share", words("study", "en")) == "+0.050 share"
    assert amount(0.05, "ratio", words("study", "nl")) == "+0,050 verhouding"


def test_an_axis_says_that_per_cents_are_changes() -> None:
    assert unit_name("log points", words("study", "nl")) == "verandering in %"
    assert unit_name("thousand jobs", words("study", "nl")) == "duizend banen"


def test_no_word_of_a_unit_has_a_field_but_the_year_of_prices() -> None:
    for found in units().values():
        for name in (found.after, found.axis, found.column):
            assert "{" not in name.en + name.nl
        assert found.prices is None or all("{year}" in text for text in found.prices)


def test_every_unit_of_the_panel_has_words() -> None:
    counted = {variable.unit for variable in variables().values()}
    assert counted <= units().keys()
