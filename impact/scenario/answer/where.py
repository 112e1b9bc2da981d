"""Where effects land: the study area and its areas, every other area of the country, and sums of areas.

The study area's figures are sums of its areas in every draw; so are those of the rest of its part of the country, of
the rest of the country, and of the nation, which is the sum of all areas.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from impact import regions
from impact.panel.names import region_label
from impact.scenario.answer.statistics import Drawn
from impact.scenario.computation.areas import INSIDE, REST, Areas
from impact.scenario.computation.concepts import CONCEPTS
from impact.scenario.computation.draws import Array
from impact.scenario.computation.outcome import Outcome
from impact.words.names import Name
from impact.words.statements import Statement, said

NATION = "NL"


def of_the_study_area(name: str, outcome: Outcome) -> list[Drawn]:
    """Return the six concepts: of the study area as a whole, and of the country."""
    summed = {concept: found.sum(axis=2, keepdims=True) for concept, found in outcome.inside.items()}
    there = _concepts(summed, outcome.additional) | {"net_national": outcome.nation}
    return [Drawn(c, (NATION if concept.national else name,), there[c]) for c, concept in CONCEPTS.items()]


def of_its_areas(areas: Areas, outcome: Outcome) -> list[Drawn]:
    """Return the five concepts in each area of the study area, and the balance of the country."""
    codes = tuple(areas.codes[place] for place in areas.inside)
    there = _concepts(outcome.inside, outcome.additional)
    found = [Drawn(c, codes, there[c]) for c in CONCEPTS if c in there]
    return [*found, Drawn("net_national", (NATION,), outcome.nation)]


def everywhere(name: str, areas: Areas, outcome: Outcome) -> list[Drawn]:
    """Return every concept in every area that has it, and in sums of areas.

    Gross, deadweight and the part in the country's balance are of all areas and of the nation; what is taken off on the
    way to net regional, and that itself, of the study area and its areas.
    """
    parts = tuple(areas.codes[place] for place in areas.inside)
    own = parts if name in parts else (name, *parts)  # an area that is the study area has one row
    summed = len(own) > len(parts)
    inside = {c: _with_sum(found.sum(axis=3, keepdims=True), summed) for c, found in outcome.inside.items()}
    there = _concepts(inside, outcome.additional)
    sums = sums_of_areas(areas)
    far = tuple(areas.codes[place] for place in areas.outside)
    codes = (*far, *sums)
    gross, balance = (_all_of(outcome.by_area[c], areas, sums) for c in ("gross", "net_national"))
    elsewhere = {"gross": gross, "deadweight": gross * (1 - outcome.additional)[:, None, None, None, None, None]}
    part = outcome.by_area["net_national"][:, :, areas.inside]
    return [
        *(Drawn(c, own, there[c]) for c in CONCEPTS if c in there),
        Drawn("net_national", own, _with_sum(part, summed)),
        *(Drawn(c, codes, found) for c, found in elsewhere.items()),
        Drawn("net_national", codes, balance),
    ]


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


def _all_of(drawn: Array, areas: Areas, sums: Mapping[str, list[int]]) -> Array:
    """Return areas outside and sums of areas along the axis of regions."""
    whole = [drawn[:, :, places].sum(axis=2, keepdims=True) for places in sums.values()]
    return np.concatenate([drawn[:, :, areas.outside], *whole], axis=2)


def _with_sum(found: Array, summed: bool) -> Array:
    """Return the sum of the regions, if it is wanted, before the regions themselves."""
    return np.concatenate([found.sum(axis=2, keepdims=True), found], axis=2) if summed else found


def _concepts(drawn: Mapping[str, Array], additional: Array) -> dict[str, Array]:
    """Return the concepts of places; those taken off make the way from gross to net regional, cell by cell."""
    deadweight = drawn["gross"] * (1 - additional)[:, None, None, None, None, None]
    displaced = drawn["gross"] - deadweight - drawn["alternative_use"] - drawn["net_regional"]
    return {**drawn, "deadweight": deadweight, "displaced": displaced}


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
