"""The columns of a table of effects, and the words that its columns of choice know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Kind = Literal["text", "number"]

YES = "yes"
BARS: Mapping[str, bool] = MappingProxyType(
    {  # why a study is no regional prior, and whether its number may not even stand in an elicited range
        "contested": True,
        "national": True,
        "upper_bound": False,
        "biased": False,
        "superseded": False,
        "other_population": False,
    }
)
BASES = ("official", "press", "derived", "memory", "assumption")


@dataclass(frozen=True)
class Column:
    """A column: its name, whether it holds numbers, whether each row needs it, the words it knows (all, if none)."""

    name: str
    kind: Kind = "text"
    required: bool = False
    words: tuple[str, ...] = ()


COLUMNS: Mapping[str, Column] = MappingProxyType(
    {
        column.name: column
        for column in (
            Column("study", required=True),
            Column("outcome", required=True),
            Column("estimate", "number"),
            Column("std_error", "number"),
            Column("lower", "number"),
            Column("upper", "number"),
            Column("level", "number"),
            Column("unit", required=True),
            Column("population"),
            Column("design"),
            Column("basis", words=BASES),
            Column("citation"),
            Column("url"),
            Column("regional_prior", words=(YES, *BARS)),
            Column("reason"),
        )
    }
)
NUMBERS = tuple(column.name for column in COLUMNS.values() if column.kind == "number")
REQUIRED = tuple(column.name for column in COLUMNS.values() if column.required)
