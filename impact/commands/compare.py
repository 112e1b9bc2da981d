"""The command that compares scenarios: files, shipped names and result folders, in any mix."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from impact import folders
from impact.commands.options import Language, spoken
from impact.errors import InputError, Problem

if TYPE_CHECKING:
    from impact.scenario import Comparison, Scenario, ScenarioResult
    from impact.words.languages import Lang

_DEFAULTS: dict[str, Any] = {"draws": 1000, "seed": 0, "data": "snapshot", "sampling": "random"}


@dataclass(frozen=True)
class _Asked:
    """One thing to compare: a question, and the answer to it where that was saved."""

    text: str
    scenario: Scenario
    saved: ScenarioResult | None = None


def compare(
    scenarios: Annotated[
        list[str],
        typer.Argument(help="Two or more: scenario files, shipped names, result folders.", metavar="A B..."),
    ],
    draws: Annotated[int | None, typer.Option("--draws", help="As in the result folders, else 1,000.")] = None,
    seed: Annotated[int | None, typer.Option("--seed", help="As in the result folders, else 0.")] = None,
    data: Annotated[
        str | None, typer.Option("--data", help="snapshot, live or the folder of a store; as in the result folders.")
    ] = None,
    rerun: Annotated[
        bool, typer.Option("--rerun", help="Run the questions of result folders again, so that all can be paired.")
    ] = False,
    out: Annotated[Path | None, typer.Option("--out", help="Write the comparison to this folder.")] = None,
    page: Annotated[
        Path | None, typer.Option("--page", help="Write pages to this folder: HTML and PDF in Dutch and English.")
    ] = None,
    lang: Language = "en",
) -> None:
    """Show how scenarios differ from the first, draw by draw with the same luck; exit 1 when a check fails."""
    from impact.report.screens.comparison import comparison_screen
    from impact.words.statements import in_language, said

    chosen = spoken(lang)
    _check(out, page)
    found = _compared(_asked(scenarios), {"draws": draws, "seed": seed, "data": data}, rerun=rerun)
    typer.echo(comparison_screen(found, chosen))
    if out is not None:
        found.save(out)
        typer.echo(in_language(said("file_written_differences", path=str(out), rows=len(found.table)), chosen))
    if page is not None:
        _write_pages(found, page, chosen)
    if any(result.failed_checks for result in found.results):
        raise typer.Exit(1)


def _check(out: Path | None, page: Path | None) -> None:
    """Refuse folders that hold anything else, and one for both."""
    if out is not None and page is not None and out.resolve() == page.resolve():
        todo = "Give the pages a folder of their own."
        raise InputError(Problem("option", "--page", str(page), "another folder than that of --out", todo))
    if out is not None:
        folders.check(out)
    if page is not None:
        folders.check(page, folders.REPORT_MARK)


def _write_pages(found: Comparison, page: Path, lang: Lang) -> None:
    from impact.report import build
    from impact.report.screens.files import file_line

    for path in build("comparison", None, page, found):
        if path.suffix in (".html", ".pdf"):
            typer.echo(file_line(path, lang))


def _asked(texts: list[str]) -> list[_Asked]:
    """Return what there is to compare; everything that is wrong with any of it is said at once."""
    if len(texts) < 2:
        todo = "Name another scenario or result beside it."
        raise InputError(Problem("argument", "A B...", ", ".join(texts), "two or more to compare", todo))
    found: list[_Asked] = []
    problems: list[Problem] = []
    for text in texts:
        try:
            found.append(_loaded(text))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return found


def _loaded(text: str) -> _Asked:
    from impact.scenario import Scenario, ScenarioResult

    if Path(text).is_dir():
        result = ScenarioResult.load(text)
        return _Asked(text, result.scenario, result)
    return _Asked(text, Scenario.load(text))


def _compared(asked: list[_Asked], options: dict[str, Any], *, rerun: bool) -> Comparison:
    """Return the comparison, with what has to be run run as the saved results were, or as the options say."""
    from impact.scenario import compare as compare_results
    from impact.scenario.answer.comparison import labels
    from impact.scenario.computation.shared import shared_models

    saved = [(one.text, one.saved) for one in asked if one.saved is not None]
    given = {name: value for name, value in options.items() if value is not None}
    if not rerun:
        _require_as_saved(saved, given)
    settings = {**_DEFAULTS, **(_as_saved(saved[0][1]) if saved else {}), **given}
    with shared_models():
        results = tuple(_answer(one, asked[0], settings, rerun=rerun) for one in asked)
    texts = dict(zip(labels(results), (one.text for one in asked), strict=True))
    try:
        return compare_results(*results)
    except InputError as error:
        raise InputError(replace(p, file=texts.get(p.file, p.file)) for p in error.problems) from error


def _as_saved(result: ScenarioResult) -> dict[str, Any]:
    return {name: result.manifest.get(name, usual) for name, usual in _DEFAULTS.items()}


def _require_as_saved(saved: list[tuple[str, ScenarioResult]], given: dict[str, Any]) -> None:
    """Refuse an option that says otherwise than a saved result, which was made already."""
    problems = [
        Problem("option", f"--{name}", str(value), f"{made[name]}, as in {text}", "Leave it out, or add --rerun.")
        for text, result in saved
        for made in [_as_saved(result)]
        for name, value in given.items()
        if value != made[name]
    ]
    if problems:
        raise InputError(problems)


def _answer(one: _Asked, first: _Asked, settings: dict[str, Any], *, rerun: bool) -> ScenarioResult:
    from impact.scenario import run
    from impact.scenario.keeping import Keep

    if one.saved is not None and not rerun:
        return one.saved
    return run(_in_prices_of(first.scenario, one.scenario) if rerun else one.scenario, keep=Keep.AREAS, **settings)


def _in_prices_of(first: Scenario, scenario: Scenario) -> Scenario:
    """Return a scenario with its outcome written in euros of the year of the first.

    With amounts in cash the price year changes no more than that; with constant amounts it would be another question.
    """
    if scenario.money == "constant":
        return scenario
    return scenario.model_copy(update={"price_year": first.price_year})
