"""The page of two scenarios: by how much they differ, draw by draw, and what their files say otherwise."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from impact.errors import InputError, Problem
from impact.page.bands import Band
from impact.page.desk import FIRST_FIGURES, desk_of, read, settled, visit_of
from impact.page.pages import language, rendered, words_of
from impact.page.problems import told
from impact.page.scenarios import shown
from impact.page.scenarios.compared import Compared
from impact.page.scenarios.figures import Change
from impact.page.scenarios.form import BASELINE, Form, ScenarioForm, shipped, shipped_titles
from impact.page.scenarios.looking import news
from impact.page.scenarios.orders import FIRST, Kind, Order, Source
from impact.page.scenarios.runs import Seen, State
from impact.page.scenarios.sliders import scales
from impact.report.differences.rows import MEASURES_OF_USE
from impact.scenario import shipped_scenarios
from impact.scenario.answer.where import place
from impact.scenario.computation.concepts import HEADLINES, TAKEN_OFF
from impact.words.names import called
from impact.words.numbers import formatted
from impact.words.statements import in_language
from impact.words.texts import within_sentence

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from impact.words.texts import Lang, Words

OTHER = "no-eu-cofinancing"  # what is compared first, before anybody chose


@dataclass
class Pair:
    """What is found of two scenarios: the one, what it was before anything was set, and what it is compared with."""

    asked: ScenarioForm
    against: str
    visit: str
    base: Source | None = None
    one: Source | None = None
    other: Source | None = None
    compared: Compared | None = None
    seen: Seen = field(default_factory=Seen)
    problems: tuple[Problem, ...] = ()


async def compare(request: Request) -> Response:
    """Answer with the choice of two scenarios and their differences; with `part=1` the differences alone."""
    lang, given, part = language(request), dict(request.query_params), request.query_params.get("part") == "1"
    if not given.get("upload"):
        given["scenario"] = given.get("scenario") or OTHER
    pair = Pair(ScenarioForm.read(given), given.get("against", "").strip()[:100] or BASELINE, visit_of(request))
    await _looked(request, pair, known=part and given.get("known", "") == "first")
    values = await run_in_threadpool(_shown, pair, lang)
    values["refined"] = formatted(desk_of(request).refined, ",", lang)
    template = "compare_answer.html" if part else "compare.html"
    return rendered(template, request, lang, here="compare", **values)


async def _looked(request: Request, pair: Pair, known: bool) -> None:
    desk = desk_of(request)
    pair.base = pair.one = pair.asked.base(desk.uploads)
    pair.other = _named(pair.against)
    if pair.base is None or pair.other is None:
        return
    try:
        pair.one = await _changed(request, pair, pair.base)
    except InputError as error:
        pair.problems = error.problems
        return
    first = Order(Kind.COMPARED, pair.one, against=pair.other)
    orders = [first] if pair.asked.stop else [first, first.refined(desk.refined)]
    desk.runs.let_go(pair.visit, orders)
    runs = [desk.runs.want(order, pair.visit) for order in orders]
    pair.seen = await news(desk, runs, known)
    pair.compared, pair.problems = pair.seen.answer, pair.seen.problems


async def _changed(request: Request, pair: Pair, source: Source) -> Source:
    """Return the scenario with what the address sets of it, if anything."""
    if not pair.asked.set and not pair.asked.late:
        return source
    form = Form(pair.asked, source, await run_in_threadpool(read, source))
    run = desk_of(request).runs.want(Order(Kind.ASSUMPTIONS, source), pair.visit)
    await settled(run, FIRST_FIGURES)
    if run.state is not State.DONE or form.wrong():
        found, expected = ", ".join(form.wrong()) or "a scenario that is not computed yet", "numbers"
        raise InputError(Problem("page", found, found, expected, "Set them on the page of the scenario."))
    return form.made(scales(run.answer))


def _named(name: str) -> Source | None:
    return shipped(name) if name in shipped_scenarios() else None


def _shown(pair: Pair, lang: Lang) -> dict[str, Any]:
    words = words_of(lang)
    titles = [(name, title[lang]) for name, title in shipped_titles().items()]
    own = pair.one is not None and (bool(pair.asked.upload) or bool(pair.asked.set) or bool(pair.asked.late))
    missing = {}
    if pair.one is None:
        missing["scenario"] = words("wrong.gone" if pair.asked.upload else "wrong.not_there")
    if pair.other is None:
        missing["against"] = words("wrong.not_there")
    answer = _answer(pair, words, lang) if pair.compared and pair.one and pair.other else None
    return {
        "look": pair,
        "asked": pair.asked,
        "against": pair.against,
        "options": titles,
        "own": own,
        "wrong": missing,
        "problems": told(pair.problems, words),
        "answer": answer,
    }


def _answer(pair: Pair, words: Words, lang: Lang) -> dict[str, Any]:
    assert pair.compared is not None
    assert pair.base is not None
    assert pair.one is not None
    assert pair.other is not None
    found, write = pair.compared, shown.Writer(words, pair.compared.draws)
    stated, other = read(pair.base).title, read(pair.other).title
    one = stated if pair.one == pair.base else shown.own(stated)
    titles = {pair.one.name: shown.quoted(one), pair.other.name: shown.quoted(other)}
    steps = {step: change for step, change in found.steps["jobs"].items() if step != "net_national"}
    net = {year: Band(*change[:3]) for year, change in found.by_year[HEADLINES[-1], "jobs"].items()}
    title = called("headline", f"{HEADLINES[-1]}.jobs").spoken(lang)
    return {
        "one": one.nl if lang == "nl" else one.en,
        "other": other.nl if lang == "nl" else other.en,
        "draws": formatted(found.draws, ",", lang),
        "known": "first" if found.draws <= FIRST else "refined",
        "ranged": found.ranged,
        "failed": found.failed,
        "totals": shown.changes(found.totals, write),
        "steps": [write.change(words(f"step.{s}"), _taken_off(c) if s in TAKEN_OFF else c) for s, c in steps.items()],
        "path": shown.line(words("versus.difference_of", what=within_sentence(title)), net, write),
        "areas": _areas(found, write, lang),
        "use": _use(found, write),
        "use_year": found.use_year,
        "told": _told(shown.in_words(found.told, titles, lang), found, words),
        "differences": shown.in_words(found.differences, titles, lang),
    }


def _told(sentences: list[str], found: Compared, words: Words) -> list[str]:
    """Return what is told, with the range by the names of the columns on the page."""
    return [
        words("versus.band") if one.code == "compared_range" else text
        for text, one in zip(sentences, found.told, strict=True)
    ]


def _taken_off(change: Change) -> Change:
    return Change(-change.high, -change.mean, -change.low, change.same_sign)


def _use(found: Compared, write: shown.Writer) -> list[shown.Row]:
    places = {measure.name: decimals for measure, decimals in MEASURES_OF_USE.items()}
    names = {name: called("use_difference", name).spoken(write.lang) for name in found.use}
    return [write.change(names[name], change, places[name]) for name, change in found.use.items()]


def _areas(found: Compared, write: shown.Writer, lang: Lang) -> list[tuple[str, shown.Row | None, shown.Row | None]]:
    """Return gross and net of each area; net is known inside the study area alone."""
    rows = []
    for code in dict.fromkeys(code for _, code in found.areas):
        label = in_language(place(code), lang)
        gross, net = (found.areas.get((concept, code)) for concept in HEADLINES)
        rows.append((label, gross and write.change(label, gross), net and write.change(label, net)))
    return rows


ROUTES = [Route("/{lang}/compare", compare)]
