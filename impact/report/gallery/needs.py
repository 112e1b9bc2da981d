"""What charts are drawn of: read from what a user names, or what travels with the package where that will do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from impact.errors import InputError, Problem
from impact.report.gallery.named import NamedChart, Need
from impact.words.names import Name

if TYPE_CHECKING:
    import pandas as pd

    from impact.effects import Evaluation
    from impact.productivity import Studies
    from impact.regions import StudyArea
    from impact.scenario import Comparison, ScenarioResult

RECORD = "regional-record"  # the publication whose area and studies stand where none is named


@dataclass(frozen=True)
class Source:
    """How what a chart needs is named.

    Attributes
    ----------
    about : what it is, in both languages.
    read : from what was named to what a chart is drawn of.
    least, most : how many have to be named, and may be.
    """

    about: Name
    read: Callable[[Sequence[str]], object]
    least: int
    most: int = 1


def given(chart: NamedChart, of: Sequence[str]) -> object:
    """Return what a chart is drawn of.

    Parameters
    ----------
    chart : NamedChart
        Which has a need.
    of : sequence of str
        What was named: folders, files, or names.

    Raises
    ------
    InputError
        Too little or too much was named, or it cannot be used.
    """
    source = SOURCES[chart.need]
    if not source.least <= len(of) <= source.most:
        found = ", ".join(of) or "nothing"
        expected = f"{chart.name} is drawn of {source.about.en}"
        raise InputError(Problem("option", "--of", found, expected, _todo(chart.need)))
    return source.read(of)


def _todo(need: Need) -> str:
    if need is Need.RESULT:
        return "Write one with `impact run --out FOLDER`, and name it: --of FOLDER."
    if need is Need.RESULTS:
        return "Write each with `impact run --out FOLDER`, and name them: --of FIRST --of SECOND."
    return "Name one: --of NAME." if SOURCES[need].least else "Name one, or leave it out."


def _result(of: Sequence[str]) -> ScenarioResult:
    from impact.scenario import ScenarioResult

    return ScenarioResult.load(of[0])


def _results(of: Sequence[str]) -> Comparison:
    from impact.scenario import ScenarioResult, compare

    return compare(*(ScenarioResult.load(folder) for folder in of))


def _evaluation(of: Sequence[str]) -> Evaluation:
    from impact.effects import evaluate

    return evaluate(of[0])


def _studies(of: Sequence[str]) -> Studies:
    from impact.productivity import read_studies, shipped_studies

    return read_studies(Path(of[0])) if of else shipped_studies()


def _area(of: Sequence[str]) -> StudyArea:
    from impact import regions
    from impact.report.pages.descriptions import OnRecord
    from impact.report.pages.publications import publication

    if of:
        return regions.study_area(of[0] if len(of) == 1 else list(of))
    about = publication(RECORD).about
    assert isinstance(about, OnRecord)
    return regions.study_area(about.area)


def _scores(of: Sequence[str]) -> pd.DataFrame:
    from impact.scenario.ledger import Ledger, shipped_backtest

    return Ledger.load(of[0]).score() if of else shipped_backtest()


_MANY = 40
SOURCES: Mapping[Need, Source] = {
    Need.RESULT: Source(Name("the folder of a result", "de map van een resultaat"), _result, 1),
    Need.RESULTS: Source(
        Name("two or more folders of results", "twee of meer mappen van resultaten"), _results, 2, _MANY
    ),
    Need.DESIGN: Source(Name("a design, its name or file", "een onderzoeksopzet, naam of bestand"), _evaluation, 1),
    Need.STUDIES: Source(
        Name(
            "a file of studies; those of the package if left out", "een bestand met studies; anders die van het pakket"
        ),
        _studies,
        0,
    ),
    Need.AREA: Source(
        Name(
            "a study area or its COROP codes; that of the record if left out",
            "een onderzoeksgebied of COROP-codes; anders dat van de regio",
        ),
        _area,
        0,
        _MANY,
    ),
    Need.LEDGER: Source(
        Name("a ledger; the shipped backtest if left out", "een register; anders de proef van het pakket"), _scores, 0
    ),
}
"""How each need is named and read."""
