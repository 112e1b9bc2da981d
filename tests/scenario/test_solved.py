"""What is solved once, as it goes to workers elsewhere."""

from __future__ import annotations

import pickle

import numpy as np

from impact.panel.figures import figures_of
from impact.parallel.linear_algebra import on_one_processor
from impact.scenario import Scenario
from impact.scenario.computation.draws import drawn
from impact.scenario.computation.economy import economy_of
from impact.scenario.computation.set_in_motion import flows_of
from impact.scenario.computation.solved import prepared


def test_what_is_counted_by_sector_stays_here_and_is_the_same_where_it_is_asked_elsewhere(baseline: Scenario) -> None:
    with on_one_processor():  # as every block of draws is solved: several add up in another order each time
        ground = prepared(baseline, economy_of(baseline, figures_of()))
        sent = pickle.dumps(ground)
        there = pickle.loads(sent)
        assert "by_sector" in vars(ground) and "by_sector" not in vars(there)
        assert len(sent) < 0.6 * (len(sent) + len(pickle.dumps(ground.by_sector)))
        np.testing.assert_array_equal(there.by_sector.asked.shifted, ground.by_sector.asked.shifted)
        draws = drawn(baseline, 3, 0)
        for name, found in flows_of(baseline, draws, there).packed().items():
            np.testing.assert_array_equal(found, flows_of(baseline, draws, ground).packed()[name])
