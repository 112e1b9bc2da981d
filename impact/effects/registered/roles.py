"""The areas besides the treated: left out, around them, in other donor pools, or on another footing from some year."""

from __future__ import annotations

from pydantic import Field

from impact.effects.registered.series import Year
from impact.inputs import StrictTable

# The donor pools that are tried in every study: that of the design, and where it has sizes, those without an end.
REGISTERED = "registered"
WITHOUT_SMALLEST, WITHOUT_LARGEST = "without smallest quarter", "without largest quarter"
POOLS = (REGISTERED, WITHOUT_SMALLEST, WITHOUT_LARGEST)


class Exclusion(StrictTable):
    """Units that are neither treated nor controls, and why. A pattern may end in `*`."""

    units: tuple[str, ...] = Field(min_length=1)
    reason: str = Field(min_length=5)


class Ring(StrictTable):
    """Units around the treated, where displacement would show; kept out of the donors."""

    name: str
    units: tuple[str, ...] = Field(min_length=1)


class Pool(StrictTable):
    """Another donor pool to try: the donors that match `units` and not `without`. A pattern may end in `*`."""

    name: str
    units: tuple[str, ...] = Field(default=("*",), min_length=1)
    without: tuple[str, ...] = ()
    reason: str = Field(min_length=5)


class Break(StrictTable):
    """A year from which figures of some units stand on another footing: in the tables named, or in all."""

    units: tuple[str, ...] = Field(min_length=1)
    year: Year
    tables: tuple[str, ...] = ()
    reason: str = Field(min_length=5)
