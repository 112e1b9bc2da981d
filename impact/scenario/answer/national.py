"""What may be said of the whole country: a balance of demand, no finding where its assumptions decide the sign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

DOMINANT = 0.5
"""Share of the variation above which one assumption makes the figure."""


@dataclass(frozen=True)
class NationalBalance:
    """What the money asks of the country less what Dutch public money would have asked otherwise, all years together.

    Attributes
    ----------
    measure : of the scenario; MEUR of the price year, labour years for jobs.
    low, mean, high : nine in ten draws lie between low and high.
    ranged : whether that range is known.
    driver, share : the name of the assumption that most of the variation goes with, and how much does.
    """

    measure: str
    low: float
    mean: float
    high: float
    ranged: bool
    driver: str
    share: float

    @property
    def reason(self) -> Literal["no_range", "band", "assumption"] | None:
        """Why the sign is not known: there is no range, it holds zero, one assumption makes it; None when it is known.

        A range without zero is no evidence of a sign where one assumption makes more than half of the variation.
        """
        if not self.ranged:
            return "no_range"
        if self.low <= 0 <= self.high:
            return "band"
        return "assumption" if self.share > DOMINANT else None

    @property
    def sign_known(self) -> bool:
        """Whether the balance may be called a gain or a loss."""
        return self.reason is None

    def as_row(self) -> dict[str, Any]:
        """Return the balance as plain values, for a file; the range only where it is known."""
        known = {"p05": self.low, "p95": self.high} if self.ranged else {}
        return {
            "measure": self.measure,
            "mean": self.mean,
            **known,
            "sign_known": self.sign_known,
            "reason": self.reason,
            "driver": self.driver,
            "share_of_variation": self.share,
        }
