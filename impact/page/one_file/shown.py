"""What the page shows before anything is changed, written in its language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from impact import regions
from impact.draws.precision import errors_of_band
from impact.page import drawing
from impact.page.bands import Band, band_of
from impact.page.drawing import Bar, Frame
from impact.page.maps.land import Land, land
from impact.page.one_file.colours import Painted, painted
from impact.page.one_file.sliders import HEADLINES, Offered, title_of_headline
from impact.page.one_file.use import Stop
from impact.report.differences.rows import MEASURES_OF_USE
from impact.scenario.computation.concepts import STEPS, TAKEN_OFF
from impact.scenario.computation.draws import Array
from impact.scenario.computation.measures import MEASURES, PLACE
from impact.scenario.question.scenario import Scenario
from impact.scenario.responses import Figures
from impact.words.numbers import number
from impact.words.texts import Words
from impact.words.units import unit

FIRST = "net_regional.jobs"
"""The headline that is shown before another is chosen."""
FRAME = Frame(left=60, right=630, top=10, foot=228)
"""Of the drawing of a path, with its marks and years inside."""
STAIRS = tuple(name for name in STEPS if name != "net_national")  # that is of another area


@dataclass(frozen=True)
class Row:
    """A figure: what it is of, its mean and its range as text, and its bar."""

    key: str
    label: str
    mean: str
    span: str
    bar: Bar | None = None


@dataclass(frozen=True)
class Drawn:
    """A map: the land, colours and texts by code, the key, and a row for each place."""

    level: str
    land: Land
    colour: Mapping[str, str]
    told: Mapping[str, str]
    key: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Writer:
    """How figures of so many draws are written in a language."""

    words: Words
    draws: int

    def row(self, key: str, label: str, band: Band, bar: Bar | None = None, decimals: int | None = None) -> Row:
        """Return a figure with the digits that stand still."""
        low, mean, high = band
        error, end = errors_of_band(low, high, self.draws)
        span = self.words("number.unknown") if not band.known else self.words.span(low, high, decimals, end)
        return Row(key, label, self.words.number(mean, decimals, error), span, bar)

    def ranged(self, band: Band) -> str:
        """Return a mean with its range behind it."""
        row = self.row("", "", band)
        return self.words("number.ranged", mean=row.mean, span=row.span)


def unit_of(measure: str, scenario: Scenario, words: Words) -> str:
    """Return the unit of a measure, with the year of its prices.

    Parameters
    ----------
    measure
        One of `MEASURES`.
    scenario
        Of which the prices are.
    words
        Of the page.
    """
    of = unit(MEASURES[measure].unit)
    return (of.in_prices(scenario.price_year) if of.prices else of).after.spoken(words.lang)


def finished(figures: Figures, write: Writer) -> dict[str, Any]:
    """Return what the template fills in of the first scenario, at the first headline.

    Parameters
    ----------
    figures
        Of the scenario as it is.
    write
        How they are written.
    """
    words, scenario = write.words, figures.scenario
    concept, measure = FIRST.split(".")
    row = write.row("", "", band_of(figures.of(concept, measure)))
    low, high = (write.words.number(end, error=_end_error(figures, write)) for end in _ends(figures))
    named = {"headline": title_of_headline(FIRST, words.lang), "unit": unit_of(measure, scenario, words)}
    by_year = [band_of(draws) for draws in figures.by_year(concept, measure).T]
    path = drawing.path(by_year, FRAME)
    rows = [
        write.row(str(at), str(year), band) for at, (year, band) in enumerate(zip(figures.years, by_year, strict=True))
    ]
    most = max(range(len(by_year)), key=lambda at: abs(by_year[at][1]))
    return {
        "told": words("outcome.told", **named, mean=row.mean, low=low, high=high),
        "stairs_unit": words("stairs.unit", measure=words(f"measure.{measure}"), unit=named["unit"]),
        "stairs": _stairs(figures, measure, write),
        "path_told": words("path.told", **named, year=rows[most].label, mean=rows[most].mean),
        "line": path.line,
        "band": path.band,
        "marks": [{"y": y, "text": _mark(value, path.marks, words)} for y, value in path.marks],
        "years": [{"x": x, "text": row.label} for x, row in zip(path.years, rows, strict=True)],
        "by_year": rows,
        "maps": maps(figures, concept, write),
    }


def _ends(figures: Figures) -> tuple[float, float]:
    low, _, high = band_of(figures.of(*FIRST.split(".")))
    return low, high


def _end_error(figures: Figures, write: Writer) -> float:
    return errors_of_band(*_ends(figures), write.draws)[1]


def _mark(value: float, marks: Sequence[tuple[float, float]], words: Words) -> str:
    step = abs(marks[1][1] - marks[0][1])
    return number(value, words.lang, 0 if step >= 1 else 1 if step >= 0.1 else 2)


def _stairs(figures: Figures, measure: str, write: Writer) -> list[Row]:
    """Return the steps; what is taken off has a minus."""
    signs = {name: -1.0 if name in TAKEN_OFF else 1.0 for name in STAIRS}
    bands = {name: band_of(sign * figures.of(name, measure)) for name, sign in signs.items()}
    drawn = drawing.bars(list(bands.values()))
    return [
        write.row(name, write.words(f"step.{name}"), band, bar)
        for (name, band), bar in zip(bands.items(), drawn, strict=True)
    ]


def maps(figures: Figures, concept: str, write: Writer) -> list[Drawn]:
    """Return the maps of work by area and by municipality.

    Parameters
    ----------
    figures
        Of the scenario.
    concept
        Of the study area.
    write
        How they are written.
    """
    places = figures.places
    found = [_map("areas", "corop", places.areas.places, figures.by_area[concept], figures.scenario, write)]
    if places.municipalities is not None:
        draws = figures.by_municipality[concept]
        found.append(_map("municipalities", "gemeente", places.municipalities.places, draws, figures.scenario, write))
    return found


def _map(
    level: str, kind: regions.Level, codes: Sequence[str], draws: Array, scenario: Scenario, write: Writer
) -> Drawn:
    drawn = land(kind, regions.study_area(scenario.study_area))
    names = {shape.code: shape.name for shape in drawn.shapes}
    bands = {code: band_of(draws[:, at, PLACE["jobs"]]) for at, code in enumerate(codes)}
    rows = [write.row(code, names.get(code, code), band) for code, band in bands.items()]
    means = {code: mean for code, (_, mean, _) in bands.items()}
    told = {row.key: f"{row.label}: {row.mean}" for row in rows}
    found = painted(means)
    return Drawn(level, drawn, found.colour, told, tuple(_key(found, write.words)), tuple(rows))


def _key(found: Painted, words: Words) -> list[tuple[str, str]]:
    """Return how each class reads, with its colour."""
    return [
        (words("number.span", low=_end(low, words), high=_end(high, words)), colour)
        for (low, high), colour in found.key
    ]


def _end(value: float, words: Words) -> str:
    return words.number(value, None if value else 0)


@dataclass(frozen=True)
class UseShown:
    """What use does at each stop, in a year."""

    year: int
    stops: tuple[dict[str, Any], ...]


def use_shown(found: Sequence[Stop], scenario: Scenario, write: Writer) -> UseShown | None:
    """Return the stops of the slider of the facility with their rows; None where the scenario says nothing of use.

    Parameters
    ----------
    found
        The stops.
    scenario
        The scenario.
    write
        How figures are written.
    """
    if scenario.use is None or not found:
        return None
    shown = ({"label": _stop(one, write.words), "rows": _use(one, scenario, write)} for one in found)
    return UseShown(scenario.use.last_year, tuple(shown))


def _stop(one: Stop, words: Words) -> str:
    if one.share is None:
        return words("use.drawn")
    if one.share == 0:
        return words("use.zero")
    return words("use.stop", share=words.number(100 * one.share, 1))


def _use(one: Stop, scenario: Scenario, write: Writer) -> list[Row]:
    rows = []
    for measure, decimals in MEASURES_OF_USE.items():
        named = write.words(f"use_measure.{measure.name}")
        of = unit(measure.unit)
        priced = of.in_prices(scenario.price_year) if of.prices else of
        label = f"{named} ({priced.after.spoken(write.words.lang)})"
        rows.append(write.row(measure.name, label, one.figures[measure.name], decimals=decimals))
    return rows


@dataclass(frozen=True)
class Told:
    """One scenario as the template needs it."""

    name: str
    title: str
    funding: tuple[dict[str, str], ...]
    offered: Offered
    use: UseShown | None
    compared: tuple[str, ...]

    @property
    def sliders(self) -> tuple[Any, ...]:
        """What can be set."""
        return self.offered.sliders

    @property
    def solved(self) -> dict[str, str]:
        """What matters too, by headline."""
        return self.offered.solved


def told(figures: Figures, offers: Offered, use: Sequence[Stop], write: Writer) -> Told:
    """Return one scenario as the template needs it.

    Parameters
    ----------
    figures
        Of the scenario as it is.
    offers
        What can be set.
    use
        The stops of the slider of the facility.
    write
        How figures are written.
    """
    scenario, words = figures.scenario, write.words
    amount = unit("MEUR").column.spoken(words.lang)
    funding = tuple(
        {
            **{"name": name, "title": words.choose(source.title.model_dump()), "status": source.status},
            "amount": f"{words.number(source.amount)} {amount}",
        }
        for name, source in scenario.funding.items()
    )
    compared = tuple(write.ranged(band_of(figures.of(*headline.split(".")))) for headline in HEADLINES[:4])
    title = words.choose(scenario.title.model_dump())
    return Told(scenario.name, title, funding, offers, use_shown(use, scenario, write), compared)


def compared_heads(scenario: Scenario, words: Words) -> list[str]:
    """Return what the columns of the table of scenarios are called.

    Parameters
    ----------
    scenario
        Of which the prices are.
    words
        Of the page.
    """
    return [
        f"{title_of_headline(name, words.lang)} ({unit_of(name.split('.')[1], scenario, words)})"
        for name in HEADLINES[:4]
    ]
