"""How forecasts did together: coverage, scores and skill in groups, and the spread of ranks; what a page needs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from impact.scenario.ledger.methods import BENCHMARKS
from impact.scenario.ledger.outcomes import SCORED
from impact.scenario.ledger.scoring import skill

BINS = 10
FIGURES = "figures"
MEANS = {"crps": "crps", "pinball": "pinball", "in50": "coverage_50", "in90": "coverage_90"}
SKILLS = tuple(f"skill_{name}" for name in BENCHMARKS)


def calibration(scores: pd.DataFrame, by: Sequence[str] = ("target",)) -> pd.DataFrame:
    """Return how each method did, in groups: rows in the order of the groups, then of the methods.

    Parameters
    ----------
    scores : DataFrame
        Of `Ledger.score`, `backtest` or `shipped_backtest`; only figures that are scored count.
    by : list of str
        Columns that make the groups; keep "target" among them, scores of different units do not mean anything together.

    Returns
    -------
    DataFrame
        The columns of `by`, method, then: how many figures (those of one year or area are not independent of each
        other), mean CRPS and pinball loss in the unit of the target, coverage of the intervals of 50 and 90 per cent as
        shares, and skill against each naive method: 1 - mean CRPS / its mean CRPS over the same figures.
    """
    known = scores[scores["status"].eq(SCORED)] if "status" in scores else scores
    weights = known[FIGURES] if FIGURES in known else pd.Series(1, index=known.index)
    keys = [known[name] for name in (*by, "method")]
    count = weights.groupby(keys, sort=False).sum()
    held = {of: to for of, to in MEANS.items() if of in known}  # the shipped table by area has no pinball loss
    means = {to: (known[of] * weights).groupby(keys, sort=False).sum() / count for of, to in held.items()}
    found = pd.DataFrame({FIGURES: count, **means}).reset_index()
    for name, column in zip(BENCHMARKS, SKILLS, strict=True):
        found[column] = _skills(found, by, name)
    return found[[*by, "method", FIGURES, *held.values(), *SKILLS]]


def rank_shares(scores: pd.DataFrame, by: Sequence[str] = ("target",)) -> pd.DataFrame:
    """Return the share of figures in each tenth of their forecast: a tenth everywhere where forecasts are calibrated.

    Parameters
    ----------
    scores : DataFrame
        Of `Ledger.score` or `backtest`, figure by figure.
    by : list of str
        Columns that make the groups.

    Returns
    -------
    DataFrame
        The columns of `by`, method, low and high (of the rank, 0 to 1), share.
    """
    known = scores[scores["status"].eq(SCORED)]
    edges, rows = np.linspace(0, 1, BINS + 1), []
    for key, group in known.groupby([*by, "method"], sort=False):
        counts = np.histogram(group["rank"], edges)[0]
        rows += [(*key, a, b, n / len(group)) for a, b, n in zip(edges[:-1], edges[1:], counts, strict=True)]
    return pd.DataFrame(rows, columns=[*by, "method", "low", "high", "share"])


def _skills(found: pd.DataFrame, by: Sequence[str], naive: str) -> list[float]:
    """Return the skill of each row against the row of a naive method in its group, NaN where there is none."""
    groups = list(found[list(by)].itertuples(index=False, name=None))
    rows = list(zip(groups, found["method"], found["crps"].astype(float), strict=True))
    of = {group: score for group, method, score in rows if method == naive}
    return [skill(score, of.get(group, 0.0)) for group, _, score in rows]
