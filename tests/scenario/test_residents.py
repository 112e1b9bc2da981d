"""What residents buy in the area: the drawn share exactly, by industries that are there."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.errors import InputError
from impact.scenario import Scenario, run
from impact.scenario.computation.residents import largest_share, local_shares

QUOTIENTS = np.array([0.5, 1.0, 2.0, 0.0])
PATTERN = np.array([0.1, 0.2, 0.1, 0.1])


def test_shares_by_hand() -> None:
    """Up to k = 0.5 everything grows: 0.1 x 0.25 + 0.2 x 0.5 + 0.1 x 1 = 0.225 of 0.5, so a share of 0.45."""
    np.testing.assert_allclose(local_shares(QUOTIENTS, PATTERN, np.array([0.45]))[0], [0.25, 0.5, 1.0, 0.0])
    np.testing.assert_allclose(local_shares(QUOTIENTS, PATTERN, np.array([0.225]))[0], [0.125, 0.25, 0.5, 0.0])
    np.testing.assert_allclose(local_shares(QUOTIENTS, PATTERN, np.array([0.7]))[0], [0.5, 1.0, 1.0, 0.0])
    assert largest_share(QUOTIENTS, PATTERN) == pytest.approx(0.8)


@given(
    quotients=st.lists(st.floats(0.01, 5), min_size=2, max_size=12),
    part=st.floats(0, 1),
    seed=st.integers(0, 50),
)
def test_the_purchases_add_up_to_the_drawn_share(quotients: list[float], part: float, seed: int) -> None:
    some = np.array([0.0, *quotients])
    pattern = np.random.default_rng(seed).uniform(0.01, 1, len(some))
    share = part * largest_share(some, pattern)
    local = local_shares(some, pattern, np.array([share]))[0]
    assert local @ pattern / pattern.sum() == pytest.approx(share, abs=1e-12)
    assert local[0] == 0
    assert ((local >= 0) & (local <= 1)).all()


def test_more_bought_at_home_is_more_work_at_home_and_no_other_work(baseline: Scenario) -> None:
    def at(share: float) -> dict[str, float]:
        given = baseline.assumptions["household_local_share"].model_copy(
            update={"low": share, "central": share, "high": share}
        )
        scenario = baseline.model_copy(update={"assumptions": {**baseline.assumptions, "household_local_share": given}})
        rows = run(scenario, draws=20).totals.query(
            "concept == 'gross' and measure == 'jobs' and sector == '*' and statistic == 'mean'"
        )
        return dict(rows[rows["year"].isna()].set_index("stage")["value"])

    less, more = at(0.45), at(0.75)
    assert more["induced"] > 1.4 * less["induced"]
    assert more["direct"] == less["direct"]
    assert more["indirect"] == less["indirect"]


def test_a_share_that_the_area_cannot_serve_is_refused(baseline: Scenario) -> None:
    """Where an area is given no jobs in trade, residents cannot buy everything at home."""
    from impact.scenario.computation.residents import check_local_share

    with pytest.raises(InputError, match=r"household_local_share.high: found 0.87.*; expected 0.20 at most"):
        check_local_share(baseline, np.array([0.0, 1.0]), np.array([0.8, 0.2]))
