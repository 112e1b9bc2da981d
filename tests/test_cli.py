"""The commands: what they print, what they write, and the exit code; as whole processes where that is the point."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest

from impact import bundle, cli
from impact.effects import shipped_designs

ROOT = Path(__file__).parent.parent


def impact(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "impact", *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "COLUMNS": "100", "PYTHONPATH": str(ROOT)},
        check=False,
    )


class Said(NamedTuple):
    """What a command left: its exit code and what it printed."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Callable[..., Said]:
    """Return how to give a command in an empty folder, by the door of a process but without one."""

    def given(*arguments: str) -> Said:
        with monkeypatch.context() as patch:
            patch.chdir(tmp_path)
            patch.setattr(sys, "argv", ["impact", *arguments])
            patch.setattr(signal, "signal", lambda *_: None)
            patch.setattr("gc.set_threshold", lambda *_: None)
            patch.setattr("atexit.register", lambda *_: None)
            patch.setenv("COLUMNS", "100")
            with pytest.raises(SystemExit) as end:
                cli.main()
        printed = capsys.readouterr()
        return Said(int(end.value.code or 0), printed.out, printed.err)

    return given


def test_help_lists_the_commands_and_imports_nothing_heavy() -> None:
    code = "import sys, impact.cli; print({'pandas', 'numpy', 'altair', 'geopandas', 'pydantic'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"
    shown = impact("--help").stdout
    assert all(command in shown for command in ("run", "compare", "report", "check", "status"))


