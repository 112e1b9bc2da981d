"""Effects by municipality of the study area: apportioned by establishments, with named teams where they work.

Each concept of each area goes to its municipalities sector by sector, so that municipalities add up to their area in
every draw. People of whom the file names the municipality are there; everything else is apportioned.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from impact.errors import InputError
from impact.panel.figures import Figures
from impact.scenario.answer.statistics import Drawn
from impact.scenario.computation.budget import budget_cut
from impact.scenario.computation.components import deflator, measures_of_hired
from impact.scenario.computation.demand import team
from impact.scenario.computation.draws import Array, Draws
from impact.scenario.computation.economy import Economy
from impact.scenario.computation.municipalities import apportioned, municipal_shares, note
from impact.scenario.computation.orders import jobs_in, shares_of_places
from impact.scenario.computation.outcome import Outcome
from impact.scenario.question.scenario import Scenario
from impact.words.statements import Statement, said

YEAR = 2024
"""Of the establishments: municipalities are those of 2024."""


@dataclass(frozen=True)
class InMunicipalities:
    """What falls in the municipalities of the study area.

    Attributes
    ----------
    concepts : draws by municipality, sectors and stages together; empty where they cannot be told.
    notes : what every such figure comes with, or why there are none.
    """

    concepts: list[Drawn]
    notes: tuple[Statement, ...]


def in_municipalities(
    scenario: Scenario, draws: Draws, economy: Economy, outcome: Outcome, figures: Figures
) -> InMunicipalities:
    """Return the concepts of the study area by municipality."""
    areas = economy.areas
    own = [areas.members[areas.codes[place]] for place in areas.inside]
    codes = tuple(code for held in own for code in held)
    try:
        shares = [municipal_shares(list(held), economy.sectors, YEAR, figures) for held in own]
    except InputError as refusal:
        reason = "; ".join(problem.found for problem in refusal.problems)
        return InMunicipalities([], (said("no_municipalities", reason=reason),))
    named = _named_teams(scenario, draws, economy, codes)
    extra = outcome.additional[:, None, None, None, None]
    whole = {name: np.moveaxis(found.sum(axis=5), 3, 4) for name, found in outcome.inside.items()}
    gross = _by_municipality(whole["gross"], shares, named)
    deadweight = _by_municipality(whole["gross"] * (1 - extra), shares, named * (1 - extra))
    instead = _by_municipality(whole["alternative_use"], shares)
    displaced = _by_municipality(whole["gross"] * extra - whole["alternative_use"] - whole["net_regional"], shares)
    found = {
        "gross": gross,
        "deadweight": deadweight,
        "alternative_use": instead,
        "displaced": displaced,
        "net_regional": gross - deadweight - instead - displaced,
    }
    concepts = [Drawn(name, codes, drawn[:, :, :, None, :, None]) for name, drawn in found.items()]
    return InMunicipalities(concepts, (note(YEAR),))


def _by_municipality(values: Array, shares: list[pd.DataFrame], named: Array | None = None) -> Array:
    """Return values of areas, (draws, years, S, measures, sectors), by municipality, sectors together."""
    by_area = np.swapaxes(values, 2, 3)
    known = None if named is None else np.swapaxes(named, 2, 3)
    return np.swapaxes(apportioned(by_area, shares, known).sum(axis=-1), 2, 3)


def _named_teams(scenario: Scenario, draws: Draws, economy: Economy, codes: tuple[str, ...]) -> Array:
    """Return people whose municipality the file names, (draws, years, municipalities, measures, sectors)."""
    cut, real = budget_cut(scenario, draws), deflator(scenario, draws)
    wages = np.zeros((draws.count, len(codes), len(economy.sectors), len(scenario.years)))
    people = np.zeros_like(wages)
    for name, post in scenario.staff.items():
        shares = shares_of_places(post, jobs_in(post.sector, economy), economy)
        where = np.array([shares.get(code, 0.0) for code in codes])
        place = (where[:, None] * economy.groups[economy.industries.index(post.sector)])[None, :, :, None]
        paid, number = team(scenario, draws, name, cut)
        wages += place * (paid * real)[:, None, None, :]
        people += place * number[:, None, None, :]
    return np.moveaxis(measures_of_hired(wages, people), 3, 4)
