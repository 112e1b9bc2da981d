"""The numbers that docs/input-output.md prints are those that the calls give."""

import re
from pathlib import Path

import numpy as np
import pytest

from impact.inputoutput import (
    accuracy,
    corop_activity,
    corop_distances,
    corop_ring,
    hypothetical_extraction,
    import_matrix,
    interregional_table,
    korea,
    leontief_inverse,
    multipliers,
    national_imports,
    national_table,
    net_multipliers,
    regional_coefficients,
    regional_multipliers,
    score_method,
    scotland,
    spillovers,
    supply_demand_pool,
    technical_coefficients,
    with_imports,
)
from impact.inputoutput.tables.imports import imports_paid
from impact.scenario.question.prices import price_ratio

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "input-output.md").read_text(encoding="utf-8")
WORDS = " ".join(PAGE.split())
AREA = ["CR01", "CR02", "CR03", "CR07"]
PRODUCTS = ["F41", "F43", "J62", "J63", "M72", "P85"]
AT_ORIGIN = ["exports_goods", "exports_services", "changes_in_inventories"]
ROWS = {
    "SLQ": {"method": "slq"},
    "CILQ": {"method": "cilq"},
    "RLQ": {"method": "rlq"},
    "FLQ, δ = 0.10": {"method": "flq", "delta": 0.10},
    "FLQ, δ = 0.25": {"method": "flq", "delta": 0.25},
    "FLQ, δ = 0.35": {"method": "flq", "delta": 0.35},
    "capped, level 0.40": {"method": "capped", "level": 0.40},
    "capped, level 0.50": {"method": "capped", "level": 0.50},
    "capped, level 0.70": {"method": "capped", "level": 0.70},
    "logistic, level 0.0": {"method": "logistic", "level": 0.0},
}
SCORED = {
    "SLQ in Scotland": {"method": "slq"},
    "CILQ in Scotland": {"method": "cilq"},
    "RLQ in Scotland": {"method": "rlq"},
    "FLQ in Scotland, δ = 0.10": {"method": "flq", "delta": 0.10},
    "FLQ in Scotland, δ = 0.20": {"method": "flq", "delta": 0.20},
    "FLQ in Scotland, δ = 0.25": {"method": "flq", "delta": 0.25},
    "FLQ in Scotland, δ = 0.40": {"method": "flq", "delta": 0.40},
    "capped in Scotland, level 0.50": {"method": "capped", "level": 0.50},
    "capped in Scotland, level 0.72": {"method": "capped", "level": 0.72},
    "logistic in Scotland, level 0.7": {"method": "logistic", "level": 0.7},
}


def printed(row):
    """Return the numbers of a table row of the page, by its first cell."""
    line = next(line for line in PAGE.splitlines() if line.startswith(f"| {row} |"))
    return [float(cell.strip(" %")) for cell in line.split("|")[2:-1]]


@pytest.fixture(scope="module")
def regional(dutch):
    jobs = corop_activity(2019, "cbs81")
    return (jobs.loc[AREA].sum() / jobs.sum()) * dutch.output


@pytest.fixture(scope="module")
def by_decay(dutch):
    activity, distance, ring = corop_activity(2019, "cbs81"), corop_distances(), corop_ring(AREA)
    found = {}
    for decay in (1.0, 1.5, 2.0, 2.5):
        table = interregional_table(dutch, activity, distance, decay=decay)
        found[decay] = spillovers(table, AREA, ring=ring), table.output.loc[AREA]
    return found


def test_methods(dutch, regional, by_decay):
    A = technical_coefficients(dutch)
    np.testing.assert_allclose(multipliers(dutch)[PRODUCTS], printed("nation"), atol=5e-4)
    for row, method in ROWS.items():
        found = leontief_inverse(regional_coefficients(A, regional, dutch.output, **method)).sum()
        np.testing.assert_allclose(found[PRODUCTS], printed(row), atol=5e-4)
    share = regional / dutch.output
    value_added = dutch.totals("value_added")
    size = (share * value_added).sum() / value_added.sum()
    at_origin = dutch.final_demand[AT_ORIGIN].sum(axis=1)
    demand = size * (dutch.final_demand.sum(axis=1) - at_origin) + share * at_origin
    pool = leontief_inverse(supply_demand_pool(A, regional, demand)).sum()
    np.testing.assert_allclose(pool[PRODUCTS], printed("supply-demand pool"), atol=5e-4)
    for decay, row in ((2.0, "trade by gravity, distance⁻²"), (1.5, "trade by gravity, distance⁻¹·⁵")):
        parts, weight = by_decay[decay]
        own = (parts["intra"] + parts["feedback"]).mul(weight).groupby(level=1).sum() / weight.groupby(level=1).sum()
        np.testing.assert_allclose(own[PRODUCTS], printed(row), atol=5e-4)


def test_how_wrong_the_methods_are():
    truth = scotland()
    found = {row: score_method(truth, **method) for row, method in SCORED.items()}
    found["the nation's coefficients"] = accuracy(truth, truth.national)
    for row, errors in found.items():
        said = printed(row)
        np.testing.assert_allclose([errors.weighted, errors.weighted_absolute], said[:2], rtol=0, atol=0.051)
        np.testing.assert_allclose([errors.column_sums_absolute, errors.cells], said[2:], rtol=0, atol=0.51)
    assert 'score_method(scotland(), method="flq", delta=0.25).weighted  # -4.5 per cent' in PAGE


