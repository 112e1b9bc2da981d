"""From gross to net, one step at a time: gross, displaced, net regional and net national are four different answers.

Gross is what the money sets in motion. Part of it would have happened anyway (deadweight); the region's own money
would have bought something else in the region (alternative use); people who are hired leave other employers in the
region, and suppliers with full order books serve somebody else less (displacement). What remains is net for the
region. For the country, public money always has another use and people who work here do not work elsewhere: net
national is computed from the national model, not from the regional figures, and the two are never added up.

Sources: HM Treasury, The Green Book, annex on place-based analysis (deadweight, displacement, leakage, substitution);
Romijn and Renes, Algemene leidraad voor maatschappelijke kosten-batenanalyse (CPB/PBL 2013), on labour-market effects.
"""

from __future__ import annotations

import numpy as np

from impact.scenario.components import Components
from impact.scenario.draws import Array, Draws

CONCEPTS = ("gross", "displaced", "net_regional", "net_national")
STEPS = (
    "gross",
    "deadweight",
    "alternative_use",
    "staff_displaced",
    "suppliers_displaced",
    "net_regional",
    "net_national",
)

Steps = dict[str, Array]


def regional_steps(parts: Components, draws: Draws) -> Steps:
    """Return the staircase from gross to net regional; each step is (draws, years, sectors, measures, stages).

    The steps between `gross` and `net_regional` are what is taken off, as positive amounts.
    """
    additional = 1 - _of(draws, "deadweight_share")
    moved = _of(draws, "staff_displacement_share")
    crowded = _of(draws, "supplier_displacement_share")
    gross = _gross(parts)
    alternative = np.stack(parts.alternative, axis=-1)
    staff = _staged(direct=parts.payroll[0], induced=parts.payroll[1])
    staff_displaced = staff * moved * additional
    other_work = (gross - _staged(direct=parts.payroll[0])) * additional - alternative
    other_work -= _staged(induced=parts.payroll[1]) * moved * additional
    suppliers_displaced = other_work * crowded
    deadweight = gross * (1 - additional)
    net = gross - deadweight - alternative - staff_displaced - suppliers_displaced
    return dict(zip(STEPS, (gross, deadweight, alternative, staff_displaced, suppliers_displaced, net), strict=False))


def net_national(parts: Components, draws: Draws) -> Array:
    """Return what is left for the country as a whole, (draws, years, sectors, measures, stages).

    The same additional demand, through the national model, less what Dutch public money would otherwise have bought; of
    what remains, the drawn share is crowded out because people and firms were busy already.
    """
    additional = 1 - _of(draws, "deadweight_share")
    kept = 1 - _of(draws, "national_crowding_out_share")
    net: Array = kept * (additional * _gross(parts) - np.stack(parts.alternative, axis=-1))
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


def _of(draws: Draws, name: str) -> Array:
    return draws.assumption(name)[:, None, None, None, None]
