"""A result folder with figures by area, made of draws that a test can add up: no scenario is run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from impact import regions
from impact.folders import seal
from impact.scenario import Scenario
from impact.scenario.answer.statistics import Described, Drawn, Sums, sums
from impact.scenario.computation.components import STAGES
from impact.scenario.computation.measures import MEASURES
from impact.sources import snapshot

YEARS, SECTORS = (2027, 2028), ("J", "M-N")
NORTH = ("CR01", "CR02", "CR03", "CR07")
HERE = regions.study_area("groningen-noord-drenthe").municipalities


def drawn(amounts: Mapping[str, float], concept: str, draws: int = 200) -> list[Drawn]:
    """Return draws that go evenly from 0.5 to 1.5 times an amount of output in all, half of it in each year.

    Three quarters are in J, all is direct; value added is half of output, jobs ten times as many labour years as MEUR.
    """
    times = np.linspace(0.5, 1.5, draws)[:, None, None]
    of_measure = np.array([{"output": 1.0, "value_added": 0.5, "jobs": 10.0}.get(name, 0.0) for name in MEASURES])
    of_sector = np.array([0.75, 0.25])[:, None]
    found = []
    for region, amount in amounts.items():
        cells = np.zeros((draws, len(YEARS), len(SECTORS), len(MEASURES), len(STAGES)))
        cells[..., 0] = amount / 2 * (times * of_sector * of_measure)[:, None]
        found.append(Drawn(concept, (region,), cells[:, :, None]))
    return found


def frame(concepts: Mapping[str, Mapping[str, float]], draws: int = 200) -> pd.DataFrame:
    """Return rows in the columns of `totals`: for each concept an amount of output by region."""
    listed = [one for concept, amounts in concepts.items() for one in drawn(amounts, concept, draws)]
    return sums("ai-fabriek-baseline", [_sums(one) for one in listed], YEARS, SECTORS)


def _sums(one: Drawn) -> Sums:
    """Return the statistics of sums over sectors, over years, and over both."""

    def over(*axes: int) -> Described:
        return replace(one, draws=one.draws.sum(axis=axes, keepdims=True)).described

    return Sums(by_year=over(3), together=over(1, 3), by_sector=over(1))


AREAS = {
    "gross": {"CR01": 4.0, "CR02": 1.0, "CR03": 40.0, "CR07": 5.0, "CR17": 10.0, "NL": 60.0},
    "net_regional": {"CR01": -1.0, "CR02": 0.2, "CR03": 20.0, "CR07": 2.0, "NL": 21.2},
}
MUNICIPALITIES = {"gross": {code: 1.237 * (k + 1) for k, code in enumerate(HERE)} | {"GM0014": 34.7}}


def written(
    folder: Path, frames: Mapping[str, pd.DataFrame] | None = None, ending: str = "parquet", draws: int = 200
) -> Path:
    """Write a result folder as `impact run` does, with as many of the frames as are given."""
    folder.mkdir(parents=True, exist_ok=True)
    given = (
        frames if frames is not None else {"areas": frame(AREAS, draws), "municipalities": frame(MUNICIPALITIES, draws)}
    )
    for name, held in given.items():
        if ending == "parquet":
            held.to_parquet(folder / f"{name}.parquet", index=False)
        else:
            held.to_csv(folder / f"{name}.csv", index=False)
    scenario = Scenario.load("ai-fabriek-baseline")
    said = {
        "scenario": scenario.name,
        "price_year": scenario.price_year,
        "draws": draws,
        "sources": [snapshot.record("national-input-output").manifest(), snapshot.record("corop-jobs").manifest()],
        "versions": {"impact-noord": "0.1.0"},
        "definition": scenario.model_dump(mode="json"),
    }
    seal(folder, said)
    return folder
