"""How scenarios differ: their totals subtracted draw by draw, so that luck which they share is not in the difference.

Two results that were made with the same seed see the same draw of everything that they both assume. Their difference
in each draw is then what the scenarios differ by, and its band is far narrower than the two bands suggest; quantiles of
one less those of the other are a band of nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from impact.scenario.answer import compared_areas, compared_files, compared_folder
from impact.scenario.answer.compared_figures import figures, same_sign
from impact.scenario.answer.driver import driver
from impact.scenario.answer.national import NationalBalance
from impact.scenario.answer.pairing import kept, require_paired
from impact.scenario.answer.result import ScenarioResult
from impact.scenario.answer.statistics import FEWEST_DRAWS, STATISTICS, statistics
from impact.scenario.computation.concepts import CONCEPTS, PARTS, STEPS
from impact.scenario.computation.draws import Array
from impact.scenario.computation.measures import MEASURES
from impact.words.statements import Statement

NATION = "NL"


@dataclass(frozen=True)
class Difference:
    """By how much one figure of a scenario differs from that of the scenario it is compared with.

    Attributes
    ----------
    low, mean, high : nine in ten draws lie between low and high; MEUR of the price year, labour years for jobs.
    same_sign : the share of draws with the sign of the mean; of draws without a difference where the mean is 0.
    nothing : whether there is no difference in any draw.
    """

    low: float
    mean: float
    high: float
    same_sign: float
    nothing: bool


@dataclass(frozen=True)
class Comparison:
    """How scenarios differ from the first of them, draw by draw.

    Attributes
    ----------
    results : the answers, the one that the others are compared with first.
    names : what each is called: the name of its scenario, with a number where that is there already.
    table : one row per figure: scenario, against, year (none where years are summed), region, concept, measure, the
        statistics of the difference (mean, p05, p25, p50, p75, p95), same_sign (share of draws with the sign of the
        mean), mean_scenario, mean_against, unit. Money in MEUR of the price year, jobs in labour years of employees.
    steps : the same columns for the steps from gross to net and the parts of net, over all years; `step` for concept.
    areas : the same columns by area: COROP areas and sums of areas, over all years; what both scenarios have.
    use : the same columns for what use does, by measure of use: every year of the study area (`*`), the last year of
        its areas; no rows where one of the two says nothing of use.
    differences : by name, what its scenario file says otherwise than that of the first.
    """

    results: tuple[ScenarioResult, ...]
    names: tuple[str, ...]
    table: pd.DataFrame
    steps: pd.DataFrame
    areas: pd.DataFrame
    use: pd.DataFrame
    differences: Mapping[str, tuple[Statement, ...]]

    @property
    def against(self) -> ScenarioResult:
        """The result that the others are compared with."""
        return self.results[0]

    @property
    def count(self) -> int:
        """How many draws each result has."""
        return kept(self.against).count

    @property
    def drawn(self) -> bool:
        """Whether anything has a range in any of the scenarios."""
        return any(result.drawn for result in self.results)

    @property
    def few_draws(self) -> bool:
        """Whether the draws are too few to say in which range a difference lies."""
        return self.drawn and self.count < FEWEST_DRAWS

    @property
    def ranged(self) -> bool:
        """Whether there is a range in which nine in ten differences lie, and enough draws to know it."""
        return self.drawn and not self.few_draws

    @property
    def others(self) -> dict[str, ScenarioResult]:
        """The results that are compared with the first, by name."""
        return dict(zip(self.names[1:], self.results[1:], strict=True))

    def draws(self, name: str, concept: str, measure: str, year: int | None = None) -> Array:
        """Return a difference in every draw, (draws,): that of the scenario less that of the first.

        Parameters
        ----------
        name
            Which scenario, one of `names`.
        concept
            A concept; over all years also a step or a part of net.
        measure
            In MEUR of the price year, labour years for jobs.
        year
            None for all years together.
        """
        of = self.results[self.names.index(name)]
        return kept(of).of(concept, measure, year) - kept(self.against).of(concept, measure, year)

    def over_years(self, name: str, concept: str, measure: str) -> Difference:
        """Return the difference of one scenario in one concept and measure, all years together."""
        return _difference(self.draws(name, concept, measure))

    def in_year(self, name: str, concept: str, measure: str, year: int) -> Difference:
        """Return the difference of one scenario in one concept and measure in a year.

        Parameters
        ----------
        name
            Which scenario, one of `names`.
        concept, measure
            Of spending.
        year
            One of the years of the scenarios.
        """
        return _difference(self.draws(name, concept, measure, year))

    def in_area(self, name: str, region: str, concept: str, measure: str, year: int | None = None) -> Difference | None:
        """Return the difference in one area, or in what use does; None where one of the two says nothing of it.

        Parameters
        ----------
        name
            Which scenario, one of `names`.
        region
            A COROP area or a sum of areas; `*` for the study area, of use.
        concept, measure
            Of spending or of use.
        year
            None for all years together; of use a year.
        """
        pair = (self.others[name], self.against)
        drawn = compared_areas.draws(*pair, (region, concept, measure, year))
        return None if drawn is None else _difference(drawn)

    def national(self, name: str, measure: str) -> NationalBalance:
        """Return by how much the balance for the Netherlands differs, and whether the sign of that is known."""
        found = self.over_years(name, "net_national", measure)
        scenarios = (self.against.scenario, self.others[name].scenario)
        drawn_by = (self.against.manifest["seed"], self.against.manifest.get("sampling", "random"))
        drives = driver(scenarios, self.draws(name, "net_national", measure), *drawn_by)
        return NationalBalance(measure, found.low, found.mean, found.high, self.ranged, *drives)

    def save(self, folder: str | Path) -> Path:
        """Write the comparison as a folder and return its path; an earlier one there is replaced as a whole.

        It holds `comparison.csv`, `steps.csv`, `areas.csv`, `use.csv` and `differences.csv`, all of them as sheets of
        `comparison.xlsx`, and a manifest that says what was compared. A table without rows is left out.

        Raises
        ------
        InputError
            When the folder holds anything that an earlier run did not write, or cannot be written.
        """
        frames = {"comparison": self.table, "steps": self.steps, "areas": self.areas, "use": self.use}
        there = {name: frame for name, frame in frames.items() if len(frame)}
        written = {**there, "differences": self.differences_table()}
        return compared_folder.save(Path(folder), written, self.results, self.names)

    def differences_table(self) -> pd.DataFrame:
        """Return what the files say otherwise: scenario, code, en, nl."""
        rows = [(name, said.code, said.en, said.nl) for name, found in self.differences.items() for said in found]
        return pd.DataFrame(rows, columns=["scenario", "code", "en", "nl"]).astype("str")


def compare(*results: ScenarioResult) -> Comparison:
    """Return how scenarios differ from the first of them, draw by draw.

    A positive difference is more than in the first. Totals are kept in multiples of 2⁻²⁰, so a scenario compared with
    itself differs by exactly 0, and the difference the other way round is exactly the opposite.

    Parameters
    ----------
    *results
        Answers of `run`, or loaded ones, two or more; the others are compared with the first.

    Raises
    ------
    TypeError
        A scenario, a name or anything else that is no result.
    InputError
        Fewer than two results; results that do not share draws, seed, figures, price year, version and measures, or
        that were saved before totals of every draw were kept.
    """
    for result in results:
        if not isinstance(result, ScenarioResult):
            raise TypeError(f"found {type(result).__name__}; expected a result, of `run` or `ScenarioResult.load`")
    names = labels(results)
    require_paired(results, names)
    first, others = results[0], list(zip(names[1:], results[1:], strict=True))
    tables = [_table(names[0], first, name, other) for name, other in others]
    steps = [_steps(names[0], first, name, other) for name, other in others]
    return Comparison(
        results=tuple(results),
        names=names,
        table=pd.concat(tables, ignore_index=True),
        steps=pd.concat(steps, ignore_index=True),
        areas=_by_area(compared_areas.of_spending, names, results),
        use=_by_area(compared_areas.of_use, names, results),
        differences={name: tuple(compared_files.differences(other.scenario, first.scenario)) for name, other in others},
    )


def labels(results: tuple[ScenarioResult, ...]) -> tuple[str, ...]:
    """Return a name for each result: that of its scenario, with a number where it is there already."""
    found: list[str] = []
    for result in results:
        name, number = result.scenario.name, 1
        while name in found:
            number += 1
            name = f"{result.scenario.name} ({number})"
        found.append(name)
    return tuple(found)


def _table(named: str, first: ScenarioResult, name: str, other: ScenarioResult) -> pd.DataFrame:
    years: list[int | None] = [*sorted({*kept(first).years, *kept(other).years}), None]
    keys = [(concept, measure, year) for concept in CONCEPTS for measure in MEASURES for year in years]
    columns = {
        "scenario": name,
        "against": named,
        "year": pd.array([pd.NA if year is None else year for _, _, year in keys], dtype="Int64"),
        "region": [NATION if CONCEPTS[concept].national else _region(first, other) for concept, _, _ in keys],
        "concept": [concept for concept, _, _ in keys],
    }
    return pd.DataFrame({**columns, **_figures(first, other, keys)})


def _steps(named: str, first: ScenarioResult, name: str, other: ScenarioResult) -> pd.DataFrame:
    keys: list[tuple[str, str, int | None]] = [
        (step, measure, None) for step in (*STEPS, *PARTS) for measure in MEASURES
    ]
    columns = {"scenario": name, "against": named, "step": [step for step, _, _ in keys]}
    return pd.DataFrame({**columns, **_figures(first, other, keys)})


def _figures(
    first: ScenarioResult, other: ScenarioResult, keys: list[tuple[str, str, int | None]]
) -> dict[str, list[str] | Array]:
    """Return the columns with figures of the differences in some totals, a row a total."""
    of, against = (np.stack([kept(result).of(*key) for key in keys], axis=1) for result in (other, first))
    measures = [measure for _, measure, _ in keys]
    return figures(of, against, measures, [MEASURES[measure].unit for measure in measures])


def _by_area(
    table: Callable[[ScenarioResult, ScenarioResult], pd.DataFrame],
    names: tuple[str, ...],
    results: tuple[ScenarioResult, ...],
) -> pd.DataFrame:
    """Return the tables of all scenarios below each other, with the names of what is compared before them."""
    found = []
    for name, other in zip(names[1:], results[1:], strict=True):
        rows = table(other, results[0])
        found.append(pd.concat([pd.DataFrame({"scenario": name, "against": names[0]}, index=rows.index), rows], axis=1))
    return pd.concat(found, ignore_index=True)


def _difference(draws: Array) -> Difference:
    found = dict(zip(STATISTICS, statistics(draws), strict=True))
    low, mean, high = (float(found[at]) for at in ("p05", "mean", "p95"))
    return Difference(low, mean, high, same_sign(draws), nothing=not draws.any())


def _region(first: ScenarioResult, other: ScenarioResult) -> str:
    """Return the area of both, or the two areas where they differ."""
    here, there = other.manifest["study_area"], first.manifest["study_area"]
    return str(here) if here == there else f"{here} less {there}"
