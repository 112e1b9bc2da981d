"""What holds on a panel in place of what was asked, so that no advice leads to another refusal."""

from __future__ import annotations

import numpy as np

from impact.effects.design.assignments import common_clean_periods
from impact.effects.design.blocks import Block
from impact.effects.design.clusters import comparisons, shared, treated_clusters
from impact.effects.design.estimator import Estimator
from impact.effects.design.parts import require_parts
from impact.effects.design.procedures import ANALYTIC, CR2, FEW, PERMUTATION, SCALED_PERMUTATION, Procedure
from impact.errors import InputError, Problem

PER_DATE = 3  # treated units a date, on average, for errors measured inside cohorts
PRE_PERIODS = 3  # for a standard deviation of its own
SHOWN = 5  # missing cells that are named
IN_A_CLUSTER = "sum the treated units of each cluster to one"  # so that they change places together


def errors_hold(block: Block, errors: Procedure) -> bool:
    """Return whether errors may be asked for by name: they see enough treated units, at whatever dates, and controls.

    Those that are exact ask for none.
    """
    if not errors.spread:
        return True
    by_date = 0 if errors.corrected else PER_DATE * len(block.cohorts)
    return treated_clusters(block) >= max(errors.fewest, by_date) and comparisons(block) >= FEW


def obstacles(block: Block, *, covariates: bool) -> dict[str, str]:
    """Return what keeps units from changing places, and what takes it away."""
    found = {}
    if block.weighted:
        found["weights"] = "leave the weights out"
    if not block.balanced:
        found[_missing(block)] = _without_gaps(block)
    if covariates:
        found["covariates"] = "leave the covariates out"
    if shared(block):
        found["several treated units in a cluster"] = IN_A_CLUSTER
    if block.treated.all():
        found["no unit that is never treated"] = "add units that are never treated"
    return found


def reassigned(block: Block, estimator: Estimator, *, covariates: bool) -> str:
    """Return how to come to a test by reassignment."""
    test = SCALED_PERMUTATION if common_clean_periods(block) >= PRE_PERIODS else PERMUTATION
    use = f"use '{test.name}' (or 'auto')" if estimator.reassignable else f"use callaway_santanna with '{test.name}'"
    return _sentence(*obstacles(block, covariates=covariates).values(), use)


def exchangeable(block: Block, estimator: Estimator, *, covariates: bool) -> str:
    """Return how to make units exchangeable, or which errors of the estimator do not ask for it."""
    todo, errors = _sentence(*obstacles(block, covariates=covariates).values()), estimator.errors
    return todo if errors is None else _or(todo, f"use '{errors.name}'", errors_hold(block, errors))


def equal_weights(block: Block, estimator: Estimator) -> str:
    """Return how to do without weights, or with errors that allow them."""
    return _or("Leave the weights out.", "use 'cr2'", CR2 in estimator.inferences and errors_hold(block, CR2))


def require_usable(block: Block, estimator: Estimator) -> None:
    """Raise when the panel lacks what an estimator needs: every cell, no covariates, one date, equal weights."""
    if estimator.balanced:
        require_balanced(block, estimator.name)
    if not estimator.covariates:
        require_no_covariates(block, estimator.name)
    if estimator.one_date:
        require_one_date(block, estimator.name)
    if estimator.unweighted:
        require_unweighted(block, estimator.name)
    if not estimator.phases:
        require_no_phases(block, estimator.name)
    require_parts(block, estimator.asks, estimator.name)


def require_balanced(block: Block, method: str) -> None:
    """Raise when a cell is missing and the method needs all of them."""
    if block.balanced:
        return
    todo = _or(
        _sentence(_without_gaps(block)),
        "use imputation or callaway_santanna with 'analytic'",
        errors_hold(block, ANALYTIC),
    )
    expected = f"every unit in every period, which {method} needs"
    raise InputError(Problem("panel", "outcome", _missing(block), expected, todo))


def require_unweighted(block: Block, method: str) -> None:
    """Raise when units carry different weights and the method has no place for them."""
    if block.weighted:
        todo = _or("Leave the weights out.", "use did with 'cr2'", errors_hold(block, CR2) and block.balanced)
        raise InputError(Problem("design", "weights", "different weights", f"none with {method}", todo))


def require_no_covariates(block: Block, method: str) -> None:
    """Raise when covariates are named and the method would not look at them."""
    if block.covariates.shape[2]:
        todo = _or("Leave the covariates out.", "use callaway_santanna with 'analytic'", errors_hold(block, ANALYTIC))
        raise InputError(Problem("design", "covariates", "covariates", f"none with {method}", todo))


def require_no_phases(block: Block, method: str) -> None:
    """Raise when the treatment has phases and the method cannot keep their years apart."""
    if block.phases:
        clear = block.balanced and block.covariates.shape[2] == 0
        todo = _or("Leave the phases out.", "use did", clear)
        raise InputError(Problem("design", "phases", f"{len(block.phases)} phases", f"none with {method}", todo))


def require_one_date(block: Block, method: str) -> None:
    """Raise when units are treated at several dates and the method needs one."""
    if len(block.cohorts) > 1:
        dates = ", ".join(f"{cohort:.0f}" for cohort in block.cohorts)
        todo = several_dates(block, "Take the cohorts one by one.")
        raise InputError(Problem("design", "first_treated", f"dates {dates}", f"one common date for {method}", todo))


def several_dates(block: Block, todo: str) -> str:
    """Return what else to do with several dates, besides what is named."""
    covariates = block.covariates.shape[2] > 0
    holds = errors_hold(block, ANALYTIC) or not obstacles(block, covariates=covariates)
    return _or(todo, "use callaway_santanna or imputation", holds)


def _missing(block: Block) -> str:
    holes = np.argwhere(np.isnan(block.outcome))
    shown = ", ".join(f"{block.units[i]} {block.times[t]}" for i, t in holes[:SHOWN])
    return f"{len(holes)} missing cells ({shown}{' ...' if len(holes) > SHOWN else ''})"


def _without_gaps(block: Block) -> str:
    """Return how to be rid of missing cells; the only treated units cannot be left out."""
    gaps = np.isnan(block.outcome).any(axis=1)
    whole = (block.treated & ~gaps).any() and (~block.treated & ~gaps).any()
    return "exclude these units, or leave out these years" if whole else "leave out these years"


def _sentence(*parts: str) -> str:
    text = ", and ".join(parts)
    return f"{text[:1].upper()}{text[1:]}."


def _or(todo: str, other: str, holds: bool) -> str:
    return f"{todo[:-1]}, or {other}." if holds else todo
