"""From what a project pays to what the area's sectors deliver: prices, imports, place and time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from impact.inputoutput.model.impacts import demand_model, demand_on
from impact.inputoutput.model.model import Model
from impact.inputoutput.tables.labels import listed, require_finite, same_labels
from impact.inputoutput.tables.table import IOTable

Shares = float | pd.Series


@dataclass(frozen=True, eq=False)
class Delivered:
    """Where spending goes; the four parts add up to it. Each is (sectors, years), in the unit of the purchases.

    `demand` is final demand for the area's own sectors at basic prices, trade and transport margins paid to those who
    earn them; `elsewhere` what comes from other regions, `abroad` imports, `taxes` product taxes less subsidies.
    """

    demand: pd.DataFrame
    elsewhere: pd.DataFrame
    abroad: pd.DataFrame
    taxes: pd.DataFrame


def delivered(
    purchases: pd.DataFrame,
    *,
    import_share: Shares,
    local_share: Shares,
    tax_share: Shares = 0.0,
    margin_share: Shares = 0.0,
    margin_earners: pd.Series[float] | None = None,
) -> Delivered:
    """Return purchases by product split into local deliveries, other regions, imports and taxes.

    Parameters
    ----------
    purchases
        (sectors, years): what is paid, at purchaser prices without recoverable VAT; at basic prices when tax and margin
        shares are 0.
    import_share
        Share of the basic value that comes from abroad.
    local_share
        Share of the domestic basic value, and of the margins, that comes from the area.
    tax_share, margin_share
        Product taxes less subsidies, and trade and transport margins, as shares of the price paid.
    margin_earners
        Who earns a margin, adding up to 1 over the same sectors; needed when margin_share is above 0.

    A share is one number or a Series over the sectors.

    Raises
    ------
    ValueError
        A purchase is missing, a share outside 0 to 1, tax and margin together above 1, a margin without earners, or
        labels that differ.
    """
    require_finite(purchases, "purchases")
    tax, margin = _share("tax_share", tax_share, purchases), _share("margin_share", margin_share, purchases)
    imported, local = _share("import_share", import_share, purchases), _share("local_share", local_share, purchases)
    if (tax + margin > 1).any():
        raise ValueError(f"taxes and margins exceed the price in {listed(purchases.index[tax + margin > 1])}")
    basic = purchases.mul(1 - tax - margin, axis=0)
    domestic = basic.mul(1 - imported, axis=0) + _earned(purchases.mul(margin, axis=0), margin_earners)
    return Delivered(
        domestic.mul(local, axis=0),
        domestic.mul(1 - local, axis=0),
        basic.mul(imported, axis=0),
        purchases.mul(tax, axis=0),
    )


def spread_in_time(shock: pd.DataFrame, lags: Mapping[int, float]) -> pd.DataFrame:
    """Return demand spread over later years, (labels, years): {0: 0.6, 1: 0.4} pays 60 % in the year and 40 % after.

    Raises
    ------
    ValueError
        A lag is negative, or shares are negative or do not add up to 1.
    """
    if any(k < 0 for k in lags) or any(s < 0 for s in lags.values()) or not np.isclose(sum(lags.values()), 1.0):
        raise ValueError(f"lags {dict(lags)}: give years later (0 or more) with shares that add up to 1")
    paid = {int(str(year)): shock[year] for year in shock.columns}
    spread = pd.DataFrame(0.0, index=shock.index, columns=sorted({year + lag for year in paid for lag in lags}))
    for year, demand in paid.items():
        for lag, share in lags.items():
            spread[year + lag] += share * demand
    return spread


def demand_rounds(model: IOTable | Model, shock: pd.Series[float], *, rounds: int = 8) -> pd.DataFrame:
    """Return output round by round, (labels, rounds): the demand, what its suppliers deliver, what theirs do, ...

    Column `rest` is what comes after the last round, so that a row adds up to direct and indirect output.

    Raises
    ------
    ValueError
        A table with imports in its cells, fewer than one round, or a shock as `impacts` refuses it.
    """
    model = demand_model(model, "rounds of demand")
    if rounds < 1:
        raise ValueError(f"rounds is {rounds}; expected 1 or more")
    wave = demand_on(model, shock)["demand"].to_numpy()
    total, waves = model.system.solve(wave), []
    for _ in range(rounds):
        waves.append(wave)
        wave = model.system.once(wave)
    frame = pd.DataFrame(np.column_stack(waves), index=model.labels, columns=range(rounds))
    return frame.assign(rest=total - frame.sum(axis=1))


def _earned(margins: pd.DataFrame, earners: pd.Series[float] | None) -> pd.DataFrame:
    paid = margins.sum()
    if earners is None:
        if (paid != 0).any():
            raise ValueError("a margin is paid and nobody earns it; give margin_earners")
        return margins * 0.0
    same_labels(margins.index, earners.index, "purchases and margin earners")
    if (earners < 0).any() or not np.isclose(earners.sum(), 1.0):
        raise ValueError(f"margin earners add up to {earners.sum():.4f}; expected 1, none negative")
    return pd.DataFrame(np.outer(earners, paid), index=margins.index, columns=margins.columns)


def _share(name: str, share: Shares, purchases: pd.DataFrame) -> pd.Series[float]:
    if isinstance(share, pd.Series):
        same_labels(purchases.index, share.index, f"purchases and {name}")
        values = share.astype(float)
    else:
        values = pd.Series(float(share), index=purchases.index)
    if not values.between(0, 1).all():
        raise ValueError(f"{name} lies outside 0 to 1 in {listed(values.index[~values.between(0, 1)])}")
    return values
