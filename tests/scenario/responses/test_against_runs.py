"""Responses give the totals of a run of the changed scenario, draw by draw."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.errors import InputError
from impact.panel.figures import figures_of
from impact.scenario import Scenario, run
from impact.scenario.answer.statistics import ALL
from impact.scenario.computation.concepts import CONCEPTS, PARTS, STEPS
from impact.scenario.computation.draws import drawn
from impact.scenario.computation.economy import economy_of
from impact.scenario.computation.measures import MEASURES
from impact.scenario.computation.outcome import only_totals
from impact.scenario.computation.shared import shared_models
from impact.scenario.computation.totals import Totals
from impact.scenario.responses import Figures, Responses, responses

CLOSE = 1e-12  # of the largest gross figure of a measure: net is a difference of such figures


def amounts(low: float, high: float) -> st.SearchStrategy[object]:
    """A number, or a range."""
    number = st.floats(low, high).map(lambda value: round(value, 3))
    return number | st.tuples(number, number, number).map(
        lambda three: dict(zip(("low", "central", "high"), sorted(three), strict=True))
    )


PLACES: dict[str, st.SearchStrategy[object]] = {
    "spending.firms.amount": amounts(0.0, 40.0),
    "spending.electricity.amount": amounts(2.0, 28.0),
    "spending.machine.amount": st.floats(30.0, 64.1),
    "spending.machine.import_share": amounts(0.5, 0.9),
    "spending.housing.regional_share": amounts(0.0, 0.9),
    "spending.programme.years": st.sampled_from([{2026: 1.0}, {2029: 0.5, 2034: 0.5}]),
    "staff.expertise-centre.scale": amounts(0.0, 2.0),
    "staff.expertise-centre.wage_share": amounts(0.5, 1.0),
    "staff.operations.fte": st.sampled_from([{2027: 10.0}, {2028: 3.0, 2030: 8.0}]),
    "staff.operations.overhead_regional_share": amounts(0.0, 1.0),
    "alternative_use.regional_share": amounts(0.0, 1.0),
    "funding.eurohpc.status": st.sampled_from(["granted", "pending", "refused"]),
    "funding.rijk.amount": st.floats(60.0, 120.0),
    "funding.nij-begun.deadweight_share": amounts(0.0, 0.9),
    "assumptions.supercomputer_delay": amounts(-1.0, 3.0),
    "assumptions.deadweight_share": amounts(0.0, 0.6),
    "assumptions.staff_displacement_share": amounts(0.0, 1.0),
    "assumptions.supplier_displacement_share": amounts(0.0, 1.0),
    "assumptions.alternative_use_share_region": amounts(0.0, 1.0),
    "assumptions.alternative_use_share_nation": amounts(0.0, 1.0),
    "assumptions.national_crowding_out_share": amounts(0.0, 1.0),
    "assumptions.productivity_growth": amounts(-0.01, 0.03),
    "assumptions.price_growth": amounts(0.0, 0.05),
    "money": st.sampled_from(["cash", "constant"]),
}


def assert_same(found: Figures, expected: Totals) -> None:
    assert expected.summed.keys() == found.summed.keys() == {*STEPS, *PARTS}
    assert expected.by_year.keys() == found.totals.by_year.keys() == CONCEPTS.keys()
    largest = np.abs(expected.summed["gross"]).max(axis=0)
    for name, steps in expected.summed.items():
        for ours in (found.summed[name], found.totals.summed[name]):
            assert (np.abs(ours - steps) <= CLOSE * largest).all(), name
    for kind in ("by_year", "by_stage"):
        for name, drawn_ in getattr(expected, kind).items():
            ours = getattr(found.totals, kind)[name]
            assert ours.shape == drawn_.shape
            across = largest[:, None] if kind == "by_stage" else largest
            assert (np.abs(ours - drawn_) <= CLOSE * across).all(), (kind, name)
    jobs = largest[list(MEASURES).index("jobs")]
    np.testing.assert_allclose(found.totals.net_jobs, expected.net_jobs, rtol=0, atol=CLOSE * jobs)


SETTINGS = st.lists(st.sampled_from(list(PLACES)), min_size=3, max_size=9, unique=True).flatmap(
    lambda places: st.fixed_dictionaries({place: PLACES[place] for place in places})
)


def test_every_total_of_every_draw_is_that_of_a_run_at_any_setting(few: Responses) -> None:
    refused: list[str] = []

    @given(SETTINGS)
    @settings(max_examples=10)
    def of_a_run(values: dict[str, object]) -> None:
        try:
            found = few.at(values)
        except InputError as refusal:
            refused.extend(problem.field for problem in refusal.problems)
            return
        draws = drawn(found.scenario, few.draws.count, few.seed)
        assert_same(found, only_totals(found.scenario, draws, few.ground.economy))

    of_a_run()
    assert len(refused) < 5, refused


def test_the_file_of_a_setting_run_by_itself_gives_its_draws(baseline: Scenario, few: Responses) -> None:
    values = {"spending.firms.amount": 33, "assumptions.deadweight_share": 0.2, "funding.eurohpc.status": "refused"}
    found = few.at(values)
    assert 0 < found.share_cut < 1
    file = Scenario.parse(baseline.with_values(values).to_toml(), name="changed")
    kept = run(file, draws=60, seed=3, keep="totals").by_draw
    assert kept is not None
    for name in found.summed:
        for measure in MEASURES:
            np.testing.assert_allclose(found.of(name, measure), kept.of(name, measure), rtol=0, atol=2**-17)
    for at, year in enumerate(found.years):
        ours = found.by_year("net_regional", "jobs")[:, at]
        np.testing.assert_allclose(ours, kept.of("net_regional", "jobs", year), rtol=0, atol=2**-20)
        np.testing.assert_allclose(found.spending[:, at], kept.of("spending", "spending", year), rtol=0, atol=2**-20)


def test_a_scenario_in_the_same_economy_is_asked_as_a_whole(few: Responses) -> None:
    other = Scenario.load("delayed-supercomputer")
    with shared_models():
        expected = only_totals(other, drawn(other, 60, 3), economy_of(other, figures_of("snapshot")))
    assert_same(few.of(other), expected)


def test_nobody_hired_is_no_obstacle(baseline: Scenario) -> None:
    scenario = Scenario.load("google-eemshaven")
    found = responses(scenario, draws=3).at({})
    draws = drawn(scenario, 3, 0)
    assert_same(found, only_totals(scenario, draws, economy_of(scenario, figures_of("snapshot"))))


def test_quantiles_are_those_of_the_draws(few: Responses) -> None:
    found = few.at({})
    jobs = found.of("gross", "jobs")
    assert found.quantiles("gross", "jobs", (0.0, 1.0)) == (jobs.min(), jobs.max())
    assert found.quantiles("gross", "jobs")[1] == pytest.approx(np.median(jobs))


def test_municipalities_and_areas_are_those_of_a_run(baseline: Scenario) -> None:
    values = {"spending.firms.amount": 26, "assumptions.supplier_displacement_share": 0.1}
    found = responses(baseline, draws=30, seed=2, municipalities=True).at(values)
    result = run(found.scenario, draws=30, seed=2)
    for frame, ours in ((result.municipalities, found.by_municipality), (result.areas, found.by_area)):
        assert frame is not None
        units = found.places.municipalities if ours is found.by_municipality else found.places.areas
        assert units is not None
        for concept in ("gross", "displaced", "net_regional"):
            asked = frame[(frame["concept"] == concept) & (frame["measure"] == "jobs") & (frame["statistic"] == "mean")]
            over_years = asked[asked["year"].isna() & (asked["stage"] == "total") & (asked["sector"] == ALL)]
            told = over_years.set_index("region")["value"]
            means = ours[concept][:, :, list(MEASURES).index("jobs")].mean(axis=0)
            np.testing.assert_allclose(means, told.reindex(units.places).to_numpy(), atol=2e-5)
