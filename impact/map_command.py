"""The command `impact map`: parse, call, show what was made."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from impact.errors import InputError, Problem, suggestion
from impact.options import Data

if TYPE_CHECKING:
    from impact.regions import Level, StudyArea
    from impact.report.charts.map_classes import Scheme
    from impact.report.maps.figures import MapFigures
    from impact.report.maps.picture import MapPicture, Side

SCHEMES = ("quantile", "equal", "natural")
SIDES = ("zero", "nation")
FEWEST, MOST = 2, 9  # classes that can be told apart


def map_command(
    variable: Annotated[
        str,
        typer.Argument(
            help="A variable of the panel, such as jobs; of a result: jobs, value_added or output; or a design file, "
            "for the figures of its outcome."
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help="A file ending in .svg, .png, .pdf, .html, .gpkg or .csv.")],
    level: Annotated[
        str, typer.Option("--level", help="gemeente, corop (when left out) or provincie; a design has its own.")
    ] = "",
    year: Annotated[int, typer.Option("--year", help="The year; the last one with figures when left out.")] = 0,
    years: Annotated[str, typer.Option("--years", help="A small map for each, such as 2015,2020,2024.")] = "",
    region: Annotated[
        list[str] | None,
        typer.Option("--region", help="Zoom in: a study area (nij-begun), or a code; the option again for each code."),
    ] = None,
    sector: Annotated[str, typer.Option("--sector", help="A sector, such as J or M-N; else all together.")] = "",
    per: Annotated[
        str,
        typer.Option(
            "--per",
            help="Divide by this variable: population, jobs; the variable itself for a share. A result by COROP area "
            "is shown per 1,000 jobs; nothing gives its amounts.",
        ),
    ] = "",
    change_from: Annotated[int, typer.Option("--change-from", help="Show the change since this year, in %.")] = 0,
    index: Annotated[int, typer.Option("--index", help="Show an index, in which this year is 100.")] = 0,
    classes: Annotated[
        str, typer.Option("--classes", help="quantile, equal or natural; or the bounds, such as 10,20,50.")
    ] = "quantile",
    count: Annotated[int, typer.Option("--count", help="How many classes, 2 to 9.")] = 5,
    around: Annotated[
        str, typer.Option("--around", help="Two colours on either side of zero, or of the figure of the nation.")
    ] = "zero",
    size: Annotated[str, typer.Option("--size", help="page, slide (16:9) or phone.")] = "page",
    title: Annotated[str, typer.Option("--title", help="A title of your own.")] = "",
    result: Annotated[
        Path | None, typer.Option("--result", help="Show what a scenario leads to: the folder that impact run wrote.")
    ] = None,
    concept: Annotated[
        str, typer.Option("--concept", help="Of a result: gross, net_regional, or another of its concepts.")
    ] = "",
    outcome: Annotated[
        str, typer.Option("--outcome", help="Of a design file: which outcome; the one it puts first when left out.")
    ] = "",
    data: Data = "snapshot",
    lang: Annotated[str, typer.Option("--lang", help="nl or en.")] = "nl",
) -> None:
    """Draw a map of a variable or of a result by region that can be published, or write the figures that it draws."""
    scheme = _scheme(classes, count)
    if around not in SIDES:
        todo = suggestion(around, SIDES)
        raise InputError(Problem("option", "--around", repr(around), f"one of {', '.join(SIDES)}", todo))
    chosen = _years(year, years)
    _check_of_result(result, concept=concept, change_from=change_from, index=index)
    from impact.effects.registered.design_file import is_design
    from impact.report.maps.files import check_path
    from impact.report.maps.picture import MapPicture
    from impact.report.pages.picture import check_size, one_line
    from impact.words.texts import chart_words

    spoken = chart_words(lang).lang
    check_size(size)
    check_path(out)
    if is_design(variable) or Path(variable).suffix == ".toml":
        _no_choice_of_a_design(level=level, sector=sector, per=per, data=data, result=result)
        figures, area = _of_design(
            variable, region or (), outcome=outcome, years=chosen, change_from=change_from, index=index
        )
    elif outcome:
        found = f"{outcome} of {variable}"
        raise InputError(Problem("option", "--outcome", found, "an outcome of a design file", "Leave it out."))
    else:
        said: dict[str, Any] = {"level": level or "corop", "region": region or (), "years": chosen, "sector": sector}
        said["per"] = per
        if result is None:
            figures, area = _of_panel(variable, **said, change_from=change_from, index=index, data=data)
        else:
            figures, area = _of_result(result, variable, **said, concept=concept, data=data)
    _written(MapPicture(figures, spoken, area, scheme, count, _side(around), size, one_line(title)), out)


def _written(picture: MapPicture, out: Path) -> None:
    from impact.report.maps.files import write

    write(picture, out)
    typer.echo(_made(picture, out))


def _of_panel(variable: str, **asked: Any) -> tuple[MapFigures, StudyArea | None]:
    """Return the figures of a variable of the panel, and the area that is shown."""
    from impact.report.maps.figures import map_figures
    from impact.report.maps.question import map_question

    question = map_question(variable, **asked)
    return map_figures(question), question.area


def _of_result(
    result: Path, measure: str, *, level: str, region: Sequence[str], concept: str, **asked: Any
) -> tuple[MapFigures, StudyArea | None]:
    """Return the figures of what a scenario leads to, and the area that is shown."""
    from impact.report.maps.outcome import outcome_of
    from impact.report.maps.outcome_figures import GROSS, OutcomeQuestion, outcome_figures
    from impact.report.maps.question import area_of

    found = outcome_of(result)
    area = area_of(region, level)
    question = OutcomeQuestion(measure, level=cast("Level", level), concept=concept or GROSS, area=area, **asked)
    return outcome_figures(found, question), area


def _check_of_result(result: Path | None, *, concept: str, change_from: int, index: int) -> None:
    """Refuse options that do not go together: a result has concepts, and no year to compare with."""
    problems = []
    if result is None and concept:
        todo = "Name the folder of a result with --result, or leave --concept out."
        problems.append(Problem("option", "--concept", repr(concept), "an option of a result", todo))
    for option, given in (("--change-from", change_from), ("--index", index)):
        if result is not None and given:
            todo = "Leave it out: a result says what a scenario adds in each year."
            problems.append(Problem("option", option, str(given), "nothing beside --result", todo))
    if problems:
        raise InputError(problems)


def _side(around: str) -> Side:
    return "nation" if around == "nation" else "zero"


def _of_design(
    design: str, region: Sequence[str], *, outcome: str, years: Sequence[int], change_from: int, index: int
) -> tuple[MapFigures, StudyArea | None]:
    """Return the figures of an outcome of a design, and the area that is shown."""
    from impact.report.maps.design_outcome import design_figures
    from impact.report.maps.question import map_question

    figures = design_figures(design, outcome=outcome, years=years, change_from=change_from, index=index)
    asked = map_question(
        "", level=figures.level, region=region, years=figures.years, change_from=change_from, index=index
    )
    return figures, asked.area


def _no_choice_of_a_design(*, result: Path | None, **given: str) -> None:
    """Refuse options that a design states itself."""
    given = given if result is None else given | {"result": str(result)}
    stated = {"level": "", "sector": "", "per": "", "data": "snapshot", "result": ""}
    problems = [
        Problem("option", f"--{option}", value, "none with a design file", "Leave it out: the design says so itself.")
        for option, value in given.items()
        if value != stated[option]
    ]
    if problems:
        raise InputError(problems)


def _made(picture: MapPicture, out: Path) -> str:
    shown = picture.shown
    period = picture.figures.period
    years = period.spoken(picture.lang) if period else ", ".join(map(str, picture.figures.years))
    counted = f"{shown['value'].notna().sum()} figures of {shown['region'].nunique()} regions, {years}"
    return "\n".join([f"{out}  {out.stat().st_size / 1000:,.0f} kB: {counted}.", *picture.remarks, picture.source])


def _scheme(text: str, count: int) -> Scheme | tuple[float, ...]:
    """Return how classes are made: by name, or their bounds."""
    if not FEWEST <= count <= MOST:
        todo = "Fewer tell nothing, and more cannot be told apart."
        raise InputError(Problem("option", "--count", str(count), f"{FEWEST} to {MOST} classes", todo))
    for known in SCHEMES:
        if text == known:
            return cast("Scheme", known)
    return _bounds(text)


def _bounds(text: str) -> tuple[float, ...]:
    try:
        bounds = tuple(float(part) for part in text.split(","))
    except ValueError:
        bounds = ()
    rising = all(low < high for low, high in zip(bounds, bounds[1:], strict=False))
    if not 1 <= len(bounds) < MOST or not rising or not all(map(math.isfinite, bounds)):
        expected = f"{', '.join(SCHEMES)}, or up to {MOST - 1} bounds from low to high, such as 10,20,50"
        todo = suggestion(text, SCHEMES) if re.fullmatch("[a-z]+", text) else "Write numbers with a decimal point."
        raise InputError(Problem("option", "--classes", repr(text), expected, todo))
    return bounds


def _years(year: int, years: str) -> tuple[int, ...]:
    if year and years:
        found = f"--year {year} and --years {years}"
        raise InputError(Problem("option", "--years", found, "one of the two", "Leave one out."))
    if not years:
        return (year,) if year else ()
    parts: Sequence[str] = years.split(",")
    if not all(re.fullmatch("[0-9]{4}", part) for part in parts):
        todo = "Write years with commas between them."
        raise InputError(Problem("option", "--years", repr(years), "years such as 2015,2020,2024", todo))
    return tuple(int(part) for part in parts)
