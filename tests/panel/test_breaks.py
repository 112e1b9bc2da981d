"""Breaks of a series: marked, told in every export, and no change is computed across one."""

from __future__ import annotations

import io
import json
import tomllib
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from impact import bundle, regions
from impact.cli import app
from impact.errors import InputError
from impact.panel import breaks, cautions, change, export, panel, refused
from impact.panel.breaks import together
from impact.sources import snapshot

AREA = "groningen-noord-drenthe"


@pytest.fixture(scope="module")
def jobs() -> pd.DataFrame:
    return panel("jobs", years=(2010, 2024))


def _total(frame: pd.DataFrame, *areas: str) -> pd.DataFrame:
    rows = frame[frame["sector"] == "A-U"]
    return rows[rows["region"].isin(areas)] if areas else rows


def _row(changes: pd.DataFrame, region: str) -> pd.Series:
    return changes.set_index("region").loc[region]


def test_every_break_names_what_exists() -> None:
    codes = set(regions.codes("corop")) | set(regions.codes("provincie")) | {"NL", "*"}
    numbers = {word for name in snapshot.names() for word in snapshot.record(name).source.split()}
    for one in breaks():
        assert one.kind == "merger" or set(one.regions) <= codes
        assert one.kind == "merger" or one.series & {*numbers, *snapshot.names()}, one.name
    assert len({one.name for one in breaks()}) == len(breaks())


def test_the_borders_that_moved_can_be_seen_in_the_figures(jobs: pd.DataFrame) -> None:
    """The areas of a moved border jump in that year, one up and one down, and their sum does not."""
    growths = {"jobs": _growth(_total(jobs)), "establishments": _growth(panel("establishments"))}
    for one in breaks():
        if one.kind == "boundary":
            wide, change = growths["jobs" if one.year < 2016 else "establishments"]
            areas = [code for code in one.regions if code.startswith("CR")]
            usual = change[one.year].median()
            apart = change.loc[areas, one.year] - usual
            assert apart.min() < 0 < apart.max(), one.name
            assert abs(wide.loc[areas].sum().pct_change()[one.year] - usual) < apart.abs().max(), one.name


