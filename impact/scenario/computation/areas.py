"""The areas in which a scenario acts: those of the study area and the rest of the country, in one system of trade.

Every area makes and uses with the nation's technology, in proportion to its jobs; what it buys comes from each area by
gravity, and what the study area buys from itself by the level that is drawn (`own_supply`). So the study area's figure
is the sum of its areas, and the sum of all areas is the nation's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact import regions
from impact.errors import InputError, Problem
from impact.inputoutput import IOTable
from impact.inputoutput.regional.corop import activity_of, area_distances, corop_distances
from impact.inputoutput.regional.interregional import interregional_trade
from impact.inputoutput.regional.own_supply import OwnSupply, own_supply
from impact.inputoutput.regional.purchase_shares import capped_shares
from impact.panel.figures import Figures
from impact.panel.sections import SectionJobs, area_jobs
from impact.regions import StudyArea
from impact.regions.codes import municipalities
from impact.scenario.computation.draws import Array
from impact.scenario.computation.homes import homes_of
from impact.scenario.computation.municipalities import establishments_record, part_of
from impact.sources import snapshot
from impact.sources.provenance import Record
from impact.words.statements import Statement

TRADE_DECAY = 1.4
"""Exponent of distance in trade between areas: official tables of regions bear 1 to 1.8 (docs/input-output.md)."""
INSIDE, REST = "-inside", "-rest"
"""End the codes of the parts of a COROP area that is partly in the study area; `REST` also of what is left of a sum."""
NATION = "NL"
_CODE = len("CR01")


@dataclass(frozen=True, eq=False, repr=False)
class Areas:
    """R areas that make up the country.

    Attributes
    ----------
    codes : (R,) of the areas: COROP areas. One that is only partly in the study area is two areas, `CR07-inside` and
        `CR07-rest`.
    members : the municipalities of each, by code.
    inside : (S,) places of the study area's areas among them.
    jobs : (R,) thousand jobs of employees in the table's year.
    people : (R,) share of the country's population.
    shares : (R, n) share of each area in what an industry makes.
    slq : (n,) simple location quotients of the study area by jobs; 0 where an industry is absent.
    land_parts : (R,) the part of the country (LD) of each.
    notes : what the user must know of the figures on jobs.
    records : where those come from.
    supply : who delivers to whom, with the study area's own supply at its central level.
    commuting : (R, R) share of the jobs in an area (column) that residents of each area (row) hold.
    """

    codes: tuple[str, ...]
    members: Mapping[str, tuple[str, ...]]
    inside: NDArray[np.intp]
    jobs: Array
    people: Array
    shares: Array
    slq: Array
    land_parts: tuple[str, ...]
    notes: tuple[Statement, ...]
    records: tuple[Record, ...]
    supply: OwnSupply
    commuting: pd.DataFrame

    def area_of(self, municipality: str) -> int:
        """Return the place of the area that a municipality lies in."""
        return next(k for k, code in enumerate(self.codes) if municipality in self.members[code])

    @property
    def outside(self) -> NDArray[np.intp]:
        """Places of the areas that do not belong to the study area, (R - S,)."""
        return np.setdiff1d(np.arange(len(self.codes)), self.inside)

    @property
    def size(self) -> float:
        """The study area's share of the country's jobs."""
        return float(self.jobs[self.inside].sum() / self.jobs.sum())

    def output(self, table: IOTable) -> Array:
        """Return what every area makes in the table's year, (R, n), MEUR."""
        return self.shares * table.output.to_numpy(dtype=float)

    def own_supply(self, level: Array, spread: Array, errors: Array | None) -> Array:
        """Return the share of each product that the study area buys from itself, (draws, n).

        Parameters
        ----------
        level : (draws,)
            What it buys at home of a product that it is not short of.
        spread : (draws,)
            Standard deviation of the logarithm of what an industry's suppliers deliver, around the right level.
        errors : (draws, n) or None
            Standard normal, by product; None is no error.
        """
        share = capped_shares(self.slq, level)
        if errors is not None:
            of_a_product = (spread / self.averaging)[:, None]
            share = share * np.exp(of_a_product * errors - of_a_product**2 / 2)
        return self.within_limits(share)

    @cached_property
    def averaging(self) -> float:
        """How much smaller the error of what an industry buys from all its suppliers is than that of one product.

        Errors of products are independent here, so that it is the root of the concentration of an industry's purchases
        inside, sum over i of (o_i a_ij)^2 / (sum over i of o_i a_ij)^2, the mean over what is made inside.
        """
        bought = self.supply.base[:, None] * self.supply.technology
        total = bought.sum(axis=0)
        concentration = np.divide((bought**2).sum(axis=0), total**2, out=np.zeros_like(total), where=total > 0)
        made = self.shares[self.inside].sum(axis=0) * total
        return float(np.sqrt((concentration * made).sum() / made.sum()))

    def within_limits(self, share: Array) -> Array:
        """Return shares that can be: 0 of what nobody inside makes, 1 of what nobody outside does."""
        least, most = self.supply.limits
        return np.clip(share, least, most)

    def employers_left(self) -> Array:
        """Return where people worked who are hired in each of the study area's areas, (S, S); columns add up to 1.

        They live where those live who work there, and worked where people who live there do, inside the study area.
        """
        home = self.commuting.to_numpy(dtype=float)
        trips = home * self.jobs
        works = trips / trips.sum(axis=1, keepdims=True)
        found = (works.T @ home)[np.ix_(self.inside, self.inside)]
        return np.asarray(found / found.sum(axis=0))


