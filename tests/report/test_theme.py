"""Colours that everyone can tell apart, measured as WCAG 2.1 does."""

from __future__ import annotations

import itertools

import pytest

from impact.report.charts import theme
from impact.report.charts.scenario import SHADE
from impact.scenario.computation.components import STAGES
from impact.scenario.computation.concepts import HEADLINES

MARKS = [*theme.CONCEPTS.values(), *theme.STAGES.values(), theme.TAKEN_AWAY, theme.OUTLINE]


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _on_paper(colour: str, opacity: float) -> str:
    mixed = [round(opacity * int(colour[at : at + 2], 16) + (1 - opacity) * 255) for at in (1, 3, 5)]
    return "#" + "".join(f"{part:02x}" for part in mixed)


def test_contrast_is_that_of_the_guideline() -> None:
    # WCAG 2.1: black on white is 21; #767676 is the lightest grey that passes 4.5 on white.
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("colour", [theme.INK, theme.QUIET, *theme.CONCEPTS.values()])
def test_text_can_be_read(colour: str) -> None:
    assert contrast(colour, theme.PAPER) >= 4.5


@pytest.mark.parametrize("ground", [*theme.AREAS, theme.NO_DATA])
def test_names_on_a_map_can_be_read(ground: str) -> None:
    assert contrast(theme.INK, ground) >= 4.5


@pytest.mark.parametrize("colour", MARKS)
def test_marks_stand_out_from_the_paper(colour: str) -> None:
    assert contrast(colour, theme.PAPER) >= 3


@pytest.mark.parametrize("colour", [*theme.CONCEPTS.values(), theme.TAKEN_AWAY])
def test_bars_under_a_range_stand_out_and_let_it_be_seen(colour: str) -> None:
    bar = _on_paper(colour, SHADE)
    assert contrast(bar, theme.PAPER) >= 3
    assert contrast(theme.INK, bar) >= 2.5


def test_classes_grow_darker_by_steps_that_can_be_seen() -> None:
    steps = [contrast(light, dark) for light, dark in itertools.pairwise(theme.SEQUENTIAL)]
    assert min(steps) > 1.35


def test_what_a_chart_of_a_scenario_shows_has_a_colour() -> None:
    assert tuple(theme.CONCEPTS) == HEADLINES
    assert tuple(theme.STAGES) == STAGES
