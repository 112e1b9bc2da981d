"""One table of many regions that adds up to the nation's, cell by cell.

Every region makes and uses with the nation's technology (its own is not measured), in proportion to its activity. What
it uses of product i, from whatever user, comes from each region in the same proportions (Chenery 1953, Moses 1955;
Miller and Blair 2009, section 3.4):

    z_ij^rs = c_i^rs z_ij^.s,      c_i^rs = t_i^rs / d_i^s,      z_ij^.s = z_ij w_j^s

with w the regions' shares in national activity, and trade t by gravity, t_i^rs ~ supply_i^r demand_i^s distance^-decay,
balanced by RAS so that each origin delivers what it supplies and each destination gets what it asks. Exports and
changes in inventories stay with the region that makes the product. Trade is an estimate: nobody measures it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.inputoutput.tables import audit
from impact.inputoutput.tables.balancing import ras_scaled
from impact.inputoutput.tables.labels import listed, same_labels
from impact.inputoutput.tables.solve import System, TradeSystem
from impact.inputoutput.tables.table import IOTable

Array = NDArray[np.floating[Any]]

AT_ORIGIN = ("exports_goods", "exports_services", "changes_in_inventories")
_PRECISION = 1e-12


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class InterregionalTable(IOTable):
    """An input-output table whose labels are (region, sector), final demand columns (region, category).

    Parameters
    ----------
    national
        The table it adds up to; `checks()` reports how closely.
    trade
        Share of destination's purchases by origin, (products, origins, destinations), c_i^rs; adds up to 1 over origins
        where the destination buys the product.
    """

    national: IOTable
    trade: Array

    @property
    def regions(self) -> pd.Index:
        """The regions, each once, in the order of the table."""
        return self.labels.unique(0)

    @cached_property
    def system(self) -> System:
        """(I - A), solved by way of the trade shares: the large matrix is not touched."""
        technology = self.national.system.matrix()
        return TradeSystem(self.trade, technology, self.output.to_numpy(dtype=float) != 0)

    def checks(self) -> pd.DataFrame:
        """Return the audit of the table, and its sum over regions against the national table."""
        n, R = len(self.national.labels), len(self.regions)
        categories = self.national.final_demand.shape[1]
        sums = {
            "transactions": (self.transactions, (R, n, R, n), (0, 2)),
            "final_demand": (self.final_demand, (R, n, R, categories), (0, 2)),
            "primary_inputs": (self.primary_inputs, (-1, R, n), (1,)),
        }
        rows = []
        for name, (block, shape, over) in sums.items():
            nation = getattr(self.national, name).to_numpy(dtype=float)
            apart = np.abs(block.to_numpy(dtype=float).reshape(shape).sum(axis=over) - nation)
            worst = float((apart / np.maximum(np.abs(nation), 1.0)).max())
            rows.append(audit.Check(f"regions add up to the national {name}", "worst cell", worst, 1e-6, worst <= 1e-6))
        return pd.concat([super().checks(), pd.DataFrame(rows, columns=list(audit.Check._fields))], ignore_index=True)

    def region(self, region: str) -> pd.DataFrame:
        """Return what a region's sectors buy from its own sectors, (sectors, sectors)."""
        if region not in self.regions:
            raise ValueError(f"no region {region!r} in this table; it has {listed(self.regions, 50)}")
        own = (self.labels.get_level_values(0) == region).nonzero()[0]
        return self.transactions.iloc[own, own].droplevel(0).droplevel(0, axis=1)


@dataclass(frozen=True, eq=False, repr=False)
class InterregionalTrade:
    """Who delivers to whom between the regions of a nation, without the table that can be made of it.

    Attributes
    ----------
    national : the table of the nation.
    regions : labels.
    output : (regions, sectors) of each region, unit of the national table.
    shares : (regions, sectors) of national activity.
    where : (regions, categories) where final demand falls.
    trade : (products, origins, destinations), share of the destination's purchases by origin.
    """

    national: IOTable
    regions: pd.Index
    output: Array
    shares: Array
    where: Array
    trade: Array


