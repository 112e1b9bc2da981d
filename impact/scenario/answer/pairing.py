"""Whether results can be compared draw by draw: the same luck, figures, prices and version, else there is no pair."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from impact.errors import InputError, Problem
from impact.scenario.answer import by_draw
from impact.scenario.answer.by_draw import TotalsByDraw
from impact.scenario.answer.result import ScenarioResult

_AGAIN = "Run it again in the same way, or let `impact compare --rerun` run both."
_PRICES = "Write its amounts in prices of that year: they are constant, so another year makes it another question."
_PACKAGES = ("impact-noord", "numpy")  # that which computes, and that which draws


def kept(result: ScenarioResult) -> TotalsByDraw:
    """Return the totals of every draw of a result that was found to have them."""
    assert result.by_draw is not None
    return result.by_draw


def require_paired(results: Sequence[ScenarioResult], names: Sequence[str]) -> None:
    """Refuse results that cannot be compared draw by draw with the first one.

    Parameters
    ----------
    results
        Two or more.
    names
        What to call each in a refusal.

    Raises
    ------
    InputError
        With every difference that is in the way; fewer than two results.
    """
    if len(results) < 2:
        todo = "Name another one: a scenario file, a shipped scenario or the folder of a result."
        raise InputError(Problem("comparison", "results", str(len(results)), "two or more", todo))
    problems = [*_lacking(results, names)] or [*_unlike(results, names)]
    if problems:
        raise InputError(problems)


def _lacking(results: Sequence[ScenarioResult], names: Sequence[str]) -> Iterator[Problem]:
    for result, name in zip(results, names, strict=True):
        if result.by_draw is None:
            found = "no totals of every draw: it was saved before they were kept"
            yield Problem(name, by_draw.FILE, found, "the totals of every draw, to subtract draw by draw", _AGAIN)


def _unlike(results: Sequence[ScenarioResult], names: Sequence[str]) -> Iterator[Problem]:
    first, *others = results
    for other, name in zip(others, names[1:], strict=True):
        for field, of in _ASPECTS.items():
            found, expected = of(other), of(first)
            if found != expected:
                todo = _PRICES if field == "price_year" and other.scenario.money == "constant" else _AGAIN
                yield Problem(name, field, found, f"{expected}, as in {names[0]}", todo)
        yield from _other_figures(first, other, names[0], name)


def _version(result: ScenarioResult) -> str:
    versions = result.manifest["versions"]
    return ", ".join(f"{package} {versions[package]}" for package in _PACKAGES)


def _measures(result: ScenarioResult) -> str:
    return ", ".join(kept(result).measures)


_ASPECTS: dict[str, Callable[[ScenarioResult], str]] = {
    "draws": lambda result: f"{result.manifest['draws']:,}",
    "seed": lambda result: str(result.manifest["seed"]),
    "sampling": lambda result: str(result.manifest.get("sampling", "random")),
    "data": lambda result: str(result.manifest["data"]),
    "price_year": lambda result: str(result.manifest["price_year"]),
    "versions": _version,
    "measures": _measures,
}


def _other_figures(first: ScenarioResult, other: ScenarioResult, named: str, name: str) -> Iterator[Problem]:
    """Return a problem for each table that both were made from, where it is not the same file."""
    theirs = _checksums(first)
    for table, checksum in _checksums(other).items():
        if theirs.get(table, checksum) != checksum:
            expected = f"{theirs[table]}, as in {named}"
            yield Problem(name, f"sources.{table}.sha256", checksum, expected, _AGAIN)


def _checksums(result: ScenarioResult) -> dict[str, str]:
    sources: list[dict[str, Any]] = result.manifest["sources"]
    return {str(source["table"]): str(source["sha256"]) for source in sources}
