"""Where effects land: the study area and its areas, every other area of the country, and sums of areas.

The study area's figures are sums of its areas in every draw; so are those of the rest of its part of the country, of
the rest of the country, and of the nation, which is the sum of all areas.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from impact import regions
from impact.panel.names import region_label
from impact.parallel import side_by_side
from impact.scenario.answer.figures_by_draw import DrawnAreas
from impact.scenario.answer.statistics import ALL, Described, Drawn, Sums
from impact.scenario.answer.tabulated import Tabulated, Wanted, finest, over_stages, over_years, tabulated
from impact.scenario.computation.areas import INSIDE, NATION, REST, Areas
from impact.scenario.computation.concepts import CONCEPTS, HEADLINES, NET_NATIONAL, OF_EVERY_AREA
from impact.scenario.computation.counted import Counted
from impact.scenario.computation.draws import Array
from impact.scenario.computation.outcome import Outcome
from impact.scenario.computation.over_years import Groups, OverYears
from impact.scenario.computation.totals import Totals
from impact.words.names import Name
from impact.words.statements import Statement, said

_REGIONAL = [name for name, concept in CONCEPTS.items() if not concept.national]
_ELSEWHERE = [name for name in CONCEPTS if name in OF_EVERY_AREA]
"""What is said of areas outside the study area."""
BY_PLACE = {name: f"{name}_by_place" for name in _ELSEWHERE}
"""What `totals` calls figures of several places, so that no sum of a concept takes in another region (0091)."""


def totals_alone(name: str, totals: Totals) -> list[Sums]:
    """Return the six concepts by year, and over all years by stage: of the study area, and of the country."""
    by_year = _of(name, {c: found[:, :, None, None, :, None] for c, found in totals.by_year.items()})
    by_stage = _of(name, {c: found[:, None, None, None] for c, found in totals.by_stage.items()})
    return [Sums(by_year[c], by_stage[c]) for c in CONCEPTS]


@dataclass(frozen=True)
class InAreas:
    """What is read of all draws, of the study area and of every other.

    Attributes
    ----------
    sums : the six concepts of the study area and of the country by year, by sector, and over both.
    headlines : gross and net of the study area in each year and sector, all stages together.
    places : every concept in every area that has it and in sums of areas: over years by stage, and by year. Gross,
        deadweight and the part in the country's balance are of all areas and of the nation; what is taken off on the
        way to net regional, and that itself, of the study area and its areas.
    drawn : of every draw, the same concepts in the same areas, all years together; of the country by year as well.
    """

    sums: list[Sums]
    headlines: list[Described]
    places: list[tuple[Described, Described]]
    drawn: list[DrawnAreas]


def in_areas(name: str, areas: Areas, outcome: Outcome) -> InAreas:
    """Return what is read of all draws of the study area, of each area and of sums of areas.

    Parameters
    ----------
    name
        Of the study area.
    areas
        Of the economy.
    outcome
        With the draws.
    """
    inside, country = {name: [int(place) for place in areas.inside]}, {NATION: range(len(areas.codes))}
    own_areas, other_areas = _added(outcome, _own_areas(name, areas)), _added(outcome, _other_areas(areas))
    of_area, of_country, inside_areas, nation, own, far, yearly = tabulated(
        outcome,
        Wanted(own_areas.at(name), _REGIONAL, (finest,)),
        Wanted(other_areas.at(NATION), [NET_NATIONAL.name], (finest,)),
        Wanted(_each(outcome, inside), _REGIONAL, (over_years, over_stages)),
        Wanted(_each(outcome, country), [NET_NATIONAL.name], (over_years,)),
        Wanted(own_areas, [*CONCEPTS], (over_years, over_stages), kept=_summed),
        Wanted(other_areas, _ELSEWHERE, (over_years, over_stages), kept=_summed),
        Wanted(other_areas.at(NATION), _ELSEWHERE, (), kept=over_stages),
    )
    together = _of(name, {c: found[:, None, None, None] for c, found in outcome.totals.by_stage.items()})
    by_year = of_area.statistics[0] | of_country.statistics[0]
    by_sector = inside_areas.statistics[0] | nation.statistics[0]
    listed = [*((own, concept) for concept in CONCEPTS), *((far, concept) for concept in _ELSEWHERE)]
    return InAreas(
        [Sums(by_year[c], together[c], by_sector[c]) for c in CONCEPTS],
        [inside_areas.statistics[1][concept] for concept in HEADLINES],
        [(of.statistics[0][concept], of.statistics[1][concept]) for of, concept in listed],
        [
            *_drawn(own_areas.places, own, CONCEPTS),
            *_drawn(other_areas.places, far, _ELSEWHERE, yearly),
        ],
    )


def _summed(drawn: Array) -> Array:
    """Return stages, then years together: the order in which draws of areas are added up."""
    return over_years(over_stages(drawn))


def _drawn(
    regions: tuple[str, ...], found: Tabulated, concepts: Iterable[str], yearly: Tabulated | None = None
) -> Iterator[DrawnAreas]:
    """Yield the draws of each concept in some regions, and by year those of the country where it is one of them."""
    for concept in concepts:
        of_country = None if yearly is None else yearly.draws[concept][:, :, 0, 0, :, 0]
        yield DrawnAreas(concept, regions, found.draws[concept][:, 0, :, 0, :, 0], of_country)


def groups_shown(name: str, areas: Areas) -> list[Groups]:
    """Return what a screen asks of areas: concepts in the study area, each of its areas and sums of areas.

    Parameters
    ----------
    name
        Of the study area.
    areas
        Of the economy.
    """
    return [Groups(_own_areas(name, areas), tuple(CONCEPTS)), Groups(sums_of_areas(areas), tuple(_ELSEWHERE))]


def sums_in_areas(asked: Sequence[Groups], found: OverYears) -> list[Described]:
    """Return what a screen shows of areas: concepts over all years by stage, in the study area and sums of areas.

    They are those of `InAreas.places`, over all years, of the study area, its areas and the sums of areas.

    Parameters
    ----------
    asked
        `groups_shown`.
    found
        The draws of them.
    """
    drawn = [
        Drawn(concept, tuple(one.areas), group[concept])
        for one, group in zip(asked, found.groups, strict=True)
        for concept in one.concepts
    ]
    return side_by_side(lambda one: one.described, drawn)


def _of(name: str, drawn: Mapping[str, Array]) -> dict[str, Described]:
    """Return the statistics of concepts of the study area, and of the country where they are of it."""
    return {c: Drawn(c, (NATION if concept.national else name,), drawn[c]).described for c, concept in CONCEPTS.items()}


def cells_of_areas(areas: Areas, outcome: Outcome) -> list[Described]:
    """Return the finest cells of the five concepts in each area of the study area, and of the country's balance."""
    inside = _each(outcome, {areas.codes[place]: [int(place)] for place in areas.inside})
    nation = _each(outcome, {NATION: range(len(areas.codes))})
    found = tabulated(outcome, Wanted(inside, _REGIONAL, (finest,)), Wanted(nation, [NET_NATIONAL.name], (finest,)))
    return [described for table in found for described in table.statistics[0].values()]


