"""Maps: what they show, what they say of figures that are not there, what they refuse."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from impact import regions
from impact.errors import InputError
from impact.panel import change, panel
from impact.regions import Level
from impact.report import change_map, choropleth, sector_share, study_area_map
from impact.report.charts import theme
from impact.report.charts.area_map import shows_nij_begun
from impact.report.charts.maps import HATCHED, land_at, sector_shares

DRAWN: dict[str, Any] = {
    "level": "corop",
    "year": 2024,
    "title": "Jobs",
    "unit": "% of jobs",
    "lang": "en",
    "source": "Source: CBS, StatLine 83582NED.",
}


def test_shares_are_those_of_cbs() -> None:
    # CBS 83582NED, December 2024, thousand jobs: CR03 7.8 of 219.4, CR07 1.3 of 85.0.
    shares = sector_shares("J", 2024)
    assert shares["CR03"] == pytest.approx(100 * 7.8 / 219.4)
    assert shares["CR07"] == pytest.approx(100 * 1.3 / 85.0)
    assert len(shares) == 40


def test_a_suppressed_figure_is_hatched_and_named_in_the_key() -> None:
    assert sector_shares("J", 2014).isna().sum() == 1  # CR01, suppressed by CBS
    drawn = sector_share("J", 2014, lang="nl").to_dict()
    layers = drawn["vconcat"][0]["vconcat"][0]["layer"]
    domain = layers[0]["encoding"]["color"]["scale"]["domain"]
    assert domain[-1] == "geen cijfer (gearceerd)"
    assert layers[0]["encoding"]["color"]["scale"]["range"][-1] == theme.NO_DATA
    assert len(layers) == 2  # the land, and the lines over what has no figure
    assert layers[1]["mark"]["filled"] is False


def _scale(drawn: Any) -> dict[str, list[str]]:
    """Return the classes of a map and their colours."""
    layer = drawn.to_dict()["vconcat"][0]["vconcat"][0]["layer"][0]
    scale: dict[str, list[str]] = layer["encoding"]["color"]["scale"]
    return scale


@pytest.mark.parametrize(("lang", "lowest"), [("nl", "minder dan 1"), ("en", "less than 1")])
def test_a_share_has_no_decimal_that_jobs_in_hundreds_do_not_carry(lang: Any, lowest: str) -> None:
    # Delfzijl (CR02) has 0.1 of 15.1 thousand jobs: anything from 0.33 to 0.99 %.
    found = _scale(sector_share("J", 2024, lang=lang))["domain"]
    assert found[0] == lowest
    assert not re.search(r"\d[.,]\d", "".join(found))


def test_the_key_marks_the_country_and_no_class_holds_both_sides_of_it() -> None:
    """Overig Groningen (3.56 %) is under the country (3.63 %), Het Gooi (13.6 %) far above."""
    drawn = sector_share("J", 2024, lang="en").to_dict()
    land = drawn["vconcat"][0]["vconcat"][0]["layer"][0]
    assert land["encoding"]["color"]["legend"]["title"] == ["% of all jobs of employees", "Netherlands: 4"]
    assert land["encoding"]["color"]["scale"]["domain"][-2:] == ["3 to 4", "7 to 14"]


def test_a_year_without_a_figure_of_the_country_marks_none() -> None:
    land = sector_share("J", 2014, lang="en").to_dict()["vconcat"][0]["vconcat"][0]["layer"][0]
    assert land["encoding"]["color"]["legend"]["title"] == "% of all jobs of employees"


CHANGE = {"CR24": -5.0, "CR02": -4.4, "CR20": 6.2, "CR14": 8.2, "CR30": 9.2, "CR11": 9.8, "CR08": 10.3, "CR17": 25.4}


def _warm(colour: str) -> bool:
    """Return whether a colour has more red than blue: that of a fall."""
    return int(colour[1:3], 16) > int(colour[5:7], 16)


def test_a_fall_never_has_the_colour_of_a_rise() -> None:
    scale = _scale(choropleth(pd.Series(CHANGE), **{**DRAWN, "lang": "nl"}))
    assert scale["domain"][:3] == ["\N{MINUS SIGN}5,0", "\N{MINUS SIGN}4,4", "6,2 tot 8,2"]
    assert all(map(_warm, scale["range"][:2]))
    assert not any(map(_warm, scale["range"][2:-1]))


def test_no_change_is_neither_fall_nor_rise() -> None:
    scale = _scale(choropleth(pd.Series({**CHANGE, "CR05": -0.04, "CR06": 0.01}), **DRAWN))
    assert dict(zip(scale["domain"], scale["range"], strict=True))["0.0"] == theme.UNCHANGED


def test_falls_alone_grow_darker_downwards() -> None:
    falls = pd.Series({"CR01": -9.0, "CR02": -4.0, "CR03": -1.0})
    scale = _scale(choropleth(falls, **{**DRAWN, "classes": 3}))
    assert scale["range"][:3] == [theme.FALLING[4], theme.FALLING[2], theme.FALLING[0]]


@pytest.mark.parametrize("classes", [2, 3, 4, 5, 6, 9])
@pytest.mark.parametrize("low", [0, -20])
def test_every_class_has_a_colour_of_its_own(classes: int, low: int) -> None:
    figures = pd.Series(np.linspace(low, 20, 40), index=regions.codes("corop"))
    scale = _scale(choropleth(figures, **{**DRAWN, "classes": classes}))
    assert len(set(scale["range"])) == len(scale["domain"]) >= classes


@pytest.mark.parametrize("endless", [float("inf"), -float("inf")])
def test_an_infinite_figure_is_refused_by_the_name_of_its_region(endless: float) -> None:
    with pytest.raises(InputError, match=r"an infinite figure of Delfzijl en omgeving \(CR02\)"):
        choropleth(pd.Series({"CR01": 1.0, "CR02": endless, "CR03": 3.0}), **DRAWN)


def test_what_a_reader_must_know_stands_above_the_source() -> None:
    drawn = choropleth(sector_shares("J", 2024), **DRAWN, remarks=["A border moved. " * 12]).to_dict()
    foot = drawn["title"]["text"]
    assert foot[0].startswith("A border moved.")
    assert foot[-1].startswith("Source: CBS")


@pytest.fixture(scope="module")
def changes() -> pd.DataFrame:
    jobs = panel("jobs", years=(2015, 2024))
    return change(jobs[jobs["sector"] == "A-U"], 2015, 2024)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "nl",
            [
                "geen cijfer, of niet te vergelijken (gearceerd)",
                "CR01 en CR03: geen verandering van 2015 tot 2024",
                "+16,0 %",
            ],
        ),
        ("en", ["no figure, or not comparable (hatched)", "CR01 and CR03: no change from 2015 to 2024", "+16.0 %"]),
    ],
)
def test_a_map_of_change_says_what_it_does_not_show(changes: pd.DataFrame, lang: Any, said: list[str]) -> None:
    drawn = change_map(changes, level="corop", lang=lang, title="Jobs", source="Source: CBS, StatLine 83582NED.")
    under = " ".join(drawn.to_dict()["title"]["text"])
    assert _scale(drawn)["domain"][-1] == said[0]
    for words in said[1:]:
        assert words in under
    assert _warm(_scale(drawn)["range"][0])  # Delfzijl, -4.4 %


def test_a_map_of_change_shows_one_series(changes: pd.DataFrame) -> None:
    both = pd.concat([changes, changes.assign(sector="J")])
    with pytest.raises(ValueError, match="these are of 2"):
        change_map(both, level="corop", lang="en", title="Jobs", source="Source: CBS.")


def test_a_region_that_is_left_out_has_no_figure() -> None:
    full = sector_shares("J", 2024)
    assert len(choropleth(full, **DRAWN).to_dict()["vconcat"][0]["vconcat"][0]["layer"]) == 1
    assert len(choropleth(full.drop("CR03"), **DRAWN).to_dict()["vconcat"][0]["vconcat"][0]["layer"]) == 2


def test_a_map_says_unit_year_and_sources() -> None:
    drawn = choropleth(sector_shares("J", 2024), **DRAWN).to_dict()
    said = json.dumps(drawn, ensure_ascii=False)
    for words in ("% of jobs, 2024", "Source: CBS, StatLine 83582NED. Boundaries: © Kadaster / CBS, 2024."):
        assert words in said
    assert drawn["vconcat"][0]["vconcat"][0]["projection"] == {"type": "identity", "reflectY": True}


@pytest.mark.parametrize(("classes", "colours"), [(5, [0, 1, 2, 3, 4]), (3, [0, 2, 4])])
def test_classes_run_from_light_to_dark(classes: int, colours: list[int]) -> None:
    drawn = choropleth(sector_shares("J", 2024), classes=classes, **DRAWN).to_dict()
    scale = drawn["vconcat"][0]["vconcat"][0]["layer"][0]["encoding"]["color"]["scale"]
    assert scale["range"] == [theme.SEQUENTIAL[at] for at in colours]
    assert len(scale["domain"]) == classes


def test_the_key_shows_the_hatching_of_the_map() -> None:
    """All but one area hatched: among the islands are lines that only touch one, and a point would become a circle."""
    drawn = choropleth(pd.Series({"CR03": 1.0}), **{**DRAWN, "classes": 1}).to_dict()
    land, hatching = drawn["vconcat"][0]["vconcat"][0]["layer"]
    assert hatching["encoding"]["stroke"]["legend"]["symbolType"] == HATCHED
    assert land["encoding"]["color"]["legend"]["values"] == land["encoding"]["color"]["scale"]["domain"][:-1]
    assert '"Point"' not in json.dumps(drawn)


def test_numbers_follow_the_language() -> None:
    labels = {lang: theme.svg(sector_share("J", 2024, lang=lang)) for lang in ("nl", "en")}
    assert "7 tot 14" in labels["nl"]
    assert "7 to 14" in labels["en"]


def test_the_same_map_gives_the_same_bytes() -> None:
    values = sector_shares("J", 2024)
    first, second = (theme.svg(choropleth(values, **DRAWN)) for _ in range(2))
    assert first == second
    assert theme.png(first) == theme.png(second)
    assert theme.FONT in first


def test_an_unknown_region_is_refused() -> None:
    values = pd.Series([1.0, 2.0], index=["CR03", "GM0014"])
    with pytest.raises(InputError, match="'GM0014'; expected codes of the level corop"):
        choropleth(values, **DRAWN)


def test_a_region_with_two_figures_is_refused() -> None:
    values = pd.Series([1.0, 2.0], index=["CR03", "CR03"])
    with pytest.raises(ValueError, match="CR03 stands twice"):
        choropleth(values, **DRAWN)


def test_a_map_without_figures_is_refused() -> None:
    with pytest.raises(ValueError, match="None of the 1 regions has a figure"):
        choropleth(pd.Series([float("nan")], index=["CR03"]), **DRAWN)


@pytest.mark.parametrize("name", ["groningen-noord-drenthe", "nij-begun", "groningen"])
def test_the_map_of_a_study_area_names_every_municipality(name: str) -> None:
    area = regions.study_area(name)
    drawn = theme.svg(study_area_map(area, lang="nl"))
    for municipality in area.municipalities:
        assert f">{regions.name(municipality)}</text>" in drawn
    assert "Gebied van Nij Begun" in drawn
    assert area.title("nl") in drawn


def _fills(area: regions.StudyArea) -> dict[str, str]:
    """Return the colour of each area of a study area's map."""
    place = study_area_map(area, lang="en").to_dict()["vconcat"][0]["vconcat"][0]["hconcat"][0]
    scale = next(layer["encoding"]["fill"]["scale"] for layer in place["layer"] if "encoding" in layer)
    return dict(zip(scale["domain"], scale["range"], strict=True))


