"""Every command speaks Dutch with `--lang nl`: no word that only the English texts have is on its screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pandas as pd
import pytest
from typer.main import get_command
from typer.testing import CliRunner

from impact import bundle
from impact.cli import app
from impact.commands import report as report_command
from impact.commands.report_order import Made, Order
from impact.effects import Evaluation
from impact.effects.design.procedures import PROCEDURES
from impact.effects.estimators import ESTIMATORS
from impact.effects.registered.design_file import CheckName
from impact.report.gallery.registry import CHARTS
from impact.report.screens.evaluation import evaluation_screen
from impact.report.screens.tables import pull_screen, store_screen
from impact.sources.pull import Pulled
from impact.words.languages import LANGUAGES
from impact.words.names import groups
from impact.words.statements import Statement, said, sentences
from impact.words.texts import texts

BASELINE, OTHER = "ai-fabriek-baseline", "no-eu-cofinancing"
WORD = re.compile(r"(?<![-\w./=])[A-Za-zÀ-ÿ]+(?![-\w./=])")
TYPED = {chart.name for chart in CHARTS} | {
    *get_args(CheckName),
    *ESTIMATORS,
}  # names as they are typed, in either language


def commands(of: Any, before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Return every command with what is known of it, those within others by their whole name."""
    for name, command in of.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*before, name))
        else:
            yield (*before, name), command


ALL = dict(commands(get_command(app)))
ASKED: dict[tuple[str, ...], str | None] = {
    ("accuracy",): "--method flq",
    ("chart",): "",
    ("check",): BASELINE,
    ("compare",): f"{BASELINE} {OTHER} --draws 20 --out compared",
    ("evaluate",): None,
    ("export",): "jobs --area groningen-noord-drenthe --years 2015-2024 --out jobs.xlsx",
    ("ledger", "register"): "--target births --target value_added --area CR02 --origin 2023 --draws 20 --out f.csv",
    ("ledger", "score"): "--published known.csv --out s.csv",
    ("ledger", "show"): "",
    ("map",): "jobs --change-from 2016 --out map.svg",
    ("page",): None,
    ("panel",): "--variable jobs --years 2015-2024 --area groningen-noord-drenthe --out jobs.csv",
    ("pull",): None,
    ("report",): None,
    ("run",): f"{BASELINE} --draws 20 --totals --out uitkomst",
    ("sensitivity",): f"{BASELINE} --n 64 --out gevoeligheid",
    ("status",): "",
}


@cache
def english() -> frozenset[str]:
    """Return the words that our texts have in English and nowhere in Dutch."""
    of: dict[str, set[str]] = {lang: set() for lang in LANGUAGES}
    tables = [sentences()[code] for code in sentences()]
    names = [{"en": name.en, "nl": name.nl} for group in groups().values() for name in group.values()]
    folders = [path.name for path in bundle.reports().iterdir() if (path / "texts.toml").is_file()]
    published = [pair for folder in folders for pair in texts(folder).values()]
    for pair in (*tables, *names, *published):
        for lang in LANGUAGES:
            of[lang] |= set(WORD.findall(re.sub(r"\{[^}]*\}", " ", pair[lang]).lower()))
    return frozenset(of["en"] - of["nl"] - TYPED)


def in_english(shown: str) -> set[str]:
    return {word for word in WORD.findall(shown) if word.lower() in english()}


def test_every_command_is_asked() -> None:
    assert set(ASKED) == set(ALL)


@pytest.mark.parametrize("command", [command for command in ALL if command != ("page",)], ids=" ".join)
def test_every_command_can_be_asked_for_dutch(command: tuple[str, ...]) -> None:
    assert "--lang" in {option for parameter in ALL[command].params for option in parameter.opts}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Callable[[tuple[str, ...]], str]:
    """Return how to ask a command for Dutch: what it says, in a folder that the commands share."""
    folder = tmp_path_factory.mktemp("dutch")
    (folder / "known.csv").write_text("target,region,sector,year,value\nbirths,CR02,J,2026,12\n", encoding="utf-8")

    @cache
    def said_by(command: tuple[str, ...]) -> str:
        if command == ("ledger", "score"):
            said_by(("ledger", "register"))
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            asked = [*command, *str(ASKED[command]).split(), "--lang", "nl"]
            done = CliRunner().invoke(app, asked)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.output

    return said_by


