"""What a comparison says in words, on the screen and on the page: how it was made, its range, the country's verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from impact import regions
from impact.errors import InputError
from impact.scenario.answer.statistics import FEWEST_DRAWS
from impact.words.names import Named, name_of
from impact.words.numbers import formatted, number
from impact.words.statements import Statement, said
from impact.words.texts import Lang

if TYPE_CHECKING:
    from impact.scenario import Comparison, ScenarioResult


def how(comparison: Comparison, name: str) -> Statement:
    """Return of what, in which prices and with how many draws figures were subtracted."""
    first = comparison.against
    return said(
        "compared_how",
        area=_areas(comparison.others[name], first),
        year=first.scenario.price_year,
        draws=comparison.count,
        seed=first.manifest["seed"],
        name=name,
        against=comparison.names[0],
    )


def _areas(of: ScenarioResult, against: ScenarioResult) -> Named | str:
    here, there = _area(of), _area(against)
    return here if here == there else said("compared_areas", area=here, other=there)


def _area(result: ScenarioResult) -> Named | str:
    try:
        return name_of(regions.study_area(result.scenario.study_area).title)
    except InputError:  # an area that this version does not know
        return str(result.manifest["study_area"])


def signed(value: float, lang: Lang, decimals: int | None = None) -> str:
    """Return a difference with its sign, in two digits or so; what rounds to zero has none."""
    written = number(value, lang, decimals)
    seen = any(digit in "123456789" for digit in written)
    return f"+{written}" if value > 0 and seen else written if seen else written.lstrip("-−")


def of_a_hundred(share: float, lang: Lang) -> str:
    """Return a share in hundredths; with a decimal where it is not whole, so that 99.7 does not become all."""
    return formatted(100 * share, ".0f" if round(100 * share, 6).is_integer() else ".1f", lang)


def bands(comparison: Comparison, name: str) -> Statement:
    """Return what the ranges are, or why there are none."""
    if comparison.over_years(name, "gross", "output").nothing and comparison.over_years(name, "gross", "jobs").nothing:
        return said("no_difference")
    if comparison.few_draws:
        return said("compared_too_few", draws=comparison.count, fewest=FEWEST_DRAWS)
    return said("compared_range") if comparison.drawn else said("compared_without_range")


def nation(comparison: Comparison, name: str) -> Statement:
    """Return by how much the balance of the country differs, or that its sign is not known."""
    if comparison.over_years(name, "net_national", "jobs").nothing:
        return said("balance_does_not_differ")
    balance = comparison.national(name, "jobs")
    if balance.reason == "no_range":
        return said("balance_differs_without_range")
    if balance.reason == "band":
        return said("balance_differs_by_unknown", low=balance.low, high=balance.high)
    if balance.reason == "assumption":
        driver, percent = _title(comparison, balance.driver), 100 * balance.share
        return said("balance_differs_by_assumption", low=balance.low, high=balance.high, percent=percent, driver=driver)
    return said("balance_differs", mean=balance.mean, low=balance.low, high=balance.high)


def _title(comparison: Comparison, name: str) -> Named | str:
    """Return what an assumption is called, in whichever of the scenarios has it."""
    for result in comparison.results:
        rows = result.assumptions[result.assumptions["name"] == name]
        if len(rows):
            return name_of(lambda lang, row=rows.iloc[0]: str(row[f"title_{lang}"]))  # type: ignore[misc]
    return name
