"""How far the figures have settled, and what was drawn together: how much of a result is the luck of its draws."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from impact.draws.precision import Converged, convergence
from impact.scenario.answer.assumed import title_of
from impact.scenario.answer.by_draw import TotalsByDraw
from impact.scenario.computation.influence import QUOTED
from impact.scenario.question.all_ranges import Name
from impact.scenario.question.correlations import ranks
from impact.scenario.question.scenario import Scenario
from impact.words.names import Named
from impact.words.statements import Statement, said

_STATISTICS = {"p05": 0.05, "mean": None, "p95": 0.95}
FEWEST = 200
"""With fewer draws, less than ten lie beyond each end of the range, and half of them say nothing of it."""


def convergence_rows(totals: TotalsByDraw, sampling: str) -> list[dict[str, Any]]:
    """Return each quoted figure with all draws and with half of them: concept, measure, statistic, draws, value, error.

    The error is the standard error of independent draws; a Sobol sequence has another, smaller one that a single run
    cannot tell: None.

    Parameters
    ----------
    totals
        Of every draw, all years together.
    sampling
        How was drawn.
    """
    return [
        {
            **{"concept": concept, "measure": measure, "statistic": statistic, "draws": step.draws},
            **{"value": round(step.value, 6), "error": round(step.error, 6) if sampling == "random" else None},
        }
        for concept, measure in QUOTED
        for statistic in _STATISTICS
        for step in _halves(totals, concept, measure, statistic)
    ]


def _halves(totals: TotalsByDraw, concept: str, measure: str, statistic: str) -> list[Converged]:
    """Return a figure with half of the draws and with all; nothing where there are few."""
    if totals.count < FEWEST:
        return []
    return convergence(totals.of(concept, measure), _STATISTICS[statistic], FEWEST // 2)[-2:]


def on_luck(scenario: Scenario, totals: TotalsByDraw, sampling: str) -> Iterator[Statement]:
    """Yield how far the figures have settled, where there is a range and draws enough, and what was drawn together.

    Parameters
    ----------
    scenario
        The question.
    totals
        Of every draw.
    sampling
        How was drawn.
    """
    found = _settled(totals)
    if found and sampling == "random":
        yield said("settled", **found)
    elif found:
        yield said("settled_by_sobol", **found)
    yield from drawn_together(scenario)


def drawn_together(scenario: Scenario) -> Iterator[Statement]:
    """Yield each pair of ranges that is drawn together, with its rank correlation."""
    for (one, other), rank in ranks(scenario).items():
        yield said("drawn_together", one=_title(scenario, one), other=_title(scenario, other), rank=rank)


def _settled(totals: TotalsByDraw) -> dict[str, float]:
    """Return gross and net work with half of the draws and with all, and errors; nothing without a range or draws."""
    found: dict[str, float] = {"half": totals.count // 2, "draws": totals.count}
    for short, concept in (("gross", "gross"), ("net", "net_regional")):
        steps = {statistic: _halves(totals, concept, "jobs", statistic) for statistic in _STATISTICS}
        if not all(len(of) == 2 for of in steps.values()) or not steps["mean"][-1].error > 0:
            return {}
        for statistic, (half, whole) in steps.items():
            found |= {f"{short}_{statistic}_half": half.value, f"{short}_{statistic}": whole.value}
        ends = (steps[end][-1].error for end in ("p05", "p95"))
        found |= {f"{short}_error": steps["mean"][-1].error, f"{short}_end_error": max(ends)}
    return found


def _title(scenario: Scenario, name: Name) -> Statement | Named:
    from impact.scenario.answer import use_assumed  # brings the tables on firms along

    return use_assumed.title_of(scenario, name) if name[0] == "use" else title_of(scenario, name)
