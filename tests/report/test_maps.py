"""Maps: what they show, what they say of figures that are not there, what they refuse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from impact import regions
from impact.errors import InputError
from impact.report import choropleth, sector_share, study_area_map, theme
from impact.report.maps import HATCHED, sector_shares

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
    assert "0,6 tot 1,1" in labels["nl"]
    assert "0.6 to 1.1" in labels["en"]


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
