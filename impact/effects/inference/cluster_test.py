"""What a cluster-robust test of a coefficient says."""

from __future__ import annotations

from dataclasses import dataclass

from scipy import stats


@dataclass(frozen=True)
class ClusterTest:
    """A coefficient with its clustered standard error and degrees of freedom."""

    estimate: float
    std_error: float
    degrees: float

    @property
    def p_value(self) -> float:
        """Two-sided p-value from the t distribution."""
        return float(2 * stats.t.sf(abs(self.estimate / self.std_error), self.degrees))

    def interval(self, level: float) -> tuple[float, float]:
        """Return the symmetric interval at a level."""
        reach = float(stats.t.ppf((1 + level) / 2, self.degrees)) * self.std_error
        return self.estimate - reach, self.estimate + reach
