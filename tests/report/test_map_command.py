"""`impact map`: what it draws, what it says of figures that are not there, what it refuses and leaves alone."""

from __future__ import annotations

import csv
import re
import sqlite3
import struct
import warnings
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from impact import regions
from impact.cli import app
from impact.errors import InputError
from impact.report.charts.map_classes import chosen_classes, classified, natural_breaks
from impact.report.maps.figures import figures_of_series, map_figures
from impact.report.maps.files import COLUMNS, write
from impact.report.maps.picture import MapPicture, region_map
from impact.report.maps.question import map_question
from impact.words.names import Name
from impact.words.texts import chart_words
from tests.report.elsewhere import written_elsewhere

NORTH = ["--level", "gemeente", "--region", "nij-begun", "--sector", "J"]
COUNTED = Name(en="jobs", nl="banen")


def drawn(*asked: str) -> None:
    """Run the command; an input that is refused raises InputError."""
    found = CliRunner().invoke(app, ["map", *asked])
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    assert found.exit_code == 0, found.output


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@given(figures=st.lists(st.integers(0, 300), min_size=8, max_size=60).filter(lambda found: len(set(found)) > 6))
def test_natural_breaks_differ_as_little_within_as_those_of_mapclassify(
    peer: Callable[[str], ModuleType], figures: list[int]
) -> None:
    found = np.array(figures, dtype=float)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # it says so where numba is not there
        theirs = peer("mapclassify").FisherJenks(found, k=5)
    ours = natural_breaks(found, 5)
    place = np.searchsorted(ours, found)
    within = sum(((found[place == at] - found[place == at].mean()) ** 2).sum() for at in range(5))
    mean = sum(
        ((found[theirs.yb == at] - found[theirs.yb == at].mean()) ** 2).sum()
        for at in range(5)
        if (theirs.yb == at).any()
    )
    assert within <= mean + 1e-6
    assert len(ours) == 5


def test_equal_classes_are_as_wide_as_each_other() -> None:
    found = classified(pd.Series([0.0, 10, 19, 20, 21, 100]), 5, 0, chart_words("en"), by="equal")
    assert found.labels == ("0 to 20", "21", "100")


def test_classes_of_ones_own_stay_in_the_key_when_they_are_empty() -> None:
    found = chosen_classes(pd.Series([5.0, 60.0]), (10.0, 12.5, 50.0), 0, chart_words("nl"))
    assert found.labels == ("tot en met 10", "boven 10, tot en met 12,5", "boven 12,5, tot en met 50", "boven 50")
    assert list(found.of_region) == ["tot en met 10", "boven 50"]
    assert set(found.sides) == {1}


def test_two_sides_part_at_the_middle() -> None:
    found = classified(pd.Series([90.0, 95, 100, 104, 108]), 4, 0, chart_words("en"), middle=100)
    assert found.sides == (-1, -1, 0, 1, 1)


def test_jobs_per_inhabitant_are_those_of_the_tables() -> None:
    # CBS 83582NED and ARDECO, December 2023: figures of CR03 in the snapshot, divided by hand.
    found = map_figures(map_question("establishments", level="corop", per="population", years=(2023,)))
    one = found.frame.set_index("region")["value"]
    above = map_figures(map_question("establishments", level="corop", years=(2023,))).frame.set_index("region")["value"]
    below = map_figures(map_question("population", level="corop", years=(2023,))).frame.set_index("region")["value"]
    assert one["CR03"] == pytest.approx(1000 * above["CR03"] / below["CR03"])
    assert found.unit == Name(en="establishments per 1,000 inhabitants", nl="vestigingen per 1.000 inwoners")
    assert found.nation[2023] == pytest.approx(1000 * above.sum() / below.sum())
    assert {record.table for record in found.records} == {"corop-establishments", "eu-nuts-population"}


def test_a_share_of_the_own_total_is_that_of_cbs() -> None:
    # CBS 83582NED, December 2024, thousand jobs: CR03 7.8 of 219.4.
    found = map_figures(map_question("jobs", level="corop", sector="J", per="jobs", years=(2024,)))
    assert found.frame.set_index("region")["value"]["CR03"] == pytest.approx(100 * 7.8 / 219.4)
    assert found.decimals == 0  # 0.1 of 15.1 thousand is anything from 0.33 to 0.99 %


def test_money_is_given_per_one_and_in_single_euros() -> None:
    found = map_figures(map_question("value_added", level="corop", per="employed", years=(2022,)))
    built_in = map_figures(map_question("productivity_per_person", level="corop", years=(2022,)))
    assert found.frame["value"].to_numpy() == pytest.approx(1000 * built_in.frame["value"].to_numpy())
    assert found.unit.en == "euros in current prices per employed person"


