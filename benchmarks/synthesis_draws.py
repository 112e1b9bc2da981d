"""Pooling 10,000 bootstrap draws of 30 studies, beside a loop over statsmodels' `combine_effects`, which must agree.

python benchmarks/synthesis_draws.py

statsmodels has no restricted likelihood; that one is timed beside its Paule-Mandel.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial

import numpy as np
from statsmodels.stats.meta_analysis import combine_effects

from impact.productivity import PooledDraws, pooled_draws

DRAWS, STUDIES, RUNS, LOOPED = 10_000, 30, 7, 1_000


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def bootstrap() -> tuple[np.ndarray, np.ndarray]:
    """Return the effects and errors of thirty studies, drawn with replacement, one row a draw."""
    rng = np.random.default_rng(20261128)
    errors = 0.02 * np.exp(0.5 * rng.standard_normal(STUDIES))
    effects = 0.04 + 0.02 * rng.standard_normal(STUDIES) + errors * rng.standard_normal(STUDIES)
    drawn = rng.integers(0, STUDIES, (DRAWS, STUDIES))
    return effects[drawn], errors[drawn]


def loop(effects: np.ndarray, errors: np.ndarray, method: str) -> list[tuple[float, float, float]]:
    """Return mean, error and variance between studies of some draws by statsmodels."""
    found = []
    with np.errstate(invalid="ignore"):  # where its variance is negative
        for y, se in zip(effects[:LOOPED], errors[:LOOPED], strict=True):
            one = combine_effects(y, se**2, method_re=method)
            found.append((one.mean_effect_re, one.sd_eff_w_re, one.tau2))
    return found


def differ(ours: PooledDraws, theirs: list[tuple[float, float, float]]) -> float:
    """Return the largest difference between two ways, as a share of the standard error."""
    mean, error, tau2 = np.array(theirs).T
    same = tau2 >= 0  # it lets DerSimonian and Laird's be negative; ours is then zero
    apart = np.abs(ours.mean[:LOOPED] - mean) + np.abs(ours.std_error[:LOOPED] - error)
    return float((apart / error)[same].max())


def main() -> None:
    effects, errors = bootstrap()
    for ours, theirs in (("dl", "dl"), ("pm", "pm"), ("reml", "pm")):
        batch = partial(pooled_draws, effects, errors, method=ours)  # type: ignore[arg-type]
        single = partial(loop, effects, errors, theirs)
        if ours == theirs:
            apart = differ(batch(), single())
            assert apart < 1e-4, f"{ours}: {apart:.1e} of a standard error apart"
        # Both in turn, so that whatever else the machine does falls on both alike.
        runs = [(seconds(batch), seconds(single) * DRAWS / LOOPED) for _ in range(RUNS)]
        us, peer = (statistics.median(column) for column in zip(*runs, strict=True))
        ratio = statistics.median(b / a for a, b in runs)
        target = " (target 50)" if ours == theirs else ""
        print(f"{ours:5} ours {1000 * us:6.1f} ms   statsmodels {theirs} {peer:5.2f} s   {ratio:4.0f} x{target}")


if __name__ == "__main__":
    main()
