"""California's tobacco programme: Arkhangelsky et al. (2021), table 1, and the exact optima of their problems."""

import numpy as np
import pytest

from impact.effects import estimate
from impact.effects.design.blocks import read_panel
from impact.effects.estimators import synthetic, synthetic_did

from .test_against_diff_diff import converged


def test_difference_in_differences(proposition99, california):
    effect = estimate(proposition99, california, estimator="did", inference="placebo")
    assert effect.estimate == pytest.approx(-27.3491, abs=5e-5)
    assert effect.std_error == pytest.approx(17.29, abs=5e-3)


def test_synthetic_difference_in_differences(proposition99, california):
    effect = estimate(proposition99, california, estimator="synthetic_did", inference="placebo")
    assert effect.estimate == pytest.approx(-15.6054, abs=5e-5)
    assert effect.std_error == pytest.approx(9.37, abs=5e-3)
    assert effect.p_value == pytest.approx(2 / 39)
    assert effect.smallest_p == pytest.approx(1 / 39)


def test_published_estimate_stops_before_the_optimum(proposition99, california, peer):
    """The published -15.6038 comes from Frank-Wolfe weights that fit worse than ours, put into the same contrast."""
    block = read_panel(proposition99, california)
    ours = synthetic.fit(block, synthetic_did.solver(block))
    synthdid = peer("synthdid")
    panel = synthdid.panel_matrices(proposition99)
    published = synthdid.synthdid_estimate(panel.Y, panel.N0, panel.T0)
    omega, lambda_ = np.asarray(published.weights.omega), np.asarray(published.weights.lambda_)
    gap = block.outcome[block.treated][0] - omega @ block.outcome[~block.treated]
    assert gap[19:].mean() - gap[:19] @ lambda_ == pytest.approx(-15.6038, abs=5e-5)
    pre = block.outcome[:, :19] - block.outcome[:, :19].mean(axis=1, keepdims=True)
    donors, target = pre[~block.treated], pre[block.treated][0]
    penalty = 19 * (12**0.25 * synthetic.noise(block)) ** 2

    def objective(weights):
        return ((weights @ donors - target) ** 2).sum() + penalty * weights @ weights

    assert objective(ours.unit_weights) < objective(omega)
    assert ours.time_weights == pytest.approx(lambda_, abs=1e-6)


def test_published_algorithm_run_to_its_end_gives_our_estimate(proposition99, california, peer):
    block = read_panel(proposition99, california)
    ours = synthetic.fit(block, synthetic_did.solver(block))
    assert converged(peer("diff_diff.utils"), block, 19) == pytest.approx(ours.estimate, abs=5e-5)


def test_synthetic_control_at_the_exact_optimum(proposition99, california):
    effect = estimate(proposition99, california, estimator="synthetic_control", inference="placebo")
    assert effect.estimate == pytest.approx(-19.5136, abs=5e-5)
    assert effect.unit_weights.sum() == pytest.approx(1)
    assert effect.unit_weights.min() >= 0
    assert effect.details["rmspe_rank_p"] == pytest.approx(3 / 39)


def test_demeaned_synthetic_control(proposition99, california):
    """Arkhangelsky et al. (2021), table 1, column DIFP: de-meaned synthetic control as Ferman and Pinto have it."""
    effect = estimate(proposition99, california, estimator="demeaned_synthetic_control", inference="placebo")
    assert effect.estimate == pytest.approx(-11.1, abs=0.05)


@pytest.mark.parametrize(
    ("detrend", "printed", "std_error"),
    [(False, (-0.422175, 5.1e-7), (0.1208, 5e-5)), (True, (-0.226989, 5.1e-7), (0.094069, 5e-7))],
)
def test_lee_wooldridge(proposition99, california, detrend, printed, std_error):
    """The means and the trends before taken out, in logarithms, as the package lwdid 0.2.3 prints them."""
    panel = proposition99.assign(PacksPerCapita=lambda d: np.log(d["PacksPerCapita"]))
    effect = estimate(panel, california, estimator="lee_wooldridge", inference="analytic", detrend=detrend)
    assert effect.estimate == pytest.approx(printed[0], abs=printed[1])
    assert effect.std_error == pytest.approx(std_error[0], abs=std_error[1])
    if detrend:
        assert effect.p_value == pytest.approx(0.020892, abs=5e-7)