def test_what_korean_regions_keep():
    kept = korea()["kept"].drop("Jeju")
    said = re.search(
        r"keep ([\d.]+) to ([\d.]+) %, of IT services ([\d.]+) to ([\d.]+) %, of research ([\d.]+) to ([\d.]+)", WORDS
    )
    by_sector = [kept.xs(sector, level="sector") for sector in ("50", "62", "70")]
    found = [100 * end for shares in by_sector for end in (shares.min(), shares.max())]
    np.testing.assert_allclose(found, [float(number) for number in said.groups()], rtol=0, atol=0.51)


def test_where_multipliers_fall(by_decay):
    for decay, (parts, weight) in by_decay.items():
        shares = parts.mul(weight, axis=0).sum()
        found = 100 * shares[["intra", "feedback", "ring", "rest"]] / shares["total"]
        np.testing.assert_allclose(found, printed(f"{decay}"), atol=0.051)


def test_bands(dutch, regional):
    found = regional_multipliers(
        [national_table(year, "cbs81") for year in range(2015, 2020)],
        regional,
        dutch.output,
        delta=(0.10, 0.25, 0.35),
        coefficient_error=0.10,
        draws=2000,
    )
    names = {"F41": "F41 building", "F43": "F43 fit-out", "J62": "J62 IT services", "P85": "P85 education"}
    for code, row in names.items():
        band = found.summary().loc[code, ["p05", "p50", "p95"]]
        np.testing.assert_allclose([*band, found.variance_shares().loc[code, "delta"]], printed(row), atol=0.0051)


def test_single_figures(dutch):
    said = re.search(
        r"without J62 the country loses ([\d.]+) billion of output \(total\), ([\d.]+) .*? or ([\d.]+) ", PAGE
    )
    losses = [hypothetical_extraction(dutch, "J62", variant=v).loss for v in ("total", "backward", "forward")]
    np.testing.assert_allclose(losses, [1000 * float(x) for x in said.groups()], atol=50)
    assert f"IT services: ordinary {multipliers(dutch)['J62']:.3f}, net {net_multipliers(dutch)['J62']:.3f}" in PAGE
    years = [multipliers(national_table(year, "cbs81"))["J62"] for year in (2018, 2019, 2020, 2021)]
    assert "J62 {:.3f}, {:.3f}, {:.3f} and {:.3f} in 2018 to 2021".format(*years) in PAGE
    assert f"{multipliers(dutch, 'jobs')['J62']:.2f} employee jobs per million euro" in PAGE


def test_imports_that_pass_through():
    table = national_table(2019, "cbs81", margins=False)
    through, known = table.final_primary_inputs.loc["imports_goods", "exports_goods"], imports_paid(table)
    services = (
        table.primary_inputs.loc["imports_services"].sum() + table.final_primary_inputs.loc["imports_services"].sum()
    )
    said = re.search(r"([\d.]+) of the ([\d.]+) billion of goods imported in 2019 go straight to exports", WORDS)
    np.testing.assert_allclose([through, known.sum() - services], [1000 * float(x) for x in said.groups()], atol=50)


def test_imports_in_the_cells(dutch):
    total = national_table(2019, "cbs81", flows="total")
    for row in (
        "F41: building",
        "C26: computers and electronics",
        "J62: IT services",
        "J63: data centres",
        "M72: research",
    ):
        code = row[:3]
        np.testing.assert_allclose([multipliers(dutch)[code], multipliers(total)[code]], printed(row), atol=5e-4)
    table, imports = national_table(2019, "a64"), national_imports(2019, "a64")
    use = "gross_fixed_capital_formation"
    abroad = imports.loc["C26", use] / (imports.loc["C26", use] + table.final_demand.loc["C26", use])
    assert f"investment in 2019, {100 * abroad:.0f} % came from abroad (a64)" in WORDS


def test_imports_in_proportion_beside_the_matrix(dutch_groups):
    known = national_imports(2019, "a38")
    guess = import_matrix(dutch_groups, known.sum(axis=1))
    products = known.index.drop("X")
    misplaced = (guess - known).loc[products].abs().to_numpy().sum() / known.loc[products].to_numpy().sum() / 2
    assert f"that puts {100 * misplaced:.0f} % of all imports in another cell" in WORDS
    of_guess, of_known = (multipliers(with_imports(dutch_groups, m)) for m in (guess, known))
    off = 100 * (of_guess / of_known - 1)[products].abs()
    assert f"they are {off.mean():.1f} % off on average, at most {off.max():.0f} % ({off.idxmax()}, refining)" in WORDS
    oil = f"it sends {guess.loc['B', 'exports_goods'] / 1000:.1f} billion to exports where "
    assert f"{oil}{known.loc['B', 'exports_goods'] / 1000:.1f} went" in WORDS


def test_the_price_rise_is_that_of_the_snapshot():
    said = int(re.search(r"consumer prices of 2024 are (\d+) % above those of 2019", PAGE).group(1))
    assert round(100 * (price_ratio(2019, 2024) - 1)) == said
    assert f"deflator={1 + said / 100:.2f}" in PAGE
