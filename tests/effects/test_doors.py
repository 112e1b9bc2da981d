"""Every way into the room with a panel sees for itself whether the panel can be used, and can answer."""

import numpy as np
import pandas as pd
import pytest

from impact.effects import (
    Design,
    NotIdentified,
    bacon_decomposition,
    donor_pools,
    estimate,
    flagged_cells,
    leave_one_out,
    minimum_detectable_effect,
    other_inference,
    placebo_in_space,
    placebo_in_time,
    pre_trends,
    romano_wolf,
    spillover_rings,
)
from impact.effects.design.results import NotIdentifiedError
from impact.errors import InputError

from .conftest import noise_panel
from .test_refusals import BALANCED, DESIGN, changed

DOORS = {
    **{
        name: lambda p, d, name=name: estimate(p, d, estimator=name, draws=99)
        for name in (*BALANCED, "callaway_santanna", "imputation", "sun_abraham")
    },
    "bacon_decomposition": bacon_decomposition,
    "donor_pools": lambda p, d: donor_pools(p, d, {"some": [5, 6, 7]}, draws=99),
    "flagged_cells": flagged_cells,
    "leave_one_out": lambda p, d: leave_one_out(p, d, role="treated", draws=99),
    "minimum_detectable_effect": minimum_detectable_effect,
    "other_inference": lambda p, d: other_inference(p, d, draws=99),
    "placebo_in_space": placebo_in_space,
    "placebo_in_time": lambda p, d: placebo_in_time(p, d, dates=[2005], draws=99),
    "pre_trends": lambda p, d: pre_trends(p, d, draws=99),
    "romano_wolf": lambda p, d: romano_wolf(p, {"y": d}, draws=99),
    "spillover_rings": lambda p, d: spillover_rings(p, d, {"near": [4]}, draws=99),
}
UNUSABLE = {
    "duplicate rows": pd.concat([noise_panel(), noise_panel().head(1)]),
    "treated always": noise_panel().query("year >= 2010"),
    "treated unit without a row": noise_panel().query("unit != 3"),
    "no outcome at all": changed("y", np.nan, slice(45, 60)),
    "one unit": noise_panel().query("unit == 3"),
    "one period": noise_panel().query("year == 2003"),
    "time as text": noise_panel().assign(year=lambda d: d["year"].astype(str)),
    "time as fractions": noise_panel().assign(year=lambda d: d["year"] + 0.5),
    "a row without a year": noise_panel().assign(year=lambda d: d["year"].astype("Int64").where(d.index != 7)),
    "infinite values": changed("y", np.inf),
    "text as outcome": noise_panel().assign(y="many"),
    "constant outcome": noise_panel().assign(y=4.0),
    "no rows": noise_panel().head(0),
}


@pytest.mark.parametrize("panel", UNUSABLE.values(), ids=UNUSABLE)
@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_every_door_refuses_a_panel_that_cannot_be_used(door, panel):
    with pytest.raises(InputError):
        door(panel, DESIGN)


@pytest.mark.parametrize("weight", [-1.0, 0.0, np.nan])
@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_every_door_refuses_weights_that_are_none(door, weight):
    panel = noise_panel().assign(w=lambda d: np.where(d["unit"] == 9, weight, 1.0))
    with pytest.raises(InputError, match="zero, negative or missing values"):
        door(panel, Design("y", "unit", "year", {3: 2010}, weights="w"))


UNANSWERABLE = {
    "no year after": (noise_panel(), Design("y", "unit", "year", {3: 2030}), "no_year_after"),
    "no clean year": (noise_panel(), Design("y", "unit", "year", {3: 2001}, anticipation=1), "no_clean_year"),
    "all treated": (noise_panel(), Design("y", "unit", "year", dict.fromkeys(range(40), 2010)), "all_treated"),
    "all treated, some after the end": (
        noise_panel(),
        Design("y", "unit", "year", {u: 2010 if u < 30 else 2030 for u in range(40)}),
        "all_treated",
    ),
}


@pytest.mark.parametrize(("panel", "design", "code"), UNANSWERABLE.values(), ids=UNANSWERABLE)
@pytest.mark.parametrize("estimator", [*BALANCED, "callaway_santanna", "imputation", "sun_abraham"])
def test_every_estimator_says_that_nothing_is_identified(estimator, panel, design, code):
    assert estimate(panel, design, estimator=estimator).reason.code == code


