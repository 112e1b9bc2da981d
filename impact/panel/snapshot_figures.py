"""Figures of the snapshot, which travel with the package."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from impact import datapackage, regions, sectors
from impact.panel import activity, sections
from impact.panel.activity import Activity
from impact.panel.schema import prefix
from impact.panel.sections import SectionJobs
from impact.panel.series import rows_of
from impact.panel.variables import Origin, SectorSum, Sum, Variable
from impact.regions import StudyArea
from impact.sources import snapshot
from impact.sources.provenance import Record


class SnapshotFigures:
    """Reads figures from the tables of the snapshot."""

    name = datapackage.SNAPSHOT
    place = "the snapshot"
    store = None

    def parts(self, of: Sum) -> SectorSum:
        """Return the sectors that a sum is made of here."""
        return of.snapshot

    def default(self, having: Mapping[str, str]) -> str:
        """Return the first table that the variable lists."""
        return next(iter(having))

    def tables(self, wanted: Variable, level: str) -> dict[str, str]:
        """Return the tables that have a variable at a level, with their generation."""
        return {o.table: o.generation for o in wanted.snapshot if o.level == level}

    def read(self, wanted: Variable, level: str, table: str) -> pd.DataFrame:
        """Return the rows of a variable from one table."""
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

    def record(self, table: str, selection: str = "") -> Record:
        """Return where a table comes from; `selection` says which part of it was used."""
        return snapshot.record(table, selection)

    def series(
        self, name: str, level: str, *, tables: Sequence[str] = (), years: tuple[int, int] | None = None
    ) -> pd.DataFrame:
        """Return the rows of one variable at one level from one table."""
        return rows_of(name, level, self, tables, years)

    def jobs(self, area: StudyArea | str | Sequence[str], year: int) -> Activity:
        """Return the jobs of an area by ten sector groups, in thousand."""
        return activity.snapshot_jobs(area, year, self)

    def national_jobs(self, year: int) -> Activity:
        """Return the jobs of the nation by ten sector groups, in thousand."""
        return activity.snapshot_national_jobs(year, self)

    def accounts(self, area: StudyArea | str | Sequence[str], year: int) -> None:
        """Return None: the regional accounts of the snapshot know no groups of industries."""

    def jobs_by_corop(self, year: int) -> pd.DataFrame:
        """Return thousand jobs by COROP area and sector group as published, (40, 11)."""
        return activity.jobs_by_corop(year, self)

    def sections_by_corop(self, year: int) -> SectionJobs:
        """Return thousand jobs by section in every COROP area, (40, sections), as published or filled."""
        return sections.snapshot_sections(year, self)


def _codes(codes: pd.Series[str], origin: Origin) -> pd.Series[str]:
    if not origin.codes:
        return codes
    known = {row[origin.codes]: row["corop"] for row in regions.codes_of_nuts()}
    return codes.map(known).fillna("")
