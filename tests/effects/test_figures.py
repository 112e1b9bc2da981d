"""Figures of one's own: tables handed over and csv files beside the design, as a province writes them."""

import datetime
import json

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from impact.cli import app
from impact.effects import evaluate, freeze, frozen_status
from impact.effects.study.design_figures import usable_design
from impact.errors import InputError
from impact.sources import snapshot

TODAY = datetime.date(2026, 11, 24)
DESIGN = """
title = "Jobs of a province"
question = "Did it work?"
reference = "None."
[[treated]]
name = "a"
title = "A"
first = { GM0014 = 2017 }
[[outcomes]]
name = "jobs"
title = "Jobs"
unit = "thousand jobs"
numerator = { NUMERATOR }
years = [2008, 2022]
donors = ["GM*"]
[[tests]]
outcomes = ["jobs"]
treated = ["a"]
"""
BY_TABLE = 'table = "banen.csv"'
BY_FILE = (
    'file = "banen.csv", separator = ";", decimal = ",", encoding = "cp1252", source = "Provincie, register 2023", '
    'columns = { region = "Gemeente", year = "Jaar", value = "Banen (x 1 000)" }'
)


def jobs(units=25):
    """Return a table of jobs by municipality, 2008 to 2022, without a status."""
    rng = np.random.default_rng(3)
    values = 20 + rng.standard_normal((units, 15)).cumsum(axis=1)
    regions = [f"GM{14 + i:04d}" for i in range(units)]
    frame = {"region": np.repeat(regions, 15), "year": np.tile(np.arange(2008, 2023), units), "value": values.ravel()}
    return pd.DataFrame(frame).round(3)


@pytest.fixture
def design(tmp_path):
    """Return a design over a table that is handed over."""
    path = tmp_path / "mine.toml"
    path.write_text(DESIGN.replace("NUMERATOR", BY_TABLE))
    return path


@pytest.fixture
def beside(tmp_path):
    """Return a design over a file beside it, written as a spreadsheet in Dutch does."""
    path = tmp_path / "mine.toml"
    path.write_text(DESIGN.replace("NUMERATOR", BY_FILE))
    written(jobs(), tmp_path)
    return path


def written(frame, folder):
    names = {"region": "Gemeente", "year": "Jaar", "value": "Banen (x 1 000)"}
    named = frame.rename(columns=names).assign(Naam="Súdwest-Fryslân")
    named.to_csv(folder / "banen.csv", sep=";", decimal=",", encoding="cp1252", index=False)


def result(evaluation):
    (finding,) = evaluation.findings
    return finding.result.estimate, finding.result.interval, finding.result.p_value


def test_a_table_of_region_year_and_value_is_enough(design):
    found = evaluate(design, tables=lambda name: jobs())
    assert result(found) == result(evaluate(design, tables=lambda name: jobs().assign(status="")))
    assert found.sources() == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda d: d.assign(value=d["value"].astype(str).str.replace(".", ",")),
            r"text such as '.*,.*' in column 'value' of banen.csv; expected numbers",
        ),
        (lambda d: d.assign(value=d["value"].astype(str)), "in column 'value' of banen.csv; expected numbers"),
        (lambda d: d.assign(value=d["value"] * 1j), "in column 'value' of banen.csv; expected numbers"),
        (lambda d: d.assign(value=np.inf), "infinite values in column 'value' of banen.csv"),
        (
            lambda d: d.rename(columns={"value": "banen"}),
            "columns region, year, banen; expected column 'value' in banen",
        ),
        (lambda d: d.drop(columns="region"), "columns year, value; expected column 'region' in banen.csv"),
        (lambda d: d.assign(year=d["year"].astype(str) + "*"), r"'2008\*' in column 'year' of banen.csv"),
        (lambda d: d.assign(year=d["year"] + 0.25), "2008.25 in column 'year' of banen.csv"),
        (lambda d: d.assign(region=d["region"].where(d["year"] > 2009)), "rows without a region in column 'region'"),
    ],
)
def test_what_cannot_be_used_is_said_with_its_column_and_table(design, change, words):
    for door in (evaluate, usable_design, lambda where, tables: freeze(where, today=TODAY, tables=tables)):
        with pytest.raises(InputError, match=f"mine.toml: outcomes.0.numerator.*{words}"):
            door(design, tables=lambda name: change(jobs()))
    assert not design.with_suffix(".frozen.json").exists()


def test_whole_years_and_numbers_of_any_type_are_figures(design):
    known = result(evaluate(design, tables=lambda name: jobs()))
    for types in ({"year": float}, {"year": "Int64", "value": "Float64"}, {"value": object}, {"region": "category"}):
        found = evaluate(design, tables=lambda name, types=types: jobs().astype(types))
        assert result(found) == known


def test_a_design_frozen_on_figures_of_ones_own_notices_that_they_changed(design):
    freeze(design, today=TODAY, tables=lambda name: jobs())
    record = json.loads(design.with_suffix(".frozen.json").read_text())
    assert record["figures"]["banen.csv"]["until"] == 2022
    for same in (jobs(), jobs().sample(frac=1, random_state=0), jobs()[["value", "year", "region"]]):
        assert evaluate(design, tables=lambda name, same=same: same).frozen.code == "as_frozen"
    later = jobs().assign(year=lambda d: d["year"] + 15)
    assert evaluate(design, tables=lambda name: pd.concat([jobs(), later])).frozen.code == "as_frozen"
    revised = jobs().assign(value=lambda d: d["value"].where(d.index != 7, 5.0))
    assert evaluate(design, tables=lambda name: revised).frozen.endswith("figures of banen.csv")
    assert frozen_status(design) == "as frozen on 2026-11-24"  # of the design alone: no figures were handed over
    assert frozen_status(design, tables=lambda name: revised).code == "changed_since"


