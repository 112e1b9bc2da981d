"""A second opinion on panels nobody has printed.

diff-diff stops the logit of its doubly robust estimator early (differences of 1e-5), so moderndid judges that one.
Its synthetic difference-in-differences stops early too: its contrast is taken with the weights of another solver, and
its own weights are judged by the fit that both reach.
"""

import warnings

import numpy as np
import pytest
from scipy import optimize

from impact.effects import Design, bacon_decomposition, estimate
from impact.effects.design.blocks import read_panel
from impact.effects.estimators import synthetic, synthetic_did

from .conftest import noise_panel


@pytest.fixture(scope="module")
def diff_diff(peer):
    return peer("diff_diff")


@pytest.fixture(scope="module")
def solver(peer):
    """Return where diff-diff keeps the solvers of its synthetic difference-in-differences."""
    return peer("diff_diff.utils")


def quietly(model, *args, **kwargs):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return model.fit(*args, **kwargs)


NAMES = {"outcome": "y", "unit": "unit", "time": "year", "first_treat": "first"}


@pytest.mark.parametrize("control", ["never", "not_yet"])
@pytest.mark.parametrize("method", ["reg", "ipw"])
def test_callaway_santanna_with_a_covariate(staggered, method, control, diff_diff):
    panel, design = staggered
    design = Design("y", "unit", "year", design.first_treated, covariates=("x",))
    ours = estimate(
        panel, design, estimator="callaway_santanna", method=method, control_group=control, inference="analytic"
    )
    model = diff_diff.CallawaySantAnna(
        control_group={"never": "never_treated", "not_yet": "not_yet_treated"}[control],
        estimation_method=method,
        pscore_trim=1e-9,  # ours trims controls above .995 only, as DRDID does
    )
    theirs = quietly(model, panel, covariates=["x"], **NAMES)
    assert ours.estimate == pytest.approx(theirs.overall_att, abs=1e-6)
    assert ours.std_error == pytest.approx(theirs.overall_se, abs=1e-6)
    for row in ours.path.itertuples():
        peer_row = theirs.group_time_effects[(row.cohort, row.time)]
        assert row.estimate == pytest.approx(peer_row["effect"], abs=1e-6)
        assert row.std_error == pytest.approx(peer_row["se"], abs=1e-6)


def test_callaway_santanna_unbalanced(staggered, diff_diff):
    panel, design = staggered
    holes = panel.drop(index=[17, 123, 250, 401, 599])
    ours = estimate(holes, design, estimator="callaway_santanna", inference="analytic")
    theirs = quietly(diff_diff.CallawaySantAnna(), holes, **NAMES)
    found = ours.path.set_index(["cohort", "time"])["estimate"]
    peer = {k: v["effect"] for k, v in theirs.group_time_effects.items()}
    assert found.to_dict() == pytest.approx({k: peer[k] for k in found.index}, abs=1e-6)


def test_sun_abraham(staggered, diff_diff):
    panel, design = staggered
    ours = estimate(panel, design, estimator="sun_abraham")
    theirs = quietly(diff_diff.SunAbraham(), panel, **NAMES)
    assert ours.estimate == pytest.approx(theirs.overall_att, abs=1e-6)
    assert ours.std_error == pytest.approx(theirs.overall_se, abs=1e-6)
    for row in ours.path.itertuples():
        assert row.estimate == pytest.approx(theirs.event_study_effects[row.period]["effect"], abs=1e-6)
        assert row.std_error == pytest.approx(theirs.event_study_effects[row.period]["se"], abs=1e-6)


@pytest.mark.parametrize("holes", [[], [17, 123, 250, 401, 599]])
def test_imputation(staggered, holes, diff_diff):
    panel, design = staggered
    panel = panel.drop(index=holes)
    ours = estimate(panel, design, estimator="imputation", inference="analytic")
    theirs = quietly(diff_diff.ImputationDiD(), panel, **NAMES)
    assert ours.estimate == pytest.approx(theirs.overall_att, abs=1e-6)
    assert ours.std_error == pytest.approx(theirs.overall_se, abs=1e-6)


