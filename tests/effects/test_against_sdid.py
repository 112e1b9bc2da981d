"""Quotas for women in parliament, nine countries at seven dates: synthetic did by cohort as `sdid` of Stata prints it.

Clarke, Pailanir, Athey and Imbens (2023), "Synthetic difference-in-differences estimation", section 4.2: 8.0341, and
the cohorts to eight digits. These come from Frank-Wolfe steps that stop early, which another package takes as well; run
a thousand times longer they give 8.0381, as ours do at the optimum.
"""

import pytest

from impact.effects import Design
from impact.effects.design.blocks import read_panel
from impact.effects.estimators import by_cohort, synthetic_did

from .conftest import dated

PRINTED = 8.034102
COHORTS = [8.3888685, 6.9677465, 13.952256, -3.4505431, 2.7490355, 21.762716, -0.82032354]
LONG = [8.3855, 6.9789, 13.9513, -3.4374, 2.7496, 21.7621, -0.8224]  # synthdid-py, a million steps down to 1e-12
NAMES = {"unit": "unit", "time": "year", "outcome": "women", "treatment": "quota"}


@pytest.fixture(scope="module")
def ours(quotas):
    """Return the comparisons of all cohorts, without their test."""
    block = read_panel(quotas, Design("women", "unit", "year", dated(quotas, "unit", "first")))
    return by_cohort.fit(by_cohort.cohorts(block, synthetic_did.solver))


def test_steps_that_stop_where_those_of_stata_do_give_what_is_printed(quotas, peer):
    """So the panel is the one that was used."""
    panel = quotas.assign(quota=(quotas["year"] >= quotas["first"].fillna(9999)).astype(int))
    stopped = peer("synthdid.staggered").staggered_synthdid_estimate(panel, **NAMES)
    assert stopped.att == pytest.approx(PRINTED, abs=5e-7)
    assert stopped.by_cohort["tau"].tolist() == pytest.approx(COHORTS, abs=2e-6)  # of figures with six decimals


def test_the_optimum_is_where_the_steps_lead(ours):
    assert [fit.estimate for fit in ours.fits] == pytest.approx(LONG, abs=3e-4)
    assert ours.estimate == pytest.approx(8.0381, abs=1e-4)
    assert ours.estimate == pytest.approx(PRINTED, abs=0.005)
