"""What is found of the form of a scenario, piece by piece: what can be set, the file that it makes, its figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool

from impact.errors import InputError, Problem
from impact.page.desk import FIRST_FIGURES, Desk, read, settled
from impact.page.scenarios.form import Form, ScenarioForm, shipped
from impact.page.scenarios.orders import Kind, Order, Source
from impact.page.scenarios.runs import Run, Seen
from impact.page.scenarios.sliders import scales

if TYPE_CHECKING:
    from impact.page.scenarios.figures import Assumed, Figures
    from impact.scenario import Scenario

POLLED = 0.8  # seconds that the script of the page is kept waiting for news


@dataclass
class Look:
    """What is found of one form, piece by piece: what is not there yet is None."""

    asked: ScenarioForm
    visit: str
    form: Form | None = None
    assumed: tuple[Assumed, ...] = ()
    source: Source | None = None
    scenario: Scenario | None = None
    figures: Figures | None = None
    refined: Run | None = None
    seen: Seen = field(default_factory=Seen)
    wrong: dict[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


async def looked(
    desk: Desk, visit: str, asked: ScenarioForm, *, known: bool = False, patience: float = FIRST_FIGURES
) -> Look:
    """Return what there is to see of a form, waiting for the first figures, or for the refined ones.

    Parameters
    ----------
    desk
        Of the page.
    visit
        Who asks: a page in a browser.
    asked
        What the address says.
    known
        Whether the browser shows first figures already, and asks for the refined ones.
    patience
        How many seconds it may take to know what can be set.
    """
    look = Look(asked, visit)
    source = asked.base(desk.uploads)
    if source is None:
        look.wrong["scenario"] = "gone" if asked.upload else "not_there"
        return look
    base = await run_in_threadpool(read, source)
    look.form, run = Form(asked, source, base), desk.runs.want(Order(Kind.ASSUMPTIONS, source), look.visit)
    await settled(run, patience)
    look.seen = desk.runs.seen(run)
    look.problems = look.seen.problems
    if look.seen.answer is not None:
        look.assumed = look.seen.answer
        await _ordered(desk, look, known)
    return look


async def _ordered(desk: Desk, look: Look, known: bool) -> None:
    """Order the figures of a form, unless something is wrong with it."""
    assert look.form is not None
    look.wrong = look.form.wrong()
    try:
        source = look.form.without(look.wrong).made(scales(look.assumed))
        scenario = await run_in_threadpool(read, source)
    except InputError as error:
        look.problems = error.problems
        return
    if look.wrong:
        return
    look.source, look.scenario = source, scenario
    first = Order(Kind.FIGURES, source, against=_against(scenario), base=look.form.source)
    orders = [first] if look.asked.stop else [first, first.refined(desk.refined)]
    ready = Order(Kind.READY, look.form.source)
    desk.runs.let_go(look.visit, [*orders, ready])
    runs = [desk.runs.want(order, look.visit) for order in orders]
    desk.runs.want(ready, look.visit)
    look.refined = None if look.asked.stop else runs[1]
    look.seen = await news(desk, runs, known)
    look.figures, look.problems = look.seen.answer, look.seen.problems


async def news(desk: Desk, runs: list[Run], known: bool) -> Seen:
    """Return what there is of runs, from few draws to many, waiting for the last where the first is known already."""
    await settled(runs[0], FIRST_FIGURES)
    if known and len(runs) > 1:
        await settled(runs[-1], POLLED)
    return desk.runs.seen(*runs)


def _against(one: Scenario) -> Source | None:
    """Return the shipped scenario that one changes, where figures of the two can be subtracted."""
    base = one.extension.base if one.extension else ""
    if not base:
        return None
    other = read(shipped(base))
    same = one.price_year == other.price_year and one.study_area == other.study_area
    return shipped(base) if same else None