def test_bacon_decomposition(staggered, diff_diff):
    panel, design = staggered
    ours = bacon_decomposition(panel, design)
    theirs = quietly(diff_diff.BaconDecomposition(weights="exact"), panel, **NAMES)
    assert ours.estimate == pytest.approx(theirs.twfe_estimate, abs=1e-6)
    peer = sorted((c.estimate, c.weight) for c in theirs.comparisons)
    found = sorted(zip(ours.comparisons["estimate"], ours.comparisons["weight"], strict=True))
    assert np.array(found) == pytest.approx(np.array(peer), abs=1e-6)


def test_doubly_robust_against_moderndid(staggered, peer):
    panel, design = staggered
    design = Design("y", "unit", "year", design.first_treated, covariates=("x",))
    ours = estimate(panel, design, estimator="callaway_santanna", method="dr", inference="analytic")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = peer("moderndid").att_gt(
            peer("polars").from_pandas(panel),
            yname="y",
            tname="year",
            idname="unit",
            gname="first",
            xformla="~ x",
            est_method="dr",
            boot=False,
        )
    peer = dict(zip(zip(theirs.groups, theirs.times, strict=True), theirs.att_gt, strict=True))
    assert len(ours.path) == len(peer)
    for row in ours.path.itertuples():
        assert row.estimate == pytest.approx(peer[(row.cohort, row.time)], abs=1e-9)


def converged(solver, block, before):
    """Return diff-diff's synthetic difference-in-differences, its Frank-Wolfe steps run on a hundred times longer."""
    donors, target = block.outcome[~block.treated].T, block.outcome[block.treated].mean(axis=0)
    sigma, after = synthetic.noise(block), len(target) - before
    zeta = (block.treated.sum() * after) ** 0.25 * sigma
    steps = {"max_iter": 1_000_000, "min_decrease": 0.0}
    omega = solver.compute_sdid_unit_weights(donors[:before], target[:before], zeta, **steps)
    lambda_ = solver.compute_time_weights(donors[:before], donors[before:], 1e-6 * sigma, **steps)
    parts = (donors[:before], donors[before:], target[:before], target[before:])
    return solver.compute_sdid_estimator(*parts, omega, lambda_)


def on_the_simplex(rows, target, penalty):
    """Return the weights of another solver: nonnegative least squares with a heavy row for the sum (n,)."""
    rows, target = rows - rows.mean(axis=0), target - target.mean()
    n, heavy = rows.shape[1], 1e5 * np.abs(rows).max()
    stacked = np.vstack([rows, np.sqrt(penalty) * np.eye(n), np.full((1, n), heavy)])
    weights = optimize.nnls(stacked, np.concatenate([target, np.zeros(n), [heavy]]), maxiter=100 * n)[0]
    return weights / weights.sum()


