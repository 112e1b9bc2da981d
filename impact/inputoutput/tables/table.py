"""The noun of this room: an input-output table with its labels, unit, year and source.

A table may be one economy (labels are sectors) or many (labels are pairs of region and sector): the functions of this
room take both. Its cells hold domestic deliveries, with imports in rows of primary inputs; or total flows, with imports
in the cells and taken off again in the final demand column `imports` (see `imports`). Notation in the functions: Z
transactions, f final demand, v primary inputs, x output.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import pandas as pd

from impact.inputoutput.tables import audit
from impact.inputoutput.tables.labels import listed, same_labels
from impact.inputoutput.tables.solve import System

IMPORTS = "imports"


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class IOTable:
    """A symmetric input-output table, industry by industry, at basic prices.

    Parameters
    ----------
    transactions
        Z, (n, n): deliveries of the row to the column.
    final_demand
        (n, categories), or a Series for one category: deliveries to households, government, investment, exports. A
        category `imports`, negative, says that the cells hold imports as well.
    primary_inputs
        (inputs, n), or a Series over the sectors for one input: imports, taxes, compensation, surplus. What lowers
        costs (subsidies) is negative, so that a column of Z and of primary inputs adds up to output.
    year, unit, prices, source
        What the figures are: 2019, "MEUR", "current" or "previous" (the year before's prices), where they come from.
    satellites
        (names, n): totals per sector that go with output: jobs, value added. `satellite_units` names their units.
    final_primary_inputs
        (inputs, categories): imports and product taxes in final demand, where known.
    printed_output
        Output as the source prints it, to check the rows against.
    tolerance
        The largest gap between uses and output that is accepted, as a share of output. `inf` admits any table, so that
        `checks()` can say what ails it.

    Raises
    ------
    ValueError
        Labels differ or repeat, a cell is missing or not a number, or uses differ from output by more than `tolerance`;
        the message carries the diagnosis.
    """

    transactions: pd.DataFrame = field(kw_only=False)
    final_demand: pd.DataFrame = field(kw_only=False)
    primary_inputs: pd.DataFrame = field(kw_only=False)
    year: int
    unit: str
    prices: str
    source: str
    satellites: pd.DataFrame = field(default_factory=pd.DataFrame)
    satellite_units: Mapping[str, str] = field(default_factory=dict)
    final_primary_inputs: pd.DataFrame = field(default_factory=pd.DataFrame)
    printed_output: pd.Series[float] | None = None
    tolerance: float = 1e-3

    def __post_init__(self) -> None:
        labels = self.transactions.index
        framed = {
            "transactions": self.transactions,
            "final_demand": _frame(self.final_demand, "final_demand"),
            "primary_inputs": _frame(self.primary_inputs, "primary_inputs", across=True),
            "satellites": _frame(self.satellites, "satellite", across=True, columns=labels),
        }
        for name, frame in framed.items():
            # A shallow copy is enough: pandas copies on write, so a later change by the caller does not reach here.
            object.__setattr__(self, name, frame.copy(deep=False))
        self._check_labels()
        audit.require_numbers({**framed, "final_primary_inputs": self.final_primary_inputs})
        self._check_imports()
        audit.require_balance(self)

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}({len(self.labels)} labels, {self.year}, {self.unit}, {self.prices}: {self.source})"
        )

    @property
    def labels(self) -> pd.Index:
        """The labels of rows and columns: sectors, or pairs of region and sector."""
        return self.transactions.index

    @property
    def sectors(self) -> pd.Index:
        """The sectors, each once, in the order of the table."""
        return self.labels.get_level_values(-1).unique()

    @property
    def flows(self) -> Literal["domestic", "total"]:
        """What the cells hold: `domestic` deliveries, or `total` flows from home and abroad."""
        return "total" if IMPORTS in self.final_demand.columns.get_level_values(-1) else "domestic"

    @property
    def price_year(self) -> int | None:
        """The year whose prices the figures are in; None where `prices` is neither `current` nor `previous`."""
        return {"current": self.year, "previous": self.year - 1}.get(self.prices)

    @cached_property
    def output(self) -> pd.Series[float]:
        """Output x, (n,): the sum of a row."""
        return _total(self.transactions, 1).add(_total(self.final_demand, 1)).rename("output")

    @cached_property
    def system(self) -> System:
        """(I - A), ready to be solved: output for demand, multipliers for intensities."""
        return System(self.transactions.to_numpy(dtype=float), self.output.to_numpy(dtype=float))

    def checks(self) -> pd.DataFrame:
        """Return the audit: one row a check, with `check where value tolerance passed`. Nothing is repaired."""
        return audit.checks(self)

    def totals(self, satellite: str | pd.Series[float]) -> pd.Series[float]:
        """Return totals per sector of a satellite by name (or a primary input by name), or check a Series' labels."""
        if isinstance(satellite, str):
            for frame in (self.satellites, self.primary_inputs):
                if satellite in frame.index:
                    return pd.Series(frame.loc[satellite])
            known = [*self.satellites.index, *self.primary_inputs.index]
            raise ValueError(f"no satellite {satellite!r} in this table ({self.year}); it has {listed(known, 20)}")
        same_labels(self.labels, satellite.index, "the table and the satellite")
        if satellite.isna().any():
            missing = listed(satellite.index[satellite.isna()])
            raise ValueError(f"totals are missing in {missing}; give 0 where there are none")
        return satellite

    def require_domestic(self, what: str) -> None:
        """Raise ValueError when imports are in the cells: what is bought abroad makes nothing here."""
        if self.flows == "total":
            raise ValueError(
                f"{what}: this table has imports in its cells ({self.source}), and would count what is made abroad as "
                "made here. Use the table of domestic flows; `domestic` takes the imports out"
            )

    def aggregate(self, grouping: pd.Series[str]) -> IOTable:
        """Return the table with labels summed into groups, in order of first appearance.

        `grouping` maps every label to a group. Pairs sum regions into regions, their final demand with them; single
        groups sum a table of regions into one economy. A label without a group, a mapping of labels the table does not
        have, or a region that goes to two, raises ValueError.
        """
        same_labels(self.labels, grouping.index, "the table and the grouping")
        if grouping.isna().any() or (grouping == "").any():
            without = grouping.index[grouping.isna() | (grouping == "")]
            raise ValueError(f"no group for {listed(without)}; give every sector one")
        member = pd.get_dummies(grouping, dtype=float)[list(grouping.unique())]
        if all(isinstance(group, tuple) for group in grouping):
            member.columns = pd.MultiIndex.from_tuples(list(grouping.unique()), names=_pair_names(self.labels))
        elif grouping.name is not None:
            member.columns.name = str(grouping.name)
        regions = _regions(self.final_demand.columns, grouping)
        # A table of regions that was balanced to a nation is summed into a table like any other.
        return IOTable(
            member.T @ self.transactions @ member,
            _summed(member.T @ self.final_demand, regions),
            self.primary_inputs @ member,
            year=self.year,
            unit=self.unit,
            prices=self.prices,
            source=self.source,
            satellites=self.satellites @ member,
            satellite_units=self.satellite_units,
            final_primary_inputs=_summed(self.final_primary_inputs, regions),
            printed_output=None if self.printed_output is None else member.T @ self.printed_output,
            tolerance=self.tolerance,
        )

    def _check_imports(self) -> None:
        for category in self.final_demand.columns.get_level_values(-1).unique():
            if str(category) != IMPORTS and str(category).casefold().startswith(("import", "invoer")):
                raise ValueError(
                    f"final demand column {category!r}: where the cells hold imports it is called {IMPORTS!r}, and is "
                    "negative; domestic flows have imports in a row"
                )
        taken_off = self.final_demand.loc[:, self.final_demand.columns.get_level_values(-1) == IMPORTS]
        if taken_off.to_numpy(dtype=float).sum() > 0:
            raise ValueError(f"final demand column {IMPORTS!r} is positive; it takes imports off: turn its sign")

    def _check_labels(self) -> None:
        if not self.labels.is_unique:
            raise ValueError(f"labels repeat: {listed(self.labels[self.labels.duplicated()].unique())}")
        same_labels(self.labels, self.transactions.columns, "rows and columns of transactions")
        same_labels(self.labels, self.final_demand.index, "transactions and final demand")
        same_labels(self.labels, self.primary_inputs.columns, "transactions and primary inputs")
        same_labels(self.labels, self.satellites.columns, "transactions and satellites")
        if self.printed_output is not None:
            same_labels(self.labels, self.printed_output.index, "transactions and printed output")
        stray = self.final_primary_inputs.columns.difference(self.final_demand.columns)
        if len(stray):
            known = listed(self.final_demand.columns)
            raise ValueError(
                f"final_primary_inputs are for {listed(stray)}; expected categories of final demand: {known}"
            )


def _frame(
    values: pd.DataFrame | pd.Series[float], name: str, *, across: bool = False, columns: pd.Index | None = None
) -> pd.DataFrame:
    if isinstance(values, pd.Series):
        column = values.to_frame(values.name or name)
        return column.T if across else column
    if columns is not None and values.empty:
        return pd.DataFrame(columns=columns, dtype=float)
    return values


def _pair_names(labels: pd.Index) -> list[str]:
    """Return the names of the levels of pairs: those the labels have, else region and sector."""
    own = [None, *labels.names] if labels.nlevels == 1 else labels.names
    usual = ("region", "sector")
    return [name if known is None else str(known) for known, name in zip(own, usual, strict=True)]


def _regions(columns: pd.Index, grouping: pd.Series[str]) -> dict[object, object] | None:
    """Return the region that each region of final demand goes to, None of all for one economy; None without regions."""
    if columns.nlevels == 1:
        return None
    if not isinstance(grouping.iloc[0], tuple):
        return dict.fromkeys(columns.unique(0))
    new = pd.Series([group[0] for group in grouping], index=grouping.index.get_level_values(0))
    goes = new.groupby(level=0, sort=False)
    split = goes.nunique()[lambda count: count > 1].index
    if len(split):
        raise ValueError(f"{listed(split)} goes to more than one region; its final demand cannot be divided")
    return dict(goes.first().items())


def _summed(frame: pd.DataFrame, regions: Mapping[object, object] | None) -> pd.DataFrame:
    """Return final demand with its regions summed into those that they go to."""
    if regions is None or frame.empty:
        return frame
    new = pd.Index([regions[old] for old in frame.columns.get_level_values(0)], name=frame.columns.names[0])
    by = frame.columns.get_level_values(-1) if new.isna().all() else [new, frame.columns.get_level_values(-1)]
    return frame.T.groupby(by, sort=False).sum().T


def _total(frame: pd.DataFrame, axis: int) -> pd.Series[float]:
    index = frame.index if axis == 1 else frame.columns
    return pd.Series(frame.to_numpy(dtype=float).sum(axis=axis), index=index)
