"""What holds on a panel in place of what was asked, so that no advice leads to another refusal."""

from __future__ import annotations

import numpy as np

from impact.effects.design.assignments import common_clean_periods
from impact.effects.design.blocks import Block
from impact.errors import InputError, Problem

FEW = 5  # treated units below which their own spread says nothing
FEW_NORMAL = 8  # treated units below which normal quantiles and uncorrected clustered errors reject twice too often
PER_DATE = 3  # treated units a date, on average, for errors measured inside cohorts
PRE_PERIODS = 3  # for a standard deviation of its own
SHOWN = 5  # missing cells that are named


def comparisons(block: Block) -> int:
    """Return the number of units never treated, or where there are none of those treated after the first date."""
    never = int((~block.treated).sum())
    return never or int((block.first > block.cohorts[0]).sum())


def clustered_errors_hold(block: Block) -> bool:
    """Return whether corrected clustered errors of `did` hold their size."""
    return int(block.treated.sum()) >= FEW and comparisons(block) >= FEW


def normal_errors_hold(block: Block) -> bool:
    """Return whether analytic errors may be asked for by name, whatever the dates."""
    treated = int(block.treated.sum())
    return treated >= max(FEW_NORMAL, PER_DATE * len(block.cohorts)) and comparisons(block) >= FEW


def obstacles(block: Block, *, covariates: bool) -> dict[str, str]:
    """Return what keeps units from changing places, and what takes it away."""
    found = {}
    if block.weighted:
        found["weights"] = "leave the weights out"
    if not block.balanced:
        found[_missing(block)] = _without_gaps(block)
    if covariates:
        found["covariates"] = "leave the covariates out"
    if block.treated.all():
        found["no unit that is never treated"] = "add units that are never treated"
    return found


def reassigned(block: Block, estimator: str, *, covariates: bool) -> str:
    """Return how to come to a test by reassignment."""
    name = "scaled_permutation" if common_clean_periods(block) >= PRE_PERIODS else "permutation"
    use = f"use callaway_santanna with '{name}'" if estimator == "sun_abraham" else f"use '{name}' (or 'auto')"
    return _sentence(*obstacles(block, covariates=covariates).values(), use)


def exchangeable(block: Block, estimator: str, *, covariates: bool) -> str:
    """Return how to make units exchangeable, or which errors of the estimator do not ask for it."""
    todo = _sentence(*obstacles(block, covariates=covariates).values())
    if estimator == "did":
        return _or(todo, "use 'cr2'", clustered_errors_hold(block))
    return _or(todo, "use 'analytic'", normal_errors_hold(block) or estimator == "lee_wooldridge")


def equal_weights(block: Block, estimator: str) -> str:
    """Return how to do without weights, or with errors that allow them."""
    return _or("Leave the weights out.", "use 'cr2'", estimator == "did" and clustered_errors_hold(block))


def require_balanced(block: Block, method: str) -> None:
    """Raise when a cell is missing and the method needs all of them."""
    if block.balanced:
        return
    todo = _or(
        _sentence(_without_gaps(block)),
        "use imputation or callaway_santanna with 'analytic'",
        normal_errors_hold(block),
    )
    expected = f"every unit in every period, which {method} needs"
    raise InputError(Problem("panel", "outcome", _missing(block), expected, todo))


def require_unweighted(block: Block, method: str) -> None:
    """Raise when units carry different weights and the method has no place for them."""
    if block.weighted:
        todo = _or("Leave the weights out.", "use did with 'cr2'", clustered_errors_hold(block) and block.balanced)
        raise InputError(Problem("design", "weights", "different weights", f"none with {method}", todo))


def require_no_covariates(block: Block, method: str) -> None:
    """Raise when covariates are named and the method would not look at them."""
    if block.covariates.shape[2]:
        todo = _or("Leave the covariates out.", "use callaway_santanna with 'analytic'", normal_errors_hold(block))
        raise InputError(Problem("design", "covariates", "covariates", f"none with {method}", todo))


def require_one_date(block: Block, method: str) -> None:
    """Raise when units are treated at several dates and the method needs one."""
    if len(block.cohorts) > 1:
        dates = ", ".join(f"{cohort:.0f}" for cohort in block.cohorts)
        todo = several_dates(block, "Take the cohorts one by one.")
        raise InputError(Problem("design", "first_treated", f"dates {dates}", f"one common date for {method}", todo))


def several_dates(block: Block, todo: str) -> str:
    """Return what else to do with several dates, besides what is named."""
    covariates = block.covariates.shape[2] > 0
    holds = normal_errors_hold(block) or not obstacles(block, covariates=covariates)
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
