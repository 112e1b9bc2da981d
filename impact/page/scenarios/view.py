"""The page of a scenario: pick or send one, set what it hangs on, see what changes, keep file and figures."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from impact.errors import InputError
from impact.page.desk import Desk, desk_of, read, settled, visit_of
from impact.page.pages import language, rendered, words_of
from impact.page.problems import told
from impact.page.scenarios import shown, uploads
from impact.page.scenarios.charts_made import ChartsMade
from impact.page.scenarios.figures import MEASURES, Figures
from impact.page.scenarios.form import STATUSES, Form, ScenarioForm, shipped, shipped_titles
from impact.page.scenarios.looking import Look, looked
from impact.page.scenarios.orders import FILES
from impact.page.scenarios.runs import State
from impact.page.scenarios.sliders import Slider, sliders
from impact.page.workroom import BusyError
from impact.scenario.answer.compared_files import differences
from impact.scenario.computation.concepts import HEADLINES
from impact.scenario.drivers.headlines import ALL
from impact.words.languages import LANGUAGES
from impact.words.names import called
from impact.words.numbers import formatted, number

if TYPE_CHECKING:
    from starlette.requests import Request

    from impact.page.workroom import Workroom
    from impact.words.texts import Lang, Words

MOST_SECTORS = 8  # the others are a click away
WAITED = 120.0  # seconds for a file
FIRST_SHOWN = "first"  # what a browser says that shows first figures


async def warm(desk: Desk) -> None:
    """Go the way of the first visitor, who then finds it quick: first figures, one that is set, and the whole."""
    look = await looked(desk, "warm", ScenarioForm(stop="1"), patience=WAITED)
    if not look.assumed:  # it failed: who comes hears why
        return
    first = sliders(look.form, look.assumed, "nl")[0] if look.form else None
    given = {first.name: first.at} if first else {}
    for asked in (ScenarioForm(stop="1", set=given), ScenarioForm()):
        look = await looked(desk, "warm", asked, patience=WAITED)
        for lang in LANGUAGES:
            await run_in_threadpool(_shown, look, lang, desk)


async def scenario(request: Request) -> Response:
    """Answer with the form and its figures; with `part=1` only with the figures, for the script of the page."""
    lang, asked, part = language(request), ScenarioForm.read(request.query_params), _is_part(request)
    given = {name: text for name, text in request.query_params.items() if name in asked.set}
    if not part and any(asked.set[name] != text for name, text in given.items()):
        return RedirectResponse(f"/{lang}/scenario?{asked.address}", 303)
    look = await looked(desk_of(request), visit_of(request), asked, known=part and _known(request))
    template = "scenario_answer.html" if part else "scenario.html"
    values = await run_in_threadpool(_shown, look, lang, desk_of(request))
    lands = set(request.query_params.get("lands", "").split(",")) if part else set()
    return rendered(template, request, lang, here="scenario", lands=lands, told_of_file=(), **values)


def _is_part(request: Request) -> bool:
    return request.query_params.get("part") == "1"


def _known(request: Request) -> bool:
    """Return whether a browser shows first figures already, and asks for the refined ones."""
    return request.query_params.get("known", "") == FIRST_SHOWN


async def file(request: Request) -> Response:
    """Answer with the scenario file that gives the figures of the page by command."""
    look = await _kept_of(request, "1")
    if look.source is None:
        raise _nothing(look)
    return _kept(look.source.text.encode("utf-8"), f"{look.source.name}.toml", "application/toml; charset=utf-8")


async def figures(request: Request) -> Response:
    """Answer with figures as csv: the bytes of that file in the folder that `impact run --out` writes."""
    name = request.path_params["name"]
    if name not in FILES:
        raise HTTPException(404)
    look = await _kept_of(request, "")
    if look.source is None or look.refined is None:
        raise _nothing(look)
    if not await settled(look.refined, WAITED) or look.refined.state is not State.DONE:
        raise BusyError
    packed = look.refined.answer.files.get(name)
    if packed is None:
        raise HTTPException(404)
    return _kept(zlib.decompress(packed), f"{look.source.name}-{name}.csv", "text/csv; charset=utf-8")


async def charts(request: Request) -> Response:
    """Answer with the charts of a scenario in an archive: the bytes that `impact chart` writes of its result."""
    look = await _kept_of(request, "1")
    if look.source is None:
        raise _nothing(look)
    room: Workroom = request.app.state.workroom
    made = await room.outcome(ChartsMade(look.source, language(request), desk_of(request).refined), WAITED)
    if made is None:
        raise BusyError
    return FileResponse(made, media_type="application/zip", filename=made.name)


async def _kept_of(request: Request, stop: str) -> Look:
    """Return what is found of the form whose file is asked for; with `stop` the refined figures are not."""
    asked = ScenarioForm.read({**request.query_params, "stop": stop})
    return await looked(desk_of(request), visit_of(request), asked, patience=WAITED)


def _nothing(look: Look) -> Exception:
    """Return why there is no file: it takes too long, or there is no such scenario."""
    return BusyError() if look.seen.state == "waiting" else HTTPException(404)


def _kept(content: bytes, name: str, media: str) -> Response:
    return Response(content, media_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})


async def upload(request: Request) -> Response:
    """Take a scenario file and lead to its page, or say all that is wrong with it."""
    lang, desk = language(request), desk_of(request)
    try:
        content = await uploads.body(request.stream())
        source = await run_in_threadpool(uploads.sent, content, request.headers.get("content-type", ""))
    except InputError as error:
        look = await looked(desk, visit_of(request), ScenarioForm(stop="1"))
        values = await run_in_threadpool(_shown, look, lang, desk)
        found = told(error.problems, words_of(lang))
        values |= {"lands": set(), "told_of_file": found, "there": f"/{'en' if lang == 'nl' else 'nl'}/scenario"}
        return rendered("scenario.html", request, lang, status=422, here="scenario", **values)
    return RedirectResponse(f"/{lang}/scenario?{ScenarioForm(upload=desk.uploads.add(source)).address}", 303)


def _shown(look: Look, lang: Lang, desk: Desk) -> dict[str, Any]:
    """Return what the templates fill in."""
    words, form = words_of(lang), look.form
    wrong = {name: words(f"wrong.{text}") for name, text in look.wrong.items()}
    fields = sliders(form, look.assumed, lang) if form and look.assumed else []
    problems = told(look.problems, words, fields=_names(fields, form), closed=True)
    return {
        "look": look,
        "form": form,
        "asked": look.asked,
        "sliders": fields,
        "unread": wrong,
        "wrong": wrong | {one.at: one.why for one in reversed(problems) if one.at},
        "problems": problems,
        "options": _options(look, words, lang),
        "files": FILES,
        "refined": formatted(desk.refined, ",", lang),
        "labels": _labels(fields, form, words, lang),
        "most_sectors": MOST_SECTORS,
        "answer": _answer(look, words, lang) if look.figures and look.scenario else None,
        "number": lambda value: number(value, lang),
        "percent": lambda share: formatted(share, ".0%", lang),
    }


def _labels(fields: list[Slider], form: Form | None, words: Words, lang: Lang) -> dict[str, str]:
    """Return what the fields of the form are called, by name."""
    found = {"scenario": words("field.scenario"), "headline": words("field.headline")}
    found |= {one.name: one.title for one in fields}
    sources = form.base.funding.items() if form else ()
    return found | {f"funding.{name}": source.title.model_dump()[lang] for name, source in sources}


def _names(fields: list[Slider], form: Form | None) -> list[str]:
    """Return the names of the fields at which a problem can be said."""
    return [*(one.name for one in fields), *(f"funding.{name}" for name in (form.base.funding if form else ()))]


def _options(look: Look, words: Words, lang: Lang) -> dict[str, list[tuple[str, str]]]:
    """Return the choices of every list of the form."""
    shipped_ones = [(name, title[lang]) for name, title in shipped_titles().items()]
    names = look.form.headlines if look.form else ()
    asked = [(status, words(f"funding.{status or 'as_it_is'}")) for status in STATUSES]
    return {
        "scenario": shipped_ones,
        "headline": [(name, called("headline", name).spoken(lang)) for name in names if not ALL[name].national],
        "late": [("", words("funding.on_time")), ("1", words("funding.late"))],
        "funding": asked,
    }


def _answer(look: Look, words: Words, lang: Lang) -> dict[str, Any]:
    """Return what is shown of the figures."""
    assert look.figures is not None
    assert look.scenario is not None
    assert look.form is not None
    found, one = look.figures, look.scenario
    write = shown.Writer(words, found.draws)
    concept, measure = look.form.headline.split(".")
    of = (concept if concept in HEADLINES else HEADLINES[-1], measure if measure in MEASURES else MEASURES[0])
    title = called("headline", ".".join(of)).spoken(lang)
    by_year = found.by_year[of]
    return {
        "title": one.title.model_dump()[lang],
        "base": look.form.base.title.model_dump()[lang],
        "draws": formatted(found.draws, ",", lang),
        "known": "refined" if found.whole else FIRST_SHOWN,
        "ranged": found.ranged,
        "cut": formatted(found.cut, ".0%", lang) if found.cut >= 0.005 else "",
        "failed": found.failed,
        "totals": shown.totals(found, write),
        "told": shown.told(found, ALL[look.form.headline], write),
        "measured": shown.measured(of[1], one, words),
        "of": title,
        "staircase": shown.staircase(found, of[1], write),
        "path": shown.line(title, by_year, write) if by_year else None,
        "sectors": shown.by_sector(found, of, write),
        "maps": shown.maps(found, of, one, title, write),
        "use": shown.use_rows(found, write),
        "use_year": max(found.without, default=0),
        "use_path": _use_path(found, words, write, lang),
        "nothing": None if found.nothing is None else formatted(found.nothing, ".0%", lang),
        "changes": shown.changes(found.changes, write),
        "differences": _differences(look, lang),
        "left_out": [text.model_dump()[lang] for text in one.left_out],
        "name": look.source.name if look.source else "",
    }


def _use_path(found: Figures, words: Words, write: shown.Writer, lang: Lang) -> shown.Line | None:
    by_year = found.use.get("productivity", {})
    label = called("use_difference", "productivity").spoken(lang)
    return shown.line(label, by_year, write, 3) if by_year else None


def _differences(look: Look, lang: Lang) -> tuple[str, list[str]] | None:
    """Return the title of the scenario that this one changes, and what its file says otherwise, in plain sentences."""
    assert look.scenario is not None
    base = look.scenario.extension.base if look.scenario.extension else ""
    if not base:
        return None
    other = read(shipped(base))
    found = differences(look.scenario, other)
    return other.title.model_dump()[lang], shown.in_words(found, {base: shown.quoted(other.title)}, lang)


ROUTES = [
    Route("/{lang}/scenario", scenario),
    Route("/{lang}/scenario/file.toml", file),
    Route("/{lang}/scenario/charts.zip", charts),
    Route("/{lang}/scenario/upload", upload, methods=["POST"]),
    Route("/{lang}/scenario/{name}.csv", figures),
]
