"""Amounts that cannot be meant are refused before anything is computed, with the question that helps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from impact import bundle
from impact.errors import InputError, Problem
from impact.panel.figures import figures_of
from impact.scenario import Scenario, run
from impact.scenario.answer.outcome_checks import _small
from impact.scenario.computation.economy import economy_of
from impact.scenario.computation.measures import PLACE
from impact.scenario.question.crosschecks import WITHOUT_JOBS
from impact.scenario.question.proportions import output_of_area

BASELINE = bundle.data("scenarios", "ai-fabriek-baseline.toml").read_text(encoding="utf-8")


def problems(folder: Path, text: str) -> list[Problem]:
    file = folder / "changed.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Scenario.load(file)
    return list(caught.value.problems)


def on_the_baseline(folder: Path, changes: str) -> list[Problem]:
    return problems(folder, f'extends = "ai-fabriek-baseline"\n{changes}')


def test_a_file_in_thousands_that_balances_is_refused_at_the_door(tmp_path: Path) -> None:
    """All funding, the machine and the reserve in kEUR: it once ran to 35,285 jobs lost, with every check in order."""
    rest = 201_000 - 64_100 - (201 - 64.1 - 6.48)
    money = "[funding.rijk]\namount = 70000\n[funding.nij-begun]\namount = 60000\n[funding.eurohpc]\namount = 71000\n"
    text = f"{money}[spending.machine]\namount = 64100\n[reserve]\namount = {rest:.2f}\n"
    (found,) = on_the_baseline(tmp_path, text)
    assert found.field == "funding"
    assert "201,000 MEUR" in found.found
    assert "is this in thousands? Then it is 201.0" in found.todo


@pytest.mark.parametrize(
    "area", ["nij-begun", "groningen", ["CR36"], ["CR23"], ["GM1680"]], ids=["nij", "gr", "CR36", "Amsterdam", "GM"]
)
def test_the_budget_is_held_against_the_area_that_is_asked_about(tmp_path: Path, area: str | list[str]) -> None:
    text = (
        f"remove = ['use']\nstudy_area = {area!r}\n[funding.rijk]\namount = 200870.0\n[reserve]\namount = 200806.48\n"
    )
    assert [p.field for p in on_the_baseline(tmp_path, text)] == ["funding"]


SLIPS = {
    "one source in kEUR": ("[funding.rijk]\namount = 70000.0\n", "funding.rijk.amount (70,000) in thousands"),
    "one source in euros": ("[funding.rijk]\namount = 70000000\n", "funding.rijk.amount (70,000,000) in euros"),
    "one purchase in kEUR": ("[spending.machine]\namount = 64100\n", "spending.machine.amount (64,100) in thousands"),
    "the reserve in kEUR": ("[reserve]\namount = 6480\n", "reserve.amount (6,480) in thousands"),
    "cost of staff in kEUR": (
        "[staff.expertise-centre]\ncost_per_fte = { low = 100, central = 120, high = 140 }\n",
        "the cost of staff.expertise-centre (36,000) in thousands",
    ),
    "cost of staff in euros": (
        "[staff.operations]\ncost_per_fte = 120000\n",
        "the cost of staff.operations (7,920,000) in euros",
    ),
    "all funding in kEUR": (
        "[funding.rijk]\namount = 70000\n[funding.nij-begun]\namount = 60000\n[funding.eurohpc]\namount = 71000\n",
        "the funding (201,000) in thousands",
    ),
}


@pytest.mark.parametrize("case", SLIPS)
def test_an_amount_in_another_unit_is_asked_after(tmp_path: Path, case: str) -> None:
    text, question = SLIPS[case]
    (found,) = on_the_baseline(tmp_path, text)
    assert question in found.todo
    assert "reserve is only" not in found.todo


def test_a_sum_that_is_off_by_a_little_is_no_other_unit(tmp_path: Path) -> None:
    """Ten over, where the building is 8: without it the sum would nearly agree."""
    (found,) = on_the_baseline(tmp_path, "[reserve]\namount = 16.48\n")
    assert found.todo == "Change amounts by -10.00 MEUR, for instance reserve.amount to 6.48."
    (found,) = on_the_baseline(tmp_path, "[funding.rijk]\namount = 75.0\n")
    assert found.todo == "Change amounts by +5.00 MEUR, for instance reserve.amount to 11.48."


def test_fixed_spending_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    (found,) = on_the_baseline(tmp_path, "[spending.firms]\namount = 200.0\n")
    assert "Lower amounts by 180.00 MEUR" in found.todo


@pytest.mark.parametrize("high", [20_000.0, 100.0])
def test_a_range_that_can_never_be_paid_is_refused(tmp_path: Path, high: float) -> None:
    text = f"[spending.firms]\namount = {{ low = 0.0, central = 20.0, high = {high} }}\n"
    (found,) = on_the_baseline(tmp_path, text)
    assert found.field == "spending.firms.amount"
    assert f"high of {high:,.2f} MEUR" in found.found
    assert "85.63 MEUR at most" in found.expected  # 201 less the machine and the lowest of all others


def test_staff_that_can_never_be_paid_on_average_is_refused(tmp_path: Path) -> None:
    (found,) = on_the_baseline(tmp_path, "[staff.operations]\nscale = { low = 0.0, central = 1.0, high = 40.0 }\n")
    assert found.field == "staff.operations"
    assert "on average" in found.found


@pytest.mark.parametrize("cost", ["0.0", "{ low = 0.0, central = 0.12, high = 0.14 }"])
def test_people_cost_something(tmp_path: Path, cost: str) -> None:
    reserve = "[reserve]\namount = 42.48\n" if cost == "0.0" else ""
    (found,) = on_the_baseline(tmp_path, f"[staff.expertise-centre]\ncost_per_fte = {cost}\n{reserve}")
    assert found.field == "staff.expertise-centre.cost_per_fte"
    assert found.expected == "a cost above 0"


@pytest.mark.parametrize("code", WITHOUT_JOBS)
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ("[spending.programme]\nproducts = {{ {} = 1.0 }}\n", "spending.programme.products"),
        ("[staff.operations]\nsector = '{}'\n", "staff.operations.sector"),
        ("[staff.operations]\noverhead = {{ {} = 1.0 }}\n", "staff.operations.overhead"),
        ("[alternative_use]\nproducts = {{ {} = 1.0 }}\n", "alternative_use.products"),
    ],
)
def test_an_industry_that_employs_nobody_is_refused(tmp_path: Path, code: str, change: str, field: str) -> None:
    (found,) = on_the_baseline(tmp_path, change.format(code))
    assert (found.field, found.expected) == (field, "an industry with jobs")


def test_the_industries_without_jobs_are_those_of_the_figures(baseline: Scenario) -> None:
    place = economy_of(baseline, figures_of())
    jobs = place.nation.coefficients[:, PLACE["jobs"]]
    assert {code for code, each in zip(place.industries, jobs, strict=True) if each <= 0} == set(WITHOUT_JOBS)


def test_what_is_lost_counts_as_large_as_what_is_gained() -> None:
    yearly = {"net_regional": np.zeros((2, 3, len(PLACE)))}
    yearly["net_regional"][1, 2, PLACE["jobs"]] = -30.0
    found = {check: value for check, _, value, _ in _small(yearly, {"output": 50.0, "jobs": 100.0})}
    assert found["net work stays small against that of the area"] == pytest.approx(0.3)
    assert found["net output stays small against that of the area"] == 0.0


def test_every_run_holds_gross_alternative_and_net_against_the_area(baseline: Scenario) -> None:
    checks = run(baseline, draws=5).checks
    small = checks[checks["check"].str.contains("stays small")]
    assert len(small) == 6
    assert small["passed"].all()
    place = economy_of(baseline, figures_of())
    assert 200_000 < place.labour_years < 330_000  # 4.0 % of the 6.4 million labour years of the country


@pytest.mark.parametrize("area", ["groningen-noord-drenthe", "groningen", ("CR36",)])
def test_what_the_area_makes_is_what_its_areas_make_when_it_is_run(baseline: Scenario, area: str | tuple[str]) -> None:
    """By sections: ten groups once gave every area with industry its part of the gas."""
    asked = baseline.model_copy(update={"study_area": area})
    economy = economy_of(asked, figures_of())
    assert output_of_area(area, asked.table_year) == pytest.approx(economy.output, rel=1e-9)
