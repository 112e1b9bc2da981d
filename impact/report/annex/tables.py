"""The tables of an annex that no other publication has: designs with their checksums, scores of past forecasts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from impact.effects.registered.design_file import DesignFile, shipped_designs
from impact.effects.study.freezing import registration
from impact.report.study.pages import StudyPages, StudyWords
from impact.scenario.ledger import calibration, shipped_backtest

if TYPE_CHECKING:
    from impact.report.pages.source_table import Row
    from impact.words.texts import Words

SHOWN = "average"  # the method that a forecast is made with where none is named


def designs(words: Words) -> list[Row]:
    """Return a row a shipped design: its title, outcomes and tests, whether it is what was frozen, its checksum."""
    return [_design(name, words) for name in shipped_designs()]


def _design(name: str, words: Words) -> Row:
    study = DesignFile.load(name)
    told = StudyWords(study, StudyPages.of(study), words.lang)
    held = registration(study)
    counts = [str(len(study.outcomes)), str(len(study.tests))]
    return [{"text": told.title, "under": name}, *counts, words.said(held.status), held.checksum[:12]]


def forecasts(words: Words) -> list[Row]:
    """Return a row a target and origin: how the usual forecast did on all that followed, beside the naive ones."""
    found = calibration(shipped_backtest(), ["target", "origin"])
    return [
        [
            words(f"target.{row['target']}"),
            str(row["origin"]),
            words.number(row["figures"], 0),
            words.number(100 * row["coverage_50"], 0),
            words.number(100 * row["coverage_90"], 0),
            *(_skill(row[name], words) for name in ("skill_random_walk", "skill_shift_share")),
        ]
        for row in found[found["method"].eq(SHOWN)].to_dict("records")
    ]


def _skill(value: float, words: Words) -> str:
    """Return what part of a naive score is saved, in per cent; below zero is worse."""
    if not np.isfinite(value):
        return words("document.nothing")
    written = words.number(100 * value, 0)
    return f"+{written}" if round(100 * value) > 0 else written
