"""Random tables against quadrium and pymrio: 200 of them, 1 to 60 sectors, some idle, some close to singular."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from impact.inputoutput import (
    IOTable,
    gras,
    leontief_inverse,
    multipliers,
    regional_coefficients,
    technical_coefficients,
)

TABLES = settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def random_tables(draw):
    n = draw(st.integers(1, 60))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    # Column sums of A up to 0.9 as a rule, and up to 1 - 1e-6 in one table of four: nearly singular.
    reach = 1 - 1e-6 if draw(st.integers(0, 3)) == 0 else 0.9
    A = rng.uniform(0, 1, (n, n)) * (rng.uniform(size=(n, n)) < rng.uniform(0.1, 1))
    A *= reach * rng.uniform(0.5, 1.0) / max(A.sum(axis=0).max(), 1e-9)
    x = np.linalg.solve(np.eye(n) - A, rng.uniform(0.1, 100, n))
    idle = rng.uniform(size=n) < draw(st.sampled_from([0.0, 0.0, 0.2]))
    x[idle], A[idle, :], A[:, idle] = 0.0, 0.0, 0.0
    x[~idle] = np.linalg.solve(np.eye((~idle).sum()) - A[np.ix_(~idle, ~idle)], rng.uniform(0.1, 100, (~idle).sum()))
    labels = pd.Index([f"s{i:02d}" for i in range(n)], name="sector")
    Z = A * x
    return IOTable(
        pd.DataFrame(Z, index=labels, columns=labels),
        pd.Series(x - Z.sum(axis=1), index=labels, name="final"),
        pd.Series(x - Z.sum(axis=0), index=labels, name="value_added"),
        satellites=pd.DataFrame([rng.uniform(0, 50, n) * (x > 0)], index=["jobs"], columns=labels),
        year=2019,
        unit="MEUR",
        prices="current",
        source="random",
    )


@TABLES
@given(random_tables())
def test_pymrio_coefficients_inverse_and_multipliers(peer, table):
    pymrio = peer("pymrio")
    A, x = technical_coefficients(table), table.output
    np.testing.assert_allclose(A, pymrio.calc_A(table.transactions, x), rtol=1e-9, atol=1e-12)
    L = pymrio.calc_L(A)
    np.testing.assert_allclose(leontief_inverse(A), L, rtol=1e-9, atol=1e-9 * np.abs(L.to_numpy()).max())
    jobs = table.satellites.loc[["jobs"]]
    S = pymrio.calc_S(jobs, x)
    active = (x > 0).to_numpy()
    theirs = pymrio.calc_M(S, L).loc["jobs"].to_numpy()[active]
    np.testing.assert_allclose(multipliers(table, "jobs")[active], theirs, rtol=1e-9)
    assert multipliers(table)[~active].isna().all()


@TABLES
@given(random_tables(), st.sampled_from(["SLQ", "CILQ", "RLQ", "FLQ"]), st.floats(0, 0.9), st.integers(0, 2**32 - 1))
def test_quadrium_location_quotients(peer, table, method, delta, seed):
    regionalise = peer("quadrium.regionalise").regionalise
    rng = np.random.default_rng(seed)
    national = table.output
    regional = national * rng.uniform(0, 0.2, len(national)) * (rng.uniform(size=len(national)) < 0.9)
    assume(regional.sum() > 0)
    delta = delta if method == "FLQ" else None
    A = technical_coefficients(table)
    with np.errstate(divide="ignore", invalid="ignore"):
        theirs = regionalise(A.to_numpy(), regional.to_numpy(), national.to_numpy(), method=method, delta=delta)
    ours = regional_coefficients(A, regional, national, method=method.lower(), delta=delta)
    # Quadrium lets an absent buyer keep coefficients; here a sector that is absent buys nothing.
    present = (regional > 0).to_numpy()
    np.testing.assert_allclose(ours.to_numpy()[:, present], theirs.A[:, present], rtol=1e-9, atol=1e-15)
    assert (ours.to_numpy()[:, ~present] == 0).all()


@TABLES
@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 2**32 - 1))
def test_quadrium_gras(peer, rows, columns, seed):
    rng = np.random.default_rng(seed)
    seed_matrix = rng.normal(1.0, 1.0, (rows, columns)) * (rng.uniform(size=(rows, columns)) < 0.8)
    # Totals that can be met: those of the seed scaled by rows and columns as GRAS scales.
    r, s = rng.uniform(0.7, 1.4, rows), rng.uniform(0.7, 1.4, columns)
    scale = np.outer(r, s)
    target = np.where(seed_matrix > 0, seed_matrix * scale, seed_matrix / scale)
    u, v = target.sum(axis=1), target.sum(axis=0)
    labels = pd.RangeIndex(rows), pd.RangeIndex(columns)
    ours = gras(pd.DataFrame(seed_matrix, *labels), pd.Series(u), pd.Series(v), tolerance=1e-14, max_iterations=50_000)
    np.testing.assert_allclose(ours.sum(axis=1), u, rtol=0, atol=1e-9 * np.abs(u).sum())
    np.testing.assert_allclose(ours, target, rtol=0, atol=1e-9 * max(np.abs(target).max(), 1.0))
    theirs = peer("quadrium.gras").gras(seed_matrix, u, v, eps=1e-14, max_iter=50_000)
    np.testing.assert_allclose(ours, theirs.X, rtol=0, atol=1e-9 * max(np.abs(target).max(), 1.0))


def test_inputs_without_output_are_refused_where_pymrio_gives_zeros(peer):
    # Said once: what other packages make of inputs without output is a column of zeros.
    Z = pd.DataFrame([[0.0, 0.0], [5.0, 0.0]])
    assert (peer("pymrio").calc_A(Z, pd.Series([0.0, 5.0]))[0] == 0).all()
    with pytest.raises(ValueError, match="uses inputs and has no output"):
        technical_coefficients(
            IOTable(
                Z, pd.Series([0.0, 0]), pd.Series([0.0, 5]), year=1, unit="", prices="", source="", tolerance=np.inf
            )
        )
