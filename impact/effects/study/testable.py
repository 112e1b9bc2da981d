"""Which registered tests can reject nothing at their level, said while the level can still be chosen."""

from __future__ import annotations

from collections.abc import Iterator
from math import comb

import numpy as np

from impact.effects.design.assignments import contiguous_blocks, count_assignments
from impact.effects.design.blocks import Block, read_panel
from impact.effects.design.estimator import Estimator
from impact.effects.design.identification import not_identified
from impact.effects.design.procedures import PLACEBO, Procedure, usual_level
from impact.effects.estimators import named
from impact.effects.inference.choice import choose
from impact.effects.registered.design_file import DesignFile, Outcome, Test, Treated
from impact.effects.registered.study_panel import StudyPanels
from impact.words.statements import Statement, said


def untestable(study: DesignFile, panels: StudyPanels) -> list[Statement]:
    """Return the tests of a design that can reject nothing at their level, with the usual level at which they could.

    Parameters
    ----------
    study, panels
        A loaded design that can be carried out, and its panels.
    """
    return [
        statement
        for test in study.tests
        for outcome in map(study.outcome, test.outcomes)
        for treated in map(study.treatment, test.treated)
        for statement in _untestable(outcome, treated, test, panels)
    ]


def _untestable(outcome: Outcome, treated: Treated, test: Test, panels: StudyPanels) -> Iterator[Statement]:
    data = panels.of(outcome, treated)
    if data.lost:
        return
    block, estimator = read_panel(data.panel, data.design), named(test.estimator)
    none = not_identified(block)
    if none is not None and none.reason.code != "no_year_after":
        return
    procedure, _ = choose(block, estimator, test.inference)
    smallest = least_p(block, estimator, procedure, draws=test.draws)
    if smallest <= 1 - test.level + 1e-12:
        return
    told = {
        "outcome": outcome.name,
        "treated": treated.name,
        "estimator": test.estimator,
        "total": len(block.units),
        "smallest_p": smallest,
        "size": 1 - test.level,
    }
    level = usual_level(smallest)
    yield said("untestable", **told) if level is None else said("testable_at", **told, level=level)


def least_p(block: Block, estimator: Estimator, procedure: Procedure, *, draws: int) -> float:
    """Return a p-value that a test by reassignment cannot come below on a panel, whatever its figures; 0 for others.

    Parameters
    ----------
    block, estimator, procedure
        The panel, who estimates, and the test.
    draws
        The most reassignments that are drawn.
    """
    treated = np.flatnonzero(block.treated)
    n, n1 = len(block.units), len(treated)
    if estimator.solver is not None or procedure is PLACEBO:
        return 1 / (1 + (n - n1 if n1 == 1 else min(comb(n - n1, n1), draws)))
    if not procedure.reassigned:
        return 0.0
    if block.neighbours and n1 > 1:
        return 1 / len(contiguous_blocks(block.neighbours, treated))
    sizes = np.unique(block.first[treated], return_counts=True)[1].tolist()
    return 1 / min(count_assignments(n, sizes), draws + 1)
