"""`impact map --result`: what a scenario leads to by area, divided by hand, with its uncertainty and what it means."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from impact import regions
from impact.cli import app
from impact.errors import InputError
from impact.report import OutcomeQuestion, outcome_figures, outcome_of, region_map
from impact.report.maps.files import write
from impact.report.maps.outcome import Outcome
from impact.report.maps.picture import MapPicture
from impact.words.names import Name
from tests.report.results_by_area import AREAS, HERE, MUNICIPALITIES, NORTH, frame, written

FOUR = regions.study_area("groningen-noord-drenthe")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("by-area") / "result")


@pytest.fixture(scope="module")
def outcome(folder: Path) -> Outcome:
    return outcome_of(folder)


def drawn(*asked: str) -> str:
    """Run the command; an input that is refused raises InputError."""
    found = CliRunner().invoke(app, ["map", *asked])
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    assert found.exit_code == 0, found.output
    return found.output


def shown(outcome: Outcome, **asked: object) -> pd.Series:
    return outcome_figures(outcome, OutcomeQuestion(**asked)).frame.set_index("region")["value"]  # type: ignore[arg-type]


# Figures.


def test_jobs_are_shown_per_thousand_jobs_of_the_area(outcome: Outcome) -> None:
    """40 MEUR of output are 400 labour years; CR03 has 219.4 thousand jobs in December 2024 (CBS 83582NED)."""
    found = outcome_figures(outcome, OutcomeQuestion("jobs"))
    values = found.frame.set_index("region")["value"]
    assert values["CR03"] == pytest.approx(400 / 219.4)
    assert values["CR17"] == pytest.approx(100 / outcome_jobs("CR17"))
    assert found.unit == Name(en="labour years per 1,000 jobs", nl="arbeidsjaren per 1.000 banen")
    assert found.nation[2028] == pytest.approx(600 / outcome_jobs("NL"), rel=1e-6)


def outcome_jobs(region: str) -> float:
    """Return thousand jobs of employees in December 2024, from the table itself."""
    from impact.sources import snapshot

    table = snapshot.table("corop-jobs", year=2024, sector="A-U").set_index("region")["value"]
    return float(table.drop("CR99").sum() if region == "NL" else table[region])


def test_money_is_shown_in_euros_per_job(outcome: Outcome) -> None:
    found = outcome_figures(outcome, OutcomeQuestion("value_added"))
    assert found.frame.set_index("region")["value"]["CR03"] == pytest.approx(20e6 / 219_400)
    assert found.unit == Name(en="euros per job, prices of 2024", nl="euro per baan, prijzen van 2024")


def test_amounts_are_shown_as_they_are_where_that_is_asked(outcome: Outcome) -> None:
    found = outcome_figures(outcome, OutcomeQuestion("output", per="nothing"))
    values = found.frame.set_index("region")["value"]
    assert values[list(NORTH)].to_list() == pytest.approx([4.0, 1.0, 40.0, 5.0])
    assert (found.kind, found.unit.en) == ("level", "million euros, prices of 2024")
    assert found.nation[2028] == pytest.approx(60.0)


def test_an_area_without_a_row_is_zero_in_every_draw(outcome: Outcome) -> None:
    values = shown(outcome, measure="output", per="nothing")
    assert len(values) == 40
    assert values.drop([*NORTH, "CR17"]).eq(0.0).all()


def test_gross_and_net_are_two_maps(outcome: Outcome) -> None:
    net = shown(outcome, measure="output", concept="net_regional", per="nothing")
    assert net[list(NORTH)].to_list() == pytest.approx([-1.0, 0.2, 20.0, 2.0])
    picture = MapPicture(outcome_figures(outcome, OutcomeQuestion("output", concept="net_regional")), "en")
    assert set(picture.classes.sides) == {-1, 0, 1}  # two colours on either side of zero


def test_a_year_and_a_sector_are_those_of_the_frame(outcome: Outcome) -> None:
    of_year = shown(outcome, measure="output", years=(2027,), per="nothing")
    assert of_year["CR03"] == pytest.approx(20.0)
    of_sector = shown(outcome, measure="output", sector="J", per="nothing")
    assert of_sector["CR03"] == pytest.approx(30.0)
    both = outcome_figures(outcome, OutcomeQuestion("output", years=(2027, 2028), per="nothing"))
    assert both.years == (2027, 2028)


def test_the_band_is_that_of_the_draws(outcome: Outcome) -> None:
    """Draws go evenly from half to one and a half times the amount: nine in ten lie from 0.55 to 1.45 times."""
    found = outcome_figures(outcome, OutcomeQuestion("output", per="nothing"))
    row = found.frame.set_index("region").loc["CR03"]
    assert [row["low"], row["high"]] == pytest.approx([22.0, 58.0])
    assert (
        found.notes[-1].en == "For Overig Groningen, with the highest figure, nine in ten calculations give 22 to 58."
    )
    here = outcome_figures(outcome, OutcomeQuestion("output", per="nothing", area=regions.study_area("CR07")))
    assert here.notes[-1].nl.startswith("Voor Noord-Drenthe")


def test_few_draws_give_no_band_and_say_so(tmp_path: Path) -> None:
    found = outcome_figures(outcome_of(written(tmp_path / "few", draws=50)), OutcomeQuestion("output"))
    assert not found.banded
    assert any("only 50 calculations" in note.en for note in found.notes)


# Municipalities.


def test_municipalities_have_one_digit_and_are_told_to_be_apportioned(outcome: Outcome) -> None:
    found = outcome_figures(outcome, OutcomeQuestion("output", level="gemeente"))
    values = found.frame.set_index("region")["value"]
    assert values["GM0014"] == pytest.approx(30.0)  # of 34.7
    digits = {f"{value:e}".partition("e")[0].rstrip("0").rstrip(".") for value in values.dropna()}
    assert all(len(digit) == 1 for digit in digits)
    assert sorted(values.dropna().index) == sorted(HERE)
    assert any("Apportioned to municipalities by the establishments" in note.en for note in found.notes)
    assert any("één cijfer" in note.nl for note in found.notes)
    assert found.decimals == 0


@given(amount=st.floats(0.01, 1e5))
@settings(max_examples=20, deadline=None)
def test_no_municipality_is_shown_with_two_digits(amount: float) -> None:
    rows = frame({"gross": {"GM0014": amount, "GM0037": amount / 7}})
    made = Outcome({"gemeente": rows, "corop": rows}, "mine", Name("mine", "mine"), 2024, 200)
    values = outcome_figures(made, OutcomeQuestion("output", level="gemeente")).frame["value"].dropna()
    assert all(np.isclose(value, float(f"{value:.0e}")) for value in values)


# What stands around it.


def test_the_map_says_scenario_concept_draws_and_what_it_was_divided_by(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.svg"
    printed = drawn("jobs", "--result", str(folder), "--region", FOUR.name, "--out", str(out), "--lang", "en")
    text = out.read_text(encoding="utf-8")
    for said in ("Jobs: gross", "2027 to 2028 together", "Scenario: AI-fabriek Groningen: baseline"):
        assert said in text
    assert "is not taken off" in printed
    assert "mean of 200 calculations" in printed
    assert "Divided by: employee jobs in December, 2024." in printed
    assert "own calculation, scenario ai-fabriek-baseline" in printed
    assert "4 figures of 4 regions, 2027 to 2028 together" in printed


@pytest.mark.parametrize("ending", ["svg", "png", "pdf", "html", "gpkg", "csv"])
def test_every_ending_is_written_and_the_same_twice(outcome: Outcome, tmp_path: Path, ending: str) -> None:
    picture = MapPicture(outcome_figures(outcome, OutcomeQuestion("jobs", area=FOUR)), "nl", FOUR)
    out = tmp_path / f"a.{ending}"
    first = write(picture, out).read_bytes()
    assert write(picture, out).read_bytes() == first
    assert len(first) <= 2_000_000


def test_the_files_have_the_band(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    drawn("output", "--result", str(folder), "--per", "nothing", "--concept", "net_regional", "--out", str(out))
    drawn("output", "--result", str(folder), "--per", "nothing", "--out", str(out))  # over an earlier map of ours
    with out.open(encoding="utf-8", newline="") as file:
        rows = {row["region"]: row for row in csv.DictReader(file)}
    assert [float(rows["CR03"][column]) for column in ("value", "low", "high")] == pytest.approx([40, 22, 58])
    page = tmp_path / "a.html"
    drawn("output", "--result", str(folder), "--per", "nothing", "--lang", "en", "--out", str(page))
    assert "Nine in ten calculations" in page.read_text(encoding="utf-8")
    assert "22 to 58" in page.read_text(encoding="utf-8")


def test_the_chart_can_be_made_in_python(outcome: Outcome) -> None:
    chart = region_map(outcome_figures(outcome, OutcomeQuestion("value_added", area=FOUR)), lang="nl", area=FOUR)
    assert "Toegevoegde waarde: bruto" in str(chart.to_dict())


def test_a_csv_is_read_as_a_parquet_file(outcome: Outcome, tmp_path: Path) -> None:
    of_csv = outcome_of(written(tmp_path / "csv", ending="csv"))
    asked = OutcomeQuestion("jobs", years=(2028,))
    pd.testing.assert_frame_equal(outcome_figures(of_csv, asked).frame, outcome_figures(outcome, asked).frame)


# What is refused.

REFUSED = {
    "a measure": (["wages"], "a measure of the result.*output, value_added, jobs"),
    "a concept": (["jobs", "--concept", "net"], "a concept of the result.*Choose one of: gross, net_regional"),
    "a year": (["jobs", "--year", "2031"], "'2031'.*Choose one of 2027, 2028, or leave it out"),
    "a sector": (["jobs", "--sector", "Q"], "'Q'.*Choose one of: J, M-N"),
    "a sector in a year": (["jobs", "--year", "2027", "--sector", "J"], "Sectors are there for all years together"),
    "a level": (["jobs", "--level", "provincie"], "at which the result has figures.*corop, gemeente"),
    "no level": (["jobs", "--level", "wijk"], "a level that is drawn"),
    "an area of parts": (["jobs", "--region", "nij-begun"], "Take level gemeente"),
    "municipalities that are not there": (
        ["jobs", "--level", "gemeente", "--region", "GM0772"],
        "no figure for GM0772",
    ),
    "a divisor": (["jobs", "--per", "jbos"], "Did you mean 'jobs'"),
    "a divisor that is a rate": (["jobs", "--per", "unemployment"], "something that is counted.*--per nothing"),
    "a divisor without municipalities": (
        ["jobs", "--per", "jobs", "--level", "gemeente"],
        "`impact pull 83582NED` fetches it for level gemeente",
    ),
    "a change": (["jobs", "--change-from", "2019"], "--change-from.*nothing beside --result"),
    "an index": (["jobs", "--index", "2019"], "--index.*nothing beside --result"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_there_names_what_is(folder: Path, tmp_path: Path, case: str) -> None:
    asked, said = REFUSED[case]
    with pytest.raises(InputError, match=f"(?s){said}"):
        drawn(*asked, "--result", str(folder), "--out", str(tmp_path / "a.csv"))
    assert list(tmp_path.iterdir()) == []


def test_everything_that_is_not_there_is_said_at_once(outcome: Outcome) -> None:
    with pytest.raises(InputError) as caught:
        outcome_figures(outcome, OutcomeQuestion("wages", concept="nett", years=(2031,)))
    assert [problem.field for problem in caught.value.problems] == ["measure", "concept", "year"]


def test_a_concept_is_of_a_result_alone(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=re.escape("Name the folder of a result with --result")):
        drawn("jobs", "--concept", "gross", "--out", str(tmp_path / "a.csv"))


def test_a_folder_that_is_no_result_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no such folder.*impact run --out"):
        outcome_of(tmp_path / "nowhere")
    with pytest.raises(InputError, match="no result of a scenario"):
        outcome_of(tmp_path)


def test_a_result_without_areas_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"without figures by area.*Make the result again"):
        outcome_of(written(tmp_path / "old", {"totals": frame(AREAS)}))


def test_a_result_without_municipalities_says_which_level_it_has(tmp_path: Path) -> None:
    made = outcome_of(written(tmp_path / "corop", {"areas": frame(AREAS)}))
    with pytest.raises(InputError, match="Choose one of: corop"):
        outcome_figures(made, OutcomeQuestion("jobs", level="gemeente"))


def test_files_that_were_changed_are_refused(tmp_path: Path) -> None:
    made = written(tmp_path / "changed", {"areas": frame(AREAS), "municipalities": frame(MUNICIPALITIES)}, "csv")
    (made / "areas.csv").write_text("scenario,year\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"areas\.csv.*changed after it was written"):
        outcome_of(made)
    again = written(tmp_path / "sealed")
    manifest = again / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"draws": 200', '"draws": 900'), encoding="utf-8")
    with pytest.raises(InputError, match="The manifest was changed"):
        outcome_of(again)
