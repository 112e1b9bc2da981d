"""A region of which it is known what it buys from itself, beside its nation: what methods without a survey are held to.

A region's own coefficients are what it buys from itself per euro of output. Where a statistical office has surveyed
them, they are the truth; `official` has the tables that travel with the package, `regional_truths` takes any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from impact.errors import InputError, Problem
from impact.inputoutput.regional.quotients import slq
from impact.inputoutput.tables.households import close_households
from impact.inputoutput.tables.labels import listed, same_labels
from impact.inputoutput.tables.solve import System
from impact.inputoutput.tables.table import IOTable


@dataclass(frozen=True, eq=False)
class Households:
    """What households earn and buy, in a region and in its nation, all (n,) by sector.

    Attributes
    ----------
    own, national : purchases from the region's own sectors, and from the nation's, per unit of household income there.
    own_wages, national_wages : household income per unit of output.
    """

    own: pd.Series[float]
    national: pd.Series[float]
    own_wages: pd.Series[float]
    national_wages: pd.Series[float]


@dataclass(frozen=True, eq=False)
class RegionalTruth:
    """A region of which it is known what it buys from itself, beside its nation.

    Parameters
    ----------
    own_flows
        (n, n) what the region's sectors buy from the region's sectors.
    own_output
        (n,) output of the region's sectors, the same unit.
    national_flows, national_output
        The same of the nation, domestic flows; another currency or year changes coefficients only as prices differ.
    name
        Of the region, for tables of scores.
    households
        What households earn and buy in both, where it is known; without it type II cannot be scored.

    Raises
    ------
    ValueError
        Labels differ, a figure is missing or negative output is given, the region has more than the nation, or buys
        nothing from itself.
    """

    own_flows: pd.DataFrame
    own_output: pd.Series[float]
    national_flows: pd.DataFrame
    national_output: pd.Series[float]
    name: str = "region"
    households: Households | None = None

    def __post_init__(self) -> None:
        labels = self.own_flows.index
        for other, what in (
            (self.own_flows.columns, "columns of the region's flows"),
            (self.own_output.index, "the region's output"),
            (self.national_flows.index, "rows of the nation's flows"),
            (self.national_flows.columns, "columns of the nation's flows"),
            (self.national_output.index, "the nation's output"),
        ):
            same_labels(labels, other, f"rows of the region's flows and {what}")
        for frame, what in ((self.own_flows, "region"), (self.national_flows, "nation")):
            if not np.isfinite(frame.to_numpy(dtype=float)).all():
                raise ValueError(f"flows of the {what}: a cell is missing or infinite; a gap is not a zero")
        slq(self.own_output, self.national_output)  # checks both outputs
        if not self.own_flows.to_numpy(dtype=float).any():
            raise ValueError(f"{self.name}: buys nothing from itself, so that there is nothing to hold a method to")
        for of in () if self.households is None else vars(self.households).values():
            same_labels(labels, of.index, "rows of the region's flows and households")

    @cached_property
    def own(self) -> pd.DataFrame:
        """The region's own coefficients, (n, n): the truth."""
        return _per_output(self.own_flows, self.own_output)

    @cached_property
    def national(self) -> pd.DataFrame:
        """The nation's coefficients, (n, n): what a method starts from."""
        return _per_output(self.national_flows, self.national_output)

    @cached_property
    def multipliers(self) -> pd.Series[float]:
        """True type I output multipliers of the region alone, (n,)."""
        return multipliers_of(self.own)

    def aggregated(self, groups: Mapping[str, str]) -> RegionalTruth:
        """Return the same in groups of sectors.

        Parameters
        ----------
        groups
            The group of every sector.

        Raises
        ------
        ValueError
            A sector has no group.
        """
        if lost := [str(label) for label in self.own_flows.index if str(label) not in groups]:
            raise ValueError(f"no group for {listed(lost)}")
        group = pd.Index([groups[str(label)] for label in self.own_flows.index])
        order = pd.Index(dict.fromkeys(group))
        flows = (f.groupby(group).sum().T.groupby(group).sum().T for f in (self.own_flows, self.national_flows))
        own, national = (f.reindex(order).reindex(columns=order) for f in flows)
        outputs = (o.groupby(group).sum().reindex(order) for o in (self.own_output, self.national_output))
        own_output, national_output = outputs
        return RegionalTruth(own, own_output, national, national_output, self.name, self._grouped(group, order))

    def _grouped(self, group: pd.Index, order: pd.Index) -> Households | None:
        if self.households is None:
            return None

        def bought(of: pd.Series[float]) -> pd.Series[float]:
            return of.groupby(group).sum().reindex(order)

        def earned(wages: pd.Series[float], output: pd.Series[float]) -> pd.Series[float]:
            made = bought(output)
            return (bought(wages * output) / made.where(made > 0)).fillna(0.0)

        held = self.households
        return Households(
            bought(held.own),
            bought(held.national),
            earned(held.own_wages, self.own_output),
            earned(held.national_wages, self.national_output),
        )


