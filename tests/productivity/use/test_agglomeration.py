from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.errors import InputError
from impact.productivity.use.accounts import ACCOUNTS, Channel, Part, joint, twice_held
from impact.productivity.use.agglomeration import agglomeration

JOBS = np.array([44.8, 15.0, 230.0]) * 1000
KM = np.array([[8.0, 40.0, 30.0], [40.0, 5.0, 25.0], [30.0, 25.0, 8.0]])


def found(net: Any = 100.0, **changed: Any) -> np.ndarray:
    net_jobs = np.broadcast_to(net, (1, 2, 3)) if np.ndim(net) < 3 else net
    return agglomeration(net_jobs, **{"jobs": JOBS, "distances": KM, "elasticity": 0.043, "reach": 40.0} | changed)


def test_alone_within_reach_doubling_the_jobs_brings_the_elasticity_times_log_two() -> None:
    far = np.full((3, 3), 100.0) - np.diag([95.0, 95, 95])
    np.testing.assert_allclose(found(np.broadcast_to(JOBS, (1, 2, 3)), distances=far), 0.043 * np.log(2), rtol=1e-12)


def test_a_job_counts_less_the_further_it_is_and_not_at_all_beyond_the_reach() -> None:
    only_last = found(np.broadcast_to([0.0, 0, 100.0], (1, 2, 3)))[0, 0]
    weights = np.maximum(1 - KM / 40, 0)
    np.testing.assert_allclose(only_last, 0.043 * np.log1p(100 * weights[:, 2] / (weights @ JOBS)), rtol=1e-12)
    assert (found(np.broadcast_to([0.0, 100.0, 0], (1, 2, 3)))[..., 0] == 0.0).all()


def test_with_a_reach_shorter_than_an_area_is_wide_the_area_is_alone() -> None:
    """The limit of a reach that shrinks; half the width of a COROP area is 6 to 15 km, and 5 km is in the range."""
    for reach in (1.0, 4.0):
        np.testing.assert_allclose(found(100.0, reach=reach)[0, 0], 0.043 * np.log1p(100 / JOBS), rtol=1e-12)


def test_without_net_jobs_there_is_exactly_nothing() -> None:
    nothing = found(0.0)
    assert not nothing.any()
    assert not np.signbit(nothing).any()


@given(st.floats(-1e4, 1e4), st.floats(0.0, 1e4), st.floats(0.0, 0.3))
def test_more_net_jobs_never_lower_productivity_and_a_loss_lowers_it(
    net: float, more: float, elasticity: float
) -> None:
    below, above = found(net, elasticity=elasticity), found(net + more, elasticity=elasticity)
    assert (above >= below).all()
    assert (np.sign(below) * np.sign(net) >= 0).all()


def test_each_draw_has_its_own_elasticity_and_reach() -> None:
    net = np.full((2, 2, 3), 500.0)
    drawn = agglomeration(net, JOBS, KM, elasticity=np.array([0.02, 0.08]), reach=np.array([20.0, 80.0]))
    for draw, (e, r) in enumerate([(0.02, 20.0), (0.08, 80.0)]):
        np.testing.assert_allclose(drawn[draw], found(500.0, elasticity=e, reach=r)[0], rtol=1e-12)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"elasticity": 0.5}, "elasticity: found 0.5; expected values from 0 to 0.3"),
        ({"reach": 0.0}, "reach: found 0"),
        ({"jobs": JOBS * [1, 1, 0], "reach": 20.0}, "jobs: found an area with no jobs within reach"),
        ({"jobs": JOBS[:2]}, "net_jobs: found net jobs (1, 2, 3), jobs (2,)"),
        ({"distances": -KM}, "distances: found -8"),
        ({"net": -1e9}, "no more jobs lost than there are within reach"),
    ],
)
def test_what_cannot_be_is_refused(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as refused:
        found(**changed)
    assert said in str(refused.value)


def test_no_part_is_in_two_accounts_and_each_is_in_one() -> None:
    assert twice_held() == ()
    assert Part.STARTUPS in ACCOUNTS[Channel.USE].holds
    assert ACCOUNTS[Channel.AGGLOMERATION].driven_by == (Part.JOBS_OF_SPENDING,)


def test_a_joint_result_is_the_sum_of_the_channels_run_alone() -> None:
    """To the last digit in whatever order they are given: 0.1 + 0.2 + 0.3 is not 0.3 + 0.2 + 0.1."""
    alone = {"agglomeration": np.array([0.3, 3.0]), "use": np.array([0.2, 2.0]), "spending": np.array([0.1, 1.0])}
    np.testing.assert_array_equal(joint(alone), alone["spending"] + alone["use"] + alone["agglomeration"])
    np.testing.assert_array_equal(joint(dict(reversed(alone.items()))), joint(alone))


@pytest.mark.parametrize(
    ("channels", "said"),
    [
        ({}, "channels: found nothing"),
        ({"spendng": [1.0]}, "Did you mean 'spending'?"),
        ({"spending": [1.0], "use": [1.0, 2.0]}, "found (1,) and (2,); expected one shape"),
    ],
)
def test_channels_that_cannot_be_added_are_refused(channels: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as refused:
        joint(channels)
    assert said in str(refused.value)
