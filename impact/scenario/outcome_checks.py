"""What must hold of any outcome, looked at on this one and reported beside it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from impact.inputoutput.regionalisation import flq_coefficients, flq_lambda
from impact.scenario import prices
from impact.scenario.crosschecks import SUM_TOLERANCE
from impact.scenario.definition import Scenario
from impact.scenario.demand import demand
from impact.scenario.draws import BLOCK, Array, Draws
from impact.scenario.economy import Economy
from impact.scenario.measures import PLACE
from impact.scenario.production import gap_in_a_euro

LARGEST_SHARE = 0.10
"""Of the area's output in a year. Input-output analysis takes it that idle people and machines are there for all that
is asked, at unchanged prices; it is meant for changes that are small against the economy (Miller and Blair 2009,
section 2.2). Where small ends is a choice."""


def outcome_checks(
    scenario: Scenario, luck: Draws, place: Economy, steps: dict[str, Array], yearly_output: Array
) -> pd.DataFrame:
    """Return one row per check: check, where, value, tolerance, passed.

    `steps` are the draws of the staircase, each (draws, measures); `yearly_output` is gross output, (draws, years). A
    multiplier above the national one, money spent twice or a net effect above the gross one is an error in the
    scenario or in the code, never a finding.
    """
    blocks = [luck.part(slice(at, at + BLOCK)) for at in range(0, luck.count, BLOCK)]
    spent = np.concatenate([demand(scenario, block, place.industries).spent.sum(axis=1) for block in blocks])
    regional, national = _output_multipliers(luck, place)
    taken_off = sum(steps[s] for s in ("deadweight", "alternative_use", "staff_displaced", "suppliers_displaced"))
    value_added, output = PLACE["value_added"], PLACE["output"]
    gross, jobs = steps["gross"], PLACE["jobs"]
    area_output = place.output * prices.price_ratio(scenario.table_year, scenario.price_year)
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
        (
            "gross output stays small against that of the area",
            "share of the area's output, worst draw and year",
            yearly_output.max() / area_output,
            LARGEST_SHARE,
        ),
    ]
    if place.accounts is not None:
        euro = "value added and purchases make up a euro of output"
        rows.append((euro, "largest gap, industries of the region", gap_in_a_euro(place.region), 1e-9))
    frame = pd.DataFrame(rows, columns=["check", "where", "value", "tolerance"])
    return frame.assign(passed=frame["value"] <= frame["tolerance"])


def _output_multipliers(luck: Draws, place: Economy) -> tuple[Array, Array]:
    """Return type I output multipliers (n,): regional, in the draw with the largest coefficients, and national.

    National are those of industries that buy as the region's do, but from the whole country.
    """
    lam = flq_lambda(place.size, luck.assumption("flq_delta").min())
    local = flq_coefficients(place.region.domestic, place.slq, np.atleast_1d(lam))[0]
    unit = np.eye(len(place.industries))
    ones = np.ones(len(place.industries))
    return np.linalg.solve((unit - local).T, ones), np.linalg.solve((unit - place.region.domestic).T, ones)


def _gap(one: Array, other: Array) -> float:
    return float(np.abs(one - other).max())
