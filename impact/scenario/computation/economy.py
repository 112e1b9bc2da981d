"""The economy that a scenario acts on: the national table, and what of it each area has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from impact import regions, sectors
from impact.inputoutput import IOTable, consumption_pattern, national_table
from impact.inputoutput.tables.national import TABLE
from impact.panel.figures import Figures
from impact.scenario.computation import labour
from impact.scenario.computation.areas import Areas, areas_of
from impact.scenario.computation.draws import Array
from impact.scenario.computation.measures import PLACE
from impact.scenario.computation.production import Production, national_production, regional_production
from impact.scenario.computation.residents import check_local_share
from impact.scenario.question import prices
from impact.scenario.question.assumptions import OWN_SUPPLY_LEVEL
from impact.scenario.question.scenario import Scenario
from impact.sources import snapshot
from impact.sources.provenance import Record
from impact.words.names import Named
from impact.words.statements import Statement

if TYPE_CHECKING:
    from impact.panel.accounts import RelativeAccounts

_GOVERNMENT = ["government_collective", "government_individual", "social_transfers_in_kind"]


@dataclass(frozen=True)
class Economy:
    """Arrays of one national table and one study area, industries in the order of `industries`.

    Attributes
    ----------
    industries : the codes of the 81 industries.
    nation, region : what a euro of output is made of; the same in both unless regional accounts were pulled.
    accounts : the pulled regional accounts against the nation; None for the snapshot.
    areas : the areas of the country, those of the study area among them, and who delivers to whom.
    output : MEUR that the study area makes in the table year: what the nation's industries make, at its share of their
        jobs.
    labour_years : of employees in the study area in the table year, reckoned in the same way.
    household_pattern, government_pattern : (n,) domestic purchases per euro of household and government consumption.
    groups : (n, sectors) 1 where an industry belongs to a sector of the results; `sectors` are their codes.
    notes : what the user must know about the figures.
    sources : the records of the tables that were used.
    checks : the accounting identities of the table.
    """

    industries: tuple[str, ...]
    nation: Production
    region: Production
    accounts: RelativeAccounts | None
    areas: Areas
    output: float
    labour_years: float
    household_pattern: Array
    government_pattern: Array
    groups: Array
    sectors: tuple[str, ...]
    notes: tuple[Named | Statement, ...]
    sources: tuple[dict[str, Any], ...]
    checks: pd.DataFrame

    @property
    def slq(self) -> Array:
        """Simple location quotients of the study area, (n,)."""
        return self.areas.slq

    @property
    def size(self) -> float:
        """The study area's share of the country's jobs."""
        return self.areas.size

    def coefficients(self) -> Array:
        """Return what a euro of output earns, pays and employs in every area, (R, n, measures)."""
        found = np.repeat(self.nation.coefficients[None], len(self.areas.codes), axis=0)
        found[self.areas.inside] = self.region.coefficients
        return found


def economy_of(scenario: Scenario, figures: Figures) -> Economy:
    """Return the economy of a scenario.

    The national table is always that of the snapshot. `figures` are those on the areas: employees in December by
    section, with the national mix inside each. The snapshot lets every area produce as the nation does; pulled regional
    accounts know what a euro of output is made of in the study area.
    """
    table = national_table(scenario.table_year, "cbs81")
    area = regions.study_area(scenario.study_area)
    sections = figures.sections_by_corop(scenario.table_year)
    accounts = figures.accounts(area, scenario.table_year)
    nation = national_production(table)
    industries = tuple(table.sectors)
    groups, names = _groups(industries, scenario.sectors)
    region = regional_production(nation, accounts) if accounts else nation
    areas = areas_of(
        table,
        area,
        figures,
        sections,
        level=scenario.assumptions[OWN_SUPPLY_LEVEL.name].central,
        intensity=_intensity(region, nation) if accounts else None,
    )
    made = areas.output(table)[areas.inside].sum(axis=0)
    household = consumption_pattern(table).to_numpy()
    check_local_share(scenario, areas.slq, household)
    records = (*areas.records, *(accounts.records if accounts else ()))
    return Economy(
        industries=industries,
        nation=nation,
        region=region,
        accounts=accounts,
        areas=areas,
        output=float(made.sum()),
        labour_years=float(made @ nation.coefficients[:, PLACE["jobs"]]),
        household_pattern=household,
        government_pattern=_government_pattern(table),
        groups=groups,
        sectors=names,
        notes=(*areas.notes, *(accounts.notes if accounts else ())),
        sources=tuple(_sources(scenario, records)),
        checks=table.checks(),
    )


def _intensity(region: Production, nation: Production) -> Array:
    """Return domestic purchases per euro of output in the study area against the nation's, (n,)."""
    here, everywhere = region.domestic.sum(axis=0), nation.domestic.sum(axis=0)
    return np.asarray(np.divide(here, everywhere, out=np.ones_like(here), where=everywhere > 0))


def _government_pattern(table: IOTable) -> Array:
    """Return what a euro of government consumption, imports and taxes included, buys from each domestic industry."""
    purchases = table.final_demand[_GOVERNMENT].sum(axis=1)
    total = purchases.sum() + table.final_primary_inputs[_GOVERNMENT].to_numpy().sum()
    return np.asarray(purchases / total, dtype=float)


def _groups(industries: tuple[str, ...], level: sectors.Level) -> tuple[Array, tuple[str, ...]]:
    group = sectors.grouping(level).reindex(list(industries))
    names = tuple(sectors.codes(level))
    belongs: Array = np.array([[float(g == name) for name in names] for g in group])
    return belongs, names


def _sources(scenario: Scenario, records: Iterable[Record]) -> Iterator[dict[str, Any]]:
    table = snapshot.record(TABLE, f"{scenario.table_year}, current prices")
    jobs = snapshot.record("national-jobs", f"{scenario.table_year}, all sizes of firms")
    deflator = snapshot.record(prices.TABLE, f"{scenario.table_year} to {scenario.price_year}")
    distinct = {record.table: record for record in (table, jobs, labour.record(), deflator, *records)}
    return (record.manifest() for record in distinct.values())
