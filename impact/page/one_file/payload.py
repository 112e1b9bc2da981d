"""What the script of the page computes with: what a scenario asks, its draws, and what a unit sets in motion."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from impact.scenario.computation.draws import Array
from impact.scenario.computation.measures import PLACE
from impact.scenario.computation.orders import ALTERNATIVE, PUBLIC, SIDES
from impact.scenario.question import prices
from impact.scenario.question.all_ranges import Name, as_written, ranges
from impact.scenario.question.definition import Spending, Staff
from impact.scenario.question.ranges import Range
from impact.scenario.question.scenario import Scenario
from impact.scenario.responses import Responses
from impact.scenario.responses.units import Units

LATER = 1
"""Years by which everything can come later."""
OF_A_WHOLE = 65_535
"""A share in a municipality is kept in sixteen bits: it is off by half of one of these at most."""
_JOBS, _VALUE_ADDED = PLACE["jobs"], PLACE["value_added"]
Tables = dict[str, Any]


class Columns:
    """Arrays by what is in them, so that scenarios in one economy share theirs."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def put(self, values: NDArray[Any]) -> str:
        """Keep an array of float64 or uint16, little-endian, and return its name."""
        content = np.ascontiguousarray(values, dtype=values.dtype.newbyteorder("<")).tobytes()
        name = hashlib.sha256(content).hexdigest()[:12]
        self.texts.setdefault(name, base64.b64encode(content).decode("ascii"))
        return name


def payload(found: Responses, columns: Columns) -> Tables:
    """Return what the script needs of one scenario; arrays are kept in `columns`.

    Parameters
    ----------
    found
        The responses of the scenario, with those in municipalities where these can be told.
    columns
        Where arrays go.
    """
    scenario = found.scenario
    years = [*scenario.years, *(scenario.years[-1] + later for later in range(1, LATER + 1))]
    return {
        **{"draws": found.draws.count, "years": years, "reserve": scenario.reserve.amount},
        "ranges": {as_written(at): _range(at, of, found, columns) for at, of in ranges(scenario).items()},
        "funding": {
            name: {"amount": source.amount, "payer": source.payer, "status": source.status}
            for name, source in scenario.funding.items()
        },
        "ownDeadweight": [name for name, source in scenario.funding.items() if source.deadweight_share is not None],
        "items": [*_items(scenario, years, found)],
        "prices": _prices(scenario, years),
        "instead": {
            **{side: found.ground.orders.names.index((ALTERNATIVE, side)) for side in SIDES},
            **{"anywhere": found.ground.orders.names.index((PUBLIC, "anywhere"))},
            **{"domestic": float(found.ground.economy.government_pattern.sum())},
        },
        **_effects(found, columns),
    }


def _range(at: Name, of: Range, found: Responses, columns: Columns) -> Tables:
    """Return a range with its draws; those of a fixed one are its value."""
    drawn = of.central if of.fixed else columns.put(found.draws[at])
    return {"drawn": drawn, "low": of.lowest, "central": of.central, "high": of.high, "mean": of.distribution.mean}


def _items(scenario: Scenario, years: list[int], found: Responses) -> Iterator[Tables]:
    names = found.ground.orders.names

    def item(group: str, name: str, of: Spending | Staff, path: Mapping[int, float]) -> Tables:
        field = f"{group}.{name}"
        return {
            **{"field": field, "group": group, "title": of.title.model_dump()},
            **{"path": [path.get(year, 0.0) for year in years], "delay": of.delayed_by},
            "vectors": [names.index((field, side)) for side in SIDES],
        }

    for name, bought in scenario.spending.items():
        yield item("spending", name, bought, bought.years)
    for name, post in scenario.staff.items():
        yield item("staff", name, post, post.fte)


def _prices(scenario: Scenario, years: list[int]) -> Tables:
    """Return what turns cash into the prices of the price year, and labour years of the table year into those of it."""
    known, cash = prices.years()[-1], scenario.money == "cash"
    index = [prices.price_ratio(min(year, known), scenario.price_year) if cash else 1.0 for year in years]
    return {
        **{"cash": cash, "known": known, "index": index, "tableYear": scenario.table_year},
        **{"rise": prices.price_ratio(scenario.table_year, scenario.price_year)},
    }


def _effects(found: Responses, columns: Columns) -> Tables:
    """Return effects of units: jobs in each area, value added in all of them, and both in the country."""
    areas, inside, nation, finer = (
        found.places.areas,
        found.places.inside,
        found.places.nation,
        found.places.municipalities,
    )
    jobs = _of_units(areas)[..., _JOBS]
    rest = [_of_units(inside)[:, :, 0, _VALUE_ADDED], *(_of_units(nation)[:, :, 0, at] for at in (_JOBS, _VALUE_ADDED))]
    effect = np.concatenate([jobs, np.stack(rest, axis=2)], axis=2)
    return {
        **{"effect": columns.put(effect), "units": effect.shape[1], "vectors": len(areas.direct)},
        "areas": {"codes": areas.places, "hired": areas.hired.tolist(), "left": areas.left.tolist()},
        "nation": {"hired": nation.hired[:, 0].tolist()},
        "municipalities": None if finer is None else _finer(finer, found, jobs, columns),
    }


def _finer(finer: Units, found: Responses, jobs: Array, columns: Columns) -> Tables:
    """Return each municipality's share in the jobs of its area, in sixteen bits."""
    members = found.ground.economy.areas.members
    codes = found.places.areas.places
    area = [next(at for at, code in enumerate(codes) if place in members[code]) for place in finer.places]
    whole = jobs[:, :, area]
    share = np.divide(_of_units(finer)[..., _JOBS], whole, out=np.zeros_like(whole), where=whole > 0)
    kept = columns.put(np.rint(share * OF_A_WHOLE).astype(np.uint16))
    people = {"hired": finer.hired.tolist(), "left": finer.left.tolist()}
    return {"codes": finer.places, "area": area, "share": kept, **people}


def _of_units(units: Units) -> Array:
    """Return effects of every vector, stages together, and of the wages of every team, (draws, K + T, P, M)."""
    return np.concatenate([units.direct + units.indirect + units.induced, units.shops], axis=1)
