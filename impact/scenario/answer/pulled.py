"""What pulled figures change in an answer: the same scenario and draws with the snapshot beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from impact import sectors
from impact.errors import InputError
from impact.scenario.computation.concepts import HEADLINES
from impact.scenario.computation.draws import Array
from impact.scenario.computation.economy import Economy
from impact.scenario.computation.measures import PLACE
from impact.words.names import Name, called, name_of
from impact.words.statements import Statement, said

Figures = dict[str, Any]
_SHOWN = 3
_RATIOS = {"value_added": "value_added_per_output", "labour_years": "labour_per_output"}


def comparison(
    pulled: Economy, bundled: Economy, outcome: Mapping[str, Array], instead: Mapping[str, Array]
) -> tuple[Figures, list[Statement]]:
    """Return what changed, as figures for the manifest and in words.

    `outcome` and `instead` are draws of the steps, each (draws, measures), with pulled figures and with the snapshot.
    """
    quotients = _most_changed(pulled, bundled)
    figures: Figures = {
        "share_of_national_jobs": {"pulled": round(pulled.size, 6), "bundled": round(bundled.size, 6)},
        "location_quotients": [_row(section, *pair) for section, pair in quotients.items()],
        "jobs_mean": {s: {"pulled": _mean(outcome[s]), "bundled": _mean(instead[s])} for s in HEADLINES},
    }
    notes = [_shares(pulled, bundled), _quotients(quotients)]
    if pulled.accounts is not None:
        for measure, name in _RATIOS.items():
            furthest = _furthest(pulled.accounts.ratios[measure])
            figures[name] = [{"group": g, "against_nation": round(r, 4)} for g, r in furthest.items()]
            notes.append(_ratios(measure, furthest))
    return figures, [*notes, _headline(figures["jobs_mean"])]


def without_comparison(refusal: InputError) -> tuple[Figures, list[Statement]]:
    """Return what to say where the snapshot cannot answer: why not."""
    reason = "; ".join(problem.found for problem in refusal.problems)
    return {"refused": str(refusal)}, [said("nothing_bundled", reason=reason)]


def _most_changed(pulled: Economy, bundled: Economy) -> dict[str, tuple[float, float]]:
    """Return the sections whose location quotient changed most: jobs are published by section, not below."""
    section = sectors.grouping("section").reindex(list(pulled.industries)).to_numpy()
    of_section = pd.DataFrame({"pulled": pulled.slq, "bundled": bundled.slq}).groupby(section).first()
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


def _shares(pulled: Economy, bundled: Economy) -> Statement:
    return said("pulled_share", pulled=100 * pulled.size, bundled=100 * bundled.size)


def _quotients(changed: Mapping[str, tuple[float, float]]) -> Statement:
    found = [
        said("pulled_quotient", sector=_section(section), pulled=new, bundled=old)
        for section, (new, old) in changed.items()
    ]
    return said("pulled_quotients", sectors=found)


def _section(code: str) -> Name:
    return name_of(lambda lang: str(sectors.labels("section", lang)[code]))


def _ratios(measure: str, furthest: Mapping[str, float]) -> Statement:
    found = [said("pulled_ratio", sector=_group(code), ratio=ratio) for code, ratio in furthest.items()]
    return said("pulled_ratios", what=called("against_nation", measure), sectors=found)


def _group(code: str) -> Name:
    return name_of(lambda lang: sectors.title(code, lang))


def _headline(jobs: Mapping[str, Mapping[str, float]]) -> Statement:
    gross, net = (jobs[concept] for concept in HEADLINES)
    return said(
        "pulled_outcome",
        gross=gross["pulled"],
        net=net["pulled"],
        gross_bundled=gross["bundled"],
        net_bundled=net["bundled"],
    )
