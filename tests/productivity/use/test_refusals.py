from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from impact.errors import InputError
from impact.productivity.use.exact import parts_on_grid

from .world import YEARS, effects

CASES: dict[str, tuple[dict[str, Any], tuple[str, str, str]]] = {
    "a ceiling below today's level": ({"ceiling": 0.4}, ("ceiling", "0.4", "a ceiling above 0.8")),
    "more firms supported than exist": (
        {"supported": 1000.0, "budget": 100.0},
        ("supported", "of 1520 in area 2, class 1, in 1 of 1 draws", "no more firms supported than exist"),
    ),
    "more larger firms than exist": (
        {"support": (0.0, 1.0), "supported": 80.0},
        ("supported", "of 380 in area 2, class 2", "no more firms supported than exist"),
    ),
    "no firms at all": ({"firms": 0.0}, ("supported", "of 0 in area 2", "no more firms")),
    "size shares that do not add up": ({"firm_shares": (0.8, 0.1)}, ("firm_shares", "a sum of 0.9", "add up to 1")),
    "support that does not add up": ({"support": (0.8, 0.3)}, ("support_shares", "a sum of 1.1", "add up to 1")),
    "jobs that do not add up": ({"jobs_outside": 0.3}, ("job_shares and jobs_outside", "a sum of 0.86", "add up to 1")),
    "areas that do not add up": ({"allocation": (0.0, 0.5, 0.3)}, ("allocation", "a sum of 0.8", "add up to 1")),
    "a share below zero": ({"support": (1.2, -0.2)}, ("support_shares", "1.2", "from 0 to 1")),
    "a class without firms": (
        {"firm_shares": (1.0, 0.0)},
        ("support_shares", "support for a class without firms", "classes with firms"),
    ),
    "a year before the evidence": ({"years": YEARS - 5}, ("years", "2021", "years from 2025")),
    "a gap in the years": ({"years": [*range(2026, 2035), 2036]}, ("years", "2026", "one after the other")),
    "an opening before the evidence": ({"opening": 2023.0}, ("opening", "2023", "a year from 2025")),
    "an opening after all of it is reached": ({"opening": 2036.5}, ("opening", "2036.5", "a year up to 2035")),
    "extra adoption in per cent": ({"extra_adoption": 3.0}, ("extra_adoption", "3", "values from 0 to 1")),
    "an effect in per cent": ({"productivity": (1.0, 4.0)}, ("productivity", "1, 4", "values from -0.1 to 0.5")),
    "a phase-in of no time": ({"phase_in_years": 0.0}, ("phase_in_years", "0", "values from 1 to 20")),
    "a probability above one": ({"no_effect_probability": 40}, ("no_effect_probability", "40", "from 0 to 1")),
    "a firm that costs nothing": ({"cost_per_firm": 0.0}, ("cost_per_firm", "0", "1e-06")),
    "a budget below zero": ({"budget": -1.0}, ("budget", "-1", "0 or more")),
    "another number of areas": ({"births": [1.0, 2.0]}, ("births", "shape (2,)", "shape (3,)")),
    "no axis of draws": ({"adoption": np.full((10, 2), 0.3)}, ("adoption", "shape (10, 2)", "(draws, years, classes)")),
    "a number that is none": ({"startups": np.nan}, ("startups", "nan", "finite numbers")),
}


@pytest.mark.parametrize("case", CASES)
def test_wrong_input_is_refused_with_field_found_and_expected(case: str) -> None:
    changed, (field, found, expected) = CASES[case]
    with pytest.raises(InputError) as refused:
        effects(**changed)
    problem = next(problem for problem in refused.value.problems if problem.field == field)
    assert problem.file == "effects_of_use" or problem.field == "years"
    assert found in problem.found
    assert expected in problem.expected


def test_all_problems_come_at_once() -> None:
    with pytest.raises(InputError) as refused:
        effects(extra_adoption=3.0, opening=2020.0, allocation=(0.5, 0.1, 0.1), ceiling=0.5)
    assert {p.field for p in refused.value.problems} == {"extra_adoption", "opening", "allocation", "ceiling"}


def test_amounts_that_are_not_on_the_grid_and_shares_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(InputError, match="amounts that are not on the grid"):
        parts_on_grid(np.array([1 / 3]), [0.5, 0.5])
    with pytest.raises(InputError, match=r"a sum of 0\.9"):
        parts_on_grid(np.array([1.0]), [0.5, 0.4])
