"""The baseline at its central values, recomputed with labelled functions and plain arithmetic.

The run works on arrays of many draws at once; this goes one euro at a time, so that a slip in one does not hide in
the other.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from impact import sectors
from impact.inputoutput import (
    consumption_pattern,
    leontief_inverse,
    national_table,
    regional_coefficients,
    technical_coefficients,
)
from impact.panel.figures import figures_of
from impact.scenario import Scenario, ScenarioResult
from impact.scenario.question import prices

PRICE_RISE = 1.013 * 1.027 * 1.100 * 1.038 * 1.033  # CBS consumer prices, changes of 2020 to 2024
YEARS = range(2026, 2033)


def value(result: ScenarioResult, step: str, measure: str) -> float:
    rows = result.staircase.set_index(["step", "measure", "statistic"])["value"]
    return float(rows[step, measure, "mean"])


def purchases(scenario: Scenario, place: str) -> pd.DataFrame:
    """Return purchases by industry and year in MEUR of cash; place is `region` or `country`."""
    bought = pd.DataFrame(0.0, index=sectors.codes("cbs81"), columns=list(YEARS))
    for item in scenario.spending.values():
        part = item.regional_share.central if place == "region" else 1 - item.import_share.central
        for year, when in item.years.items():
            for code, what in item.products.items():
                bought.loc[code, year] += item.amount.central * when * what * part
    for post in scenario.staff.values():
        part = post.overhead_regional_share.central if place == "region" else 1.0
        for year, people in post.fte.items():
            for code, what in post.overhead.items():
                overhead = people * post.cost_per_fte.central * (1 - post.wage_share.central)
                bought.loc[code, year] += overhead * what * part
    return bought


def payroll(scenario: Scenario) -> pd.Series:
    paid = pd.Series(0.0, index=list(YEARS))
    for post in scenario.staff.values():
        for year, people in post.fte.items():
            paid[year] += people * post.cost_per_fte.central * post.wage_share.central
    return paid


def real(cash: pd.DataFrame | pd.Series) -> pd.DataFrame | pd.Series:
    """Return cash of each year in euros of 2024, at the assumed 2 % a year."""
    deflator = pd.Series({year: 1.02 ** -(year - 2024) for year in YEARS})
    return cash.mul(deflator, axis=1) if isinstance(cash, pd.DataFrame) else cash * deflator


def quotients() -> tuple[pd.Series, pd.Series]:
    """Return jobs of the study area and of the country per industry, the national mix inside each of the ten groups."""
    groups = sectors.grouping("a10").reindex(sectors.codes("cbs81"))
    region, country = figures_of().jobs("groningen-noord-drenthe", 2019).jobs, figures_of().national_jobs(2019).jobs
    weight = pd.Series(1.0, index=groups.index) / groups.map(groups.value_counts())
    return (groups.map(region) * weight).fillna(0.0), (groups.map(country) * weight).fillna(0.0)


def effects(
    scenario: Scenario, A: pd.DataFrame, spent: pd.Series, f: pd.DataFrame, wages_paid: pd.Series
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return output by industry and year, without payroll and with it, by the inverse closed with households."""
    table = national_table(2019, "cbs81")
    wages = (table.totals("compensation") / table.output).fillna(0.0)
    n = len(A)
    closed = np.zeros((n + 1, n + 1))
    closed[:n, :n], closed[:n, n], closed[n, :n] = A, spent, wages
    inverse = np.linalg.inv(np.eye(n + 1) - closed)
    return (
        pd.DataFrame(inverse[:n, :n] @ f.to_numpy(), index=A.index, columns=f.columns),
        pd.DataFrame(
            inverse[:n, :n] @ f.to_numpy() + np.outer(inverse[:n, n], wages_paid), index=A.index, columns=f.columns
        ),
    )


def bought_at_home(slq: pd.Series, pattern: pd.Series, share: float) -> pd.Series:
    """Return the part of each industry's sales to residents that is bought in the area, by halving an interval."""
    low, high = 0.0, 100.0
    for _ in range(200):
        middle = (low + high) / 2
        bought = float((np.minimum(middle * slq, 1.0) * pattern).sum() / pattern.sum())
        low, high = (middle, high) if bought < share else (low, middle)
    return np.minimum(low * slq, 1.0)


def regional_effects(scenario: Scenario) -> tuple[pd.DataFrame, pd.DataFrame]:
    table = national_table(2019, "cbs81")
    region, country = quotients()
    A = regional_coefficients(technical_coefficients(table), region, country, method="flq", delta=0.25)
    slq = ((region / region.sum()) / (country / country.sum())).fillna(0.0)
    spent = 0.50 * 0.85 * consumption_pattern(table) * bought_at_home(slq, consumption_pattern(table), 0.60)
    return effects(scenario, A, spent, real(purchases(scenario, "region")), real(payroll(scenario)))


