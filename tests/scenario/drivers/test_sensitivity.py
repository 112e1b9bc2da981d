"""What drives the baseline: ends that equal runs by hand, groups, nothing for nothing, the folder, the same bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from impact.scenario import Decision, Scenario, Sensitivity, run
from impact.scenario.computation.draws import drawn, ranges
from impact.scenario.computation.use_measures import Concept
from impact.scenario.drivers.designs import design_of
from impact.scenario.drivers.headlines import ALL, OF_SPENDING, headlines_of
from impact.scenario.drivers.inputs import ERRORS, drawn_at, space_of
from impact.scenario.drivers.result import CENTRAL, DRAWN

GROUP = "assumptions.staff_displacement_share+assumptions.supplier_displacement_share"


def _closed(node: Any) -> Any:
    """Return a definition with every range at its central value."""
    if not isinstance(node, dict):
        return node
    if {"low", "central", "high"} <= node.keys():
        return {**node, "low": node["central"], "high": node["central"]}
    return {key: _closed(value) for key, value in node.items()}


def _by_hand(scenario: Scenario, place: tuple[str, ...], value: float) -> Scenario:
    """Return a scenario in which nothing is drawn and one quantity has another value than its central one."""
    found = _closed(scenario.model_dump())
    found["assumptions"]["own_supply_error"] |= {"low": 0.0, "central": 0.0, "high": 0.0}
    node = found
    for key in place:
        node = node[key]
    node |= {"low": value, "central": value, "high": value}
    return Scenario.model_validate(found)


@pytest.mark.parametrize(
    ("place", "end"),
    [
        (("assumptions", "deadweight_share"), "high"),
        (("staff", "operations", "scale"), "low"),
        (("spending", "firms", "amount"), "high"),
    ],
)
def test_the_ends_of_a_bar_are_runs_by_hand(
    baseline: Scenario, analysis: Sensitivity, place: tuple[str, ...], end: str
) -> None:
    """With everything at its central value and one input at its 10th or 90th percentile, as `run` answers it.

    Not so of `own_supply_level`: a file with another central value has trade between areas balanced around that one.
    """
    rows = analysis.tornado[(analysis.tornado["input"] == ".".join(place)) & (analysis.tornado["others"] == CENTRAL)]
    bars = rows.set_index("headline")
    answer = run(_by_hand(baseline, place, float(bars[f"input_{end}"].iloc[0])), draws=1)
    for headline in OF_SPENDING:
        expected = answer.over_years(headline.account, headline.measure)["mean"]
        assert bars.loc[headline.name, end] == pytest.approx(expected, abs=2e-4), headline.name


def test_the_middle_of_a_tornado_is_the_run_with_everything_central(fixed: Any, analysis: Sensitivity) -> None:
    base = analysis.tornado[analysis.tornado["others"] == CENTRAL].groupby("headline")["base"].unique()
    for headline in OF_SPENDING:
        (value,) = base[headline.name]
        assert value == pytest.approx(fixed.over_years(headline.account, headline.measure)["mean"], abs=1e-5)


def test_an_end_is_the_tenth_percentile_that_is_declared(analysis: Sensitivity) -> None:
    """The baseline declares .0 and .3 of deadweight as P10 and P90."""
    bar = analysis.bars("gross.jobs").set_index("input").loc["assumptions.deadweight_share"]
    assert (bar["input_low"], bar["input_high"]) == (pytest.approx(0.0, abs=1e-3), pytest.approx(0.3))


def test_every_headline_has_its_own_drivers(analysis: Sensitivity) -> None:
    """Gross goes with how many people are hired, net with where they come from, use with whether it does anything."""
    most = {name: analysis.of(name)["input"].iloc[0] for name in ALL}
    assert most["gross.jobs"] == "staff.expertise-centre.scale"
    assert most["net_regional.jobs"] == GROUP
    assert {most[name] for name in ALL if name.startswith(Concept.USE)} == {"use.chance"}
    assert set(analysis.indices["headline"]) == set(ALL)


def test_what_cannot_touch_a_headline_has_exactly_nothing(analysis: Sensitivity) -> None:
    """Gross hears nothing of what is displaced, spending nothing of use; their bars have no length, drawn or not."""
    for name, one in (("gross.jobs", GROUP), ("net_regional.jobs", "use.assumptions.startups_extra")):
        row = analysis.of(name).set_index("input").loc[one]
        assert row[["first", "first_low", "first_high", "total", "total_low", "total_high"]].eq(0).all()
        assert not row["told"]
    for others in (CENTRAL, DRAWN):
        bar = analysis.bars("net_regional.jobs", others).set_index("input").loc["use.assumptions.startups_extra"]
        assert bar["low"] == bar["base"] == bar["high"]


def test_what_moves_together_is_one_input_without_a_bar(analysis: Sensitivity) -> None:
    assert GROUP in set(analysis.indices["input"])
    assert not set(analysis.indices["input"]) & set(GROUP.split("+"))
    assert GROUP not in set(analysis.tornado["input"])
    assert ".".join(ERRORS) in set(analysis.indices["input"]) - set(analysis.tornado["input"])


def test_draws_of_a_design_are_those_of_the_ranges(baseline: Scenario) -> None:
    """The same quantiles at the same numbers: the middle half of the draws lies where `drawn` has it."""
    space = space_of([baseline])
    design = design_of(space, 2048, 0)
    mine, theirs = drawn_at(baseline, space, design.a), drawn(baseline, 8000, 0)
    for name in ranges(baseline):
        values = theirs[name]
        np.testing.assert_allclose(
            np.quantile(mine.spending[name], [0.25, 0.5, 0.75]),
            np.quantile(values, [0.25, 0.5, 0.75]),
            atol=0.03 * float(np.ptp(values)) + 1e-12,
        )
    assert mine.spending.errors is not None
    assert np.isfinite(mine.spending.errors).all()
    assert mine.spending.errors.std() == pytest.approx(1, abs=0.01)


def test_a_decision_takes_the_better_option_and_knowing_all_is_worth_most(analysis: Sensitivity) -> None:
    choice = analysis.choice
    assert choice is not None
    assert choice.best == max(choice.payoffs, key=lambda name: choice.payoffs[name])
    assert choice.payoffs["no-go"] == 0.0
    assert sum(choice.shares.values()) == pytest.approx(1)
    assert (choice.each["value"] <= choice.everything.value + 2 * choice.everything.std_error).all()
    jobs, births = (
        analysis.means.set_index("headline").loc[name, "mean"] for name in ("net_regional.jobs", "use.births_in_j")
    )
    assert choice.payoffs["go"] == pytest.approx(-8 + 0.05 * jobs + 0.1 * births, abs=1e-5)


def test_knowing_what_does_not_touch_the_payoff_is_worth_nothing(analysis: Sensitivity) -> None:
    assert analysis.choice is not None
    worth = analysis.choice.each.set_index("input")
    assert worth.index[0] == GROUP
    assert not worth.loc["assumptions.national_crowding_out_share", "told"]


def test_scenarios_of_a_decision_share_their_luck(baseline: Scenario) -> None:
    """What two scenarios both assume has one place along the cube, so that their difference is not noise."""
    other = Scenario.load("no-eu-cofinancing")
    space = space_of([baseline, other])
    points = design_of(space, 64, 0).a
    here, there = (drawn_at(one, space, points).spending for one in (baseline, other))
    np.testing.assert_array_equal(here["assumptions", "deadweight_share"], there["assumptions", "deadweight_share"])


def test_a_scenario_without_use_has_the_headlines_of_spending(baseline: Scenario) -> None:
    without = baseline.model_copy(update={"use": None})
    assert headlines_of(without) == OF_SPENDING
    assert not any(member[0] == "use" for one in space_of([without]).inputs for member in one.members)


def test_the_folder_holds_every_table_and_what_was_decided(analysis: Sensitivity, tmp_path: Path) -> None:
    out = analysis.save(tmp_path / "out")
    names = {path.name for path in out.iterdir()}
    tables = {f"{name}.csv" for name in ("indices", "tornado", "headlines", "inputs", "information", "options")}
    assert names == tables | {"manifest.json"}
    assert len(pd.read_csv(out / "indices.csv")) == len(analysis.indices)
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["decision"]["options"]["go"]["fixed"] == -8
    assert manifest["n"] == 64
    assert set(manifest["files"]) == tables
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    analysis.save(out)
    assert before == {path.name: path.read_bytes() for path in out.iterdir()}


def test_a_decision_keeps_what_it_was_stated_as(decision: Decision) -> None:
    assert decision.scenarios == ["no-eu-cofinancing"]
    assert decision.options["go"].per_unit == {"net_regional.jobs": 0.05, "use.births_in_j": 0.1}
