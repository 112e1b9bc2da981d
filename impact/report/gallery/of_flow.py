"""The chart of where a euro of demand for what an area makes goes, from the table of forty areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from impact import sectors
from impact.errors import InputError, Problem, suggestion
from impact.inputoutput import corop_activity, corop_distances, euro_flow, interregional_table, national_table
from impact.inputoutput.regional.corop import area_quotients
from impact.panel.figures import figures_of
from impact.productivity.synthesis.priors import elicited_range
from impact.report.charts.flow import euro_flow_plot, flow_rows
from impact.report.charts.sources import source_line
from impact.report.charts.values import Values
from impact.report.gallery.named import SECTOR, Asked, Shown
from impact.report.gallery.needs import RECORD
from impact.report.pages.descriptions import OnRecord
from impact.report.pages.manuscript import Illustration
from impact.report.pages.publications import publication
from impact.words.texts import chart_words, within_sentence

if TYPE_CHECKING:
    import pandas as pd

    from impact.regions import StudyArea
    from impact.words.texts import Words

YEAR = 2019
LEVEL: Literal["cbs81"] = "cbs81"
USUAL = "J62"  # what is bought where no sector is chosen: services of IT, the sector of the facility


def euro_flow_chart(area: StudyArea, asked: Asked) -> Shown:
    """Return the cents of a euro by where they go, in the first round and in the end.

    Parameters
    ----------
    area
        Whole COROP areas, which make what is bought.
    asked
        The language, and the sector whose products are bought.

    Raises
    ------
    InputError
        A sector that the table does not have, or an area with a part of a COROP area.
    """
    words, sector = chart_words(asked.lang), asked.choice(SECTOR) or USUAL
    known = list(sectors.codes(LEVEL))
    if sector not in known:
        todo = suggestion(sector, known)
        raise InputError(Problem("option", "--sector", repr(sector), f"one of {', '.join(known)}", todo))
    corops = [str(code) for code in area.regions("corop")]
    flow = _flow(corops, sector)
    rows = flow_rows(flow, corops, words)
    name = within_sentence(str(sectors.labels(LEVEL, asked.lang)[sector]))
    kept = words.number(100 * float(flow.loc[corops, "total"].sum()), 0)
    title = words("euro_flow.title", sector=name, cents=kept)
    used = [figures_of().record(table) for table in ("national-input-output", "corop-jobs-by-section")]
    source = source_line(used, words, after=words("euro_flow.own"))
    chart = euro_flow_plot(flow, corops, lang=asked.lang, title=title, source=source)
    said = words("euro_flow.alt", title=title, figures=_listed(rows, words))
    about = publication(RECORD).about
    assert isinstance(about, OnRecord)
    figure = Illustration("euro-flow", chart, said, title, _values(rows, words))
    return Shown(figure, about.date)


def _flow(corops: list[str], sector: str) -> pd.DataFrame:
    decay, level = (elicited_range(name).central for name in ("regional_trade_decay", "regional_own_supply_level"))
    table = interregional_table(
        national_table(YEAR, LEVEL), corop_activity(YEAR, LEVEL), corop_distances(), decay=decay
    )
    quotients = area_quotients(figures_of().sections_by_corop(YEAR), corops)
    return euro_flow(table, corops, sector, own=level * quotients.clip(upper=1.0))


def _values(rows: pd.DataFrame, words: Words) -> Values:
    rounds = list(dict.fromkeys(rows["round"]))
    wide = rows.pivot_table(index="place", columns="round", values="written", aggfunc="first", sort=False)
    head = (words("column.place"), *(words("column.cents", round=one) for one in rounds))
    return Values(head, tuple((str(place), *wide.loc[place, rounds]) for place in dict.fromkeys(rows["place"])))


def _listed(rows: pd.DataFrame, words: Words) -> str:
    last = list(dict.fromkeys(rows["round"]))[-1]
    return "; ".join(f"{row.place} {row.written}" for row in rows[rows["round"].eq(last)].itertuples())
