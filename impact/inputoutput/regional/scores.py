"""Every method on every region of which the trade is known, and what a multiplier is still off at the right level.

How closed a region is (delta, level) is what nobody measures. A trial sets it, or takes what fits the region best: what
is then still wrong with the multiplier of one sector is in no draw of the level.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from impact.inputoutput.regional.accuracy import Accuracy, accuracy, best, score_method
from impact.inputoutput.regional.official import measured_elsewhere, scotland
from impact.inputoutput.regional.purchase_shares import ShareMethod
from impact.inputoutput.regional.quotients import Method
from impact.inputoutput.regional.regionalisation import regional_coefficients
from impact.inputoutput.regional.truth import RegionalTruth, multipliers_of

NATION: Literal["nation"] = "nation"
OPTIONS = {"flq": "delta", "aflq": "delta", "capped": "level", "logistic": "level"}
"""What a method needs to be told: how closed the region is, under the name that `regional_coefficients` has for it."""
_SEARCHED = {
    "flq": (0.0, 0.95, 0.01),
    "aflq": (0.0, 0.95, 0.01),
    "capped": (0.0, 1.0, 0.01),
    "logistic": (-3.0, 3.0, 0.05),
}
"""Where the best delta or level is sought: from, to, and how finely."""
_COARSE = 5  # first in steps so much larger
_LEAST = 0.005  # an indirect effect below this is too small to be off by a ratio
_EDGE = 0.01  # odds of a share nearer to nothing or to all are taken as of this
SPREAD = 1.645  # standard deviations of a normal distribution between its middle and its 95th percentile


@dataclass(frozen=True)
class Trial:
    """A method to try: "nation" (its coefficients as they are) or one of `regional_coefficients`.

    `value` is the delta or the level of a method that has one; None takes the one that fits each region best.
    """

    method: Method | ShareMethod | Literal["nation"]
    value: float | None = None

    @property
    def fitted(self) -> bool:
        """Whether the value is taken from the region itself."""
        return self.value is None and self.method in OPTIONS


TRIALS = (
    Trial(NATION),
    Trial("slq"),
    Trial("cilq"),
    Trial("rlq"),
    *(Trial("flq", delta) for delta in (0.10, 0.25, 0.40, None)),
    *(Trial("capped", level) for level in (0.40, 0.50, 0.70, None)),
    *(Trial("logistic", level) for level in (-0.5, 0.0, 0.7, None)),
)


@dataclass(frozen=True, eq=False)
class Scores:
    """How wrong methods are on regions; errors of type I output multipliers, in per cent.

    Attributes
    ----------
    by_region : a row for each region and trial: `region size method value fitted`, then the errors of `Accuracy` that
        are one number. `size` is the region's share of national output, per cent.
    by_sector : a row for each sector of these: `region method value fitted sector output error`.
    """

    by_region: pd.DataFrame
    by_sector: pd.DataFrame


@dataclass(frozen=True)
class ResidualError:
    """What multipliers of single sectors are still off when the level is right, on one region.

    Attributes
    ----------
    region, method : on what, and of what.
    value : the delta or level that fits best.
    of_multiplier : standard deviation of ln(estimated / true type I output multiplier), weighted by output.
    of_indirect : the same of the indirect part, multiplier - 1. Draw this one: a multiplier is never below 1.
    of_share : standard deviation of the log-odds of the part of each product that the region's industries buy at home,
        estimated against true, weighted by what they use. Where shares are drawn, this drawn for each product by itself
        makes multipliers vary as much as `of_indirect`, and areas still add up.
    by_sector : (n,) ln(estimated / true multiplier).
    """

    region: str
    method: str
    value: float
    of_multiplier: float
    of_indirect: float
    of_share: float
    by_sector: pd.Series[float]


def scores(truths: Sequence[RegionalTruth], trials: Sequence[Trial] = TRIALS) -> Scores:
    """Return how wrong methods are on regions.

    Parameters
    ----------
    truths
        Regions whose own flows are known: `scotland()`, or `regional_truths` of a table.
    trials
        What to try.

    Raises
    ------
    ValueError
        As `regional_coefficients`: an unknown method, a value out of range or without a role.
    """
    found = [(truth, trial, *_tried(truth, trial)) for truth in truths for trial in trials]
    regions = pd.DataFrame([_of_region(*one) for one in found])
    return Scores(regions, pd.concat([_of_sectors(*one) for one in found], ignore_index=True))


def residual_error(truth: RegionalTruth | None = None, method: Method | ShareMethod = "capped") -> ResidualError:
    """Return what a method is still off on a region when its level is right.

    Parameters
    ----------
    truth
        A region whose own flows are known; None is Scotland, 94 sectors.
    method
        `flq`, `aflq`, `capped` or `logistic`.

    Raises
    ------
    ValueError
        A method without a level.
    """
    of = scotland() if truth is None else truth
    if method not in OPTIONS:
        raise ValueError(f"{method!r} has no level that could be right; expected one of {', '.join(OPTIONS)}")
    value, _ = _tried(of, Trial(method))
    coefficients = _coefficients(of, method, value)
    estimated = multipliers_of(coefficients)
    makes = of.own_output > 0
    logs = (estimated / of.multipliers)[makes].map(np.log)
    indirect = (estimated - 1)[makes], (of.multipliers - 1)[makes]
    large = (indirect[0] > _LEAST) & (indirect[1] > _LEAST)
    ratio = (indirect[0] / indirect[1])[large].map(np.log)
    weight = of.own_output[makes]
    return ResidualError(
        of.name,
        method,
        value,
        of_multiplier=_spread(logs, weight),
        of_indirect=_spread(ratio, weight[large]),
        of_share=_spread(*_odds(of, coefficients)),
        by_sector=logs,
    )


def residual_errors() -> pd.DataFrame:
    """Return what a sector's multiplier is still off at the right level, by source: `source method spread official`.

    `spread` is a standard deviation of the logarithm of a type I output multiplier, every sector once: that of Scotland
    is computed here, those of other countries come from the 5th and 95th percentile of sectors in regions of 2 to 8 %
    of the nation (`measured_elsewhere`).
    """
    here = [
        {
            "source": f"Scotland 2019, {len(found.by_sector)} {level}s",
            "method": method,
            "spread": float(found.by_sector.std(ddof=0)),
            "official": True,
        }
        for level in ("sector", "section")
        for method in ("capped", "logistic", "flq")
        for found in [residual_error(scotland("section" if level == "section" else "sector"), method)]
    ]
    return pd.DataFrame([*here, *_elsewhere()])


def _elsewhere() -> Iterator[dict[str, object]]:
    known = measured_elsewhere()
    for row in known[known["p05"].notna() & known["level"].isna()].itertuples():
        ends = np.log1p(np.array([row.p05, row.p95], dtype=float) / 100)
        yield {
            "source": f"{row.country} {row.year}, {row.regions} regions",
            "method": row.method,
            "spread": float((ends[1] - ends[0]) / (2 * SPREAD)),
            "official": row.official == "yes",
        }


def _tried(truth: RegionalTruth, trial: Trial) -> tuple[float, Accuracy]:
    """Return the value that was set or fits best (NaN where there is none), and how wrong the method is with it."""
    if trial.method == NATION:
        return np.nan, accuracy(truth, truth.national)
    if trial.fitted:
        return _best(truth, trial.method)
    if trial.value is None:
        return np.nan, score_method(truth, method=trial.method)
    option = OPTIONS.get(trial.method, "level")  # a method without one refuses it
    return trial.value, score_method(truth, method=trial.method, **{option: trial.value})


def _best(truth: RegionalTruth, method: str) -> tuple[float, Accuracy]:
    """Return the delta or level with the least mean absolute error: sought coarsely, then finely around it."""
    low, high, step = _SEARCHED[method]
    coarse = np.arange(low, high + step / 2, _COARSE * step)
    near, _ = best(truth, OPTIONS[method], coarse, method=method)
    fine = near + step * np.arange(-_COARSE + 1, _COARSE)
    inside = fine[(fine > low - step / 2) & (fine < high + step / 2)].clip(low, high).round(10)
    return best(truth, OPTIONS[method], inside, method=method)


def _coefficients(truth: RegionalTruth, method: Method | ShareMethod, value: float) -> pd.DataFrame:
    chosen: dict[str, Any] = {OPTIONS[method]: value}
    return regional_coefficients(truth.national, truth.own_output, truth.national_output, method=method, **chosen)


def _of_region(truth: RegionalTruth, trial: Trial, value: float, found: Accuracy) -> dict[str, object]:
    errors = {name: error for name, error in vars(found).items() if name != "by_sector"}
    size = 100 * float(truth.own_output.sum() / truth.national_output.sum())
    return {"region": truth.name, "size": size, **_named(trial, value), **errors}


def _of_sectors(truth: RegionalTruth, trial: Trial, value: float, found: Accuracy) -> pd.DataFrame:
    error = found.by_sector
    frame = pd.DataFrame({"region": truth.name, **_named(trial, value)}, index=error.index)
    frame = frame.assign(sector=error.index, output=truth.own_output[error.index], error=error)
    return frame.reset_index(drop=True)


def _odds(truth: RegionalTruth, coefficients: pd.DataFrame) -> tuple[pd.Series[float], pd.Series[float]]:
    """Return estimated less true log-odds of the share of each product bought at home, and what is used of it."""
    used = truth.national @ truth.own_output
    estimated, known = ((A @ truth.own_output / used)[used > 0] for A in (coefficients, truth.own))
    both = (estimated > 0) & (known > 0)
    odds = [share[both].clip(_EDGE, 1 - _EDGE) for share in (estimated, known)]
    logs = [(share / (1 - share)).map(np.log) for share in odds]
    return logs[0] - logs[1], used[used > 0][both]


def _named(trial: Trial, value: float) -> dict[str, object]:
    return {"method": trial.method, "value": value, "fitted": trial.fitted}


def _spread(logs: pd.Series[float], weight: pd.Series[float]) -> float:
    share = (weight / weight.sum()).to_numpy()
    off = logs.to_numpy() - share @ logs.to_numpy()
    return float(np.sqrt(share @ off**2))