@pytest.mark.parametrize("codes", [["CR03"], ["PV20", "PV22"], ["PV20", "PV21", "PV22"], ["PV25", "PV30"]])
def test_two_areas_never_share_a_colour(codes: list[str]) -> None:
    """Nine areas shared four colours: Overig Groningen and Noord-Drenthe beside it were one."""
    area = regions.study_area(codes)
    fills = _fills(area)
    assert len(fills) == len(set(fills.values())) == len(area.corops)


def test_more_areas_than_colours_have_one_and_are_told_apart_by_their_codes() -> None:
    area = regions.study_area(["PV25", "PV27", "PV28", "PV30"])
    assert len(area.corops) > len(theme.AREAS)
    assert set(_fills(area).values()) == {theme.ONE_AREA}
    drawn = theme.svg(study_area_map(area, lang="en"))
    for corop in area.corops:
        assert f">{corop}</text>" in drawn
        assert f"{regions.name(corop)} ({corop})" in drawn


@pytest.mark.parametrize("codes", [["groningen-noord-drenthe"], ["PV29"], ["PV20", "PV21", "PV22"]])
def test_colour_is_not_the_only_carrier_of_an_area(codes: list[str]) -> None:
    area = regions.study_area(codes[0] if len(codes) == 1 else codes)
    drawn = theme.svg(study_area_map(area, lang="en"))
    for corop in area.corops:
        assert f">{corop}</text>" in drawn


