"""Correlations: printed values of the copula, ranks that come back, and matrices that cannot be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from impact.draws.copula import correlated, infeasible, normal_correlation, rank_correlation
from impact.draws.streams import SAMPLINGS, Sampling, uniforms

A, B, C, D = (("assumptions", name) for name in "abcd")
Names = tuple[str, ...]


@pytest.mark.parametrize(
    ("rank", "r"), [(0.0, 0.0), (0.5, 0.5176), (0.8, 0.8135), (0.9, 0.9080), (1.0, 1.0), (-0.5, -0.5176)]
)
def test_the_correlation_of_normal_variables_that_goes_with_a_rank(rank: float, r: float) -> None:
    """2 sin(pi rank / 6): 2 sin 15 degrees is (sqrt 6 - sqrt 2) / 2 = 0.5176."""
    assert normal_correlation(rank) == pytest.approx(r, abs=5e-5)
    assert rank_correlation(normal_correlation(rank)) == pytest.approx(rank)


@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_ranks_of_many_draws_are_those_stated_and_each_stays_uniform(sampling: Sampling) -> None:
    stated = {(A, B): 0.8, (B, C): -0.3, (A, C): 0.1}
    count = 2**14 if sampling == "sobol" else 20_000
    found = correlated(uniforms([A, B, C, D], count, 0, sampling), stated)
    ranks = stats.spearmanr(np.stack([found[name] for name in (A, B, C, D)], axis=1)).statistic
    expected = np.array([[1, 0.8, 0.1, 0], [0.8, 1, -0.3, 0], [0.1, -0.3, 1, 0], [0, 0, 0, 1]])
    np.testing.assert_allclose(ranks, expected, atol=0.02)
    for name in (A, B, C, D):
        assert stats.kstest(found[name], "uniform").pvalue > 0.001


def test_the_copula_is_that_of_a_multivariate_normal_distribution() -> None:
    """Sheppard (1899): both above their middle in 1/4 + asin(r) / (2 pi) of the draws; with a rank of 1/2 in 0.3366."""
    found = correlated(uniforms([A, B], 2**15, 0, "sobol"), {(A, B): 0.5})
    both = ((found[A] > 0.5) & (found[B] > 0.5)).mean()
    assert both == pytest.approx(0.25 + np.arcsin(0.5176) / (2 * np.pi), abs=0.002)


def test_who_is_not_correlated_keeps_the_same_bytes_and_so_does_the_first_of_those_that_are() -> None:
    before = uniforms([A, B, C, D], 500, 0)
    after = correlated(before, {(C, B): 0.5})
    assert all(np.array_equal(after[name], before[name]) for name in (A, B, D))
    assert not np.array_equal(after[C], before[C])
    assert all(np.array_equal(correlated(before, {})[name], before[name]) for name in before)


def test_each_draw_is_mixed_by_itself() -> None:
    before = uniforms([A, B, C], 700, 0)
    stated = {(A, B): 0.5, (B, C): 0.4, (A, C): 0.6}
    whole = correlated(before, stated)
    part = correlated({name: found[333:334] for name, found in before.items()}, stated)
    assert all(np.array_equal(part[name], whole[name][333:334]) for name in before)


def test_luck_at_its_ends_stays_between_0_and_1() -> None:
    edge = {A: np.array([0.0, 1.0, 0.5]), B: np.array([0.0, 1.0, 0.0])}
    found = correlated(edge, {(A, B): 0.99})
    assert np.isfinite(found[B]).all()
    assert ((found[B] >= 0) & (found[B] <= 1)).all()


def test_the_pair_that_needs_the_least_change_gives_way() -> None:
    """A rank of 0.9 is r = 0.908, of 0.5 r = 0.518: the third is 0.908 * 0.518 + 0.419 * 0.856 = 0.828 at most."""
    stated = {(A, B): 0.9, (B, C): 0.9, (A, C): 0.5}
    (wrong,) = infeasible(stated)
    assert (wrong.pair, wrong.rank, wrong.nearest) == ((B, C), 0.9, 0.81)
    assert rank_correlation(0.828) == pytest.approx(0.815, abs=0.0005)


def test_what_two_things_share_with_a_third_they_share_with_each_other() -> None:
    """With a rank of 0.9 to both, r = 0.908, they share at least 2 r^2 - 1 = 0.649: a rank of 0.632."""
    assert infeasible({(A, B): 0.9, (A, C): 0.9, (B, C): 0.64}) == []
    assert infeasible({(A, B): 0.9, (A, C): 0.9, (B, C): 0.62}) != []


def test_pairs_that_are_not_stated_count_as_zero() -> None:
    (wrong,) = infeasible({(A, B): 0.9, (B, C): 0.9})
    assert wrong.pair == (B, C)
    assert wrong.nearest == pytest.approx(rank_correlation((1 - normal_correlation(0.9) ** 2) ** 0.5), abs=0.01)


def test_a_later_pair_can_make_earlier_ones_possible() -> None:
    assert infeasible({(A, B): 0.9, (B, C): 0.9, (A, C): 0.8}) == []


matrices = st.dictionaries(
    st.sampled_from([(one, other) for one in (A, B, C, D) for other in (A, B, C, D) if one < other]),
    st.floats(-0.99, 0.99).map(lambda rank: round(rank, 2)),
)


@given(stated=matrices)
@settings(deadline=None)
def test_with_all_that_is_advised_the_matrix_is_positive_definite(stated: dict[tuple[Names, Names], float]) -> None:
    advised = stated | {wrong.pair: wrong.nearest for wrong in infeasible(stated)}
    assert infeasible(advised) == []
    assert np.linalg.eigvalsh(_matrix(advised)).min() > 0
    if np.linalg.eigvalsh(_matrix(stated)).min() > 1e-6:
        assert advised == stated


def _matrix(stated: dict[tuple[Names, Names], float]) -> np.ndarray:
    names, matrix = [A, B, C, D], np.eye(4)
    for (one, other), rank in stated.items():
        at = names.index(one), names.index(other)
        matrix[at] = matrix[at[::-1]] = normal_correlation(rank)
    return matrix


def test_an_impossible_matrix_is_never_drawn_from() -> None:
    with pytest.raises(ValueError, match="positive definite"):
        correlated(uniforms([A, B, C], 10, 0), {(A, B): 0.9, (B, C): 0.9, (A, C): -0.9})
