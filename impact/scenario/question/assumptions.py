"""The assumptions without which no scenario can be computed: one record each.

To need another one, add a record here and the assumption to the scenarios; its words stand in the scenario file.
"""

from __future__ import annotations

from dataclasses import dataclass

from impact.scenario.question.ranges import Delay, Exponent, Growth, Share


@dataclass(frozen=True)
class Needed:
    """An assumption that every scenario has.

    Attributes
    ----------
    unit : as in the file.
    least, most : what its values can be at all.
    of_area : whether it says something of the study area, so that another area has another value.
    """

    unit: str
    least: float
    most: float
    of_area: bool = False


NEEDED: dict[str, Needed] = {
    "flq_delta": Needed("exponent", *Exponent.possible),
    "household_consumption_share": Needed("share", *Share.possible),
    "household_local_share": Needed("share", *Share.possible, of_area=True),
    "resident_worker_share": Needed("share", *Share.possible, of_area=True),
    "deadweight_share": Needed("share", *Share.possible),
    "staff_displacement_share": Needed("share", *Share.possible, of_area=True),
    "supplier_displacement_share": Needed("share", *Share.possible, of_area=True),
    "alternative_use_share_region": Needed("share", *Share.possible, of_area=True),
    "alternative_use_share_nation": Needed("share", *Share.possible),
    "national_crowding_out_share": Needed("share", *Share.possible),
    "productivity_growth": Needed("per year", -0.05, 0.05),
    "price_growth": Needed("per year", *Growth.possible),
}
DELAY = Needed("years", *Delay.possible)
