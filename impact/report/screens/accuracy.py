"""What the command line shows of scores: how wrong each method is on the regions of a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from impact.words.languages import Lang
from impact.words.names import called
from impact.words.numbers import formatted
from impact.words.statements import Statement, in_language, said

if TYPE_CHECKING:
    from impact.inputoutput import Scores

_NATION = "nation"


def accuracy_screen(scores: Scores, lang: Lang = "en") -> str:
    """Return how wrong the methods are, a row for each; over several regions the mean of these.

    Parameters
    ----------
    scores
        Of methods on regions.
    lang
        `nl` or `en`.
    """
    about, remarks = ([in_language(one, lang) for one in told] for told in (_of_what(scores), _remarks(scores)))
    return "\n".join([*about, "", *_headings(lang), *_rows(scores, lang), "", *remarks])


def _headings(lang: Lang) -> list[str]:
    names = ("multipliers", "single", "sums", "method", "mean", "absolute", "buyer", "cells")
    of = {name: called("accuracy_screen", name).spoken(lang) for name in names}
    first = f"{'':22}{of['multipliers']:>24}{of['single']:>22}{of['sums']:>11}{'':>8}"
    second = f"{of['method']:22}{of['mean']:>10}{of['absolute']:>14}{'5 %':>11}{'95 %':>11}"
    return [first, f"{second}{of['buyer']:>11}{of['cells']:>8}"]


def _of_what(scores: Scores) -> Iterator[Statement]:
    regions = scores.by_region.drop_duplicates("region")
    sectors = scores.by_sector["sector"].nunique()
    if len(regions) == 1:
        name, size = regions[["region", "size"]].iloc[0]
        yield said("accuracy_region", name=str(name), size=size, sectors=sectors)
    else:
        least, most = regions["size"].min(), regions["size"].max()
        yield said("accuracy_regions", count=len(regions), least=least, most=most, sectors=sectors)
    yield said("accuracy_errors")


def _rows(scores: Scores, lang: Lang) -> Iterator[str]:
    by_sector = dict(_by_trial(scores.by_sector))
    for trial, of in _by_trial(scores.by_region):
        low, high = np.quantile(by_sector[trial]["error"], [0.05, 0.95])
        mean = of[["weighted", "weighted_absolute", "column_sums_absolute", "cells"]].mean()
        errors = ((mean["weighted"], 10), (mean["weighted_absolute"], 14), (low, 11), (high, 11))
        written = "".join(f"{formatted(value, '.1f', lang):>{width}}" for value, width in errors)
        whole = f"{mean['column_sums_absolute']:>11.0f}{mean['cells']:>8.0f}"
        yield f"{_named(of, lang):22}{written}{whole}"


def _by_trial(frame: pd.DataFrame) -> Iterator[tuple[tuple[Any, ...], pd.DataFrame]]:
    """Yield the rows of each trial; of a fitted one whatever the value that fits."""
    value = frame["value"].mask(frame["fitted"]).fillna(np.inf)
    yield from frame.groupby(["method", value, "fitted"], sort=False)


def _named(of: pd.DataFrame, lang: Lang) -> str:
    """Return the method with its delta or level; where that was fitted the middle one, and a mark."""
    method, value = of["method"].iloc[0], of["value"].median()
    named = called("accuracy_screen", _NATION).spoken(lang) if method == _NATION else method
    return named if np.isnan(value) else f"{named} {formatted(value, '.2f', lang)}{' *' * bool(of['fitted'].iloc[0])}"


def _remarks(scores: Scores) -> Iterator[Statement]:
    several = len(scores.by_region["region"].unique()) > 1
    if scores.by_region["fitted"].any():
        yield said("accuracy_fitted_middle") if several else said("accuracy_fitted")
    if several:
        yield said("accuracy_means")
    yield said("accuracy_out")
