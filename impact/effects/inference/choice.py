"""Which inference holds for which design, and the refusal of the others with the reason.

With few treated units a clustered error sees almost no spread among the treated: with one of forty a nominal 5 % test
rejects a true null three times out of four. So the default with fewer than twenty treated units is the scaled
permutation test, which compares every unit's contrast with its own noise.
"""

from __future__ import annotations

from collections.abc import Iterator
from numbers import Integral

from impact.effects.design import alternatives
from impact.effects.design.alternatives import PER_DATE, PRE_PERIODS
from impact.effects.design.assignments import common_clean_periods
from impact.effects.design.blocks import Block
from impact.effects.design.clusters import comparisons, counted, shared, treated_clusters
from impact.effects.design.estimator import Estimator
from impact.effects.design.procedures import AUTO, FEW, FEW_NORMAL, PERMUTATION, PLACEBO, SCALED_PERMUTATION, Procedure
from impact.effects.estimators import every, named
from impact.errors import InputError, Problem, suggestion
from impact.words.statements import Statement, said

MANY = 20  # treated units from which asymptotic errors are the default
SIZES = 300  # controls that show how noise falls with size: it rejects 9 % with 200, 6 % with 327
HISTORY = 5  # clean years, for what is measured over time: with fewer their own spread is hardly known
PER_TREATED = 9  # controls a treated unit, for its noise to be drawn from theirs


class RefusedInferenceError(InputError):
    """An inference that does not hold on this panel; `why` says of its name what it needs."""

    def __init__(self, problem: Problem, why: Statement) -> None:
        super().__init__(problem)
        self.why = why


def known(estimator: str, wanted: str = AUTO) -> Estimator:
    """Return the record of an estimator; raise when there is none, or no such inference for it."""
    found = named(estimator)
    if wanted not in found.tests:
        todo = suggestion(wanted, found.tests)
        raise InputError(_problem("inference", repr(wanted), f"one that goes with {estimator}", todo))
    return found


def few_draws(draws: int) -> Iterator[Problem]:
    """Yield what is wrong with a number of random draws."""
    if not isinstance(draws, Integral) or draws < 99:
        yield _problem("draws", str(draws), "a whole number, at least 99", "Use 9999, or 999 for a first look.")


def choose(
    block: Block, estimator: Estimator, wanted: str, *, linear: bool = True
) -> tuple[Procedure, tuple[Statement, ...]]:
    """Return the inference to use, and caveats that come with the choice.

    `wanted` is the name of one that goes with the estimator, or "auto". `linear` says whether the estimate's weights
    depend on the assignment only, so that it can be reassigned.

    Raises
    ------
    RefusedInferenceError
        When it does not hold its size on this panel.
    """
    if wanted == AUTO:
        return _automatic(block, estimator, linear)
    procedure = estimator.inference(wanted)
    refusal = _refusal(block, estimator, procedure, linear)
    if refusal is not None:
        raise refusal
    return procedure, _warnings(block, estimator, procedure)


def _automatic(block: Block, estimator: Estimator, linear: bool) -> tuple[Procedure, tuple[Statement, ...]]:
    candidates = [SCALED_PERMUTATION, PERMUTATION] if _small(block) or _thin(block, estimator) else []
    refusals = []
    for procedure in [*candidates, estimator.errors, SCALED_PERMUTATION, PLACEBO]:
        if procedure is not None and procedure in estimator.inferences:
            warnings = _warnings(block, estimator, procedure)
            refusal = _refusal(block, estimator, procedure, linear)
            if refusal is None and "few_for_analytic" in [warning.code for warning in warnings]:
                refusal = _only_by_name(block, estimator, procedure)
            if refusal is None:
                return procedure, warnings
            refusals.append(refusal)
    raise refusals[0]  # the test that is preferred: what stands in its way comes first


def _small(block: Block) -> bool:
    return min(treated_clusters(block), comparisons(block)) < MANY