def _growth(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    wide = frame[frame["region"] != "CR99"].pivot_table(index="region", columns="year", values="value")
    return wide, wide.pct_change(axis=1)


def test_the_first_year_after_a_break_is_marked(jobs: pd.DataFrame) -> None:
    marked = _total(jobs)[_total(jobs)["status"] == "break"]
    assert set(map(tuple, marked[["region", "year"]].to_numpy())) >= {
        *(("CR05", 2014), ("CR06", 2014), ("CR01", 2018), ("CR03", 2018), ("CR24", 2023)),
    }
    finance = jobs[(jobs["sector"] == "K") & (jobs["year"] == 2024) & jobs["value"].notna()]
    assert finance["status"].eq("break").all()
    assert not jobs.loc[jobs["region"].isin(["CR02", "CR07"]) & jobs["sector"].ne("K"), "status"].eq("break").any()


def test_years_on_one_side_of_a_break_have_no_mark() -> None:
    later = panel("jobs", years=(2018, 2022), area=["CR01", "CR03"])
    assert not later["status"].eq("break").any()
    assert not any("CR01" in text for text in cautions(later) if "Boundaries" not in text)


@pytest.mark.parametrize("name", ["productivity_per_person", "value_added_without_mining"])
def test_a_computed_variable_has_the_breaks_of_what_it_is_computed_from(name: str) -> None:
    frame = panel(name, years=(2013, 2014), area=["CR05"])
    assert frame.loc[frame["year"] == 2014, "status"].eq("break").all()


def test_change_across_a_moved_border_is_refused_and_the_sum_is_given(jobs: pd.DataFrame) -> None:
    # CBS 83582NED, thousand jobs: CR01 44.8 and CR03 185.8 in 2015, 48.0 and 219.4 in 2024.
    found = change(_total(jobs, "CR01", "CR02", "CR03", "CR07"), 2015, 2024)
    for corop in ("CR01", "CR03"):
        assert _row(found, corop)[["status", "comparable"]].tolist() == ["break", "CR01+CR03"]
        assert pd.isna(_row(found, corop)["change"])
    joint = _row(found, "CR01+CR03")
    assert joint[["before", "after", "change"]].tolist() == pytest.approx([230.6, 267.4, 100 * 36.8 / 230.6])
    assert _row(found, "CR02")["change"] == pytest.approx(100 * (15.1 / 15.8 - 1))
    assert _row(found, "CR07")["change"] == pytest.approx(100 * (85.0 / 73.9 - 1))


def test_change_on_one_side_of_every_break_is_computed(jobs: pd.DataFrame) -> None:
    found = change(_total(jobs, "CR01", "CR03"), 2018, 2024)
    assert found["change"].notna().all()
    assert set(found["region"]) == {"CR01", "CR03"}


def test_areas_that_two_breaks_join_are_summed_together(jobs: pd.DataFrame) -> None:
    found = change(_total(jobs, "CR04", "CR05", "CR06"), 2013, 2024)
    assert _row(found, "CR04")["breaks"] == "frisian-borders littenseradiel"
    assert found["change"].notna().sum() == 1
    assert pd.notna(_row(found, "CR04+CR05+CR06")["change"])
    pair = [one for one in breaks() if one.name in ("haarlemmerliede", "weesp")]
    assert together(pair) == [("CR21", "CR23", "CR24")]


@pytest.mark.parametrize("corop", ["CR01", "CR05", "CR24"])
def test_nothing_to_compare_is_an_error_that_names_the_way_out(jobs: pd.DataFrame, corop: str) -> None:
    with pytest.raises(InputError) as failure:
        change(_total(jobs, corop), 2013, 2024)
    problem = failure.value.problems[0]
    assert corop in problem.found
    joint = problem.todo.partition("hand over ")[2].partition(" together")[0].split(" and ")
    assert pd.notna(_row(change(_total(jobs, *joint), 2013, 2024), "+".join(joint))["change"])


def test_no_sum_mends_a_group_that_was_made_anew(jobs: pd.DataFrame) -> None:
    finance = jobs[jobs["sector"] == "K"]
    with pytest.raises(InputError, match=r"Take years up to 2023, or from 2024 on\."):
        change(finance[finance["region"].isin(["CR03", "CR07"])], 2022, 2024)
    both = change(jobs[jobs["sector"].isin(["K", "A-U"]) & jobs["region"].isin(["CR01", "CR03"])], 2017, 2024)
    assert set(both.loc[both["change"].notna(), "sector"]) == {"A-U"}
    assert both.loc[both["sector"] == "K", "comparable"].eq("").all()


def test_the_shift_in_the_stock_of_establishments_is_seen_told_and_not_computed_across() -> None:
    """CBS 81575NED, 18 municipalities, 1 January 2023 to 2024: K 5,540 to 3,290, M-N 21,245 to 24,165."""
    stock = panel("establishments", level="gemeente", sectors=["J", "K", "M-N"])
    count = stock.groupby(["sector", "year"])["value"].sum()
    growth = {code: 100 * (count[code, 2024] / count[code, 2023] - 1) for code in ("K", "M-N")}
    assert growth == pytest.approx({"K": -40.6, "M-N": 13.7}, abs=0.05)
    before, after = (count["K", year] + count["M-N", year] for year in (2023, 2024))
    assert 100 * (after / before - 1) == pytest.approx(2.5, abs=0.05)
    marked = stock[(stock["year"] == 2024) & (stock["status"] == "break")]
    assert set(marked["sector"]) == {"K", "M-N"}
    assert any("verschuiven tussen groepen" in text for text in cautions(stock, "nl"))
    changes = change(stock, 2022, 2025)
    assert set(changes.loc[changes["change"].notna(), "sector"]) == {"J"}
    assert any("shift between groups" in text for text in refused(changes))


def test_years_of_two_vintages_are_not_marked_and_not_compared() -> None:
    frame = panel("value_added", level="provincie", tables="province-key-figures", area=["PV20", "PV22"])
    assert not frame["status"].eq("break").any()
    assert any("two vintages of the table" in text for text in cautions(frame))
    with pytest.raises(InputError, match="two vintages of the table"):
        change(frame, 2019, 2022)


def test_rates_are_not_added_up() -> None:
    found = panel("productivity_per_person", years=(2013, 2014), area=["CR04", "CR05", "CR06", "CR07"])
    assert not change(found, 2013, 2014)["region"].str.contains("+", regex=False).any()


def test_establishments_of_care_are_never_compared_across_2015() -> None:
    frame = panel("establishments", level="gemeente")
    frame = frame[frame["region"] == "GM0106"]
    found = change(frame, 2014, 2016).set_index("sector")
    assert found.loc[["A+O-Q", "sum_groups"], "status"].eq("break").all()
    assert found.loc["J", "change"] > 0


def test_a_municipality_that_took_in_others_is_another_one() -> None:
    """Groningen took in Haren and Ten Boer in 2019; counts that are put on one boundary have no mark and no break."""
    frame = panel("establishments", level="gemeente").query("region == 'GM0014' and sector == 'J'")
    with pytest.raises(InputError, match=r"took in Haren, Ten Boer|took in Ten Boer, Haren"):
        change(frame, 2018, 2020)
    with pytest.raises(InputError, match="took in"):  # without the year of the merger nothing shows that it was mended
        change(frame[frame["year"].isin([2018, 2020])], 2018, 2020)
    assert change(frame.assign(status=""), 2018, 2020)["change"].notna().all()


def test_a_break_that_the_source_marks_is_one() -> None:
    frame = panel("jobs", years=(2019, 2021), area=["CR02", "CR07"]).query("sector == 'A-U'")
    frame.loc[(frame["region"] == "CR02") & (frame["year"] == 2020), "status"] = "break"
    found = change(frame, 2019, 2021)
    assert _row(found, "CR02")["status"] == "break"
    assert _row(found, "CR07")["change"] > 0


def test_a_change_from_nothing_has_no_size(jobs: pd.DataFrame) -> None:
    delfzijl = jobs[(jobs["region"] == "CR02") & jobs["sector"].isin(["J", "A-U"])]
    found = change(delfzijl, 2015, 2024).set_index("sector")
    assert found.loc["J", ["before", "status"]].tolist() == [0.0, "impossible"]
    assert pd.isna(found.loc["J", "change"])


def test_what_is_missing_or_provisional_is_said() -> None:
    frame = panel("jobs", years=(2020, 2021), area=["CR02", "CR07", "CR08"]).query("sector == 'A-U'")
    frame.loc[(frame["region"] == "CR02") & (frame["year"] == 2021), ["value", "status"]] = [None, "suppressed"]
    frame.loc[(frame["region"] == "CR07") & (frame["year"] == 2021), "status"] = "provisional"
    found = change(frame[(frame["region"] != "CR08") | (frame["year"] == 2020)], 2020, 2021)
    assert found["status"].tolist() == ["suppressed", "provisional", "not collected"]
    assert found["change"].notna().tolist() == [False, True, False]


@pytest.mark.parametrize("years", [(2024, 2015), (2015, 2015), (2009, 2024), (2015, 2025)])
def test_years_that_cannot_be_compared_are_refused(jobs: pd.DataFrame, years: tuple[int, int]) -> None:
    with pytest.raises(InputError, match="expected two years of 2010, 2011"):
        change(_total(jobs), *years)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("nl", "CR01 en CR03: geen verandering van 2015 tot 2024: Menterwolde gaat van CR01 naar CR03"),
        ("en", "CR01 and CR03: no change from 2015 to 2024: Menterwolde moves from CR01 to CR03"),
    ],
)
def test_a_refused_change_is_told_in_both_languages(jobs: pd.DataFrame, lang: str, said: str) -> None:
    (told,) = refused(change(_total(jobs, "CR01", "CR02", "CR03"), 2015, 2024), lang)
    assert told.startswith(said)
    assert told.endswith({"nl": "CR01+CR03 samen: +16,0 %.", "en": "CR01+CR03 together: +16.0 %."}[lang])