def test_checking_a_scenario_imports_no_numerical_library() -> None:
    code = (
        "import sys; from impact.scenario import Scenario; Scenario.load('ai-fabriek-baseline'); "
        "print({'pandas', 'numpy', 'scipy', 'pyarrow'} & set(sys.modules))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert found.stdout.strip() == "set()"


def test_run_shows_the_headline_and_writes_the_result(tmp_path: Path) -> None:
    done = impact("run", "--draws", "40", "--out", "result", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for words in (
        "gross, region",
        "net, region",
        "For the Netherlands there is no finding",
        "Jobs, labour years",
        "Left out:",
        "never add them up",
    ):
        assert words in " ".join(done.stdout.split())
    assert (tmp_path / "result" / "totals.csv").is_file()
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_the_screen_stays_short(told: Callable[..., Said], tmp_path: Path) -> None:
    """Some fifty lines: what is known of places and notes stands in the report and in the saved result."""
    assert len(told("run", "--draws", "20").stdout.splitlines()) <= 45
    assert list(tmp_path.iterdir()) == []


def test_wrong_input_exits_with_2_and_no_traceback(tmp_path: Path) -> None:
    text = bundle.data("scenarios", "ai-fabriek-baseline.toml").read_text(encoding="utf-8")
    (tmp_path / "mine.toml").write_text(text.replace("amount = 6.48", "amount = 1.0").replace("D35 =", "D99 ="))
    done = impact("run", "mine.toml", "--out", "result", cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    for words in ("mine.toml: spending.electricity.products", "found", "expected", "to do"):
        assert words in done.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["mine.toml"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("run", "no-such-scenario"), "nothing there"),
        (("run", "."), "a directory"),
        (("run", "--draws", "0"), "1 to 20,000"),
        (("run", "--draws", "many"), "valid integer"),
        (("run", "--data", "tomorrow"), "snapshot"),
        (("check", "empty.toml"), "an empty file"),
        (("report", "no-such-report"), "ai-fabriek"),
        (("report", "."), "publication.toml"),
        (("report", "study"), "eemshaven-2016"),
        (("report", "--result", "."), "manifest.json"),
        (("report", "--result", ".", "--scenario", "ai-fabriek-baseline"), "leave one out"),
        (("report", "--lang", "fr"), "nl"),
        (("report", "regional-record", "--scenario", "ai-fabriek-baseline"), "neither, for a record"),
        (("rnu",), "No such command"),
        (("panel", "--variable", "jbs"), "Did you mean 'jobs'"),
        (("panel", "--variable", "jobs", "--level", "wijk"), "gemeente"),
        (("panel", "--variable", "jobs", "--sector", "62"), "A, A-U, B-E, F, G-I, J, K, L, M-N, O-Q, R-U"),
        (("panel", "--variable", "jobs", "--years", "soon"), "2015-2024"),
        (("panel", "--variable", "jobs", "--years", "2015-"), "2015-2024"),
        (("panel", "--variable", "jobs", "--years", "²"), "2015-2024"),
        (("panel", "--variable", "jobs", "--out", "jobs.pdf"), ".csv, .parquet, .xlsx"),
        (("panel", "--variable", "jobs", "--out", "empty.toml/jobs.csv"), ".csv, .parquet, .xlsx"),
        (("panel", "--variable", "jobs", "--area", "nij-begun"), "Noord-Drenthe (CR07)"),
        (("evaluate", "eemshaven"), "eemshaven-2016"),
        (("evaluate", "empty.toml"), "an empty file"),
        (("pull", "../../etc/passwd"), "letters and digits"),
        (("evaluate", "eemshaven-2016", "--scenario", "ai-fabriek-baseline"), "a study of what the scenario is about"),
    ],
)
def test_each_mistake_exits_with_2_and_says_what_to_do(
    told: Callable[..., Said], tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    (tmp_path / "empty.toml").write_bytes(b"")
    done = told(*arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["empty.toml"]


@pytest.mark.parametrize(
    ("command", "mark"), [("run", "manifest.json"), ("evaluate", "manifest.json"), ("report", "report.json")]
)
def test_out_never_takes_the_place_of_what_is_not_ours(
    told: Callable[..., Said], tmp_path: Path, command: str, mark: str
) -> None:
    arguments = {"run": ("--draws", "20"), "evaluate": ("european-facilities",), "report": ("--lang", "en")}[command]
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / mark).write_text('{"name": "a web page"}')
    (tmp_path / "web" / "thesis.txt").write_text("years of work")
    (tmp_path / "mine.toml").write_text("")
    before = sorted(tmp_path.rglob("*"))
    for out, words in (("web", "other things"), (".", "the folder you are in"), ("mine.toml/x", "a file")):
        done = told(command, *arguments, "--out", out)
        assert done.returncode == 2, done.stdout + done.stderr
        assert words in done.stderr
        assert done.stdout == ""  # before the work, not after it
    assert sorted(tmp_path.rglob("*")) == before


def test_a_report_that_is_told_to_end_leaves_nothing_half_written(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "impact", "report", "--lang", "en", "--out", "r"]
    with subprocess.Popen(command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}) as process:
        while not list(tmp_path.iterdir()) and process.poll() is None:
            time.sleep(0.05)
        process.terminate()
        assert process.wait() == 128 + signal.SIGTERM
    assert list(tmp_path.iterdir()) == []


def test_check_says_what_a_scenario_holds(told: Callable[..., Said]) -> None:
    done = told("check", "ai-fabriek-baseline")
    assert done.returncode == 0
    assert "201.0 MEUR from 3 sources" in done.stdout


def test_status_lists_every_bundled_table(told: Callable[..., Said]) -> None:
    done = told("status")
    assert done.returncode == 0
    for words in ("national-input-output", "corop-jobs", "eu-nuts3-gdp", "CC-BY-4.0"):
        assert words in done.stdout


def test_status_lists_what_can_be_pulled_and_survives_a_damaged_record(
    told: Callable[..., Said], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMPACT_STORE", str(tmp_path))
    assert "85925NED  Productieproces; bedrijfstak en regio" in told("status").stdout
    (tmp_path / "83582NED" / "20250630").mkdir(parents=True)
    (tmp_path / "83582NED" / "20250630" / "record.json").write_text("{", encoding="utf-8")
    done = told("status")
    assert done.returncode == 2
    assert "corop-jobs" in done.stdout
    assert "/83582NED/20250630/record.json: checksum\n" in done.stderr
    assert "Take the folder out of the store" in done.stderr


def test_what_fails_in_the_code_says_the_command_that_shows_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr("impact.scenario.run", broken)
    monkeypatch.setattr(sys, "argv", ["impact", "run", "my scenario.toml"])
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr("impact.scenario.Scenario.load", lambda _: None)
    with pytest.raises(SystemExit, match="1"):
        cli.main()
    assert capsys.readouterr().err.endswith("impact --debug run 'my scenario.toml'\n")


def test_a_command_seldom_looks_for_cycles_and_not_at_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    at_the_end: list[object] = []
    thresholds: list[int] = []
    monkeypatch.setattr("atexit.register", at_the_end.append)
    monkeypatch.setattr("gc.set_threshold", thresholds.append)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr(sys, "argv", ["impact", "--help"])
    with pytest.raises(SystemExit, match="0"):
        cli.main()
    assert gc.freeze in at_the_end and thresholds == [50_000]


def test_panel_of_two_sections_by_area(told: Callable[..., Said]) -> None:
    options = ("--sector", "H", "--sector", "I", "--area", "groningen", "--years", "2024", "--lang", "nl")
    rows = told("panel", "--variable", "jobs", *options).stdout.splitlines()
    assert len(rows) == 1 + 3 * 2
    assert rows[0].startswith("regio,sector,jaar,variabele,waarde,eenheid,")
    assert rows[-1].startswith("CR03,I,2024,jobs,9.7,duizend banen,")
    assert rows[-1].endswith(",Overig Groningen,Horeca,Banen van werknemers in december")


def test_panel_prints_csv_or_says_what_it_wrote(told: Callable[..., Said], tmp_path: Path) -> None:
    shown = told("panel", "--variable", "jobs", "--years", "2019").stdout
    assert shown.startswith(
        "region,sector,year,variable,value,unit,status,source,vintage,region_name,sector_name,variable_name\n"
    )
    done = told("panel", "--variable", "jobs", "--years", "2019", "--out", "jobs.csv")
    assert "451 rows, 2019-2019, 41 regions" in done.stdout
    assert (tmp_path / "jobs.csv").read_text(encoding="utf-8") == shown
    area = ("--area", "groningen-noord-drenthe", "--lang", "nl", "--out", "jobs.xlsx")
    done = told("panel", "--variable", "jobs", "--years", "2019", *area)
    assert "44 rijen, 2019-2019, 4 regio's" in done.stdout
    sheet = openpyxl.load_workbook(tmp_path / "jobs.xlsx").active
    assert [cell.value for cell in sheet[2]][-3:] == [
        "Oost-Groningen",
        "Landbouw, bosbouw en visserij",
        "Banen van werknemers in december",
    ]


def test_evaluate_shows_no_effect_before_there_is_one(told: Callable[..., Said], tmp_path: Path) -> None:
    done = told("evaluate", "ai-fabriek-ex-ante", "--out", "study")
    assert done.returncode == 0, done.stderr
    assert "no estimate" in done.stdout
    assert "as frozen on" in done.stdout
    assert (tmp_path / "study" / "findings.csv").is_file()


def test_a_source_that_fails_exits_with_1_and_leaves_the_store_alone(tmp_path: Path) -> None:
    unreachable = {**os.environ, "IMPACT_CBS_URL": "http://127.0.0.1:9", "IMPACT_STORE": str(tmp_path / "store")}
    command = [sys.executable, "-m", "impact", "pull", "83582NED", "--dry-run"]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, check=False, env={**unreachable, "NO_PROXY": "127.0.0.1"}
    )
    assert done.returncode == 1
    assert "Nothing in the store was changed" in " ".join(done.stdout.split())
    assert "nothing stored" in done.stdout
    assert "0 requests" not in done.stdout
    assert "Traceback" not in done.stderr


def test_a_report_goes_into_the_result_it_is_made_from(told: Callable[..., Said], tmp_path: Path) -> None:
    assert told("run", "--draws", "20", "--out", "result").returncode == 0
    done = told("report", "--result", "result", "--lang", "en")
    assert done.returncode == 0, done.stderr
    made = {path.name for path in (tmp_path / "result" / "report").iterdir()}
    assert made == {"report-en.html", "report-en.pdf", "report.json", "figures"}
    again = told("report", "--result", "result", "--lang", "en")
    assert again.returncode == 0, again.stderr
    other = told("run", "--draws", "21", "--out", "result")
    assert "The report on the earlier figures is gone: impact report --result result" in other.stdout
    assert not (tmp_path / "result" / "report").exists()


def test_report_lists_what_there_is_to_build(told: Callable[..., Said]) -> None:
    done = told("report", "--list")
    assert done.returncode == 0
    named = [
        "ai-fabriek",
        "backcast-eemshaven",
        "kwartaalbericht",
        "regional-monitor",
        "regional-record",
        "technical-annex",
    ]
    assert done.stdout.split() == [*named, *shipped_designs()]


def test_a_list_says_which_publications_take_a_result(told: Callable[..., Said]) -> None:
    done = told("report", "--list", "--result", "mine")
    taking = ["kwartaalbericht", "regional-monitor", "technical-annex"]
    assert [line for line in done.stdout.splitlines() if " " in line] == [f"{name} --result mine" for name in taking]


def test_a_check_that_fails_stops_a_build(told: Callable[..., Said], tmp_path: Path) -> None:
    firms = "[spending.firms]\namount = 29950.0\nyears = { 2026 = 1.0 }\n"
    amounts = f"[funding.rijk]\namount = 30000.0\n{firms}"
    (tmp_path / "vast.toml").write_text(f'extends = "ai-fabriek-baseline"\n{amounts}', encoding="utf-8")
    done = told("run", "vast.toml", "--draws", "20", "--out", "result")
    assert done.returncode == 1
    assert "CHECKS THAT FAIL: gross output stays small" in done.stdout
    assert "Do not use these figures" in done.stderr
    assert (tmp_path / "result" / "checks.csv").is_file()
    report = told("report", "--result", "result", "--lang", "en")
    assert report.returncode == 1
    assert "report-en.pdf" in report.stdout
    assert "Do not use these figures" in report.stderr


def test_debug_shows_where_in_the_code() -> None:
    assert "Traceback" in impact("--debug", "run", "no-such-scenario").stderr
