"""The page as an application that a server can run: addresses, and what is answered on each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from impact import bundle
from impact.page import start_view
from impact.page.desk import Desk
from impact.page.evaluation import view as evaluate_view
from impact.page.files import view as downloads_view
from impact.page.files.painter import Painter
from impact.page.maps import view as maps_view
from impact.page.maps.origin import Origin
from impact.page.pages import first_language, read_templates, rendered
from impact.page.safety import Guard
from impact.page.scenarios import compare_view
from impact.page.scenarios import view as scenario_view
from impact.page.settings import Settings
from impact.page.workroom import BusyError, Workroom

if TYPE_CHECKING:
    from starlette.requests import Request


def application(settings: Settings | None = None) -> Guard:
    """Return the page.

    Parameters
    ----------
    settings
        Where it is served and how people sign in; this machine alone when left out.

    Raises
    ------
    InputError
        Pulled figures are asked for, and none that a map can show are there.
    """
    settings = settings or Settings()
    ways_in, door = _login(settings)
    routes = [
        Route("/", _first),
        *ways_in,
        Route("/static/house.css", _house_style),
        Mount("/static", StaticFiles(directory=bundle.reports("page", "static"))),
        Route("/{lang}/", start_view.start),
        Route("/{lang}/maps", maps_view.maps),
        Route("/{lang}/maps/map.{ending}", maps_view.file),
        *scenario_view.ROUTES,
        *compare_view.ROUTES,
        *evaluate_view.ROUTES,
        *downloads_view.ROUTES,
    ]
    handlers = {HTTPException: _refused, BusyError: _busy, Exception: _failed}
    packed = [*door, Middleware(GZipMiddleware, minimum_size=1_000)]
    inside = Starlette(routes=routes, middleware=packed, exception_handlers=handlers, lifespan=_awake)
    inside.state.settings = settings
    inside.state.origin = Origin.opened(settings.data)
    inside.state.desk = Desk(settings.scheduler)
    return Guard(inside, settings)  # around all of it: a failure is answered outside of its middleware


def _login(settings: Settings) -> tuple[Sequence[Route], Sequence[Middleware]]:
    """Return the addresses of the sign-in and what stands before all others; nothing where nobody has to sign in."""
    if settings.provider is None:
        return (), ()
    from impact.page.access.login import Login, SignedIn

    login = Login(settings.provider)
    return login.routes(), [Middleware(SignedIn, login=login)]


@asynccontextmanager
async def _awake(app: Starlette) -> AsyncIterator[None]:
    """Read what every visitor asks for before the first one comes; end the drawing process with the page."""
    app.state.painter = Painter()
    app.state.workroom = Workroom()
    await run_in_threadpool(maps_view.warm)
    await run_in_threadpool(read_templates)
    ahead: list[asyncio.Task[None]] = []
    if app.state.settings.ahead:
        await evaluate_view.begin(app.state.workroom, app.state.settings)
        ahead = [
            asyncio.create_task(work)
            for work in (scenario_view.warm(app.state.desk), maps_view.warm_all(app.state.origin))
        ]
    try:
        yield
    finally:
        for task in ahead:
            task.cancel()
        app.state.painter.close()
        app.state.workroom.close()
        await run_in_threadpool(app.state.desk.close)


async def _first(request: Request) -> Response:
    return RedirectResponse("/nl/", 307)


async def _house_style(request: Request) -> Response:
    """Answer with the style sheet that the publications have too."""
    return FileResponse(bundle.reports("house", "page.css"))


async def _refused(request: Request, error: Exception) -> Response:
    """Say that there is nothing at an address."""
    code = error.status_code if isinstance(error, HTTPException) else 404
    return rendered("message.html", request, first_language(request), status=code, message="not_found")


async def _busy(request: Request, error: Exception) -> Response:
    return rendered("message.html", request, first_language(request), status=503, message="busy")


async def _failed(request: Request, error: Exception) -> Response:
    """Say that something went wrong, and nothing of what or where: that is for the log of the server."""
    return rendered("message.html", request, first_language(request), status=500, message="failed")
