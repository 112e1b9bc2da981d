"""Charts of the result of a scenario, and of several, by name: those of the publication on it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from impact.errors import InputError, Problem
from impact.report.charts import comparison as comparisons
from impact.report.charts import values
from impact.report.gallery.named import Asked, Shown
from impact.report.pages.manuscript import Illustration
from impact.report.pages.publications import on_scenario
from impact.report.scenario import drivers
from impact.report.scenario.publication import illustration
from impact.scenario.answer.outlook import outlook_of
from impact.scenario.answer.statistics import FEWEST_DRAWS
from impact.scenario.computation.concepts import HEADLINES
from impact.words.texts import chart_words

if TYPE_CHECKING:
    from impact.scenario import Comparison, ScenarioResult

BASELINE = "ai-fabriek-baseline"  # whose publication speaks of a scenario that has none


def _of_publication(result: ScenarioResult, asked: Asked, *, place: str) -> Shown:
    publication = on_scenario(result.scenario, otherwise=BASELINE)
    found = illustration(result, publication, asked.lang, place)
    if found is None:
        raise InputError(_lacking(result, place))
    return Shown(found, result.scenario.date)


def _lacking(result: ScenarioResult, place: str) -> Problem:
    """Return why a result has nothing to draw in a place."""
    name = result.scenario.name
    if place == drivers.PLACE:
        found, expected = f"{result.manifest['draws']} draws, or nothing with a range", "a result with a range"
        todo = f"Run the scenario with {FEWEST_DRAWS} draws or more, and give what is not known a low and a high."
        return Problem(name, "draws", found, expected, todo)
    todo = "A scenario with a table [use] has it: run one, and name its folder."
    return Problem(name, "use", "a result that says nothing of the use of AI", "a result with it", todo)


staircase = partial(_of_publication, place="steps")
path = partial(_of_publication, place="years")
stages = partial(_of_publication, place="stages")
by_sector = partial(_of_publication, place="sector")
adoption = partial(_of_publication, place="use")
tornado = partial(_of_publication, place=drivers.PLACE)


def comparison(compared: Comparison, asked: Asked) -> Shown:
    """Return how scenarios differ from the first.

    Parameters
    ----------
    compared
        Subtracted draw by draw.
    asked
        The language.
    """
    words = chart_words(asked.lang)
    against = words.choose(compared.against.scenario.title.model_dump())
    rows = comparisons.differences(compared, words).assign(name=lambda d: d["name"].str.replace("|", " "))
    found = {
        (row["name"], row["concept"]): values.ranged(outlook_of(compared.against, row), words)
        for row in rows.to_dict("records")
    }
    names = list(dict.fromkeys(rows["name"]))
    told = tuple((name, *(found[name, concept] for concept in HEADLINES)) for name in names)
    head = (words("column.scenario"), *(words(f"concept.{concept}") for concept in HEADLINES))
    title = words("comparison.title", against=against)
    said = words("comparison.alt", title=title, figures="; ".join(f"{row[0]}: {row[-1]}" for row in told))
    chart = comparisons.comparison(compared, lang=asked.lang)
    figure = Illustration("comparison", chart, said, title, values.Values(head, told))
    return Shown(figure, compared.against.scenario.date)
