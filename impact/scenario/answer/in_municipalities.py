"""Effects by municipality of the study area: apportioned by establishments, with named teams where they work.

Each concept of each area goes to its municipalities sector by sector, so that municipalities add up to their area in
every draw. People of whom the file names the municipality are there; everything else is apportioned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from impact.errors import InputError
from impact.panel.figures import Figures
from impact.scenario.answer.statistics import Described
from impact.scenario.answer.tabulated import Wanted, over_stages, tabulated, together
from impact.scenario.computation.areas import Areas
from impact.scenario.computation.concepts import CONCEPTS
from impact.scenario.computation.counted import Counted
from impact.scenario.computation.draws import Array
from impact.scenario.computation.economy import Economy
from impact.scenario.computation.municipalities import apportioned, establishments_record, municipal_shares, note
from impact.scenario.computation.orders import jobs_in, shares_of_places
from impact.scenario.computation.outcome import Outcome
from impact.scenario.question.scenario import Scenario
from impact.sources.provenance import Record
from impact.words.statements import Statement, said

YEAR = 2024
"""Of the establishments: municipalities are those of 2024."""


@dataclass(frozen=True)
class InMunicipalities:
    """What falls in the municipalities of the study area.

    Attributes
    ----------
    counted : what is counted in each municipality, sectors together; None where they cannot be told.
    notes : what every such figure comes with, or why there are none.
    records : where the establishments come from.
    """

    counted: Counted | None
    notes: tuple[Statement, ...]
    records: tuple[Record, ...] = ()


def in_municipalities(scenario: Scenario, economy: Economy, by_sector: Counted, figures: Figures) -> InMunicipalities:
    """Return what is counted by municipality of the study area.

    Parameters
    ----------
    scenario
        The question, which may name the municipality of a team.
    economy
        Whose areas these are.
    by_sector
        What is counted in every area.
    figures
        With the establishments by municipality.
    """
    areas = economy.areas
    try:
        shares = [municipal_shares(list(held), economy.sectors, YEAR, figures) for held in _held(areas)]
    except InputError as refusal:
        reason = "; ".join(problem.found for problem in refusal.problems)
        return InMunicipalities(None, (said("no_municipalities", reason=reason),))
    codes = [code for held in _held(areas) for code in held]
    counted = by_sector.summed(codes, _weights(shares, areas), sectors=True)
    # People whose municipality is named are there; the others of their area and sector are apportioned.
    hired = apportioned(by_sector.hired[:, areas.inside], shares, _named(scenario, economy, codes))
    record = establishments_record([areas.codes[place] for place in areas.inside], YEAR, figures)
    return InMunicipalities(replace(counted, hired=hired.sum(axis=2, keepdims=True)), (note(YEAR),), (record,))


def _held(areas: Areas) -> list[tuple[str, ...]]:
    """Return the municipalities of each of the study area's areas."""
    return [areas.members[areas.codes[place]] for place in areas.inside]


def _weights(shares: Sequence[pd.DataFrame], areas: Areas) -> Array:
    """Return what of each area and sector is in each municipality of the study area, (municipalities, R, sectors)."""
    found = np.zeros((sum(map(len, shares)), *areas.shares.shape[:1], shares[0].shape[1]))
    first = 0
    for place, of_area in zip(areas.inside, shares, strict=True):
        found[first : first + len(of_area), place] = of_area.to_numpy(dtype=float)
        first += len(of_area)
    return found


def municipal_concepts(counted: Counted, outcome: Outcome) -> list[tuple[Described, Described]]:
    """Return the concepts of the study area by municipality: over all years, and by year; stages together."""
    names = [name for name, concept in CONCEPTS.items() if not concept.national]
    (found,) = tabulated(outcome, Wanted(counted, names, (together, over_stages)))
    over_both, by_year = found.statistics
    return [(over_both[name], by_year[name]) for name in names]


def _named(scenario: Scenario, economy: Economy, codes: Sequence[str]) -> Array:
    """Return the shares of teams whose municipality the file names, (T, municipalities, sectors)."""
    found = np.zeros((len(scenario.staff), len(codes), len(economy.sectors)))
    for at, post in enumerate(scenario.staff.values()):
        shares = shares_of_places(post, jobs_in(post.sector, economy), economy)
        where = np.array([shares.get(code, 0.0) for code in codes])
        found[at] = where[:, None] * economy.groups[economy.industries.index(post.sector)]
    return found
