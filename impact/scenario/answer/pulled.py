"""What pulled figures change in an answer: the same scenario and draws with the bundled figures beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd

from impact import sectors
from impact.errors import InputError
from impact.scenario.computation.concepts import HEADLINES
from impact.scenario.computation.draws import Array
from impact.scenario.computation.economy import Economy
from impact.scenario.computation.measures import PLACE

Figures = dict[str, Any]
Texts = list[dict[str, str]]
_SHOWN = 3
_RATIOS = {"value_added": "value_added_per_output", "labour_years": "labour_per_output"}
_TITLES = {
    "value_added": {"en": "Value added per euro of output", "nl": "De toegevoegde waarde per euro productie"},
    "labour_years": {"en": "Labour per euro of output", "nl": "De arbeid per euro productie"},
}


def comparison(
    place: Economy, bundled: Economy, outcome: Mapping[str, Array], instead: Mapping[str, Array]
) -> tuple[Figures, Texts]:
    """Return what changed, as figures for the manifest and as sentences in two languages.

    `outcome` and `instead` are the draws of the steps, each (draws, measures), with pulled and with bundled figures.
    """
    quotients = _most_changed(place, bundled)
    figures: Figures = {
        "share_of_national_jobs": {"pulled": round(place.size, 6), "bundled": round(bundled.size, 6)},
        "location_quotients": [_row(section, *pair) for section, pair in quotients.items()],
        "jobs_mean": {s: {"pulled": _mean(outcome[s]), "bundled": _mean(instead[s])} for s in HEADLINES},
    }
    notes = [_shares(place, bundled), _quotients(quotients)]
    if place.accounts is not None:
        for measure, name in _RATIOS.items():
            furthest = _furthest(place.accounts.ratios[measure])
            figures[name] = [{"group": g, "against_nation": round(r, 4)} for g, r in furthest.items()]
            notes.append(_ratios(measure, furthest))
    return figures, [*notes, _headline(figures["jobs_mean"])]


def without_comparison(refusal: InputError) -> tuple[Figures, Texts]:
    """Return what to say where the bundled figures cannot answer: why not."""
    reason = "; ".join(problem.found for problem in refusal.problems)
    return {"refused": str(refusal)}, [
        {
            "en": f"Regional figures are pulled. The bundled figures do not have this area and year ({reason}), so "
            "what the pulled ones change cannot be said.",
            "nl": "De regionale cijfers zijn opgehaald. In de meegeleverde cijfers ontbreekt dit gebied of dit jaar "
            f"({reason}); wat de opgehaalde cijfers veranderen is dus niet te zeggen.",
        }
    ]


def _most_changed(place: Economy, bundled: Economy) -> dict[str, tuple[float, float]]:
    """Return the sections whose location quotient changed most: jobs are published by section, not below."""
    section = sectors.grouping("section").reindex(list(place.industries)).to_numpy()
    of_section = pd.DataFrame({"pulled": place.slq, "bundled": bundled.slq}).groupby(section).first()
    furthest = (of_section["pulled"] - of_section["bundled"]).abs().nlargest(_SHOWN).index
    return {str(s): (float(of_section["pulled"][s]), float(of_section["bundled"][s])) for s in furthest}


def _furthest(ratios: pd.Series[float]) -> dict[str, float]:
    """Return the groups whose ratio is furthest from 1, either way, at most three."""
    order = pd.Series(np.abs(np.log(ratios.to_numpy())), index=ratios.index).nlargest(_SHOWN).index
    return {str(group): float(ratios[group]) for group in order}


def _mean(draws: Array) -> float:
    return round(float(draws[:, PLACE["jobs"]].mean()), 6)


def _row(section: str, pulled: float, bundled: float) -> dict[str, Any]:
    return {"sector": section, "pulled": round(pulled, 4), "bundled": round(bundled, 4)}


def _shares(place: Economy, bundled: Economy) -> dict[str, str]:
    pulled, instead = 100 * place.size, 100 * bundled.size
    return {
        "en": f"Regional figures are pulled. The study area has {_number(pulled, 2, 'en')} % of the country's jobs, "
        f"and {_number(instead, 2, 'en')} % in the figures that travel with the package.",
        "nl": f"De regionale cijfers zijn opgehaald. Het gebied heeft {_number(pulled, 2, 'nl')} procent van de banen "
        f"in Nederland, en {_number(instead, 2, 'nl')} procent in de meegeleverde cijfers.",
    }


def _quotients(changed: Mapping[str, tuple[float, float]]) -> dict[str, str]:
    def listed(lang: Literal["en", "nl"]) -> str:
        names, bundled = sectors.labels("section", lang), {"en": "bundled", "nl": "meegeleverd"}[lang]
        return "; ".join(
            f"{names[section]} {_number(new, 2, lang)} ({bundled} {_number(old, 2, lang)})"
            for section, (new, old) in changed.items()
        )

    return {
        "en": "A location quotient is a sector's share of the area's jobs over its share of the country's. It changed "
        f"most in: {listed('en')}.",
        "nl": "Een locatiequotiënt is het aandeel van een tak in de banen van het gebied, gedeeld door het aandeel in "
        f"heel Nederland. Het veranderde het meest in: {listed('nl')}.",
    }


def _ratios(measure: str, furthest: Mapping[str, float]) -> dict[str, str]:
    def listed(lang: Literal["en", "nl"]) -> str:
        return "; ".join(f"{sectors.title(code, lang)} {_number(ratio, 2, lang)}" for code, ratio in furthest.items())

    return {
        "en": f"{_TITLES[measure]['en']} differs most from the nation (= 1) in: {listed('en')}.",
        "nl": f"{_TITLES[measure]['nl']} wijkt het meest af van heel Nederland (= 1) in: {listed('nl')}.",
    }


def _headline(jobs: Mapping[str, Mapping[str, float]]) -> dict[str, str]:
    def said(lang: Literal["en", "nl"]) -> list[str]:
        return [_number(jobs[step][source], 0, lang) for source in ("pulled", "bundled") for step in HEADLINES]

    en, nl = said("en"), said("nl")
    return {
        "en": f"With the pulled figures the mean outcome is {en[0]} labour years gross and {en[1]} net for the region; "
        f"with the bundled ones, all else equal, {en[2]} and {en[3]}.",
        "nl": f"Met de opgehaalde cijfers is de gemiddelde uitkomst bruto {nl[0]} en netto {nl[1]} arbeidsjaren in de "
        f"regio; met de meegeleverde, als al het andere gelijk is, {nl[2]} en {nl[3]}.",
    }


def _number(value: float, decimals: int, lang: str) -> str:
    """Return a number as the language writes it: 1,234.5 or 1.234,5."""
    text = f"{round(value, decimals) + 0.0:,.{decimals}f}".replace("-", "\N{MINUS SIGN}")
    return text if lang == "en" else text.translate(str.maketrans(",.", ".,"))
