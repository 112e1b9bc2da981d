"""Maps of figures that were pulled: the page has them beside those of the package, and its files are the command's."""

from __future__ import annotations

import shutil
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from typer.testing import CliRunner

from impact import regions
from impact.cli import app as commands
from impact.errors import InputError
from impact.page import choices
from impact.page.files.painter import Order, drawn
from impact.page.maps.form import MapForm
from impact.page.maps.of_scenario import ScenarioSubject, packed, unpacked
from impact.page.maps.origin import BUNDLED, Origin, figures_from
from impact.page.maps.subject import PanelSubject, Subject
from impact.page.scenarios.form import BASELINE, shipped
from impact.page.settings import Settings
from impact.regions import Level
from impact.scenario import ScenarioResult
from impact.sources import pull
from impact.sources.store import Store
from tests.page.conftest import Given, asked, free_port, listening
from tests.sources.holdings import regional_table
from tests.sources.server import FakeTable, Source, serving

JOBS, PEOPLE = "83582NED", "70072ned"


def varied(table: FakeTable, times: int = 1) -> FakeTable:
    """Return a table whose regions differ."""

    def cell(keys: tuple[str, ...], topic: str) -> str:
        region = keys[-2].strip()
        return f"{float(table.cell(keys, topic)) * (times + int(region[2:]) % 17):10.1f}"

    return replace(table, cell=cell)


def fill(store: Store, *tables: FakeTable) -> None:
    with serving(Source(tables={table.id: table for table in tables})) as url, pytest.MonkeyPatch.context() as patch:
        patch.setenv("IMPACT_CBS_URL", url)
        report = pull.pull([table.id for table in tables], store=store)
    assert report.ok, report.frame()["note"].tolist()


@pytest.fixture(scope="module")
def tables() -> dict[str, FakeTable]:
    places = ["NL01", *(code for level in ("provincie", "corop", "gemeente") for code in regions.codes(level))]
    jobs = regional_table(JOBS, places, {"Banen van werknemers in december": "x 1 000"}, by_sector=True)
    people = regional_table(PEOPLE, places, {"Totale bevolking": "aantal"}, by_sector=False)
    return {JOBS: varied(jobs), PEOPLE: varied(people)}