@pytest.mark.parametrize(("code", "shown"), [("PV29", False), ("PV22", True)])
def test_nij_begun_is_in_the_key_where_it_is_on_the_map(code: str, shown: bool) -> None:
    area = regions.study_area(code)
    assert shows_nij_begun(area) is shown
    assert ("Area of Nij Begun" in theme.svg(study_area_map(area, lang="en"))) is shown


def test_the_picture_of_the_front_page_is_the_map_of_today() -> None:
    area = regions.study_area("groningen-noord-drenthe")
    drawn = theme.png(theme.svg(study_area_map(area, lang="en")), pixels=1)
    kept = Path(__file__).parents[2] / "docs" / "images" / "map.png"
    assert kept.read_bytes() == drawn, "Draw it again: docs/decisions/0012-picture-of-the-map.md says how."


def test_the_key_of_the_study_area_draws_the_border_as_the_map_does() -> None:
    drawn = json.dumps(study_area_map(regions.study_area("groningen"), lang="en").to_dict())
    assert '"symbolDash": [6, 3]' in drawn
    assert '"strokeDash": [6, 3]' in drawn
    assert '"orient": "bottom-left"' not in drawn  # inside, it lay across the frame


@pytest.mark.parametrize("level", ["gemeente", "corop", "provincie"])
def test_regions_at_a_scale_have_fewer_points_and_still_fit_together(level: Level) -> None:
    whole, seen = regions.geometry(level), land_at(level, 900.0)
    assert list(seen["region"]) == list(whole["region"])
    assert shapely.coverage_is_valid(seen["geometry"].to_numpy())
    assert (
        shapely.get_num_coordinates(seen["geometry"]).sum() < 0.6 * shapely.get_num_coordinates(whole["geometry"]).sum()
    )
    assert seen.area.to_numpy() == pytest.approx(whole.area.to_numpy(), rel=0.1)
    assert seen.hausdorff_distance(whole).max() < 4 * 900.0
    changed = land_at(level, 900.0)
    changed["region"] = ""
    assert land_at(level, 900.0)["region"].ne("").all()
