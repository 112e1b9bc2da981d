"""The first page: what this is, for whom, what it cannot say, and the area that it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool

from impact import regions
from impact.page.maps.land import Land, land
from impact.page.pages import language, rendered

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

AREA = "groningen-noord-drenthe"


async def start(request: Request) -> Response:
    """Answer with the first page."""
    lang = language(request)
    drawn = await run_in_threadpool(_land)
    area = regions.study_area(AREA)
    said = {"title": area.title(lang), "definition": area.definition(lang), "pulled": request.app.state.origin.pulled}
    return rendered("start.html", request, lang, land=drawn, here="start", **said)


def _land() -> Land:
    return land("corop", regions.study_area(AREA))
