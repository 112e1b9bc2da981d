"""The pages on whether it worked: what could be detected, the registered design, comparable places, the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from impact.errors import InputError
from impact.page.evaluation.studies import registered
from impact.page.evaluation.told import TABLE, LedgerTold, PublishedTold, Spoken, StudyTold, Told
from impact.page.pages import language, rendered, words_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from impact.page.settings import Settings
    from impact.page.workroom import Job, Workroom
    from impact.words.texts import Lang

PARTS = ("detectable", "design", "analogues", "ledger")
PUBLISHED = "published"  # studies of others, beside our own of comparable places
MEDIA = {
    "svg": "image/svg+xml",
    "csv": "text/csv; charset=utf-8",
    "toml": "text/plain; charset=utf-8",
    "json": "application/json",
}
DESIGN, FROZEN = "design.toml", "frozen.json"


async def overview(request: Request) -> Response:
    """Answer with what can be asked here."""
    return rendered("evaluate.html", request, language(request), here="evaluate", parts=PARTS, part="")


async def part(request: Request) -> Response:
    """Answer with one of the parts; while it is being worked out, with a page that says so."""
    lang, (name, chosen) = language(request), await _asked(request)
    choices = await run_in_threadpool(lambda: {one: _title(one, lang) for one in choices_of(name)})
    given: dict[str, Any] = {"here": "evaluate", "parts": PARTS, "part": name, "choices": choices, "of": chosen}
    try:
        found = await _room(request).outcome(job_of(request.app.state.settings, name, chosen))
    except InputError as error:
        return rendered("evaluate_refused.html", request, lang, problems=error.problems, **given)
    if found is None:
        return rendered("evaluate_waiting.html", request, lang, status=202, **given)
    if name == "design":
        given["frozen"] = await run_in_threadpool(path_of_design, chosen, FROZEN) is not None
    return rendered(f"evaluate_{_template(name, chosen)}.html", request, lang, **given, **_shown(found[lang]))


async def file(request: Request) -> Response:
    """Answer with a file of a figure: the drawing, that for a narrow screen, or its figures."""
    lang, (name, chosen) = language(request), await _asked(request)
    found = await _room(request).outcome(job_of(request.app.state.settings, name, chosen), patience=60)
    figure = found[lang].figures.get(request.path_params["figure"]) if found else None
    kind = request.path_params["file"]
    if figure is None or kind not in figure.files:
        raise HTTPException(404)
    ending = kind.rpartition(".")[2]
    kept = kind == TABLE or "save" in request.query_params
    headers = _attached(f"{figure.name}.{ending}") if kept else {}
    return Response(figure.files[kind], media_type=MEDIA[ending], headers=headers)


async def design_file(request: Request) -> Response:
    """Answer with a registered design as it stands, or with the record in which it was frozen."""
    language(request)
    path = await run_in_threadpool(path_of_design, request.path_params["design"], request.path_params["file"])
    if path is None:
        raise HTTPException(404)
    return Response(path.read_bytes(), media_type=MEDIA[path.suffix[1:]], headers=_attached(path.name))


ROUTES = (
    Route("/{lang}/evaluate", overview),
    Route("/{lang}/evaluate/{part}", part),
    Route("/{lang}/evaluate/{part}/figures/{figure}/{file}", file),
    Route("/{lang}/evaluate/design/{design}/{file}", design_file),
)
"""The addresses of these pages."""


def choices_of(name: str) -> tuple[str, ...]:
    """Return what can be chosen in a part: registered designs, or what is known of comparable places."""
    designs = registered()
    if name == "detectable":
        return tuple(design for design, of in designs.items() if of.expected)
    if name == "design":
        return tuple(designs)
    if name == "analogues":
        return (PUBLISHED, *(design for design, of in designs.items() if not of.expected))
    return ()


def job_of(settings: Settings, name: str, chosen: str) -> Job[Spoken]:
    """Return the work that a part is made of."""
    if name == "ledger":
        return LedgerTold.of(settings.ledger)
    return PublishedTold() if chosen == PUBLISHED else StudyTold(chosen)


async def begin(room: Workroom, settings: Settings) -> None:
    """Begin with what every part shows first, before somebody asks for it."""
    for name in PARTS:
        first = next(iter(await run_in_threadpool(choices_of, name)), "")
        await room.outcome(job_of(settings, name, first), patience=0)


def path_of_design(name: str, file: str) -> Path | None:
    """Return the file of a registered design that travels with the package, or of its frozen record; None without."""
    study = registered().get(name)
    held = {DESIGN: study.design, FROZEN: study.frozen}.get(file) if study else None
    return held if held is not None and held.is_file() else None


def _template(name: str, chosen: str) -> str:
    return "published" if chosen == PUBLISHED else "findings" if name == "analogues" else name


def _shown(told: Told) -> dict[str, Any]:
    """Return what a template fills in."""
    return {"s": told.texts, "found": told.content, "figures": told.figures}


async def _asked(request: Request) -> tuple[str, str]:
    """Return the part of an address, and what is chosen in it; raises HTTPException where there is no such thing."""
    name = request.path_params["part"]
    choices = await run_in_threadpool(choices_of, name)
    chosen = request.query_params.get("of", next(iter(choices), ""))
    if name not in PARTS or (choices and chosen not in choices):
        raise HTTPException(404)
    return name, chosen if choices else ""


def _title(name: str, lang: Lang) -> str:
    return words_of(lang)("evaluate.published") if name == PUBLISHED else registered()[name].titles[lang]


def _room(request: Request) -> Workroom:
    room: Workroom = request.app.state.workroom
    return room


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
