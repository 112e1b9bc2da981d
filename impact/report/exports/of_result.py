"""The result of a scenario as an export: the sums that people read, by area and municipality, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from impact import regions
from impact.errors import InputError, Problem
from impact.panel.names import NAMES, sector_label
from impact.report.exports.content import Export, Table
from impact.scenario.answer.statistics import FEWEST_DRAWS
from impact.scenario.answer.where import place
from impact.sources.provenance import Record
from impact.words.languages import Lang
from impact.words.names import Name, Named, called
from impact.words.statements import in_language, said

if TYPE_CHECKING:
    from impact.scenario import ScenarioResult

_KEY = ("year", "region", "sector", "measure", "stage", "concept", "statistic")
_SPREAD = "statistic"
_OF_A_RANGE = ["name", "title", "low", "central", "high", "means", "unit", "basis", "source"]


def export_of_result(result: ScenarioResult, lang: Lang) -> Export:
    """Return a result as an export.

    Parameters
    ----------
    result : ScenarioResult
        What a scenario leads to.
    lang : str
        `nl` or `en`: of the names beside the codes, and of titles and sources of assumptions.

    Raises
    ------
    InputError
        When a check of the result fails: none of its figures can be used.
    """
    if failed := result.failed_checks:
        todo = "None of its figures can be used: mend the scenario and run it again."
        raise InputError(Problem(result.scenario.name, "checks", ", ".join(failed), "checks that hold", todo))
    manifest = result.manifest
    return Export(
        name=result.scenario.name,
        title=result.scenario.title,
        about=said(
            "export_of_result_about",
            question=result.scenario.question,
            draws=manifest["draws"],
            seed=manifest["seed"],
            price_year=manifest["price_year"],
            area=_area(result),
        ),
        tables=tuple(_tables(result, lang)),
        records=_records(manifest),
        cautions=tuple(_cautions(result)),
        years=_years(result),
        price_year=int(manifest["price_year"]),
    )


def _tables(result: ScenarioResult, lang: Lang) -> Iterator[Table]:
    yield Table("totals", _with_names(_known(result.totals, result), result, lang), _KEY, _SPREAD)
    for name, frame in (("areas", result.areas), ("municipalities", result.municipalities)):
        if frame is not None:
            yield Table(name, _with_names(_known(frame, result), result, lang), _KEY, _SPREAD, long=False)
    yield Table("staircase", _known(result.staircase, result), ("step", "measure", "statistic"), _SPREAD)
    yield Table("assumptions", _ranges(result.assumptions, lang), ("name",))
    yield Table("checks", result.checks[["check", "where", "value", "tolerance", "passed"]], ("check", "where"))


def _known(frame: pd.DataFrame, result: ScenarioResult) -> pd.DataFrame:
    """Return the rows that the draws bear: with few of them, the means alone."""
    return frame[frame["statistic"] == "mean"] if result.few_draws else frame


def _with_names(frame: pd.DataFrame, result: ScenarioResult, lang: Lang) -> pd.DataFrame:
    """Return rows with what their regions and sectors are called; a year is whole or missing."""
    area = {result.manifest["study_area"]: _area(result)}
    region = {code: in_language(area.get(code) or _region(code), lang) for code in frame["region"].unique()}
    sector = {code: in_language(_sector(code), lang) for code in frame["sector"].unique()}
    known = frame.assign(
        year=frame["year"].astype("Int64"),
        region_name=frame["region"].map(region),
        sector_name=frame["sector"].map(sector),
    )
    return known[[*_beside(list(frame.columns))]].reset_index(drop=True)


def _beside(columns: list[str]) -> Iterator[str]:
    """Yield the columns, the name of a thing after its code."""
    for column in columns:
        yield column
        if (name := f"{column}_name") in NAMES:
            yield name


def _region(code: str) -> Named:
    return called("whole", "every_region") if code == "*" else place(code)


def _sector(code: str) -> Named:
    return called("whole", "every_sector") if code == "*" else sector_label(code)


def _area(result: ScenarioResult) -> Name:
    found = regions.study_area(result.scenario.study_area)
    return Name(en=found.title("en"), nl=found.title("nl"))


def _ranges(frame: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """Return assumptions with their titles and sources in a language."""
    source = frame["source_nl"].where(frame["source_nl"].ne(""), frame["source"]) if lang == "nl" else frame["source"]
    return frame.assign(title=frame[f"title_{lang}"], source=source)[_OF_A_RANGE]


def _records(manifest: dict[str, Any]) -> tuple[Record, ...]:
    listed = [*manifest["sources"], *(manifest.get("use") or {}).get("sources", ())]
    records = {one["table"]: Record(**{**one, "cautions": tuple(one["cautions"])}) for one in listed}
    return tuple(records.values())


def _cautions(result: ScenarioResult) -> Iterator[Named]:
    yield said("export_never_add")
    draws = int(result.manifest["draws"])
    few = said("export_few_draws", draws=draws, fewest=FEWEST_DRAWS)
    yield few if result.few_draws else said("export_percentiles")
    yield from (said("export_left_out", text=Name(en=text["en"], nl=text["nl"])) for text in result.left_out)
    yield from (Name(en=note["en"], nl=note["nl"]) for note in result.notes)
    yield said("export_finest")


def _years(result: ScenarioResult) -> tuple[int, int]:
    years = result.totals["year"].dropna()
    return int(years.min()), int(years.max())
