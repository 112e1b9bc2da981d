"""Charts of what earlier studies found, by name: of the outcome that is chosen, or the first that can be drawn."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from impact.errors import InputError, Problem
from impact.report.gallery.named import OUTCOME, Asked, Shown
from impact.report.gallery.needs import RECORD
from impact.report.pages.descriptions import OnRecord
from impact.report.pages.publications import publication
from impact.report.record import study_figures
from impact.report.record.outcomes import Outcome

if TYPE_CHECKING:
    from impact.productivity import Studies
    from impact.report.pages.manuscript import Illustration

_POOLED = "studies that print their errors"


def _pooled(outcome: Outcome, *, kind: str) -> Illustration | None:
    synthesis = outcome.synthesis
    if synthesis is None or synthesis.k < study_figures.FEWEST_FOR[kind]:
        return None
    return study_figures.pooled(outcome, synthesis, kind)


def _range(outcome: Outcome) -> Illustration | None:
    return None if outcome.elicited is None else study_figures.beside_range(outcome, outcome.elicited)


def _drawn(studies: Studies, asked: Asked, *, draw: Callable[[Outcome], Illustration | None], need: str) -> Shown:
    found = publication(RECORD)
    assert isinstance(found.about, OnRecord)
    words = found.words(asked.lang)
    chosen = asked.choice(OUTCOME)
    names = [chosen] if chosen else list(studies.outcomes)
    for name in names:
        figure = draw(Outcome(name, studies.of(name), words))
        if figure is not None:
            return Shown(figure, found.about.date)
    able = [name for name in studies.outcomes if chosen and draw(Outcome(name, studies.of(name), words)) is not None]
    todo = f"Choose --outcome {able[0]}." if able else "Name a file of studies that has it, with --of."
    raise InputError(Problem(studies.file, "outcome", ", ".join(names), f"an outcome with {need}", todo))


forest = partial(_drawn, draw=partial(_pooled, kind="forest"), need=f"two {_POOLED}")
leave_one_out = partial(_drawn, draw=partial(_pooled, kind="leave_one_out"), need=f"three {_POOLED}")
funnel = partial(_drawn, draw=partial(_pooled, kind="funnel"), need=f"three {_POOLED}")
beside_range = partial(_drawn, draw=_range, need="an elicited range")
