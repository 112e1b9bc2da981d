"""How two results differ by area and in what use does, draw by draw: figures that both of them have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from impact.scenario.answer.compared_figures import figures
from impact.scenario.answer.figures_by_draw import Key
from impact.scenario.answer.result import ScenarioResult
from impact.scenario.computation.concepts import CONCEPTS
from impact.scenario.computation.draws import Array
from impact.scenario.computation.measures import MEASURES
from impact.scenario.computation.use_measures import USE_MEASURES

_COLUMNS = ("year", "region", "concept", "measure")


def draws(of: ScenarioResult, against: ScenarioResult, key: Key) -> Array | None:
    """Return the difference of one figure in every draw, (draws,); None where one of the two does not have it.

    Parameters
    ----------
    of, against
        Results that were found to be a pair.
    key
        Region, concept, measure, year.
    """
    here, there = (_drawn(result).get(key) for result in (of, against))
    return None if here is None or there is None else here - there


def of_spending(of: ScenarioResult, against: ScenarioResult) -> pd.DataFrame:
    """Return the differences by area, over all years: year (none), region, concept, measure, figures, unit.

    Parameters
    ----------
    of, against
        Results that were found to be a pair.
    """
    keys = [key for key in _both(of, against) if key[1] in CONCEPTS]
    return _table(of, against, keys, [MEASURES[measure].unit for _, _, measure, _ in keys])


def of_use(of: ScenarioResult, against: ScenarioResult) -> pd.DataFrame:
    """Return the differences in what use does: year, region (`*` the study area), concept, measure, figures, unit.

    Parameters
    ----------
    of, against
        Results that were found to be a pair.
    """
    keys = [key for key in _both(of, against) if key[1] not in CONCEPTS]
    return _table(of, against, keys, [USE_MEASURES[measure].unit for _, _, measure, _ in keys])


def _drawn(result: ScenarioResult) -> Mapping[Key, Array]:
    return result.area_draws.drawn if result.area_draws else {}


def _both(of: ScenarioResult, against: ScenarioResult) -> list[Key]:
    there = _drawn(against)
    return [key for key in _drawn(of) if key in there]


def _table(of: ScenarioResult, against: ScenarioResult, keys: Sequence[Key], units: Sequence[str]) -> pd.DataFrame:
    if not keys:
        return pd.DataFrame(columns=[*_COLUMNS])
    here, there = (np.stack([_drawn(result)[key] for key in keys], axis=1) for result in (of, against))
    columns = {
        "year": pd.array([pd.NA if year is None else year for _, _, _, year in keys], dtype="Int64"),
        "region": [region for region, _, _, _ in keys],
        "concept": [concept for _, concept, _, _ in keys],
    }
    return pd.DataFrame({**columns, **figures(here, there, [measure for _, _, measure, _ in keys], units)})
