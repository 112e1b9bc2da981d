"""What `impact map` draws: figures of the panel, of a result or of a design, in the style that is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from impact.errors import InputError, Problem
from impact.report.maps.style import LEVELS, MapStyle, is_scheme, own_bounds

if TYPE_CHECKING:
    from impact.regions import Level, StudyArea
    from impact.report.maps.figures import MapFigures
    from impact.report.maps.picture import MapPicture
    from impact.words.languages import Lang

    Shown = tuple[MapFigures, StudyArea | None]  # figures, and the area that is shown

_COMPARED = ("years", "change_from", "index")


@dataclass(frozen=True)
class MapOrder:
    """What is asked of `impact map`; what is not said is empty or zero.

    Attributes
    ----------
    variable : of the panel or of a result, or a design.
    level : of regions.
    years : one, or several for small multiples.
    region : the study area or the codes that are shown.
    sector, per : a part, and what is divided by.
    change_from, index : the year that others are compared with.
    result, concept : the folder of a result, and which of its concepts.
    outcome : of a design.
    data : where figures of the panel come from.
    """

    variable: str
    level: str = ""
    years: tuple[int, ...] = ()
    region: tuple[str, ...] = ()
    sector: str = ""
    per: str = ""
    change_from: int = 0
    index: int = 0
    result: Path | None = None
    concept: str = ""
    outcome: str = ""
    data: str = "snapshot"

    def __post_init__(self) -> None:
        """Refuse options that do not go together, all at once; raises InputError."""
        if not self.variable:
            todo = "Name one, such as jobs; `impact panel --help` and docs/maps.md say more."
            raise InputError(Problem("map", "variable", "nothing", "a variable, or the design of a study", todo))
        if problems := [*self._of_result(), *self._of_design()]:
            raise InputError(problems)

    @property
    def of_design(self) -> bool:
        """Whether the outcome of a design is asked for."""
        from impact.effects.registered.design_file import is_design

        return is_design(self.variable) or Path(self.variable).suffix == ".toml"

    @property
    def place(self) -> Level:
        """The level of regions; the first one when nothing is said. What is no level is refused where it is read."""
        return cast("Level", self.level or LEVELS[0])

    def said(self, *names: str) -> dict[str, Any]:
        """Return some of what is asked, by name."""
        return {name: getattr(self, name) for name in names}

    def _of_result(self) -> Iterator[Problem]:
        """Yield what goes wrong: a result has concepts, and no year to compare with."""
        if self.result is None and self.concept:
            todo = "Name the folder of a result with --result, or leave --concept out."
            yield Problem("option", "--concept", repr(self.concept), "an option of a result", todo)
        for option, given in (("--change-from", self.change_from), ("--index", self.index)):
            if self.result is not None and given:
                todo = "Leave it out: a result says what a scenario adds in each year."
                yield Problem("option", option, str(given), "nothing beside --result", todo)

    def _of_design(self) -> Iterator[Problem]:
        """Yield what goes wrong: a design states itself what is measured where, and only a design has outcomes."""
        if self.outcome and not self.of_design:
            found = f"{self.outcome} of {self.variable}"
            yield Problem("option", "--outcome", found, "an outcome of a design file", "Leave it out.")
        usual = {field.name: field.default for field in fields(self)}
        for name in ("level", "sector", "per", "data", "result") if self.of_design else ():
            if getattr(self, name) != usual[name]:
                todo = "Leave it out: the design says so itself."
                yield Problem("option", f"--{name}", str(getattr(self, name)), "none with a design file", todo)


def map_written(order: MapOrder, style: MapStyle, out: Path, lang: Lang) -> str:
    """Draw a map, write it, and return what was made, line by line.

    Parameters
    ----------
    order
        What it shows.
    style
        How it is drawn.
    out
        The file.
    lang
        `nl` or `en`.

    Raises
    ------
    InputError
        For a file that cannot be written, or figures that are not there.
    """
    from impact.parallel import ahead
    from impact.report.maps.files import check_path, write

    check_path(out)
    with ahead(2) as line:
        figures, area = _shown(order)
        line.advance()
        picture = style.picture(figures, lang, area)
        write(picture, out)
    return _made(picture, out)


def _shown(order: MapOrder) -> Shown:
    if order.of_design:
        return _of_design(order)
    return _of_panel(order) if order.result is None else _of_result(order.result, order)


def _of_panel(order: MapOrder) -> Shown:
    """Return the figures of a variable of the panel, and the area that is shown."""
    from impact.report.maps.figures import map_figures
    from impact.report.maps.question import map_question

    asked = order.said("region", "sector", "per", "data", *_COMPARED)
    question = map_question(order.variable, level=order.place, **asked)
    return map_figures(question), question.area


def _of_result(result: Path, order: MapOrder) -> Shown:
    """Return the figures of what a scenario leads to, and the area that is shown."""
    from impact.report.maps.outcome import outcome_of
    from impact.report.maps.outcome_figures import GROSS, OutcomeQuestion, outcome_figures
    from impact.report.maps.question import area_of

    found = outcome_of(result)
    area = area_of(order.region, order.place)
    said = order.said("years", "sector", "per", "data")
    concept = order.concept or GROSS
    question = OutcomeQuestion(order.variable, level=order.place, concept=concept, area=area, **said)
    return outcome_figures(found, question), area


def _of_design(order: MapOrder) -> Shown:
    """Return the figures of an outcome of a design, and the area that is shown."""
    from impact.report.maps.design_outcome import design_figures
    from impact.report.maps.question import map_question

    figures = design_figures(order.variable, outcome=order.outcome, **order.said(*_COMPARED))
    compared = order.said("region", "change_from", "index")
    return figures, map_question("", level=figures.level, years=figures.years, **compared).area


def _made(picture: MapPicture, out: Path) -> str:
    from impact.report.screens.files import kilobytes
    from impact.words.statements import in_language, said

    shown, period = picture.shown, picture.figures.period
    years = period.spoken(picture.lang) if period else ", ".join(map(str, picture.figures.years))
    counts = {"figures": int(shown["value"].notna().sum()), "regions": shown["region"].nunique()}
    made = said("file_map", path=str(out), size=kilobytes(out), years=years, **counts)
    return "\n".join([in_language(made, picture.lang), *picture.remarks, picture.source])


def bounds_or_name(text: str) -> str | tuple[float, ...]:
    """Return bounds that are written with commas between them, or the text where it is none: a scheme, or a mistake.

    Parameters
    ----------
    text
        Of the option.
    """
    return text if is_scheme(text) else own_bounds(text.split(",")) or text


def years_of(year: int, years: str) -> tuple[int, ...]:
    """Return the years that are asked for; none for the last one.

    Parameters
    ----------
    year
        One, or 0.
    years
        Several with commas between them, or nothing.

    Raises
    ------
    InputError
        Both are given, or a year is no year.
    """
    if year and years:
        found = f"--year {year} and --years {years}"
        raise InputError(Problem("option", "--years", found, "one of the two", "Leave one out."))
    if not years:
        return (year,) if year else ()
    parts = years.split(",")
    if not all(re.fullmatch("[0-9]{4}", part) for part in parts):
        todo = "Write years with commas between them."
        raise InputError(Problem("option", "--years", repr(years), "years such as 2015,2020,2024", todo))
    return tuple(int(part) for part in parts)
