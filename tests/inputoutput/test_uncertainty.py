"""Drawn multipliers: each draw is the deterministic result for what was drawn, and bands mean what they say."""

import numpy as np
import pandas as pd
import pytest

from impact.draws import streams
from impact.draws.shapes import Normal, Pert, Triangle
from impact.draws.streams import BLOCK
from impact.inputoutput import (
    IOTable,
    corop_activity,
    leontief_inverse,
    multipliers,
    national_table,
    regional_coefficients,
    regional_multipliers,
    technical_coefficients,
)

AREA = ["CR01", "CR02", "CR03", "CR07"]


@pytest.fixture(scope="module")
def activity(dutch_groups):
    jobs = corop_activity(2019, "a38")
    national = dutch_groups.totals("value_added")
    return (jobs.loc[AREA].sum() / jobs.sum()) * national, national


def test_every_draw_is_the_labelled_result(activity):
    tables = [national_table(2018), national_table(2019)]
    methods = ("flq", "slq", "cilq", "rlq", "aflq")
    options = {"delta": (0.1, 0.2, 0.35), "methods": methods, "satellite": "jobs", "draws": 40}
    found = regional_multipliers(tables, *activity, **options)
    for draw, row in found.drawn.iterrows():
        table = tables[row["year"] - 2018]
        delta = row["delta"] if row["method"] in ("flq", "aflq") else None
        A = regional_coefficients(technical_coefficients(table), *activity, method=row["method"], delta=delta)
        by_hand = (table.totals("jobs") / table.output) @ leontief_inverse(A)
        # A sector that the region does not have has no multiplier there.
        np.testing.assert_allclose(found.multipliers.loc[draw], by_hand.where(activity[0] > 0), rtol=1e-10)
    assert set(found.drawn["method"]) == set(methods)
    assert found.drawn["delta"].between(0.1, 0.35).all()


def test_type_two_of_a_region_that_is_the_nation(dutch_groups):
    national = dutch_groups.output
    pattern = pd.Series(0.4 / len(national), index=national.index)
    found = regional_multipliers(dutch_groups, national, national, delta=0.3, kind="type2", households=pattern, draws=2)
    expected = multipliers(dutch_groups, kind="type2", households=pattern)
    np.testing.assert_allclose(found.multipliers.iloc[0], expected, rtol=1e-12)


def test_same_seed_same_figures_and_more_draws_keep_the_first(dutch_groups, activity):
    options = {"delta": (0.1, 0.35), "coefficient_error": 0.1, "satellite": "jobs", "satellite_error": 0.1}
    few = regional_multipliers(dutch_groups, *activity, draws=BLOCK, **options)
    many = regional_multipliers(dutch_groups, *activity, draws=BLOCK + 10, **options)
    pd.testing.assert_frame_equal(few.multipliers, many.multipliers.iloc[:BLOCK])
    other = regional_multipliers(dutch_groups, *activity, draws=BLOCK, seed=1, **options)
    assert not few.multipliers.equals(other.multipliers)


def test_errors_have_the_stated_size():
    # One sector, no quotient: the multiplier is 1 / (1 - a), so a can be read back from it.
    label = pd.Index(["a"])
    table = IOTable(
        pd.DataFrame([[40.0]], index=label, columns=label),
        pd.Series([60.0], index=label),
        pd.Series([60.0], index=label),
        satellites=pd.DataFrame([[100.0]], index=["jobs"], columns=label),
        year=2019,
        unit="MEUR",
        prices="current",
        source="test",
    )
    whole = pd.Series([1.0], index=label)
    drawn = regional_multipliers(table, whole, whole, delta=0.2, coefficient_error=0.2, draws=20_000).multipliers["a"]
    coefficient = 1 - 1 / drawn
    assert coefficient.mean() == pytest.approx(0.4, abs=0.003)
    assert coefficient.std() == pytest.approx(0.08, abs=0.001)
    assert coefficient.max() < 0.4 * (1 + 0.2 * 3**0.5) + 1e-9
    jobs = regional_multipliers(
        table, whole, whole, delta=0.2, satellite="jobs", satellite_error=0.3, draws=20_000
    ).multipliers["a"]
    assert jobs.mean() == pytest.approx(1 / 0.6, rel=0.01)
    assert jobs.std() / jobs.mean() == pytest.approx(0.3, rel=0.03)


def test_bands_hold_their_share_and_delta_explains_what_only_delta_moves(dutch_groups, activity):
    found = regional_multipliers(dutch_groups, *activity, delta=(0.1, 0.35), draws=2000)
    band = found.summary()
    inside = ((found.multipliers >= band["p05"]) & (found.multipliers <= band["p95"])).mean()
    active = band["p95"] > band["p05"]
    assert inside[active].between(0.89, 0.91).all()
    shares = found.variance_shares()
    assert shares.loc["F", "delta"] > 0.98
    both = regional_multipliers(
        dutch_groups, *activity, delta=(0.1, 0.35), methods=("flq", "slq"), coefficient_error=0.1, draws=2000
    ).variance_shares()
    assert both.loc["F", "method"] > both.loc["F", "delta"] > both.loc["F", "year"]
    np.testing.assert_allclose(both.sum(axis=1), 1.0, atol=0.02)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"delta": (0.3, 0.1)}, "delta is"),
        ({"delta": (0.1, 1.0)}, "within 0 to 1"),
        ({"delta": 0.2, "methods": ("flk",)}, "Did you mean 'flq'"),
        ({"delta": 0.2, "methods": ()}, "0 methods"),
        ({"delta": 0.2, "draws": 0}, "0 draws"),
        ({"delta": 0.2, "coefficient_error": 0.6}, "at most 0.5"),
        ({"delta": 0.2, "kind": "type2"}, "type2 needs households"),
    ],
)
def test_refusals(dutch_groups, activity, options, message):
    with pytest.raises(ValueError, match=message):
        regional_multipliers(dutch_groups, *activity, **options)


def test_delta_is_drawn_as_everything_that_scenarios_assume(dutch_groups, activity):
    """By the stream of its name, whatever else is drawn, and of any shape."""
    found = regional_multipliers(dutch_groups, *activity, delta=Pert(0.1, 0.2, 0.35), draws=300, seed=3)
    numbers = streams.uniform(("multipliers", "delta"), 300, 3)
    np.testing.assert_array_equal(found.drawn["delta"], Pert(0.1, 0.2, 0.35).quantiles(numbers))
    options = {"coefficient_error": 0.1, "methods": ("flq", "aflq"), "draws": 300, "seed": 3}
    other = regional_multipliers(dutch_groups, *activity, delta=(0.1, 0.2, 0.35), **options)
    np.testing.assert_array_equal(other.drawn["delta"], Triangle(0.1, 0.2, 0.35).quantiles(numbers))


def test_a_distribution_of_delta_that_leaves_0_to_1_is_refused(dutch_groups, activity):
    with pytest.raises(ValueError, match="within 0 to 1"):
        regional_multipliers(dutch_groups, *activity, delta=Normal(0.2, 0.05))
