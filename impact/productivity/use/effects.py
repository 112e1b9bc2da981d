"""The four effects of use: productivity, firms that use AI, births in J, private R&D; the facility's part of each.

Each is a difference against the same world without the facility, by year and area. Supply: demand is what it was, and
the value added of E1 is not multiplied again (`impact.productivity.use.accounts`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from impact.productivity.use.adoption import AdoptionWithFacility, adoption_with_facility
from impact.productivity.use.checks import checked
from impact.productivity.use.exact import on_grid
from impact.productivity.use.inputs import Facility, Region, Response
from impact.productivity.use.nothing import nothing_happens, or_nothing
from impact.productivity.use.phasing import matured

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class UseEffects:
    """What use of the facility adds, by draw, year and area; amounts are on the grid of `exact`.

    Attributes
    ----------
    years : shape (years,).
    areas : codes, in the order of the last axis.
    productivity : E1, labour productivity outside mining, energy and water, log points, shape (draws, years, areas).
        A rate: over areas or municipalities it is averaged, never added.
    adopter_productivity : E1 of a firm that uses AI because of the facility, once phased in, log points, shape (draws,
        classes); 0.0 where no firm of the class does.
    value_added : what E1 is worth at unchanged labour, MEUR a year in the prices of the value added given, likewise.
    firms_using_ai : E2, firms with ten or more workers, likewise.
    births : E3, births of establishments in J a year, likewise.
    private_rd : E4, MEUR a year, likewise.
    adoption : the path without the facility, and what is added.
    adoption_without : share of all firms with ten or more workers that use AI without it, shape (draws, years).
    nothing : in which draws there is no effect at all, shape (draws,).
    """

    years: Floats
    areas: tuple[str, ...]
    productivity: Floats
    adopter_productivity: Floats
    value_added: Floats
    firms_using_ai: Floats
    births: Floats
    private_rd: Floats
    adoption: AdoptionWithFacility
    adoption_without: Floats
    nothing: Bools


def effects_of_use(region: Region, facility: Facility, response: Response) -> UseEffects:
    """Return E1 to E4 for every draw, year and area.

    In the draws in which nothing happens every effect is exactly 0.0, and so it is in all of them where the facility's
    contributions (extra adoption, startups, R&D) are zero.

    Parameters
    ----------
    region
        The world without the facility.
    facility
        What it does.
    response
        What follows from that.

    Returns
    -------
    UseEffects
        Arrays of shape (draws, years, areas).

    Raises
    ------
    InputError
        Shares that do not add up to 1, a ceiling below today's level, years before the evidence, values outside their
        hard bounds, more firms supported than exist, or shapes that do not go together; every problem in one pass.
    """
    given = checked(region, facility, response)
    nothing = nothing_happens(given["uniform"], given["no_effect_probability"])
    adoption = adoption_with_facility(given, or_nothing(given["extra_adoption"], nothing), facility.full_by)
    productivity = productivity_of_area(given, adoption.extra)
    births = extra_births(given, or_nothing(given["startups"], nothing))
    return UseEffects(
        years=np.array(given["years"]),
        areas=tuple(region.areas),
        productivity=productivity,
        adopter_productivity=np.where(adoption.extra.any(axis=(1, 2)), given["productivity"], 0.0),
        value_added=on_grid(given["value_added"] * np.expm1(productivity)),
        firms_using_ai=on_grid(adopting_firms(given, adoption.extra)),
        births=on_grid(births),
        private_rd=on_grid(private_rd(given, or_nothing(given["private_rd_per_public_euro"], nothing))),
        adoption=adoption,
        adoption_without=np.einsum("dyc,dc->dy", given["adoption"], given["firm_shares"]),
        nothing=nothing,
    )


def productivity_of_area(given: dict[str, Floats], extra: Floats) -> Floats:
    """Return E1: sum over classes of job share x effect on an adopter x extra adoption, each year's adopters phased in.

    What is added to adoption in a year, or taken off again where firms would have come by themselves, has its effect
    over the years after: the difference of the two worlds, each with its own adopters.

    Parameters
    ----------
    given
        From `checked`.
    extra
        Extra adoption, shape (draws, years, areas, classes).

    Returns
    -------
    ndarray
        Log points, shape (draws, years, areas).
    """
    effect = given["productivity"] * given["job_shares"]
    at_once = np.einsum("dyac,dc->dya", extra, effect)
    increments = np.diff(at_once, axis=1, prepend=0.0)
    return matured(increments, given["phase_in_years"])


def adopting_firms(given: dict[str, Floats], extra: Floats) -> Floats:
    """Return E2: firms with ten or more workers that use AI because of the facility, shape (draws, years, areas).

    Parameters
    ----------
    given
        From `checked`.
    extra
        Extra adoption, shape (draws, years, areas, classes).
    """
    of_firms = np.einsum("dyac,dc->dya", extra, given["firm_shares"])
    return np.asarray(of_firms * given["firms"][:, None, :])


def extra_births(given: dict[str, Floats], startups: Floats) -> Floats:
    """Return E3: extra births in J a year, where there are firms supported, in proportion to the births there.

    Parameters
    ----------
    given
        From `checked`.
    startups
        Extra births a year in all areas together, exactly 0.0 where there is no effect, shape (draws,).

    Returns
    -------
    ndarray
        Shape (draws, years, areas).
    """
    served = np.where(given["allocation"] > 0, given["births"], 0.0)
    shares = served / served.sum() if served.any() else given["allocation"]
    opening, length = given["opening"], given["startups_phase_in_years"]
    growing = np.clip((given["years"][None, :] + 1 - opening[:, None]) / length[:, None], 0.0, 1.0)
    return np.asarray((startups[:, None] * growing)[:, :, None] * shares)


def private_rd(given: dict[str, Floats], per_public_euro: Floats) -> Floats:
    """Return E4: public R&D x what private R&D follows a euro x the part that takes nobody from other R&D.

    Parameters
    ----------
    given
        From `checked`.
    per_public_euro
        Extra private R&D per public euro, exactly 0.0 where there is no effect, shape (draws,).

    Returns
    -------
    ndarray
        MEUR a year, shape (draws, years, areas).
    """
    kept = per_public_euro * (1 - given["private_rd_displacement"])
    return np.asarray(given["public_rd"] * kept[:, None, None])
