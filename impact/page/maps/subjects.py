"""What a map is made of, by its address: public figures, a study, or a scenario, which is worked out first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from impact.page.desk import desk_of, settled, visit_of
from impact.page.evaluation.studies import registered
from impact.page.maps.of_design import DesignSubject, drawn_designs
from impact.page.maps.of_scenario import ScenarioSubject, unpacked
from impact.page.maps.origin import BUNDLED, Origin
from impact.page.maps.subject import PULLED, PanelSubject, Subject, pairs_of
from impact.page.scenarios.form import ScenarioForm, shipped_titles
from impact.page.scenarios.looking import Look, looked

if TYPE_CHECKING:
    from starlette.requests import Request

    from impact.page.scenarios.orders import Source
    from impact.words.texts import Lang

OF = "of"
"""The name in an address of what a map is made of: a scenario or a study; public figures without it."""
SENT = "upload:"
"""What stands there before the name of a file that was sent."""
PATIENCE = 2.0  # seconds that a view waits for a scenario before it says that it waits


@dataclass(frozen=True)
class Found:
    """What a map is made of, or why there is no map yet.

    Attributes
    ----------
    of : the name in the address; "" for public figures.
    subject : what it is made of; None while a scenario is worked out, and where it cannot be.
    look : what there is to see of the scenario; None where there is none.
    """

    of: str
    subject: Subject | None
    look: Look | None = None


async def found_of(request: Request, patience: float = PATIENCE) -> Found:
    """Return what the address of a map says that it is made of.

    Raises
    ------
    HTTPException
        There is nothing of that name.
    """
    given = request.query_params
    of = given.get(OF, "")
    origin = origin_of(request)
    upload = of.removeprefix(SENT) if of.startswith(SENT) else "" if of else given.get("upload", "")
    if of in drawn_designs():
        return Found(of, DesignSubject(of))
    if not of and not upload:
        return Found("", PanelSubject(origin))
    if not upload and of not in shipped_titles():
        raise HTTPException(404)
    asked = ScenarioForm.read({**given, "scenario": of, "upload": upload, "headline": "", "stop": ""})
    look = await looked(desk_of(request), visit_of(request), asked, patience=patience)
    if look.source is None or look.refined is None:
        return Found(of, None, look)
    await settled(look.refined, patience)
    look.seen = desk_of(request).runs.seen(look.refined)
    look.problems = look.seen.problems
    if look.seen.answer is None:
        return Found(of, None, look)
    mapped, draws = look.seen.answer.mapped, look.seen.answer.draws
    pairs = (*_pairs(asked), *pairs_of(origin))
    return Found(of, await run_in_threadpool(_subject, pairs, look.source, draws, mapped, origin), look)


def origin_of(request: Request) -> Origin:
    """Return where figures come from by the address of a map.

    Raises
    ------
    HTTPException
        The page was opened without what the address asks for.
    """
    asked, there = request.query_params.get("data", ""), request.app.state.origin
    if asked not in ("", PULLED) or (asked and not there.pulled):
        raise HTTPException(404)
    return there if asked else BUNDLED


def _pairs(asked: ScenarioForm) -> tuple[tuple[str, str], ...]:
    """Return what stands in the address of a map of a scenario."""
    first = ("upload", asked.upload) if asked.upload else (OF, asked.scenario)
    late = (("late", asked.late),) if asked.late else ()
    return (first, *late, *asked.set.items())


@lru_cache(maxsize=4)
def _subject(
    pairs: tuple[tuple[str, str], ...], source: Source, draws: int, mapped: bytes, origin: Origin
) -> ScenarioSubject:
    return ScenarioSubject(pairs, source, draws, unpacked(mapped), origin)


def offered(lang: Lang) -> dict[str, list[tuple[str, str]]]:
    """Return what a map can be made of, by kind: names and titles."""
    shipped = [(name, title[lang]) for name, title in shipped_titles().items()]
    studies = [(name, registered()[name].titles[lang]) for name in drawn_designs()]
    return {"scenario": shipped, "design": studies}
