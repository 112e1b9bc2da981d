"""Clustered errors and the wild bootstrap against their definitions, written out the slow way."""

from itertools import product

import numpy as np
import pytest
import statsmodels.formula.api as smf

from impact.effects import Design, estimate
from impact.effects.design.blocks import read_panel
from impact.effects.estimators.did import two_way_fixed_effects
from impact.effects.inference import cluster, wild

from .conftest import noise_panel


@pytest.fixture(scope="module")
def block():
    panel = noise_panel(10, 8, seed=4)
    return read_panel(panel, Design("y", "unit", "year", {0: 2003, 1: 2005, 2: 2005, 3: 2006, 4: 2006}))


def test_cr3_is_the_jackknife_over_units(block):
    whole = two_way_fixed_effects(block).estimate
    others = [two_way_fixed_effects(block.keep(np.arange(10) != i)).estimate for i in range(10)]
    assert cluster.cr3(block).std_error == pytest.approx(np.sqrt(((np.array(others) - whole) ** 2).sum()))


def test_cr2_equals_unequal_variance_two_sample_errors_in_a_block():
    panel = noise_panel(20, 9, seed=6)
    block = read_panel(panel, Design("y", "unit", "year", dict.fromkeys(range(6), 2004)))
    change = block.outcome[:, 4:].mean(axis=1) - block.outcome[:, :4].mean(axis=1)
    treated, control = change[block.treated], change[~block.treated]
    welch = np.sqrt(treated.var(ddof=1) / 6 + control.var(ddof=1) / 14)
    assert cluster.cr2(block).std_error == pytest.approx(welch)


@pytest.mark.parametrize("null", [0.0, 0.3, -2.5])
def test_wild_bootstrap_against_refitting_every_draw(block, null):
    fast = wild.wild_cluster(block, draws=99, seed=0)
    assert fast.enumerated and fast.num.shape[1] == 2**9
    signs = wild._signs(10, 0, 0, "rademacher")[0]
    exposed = block.exposed.astype(float)
    restricted = block.outcome - null * exposed
    fitted = restricted.mean(axis=1, keepdims=True) + restricted.mean(axis=0) - restricted.mean() + null * exposed
    own = abs(fast.estimate - null) / fast.std_error
    extreme = 0
    for draw in signs:
        again = type(block)(**{**block.__dict__, "outcome": fitted + draw[:, None] * (block.outcome - fitted)})
        refit = cluster.cr1(again)
        extreme += abs(refit.estimate - null) / refit.std_error >= own * (1 - 1e-9)
    assert fast.p_value(null) == pytest.approx(extreme / len(signs))


def test_wild_interval_holds_the_nulls_not_rejected(block):
    test = wild.wild_cluster(block, draws=999, seed=0)
    low, high = test.interval(0.9)
    reach = (high - low) / 50
    assert test.p_value(low - reach) <= 0.1 + 1e-9 < test.p_value(low + reach)
    assert test.p_value(high + reach) <= 0.1 + 1e-9 < test.p_value(high - reach)


def test_both_bootstraps_as_the_textbook_has_them():
    """Two periods: t statistics of mean changes, the null imposed; all 2^9 signs, or the six points of Webb."""
    panel = noise_panel(10, 2, seed=3)
    panel["y"] += 1.5 * ((panel["unit"] < 5) & (panel["year"] == 2001))
    change = panel.pivot(index="unit", columns="year", values="y").diff(axis=1)[2001].to_numpy()

    def distance(changes):
        first, second = changes[..., :5], changes[..., 5:]
        squares = [((x - x.mean(axis=-1, keepdims=True)) ** 2).sum(axis=-1) for x in (first, second)]
        return np.abs(first.mean(axis=-1) - second.mean(axis=-1)) / np.sqrt(sum(squares))

    def p_value(draws):
        again = change.mean() + draws * (change - change.mean())
        return (distance(again) >= distance(change) * (1 - 1e-9)).mean()

    design = Design("y", "unit", "year", dict.fromkeys(range(5), 2001))
    every = np.array(list(product((1, -1), repeat=10)))
    signs = estimate(panel, design, estimator="did", inference="wild_cluster")
    assert signs.p_value == pytest.approx(p_value(every), abs=1e-12)
    assert signs.smallest_p == 1 / 2**9
    six = np.sqrt([0.5, 1, 1.5])
    draws = np.random.default_rng(1).choice([*six, *-six], size=(200_000, 10))
    webb = estimate(panel, design, estimator="did", inference="wild_cluster_webb", draws=99_999)
    assert webb.p_value == pytest.approx(p_value(draws), abs=0.003)
    assert webb.smallest_p == 1 / 100_000


def test_webb_draws_have_unit_variance():
    draws, enumerated = wild._signs(30, 20_000, 0, "webb")
    assert not enumerated
    assert draws.var() == pytest.approx(1, abs=0.01)
    with pytest.raises(ValueError, match="use 'rademacher' or 'webb'"):
        wild._signs(30, 10, 0, "normal")


def test_weights_are_regression_weights():
    """Weighted mean changes, and statsmodels with every dummy written out."""
    panel = noise_panel(16, 7, seed=5)
    panel["w"] = 1.0 + panel["unit"] % 4
    design = Design("y", "unit", "year", dict.fromkeys(range(8), 2004), weights="w")
    effect = estimate(panel, design, estimator="did", inference="cr1")
    wide = panel.pivot(index="unit", columns="year", values="y")
    change = wide.loc[:, 2004:].mean(axis=1) - wide.loc[:, :2003].mean(axis=1)
    w = 1.0 + np.arange(16) % 4
    means = [np.average(change[rows], weights=w[rows]) for rows in (slice(0, 8), slice(8, 16))]
    assert effect.estimate == pytest.approx(means[0] - means[1])
    frame = panel.assign(d=((panel["unit"] < 8) & (panel["year"] >= 2004)).astype(float))
    full = smf.wls("y ~ d + C(unit) + C(year)", frame, weights=frame["w"]).fit(
        cov_type="cluster", cov_kwds={"groups": frame["unit"], "use_correction": False}
    )
    rows, regressors = 16 * 7, 7 + 1  # unit dummies are nested in the clusters
    correction = 16 / 15 * (rows - 1) / (rows - regressors)
    assert effect.std_error == pytest.approx(full.bse["d"] * np.sqrt(correction))
