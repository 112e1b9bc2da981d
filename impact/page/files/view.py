"""The pages on which the report and the data package are had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from impact.page.files.downloads import JOBS, PUBLICATION, Files, job_of
from impact.page.pages import language, rendered, words_of
from impact.words.texts import LANGUAGES, Words

if TYPE_CHECKING:
    from starlette.requests import Request

    from impact.page.workroom import Workroom

MEDIA = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


async def overview(request: Request) -> Response:
    """Answer with what can be had."""
    return rendered("downloads.html", request, language(request), here="downloads", names=tuple(JOBS))


async def one(request: Request) -> Response:
    """Answer with the files of one of them; while they are being made, with a page that says so."""
    lang, name = language(request), request.path_params["name"]
    files = await _files(request, patience=0.5)
    if files is None:
        return rendered("downloads_waiting.html", request, lang, status=202, here="downloads", name=name)
    words = words_of(lang)
    rows = [(_called(file, words), file, path.stat().st_size) for file, path in files.items()]
    given = {"name": name, "files": rows, "publication": PUBLICATION}
    return rendered("downloads_one.html", request, lang, here="downloads", **given)


async def file(request: Request) -> Response:
    """Answer with a file: the bytes that the command writes."""
    files, name = await _files(request, patience=60), request.path_params["file"]
    if files is None or name not in files:
        raise HTTPException(404)
    kind = name.rpartition(".")[2]
    return FileResponse(files[name], media_type=MEDIA[kind], filename=name)


ROUTES = (
    Route("/{lang}/downloads", overview),
    Route("/{lang}/downloads/{name}", one),
    Route("/{lang}/downloads/{name}/{file}", file),
)
"""The addresses of these pages."""


def _called(file: str, words: Words) -> str:
    """Return what a file is, in words: its kind, and the language where its name says one."""
    stem, _, kind = file.rpartition(".")
    spoken = stem.rpartition("-")[2]
    named = words(f"downloads.kind_{kind}")
    return (
        words("downloads.in_language", kind=named, lang=words(f"downloads.{spoken}")) if spoken in LANGUAGES else named
    )


async def _files(request: Request, patience: float) -> Files | None:
    lang, name = language(request), request.path_params["name"]
    if name not in JOBS:
        raise HTTPException(404)
    room: Workroom = request.app.state.workroom
    return await room.outcome(job_of(name, lang), patience)