def regional_truths(
    table: IOTable, nation: IOTable | None = None, *, name: str = "region"
) -> tuple[RegionalTruth, ...]:
    """Return what a table says of the trade of regions: of one beside its nation, or of each region of a table of many.

    Parameters
    ----------
    table
        A region's table, domestic flows within the region; or a table with labels (region, sector), whose sum is the
        nation.
    nation
        The table of the nation, the same sectors in the same order; None for a table of many regions.
    name
        Of the one region.

    Raises
    ------
    InputError
        A table of one region without its nation, or of many beside one.
    ValueError
        As `RegionalTruth`.
    """
    many = table.labels.nlevels > 1
    if many == (nation is not None):
        found = "regions in the table, and a nation beside it" if many else "one region, and no nation beside it"
        expected = "a table of one region with its nation, or a table of many regions alone"
        raise InputError(Problem("accuracy", "nation", found, expected, _ONE_OR_MANY[many]))
    for of in (table, nation) if nation is not None else (table,):
        of.require_domestic("regions beside their nation")
    if nation is not None:
        return (RegionalTruth(table.transactions, table.output, nation.transactions, nation.output, name),)
    return tuple(_each(table))


_ONE_OR_MANY = {
    True: "Leave the nation out: it is the sum of the regions.",
    False: "Give the table of the nation, or a table with labels region | sector.",
}


def multipliers_of(A: pd.DataFrame) -> pd.Series[float]:
    """Return type I output multipliers, (n,): column sums of (I - A)^-1."""
    ones = np.ones(len(A))
    return pd.Series(System(A.to_numpy(dtype=float)).solve_transposed(ones), index=A.columns)


def multipliers_with_households(A: pd.DataFrame, wages: pd.Series[float], bought: pd.Series[float]) -> pd.Series[float]:
    """Return type II output multipliers, (n,), without what households themselves receive.

    Parameters
    ----------
    A
        Coefficients, (n, n).
    wages
        Household income per unit of output, (n,).
    bought
        Purchases per unit of household income, (n,).
    """
    closed = close_households(A, wages, bought)
    sectors = np.append(np.ones(len(A)), 0.0)
    return pd.Series(System(closed.to_numpy(dtype=float)).solve_transposed(sectors)[:-1], index=A.columns)


def _each(table: IOTable) -> Iterator[RegionalTruth]:
    sectors = table.labels.unique(1)
    level = table.labels.get_level_values(0)
    flows = _by_sector(table.transactions.groupby(level=1).sum().T.groupby(level=1).sum().T, sectors)
    output = table.output.groupby(level=1).sum().reindex(sectors)
    for region in table.labels.unique(0):
        inside = level == region
        own = table.transactions.loc[inside, inside].droplevel(0).droplevel(0, axis=1)
        made = table.output[inside].droplevel(0).reindex(sectors, fill_value=0.0)
        yield RegionalTruth(_by_sector(own, sectors), made, flows, output, str(region))


def _by_sector(flows: pd.DataFrame, sectors: pd.Index) -> pd.DataFrame:
    return flows.reindex(index=sectors, columns=sectors, fill_value=0.0)


def _per_output(flows: pd.DataFrame, output: pd.Series[float]) -> pd.DataFrame:
    return flows.div(output.where(output > 0), axis=1).fillna(0.0)  # a sector without output buys nothing
