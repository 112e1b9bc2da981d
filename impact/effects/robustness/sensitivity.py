"""The same estimate at other dates, with one unit less, other donors, other tests, and on the ring around."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Literal, TypedDict, Unpack

import numpy as np
import pandas as pd

from impact.effects.design.assignments import common_clean_periods
from impact.effects.design.designs import Design
from impact.effects.design.identification import identified
from impact.effects.design.options import Constraint, Control, Method
from impact.effects.design.results import Effect
from impact.effects.estimation import estimate
from impact.effects.estimators import DEFAULT, named
from impact.effects.inference.choice import RefusedInferenceError
from impact.errors import InputError, Problem, suggestion

ROLES = ("all", "donor", "treated")
FIGURES = ["estimate", "lower", "upper", "p_value"]
FIRST_LOOK = 999  # draws, where a test does not say how many


class Choices(TypedDict, total=False):
    """How an estimate is made and tested, as `estimate` takes it."""

    inference: str
    aggregate: str | None
    level: float
    draws: int
    seed: int
    control_group: Control
    method: Method
    universal_base: bool
    detrend: bool
    constraint: Constraint


def placebo_in_time(
    panel: pd.DataFrame,
    design: Design,
    *,
    estimator: str = DEFAULT,
    dates: Sequence[int] | None = None,
    **choices: Unpack[Choices],
) -> pd.DataFrame:
    """Return what the design shows at earlier dates, when nothing had happened yet.

    Only clean periods are used. With several treatment dates all are moved back to one.

    Parameters
    ----------
    panel, design, estimator, choices
        As for `estimate`, 999 draws if not given.
    dates
        The placebo dates; every one with three years before it, if None.

    Returns
    -------
    DataFrame
        Index the placebo dates; columns estimate, lower, upper, p_value. None of them should stand out.

    Raises
    ------
    InputError
        For dates that are not clean, and what `estimate` refuses.
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
    plain = replace(design, phases={})
    moved = [replace(plain, first_treated=dict.fromkeys(design.first_treated, d), anticipation=0) for d in wanted]
    return estimates_of(before, moved, pd.Index(wanted, name="date"), estimator, choices)


def leave_one_out(
    panel: pd.DataFrame,
    design: Design,
    *,
    estimator: str = DEFAULT,
    role: Literal["all", "donor", "treated"] = "all",
    **choices: Unpack[Choices],
) -> pd.DataFrame:
    """Return the estimate without each unit in turn.

    Parameters
    ----------
    panel, design, estimator, choices
        As for `estimate`, 999 draws if not given.
    role
        Leave out "donor" units, "treated" ones (when there are several), or "all" of them.

    Returns
    -------
    DataFrame
        Index the unit left out; columns role, estimate, lower, upper, p_value; NaN where nothing is identified without
        it.

    Raises
    ------
    InputError
        For another role, a single donor to leave out, and what `estimate` refuses.
    """
    if role not in ROLES:
        raise InputError(Problem("leave_one_out", "role", repr(role), " or ".join(ROLES), suggestion(role, ROLES)))
    block = identified(panel, design)
    roles = dict(zip(block.units, np.where(block.treated, "treated", "donor"), strict=True))
    single = [kind for kind in ("treated", "donor") if list(roles.values()).count(kind) == 1]
    if "donor" in single and role != "treated":
        raise InputError(Problem("leave_one_out", "role", "one donor", "two or more", "Leave out treated ones only."))
    left = [unit for unit, kind in roles.items() if role in ("all", kind) and kind not in single]
    without = [
        replace(
            design,
            first_treated={u: date for u, date in design.first_treated.items() if u != unit},
            donors=[u for u, kind in roles.items() if kind == "donor" and u != unit],
        )
        for unit in left
    ]
    table = estimates_of(panel, without, pd.Index(left, name="left_out"), estimator, choices)
    table.insert(0, "role", [roles[unit] for unit in left])
    return table


def donor_pools(
    panel: pd.DataFrame,
    design: Design,
    pools: Mapping[str, Sequence[Hashable]],
    *,
    estimator: str = DEFAULT,
    **choices: Unpack[Choices],
) -> pd.DataFrame:
    """Return the estimate with each of several donor pools, by name.

    Parameters
    ----------
    panel, design, estimator, choices
        As for `estimate`, 999 draws if not given.
    pools
        The donors of each pool.

    Returns
    -------
    DataFrame
        Index the pools; columns donors (their number), estimate, lower, upper, p_value; NaN where a pool identifies
        nothing, by being too small for the test to reach its level for one.

    Raises
    ------
    InputError
        For a pool without donors, and what `estimate` refuses.
    """
    identified(panel, design)
    empty = [name for name, pool in pools.items() if not len(pool)]
    if empty:
        raise InputError(
            Problem(
                "donor_pools", "pools", f"nobody in {empty}", "a donor or more in each", "Leave the empty ones out."
            )
        )
    designs = [replace(design, donors=tuple(pool)) for pool in pools.values()]
    table = estimates_of(panel, designs, pd.Index(list(pools), name="pool"), estimator, choices)
    table.insert(0, "donors", [len(pool) for pool in pools.values()])
    return table