@pytest.mark.parametrize(("panel", "design", "code"), UNANSWERABLE.values(), ids=UNANSWERABLE)
@pytest.mark.parametrize(
    "door",
    [
        "bacon_decomposition",
        "donor_pools",
        "leave_one_out",
        "placebo_in_space",
        "pre_trends",
        "romano_wolf",
        "spillover_rings",
    ],
)
def test_every_check_says_that_nothing_is_identified(door, panel, design, code):
    with pytest.raises(NotIdentifiedError) as none:
        DOORS[door](panel, design)
    assert none.value.result.reason.code == code


@pytest.mark.parametrize("door", ["placebo_in_space", "romano_wolf"])
def test_checks_over_own_noise_need_years_to_measure_it(door):
    """With one clean year romano_wolf gave p = 0."""
    with pytest.raises(InputError, match="1 clean years before the first date"):
        DOORS[door](noise_panel(), Design("y", "unit", "year", {3: 2001}))


@pytest.mark.parametrize("door", ["minimum_detectable_effect", "placebo_in_time"])
@pytest.mark.parametrize(
    ("design", "code"),
    [
        *((design, code) for _, design, code in UNANSWERABLE.values() if code != "no_year_after"),
        (Design("y", "unit", "year", {u: 2008 + u % 3 for u in range(40)}), "all_treated"),
    ],
)
def test_what_the_years_before_can_answer_needs_a_year_and_somebody_to_compare_with(door, design, code):
    with pytest.raises(NotIdentifiedError) as none:
        DOORS[door](noise_panel(), design)
    assert none.value.result.reason.code == code


def test_the_years_before_can_be_asked_before_there_is_a_year_after():
    future = Design("y", "unit", "year", {3: 2030})
    assert np.isfinite(placebo_in_time(noise_panel(), future, dates=[2005], draws=99).to_numpy()).all()
    assert np.isfinite(minimum_detectable_effect(noise_panel(), future).value)


def standing_still(unit):
    """Return the panel with a unit that does no more than move with the mean of the others."""
    panel = noise_panel()
    mean = panel[panel["unit"] != unit].groupby("year")["y"].mean()
    return panel.assign(y=panel["y"].where(panel["unit"] != unit, panel["year"].map(mean)))


# Where something can be told from the panel, but not by every door: there are figures or a reason, and nothing else.
ODD = {
    "one clean year": (noise_panel(), Design("y", "unit", "year", {3: 2001})),
    "two clean years": (noise_panel(), Design("y", "unit", "year", {3: 2002})),
    "two units": (noise_panel(2), Design("y", "unit", "year", {1: 2010})),
    "one donor": (noise_panel(), Design("y", "unit", "year", {3: 2010}, donors=(7,))),
    "all treated at several dates": (
        noise_panel(),
        Design("y", "unit", "year", {u: 2008 + u % 3 for u in range(40)}),
    ),
    "all treated, the last before the end of the announcement": (
        noise_panel(),
        Design("y", "unit", "year", {u: 2010 + u % 2 for u in range(40)}, anticipation=1),
    ),
    "a unit that stands still": (standing_still(7), DESIGN),
    "units that all move alike": (noise_panel().assign(y=lambda d: d["year"] % 7.0), DESIGN),
    "nothing moves before": (noise_panel().assign(y=lambda d: d["y"].where(d["year"] >= 2010, 1.0)), DESIGN),
}
FIGURES = ("estimate", "std_error", "p_value", "adjusted_p", "scale", "statistic", "value", "weight")


def figures(result):
    """Return what a reader would take for an answer; a row without any figure is none."""
    if isinstance(result, NotIdentified):
        assert result.what_is_possible
        return []
    if isinstance(result, pd.DataFrame):
        return result.filter(FIGURES).dropna(how="all").to_numpy(dtype=float).ravel()
    found = [getattr(result, name) for name in FIGURES if hasattr(result, name)]
    return np.array([*found, *figures(getattr(result, "comparisons", pd.DataFrame()))], dtype=float)


@pytest.mark.parametrize(("panel", "design"), ODD.values(), ids=ODD)
@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_every_door_gives_figures_or_a_reason(door, panel, design):
    """Never an error of arithmetic or of a look-up, be it a LinAlgError (a ValueError too), nor NaN beside a figure."""
    try:
        found = figures(door(panel, design))
    except ValueError as error:
        assert isinstance(error, (InputError, NotIdentifiedError)) or type(error) is ValueError
        assert len(str(error).split()) > 4
        return
    assert not np.isnan(found).any()


@pytest.mark.parametrize("door", ["did", "minimum_detectable_effect", "placebo_in_space", "romano_wolf"])
def test_a_unit_that_never_moves(door):
    with pytest.raises(InputError, match="no change at all before treatment in 7"):
        DOORS[door](standing_still(7), DESIGN)
