"""Adoption with the facility, bounded by firms that exist, were supported, were not on their way and were paid for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from impact.errors import InputError, Problem
from impact.productivity.use.checks import NAME
from impact.productivity.use.phasing import growing_to, open_part

Floats = NDArray[np.float64]

_ROUNDING = 1e-12


@dataclass(frozen=True)
class AdoptionWithFacility:
    """The use of AI with the facility against the same world without it.

    Attributes
    ----------
    without : share of the firms of a class that use AI, shape (draws, years, classes).
    extra : what the facility adds to that share, 0 or more, shape (draws, years, areas, classes).
    supported : firms supported up to and in each year, shape (draws, years, areas).
    """

    without: Floats
    extra: Floats
    supported: Floats

    @property
    def with_facility(self) -> Floats:
        """Share of the firms that use AI with the facility, shape (draws, years, areas, classes)."""
        return np.asarray(self.without[:, :, None, :] + self.extra)


def firms_supported(given: dict[str, Floats]) -> Floats:
    """Return the firms supported up to and in each year, by area: as many as are wanted and there is money for.

    In each year the cost of the firms is at most the budget of that year; what is left is not carried over. A firm is
    counted once.

    Parameters
    ----------
    given
        From `impact.productivity.use.checks.checked`.

    Returns
    -------
    ndarray
        Shape (draws, years, areas).

    Raises
    ------
    InputError
        More firms are supported than exist in some area.
    """
    wanted = given["supported"][:, None] * open_part(given["years"], given["opening"])
    paid = np.minimum(wanted, given["budget"] / given["cost_per_firm"][:, None])
    supported = np.cumsum(paid, axis=1)[:, :, None] * given["allocation"]
    _refuse_more_than_exist(supported[:, -1], given)
    return np.asarray(supported)


def _refuse_more_than_exist(supported: Floats, given: dict[str, Floats]) -> None:
    """Refuse where the firms supported in all years, in an area and class, are more than there are."""
    asked = supported[:, :, None] * given["support_shares"][:, None, :]
    exist = given["firms"][:, :, None] * given["firm_shares"][:, None, :]
    over = asked > exist * (1 + _ROUNDING)
    if over.any():
        draw, area, kind = np.argwhere(over)[0]
        found = (
            f"{asked[draw, area, kind]:.6g} firms of {exist[draw, area, kind]:.6g} in area {area + 1}, class {kind + 1}"
        )
        expected = "no more firms supported than exist with ten or more workers"
        todo = "Support fewer firms a year, or spread them over more areas and classes."
        told = f"{found}, in {over.any(axis=(1, 2)).sum()} of {len(over)} draws"
        raise InputError(Problem(NAME, "supported", told, expected, todo))


def adoption_with_facility(given: dict[str, Floats], extra_adoption: Floats, full_by: float) -> AdoptionWithFacility:
    """Return adoption with the facility: A1 = A0 + min(phi(t), S(t) / N (1 - A0(t)), K - A0(t)), by class of firms.

    Of the firms supported up to a year, those that would be using AI by then without it are no effect: the part A0(t)
    of the same year, not of the year of support, so that a firm that was only made earlier drops out when its own time
    comes. A class has the extra adoption in proportion to its part in the support; over classes that is phi.

    Parameters
    ----------
    given
        From `impact.productivity.use.checks.checked`.
    extra_adoption
        phi in the year `full_by`, exactly 0.0 where there is no effect, shape (draws,).
    full_by
        The year in which all of it is reached.

    Returns
    -------
    AdoptionWithFacility
        Shares and numbers of firms.

    Raises
    ------
    InputError
        More firms are supported than exist in some area.
    """
    supported = firms_supported(given)
    without = given["adoption"]
    part = _reached(supported, given["firms"])[..., None] * (1 - without)[:, :, None, :]
    phi = extra_adoption[:, None] * growing_to(given["years"], given["opening"], full_by)
    intended = np.minimum(phi[:, :, None, None], part)
    room = np.maximum(given["ceiling"][:, None, None] - without, 0.0)
    extra = np.minimum(intended * _tilt(given)[:, None, None, :], room[:, :, None, :])
    return AdoptionWithFacility(without, extra, supported)


def _reached(supported: Floats, firms: Floats) -> Floats:
    """Return the share of the firms that were supported; an area without firms has none."""
    exist = np.broadcast_to(firms[:, None, :], supported.shape)
    return np.divide(supported, exist, out=np.zeros_like(supported), where=exist > 0)


def _tilt(given: dict[str, Floats]) -> Floats:
    """Return how much more a class is supported than its number of firms, shape (draws, classes)."""
    firms, support = given["firm_shares"], given["support_shares"]
    return np.divide(support, firms, out=np.zeros_like(support), where=firms > 0)
