"""How much of its draws a run keeps, and how many it may then have."""

from __future__ import annotations

from enum import Enum

from impact import sectors
from impact.errors import Problem
from impact.scenario.question.scenario import Scenario

MOST_DRAWS = 20_000
MOST_DRAWS_OF_TOTALS = 200_000
MOST_CELLS = 5_000_000  # draws times years times sectors, some 3 GB
MOST_TOTALS = 2_000_000  # draws times years, some 2 GB
_ENOUGH = "1,000 is enough for two digits."


class Keep(Enum):
    """What a run keeps.

    `TOTALS` are the study area and the balance of the country by year, and by stage over all years; `SUMS` also the
    areas of the study area and sums of areas, over all years: what a screen shows; `AREAS` also every area of the
    country and every sector of the study area, with their draws: what a comparison needs; `EVERYTHING` also every cell
    by area and sector, and municipalities.
    """

    TOTALS = "totals"
    SUMS = "sums"
    AREAS = "areas"
    EVERYTHING = "everything"

    @property
    def most_draws(self) -> int:
        """How many draws there may be."""
        return MOST_DRAWS_OF_TOTALS if self is Keep.TOTALS else MOST_DRAWS


KEPT = "kept"
"""In a manifest: what was kept of a run that kept less than everything."""


def too_many(draws: int, keep: Keep) -> list[Problem]:
    """Return what is wrong with a number of draws, for any scenario."""
    if 1 <= draws <= keep.most_draws:
        return []
    more = (
        f" With --totals there may be {MOST_DRAWS_OF_TOTALS:,}." if MOST_DRAWS < draws <= MOST_DRAWS_OF_TOTALS else ""
    )
    expected = f"a whole number from 1 to {keep.most_draws:,}"
    return [Problem("option", "--draws", str(draws), expected, _ENOUGH + more)]


def too_large(scenario: Scenario, draws: int, keep: Keep) -> list[Problem]:
    """Return what is wrong with a number of draws for a scenario with so many years and sectors."""
    years, groups = len(scenario.years), len(sectors.codes(scenario.sectors))
    if keep is Keep.TOTALS:
        most, what, instead = MOST_TOTALS // years, f"{years} years", ""
    else:
        most, what = MOST_CELLS // (years * groups), f"{years} years and {groups} sectors"
        instead = ', sectors = "a10" in the scenario, or --totals'
    if draws <= most:
        return []
    found = f"{draws:,} draws of {what}, more than fits in memory"
    todo = f"Use fewer draws (1,000 is enough for two digits){instead}."
    return [Problem("option", "--draws", found, f"at most {most:,} for this scenario", todo)]
