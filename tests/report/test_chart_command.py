"""`impact chart`: what there is, what it draws and says, what it refuses and leaves alone."""

from __future__ import annotations

import csv
import math
import re
import struct
import sys
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from impact.cli import app
from impact.errors import InputError
from impact.regions import study_area
from impact.report.charts import theme
from impact.report.gallery.named import Asked, NamedChart, Need, Shown
from impact.report.gallery.needs import SOURCES
from impact.report.gallery.picture import CHART, ChartPicture
from impact.report.gallery.registry import CHARTS, named
from impact.report.pages.picture_files import drawing, write
from impact.scenario import ScenarioResult
from impact.scenario.answer import outlook
from impact.scenario.ledger import shipped_backtest
from impact.words.texts import LANGUAGES, Lang
from tests.report.elsewhere import written_elsewhere

ENDINGS = ("svg", "png", "pdf", "html", "csv")


def asked(*words: str) -> str:
    """Run the command and return what it says; an input that is refused raises InputError."""
    found = CliRunner().invoke(app, ["chart", *words])
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    assert found.exit_code == 0, found.output
    return found.output


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def saved(baseline_result: ScenarioResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("charts") / "result"
    baseline_result.save(folder)
    return folder


@pytest.fixture(scope="module")
def flow() -> Shown:
    return named("euro-flow").draw(study_area(["CR01", "CR02", "CR03", "CR07"]), Asked("en"))


@pytest.fixture(scope="module")
def calibration() -> dict[Lang, Shown]:
    chart, scores = named("ledger-calibration"), shipped_backtest()
    return {lang: chart.draw(scores, Asked(lang)) for lang in LANGUAGES}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_a_name_every_chart_is_listed_by_what_it_needs(lang: Lang) -> None:
    said = asked("--lang", lang)
    for chart in CHARTS:
        assert f"  {chart.name} " in said
        assert chart.about.spoken(lang) in said
    assert all(source.about.spoken(lang) in said for source in SOURCES.values())


def test_every_chart_has_a_name_of_its_own_and_a_function_that_is_there() -> None:
    assert len({chart.name for chart in CHARTS}) == len(CHARTS)
    assert set(SOURCES) == set(Need)
    for chart in CHARTS:
        assert callable(chart.function)


def test_registering_a_chart_takes_one_line(calibration: dict[Lang, Shown], monkeypatch: pytest.MonkeyPatch) -> None:
    made = calibration["en"]
    monkeypatch.setattr(sys.modules[__name__], "tornado", lambda given, asked: made, raising=False)
    one = NamedChart("tornado", Need.LEDGER, named("funnel").about, f"{__name__}:tornado")
    assert one.draw(None, Asked("en")) is made


def place(error: float) -> int:
    """Return the decimals of the smallest place of which one unit is no less than an error."""
    return math.floor(-math.log10(error)) if error > 0 else 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_staircase_says_what_is_left_and_its_csv_has_the_figures(
    saved: Path, baseline_result: ScenarioResult, tmp_path: Path, lang: Lang
) -> None:
    out = tmp_path / "steps.csv"
    said = asked("staircase", "--of", str(saved), "--out", str(out), "--lang", lang)
    gross, net = (outlook.over_years(baseline_result, concept, "jobs").mean for concept in ("gross", "net_regional"))
    assert f" {100 * net / gross:.0f} " in said
    found = rows(out)
    steps = outlook.steps(baseline_result, "jobs").drop(index="net_national")
    column = "Gemiddeld, arbeidsjaren" if lang == "nl" else "Mean, labour years"
    shown = [outlook.outlook_of(baseline_result, step) for step in steps.to_dict("records")]
    assert [float(row[column]) for row in found] == [round(of.mean, min(0, place(of.error))) + 0.0 for of in shown]
    assert {row["made_by"] for row in found} == {"impact-noord"}
    assert all("StatLine" in row["source"] or "CBS" in row["source"] for row in found)


def test_the_sector_with_the_most_work_stands_in_the_title(baseline_result: ScenarioResult) -> None:
    shown = named("sectors").draw(baseline_result, Asked("en"))
    picture = ChartPicture(shown, "en")
    first = outlook.by_sector(baseline_result, "jobs").query("concept == 'gross'").sort_values("mean").iloc[-1]
    assert first["sector"] == "M"
    assert picture.title == "Most work is in specialised business services"
    assert shown.figure.table is not None
    assert shown.figure.table.rows[0][0] == "Specialised business services"


def test_no_finding_is_said_of_gross_and_net_that_differ(baseline_result: ScenarioResult) -> None:
    """Gross work is highest in 2027, net work in 2030: no year has the most work."""
    by_year = outlook.by_year(baseline_result, "jobs").pivot_table(index="year", columns="concept", values="mean")
    assert by_year["gross"].idxmax() != by_year["net_regional"].idxmax()
    assert ChartPicture(named("path").draw(baseline_result, Asked("en")), "en").title == "Work per year"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_hostile_title_stays_text_and_the_file_is_written_over_itself(
    calibration: dict[Lang, Shown], tmp_path: Path, ending: str, lang: Lang
) -> None:
    hostile = "<script>alert(1)</script> & #let x = 1 =cmd() \u202eabc " + "long " * 40
    picture = ChartPicture(calibration[lang], lang, "slide", hostile)
    out = tmp_path / f"a.{ending}"
    first = write(CHART, picture, out).read_bytes()
    assert write(CHART, picture, out).read_bytes() == first
    assert len(first) < 400_000
    if ending != "csv":
        assert b"<script" not in first
    if ending == "pdf":
        assert b"pdfuaid" in first
    assert [path.name for path in tmp_path.iterdir()] == [out.name]


@pytest.mark.parametrize(
    ("size", "width", "height"), [("slide", 1920, 1080), ("phone", 800, None), ("page", 1400, None)]
)
def test_a_picture_is_as_large_as_it_is_asked_for(
    calibration: dict[Lang, Shown], tmp_path: Path, size: str, width: int, height: int | None
) -> None:
    picture = ChartPicture(calibration["nl"], "nl", size)
    found = struct.unpack(">II", write(CHART, picture, tmp_path / "a.png").read_bytes()[16:24])
    assert found[0] <= width
    assert height is None or found == (width, height)


def test_a_phone_has_everything_that_stands_around_the_chart(calibration: dict[Lang, Shown]) -> None:
    picture = ChartPicture(calibration["nl"], "nl", "phone")
    svg = drawing(picture)
    assert theme.width(svg) <= 320
    texts = re.sub("<[^>]+>", " ", svg)
    for word in f"{picture.title} {picture.foot[0]}".split():
        assert word in texts


def test_a_title_of_ones_own_stands_above_the_chart(calibration: dict[Lang, Shown]) -> None:
    for size in ("page", "phone"):
        assert "Een eigen kop" in drawing(ChartPicture(calibration["nl"], "nl", size, "Een eigen kop"))


def test_the_cents_of_a_euro_are_those_of_the_table_of_areas(flow: Shown) -> None:
    """docs/input-output.md: a euro for J62 in the area, where it has ended."""
    assert flow.figure.table is not None
    held = {row[0]: row[1:] for row in flow.figure.table.rows}
    assert [held[name][1] for name in ("Oost-Groningen", "Overig Groningen", "Noord-Drenthe")] == ["3.1", "44.2", "6.6"]
    assert "54 cents" in ChartPicture(flow, "en").title  # 3.1 + 0.2 + 44.2 + 6.6


def test_the_calibration_is_that_of_the_backtest(calibration: dict[Lang, Shown]) -> None:
    table = calibration["en"].figure.table
    assert table is not None
    scores = shipped_backtest()
    own = scores[scores["target"].eq("births") & scores["method"].eq("average")]
    share = 100 * (own["in90"] * own["figures"]).sum() / own["figures"].sum()
    (row,) = (row for row in table.rows if row[:2] == ("New establishments", "the three together"))
    assert row[2:] == (f"{own['figures'].sum():,}", "52%", f"{share:.0f}%")


def test_the_same_chart_gives_the_same_bytes_elsewhere(tmp_path: Path) -> None:
    here, there = written_elsewhere(tmp_path, ["chart", "ledger-calibration"], ENDINGS)
    assert {ending: content == there[ending] for ending, content in here.items()} == dict.fromkeys(here, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["stairs"], "one of staircase, path, stages"),
        (["staircas"], "Did you mean 'staircase'"),
        (["staircase"], "Write one with `impact run --out FOLDER`"),
        (["comparison", "--of", "one"], "two or more folders"),
        (["staircase", "--of", "{tmp}"], "manifest.json"),
        (["staircase", "--of", "nowhere"], "nowhere"),
        (["event-plot"], "a design, its name or file"),
        (["event-plot", "--of", "eemshaven-2061"], "eemshaven-2016"),
        (["forest", "--of", "studies.csv"], "studies.csv"),
        (["forest"], "two studies that print their errors"),
        (["euro-flow", "--sector", "J99"], "--sector"),
        (["staircase", "--sector", "J62", "--of", "one"], "no choice"),
        (["ledger-calibration", "--size", "poster"], "page, slide, phone"),
        (["ledger-calibration", "--lang", "fy"], "nl or en"),
        (["productivity", "--of", "grunn"], "grunn"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_what_there_is(tmp_path: Path, words: list[str], said: str) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    given = [word.replace("{tmp}", str(empty)) for word in words]
    with pytest.raises(InputError, match=re.escape(said)):
        asked(*given, "--out", str(tmp_path / "a.svg"))
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]


@pytest.mark.parametrize("name", ["mine.svg", "mine.csv", "mine.png"])
def test_a_file_that_somebody_else_made_is_left_alone(tmp_path: Path, name: str) -> None:
    mine = tmp_path / name
    mine.write_text("region,name,year,value\nnot yours", encoding="utf-8")
    with pytest.raises(InputError, match="a file that no earlier chart wrote"):
        asked("ledger-calibration", "--out", str(mine))
    assert mine.read_text(encoding="utf-8").endswith("not yours")
    with pytest.raises(InputError, match=r"a file ending in \.svg, \.png"):
        asked("ledger-calibration", "--out", str(tmp_path / "chart.gpkg"))
    with pytest.raises(InputError, match="a file to write"):
        asked("ledger-calibration")


def test_an_area_is_drawn_against_the_country(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, region_record: object
) -> None:
    from impact.report.gallery import of_record

    monkeypatch.setattr(of_record, "regional_record", lambda area: region_record)
    out = tmp_path / "gap.csv"
    said = asked("productivity-gap", "--out", str(out))
    frame = pd.read_csv(out)
    assert "15 procent lager dan in Nederland" in said
    assert frame.loc[frame["Jaar"].eq(2023), "Het hele gebied"].item() == -15
