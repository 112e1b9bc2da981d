"""The same estimate in other places, at other dates, and with one unit less."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
import pandas as pd

from impact.effects import synthetic
from impact.effects.callaway_santanna import Control
from impact.effects.designs import Design
from impact.effects.estimation import estimate
from impact.effects.identification import identified
from impact.effects.inference import HOLDS, RefusedInferenceError, choose
from impact.effects.panels import require_no_covariates
from impact.effects.permutation import common_clean_periods
from impact.effects.results import Effect
from impact.effects.testing import require_misfit, two_way_reassignments
from impact.errors import InputError, Problem


def placebo_in_space(panel: pd.DataFrame, design: Design, *, estimator: str = "did") -> pd.DataFrame:
    """Return what every unit shows when it is treated in the place of the actual one.

    Returns
    -------
    DataFrame
        Index the units; columns estimate, scale (the unit's own noise before), statistic (absolute estimate over
        scale), actual. For "did", "synthetic_did" and "synthetic_control", with one treated unit.

    Raises
    ------
    InputError
        With several treated units, another estimator, or where the scaled permutation does not hold.
    NotIdentifiedError
        When the panel identifies no effect.
    """
    block = identified(panel, design)
    solvers = {"synthetic_did": synthetic.sdid_solver, "synthetic_control": synthetic.control_solver}
    if estimator not in ("did", *solvers) or block.treated.sum() != 1:
        found = f"{estimator} with {int(block.treated.sum())} treated units"
        raise InputError(
            Problem("placebo_in_space", "design", found, "did or a synthetic method, one treated unit", "Change it.")
        )
    actual = int(np.flatnonzero(block.treated)[0])
    order = [actual, *(i for i in range(len(block.units)) if i != actual)]
    if estimator == "did":
        test = two_way_reassignments(block, "placebo_in_space", draws=len(block.units), seed=0)
        estimates, scale = test.contrast, test.scale
    else:
        require_no_covariates(block, "placebo_in_space")
        choose(block, estimator, "scaled_permutation")
        block = synthetic.prepared(block, estimator)
        solver = solvers[estimator](block)
        every = [synthetic.fit(block, solver), *synthetic.placebos(block, solver, draws=99, seed=0)]
        require_misfit(block, every)
        estimates, scale = np.array([f.estimate for f in every]), np.array([f.pre_rmspe for f in every])
    table = pd.DataFrame(
        {"estimate": estimates, "scale": scale, "statistic": np.abs(estimates) / scale},
        index=pd.Index([block.units[i] for i in order], name="unit"),
    )
    return table.assign(actual=np.arange(len(table)) == 0).sort_values("statistic", ascending=False)


def placebo_in_time(
    panel: pd.DataFrame, design: Design, *, estimator: str = "did", dates: Sequence[int] | None = None, draws: int = 999
) -> pd.DataFrame:
    """Return what the design shows at earlier dates, when nothing had happened yet.

    Only clean periods are used. With several treatment dates all are moved back to one.

    Returns
    -------
    DataFrame
        Index the placebo dates (every one with three years before it, if None); columns estimate, lower, upper,
        p_value. None of them should stand out.
    """
    block = identified(panel, design, after=False)
    clean = block.times[: common_clean_periods(block)]
    before = panel[panel[design.time] <= clean.max(initial=block.times[0])]
    wanted = [int(t) for t in clean[3:]] if dates is None else list(dates)
    late = [d for d in wanted if d not in clean[1:]]
    if late or not wanted:
        raise InputError(
            Problem(
                "placebo_in_time",
                "dates",
                ", ".join(map(str, late)) or "no date with three years before it",
                f"dates in {clean[1]}-{clean[-1]}, before anything happened" if len(clean) > 1 else "two clean years",
                "Choose earlier dates, or add years.",
            )
        )
    rows = []
    for date in wanted:
        moved = replace(design, first_treated=dict.fromkeys(design.first_treated, date), anticipation=0)
        rows.append(_row(estimate(before, moved, estimator=estimator, draws=draws)))
    return pd.DataFrame(rows, index=pd.Index(wanted, name="date"))


def leave_one_out(
    panel: pd.DataFrame,
    design: Design,
    *,
    estimator: str = "did",
    role: Literal["all", "donor", "treated"] = "all",
    draws: int = 999,
    control_group: Control = "never",
    aggregate: str | None = None,
) -> pd.DataFrame:
    """Return the estimate without each unit in turn.

    Parameters
    ----------
    panel, design, estimator, draws, control_group, aggregate
        As for `estimate`.
    role
        Leave out "donor" units, "treated" ones (when there are several), or "all" of them.

    Returns
    -------
    DataFrame
        Index the unit left out; columns role, estimate, lower, upper, p_value.
    """
    block = identified(panel, design)
    rows, names = [], []
    for unit, treated in zip(block.units, block.treated, strict=True):
        kind = "treated" if treated else "donor"
        if role not in ("all", kind) or (treated and block.treated.sum() == 1):
            continue
        dates = {u: d for u, d in design.first_treated.items() if u != unit}
        donors = [d for d in design.donors if d != unit]
        without = replace(design, first_treated=dates, donors=donors, exclude=(*design.exclude, unit))
        result = estimate(
            panel, without, estimator=estimator, draws=draws, control_group=control_group, aggregate=aggregate
        )
        rows.append({"role": kind, **_row(result)})
        names.append(unit)
    return pd.DataFrame(rows, index=pd.Index(names, name="left_out"))


def donor_pools(
    panel: pd.DataFrame,
    design: Design,
    pools: Mapping[str, Sequence[Hashable]],
    *,
    estimator: str = "did",
    draws: int = 999,
    control_group: Control = "never",
    aggregate: str | None = None,
) -> pd.DataFrame:
    """Return the estimate with each of several donor pools, by name.

    Returns
    -------
    DataFrame
        Index the pools; columns donors (their number), estimate, lower, upper, p_value; NaN where a pool identifies
        nothing, by being too small for the test to reach its level for one.
    """
    identified(panel, design)
    rows = []
    for pool in pools.values():
        result = estimate(
            panel,
            replace(design, donors=tuple(pool)),
            estimator=estimator,
            draws=draws,
            control_group=control_group,
            aggregate=aggregate,
        )
        rows.append({"donors": len(pool), **_row(result)})
    return pd.DataFrame(rows, index=pd.Index(list(pools), name="pool"))


def other_inference(
    panel: pd.DataFrame,
    design: Design,
    *,
    estimator: str = "did",
    level: float = 0.95,
    draws: int = 9999,
    control_group: Control = "never",
    aggregate: str | None = None,
) -> pd.DataFrame:
    """Return every test that goes with an estimator, on the same estimate.

    Returns
    -------
    DataFrame
        Index the inference; columns std_error, lower, upper, p_value, smallest_p, and refused: the reason (a
        `Statement`) why the test does not hold here, or None.
    """
    rows: list[dict[str, object]] = []
    for name in HOLDS[estimator]:
        try:
            result = estimate(
                panel,
                design,
                estimator=estimator,
                inference=name,
                level=level,
                draws=draws,
                control_group=control_group,
                aggregate=aggregate,
            )
        except RefusedInferenceError as error:
            rows.append({"refused": error.why})
            continue
        if isinstance(result, Effect):
            errors = {"std_error": result.std_error, "smallest_p": result.smallest_p}
            rows.append({**_row(result), **errors, "refused": None})
        else:
            rows.append({"refused": result.reason})
    columns = ["std_error", "lower", "upper", "p_value", "smallest_p", "refused"]
    table = pd.DataFrame(rows, index=pd.Index(HOLDS[estimator], name="inference"), columns=columns, dtype=object)
    return table.astype(dict.fromkeys(columns[:-1], float))


def spillover_rings(
    panel: pd.DataFrame,
    design: Design,
    rings: Mapping[str, Sequence[Hashable]],
    *,
    estimator: str = "did",
    draws: int = 999,
) -> pd.DataFrame:
    """Return the effect on the treated and on each ring around them, the other rings kept out of the donors.

    A loss in a ring beside a gain in the middle is displacement. One treatment date only.

    Returns
    -------
    DataFrame
        Index "treated" and the rings; columns units, estimate, lower, upper, p_value.
    """
    identified(panel, design)
    if len(design.dates) != 1:
        raise InputError(Problem("spillover_rings", "design", "several dates", "one date", "Take the cohorts apart."))
    areas = {"treated": tuple(design.first_treated), **{name: tuple(units) for name, units in rings.items()}}
    rows = []
    for units in areas.values():
        others = tuple(u for name in areas.values() for u in name if u not in units)
        moved = replace(
            design,
            first_treated=dict.fromkeys(units, design.dates[0]),
            exclude=tuple(dict.fromkeys((*(e for e in design.exclude if e not in units), *others))),
            donors=tuple(d for d in design.donors if d not in others and d not in units),
        )
        rows.append({"units": len(units), **_row(estimate(panel, moved, estimator=estimator, draws=draws))})
    return pd.DataFrame(rows, index=pd.Index(list(areas), name="area"))


def _row(result: object) -> dict[str, float]:
    if not isinstance(result, Effect):
        return dict.fromkeys(("estimate", "lower", "upper", "p_value"), float("nan"))
    low, high = result.interval
    return {"estimate": result.estimate, "lower": low, "upper": high, "p_value": result.p_value}
