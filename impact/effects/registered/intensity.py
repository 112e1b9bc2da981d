"""How much of the treatment each unit got, and how near others lie to it: what a study says of both in its file."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from impact.effects.design.options import Curve
from impact.inputs import StrictTable

Amount = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Coordinate = Annotated[float, Field(allow_inf_nan=False)]
REASON = 5  # letters, at the least


class DoseTable(StrictTable):
    """The dose of each treated unit, in what, and perhaps why units would have reacted alike to another dose."""

    amounts: dict[str, Amount] = Field(min_length=1)
    unit: str = Field(min_length=1)
    curve: Curve = "line"
    strong_parallel_trends: str = ""

    @model_validator(mode="after")
    def _a_reason(self) -> Self:
        why = self.strong_parallel_trends.strip()
        if self.strong_parallel_trends and len(why) < REASON:
            raise ValueError(f"strong_parallel_trends with the reason why they would hold|{why!r}")
        return self


class ExposureTable(StrictTable):
    """Where units lie, and how an effect fades with the distance in kilometres to the nearest treated unit.

    The middles of areas of a `level`, or `places` as x and y in kilometres; the effect halves every `half_distance`, or
    falls in a straight line to nothing at `reach`.
    """

    level: Literal["", "gemeente", "corop", "provincie"] = ""
    places: dict[str, tuple[Coordinate, Coordinate]] = Field(default_factory=dict)
    half_distance: Amount | None = None
    reach: Amount | None = None

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        if bool(self.level) == bool(self.places):
            raise ValueError(f"level or places, to say where units lie|{'both' if self.level else 'neither'}")
        if (self.half_distance is None) == (self.reach is None):
            raise ValueError(f"half_distance or reach, in kilometres|{'both' if self.reach else 'neither'}")
        return self