def areas_of(
    table: IOTable,
    area: StudyArea,
    figures: Figures,
    sections: SectionJobs,
    *,
    level: float,
    intensity: Array | None = None,
) -> Areas:
    """Return the areas of the country around a study area.

    Parameters
    ----------
    table
        The national table, of the year of the jobs.
    area
        The study area.
    figures
        The figures on the areas, by which a part of a COROP area is told.
    sections
        Jobs by area and section in the table's year.
    level
        The central level of own supply, at which the system is solved once.
    intensity
        (n,) domestic purchases per euro of output in the study area against the nation's; None is 1.

    Raises
    ------
    InputError
        No population of the year, or no establishments by which to tell a part of a COROP area.
    """
    of_area, members = area_jobs(area, sections), _members(area)
    standing, jobs = _activity(members, area, figures, sections)
    codes = tuple(members)
    inside = np.array([k for k, code in enumerate(codes) if set(members[code]) <= set(area.municipalities)], np.intp)
    distance = _distances(members)
    trade = interregional_trade(table, standing, distance, decay=TRADE_DECAY)
    people = _people(codes, table.year) * _part_of_corop(codes, jobs)
    slq = _quotients(trade.shares, inside, jobs)
    own = pd.Series(capped_shares(slq, level), index=table.labels)
    per_euro = np.ones_like(trade.shares)
    if intensity is not None:
        per_euro[inside] = intensity
    homes = homes_of(codes, jobs, people, distance, table.year, figures)
    return Areas(
        codes=codes,
        members=members,
        inside=inside,
        jobs=jobs,
        people=people,
        shares=trade.shares,
        slq=slq,
        land_parts=tuple(_land_parts()[code[:_CODE]] for code in codes),
        notes=of_area.notes,
        records=(
            *of_area.records,
            homes.origin,
            *_records(members, table.year, sections.year, figures),
        ),
        supply=own_supply(trade, [codes[place] for place in inside], own, intensity=per_euro),
        commuting=homes.shares,
    )


def _members(area: StudyArea) -> dict[str, tuple[str, ...]]:
    """Return the municipalities of each area: COROP areas, of which one that is partly inside is two areas."""
    own = set(area.municipalities)
    found: dict[str, tuple[str, ...]] = {}
    for code in regions.codes("corop"):
        held = tuple(m for m in regions.members(code) if m in own)
        rest = tuple(m for m in regions.members(code) if m not in own)
        found |= {code + INSIDE: held, code + REST: rest} if held and rest else {code: held or rest}
    return found


def _activity(
    members: Mapping[str, Sequence[str]], area: StudyArea, figures: Figures, sections: SectionJobs
) -> tuple[pd.DataFrame, Array]:
    """Return activity by area and industry, in which every sector stands somewhere, and thousand jobs by area.

    Of a COROP area that is two areas each industry is apportioned by establishments.
    """
    activity, counted = activity_of(sections, "cbs81"), sections.by_sector("cbs81")
    part = pd.DataFrame(1.0, index=pd.Index(members, name="region"), columns=activity.columns)
    for code in part.index:
        if code.endswith(INSIDE):
            held = part_of(code[:_CODE], area, list(activity.columns), sections.year, figures)
            part.loc[code], part.loc[code[:_CODE] + REST] = held, 1 - held
    of_corop = [code[:_CODE] for code in part.index]
    standing = part * activity.loc[of_corop].to_numpy()
    return standing, np.asarray((part * counted.loc[of_corop].to_numpy()).sum(axis=1), dtype=float)


def _distances(members: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    whole = all(len(code) == _CODE for code in members)
    return corop_distances() if whole else area_distances(members)


def _records(members: Mapping[str, Sequence[str]], people: int, jobs: int, figures: Figures) -> Iterator[Record]:
    """Yield where people and parts of COROP areas come from."""
    yield snapshot.record("eu-nuts-population", f"1 January {people}, COROP areas")
    if parts := [code[:_CODE] for code in members if code.endswith(INSIDE)]:
        yield establishments_record(parts, jobs, figures)


def _part_of_corop(codes: Sequence[str], jobs: Array) -> Array:
    """Return the part of its COROP area that each area is, by jobs, (R,); it stands for its people as well."""
    of_corop = pd.Series(jobs, index=[code[:_CODE] for code in codes])
    return np.asarray(jobs / of_corop.groupby(level=0).transform("sum").to_numpy())


def _land_parts() -> dict[str, str]:
    return {row["corop"]: row["land_part"] for row in municipalities()}


def _quotients(shares: Array, inside: NDArray[np.intp], jobs: Array) -> Array:
    return np.asarray(shares[inside].sum(axis=0) / (jobs[inside].sum() / jobs.sum()))


def _people(codes: Sequence[str], year: int) -> Array:
    """Return the share of the COROP area of each area in the country's population on 1 January, (R,)."""
    corop = {row["nuts_2021"]: row["corop"] for row in regions.codes_of_nuts()}
    found = snapshot.table("eu-nuts-population", year=year)
    by_corop = found.assign(corop=found["region"].map(corop)).dropna(subset="corop").set_index("corop")["value"]
    counted = by_corop.reindex([code[:_CODE] for code in codes])
    if counted.isna().any():
        expected = f"the population of the 40 COROP areas on 1 January {year}"
        absent = ", ".join(counted.index[counted.isna()])
        raise InputError(Problem("eu-nuts-population", "year", f"none of {absent}", expected, "Choose another year."))
    return np.asarray(counted / by_corop.reindex(regions.codes("corop")).sum(), dtype=float)
