"""Which assumption drives the difference of two scenarios: what is fixed in one may be drawn in the other."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from impact.scenario.computation.draws import Array, Draws, Name, Sampling, drawn
from impact.scenario.computation.influence import influence
from impact.scenario.question.scenario import Scenario


def driver(
    scenarios: Iterable[Scenario], difference: Array, seed: int, sampling: Sampling = "random"
) -> tuple[str, float]:
    """Return the name of what goes with most of the variation of a difference, and its share of that variation.

    The name is empty, and the share 0, where nothing has a range or the difference never changes.

    Parameters
    ----------
    scenarios
        The scenarios that were subtracted.
    difference : (draws,)
        Of one figure.
    seed
        With which both were drawn.
    sampling
        By which both were drawn.
    """
    known: dict[Name, Array] = {}
    for scenario in scenarios:
        known |= _ranged(drawn(scenario, len(difference), seed, sampling))
    shares = {name: float(np.nan_to_num(share)) for name, share in _shares(known, difference).items()}
    most = max(shares, key=lambda name: shares[name], default=None)
    return (".".join(most), shares[most]) if most and shares[most] > 0 else ("", 0.0)


def _shares(known: dict[Name, Array], difference: Array) -> dict[Name, float]:
    return influence(Draws(known, len(difference)), difference)


def _ranged(draws: Draws) -> dict[Name, Array]:
    return {name: found for name, found in draws.values.items() if np.ptp(found) > 0}
