"""`impact export SCENARIO --out page.html`: scenarios as a page that is one file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from impact.errors import InputError, Problem

if TYPE_CHECKING:
    from impact.scenario import Scenario
    from impact.words.languages import Lang


def write_page(
    names: list[str],
    out: Path,
    lang: Lang,
    *,
    draws: int | None,
    seed: int | None,
    data: str,
    given: Mapping[str, object],
) -> str:
    """Write the page and return what was made.

    Parameters
    ----------
    names
        Scenario files, or shipped scenarios.
    out
        The file.
    lang
        Of the page.
    draws, seed
        None as the page has them.
    data
        Where figures come from.
    given
        Options of other exports, which a page does not have.

    Raises
    ------
    InputError
        Something else than a scenario, an option of another export, a page that would be too large, a place where
        none can be written or somebody else's file is, or no packages of the page.
    """
    for option in (option for option, value in given.items() if value):
        todo = "Leave it out: a page shows scenarios as a whole."
        raise InputError(Problem("option", option, "a page of scenarios", "variables of the panel", todo))
    from impact.report.pages.picture_files import Kind, check_path, write
    from impact.words.statements import in_language, said

    kind = Kind("page of scenarios", {out.suffix: _text_file})
    check_path(kind, out)
    scenarios = [_scenario(name) for name in names]
    try:
        from impact.page.one_file.built import DRAWS, computed, one_file
    except ModuleNotFoundError as error:
        todo = 'Install it with: pip install "impact-noord[page]".'
        found = f"no {error.name}"
        raise InputError(Problem("impact export", "packages", found, "the packages of the page", todo)) from error
    count = DRAWS if draws is None else draws
    text = one_file(computed(scenarios, draws=count, seed=seed or 0, data=data), lang, data=data)
    write(kind, text, out)
    names = [scenario.name for scenario in scenarios]
    made = said("file_page", path=str(out), scenarios=names, draws=count, bytes=len(text.encode()))
    return in_language(made, lang)


def _text_file(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _scenario(name: str) -> Scenario:
    from impact.scenario import Scenario

    if Path(name).is_dir():
        todo = f"Name its scenario, or export the result as a workbook: impact export {name} --out figures.xlsx."
        raise InputError(Problem(name, "what", "a folder", "a scenario file or a shipped scenario", todo))
    return Scenario.load(name)
