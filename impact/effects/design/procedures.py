"""The inference procedures: each with what a panel must have for it to hold its size, and what is said with it."""

from __future__ import annotations

from dataclasses import dataclass

AUTO = "auto"  # the procedure that holds its size on the panel at hand
FEW = 5  # treated units below which their own spread says nothing
FEW_NORMAL = 8  # treated units below which normal quantiles and uncorrected clustered errors reject twice too often
LEVELS = (0.95, 0.9, 0.8, 0.7, 0.6)  # that are usual, for a test that cannot reach the one asked for


@dataclass(frozen=True)
class Procedure:
    """A way to test an estimate.

    Attributes
    ----------
    name : as `estimate` and design files spell it.
    reassigned : other units get the treatment in turn, so that units have to be exchangeable.
    own_noise : every unit is measured by its own noise, which asks for clean years.
    equal_noise : all units are taken to be equally noisy, which is said with it.
    spread : its errors come from the spread among few or many treated units.
    corrected : these errors are corrected for few of them.
    drawn : the noise of the treated is drawn from the controls, of which there have to be many.
    independent : it is exact only where the errors of units are independent.
    equal_weights, one_date, sizes : the panel has no weights, one date (or an estimate made cohort by cohort), a size
        of each unit.
    over_time : periods before treatment, not other units, show how far it is off; each period has its own interval.

    """

    name: str
    reassigned: bool = False
    own_noise: bool = False
    equal_noise: bool = False
    spread: bool = False
    corrected: bool = False
    drawn: bool = False
    independent: bool = False
    equal_weights: bool = False
    one_date: bool = False
    sizes: bool = False
    over_time: bool = False

    @property
    def fewest(self) -> int:
        """The treated units that it asks for."""
        if not self.spread:
            return 1
        return FEW if self.corrected else FEW_NORMAL


SCALED_PERMUTATION = Procedure("scaled_permutation", reassigned=True, own_noise=True)
PERMUTATION = Procedure("permutation", reassigned=True, equal_noise=True)
CR1 = Procedure("cr1", spread=True)
CR2 = Procedure("cr2", spread=True, corrected=True)
CR3 = Procedure("cr3", spread=True, corrected=True)
WILD_CLUSTER = Procedure("wild_cluster", spread=True, corrected=True)
WILD_CLUSTER_WEBB = Procedure("wild_cluster_webb", spread=True, corrected=True)
CONLEY_TABER = Procedure("conley_taber", drawn=True, equal_weights=True, equal_noise=True)
FERMAN_PINTO = Procedure("ferman_pinto", drawn=True, equal_weights=True, sizes=True)
PLACEBO = Procedure("placebo", equal_weights=True, one_date=True, equal_noise=True)
CONFORMAL = Procedure("conformal", equal_weights=True, one_date=True, over_time=True)
PREDICTION = Procedure("prediction_interval", equal_weights=True, over_time=True)
ANALYTIC = Procedure("analytic", spread=True)
EXACT = Procedure(
    "analytic", independent=True
)  # the same errors where they are exact with normal noise, however few units there are

CLUSTERED = (CR1, CR2, CR3, WILD_CLUSTER, WILD_CLUSTER_WEBB)  # of the two-way coefficient, by unit
OVER_TIME = (CONFORMAL, PREDICTION)
PROCEDURES = (SCALED_PERMUTATION, PERMUTATION, *CLUSTERED, CONLEY_TABER, FERMAN_PINTO, PLACEBO, *OVER_TIME, ANALYTIC)


def usual_level(smallest_p: float) -> float | None:
    """Return the highest usual level that a test can reach whose p-value comes no lower than this; None for none."""
    return next((usual for usual in LEVELS if smallest_p <= 1 - usual + 1e-12), None)
