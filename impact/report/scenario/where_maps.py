"""Maps of the report on a scenario: jobs, value added and output by area, gross over the country and net inside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from impact import regions
from impact.report.charts.schemes import Scheme
from impact.report.maps.outcome import outcome_in
from impact.report.maps.outcome_figures import GROSS, OutcomeQuestion, outcome_figures
from impact.report.maps.page import slim, values
from impact.report.maps.picture import MapPicture, chart
from impact.report.pages.manuscript import Illustration
from impact.report.scenario.where import is_known, net_level
from impact.words.statements import in_language
from impact.words.texts import within_sentence

if TYPE_CHECKING:
    from impact.regions import StudyArea
    from impact.scenario import ScenarioResult
    from impact.words.texts import Words

_NET = "net_regional"
MAPS: Mapping[str, tuple[str, str]] = {
    "where_gross": ("jobs", GROSS),
    "where_net": ("jobs", _NET),
    "where_value_added_gross": ("value_added", GROSS),
    "where_value_added_net": ("value_added", _NET),
    "where_output_gross": ("output", GROSS),
    "where_output_net": ("output", _NET),
}
"""Places in the template, each with the measure and the concept that it maps."""
_CLASSES: Scheme = "natural"
"""One area has ten times as much as others: a class of as many areas each would hide that."""


def illustrations(result: ScenarioResult, words: Words, quoted: Mapping[str, str]) -> Iterator[Illustration]:
    """Return the maps, of net figures where there are regions to show them by; none of a result without areas.

    Parameters
    ----------
    result
        What a scenario leads to.
    words
        The texts of the publication.
    quoted
        What its sentences quote.
    """
    area, net = regions.study_area(result.scenario.study_area), net_level(result)
    if not is_known(result):
        return
    for name, (measure, concept) in MAPS.items():
        if concept == GROSS:
            yield _map(name, result, words, quoted, OutcomeQuestion(measure), outline=area)
        elif net:
            asked = OutcomeQuestion(measure, level=net, concept=concept, area=area)
            yield _map(name, result, words, quoted, asked)


def _map(
    name: str,
    result: ScenarioResult,
    words: Words,
    quoted: Mapping[str, str],
    asked: OutcomeQuestion,
    outline: StudyArea | None = None,
) -> Illustration:
    figures = outcome_figures(outcome_in(result), asked)
    heading = words(f"{name}.title", **quoted)
    picture = MapPicture(figures, words.lang, area=asked.area, scheme=_CLASSES, heading=heading, outline=outline)
    message = picture.message.replace(heading, within_sentence(heading), 1)
    told = {"map_title": heading, "map_unit": in_language(figures.unit, words.lang)}
    caption = words("where_maps.inside" if asked.area else "where_maps.everywhere", **quoted, **told)
    return Illustration(name, chart(picture), message, caption, values(picture), slim(picture))
