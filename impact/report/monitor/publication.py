"""The publication that follows a region: an index with maps and tables, and a page for every municipality."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from impact import bundle
from impact.report.monitor import facts, figures, tables
from impact.report.monitor.regional_monitor import TABLES, RegionalMonitor, regional_monitor
from impact.report.monitor.telling import Account, file_name
from impact.report.pages.descriptions import MONITOR, OnMonitor
from impact.report.pages.manuscript import Manuscript

if TYPE_CHECKING:
    from impact.report.pages.publications import Publication
    from impact.scenario import ScenarioResult
    from impact.words.texts import Words

PAGE = "municipality.typ"  # the order of the page of a municipality
_ESTABLISHMENTS = TABLES[:1]
_AREAS = TABLES[2:]


@dataclass(frozen=True, eq=False)
class Followed:
    """What a monitor is made of: the figures, and the outcome of the scenario that they stand beside, if any."""

    monitor: RegionalMonitor
    result: ScenarioResult | None = None


def gathered(publication: Publication, result: ScenarioResult | None) -> Followed:
    """Return what a publication is made of: the figures of its region, beside the outcome of a scenario."""
    assert isinstance(publication.about, OnMonitor)
    return Followed(regional_monitor(publication.about.area, result), result)


def manuscript(made_of: Followed, publication: Publication, lang: str) -> Manuscript:
    """Return what a publication says of a region in one language, with the page of every municipality."""
    told, words = publication.about, publication.words(lang)
    assert isinstance(told, OnMonitor)
    account = Account(made_of.monitor, words)
    quoted = facts.facts(account, words.date(told.date))
    index = Manuscript(
        words=words,
        author=told.author,
        date=told.date,
        quoted=quoted,
        choices=facts.choices(account),
        illustrated=lambda: figures.illustrations(account, made_of.result, quoted),
        content={
            "tables": tables.tables(account),
            "cautions": {
                "establishments": account.cautions(*_ESTABLISHMENTS),
                "areas": account.cautions(*_AREAS),
            },
        },
    )
    pages = tuple(_page(account, code, index) for code in made_of.monitor.municipalities)
    return replace(index, pages=pages)


def _page(account: Account, code: str, index: Manuscript) -> Manuscript:
    quoted: Mapping[str, str] = {**index.quoted, **facts.of_municipality(account, code)}
    drawn = figures.path(account, code, quoted)
    return replace(
        index,
        words=_titled(account.words),
        quoted=quoted,
        choices=facts.choices_of_municipality(account, code),
        illustrated=lambda: (drawn,),
        content={
            "tables": tables.of_municipality(account, code),
            "cautions": account.cautions(*_ESTABLISHMENTS),
            "path": drawn.name,
            "index": f"{index.name}-{account.words.lang}",
        },
        name=file_name(code),
        template=bundle.reports(MONITOR, PAGE),
    )


def _titled(words: Words) -> Words:
    """Return the texts of the pages of municipalities, which have a title of their own."""
    own = {f"document.{name}": words.texts[f"own.{name}"] for name in ("title", "subtitle")}
    return replace(words, texts={**words.texts, **own})


def made_from(made_of: Followed) -> dict[str, Any]:
    """Return what `report.json` says of the figures."""
    monitor = made_of.monitor
    found = {name: record.sha256 for name, record in monitor.tables.items()}
    return {"area": monitor.area.name, "scenario": monitor.scenario, "tables": found}
