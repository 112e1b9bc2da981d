"""What `summary.json` says of use: what is there without the facility, what it adds, and the chance of nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from impact.scenario.answer.assumed import INFLUENCE_OF_USE
from impact.scenario.answer.statistics import ALL
from impact.scenario.computation.use_measures import PRIVATE_RD, Concept

WITH = "with"  # without the facility and what use of it adds, together
_KEYS = ["concept", "measure", "unit"]
_WEIGHTIEST = 3
_ASSUMED = ["name", "title_en", "title_nl", "low", "central", "high", "unit", "basis", INFLUENCE_OF_USE]


def summary_of_use(
    frame: pd.DataFrame,
    assumptions: pd.DataFrame,
    manifest: Mapping[str, Any],
    statistics: tuple[str, ...],
    fewest: int,
) -> dict[str, Any]:
    """Return the figures of the last year in the study area, the chance of nothing, and what they depend on most.

    Means add up, so `with` has a mean and no quantiles; it is there for what has a level without the facility. With
    fewer draws than `fewest` there are no figures and no influence: nothing could be told from little.

    Parameters
    ----------
    frame
        What use does, as in `ScenarioResult.use`.
    assumptions
        The ranges behind it, with their influence.
    manifest
        Of the result.
    statistics
        Those that are quoted.
    fewest
        Draws below which nothing is quoted.
    """
    last, known = int(frame["year"].max()), manifest["draws"] >= fewest
    return {
        "year": last,
        "probability_of_nothing": manifest["use"]["probability_of_nothing"],
        "share_of_draws_without_effect": manifest["use"]["share_of_draws_without_effect"],
        "figures": [*_figures(frame, last, statistics)] if known else [],
        "private_rd_all_years_mean": _all_years(frame) if known else None,
        "weightiest_assumptions": _weightiest(assumptions, 4 / manifest["draws"]) if known else [],
    }


def _figures(frame: pd.DataFrame, year: int, statistics: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Yield a row a concept and measure, in the order of the frame; `with` after each that has a level without."""
    asked = frame[(frame["year"] == year) & (frame["region"] == ALL) & frame["statistic"].isin(statistics)]
    rows = {key: found.set_index("statistic")["value"] for key, found in asked.groupby(_KEYS, sort=False)}
    for (concept, measure, unit), values in rows.items():
        named = {"measure": measure, "unit": unit}
        yield {"concept": concept, **named, **{name: float(values[name]) for name in statistics}}
        if concept == Concept.WITHOUT:
            added = rows[Concept.USE, measure, unit]
            yield {"concept": WITH, **named, "mean": round(float(values["mean"] + added["mean"]), 6)}


def _all_years(frame: pd.DataFrame) -> dict[str, Any]:
    """Return the mean of the extra private R&D of all years together, which no year tells."""
    asked = (frame["measure"] == PRIVATE_RD.name) & (frame["region"] == ALL) & (frame["statistic"] == "mean")
    return {"value": round(float(frame.loc[asked, "value"].sum()), 6), "unit": PRIVATE_RD.unit}


def _weightiest(assumptions: pd.DataFrame, noise: float) -> list[dict[str, Any]]:
    """Return the assumptions with most influence on the value added of the last year, the first few of them."""
    known = assumptions[assumptions[INFLUENCE_OF_USE] >= noise]
    first = known.sort_values(INFLUENCE_OF_USE, ascending=False, kind="stable").head(_WEIGHTIEST)
    named = first[_ASSUMED].rename(columns={INFLUENCE_OF_USE: "influence"})
    return [{str(key): value for key, value in row.items()} for row in named.to_dict("records")]
