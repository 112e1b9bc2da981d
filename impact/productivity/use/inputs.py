"""What the effects of use are computed from: a region without the facility, what the facility does, what that brings.

Every quantity of a draw has shape (draws,), or is one value for all. Nothing is checked when these are made; a whole
set is checked at the door of `effects_of_use`, so that all that is wrong is said at once.
"""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import ArrayLike


@dataclass(frozen=True)
class FirmClasses:
    """Classes of firms with ten or more workers: by size, by section, or by both.

    Attributes
    ----------
    names : one a class.
    firms : share of each class in the number of firms, shape (classes,) or (draws, classes); they add up to 1.
    support : share of each class in the firms that are supported, likewise.
    jobs : share of each class in all jobs of the area, shape (classes,); with `jobs_outside` they add up to 1.
    jobs_outside : share of the jobs that are in no class: of smaller firms, and of government, education and care.
    """

    names: tuple[str, ...]
    firms: ArrayLike
    support: ArrayLike
    jobs: ArrayLike
    jobs_outside: float


@dataclass(frozen=True)
class Region:
    """The world without the facility.

    Attributes
    ----------
    years : rising, one after the other, shape (years,).
    areas : codes, shape (areas,).
    evidence_year : the year of the last published figure of adoption, before which no effect is computed.
    adoption : share of firms that use AI without the facility, by class, shape (draws, years, classes).
    ceiling : the share that adoption can go to.
    classes : the classes of firms.
    firms : firms with ten or more workers, shape (areas,) or (draws, areas).
    value_added : outside mining, energy and water, MEUR a year, shape (areas,) or (draws, years, areas).
    births : births of establishments in J a year, shape (areas,).
    """

    years: ArrayLike
    areas: tuple[str, ...]
    evidence_year: float
    adoption: ArrayLike
    ceiling: ArrayLike
    classes: FirmClasses
    firms: ArrayLike
    value_added: ArrayLike
    births: ArrayLike


@dataclass(frozen=True)
class Facility:
    """What the facility does. With `extra_adoption`, `startups` and `public_rd` at zero it does nothing.

    Attributes
    ----------
    opening : year with decimals.
    extra_adoption : share of the firms that use AI because of it, at the end of `full_by`.
    full_by : the year in which all of that is reached.
    supported : firms that would be supported in a year, as many as there is money for.
    budget : what the item that pays for them holds in each year, MEUR, shape (years,) or (draws, years).
    cost_per_firm : MEUR.
    allocation : share of each area in the firms supported, shape (areas,); they add up to 1.
    startups : extra births in J a year in all areas together.
    public_rd : public R&D of the facility, MEUR, shape (years, areas) or (draws, years, areas).
    """

    opening: ArrayLike
    extra_adoption: ArrayLike
    full_by: float
    supported: ArrayLike
    budget: ArrayLike
    cost_per_firm: ArrayLike
    allocation: ArrayLike
    startups: ArrayLike
    public_rd: ArrayLike


@dataclass(frozen=True)
class Response:
    """What follows from what the facility does.

    Attributes
    ----------
    uniform : a draw from 0 to 1 that decides whether there is any effect, shape (draws,).
    no_effect_probability : the chance that there is none.
    productivity : effect of adoption on the labour productivity of a firm, log points, shape (classes,) or
        (draws, classes).
    phase_in_years : years from adoption to the whole of it.
    startups_phase_in_years : years from the opening to the full number of births.
    private_rd_per_public_euro : extra private R&D.
    private_rd_displacement : the part of it that is done by people taken from other R&D in the area.
    """

    uniform: ArrayLike
    no_effect_probability: ArrayLike
    productivity: ArrayLike
    phase_in_years: ArrayLike
    startups_phase_in_years: ArrayLike
    private_rd_per_public_euro: ArrayLike
    private_rd_displacement: ArrayLike
