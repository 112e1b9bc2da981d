"""The numbers that docs/input-output.md prints are those that the calls give."""

import re
from pathlib import Path

import numpy as np
import pytest

from impact.inputoutput import (
    Trial,
    accuracy,
    area_quotients,
    corop_activity,
    corop_distances,
    corop_ring,
    euro_flow,
    hypothetical_extraction,
    import_matrix,
    interregional_table,
    korea,
    leontief_inverse,
    measured_elsewhere,
    multipliers,
    national_imports,
    national_table,
    net_multipliers,
    regional_coefficients,
    regional_multipliers,
    residual_error,
    residual_errors,
    score_households,
    score_method,
    scores,
    scotland,
    spillovers,
    supply_demand_pool,
    technical_coefficients,
    with_imports,
)
from impact.inputoutput.tables.imports import imports_paid
from impact.panel.figures import figures_of
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
    for decay, power in ((2.0, "²"), (1.5, "¹·⁵"), (1.0, "¹")):
        np.testing.assert_allclose(stays(*by_decay[decay]), printed(f"trade by gravity, distance⁻{power}"), atol=5e-4)


def stays(parts, weight):
    """Return what of the multipliers of six products falls in the area, over its four areas by output."""
    own = (parts["intra"] + parts["feedback"]).mul(weight).groupby(level=1).sum() / weight.groupby(level=1).sum()
    return own[PRODUCTS]


@pytest.fixture(scope="module")
def quotients():
    return area_quotients(figures_of().sections_by_corop(2019), AREA)


@pytest.fixture(scope="module")
def traded(dutch):
    return interregional_table(dutch, corop_activity(2019, "cbs81"), corop_distances(), decay=1.4)


def test_closedness_and_trade_linked(dutch, traded, quotients):
    weight = traded.output.loc[AREA]
    for level in (0.4, 0.5, 0.7):
        parts = spillovers(traded, AREA, ring=corop_ring(AREA), own=level * quotients.clip(upper=1.0))
        np.testing.assert_allclose(
            stays(parts, weight), printed(f"linked, level {level:.2f}, distance⁻¹·⁴"), rtol=0, atol=5e-4
        )
        np.testing.assert_allclose(falls(parts, weight), printed(f"1.4, linked, level {level:.2f}"), rtol=0, atol=0.051)
    # What stays at a level hardly hangs on the decay, which only says where the rest goes.
    flat = interregional_table(dutch, corop_activity(2019, "cbs81"), corop_distances(), decay=1.0)
    shares = [falls(spillovers(t, AREA, own=0.4 * quotients.clip(upper=1.0)), weight)[0] for t in (flat, traded)]
    assert abs(shares[0] - shares[1]) < 0.6
    A = technical_coefficients(dutch)
    by_jobs = [leontief_inverse(A.mul(c * quotients.clip(upper=1.0), axis=0)).sum()["F41"] for c in (0.4, 0.5, 0.7)]
    assert "the capped rows are lower: {:.3f}, {:.3f} and {:.3f} for F41".format(*by_jobs) in WORDS


def falls(parts, weight):
    """Return the shares of the multipliers that stay, come back, and go to the ring and the rest, per cent."""
    shares = parts.mul(weight, axis=0).sum()
    return (100 * shares[["intra", "feedback", "ring", "rest"]] / shares["total"]).to_numpy()


def test_where_a_euro_goes(traded, quotients):
    ring = corop_ring(AREA)
    flows = [100 * euro_flow(traded, AREA, code, own=0.5 * quotients.clip(upper=1.0)) for code in ("F41", "J62")]
    rest = [region for region in traded.regions if region not in (*AREA, *ring)]
    places = {
        "Oost-Groningen (CR01)": ["CR01"],
        "Delfzijl en omgeving (CR02)": ["CR02"],
        "Overig Groningen (CR03)": ["CR03"],
        "Noord-Drenthe (CR07)": ["CR07"],
        "neighbouring areas": ring,
        "rest of the country": rest,
        "abroad": ["abroad"],
        "taxes less subsidies on products": ["product_taxes"],
    }
    for row, names in places.items():
        found = [flow.loc[names, column].sum() for flow in flows for column in ("first_round", "total", "output")]
        np.testing.assert_allclose(found, printed(row), rtol=0, atol=0.051)


def test_how_wrong_the_methods_are():
    truth = scotland()
    found = {row: score_method(truth, **method) for row, method in SCORED.items()}
    found["the nation's coefficients"] = accuracy(truth, truth.national)
    for row, errors in found.items():
        said = printed(row)
        np.testing.assert_allclose([errors.weighted, errors.weighted_absolute], said[:2], rtol=0, atol=0.051)
        np.testing.assert_allclose([errors.column_sums_absolute, errors.cells], said[2:], rtol=0, atol=0.51)
    assert 'score_method(scotland(), method="flq", delta=0.25).weighted  # -4.5 per cent' in PAGE