def _own_areas(name: str, areas: Areas) -> dict[str, list[int]]:
    """Return the places of the study area and of each of its areas; one that is the study area has one row."""
    parts = [int(place) for place in areas.inside]
    groups = {areas.codes[place]: [place] for place in parts}
    return groups if name in groups else {name: parts, **groups}


def _other_areas(areas: Areas) -> dict[str, list[int]]:
    """Return the places of every other area, of COROP areas that the study area divides, and of sums of areas."""
    return {areas.codes[place]: [int(place)] for place in areas.outside} | _divided(areas) | sums_of_areas(areas)


def _divided(areas: Areas) -> dict[str, list[int]]:
    """Return the two places of each COROP area of which the study area holds a part."""
    at = {code: place for place, code in enumerate(areas.codes)}
    wholes = [code.removesuffix(INSIDE) for code in at if code.endswith(INSIDE)]
    return {whole: [at[whole + INSIDE], at[whole + REST]] for whole in wholes if whole + REST in at}


def _added(outcome: Outcome, groups: Mapping[str, Sequence[int]]) -> Counted:
    return outcome.by_sector.added([*groups], [*groups.values()], sectors=True)


def _each(outcome: Outcome, groups: Mapping[str, Sequence[int]]) -> Counted:
    return outcome.by_sector.added([*groups], [*groups.values()])


def sums_of_areas(areas: Areas) -> dict[str, list[int]]:
    """Return the places of the areas in each sum: the rest of the part of the country, of the country, and the nation.

    The part is that of the study area, or the parts where it lies in more than one. Without anything left there is no
    rest.
    """
    part_of = dict(zip(areas.codes, areas.land_parts, strict=True))
    own = sorted({part_of[areas.codes[place]] for place in areas.inside})
    near = [place for place in areas.outside if part_of[areas.codes[place]] in own]
    far = [place for place in areas.outside if place not in near]
    found = {"+".join(own) + REST: near, NATION + REST: far, NATION: list(range(len(areas.codes)))}
    return {code: places for code, places in found.items() if places}


def with_places(totals: pd.DataFrame, areas: pd.DataFrame, name: str, sums: Collection[str]) -> pd.DataFrame:
    """Return the sums of the study area and, below them, those of it, of the rests and of the nation side by side.

    Means add up to the nation's; quantiles are those of the sums in every draw, as `areas` has them.

    Parameters
    ----------
    totals, areas
        The frames of a result.
    name
        Of the study area, as in both.
    sums
        The regions of `areas` that are sums of areas, `sums_of_areas`.
    """
    wanted = areas["region"].isin({name, *sums}) & areas["concept"].isin(BY_PLACE) & (areas["sector"] == ALL)
    rows = areas[wanted]
    return pd.concat([totals, rows.assign(concept=rows["concept"].map(BY_PLACE).astype("str"))], ignore_index=True)


def place(code: str) -> Name | Statement:
    """Return what a region of the `areas` frame is called."""
    whole, end = code, ""
    for suffix in (INSIDE, REST):
        if code.endswith(suffix):
            whole, end = code.removesuffix(suffix), suffix
    if not end:
        return region_label(whole)
    if whole in regions.codes("corop"):
        corop = region_label(whole)
        return said("inside_of", whole=corop) if end == INSIDE else said("outside_of", whole=corop)
    return said("rest_of", whole=[region_label(part) for part in whole.split("+")])


def shown(areas: pd.DataFrame) -> list[str]:
    """Return the regions of an `areas` frame that a short table names: those with a net figure, then sums of areas.

    The study area itself is left out: it has a table of its own.
    """
    own = areas.loc[areas["concept"] == "net_regional", "region"].unique()
    every = areas["region"].unique()
    sums = [code for code in every if code.endswith(REST) and code[:2] != "CR"]
    return [*(code for code in own if code[:2] == "CR"), *sums, NATION]
