"""The baseline at its central values, recomputed with full matrices and plain numpy.

The run solves forty areas once and every draw on a system of the study area; this builds the matrix of 3,240 rows and
forty households, and solves it. Only figures are read with functions of the package.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
import scipy.linalg

from impact import bundle, sectors
from impact.inputoutput import corop_distances, national_table
from impact.panel.figures import figures_of
from impact.scenario import Scenario, ScenarioResult
from impact.scenario.question import prices
from impact.sources import snapshot

PRICE_RISE = 1.013 * 1.027 * 1.100 * 1.038 * 1.033  # CBS consumer prices, changes of 2020 to 2024
YEARS = range(2026, 2033)
AREA = [0, 1, 2, 6]  # CR01, CR02, CR03, CR07
CITY = 2
LEVEL, HOUSEHOLDS, RESIDENTS, SPENT = 0.50, 0.60, 0.85, 0.50


@dataclass
class Economy:
    """The nation's coefficients and everything by area, as arrays."""

    A: np.ndarray
    output: np.ndarray
    wages: np.ndarray
    per_output: dict[str, np.ndarray]
    shares: np.ndarray  # (areas, industries)
    jobs: np.ndarray
    people: np.ndarray
    consumption: np.ndarray
    government: np.ndarray
    trade: np.ndarray  # (industries, origins, destinations), of firms
    homes: np.ndarray  # the same of households
    inside: np.ndarray  # of what comes from inside the study area, by destination
    outside: np.ndarray


