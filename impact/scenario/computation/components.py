"""What each part of a scenario does to the economy of one area, before anything is called gross or net.

Demand in cash becomes demand in the prices of the price year; the input-output model turns it into output by
industry; one coefficient per industry turns output into value added, wages, jobs and taxes. Everything is linear in
demand, so that the parts (purchases, payroll, what the money would otherwise have bought) can be kept apart and
combined afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from impact.inputoutput.model.stages import OutputByStage
from impact.scenario.computation.draws import Array, Draws
from impact.scenario.computation.measures import MEASURES
from impact.scenario.question import prices
from impact.scenario.question.assumptions import PRICE_GROWTH, PRODUCTIVITY_GROWTH
from impact.scenario.question.scenario import Scenario

STAGES = ("direct", "indirect", "induced")
_PHYSICAL = [place for place, measure in enumerate(MEASURES.values()) if measure.physical]


@dataclass(frozen=True)
class Components:
    """Effects of the parts of a scenario in one area, each (draws, years, sectors, measures).

    `purchases` and `alternative` hold the three stages `direct`, `indirect`, `induced`, in that order; `payroll`
    holds the direct stage (the people themselves) and the induced one (what their wages buy).
    """

    purchases: tuple[Array, Array, Array]
    payroll: tuple[Array, Array]
    alternative: tuple[Array, Array, Array]


@dataclass(frozen=True)
class Conversion:
    """From output by industry in MEUR of the price year to every measure by sector.

    Attributes
    ----------
    by_sector : (industries, sectors, measures)
        Measure per MEUR of output, at the place of the industry's sector. Labour years are per MEUR of the table year.
    groups : (industries, sectors)
        1 where an industry belongs to a sector.
    physical_factor : (draws, years)
        Turns labour years per MEUR of the table year into those per MEUR of the price year in each year: the price rise
        since, and the growth of labour productivity.
    """

    by_sector: Array
    groups: Array
    physical_factor: Array

    def of_output(self, output: Array) -> Array:
        """Return the measures of output (draws, industries, years) as (draws, years, sectors, measures)."""
        n, sectors, measures = self.by_sector.shape
        by_year = np.swapaxes(output, 1, 2)
        found = (by_year @ self.by_sector.reshape(n, -1)).reshape(*by_year.shape[:2], sectors, measures)
        found[..., _PHYSICAL] *= self.physical_factor[:, :, None, None]
        return found

    def of_payroll(self, payroll: Array, fte: Array) -> Array:
        """Return the measures of hired people: wages are output, value added and wages; an FTE is a labour year."""
        wages = np.swapaxes(payroll, 1, 2) @ self.groups
        people = np.swapaxes(fte, 1, 2) @ self.groups
        added = {"wages": wages, "people": people, None: np.zeros_like(wages)}
        return np.stack([added[measure.hired] * measure.per_hired for measure in MEASURES.values()], axis=-1)


def conversion(scenario: Scenario, draws: Draws, coefficients: Array, groups: Array) -> Conversion:
    """Return the conversion of output to measures for a scenario.

    Parameters
    ----------
    coefficients : (industries, measures)
        Per MEUR of output of the table year, in the order of `MEASURES`.
    groups : (industries, sectors)
        1 where an industry belongs to a sector.
    """
    years = np.array(scenario.years)
    price_rise = prices.price_ratio(scenario.table_year, scenario.price_year)
    growth = 1 + draws.of(PRODUCTIVITY_GROWTH)[:, None]
    factor = 1 / (price_rise * growth ** (years - scenario.table_year)[None, :])
    return Conversion(groups[:, :, None] * coefficients[:, None, :], groups, factor)


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


def components(
    purchases: OutputByStage, alternative: OutputByStage, wages: tuple[Array, Array, Array], convert: Conversion
) -> Components:
    """Return the effects by part; `wages` are the payroll, the FTE, and the output its spending induces."""
    payroll, fte, induced = wages
    return Components(
        purchases=_by_stage(purchases, convert),
        payroll=(convert.of_payroll(payroll, fte), convert.of_output(induced)),
        alternative=_by_stage(alternative, convert),
    )


def _by_stage(output: OutputByStage, convert: Conversion) -> tuple[Array, Array, Array]:
    return convert.of_output(output.direct), convert.of_output(output.indirect), convert.of_output(output.induced)
