"""A world for the tests: two classes of firms, three areas, ten years; two of the areas are served."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from impact.productivity.adoption.curves import logistic_through
from impact.productivity.use.effects import UseEffects, effects_of_use
from impact.productivity.use.inputs import Facility, FirmClasses, Region, Response

YEARS = np.arange(2026, 2036)
CLASSES = FirmClasses(("10-49", "50+"), firms=(0.8, 0.2), support=(0.7, 0.3), jobs=(0.14, 0.42), jobs_outside=0.44)


def world(draws: int = 1) -> tuple[Region, Facility, Response]:
    """Return the inputs, with the same value in every draw."""
    paths = [logistic_through(YEARS, share=share, year=2025, ceiling=0.85, rate=0.45) for share in (0.25, 0.45)]
    adoption = np.broadcast_to(np.stack(paths, axis=-1), (draws, len(YEARS), 2))
    region = Region(
        YEARS, ("CR01", "CR03", "CR07"), 2025, adoption, 0.85, CLASSES,
        firms=(500.0, 1900.0, 850.0), value_added=(3000.0, 20000.0, 8000.0), births=(30, 270, 70),
    )  # fmt: skip
    facility = Facility(
        opening=2026.3, extra_adoption=0.01, full_by=2035, supported=40.0, budget=2.0, cost_per_firm=0.025,
        allocation=(0.0, 0.7, 0.3), startups=3.0, public_rd=np.full((len(YEARS), 3), 0.5) * [0, 1, 1],
    )  # fmt: skip
    response = Response(
        uniform=np.full(draws, 0.9), no_effect_probability=0.4, productivity=(0.01, 0.04), phase_in_years=3.0,
        startups_phase_in_years=3.0, private_rd_per_public_euro=0.6, private_rd_displacement=0.3,
    )  # fmt: skip
    return region, facility, response


def effects(draws: int = 1, **changed: Any) -> UseEffects:
    """Return the effects in the world with some inputs changed, whichever record they stand in."""
    return effects_of_use(*changed_world(draws, **changed))


def changed_world(draws: int = 1, **changed: Any) -> tuple[Region, Facility, Response]:
    """Return the world with some inputs changed."""
    records = [
        replace(record, **{name: value for name, value in changed.items() if name in vars(record)})
        for record in world(draws)
    ]
    region, facility, response = records
    classes = {name: value for name, value in changed.items() if name in vars(CLASSES) and name != "firms"}
    region = replace(region, classes=replace(region.classes, **classes))
    if "firm_shares" in changed:
        region = replace(region, classes=replace(region.classes, firms=changed["firm_shares"]))
    return region, facility, response
