"""From a registered outcome and treatment to the panel and design that `estimate` takes."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from impact.effects.design.designs import FEWEST_CONTROLS, Design
from impact.effects.design.doses import Dose
from impact.effects.design.exposures import Exposure
from impact.effects.registered.clusters import CLUSTER, with_clusters
from impact.effects.registered.design_file import DesignFile, Outcome, Treated
from impact.effects.registered.figures import Tables
from impact.effects.registered.merged import on_boundaries
from impact.effects.registered.series import Series, Size, SizeMatch
from impact.effects.registered.triple_panel import with_other_group
from impact.panel import algebra
from impact.words.statements import Statement, said

if TYPE_CHECKING:
    from impact.regions import Level

_KEYS = ["unit", "year"]


@dataclass(frozen=True, eq=False)
class StudyPanel:
    """A tidy panel, its design, and what was left out of it and why.

    Columns unit, year, value, status, and size or country where the outcome has them: a figure relative to the country
    is made when the panel is read, because the mean is that of the donors of the moment.

    `lost` names treated units without figures in every year; with any of them nothing can be estimated.
    """

    panel: pd.DataFrame
    design: Design
    rings: dict[str, tuple[str, ...]]
    left_out: tuple[Statement, ...]
    lost: tuple[str, ...]


def study_panel(study: DesignFile, outcome: Outcome, treated: Treated, figures: Tables) -> StudyPanel:
    """Return the panel of one outcome under one definition of the treated.

    Parameters
    ----------
    study, outcome, treated
        Parts of a design file.
    figures
        Returns figures by the key of a series, with columns region, year, value, status and perhaps sector.
    """
    code = outcome.codes
    first = {code.get(unit, unit): date for unit, date in treated.first.items()}
    panel = outcome_values(outcome, figures)
    donors = _donors(study, outcome, treated, first, panel, figures)
    kept = panel[panel["unit"].isin([*first, *donors])]
    # First who is in, then what they are compared with: a mean of the country over units that come and go would jump.
    kept, left_out = _with_figures(_logged(kept, outcome), outcome)
    kept, alone = _with_country(kept, outcome, set(first))
    left_out = (*left_out, *alone)
    lost = tuple(unit for unit in first if unit not in set(kept["unit"]))
    rings = {r.name: tuple(code.get(u, u) for u in r.units if u not in treated.first) for r in study.rings}
    if outcome.size is not None:
        kept = kept.assign(size=kept["unit"].map(_sizes(outcome.size, figures)))
    kept = with_clusters(kept, study, code)
    design = Design(
        "value",
        "unit",
        "year",
        first,
        anticipation=treated.anticipation,
        size=None if outcome.size is None else "size",
        neighbours=_neighbours(study, outcome),
        relative_to="country" if outcome.relative_to_prefix else None,
        cluster=CLUSTER if CLUSTER in kept else None,
        dose=_dose(treated, code),
        exposure=_exposure(study, code),
    )
    return StudyPanel(kept.reset_index(drop=True), design, {n: u for n, u in rings.items() if u}, left_out, lost)


def ring_panel(study: DesignFile, outcome: Outcome, treated: Treated, figures: Tables) -> StudyPanel:
    """Return the same panel with the rings in it, to estimate the effect on them."""
    return study_panel(study.model_copy(update={"rings": ()}), outcome, treated, figures)


class StudyPanels:
    """The panels of a study on the figures at hand, each put together once."""

    def __init__(self, study: DesignFile, figures: Tables) -> None:
        self._study, self._figures = study, figures
        self._made: dict[tuple[str, str, bool], StudyPanel] = {}
        self._triple: dict[tuple[str, str, bool], StudyPanel] = {}

    def triple(self, outcome: Outcome, treated: Treated, *, with_rings: bool = False) -> StudyPanel:
        """Return the same panel with the figures of the other group beside it, for a triple difference."""
        key = (outcome.name, treated.name, with_rings)
        if key not in self._triple:
            other = outcome.model_copy(update={"name": f"{outcome.name} against", "numerator": outcome.against})
            ours, theirs = (self.of(part, treated, with_rings=with_rings) for part in (outcome, other))
            self._triple[key] = with_other_group(ours, theirs)
        return self._triple[key]

    def of(self, outcome: Outcome, treated: Treated, *, with_rings: bool = False) -> StudyPanel:
        """Return the panel of one outcome under one definition of the treated, perhaps with the rings in it."""
        key = (outcome.name, treated.name, with_rings)
        if key not in self._made:
            put_together = ring_panel if with_rings else study_panel
            self._made[key] = put_together(self._study, outcome, treated, self._figures)
        return self._made[key]


def _neighbours(study: DesignFile, outcome: Outcome) -> dict[str, tuple[str, ...]]:
    """Return the areas next to each area, where the design moves contiguous blocks."""
    if not study.contiguous:
        return {}
    code = outcome.codes
    return {
        code.get(unit, unit): tuple(code.get(near, near) for near in beside)
        for unit, beside in _adjoining(study.contiguous).items()
    }


def _dose(treated: Treated, code: dict[str, str]) -> Dose | None:
    """Return how much each treated unit got, where the file says so."""
    if (stated := treated.dose) is None:
        return None
    amounts = {code.get(unit, unit): amount for unit, amount in stated.amounts.items()}
    return Dose(amounts, curve=stated.curve, strong_parallel_trends=stated.strong_parallel_trends)


def _exposure(study: DesignFile, code: dict[str, str]) -> Exposure | None:
    """Return where units lie and how an effect fades with distance, where the file says so."""
    if (stated := study.exposure) is None:
        return None
    places = stated.places or _middles(stated.level or "corop")
    where = {code.get(unit, unit): place for unit, place in places.items()}
    return Exposure(where, half_distance=stated.half_distance, reach=stated.reach)


@cache
def _middles(level: Level) -> dict[str, tuple[float, float]]:
    """Return the middle of each area in kilometres, from the boundaries of 2024."""
    from impact.regions import geometry

    areas = geometry(level).set_index("region")["geometry"].centroid
    return {str(unit): (point.x / 1000, point.y / 1000) for unit, point in areas.items()}


@cache
def _adjoining(level: Literal["corop", "gemeente"]) -> dict[str, tuple[str, ...]]:
    """Return the areas that touch each area, from the boundaries of 2024."""
    from impact.regions import geometry

    areas = geometry(level).set_index("region")["geometry"]
    return {
        str(unit): tuple(v for v in areas.index[areas.intersects(shape)] if v != unit) for unit, shape in areas.items()
    }


def outcome_values(outcome: Outcome, figures: Tables) -> pd.DataFrame:
    """Return the figures of an outcome in its years, before any logarithm (unit, year, value, status)."""
    panel = series_figures(outcome.numerator, figures, outcome.years)
    if outcome.denominator is not None:
        below = series_figures(outcome.denominator, figures, outcome.years)
        panel = algebra.ratio(panel.set_index(_KEYS), below.set_index(_KEYS)).reset_index()
    panel["value"] = panel["value"] * outcome.scale
    start, end = outcome.years
    inside = panel["year"].between(start, end)
    return panel.loc[inside, ["unit", "year", "value", "status"]]


def series_figures(series: Series | SizeMatch, figures: Tables, years: tuple[int, int] | None = None) -> pd.DataFrame:
    """Return the figures of a series, one row a unit and year, with how sure each is (unit, year, value, status).

    Parameters
    ----------
    series
        Which figures, which rows of them, and on the boundaries of which year.
    figures
        Returns figures by the key of a series.
    years
        The first and the last that are wanted; all of them if None.

    Raises
    ------
    FiguresError
        When figures cannot be put on the boundaries that are stated.
    """
    table = figures(series.key)
    if years is not None:
        table = table[table["year"].between(*years)]
    for column, value in series.where.items():
        table = table[table[column].astype(str) == value]
    weights = series.sum if isinstance(series, Series) else {}
    columns = ["region", "year", "value", "status", *(["sector"] if weights else [])]
    table = on_boundaries(table[columns], series).rename(columns={"region": "unit"})
    if not weights:
        return table
    return algebra.weighted_sum(table, weights, _KEYS).reset_index()


def _donors(
    study: DesignFile,
    outcome: Outcome,
    treated: Treated,
    first: dict[str, int],
    panel: pd.DataFrame,
    figures: Tables,
) -> list[str]:
    """Return the units that match the donor patterns and are not treated, excluded, in a ring or of another size."""
    every = sorted(panel["unit"].unique())
    out = [pattern for entry in study.exclude for pattern in entry.units]
    out += [unit for ring in study.rings for unit in ring.units]
    other = [unit for t in study.treated for unit in t.first if unit not in treated.first]
    barred = {outcome.codes.get(unit, unit) for unit in (*out, *other)}
    donors = [
        unit
        for unit in every
        if any(fnmatchcase(unit, pattern) for pattern in outcome.donors)
        and not any(fnmatchcase(unit, pattern) for pattern in barred)
        and unit not in first
    ]
    return donors if outcome.size_match is None else _matched(donors, first, outcome.size_match, figures)


def _sizes(size: Size | SizeMatch, figures: Tables) -> pd.Series:
    """Return the figure of every unit in the year that is asked for."""
    read = series_figures(size, figures)
    return read[read["year"] == size.year].set_index("unit")["value"]


def _matched(donors: list[str], first: dict[str, int], match: SizeMatch, figures: Tables) -> list[str]:
    size = _sizes(match, figures)
    treated = np.log(size.reindex(list(first)).dropna().to_numpy())
    found = size.reindex(donors).dropna()
    near = np.abs(np.log(found.to_numpy())[:, None] - treated).min(axis=1) <= np.log(match.ratio)
    return [str(unit) for unit in found.index[near]]


def _complete(panel: pd.DataFrame, outcome: Outcome) -> tuple[pd.DataFrame, tuple[Statement, ...]]:
    """Return the units with a usable figure in every year that has any, and a sentence for each that has not."""
    usable = panel.dropna(subset=["value"])
    years = usable["year"].nunique()
    seen = usable.groupby("unit")["year"].nunique()
    short = sorted(set(panel["unit"]) - set(seen[seen == years].index))
    left_out = [said("years_without", unit=unit, missing=years - int(seen.get(unit, 0)), years=years) for unit in short]
    absent = sorted(set(range(outcome.years[0], outcome.years[1] + 1)) - set(usable["year"]))
    left_out += [said("year_without", year=year) for year in absent]
    return panel[~panel["unit"].isin(short)], tuple(left_out)


def _logged(panel: pd.DataFrame, outcome: Outcome) -> pd.DataFrame:
    """Return the panel in logarithms, where asked; zero has none."""
    if outcome.transform != "log":
        return panel
    return panel.assign(value=np.log(panel["value"].where(panel["value"] > 0)))


def _with_country(
    panel: pd.DataFrame, outcome: Outcome, treated: set[str]
) -> tuple[pd.DataFrame, tuple[Statement, ...]]:
    """Return the panel with countries, where they are asked for, and a sentence for each unit that is alone in its."""
    if not outcome.relative_to_prefix:
        return panel, ()
    country = panel["unit"].str[: outcome.relative_to_prefix]
    controls = country.map(panel["unit"].where(~panel["unit"].isin(treated)).groupby(country).nunique())
    alone = controls < FEWEST_CONTROLS
    left_out = tuple(said("alone_in_country", unit=unit) for unit in sorted(set(panel.loc[alone, "unit"])))
    return panel.assign(country=country)[~alone], left_out


def _with_figures(panel: pd.DataFrame, outcome: Outcome) -> tuple[pd.DataFrame, tuple[Statement, ...]]:
    return _complete(panel, outcome) if outcome.complete else (panel.dropna(subset=["value"]), ())
