"""What a measure changed: designs, estimators, inference that holds with few treated regions, power, sensitivity."""

from impact.effects.decomposition import bacon_decomposition
from impact.effects.designs import Design
from impact.effects.estimation import estimate
from impact.effects.results import Effect, MinimumDetectableEffect, NotIdentified

__all__ = ["Design", "Effect", "MinimumDetectableEffect", "NotIdentified", "bacon_decomposition", "estimate"]