def test_a_file_beside_the_design_gives_what_the_table_gives(beside, tmp_path):
    other = tmp_path / "other.toml"
    other.write_text(DESIGN.replace("NUMERATOR", BY_TABLE))
    found = evaluate(beside)
    assert result(found) == result(evaluate(other, tables=lambda name: jobs()))
    (record,) = found.sources()
    assert (record.table, record.source) == ("banen.csv", "Provincie, register 2023")
    assert len(record.sha256) == 64


def test_a_file_is_checked_evaluated_and_frozen_from_the_command_line(beside, tmp_path):
    run = CliRunner()
    assert "can be used: 1 outcomes" in run.invoke(app, ["check", str(beside)]).output
    assert "a, did: " in run.invoke(app, ["evaluate", str(beside), "--out", str(tmp_path / "out")]).output
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["sources"][0]["table"] == "banen.csv"
    assert "Frozen in" in run.invoke(app, ["evaluate", str(beside), "--freeze"]).output
    assert frozen_status(beside).code == "as_frozen"
    written(jobs().assign(value=lambda d: d["value"] + (d["year"] == 2010)), tmp_path)
    assert frozen_status(beside).code == "changed_since"


def test_a_file_becomes_pages(beside, tmp_path):
    out = CliRunner().invoke(app, ["report", str(beside), "--lang", "en", "--out", str(tmp_path / "pages")])
    assert out.exit_code == 0, out.output
    assert "Provincie, register 2023" in next((tmp_path / "pages").glob("*.html")).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "banen.csv",
            "bannen.csv",
            "numerator.file: found nothing there; expected a file of figures beside",
        ),
        ('decimal = ","', 'decimal = "."', "text such as .* in column 'Banen .x 1 000.' of banen.csv"),
        ('encoding = "cp1252"', 'encoding = "utf-8"', "numerator.encoding: found byte 0x.*cp1252"),
        ('encoding = "cp1252"', 'encoding = "latijn"', "encoding: found 'latijn'; expected an encoding such as"),
        ('separator = ";"', 'separator = ","', "expected column 'Gemeente' in banen.csv|expected a csv file"),
        ('separator = ";"', 'separator = ";;"', "separator"),
        ('"Gemeente"', '"Gemeenten"', "expected column 'Gemeenten' in banen.csv. Did you mean 'Gemeente'"),
        ('file = "banen.csv"', 'file = "../banen.csv"', "expected the name of a file beside the design"),
        ('file = "banen.csv"', 'file = "banen.csv", table = "corop-jobs"', "a table of figures, or a file beside"),
        ('file = "banen.csv"', 'table = "corop-jobs"', "columns, encoding, .*of a file alone|of a file alone"),
        ("first = { GM0014", "first = { GM9914", "found 'GM9914'; expected an area of banen.csv"),
    ],
)
def test_a_file_that_cannot_be_used(beside, old, new, words):
    text = beside.read_text()
    assert old in text
    beside.write_text(text.replace(old, new, 1))
    with pytest.raises(InputError, match=words):
        evaluate(beside)


def test_a_file_named_as_a_table_is_pointed_to_where_files_are_named(design):
    with pytest.raises(InputError, match='a table of figures. For a file beside the design write file = "banen.csv"'):
        usable_design(design)


def test_a_series_says_where_its_figures_stand(beside):
    beside.write_text(DESIGN.replace("NUMERATOR", "sum = { J = 1 }"))
    with pytest.raises(InputError, match="a table of figures, or a file beside the design"):
        usable_design(beside)


def test_one_file_may_hold_both_parts_of_a_ratio(beside, tmp_path):
    people = jobs().assign(Inwoners=1000.0)
    people.rename(columns={"value": "Banen"}).to_csv(tmp_path / "both.csv", index=False)
    columns = 'file = "both.csv", columns = { value = "Banen" } }\ndenominator = { file = "both.csv", columns = '
    beside.write_text(DESIGN.replace("NUMERATOR", columns + '{ value = "Inwoners" }'))
    known = result(evaluate(tmp_path / "mine.toml"))
    beside.write_text(DESIGN.replace("NUMERATOR", BY_FILE))
    assert known[0] == pytest.approx(result(evaluate(beside))[0] / 1000)


def test_the_figures_of_the_snapshot_need_no_checksum_in_a_record(tmp_path):
    path = tmp_path / "shipped.toml"
    text = DESIGN.replace("NUMERATOR", 'table = "corop-jobs", sum = { J = 1 }').replace("GM0014", "CR03")
    path.write_text(text.replace('["GM*"]', '["CR*"]').replace("[2008, 2022]", "[2010, 2024]"))
    freeze(path, today=TODAY)
    assert "figures" not in json.loads(path.with_suffix(".frozen.json").read_text())
    assert [record.table for record in evaluate(path).sources()] == ["corop-jobs"]
    assert "corop-jobs" in snapshot.names()
