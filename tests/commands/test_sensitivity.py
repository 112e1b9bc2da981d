"""`impact sensitivity`: what it prints in both languages, what it writes, and what it refuses before any work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import impact.scenario
from impact.commands import sensitivity as sensitivity_command
from impact.errors import InputError, Problem
from impact.report.screens.sensitivity import NOTHING, WIDTH, sensitivity_screen
from impact.scenario import Decision, Scenario, Sensitivity, sensitivity
from impact.words.languages import LANGUAGES, Lang

BASELINE = "ai-fabriek-baseline"
DECISION = """
title = { nl = "Doorgaan?", en = "Go on?" }
unit = "MEUR"
source = "values of a test"
[options.go]
title = { nl = "Ja", en = "Yes" }
fixed = -8
per_unit = { "net_regional.jobs" = 0.05 }
[options.no-go]
title = { nl = "Nee", en = "No" }
"""


@pytest.fixture(scope="module")
def decision(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("decision") / "go.toml"
    path.write_text(DECISION, encoding="utf-8")
    return path


OPEN = {"staff_displacement_share", "deadweight_share", "scale", "no_effect_probability"}


def _few_ranges(node: Any, name: str = "") -> Any:
    """Return a definition in which next to nothing is drawn, so that an analysis of it takes a moment."""
    if not isinstance(node, dict):
        return node
    if {"low", "central", "high"} <= node.keys():
        return node if name in OPEN else {**node, "low": node["central"], "high": node["central"]}
    return {key: _few_ranges(value, key) for key, value in node.items()}


@pytest.fixture(scope="module")
def found(baseline: Scenario, decision: Path) -> Sensitivity:
    few = _few_ranges(baseline.model_dump())
    few["assumptions"]["own_supply_error"] |= {"low": 0.0, "central": 0.0, "high": 0.0}
    return sensitivity(Scenario.model_validate(few), n=64, decision=Decision.load(decision), shapley=True)


def refused(**options: Any) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        sensitivity_command.sensitivity(BASELINE, **options)
    return caught.value.problems


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_headline_is_followed_by_its_own_drivers(found: Sensitivity, lang: Lang) -> None:
    screen = sensitivity_screen(found, lang)
    assert max(map(len, screen.splitlines())) <= WIDTH
    for one in found.headlines:
        weightiest = found.titles[found.of(one.name)["input"].iloc[0]]
        words = " ".join(screen.split())
        assert getattr(weightiest, lang).split()[0] in words
    assert NOTHING in screen


def test_with_a_decision_it_says_what_to_choose_and_what_knowing_is_worth(found: Sensitivity) -> None:
    screen = " ".join(sensitivity_screen(found, "en").split())
    assert "Decision: Go on? (values of a test)." in screen
    assert "Knowing everything first would be worth" in screen
    assert "variance removed" not in screen


def test_without_one_it_speaks_of_variance_removed_and_of_no_worth(found: Sensitivity) -> None:
    screens = {lang: " ".join(sensitivity_screen(replace(found, choice=None), lang).split()) for lang in LANGUAGES}
    assert "variance removed, not a value of information" in screens["en"]
    assert "weggenomen variantie, geen waarde van informatie" in screens["nl"]
    assert "worth knowing" not in screens["en"]


def test_shapley_effects_are_shown_where_they_were_asked(found: Sensitivity) -> None:
    screens = {lang: " ".join(sensitivity_screen(found, lang).split()) for lang in LANGUAGES}
    assert found.shapley is not None
    rows = found.shapley[(found.shapley["headline"] == "net_regional.jobs") & found.shapley["told"]]
    largest = rows.sort_values("shapley", ascending=False).iloc[0]
    words = f"{100 * largest['shapley']:.0f}% (± {100 * largest['std_error']:.0f}) {found.titles[largest['input']].en}"
    assert f"Shapley effects (standard error): {words}" in screens["en"]
    assert screens["nl"].count("Shapley-effecten") == screens["en"].count("Shapley effects") > 3
    assert "Shapley" not in sensitivity_screen(replace(found, shapley=None), "en")


def test_a_headline_that_never_changes_is_said_not_to(found: Sensitivity) -> None:
    indices = found.indices.copy()
    indices.loc[indices["headline"] == "use.births_in_j", ["first", "total"]] = float("nan")
    screen = " ".join(sensitivity_screen(replace(found, indices=indices), "en").split())
    assert "Extra births of ICT firms, last year: never anything but" in screen


def test_the_command_prints_and_writes(
    found: Sensitivity,
    decision: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked: dict[str, Any] = {}

    def answered(scenario: Scenario, **options: Any) -> Sensitivity:
        asked.update(options, scenario=scenario.name)
        return found

    answer: Callable[..., Sensitivity] = answered
    monkeypatch.setattr(impact.scenario, "sensitivity", answer, raising=False)
    sensitivity_command.sensitivity(
        BASELINE, n=64, decision=decision, together=["a, b", "c,d"], shapley=True, out=tmp_path / "out", lang="nl"
    )
    printed = capsys.readouterr().out
    assert printed.startswith("Wat de cijfers bepaalt van: ")
    assert f"Geschreven in {tmp_path / 'out'}: {len(found.indices)} indices." in printed
    assert (tmp_path / "out" / "indices.csv").is_file()
    assert (tmp_path / "out" / "shapley.csv").is_file()
    assert (asked["scenario"], asked["n"], asked["together"]) == (BASELINE, 64, [["a", "b"], ["c", "d"]])
    assert asked["decision"] == Decision.load(decision)
    assert asked["shapley"]


def test_what_cannot_be_is_refused_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    assert refused(lang="de")[0].field == "--lang"
    assert refused(n=1000)[0].todo == "Use 512 or 1,024."
    assert refused(decision=tmp_path / "none.toml")[0].field == "file"
    assert "a folder with other things in it" in refused(out=tmp_path / "full")[0].found
    assert list((tmp_path / "full").iterdir()) == [tmp_path / "full" / "mine.txt"]
