"""From gross to net, one step at a time: six answers that are never added up and never swapped.

Gross is what the money sets in motion. Every euro has one reference case, what it would have done without the project.
Part of the money would have paid for the same activity anyway (deadweight); of the rest, the region's own money would
have bought something else in the region (alternative use), which has a displacement of its own. What the project
itself displaces is work lost elsewhere in the area: staff who leave other employers, and suppliers with full order
books who serve somebody else less. What remains is net for the region.

Net national is not the sum of regions and no forecast. It is a balance of demand, computed from the national model:
what the money asks of the country less what Dutch public money would have asked of it otherwise. Its sign depends on
whether imported machines or public services give more work per euro, and its size on how full employment is.

Sources: HCA, Additionality Guide, 4th edition (2014): additional impact is the intervention's less that of one
reference case, each with its own leakage, displacement and multiplier. HM Treasury, The Green Book, annex on
place-based analysis. Romijn and Renes, Algemene leidraad voor maatschappelijke kosten-batenanalyse (CPB/PBL 2013), on
labour-market effects.
"""

from __future__ import annotations

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
PARTS = ("hired_staff", "other_work")
"""What net regional is made of: the hired people themselves, and everything else."""

Steps = dict[str, Array]


@dataclass(frozen=True)
class Regional:
    """From gross to net for the region; every array is (draws, years, sectors, measures, stages).

    Attributes
    ----------
    steps : from `gross` to `net_regional`; those between are taken off, as amounts of 0 or more where demand is.
    hired_staff : the part of net that is the hired people themselves; the rest is everything else.
    """

    steps: Steps
    hired_staff: Array


def regional_steps(parts: Components, draws: Draws, additional: Array) -> Regional:
    """Return the staircase from gross to net regional.

    Parameters
    ----------
    parts
        Effects of the parts of a scenario in the area. The alternative is that of money which would not have paid for
        the same activity anyway, see `reference.freed`.
    draws
        Of the assumptions.
    additional : (draws,)
        The share of the spending that would not have happened anyway, see `reference.additional`.
    """
    extra = _wide(additional)
    moved = _wide(draws.of(STAFF_DISPLACEMENT))
    crowded = _wide(draws.of(SUPPLIER_DISPLACEMENT))
    gross = _gross(parts)
    people = _staged(direct=parts.payroll[0])
    shops = _staged(induced=parts.payroll[1])
    suppliers = np.stack(parts.purchases, axis=-1) + shops * (1 - moved)
    taken_off = {
        DEADWEIGHT_STEP: gross * (1 - extra),
        ALTERNATIVE: np.stack(parts.alternative, axis=-1) * (1 - crowded),
        STAFF_DISPLACED: (people + shops) * moved * extra,
        SUPPLIERS_DISPLACED: suppliers * crowded * extra,
    }
    net = gross - sum(taken_off.values())
    steps = {GROSS: gross, **taken_off, NET_REGIONAL: net}
    return Regional({step.name: found for step, found in steps.items()}, people * (1 - moved) * extra)


def net_national(parts: Components, draws: Draws, additional: Array) -> Array:
    """Return the balance of demand for the country as a whole, (draws, years, sectors, measures, stages).

    The same additional demand, through the national model, less what Dutch public money would otherwise have bought; of
    what remains, the drawn share is crowded out because people and firms were busy already. Crowding out shrinks a loss
    as it shrinks a gain: with full employment neither changes how many people are at work.
    """
    kept = 1 - _wide(draws.of(NATIONAL_CROWDING_OUT))
    net: Array = kept * (_wide(additional) * _gross(parts) - np.stack(parts.alternative, axis=-1))
    return net


def _gross(parts: Components) -> Array:
    gross = np.stack(parts.purchases, axis=-1)
    gross[..., 0] += parts.payroll[0]
    gross[..., 2] += parts.payroll[1]
    return gross


def _staged(*, direct: Array | None = None, induced: Array | None = None) -> Array:
    known = direct if direct is not None else induced
    assert known is not None
    none = np.zeros_like(known)
    return np.stack([none if direct is None else direct, none, none if induced is None else induced], axis=-1)


def _wide(per_draw: Array) -> Array:
    return per_draw[:, None, None, None, None]
