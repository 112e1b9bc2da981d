"""What is compared with what: the design of a difference-in-differences study, before any figure is seen."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from math import isfinite
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from impact.effects.design.doses import Dose
from impact.effects.design.exposures import Exposure
from impact.effects.design.phase_order import misordered
from impact.effects.design.results import NotIdentified, NotIdentifiedError
from impact.errors import InputError, Problem
from impact.words.statements import said

if TYPE_CHECKING:
    import pandas as pd

FEWEST_CONTROLS = 2  # of a group: one alone is its own mean


@dataclass(frozen=True)
class Design:
    """Which units were treated when, and which others may stand for what would have happened.

    Parameters
    ----------
    outcome, unit, time
        Column names of the panel; `time` holds whole years (or periods).
    first_treated
        First period in which each treated unit is treated, by unit; every other unit is a control. Treatment is taken
        to stay: leave out a unit that stops being treated, or the years from then on.
    anticipation
        Periods before the first treated one in which the outcome may already react (announcement, building).
        They are used neither as clean pre-periods nor as post-periods.
    exclude
        Units used neither as treated nor as controls.
    donors
        The controls, by name; empty means every unit that is not treated and not excluded.
    covariates
        Columns used by the estimators that can (Callaway-Sant'Anna).
    weights
        Column of regression weights, constant within a unit.
    size
        Column with the number of people or firms behind a unit's figure, for Ferman-Pinto; constant within a unit.
    neighbours
        For every unit the units next to it; when given, permutations and placebos move several treated units as one
        contiguous block. They must then adjoin each other and share one date, or the permutation is refused; the
        blocks they are compared with are compact ones of as many units, one grown from every unit.
    status
        Column that says how sure a cell is; ignored when the panel has none.
    relative_to
        Column of groups, such as the country: the outcome is taken less the mean of the controls of the group in the
        period, whoever the controls are. A group with one control or none has nobody to compare with.
    cluster
        Column of groups of units whose errors move together, such as the province; constant within a unit. Errors are
        then measured between these groups, of which there have to be enough; units that are treated together in one
        are not reassigned one by one.
    against
        Column of the same figure of a group in the same unit and period that the measure does not touch, such as the
        other sectors of the region: the outcome is taken less it, which makes every estimate a triple difference.
    phases
        The phases of one treatment, each with its first period: the first begins with the treatment, which has one
        date. `estimate` then returns an effect for each, and says which of them need an assumption.
    dose
        How much of the treatment each treated unit got, for the estimators that compare doses.
    exposure
        Where units lie and how an effect fades with distance, for the estimators of what happens around the treated.

    Raises
    ------
    InputError
        When the parts contradict each other; every contradiction is listed.
    """

    outcome: str
    unit: str
    time: str
    first_treated: Mapping[Any, int]
    _: KW_ONLY
    anticipation: int = 0
    exclude: Sequence[Hashable] = ()
    donors: Sequence[Hashable] = ()
    covariates: Sequence[str] = ()
    weights: str | None = None
    size: str | None = None
    neighbours: Mapping[Any, Sequence[Any]] = field(default_factory=dict)
    status: str = "status"
    relative_to: str | None = None
    cluster: str | None = None
    against: str | None = None
    phases: Mapping[str, int] = field(default_factory=dict)
    dose: Dose | None = None
    exposure: Exposure | None = None

    def __post_init__(self) -> None:
        dates = {unit: _whole(date) for unit, date in dict(self.first_treated).items()}  # a Series will do as well
        object.__setattr__(self, "first_treated", dates)
        object.__setattr__(self, "anticipation", _whole(self.anticipation))
        object.__setattr__(self, "phases", {name: _whole(first) for name, first in dict(self.phases).items()})
        problems = tuple(_contradictions(self))
        if problems:
            raise InputError(problems)

    @property
    def dates(self) -> tuple[int, ...]:
        """The distinct first treated periods, ascending."""
        return tuple(sorted({int(date) for date in self.first_treated.values()}))


def less_the_other_group(panel: pd.DataFrame, design: Design) -> pd.DataFrame:
    """Return a panel with its outcome less that of the other group of the same unit, where the design names one.

    The estimate is then the difference-in-differences of the one less that of the other (Gruber 1994): it holds if the
    gap between the two would have moved in the treated units as in the controls, and the other group is not touched.
    """
    if design.against is None:
        return panel
    return panel.assign(**{design.outcome: panel[design.outcome] - panel[design.against]})


def relative_to_controls(panel: pd.DataFrame, design: Design) -> pd.DataFrame:
    """Return a panel with its outcome less the mean of the controls of the same group, where the design asks for it.

    The panel holds the treated and the controls, no others. Controls alone in their group are left out.

    Raises
    ------
    NotIdentifiedError
        When a treated unit has nobody of its group to be compared with.
    """
    if design.relative_to is None:
        return panel
    unit, group, outcome = panel[design.unit], panel[design.relative_to], panel[design.outcome]
    treated = unit.isin(list(design.first_treated))
    controls = group.map(unit[~treated].groupby(group).nunique())
    compared = controls >= FEWEST_CONTROLS  # false where there are none
    if alone := sorted(set(unit[treated & ~compared]), key=str):
        reason = said("alone_in_group", units=", ".join(map(str, alone)))
        raise NotIdentifiedError(NotIdentified(reason, (said("donors_of_its_group"), said("exclude_the_unit"))))
    mean = outcome.where(~treated).groupby([group, panel[design.time]]).transform("mean")
    return panel.assign(**{design.outcome: outcome - mean})[compared]


def _whole(number: Any) -> Any:
    """Return a whole number as int, whatever its type (2016.0 in a column beside missing ones); all else as it is."""
    if isinstance(number, bool):
        return number
    if isinstance(number, Integral):
        return int(number)
    return int(float(number)) if isinstance(number, Real) and float(number).is_integer() else number


def _counts(number: Any) -> bool:
    return isinstance(number, int) and not isinstance(number, bool)


def _never(date: Any) -> bool:
    """Return whether this is how others write that a unit is never treated; 0 may be a period."""
    return date is None or repr(date) in ("<NA>", "NaT") or (isinstance(date, Real) and not isfinite(float(date)))


def _contradictions(design: Design) -> Iterator[Problem]:
    def problem(field: str, found: object, expected: str, todo: str) -> Problem:
        return Problem("design", field, str(found), expected, todo)

    if not design.first_treated:
        yield problem("first_treated", "no treated unit", "at least one", "Name a treated unit and its first year.")
    if never := [unit for unit, date in design.first_treated.items() if _never(date)]:
        found = f"no year for {len(never)} units, first {never[:5]}"
        todo = "Leave out the units that are never treated: every unit without a year is a control."
        yield problem("first_treated", found, "the first treated year of treated units alone", todo)
    for unit, date in design.first_treated.items():
        if not _never(date) and not _counts(date):
            todo = "Write the year, or the number of the period, as a whole number."
            yield problem(f"first_treated[{unit}]", repr(date), "a whole year", todo)
    if not _counts(design.anticipation) or design.anticipation < 0:
        yield problem("anticipation", repr(design.anticipation), "a whole number of periods, 0 or more", "Correct it.")
    both = [u for u in design.first_treated if u in set(design.exclude)]
    if both:
        yield problem("exclude", f"treated units {both}", "controls only", "Take them out of one of the two.")
    pool = [u for u in design.donors if u in design.first_treated]
    if pool:
        yield problem("donors", f"treated units {pool}", "units never treated", "Take them out of the donor pool.")
    yield from _phase_contradictions(design)


def _phase_contradictions(design: Design) -> Iterator[Problem]:
    if odd := {name: first for name, first in design.phases.items() if not _counts(first)}:
        yield Problem("design", "phases", str(odd), "a whole first year for each", "Write the year as a number.")
    elif design.phases and design.first_treated and all(map(_counts, design.first_treated.values())):
        for found, expected, todo in misordered(design.phases, design.dates):
            yield Problem("design", "phases", found, expected, todo)
