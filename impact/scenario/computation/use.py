"""Use of the facility: from the table [use] and its draws to the effects of use, beside those of net jobs on density.

Every effect is the facility's part against the same world without it, draw by draw. Spending is computed elsewhere and
does not hear of it (decision 0056).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from impact import regions
from impact.productivity.adoption.region import adoption_by_size
from impact.productivity.use import figures
from impact.productivity.use.agglomeration import agglomeration
from impact.productivity.use.effects import UseEffects, effects_of_use
from impact.productivity.use.exact import on_grid
from impact.productivity.use.inputs import Facility, FirmClasses, Region, Response
from impact.productivity.use.phasing import open_part
from impact.scenario.computation import labour
from impact.scenario.computation.components import deflator
from impact.scenario.computation.demand import paid_for_item
from impact.scenario.computation.draws import CHANCE, Array, Draws
from impact.scenario.question import prices
from impact.scenario.question.definition import Use
from impact.scenario.question.firms import establishments_of, parts_inside
from impact.scenario.question.scenario import Scenario
from impact.scenario.question.use import EVIDENCE_YEAR, FIRST_YEAR

Floats = NDArray[np.float64]

VALUE_ADDED_YEAR = 2023
BIRTHS_YEAR = 2024
JOBS_YEAR = 2024
CLASSES = ("10-49", "50+")


@dataclass(frozen=True)
class UseOutcome:
    """What use does, and what net regional jobs do to density, in the COROP areas of the study area.

    Attributes
    ----------
    effects : E1 to E4 by draw, year and area.
    value_added : without any effect, MEUR a year of the price year, shape (areas,).
    firms : with ten or more workers, shape (draws, areas).
    ceiling : the share that adoption can go to, shape (draws,).
    density : agglomeration, log points, shape (draws, years, areas).
    density_value_added : what that is worth, MEUR a year, likewise.
    spending_value_added : net regional, of the spending account, MEUR, shape (draws, years).
    draws : of the ranges of use, and of the chance of nothing.
    """

    effects: UseEffects
    value_added: Floats
    firms: Floats
    ceiling: Floats
    density: Floats
    density_value_added: Floats
    spending_value_added: Floats
    draws: Draws


def years_of(use: Use) -> list[int]:
    """Return the years of the results: after the last published share of firms, up to `last_year`."""
    return list(range(FIRST_YEAR, use.last_year + 1))


def use_outcome(scenario: Scenario, draws: Draws, own: Draws, net: tuple[Array, Array]) -> UseOutcome:
    """Return what use does in the scenario, which has a table [use].

    Parameters
    ----------
    scenario
        The question.
    draws
        Of the ranges of spending.
    own
        The same draws of use, `draws.drawn_of_use`.
    net
        Of the spending account, net regional value added (MEUR), (draws, years of the scenario), and net regional jobs
        (labour years) in each of the study area's areas, (draws, years, areas).
    """
    use = scenario.use
    assert use is not None  # asked by the caller
    region, effects = effects_in(scenario, draws, own, own[CHANCE])
    value_added = np.asarray(region.value_added)
    density = _density(scenario, use, own, net[1])
    return UseOutcome(
        effects=effects,
        value_added=value_added,
        firms=np.asarray(region.firms),
        ceiling=_of(own, "adoption_ceiling"),
        density=density,
        density_value_added=on_grid(value_added * np.expm1(density)),
        spending_value_added=_in_years(net[0], scenario, use),
        draws=own,
    )


def effects_in(scenario: Scenario, draws: Draws, own: Draws, chance: Array) -> tuple[Region, UseEffects]:
    """Return the world without the facility and the effects of its use, of any draws.

    Parameters
    ----------
    scenario
        The question, with a table [use].
    draws
        Of the ranges of spending.
    own
        Of the ranges of use, as many.
    chance : (draws,)
        From 0 to 1; below the drawn probability of nothing there is no effect.
    """
    use = scenario.use
    assert use is not None  # asked by the caller
    region = _region(scenario, use, own)
    facility = _facility(scenario, use, draws, own, region)
    return region, effects_of_use(region, facility, _response(own, chance))


def _of(own: Draws, name: str) -> Floats:
    return np.asarray(own["use", "assumptions", name])


def _in_years(amounts: Array, scenario: Scenario, use: Use) -> Floats:
    """Return amounts by year of the scenario, (draws, years, ...), in the years of use; 0 where nothing is spent."""
    found = np.zeros((len(amounts), len(years_of(use)), *amounts.shape[2:]))
    for place, year in enumerate(years_of(use)):
        if year in scenario.years:
            found[:, place] = amounts[:, scenario.years.index(year)]
    return found


def _region(scenario: Scenario, use: Use, own: Draws) -> Region:
    areas = regions.study_area(scenario.study_area).corops
    part = np.array(list(parts_inside(scenario.study_area).values()))
    exist = np.array(list(establishments_of(scenario.study_area).values()))
    in_prices = prices.price_ratio(VALUE_ADDED_YEAR, scenario.price_year)
    return Region(
        years=np.array(years_of(use)),
        areas=areas,
        evidence_year=EVIDENCE_YEAR,
        adoption=adoption_by_size(
            years_of(use),
            year=EVIDENCE_YEAR,
            total=_of(own, "adoption_share_2025"),
            larger=_of(own, "adoption_larger_firms_2025"),
            larger_firms_share=_of(own, "larger_firms_share"),
            gap=_of(own, "adoption_regional_gap"),
            ceiling=_of(own, "adoption_ceiling"),
            rate=_of(own, "adoption_rate"),
        ),
        ceiling=_of(own, "adoption_ceiling"),
        classes=_classes(own),
        firms=_of(own, "firms_of_ten_workers_share")[:, None] * exist,
        value_added=figures.value_added_outside_mining(areas, VALUE_ADDED_YEAR) * part * in_prices,
        births=figures.births_in_j(areas, BIRTHS_YEAR) * part,
    )


def _classes(own: Draws) -> FirmClasses:
    larger, supported = _of(own, "larger_firms_share"), _of(own, "larger_firms_supported_share")
    jobs = figures.job_shares()
    return FirmClasses(
        CLASSES,
        firms=np.stack([1 - larger, larger], axis=-1),
        support=np.stack([1 - supported, supported], axis=-1),
        jobs=jobs[list(CLASSES)].to_numpy(),
        jobs_outside=float(jobs["rest"]),
    )


def _facility(scenario: Scenario, use: Use, draws: Draws, own: Draws, region: Region) -> Facility:
    exist = establishments_of(scenario.study_area)
    shares = use.allocation or {code: count / sum(exist.values()) for code, count in exist.items()}
    allocation = np.array([shares.get(code, 0.0) for code in exist])
    opening = own["use", "opening"] + (draws.assumption(use.delayed_by) if use.delayed_by else 0.0)
    budget = _paid(scenario, use, draws, f"spending.{use.support_item}")
    most = _most_a_year(region, allocation, _years_of_support(use, opening, budget))
    return Facility(
        opening=opening,
        extra_adoption=_of(own, "facility_extra_adoption"),
        full_by=use.last_year,
        supported=np.minimum(_of(own, "firms_supported"), most),
        budget=budget,
        cost_per_firm=_of(own, "cost_per_firm_supported"),
        allocation=allocation,
        startups=_of(own, "startups_extra"),
        public_rd=_public_rd(scenario, use, draws, own)[:, :, None] * allocation,
    )


def _years_of_support(use: Use, opening: Array, budget: Array) -> Floats:
    """Return for how many years firms can be supported: those that are open and paid for, (draws,)."""
    open_years = open_part(np.array(years_of(use), dtype=float), np.asarray(opening, dtype=float))
    return np.asarray((open_years * (budget > 0)).sum(axis=1))


def _most_a_year(region: Region, allocation: Floats, years: Floats) -> Floats:
    """Return how many firms can be supported in a year before an area and class has no more of them, (draws,).

    At the central values there are enough of them, or the scenario was refused; where draws meet, none is made up.
    """
    there = np.asarray(region.firms)[:, :, None] * np.asarray(region.classes.firms)[:, None, :]
    asked = years[:, None, None] * allocation[:, None] * np.asarray(region.classes.support)[:, None, :]
    most = np.divide(there, asked, out=np.full_like(there, np.inf), where=asked > 0)
    return np.asarray(most.min(axis=(1, 2)))


def _paid(scenario: Scenario, use: Use, draws: Draws, field: str) -> Floats:
    """Return what an item costs in the years of use, MEUR of the price year, (draws, years)."""
    cash = paid_for_item(scenario, draws, field)
    return _in_years(np.asarray(cash * deflator(scenario, draws)), scenario, use)


def _public_rd(scenario: Scenario, use: Use, draws: Draws, own: Draws) -> Floats:
    found = np.zeros((draws.count, len(years_of(use))))
    for item in use.rd_share:
        found += _paid(scenario, use, draws, item) * own["use", "rd_share", item][:, None]
    return found


def _response(own: Draws, chance: Array) -> Response:
    effect = [_of(own, f"productivity_effect_{size}_firm") for size in ("smaller", "larger")]
    return Response(
        uniform=np.asarray(chance),
        no_effect_probability=_of(own, "no_effect_probability"),
        productivity=np.stack(effect, axis=-1),
        phase_in_years=_of(own, "phase_in_years"),
        startups_phase_in_years=_of(own, "startups_phase_in_years"),
        private_rd_per_public_euro=_of(own, "private_rd_per_public_euro"),
        private_rd_displacement=_of(own, "private_rd_displacement"),
    )


def _density(scenario: Scenario, use: Use, own: Draws, net_jobs: Array) -> Floats:
    """Return what net regional jobs do to the productivity of the areas, log points, (draws, years, areas).

    `net_jobs` are those of the areas of the study area. Areas outside it count as places within reach, not as places of
    net jobs.
    """
    stock, distances = jobs_and_distances()
    areas = list(regions.study_area(scenario.study_area).corops)
    places = [regions.codes("corop").index(code) for code in areas]
    extra = np.zeros((own.count, len(years_of(use)), len(stock)))
    extra[:, :, places] = _in_years(net_jobs, scenario, use)
    elasticity, reach = _of(own, "agglomeration_elasticity"), _of(own, "agglomeration_reach")
    return agglomeration(extra, stock, distances, elasticity=elasticity, reach=reach)[:, :, places]


@cache
def jobs_and_distances() -> tuple[Floats, Floats]:
    """Return labour years by COROP area and kilometres between them, in the order of the codes; read once."""
    from impact.inputoutput import corop_distances
    from impact.panel.figures import figures_of

    codes = list(regions.codes("corop"))
    counted = figures_of().jobs_by_corop(JOBS_YEAR)["A-U"].reindex(codes)
    found = (
        counted.to_numpy(dtype=float) * 1000 * labour.labour_years_per_job(),
        corop_distances().loc[codes, codes].to_numpy(dtype=float),
    )
    for array in found:
        array.flags.writeable = False
    return found
