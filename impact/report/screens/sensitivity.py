"""What the command line shows of a sensitivity analysis: what drives each headline, and what knowing is worth."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from impact import regions
from impact.errors import InputError
from impact.scenario.drivers.result import CENTRAL, DRAWN
from impact.words.names import Named, called, name_of
from impact.words.numbers import formatted, two_digits
from impact.words.statements import Statement, in_language, said
from impact.words.texts import Lang
from impact.words.units import Unit, unit

if TYPE_CHECKING:
    import pandas as pd

    from impact.scenario import Sensitivity
    from impact.scenario.drivers.headlines import Headline
    from impact.scenario.drivers.result import Choice

WIDTH = 96
SHOWN = 5
"""Inputs of a headline that are shown at most."""
MATTERS = 0.02
"""Of the variance, in any way: what has less is not shown."""
NOTHING = "≈ 0"
_NONE = "-"
_SHARE, _SPAN = 15, 17
_FIGURES = 2 * _SHARE + 2 * _SPAN

Ends = dict[str, tuple[float, float]]
"""A headline where an input is low and where it is high, by input."""


def sensitivity_screen(found: Sensitivity, lang: Lang = "en") -> str:
    """Return a sensitivity analysis as text in Dutch or English.

    Parameters
    ----------
    found
        What drives each headline.
    lang
        `nl` or `en`.
    """
    return "\n".join(_screen(found, lang))


def _screen(found: Sensitivity, lang: Lang) -> Iterator[str]:
    title = in_language(said("what_drives", title=found.scenario.title), lang)
    yield from (*_lines(title), "=" * min(len(title), WIDTH))
    yield from _wrapped(_how(found), lang)
    yield ""
    yield _heads(lang)
    for headline in found.headlines:
        yield from _headline(found, headline, lang)
    yield ""
    yield from _wrapped(said("sensitivity_columns"), lang)
    yield from _decision(found.choice, lang) if found.choice else _wrapped(said("variance_removed"), lang)


def _how(found: Sensitivity) -> Statement:
    manifest = found.manifest
    return said(
        "sensitivity_how",
        area=_area(found),
        year=manifest["price_year"],
        **{name: manifest[name] for name in ("inputs", "n", "evaluations", "seed")},
    )


def _area(found: Sensitivity) -> Named | str:
    try:
        return name_of(regions.study_area(found.scenario.study_area).title)
    except InputError:  # an area that this version does not know
        return str(found.manifest["study_area"])


def _heads(lang: Lang) -> str:
    first, total, central, drawn = (
        called("sensitivity_column", name).spoken(lang) for name in ("first", "total", CENTRAL, DRAWN)
    )
    return f"{first:>{_SHARE}}{total:>{_SHARE}}{central:>{_SPAN}}{drawn:>{_SPAN}}"


def _headline(found: Sensitivity, headline: Headline, lang: Lang) -> Iterator[str]:
    """Yield the lines of one headline: what it is, and what drives it."""
    spread = found.means.set_index("headline")[["mean", "std"]].T.to_dict()[headline.name]
    told = {
        "headline": called("headline", headline.name),
        "mean": two_digits(spread["mean"], lang),
        "unit": _unit(found, headline, lang),
    }
    rows = found.of(headline.name)
    yield ""
    if not rows["total"].notna().any():
        yield from _wrapped(said("headline_never_changes", **told), lang)
        return
    yield from _wrapped(said("headline_spread", std=two_digits(spread["std"], lang), **told), lang)
    ends = {others: _ends(found.bars(headline.name, others)) for others in (CENTRAL, DRAWN)}
    for row in rows[rows["total"] >= MATTERS].head(SHOWN).to_dict("records"):
        yield from _input(row, ends, in_language(found.titles[str(row["input"])], lang), lang)
    yield from _shapley(found, headline, lang)
    alone = float(rows["first"].sum())
    if alone < 0.9:
        yield from _lines(in_language(said("no_single_driver", percent=100 * alone), lang), "  ", "  ")


def _shapley(found: Sensitivity, headline: Headline, lang: Lang) -> Iterator[str]:
    """Yield the Shapley effects of one headline that matter, the largest first; nothing where they were not asked."""
    if found.shapley is None:
        return
    of = found.shapley[(found.shapley["headline"] == headline.name) & found.shapley["told"]]
    largest = of[of["shapley"] >= MATTERS].sort_values("shapley", ascending=False, kind="stable").head(SHOWN)
    effects = [
        said("shapley_effect", title=found.titles[name], percent=100 * share, error=100 * error)
        for name, share, error in largest[["input", "shapley", "std_error"]].itertuples(index=False)
    ]
    if effects:
        yield from _lines(in_language(said("shapley_effects", effects=effects), lang), "  ", "  ")


def _ends(bars: pd.DataFrame) -> Ends:
    return {str(name): (low, high) for name, low, high in bars[["input", "low", "high"]].itertuples(index=False)}


def _unit(found: Sensitivity, headline: Headline, lang: Lang) -> str:
    of = unit(headline.unit)
    priced: Unit = of.in_prices(found.manifest["price_year"]) if of.prices else of
    return priced.after.spoken(lang)


def _input(row: Mapping[Any, Any], ends: Mapping[str, Ends], title: str, lang: Lang) -> Iterator[str]:
    first, total = (_share(row, kind, lang) for kind in ("first", "total"))
    central, drawn = (_span(ends[others], row["input"], lang) for others in (CENTRAL, DRAWN))
    beside = textwrap.wrap(title, WIDTH - _FIGURES - 2, break_on_hyphens=False)
    yield f"{first:>{_SHARE}}{total:>{_SHARE}}{central:>{_SPAN}}{drawn:>{_SPAN}}  {beside[0]}"
    yield from (f"{'':{_FIGURES + 2}}{line}" for line in beside[1:])


def _share(row: Mapping[Any, Any], kind: str, lang: Lang) -> str:
    """Return a share of the variance with its interval, in hundredths; a first-order index may not be told from 0."""
    if kind == "first" and not row["told"]:
        return NOTHING
    value, low, high = (_of_a_hundred(row[f"{kind}{at}"], lang) for at in ("", "_low", "_high"))
    return f"{value}% ({low}-{high})"


def _of_a_hundred(share: float, lang: Lang) -> str:
    """Return an estimated share in hundredths; estimates may lie outside 0 and 1, shares cannot."""
    return formatted(100 * min(max(share, 0.0), 1.0), ".0f", lang)


def _span(ends: Ends, name: str, lang: Lang) -> str:
    """Return the headline where an input is low, and where it is high; nothing for several quantities at once."""
    if name not in ends:
        return _NONE
    low, high = ends[name]
    return f"{two_digits(low, lang)} → {two_digits(high, lang)}"


def _decision(choice: Choice, lang: Lang) -> Iterator[str]:
    decision = choice.decision
    yield from _wrapped(said("decision_stated", title=decision.title, source=decision.source), lang)
    for name, payoff in choice.payoffs.items():
        told = {"payoff": two_digits(payoff, lang), "unit": decision.unit, "percent": 100 * choice.shares[name]}
        line = in_language(said("decision_option", option=decision.options[name].title, **told), lang)
        yield from _lines(line, "  - ", "    ")
    worth = {"value": two_digits(choice.everything.value, lang), "error": two_digits(choice.everything.std_error, lang)}
    best = decision.options[choice.best].title
    yield from _wrapped(said("decision_best", option=best, unit=decision.unit, **worth), lang)
    yield from _each(choice, lang)


def _each(choice: Choice, lang: Lang) -> Iterator[str]:
    rows = choice.each[choice.each["told"]].head(SHOWN)
    if rows.empty:
        yield from _wrapped(said("worth_of_none"), lang)
        return
    yield from _wrapped(said("worth_of_each", unit=choice.decision.unit), lang)
    for row in rows.to_dict("records"):
        worth = f"{two_digits(row['value'], lang)} ({two_digits(row['std_error'], lang)})"
        yield from _lines(f"{worth:>{_SHARE}}  {row[f'title_{lang}']}", "", " " * (_SHARE + 2))


def _wrapped(told: Statement, lang: Lang) -> list[str]:
    return _lines(in_language(told, lang))


def _lines(text: str, first: str = "", others: str = "") -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=others, break_on_hyphens=False, drop_whitespace=True
    )
