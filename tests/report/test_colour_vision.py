"""Colours of one key are told apart by who sees all of them, and by who is blind to red, green or blue.

Machado, Oliveira and Fernandes (2009), "A physiologically-based model for simulation of color vision deficiency",
table 1, severity 1.0, on linear RGB; the distance is that of CIE 1976 L*a*b* under the white of sRGB (D65).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pytest

from impact.errors import InputError
from impact.report.charts import theme
from impact.report.charts.study import ROLES

SIGHT = {
    "normal": np.eye(3),
    "red-blind": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "green-blind": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "blue-blind": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


def distance(one: str, other: str, sight: str = "normal") -> float:
    """Return how far apart two colours (#rrggbb) look: 2 is the least that can be seen, 100 is black and white."""
    return float(np.linalg.norm(lab(one, sight) - lab(other, sight)))


def least_distance(one: str, other: str) -> float:
    """Return the smallest distance over all kinds of sight."""
    return min(distance(one, other, sight) for sight in SIGHT)


def lab(colour: str, sight: str = "normal") -> np.ndarray:
    """Return L*, a* and b* of a colour as a kind of sight gives it."""
    seen = np.clip(SIGHT[sight] @ _linear(colour), 0, 1)
    part = _XYZ @ seen / _XYZ.sum(axis=1)
    root = np.where(part > (6 / 29) ** 3, np.cbrt(part), part / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def _linear(colour: str) -> np.ndarray:
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


KEYS = {
    "areas": theme.AREAS,
    "series": theme.SERIES,
    "stages": tuple(theme.STAGES.values()),
    "roles": tuple(ROLES.values()),
    "rising": theme.SEQUENTIAL,
    "falling": theme.FALLING,
    "both ways": (*theme.FALLING[1:], theme.UNCHANGED, *theme.SEQUENTIAL[1:]),
}


def test_distances_are_those_of_the_standard() -> None:
    # CIE 1976: white is (100, 0, 0), sRGB red (53.24, 80.09, 67.20).
    assert lab("#ffffff") == pytest.approx([100, 0, 0], abs=0.01)
    assert lab("#ff0000") == pytest.approx([53.24, 80.09, 67.20], abs=0.02)
    assert distance("#000000", "#ffffff") == pytest.approx(100, abs=0.01)


def test_a_grey_stays_grey_for_everyone() -> None:
    for sight in SIGHT:
        assert distance("#808080", "#808080", sight) == 0
        assert np.linalg.norm(lab("#808080", sight) - lab("#808080")) < 0.5


def test_two_colours_of_the_former_map_were_one_to_the_red_blind() -> None:
    assert distance("#a9cfee", "#d3c4e3") == pytest.approx(18, abs=0.5)
    assert distance("#a9cfee", "#d3c4e3", "red-blind") == pytest.approx(4, abs=0.5)


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("key", KEYS)
def test_colours_of_one_key_are_told_apart(key: str, sight: str) -> None:
    close = {pair: distance(*pair, sight) for pair in itertools.combinations(KEYS[key], 2)}
    assert min(close.values()) > 10, min(close, key=lambda pair: close[pair])


def test_what_stands_side_by_side_on_the_default_area_is_far_apart() -> None:
    assert min(least_distance(*pair) for pair in itertools.combinations(theme.AREAS[:4], 2)) > 18


def _unlike(pairs: Sequence[tuple[str, str]]) -> bool:
    return len(set(pairs)) == len(pairs)


@pytest.mark.parametrize("count", [1, 5, 8, 9, 17, 40])
def test_no_two_series_have_both_a_colour_and_a_shape_alike(count: int) -> None:
    colours, shapes = theme.series(count)
    assert _unlike(list(zip(colours, shapes, strict=True)))
    assert len(set(colours)) == min(count, len(theme.SERIES))


def test_more_series_than_can_be_told_apart_are_refused() -> None:
    with pytest.raises(InputError, match="found 41; expected at most 40 that can be told apart"):
        theme.series(41)


def test_a_ramp_keeps_its_ends_and_repeats_no_colour() -> None:
    assert theme.ramp(theme.SEQUENTIAL, 5) == list(theme.SEQUENTIAL)
    assert theme.ramp(theme.SEQUENTIAL, 2) == [theme.SEQUENTIAL[0], theme.SEQUENTIAL[4]]
    longer = theme.ramp(theme.SEQUENTIAL, 9)
    assert longer[::2] == list(theme.SEQUENTIAL)
    assert len(set(longer)) == 9


def ciede2000(one: np.ndarray, other: np.ndarray) -> float:
    """Return the distance of CIE 142:2001 between two colours in L*a*b*, kL = kC = kH = 1."""
    (lightness, chroma, hue), (lightness2, chroma2, hue2) = _cylinders(one, other)
    mean_chroma = (chroma + chroma2) / 2
    turn = 0.0 if chroma * chroma2 == 0 else (hue2 - hue + 180) % 360 - 180
    mean_hue = hue + hue2 if chroma * chroma2 == 0 else (hue + turn / 2) % 360
    across = 2 * np.sqrt(chroma * chroma2) * np.sin(np.radians(turn / 2))
    weight = 1 - 0.17 * np.cos(np.radians(mean_hue - 30)) + 0.24 * np.cos(np.radians(2 * mean_hue))
    weight += 0.32 * np.cos(np.radians(3 * mean_hue + 6)) - 0.20 * np.cos(np.radians(4 * mean_hue - 63))
    middle = ((lightness + lightness2) / 2 - 50) ** 2
    of_lightness = (lightness2 - lightness) / (1 + 0.015 * middle / np.sqrt(20 + middle))
    of_chroma = (chroma2 - chroma) / (1 + 0.045 * mean_chroma)
    of_hue = across / (1 + 0.015 * mean_chroma * weight)
    rotation = 2 * np.sqrt(mean_chroma**7 / (mean_chroma**7 + 25.0**7))
    rotation *= -np.sin(np.radians(60 * np.exp(-(((mean_hue - 275) / 25) ** 2))))
    return float(np.sqrt(of_lightness**2 + of_chroma**2 + of_hue**2 + rotation * of_chroma * of_hue))


def _cylinders(*colours: np.ndarray) -> list[tuple[float, float, float]]:
    mean = sum(np.hypot(a, b) for _, a, b in colours) / len(colours)
    stretch = 1.5 - 0.5 * np.sqrt(mean**7 / (mean**7 + 25.0**7))
    return [
        (float(lightness), float(np.hypot(stretch * a, b)), float(np.degrees(np.arctan2(b, stretch * a)) % 360))
        for lightness, a, b in colours
    ]


@pytest.mark.parametrize(
    ("one", "other", "printed"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((50.0, 2.5, 0.0), (61.0, -5.0, 29.0), 22.8977),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((6.7747, -0.2908, -2.4247), (5.8714, -0.0985, -2.2286), 0.6377),
    ],
)
def test_distances_of_2000_are_the_printed_ones(
    one: tuple[float, ...], other: tuple[float, ...], printed: float
) -> None:
    # Sharma, Wu and Dalal (2005), Color Research and Application 30, table 1: pairs 1, 17, 18, 20 and 33.
    assert ciede2000(np.array(one), np.array(other)) == pytest.approx(printed, abs=0.00005)


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("key", KEYS)
def test_colours_of_one_key_are_told_apart_by_the_distance_of_2000(key: str, sight: str) -> None:
    close = {pair: ciede2000(*(lab(one, sight) for one in pair)) for pair in itertools.combinations(KEYS[key], 2)}
    assert min(close.values()) > 5, min(close, key=lambda pair: close[pair])
