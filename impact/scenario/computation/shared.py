"""The solved model of all areas, shared by runs that ask the same of it: scenarios that differ in amounts alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields
from typing import TypeVar

import numpy as np

from impact.inputoutput.regional.own_supply import OwnSupply
from impact.scenario.computation.draws import Array

Model = TypeVar("Model")
_solved: ContextVar[dict[str, object] | None] = ContextVar("solved models", default=None)


@contextmanager
def shared_models() -> Iterator[None]:
    """Keep every model that is solved inside, for the next run that asks for the same one; outside nothing is kept."""
    token = _solved.set({})
    try:
        yield
    finally:
        _solved.reset(token)


def shared(solve: Callable[..., Model], supply: OwnSupply, *given: Array, **named: Array) -> Model:
    """Return the model that `solve` makes, or the one that it made of the same figures, to the last bit.

    Parameters
    ----------
    solve
        Makes the model.
    supply
        The economy of all areas.
    *given, **named
        Everything else that the model is made of.
    """
    kept = _solved.get()
    if kept is None:
        return solve(supply, *given, **named)
    key = _digest(supply, given, named)
    if key not in kept:
        kept[key] = solve(supply, *given, **named)
    return kept[key]  # type: ignore[return-value]


def _digest(supply: OwnSupply, given: tuple[Array, ...], named: Mapping[str, Array]) -> str:
    found = hashlib.sha256()
    parts = [getattr(supply, field.name) for field in fields(supply)]
    for part in (*parts, *given, *(named[name] for name in sorted(named))):
        values = np.asarray(part)
        found.update(repr((values.shape, values.dtype.str)).encode())
        found.update(
            repr(values.tolist()).encode() if values.dtype == object else np.ascontiguousarray(values).tobytes()
        )
    return found.hexdigest()