@pytest.mark.parametrize("seed", range(40))
def test_synthetic_did_on_random_panels(seed, solver):
    """Weights of another solver in diff-diff's contrast; its own stop early, and go where ours are if run on."""
    rng = np.random.default_rng(seed)
    units, years, treated = (int(rng.integers(*range_)) for range_ in ((8, 40), (8, 20), (1, 5)))
    date = 2000 + years - int(rng.integers(1, years // 2))
    design = Design("y", "unit", "year", dict.fromkeys(range(treated), date))
    block, before = read_panel(noise_panel(units, years, seed=seed), design), date - 2000
    donors, target = block.outcome[~block.treated].T, block.outcome[block.treated].mean(axis=0)
    sigma, n = synthetic.noise(block), donors.shape[1]
    zeta = (treated * (years - before)) ** 0.25 * sigma
    omega = on_the_simplex(donors[:before], target[:before], before * zeta**2)
    lambda_ = on_the_simplex(donors[:before].T, donors[before:].mean(axis=0), n * (1e-6 * sigma) ** 2)
    parts = (donors[:before], donors[before:], target[:before], target[before:])
    ours = synthetic.fit(block, synthetic_did.solver(block)).estimate
    assert ours == pytest.approx(solver.compute_sdid_estimator(*parts, omega, lambda_), abs=1e-6)
    assert ours == pytest.approx(converged(solver, block, before), abs=1e-3)


def test_synthetic_did_as_it_stops(diff_diff, solver):
    panel = noise_panel(20, 12, seed=8)
    block = read_panel(panel, Design("y", "unit", "year", {4: 2009}))
    ours = synthetic.fit(block, synthetic_did.solver(block))
    model = diff_diff.SyntheticDiD(variance_method="placebo", n_bootstrap=5, seed=0)
    theirs = quietly(
        model,
        panel.assign(treated=(panel["unit"] == 4).astype(int)),
        outcome="y",
        treatment="treated",
        unit="unit",
        time="year",
        post_periods=[2009, 2010, 2011],
    )
    donors = [u for u in block.units if u != 4]
    omega = np.array([theirs.unit_weights[u] for u in donors])
    lambda_ = np.array([theirs.time_weights[t] for t in range(2000, 2009)])
    gap = block.outcome[block.treated][0] - omega @ block.outcome[~block.treated]
    assert gap[9:].mean() - gap[:9] @ lambda_ == pytest.approx(theirs.att, abs=1e-9)
    pre = block.outcome[:, :9] - block.outcome[:, :9].mean(axis=1, keepdims=True)
    penalty = 9 * (3**0.25 * synthetic.noise(block)) ** 2

    def objective(weights):
        return ((weights @ pre[~block.treated] - pre[block.treated][0]) ** 2).sum() + penalty * weights @ weights

    assert objective(ours.unit_weights) <= objective(omega) + 1e-9
    assert ours.unit_weights == pytest.approx(omega, abs=5e-3)


@pytest.fixture(scope="module")
def block_design():
    panel = noise_panel(40, 15, seed=2)
    panel = panel.assign(treated=(panel["unit"] < 12).astype(int), post=(panel["year"] >= 2010).astype(int))
    return panel, Design("y", "unit", "year", dict.fromkeys(range(12), 2010))


def test_cr2_with_bell_mccaffrey_degrees_of_freedom(block_design, diff_diff):
    panel, design = block_design
    ours = estimate(panel, design, estimator="did", inference="cr2")
    model = diff_diff.TwoWayFixedEffects(vcov_type="hc2_bm", cluster="unit")
    theirs = quietly(model, panel, outcome="y", treatment="treated", time="post", unit="unit")
    assert ours.std_error == pytest.approx(theirs.se, abs=1e-9)
    assert ours.p_value == pytest.approx(theirs.p_value, abs=1e-9)


def test_cr1(block_design, diff_diff):
    panel, design = block_design
    ours = estimate(panel, design, estimator="did", inference="cr1")
    model = diff_diff.DifferenceInDifferences(vcov_type="hc1", cluster="unit")
    theirs = quietly(model, panel, outcome="y", treatment="treated", time="post", fixed_effects=["unit", "year"])
    assert ours.std_error == pytest.approx(theirs.se, abs=1e-9)


@pytest.mark.parametrize(("inference", "points"), [("wild_cluster", "rademacher"), ("wild_cluster_webb", "webb")])
def test_wild_cluster_bootstrap(block_design, inference, points, diff_diff):
    panel, design = block_design
    ours = estimate(panel, design, estimator="did", inference=inference)
    model = diff_diff.TwoWayFixedEffects(
        inference="wild_bootstrap", cluster="unit", n_bootstrap=1999, seed=1, bootstrap_weights=points
    )
    theirs = quietly(model, panel, outcome="y", treatment="treated", time="post", unit="unit")
    assert ours.p_value == pytest.approx(theirs.p_value, abs=0.03)  # both are drawn


def test_event_study(block_design, diff_diff):
    panel, design = block_design
    ours = estimate(panel, design, estimator="sun_abraham", inference="analytic")
    path = estimate(panel, design, estimator="event_study", inference="analytic").path
    model = diff_diff.TwoWayFixedEffects(cluster="unit")
    theirs = quietly(
        model,
        panel,
        outcome="y",
        treatment="treated",
        time="year",
        unit="unit",
        event_study=True,
        post_periods=list(range(2010, 2015)),
        reference_period=2009,
    )
    peers = theirs.to_dataframe().query("~is_reference").set_index("event_time")
    assert peers.index.tolist() == (path["period"] + 2010).tolist()
    assert path["estimate"].to_numpy() == pytest.approx(peers["att"].to_numpy(), abs=1e-9)
    assert ours.path["estimate"].to_numpy() == pytest.approx(peers["att"].to_numpy(), abs=1e-9)
    assert ours.path["std_error"].to_numpy() == pytest.approx(peers["se"].to_numpy(), abs=1e-9)
