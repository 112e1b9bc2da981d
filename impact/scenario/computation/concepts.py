"""From gross to net, one step at a time: six answers that are never added up and never swapped.

Gross is what the money sets in motion. Every euro has one reference case, what it would have done without the project.
Part of the money would have paid for the same activity anyway (deadweight); of the rest, the region's own money would
have bought something else in the region (alternative use), which has a displacement of its own. What the project
itself displaces is work lost elsewhere in the area: staff who leave other employers, and suppliers with full order
books who serve somebody else less. What remains is net for the region.

Each step has a place: staff leave employers where they worked, in that area or in a neighbouring one; the other use of
the money would have been somewhere. Net regional is that of the study area, the sum of its areas.

Net national is no sum of what regions gain net, and no forecast. It is a balance of demand over all areas of the
country: what the money asks of them less what Dutch public money would have asked of them otherwise. Its sign
depends on whether imported machines or public services give more work per euro, its size on how full employment is.

Sources: HCA, Additionality Guide, 4th edition (2014): additional impact is the intervention's less that of one
reference case, each with its own leakage, displacement and multiplier. HM Treasury, The Green Book, annex on
place-based analysis. Romijn and Renes, Algemene leidraad voor maatschappelijke kosten-batenanalyse (CPB/PBL 2013), on
labour-market effects.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from impact.scenario.computation.components import Components
from impact.scenario.computation.draws import Array, Draws
from impact.scenario.question.assumptions import NATIONAL_CROWDING_OUT, STAFF_DISPLACEMENT, SUPPLIER_DISPLACEMENT


@dataclass(frozen=True)
class Step:
    """One step of the staircase.

    Attributes
    ----------
    name : in frames and files; its words stand under [step] of the texts.
    taken_off : whether it is taken off gross on the way to net regional.
    """

    name: str
    taken_off: bool = False


@dataclass(frozen=True)
class Concept:
    """One of the answers that are kept apart.

    Attributes
    ----------
    name : in frames and files; its words stand under [concept] of the texts.
    steps : the steps of the staircase that make it up.
    national : whether it is of the country; else of the study area.
    headline : whether it may stand in a headline.
    """

    name: str
    steps: tuple[Step, ...]
    national: bool = False
    headline: bool = False


GROSS = Step("gross")
DEADWEIGHT_STEP = Step("deadweight", taken_off=True)
ALTERNATIVE = Step("alternative_use", taken_off=True)
STAFF_DISPLACED = Step("staff_displaced", taken_off=True)
SUPPLIERS_DISPLACED = Step("suppliers_displaced", taken_off=True)
NET_REGIONAL = Step("net_regional")
NET_NATIONAL = Step("net_national")

_ALL = (
    Concept("gross", (GROSS,), headline=True),
    Concept("deadweight", (DEADWEIGHT_STEP,)),
    Concept("alternative_use", (ALTERNATIVE,)),
    Concept("displaced", (STAFF_DISPLACED, SUPPLIERS_DISPLACED)),  # work lost elsewhere in the area
    Concept("net_regional", (NET_REGIONAL,), headline=True),
    Concept("net_national", (NET_NATIONAL,), national=True),
)
CONCEPTS = {concept.name: concept for concept in _ALL}
HEADLINES = tuple(concept.name for concept in _ALL if concept.headline)
STEPS = {step.name: step for concept in _ALL for step in concept.steps}
TAKEN_OFF = tuple(name for name, step in STEPS.items() if step.taken_off)
OF_EVERY_AREA = frozenset((GROSS.name, DEADWEIGHT_STEP.name, NET_NATIONAL.name))
"""Concepts that mean something outside the study area too."""
PARTS = ("hired_staff", "other_work")
"""What net regional is made of: the hired people themselves, and everything else."""


@dataclass(frozen=True)
class Shares:
    """What is drawn of the way from gross to net, each (draws,).

    Attributes
    ----------
    additional : the share of the spending that would not have happened anyway, `reference.additional`.
    moved : of the hired people, the part who leave another employer in the study area.
    crowded : of suppliers' and shops' extra work, the part at the cost of other work in the same place.
    """

    additional: Array
    moved: Array
    crowded: Array


def shares_of(draws: Draws, additional: Array) -> Shares:
    """Return the drawn shares of a scenario; arguments as the attributes of `Shares`."""
    return Shares(additional, draws.of(STAFF_DISPLACEMENT), draws.of(SUPPLIER_DISPLACEMENT))


def taken_off(parts: Components, shares: Shares) -> Iterator[tuple[Step, Array]]:
    """Yield the steps between gross and net regional, each (draws, years, places, sectors, measures, stages).

    They are amounts of 0 or more where demand is. `parts` are effects in the study area's areas. The alternative is
    that of money which would not have paid for the same activity anyway, see `reference.freed`.
    """
    extra, moved, crowded = (_wide(s) for s in (shares.additional, shares.moved, shares.crowded))
    yield DEADWEIGHT_STEP, _times(gross(parts), 1 - extra)
    yield ALTERNATIVE, _times(alternative(parts), 1 - crowded)
    shops = parts.payroll[1]
    yield STAFF_DISPLACED, _times(_by_stage([parts.left, np.zeros_like(shops), shops]), moved * extra)
    suppliers = _by_stage(parts.purchases)
    suppliers[..., 2] += shops * (1 - moved[..., 0])
    yield SUPPLIERS_DISPLACED, _times(suppliers, crowded * extra)


def all_concepts(parts: Components, shares: Shares) -> dict[str, Array]:
    """Return the concepts of the study area in its places, in the shape of `taken_off`, by name.

    Deadweight, alternative use and what is displaced make the way from gross to net regional, cell by cell.
    """
    steps = dict(taken_off(parts, shares))
    found = {GROSS.name: gross(parts)}
    net = found[GROSS.name].copy()
    for concept in CONCEPTS.values():
        if all(step.taken_off for step in concept.steps):
            first, *others = (steps[step] for step in concept.steps)
            for other in others:
                first += other
            found[concept.name] = first
            net -= first
    return found | {NET_REGIONAL.name: net}


def of_every_area(parts: Components, shares: Shares) -> dict[str, Array]:
    """Return what of `all_concepts` means something outside the study area too: gross and deadweight."""
    whole = gross(parts)
    return {GROSS.name: whole, DEADWEIGHT_STEP.name: whole * (1 - _wide(shares.additional))}


def staircase(parts: Components, shares: Shares) -> dict[str, Array]:
    """Return every step and part of net regional, summed over all but draws and measures, (draws, measures)."""
    together = parts.together()
    steps = {GROSS: gross(together), **dict(taken_off(together, shares))}
    steps[NET_REGIONAL] = steps[GROSS] - sum(steps[step] for step in steps if step.taken_off)
    found = {step.name: amount.sum(axis=(1, 2, 3, 5)) for step, amount in steps.items()}
    kept = (1 - shares.moved) * shares.additional
    hired = together.payroll[0].sum(axis=(1, 2, 3)) * kept[:, None]
    return found | dict(zip(PARTS, (hired, found[NET_REGIONAL.name] - hired), strict=True))


def net_national(parts: Components, draws: Draws, additional: Array) -> Array:
    """Return each place's part in the country's balance of demand, (draws, years, places, sectors, measures, stages).

    The additional demand less what Dutch public money would otherwise have bought; of what remains, the drawn share is
    crowded out because people and firms were busy already. Crowding out shrinks a loss as it shrinks a gain: with full
    employment neither changes how many people are at work.
    """
    kept = 1 - _wide(draws.of(NATIONAL_CROWDING_OUT))
    net = _times(gross(parts), _wide(additional))
    net -= alternative(parts)
    return _times(net, kept)


def alternative(parts: Components) -> Array:
    """Return what the money would have set in motion otherwise, before anything is displaced by it."""
    return _by_stage(parts.alternative)


def gross(parts: Components) -> Array:
    """Return everything that the money sets in motion, (draws, years, places, sectors, measures, stages)."""
    found = _by_stage(parts.purchases)
    found[..., 0] += parts.payroll[0]
    found[..., 2] += parts.payroll[1]
    return found


def _times(found: Array, weight: Array) -> Array:
    """Return what was found times a weight, in its own memory."""
    found *= weight
    return found


def _by_stage(stages: Sequence[Array]) -> Array:
    """Return stages as a last axis; in memory they stay one after the other."""
    return np.moveaxis(np.stack(stages), 0, -1)


def _wide(per_draw: Array) -> Array:
    return per_draw[:, None, None, None, None, None]
