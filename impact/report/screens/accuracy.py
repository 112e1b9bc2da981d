"""What the command line shows of scores: how wrong each method is on the regions of a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from impact.inputoutput import Scores

_HEADING = f"{'':22}{'multipliers, weighted':>24}{'single sectors':>22}{'sums by':>11}{'':>8}"
_SECOND = f"{'method':22}{'mean':>10}{'absolute':>14}{'5 %':>11}{'95 %':>11}{'buyer':>11}{'cells':>8}"


def accuracy_screen(scores: Scores) -> str:
    """Return how wrong the methods are, a row for each; over several regions the mean of these."""
    return "\n".join([*_of_what(scores), "", _HEADING, _SECOND, *_rows(scores), "", *_remarks(scores)])


def _of_what(scores: Scores) -> Iterator[str]:
    regions = scores.by_region.drop_duplicates("region")
    sectors = scores.by_sector["sector"].nunique()
    if len(regions) == 1:
        name, size = regions[["region", "size"]].iloc[0]
        yield f"{name}: {size:.1f} % of the output of its nation, {sectors} sectors."
    else:
        least, most = regions["size"].min(), regions["size"].max()
        yield f"{len(regions)} regions, {least:.1f} to {most:.1f} % of the output of their nation, {sectors} sectors."
    yield "Errors of type I output multipliers against the region's own, in per cent."


def _rows(scores: Scores) -> Iterator[str]:
    by_sector = dict(_by_trial(scores.by_sector))
    for trial, of in _by_trial(scores.by_region):
        low, high = np.quantile(by_sector[trial]["error"], [0.05, 0.95])
        mean = of[["weighted", "weighted_absolute", "column_sums_absolute", "cells"]].mean()
        yield (
            f"{_named(of):22}{mean['weighted']:>10.1f}{mean['weighted_absolute']:>14.1f}{low:>11.1f}{high:>11.1f}"
            f"{mean['column_sums_absolute']:>11.0f}{mean['cells']:>8.0f}"
        )


def _by_trial(frame: pd.DataFrame) -> Iterator[tuple[tuple[Any, ...], pd.DataFrame]]:
    """Yield the rows of each trial; of a fitted one whatever the value that fits."""
    value = frame["value"].mask(frame["fitted"]).fillna(np.inf)
    yield from frame.groupby(["method", value, "fitted"], sort=False)


def _named(of: pd.DataFrame) -> str:
    """Return the method with its delta or level; where that was fitted the middle one, and a mark."""
    method, value = of["method"].iloc[0], of["value"].median()
    return f"{method}" if np.isnan(value) else f"{method} {value:.2f}{' *' if of['fitted'].iloc[0] else ''}"


def _remarks(scores: Scores) -> Iterator[str]:
    several = len(scores.by_region["region"].unique()) > 1
    if scores.by_region["fitted"].any():
        middle = " of each region, of which the middle one is shown" if several else ""
        yield f"* delta or level that fits best{middle}: not known beforehand. What is left is the method's own error."
    if several:
        yield "Means over regions; single sectors are those of all regions."
    yield "--out FILE.csv has every region and sector."
