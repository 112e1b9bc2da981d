"""The contract of the panel: what every row holds, whatever it was made from."""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Integral
from typing import Any

import pandas as pd

from impact.errors import InputError, Problem, suggestion
from impact.regions import LEVELS
from impact.statuses import MISSING, OBSERVED

COLUMNS = ["region", "sector", "year", "variable", "value", "unit", "status", "source", "vintage"]
KEYS = ["region", "sector", "year"]  # of one variable
PREFIXES = {**LEVELS, "land": "NL", "landsdeel": "LD"}  # levels of regions, and how their codes begin


def prefix(level: str) -> str:
    """Return the first two letters of the codes of a level, or raise InputError."""
    if level not in PREFIXES:
        todo = suggestion(level, list(PREFIXES))
        raise InputError(Problem("panel", "level", repr(level), "a level of regions", todo))
    return PREFIXES[level]


def check(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the panel; raises InputError with its first breaches: types, codes, doubles, no reason for a gap."""
    import pandera.pandas as pa

    schema = pa.DataFrameSchema(
        {
            "region": pa.Column(str, pa.Check.str_matches(r"^(NL|LD|PV|CR|GM)\w*$")),
            "sector": pa.Column(str, pa.Check.str_length(min_value=1)),
            "year": pa.Column("int64", pa.Check.in_range(1950, 2100)),
            "variable": pa.Column(str),
            "value": pa.Column(float, nullable=True, coerce=True),
            "unit": pa.Column(str, pa.Check.str_length(min_value=1)),
            "status": pa.Column(str, pa.Check.isin([*OBSERVED, *MISSING])),
            "source": pa.Column(str, pa.Check.str_length(min_value=1)),
            "vintage": pa.Column(str, pa.Check.str_length(min_value=1)),
        },
        checks=[
            pa.Check(
                lambda f: f["value"].isna() == f["status"].isin(MISSING), name="a reason exactly where no value is"
            ),
            pa.Check(
                lambda f: ~f.duplicated([*KEYS, "variable"], keep=False),
                name="one row a region, sector, year and variable",
            ),
        ],
        strict=True,
    )
    try:
        return schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as failure:
        # One problem for each rule that is broken, with the first case.
        cases = failure.failure_cases.drop_duplicates("check").itertuples()
        todo = "The table behind it does not fit the panel; report it."
        problems = [
            Problem("panel", _field(c), f"{c.failure_case!r} in row {c.index}", str(c.check), todo) for c in cases
        ]
        raise InputError(problems) from failure


def _field(case: Any) -> str:
    return str(case.column) if case.schema_context == "Column" else "row"


def spanned(years: tuple[int, int] | int | None) -> tuple[int, int] | None:
    """Return the first and the last year that are asked for, or None for all; one year by itself is both.

    Raises
    ------
    InputError
        What is asked for is neither a year nor two of them.
    """
    if years is None:
        return None
    both = (years, years) if isinstance(years, Integral) else tuple(years) if isinstance(years, Iterable) else ()
    if len(both) != 2 or isinstance(years, str) or not all(isinstance(year, Integral) for year in both):
        todo = "Give (2015, 2024), or one year."
        raise InputError(Problem("panel", "years", repr(years), "a first and a last year", todo))
    return int(both[0]), int(both[1])
