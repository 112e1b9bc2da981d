"""A scenario with other values is checked as a file is, and its file gives the same bytes."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.errors import InputError
from impact.scenario import Scenario, run
from impact.scenario.question.extending import shipped_scenarios
from impact.scenario.question.room import items
from impact.scenario.question.writing import toml_of

SHIPPED = shipped_scenarios()
LEAVES = st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8) | st.dates()
KEYS = st.text(min_size=1, max_size=6)
TABLES = st.dictionaries(
    KEYS, st.recursive(LEAVES | st.lists(LEAVES, max_size=3), lambda inner: st.dictionaries(KEYS, inner, max_size=3))
)


@given(TABLES)
def test_tables_read_back_as_they_were_written(tables: dict[str, object]) -> None:
    assert tomllib.loads(toml_of(tables)) == tables


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_scenario_is_the_one_that_its_text_defines(name: str) -> None:
    scenario = Scenario.load(name)
    assert Scenario.parse(scenario.to_toml(), name=name) == scenario
    assert scenario.to_toml().startswith("extends") == (scenario.extension is not None)


def test_a_changed_scenario_and_its_file_give_the_same_bytes(baseline: Scenario, tmp_path: Path) -> None:
    changed = baseline.with_values({"spending.firms.amount": 25, "assumptions.staff_displacement_share": 0.5}, "mine")
    file = tmp_path / "mine.toml"
    file.write_text(changed.to_toml(), encoding="utf-8")
    for folder, scenario in (("a", changed), ("b", Scenario.load(file))):
        run(scenario, draws=3, keep="areas").save(tmp_path / folder)
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert "manifest.json" in files
    assert files == sorted(path.name for path in (tmp_path / "b").iterdir())
    for name in files:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name


def test_a_small_change_is_a_small_file(baseline: Scenario) -> None:
    changed = baseline.with_values({"spending.firms.amount": 25})
    told = tomllib.loads(changed.to_toml())
    assert told["extends"] == "ai-fabriek-baseline"
    assert told["spending"] == {"firms": {"amount": 25.0}}
    assert set(told) == {"extends", "title", "spending", "reserve"}
    assert changed.extension is not None
    assert changed.extension.changed == ("spending.firms", "reserve")
    assert changed.name in changed.title.en


def test_the_file_of_somebody_stands_by_itself(tmp_path: Path, baseline: Scenario) -> None:
    file = tmp_path / "own.toml"
    file.write_text(baseline.to_toml().replace("impact project", "Somebody"), encoding="utf-8")
    changed = Scenario.load(file).with_values({"spending.firms.amount": 25}, "other")
    assert "extends" not in tomllib.loads(changed.to_toml())
    assert (changed.author, changed.name) == ("Somebody", "other")
    assert changed.title == baseline.title
    assert Scenario.parse(changed.to_toml(), name="other") == changed


def test_the_reserve_takes_up_what_amounts_differ_by(baseline: Scenario) -> None:
    less = baseline.with_values({"spending.firms.amount": 15})
    assert less.reserve.amount == pytest.approx(baseline.reserve.amount + 5)
    assert less.spending["housing"] == baseline.spending["housing"]


def test_where_the_reserve_is_used_up_ranges_are_lowered_by_one_factor(baseline: Scenario) -> None:
    refused = baseline.with_values({"funding.eurohpc.status": "refused"})
    assert refused.reserve.amount == 0
    assert refused.spending["machine"] == baseline.spending["machine"]  # fixed by contract
    assert sum(item.central for item in items(refused)) == pytest.approx(refused.budget)
    pairs = [(new.high, old.high) for new, old in zip(items(refused), items(baseline), strict=True) if not old.fixed]
    factor = (130 - 64.1) / (201 - 64.1 - baseline.reserve.amount)
    assert [new / old for new, old in pairs] == pytest.approx([factor] * len(pairs))


def test_a_reserve_that_is_given_stays_and_the_plan_must_close_by_itself(baseline: Scenario) -> None:
    kept = baseline.with_values({"spending.firms.amount": 15, "reserve.amount": baseline.reserve.amount + 5})
    assert kept.reserve.amount == baseline.reserve.amount + 5
    with pytest.raises(InputError, match="the same sum twice"):
        baseline.with_values({"spending.firms.amount": 15, "reserve.amount": 1.0})


def test_a_number_closes_a_range_and_its_chance_of_nothing(baseline: Scenario) -> None:
    some = baseline.with_values({"assumptions.deadweight_share": {"nothing": 0.3}})
    assert some.assumptions["deadweight_share"].nothing == 0.3
    closed = some.with_values({"assumptions.deadweight_share": 0.2}).assumptions["deadweight_share"]
    assert closed.fixed
    assert closed.central == 0.2
    assert closed.source == baseline.assumptions["deadweight_share"].source


def test_everything_that_is_wrong_is_said_at_once(baseline: Scenario) -> None:
    with pytest.raises(InputError) as refused:
        baseline.with_values({"assumptions.deadweight_share": 2, "spending.firms.import_share": "much"})
    fields = [problem.field for problem in refused.value.problems]
    assert [field.split(".")[1] for field in fields] == ["firms", "deadweight_share"]


def test_text_extends_what_is_shipped_and_no_file(tmp_path: Path) -> None:
    there = tmp_path / "there.toml"
    there.write_text("nothing = 1", encoding="utf-8")
    for where in (there, tmp_path / "not-there.toml", "/dev/zero", "../ai-fabriek-baseline"):
        with pytest.raises(InputError, match="the name of a shipped scenario"):
            Scenario.parse(f'extends = "{where}"', name="mine")


def test_text_that_is_too_long_or_not_toml_is_refused_under_its_name() -> None:
    for text, expected in (("x = 1\n" * 200_000, "at most"), ("[", "valid TOML"), (" ", "TOML")):
        with pytest.raises(InputError, match=expected) as refused:
            Scenario.parse(text, name="mine")
        assert refused.value.problems[0].file == "mine.toml"
