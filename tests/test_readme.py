"""What the README shows is what happens: its figures, its scenario, its Python, its commands and its links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from impact.report.screens.screen import result_screen
from impact.scenario import Scenario, run

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str = "") -> list[str]:
    return [body for found, body in re.findall(r"```(\w*)\n(.*?)```", README, flags=re.DOTALL) if found == language]


def test_the_screen_in_the_readme_is_what_the_command_prints() -> None:
    (shown,) = [block for block in blocks() if block.startswith("AI-fabriek")]
    printed = result_screen(run(Scenario.load("ai-fabriek-baseline")))
    assert printed.startswith(shown.rstrip())


def test_the_scenario_in_the_readme_can_be_used(tmp_path: Path) -> None:
    (text,) = re.findall(r"<<'END'\n(.*?)END\n", README, flags=re.DOTALL)
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    assert Scenario.load(file).spending["firms"].amount.central == 26.48


@pytest.mark.parametrize("code", blocks("python"))
def test_the_python_in_the_readme_runs(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(code, "README.md", "exec"), {})
    assert capsys.readouterr().out


def test_both_commands_are_shown_and_made() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("report", "test"):
        assert f"make {target} " in README
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE)


def test_every_shipped_scenario_is_named() -> None:
    for path in (ROOT / "data" / "scenarios").glob("*.toml"):
        assert f"`{path.stem}`" in README


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_every_link_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()