def _thin(block: Block, estimator: Estimator) -> bool:
    """Return whether cohorts are too small for errors measured inside them.

    With 20 treated units at six dates a nominal 5 % test rejects 8-11 % of true nulls, with 30 8-9 %, with 48 6-7 %.
    """
    return estimator.within_cohorts and treated_clusters(block) < FEW_NORMAL * len(block.cohorts)


def _warnings(block: Block, estimator: Estimator, procedure: Procedure) -> tuple[Statement, ...]:
    """Return what has to be said of an inference, whether it was chosen or asked for."""
    if procedure.equal_noise:
        return (said("equally_noisy"),)
    if procedure.sizes and (controls := int((~block.treated).sum())) < SIZES:
        return (said("few_for_sizes", n=controls),)
    if procedure.spread and not procedure.corrected and (_small(block) or _thin(block, estimator)):
        return (said("few_for_analytic", n=treated_clusters(block)),)
    return ()


def _problem(field: str, found: str, expected: str, todo: str) -> Problem:
    return Problem("estimate", field, found, expected, todo)


def refused(found: str, name: str, why: Statement, todo: str) -> RefusedInferenceError:
    """Return the refusal of an inference: what was found, why it does not hold, what to do instead."""
    return RefusedInferenceError(_problem("inference", found, f"one that holds here: {name} {why}", todo), why)


def _refusal(block: Block, estimator: Estimator, procedure: Procedure, linear: bool) -> RefusedInferenceError | None:
    """Return why an inference does not hold on this panel, or None."""
    name, instead = procedure.name, alternatives.reassigned(block, estimator, covariates=not linear)
    if procedure.spread:
        return _too_few(block, procedure, instead) or _too_many_dates(block, estimator, procedure, instead)
    if procedure.reassigned and estimator.linear:
        return _cannot_change_places(block, estimator, name, linear) or _no_own_noise(block, estimator, procedure)
    if block.clusters is not None and (together := _moves_together(block, procedure, instead)) is not None:
        return together
    if procedure.own_noise:
        return _no_own_noise(block, estimator, procedure)
    if procedure.drawn and (few := _too_few_to_draw(block, name, instead)) is not None:
        return few
    if block.weighted and procedure.equal_weights:
        todo = alternatives.equal_weights(block, estimator)
        return refused(f"{name} with weights", name, said("needs_equal_weights"), todo)
    by_cohort = estimator.solver is not None and not procedure.over_time
    if procedure.one_date and not by_cohort and len(block.cohorts) > 1:
        return refused(f"{name} with several dates", name, said("needs_one_date"), instead)
    if procedure.sizes and block.size is None:
        todo = "Name the column in Design(size=...), or use 'conley_taber'."
        return refused(f"{name} without sizes", name, said("needs_sizes"), todo)
    return _short_history(block, estimator, procedure) if procedure.over_time else None


def _short_history(block: Block, estimator: Estimator, procedure: Procedure) -> RefusedInferenceError | None:
    years = common_clean_periods(block)
    if years >= HISTORY:
        return None
    others = (p for p in estimator.inferences if not p.over_time and (p.reassigned and estimator.linear or years > 1))
    holds = any(_refusal(block, estimator, other, True) is None for other in others)
    todo = f"Add earlier years, or use '{AUTO}'." if holds else "Add earlier years."
    found = f"{procedure.name} with {years} clean years before the first date"
    return refused(found, procedure.name, said("needs_history", n=HISTORY), todo)


def _moves_together(block: Block, procedure: Procedure, instead: str) -> RefusedInferenceError | None:
    """Refuse what takes the errors of units to be independent, where several treated ones share a cluster."""
    name = procedure.name
    if procedure.independent:
        return refused(f"{name} with clusters", name, said("needs_independence"), instead)
    if not shared(block):
        return None
    todo = f"{alternatives.IN_A_CLUSTER.capitalize()}."
    return refused(f"{name} with several treated units in a cluster", name, said("needs_exchange"), todo)