@pytest.fixture(scope="module")
def folder(tables: dict[str, FakeTable], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with jobs and people of every municipality."""
    store = Store(tmp_path_factory.mktemp("of") / "cbs")
    fill(store, *tables.values())
    return store.root


@pytest.fixture(scope="module")
def origin(folder: Path) -> Origin:
    return Origin.opened(str(folder))


@pytest.fixture(scope="module")
def page(folder: Path, peer: Callable[[str], ModuleType]) -> Any:
    """The page, opened with the store."""
    peer("uvicorn")
    from impact.page import application

    return application(Settings(data=str(folder)))


@pytest.fixture(scope="module")
def ask(page: Any) -> Callable[..., Given]:
    return lambda path, **scope: asked(page, path, **scope)


def forms(of: Subject) -> list[MapForm]:
    return [
        MapForm("gemeente", "jobs", sector="J", per="population", subject=of),
        MapForm("gemeente", "population", region="nij-begun", compare="change", base="2021", subject=of),
        MapForm("corop", "jobs", years="2021 2022", classes="equal", subject=of),
    ]


def written(form: MapForm, folder: Path, path: Path, result: Path | None = None) -> bytes:
    """Return the file that the command of a form writes, the folder of the store in the place of its name."""
    told = [form.subject.command(form.name)[0]]
    stand_in = {"--data": str(folder), "--result": str(result)}
    for option, values in form.options().items():
        told += [part for value in values for part in (option, stand_in.get(option, value))]
    made = CliRunner().invoke(commands, ["map", *told, "--lang", "nl", "--out", str(path)])
    assert made.exit_code == 0, made.output
    return path.read_bytes()


@pytest.mark.parametrize("number", range(3))
def test_a_map_of_pulled_figures_is_that_of_the_command(
    origin: Origin, folder: Path, tmp_path: Path, number: int
) -> None:
    form = forms(PanelSubject(origin))[number]
    assert form.wrong() == []
    assert form.command().endswith(" --data cbs")
    assert form.address.startswith("data=pulled&")
    for ending in ("csv", "svg"):
        assert drawn(Order(form, "nl", "page", ending)) == written(form, folder, tmp_path / f"map.{ending}")


def test_a_process_of_its_own_draws_the_figures_that_the_page_was_opened_with(
    tables: dict[str, FakeTable], folder: Path, tmp_path: Path
) -> None:
    store = Store(shutil.copytree(folder, tmp_path / "cbs"))
    opened = Origin.opened(str(store.root))
    form = forms(PanelSubject(opened))[0]
    before = written(form, store.root, tmp_path / "before.csv")
    fill(store, varied(replace(tables[JOBS], modified="2026-06-30T02:00:00"), times=3))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as elsewhere:
        assert elsewhere.submit(drawn, Order(form, "nl", "page", "csv")).result() == before
    assert written(form, store.root, tmp_path / "after.csv") != before
    assert Origin.opened(str(store.root)) != opened


def test_nothing_of_one_place_is_shown_for_another(origin: Origin) -> None:
    pulled, bundled = (MapForm("corop", "jobs", subject=PanelSubject(one)) for one in (origin, BUNDLED))
    assert Order(pulled, "nl", "page", "csv") != Order(bundled, "nl", "page", "csv")
    assert not pulled.picture("nl").table["value"].equals(bundled.picture("nl").table["value"])
    assert "--data" not in bundled.command()
    assert "data=" not in bundled.address
    assert figures_from(origin) is figures_from(Origin(origin.data, origin.vintages))


def test_every_choice_of_pulled_figures_can_be_drawn(origin: Origin) -> None:
    assert set(choices.of_level("gemeente", origin)) >= {"jobs", "population"}
    assert not {"jobs", "population"} & set(choices.of_level("gemeente"))
    of = PanelSubject(origin)
    for level in of.levels:
        for name in of.variables(level):
            for per in ("", *of.divisors(name, level)):
                form = MapForm(level, name, per=per, subject=of)
                assert form.wrong() == []
                assert form.picture("nl").table["value"].notna().any(), (level, name, per)


def test_what_a_scenario_leads_to_is_divided_by_pulled_jobs_of_municipalities(
    origin: Origin, folder: Path, baseline_result: ScenarioResult, tmp_path: Path
) -> None:
    held = unpacked(packed(baseline_result))
    of = ScenarioSubject((("of", BASELINE), ("data", "pulled")), shipped(BASELINE), 200, held, origin)
    form = MapForm("gemeente", "jobs", per="jobs", concept="net_regional", region="groningen-noord-drenthe", subject=of)
    form = form if not form.wrong() else replace(form, region="")
    assert form.wrong() == []
    result = baseline_result.save(tmp_path / BASELINE)
    assert drawn(Order(form, "nl", "page", "csv")) == written(form, folder, tmp_path / "map.csv", result)
    assert "jobs" not in replace(of, origin=BUNDLED).divisors("jobs", "gemeente")
    assert (
        "83582NED, uitgave 30 juni 2025" in form.picture("nl").source
    )  # of the store, beside the one it was computed with


def test_the_page_offers_them_beside_its_own(ask: Callable[..., Given], origin: Origin) -> None:
    own, pulled = ask("/nl/maps").text, ask("/nl/maps?data=pulled&level=gemeente&variable=population").text
    for page in (own, pulled):
        assert "Opgehaalde cijfers" in page
    assert 'name="data" value="pulled"' not in own
    assert '<input type="hidden" name="data" value="pulled">' in pulled
    assert "impact map population --level gemeente --year 2022 --data cbs" in pulled
    assert origin.data not in pulled  # where a folder stands is nobody's business
    assert "bij het CBS zijn opgehaald" in ask("/nl/").text


def test_a_file_of_the_page_is_that_of_the_command(page: Any, origin: Origin, folder: Path, tmp_path: Path) -> None:
    form = forms(PanelSubject(origin))[0]
    with (
        listening(page, free_port()) as address,
        urllib.request.urlopen(f"{address}/nl/maps/map.csv?{form.address}") as got,
    ):
        assert got.read() == written(form, folder, tmp_path / "map.csv")


def test_a_page_without_them_says_how_to_add_them(peer: Callable[[str], ModuleType]) -> None:
    peer("starlette")
    from impact.page import application

    app: Any = application()
    assert "impact page --data" in asked(app, "/nl/").text
    assert "Opgehaalde cijfers" not in asked(app, "/nl/maps").text
    assert asked(app, "/nl/maps?data=pulled").status == 404
    assert asked(app, "/nl/maps?data=elsewhere").status == 404


@pytest.fixture
def no_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("IMPACT_STORE", str(tmp_path / "of-the-user"))
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("no store")
    yield tmp_path


@pytest.mark.parametrize("data", ["live", "tomorrow", "empty", "file"])
def test_what_has_no_figures_is_refused_before_it_listens(
    no_store: Path, data: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(no_store)
    result = CliRunner().invoke(commands, ["page", "--data", data])
    assert isinstance(result.exception, InputError)
    assert result.output == ""
    (problem,) = result.exception.problems
    assert problem.field == "--data"
    assert "impact pull" in problem.todo


def test_a_store_of_tables_that_no_map_shows_is_refused(tmp_path: Path, tables: dict[str, FakeTable]) -> None:
    store = Store(tmp_path / "cbs")
    fill(store, tables[PEOPLE])
    (vintage,) = store.vintages(PEOPLE)
    vintage.folder.parent.rename(store.root / "99999NED")
    with pytest.raises(InputError, match="in which there is 99999NED"):
        Origin.opened(str(store.root))


@pytest.mark.parametrize("file", ["tidy.parquet", "record.json"])
def test_a_damaged_store_is_refused_as_an_input(folder: Path, tmp_path: Path, file: str) -> None:
    damaged = shutil.copytree(folder, tmp_path / "cbs")
    (found,) = damaged.glob(f"{JOBS}/*/{file}")
    found.write_text("{")
    with pytest.raises(InputError, match="Take the folder out of the store and pull the table again") as refused:
        Origin.opened(str(damaged))
    assert refused.value.problems[0].field == "--data"


def test_a_folder_that_may_not_be_read_is_not_called_empty(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def shut(path: Path) -> Iterator[Path]:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "iterdir", shut)
    with pytest.raises(InputError, match="Permission denied; expected a store that can be read"):
        Origin.opened(str(folder))


def test_a_vintage_that_is_taken_away_is_said_by_the_process_that_draws(folder: Path, tmp_path: Path) -> None:
    store = Store(shutil.copytree(folder, tmp_path / "cbs"))
    form = forms(PanelSubject(Origin.opened(str(store.root))))[0]
    shutil.rmtree(store.root / PEOPLE)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as elsewhere:
        due = elsewhere.submit(drawn, Order(form, "nl", "page", "csv"))
        with pytest.raises(InputError, match=f"no {PEOPLE}/.* any more"):
            due.result(timeout=60)


def test_a_folder_named_as_the_store_of_the_user_is_not_taken_for_it() -> None:
    assert Origin("/of/somebody/live").told == "./live"
    assert Origin("/of/somebody/cbs").told == "cbs"
    assert Origin("live").told == "live"


@pytest.fixture(scope="module")
def people(tables: dict[str, FakeTable], tmp_path_factory: pytest.TempPathFactory) -> Origin:
    """A store of people alone."""
    store = Store(tmp_path_factory.mktemp("of") / "people")
    fill(store, tables[PEOPLE])
    return Origin.opened(str(store.root))


@pytest.mark.parametrize(("level", "per"), [("gemeente", "population"), ("corop", "population"), ("corop", "")])
def test_a_store_without_jobs_divides_by_what_it_has(
    people: Origin, baseline_result: ScenarioResult, tmp_path: Path, level: Level, per: str
) -> None:
    held = unpacked(packed(baseline_result))
    of = ScenarioSubject((("of", BASELINE), ("data", "pulled")), shipped(BASELINE), 200, held, people)
    form = MapForm(level, "jobs", per=per, concept="gross", subject=of)
    assert form.wrong() == []
    result = baseline_result.save(tmp_path / BASELINE)
    assert drawn(Order(form, "nl", "page", "csv")) == written(form, Path(people.data), tmp_path / "map.csv", result)
    assert ("--per nothing" in form.command()) == (not per)
    assert (PEOPLE in form.picture("nl").source) == bool(per)
