"""Variables of the panel from the embedded figures."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from impact import regions, sectors
from impact.panel.levels import prefix
from impact.panel.variables import Difference, Origin, Variable
from impact.sources import snapshot


class Embedded:
    """Reads variables from the embedded tables."""

    def less(self, difference: Difference) -> tuple[str, str]:
        """Return the sector groups to leave out and to add again, to be rid of mining."""
        return difference.less, difference.plus

    def default(self, having: Mapping[str, str]) -> str:
        """Return the first table that the variable lists."""
        return next(iter(having))

    def tables(self, wanted: Variable, level: str) -> dict[str, str]:
        """Return the embedded tables that have a variable at a level, with their generation."""
        return {o.table: o.generation for o in wanted.snapshot if o.level == level}

    def read(self, wanted: Variable, level: str, table: str) -> pd.DataFrame:
        """Return the rows of a variable from one embedded table."""
        origin = next(o for o in wanted.snapshot if (o.table, o.level) == (table, level))
        frame = snapshot.table(table, **origin.where)
        frame = frame.assign(region=_codes(frame[origin.region], origin))
        record = snapshot.record(table)
        return frame[frame["region"].str.startswith(prefix(level))].assign(
            variable=wanted.name,
            unit=wanted.unit,
            source=origin.source or record.source,
            vintage=record.vintage,
            sector=frame.get("sector", sectors.TOTAL),
        )


def _codes(codes: pd.Series[str], origin: Origin) -> pd.Series[str]:
    if not origin.codes:
        return codes
    known = {row[origin.codes]: row["corop"] for row in regions.codes_of_nuts()}
    return codes.map(known).fillna("")
