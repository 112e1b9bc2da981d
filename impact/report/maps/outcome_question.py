"""What a map of an outcome is asked to show, and whether the result has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from impact import regions
from impact.errors import InputError, Problem, suggestion
from impact.panel.figures import SNAPSHOT
from impact.report.maps.figures import NATION
from impact.report.maps.outcome import FRAMES, Outcome
from impact.scenario.answer.statistics import ALL

if TYPE_CHECKING:
    from impact.panel.figures import Figures
    from impact.regions import Level, StudyArea
    from impact.sources.store import Store

NOTHING = "nothing"
"""What is divided by where amounts are wanted as they are."""
USUAL: Mapping[Level, str] = MappingProxyType({"corop": "jobs", "gemeente": NOTHING})
"""What is divided by where nothing is said: jobs by municipality do not travel with the package."""
GROSS = "gross"
_BY_YEAR_NONE = "Sectors are there for all years together: leave the year out."
_NO_SECTORS = "Leave --sector out: areas have no figures by sector here, only all of them together."


@dataclass(frozen=True)
class OutcomeQuestion:
    """What a map of an outcome is asked to show.

    Attributes
    ----------
    measure : jobs, value_added, output, compensation or taxes.
    level : corop or gemeente.
    concept : gross, net_regional, or another one of the result; they are never added up.
    years : one, or several for small multiples; all years together when empty.
    sector : a code; all sectors together when "".
    per : a variable of the panel to divide by, `NOTHING` for amounts; `USUAL` when "".
    area : the study area that is shown; the country when None.
    data : where what is divided by comes from, as for `impact.panel.panel`.
    """

    measure: str = "jobs"
    level: Level = "corop"
    concept: str = GROSS
    years: tuple[int, ...] = ()
    sector: str = ""
    per: str = ""
    area: StudyArea | None = None
    data: str | Path | Store | Figures = SNAPSHOT

    @property
    def divided_by(self) -> str:
        """The variable that is divided by; "" for amounts."""
        named = self.per or USUAL.get(self.level, NOTHING)
        return "" if named == NOTHING else named


def chosen(outcome: Outcome, asked: OutcomeQuestion) -> pd.DataFrame:
    """Return the rows of a measure and a concept, all stages together, of every year and sector.

    Parameters
    ----------
    outcome
        What a scenario leads to.
    asked
        What a map is asked to show.

    Raises
    ------
    InputError
        What the result does not have, with what it has.
    """
    if asked.level not in outcome.frames:
        levels = [level for level in FRAMES if level in outcome.frames]
        found, todo = repr(str(asked.level)), f"Choose one of: {', '.join(levels)}."
        expected = "a level at which the result has figures"
        raise InputError(Problem(outcome.place, "level", found, expected, todo))
    frame = outcome.frames[asked.level]
    frame = frame[frame["stage"].eq("total")]
    if problems := list(_absent(frame, asked, outcome.place)):
        raise InputError(problems)
    return frame[frame["measure"].eq(asked.measure) & frame["concept"].eq(asked.concept)]


def drawn_regions(level: Level) -> list[str]:
    """Return the regions of which a map can show figures: those of a level, and the nation for the key.

    A result also has rows of the study area as a whole, with its sectors. They say nothing of the areas in it.

    Parameters
    ----------
    level
        corop or gemeente.
    """
    return [*regions.codes(level), NATION]


def _absent(frame: pd.DataFrame, asked: OutcomeQuestion, place: str) -> Iterator[Problem]:
    years = sorted(int(year) for year in frame["year"].dropna().unique())
    drawn = frame[frame["region"].isin(drawn_regions(asked.level))]
    together = drawn[drawn["year"].isna()]
    of_years = drawn[drawn["year"].isin(asked.years)] if asked.years else together
    of_measure = frame[frame["measure"].eq(asked.measure)]
    wanted = {
        "measure": ([asked.measure], list(frame["measure"].unique())),
        "concept": ([asked.concept], list((of_measure if len(of_measure) else frame)["concept"].unique())),
        "year": (list(map(str, asked.years)), list(map(str, years))),
        "sector": ([asked.sector or ALL], list(of_years["sector"].unique())),
    }
    for field, (given, there) in wanted.items():
        if field == "sector" and asked.years and not set(asked.years) <= set(years):
            continue  # the year has been refused, and with it every sector
        for one in given:
            if one not in there:
                todo = _there(field, one, there, sectors=bool(together["sector"].ne(ALL).any()))
                yield Problem(place, field, repr(one), f"a {field} of the result", todo)


def _there(field: str, given: str, there: Sequence[str], *, sectors: bool) -> str:
    """Return what there is instead; `sectors` says whether there are any of all years together."""
    if field == "sector":
        named = [code for code in there if code != ALL]
        return suggestion(given, named) if named else _BY_YEAR_NONE if sectors else _NO_SECTORS
    if field == "year":
        return f"Choose one of {', '.join(there)}, or leave it out for all years together."
    return suggestion(given, there)
