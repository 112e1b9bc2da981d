"""A map of a study's own figures: whose they are, what is drawn, what is refused and that the advice holds."""

import csv
import re

import pytest
from typer.testing import CliRunner

from impact.cli import app
from impact.errors import InputError

DESIGN = """
title = "Banen in Noord-Nederland"
question = "Hielp het?"
reference = "Geen."
[[treated]]
name = "stad"
title = "Groningen"
first = { GM0014 = 2020 }
[[outcomes]]
name = "banen"
title = "Banen in de zorg"
unit = "UNIT"
numerator = { file = "banen.csv", separator = ";", regions = "gemeente", source = "Provincie, register 2023"EXTRA }
years = [2010, 2022]
donors = ["GM*"]
transform = "TRANSFORM"
[[tests]]
outcomes = ["banen"]
treated = ["stad"]
"""
PLACES = ("Groningen", "Assen", "Emmen", "Leeuwarden", "Midden-Groningen", "Westerkwartier")


@pytest.fixture
def design(tmp_path):
    def written(unit="banen", transform="level", extra=""):
        rows = [
            f"{name};{year};{1000 * (i + 1) + 10 * (year - 2010) * (i - 2)}"
            for i, name in enumerate(PLACES)
            for year in range(2010, 2023)
        ]
        (tmp_path / "banen.csv").write_text("\n".join(["region;year;value", *rows]) + "\n")
        path = tmp_path / "studie.toml"
        path.write_text(DESIGN.replace("UNIT", unit).replace("TRANSFORM", transform).replace("EXTRA", extra))
        return path

    return written


def drawn(*asked):
    found = CliRunner().invoke(app, ["map", *map(str, asked)])
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found.output


def figures(path, year="2022"):
    with path.open(encoding="utf-8", newline="") as file:
        return {row["region"]: row["value"] for row in csv.DictReader(file) if row["year"] == year and row["value"]}


def test_figures_of_the_file_are_drawn_with_whose_they_are(design, tmp_path):
    said = drawn(design(), "--out", tmp_path / "kaart.csv")
    assert "Bron: Provincie, register 2023. Grenzen" in said
    found = figures(tmp_path / "kaart.csv")
    assert float(found["GM0014"]) == 1000 + 10 * 12 * -2
    assert len(found) == len(PLACES)


def test_a_change_and_an_index_are_those_of_the_file(design, tmp_path):
    drawn(design(), "--change-from", 2010, "--out", tmp_path / "kaart.csv")
    assert float(figures(tmp_path / "kaart.csv")["GM0014"]) == pytest.approx(-24.0)
    drawn(design(), "--index", 2010, "--years", "2011,2022", "--out", tmp_path / "kaart.csv")
    assert float(figures(tmp_path / "kaart.csv", "2011")["GM0014"]) == pytest.approx(98.0)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_picture_names_outcome_and_unit(design, tmp_path, lang):
    drawn(design(), "--region", "nij-begun", "--lang", lang, "--out", tmp_path / "kaart.svg")
    picture = (tmp_path / "kaart.svg").read_text()
    assert "Banen in de zorg" in picture
    assert "register 2023" in picture


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["--year", "1999"], "It has 2010 to 2022"),
        (["--outcome", "bannen"], "Did you mean 'banen'|Choose one of: banen"),
        (["--sector", "J", "--per", "jobs", "--level", "corop", "--data", "live"], "the design says so itself"),
    ],
)
def test_what_a_design_does_not_have_is_refused(design, tmp_path, asked, words):
    with pytest.raises(InputError, match=words) as refused:
        drawn(design(), *asked, "--out", tmp_path / "kaart.csv")
    assert len(refused.value.problems) == (4 if "--per" in asked else 1)
    assert not (tmp_path / "kaart.csv").exists()


def test_logarithms_say_nothing_of_the_unit_and_the_advice_holds(design, tmp_path):
    with pytest.raises(InputError, match="logarithms") as refused:
        drawn(design("log points", "log"), "--out", tmp_path / "kaart.csv")
    stated = re.search(r'unit = "\w+"', refused.value.problems[0].todo)[0]
    drawn(design("log points", "log", f", {stated}"), "--out", tmp_path / "kaart.csv")
    drawn(design("log points", "log"), "--change-from", 2010, "--out", tmp_path / "kaart.csv")


def test_a_design_that_is_not_there_is_no_variable(tmp_path):
    with pytest.raises(InputError, match="expected a design file"):
        drawn(tmp_path / "niets.toml", "--out", tmp_path / "kaart.csv")


def test_outcome_belongs_to_a_design(tmp_path):
    with pytest.raises(InputError, match="an outcome of a design file"):
        drawn("jobs", "--outcome", "banen", "--out", tmp_path / "kaart.csv")
