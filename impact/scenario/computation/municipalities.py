"""Results of an area by municipality: apportioned by the establishments of the sector, and marked as such.

Nobody publishes output or value added by municipality. What is known is how many establishments of a group of sectors
each municipality has (81575NED), where an establishment of a large firm counts as much as one of a small one. Shares
add up to one in every sector, so that municipalities add up to their area, draw by draw; an item that names a
municipality is there and is not apportioned.

How far that goes is measured on the north, where both establishments and jobs by group are published for the four COROP
areas of 2021 to 2024: the jobs of the four together, apportioned in this way, are within a factor 1.2 of the published
ones in half of the cells, and more than a factor 1.7 away in one of ten. Nothing finer than one digit can be read from
such a figure, see `bearing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd

from impact import regions, sectors
from impact.errors import InputError, Problem, suggestion
from impact.panel.series import Source
from impact.panel.variables import variable
from impact.regions import StudyArea
from impact.scenario.computation.draws import Array
from impact.sources.provenance import Record
from impact.words.statements import Statement, said

Area = StudyArea | str | Sequence[str]

FIRST_YEAR = 2015
"""Before it, government, education and care are not among the establishments."""
_ESTABLISHMENTS, _LEVEL = "establishments", "gemeente"
_ALL_GROUPS = "sum_groups"  # of the snapshot; pulled tables have the total of all sectors


def municipal_shares(area: Area, codes: Sequence[str], year: int, figures: Source) -> pd.DataFrame:
    """Return the share of each municipality in the establishments of each sector, (municipalities, sectors).

    Every sector has those of the smallest published group that holds it and of which there are some in the area;
    what belongs to no group (X) has those of all groups together. Each column adds up to 1.

    Parameters
    ----------
    area
        A COROP area, a study area, or the municipalities of a part of a COROP area.
    codes
        The sectors, codes of SBI of any level, such as the 81 industries.
    year
        Of the establishments, on 1 January; from 2015.
    figures
        Where they are read: of the north in the snapshot, of the whole country once 81575NED is pulled.

    Raises
    ------
    InputError
        A municipality of which the year has no establishments. An area that is one municipality needs none.
    """
    inside = list(regions.study_area(area).municipalities)
    if len(inside) == 1:
        return pd.DataFrame(1.0, index=_labelled(inside), columns=list(codes))
    counted = _establishments(inside, year, figures)
    found = {code: _shares(counted, code) for code in codes}
    return pd.DataFrame(found, index=counted.index, columns=list(codes))


def part_of(corop: str, area: Area, codes: Sequence[str], year: int, figures: Source) -> pd.Series[float]:
    """Return the part of a COROP area that lies in a study area, by sector, (sectors,): of its establishments.

    Parameters
    ----------
    corop
        Code of a COROP area.
    area
        The study area; 1 where it holds all of the COROP area, 0 where it holds nothing of it.
    codes
        The sectors, codes of SBI of any level.
    year
        Of the establishments, on 1 January.
    figures
        Where they are read.

    Raises
    ------
    InputError
        As for `municipal_shares`, where the area holds a part.
    """
    members, inside = regions.members(corop), set(regions.study_area(area).municipalities)
    held = [code for code in members if code in inside]
    if len(held) in (0, len(members)):
        return pd.Series(float(bool(held)), index=list(codes), name=corop)
    return municipal_shares(corop, codes, year, figures).loc[held].sum().rename(corop)


def apportioned(values: Array, shares: Sequence[pd.DataFrame], own: Array | None = None) -> Array:
    """Return values by municipality, (..., municipalities, sectors); they add up to their areas.

    Parameters
    ----------
    values
        What is to be apportioned, (..., areas, sectors), in any unit that adds up.
    shares
        For each area its `municipal_shares`, in the order of the areas; the municipalities of the result follow it.
    own
        What is known to be in a municipality, of the same shape as the result and contained in `values`: it stays there
        and the rest of its area is apportioned. Nothing when it is left out.
    """
    sizes = [len(of_area) for of_area in shares]
    _require_fitting(values, shares, own, sum(sizes))
    known = np.zeros((*values.shape[:-2], sum(sizes), values.shape[-1])) if own is None else own
    parted = np.split(known, np.cumsum(sizes)[:-1], axis=-2)
    rests = [values[..., k, :] - here.sum(axis=-2) for k, here in enumerate(parted)]
    found = [
        here + rest[..., None, :] * of_area.to_numpy(dtype=float)
        for here, rest, of_area in zip(parted, rests, shares, strict=True)
    ]
    return np.concatenate(found, axis=-2)


def bearing(values: Array, apportioned_part: Array | None = None) -> Array:
    """Return values rounded to what apportioning bears: the place of the first digit of what was apportioned.

    12.7 that is all apportioned becomes 10, and 53.2 of which 3.2 is apportioned 53. What is apportioned is within a
    fifth in half of the cases and off by more than two thirds in one of ten, so that a second digit says nothing.
    Rounded values need not add up; the values themselves do.

    Parameters
    ----------
    values
        In any unit and shape.
    apportioned_part
        The part of each that was apportioned, of the same shape; everything when it is left out. A value of which
        nothing was apportioned stays as it is.
    """
    part = np.abs(values if apportioned_part is None else apportioned_part)
    with np.errstate(divide="ignore"):
        step = np.where(part > 0, 10.0 ** np.floor(np.log10(part)), 0.0)
    return np.where(step > 0, np.rint(values / np.where(step > 0, step, 1.0)) * step, values)


def note(year: int) -> Statement:
    """Return what every figure by municipality comes with.

    Parameters
    ----------
    year
        Of the establishments.
    """
    return said("apportioned_results", year=year)


def establishments_record(areas: Sequence[str], year: int, figures: Source) -> Record:
    """Return where the establishments come from.

    Parameters
    ----------
    areas
        What was apportioned, by code.
    year
        Of the establishments, on 1 January.
    figures
        Where they are read.
    """
    table = figures.default(figures.tables(variable(_ESTABLISHMENTS), _LEVEL))
    return figures.record(table, f"{', '.join(areas)}; 1 January {year}; sector groups")


def _establishments(municipalities: Sequence[str], year: int, figures: Source) -> pd.DataFrame:
    """Return establishments of one year, (municipalities, groups of the table), NaN where there is no figure."""
    if year < FIRST_YEAR:
        expected = f"{FIRST_YEAR} or later: before, government, education and care are not in the table"
        raise InputError(Problem(_ESTABLISHMENTS, "year", str(year), expected, "Choose a later year."))
    rows = figures.series(_ESTABLISHMENTS, _LEVEL, years=(year, year))
    wide = rows.pivot_table(index="region", columns="sector", values="value", dropna=False)
    counted = wide.reindex(_labelled(municipalities))
    if absent := list(counted.index[counted.isna().all(axis=1)]):
        raise InputError(_absent(absent, year, figures))
    return counted


def _absent(municipalities: Sequence[str], year: int, figures: Source) -> Problem:
    """Return what to say of municipalities without a figure: there in later years, or not in these figures at all."""
    shown = ", ".join(f"{code} {regions.name(code)}" for code in municipalities[:5])
    found = f"no establishments of {shown}{' and others' if len(municipalities) > 5 else ''} in {year}"
    rows = figures.series(_ESTABLISHMENTS, _LEVEL)
    first = rows[rows["region"].isin(municipalities)].groupby("region")["year"].min()
    todo = "The whole country is in 81575NED: `impact pull 81575NED`, then --data live."
    if len(first) == len(municipalities):
        todo = f"They are there from {first.max()}: choose a year from then on."
    return Problem(_ESTABLISHMENTS, "region", found, "a figure of every municipality", todo)


def _shares(counted: pd.DataFrame, sector: str) -> pd.Series[float]:
    """Return the shares of one sector, (municipalities,), of the smallest group that has any."""
    for group in _groups_with(sector, tuple(counted.columns)):
        column = counted[group]
        if column.notna().all() and column.sum() > 0:
            return column / column.sum()
    found = f"no group with {sector} of which every municipality has a figure"
    todo = "Choose another year, or leave out what is by municipality."
    raise InputError(Problem(_ESTABLISHMENTS, "sector", found, "a group of the table", todo))


@cache
def _groups_with(sector: str, groups: tuple[str, ...]) -> tuple[str, ...]:
    """Return the groups that hold a sector, the smallest first, all establishments together last."""
    wanted = _industries(sector)
    held = {group: set(sectors.industries_within(group)) for group in groups}
    holding = sorted((group for group in groups if wanted <= held[group]), key=lambda group: len(held[group]))
    every = max(groups, key=lambda group: (group == _ALL_GROUPS, len(held[group])))
    return tuple(dict.fromkeys([*holding, every]))


@cache
def _industries(sector: str) -> frozenset[str]:
    """Return the industries of a sector of any level."""
    for level in sectors.LEVELS:
        of_level = sectors.grouping(level)
        if (found := of_level.index[of_level == sector]).size:
            return frozenset(found)
    known = suggestion(sector, sectors.codes("cbs81"))
    raise InputError(Problem("sectors", "sector", repr(sector), "a code of SBI at some level", known))


def _labelled(municipalities: Sequence[str]) -> pd.Index:
    return pd.Index(list(municipalities), name="region")


def _require_fitting(values: Array, shares: Sequence[pd.DataFrame], own: Array | None, municipalities: int) -> None:
    """Refuse shapes that do not go together: a mistake of the code that calls, not of a user."""
    areas, columns = values.shape[-2:]
    if areas != len(shares) or any(of_area.shape[1] != columns for of_area in shares):
        raise ValueError(f"values of {areas} areas and {columns} sectors do not go with these shares")
    if own is not None and own.shape != (*values.shape[:-2], municipalities, columns):
        raise ValueError(f"what is known by municipality has the shape {own.shape}, not that of the result")
