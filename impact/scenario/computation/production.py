"""What a euro of output is made of, in the nation and in the study area.

The nation's industries are those of the input-output table. The study area's are the same, until pulled regional
accounts say how far it differs: then value added and purchases are multiplied by the ratios of `RelativeAccounts`, and
each industry is brought back to a euro,

    v' = r_v v k,   p' = r_p p k,   k = 1 / (r_v v + r_p p),

which is one step of the balancing that is usual for coefficients (Miller and Blair 2009, section 7.4). An industry that
splits its euro as its group does has k = 1 and exactly the ratios; no industry can come to spend more than it makes, so
that domestic purchases stay under a euro. Wages and jobs are multiplied by their own ratios, taxes are the nation's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from impact.inputoutput import IOTable, technical_coefficients
from impact.scenario.computation.draws import Array
from impact.scenario.computation.measures import MEASURES, PLACE

if TYPE_CHECKING:
    from impact.panel.accounts import RelativeAccounts


@dataclass(frozen=True)
class Production:
    """What a euro of output buys, earns, pays and employs in one area.

    Attributes
    ----------
    domestic : (n, n) purchases from domestic industries per euro of output, wherever in the country they are.
    purchases : (n,) all purchases per euro of output, imports and taxes on products included.
    coefficients : (n, measures) per MEUR of output, in the order of `MEASURES`.
    """

    domestic: Array
    purchases: Array
    coefficients: Array


def national_production(table: IOTable) -> Production:
    """Return how the industries of a table produce; an industry without output has zeros."""
    totals = [measure.totals(table) for measure in MEASURES.values()]
    coefficients = _per_output(np.stack([total.to_numpy(dtype=float) for total in totals], axis=1), table)
    spent = (table.output - table.totals("value_added")).to_numpy(dtype=float)
    return Production(technical_coefficients(table).to_numpy(), _per_output(spent[:, None], table)[:, 0], coefficients)


def regional_production(nation: Production, accounts: RelativeAccounts) -> Production:
    """Return how the industries of the study area produce: as the nation's, multiplied by the area's ratios."""
    ratios = {name: column.to_numpy(dtype=float) for name, column in accounts.by_industry().items()}
    earned = nation.coefficients[:, PLACE["value_added"]] * ratios["value_added"]
    spent = nation.purchases * ratios["intermediate_use"]
    made = earned + spent
    to_a_euro = np.divide(1.0, made, out=np.ones_like(made), where=made > 0)
    coefficients = nation.coefficients.copy()
    coefficients[:, PLACE["value_added"]] = earned * to_a_euro
    for measure in MEASURES.values():
        if measure.ratio is not None:
            coefficients[:, PLACE[measure.name]] *= ratios[measure.ratio]
    domestic = nation.domestic * (ratios["intermediate_use"] * to_a_euro)
    return Production(domestic, spent * to_a_euro, coefficients)


def gap_in_a_euro(area: Production) -> float:
    """Return by how much value added and purchases miss a euro of output, in the industry where it is most."""
    made = area.coefficients[:, PLACE["value_added"]] + area.purchases
    return float(np.abs(made - area.coefficients[:, PLACE["output"]]).max())


def _per_output(totals: Array, table: IOTable) -> Array:
    output = table.output.to_numpy()[:, None]
    per_output: Array = np.divide(totals, output, out=np.zeros_like(totals), where=output > 0)
    return per_output