def test_a_change_across_a_border_is_refused_and_its_sum_is_said(tmp_path: Path) -> None:
    out = tmp_path / "change.csv"
    drawn("jobs", "--change-from", "2015", "--year", "2024", "--lang", "en", "--out", str(out))
    found = {row["region"]: row for row in rows(out)}
    assert float(found["CR02"]["value"]) == pytest.approx(-4.43, abs=0.005)  # 15.1 against 15.8 thousand
    assert (found["CR01"]["value"], found["CR01"]["status"], found["CR01"]["class"]) == ("", "break", "")
    assert "Oost-Groningen + Overig Groningen together: +16.0 %" in found["CR01"]["cautions"]


def test_an_index_is_a_change_and_a_hundred() -> None:
    change = map_figures(map_question("jobs", level="corop", change_from=2019, years=(2024,)))
    index = map_figures(map_question("jobs", level="corop", index=2019, years=(2024,)))
    assert index.frame["value"].to_numpy() == pytest.approx(100 + change.frame["value"].to_numpy(), nan_ok=True)
    assert index.middle == 100


def test_a_change_of_a_ratio_is_refused_where_either_part_is() -> None:
    found = map_figures(map_question("jobs", level="corop", per="population", change_from=2015, years=(2023,)))
    status = found.frame.set_index("region")["status"]
    assert status["CR01"] == "break"
    assert not any("+" in region for one in found.changes for region in one["region"])


def test_municipalities_that_merged_are_summed_onto_the_map_of_today() -> None:
    found = map_figures(map_question("establishments", level="gemeente", sector="J", years=(2017, 2019)))
    values = found.frame.set_index(["region", "year"])["value"]
    status = found.frame.set_index(["region", "year"])["status"]
    assert status["GM1979", 2017] == "not collected"  # Eemsdelta: its three parts are not in the snapshot
    assert values["GM0106", 2017] > 0  # Assen has not changed
    assert np.isnan(values["GM0014", 2017])  # Groningen without Haren and Ten Boer is another area
    assert values["GM0014", 2019] > 0


def test_a_zoomed_map_names_every_region_and_no_name_lies_on_another(tmp_path: Path) -> None:
    out = tmp_path / "north.svg"
    drawn("establishments", *NORTH, "--out", str(out))
    text = out.read_text(encoding="utf-8")
    for code in regions.study_area("nij-begun").municipalities:
        assert all(part in text for part in re.split(r"(?<=-)", regions.name(code)))
    assert "De tien Groningse gemeenten" in text
    assert "StatLine 81575NED, uitgave 2025" in text
    assert "winkel van één persoon" in text  # the caution of the table, in Dutch


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_every_caution_of_an_embedded_table_is_there_in_dutch(lang: str) -> None:
    from impact.panel.variables import variables
    from impact.sources import snapshot

    tables = {origin.table for one in variables().values() for origin in one.snapshot} - {"commuting"}
    words = chart_words(lang)
    for table in tables:
        for caution in snapshot.record(table).cautions:
            said = words.known(f"caution.{caution}")
            assert said is not None, caution
            assert (said == caution) is (lang == "en")


def test_a_slide_is_sixteen_by_nine_and_pictures_are_small(tmp_path: Path) -> None:
    out = tmp_path / "slide.png"
    drawn("jobs", "--change-from", "2015", "--size", "slide", "--out", str(out))
    content = out.read_bytes()
    assert struct.unpack(">II", content[16:24]) == (1920, 1080)
    assert len(content) <= 400_000
    assert b"pHYs" in content


def test_small_multiples_share_their_classes(tmp_path: Path) -> None:
    asked = map_question("jobs", level="corop", sector="J", per="jobs", years=(2010, 2024))
    picture = MapPicture(map_figures(asked), "nl")
    assert len(picture.table) == 80
    assert len(picture.classes.labels) <= 5


def test_what_is_drawn_goes_to_csv_and_geopackage(tmp_path: Path) -> None:
    for ending in ("csv", "gpkg"):
        drawn("establishments", *NORTH, "--out", str(tmp_path / f"a.{ending}"))
    found = rows(tmp_path / "a.csv")
    assert tuple(found[0]) == COLUMNS
    assert len(found) == 13
    with sqlite3.connect(tmp_path / "a.gpkg") as file:
        held = dict(file.execute("select region, value from map").fetchall())
    assert held == {row["region"]: float(row["value"]) for row in found}


def test_an_infinite_figure_is_refused_by_the_name_of_its_region() -> None:
    values = pd.Series({"CR01": 1.0, "CR02": float("inf")})
    with pytest.raises(InputError, match=r"an infinite figure of Delfzijl en omgeving \(CR02\)"):
        figures_of_series(values, level="corop", year=2026, subject=COUNTED, unit=COUNTED)


