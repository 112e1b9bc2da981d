"""The page of maps: a form whose state is its address, the map it asks for, and the files of that map."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from impact.errors import InputError
from impact.page import choices
from impact.page.files.painter import MEDIA, Order
from impact.page.maps.form import MapForm
from impact.page.maps.land import land
from impact.page.maps.lists import chosen, lists
from impact.page.maps.of_design import DesignSubject, drawn_designs
from impact.page.maps.origin import BUNDLED, Origin
from impact.page.maps.subject import PanelSubject
from impact.page.maps.subjects import Found, found_of, offered
from impact.page.pages import language, rendered, words_of
from impact.page.problems import told
from impact.page.workroom import BusyError
from impact.report.charts.class_colours import class_colours
from impact.report.maps.drawing import SIZES
from impact.report.maps.page import values
from impact.report.maps.picture import MapPicture
from impact.report.maps.telling import nation

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from starlette.requests import Request

    from impact.report.charts.values import Values
    from impact.words.texts import Lang
WAITED = 120.0  # seconds for a file


@dataclass(frozen=True)
class Panel:
    """One small map, or the only one.

    Attributes
    ----------
    year : what it is of, where there are several; "" for the only one.
    colour : code of each region -> its colour; "" for one without a figure.
    told : code of each region -> its name and figure.
    """

    year: str
    colour: dict[str, str]
    told: dict[str, str]


@dataclass(frozen=True)
class Answer:
    """The map of a form, as the page shows it.

    Attributes
    ----------
    picture : what is drawn, and what is said around it.
    panels : the maps, one for each year.
    key : class and colour, from low to high.
    above : what stands above the key: the unit, and the figure of the country.
    table : the figures as people read them.
    none : whether there are regions without a figure.
    """

    picture: MapPicture
    panels: tuple[Panel, ...]
    key: tuple[tuple[str, str], ...]
    above: list[str]
    table: Values
    none: bool


async def maps(request: Request) -> Response:
    """Answer with the form and its map; with `part=1` only with what changes, for the script of the page."""
    lang = language(request)
    part = request.query_params.get("part") == "1"
    found = await found_of(request)
    data = dict(found.subject.pairs).get("data", "") if found.subject else request.query_params.get("data", "")
    given = {"pulled": request.app.state.origin.pulled, "data": data}
    made_of: dict[str, Any] = {"offered": await run_in_threadpool(offered, lang), "found": found, **given}
    if found.subject is None:
        return _unfinished(request, found, lang, made_of)
    asked = MapForm.read(request.query_params, found.subject)
    known = request.query_params.get("land", "")
    shown = await run_in_threadpool(_shown, asked, lang, fitting=part)
    template = "map_answer.html" if part else "maps.html"
    sent = bool(part and known == shown["land_key"])
    return rendered(template, request, lang, here="maps", **made_of, **shown, sent=sent)


def _unfinished(request: Request, found: Found, lang: Lang, made_of: dict[str, Any]) -> Response:
    """Answer that a scenario is worked out, that it cannot be, or that what was sent is no longer kept."""
    look = found.look
    assert look is not None
    wrong = "" if look.wrong == {} else "wrong.gone_map" if "scenario" in look.wrong else "run.failed"
    problems = told(look.problems, words_of(lang), closed=True)
    failed = look.seen.state == "failed"
    over = bool(wrong or problems or failed)
    said = wrong or ("run.failed" if failed and not problems else "")
    status = 200 if over else 202
    return rendered(
        "maps_waiting.html",
        request,
        lang,
        status=status,
        here="maps",
        said=said,
        problems=problems,
        over=over,
        **made_of,
    )


async def file(request: Request) -> Response:
    """Answer with a file of the map: the bytes that the command writes."""
    lang, ending = language(request), request.path_params["ending"]
    found = await found_of(request, patience=WAITED)
    if found.subject is None:
        raise BusyError
    form = MapForm.read(request.query_params, found.subject)
    size = request.query_params.get("size", "page")
    if ending not in MEDIA or size not in SIZES or await run_in_threadpool(_refused, form):
        raise HTTPException(404)
    try:
        content = await request.app.state.painter.file(Order(form, lang, size, ending))
    except InputError as error:
        raise HTTPException(404) from error
    return Response(
        content,
        media_type=MEDIA[ending],
        headers={"Content-Disposition": f'attachment; filename="{_named(form)}.{ending}"'},
    )


def _named(form: MapForm) -> str:
    """Return the name of a file: what it shows, where and when."""
    years = " ".join(map(str, form.shown_years))
    what, data = form.subject.command(form.name)[0], dict(form.subject.pairs).get("data", "")
    said = (what, form.name, form.notion, form.part, form.place, form.region, years, data)
    words = re.sub("[^a-z0-9]+", " ", " ".join(said).lower()).split()
    return "-".join(dict.fromkeys(words))


def _refused(form: MapForm) -> bool:
    return bool(form.wrong())


def warm() -> None:
    """Read the figures of the first map."""
    _shown(MapForm(), "nl")


async def warm_all(there: Origin) -> None:
    """Read the figures of the first map of every variable, one after the other, with room for visitors in between."""
    for origin in dict.fromkeys((BUNDLED, there)):
        for level in await run_in_threadpool(choices.levels, origin):
            for name in await run_in_threadpool(choices.of_level, level, origin):
                await run_in_threadpool(_shown, MapForm(level, name, subject=PanelSubject(origin)), "nl")
    for design in await run_in_threadpool(drawn_designs):
        await run_in_threadpool(_shown, MapForm(subject=DesignSubject(design)), "nl")


def _shown(asked: MapForm, lang: Lang, *, fitting: bool = False) -> dict[str, Any]:
    """Return what the templates fill in; with `fitting` of the nearest form that can be shown."""
    form = asked.fitting() if fitting else asked
    words = words_of(lang)
    wrong, answer, refusal = form.wrong(), None, None
    if not wrong:
        try:
            answer = _answer(form, lang)
        except InputError as error:
            refusal = error.problems[0]
    drawn = land(form.place, form.area)
    several = len(answer.panels) > 1 if answer else False
    return {
        "form": form,
        "options": lists(form, words),
        "chosen": chosen(form),
        "wrong": {one.field: words(f"wrong.{one.text}") for one in wrong},
        "answer": answer,
        "refusal": refusal,
        "land": drawn,
        "land_key": "" if several else drawn.key,
        "files": tuple(MEDIA),
        "sizes": tuple(SIZES),
    }


def _answer(asked: MapForm, lang: Lang) -> Answer:
    picture = asked.picture(lang)
    colours = dict(zip(picture.classes.labels, class_colours(picture.classes), strict=True))
    rows, table = picture.table, values(picture)
    years = picture.figures.years
    read = rows.assign(told=[f"{row[0]}: {row[-2]}" for row in table.rows])
    panels = (_panel(read[read["year"] == year], str(year) if len(years) > 1 else "", colours) for year in years)
    above = [picture.figures.unit.spoken(lang), *nation(picture.figures, picture.words)]
    none = bool(rows["class"].eq("").any())
    return Answer(picture, tuple(panels), tuple(colours.items()), above, table, none)


def _panel(rows: pd.DataFrame, year: str, colours: Mapping[str, str]) -> Panel:
    colour = {code: colours.get(label, "") for code, label in zip(rows["region"], rows["class"], strict=True)}
    return Panel(year, colour, dict(zip(rows["region"], rows["told"], strict=True)))
