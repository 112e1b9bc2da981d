"""What each part of a scenario does in every area, before anything is called gross or net.

Demand in cash becomes demand in the prices of the price year; the model of all areas turns it into output by area and
industry; one coefficient per area and industry turns output into value added, wages, jobs and taxes. Everything is
linear in demand, so that the parts (purchases, payroll, what the money would otherwise have bought) can be kept apart
and combined afterwards.

What happens in the study area's areas and in the nation is kept by sector; what happens in each other area as one
figure, because forty areas by sector and draw are more than anybody reads.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from impact.inputoutput.regional.households import ByArea
from impact.scenario.computation.draws import Array, Draws
from impact.scenario.computation.economy import Economy
from impact.scenario.computation.measures import MEASURES
from impact.scenario.question import prices
from impact.scenario.question.assumptions import PRICE_GROWTH, PRODUCTIVITY_GROWTH
from impact.scenario.question.scenario import Scenario

STAGES = ("direct", "indirect", "induced")
_PHYSICAL = [place for place, measure in enumerate(MEASURES.values()) if measure.physical]


@dataclass(frozen=True)
class Components:
    """Effects of the parts of a scenario in some places, each (draws, years, places, sectors, measures).

    `purchases` and `alternative` hold the three stages `direct`, `indirect`, `induced`, in that order; `payroll`
    holds the direct stage (the people themselves) and the induced one (what their wages buy).
    """

    purchases: tuple[Array, Array, Array]
    payroll: tuple[Array, Array]
    alternative: tuple[Array, Array, Array]

    def together(self) -> Components:
        """Return the same summed over years, places and sectors, each of which is kept as one."""
        direct, indirect, induced = (stage.sum(axis=(1, 2, 3), keepdims=True) for stage in self.purchases)
        people, shops = (stage.sum(axis=(1, 2, 3), keepdims=True) for stage in self.payroll)
        first, second, third = (stage.sum(axis=(1, 2, 3), keepdims=True) for stage in self.alternative)
        return Components((direct, indirect, induced), (people, shops), (first, second, third))


@dataclass(frozen=True)
class InPlaces:
    """Components in every place.

    Attributes
    ----------
    inside : of the study area's areas, by sector.
    nation : of all areas together, by sector; one place.
    outside : of each other area, all sectors together.
    """

    inside: Components
    nation: Components
    outside: Components


def asked_of_output(economy: Economy) -> Array:
    """Return what is asked of output, (rows, R * n), per MEUR; labour years are per MEUR of the table year.

    First sectors and measures of each area inside, then those of the nation, then measures of each area outside.
    """
    per_euro, areas = economy.coefficients(), economy.areas
    R, n, M = per_euro.shape
    by_sector = np.einsum("ig,rim->rgmi", economy.groups, per_euro)
    G = by_sector.shape[1]
    inside = np.zeros((len(areas.inside), G, M, R, n))
    for row, place in enumerate(areas.inside):
        inside[row, :, :, place] = by_sector[place]
    nation = by_sector.transpose(1, 2, 0, 3)
    outside = np.zeros((len(areas.outside), M, R, n))
    for row, place in enumerate(areas.outside):
        outside[row, :, place] = per_euro[place].T
    return np.concatenate([found.reshape(-1, R * n) for found in (inside, nation, outside)])


def physical_factor(scenario: Scenario, draws: Draws) -> Array:
    """Return what turns labour years per MEUR of the table year into those per MEUR of the price year, (draws, years).

    It holds the price rise between the two, and the growth of labour productivity to each year.
    """
    years = np.array(scenario.years)
    price_rise = prices.price_ratio(scenario.table_year, scenario.price_year)
    growth = 1 + draws.of(PRODUCTIVITY_GROWTH)[:, None]
    return np.asarray(1 / (price_rise * growth ** (years - scenario.table_year)[None, :]))


def deflator(scenario: Scenario, draws: Draws) -> Array:
    """Return what one euro of cash in each year is worth in the price year, shape (draws, years).

    Budgets in cash are not raised with prices: each year's euro is brought to the last year with a price index, along
    the index or, from later years, at the assumed growth of prices; from there to the price year. The price year is a
    unit of account: it changes what money results are written in, not how much was bought. Budgets in constant prices
    are in euros of the price year already.
    """
    years = np.array(scenario.years)
    if scenario.money == "constant":
        return np.ones((draws.count, len(years)))
    known = np.minimum(years, prices.years()[-1])
    along_the_index = np.array([prices.price_ratio(int(year), scenario.price_year) for year in known])
    growth = 1 + draws.of(PRICE_GROWTH)[:, None]
    found: Array = growth ** (known - years)[None, :] * along_the_index
    return found


def in_places(found: ByArea, hired: tuple[Array, Array], physical: Array, economy: Economy) -> InPlaces:
    """Return the components of what was asked of output.

    Parameters
    ----------
    found
        Rows of `asked_of_output`; three parts of all years: purchases, their alternative, what is paid to the hired.
    hired
        Wages in prices of the price year, and people, each (draws, R, sectors, years).
    physical : (draws, years)
        `physical_factor`.
    economy
        Whose areas these are.
    """
    areas = economy.areas
    people = measures_of_hired(*hired)
    stages = [_by_part(stage, physical) for stage in (found.direct, found.indirect, found.induced)]
    S, G, M = len(areas.inside), len(economy.sectors), len(MEASURES)
    edges = (S * G * M, (S + 1) * G * M)

    elsewhere = people[:, :, areas.outside].sum(axis=3, keepdims=True)

    def of(rows: slice, places: int, sectors: int, direct: Array) -> Components:
        part = [[rest[..., rows].reshape(*rest.shape[:2], places, sectors, M) for rest in stage] for stage in stages]
        bought, instead, paid = zip(*part, strict=True)
        return Components((bought[0], bought[1], bought[2]), (direct, paid[2]), (instead[0], instead[1], instead[2]))

    return InPlaces(
        inside=of(slice(0, edges[0]), S, G, people[:, :, areas.inside]),
        nation=of(slice(*edges), 1, G, people.sum(axis=2, keepdims=True)),
        outside=of(slice(edges[1], None), len(areas.outside), 1, elsewhere),
    )


def _by_part(stage: Array, physical: Array) -> list[Array]:
    """Return what each part asks, (draws, years, rows); labour years of the year in which they are worked."""
    measures = len(MEASURES)
    parts = np.split(np.swapaxes(stage, 1, 2), stage.shape[2] // physical.shape[1], axis=1)
    found = [part.reshape(*part.shape[:2], -1, measures).copy() for part in parts]
    for part in found:
        part[..., _PHYSICAL] *= physical[:, :, None, None]
    return [part.reshape(*part.shape[:2], -1) for part in found]


def measures_of_hired(wages: Array, people: Array) -> Array:
    """Return the measures of hired people, (draws, years, R, sectors, measures).

    Their wages are output, value added and wages; an FTE is a labour year.
    """
    by_year = {"wages": np.moveaxis(wages, 3, 1), "people": np.moveaxis(people, 3, 1)}
    none = np.zeros_like(by_year["wages"])
    added = [by_year[m.hired] * m.per_hired if m.hired else none for m in MEASURES.values()]
    return np.stack(added, axis=-1)
