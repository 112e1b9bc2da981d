"""What the view of a scenario shows of its figures: rows with their numbers written, bars, paths and maps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from math import isnan, nan
from typing import TYPE_CHECKING, Any

import pandas as pd

from impact import regions, sectors
from impact.draws.precision import errors_of_band
from impact.page import drawing
from impact.page.bands import Band
from impact.page.drawing import Bar, Frame, Path
from impact.page.maps.land import Land, land
from impact.page.pages import words_of
from impact.page.scenarios.figures import MEASURES, Change, Figures
from impact.report.charts.class_colours import class_colours
from impact.report.charts.map_classes import classified
from impact.report.differences.rows import MEASURES_OF_USE
from impact.report.differences.telling import of_a_hundred, signed
from impact.scenario.computation.concepts import HEADLINES, STEPS, TAKEN_OFF
from impact.scenario.computation.measures import MEASURES as OF_SPENDING
from impact.scenario.computation.use_measures import PRIVATE_RD, UseMeasure
from impact.words.names import Name, Named, called, name_of
from impact.words.numbers import number
from impact.words.statements import Statement, in_language
from impact.words.units import unit

if TYPE_CHECKING:
    from impact.regions import Level
    from impact.scenario import Scenario
    from impact.scenario.drivers.headlines import Headline
    from impact.words.texts import Lang, Words

_CLASSES = 5
_FRAME = Frame(left=0, right=1000, top=0, foot=400)  # of the drawing of a path; marks and years stand beside it


@dataclass(frozen=True)
class Row:
    """One figure: what it is called, its numbers as text, and its bar."""

    label: str
    mean: str
    low: str
    high: str
    bar: Bar | None = None
    note: str = ""


@dataclass(frozen=True)
class Line:
    """A figure by year: its path, the marks beside it as text, and a row for each year."""

    title: str
    path: Path
    marks: tuple[tuple[float, str], ...]
    rows: tuple[Row, ...]
    told: str


@dataclass(frozen=True)
class Drawn:
    """A map of one figure by region: the land, colours and texts by region code, the key, and a row for each region."""

    name: str
    title: str
    land: Land
    colour: Mapping[str, str]
    told: Mapping[str, str]
    key: tuple[tuple[str, str], ...]
    none: bool
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Writer:
    """How figures of one run are written in one language."""

    words: Words
    draws: int

    @property
    def lang(self) -> Lang:
        """The language."""
        return self.words.lang

    def row(self, label: str, band: Band, bar: Bar | None = None, decimals: int | None = None, note: str = "") -> Row:
        """Return a row of one figure, with the digits that stand still."""
        error, end_error = errors_of_band(band.low, band.high, self.draws) if band.known else (0.0, 0.0)
        low, high = (self._end(end, decimals, end_error) for end in (band.low, band.high))
        return Row(label, number(band.mean, self.lang, decimals, error), low, high, bar, note)

    def change(self, label: str, change: Change, decimals: int | None = None) -> Row:
        """Return a row of one difference, with its sign, and how many draws have that sign."""
        known = not isnan(change.low)
        low, high = (signed(end, self.lang, decimals) if known else "–" for end in (change.low, change.high))
        share = self.words("scenario.of_draws", of=of_a_hundred(change.same_sign, self.lang)) if known else "–"
        if known and not any(change[:3]):
            share = self.words("scenario.no_difference")
        return Row(label, signed(change.mean, self.lang, decimals), low, high, note=share)

    def rows(self, bands: Mapping[Any, Band], label: Callable[[Any], str], decimals: int | None = None) -> list[Row]:
        """Return a row for each figure, with bars on one scale."""
        drawn = drawing.bars(list(bands.values()))
        return [
            self.row(label(key), band, bar, decimals) for (key, band), bar in zip(bands.items(), drawn, strict=True)
        ]

    def _end(self, value: float, decimals: int | None, error: float) -> str:
        return "–" if isnan(value) else number(value, self.lang, decimals, error)


def measured(measure: str, scenario: Scenario, words: Words) -> str:
    """Return the unit of a measure, with the year of its prices."""
    if measure == "jobs":
        return words("scenario.measured_jobs")
    return words("scenario.measured", year=scenario.price_year)


def totals(figures: Figures, write: Writer) -> list[Row]:
    """Return gross and net in the region, for jobs and for value added."""
    return [write.row(_titled(of, write.words), figures.totals[of]) for of in product(HEADLINES, MEASURES)]


def _titled(of: tuple[str, str], words: Words) -> str:
    """Return what a concept and a measure are called together."""
    return f"{words(f'concept.{of[0]}')}: {_named(of[1], words)}"


def _named(measure: str, words: Words) -> str:
    column = unit(OF_SPENDING[measure].unit).column.spoken(words.lang)
    return f"{words(f'measure.{measure}').lower()}, {column}"


def staircase(figures: Figures, measure: str, write: Writer) -> list[Row]:
    """Return the steps from gross to net; what is taken off has a minus."""
    steps = {name: band for name, band in figures.steps[measure].items() if name in STEPS}
    shown = {name: band.negative if name in TAKEN_OFF else band for name, band in steps.items()}
    shown.pop("net_national", None)  # of another area: never beside the region's
    return write.rows(shown, lambda name: write.words(f"step.{name}"))


def line(title: str, by_year: Mapping[int, Band], write: Writer, decimals: int | None = None) -> Line:
    """Return the path of a figure, with what it says in one sentence."""
    years = sorted(by_year)
    path = drawing.path([by_year[year] for year in years], _FRAME)
    marks = tuple((height, number(value, write.lang, _decimals(path))) for height, value in path.marks)
    rows = tuple(write.row(str(year), by_year[year], decimals=decimals) for year in years)
    most = max(years, key=lambda year: abs(by_year[year].mean))
    row = rows[years.index(most)]
    told = write.words("scenario.path_told", title=title, year=most, mean=row.mean, low=row.low, high=row.high)
    return Line(title, path, marks, rows, told)


def _decimals(path: Path) -> int:
    step = path.marks[1][1] - path.marks[0][1]  # there are two marks at least
    return next((places for places in range(7) if abs(step - round(step, places)) < 1e-9), 6)


def by_sector(figures: Figures, of: tuple[str, str], write: Writer) -> list[Row]:
    """Return the figure of each section, the largest first; those that round to nothing are left out."""
    found = figures.sectors.get(of, {})
    shown = {code: band for code, band in found.items() if abs(band.mean) >= 0.05 and code != "*"}
    ordered = dict(sorted(shown.items(), key=lambda item: -abs(item[1].mean)))
    return write.rows(ordered, lambda code: sectors.title(code, write.lang))


def maps(figures: Figures, of: tuple[str, str], scenario: Scenario, title: str, write: Writer) -> list[Drawn]:
    """Return the maps by COROP area and by municipality of one figure; none where the run has no areas."""
    levels: list[tuple[Level, Mapping[str, Band]]] = [
        ("corop", figures.areas.get(of, {})),
        ("gemeente", figures.municipalities.get(of, {})),
    ]
    return [_map(level, found, scenario, title, write) for level, found in levels if found]


def _map(level: Level, found: Mapping[str, Band], scenario: Scenario, title: str, write: Writer) -> Drawn:
    drawn = land(level, regions.study_area(scenario.study_area))
    names = {shape.code: shape.name for shape in drawn.shapes}
    held = {code: band for code, band in found.items() if code in names}
    means = pd.Series({code: band.mean for code, band in held.items()}, dtype=float)
    decimals = 0 if means.abs().max() >= 20 else 1
    classes = classified(means, min(_CLASSES, len(means)), decimals, write.words, by="quantile")
    colours = dict(zip(classes.labels, class_colours(classes), strict=True))
    rows = write.rows(held, lambda code: names[code])
    of_code = dict(zip(held, rows, strict=True))
    return Drawn(
        level,
        f"{title}, {write.words(f'level.{level}')}",
        drawn,
        {str(code): colours[label] for code, label in classes.of_region.items()},
        {code: f"{row.label}: {row.mean}" for code, row in of_code.items()},
        tuple(colours.items()),
        len(held) < sum(shape.inside for shape in drawn.shapes),
        tuple(sorted(rows, key=lambda row: row.label)),
    )


def use_rows(figures: Figures, write: Writer) -> list[Row]:
    """Return what use could do in the last year, a row for each measure; research of firms in all years together."""
    rows = []
    for measure, decimals in MEASURES_OF_USE.items():
        band, label = _of_use(figures, measure), called("use_difference", measure.name).spoken(write.lang)
        if band is not None:
            named = write.words("scenario.all_years", what=label) if measure is PRIVATE_RD else label
            rows.append(write.row(named, band, decimals=decimals))
    return rows


def _of_use(figures: Figures, measure: UseMeasure) -> Band | None:
    """Return a figure of use; research of firms ends with the spending, and only means add up over years."""
    by_year = figures.use.get(measure.name, {})
    if not by_year:
        return None
    return (
        Band(nan, sum(band.mean for band in by_year.values()), nan) if measure is PRIVATE_RD else by_year[max(by_year)]
    )


def told(figures: Figures, headline: Headline, write: Writer) -> str:
    """Return the chosen figure in one line, which stays in sight while something is set; "" where it follows later."""
    measure = next((one for one in MEASURES_OF_USE if headline.of_use and one.name == headline.measure), None)
    band = _of_use(figures, measure) if measure else figures.totals[headline.account, headline.measure]
    if band is None:
        return ""
    what = f"{called('headline', headline.name).spoken(write.lang)}, {unit(headline.unit).column.spoken(write.lang)}"
    row = write.row(what, band, decimals=MEASURES_OF_USE[measure] if measure else None)
    if not band.known:
        return write.words("scenario.told_mean", what=what, mean=row.mean)
    return write.words("scenario.told", what=what, mean=row.mean, low=row.low, high=row.high)


def changes(found: Mapping[tuple[str, str], Change], write: Writer) -> list[Row]:
    """Return by how much gross and net differ."""
    keys = [of for of in product(HEADLINES, MEASURES) if of in found]
    return [write.change(_titled(of, write.words), found[of]) for of in keys]


def in_words(statements: Iterable[Statement], titles: Mapping[str, Named], lang: Lang) -> list[str]:
    """Return what is said of scenarios by their titles: a visitor does not know the names of their files.

    Parameters
    ----------
    statements
        What is said.
    titles
        What each scenario is called, by its name.
    lang
        Of the page.
    """
    return [in_language(Statement(one.code, _titled_fields(one.fields, titles)), lang) for one in statements]


def _titled_fields(fields: Mapping[str, object], titles: Mapping[str, Named]) -> dict[str, object]:
    return {key: titles.get(value, value) if isinstance(value, str) else value for key, value in fields.items()}


def quoted(title: Named) -> Named:
    """Return a title as it stands in a sentence."""
    return Name(f"‘{title.en}’", f"‘{title.nl}’")


def own(title: Named) -> Named:
    """Return what a scenario is called that was changed on the page."""
    return name_of(lambda lang: words_of(lang)("scenario.yours", title=title.nl if lang == "nl" else title.en))