def interregional_table(
    national: IOTable,
    activity: pd.DataFrame,
    distance: pd.DataFrame,
    *,
    decay: float | pd.Series[float],
    final_demand_shares: pd.DataFrame | None = None,
    at_origin: Sequence[str] = AT_ORIGIN,
) -> InterregionalTable:
    """Return the table of many regions, unit and year of the national table.

    Parameters
    ----------
    national
        A table of one economy, domestic flows.
    activity
        (regions, sectors): jobs, value added or output; only each region's share in a sector counts.
    distance
        (regions, regions), any unit, positive also within a region: the average distance inside it.
    decay
        Exponent of distance, or one for each product. There is no default that is right: international trade averages
        0.9 (Disdier and Head 2008), within a country services trade falls faster.
    final_demand_shares
        (regions, categories), each column adding up to 1: where final demand falls. Left out, by value added, or by
        output in a table without it.
    at_origin
        Categories delivered where the product is made: exports, changes in inventories. By default those of the Dutch
        table; for a table with other names of exports, say which.

    Raises
    ------
    ValueError
        Labels differ, a category at the origin is unknown or exports are not named, the national table has imports in
        its cells, activity or distance is negative or missing, a sector with output has no activity anywhere, a product
        is delivered abroad in excess of output, or the balancing does not reach its totals.
    """
    between = interregional_trade(
        national,
        activity,
        distance,
        decay=decay,
        final_demand_shares=final_demand_shares,
        at_origin=at_origin,
    )
    stays = national.final_demand.columns.isin(list(at_origin))
    return _assemble(national, between.regions, between.shares, between.where, stays, between.trade)


def interregional_trade(
    national: IOTable,
    activity: pd.DataFrame,
    distance: pd.DataFrame,
    *,
    decay: float | pd.Series[float],
    final_demand_shares: pd.DataFrame | None = None,
    at_origin: Sequence[str] = AT_ORIGIN,
) -> InterregionalTrade:
    """Return the trade between many regions that `interregional_table` makes its table of; arguments are the same.

    A product that nobody in a region buys in the year of the table would come from where it is made, the nearer the
    more.
    """
    national.require_domestic("trade between regions")
    shares = _activity_shares(national, activity)
    _check_distance(distance, activity.index)
    _check_origins(national, at_origin)
    where = _demand_shares(national, shares, activity.index, final_demand_shares)
    Z, f, x = (a.to_numpy(dtype=float) for a in (national.transactions, national.final_demand, national.output))
    stays = national.final_demand.columns.isin(list(at_origin))
    supply = shares * (x - (f * stays).sum(axis=1))
    demand = shares @ Z.T + where @ (f * ~stays).T
    _check_markets(national, supply, demand)
    trade = _trade(supply.T, demand.T, distance.to_numpy(dtype=float), _exponents(national, decay))
    return InterregionalTrade(national, activity.index, shares * x, shares, where, trade)


def _check_origins(national: IOTable, at_origin: Sequence[str]) -> None:
    categories = [str(name) for name in national.final_demand.columns]
    if isinstance(at_origin, str):
        raise ValueError(f"at_origin is {at_origin!r}; give a list of categories")
    unknown = [name for name in at_origin if name not in categories]
    if unknown and tuple(at_origin) != AT_ORIGIN:
        raise ValueError(f"at_origin: no category {listed(unknown)} in this table; it has {listed(categories, 20)}")
    exported = [name for name in categories if name.casefold().startswith("export") and name not in at_origin]
    if exported:
        raise ValueError(
            f"{listed(exported)}: exports leave where the product is made and are no demand of a region; name them in "
            "at_origin"
        )


def trade_shares(trade: Array, otherwise: Array | None = None) -> Array:
    """Return c_i^rs = t_i^rs / sum over origins, (products, origins, destinations).

    Where nothing is bought they are 0, or those of `otherwise`, deliveries in the same shape.
    """
    bought = trade.sum(axis=1, keepdims=True)
    found = np.asarray(np.divide(trade, bought, out=np.zeros_like(trade), where=bought != 0))
    return found if otherwise is None else np.where(bought != 0, found, trade_shares(otherwise))


def _trade(supply: Array, demand: Array, distance: Array, decay: Array) -> Array:
    friction = distance[None] ** -decay[:, None, None]
    result = ras_scaled(friction, supply, demand, tolerance=_PRECISION, max_iterations=20_000)
    if result.gap > 1e-8:
        raise ValueError(
            f"trade between regions: supply and demand stay {result.gap:.1e} apart after {result.rounds} rounds. "
            "Is the decay so steep that distant regions cannot be reached?"
        )
    return trade_shares(result.matrix, supply[:, :, None] * friction)


