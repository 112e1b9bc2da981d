"""What a sensitivity analysis refuses, each once, and what it says to do is not refused again."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from impact.errors import InputError
from impact.scenario import Decision, Scenario, sensitivity
from impact.scenario.drivers.designs import LEAST, MOST, require_size
from impact.scenario.drivers.inputs import space_of

HEAD = 'title = { nl = "a", en = "a" }\nunit = "MEUR"\nsource = "a test"\n'
OPTION = '[options.{name}]\ntitle = {{ nl = "a", en = "a" }}\n'
GO = OPTION.format(name="go") + 'per_unit = { "net_regional.jobs" = 1 }\n'


def _refused(path: Path, text: str) -> InputError:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Decision.load(path)
    return caught.value


def test_a_decision_without_a_payoff_is_refused(tmp_path: Path) -> None:
    error = _refused(tmp_path / "d.toml", HEAD + OPTION.format(name="go") + OPTION.format(name="no"))
    assert "no payoff that hangs on an outcome" in str(error)


def test_a_decision_of_one_option_is_none(tmp_path: Path) -> None:
    assert "two options or more" in str(_refused(tmp_path / "d.toml", HEAD + GO))


def test_a_headline_that_is_not_known_is_named_with_the_nearest(tmp_path: Path) -> None:
    text = HEAD + GO.replace("net_regional.jobs", "net_region.jobs") + OPTION.format(name="no")
    assert "Did you mean 'net_regional.jobs'" in str(_refused(tmp_path / "d.toml", text))


def test_a_decision_without_a_source_and_with_a_misspelt_key_is_refused_for_both(tmp_path: Path) -> None:
    text = HEAD.replace('source = "a test"\n', "") + GO + "cost = 3\n" + OPTION.format(name="no")
    error = _refused(tmp_path / "d.toml", text)
    assert {problem.field for problem in error.problems} == {"source", "options.go.cost"}


@pytest.mark.parametrize("n", [-5, 0, 1, 63, 100, 1000, 1025, 2**17, 10**9])
def test_a_size_that_is_no_power_of_two_is_refused_with_sizes_that_are_not(n: int) -> None:
    with pytest.raises(InputError) as caught:
        require_size(n)
    advised = [int(found.replace(",", "")) for found in re.findall(r"[\d,]*\d", caught.value.problems[0].todo)]
    assert advised
    for size in advised:
        require_size(size)


def test_sizes_from_the_least_to_the_most_are_taken() -> None:
    for size in (LEAST, 1024, MOST):
        require_size(size)


def test_size_and_seed_are_refused_together(baseline: Scenario) -> None:
    with pytest.raises(InputError) as caught:
        sensitivity(baseline, n=1000, seed=-1)
    assert [problem.field for problem in caught.value.problems] == ["--n", "--seed"]
    assert "512 or 1,024" in str(caught.value)


def test_names_that_move_together_have_to_be_drawn_and_stand_in_one_set(baseline: Scenario) -> None:
    one, other = "assumptions.deadweight_share", "assumptions.staff_displacement_share"
    for sets, said in (
        ([(one, "assumptions.staff_displacment_share")], f"Did you mean '{other}'"),
        ([(one, other), (one, "staff.operations.scale")], f"{one} in two sets"),
        ([(one,)], "two names or more"),
    ):
        with pytest.raises(InputError, match=re.escape(said)):
            space_of([baseline], sets)


def test_a_scenario_in_which_nothing_is_drawn_has_no_drivers(baseline: Scenario) -> None:
    def closed(node: Any) -> Any:
        if not isinstance(node, dict):
            return node
        if {"low", "central", "high"} <= node.keys():
            return {**node, "low": node["central"], "high": node["central"]}
        return {key: closed(value) for key, value in node.items()}

    found = closed(baseline.model_dump())
    found["use"] = None
    found["assumptions"]["own_supply_error"] |= {"low": 0.0, "central": 0.0, "high": 0.0}
    with pytest.raises(InputError, match="nothing with a range"):
        sensitivity(Scenario.model_validate(found), n=64)


def test_headlines_of_use_are_refused_of_a_scenario_without_use(baseline: Scenario, tmp_path: Path) -> None:
    path = tmp_path / "d.toml"
    path.write_text(HEAD + GO.replace("net_regional.jobs", "use.births_in_j") + OPTION.format(name="no"), "utf-8")
    without = baseline.model_copy(update={"use": None})
    with pytest.raises(InputError, match=r"no table \[use\]"):
        sensitivity(without, n=64, decision=Decision.load(path))


def test_figures_that_are_not_there_are_refused_as_an_option(baseline: Scenario, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        sensitivity(baseline, n=64, data=tmp_path / "nothing")
    assert caught.value.problems[0].field == "--data"
