"""Which assumption drives which headline: each has its own answer."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from impact.scenario.computation.concepts import CONCEPTS
from impact.scenario.computation.draws import Array, Draws, Name
from impact.scenario.computation.measures import PLACE

QUOTED = tuple(
    (concept.name, measure)
    for concept in CONCEPTS.values()
    if concept.headline or concept.national
    for measure in ("jobs", "value_added")
)
"""The figures that people quote: concept and measure."""


def influences(draws: Draws, summed: Mapping[str, Array]) -> dict[tuple[str, str], dict[Name, float]]:
    """Return `influence` for each of `QUOTED`; `summed` has the draws of each concept, (draws, measures)."""
    ranked = {name: _ranks(values) for name, values in draws.values.items()}
    return {(concept, measure): _shares(ranked, summed[concept][:, PLACE[measure]]) for concept, measure in QUOTED}


def column(concept: str, measure: str) -> str:
    """Return the name of the column that holds the influence on a headline."""
    return f"influence_{concept}_{measure}"


def influence(draws: Draws, outcome: Array) -> dict[Name, float]:
    """Return, per drawn quantity, the share of the outcome's variation that goes with it: its squared rank correlation.

    The draws are independent, so for an outcome that rises or falls steadily with each quantity the shares add up to
    about 1. A quantity that is fixed, or an outcome that never changes, gives NaN: nothing can be said. With n draws,
    shares under about 4/n are noise.

    Source: Saltelli et al., Global Sensitivity Analysis: The Primer (2008), chapter 5, on rank-based measures.
    """
    return _shares({name: _ranks(values) for name, values in draws.values.items()}, outcome)


def _shares(ranked: Mapping[Name, Array], outcome: Array) -> dict[Name, float]:
    of_outcome = _ranks(outcome)
    return {name: _squared_correlation(ranks, of_outcome) for name, ranks in ranked.items()}


def _ranks(values: Array) -> Array:
    """Return mid-ranks, so that tied values (a cut-off budget, say) count alike."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    middle: Array = last - (counts - 1) / 2
    return middle[inverse]


def _squared_correlation(first: Array, second: Array) -> float:
    a, b = first - first.mean(), second - second.mean()
    scale = (a @ a) * (b @ b)
    return float((a @ b) ** 2 / scale) if scale > 0 else float("nan")
