"""The page of maps: a form whose state is its address, the map it asks for, and the files of that map."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from impact import regions
from impact.errors import InputError
from impact.page import choices
from impact.page.files.painter import MEDIA, Order
from impact.page.maps.form import COMPARES, COUNTS, SCHEMES, SIDES, MapForm, Wrong
from impact.page.maps.land import land
from impact.page.pages import language, rendered, words_of
from impact.report.charts.class_colours import class_colours
from impact.report.maps.page import values
from impact.report.maps.picture import SIZES, MapPicture
from impact.report.maps.telling import nation

if TYPE_CHECKING:
    from starlette.requests import Request

    from impact.report.charts.values import Values
    from impact.words.texts import Lang, Words

Options = list[tuple[str, str]]
"""The choices of a list: value and what is shown."""


@dataclass(frozen=True)
class Answer:
    """The map of a form, as the page shows it.

    Attributes
    ----------
    picture : what is drawn, and what is said around it.
    colour : code of each region -> its colour; "" for one without a figure.
    told : code of each region -> its name and figure.
    key : class and colour, from low to high.
    above : what stands above the key: the unit, and the figure of the country.
    table : the figures as people read them.
    """

    picture: MapPicture
    colour: dict[str, str]
    told: dict[str, str]
    key: tuple[tuple[str, str], ...]
    above: list[str]
    table: Values
    none: bool


async def maps(request: Request) -> Response:
    """Answer with the form and its map; with `part=1` only with what changes, for the script of the page."""
    lang = language(request)
    asked = MapForm.read(request.query_params)
    part = request.query_params.get("part") == "1"
    known = request.query_params.get("land", "")
    shown = await run_in_threadpool(_shown, asked.fitting() if part else asked, lang)
    template = "map_answer.html" if part else "maps.html"
    return rendered(template, request, lang, here="maps", **shown, sent=bool(part and known == shown["land_key"]))


async def file(request: Request) -> Response:
    """Answer with a file of the map: the bytes that the command writes."""
    lang, ending = language(request), request.path_params["ending"]
    form = MapForm.read(request.query_params)
    size = request.query_params.get("size", "page")
    if ending not in MEDIA or size not in SIZES or await run_in_threadpool(_refused, form):
        raise HTTPException(404)
    try:
        content = await request.app.state.painter.file(Order(form, lang, size, ending))
    except InputError as error:
        raise HTTPException(404) from error
    name = re.sub("[^a-z0-9]+", "-", f"{form.name} {form.place} {form.region} {form.year or form.years[0]}".lower())
    return Response(
        content,
        media_type=MEDIA[ending],
        headers={"Content-Disposition": f'attachment; filename="{name.strip("-")}.{ending}"'},
    )


def _refused(form: MapForm) -> bool:
    return bool(form.wrong())


def warm() -> None:
    """Read the figures of the first map."""
    _shown(MapForm(), "nl")


async def warm_all() -> None:
    """Read the figures of the first map of every variable, one after the other, with room for visitors in between."""
    for level in choices.LEVELS:
        for name in await run_in_threadpool(choices.of_level, level):
            await run_in_threadpool(_shown, MapForm(level, name), "nl")


def _shown(asked: MapForm, lang: Lang) -> dict[str, Any]:
    """Return what the templates fill in."""
    words = words_of(lang)
    wrong, answer, refusal = asked.wrong(), None, None
    if not wrong:
        try:
            answer = _answer(asked, lang)
        except InputError as error:
            refusal = error.problems[0]
    drawn = land(asked.place, asked.area)
    return {
        "form": asked,
        "options": _options(asked, words, lang),
        "wrong": {one.field: _why(one, words) for one in wrong},
        "answer": answer,
        "refusal": refusal,
        "land": drawn,
        "land_key": drawn.key,
        "files": tuple(MEDIA),
        "sizes": tuple(SIZES),
    }


def _answer(asked: MapForm, lang: Lang) -> Answer:
    picture = asked.picture(lang)
    classes = picture.classes
    colours = dict(zip(classes.labels, class_colours(classes), strict=True))
    rows = picture.table
    table = values(picture)
    told = {code: f"{row[0]}: {row[1]}" for code, row in zip(rows["region"], table.rows, strict=True)}
    above = [picture.figures.unit.spoken(lang), *nation(picture.figures, picture.words)]
    return Answer(
        picture,
        {code: colours.get(label, "") for code, label in zip(rows["region"], rows["class"], strict=True)},
        told,
        tuple(colours.items()),
        above,
        table,
        bool(rows["class"].eq("").any()),
    )


def _why(one: Wrong, words: Words) -> str:
    return words(f"wrong.{one.text}")


def _options(form: MapForm, words: Words, lang: Lang) -> dict[str, Options]:
    """Return the choices of every list of the form."""
    years = [(str(year), str(year)) for year in form.years]
    return {
        "level": [(level, words(f"level.{level}")) for level in choices.LEVELS],
        "variable": [(name, choices.called(name, lang)) for name in choices.of_level(form.place)],
        "sector": [
            (code, choices.sector_called(code, lang) if code else words("page.all_sectors")) for code in form.sectors
        ],
        "per": [("", words("page.per_nothing")), *((name, _per(name, form, words, lang)) for name in form.divisors)],
        "region": [
            ("", words("page.country")),
            *((name, regions.study_area(name).title(lang)) for name in choices.areas(form.place)),
        ],
        "year": [("", words("page.last_year", year=form.years[0])), *years],
        "compare": [(kind, words(f"compare.{kind}")) for kind in COMPARES],
        "base": [("", words("page.choose")), *years],
        "classes": [(scheme, words(f"classes.{scheme}")) for scheme in SCHEMES],
        "count": [(number, number) for number in COUNTS],
        "around": [(side, words(f"around.{side}")) for side in SIDES],
    }


def _per(name: str, form: MapForm, words: Words, lang: Lang) -> str:
    return words("page.per_own") if name == form.name else choices.called(name, lang)
