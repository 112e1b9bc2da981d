"""The answer to a scenario, and its folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
from pydantic import ValidationError

from impact.errors import InputError, Problem
from impact.folders import MARK, SEAL, altered, checksum_of, replaced_folder, seal
from impact.inputs import model_problems
from impact.nesting import read_json
from impact.scenario.answer import by_draw, figures_by_draw
from impact.scenario.answer.assumed import DUTCH_SOURCE, INFLUENCE_OF_USE, LATER
from impact.scenario.answer.by_draw import TotalsByDraw
from impact.scenario.answer.cost import Cost, cost_of
from impact.scenario.answer.figures_by_draw import FiguresByDraw
from impact.scenario.answer.luck import convergence_rows
from impact.scenario.answer.national import NationalBalance
from impact.scenario.answer.statistics import ALL, STATISTICS
from impact.scenario.answer.use_summary import summary_of_use
from impact.scenario.computation.concepts import HEADLINES, PARTS
from impact.scenario.computation.influence import QUOTED, column
from impact.scenario.computation.measures import MEASURES
from impact.scenario.keeping import KEPT, MOST_DRAWS, Keep
from impact.scenario.question.scenario import Scenario

SUMMARY_STATISTICS = ("mean", "p05", "p50", "p95")
_KEYS = ["concept", "measure", "statistic", "value"]
FEWEST_DRAWS = 200  # with fewer, less than ten draws lie beyond each end of the range in which nine in ten lie


@dataclass(frozen=True)
class ScenarioResult:
    """What a scenario leads to.

    Attributes
    ----------
    scenario : the question, as it was asked.
    totals : the columns of `impacts` for the sums that people read; `*` in region or sector summed over, no year where
        summed. Below them, under concepts of their own (`gross_by_place`, `deadweight_by_place`,
        `net_national_by_place`), the study area, the rest of its part of the country, the rest of the country and the
        nation side by side, by year, and over all years by stage. Last use, by year, never summed over years: a level
        is not a flow.
    staircase : step, measure, statistic, value, unit: from gross to net, all years and sectors together.
    composition : part, measure, statistic, value, unit: what net regional is made of, the hired people and the rest.
    assumptions : every range that was drawn, with source, basis and its influence on each headline (share of the
        variation that goes with it); last, `source_nl`, the source in Dutch, empty where it is given in English only.
    spent : one row per purchase and group of staff: what the file states (low, central, high) and what is spent after
        the draws were cut to the funding (mean, p05, p50, p95), MEUR of cash.
    checks : accounting identities and what must hold of the outcome: check, where, value, tolerance, passed.
    manifest : sources with checksums, versions, seed, draws, prices.
    cells : the frame `impacts`; None where it was not kept.
    areas : the columns of `totals`, sectors together: every concept in the study area and its areas; gross, deadweight
        and the part in the balance of the country in every other area and in sums of areas (`LD01-rest`, `NL-rest`,
        `NL`). All years together by stage, each year for all stages; of gross and net in the study area each sector and
        year as well. None in a result of before there were areas, and where only
        totals were kept.
    municipalities : the columns of `areas` for the municipalities of the study area, apportioned by establishments
        (`computation.municipalities.bearing` says how many digits that bears); None where they cannot be told or
        were not kept.
    by_draw : totals of every draw, for comparisons; None in a result that was saved before they were kept.
    area_draws : figures of areas and of use of every draw, for comparisons; None likewise.
    use : what use of the facility could do, in the columns of `impacts`, by year and COROP area, `*` for all of them;
        concepts `without`, `use`, `agglomeration`, `spending`, `joint`. None where the scenario has no table [use].
    use_municipalities : the same of concept `use` by municipality, apportioned by establishments; None where there is
        no use, where municipalities cannot be told or were not kept.
    use_assumptions : the ranges behind it, with source, basis and influence; None likewise.
    """

    scenario: Scenario
    totals: pd.DataFrame
    staircase: pd.DataFrame
    composition: pd.DataFrame
    assumptions: pd.DataFrame
    spent: pd.DataFrame
    checks: pd.DataFrame
    manifest: dict[str, Any]
    by_draw: TotalsByDraw | None = None
    cells: pd.DataFrame | None = None
    area_draws: FiguresByDraw | None = None
    areas: pd.DataFrame | None = None
    municipalities: pd.DataFrame | None = None
    use: pd.DataFrame | None = None
    use_assumptions: pd.DataFrame | None = None
    use_municipalities: pd.DataFrame | None = None

    @property
    def impacts(self) -> pd.DataFrame:
        """One row per figure, finest cells only: scenario, year, region, sector, measure, stage, concept, ..., unit.

        The columns are scenario, year, region, sector, measure, stage, concept, statistic, value, unit. Money is MEUR
        of the price year, jobs in labour years of employees (full-time jobs during a year). What use could do stands
        below spending, under concepts of its own, sectors together: measures `productivity`, `firms_using_ai`,
        `births_in_j`, `private_rd` and others, each with its unit.

        Raises
        ------
        InputError
            The run did not keep them.
        """
        if self.cells is None:
            found = f"a run that kept {self.manifest.get(KEPT)} only"
            todo = f"Run it without --totals (keep={Keep.EVERYTHING.value!r}), with {MOST_DRAWS:,} draws at most."
            raise InputError(Problem(self.scenario.name, "impacts", found, "a result with its cells", todo))
        return self.cells

    @property
    def left_out(self) -> list[dict[str, str]]:
        """What this result says nothing about, in two languages."""
        return [text.model_dump() for text in self.scenario.left_out]

    @property
    def notes(self) -> list[dict[str, str]]:
        """What a user must know about the regional figures, in two languages."""
        return list(self.manifest["notes"])

    @property
    def drawn(self) -> bool:
        """Whether anything has a range; without one, a single draw says it all."""
        ranged = self.assumptions["low"] < self.assumptions["high"]
        return bool((ranged | ((self.assumptions["nothing"] > 0) & (self.assumptions["high"] > 0))).any())

    @property
    def few_draws(self) -> bool:
        """Whether the draws are too few to say in which range the outcome lies and what it depends on."""
        return self.drawn and bool(self.manifest["draws"] < FEWEST_DRAWS)

    @property
    def ranged(self) -> bool:
        """Whether there is a range in which nine in ten draws lie, and enough draws to know it."""
        return self.drawn and not self.few_draws

    @cached_property
    def cost(self) -> Cost | None:
        """What the spending is and what a labour year costs; None where totals of every draw were not kept."""
        return None if self.by_draw is None else cost_of(self.by_draw, self.manifest["price_year"])

    @property
    def _sampling(self) -> str:
        return str(self.manifest.get("sampling", "random"))  # results of before there was a choice

    @property
    def noise(self) -> float:
        """The influence under which nothing can be said with this number of draws, see `influence`."""
        return 4 / float(self.manifest["draws"])

    @property
    def failed_checks(self) -> list[str]:
        """The names of the checks that do not hold: with one of them, no figure of this result can be used."""
        return [str(name) for name in self.checks.loc[~self.checks["passed"], "check"]]

    def summary(self) -> dict[str, Any]:
        """Return sums over years and sectors (mean, p05, p50, p95), what each depends on most, what use could do."""
        return {
            "scenario": self.scenario.name,
            "title": self.scenario.title.model_dump(),
            "study_area": self.manifest["study_area"],
            "years": [self.scenario.years[0], self.scenario.years[-1]],
            "price_year": self.scenario.price_year,
            "budget_meur": self.scenario.budget,
            "share_of_draws_cut_to_the_funding": self.manifest["share_of_draws_cut_to_the_funding"],
            "headline": self._figures(HEADLINES),
            "net_regional_made_of": self._composition(),
            "balance_netherlands": [self.national(measure).as_row() for measure in MEASURES],
            "weightiest_assumptions": self._weightiest(3),
            "left_out": self.left_out,
            "failed_checks": self.failed_checks,
            **({"cost": self.cost.as_row()} if self.cost else {}),
            **({} if self.by_draw is None else {"convergence": convergence_rows(self.by_draw, self._sampling)}),
            **self._use(),
        }

    def _use(self) -> dict[str, Any]:
        if self.use is None or self.use_assumptions is None:
            return {}
        of_use = (self.use, self.use_assumptions, self.manifest)
        return {"use": summary_of_use(*of_use, SUMMARY_STATISTICS, FEWEST_DRAWS)}

    def over_years(self, concept: str, measure: str) -> dict[str, float]:
        """Return the statistics of one concept and measure, all years, sectors and stages together; zeros if none."""
        return {s: self._sums.get((concept, measure, s), 0.0) for s in STATISTICS}

    def in_area(self, region: str, concept: str, measure: str) -> dict[str, float]:
        """Return the statistics of one area, all years, sectors and stages together; empty where there is no figure."""
        return self._areas.get((region, concept, measure), {})

    @cached_property
    def _areas(self) -> dict[tuple[str, str, str], dict[str, float]]:
        if self.areas is None:
            return {}
        together = self.areas["year"].isna() & (self.areas["sector"] == ALL) & (self.areas["stage"] == "total")
        over_years = self.areas[together]
        found: dict[tuple[str, str, str], dict[str, float]] = {}
        for region, *key, statistic, value in over_years[["region", *_KEYS]].itertuples(index=False):
            found.setdefault((region, *key), {})[statistic] = value
        return found

    @cached_property
    def _sums(self) -> dict[tuple[str, str, str], float]:
        over_all = self.totals[
            self.totals["year"].isna() & (self.totals["sector"] == ALL) & (self.totals["stage"] == "total")
        ]
        return {(str(c), str(m), str(s)): float(v) for c, m, s, v in over_all[_KEYS].itertuples(index=False)}

    def _figures(self, concepts: tuple[str, ...]) -> list[dict[str, Any]]:
        return [
            {"concept": c, "measure": m, "unit": MEASURES[m].unit, **{s: found[s] for s in SUMMARY_STATISTICS}}
            for c in concepts
            for m in MEASURES
            if any((found := self.over_years(c, m)).values())
        ]

    def _composition(self) -> list[dict[str, Any]]:
        columns = ["part", "measure", "statistic", "value"]
        values = {(p, m, s): float(v) for p, m, s, v in self.composition[columns].itertuples(index=False)}
        return [
            {"part": part, "measure": measure, **{s: values[part, measure, s] for s in SUMMARY_STATISTICS}}
            for part in PARTS
            for measure in MEASURES
        ]

    def national(self, measure: str) -> NationalBalance:
        """Return the balance of demand for the Netherlands of one measure, and whether its sign is known."""
        found = self.over_years("net_national", measure)
        drives = self._drives("net_national", measure)
        return NationalBalance(measure, found["p05"], found["mean"], found["p95"], self.ranged, *drives)

    def _drives(self, concept: str, measure: str) -> tuple[str, float]:
        """Return the name of the assumption with most influence on a headline and its share; money goes by value."""
        name = column(concept, "jobs" if measure == "jobs" else "value_added")
        shares = self.assumptions.set_index("name")[name].dropna()
        if shares.empty or self.few_draws:
            return "", 0.0
        return str(shares.idxmax()), float(shares.max())

    def _weightiest(self, count: int) -> dict[str, list[dict[str, Any]]]:
        """Return the assumptions with most influence on each headline, by the name of its column."""
        if self.few_draws:
            return {column(*headline): [] for headline in QUOTED}
        return {column(*headline): self._most_influential(column(*headline), count) for headline in QUOTED}

    def _most_influential(self, name: str, count: int) -> list[dict[str, Any]]:
        known = self.assumptions[self.assumptions[name] >= self.noise]
        first = known.sort_values(name, ascending=False, kind="stable").head(count)
        columns = ["name", "title_en", "title_nl", "low", "central", "high", "unit", "basis", name]
        named = first[columns].rename(columns={name: "influence"})
        return [{str(key): value for key, value in row.items()} for row in named.to_dict("records")]

    def save(self, folder: str | Path) -> Path:
        """Write the result folder and return its path; an earlier result there is replaced as a whole, or not at all.

        Raises
        ------
        InputError
            When the folder holds anything that an earlier run did not write, or cannot be written.
        """
        out = Path(folder)
        with replaced_folder(out) as fresh:
            for name, frame in self._frames().items():
                _write_csv(frame, fresh / f"{name}.csv")
            for name in _PARQUET & self._frames().keys():
                self._frames()[name].to_parquet(fresh / f"{name}.parquet", compression="zstd", index=False)
            if self.by_draw is not None:
                by_draw.write(self.by_draw, fresh / by_draw.FILE)
            if self.area_draws is not None:
                figures_by_draw.write(self.area_draws, fresh / figures_by_draw.FILE)
            _write_json(self.summary(), fresh / "summary.json")
            seal(fresh, {**self.manifest, "definition": self.scenario.model_dump(mode="json")})
        return out

    def _frames(self) -> dict[str, pd.DataFrame]:
        optional = {
            "impacts": self.cells,
            "areas": self.areas,
            "municipalities": self.municipalities,
            "use": self.use,
            "use_assumptions": self.use_assumptions,
            "use_municipalities": self.use_municipalities,
        }
        return {
            "totals": self.totals,
            "staircase": self.staircase,
            "composition": self.composition,
            "assumptions": self.assumptions,
            "spent": self.spent,
            "checks": self.checks,
            **{name: frame for name, frame in optional.items() if frame is not None},
        }

    @classmethod
    def load(cls, folder: str | Path) -> ScenarioResult:
        """Return the result in a folder that `save` wrote.

        Raises
        ------
        InputError
            When the folder is no result, or a file in it is not the one that was written (both checksums are named);
            the manifest, which names the others, carries the checksum of its own content.
        """
        path = Path(folder)
        manifest = _read_manifest(path / MARK)
        written = manifest.pop("files")
        _verify(path, written)
        return cls(
            scenario=_definition(path / MARK, manifest.pop("definition")),
            totals=pd.read_parquet(path / "totals.parquet"),
            staircase=pd.read_csv(path / "staircase.csv"),
            composition=pd.read_csv(path / "composition.csv"),
            assumptions=_assumptions(path / "assumptions.csv"),
            spent=pd.read_csv(path / "spent.csv", keep_default_na=False),
            checks=pd.read_csv(path / "checks.csv", keep_default_na=False),
            manifest=manifest,
            by_draw=by_draw.read(path / by_draw.FILE, manifest["draws"]) if by_draw.FILE in written else None,
            cells=_if_there(path / "impacts.parquet", pd.read_parquet),
            area_draws=_if_there(
                path / figures_by_draw.FILE, lambda file: figures_by_draw.read(file, manifest["draws"])
            ),
            areas=_if_there(path / "areas.parquet", pd.read_parquet),
            municipalities=_if_there(path / "municipalities.parquet", pd.read_parquet),
            use=_if_there(path / "use.parquet", pd.read_parquet),
            use_municipalities=_if_there(path / "use_municipalities.parquet", pd.read_parquet),
            use_assumptions=_if_there(path / "use_assumptions.csv", _assumptions),
        )


def _assumptions(path: Path) -> pd.DataFrame:
    """Return the ranges in a file; one of before some columns were there gets them as they would have been."""
    missing = {name: [""] for name in (*(column(*headline) for headline in QUOTED), INFLUENCE_OF_USE)}
    frame = pd.read_csv(path, keep_default_na=False, na_values=missing)
    later: dict[str, str | float] = {DUTCH_SOURCE: "", **LATER}
    return frame.assign(**{name: usual for name, usual in later.items() if name not in frame}).astype(
        {"nothing": float}
    )


Read = TypeVar("Read")
_PARQUET = {"impacts", "totals", "areas", "municipalities", "use", "use_municipalities"}
_AGAIN = "Make the result again with impact run."


def _if_there(path: Path, read: Callable[[Path], Read]) -> Read | None:
    """Return what is in a file that only some results have."""
    return read(path) if path.is_file() else None


def _read_manifest(path: Path) -> dict[str, Any]:
    """Return the content of a manifest; refuse one of something else, and one that was changed after it was written."""
    if not path.is_file():
        todo = "Make one with: impact run --out DIR."
        raise InputError(Problem(str(path.parent), "folder", f"no {MARK}", "the folder of a result", todo))
    try:
        content = read_json(path)
    except ValueError as error:  # no UTF-8, or no JSON
        raise InputError(
            Problem(str(path), "file", f"no JSON ({error})", "the manifest of a result", _AGAIN)
        ) from error
    if not isinstance(content, dict) or not {"definition", "files", SEAL} <= content.keys():
        found, expected = "no definition, files and sha256", "the manifest of a scenario's result"
        raise InputError(Problem(str(path), "file", found, expected, _AGAIN))
    recorded = content.pop(SEAL)
    if (found := checksum_of(content)) != recorded:
        todo = f"The manifest was changed after it was written. {_AGAIN}"
        raise InputError(Problem(str(path), SEAL, found, str(recorded), todo))
    return content


def _definition(path: Path, definition: Any) -> Scenario:
    try:
        return Scenario.model_validate(definition)
    except ValidationError as error:  # written by a version that knew other keys
        raise InputError(model_problems(str(path), "definition", Scenario, error)) from error


def _verify(folder: Path, files: dict[str, str]) -> None:
    todo = f"The folder was changed after it was written. {_AGAIN}"
    problems = [Problem(str(folder / name), "sha256", seen, files[name], todo) for name, seen in altered(folder, files)]
    if problems:
        raise InputError(problems)


def _write_csv(frame: pd.DataFrame, path: Path) -> None:
    import pyarrow as pa
    from pyarrow import csv

    table = pa.Table.from_pandas(frame, preserve_index=False)
    csv.write_csv(table, path, csv.WriteOptions(quoting_style="needed"))


def _write_json(content: dict[str, Any], path: Path) -> None:
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")
