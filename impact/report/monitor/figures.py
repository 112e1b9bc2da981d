"""The figures of a monitor, each with its message in a sentence and the table of what it draws."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from impact import regions
from impact.productivity.record.places import NATION
from impact.report.charts.series import Panel, by_year
from impact.report.charts.values import Values, figure
from impact.report.maps.figures import MapFigures, map_figures
from impact.report.maps.outcome import outcome_in
from impact.report.maps.outcome_figures import OutcomeQuestion, outcome_figures
from impact.report.maps.page import slim, values
from impact.report.maps.picture import MapPicture, chart
from impact.report.maps.question import MapQuestion
from impact.report.monitor.regional_monitor import COMPARABLE, JOBS_SINCE
from impact.report.monitor.telling import Account, file_name
from impact.report.pages.manuscript import Illustration

if TYPE_CHECKING:
    from impact.regions import StudyArea
    from impact.scenario import ScenarioResult

_ESTABLISHMENTS = ("municipal-establishments", "corop-establishments")


def illustrations(account: Account, result: ScenarioResult | None, quoted: Mapping[str, str]) -> Iterator[Illustration]:
    """Return the maps of the index.

    Parameters
    ----------
    account
        The monitor in one language.
    result
        What a scenario leads to, if anything.
    quoted
        What the sentences quote.
    """
    area, monitor = account.monitor.area, account.monitor
    count = MapQuestion("establishments", level="gemeente", area=area, years=(monitor.last,), change_from=monitor.since)
    share = MapQuestion(
        "establishments", level="gemeente", area=area, years=(monitor.last,), per="establishments", sector="J"
    )
    jobs = MapQuestion("jobs", level="corop", area=area, change_from=JOBS_SINCE)
    yield _map(account, "count_map", map_figures(count), area, quoted)
    yield _map(account, "share_map", map_figures(share), area, quoted)
    yield _map(account, "jobs_map", map_figures(jobs), area, quoted)
    if result is not None and not monitor.outcome.empty:
        inside = regions.study_area(result.scenario.study_area)
        asked = OutcomeQuestion("jobs", level="gemeente", concept="net_regional", area=inside)
        yield _map(account, "outcome_map", outcome_figures(outcome_in(result), asked), inside, quoted)


def _map(account: Account, name: str, shown: MapFigures, area: StudyArea, quoted: Mapping[str, str]) -> Illustration:
    words = account.words
    heading = words(f"{name}.title", **quoted)
    picture = MapPicture(shown, words.lang, area=area, heading=heading)
    caption = words(f"{name}.caption", **quoted)
    return Illustration(name, chart(picture), picture.message, caption, values(picture), slim(picture))


def path(account: Account, code: str, quoted: Mapping[str, str]) -> Illustration:
    """Return establishments of a municipality by year, beside its area, the region and the nation, in % of the first.

    Parameters
    ----------
    account
        The monitor in one language.
    code
        The municipality.
    quoted
        What its page quotes.
    """
    words, monitor = account.words, account.monitor
    own = monitor.path(code)
    first = int(own.index[0])
    places = (code, account.corop(code), account.region, NATION)
    paths = {place: monitor.path(place).loc[max(first, COMPARABLE) :] for place in places}
    names = {place: _series(account, place) for place in places}
    rows = pd.concat(
        [
            pd.DataFrame({"series": names[place], "year": held.index, "value": 100 * (held / held.iloc[0] - 1)})
            for place, held in paths.items()
        ],
        ignore_index=True,
    )
    drawn = by_year(
        [Panel(rows, words("path.axis", **quoted), zero=True)],
        lang=words.lang,
        title=words("path.title", **quoted),
        subtitle=words("path.subtitle", **quoted),
        source=account.source(*_ESTABLISHMENTS),
    )
    table = _by_year(account, rows, [names[place] for place in places])
    alt, caption = (words(f"path.{text}", **quoted) for text in ("alt", "caption"))
    return Illustration(f"path-{file_name(code)}", drawn, alt, caption, table)


def _series(account: Account, place: str) -> str:
    if place in account.monitor.area.municipalities:
        return account.words("place.municipality", name=regions.name(place))
    return account.place(place)


def _by_year(account: Account, rows: pd.DataFrame, names: list[str]) -> Values:
    """Return a row a year with a column a place."""
    wide = rows.pivot_table(index="year", columns="series", values="value")[names]
    told = [(str(year), *(figure(v, account.words, 0) for v in row)) for year, *row in wide.itertuples(name=None)]
    return Values((account.words("axis.year"), *names), tuple(told))
