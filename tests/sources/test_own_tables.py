"""Tables that the package does not describe: a catalogue of the user beside the bundled one, and how to write it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from impact import cli
from impact.errors import InputError
from impact.panel import named, panel
from impact.sources import catalogue, pull
from impact.sources.inventory import inventory
from impact.sources.paragraph import describe
from impact.sources.store import Store
from impact.sources.transport import GoneError
from tests.sources.holdings import jobs_table, regional_table
from tests.sources.server import FakeTable, Source

OWN = "83599NED"
PARAGRAPH = """
[83599NED]
title = "Vacatures"
about = "Vacancies by region"
levels = ["land", "provincie"]
regions = ["NL", "PV"]
periods = "JJ"
[[83599NED.measures]]
variable = "vacancies"
titles = ["Openstaande vacatures"]
unit = "thousand vacancies"
source_units = ["x 1 000"]
"""
Written = Callable[[str], Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Write a catalogue."""

    def write(text: str, name: str = "mine.toml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def vacancies() -> FakeTable:
    columns = {"Openstaande vacatures": "x 1 000", "Ontstane vacatures": "x 1 000"}
    return regional_table(OWN, ["NL01", "LD01", "PV20"], columns, by_sector=False)


def test_own_table_is_pulled_read_and_listed(source: Source, store: Store, written: Written) -> None:
    source.tables[OWN] = vacancies()
    with catalogue.beside(written(PARAGRAPH)):
        assert pull.pull([OWN], store=store).ok
        frame = named(panel("vacancies", level="provincie", data=store), "nl")
        assert inventory(store)["note"].tolist() == [""]
    assert set(frame["region"]) == {"PV20"}
    assert set(frame["unit"]) == {"thousand vacancies"}
    assert set(frame["variable_name"]) == {"Openstaande vacatures"}
    with pytest.raises(InputError, match="a variable of the panel"):
        panel("vacancies", level="provincie", data=store)
    with pytest.raises(InputError, match="a table of the catalogue"):
        pull.pull([OWN], store=store)


def test_everything_that_is_pulled_by_default_has_the_own_tables_in_it(written: Written) -> None:
    with catalogue.beside(written(PARAGRAPH)):
        assert [*catalogue.tables()] == [*catalogue.bundled(), OWN]
        assert catalogue.table("83599ned").id == OWN
        assert catalogue.home(OWN).endswith("mine.toml")
        assert catalogue.home("83582NED") == "data/catalogue.toml"


def test_environment_names_a_catalogue_and_an_option_goes_before_it(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMPACT_CATALOGUE", str(written(PARAGRAPH)))
    assert OWN in catalogue.tables()
    with catalogue.beside(written(PARAGRAPH.replace(OWN, "83765NED"), "other.toml")):
        assert OWN not in catalogue.tables()
        assert "83765NED" in catalogue.tables()
    assert OWN in catalogue.tables()


def test_file_that_changes_is_read_again(written: Written) -> None:
    with catalogue.beside(written(PARAGRAPH)):
        assert [*catalogue.own()] == [OWN]
        written(PARAGRAPH.replace(OWN, "83765NED") + "\n")
        assert [*catalogue.own()] == ["83765NED"]


@pytest.mark.parametrize(
    ("text", "field", "found", "expected"),
    [
        (PARAGRAPH.replace(OWN, "83582NED"), "83582NED", "which the bundled catalogue describes", "of your own"),
        (PARAGRAPH.replace(OWN, "83582ned"), "83582ned", "83582NED, which the bundled", "of your own"),
        (PARAGRAPH + PARAGRAPH.replace(OWN, OWN.lower()), OWN.lower(), f"{OWN} again", "every table once"),
        (PARAGRAPH.replace(OWN, '"../x"'), "../x", "'../x'", "3 to 20 letters and digits"),
        ('title = "Vacatures"\n', "title", "'Vacatures'", "a paragraph"),
        (PARAGRAPH.replace('about = "Vacancies by region"', ""), "83599NED.about", "nothing", "a value"),
        (PARAGRAPH.replace("periods", "period"), "83599NED.period", "a key that is not known", "a known key"),
        (PARAGRAPH.replace('"provincie"', '"provincies"'), "83599NED.levels.1", "'provincies'", "'provincie'"),
        (PARAGRAPH.replace('["Openstaande vacatures"]', "[]"), "83599NED.measures.0.titles", "[]", "at least 1"),
        (PARAGRAPH.replace('periods = "JJ"', "periods = 2022"), "83599NED.periods", "2022", "a list"),
        (PARAGRAPH.replace('periods = "JJ"', 'id = "x"'), "83599NED.id", "'x'", "no such key"),
        (PARAGRAPH.replace('"Vacatures"', "Vacatures"), "file", "Invalid value", "valid TOML"),
        ("", "file", "an empty file", "TOML"),
    ],
)
def test_paragraph_that_cannot_be_used_is_refused(
    written: Written, text: str, field: str, found: str, expected: str
) -> None:
    path = written(text)
    with catalogue.beside(path), pytest.raises(InputError) as refused:
        catalogue.tables()
    (problem,) = refused.value.problems
    assert problem.file == str(path)
    assert problem.field == field
    assert found in problem.found
    assert expected in problem.expected
    assert problem.todo


def test_all_that_is_wrong_is_told_at_once(written: Written) -> None:
    text = PARAGRAPH.replace("periods", "period").replace('title = "Vacatures"', "title = 3")
    with catalogue.beside(written(text)), pytest.raises(InputError) as refused:
        catalogue.tables()
    assert {p.field for p in refused.value.problems} == {"83599NED.period", "83599NED.title"}


def test_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with catalogue.beside(tmp_path / "none.toml"), pytest.raises(InputError, match="no such file"):
        catalogue.tables()
    with catalogue.beside(tmp_path), pytest.raises(InputError, match="a directory"):
        catalogue.tables()


def test_refusals_of_a_pull_name_the_file_of_the_user(source: Source, store: Store, written: Written) -> None:
    source.tables[OWN] = vacancies()
    path = written(PARAGRAPH.replace("periods", 'take = "listed"\nperiods').replace("Openstaande", "Open"))
    with catalogue.beside(path):
        note = pull.pull([OWN], store=store).lines[0].note
    assert f"add the new title to {path}" in note


def test_title_that_is_added_needs_no_second_pull(source: Source, store: Store, written: Written) -> None:
    source.tables[OWN] = vacancies()
    with catalogue.beside(written(PARAGRAPH.split("[[")[0])):
        assert pull.pull([OWN], store=store).ok
    with catalogue.beside(written(PARAGRAPH)):
        assert inventory(store)["note"].tolist() == [""]
        assert pull.pull([OWN], store=store).lines[0].outcome == "unchanged"
        assert len(panel("vacancies", level="land", data=store)) == 2


@pytest.mark.parametrize("take", ["all", "listed"])
def test_columns_of_one_title_are_told_apart_by_their_key(
    source: Source, store: Store, written: Written, take: str
) -> None:
    of = vacancies()
    topics = [{**topic, "Title": "Totaal"} for topic in of.topics]
    source.tables[OWN] = replace(of, topics=topics)
    text = PARAGRAPH.replace("periods", f'take = "{take}"\nperiods')
    with catalogue.beside(written(text.replace("Openstaande vacatures", "Totaal (Kolom_2)"))):
        report = pull.pull([OWN], store=store)
        assert report.ok, report.lines[0].note
        assert pull.pull([OWN], store=store).lines[0].outcome == "unchanged"
        assert panel("vacancies", level="provincie", data=store)["value"].tolist() == [2000.0, 2200.0]


def test_description_is_a_paragraph_to_start_from(source: Source, store: Store, written: Written) -> None:
    source.tables[OWN] = vacancies()
    text = describe(OWN)
    assert '"Regio\'s": region, 3 keys (1 NL, 1 LD, 1 PV)' in text
    assert '"Perioden": period, 2 keys (2 JJ00)' in text
    assert '#   "Openstaande vacatures", unit "x 1 000"' in text
    with catalogue.beside(written(text)):
        found = catalogue.table(OWN)
        assert (found.levels, found.periods) == (("land", "landsdeel", "provincie"), ("JJ",))
        assert pull.pull([OWN], store=store).ok
    uncommented = text.replace("# [[", "[[").replace("# variable", "variable").replace("# titles", "titles")
    uncommented = uncommented.replace("# unit", "unit").replace("# source_units", "source_units")
    with catalogue.beside(written(uncommented.replace('"name"', '"vacancies"'))):
        assert pull.pull([OWN], store=store).lines[0].outcome == "unchanged"
        assert len(panel("vacancies", level="provincie", data=store)) == 2


def test_description_lists_titles_and_what_differs(source: Source, written: Written) -> None:
    of = jobs_table()
    size = ("Grootte", 'Grootte "klasse"', "Dimension", [(f"{n:02d}", f"{n} banen", "") for n in range(20)])
    same = [{**of.topics[0], "Key": key, "Title": "Totaal"} for key in ("A_1", "B_2")]
    source.tables[OWN] = replace(of, id=OWN, dimensions=[*of.dimensions, size], topics=same, cell=lambda *_: "1")
    for api in ("v3", "v4"):
        text = describe(OWN, api=api)
        assert '#       "62 IT-dienstverlening"' in text
        assert "#       and 8 more" in text
        assert r'# only."Grootte \"klasse\"" = ["0 banen"]' in text
        assert '"Totaal (A_1)"' in text or '"Totaal (M000001)"' in text
        assert "CP" not in text.split("levels")[1]
        with catalogue.beside(written(text.replace("# only", "only"))):
            assert catalogue.own()[OWN].only == {'Grootte "klasse"': ("0 banen",)}


def test_table_that_cannot_be_described(source: Source) -> None:
    with pytest.raises(GoneError, match="HTTP 404"):
        describe("99999NED")
    with pytest.raises(InputError, match="3 to 20 letters and digits"):
        describe("../x")
    with pytest.raises(InputError, match="v3 or v4"):
        describe(OWN, api="v5")


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli.app, list(words))
    return done.exit_code, done.output if done.exception is None or done.exit_code == 0 else str(done.exception)


def test_commands_take_a_catalogue(
    source: Source, store: Store, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMPACT_STORE", str(store.root))
    source.tables[OWN] = vacancies()
    path = str(written(PARAGRAPH))
    code, shown = run("pull", "--describe", OWN)
    assert (code, shown) == (0, describe(OWN))
    assert "Name one" in run("pull", "--describe")[1]
    code, shown = run("pull", OWN, "--catalogue", path)
    assert code == 0, shown
    assert "new" in shown
    asked = ("panel", "--variable", "vacancies", "--level", "provincie", "--data", "live")
    code, shown = run(*asked, "--catalogue", path)
    assert code == 0, shown
    assert "PV20" in shown
    assert "a variable of the panel" in run(*asked)[1]
    assert OWN in run("status", "--catalogue", path)[1]
    refused = str(written(PARAGRAPH.replace(OWN, "83582NED"), "wrong.toml"))
    for command in (("pull", OWN), asked, ("status",)):
        assert "which the bundled catalogue describes" in run(*command, "--catalogue", refused)[1]


@pytest.mark.parametrize(
    ("drop", "lacking"), [("Perioden", "period"), ("RegioS", "region"), ("none", "region")], ids=["years", "no", "two"]
)
def test_own_table_that_makes_no_panel_is_refused(
    source: Source, store: Store, written: Written, drop: str, lacking: str
) -> None:
    of = vacancies()
    dimensions = [d for d in of.dimensions if d[0] != drop]
    if drop == "none":
        dimensions.insert(0, ("RegioVanVertrek", *of.dimensions[0][1:]))
    source.tables[OWN] = replace(of, dimensions=dimensions, cell=lambda *_: "1")
    with catalogue.beside(written(PARAGRAPH)):
        report = pull.pull([OWN], store=store)
        assert report.ok, report.lines[0].note
        with pytest.raises(InputError, match=f"one dimension of kind {lacking}") as refused:
            panel("vacancies", level="provincie", data=store)
    assert "mine.toml" in str(refused.value)
