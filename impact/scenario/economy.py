"""The economy that a scenario acts on: the national table, and what of it the study area has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from impact import regions, sectors
from impact.inputoutput import national_table, technical_coefficients
from impact.inputoutput.households import consumption_pattern, government_pattern
from impact.inputoutput.regionalisation import slq
from impact.panel import activity
from impact.scenario.components import MEASURES
from impact.scenario.definition import Scenario
from impact.scenario.draws import Array
from impact.sources import snapshot


@dataclass(frozen=True)
class Economy:
    """Arrays of one national table and one study area, industries in the order of `industries`.

    Attributes
    ----------
    industries : the codes of the 81 industries.
    domestic_coefficients : (n, n) purchases from domestic industries per euro of output.
    slq : (n,) simple location quotients of the study area by employee jobs; 0 where a group is absent.
    size : the study area's share of the country's jobs.
    coefficients : (n, measures) per MEUR of output, in the order of `MEASURES`.
    household_pattern, government_pattern : (n,) domestic purchases per euro of household and government consumption.
    groups : (n, sectors) 1 where an industry belongs to a sector of the results; `sectors` are their codes.
    notes : what the user must know about the figures, in two languages.
    sources : the records of the tables that were used.
    checks : the accounting identities of the table.
    """

    industries: tuple[str, ...]
    domestic_coefficients: Array
    slq: Array
    size: float
    coefficients: Array
    household_pattern: Array
    government_pattern: Array
    groups: Array
    sectors: tuple[str, ...]
    notes: tuple[dict[str, str], ...]
    sources: tuple[dict[str, Any], ...]
    checks: pd.DataFrame


def economy(scenario: Scenario) -> Economy:
    """Return the economy of a scenario from the bundled figures.

    The mix of industries in the study area is known for ten groups; inside a group the national mix is assumed.
    """
    table = national_table(scenario.table_year, "cbs81")
    area = regions.study_area(scenario.study_area)
    regional = activity.regional_jobs(area, scenario.table_year)
    national = activity.national_jobs(scenario.table_year)
    industries = tuple(table.sectors)
    quotients = slq(regional.jobs, national.jobs)
    by_industry = sectors.grouping("a10").reindex(industries).map(quotients).fillna(0.0)
    satellites = table.satellites
    measures = [table.output if m == "output" else satellites.loc[m] for m in MEASURES]
    groups, names = _groups(industries, scenario.sectors)
    return Economy(
        industries=industries,
        domestic_coefficients=technical_coefficients(table).to_numpy(),
        slq=by_industry.to_numpy(dtype=float),
        size=float(regional.jobs.sum() / national.jobs.sum()),
        coefficients=_per_output(measures, table.output),
        household_pattern=consumption_pattern(table).to_numpy(),
        government_pattern=government_pattern(table).to_numpy(),
        groups=groups,
        sectors=names,
        notes=(*regional.notes,),
        sources=tuple(snapshot.record(name).as_dict() for name in _TABLES),
        checks=table.checks(),
    )