def test_figures_of_ones_own_are_drawn_as_those_of_the_panel() -> None:
    values = pd.Series({"CR01": 1.5, "CR02": -2.0, "CR03": 7.25})
    found = figures_of_series(values, level="corop", year=2030, subject=COUNTED, unit=COUNTED, nation=3.0)
    chart = region_map(found, lang="en", area=regions.study_area(["CR01", "CR02", "CR03", "CR07"])).to_dict()
    assert "No figure: Noord-Drenthe (not in the source)." in " ".join(chart["title"]["text"])


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["jobs", "--year", "2031"], "2010-2024"),
        (["jbos"], "Did you mean 'jobs'"),
        (["jobs", "--level", "wijk"], "gemeente, corop, provincie"),
        (["jobs", "--region", "grunn"], "study area"),
        (["jobs", "--region", "nij-begun"], "Take level gemeente"),
        (["jobs", "--sector", "Q9"], "Did you mean 'Q'"),
        (["jobs", "--level", "gemeente"], "`impact pull 83582NED` fetches it for level gemeente"),
        (["jobs", "--level", "gemeente", "--per", "population"], "`impact pull 83582NED 70072ned` brings both"),
        (["jobs", "--classes", "3,2"], "from low to high"),
        (["jobs", "--classes", "nan"], "from low to high"),
        (["jobs", "--classes", "quantiles"], "Did you mean 'quantile'"),
        (["jobs", "--count", "40"], "2 to 9"),
        (["jobs", "--size", "poster"], "page, slide, phone"),
        (["jobs", "--change-from", "2024", "--year", "2015"], "a year after"),
        (["jobs", "--change-from", "2012", "--index", "2012"], "one of the two"),
        (["jobs", "--years", "2012,twintig"], "2015,2020,2024"),
        (["jobs", "--lang", "fy"], "nl or en"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_what_there_is(tmp_path: Path, asked: list[str], said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        drawn(*asked, "--out", str(tmp_path / "a.csv"))
    assert list(tmp_path.iterdir()) == []


def test_no_advice_names_a_table_without_the_level() -> None:
    """Value added is nowhere by municipality: no table may be offered for it."""
    with pytest.raises(InputError) as refused:
        map_figures(map_question("value_added", level="gemeente"))
    assert "for level gemeente" not in refused.value.problems[0].todo


@pytest.mark.parametrize("name", ["mine.svg", "mine.csv", "mine.png"])
def test_a_file_that_somebody_else_made_is_left_alone(tmp_path: Path, name: str) -> None:
    mine = tmp_path / name
    mine.write_text("not yours", encoding="utf-8")
    with pytest.raises(InputError, match="a file that no earlier map wrote"):
        drawn("jobs", "--out", str(mine))
    assert mine.read_text(encoding="utf-8") == "not yours"
    with pytest.raises(InputError, match=r"a file ending in \.svg, \.png"):
        drawn("jobs", "--out", str(tmp_path / "map.tiff"))


@pytest.mark.parametrize(("name", "said"), [("value_added", True), ("value_added_without_mining", False)])
def test_a_map_of_product_says_whether_gas_is_in_it(name: str, said: bool) -> None:
    found = MapPicture(map_figures(map_question(name, level="corop", years=(2018,))), "en")
    assert ("natural gas included" in found.subtitle) is said


HOSTILE = "<script>alert(1)</script> & #let x = 1 =cmd() \u202eabc \x07"


@pytest.mark.parametrize("ending", ["svg", "png", "pdf", "html", "gpkg", "csv"])
def test_a_hostile_title_stays_text_and_the_file_is_written_over_itself(tmp_path: Path, ending: str) -> None:
    picture = MapPicture(map_figures(map_question("gdp", level="provincie")), "nl", heading=HOSTILE.replace("\x07", ""))
    out = tmp_path / f"a.{ending}"
    first = write(picture, out).read_bytes()
    assert write(picture, out).read_bytes() == first
    if ending != "gpkg":  # where it stands as a text among texts
        assert b"<script" not in first
    assert [path.name for path in tmp_path.iterdir()] == [out.name]


def test_the_same_map_gives_the_same_bytes_elsewhere(tmp_path: Path) -> None:
    endings = ["svg", "png", "pdf", "html", "gpkg", "csv"]
    here, there = written_elsewhere(tmp_path, ["map", "gdp", "--level", "provincie"], endings)
    assert {ending: content == there[ending] for ending, content in here.items()} == dict.fromkeys(endings, True)
