"""What honest bounds refuse, and that what they advise is accepted in turn."""

from typing import Any

import numpy as np
import pytest

from impact.effects import honest_bounds


def asked(pre: int = 3, post: int = 2, **changes: Any) -> dict[str, Any]:
    path, covariance = np.linspace(0.0, 0.04, pre + post), 1e-4 * (np.eye(pre + post) + 0.2)
    given = {"estimates": path, "covariance": covariance, "pre": pre, "post": post}
    return {**given, "restriction": "relative_magnitudes", "m": [0.5, 1.0], **changes}


def missing() -> dict[str, Any]:
    path = asked()["estimates"]
    path[4] = np.nan
    return asked(estimates=path)


def silent() -> dict[str, Any]:
    covariance = asked()["covariance"]
    covariance[4], covariance[:, 4] = 0.0, 0.0
    return asked(covariance=covariance)


def lopsided() -> dict[str, Any]:
    return asked(covariance=np.tril(asked()["covariance"]))


LATER_OUT = asked(post=1, estimates=asked()["estimates"][:4], covariance=asked()["covariance"][:4, :4])
REFUSED = {
    "a restriction": (asked(restriction="slope"), "use 'smoothness' or", asked(restriction="smoothness")),
    "no years before": (asked(pre=0), "give whole numbers of periods, 1 or more", asked(pre=3)),
    "half a year": ({**asked(), "post": 1.5}, "give whole numbers of periods, 1 or more", asked(post=2)),
    "another length": ({**asked(), "post": 1}, "Was the reference period left in", LATER_OUT),
    "no weight": (asked(target=[0.0, 0.0]), "give 2 weights after treatment", asked(target=[0.5, 0.5])),
    "too few weights": (asked(target=[1.0]), "give 2 weights after treatment", asked(target=[0.0, 1.0])),
    "no bounds": (asked(m=[]), "give a list with bounds of 0 or more", asked(m=[0.0])),
    "a bound below zero": (asked(m=[-1.0]), "give a list with bounds of 0 or more", asked(m=[0.0, 1.0])),
    "a level in per cent": (asked(level=95), "give a coverage such as 0.95", asked(level=0.95)),
    "a missing estimate": (missing(), "leave that period out", LATER_OUT),
    "no noise": (silent(), "leave a period without noise of its own out", LATER_OUT),
    "half a matrix": (lopsided(), "give the whole matrix", asked()),
    "many years": (asked(post=14, target=np.eye(14)[13]), "leave the later ones out", asked(post=4)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_advised_is_accepted(name: str) -> None:
    wrong, advice, right = REFUSED[name]
    with pytest.raises(ValueError, match=advice):
        honest_bounds(**wrong)
    assert len(honest_bounds(**right)) == len(right["m"])
