"""The panel of an outcome with another group of the same areas beside it, for a triple difference."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from impact.statuses import weakest

if TYPE_CHECKING:
    from impact.effects.registered.study_panel import StudyPanel

AGAINST = "against"  # the column of the other group


def with_other_group(ours: StudyPanel, others: StudyPanel) -> StudyPanel:
    """Return the panel of an outcome with the same figure of another group in the column `against`.

    Areas that lack a figure of either are left out, and said; a cell is as sure as the less sure of the two.
    """
    theirs = others.panel[["unit", "year", "value", "status"]].rename(columns={"value": AGAINST, "status": "theirs"})
    both = ours.panel.merge(theirs, on=["unit", "year"], how="inner")
    status = [weakest(pair) for pair in zip(both["status"], both["theirs"], strict=True)]
    panel = both.assign(status=status).drop(columns="theirs")
    lost = tuple(dict.fromkeys((*ours.lost, *others.lost)))
    left_out = tuple(dict.fromkeys((*ours.left_out, *others.left_out)))
    return replace(ours, panel=panel, design=replace(ours.design, against=AGAINST), left_out=left_out, lost=lost)
