"""The colours of classes on two sides of a middle: equally deep is equally far, and all are told apart."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.report.charts import theme
from impact.report.charts.class_colours import ABOVE, BELOW, class_colours, depths
from impact.report.charts.map_classes import Classes, chosen_classes, classified
from impact.words.texts import chart_words
from tests.report.test_colour_vision import SIGHT, ciede2000, lab, least_distance

WORDS = chart_words("en")


def classes(sides: Sequence[int], reach: Sequence[float]) -> Classes:
    return Classes(tuple(map(str, range(len(sides)))), pd.Series(dtype="str"), tuple(sides), tuple(reach))


@st.composite
def two_sided(draw: st.DrawFn) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """Return sides and reach of classes from low to high, on both sides of a middle that may have a class itself."""
    far = st.floats(0.001, 1e6)
    below, above = (draw(st.lists(far, min_size=1, max_size=5, unique=True)) for _ in range(2))
    zero = draw(st.booleans())
    sides = (*(-1 for _ in below), *([0] if zero else []), *(1 for _ in above))
    return sides, (*sorted(below, reverse=True), *([0.0] if zero else []), *sorted(above))


@given(two_sided())
def test_what_goes_further_is_never_paler_on_whichever_side(found: tuple[tuple[int, ...], tuple[float, ...]]) -> None:
    sides, reach = found
    deep = depths(sides, reach)
    assert max(deep) == pytest.approx(1)
    assert min(deep) >= 0
    for one, other in itertools.combinations([at for at, side in enumerate(sides) if side], 2):
        near, far = sorted((one, other), key=lambda at: reach[at])
        assert reach[near] == reach[far] or deep[near] <= deep[far] + 1e-9
        if sides[one] == sides[other]:
            assert deep[far] - deep[near] >= min(0.22, 1 / 8) - 1e-9


def test_a_small_loss_beside_a_large_gain_is_pale_and_the_gain_is_deep() -> None:
    loss, gain = class_colours(classes((-1, 1), (1.0, 30.0)))
    assert gain == ABOVE[-1]
    assert least_distance(loss, BELOW[0]) < 5


def test_a_side_with_a_small_and_a_large_figure_shows_them_apart() -> None:
    figures = pd.Series({"A": 0.38, "B": 0.01, **{f"C{at}": -0.02 + at / 1e4 for at in range(30)}})
    made = classified(figures, 5, 2, WORDS)
    assert [label for label, side in zip(made.labels, made.sides, strict=True) if side == 1] == ["0.01", "0.38"]
    assert depths(made.sides, made.reach)[-2:] == pytest.approx([0.01 / 0.38, 1])


def test_as_far_on_either_side_is_as_deep() -> None:
    assert depths((-1, -1, 0, 1, 1), (20, 10, 0, 10, 20)) == [1, 0.5, 0, 0.5, 1]
    colours = class_colours(classes((-1, -1, 0, 1, 1), (20, 10, 0, 10, 20)))
    assert (colours[0], colours[2], colours[4]) == (BELOW[-1], theme.UNCHANGED, ABOVE[-1])


def test_the_middle_of_a_map_around_the_nation_is_where_depth_is_counted_from() -> None:
    figures = pd.Series({"A": 100.0, "B": 101.0, "C": 104.0})
    made = classified(figures, 5, 0, WORDS, middle=101.0)
    assert made.reach == (1.0, 0.0, 3.0)
    assert depths(made.sides, made.reach) == pytest.approx([1 / 3, 0, 1])


def test_bounds_of_ones_own_reach_as_far_as_there_are_figures() -> None:
    made = chosen_classes(pd.Series({"A": -2.0, "B": 40.0}), (-1.0, 0.0, 10.0), 0, WORDS)
    assert (made.sides, made.reach) == ((-1, -1, 1, 1), (2.0, 1.0, 10.0, 40.0))


@pytest.mark.parametrize(
    ("below", "above"),
    [((1,), (30, 20, 10, 5)), ((100,), (4, 3, 2, 1)), ((20, 10), (10, 20)), ((3, 2, 1), (3, 2)), ((9, 1), (8, 7, 6))],
)
@pytest.mark.parametrize("sight", SIGHT)
def test_five_classes_on_two_sides_are_told_apart(below: Sequence[float], above: Sequence[float], sight: str) -> None:
    sides = (*(-1 for _ in below), 0, *(1 for _ in above))
    colours = class_colours(classes(sides, (*sorted(below, reverse=True), 0.0, *sorted(above))))
    for one, other in itertools.combinations(colours, 2):
        assert least_distance(one, other) > 10
        assert ciede2000(lab(one, sight), lab(other, sight)) > 5


def test_one_side_goes_from_light_to_dark_in_equal_steps() -> None:
    assert class_colours(classes((1, 1, 1), (1, 2, 90))) == [theme.SEQUENTIAL[at] for at in (0, 2, 4)]
    assert class_colours(classes((-1, -1), (9, 1))) == [theme.FALLING[4], theme.FALLING[0]]
