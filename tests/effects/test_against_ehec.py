"""Medicaid and insurance coverage: the figures of the Bacon, Callaway-Sant'Anna and honest-DiD literature."""

import pytest

from impact.effects import bacon_decomposition, estimate


def test_bacon_decomposition(ehec, ehec_design):
    found = bacon_decomposition(ehec, ehec_design)
    assert found.estimate == pytest.approx(0.0703, abs=5e-5)
    kinds = found.kinds.loc[["earlier vs later treated", "later vs earlier treated", "treated vs never treated"]]
    assert kinds["weight"].to_numpy() == pytest.approx([0.1491, 0.0583, 0.7926], abs=5e-5)
    assert kinds["estimate"].to_numpy() == pytest.approx([0.0698, 0.0449, 0.0723], abs=5e-5)
    total = (found.comparisons["weight"] * found.comparisons["estimate"]).sum()
    assert total == pytest.approx(found.estimate, abs=1e-12)


def test_callaway_santanna_not_yet_treated(ehec, ehec_design):
    effect = estimate(ehec, ehec_design, estimator="callaway_santanna", control_group="not_yet", inference="analytic")
    assert effect.estimate == pytest.approx(0.0680, abs=5e-5)
    assert effect.std_error == pytest.approx(0.0078, abs=5e-5)
