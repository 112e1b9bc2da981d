"""How a sector hangs together with the rest: linkages, key sectors, upstreamness, and the economy without it.

Miller and Blair (2009), chapter 12. Everything follows from a few solves with the demand system: the Ghosh inverse is
x^-1 L x, so that its row sums are L x / x.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.errors import suggestion
from impact.inputoutput.tables.labels import listed
from impact.inputoutput.tables.solve import System
from impact.inputoutput.tables.table import IOTable

Array = NDArray[np.floating[Any]]
Variant = Literal["total", "backward", "forward"]


def linkages(table: IOTable) -> pd.DataFrame:
    """Return linkages of every sector relative to the average (1): `backward forward_demand forward_supply key`.

    backward is the power of dispersion, column sums of L (Rasmussen 1957); forward_demand the sensitivity of
    dispersion, row sums of L; forward_supply the row sums of the Ghosh inverse, which does not assume that final demand
    rises everywhere alike. A key sector exceeds 1 in backward and forward_supply. Sectors without output are NaN and
    outside the average.

    Raises
    ------
    ValueError
        The economy asks for at least as much as it makes: I - A is singular.
    """
    output = table.output.to_numpy(dtype=float)
    system = table.system
    active = output != 0
    sums = pd.DataFrame(
        {
            "backward": system.solve_transposed(np.ones(len(output))),
            "forward_demand": system.solve(active.astype(float)),
            "forward_supply": _supply_sums(system, output),
        },
        index=table.labels,
    )
    sums = sums.where(pd.DataFrame(np.tile(active[:, None], 3), index=sums.index, columns=sums.columns))
    relative = sums / sums.mean()
    return relative.assign(key=(relative["backward"] > 1) & (relative["forward_supply"] > 1))


def upstreamness(table: IOTable) -> pd.Series[float]:
    """Return the average number of stages from a sector's output to final use, (n,), 1 when all of it is final.

    Antras, Chor, Fally and Hillberry (2012): the row sums of the Ghosh inverse. Exports and stocks count as final use,
    so that a closed economy's distance is understated where intermediate goods are exported.

    Raises
    ------
    ValueError
        As `linkages`.
    """
    output = table.output.to_numpy(dtype=float)
    sums = _supply_sums(table.system, output)
    return pd.Series(sums, index=table.labels, name="upstreamness").where(table.output != 0)


@dataclass(frozen=True, eq=False)
class Extraction:
    """What the economy loses without a sector: `loss` in the unit of the table, `share` of all output, `by_sector`.

    `variant` says what was taken away, and the three differ by a factor: `total` the sector with its final demand and
    all its deliveries and purchases; `backward` its purchases; `forward` its deliveries to sectors (supply side).
    """

    sector: str
    variant: Variant
    loss: float
    share: float
    by_sector: pd.Series[float]


def hypothetical_extraction(table: IOTable, sector: str, *, variant: Variant = "total") -> Extraction:
    """Return the output lost when a sector's transactions are taken away (Dietzenbacher and Lahr 2013).

    Final demand (backward, total) or primary inputs (forward) of the others stay, and what the sector bought or
    delivered now comes from or goes abroad.

    Raises
    ------
    ValueError
        No such sector or variant, or a table with imports in its cells.
    """
    if sector not in table.labels:
        known = [listed([label]) for label in table.labels]
        raise ValueError(f"no sector {listed([sector])} in the table. {suggestion(listed([sector]), known)}")
    if variant not in get_args(Variant):
        raise ValueError(f"variant {variant!r} is unknown. {suggestion(variant, get_args(Variant))}")
    table.require_domestic("the economy without a sector")
    gone = table.labels.get_loc(sector)
    flows, output = table.transactions.to_numpy(dtype=float).copy(), table.output.to_numpy(dtype=float)
    if variant == "forward":
        # On the supply side x' = v' (I - B)^-1 with B = x^-1 Z: the transposed system of the table turned round.
        primary = output - flows.sum(axis=0)
        flows[gone, :] = 0.0
        remaining = System(flows.T, output).solve(primary)
    else:
        demand = output - flows.sum(axis=1)
        flows[:, gone] = 0.0
        if variant == "total":
            flows[gone, :] = 0.0
            demand[gone] = 0.0
        remaining = System(flows, output).solve(demand)
    lost = pd.Series(output - remaining, index=table.labels, name="loss")
    return Extraction(sector, variant, float(lost.sum()), float(lost.sum() / output.sum()), lost)


def _supply_sums(system: System, output: Array) -> Array:
    return np.asarray(np.divide(system.solve(output), output, out=np.zeros_like(output), where=output != 0))
