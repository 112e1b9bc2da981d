"""What a sensitivity analysis finds, and its folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from impact.folders import checksum_of, replaced_folder, seal
from impact.scenario.answer.statistics import DECIMALS
from impact.scenario.computation.draws import Array
from impact.scenario.drivers.decision import Decision
from impact.scenario.drivers.headlines import Headline
from impact.scenario.drivers.information import Worth
from impact.scenario.drivers.inputs import Input
from impact.scenario.question.scenario import Scenario
from impact.spreadsheets import write_csv
from impact.words.names import Named

CENTRAL, DRAWN = "central", "drawn"
"""What everything else is while one input is moved: at its central value, or drawn with it."""
TOLD = 2.0
"""Standard errors from nothing at which the worth of knowing an input is told from it."""


@dataclass(frozen=True)
class Choice:
    """What a stated decision comes to, and what it would be worth to know more first.

    Attributes
    ----------
    decision : as it was stated.
    payoffs : mean payoff of each option, by name, in the unit of the decision.
    best : the option with the highest mean payoff.
    shares : in which share of draws each option is the best one.
    everything : the worth of knowing everything.
    each : input, value, std_error, told (whether it is told from nothing): of knowing one input; the most first.
    """

    decision: Decision
    payoffs: Mapping[str, float]
    best: str
    shares: Mapping[str, float]
    everything: Worth
    each: pd.DataFrame


@dataclass(frozen=True)
class Sensitivity:
    """What drives each headline of a scenario.

    Attributes
    ----------
    scenario : the question.
    headlines : the figures, in order; every table has rows for each.
    inputs : everything that is drawn, alone or together, by name.
    titles : what each input is called.
    indices : one row per headline and input: first, first_low, first_high (share of the variance that goes with it
        alone, and its 95 % interval), total, total_low, total_high (in any way), told (whether the first-order index is
        told from zero). Without a decision the first-order index is what is called "variance removed".
    tornado : one row per headline, input that is one quantity, and `others`: `central` (everything else at its central
        value, the input at its 10th and 90th percentile: input_low, input_high) or `drawn` (everything drawn, the input
        in its lowest and highest tenth: its means there): low, high (the headline there), base (all central; the mean),
        low_error, high_error (standard errors, of `drawn`). In the unit of the headline.
    means : mean and standard deviation of each headline: headline, unit, mean, std.
    choice : what a stated decision comes to; None without one.
    manifest : scenario, study area, n, seed, data, price year, evaluations, versions, sources; `shapley`, how often
        the model of all areas was asked for these.
    shapley : one row per headline and range: shapley (its share of the variance, correlated or not; those of a headline
        add up to 1), std_error, told (whether it is told from nothing); None where they were not asked.
    """

    scenario: Scenario
    headlines: tuple[Headline, ...]
    inputs: Mapping[str, Input]
    titles: Mapping[str, Named]
    indices: pd.DataFrame
    tornado: pd.DataFrame
    means: pd.DataFrame
    choice: Choice | None
    manifest: Mapping[str, Any]
    shapley: pd.DataFrame | None = None

    def of(self, headline: str) -> pd.DataFrame:
        """Return the indices of one headline, the largest total first.

        Parameters
        ----------
        headline
            Its name, such as `net_regional.jobs`.
        """
        rows = self.indices[self.indices["headline"] == headline]
        return rows.sort_values("total", ascending=False, kind="stable", ignore_index=True)

    def bars(self, headline: str, others: str = CENTRAL) -> pd.DataFrame:
        """Return the bars of one headline's tornado, the longest first.

        Parameters
        ----------
        headline
            Its name.
        others
            `central` or `drawn`.
        """
        rows = self.tornado[(self.tornado["headline"] == headline) & (self.tornado["others"] == others)]
        length = (rows["high"] - rows["low"]).abs()
        return rows.loc[length.sort_values(ascending=False, kind="stable").index].reset_index(drop=True)

    def save(self, folder: str | Path) -> Path:
        """Write the tables and return the folder; an earlier one there is replaced as a whole, or not at all.

        It holds `indices.csv`, `tornado.csv`, `headlines.csv`, `inputs.csv` (names in two languages), `shapley.csv`
        where those were asked, with a decision `information.csv` and `options.csv`, and a manifest.

        Parameters
        ----------
        folder
            Where.

        Raises
        ------
        InputError
            When the folder holds anything that an earlier run did not write, or cannot be written.
        """
        out = Path(folder)
        with replaced_folder(out) as fresh:
            for name, frame in self._frames().items():
                write_csv(frame, fresh / f"{name}.csv")
            stated = {} if self.choice is None else {"decision": self.choice.decision.model_dump(mode="json")}
            asked = checksum_of(self.scenario.model_dump(mode="json"))
            seal(fresh, {**self.manifest, **stated, "definition_sha256": asked})
        return out

    def _frames(self) -> dict[str, pd.DataFrame]:
        named = [(name, title.en, title.nl) for name, title in self.titles.items()]
        found = {
            "indices": self.indices,
            "tornado": self.tornado,
            "headlines": self.means,
            "inputs": pd.DataFrame(named, columns=["input", "title_en", "title_nl"]),
        }
        if self.shapley is not None:
            found["shapley"] = self.shapley
        if self.choice is None:
            return found
        return found | {"information": self.choice.each, "options": _options(self.choice)}


def written(values: Array) -> Array:
    """Return figures as they stand in files.

    Parameters
    ----------
    values
        Of any shape.
    """
    found: Array = np.round(values, DECIMALS) + 0.0  # + 0.0 turns -0.0 into 0.0
    return found


def _options(choice: Choice) -> pd.DataFrame:
    """Return a row an option, and one for what knowing everything is worth."""
    rows = [
        (name, payoff, choice.shares[name], name == choice.best, choice.decision.unit)
        for name, payoff in choice.payoffs.items()
    ]
    columns = ["option", "mean_payoff", "share_of_draws_best", "best", "unit"]
    return pd.DataFrame(rows, columns=columns).assign(
        perfect_information=choice.everything.value, std_error=choice.everything.std_error
    )
