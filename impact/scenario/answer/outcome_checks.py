"""What must hold of any outcome, looked at on this one and reported beside it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from impact.scenario.computation.budget import budget_cut
from impact.scenario.computation.concepts import TAKEN_OFF
from impact.scenario.computation.demand import paid
from impact.scenario.computation.draws import Array, Draws
from impact.scenario.computation.economy import Economy
from impact.scenario.computation.measures import PLACE
from impact.scenario.computation.production import gap_in_a_euro
from impact.scenario.computation.totals import Totals
from impact.scenario.question import prices
from impact.scenario.question.assumptions import OWN_SUPPLY_ERROR, OWN_SUPPLY_LEVEL
from impact.scenario.question.scenario import Scenario
from impact.scenario.question.sizes import LARGEST_SHARE, SUM_TOLERANCE

AT_ONCE = 10_000
"""Draws that are looked at together."""


def outcome_checks(scenario: Scenario, draws: Draws, economy: Economy, totals: Totals) -> pd.DataFrame:
    """Return one row per check: check, where, value, tolerance, passed.

    A multiplier above the national one, money spent twice or a net effect above the gross one is an error in the
    scenario or in the code, never a finding.
    """
    steps = totals.summed
    spent = paid(scenario, draws, budget_cut(scenario, draws)).sum(axis=1)
    regional, national = _output_multipliers(draws, economy)
    taken_off = sum(steps[s] for s in TAKEN_OFF)
    value_added, output = PLACE["value_added"], PLACE["output"]
    gross, jobs = steps["gross"], PLACE["jobs"]
    area_output = economy.output * prices.price_ratio(scenario.table_year, scenario.price_year)
    rows = [
        ("spending stays within the funding", "MEUR over, worst draw", (spent - scenario.budget).max(), SUM_TOLERANCE),
        (
            "regional multipliers stay under the national ones",
            "widest gap, worst draw",
            (regional - national).max(),
            1e-9,
        ),
        (
            "steps add up from gross to net regional",
            "largest gap",
            _gap(gross - taken_off, steps["net_regional"]),
            1e-6,
        ),
        (
            "net regional stays under gross",
            "jobs, worst draw",
            (steps["net_regional"] - gross)[:, jobs].max(),
            1e-6,
        ),
        ("value added stays under output", "MEUR, worst draw", (gross[:, value_added] - gross[:, output]).max(), 1e-6),
        *_small({name: totals.by_year[name] for name in _WHAT}, {"output": area_output, "jobs": economy.labour_years}),
    ]
    if economy.accounts is not None:
        euro = "value added and purchases make up a euro of output"
        rows.append((euro, "largest gap, industries of the region", gap_in_a_euro(economy.region), 1e-9))
    frame = pd.DataFrame(rows, columns=["check", "where", "value", "tolerance"])
    return frame.assign(passed=frame["value"] <= frame["tolerance"])


_SAID = {"output": "output", "jobs": "work"}
_WHAT = {"gross": "gross {of}", "alternative_use": "{of} of the alternative use", "net_regional": "net {of}"}


def _small(yearly: dict[str, Array], of_the_area: dict[str, float]) -> Iterator[tuple[str, str, float, float]]:
    """Return a check for each concept and measure: whatever its sign, the change is small against the area."""
    for concept, found in yearly.items():
        for measure, total in of_the_area.items():
            said = _SAID[measure]
            check = f"{_WHAT[concept].format(of=said)} stays small against that of the area"
            where = f"share of the area's {said}, worst draw and year"
            yield check, where, float(np.abs(found[:, :, PLACE[measure]]).max() / total), LARGEST_SHARE


def _output_multipliers(draws: Draws, economy: Economy) -> tuple[Array, Array]:
    """Return type I output multipliers (n,): regional, with the most own supply of any draw, and national.

    National are those of industries that buy as the region's do, but from the whole country.
    """
    own = np.max([_most_own_supply(draws.part(here), economy) for here in _blocks(draws.count)], axis=0)
    unit, ones = np.eye(len(own)), np.ones(len(own))
    domestic = economy.region.domestic
    return np.linalg.solve((unit - own[:, None] * domestic).T, ones), np.linalg.solve((unit - domestic).T, ones)


def _most_own_supply(draws: Draws, economy: Economy) -> Array:
    level, spread = draws.of(OWN_SUPPLY_LEVEL), draws.of(OWN_SUPPLY_ERROR)
    return np.asarray(economy.areas.own_supply(level, spread, draws.errors).max(axis=0))


def _blocks(count: int) -> list[slice]:
    return [slice(at, at + AT_ONCE) for at in range(0, count, AT_ONCE)]


def _gap(one: Array, other: Array) -> float:
    return float(np.abs(one - other).max())
