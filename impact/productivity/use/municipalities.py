"""The effects of use by municipality: amounts parted so that they add up to their area exactly, the rate as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.errors import InputError, Problem, suggestion
from impact.productivity.use.effects import UseEffects
from impact.productivity.use.exact import parts_on_grid

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class MunicipalEffects:
    """What use of the facility adds, by draw, year and municipality.

    Attributes
    ----------
    municipalities : codes, in the order of the last axis.
    areas : the COROP area of each, in the same order.
    productivity : E1, log points, that of the area: nobody publishes jobs by size of firm for municipalities. A rate;
        shape (draws, years, municipalities), like all that follow.
    value_added : what E1 is worth, MEUR a year.
    firms_using_ai : E2, firms.
    births : E3, establishments in J a year.
    private_rd : E4, MEUR a year.
    """

    municipalities: tuple[str, ...]
    areas: tuple[str, ...]
    productivity: Floats
    value_added: Floats
    firms_using_ai: Floats
    births: Floats
    private_rd: Floats


def municipal_effects(
    effects: UseEffects, shares: Mapping[str, pd.Series[float]], births: Mapping[str, pd.Series[float]]
) -> MunicipalEffects:
    """Return the effects of the municipalities of some areas; amounts add up to those of the areas exactly.

    Parameters
    ----------
    effects
        By area.
    shares
        For each area to be parted the share of each municipality, by code, in value added, firms and R&D
        (`impact.productivity.use.figures.municipal_shares`).
    births
        Likewise the share of each municipality in births in J, for the same municipalities.

    Returns
    -------
    MunicipalEffects
        Arrays of shape (draws, years, municipalities).

    Raises
    ------
    InputError
        An area that has no effects, other municipalities among the births, or shares that do not add up to 1.
    """
    _refuse_other_places(effects, shares, births)
    where = {area: effects.areas.index(area) for area in shares}
    places = [(area, str(code)) for area, parts in shares.items() for code in parts.index]

    def parted(amounts: Floats, by: Mapping[str, pd.Series[float]]) -> Floats:
        found = [parts_on_grid(amounts[..., where[area]], by[area].to_numpy(dtype=float)) for area in shares]
        return np.concatenate(found, axis=-1)

    return MunicipalEffects(
        municipalities=tuple(code for _, code in places),
        areas=tuple(area for area, _ in places),
        productivity=effects.productivity[..., [where[area] for area, _ in places]],
        value_added=parted(effects.value_added, shares),
        firms_using_ai=parted(effects.firms_using_ai, shares),
        births=parted(effects.births, births),
        private_rd=parted(effects.private_rd, shares),
    )


def _refuse_other_places(
    effects: UseEffects, shares: Mapping[str, pd.Series[float]], births: Mapping[str, pd.Series[float]]
) -> None:
    name = "municipal_effects"
    if not shares:
        todo = "Give the shares of one area or more."
        raise InputError(Problem(name, "shares", "nothing", "an area with its municipalities", todo))
    problems = [
        Problem(name, "shares", repr(area), "an area that has effects", suggestion(area, effects.areas))
        for area in shares
        if area not in effects.areas
    ]
    problems += [
        Problem(name, "births", f"other municipalities in {area}", "those of the shares", "Give both the same places.")
        for area, parts in shares.items()
        if area not in births or list(births[area].index) != list(parts.index)
    ]
    if problems:
        raise InputError(problems)
