"""Every sentence of the room is said of some figure, and reads in both languages with the values it is given."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

import numpy as np
import pandas as pd

from impact.productivity import (
    bass_adoption,
    births,
    establishments,
    job_shift_share,
    labour_productivity,
    logistic_adoption,
    meta_analysis,
    productivity_gap,
    regional_prior,
    research,
    share_left_out,
)
from impact.words.languages import LANGUAGES
from impact.words.statements import TABLES, Statement, in_language

AREA = "groningen-noord-drenthe"
PRICES = pd.Series({year: 100.0 + year - 2015 for year in range(2015, 2022)}, name="own figures")


def of_frames() -> Iterator[Statement]:
    frames = [
        births("land"),
        establishments(area=AREA, by=["K"]),
        job_shift_share(AREA),
        labour_productivity("area", prices="current", area=AREA),
        labour_productivity("area", prices=2021, area=AREA),
        labour_productivity("area", prices=2020, area=AREA, deflator="consumer"),
        labour_productivity("area", prices=2020, area=AREA, deflator=PRICES),
        productivity_gap(["CR02", "CR03"]),
        research("PV20"),
        share_left_out("area", area=AREA),
    ]
    for frame in frames:
        for cautions in frame["cautions"]:
            yield from cautions


def of_syntheses() -> Iterator[Statement]:
    alike, apart = [0.1, 0.1001, 0.0999, 0.1, 0.1], [0.0, 1.0, 2.0, 3.0, 4.0]
    yield from regional_prior("ai_productivity_effect_adopter").cautions
    yield from meta_analysis(alike, [0.1] * 5).cautions
    yield from meta_analysis(apart, [0.1] * 5, method="fixed").cautions
    yield from meta_analysis(apart, [0.01, 0.3, 0.3, 0.3, 0.3]).cautions
    yield from meta_analysis([0.0, 1.0], [0.1, 0.1], interval="wald").cautions
    for effects, errors in (([0.1, 0.4], [0.1, 0.2]), (alike, [0.1] * 5), (apart, [0.1, 0.2, 0.3, 0.2, 0.1])):
        tested = meta_analysis(effects, errors).small_study_test()
        yield from [tested] if isinstance(tested, Statement) else tested.cautions


def of_curves() -> Iterator[Statement]:
    yield from logistic_adoption([2025], [0.332], ceiling=0.85, rate=0.5).cautions
    yield from logistic_adoption([2024, 2025], [0.4, 0.3], ceiling=0.85).cautions
    sales = np.array([840.0, 1470, 2110, 4000, 7590, 10950])
    yield from bass_adoption(range(1980, 1986), sales).cautions


def test_every_sentence_of_the_room_is_said_and_reads_in_both_languages() -> None:
    heard = {one.code: one for one in (*of_frames(), *of_syntheses(), *of_curves())}
    own = tomllib.loads((TABLES / "productivity.toml").read_text(encoding="utf-8"))
    assert heard.keys() == own.keys() | {"employee_jobs", "not_comparable"}
    for lang in LANGUAGES:
        for code, one in heard.items():
            words = in_language(one, lang)
            assert words.endswith("."), code
            assert words[0].isupper(), code
            assert "{" not in words, code
