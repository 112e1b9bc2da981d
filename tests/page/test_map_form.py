"""The form of a map: its address says all, and what is wrong is said of its field."""

from __future__ import annotations

from dataclasses import fields
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.page import choices
from impact.page.maps.form import MapForm
from impact.page.maps.written import own_bounds
from impact.panel.snapshot_figures import SnapshotFigures
from impact.regions import Level


def test_the_address_gives_the_form_back() -> None:
    form = MapForm("gemeente", "establishments", "J", region="nij-begun", year="2019", compare="change", base="2015")
    assert MapForm.read(dict(parse_qsl(form.address))) == form
    assert MapForm().address == ""


@given(st.dictionaries(st.sampled_from([field.name for field in fields(MapForm)] + ["else"]), st.text(max_size=300)))
def test_no_address_breaks_the_form(given: dict[str, str]) -> None:
    form = MapForm.read(given)
    wrong = {one.field for one in form.wrong()}
    assert wrong <= {field.name for field in fields(MapForm)}
    assert not {one.field for one in form.fitting().wrong()} & {"sector", "year", "per", "region", "variable"}


@pytest.mark.parametrize("level", choices.levels())
def test_every_figure_on_the_form_can_be_drawn(level: Level) -> None:
    for name in choices.of_level(level):
        picture = MapForm(level, name).picture("nl")
        assert picture.table["value"].notna().any(), name
        assert picture.classes.labels, name


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"level": "wijk"}, "level"),
        ({"variable": "geluk"}, "variable"),
        ({"sector": "Z"}, "sector"),
        ({"per": "geluk"}, "per"),
        ({"region": "atlantis"}, "region"),
        ({"region": "nij-begun"}, "region"),  # not made of whole COROP areas
        ({"year": "1900"}, "year"),
        ({"year": "tweeduizend"}, "year"),
        ({"compare": "change"}, "base"),
        ({"compare": "index", "base": "2024"}, "base"),
        ({"compare": "change", "base": "2020", "year": "2015"}, "base"),
        ({"classes": "own"}, "bounds"),
        ({"classes": "own", "bounds": "10; 5"}, "bounds"),
        ({"count": "77"}, "count"),
        ({"around": "me"}, "around"),
    ],
)
def test_what_cannot_be_is_said_of_its_field(given: dict[str, str], field: str) -> None:
    assert [one.field for one in MapForm.read(given).wrong()] == [field]


def test_bounds_are_read_as_the_dutch_write_them() -> None:
    assert own_bounds("2,5; 5;10") == (2.5, 5.0, 10.0)
    assert own_bounds("2.5 5 10") == (2.5, 5.0, 10.0)
    for text in ("", "a", "1;1", "2;1", "nan", "inf", "1;2;3;4;5;6;7;8;9"):
        assert own_bounds(text) == ()


def test_another_level_keeps_what_it_has_and_drops_the_rest() -> None:
    form = MapForm("gemeente", "jobs", "B", "population", "groningen", "2015", "change", "2012").fitting()
    assert (form.level, form.variable, form.region) == ("gemeente", "establishments", "groningen")
    assert form.wrong() == []


def test_the_command_makes_the_map_of_the_form() -> None:
    form = MapForm("gemeente", "establishments", "J", "", "nij-begun", "2020", "change", "2015", "own", "-5; 0", "4")
    assert form.command() == (
        "impact map establishments --level gemeente --region nij-begun --sector J --year 2020 --change-from 2015 "
        "--classes -5,0 --count 4"
    )


def test_what_one_map_has_read_no_other_map_reads_again(monkeypatch: pytest.MonkeyPatch) -> None:
    sector = choices.sectors_of("value_added", "corop")[1]
    first = MapForm("corop", "value_added", sector)
    first.picture("nl")
    below = first.divisors
    read: list[str] = []
    series = SnapshotFigures.series

    def seen(self: SnapshotFigures, name: str, level: str, **chosen: object) -> object:
        read.append(name)
        return series(self, name, level, **chosen)  # type: ignore[arg-type]

    monkeypatch.setattr(SnapshotFigures, "series", seen)
    choices.years.cache_clear()
    choices.figures.cache_clear()
    assert len(below) == 4
    for per in below:
        years = choices.years("value_added", "corop", sector, per)
        for base in ("", *map(str, years[1:2])):
            MapForm("corop", "value_added", sector, per, compare="index" if base else "none", base=base).picture("nl")
    assert read == []
