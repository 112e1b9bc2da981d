"""What use does, as people read it: means and quantiles by year and area, what must hold of it, where it is from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from impact import regions
from impact.errors import InputError
from impact.productivity.use.accounts import Channel
from impact.productivity.use.audit import Check
from impact.productivity.use.figures import ALL_GROUPS, municipal_shares
from impact.productivity.use.municipalities import municipal_effects
from impact.scenario.answer.in_municipalities import YEAR
from impact.scenario.answer.statistics import ALL, COLUMNS, DECIMALS, STATISTICS, statistics
from impact.scenario.answer.use_drawn import DrawnOfUse, UseFound
from impact.scenario.computation.use_measures import (
    BIRTHS,
    FIRMS,
    PRIVATE_RD,
    PRODUCTIVITY,
    VALUE_ADDED,
    Concept,
)
from impact.scenario.question.use import EVIDENCE_YEAR
from impact.sources import snapshot

if TYPE_CHECKING:
    from impact.scenario.computation.use import UseOutcome
    from impact.scenario.question.scenario import Scenario


_TABLES = ("corop-establishments", "corop-firm-births", "corop-value-added", "national-jobs", "corop-jobs")


def use_frame(scenario: Scenario, found: UseFound) -> pd.DataFrame:
    """Return one row a figure of use: the columns of `impacts`, `*` in region for the study area, values of a year.

    Sums over areas are made draw by draw; productivity is weighted by value added. Figures that are 0 in every draw are
    there too.
    """
    frames = [_frame(scenario.name, one, found.years) for one in found.drawn]
    text = dict.fromkeys((c for c in COLUMNS if c not in ("year", "value")), "str")
    return pd.concat(frames, ignore_index=True).astype({**text, "year": "Int64"})


def in_totals(totals: pd.DataFrame, use: pd.DataFrame, area: str) -> pd.DataFrame:
    """Return the sums of spending and, below them, those of use in the study area of name `area`, by year.

    Concepts keep them apart: no sum of gross or net takes in use. What spending adds is there already, as net regional.
    """
    rows = use[(use["region"] == ALL) & (use["concept"] != Concept.SPENDING)]
    return pd.concat([totals, rows.assign(region=area).astype({"region": "str"})], ignore_index=True)


def in_impacts(impacts: pd.DataFrame, use: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of spending and, below them, those of use by COROP area and year, sectors together."""
    return pd.concat([impacts, use[use["region"] != ALL]], ignore_index=True)


def use_by_municipality(scenario: Scenario, outcome: UseOutcome) -> pd.DataFrame | None:
    """Return what use does in the municipalities of the study area, in the columns of `use_frame`.

    Apportioned by establishments, births by those in J; they add up to their area. None where those are not known.
    """
    effects = outcome.effects
    inside = set(regions.study_area(scenario.study_area).municipalities)
    try:
        shares, births = ({area: _held(area, group, inside) for area in effects.areas} for group in (ALL_GROUPS, "J"))
        found = municipal_effects(effects, shares, births)
    except InputError:  # the note on outcomes by municipality says why
        return None
    drawn = {
        PRODUCTIVITY: 100 * np.expm1(found.productivity),
        VALUE_ADDED: found.value_added,
        FIRMS: found.firms_using_ai,
        BIRTHS: found.births,
        PRIVATE_RD: found.private_rd,
    }
    years = [int(year) for year in effects.years]
    ones = [DrawnOfUse(Concept.USE, measure, found.municipalities, draws) for measure, draws in drawn.items()]
    frame = pd.concat([_frame(scenario.name, one, years) for one in ones], ignore_index=True)
    text = dict.fromkeys((c for c in COLUMNS if c not in ("year", "value")), "str")
    return frame.astype({**text, "year": "Int64"})


def _held(area: str, group: str, inside: set[str]) -> pd.Series[float]:
    """Return the share of each municipality in what an area has inside the study area, by establishments."""
    found = municipal_shares(area, YEAR, group)
    held = found[found.index.isin(list(inside))]
    return held / held.sum()


def _frame(scenario: str, one: DrawnOfUse, years: list[int]) -> pd.DataFrame:
    values = statistics(one.draws)  # (years, regions, statistics)
    year, region, statistic = (axis.ravel() for axis in np.indices(values.shape))
    columns = {
        "scenario": scenario,
        "year": np.asarray(years)[year],
        "region": np.asarray(one.regions, dtype=object)[region],
        "sector": ALL,
        "measure": one.measure.name,
        "stage": "total",
        "concept": str(one.concept),
        "statistic": np.asarray(STATISTICS, dtype=object)[statistic],
        "value": np.round(values.ravel(), DECIMALS) + 0.0,
        "unit": one.measure.unit,
    }
    return pd.DataFrame(columns)[COLUMNS]


_SAID = {
    "adoption_within_ceiling": ("adoption stays within its ceiling", "share above it, worst draw"),
    "no_more_adopters_than_supported": ("no more firms adopt than were supported", "firms above it, worst draw"),
    "nothing_is_zero": ("where nothing happens every effect of use is zero", "largest effect"),
    "parts_held_once": ("no part of an outcome is in two accounts", "parts that are in two, or in none"),
    "joint_is_sum": ("the joint result is the sum of the accounts run alone", "MEUR, largest gap"),
}


def use_checks(found: UseFound) -> pd.DataFrame:
    """Return what must hold of use and of the accounts: check, where, value, tolerance, passed."""
    return pd.DataFrame([_checked(check) for check in found.checks])


def _checked(check: Check) -> dict[str, object]:
    said_of, where = _SAID[check.rule]
    return {
        "check": said_of, "where": where, "value": check.value, "tolerance": check.tolerance, "passed": check.passed,
    }  # fmt: skip


def use_manifest(found: UseFound) -> dict[str, Any]:
    """Return what the manifest says of use: which channels, of what they are made, and the tables behind them."""
    return {
        "channels": [str(channel) for channel in Channel],
        "evidence_year": EVIDENCE_YEAR,
        "value_added_of_the_area": round(found.value_added, 3),
        "firms_of_ten_workers_mean": round(float(found.firms.mean()), 1),
        "probability_of_nothing": round(float(found.draws["use", "assumptions", "no_effect_probability"].mean()), 4),
        "share_of_draws_without_effect": round(float(found.nothing.mean()), 4),
        "sources": [snapshot.record(table).manifest() for table in _TABLES],
    }