def _assemble(
    national: IOTable, regions: pd.Index, shares: Array, where: Array, stays: NDArray[np.bool_], trade: Array
) -> InterregionalTable:
    R, n = shares.shape
    labels = pd.MultiIndex.from_product([regions, national.labels], names=["region", "sector"])
    columns = pd.MultiIndex.from_product([regions, national.final_demand.columns], names=["region", "category"])
    Z, f = national.transactions.to_numpy(dtype=float), national.final_demand.to_numpy(dtype=float)
    origin = np.eye(R)[None] * stays[:, None, None]
    flows = np.einsum("irs,ij,sj->risj", trade, Z, shares, optimize=True).reshape(R * n, R * n)
    final = np.einsum("irs,ik,sk->risk", trade, f * ~stays, where, optimize=True)
    final += np.einsum("ri,ik,krs->risk", shares, f, origin, optimize=True)
    exported = shares @ f
    spread = np.where(stays, exported / np.where(exported.sum(axis=0) == 0, 1.0, exported.sum(axis=0)), where)
    return InterregionalTable(
        pd.DataFrame(flows, index=labels, columns=labels, copy=False),
        pd.DataFrame(final.reshape(R * n, -1), index=labels, columns=columns, copy=False),
        _by_region(national.primary_inputs, shares, labels),
        year=national.year,
        unit=national.unit,
        prices=national.prices,
        source=f"{national.source}; {R} regions, trade between them estimated",
        satellites=_by_region(national.satellites, shares, labels),
        satellite_units=national.satellite_units,
        final_primary_inputs=_by_region(national.final_primary_inputs, spread, columns),
        tolerance=1e-6,
        national=national,
        trade=trade,
    )


def _by_region(national: pd.DataFrame, shares: Array, labels: pd.MultiIndex) -> pd.DataFrame:
    spread = np.einsum("vi,ri->vri", national.to_numpy(dtype=float), shares).reshape(len(national), -1)
    return pd.DataFrame(spread, index=national.index, columns=labels)


def _activity_shares(national: IOTable, activity: pd.DataFrame) -> Array:
    same_labels(national.labels, activity.columns, "the national table and activity")
    values = activity.to_numpy(dtype=float)
    wrong = ~(values >= 0)
    if wrong.any():
        r, i = np.argwhere(wrong)[0]
        raise ValueError(
            f"activity is missing or negative in {wrong.sum()} cells, first {activity.index[r]} {activity.columns[i]}; "
            "a suppressed cell is not a zero"
        )
    total = values.sum(axis=0)
    nowhere = (total == 0) & (national.output.to_numpy() != 0)
    if nowhere.any():
        raise ValueError(f"{listed(national.labels[nowhere])}: output in the nation and activity in no region")
    return values / np.where(total == 0, 1.0, total)


def _check_distance(distance: pd.DataFrame, regions: pd.Index) -> None:
    same_labels(regions, distance.index, "activity and distance")
    same_labels(distance.index, distance.columns, "rows and columns of distance")
    if not (distance.to_numpy(dtype=float) > 0).all():
        raise ValueError(
            "a distance is missing, zero or negative; inside a region it is the average between its places"
        )


def _demand_shares(national: IOTable, shares: Array, regions: pd.Index, given: pd.DataFrame | None) -> Array:
    categories = national.final_demand.columns
    if given is None:
        known = "value_added" in national.satellites.index
        size = shares @ (national.totals("value_added") if known else national.output).to_numpy(dtype=float)
        return np.repeat((size / size.sum())[:, None], len(categories), axis=1)
    same_labels(regions, given.index, "activity and final demand shares")
    same_labels(categories, given.columns, "the national table's final demand and final demand shares")
    values = given.to_numpy(dtype=float)
    if not ((values >= 0).all() and np.allclose(values.sum(axis=0), 1.0, rtol=0, atol=1e-9)):
        raise ValueError("final demand shares are to be 0 or more and to add up to 1 over regions in every category")
    return values


def _check_markets(national: IOTable, supply: Array, demand: Array) -> None:
    for name, values in (
        ("delivers more abroad than it makes", supply),
        ("is bought at home for less than zero", demand),
    ):
        wrong = (values < -1e-9 * np.abs(values).max()).any(axis=0)
        if wrong.any():
            raise ValueError(
                f"{listed(national.labels[wrong])} {name}; such a product cannot be traded between regions"
            )


def _exponents(national: IOTable, decay: float | pd.Series[float]) -> Array:
    if isinstance(decay, pd.Series):
        same_labels(national.labels, decay.index, "the national table and decay")
        exponents = decay.to_numpy(dtype=float)
    else:
        exponents = np.full(len(national.labels), float(decay))
    if not (exponents >= 0).all():
        raise ValueError("decay is to be 0 (distance does not matter) or more")
    return exponents