@pytest.mark.parametrize(
    "command",
    [command for command, asked in ASKED.items() if asked is not None and command != ("report",)],
    ids=" ".join,
)
def test_no_word_on_the_screen_is_of_the_english_texts_alone(
    command: tuple[str, ...], shown: Callable[[tuple[str, ...]], str]
) -> None:
    said_in_dutch = shown(command)
    assert said_in_dutch.strip()
    said_in_dutch = said_in_dutch.partition("Op te halen")[0]  # then come tables under the titles that CBS gives them
    assert in_english(said_in_dutch) == set()


def test_a_study_is_told_in_dutch(evaluations: dict[str, Evaluation]) -> None:
    """But for the names that a design gives to areas and pools, and those of tests and estimators."""
    for evaluation in evaluations.values():
        study, told = evaluation.study, evaluation_screen(evaluation, "nl")
        for name in (*(one.name for one in (*study.treated, *study.pools)), *(one.name for one in PROCEDURES)):
            told = told.replace(name, "")
        assert in_english(told) == set()


def test_what_was_pulled_and_what_is_in_the_store_is_told_in_dutch(tmp_path: Path) -> None:
    lines = [
        Pulled("83582NED", outcome, rows=1200, requests=3, bytes=45_600, seconds=1.25, note=note)
        for outcome, note in {
            "new": said("pull_service", service="ogc"),
            "revised": said("store_discontinued"),
            "unchanged": "",
            "would travel": "",
            "failed": "",
        }.items()
    ]
    told = pull_screen(lines, "nl")
    assert "nieuw              1.200 rijen    3 verzoeken        45,6 kB    1,2 s" in told
    row = {"table": "83582NED", "title": "Banen", "modified": "2026-01-01", "vintages": 2, "years": "2010-2024"}
    held = pd.DataFrame([{**row, "rows": 9000, "licence": "CC-BY-4.0", "age": 3, "provisional": "2024"}])
    notes: dict[str, list[Statement]] = {"83582NED": [said("store_stale"), said("store_reselected")]}
    kept = store_screen(held, notes, tmp_path, "nl")
    assert "Gewijzigd 2026-01-01; 2 bewaard; voorlopig: 2024; verouderd: haal opnieuw op; de catalogus" in " ".join(
        kept.split()
    )
    of_cbs = {word for line in kept.splitlines()[3:] for word in WORD.findall(line)}  # titles are those of CBS
    assert in_english(told) | (in_english(kept) - of_cbs) == set()


def test_a_publication_that_is_built_or_compared_is_told_in_dutch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(order: Order) -> Made:
        assert order.out is not None
        order.out.mkdir(exist_ok=True)
        (order.out / "report-nl.html").write_text("a" * 1_234_000, encoding="utf-8")
        return Made([order.out / "report-nl.html"])

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(report_command, "made", build)

    def told(asked: str) -> str:
        done = CliRunner().invoke(app, ["report", "--lang", "nl", *asked.split()])
        return done.stdout + done.stderr

    said_of = [told("--out gepubliceerd"), told("--check gepubliceerd")]
    (tmp_path / "gepubliceerd" / "report-nl.html").rename(tmp_path / "gepubliceerd" / "other.html")
    said_of.append(told("--check gepubliceerd"))
    assert "1.234 kB" in said_of[0]
    assert "1 bestanden, alle zoals ze nu worden gemaakt" in said_of[1]
    assert "is niet wat nu wordt gemaakt" in said_of[2]
    assert in_english(" ".join(said_of)) == set()
