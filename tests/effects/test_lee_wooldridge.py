"""Lee and Wooldridge's regression across units: the pooled t test of changes, and trends taken out."""

import numpy as np
import pytest
from scipy import stats

from impact.effects import Design, estimate
from impact.errors import InputError

DESIGN = Design("y", "unit", "year", dict.fromkeys((1, 2, 3), 2010))


def changes(panel):
    wide = panel.pivot(index="unit", columns="year", values="y")
    return wide.loc[:, 2010:].mean(axis=1) - wide.loc[:, :2009].mean(axis=1)


def test_it_is_the_pooled_t_test_of_changes(walks):
    effect = estimate(walks, DESIGN, estimator="lee_wooldridge", inference="analytic")
    change = changes(walks)
    test = stats.ttest_ind(change.loc[[1, 2, 3]], change.drop([1, 2, 3]))
    assert effect.p_value == pytest.approx(test.pvalue)
    assert effect.interval == pytest.approx(tuple(test.confidence_interval(0.95)))
    assert any("equal variance" in c for c in effect.caveats)


def test_one_treated_unit_is_scaled_by_default(walks):
    effect = estimate(walks, Design("y", "unit", "year", {4: 2010}), estimator="lee_wooldridge")
    plain = estimate(walks, Design("y", "unit", "year", {4: 2010}), estimator="did")
    assert (effect.inference, effect.p_value) == ("scaled_permutation", plain.p_value)
    assert effect.estimate == pytest.approx(plain.estimate)


def test_trends_of_its_own_do_not_count(walks):
    slope = np.random.default_rng(3).standard_normal(40)
    tilted = walks.assign(y=walks["y"] + slope[walks["unit"]] * (walks["year"] - 2000))
    before = estimate(walks, DESIGN, estimator="lee_wooldridge", detrend=True)
    after = estimate(tilted, DESIGN, estimator="lee_wooldridge", detrend=True)
    assert after.estimate == pytest.approx(before.estimate)
    assert after.p_value == before.p_value


def test_detrended_estimate_by_hand(walks):
    effect = estimate(walks, DESIGN, estimator="lee_wooldridge", detrend=True)
    wide = walks.pivot(index="unit", columns="year", values="y")
    left = []
    for _, row in wide.iterrows():
        line = np.polyfit(np.arange(10), row.to_numpy()[:10], 1)
        left.append((row.to_numpy()[10:] - np.polyval(line, np.arange(10, 15))).mean())
    left = np.array(left)
    assert effect.estimate == pytest.approx(left[[1, 2, 3]].mean() - np.delete(left, [1, 2, 3]).mean())


def test_a_trend_needs_three_years(walks):
    with pytest.raises(InputError, match="2 clean periods"):
        estimate(walks, Design("y", "unit", "year", {1: 2002}), estimator="lee_wooldridge", detrend=True)
