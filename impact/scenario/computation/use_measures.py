"""What is counted of use: one record a measure, and which accounts say something of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Concept(StrEnum):
    """What a figure on use is of: an account, their sum, or the world without the facility."""

    WITHOUT = "without"  # a level, there without the facility
    USE = "use"
    AGGLOMERATION = "agglomeration"
    SPENDING = "spending"  # net regional
    JOINT = "joint"  # spending, use and agglomeration, each once


@dataclass(frozen=True)
class UseMeasure:
    """One thing that is counted of use.

    Attributes
    ----------
    name : in frames and files.
    unit : of its values, those of a year; `MEUR` is of the price year.
    """

    name: str
    unit: str


ADOPTION = UseMeasure("adoption", "% of firms")
PRODUCTIVITY = UseMeasure("productivity", "% of productivity")
VALUE_ADDED = UseMeasure("value_added", "MEUR")
FIRMS = UseMeasure("firms_using_ai", "firms")
BIRTHS = UseMeasure("births_in_j", "births")
PRIVATE_RD = UseMeasure("private_rd", "MEUR")

USE_MEASURES = {record.name: record for record in list(vars().values()) if isinstance(record, UseMeasure)}
"""All of them, in the order above, by name."""