def test_a_refused_sector_is_named(jobs: pd.DataFrame) -> None:
    found = change(jobs[jobs["sector"].isin(["K", "J"]) & jobs["region"].isin(["CR03", "CR07"])], 2022, 2024)
    (told,) = refused(found, "en")
    assert told.startswith("K, CR03 and CR07: no change from 2022 to 2024: jobs in finance (K) fall")


@pytest.mark.parametrize("ending", ["xlsx", "parquet"])
def test_an_export_says_which_breaks_its_years_cross(tmp_path: Path, ending: str) -> None:
    path = export(panel(["jobs", "establishments"], area=AREA, years=(2015, 2024)), tmp_path / f"p.{ending}", "nl")
    if ending == "xlsx":
        book = openpyxl.load_workbook(path)
        assert book.sheetnames == ["panel", "read-me"]
        told = [str(row[1]) for row in book["read-me"].iter_rows(values_only=True)]
    else:
        told = [text for texts in json.loads(pq.read_schema(path).metadata[b"impact"]).values() for text in texts]
    for said in (
        "De som CR01+CR03 wel.",
        "K, alle regio's: cijfers vanaf 2024",
        "De grenzen zijn niet in alle jaren gelijk.",
        "break: ",
    ):
        assert any(said in text for text in told), said
    assert any("CBS StatLine 83582NED" in text for text in told)


def test_a_csv_file_carries_the_mark(tmp_path: Path) -> None:
    written = pd.read_csv(export(panel("jobs", area=AREA, years=(2017, 2018)), tmp_path / "p.csv"))
    marked = written.loc[written["status"] == "break", ["region", "year"]].drop_duplicates()
    assert marked.to_numpy().tolist() == [["CR01", 2018], ["CR03", 2018]]


@pytest.mark.parametrize("design", ["ai-fabriek-ex-ante", "eemshaven-2016"])
def test_the_breaks_of_a_registered_design_are_known(design: str) -> None:
    """A design is frozen with its breaks; they must be those that the figures have."""
    study = tomllib.loads(bundle.data("designs", f"{design}.toml").read_text(encoding="utf-8"))
    for stated in study["breaks"]:
        for table in stated["tables"]:
            names = {table, *snapshot.record(table).source.split()}
            same = [one for one in breaks() if one.series & names and one.year == stated["year"]]
            assert set(stated["units"]) <= {code for one in same for code in one.regions}, (design, table)


def test_the_screen_tells_what_to_know_and_leaves_the_figures_alone(tmp_path: Path) -> None:
    asked = ["panel", "--variable", "jobs", "--area", AREA, "--years", "2015-2024"]
    shown = CliRunner().invoke(app, asked)
    assert pd.read_csv(io.StringIO(shown.stdout))["status"].eq("break").any()
    told = " ".join(shown.stderr.split())
    assert "figures from 2018 are not comparable with those before: Menterwolde moves" in told
    assert "Finance (K) falls between 2023 and 2024." in told
    written = CliRunner().invoke(app, [*asked, "--lang", "nl", "--out", str(tmp_path / "jobs.xlsx")])
    assert "De som CR01+CR03 wel." in " ".join(written.stdout.split())