def balanced(seed: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Scale by rows and columns in turn until both hold."""
    found = seed.copy()
    for _ in range(20_000):
        found *= np.divide(rows, found.sum(axis=1), out=np.zeros_like(rows), where=rows > 0)[:, None]
        found *= np.divide(columns, found.sum(axis=0), out=np.zeros_like(columns), where=columns > 0)
        if np.abs(found.sum(axis=1) - rows).max() < 1e-11 * max(rows.max(), 1e-300):
            break
    return found


def bought_at_home(slq: np.ndarray, pattern: np.ndarray, share: float) -> np.ndarray:
    """Return the part of each industry's sales to residents that is bought in the area, by halving an interval."""
    low, high = 0.0, 100.0
    for _ in range(200):
        middle = (low + high) / 2
        bought = float((np.minimum(middle * slq, 1.0) * pattern).sum() / pattern.sum())
        low, high = (middle, high) if bought < share else (low, middle)
    return np.minimum(low * slq, 1.0)


def over(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    return np.divide(numerator, denominator, out=np.zeros_like(numerator), where=denominator > 0)


@pytest.fixture(scope="module")
def economy() -> Economy:
    table = national_table(2019, "cbs81")
    Z, f, x = (a.to_numpy(dtype=float) for a in (table.transactions, table.final_demand, table.output))
    A = over(Z, np.broadcast_to(x, Z.shape))
    sections = figures_of().sections_by_corop(2019)
    by_industry = sections.by_sector("cbs81").to_numpy(dtype=float).copy()
    jobs = sections.jobs.sum(axis=1).to_numpy()
    codes = list(table.labels)
    for code, of in (("L68A", sections.jobs["L"].to_numpy()), ("T97", jobs), ("X", jobs)):  # nobody is employed there
        by_industry[:, codes.index(code)] = of
    shares = by_industry / by_industry.sum(axis=0)
    distance = corop_distances().to_numpy()

    at_origin = table.final_demand.columns.isin(["exports_goods", "exports_services", "changes_in_inventories"])
    value_added = shares @ table.totals("value_added").to_numpy()
    made = shares * (x - f[:, at_origin].sum(axis=1))
    used = shares @ Z.T + np.outer(value_added / value_added.sum(), f[:, ~at_origin].sum(axis=1))
    flows = np.stack([balanced(distance**-1.4, made[:, i], used[:, i]) for i in range(len(x))])
    fallback = made.T[:, :, None] * distance**-1.4
    flows = np.where(flows.sum(axis=1, keepdims=True) > 0, flows, fallback)
    within = np.isin(np.arange(40), AREA)[None, :, None]
    inside, outside = (
        over(part, part.sum(axis=1, keepdims=True) + 0 * part) for part in (flows * within, flows * ~within)
    )

    slq = shares[AREA].sum(axis=0) / (jobs[AREA].sum() / jobs.sum())
    consumption = table.final_demand["household_consumption"].to_numpy(dtype=float)
    paid = table.final_primary_inputs["household_consumption"].sum()
    pattern = consumption / (consumption.sum() + paid)
    somewhere = flows / np.where(flows.sum(axis=1, keepdims=True) > 0, flows.sum(axis=1, keepdims=True), 1.0)

    def two_part(own: np.ndarray) -> np.ndarray:
        has, only = inside.any(axis=(1, 2)), ~outside.any(axis=(1, 2))
        share = np.where(only, 1.0, np.where(has, own, 0.0))[:, None, None]
        trade = somewhere.copy()
        trade[:, :, AREA] = (share * inside + (1 - share) * outside)[:, :, AREA]
        return trade

    government = ["government_collective", "government_individual", "social_transfers_in_kind"]
    services = table.final_demand[government].sum(axis=1).to_numpy()
    in_all = services.sum() + table.final_primary_inputs[government].to_numpy().sum()
    nuts = pd.read_csv(bundle.data("concordances", "nuts.csv"), index_col="corop")["nuts_2021"]
    population = snapshot.table("eu-nuts-population", year=2019).set_index("region")["value"]
    people = nuts.map(population).sort_index().to_numpy()
    return Economy(
        A=A,
        output=x,
        wages=over(table.totals("compensation").to_numpy(), x),
        per_output={m: over(table.totals(m).to_numpy(), x) for m in ("value_added", "compensation", "taxes", "jobs")},
        shares=shares,
        jobs=jobs,
        people=people / people.sum(),
        consumption=pattern,
        government=services / in_all,
        trade=two_part(LEVEL * np.minimum(slq, 1.0)),
        homes=two_part(bought_at_home(slq, pattern, HOUSEHOLDS)),
        inside=inside,
        outside=outside,
    )


@dataclass
class Effects:
    """Output by area, industry and year: of demand, with suppliers, and with households."""

    direct: np.ndarray
    without: np.ndarray
    output: np.ndarray


@pytest.fixture(scope="module")
def solve(economy: Economy) -> Callable[[np.ndarray, np.ndarray], Effects]:
    n, R = len(economy.A), 40
    makes = (economy.shares > 0).ravel()
    large = np.einsum("irs,ij->risj", economy.trade, economy.A).reshape(R * n, R * n) * makes
    shops = np.einsum("irs,i->ris", economy.homes, economy.consumption).reshape(R * n, R)
    trips = balanced(corop_distances().to_numpy() ** -2.4, economy.people * economy.jobs.sum(), economy.jobs)
    homes = trips / trips.sum(axis=0)
    local, away = homes[:, AREA].copy(), homes[:, AREA].copy()
    local[[r for r in range(R) if r not in AREA]] = 0
    away[AREA] = 0
    homes[:, AREA] = RESIDENTS * local / local.sum(axis=0) + (1 - RESIDENTS) * away / away.sum(axis=0)
    earned = np.kron(np.eye(R), economy.wages)
    closed = np.block([[np.eye(R * n) - large, -SPENT * shops], [-homes @ earned, np.eye(R)]])
    factors = scipy.linalg.lu_factor(closed)
    open_factors = scipy.linalg.lu_factor(np.eye(R * n) - large)

    def effects(demand: np.ndarray, payroll: np.ndarray) -> Effects:
        flat = demand.reshape(R * n, -1)
        whole = scipy.linalg.lu_solve(factors, np.concatenate([flat, homes @ payroll]))[: R * n]
        suppliers = scipy.linalg.lu_solve(open_factors, flat)
        return Effects(demand, suppliers.reshape(demand.shape), whole.reshape(demand.shape))

    return effects


def real(cash: np.ndarray) -> np.ndarray:
    """Return cash of each year in euros of 2024, at the assumed 2 % a year."""
    return cash * np.array([1.02 ** -(year - 2024) for year in YEARS])


def spread(economy: Economy, products: dict[str, float], buyer: np.ndarray, side: np.ndarray) -> np.ndarray:
    """Return who delivers a euro of some products that is spent by buyers in several areas, (areas, industries)."""
    codes = list(sectors.codes("cbs81"))
    pattern = np.array([products.get(code, 0.0) for code in codes])
    return np.einsum("irs,s,i->ri", side, buyer, pattern)


def places(economy: Economy, where: str, by: np.ndarray) -> np.ndarray:
    found = np.zeros(40)
    found[[CITY] if where == "city" else AREA] = by[[CITY] if where == "city" else AREA]
    return found / found.sum()


def in_years(path: dict[int, float]) -> np.ndarray:
    return np.array([path.get(year, 0.0) for year in YEARS])


@pytest.fixture(scope="module")
def asked(fixed: ScenarioResult, economy: Economy) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return purchases (areas, industries, years), wages and people (areas, industries, years), and what is paid."""
    scenario, codes = fixed.scenario, list(sectors.codes("cbs81"))
    bought, wages, people = (np.zeros((40, len(codes), len(YEARS))) for _ in range(3))
    paid = np.zeros(len(YEARS))
    for name, item in scenario.spending.items():
        buyer = places(economy, "city" if name == "building" else "area", economy.jobs)
        amount = item.amount.central * in_years(item.years)
        here, abroad = item.regional_share.central, item.import_share.central
        for side, share in ((economy.inside, here), (economy.outside, 1 - here - abroad)):
            bought += spread(economy, item.products, buyer, side)[:, :, None] * share * amount
        paid += amount
    for name, post in scenario.staff.items():
        at = codes.index(post.sector)
        where = places(economy, "city" if name == "expertise-centre" else "area", economy.shares[:, at])
        number = in_years(post.fte)
        cost = number * post.cost_per_fte.central
        overhead, here = cost * (1 - post.wage_share.central), post.overhead_regional_share.central
        for side, share in ((economy.inside, here), (economy.outside, 1 - here)):
            bought += spread(economy, post.overhead, where, side)[:, :, None] * share * overhead
        wages[:, at] += where[:, None] * cost * post.wage_share.central
        people[:, at] += where[:, None] * number
        paid += cost
    return bought, wages, people, paid


@pytest.fixture(scope="module")
def found(solve: Callable[..., Effects], asked: tuple[np.ndarray, ...]) -> Effects:
    bought, wages, _, _ = asked
    return solve(real(bought), real(wages).sum(axis=1))


def value(result: ScenarioResult, region: str, concept: str, measure: str) -> float:
    rows = result.areas.query("year.isna() and stage == 'total' and statistic == 'mean'")
    return float(rows.set_index(["region", "concept", "measure"])["value"][region, concept, measure])


def step(result: ScenarioResult, name: str, measure: str) -> float:
    rows = result.staircase.set_index(["step", "measure", "statistic"])["value"]
    return float(rows[name, measure, "mean"])


def test_the_price_rise_is_the_product_of_the_printed_changes() -> None:
    assert prices.price_ratio(2019, 2024) == pytest.approx(PRICE_RISE)
    assert prices.price_ratio(2024, 2019) == pytest.approx(1 / PRICE_RISE)
    assert prices.price_ratio(2020, 2021) == pytest.approx(1.027)
    assert prices.price_ratio(2022, 2022) == 1.0
    with pytest.raises(ValueError, match=r"no price index for \[2025, 2026\]"):
        prices.price_ratio(2024, 2026)


PLACES = {"CR03": [2], "CR07": [6], "CR23": [22], "groningen-noord-drenthe": AREA, "NL": list(range(40))}


@pytest.mark.parametrize("region", list(PLACES))
def test_gross_output_is_that_of_the_matrix_closed_by_households(
    fixed: ScenarioResult, found: Effects, asked: tuple[np.ndarray, ...], region: str
) -> None:
    own = real(asked[1])[PLACES[region]].sum()
    assert value(fixed, region, "gross", "output") == pytest.approx(found.output[PLACES[region]].sum() + own, abs=2e-5)


@pytest.mark.parametrize("region", list(PLACES))
@pytest.mark.parametrize("measure", ["value_added", "compensation", "taxes"])
def test_gross_money_measures_are_national_shares_of_output(
    fixed: ScenarioResult, economy: Economy, found: Effects, asked: tuple[np.ndarray, ...], region: str, measure: str
) -> None:
    own = real(asked[1])[PLACES[region]].sum() if measure != "taxes" else 0.0
    expected = np.einsum("riy,i->", found.output[PLACES[region]], economy.per_output[measure]) + own
    assert value(fixed, region, "gross", measure) == pytest.approx(expected, abs=2e-5)


@pytest.mark.parametrize("region", list(PLACES))
def test_gross_jobs_follow_prices_and_productivity_and_people_are_counted_once(
    fixed: ScenarioResult, economy: Economy, found: Effects, asked: tuple[np.ndarray, ...], region: str
) -> None:
    by_year = np.einsum("riy,i->y", found.output[PLACES[region]], economy.per_output["jobs"])
    productivity = np.array([1.007 ** (year - 2019) for year in YEARS])
    people = asked[2][PLACES[region]].sum()
    expected = 6423.7 / 8560.5 * (by_year / PRICE_RISE / productivity).sum() + people
    assert value(fixed, region, "gross", "jobs") == pytest.approx(expected, abs=2e-5)


def test_people_and_what_their_wages_buy_are_displaced_together(
    fixed: ScenarioResult, solve: Callable[..., Effects], asked: tuple[np.ndarray, ...]
) -> None:
    bought, wages, _, _ = asked
    shops = solve(np.zeros_like(bought), real(wages).sum(axis=1)).output[AREA].sum()
    own = real(wages).sum()
    assert step(fixed, "staff_displaced", "output") == pytest.approx(0.5 * 0.9 * (own + shops), abs=2e-5)


def alternatives(economy: Economy, scenario: Scenario, paid: np.ndarray) -> np.ndarray:
    """Return what Dutch public money would have bought otherwise, (areas, industries, years)."""
    free = paid * 0.9 / 201
    products, homes = scenario.alternative_use.products, places(economy, "area", economy.people)
    kept = economy.government.sum()
    state = np.einsum("irs,s,i->ri", economy.trade, economy.people, economy.government)
    return (
        spread(economy, products, homes, economy.inside)[:, :, None] * free * 60 * 0.8 * 0.6
        + spread(economy, products, homes, economy.outside)[:, :, None] * free * 60 * 0.8 * 0.4 * kept
        + state[:, :, None] * free * (70 + 60 * 0.2)
    )


def test_net_is_what_is_left_after_every_step(
    fixed: ScenarioResult,
    economy: Economy,
    solve: Callable[..., Effects],
    found: Effects,
    asked: tuple[np.ndarray, ...],
) -> None:
    bought, wages, _, paid = asked
    instead = solve(real(alternatives(economy, fixed.scenario, paid)), np.zeros((40, len(YEARS)))).output
    shops = solve(np.zeros_like(bought), real(wages).sum(axis=1)).output
    own = real(wages)
    gross, everywhere = found.output[AREA].sum() + own[AREA].sum(), found.output.sum() + own.sum()
    staff = 0.5 * 0.9 * (own[AREA].sum() + shops[AREA].sum())
    suppliers = 0.25 * 0.9 * (found.output[AREA].sum() - shops[AREA].sum() * 0.5)
    net = gross * 0.9 - instead[AREA].sum() * 0.75 - staff - suppliers
    assert step(fixed, "net_regional", "output") == pytest.approx(net, abs=2e-5)
    balance = (1 - 0.8) * (0.9 * everywhere - instead.sum())
    assert step(fixed, "net_national", "output") == pytest.approx(balance, abs=2e-5)


def test_the_nation_is_the_national_model_of_the_same_demand(
    economy: Economy, found: Effects, asked: tuple[np.ndarray, ...]
) -> None:
    n = len(economy.A)
    closed = np.zeros((n + 1, n + 1))
    closed[:n, :n], closed[:n, n], closed[n, :n] = economy.A, SPENT * economy.consumption, economy.wages
    inverse = np.linalg.inv(np.eye(n + 1) - closed)
    bought, wages = real(asked[0]).sum(axis=0), real(asked[1]).sum(axis=(0, 1))
    national = inverse[:n, :n] @ bought + np.outer(inverse[:n, n], wages)
    np.testing.assert_allclose(found.output.sum(axis=0), national, rtol=1e-9, atol=1e-12)
