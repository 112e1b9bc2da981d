"""The page as one html file: template, style, script and figures, under a policy that lets a browser fetch nothing."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import jinja2
from markupsafe import Markup

from impact import bundle
from impact.errors import InputError, Problem
from impact.page.one_file import shown
from impact.page.one_file.colours import EDGES
from impact.page.one_file.payload import Columns, payload
from impact.page.one_file.shown import FIRST, STAIRS, Told, Writer
from impact.page.one_file.sliders import HEADLINES, offered, title_of_headline
from impact.page.one_file.use import Stop, stops
from impact.panel.figures import SNAPSHOT
from impact.report.charts import theme
from impact.report.pages.picture import MAKER
from impact.scenario.answer.statistics import FEWEST_DRAWS
from impact.scenario.question.scenario import Scenario
from impact.scenario.responses import Figures, Responses, responses
from impact.words.languages import Lang
from impact.words.texts import words

MOST_BYTES = 3_000_000
DRAWS = 500
_SPOKEN = (
    *("outcome.told", "outcome.drawn", "outcome.one_set", "outcome.some_set", "outcome.lowered", "outcome.refused"),
    *("stairs.unit", "path.told", "number.span", "slider.wrong", "where.gross", "where.net_regional"),
)
"""Texts that the script fills in."""


@dataclass(frozen=True)
class Computed:
    """What the page holds of one scenario: its responses, its figures as it is, and what use does at some values."""

    responses: Responses
    figures: Figures
    use: tuple[Stop, ...]


def computed(
    scenarios: Sequence[Scenario], *, draws: int = DRAWS, seed: int = 0, data: str = SNAPSHOT
) -> list[Computed]:
    """Return what a page of scenarios holds, in any language.

    Parameters
    ----------
    scenarios
        The first one is shown first.
    draws
        How many random draws, 200 at least; as many as fit in `MOST_BYTES`.
    seed, data
        As in `run`.

    Raises
    ------
    InputError
        Too few draws to tell a range, the same scenario twice, another study area, or an option that `run` refuses.
    """
    _check(scenarios, draws)
    found = []
    for scenario in scenarios:
        units = responses(scenario, draws=draws, seed=seed, data=data, municipalities=True)
        figures = units.at({})
        found.append(Computed(units, figures, stops(figures, seed=seed)))
    return found


def one_file(found: Sequence[Computed], lang: Lang, *, data: str = SNAPSHOT) -> str:
    """Return the page: finished scenarios with what is needed to compute them at other settings.

    Parameters
    ----------
    found
        What is shown, `computed`.
    lang
        Of the page.
    data
        As it was computed with.

    Raises
    ------
    InputError
        The page would be too large.
    """
    draws, seed = found[0].responses.draws.count, found[0].responses.seed
    write, columns = Writer(words("one-file", lang), draws), Columns()
    models = {one.figures.scenario.name: payload(one.responses, columns) for one in found}
    told = [shown.told(one.figures, offered(one.responses, one.figures, FIRST, lang), one.use, write) for one in found]
    page = _page(told, [one.figures for one in found], models, columns, write, seed, data)
    if (size := len(page.encode())) > MOST_BYTES:
        raise InputError(_too_large(size, draws, len(found)))
    return page


def _check(scenarios: Sequence[Scenario], draws: int) -> None:
    problems = []
    if draws < FEWEST_DRAWS:
        expected = f"{FEWEST_DRAWS} or more, so that there is a range to show"
        problems.append(Problem("option", "--draws", str(draws), expected, "Leave it out, or ask for more."))
    names = [scenario.name for scenario in scenarios]
    for name in sorted({name for name in names if names.count(name) > 1}):
        problems.append(Problem("option", "scenario", f"{name} twice", "each scenario once", "Leave one out."))
    for other in (one for one in scenarios if one.study_area != scenarios[0].study_area):
        expected = f"the study area of {scenarios[0].name}, whose map is on the page"
        todo = "Write a page of its own for it."
        problems.append(Problem(other.name, "study_area", str(other.study_area), expected, todo))
    if problems:
        raise InputError(problems)


def _too_large(size: int, draws: int, count: int) -> Problem:
    fewer = FEWEST_DRAWS if draws > FEWEST_DRAWS else 0
    todo = f"Use fewer draws (--draws {fewer})" if fewer else "Write scenarios to files of their own"
    todo += ", or fewer scenarios: those in one economy share what takes room." if count > 1 else "."
    found = f"{size:,} bytes with {draws:,} draws"
    return Problem("option", "--out", found, f"a page of at most {MOST_BYTES:,} bytes, which can be mailed", todo)


def _page(
    told: Sequence[Told],
    figures: Sequence[Figures],
    models: Mapping[str, Any],
    columns: Columns,
    write: Writer,
    seed: int,
    data: str,
) -> str:
    spoken, scenario = write.words, figures[0].scenario
    script = "".join(_static(name) for name in ("responses.js", "one_file.js"))
    style = bundle.reports("house", "page.css").read_text("utf-8") + _static("page.css") + _static("one_file.css")
    source = spoken("file.snapshot") if data == SNAPSHOT else data
    made = {"version": version(MAKER), "draws": spoken.number(write.draws, 0), "seed": seed, "data": source}
    return _template().render(
        t=spoken,
        lang=spoken.lang,
        maker=f"{MAKER} {version(MAKER)}",
        policy=_policy(script, style),
        style=Markup(style),  # noqa: S704
        script=Markup(script),  # noqa: S704
        model=_data(models),
        shown=_data(_shown(told, figures, write)),
        columns=_data(columns.texts),
        scenarios=told,
        headlines=[{"name": name, "title": title_of_headline(name, spoken.lang)} for name in HEADLINES],
        first=FIRST,
        finished=shown.finished(figures[0], write),
        compared_heads=shown.compared_heads(scenario, spoken),
        left_out=[spoken.choose(text.model_dump()) for text in scenario.left_out],
        sources=_references(scenario, spoken.lang),
        made=spoken("file.made", price_year=scenario.price_year, **made),
    )


def _static(name: str) -> str:
    return bundle.reports("page", "static", name).read_text(encoding="utf-8")


def _references(scenario: Scenario, lang: Lang) -> tuple[str, ...]:
    return (scenario.references_nl if lang == "nl" else None) or scenario.references


def _shown(told: Sequence[Told], figures: Sequence[Figures], write: Writer) -> dict[str, Any]:
    """Return what the script writes with."""
    spoken = write.words
    units = {name: [shown.unit_of(name.split(".")[1], one.scenario, spoken) for one in figures] for name in HEADLINES}
    names = {row.key: row.label for one in figures for drawn in shown.maps(one, "gross", write) for row in drawn.rows}
    return {
        **{"lang": spoken.lang, "first": FIRST, "order": [one.name for one in told]},
        "texts": {name: spoken.texts[name][spoken.lang] for name in _SPOKEN},
        "measures": {name: spoken(f"measure.{name}") for name in ("jobs", "value_added")},
        "headlines": {name: title_of_headline(name, spoken.lang) for name in HEADLINES},
        **{"units": units, "places": names, "steps": STAIRS, "edges": EDGES},
        **{"colours": theme.SEQUENTIAL, "falling": theme.FALLING},
        "titles": {one.name: one.title for one in told},
        "use": {one.name: _stops(one) for one in told if one.use},
    }


def _stops(one: Told) -> list[dict[str, Any]]:
    assert one.use is not None  # asked of one that has it
    return [
        {"label": stop["label"], "rows": {row.key: [row.mean, row.span] for row in stop["rows"]}}
        for stop in one.use.stops
    ]


def _policy(script: str, style: str) -> str:
    """Return a policy under which this script and this style run, and nothing is fetched."""

    def hashed(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    ours = f"script-src {hashed(script)}; style-src {hashed(style)}"
    return f"default-src 'none'; {ours}; base-uri 'none'; form-action 'none'"


def _data(tables: Mapping[str, Any]) -> Markup:
    """Return data for a script element: JSON without anything that could end it."""
    text = json.dumps(tables, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704


def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(bundle.reports("page")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("one_file.html")
