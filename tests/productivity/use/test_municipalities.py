from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from impact.errors import InputError
from impact.productivity.use.figures import J, municipal_shares
from impact.productivity.use.municipalities import municipal_effects

from .world import effects

AMOUNTS = ("value_added", "firms_using_ai", "births", "private_rd")


def parted(**changed: float) -> tuple[object, object]:
    areas = ("CR07", "CR03")  # another order than that of the effects
    shares = {area: municipal_shares(area, 2025) for area in areas}
    births = {area: municipal_shares(area, 2025, J) for area in areas}
    by_area = effects(3, **changed)
    return by_area, municipal_effects(by_area, shares, births)


def test_municipalities_add_up_to_their_area_exactly_and_have_its_rate() -> None:
    by_area, found = parted(extra_adoption=0.013)
    assert len(found.municipalities) == len(set(found.municipalities)) == len(found.areas)
    for area in ("CR03", "CR07"):
        inside = [place == area for place in found.areas]
        whole = by_area.areas.index(area)
        for name in AMOUNTS:
            amounts = getattr(found, name)[..., inside]
            np.testing.assert_array_equal(amounts.sum(axis=-1), getattr(by_area, name)[..., whole])
            assert (amounts >= 0).all()
        rates = found.productivity[..., inside]
        np.testing.assert_array_equal(rates, np.broadcast_to(by_area.productivity[..., [whole]], rates.shape))


def test_births_follow_the_births_and_firms_follow_the_firms() -> None:
    _, found = parted()
    city = found.municipalities.index("GM0014")
    inside = np.array([place == "CR03" for place in found.areas])
    for name, group in (("births", J), ("firms_using_ai", "sum_groups")):
        amounts = getattr(found, name)[0, -1]
        share = municipal_shares("CR03", 2025, group)["GM0014"]
        assert amounts[city] / amounts[inside].sum() == pytest.approx(share, abs=1e-7)


def test_without_contributions_every_municipality_has_exactly_nothing() -> None:
    _, found = parted(extra_adoption=0.0, startups=0.0, private_rd_per_public_euro=0.0)
    assert not any(getattr(found, name).any() for name in ("productivity", *AMOUNTS))


def test_other_places_are_refused_all_at_once() -> None:
    half = pd.Series([0.5, 0.5], index=["GM0001", "GM0002"])
    with pytest.raises(InputError) as refused:
        municipal_effects(effects(), {"CR3": half, "CR01": half}, {"CR3": half, "CR01": half[::-1]})
    assert [problem.field for problem in refused.value.problems] == ["shares", "births"]
    assert "Did you mean 'CR03'" in str(refused.value)
    with pytest.raises(InputError, match="shares: found nothing"):
        municipal_effects(effects(), {}, {})
