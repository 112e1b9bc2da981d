"""Proposition 99, synthetic control on outcomes alone: other programs on the panel that synthdid-py ships.

Ours has no predictors and so no weights of predictors: published figures with those (Abadie, Diamond and Hainmueller
2010) are another estimator. What is compared is augsynth's without augmentation, and mlsynth's `outcome-only`.
"""

import numpy as np
import pytest

from impact.effects import estimate


@pytest.fixture(scope="module")
def effect(proposition99, california):
    return estimate(proposition99, california, estimator="synthetic_control", inference="placebo")


def test_augsynth(effect):
    """R augsynth 0.2.0, `progfunc = "None"`: crabbymetrics, replications/yqx_panel/results, commit 942c877.

    Printed to fifteen digits, but its solver leaves the simplex: the weights of six states sum to 1.0000000388, those
    of the others are about -1e-9. Hence 1e-7 in the weights and 1e-6 in packs, not half the last digit.
    """
    weights = {
        "Colorado": 0.0148107707451675,
        "Connecticut": 0.109089653484447,
        "Montana": 0.231840001561253,
        "Nevada": 0.20492258937617,
        "New Hampshire": 0.0454290362710838,
        "Utah": 0.393907987401867,
    }
    gap_1989_2000 = [
        -8.44047619950339, -9.20694897534014, -12.6343004270566, -13.7286932907273, -17.5336041953087,
        -22.0490988706003, -22.8575713248524, -23.9973728651169, -26.2607718723345, -23.3377915079164,
        -27.5202811357811, -26.5966428518747,
    ]  # fmt: skip
    assert effect.estimate == pytest.approx(-19.513629459701, abs=1e-6)
    assert effect.path.loc[effect.path["period"] >= 0, "estimate"].to_numpy() == pytest.approx(gap_1989_2000, abs=1e-6)
    assert effect.unit_weights[effect.unit_weights > 0].to_dict() == pytest.approx(weights, abs=1e-7)


def test_mlsynth(effect):
    """mlsynth 1.0.0: benchmarks/reference/synth_prop99/comparison.csv, commit 08eb7cc; half the last printed digit."""
    weights = {
        "Colorado": 0.014811,
        "Connecticut": 0.10909,
        "Montana": 0.23184,
        "Nevada": 0.204923,
        "New Hampshire": 0.045429,
        "Utah": 0.393908,
    }
    before = effect.path.loc[effect.path["period"] < 0, "estimate"]
    assert effect.estimate == pytest.approx(-19.51363, abs=5e-6)
    assert np.square(before).sum() == pytest.approx(52.129571, abs=5e-7)
    assert effect.unit_weights[effect.unit_weights > 0].to_dict() == pytest.approx(weights, abs=5e-7)


def test_augsynth_with_ridge_augmentation(proposition99, california):
    """R augsynth 0.2.0, `progfunc = "Ridge"`: crabbymetrics, replications/yqx_panel/results, commit 942c877.

    Its penalty comes from its own grid by its default rule, the largest within one standard error of the smallest
    error. Printed to fifteen digits; 1e-6 as its plain weights stop within that of the optimum.
    """
    before = [
        1.54821260397435, -0.506669476378647, -1.26331646174184, 0.0970671633547653, 0.318426336261766,
        0.358234922028203, -0.0112808853135391, -0.0662100600265916, 0.44312573785983, -0.416178482979817,
        0.500831933997119, -0.947997108545508, -0.694192133430278, -0.00269423199286223, 1.17389074269248,
        0.226914883334189, 0.941694810697385, -1.09538171967091, -0.465279107061619,
    ]  # fmt: skip
    after = [
        -6.67865019055766, -6.57900350659261, -9.4031066459326, -10.219574443775, -14.1285468461781,
        -17.6508586644969, -18.7812098513211, -20.2722104112333, -21.8396665115003, -18.9245444688065,
        -23.5947065235455, -23.3587229713872,
    ]  # fmt: skip
    effect = estimate(proposition99, california, estimator="augmented_synthetic_control", inference="placebo")
    assert effect.estimate == pytest.approx(-15.9525667529439, abs=1e-6)
    assert effect.path["estimate"].to_numpy() == pytest.approx([*before, *after], abs=1e-6)
    assert effect.details["pre_rmspe"] == pytest.approx(np.sqrt(np.mean(np.square(before))), abs=1e-6)
    assert effect.details["estimate_without_augmentation"] == pytest.approx(-19.513629459701, abs=1e-6)
