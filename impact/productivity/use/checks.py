"""The door of the effects of use: everything is checked here, and all that is wrong is said at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from impact.errors import InputError, Problem
from impact.productivity.adoption.faults import (
    adding_up_problems,
    ceiling_problems,
    floats,
    outside,
    raise_all,
    shown,
    year_problems,
)
from impact.productivity.use.assumptions import use_assumptions
from impact.productivity.use.inputs import Facility, Region, Response

Floats = NDArray[np.float64]

NAME = "effects_of_use"
_BOUNDED = {
    "ceiling": "adoption_ceiling",
    "extra_adoption": "facility_extra_adoption",
    "supported": "firms_supported",
    "cost_per_firm": "cost_per_firm_supported",
    "startups": "startups_extra",
    "no_effect_probability": "no_effect_probability",
    "phase_in_years": "phase_in_years",
    "startups_phase_in_years": "startups_phase_in_years",
    "private_rd_per_public_euro": "private_rd_per_public_euro",
    "private_rd_displacement": "private_rd_displacement",
    "productivity": "productivity_effect_larger_firm",
}  # the argument, and the assumption that has its hard bounds
_POSITIVE = ("firms", "value_added", "births", "budget", "public_rd")
_SHARES = ("adoption", "allocation", "uniform", "firm_shares", "support_shares", "job_shares", "jobs_outside")


@dataclass(frozen=True)
class Sizes:
    """How many draws, years, areas and classes there are."""

    draws: int
    years: int
    areas: int
    classes: int

    def shape(self, axes: str) -> tuple[int, ...]:
        """Return the shape of an array whose axes are named by first letters: `dya` is draws, years, areas."""
        length = {"d": self.draws, "y": self.years, "a": self.areas, "c": self.classes}
        return tuple(length[axis] for axis in axes)


_AXES = {
    "years": "y",
    "adoption": "dyc",
    "ceiling": "d",
    "firm_shares": "dc",
    "support_shares": "dc",
    "job_shares": "c",
    "firms": "da",
    "value_added": "dya",
    "births": "a",
    "opening": "d",
    "extra_adoption": "d",
    "supported": "d",
    "budget": "dy",
    "cost_per_firm": "d",
    "allocation": "a",
    "startups": "d",
    "public_rd": "dya",
    "uniform": "d",
    "no_effect_probability": "d",
    "productivity": "dc",
    "phase_in_years": "d",
    "startups_phase_in_years": "d",
    "private_rd_per_public_euro": "d",
    "private_rd_displacement": "d",
}


def checked(region: Region, facility: Facility, response: Response) -> dict[str, Floats]:
    """Return every array in its full shape, by the name of its argument.

    Parameters
    ----------
    region, facility, response
        As given by the caller.

    Returns
    -------
    dict
        Arrays; those of shares by class are `firm_shares`, `support_shares` and `job_shares`.

    Raises
    ------
    InputError
        Anything that cannot be; every problem in one pass.
    """
    given = {name: floats(NAME, name, value) for name, value in _arguments(region, facility, response).items()}
    sizes = _sizes(given, len(region.areas))
    full, problems = {}, []
    for name, axes in _AXES.items():
        try:
            full[name] = np.broadcast_to(given[name], sizes.shape(axes))
        except ValueError:
            todo = "Give one value for all, or the whole shape."
            found, expected = f"shape {given[name].shape}", f"shape {sizes.shape(axes)}, or what spreads to it"
            problems.append(Problem(NAME, name, found, expected, todo))
    raise_all(problems)
    raise_all(_problems(full, region, facility))
    return full


def _arguments(region: Region, facility: Facility, response: Response) -> dict[str, ArrayLike]:
    classes = region.classes
    shares = {"firm_shares": classes.firms, "support_shares": classes.support, "job_shares": classes.jobs}
    named = {**vars(region), **vars(facility), **vars(response), **shares}
    return {name: named[name] for name in _AXES}


def _sizes(given: dict[str, Floats], areas: int) -> Sizes:
    adoption = given["adoption"]
    if adoption.ndim != 3:
        expected, todo = "shape (draws, years, classes)", "Give each class a path in each draw."
        raise InputError(Problem(NAME, "adoption", f"shape {adoption.shape}", expected, todo))
    return Sizes(adoption.shape[0], adoption.shape[1], areas, adoption.shape[2])


def _problems(full: dict[str, Floats], region: Region, facility: Facility) -> Iterator[Problem]:
    known = use_assumptions()
    for name, assumption in _BOUNDED.items():
        yield from outside(NAME, name, full[name], known[assumption].least, known[assumption].most)
    for name in _POSITIVE:
        yield from outside(NAME, name, full[name], 0.0, np.inf, "numbers of 0 or more")
    yield from (p for name in _SHARES if name in full for p in outside(NAME, name, full[name], 0.0, 1.0))
    yield from _class_problems(full, region)
    yield from _time_problems(full, region, facility)
    yield from adding_up_problems(NAME, "allocation", full["allocation"])
    yield from _ceiling_problems(full)


def _class_problems(full: dict[str, Floats], region: Region) -> Iterator[Problem]:
    yield from adding_up_problems(NAME, "firm_shares", full["firm_shares"])
    yield from adding_up_problems(NAME, "support_shares", full["support_shares"])
    with_outside = np.append(full["job_shares"], region.classes.jobs_outside)
    yield from adding_up_problems(NAME, "job_shares and jobs_outside", with_outside)
    empty = (full["firm_shares"] <= 0) & (full["support_shares"] > 0)
    if empty.any():
        todo = "Support only classes that have firms."
        yield Problem(NAME, "support_shares", "support for a class without firms", "classes with firms", todo)


def _time_problems(full: dict[str, Floats], region: Region, facility: Facility) -> Iterator[Problem]:
    yield from year_problems(NAME, full["years"], region.evidence_year)
    if (np.diff(full["years"]) != 1).any():
        yield Problem(NAME, "years", shown(full["years"]), "years one after the other", "Fill the gap.")
    opening = full["opening"]
    if (opening < region.evidence_year).any():
        todo = "Open it after the last published figure: what came before is in the path without it."
        yield Problem(NAME, "opening", shown(opening[opening < region.evidence_year]),
                      f"a year from {region.evidence_year:g}", todo)  # fmt: skip
    if (opening >= facility.full_by + 1).any():
        found = shown(opening[opening >= facility.full_by + 1])
        yield Problem(NAME, "opening", found, f"a year up to {facility.full_by:g}", "Set full_by after the opening.")


def _ceiling_problems(full: dict[str, Floats]) -> Iterator[Problem]:
    highest, ceiling = full["adoption"].max(axis=(1, 2)), full["ceiling"]
    over = highest > ceiling
    if over.any():
        year = full["years"][full["adoption"][over].max(axis=(0, 2)).argmax()]
        yield from ceiling_problems(NAME, ceiling[over], float(highest[over].max()), float(year))
