"""Past figures of a target on one footing: areas that can be compared, years without a break between them.

CBS prints figures on the borders of each year (`impact.panel.breaks`). A series therefore begins in the year of the
last break before the origin, and a figure after the next one is not the figure that was forecast. Areas whose sum no
border divides are one unit where they are joined.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from impact import regions
from impact.panel import Break, breaks, panel
from impact.scenario.ledger.targets import Target

Unit = tuple[str, ...]
AND = "+"  # between the areas of a sum, as in `impact.panel.change`
NEVER = 9999


@dataclass(frozen=True)
class Figures:
    """The figures of one target.

    Attributes
    ----------
    target : what they are of.
    frame : rows of the panel.
    """

    target: Target
    frame: pd.DataFrame

    @cached_property
    def last_year(self) -> int:
        """The last year with a figure."""
        return int(self.frame.loc[self.frame["value"].notna(), "year"].max())

    @cached_property
    def wide(self) -> pd.DataFrame:
        """Figures by year, in columns of region and sector, every year between the first and the last."""
        found = self.frame.set_index(["region", "sector", "year"])["value"].unstack(["region", "sector"])  # noqa: PD010
        return found.reindex(range(int(found.index.min()), int(found.index.max()) + 1))

    @cached_property
    def areas(self) -> tuple[str, ...]:
        """COROP areas with figures, without the jobs that have no area."""
        return tuple(sorted(set(self.frame["region"]) & set(regions.codes("corop"))))

    @cached_property
    def breaks(self) -> tuple[Break, ...]:
        """The known breaks of the series."""
        return tuple(one for one in breaks() if one.kind in ("boundary", "definition") and one.is_in(self.frame))

    def of(self, units: Sequence[Unit]) -> pd.DataFrame:
        """Return sums over the areas of each of the `units`, (years, unit x sector); NaN where a part is missing."""
        keys = [(named(unit), s) for unit in units for s in self.sectors]
        sums = [self._sum(unit, s) for unit in units for s in self.sectors]
        columns = pd.MultiIndex.from_tuples(keys, names=["region", "sector"])
        return pd.DataFrame(np.array(sums).reshape(len(keys), -1).T, index=self.wide.index, columns=columns)

    @cached_property
    def sectors(self) -> tuple[str, ...]:
        """Sectors with figures, those of the target in its order."""
        held = list(dict.fromkeys(self.frame["sector"]))
        return tuple(s for s in self.target.sectors or held if s in held)

    def value(self, unit: Unit, sector: str, year: int) -> float:
        """Return one figure of a unit, sector and year; NaN where it or a part of it is not published."""
        place = year - int(self.wide.index[0])
        return float(self._sum(unit, sector)[place]) if 0 <= place < len(self.wide) else float("nan")

    @cached_property
    def _columns(self) -> dict[tuple[str, str], npt.NDArray[np.float64]]:
        cells, table = list(self.wide.columns), self.wide.to_numpy(dtype=float)
        return {(str(cell[0]), str(cell[1])): table[:, i] for i, cell in enumerate(cells)}

    def _sum(self, unit: Unit, sector: str) -> npt.NDArray[np.float64]:
        nothing = np.full(len(self.wide), np.nan)
        parts = np.array([self._columns.get((region, sector), nothing) for region in unit])
        return np.asarray(parts.sum(axis=0))

    def joined(self, first: int, last: int) -> list[Unit]:
        """Return the areas, with those together between which a border moves after year `first` and up to `last`."""
        units: list[set[str]] = [{area} for area in self.areas]
        for one in self.breaks:
            if one.kind == "boundary" and one.lies_between(first, last):
                touching = [unit for unit in units if unit & set(one.regions)]
                units = [unit for unit in units if unit not in touching] + (
                    [set().union(*touching)] if touching else []
                )
        return sorted(tuple(sorted(unit)) for unit in units)

    def footing(self, unit: Unit, sector: str, origin: int) -> tuple[int, int]:
        """Return for a unit and sector the first year on the footing of the origin, and the next one on another."""
        years = [one.year for one in self.breaks if _breaks(one, unit, sector)]
        before, after = [y for y in years if y <= origin], [y for y in years if y > origin]
        return max(before, default=0), min(after, default=NEVER)

    def checksum(self, until: int) -> str:
        """Return the SHA-256 of the figures up to year `until`, whatever is added to the series later."""
        kept = self.frame.loc[self.frame["year"] <= until, ["region", "sector", "year", "value", "status"]]
        text = kept.sort_values(["region", "sector", "year"]).to_csv(index=False, lineterminator="\n")
        return hashlib.sha256(text.encode()).hexdigest()


def figures(target: Target, data: str | Path = "snapshot") -> Figures:
    """Return the figures of a target; `data` is "snapshot", "live" or the folder of a store."""
    tables = target.table if data == "snapshot" and target.table else ()
    rows = panel(target.variable, data=data, tables=tables)
    wanted = rows["sector"].isin(target.sectors) if target.sectors else np.ones(len(rows), dtype=bool)
    return Figures(target, rows[wanted].reset_index(drop=True))


def named(unit: Unit) -> str:
    """Return the codes of a unit as one: a sum has them joined by "+"."""
    return AND.join(unit)


def members(region: str) -> Unit:
    """Return the areas of a unit by its name, the `region` of a cell."""
    return tuple(region.split(AND))


def _breaks(one: Break, unit: Unit, sector: str) -> bool:
    """Return whether a series is broken: not where a border moves inside the unit."""
    inside = set(unit) & set(one.regions)
    concerned = "*" in one.sectors or sector in one.sectors
    everywhere = "*" in one.regions
    if one.kind == "boundary":
        level = {code for code in one.regions if code[:2] == unit[0][:2]}
        return bool(inside) and concerned and not level <= set(unit)
    return concerned and (everywhere or bool(inside))
