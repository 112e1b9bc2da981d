"""Parts of a design without which an estimator cannot be made, and what to do where one is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from impact.errors import InputError, Problem
from impact.words.statements import said

if TYPE_CHECKING:
    from impact.effects.design.blocks import Block

DOSE, STRONG_TRENDS, EXPOSURE = "dose", "strong_parallel_trends", "exposure"

# A part: what is expected of a design, and how to give it.
PARTS: Mapping[str, tuple[str, str]] = {
    DOSE: (
        "the dose of every treated unit",
        "Give Design(dose=Dose({unit: amount})), in a file [treated.dose] with amounts, or use did.",
    ),
    EXPOSURE: (
        "where units lie and how an effect fades with distance",
        "Give Design(exposure=Exposure({unit: (x, y)}, half_distance=...)), in a file [exposure], or use did.",
    ),
    STRONG_TRENDS: (
        "the assumption that makes doses comparable: strong_parallel_trends, with the reason why it would hold",
        'State it in the dose (strong_parallel_trends = "why ..."), or use dose_effect: the average effect at the '
        "doses that were given, which does not need it.",
    ),
}


def require_parts(block: Block, asks: tuple[str, ...], method: str) -> None:
    """Raise when the design of a panel lacks a part that a method asks for.

    Raises
    ------
    InputError
        For a part that was not given.
    NotIdentifiedError
        For an assumption that was not made: without it nothing is identified.
    """
    from impact.effects.design.results import NotIdentified, NotIdentifiedError

    given = {DOSE: block.dose, EXPOSURE: block.exposure, STRONG_TRENDS: True}
    if lacking := [part for part in asks if given[part] is None]:
        raise InputError([missing(part, method, file="design") for part in lacking])
    if STRONG_TRENDS in asks and block.dose is not None and not block.dose.strong_parallel_trends:
        possible = (said("state_strong_trends"), said("use_dose_effect"))
        raise NotIdentifiedError(NotIdentified(said("doses_not_comparable"), possible))


def missing(part: str, method: str, *, file: str, field: str = "") -> Problem:
    """Return the problem of a design that lacks a part which a method asks for."""
    expected, todo = PARTS[part]
    return Problem(file, field or part, "none", f"{expected}, which {method} asks for", todo)