def test_errors_sector_by_sector():
    truth = scotland("section")
    found = scores([truth], [Trial("flq", 0.25), Trial("flq"), Trial("capped"), Trial("logistic")])
    heading = (
        "| Scotland, section | share of output | FLQ, δ 0.25 | FLQ, δ {:.2f} | capped, {:.2f} | logistic, {:.2f} |"
    )
    assert heading.format(*found.by_region["value"][1:]) in PAGE
    share = 100 * truth.own_output / truth.own_output.sum()
    for sector, errors in found.by_sector.groupby("sector"):
        np.testing.assert_allclose([share[sector], *errors["error"]], printed(f"{sector} in Scotland"), atol=0.051)
    errors = found.by_region["weighted_absolute"]
    np.testing.assert_allclose(errors, numbers("Scotland 2019, 17 sections | yes"), rtol=0, atol=0.051)


def numbers(row):
    """Return the numbers of a row whose first cells are texts; what is empty is left out."""
    line = next(line for line in PAGE.splitlines() if line.startswith(f"| {row} |"))
    cells = line.removeprefix(f"| {row} |").split("|")[:-1]
    return [float(cell.strip(" %")) for cell in cells if cell.strip()]


def test_what_the_right_level_leaves():
    found = 100 * residual_errors().pivot_table(index="source", columns="method", values="spread")
    rows = {
        "Scotland 2019, 94 sectors": "Scotland 2019, 94 sectors",
        "Scotland 2019, 17 sections": "Scotland 2019, 17 sections",
        "Indonesia 2016, 6 regions": "Indonesia 2016, 6 provinces of 2 to 8 %",
        "Finland 2014, 13 regions": "Finland 2014, 13 regions of 2 to 8 %, modelled",
    }
    for source, row in rows.items():
        expected = found.loc[source, ["capped", "logistic", "flq"]].dropna()
        np.testing.assert_allclose(expected, numbers(row), rtol=0, atol=0.051)
    fine, coarse = residual_error(), residual_error(scotland("section"))
    assert (
        f"it is {100 * fine.of_multiplier:.1f} % in Scotland (94 sectors) and {100 * coarse.of_multiplier:.1f} %"
        in WORDS
    )
    assert f"{100 * fine.of_indirect:.0f} and {100 * coarse.of_indirect:.0f} % (`residual_error()`)" in WORDS


def test_errors_over_whole_regions():
    whole = measured_elsewhere()[lambda known: known["size"] == "all"]
    for country, row in (
        ("Indonesia", "Indonesia 2016, 34 provinces, 17 sectors | yes"),
        ("Finland", "Finland 2014, 19 regions, modelled | no"),
    ):
        assert numbers(row) == whole.loc[whole["country"] == country, "mean_absolute"].tolist()
    fine = scores(
        [scotland()], [Trial("flq", 0.25), Trial("flq", 0.17), Trial("capped", 0.72), Trial("logistic", 0.65)]
    )
    expected = numbers("Scotland 2019, 94 sectors | yes")
    np.testing.assert_allclose(fine.by_region["weighted_absolute"], expected, rtol=0, atol=0.051)


def test_households_are_not_as_closed_as_industries():
    truth = scotland()
    for row, method in {
        "SLQ": {"method": "slq"},
        "FLQ, δ 0.25": {"method": "flq", "delta": 0.25},
        "FLQ, δ 0.25, without λ": {"method": "flq", "delta": 0.25, "sized": False},
        "capped, 0.72": {"method": "capped", "level": 0.72},
        "capped, 0.72, without the level": {"method": "capped", "level": 0.72, "sized": False},
        "logistic, 0.7": {"method": "logistic", "level": 0.7},
        "logistic, 0.7, without the share": {"method": "logistic", "level": 0.7, "sized": False},
    }.items():
        found = score_households(truth, **method)
        said = printed(f"{row} for households")
        assert found.purchases == pytest.approx(said[0], abs=0.51)
        np.testing.assert_allclose([found.weighted, found.weighted_absolute], said[1:], rtol=0, atol=0.051)


def test_what_the_area_keeps_by_each_method():
    nation = printed("nation")
    kept = [line.split("|")[1].strip().removesuffix(" keeps") for line in PAGE.splitlines() if " keeps |" in line]
    assert len(kept) == 12
    for row in kept:
        own = printed(row)
        found = [100 * (own[i] - 1) / (nation[i] - 1) for i in (0, 2, 4)]
        np.testing.assert_allclose(found, printed(f"{row} keeps"), rtol=0, atol=0.7)


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
        np.testing.assert_allclose(falls(parts, weight), printed(f"{decay}"), atol=0.051)
    inside = korea().eval("inside / (inside + elsewhere)")
    assert f"Korean regions keep {100 * inside.mean():.0f} % of a multiplier" in WORDS
    by_region = 100 - 100 * inside.groupby(level="region").mean()
    found = (
        f"ten sectors | {100 - 100 * inside.mean():.0f} % ({by_region.min():.0f} to {by_region.max():.0f} by region)"
    )
    assert found in PAGE


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
