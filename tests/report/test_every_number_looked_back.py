"""Every number of the look back and of the pages of the monitor is followed to a cell, or worked out again of cells."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from impact import regions
from impact.report.backcast.account import Backcast
from impact.report.monitor.publication import Followed
from impact.report.pages.descriptions import OnBackcast
from impact.report.pages.publications import publication
from impact.scenario.computation.areas import NATION
from impact.words.texts import LANGUAGES
from tests.report.followed import Cells, Ledger, Written, numbers, page_of, typed
from tests.report.test_every_number import EDITION, moved_and_found

BACKCAST = publication("backcast-eemshaven")


# The look back


def of_backcast(backcast: Backcast, about: OnBackcast) -> Iterator[np.ndarray]:
    """Yield mean and ends of the draws: a year on average and together, of the area and of the country; and persons."""
    in_area, in_country = backcast.result.by_draw, backcast.result.area_draws
    assert in_area is not None
    assert in_country is not None
    building = range(about.building[0], about.building[1] + 1)
    for years in (building, (about.operation,)):
        for measure in ("jobs", "value_added"):
            drawn = [sum(in_area.of(concept, measure, year) for year in years) for concept in ("gross", "net_regional")]
            drawn.append(sum(in_country.drawn[NATION, "gross", measure, year] for year in years))
            for draws in map(np.asarray, drawn):
                ends = np.array([draws.mean(), *np.quantile(draws, (0.05, 0.95))])
                yield from (ends, ends / len(years), about.claims["jobs"].value / (ends[:1] / len(years)))
    staff = [(max(post.fte.values()), post.scale) for post in backcast.result.scenario.staff.values()]
    yield np.array([sum(fte * getattr(scale, end) for fte, scale in staff) for end in ("low", "high")])
    for asked in about.findings.values():
        found = backcast.finding(asked)
        logs = np.array([found.result.estimate, *found.result.interval])
        power = found.detectable
        found_from = [] if power is None else [power.value, power.for_treated]
        yield 100 * np.expm1([*logs, *found_from, found.outcome.plausible or np.nan])
        if asked.outcome == about.findings["people"].outcome:
            yield np.array([backcast.persons(found, float(one)) for one in logs])


@pytest.fixture(scope="module")
def of_look_back(backcast: Backcast, backcast_pages: Path, written: dict[str, Written]) -> tuple[Ledger, Cells]:
    assert isinstance(BACKCAST.about, OnBackcast)
    cells = Cells().of(backcast, BACKCAST.about)
    return Ledger.of(written["backcast"], cells, of_backcast(backcast, BACKCAST.about)), cells


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_number_of_the_look_back_is_a_cell_or_worked_out_again(
    of_look_back: tuple[Ledger, Cells], backcast_pages: Path, lang: str
) -> None:
    said = numbers(" ".join(of_look_back[1].texts)) | typed(BACKCAST.words(lang)) | {EDITION}
    assert of_look_back[0].unfounded(page_of(backcast_pages / f"report-{lang}.html"), said) == {}


def test_a_figure_of_the_look_back_that_is_off_is_found_out(
    of_look_back: tuple[Ledger, Cells], backcast_pages: Path
) -> None:
    assert moved_and_found(of_look_back[0], backcast_pages / "report-en.html") < 0.002


# The monitor


def of_monitor(followed: Followed) -> Iterator[np.ndarray]:
    """Yield changes of establishments between any two years, and shares: of groups, of municipalities in an area."""
    monitor = followed.monitor
    for _, rows in monitor.establishments.groupby("place"):
        path = rows.sort_values("year")["value"].to_numpy(dtype=float)
        yield 100 * (path[None, :] / path[:, None] - 1)
    counts = monitor.groups.pivot_table(index="place", columns="sector", values="value")
    yield 100 * counts.div(counts.sum(axis=1), axis=0).to_numpy(dtype=float)
    last = {place: monitor.path(place)[monitor.last] for place in monitor.municipalities}
    for area in monitor.area.corops:
        inside = np.array([last[one] for one in regions.members(area)])
        yield 100 * inside / inside.sum()


@pytest.fixture(scope="module")
def of_places(followed: Followed, monitor_pages: Path, written: dict[str, Written]) -> tuple[Ledger, Cells]:
    cells = Cells().of(followed)
    return Ledger.of(written["monitor"], cells, of_monitor(followed)), cells


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_number_of_the_monitor_is_a_cell_or_worked_out_again(
    of_places: tuple[Ledger, Cells], two_areas: Path, monitor_pages: Path, lang: str
) -> None:
    said = numbers(" ".join(of_places[1].texts)) | typed(publication(two_areas).words(lang)) | {EDITION}
    pages = sorted(monitor_pages.glob(f"*-{lang}.html"))
    assert len(pages) == 5  # the index and a page a municipality
    assert {page.stem: left for page in pages if (left := of_places[0].unfounded(page_of(page), said))} == {}


@pytest.mark.parametrize(("lang", "place"), [("nl", "plaats {} van de {} "), ("en", "number {} of the {} ")])
def test_a_municipality_has_its_place_among_all(followed: Followed, monitor_pages: Path, lang: str, place: str) -> None:
    monitor = followed.monitor
    counts = sorted((monitor.path(code)[monitor.last] for code in monitor.municipalities), reverse=True)
    for code in monitor.municipalities:
        own = place.format(1 + counts.index(monitor.path(code)[monitor.last]), len(counts))
        assert own in page_of(monitor_pages / f"{regions.name(code).lower()}-{lang}.html"), code


@pytest.mark.parametrize("page", ["report-en", "eemsdelta-en", "emmen-en"])
def test_a_figure_of_the_monitor_that_is_off_is_found_out(
    of_places: tuple[Ledger, Cells], monitor_pages: Path, page: str
) -> None:
    assert moved_and_found(of_places[0], monitor_pages / f"{page}.html") < 0.002
