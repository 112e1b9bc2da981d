"""Pages made of templates, our own words and the style sheet of the publications."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast

import jinja2
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from impact import bundle
from impact.words.texts import LANGUAGES, Lang, Words, words

if TYPE_CHECKING:
    from starlette.requests import Request


def language(request: Request) -> Lang:
    """Return the language of an address; another than ours is an address with nothing at it."""
    lang = request.path_params["lang"]
    if lang not in LANGUAGES:
        raise HTTPException(404)
    return cast("Lang", lang)


def first_language(request: Request) -> Lang:
    """Return the language of an address; of one that has none, the first of ours."""
    first = request.url.path.strip("/").partition("/")[0]
    return first if first in LANGUAGES else "nl"


@cache
def words_of(lang: Lang) -> Words:
    """Return the words of the page in a language."""
    return words("page", lang)


def rendered(template: str, request: Request, lang: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """Return a page in a language, with the same page in the other one a link away."""
    spoken = words_of(cast("Lang", lang))
    other = next(known for known in LANGUAGES if known != lang)
    query = f"?{request.url.query}" if request.url.query else ""
    asked = request.url.path + query
    there = asked.replace(f"/{lang}/", f"/{other}/", 1) if asked.startswith(f"/{lang}/") else f"/{other}/"
    page = _templates().get_template(template)
    user = request.scope.get("state", {}).get("user", "")  # of a session of ours, which can be ended here
    given = {"t": spoken, "lang": lang, "other": other, "there": there, "user": user}
    return HTMLResponse(page.render(**{**given, **values}), status)


def read_templates() -> None:
    """Read every template, so that no visitor waits for that."""
    held = _templates()
    for name in held.list_templates(extensions=["html"]):
        held.get_template(name)


@cache
def _templates() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(bundle.reports("page"))
    return jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