def _too_few(block: Block, procedure: Procedure, instead: str) -> RefusedInferenceError | None:
    """Refuse errors from a spread that so few units do not show.

    One date, 40 controls, a nominal 5 % test: `cr1` rejects 10 % of true nulls with five treated units and 7 % with
    eight, normal errors of `analytic` 9-12 % and 9-11 %; `cr2` and `cr3` 5 % and less with either.
    """
    if treated_clusters(block) >= procedure.fewest and comparisons(block) >= FEW:
        return None
    found = f"{procedure.name} with {counted(block)}"
    return refused(found, procedure.name, said("needs_many", n=procedure.fewest, controls=FEW), instead)


def _only_by_name(block: Block, estimator: Estimator, procedure: Procedure) -> RefusedInferenceError:
    """Refuse to choose errors that may over-reject: 7-15 % with eight to nineteen treated units."""
    never = " or ".join(other.name for other in every() if not other.reassignable)
    few = said("needs_cohorts", n=FEW_NORMAL) if not _small(block) else said("needs_many", n=MANY, controls=MANY)
    return refused(
        f"{int(block.treated.sum())} treated units at {len(block.cohorts)} dates and {comparisons(block)} controls, "
        f"which cannot be reassigned with {estimator.name} here",
        procedure.name,
        few,
        f"Leave out weights, covariates and units with gaps so that treatment can be reassigned (not with {never}), "
        f"or ask for inference='{procedure.name}', which carries a warning.",
    )


def _too_few_to_draw(block: Block, name: str, instead: str) -> RefusedInferenceError | None:
    """Refuse to draw the noise of treated units from controls so few that their mean is noisy too.

    With four controls a treated unit a nominal 5 % test rejects 14-16 % of true nulls, with six 10-14 %, with nine
    7-11 %, with twelve 5-8 %.
    """
    treated, controls = int(block.treated.sum()), int((~block.treated).sum())
    if controls >= PER_TREATED * treated:
        return None
    return refused(
        f"{name} with {treated} treated units and {controls} controls",
        name,
        said("needs_controls", n=PER_TREATED),
        f"Add controls, or: {instead}",
    )


def _too_many_dates(
    block: Block, estimator: Estimator, procedure: Procedure, instead: str
) -> RefusedInferenceError | None:
    """Refuse errors that are measured inside cohorts where cohorts are too small to show any.

    With ten treated units at eight dates among sixty, a nominal 5 % test rejects a true null one time in three; with
    five at five dates among forty callaway_santanna 16-27 %.
    """
    treated, dates = treated_clusters(block), len(block.cohorts)
    if not estimator.within_cohorts or treated >= PER_DATE * dates:
        return None
    found = f"{procedure.name} with {treated} treated units at {dates} dates"
    return refused(found, procedure.name, said("needs_cohorts", n=PER_DATE), instead)


def _cannot_change_places(block: Block, estimator: Estimator, name: str, linear: bool) -> RefusedInferenceError | None:
    why = alternatives.obstacles(block, covariates=not linear)
    if not why:
        return None
    todo = alternatives.exchangeable(block, estimator, covariates=not linear)
    return refused(f"{name} with {' and '.join(why)}", name, said("needs_exchange"), todo)


def _no_own_noise(block: Block, estimator: Estimator, procedure: Procedure) -> RefusedInferenceError | None:
    years = common_clean_periods(block)
    if not procedure.own_noise or years >= PRE_PERIODS:
        return None
    other = PERMUTATION if estimator.linear else PLACEBO
    enough = other.reassigned or years > 1
    todo = f"Add earlier years, or use '{other.name}'." if enough else "Add earlier years."
    found = f"{procedure.name} with {years} clean years before the first date"
    return refused(found, procedure.name, said("needs_clean_years", n=PRE_PERIODS), todo)
