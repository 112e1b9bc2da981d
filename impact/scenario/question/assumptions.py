"""The assumptions without which no scenario can be computed: one record each.

To need another one, add its record here and the assumption to the scenarios, and use it where it counts:
`draws.of(ITS_RECORD)`. Its words stand in the scenario file.
"""

from __future__ import annotations

from dataclasses import dataclass

from impact.scenario.question.ranges import POSSIBLE, Limits, Unit


@dataclass(frozen=True)
class Needed:
    """An assumption that every scenario has.

    Attributes
    ----------
    name : in the file, `[assumptions.NAME]`.
    unit : as in the file.
    of_area : whether it says something of the study area, so that another area has another value.
    narrower : bounds of its values that are closer than those of its unit; None where they are not.
    """

    name: str
    unit: Unit
    of_area: bool = False
    narrower: Limits | None = None

    @property
    def bounds(self) -> Limits:
        """The least and the most that its values can be."""
        return self.narrower or POSSIBLE[self.unit]


OWN_SUPPLY_LEVEL = Needed("own_supply_level", "share")
OWN_SUPPLY_ERROR = Needed("own_supply_error", "spread")
HOUSEHOLD_CONSUMPTION = Needed("household_consumption_share", "share")
HOUSEHOLD_LOCAL = Needed("household_local_share", "share", of_area=True)
RESIDENT_WORKERS = Needed("resident_worker_share", "share", of_area=True)
DEADWEIGHT = Needed("deadweight_share", "share")
STAFF_DISPLACEMENT = Needed("staff_displacement_share", "share", of_area=True)
SUPPLIER_DISPLACEMENT = Needed("supplier_displacement_share", "share", of_area=True)
ALTERNATIVE_USE_REGION = Needed("alternative_use_share_region", "share", of_area=True)
ALTERNATIVE_USE_NATION = Needed("alternative_use_share_nation", "share")
NATIONAL_CROWDING_OUT = Needed("national_crowding_out_share", "share")
PRODUCTIVITY_GROWTH = Needed("productivity_growth", "per year", narrower=(-0.05, 0.05))
PRICE_GROWTH = Needed("price_growth", "per year")

NEEDED: dict[str, Needed] = {record.name: record for record in list(vars().values()) if isinstance(record, Needed)}
"""All of them, in the order above, by name."""

FORMER = {
    "flq_delta": "Take it out and state own_supply_level (0.40, 0.50, 0.70) and own_supply_error (0.10, 0.21, 0.29): "
    "what the area buys from itself is a share of each product now."
}
"""Assumptions of before, and what to do about them."""

DELAY = Needed("delayed_by", "years")
"""What any assumption must be by which an item can be delayed, whatever its name."""