def test_the_price_rise_is_the_product_of_the_printed_changes() -> None:
    assert prices.price_ratio(2019, 2024) == pytest.approx(PRICE_RISE)
    assert prices.price_ratio(2024, 2019) == pytest.approx(1 / PRICE_RISE)
    assert prices.price_ratio(2020, 2021) == pytest.approx(1.027)
    assert prices.price_ratio(2022, 2022) == 1.0
    with pytest.raises(ValueError, match=r"no price index for \[2025, 2026\]"):
        prices.price_ratio(2024, 2026)


def test_gross_output_is_that_of_the_matrix_closed_by_households(fixed: ScenarioResult) -> None:
    _, output = regional_effects(fixed.scenario)
    own = real(payroll(fixed.scenario)).sum()
    assert value(fixed, "gross", "output") == pytest.approx(output.to_numpy().sum() + own, abs=1e-5)


@pytest.mark.parametrize("measure", ["value_added", "compensation", "taxes"])
def test_gross_money_measures_are_national_shares_of_output(fixed: ScenarioResult, measure: str) -> None:
    table = national_table(2019, "cbs81")
    _, output = regional_effects(fixed.scenario)
    share = (table.totals(measure) / table.output).fillna(0.0)
    own = real(payroll(fixed.scenario)).sum() if measure != "taxes" else 0.0
    expected = output.mul(share, axis=0).to_numpy().sum() + own
    assert value(fixed, "gross", measure) == pytest.approx(expected, abs=1e-5)


def test_gross_jobs_follow_prices_and_productivity_and_people_are_counted_once(fixed: ScenarioResult) -> None:
    table = national_table(2019, "cbs81")
    _, output = regional_effects(fixed.scenario)
    per_million = (table.totals("jobs") / table.output).fillna(0.0)
    by_year = output.mul(per_million, axis=0).sum()
    productivity = pd.Series({year: 1.007 ** (year - 2019) for year in YEARS})
    people = sum(sum(post.fte.values()) for post in fixed.scenario.staff.values())
    expected = 6423.7 / 8560.5 * (by_year / PRICE_RISE / productivity).sum() + people
    assert value(fixed, "gross", "jobs") == pytest.approx(expected, abs=1e-5)


def test_people_and_what_their_wages_buy_are_displaced_together(fixed: ScenarioResult) -> None:
    without, output = regional_effects(fixed.scenario)
    induced = (output - without).to_numpy().sum()
    own = real(payroll(fixed.scenario)).sum()
    assert value(fixed, "staff_displaced", "output") == pytest.approx(0.5 * 0.9 * (own + induced), abs=1e-5)


def test_net_national_is_additional_demand_less_government_consumption_less_crowding_out(fixed: ScenarioResult) -> None:
    scenario, table = fixed.scenario, national_table(2019, "cbs81")
    A = technical_coefficients(table)
    spent = 0.50 * consumption_pattern(table)
    _, output = effects(scenario, A, spent, real(purchases(scenario, "country")), real(payroll(scenario)))
    gross = output.to_numpy().sum() + real(payroll(scenario)).sum()
    government = ["government_collective", "government_individual", "social_transfers_in_kind"]
    bought = table.final_demand[government].sum(axis=1)
    pattern = bought / (bought.sum() + table.final_primary_inputs[government].to_numpy().sum())
    paid = pd.Series(0.0, index=list(YEARS))
    for item in scenario.spending.values():
        for year, when in item.years.items():
            paid[year] += item.amount.central * when
    for post in scenario.staff.values():
        for year, people in post.fte.items():
            paid[year] += people * post.cost_per_fte.central
    money = real(paid) * 130 / 201
    instead = pd.DataFrame(np.outer(pattern, money), index=A.index, columns=list(YEARS))
    _, anyway = effects(scenario, A, spent, instead, pd.Series(0.0, index=list(YEARS)))
    expected = (1 - 0.8) * 0.9 * (gross - anyway.to_numpy().sum())
    assert value(fixed, "net_national", "output") == pytest.approx(expected, abs=1e-5)


def test_the_inverse_of_the_regional_matrix_exists_and_is_bounded_by_the_national_one(fixed: ScenarioResult) -> None:
    table = national_table(2019, "cbs81")
    region, country = quotients()
    A = technical_coefficients(table)
    local = leontief_inverse(regional_coefficients(A, region, country, method="flq", delta=0.25))
    assert (local.sum() <= leontief_inverse(A).sum() + 1e-12).all()
