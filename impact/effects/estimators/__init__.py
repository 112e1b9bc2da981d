"""Estimators: from a checked panel to an estimate with its path and weights.

Each stands in a module of its own name, which declares its record (`ESTIMATOR`) beside the code; this is the list of
them. The names are known without importing any: a module is imported when its record is first asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from impact.effects.design.estimator import Estimator
from impact.effects.design.options import Options
from impact.errors import InputError, Problem, suggestion

ESTIMATORS = (
    "did",
    "event_study",
    "callaway_santanna",
    "imputation",
    "sun_abraham",
    "synthetic_did",
    "synthetic_control",
    "demeaned_synthetic_control",
    "augmented_synthetic_control",
    "synthetic_control_by_unit",
    "lee_wooldridge",
    "spatial_did",
    "spatial_gradient",
    "dose_effect",
    "dose_response",
)
DEFAULT = ESTIMATORS[0]  # where none is named


def named(name: str) -> Estimator:
    """Return the record of an estimator.

    Raises
    ------
    InputError
        When there is none of that name.
    """
    if name not in ESTIMATORS:
        todo = suggestion(name, ESTIMATORS)
        raise InputError(Problem("estimate", "estimator", repr(name), "an estimator", todo))
    found: Estimator = import_module(f"{__name__}.{name}").ESTIMATOR
    return found


def every() -> tuple[Estimator, ...]:
    """Return the records of all estimators, in the order of the list."""
    return tuple(map(named, ESTIMATORS))


def passed_over(estimator: Estimator, options: Options, *, file: str, table: str = "") -> Iterator[Problem]:
    """Yield the options that were set and that an estimator would not look at.

    Parameters
    ----------
    estimator, options
        Who estimates, and how it is asked to.
    file, table
        Where the options stand, for the problems.
    """
    for name, value in options.asked().items():
        if name not in estimator.options:
            todo = f"Leave it out, or use {' or '.join(other.name for other in every() if name in other.options)}."
            yield Problem(file, f"{table}{name}", repr(value), f"none with {estimator.name}", todo)
