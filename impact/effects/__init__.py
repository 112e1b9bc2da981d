"""What a measure changed: designs, estimators, inference that holds with few treated regions, power, sensitivity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from impact.deferred import face

if TYPE_CHECKING:
    from impact.effects.design.designs import Design as Design
    from impact.effects.design.doses import Dose as Dose
    from impact.effects.design.exposures import Exposure as Exposure
    from impact.effects.design.results import Effect as Effect
    from impact.effects.design.results import MinimumDetectableEffect as MinimumDetectableEffect
    from impact.effects.design.results import NotIdentified as NotIdentified
    from impact.effects.estimation import estimate as estimate
    from impact.effects.estimators.callaway_santanna import pre_test as pre_test
    from impact.effects.registered.design_file import DesignFile as DesignFile
    from impact.effects.registered.design_file import shipped_designs as shipped_designs
    from impact.effects.robustness.breaks import flagged_cells as flagged_cells
    from impact.effects.robustness.decomposition import bacon_decomposition as bacon_decomposition
    from impact.effects.robustness.honest import breakdown_value as breakdown_value
    from impact.effects.robustness.honest import honest_bounds as honest_bounds
    from impact.effects.robustness.leave_period_out import leave_period_out as leave_period_out
    from impact.effects.robustness.multiple import adjusted_p_values as adjusted_p_values
    from impact.effects.robustness.multiple import romano_wolf as romano_wolf
    from impact.effects.robustness.parallel_trends import PreTrends as PreTrends
    from impact.effects.robustness.parallel_trends import pre_trends as pre_trends
    from impact.effects.robustness.parallel_trends import pretrend_power as pretrend_power
    from impact.effects.robustness.placebo_in_space import placebo_in_space as placebo_in_space
    from impact.effects.robustness.power import minimum_detectable_effect as minimum_detectable_effect
    from impact.effects.robustness.prediction_intervals import PredictionIntervals as PredictionIntervals
    from impact.effects.robustness.prediction_intervals import prediction_intervals as prediction_intervals
    from impact.effects.robustness.sensitivity import donor_pools as donor_pools
    from impact.effects.robustness.sensitivity import leave_one_out as leave_one_out
    from impact.effects.robustness.sensitivity import other_inference as other_inference
    from impact.effects.robustness.sensitivity import placebo_in_time as placebo_in_time
    from impact.effects.robustness.sensitivity import spillover_rings as spillover_rings
    from impact.effects.robustness.triple_difference import triple_difference as triple_difference
    from impact.effects.study.evaluation import Evaluation as Evaluation
    from impact.effects.study.evaluation import Finding as Finding
    from impact.effects.study.evaluation import evaluate as evaluate
    from impact.effects.study.freezing import freeze as freeze
    from impact.effects.study.freezing import frozen_status as frozen_status
    from impact.words.statements import Statement as Statement

__getattr__, __all__ = face(__name__)
