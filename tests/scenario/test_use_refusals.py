"""What cannot be in the table [use] is refused by its field, all of it in one pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from impact.errors import InputError, Problem
from impact.scenario import Scenario

FOUNDED = 'source = "this test"\nbasis = "assumption"\n'


def problems(tmp_path: Path, text: str) -> list[Problem]:
    file = tmp_path / "mine.toml"
    file.write_text(f'extends = "ai-fabriek-baseline"\n{text}', encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Scenario.load(file)
    return list(caught.value.problems)


def stated(name: str, low: float, central: float, high: float) -> str:
    return f"[use.assumptions.{name}]\nlow = {low}\ncentral = {central}\nhigh = {high}\n{FOUNDED}"


CASES = {
    "a ceiling below today's level": (
        stated("adoption_ceiling", 0.3, 0.5, 0.8),
        ("use.assumptions.adoption_ceiling", "0.3", "a ceiling above 0.55", "Raise"),
    ),
    "more firms supported than exist": (
        stated("firms_supported", 10, 900, 2000) + stated("cost_per_firm_supported", 0.001, 0.002, 0.003),
        ("use.assumptions.firms_supported", "in CR01", "that exist there", "State fewer"),
    ),
    "more firms supported in a year than exist, whatever the money pays for": (
        stated("firms_supported", 10, 5000, 9000),
        ("use.assumptions.firms_supported", "5,000 firms a year", "with 10 or more workers that exist", "State fewer"),
    ),
    "shares of areas that do not add up": (
        "[use]\nallocation = { CR03 = 0.7, CR07 = 0.7 }\n",
        ("use.allocation", "shares that sum to 1.4", "sum to 1", "Correct"),
    ),
    "an area outside the study area": (
        "[use]\nallocation = { CR03 = 0.5, CR09 = 0.5 }\n",
        ("use.allocation", "CR09", "COROP areas of the study area", "CR0"),
    ),
    "size classes that do not make the total": (
        stated("adoption_larger_firms_2025", 0.9, 0.95, 1.0) + stated("larger_firms_share", 0.4, 0.45, 0.5),
        ("use.assumptions.adoption_share_2025", "smaller firms of which", "between 0 and 100 %", "larger_firms_share"),
    ),
    "results that end before the evidence": (
        "[use]\nlast_year = 2025\n",
        ("use.last_year", "2025", "2026 or later", "Choose a later year"),
    ),
    "an opening before the evidence": (
        "[use]\nopening = 2023.5\n",
        ("use.opening", "2023.5", "years from 2025", "last_year"),
    ),
    "an opening after the results": (
        "[use]\nopening = 2036.5\n",
        ("use.opening", "2036.5", "to 2035", "last_year"),
    ),
    "a name that is not an assumption": (
        stated("firms_suported", 1, 2, 3),
        ("use.assumptions.firms_suported", "not an assumption on use", "a known one", "firms_supported"),
    ),
    "an assumption of another curve": (
        stated("adoption_imitation", 0.2, 0.3, 0.4),
        ("use.assumptions.adoption_imitation", "not an assumption on use", "a known one", ""),
    ),
    "a probability above 1": (
        stated("no_effect_probability", 0.5, 1.0, 1.5),
        ("use.assumptions.no_effect_probability", "0.5 to 1.5", "between 0 and 1", "Correct"),
    ),
    "an item that is not there": (
        '[use]\nsupport_item = "frims"\n',
        ("use.support_item", "'frims'", "a purchase", "firms"),
    ),
    "R&D of an item that is not there": (
        '[use]\nrd_share = { "staff.expertise" = 0.5 }\n',
        ("use.rd_share.staff.expertise", "'staff.expertise'", "an item of the scenario", "staff.expertise-centre"),
    ),
    "more than all of an item": (
        '[use]\nrd_share = { "staff.operations" = 1.5 }\n',
        ("use.rd_share.staff.operations", "1.5", "shares between 0 and 1", "Correct"),
    ),
    "a delay that is not there": (
        '[use]\ndelayed_by = "supercomputer_dealy"\n',
        ("use.delayed_by", "'supercomputer_dealy'", "an assumption in years", "supercomputer_delay"),
    ),
    "a key that is not known": (
        "[use]\nlast_yaer = 2030\n",
        ("use.last_yaer", "a key that is not known", "a known key", "last_year"),
    ),
    "an assumption without a source": (
        '[use.assumptions.firms_supported]\nlow = 1\ncentral = 2\nhigh = 3\nbasis = "assumption"\n',
        ("use.assumptions.firms_supported.source", "nothing", "a value", "Add this key"),
    ),
    "an item that is taken out": (
        'remove = ["spending.firms"]\n[reserve]\namount = 26.48\n',
        ("use.support_item", "'firms'", "a purchase", ""),
    ),
    "a table that cannot be removed": (
        'remove = ["uses"]\n',
        ("remove", "'uses'", "a table of the scenario that is extended", "use"),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_it_is_refused_in_words(tmp_path: Path, case: str) -> None:
    text, (field, found, expected, todo) = CASES[case]
    (problem,) = problems(tmp_path, text)
    assert problem.field == field
    assert found in problem.found
    assert expected in problem.expected
    assert todo in problem.todo


def test_everything_is_said_at_once(tmp_path: Path) -> None:
    text = '[use]\nlast_year = 2020\nsupport_item = "frims"\ndelayed_by = "no"\n' + stated(
        "adoption_ceiling", 0.2, 0.5, 0.8
    )
    fields = {problem.field for problem in problems(tmp_path, text)}
    assert fields == {"use.last_year", "use.support_item", "use.delayed_by", "use.assumptions.adoption_ceiling"}


@pytest.mark.parametrize("change", ["remove = ['use']", "[use]\nlast_year = 2030"])
def test_use_can_be_switched_off_or_changed_by_a_scenario_that_extends(tmp_path: Path, change: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(f'extends = "ai-fabriek-baseline"\n{change}\n', encoding="utf-8")
    scenario = Scenario.load(file)
    assert scenario.extension is not None
    if scenario.use is None:
        assert scenario.extension.removed["use"].en == "Use of the AI-fabriek by firms"
    else:
        assert scenario.use.last_year == 2030
        assert scenario.extension.changed == ("use",)


def test_an_assumption_can_come_from_another_row_of_the_evidence(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    text = '[use.assumptions.productivity_effect_larger_firm]\nevidence = "ai_productivity_effect_small_firm"\n'
    file.write_text(f'extends = "ai-fabriek-baseline"\n{text}', encoding="utf-8")
    use = Scenario.load(file).use
    assert use is not None
    assert use.assumptions["productivity_effect_larger_firm"].high == 0.04
    assert use.assumptions["productivity_effect_larger_firm"].source


def test_a_part_of_an_area_whose_establishments_are_unknown_is_told_to_take_the_area_whole(tmp_path: Path) -> None:
    text = 'study_area = "GM0344"\n'
    (found,) = problems(tmp_path, text)
    assert (found.field, found.todo) == ("study_area", 'Write study_area = "CR17".')
    (tmp_path / "mine.toml").write_text(f'extends = "ai-fabriek-baseline"\n{text.replace("GM0344", "CR17")}')
    Scenario.load(tmp_path / "mine.toml")
