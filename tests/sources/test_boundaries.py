"""Boundaries from both services: of one year, nested, the right way round."""

from __future__ import annotations

import pytest
import shapely

from impact.errors import InputError
from impact.sources import boundaries, pull
from impact.sources.store import Store
from impact.sources.transport import Policy
from tests.sources.holdings import northern_areas
from tests.sources.server import Fault, Source

NAME = "boundaries-2024"
AREAS = northern_areas()


@pytest.fixture
def areas(source: Source) -> Source:
    source.features = {level: list(found) for level, found in AREAS.items()}
    return source


def _line(store: Store, policy: Policy) -> pull.Pulled:
    return pull.pull([NAME], store=store, policy=policy).lines[0]


@pytest.mark.parametrize("broken", ["", "ogc"])
def test_areas_of_one_year_come_in_whole(areas: Source, store: Store, hasty: Policy, broken: str) -> None:
    areas.page = 5
    if broken:
        areas.faults.append(Fault("500", "/ogc/"))
    line = _line(store, hasty)
    assert (line.outcome, line.rows) == ("new", 22 + 6 + 2), line.note
    assert line.note == f"from the {'wfs' if broken else 'ogc'} service"
    vintage = store.current(NAME)
    assert vintage is not None
    assert vintage.record["credit"] == "© Kadaster / Centraal Bureau voor de Statistiek, 2024"
    assert store.verify() == []
    assert pull.rebuild(vintage) == vintage.read()
    found = boundaries.geometry(vintage.read(), "gemeente")
    assert len(found) == 22
    assert found.crs.to_epsg() == 28992
    assert found.is_valid.all()


def test_levels_nest_and_rings_run_counter_clockwise(areas: Source, store: Store, hasty: Policy) -> None:
    _line(store, hasty)
    content = store.current(NAME).read()
    parts = boundaries.geometry(content, "gemeente")
    for level in ("corop", "provincie"):
        whole = boundaries.geometry(content, level)
        assert abs(whole.area.sum() - parts.area.sum()) < 1
        difference = whole.union_all().symmetric_difference(parts.union_all())
        assert difference.area < 1
    for level in ("gemeente", "corop", "provincie"):
        shapes = shapely.get_parts(boundaries.geometry(content, level).geometry.to_numpy())
        assert all(shape.exterior.is_ccw for shape in shapes)


def test_fewer_areas_than_announced_are_refused(areas: Source, store: Store, hasty: Policy) -> None:
    areas.page = 5
    areas.faults += [Fault("end early", "/ogc/"), Fault("500", "/wfs/")]
    assert "5 areas of level gemeente came in where 22 were announced" in _line(store, hasty).note
    assert store.tables() == []


def test_second_pull_asks_nothing(areas: Source, store: Store, hasty: Policy) -> None:
    assert pull.pull([NAME], store=store, dry_run=True).lines[0].outcome == "would travel"
    _line(store, hasty)
    areas.asked.clear()
    assert _line(store, hasty).outcome == "unchanged"
    assert areas.asked == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f: f["gemeente"].append(f["gemeente"][0]), "23 areas, 22 different"),
        (lambda f: f["gemeente"].clear(), "0 areas"),
        (lambda f: f["provincie"].append(f["gemeente"][0]), "with codes like GM"),
        (lambda f: f["coropgebied"].pop(), "do not fit into the areas of level corop"),
        (lambda f: f["gemeente"].append(_overlapping(f["gemeente"][0])), "municipalities overlap"),
    ],
)
def test_areas_that_do_not_fit_are_refused(
    areas: Source, store: Store, hasty: Policy, change: object, message: str
) -> None:
    change(areas.features)
    line = _line(store, hasty)
    assert line.outcome == "failed"
    assert message in line.note
    assert "over WFS" in line.note
    assert store.tables() == []


def _overlapping(feature: dict[str, dict[str, object]]) -> dict[str, object]:
    return {**feature, "properties": {**feature["properties"], "statcode": "GM8888"}}


@pytest.mark.parametrize("kind", ["reset", "html", "404", "loop", "elsewhere", "truncated"])
def test_failure_of_both_services_leaves_nothing(areas: Source, store: Store, hasty: Policy, kind: str) -> None:
    areas.page = 5
    areas.faults += [Fault(kind, "gebiedsindelingen/ogc"), Fault("500", "/wfs/")]
    line = _line(store, hasty)
    assert (line.outcome, store.tables()) == (("new", [NAME]) if kind in ("loop", "elsewhere") else ("failed", []))


def test_years_without_boundaries_are_refused(store: Store) -> None:
    with pytest.raises(InputError, match="a year from 2016 to 2026"):
        pull.pull(["boundaries-2015"], store=store)
    with pytest.raises(InputError, match="expected boundaries-YEAR, .* Such as boundaries-2026"):
        pull.pull(["Boundaries"], store=store)