def other_inference(
    panel: pd.DataFrame,
    design: Design,
    *,
    estimator: str = DEFAULT,
    level: float = 0.95,
    draws: int = 9999,
    control_group: Control = "never",
    aggregate: str | None = None,
    constraint: Constraint = "simplex",
) -> pd.DataFrame:
    """Return every test that goes with an estimator, on the same estimate.

    Parameters
    ----------
    panel, design, estimator, level, draws, control_group, aggregate, constraint
        As in `estimate`.

    Returns
    -------
    DataFrame
        Index the inference; columns std_error, lower, upper, p_value, smallest_p, and refused: the reason (a
        `Statement`) why the test does not hold here, or None.

    Raises
    ------
    InputError
        For an estimator that does not exist, and what `estimate` refuses.
    """
    names = [procedure.name for procedure in named(estimator).inferences]
    rows: list[dict[str, object]] = []
    for name in names:
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
                constraint=constraint,
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
    table = pd.DataFrame(rows, index=pd.Index(names, name="inference"), columns=columns, dtype=object)
    return table.astype(dict.fromkeys(columns[:-1], float))


def spillover_rings(
    panel: pd.DataFrame,
    design: Design,
    rings: Mapping[str, Sequence[Hashable]],
    *,
    estimator: str = DEFAULT,
    **choices: Unpack[Choices],
) -> pd.DataFrame:
    """Return the effect on the treated and on each ring around them, the rings kept out of the donors.

    A loss in a ring beside a gain in the middle is displacement. One treatment date only.

    Parameters
    ----------
    panel, design, estimator, choices
        As for `estimate`, 999 draws if not given.
    rings
        The units of each ring, excluded from the design or not.

    Returns
    -------
    DataFrame
        Index "treated" and the rings; columns units, estimate, lower, upper, p_value.

    Raises
    ------
    InputError
        With several dates, without a donor outside the rings, and what `estimate` refuses.
    """
    block = identified(panel, design)
    if len(design.dates) != 1:
        raise InputError(Problem("spillover_rings", "design", "several dates", "one date", "Take the cohorts apart."))
    inside = {unit for units in rings.values() for unit in units}
    donors = [u for u, treated in zip(block.units, block.treated, strict=True) if not treated and u not in inside]
    if not donors:
        todo = "Make the rings smaller, or add donors."
        raise InputError(Problem("spillover_rings", "rings", "every donor", "donors outside the rings", todo))
    areas = {"treated": tuple(design.first_treated), **rings}
    moved = [
        replace(design, first_treated=dict.fromkeys(units, design.dates[0]), donors=donors, exclude=())
        for units in areas.values()
    ]
    table = estimates_of(panel, moved, pd.Index(list(areas), name="area"), estimator, choices)
    table.insert(0, "units", [len(units) for units in areas.values()])
    return table


def estimates_of(
    panel: pd.DataFrame, designs: Sequence[Design], index: pd.Index, estimator: str, choices: Choices
) -> pd.DataFrame:
    """Return estimate, lower, upper and p_value, a row a design; NaN where it identifies nothing or no test holds.

    Raises
    ------
    RefusedInferenceError
        When the test holds under none of the designs.
    """
    how: Choices = {"draws": FIRST_LOOK, **choices}
    rows, refusals = [], []
    for design in designs:
        try:
            rows.append(_row(estimate(panel, replace(design, phases={}), estimator=estimator, **how)))
        except RefusedInferenceError as refusal:
            rows.append(_row(None))
            refusals.append(refusal)
    if refusals and len(refusals) == len(designs):
        raise refusals[0]
    return pd.DataFrame(rows, index=index, columns=FIGURES)


def _row(result: object) -> dict[str, float]:
    if not isinstance(result, Effect):
        return dict.fromkeys(FIGURES, float("nan"))
    low, high = result.interval
    return {"estimate": result.estimate, "lower": low, "upper": high, "p_value": result.p_value}
