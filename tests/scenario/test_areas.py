"""Scenarios over areas: the study area is the sum of its areas, the nation of all, wherever things are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact import regions
from impact.inputoutput.model.stages import output_by_stage
from impact.panel.figures import figures_of
from impact.scenario import Scenario, ScenarioResult, run
from impact.scenario.answer.where import BY_PLACE
from impact.scenario.computation.components import deflator
from impact.scenario.computation.demand import demand
from impact.scenario.computation.draws import Array, drawn
from impact.scenario.computation.economy import Economy, economy_of
from impact.scenario.computation.measures import PLACE
from impact.scenario.computation.orders import orders_of
from impact.scenario.computation.outcome import Outcome, outcome_of, totals_of
from impact.scenario.question.assumptions import HOUSEHOLD_CONSUMPTION

AREA = ("CR01", "CR02", "CR03", "CR07")
COROPS = regions.codes("corop")


def changed(scenario: Scenario, **update: Any) -> Scenario:
    definition = scenario.model_dump(mode="json")
    definition.pop("use", None)
    for field, value in update.items():
        group, _, rest = field.partition("__")
        name, _, key = rest.partition("__")
        if not rest:
            definition[group] = value
        elif value is None:
            definition[group][name.replace("_", "-")].pop(key, None)
        else:
            definition[group][name.replace("_", "-")][key] = value
    return Scenario.model_validate(definition)


def over_years(result: ScenarioResult, concept: str, measure: str = "jobs") -> pd.Series[float]:
    assert result.areas is not None
    rows = result.areas.query("year.isna() and stage == 'total' and statistic == 'mean'")
    return rows[(rows["concept"] == concept) & (rows["measure"] == measure)].set_index("region")["value"]


place = st.one_of(
    st.sampled_from([None, ["GM0014"], ["CR07"], ["CR36"], ["GM0363", "CR01"]]),
    st.just({"GM0014": 0.3, "CR29": 0.7}),
)


@settings(max_examples=6, deadline=None)
@given(machine=place, programme=place, centre=place, level=st.floats(0.05, 0.95), spread=st.floats(0.0, 0.29))
def test_areas_add_up_and_where_things_are_changes_nothing_for_the_country(
    baseline: Scenario, machine: Any, programme: Any, centre: Any, level: float, spread: float
) -> None:
    fixed = {"low": level, "central": level, "high": level}, {"low": spread, "central": spread, "high": spread}
    definition = baseline.model_dump(mode="json")
    for name, values in (("own_supply_level", fixed[0]), ("own_supply_error", fixed[1])):
        definition["assumptions"][name] |= values
    common = Scenario.model_validate({k: v for k, v in definition.items() if k != "use"})
    moved = changed(
        common,
        spending__machine__where=machine,
        spending__programme__where=programme,
        staff__expertise_centre__where=centre,
    )
    here, there = (run(scenario, draws=2, seed=4) for scenario in (common, moved))
    for result in (here, there):
        for concept in ("gross", "deadweight", "net_national"):
            found = over_years(result, concept)
            assert found.reindex(COROPS).sum() == pytest.approx(found["NL"], rel=1e-6, abs=5e-5)
            assert found.reindex(AREA).sum() == pytest.approx(found["groningen-noord-drenthe"], rel=1e-6, abs=5e-5)
            rest = found["LD01-rest"] + found["NL-rest"]
            assert found["groningen-noord-drenthe"] + rest == pytest.approx(found["NL"], rel=1e-6, abs=5e-5)
    for measure in ("jobs", "output", "value_added"):
        before, after = (over_years(result, "gross", measure)["NL"] for result in (here, there))
        assert after == pytest.approx(before, rel=1e-9, abs=2e-6)


@pytest.fixture(scope="module")
def plain(baseline: Scenario) -> Scenario:
    return changed(baseline)


@pytest.fixture(scope="module")
def computed(plain: Scenario) -> tuple[Economy, Outcome]:
    economy = economy_of(plain, figures_of())
    return economy, outcome_of(plain, drawn(plain, 20, seed=2), economy)


def national_model(scenario: Scenario, economy: Economy, draws: int, seed: int) -> Array:
    """Return gross output by draw and year of the national table alone, (draws, years)."""
    luck, orders = drawn(scenario, draws, seed), orders_of(scenario, economy)
    asked, real = demand(scenario, luck, economy, orders), deflator(scenario, luck)
    bought = np.einsum("ik,dky->diy", orders.vectors.reshape(40, -1, len(orders.names)).sum(axis=0), asked.purchases)
    wages = asked.wages.sum(axis=1) * real
    found = output_by_stage(
        economy.nation.domestic,
        bought * real[:, None],
        wages=economy.nation.coefficients[:, PLACE["compensation"]],
        consumption=luck.of(HOUSEHOLD_CONSUMPTION)[:, None] * economy.household_pattern,
        payroll=wages,
    )
    return np.asarray((found.direct + found.indirect + found.induced).sum(axis=1) + wages)


def test_the_sum_over_areas_is_the_national_models_figure(plain: Scenario, computed: tuple[Economy, Outcome]) -> None:
    economy, outcome = computed
    summed = outcome.concepts(outcome.by_sector)["gross"][..., PLACE["output"], :].sum(axis=(2, 3, 4))
    np.testing.assert_allclose(summed, national_model(plain, economy, 20, 2), rtol=1e-9)


def test_totals_alone_are_those_of_the_outcome(plain: Scenario, computed: tuple[Economy, Outcome]) -> None:
    economy, outcome = computed
    totals = totals_of(plain, drawn(plain, 20, seed=2), economy)
    assert totals.keys() == outcome.summed.keys()
    for name, drawn_values in outcome.summed.items():
        np.testing.assert_array_equal(totals[name], drawn_values)


def test_an_area_that_is_the_nation_gives_the_national_model(plain: Scenario) -> None:
    everywhere = plain.model_copy(update={"study_area": tuple(COROPS)})
    economy = economy_of(everywhere, figures_of())
    outcome = outcome_of(everywhere, drawn(everywhere, 3, seed=2), economy)
    summed = outcome.totals.by_year["gross"][:, :, PLACE["output"]]
    np.testing.assert_allclose(summed, national_model(everywhere, economy, 3, 2), rtol=1e-9)


def test_an_area_without_an_industry_gets_no_output_of_it(computed: tuple[Economy, Outcome]) -> None:
    economy, outcome = computed
    gross = outcome.concepts(outcome.by_sector)["gross"]
    for area in economy.areas.inside:
        none = (economy.areas.shares[area] @ economy.groups) == 0
        made = np.abs(gross[:, :, area][:, :, none][..., PLACE["value_added"], :]).max(initial=0.0)
        assert made < 1e-12


def test_the_bytes_do_not_hang_on_the_number_of_threads(plain: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    many = run(plain, draws=300, seed=1)
    monkeypatch.setattr("impact.parallel.threads.MOST_THREADS", 1)
    alone = run(plain, draws=300, seed=1)
    pd.testing.assert_frame_equal(many.impacts, alone.impacts, check_exact=True)
    assert many.areas is not None and alone.areas is not None
    pd.testing.assert_frame_equal(many.areas, alone.areas, check_exact=True)


def test_municipalities_add_up_and_a_named_team_is_in_its_place(baseline_result: ScenarioResult) -> None:
    below = baseline_result.municipalities
    assert below is not None
    rows = below.query("year.isna() and statistic == 'mean' and measure == 'jobs'")
    for concept in ("gross", "deadweight", "alternative_use", "displaced", "net_regional"):
        summed = rows[rows["concept"] == concept]["value"].sum()
        assert summed == pytest.approx(baseline_result.over_years(concept, "jobs")["mean"], abs=1e-4)
    gross = rows[rows["concept"] == "gross"].set_index("region")["value"]
    assert gross["GM0014"] > 0.7 * gross.sum()


def test_the_programme_area_is_the_sum_of_its_municipalities(plain: Scenario) -> None:
    programme = plain.model_copy(update={"study_area": "nij-begun"})
    result = run(programme, draws=3, seed=1)
    assert result.municipalities is not None
    rows = result.municipalities.query(
        "year.isna() and statistic == 'mean' and measure == 'jobs' and concept == 'gross'"
    )
    assert set(rows["region"]) == set(regions.study_area("nij-begun").municipalities)
    assert rows["value"].sum() == pytest.approx(result.over_years("gross", "jobs")["mean"], abs=1e-4)
    parts = over_years(result, "gross")
    assert {"CR07-inside", "CR07-rest"} <= set(parts.index)
    assert parts["CR07-inside"] + parts["CR07-rest"] == pytest.approx(parts["CR07"], rel=1e-6)
    assert "CR07" not in over_years(result, "net_regional").index


def test_municipalities_elsewhere_are_left_out_and_it_is_said(plain: Scenario) -> None:
    result = run(plain.model_copy(update={"study_area": ("CR36",)}), draws=2)
    assert result.municipalities is None
    assert any("no outcome by municipality" in note["en"] for note in result.notes)


PLACES = ["groningen-noord-drenthe", "LD01-rest", "NL-rest", "NL"]


def by_place(result: ScenarioResult, concept: str) -> pd.DataFrame:
    of = result.totals["concept"] == BY_PLACE[concept]
    rows = result.totals[of & result.totals["year"].isna() & (result.totals["stage"] == "total")]
    jobs = rows[rows["measure"] == "jobs"]
    return jobs.pivot_table(index="region", columns="statistic", values="value").reindex(PLACES)


@pytest.mark.parametrize("concept", ["gross", "deadweight", "net_national"])
def test_totals_have_the_area_the_rests_and_the_nation_which_is_their_sum(
    baseline_result: ScenarioResult, concept: str
) -> None:
    places = by_place(baseline_result, concept)
    assert places.loc[PLACES[:3], "mean"].sum() == pytest.approx(places.loc["NL", "mean"], rel=1e-9, abs=5e-6)
    own = baseline_result.over_years(concept, "jobs")
    where = "NL" if concept == "net_national" else PLACES[0]
    for statistic in ("p05", "p50", "p95"):
        assert places.loc[where, statistic] == own[statistic]


def test_quantiles_of_the_rests_and_the_nation_are_those_of_their_draws(baseline_result: ScenarioResult) -> None:
    places, kept = by_place(baseline_result, "gross"), baseline_result.area_draws
    assert kept is not None
    for region in PLACES:
        low, high = np.quantile(kept.drawn[region, "gross", "jobs", None], [0.05, 0.95])
        assert (places["p05"][region], places["p95"][region]) == pytest.approx((low, high), rel=1e-5)


def test_who_asks_totals_for_a_concept_meets_no_other_region(baseline_result: ScenarioResult) -> None:
    of_area = baseline_result.totals[~baseline_result.totals["concept"].isin(BY_PLACE.values())]
    assert all(len(set(regions)) == 1 for _, regions in of_area.groupby("concept")["region"])
