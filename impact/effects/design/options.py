"""How an estimator is to work: the choices there are, and those that were made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Literal, get_args

from impact.errors import Problem, suggestion

Aggregate = Literal["simple", "group", "dynamic", "calendar"]
Control = Literal["never", "not_yet"]
Method = Literal["reg", "ipw", "dr"]
Bands = Literal["pointwise", "uniform"]
Constraint = Literal["simplex", "lasso", "ridge"]
Curve = Literal["line", "quadratic", "cubic"]  # of the effect by dose, as a design states it

_CHOICES = {
    "aggregate": Aggregate,
    "control_group": Control,
    "method": Method,
    "bands": Bands,
    "constraint": Constraint,
}
_OF_ALL = ("bands",)  # whatever estimates, the path has them


@dataclass(frozen=True)
class Options:
    """How an estimator is to work; which of these it looks at stands in its record."""

    aggregate: Aggregate | None = None
    control_group: Control = "never"
    method: Method = "dr"
    universal_base: bool = False
    detrend: bool = False
    bands: Bands = "pointwise"
    constraint: Constraint = "simplex"

    def unknown(self) -> Iterator[Problem]:
        """Yield the choices that do not exist."""
        for name, choices in _CHOICES.items():
            value, known = getattr(self, name), get_args(choices)
            if value is not None and value not in known:
                yield Problem("estimate", name, repr(value), " or ".join(known), suggestion(str(value), known))

    def asked(self) -> dict[str, object]:
        """Return the options that were set for some estimators alone, and to what."""
        set_to = {field.name: getattr(self, field.name) for field in fields(self) if field.name not in _OF_ALL}
        return {name: value for name, value in set_to.items() if value != getattr(Options, name)}
