from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from impact.errors import InputError
from impact.productivity.adoption.bass import bass_adoption
from impact.productivity.adoption.curves import bass_through, logistic_through
from impact.productivity.adoption.logistic import logistic_adoption

LOGISTIC = {"years": [2024, 2025], "shares": [0.227, 0.332], "ceiling": 0.85}
BASS = {"years": [1980, 1981, 1982, 1983], "first_users": [1.0, 2, 4, 3]}
THROUGH = {"years": [2025, 2026], "share": 0.332, "year": 2025, "ceiling": 0.85, "rate": 0.45}
SPREAD = {"years": [2025], "share": 0.3, "year": 2025, "ceiling": 0.85, "innovation": 0.03, "imitation": 0.38}

CASES: dict[str, tuple[Callable[..., Any], dict[str, Any], tuple[str, ...]]] = {
    "a ceiling below today's level": (
        logistic_adoption,
        LOGISTIC | {"ceiling": 0.3},
        ("ceiling", "0.3", "a ceiling above 0.332"),
    ),
    "a ceiling above everybody": (logistic_adoption, LOGISTIC | {"ceiling": 1.2}, ("ceiling", "1.2", "at most 1")),
    "per cent": (logistic_adoption, LOGISTIC | {"shares": [22.7, 33.2]}, ("shares", "22.7, 33.2", "at most 1")),
    "one point": (logistic_adoption, LOGISTIC | {"years": [2025], "shares": [0.332]}, ("shares", "1 values", "2 or")),
    "years that fall": (logistic_adoption, LOGISTIC | {"years": [2025, 2024]}, ("years", "2025, 2024", "that rise")),
    "a year twice": (logistic_adoption, LOGISTIC | {"years": [2025, 2025]}, ("years", "2025, 2025", "each once")),
    "more years than values": (logistic_adoption, LOGISTIC | {"years": [2024]}, ("years", "(1,) years", "one value")),
    "no number": (logistic_adoption, LOGISTIC | {"shares": ["a", "b"]}, ("shares", "['a', 'b']", "numbers")),
    "a gap in the series": (logistic_adoption, LOGISTIC | {"shares": [0.2, np.nan]}, ("shares", "nan", "finite")),
    "no growth": (logistic_adoption, LOGISTIC | {"shares": [0.3, 0.3]}, ("shares", "a level series", "rises or falls")),
    "a rate of nothing": (logistic_adoption, LOGISTIC | {"rate": 0.0}, ("rate", "0", "a rate above 0")),
    "few years for Bass": (
        bass_adoption,
        {"years": [1980, 1981, 1982], "first_users": [1, 2, 3]},
        ("first_users", "3 values", "4 or more years"),
    ),
    "a hole in the years": (bass_adoption, BASS | {"years": [1980, 1981, 1983, 1984]}, ("years", "1983", "gap")),
    "users below zero": (bass_adoption, BASS | {"first_users": [1.0, 2, -4, 3]}, ("first_users", "-4", "0 or more")),
    "nobody": (bass_adoption, BASS | {"first_users": [0, 0, 0, 0]}, ("first_users", "only zeros", "some new users")),
    "a market without end": (
        bass_adoption,
        {"years": range(2000, 2008), "first_users": np.exp(np.arange(8.0))},
        ("first_users", "market", "tells the size of the market", "bass_through"),
    ),
    "a drawn ceiling below today's level": (
        logistic_through,
        THROUGH | {"ceiling": np.array([0.85, 0.3])},
        ("ceiling", "0.3", "a ceiling above 0.332"),
    ),
    "a year before the evidence": (logistic_through, THROUGH | {"years": [2024]}, ("years", "2024", "from 2025")),
    "a rate below zero": (logistic_through, THROUGH | {"rate": -0.1}, ("rate", "-0.1", "from 0")),
    "nobody innovates": (bass_through, SPREAD | {"innovation": 0.0}, ("innovation", "0", "1e-09")),
}


@pytest.mark.parametrize("case", CASES)
def test_wrong_input_is_refused_with_field_found_and_expected(case: str) -> None:
    function, arguments, said = CASES[case]
    with pytest.raises(InputError) as refused:
        function(**arguments)
    problem = refused.value.problems[0]
    assert (problem.file, problem.field) == (function.__name__, said[0])
    assert all(part in str(problem) for part in said)


def test_all_problems_come_at_once() -> None:
    with pytest.raises(InputError) as refused:
        logistic_through([2020], share=0.4, year=2025, ceiling=0.3, rate=-1.0)
    assert {problem.field for problem in refused.value.problems} == {"years", "rate", "ceiling"}


def test_a_curve_says_nothing_of_the_time_before_its_evidence() -> None:
    found = logistic_adoption(**LOGISTIC)
    with pytest.raises(InputError, match=r"years: found 2019; expected years from 2024"):
        found.path([2019, 2025])


def test_one_point_is_enough_with_a_rate_from_elsewhere() -> None:
    found = logistic_adoption([2024], [0.592], ceiling=0.95, rate=0.45)
    assert found.path([2024]).iloc[0] == pytest.approx(0.592, rel=1e-12)
    assert found.parameter("midpoint").std_error is None
