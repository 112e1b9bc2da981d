"""What there is to know of an estimator besides its arithmetic: one record, which everything else asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from impact.effects.design.procedures import AUTO, Procedure

if TYPE_CHECKING:
    from impact.effects.design.blocks import Block
    from impact.effects.design.fits import Fit
    from impact.effects.design.options import Options
    from impact.words.statements import Statement


@dataclass(frozen=True)
class Estimator:
    """An estimator: how it estimates, what it needs of a panel, and which tests hold for it.

    Attributes
    ----------
    name : as `estimate` and design files spell it; also that of the module that declares it.
    inferences : the procedures that go with it, in the order in which they are shown.
    errors : the one of them for many treated units; None where there is none.
    fit : the estimate before inference, of a block as `adjust` leaves it; None for a weighted comparison.
    solver : of a weighted comparison, which is tested by placebos: the solver on a block (`synthetic.Solver`).
    remarks : of a weighted comparison, figures and caveats of its own, of the block and the comparison; None for none.
    null_fit : its comparison fitted to every period at once under a null, for conformal tests (`null_fits.NullFit`).
    controls : every treated series beside its donors and weights, for prediction intervals (`controls.Control`).
    adjust : the block that is estimated and tested in place of the one at hand, where options ask for another.
    options : those of `Options` that it looks at.
    balanced, one_date, unweighted : it needs every cell, one common date, no weights.
    covariates : it looks at covariates; where the design names some, others are refused.
    linear : its weights depend on who is treated when, not on the outcome, so that it can be reassigned.
    without_reaction : it takes out the years of announcement, which one date can do.
    within_cohorts : it keeps the cohorts apart, and measures its errors inside them.
    two_way : it is two-way fixed effects, of which power and the decomposition are known.
    constant_gap : its comparison may lie at another height than the treated.
    asks : parts of the design without which it cannot be made, of `parts.PARTS`.
    refuses : raises what it finds wrong with a block before anything is estimated; None where that is nothing.
    placed : another unit in the place of a treated one changes what every unit counts for, as its `Placement` says.
    per_dose : its estimate is the effect of one more unit of the dose.
    """

    name: str
    inferences: tuple[Procedure, ...]
    errors: Procedure | None = None
    fit: Callable[[Block, Options], Fit] | None = None
    solver: Callable[[Block], Any] | None = None
    remarks: Callable[[Block, Any], tuple[dict[str, float], tuple[Statement, ...]]] | None = None
    null_fit: Callable[[Block], Any] | None = None
    controls: Callable[[Block, Options], Any] | None = None
    adjust: Callable[[Block, Options], Block] | None = None
    options: tuple[str, ...] = ()
    balanced: bool = False
    one_date: bool = False
    unweighted: bool = False
    covariates: bool = False
    linear: bool = False
    without_reaction: bool = False
    within_cohorts: bool = False
    two_way: bool = False
    constant_gap: bool = False
    asks: tuple[str, ...] = ()
    refuses: Callable[[Block], object] | None = None
    placed: bool = False
    per_dose: bool = False

    @property
    def tests(self) -> tuple[str, ...]:
        """The names of its procedures, that which chooses among them first."""
        return (AUTO, *(procedure.name for procedure in self.inferences))

    @property
    def phases(self) -> bool:
        """Whether it can say what each phase of a treatment did."""
        return self.two_way or self.solver is not None

    @property
    def foreseeable(self) -> bool:
        """Whether it is known beforehand what it could find (`minimum_detectable_effect`)."""
        return self.two_way or bool(self.asks)

    @property
    def reassignable(self) -> bool:
        """Whether any of its procedures gives the treatment to others in turn."""
        return any(procedure.reassigned for procedure in self.inferences)

    def inference(self, name: str) -> Procedure:
        """Return one of its procedures by name."""
        return next(procedure for procedure in self.inferences if procedure.name == name)
