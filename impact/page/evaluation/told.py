"""What the publications say of studies and forecasts, worked out in another process for the page to show."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from impact.words.texts import LANGUAGES, Lang

if TYPE_CHECKING:
    import pandas as pd

    from impact.effects import Evaluation
    from impact.productivity import Studies
    from impact.report.charts.values import Values
    from impact.report.pages.manuscript import Illustration
    from impact.scenario.ledger import Ledger

WIDE, NARROW, TABLE = "wide.svg", "narrow.svg", "figures.csv"
RECORD = "regional-record"  # the publication that tells of published studies


@dataclass(frozen=True)
class Figure:
    """A chart, drawn for a wide and for a narrow screen, with the figures that it draws.

    Attributes
    ----------
    name : of its files.
    caption, alt : what stands under it, and what it says for those who cannot see it.
    title, measured, source : what stands around the narrow drawing; the wide one has it in itself.
    files : name -> content: `WIDE`, `NARROW`, and `TABLE` where there is one.
    width, height : of the wide drawing.
    table : the figures; None where the tables of the page have them.
    right : the columns of it that are figures, which stand to the right.
    """

    name: str
    caption: str
    alt: str
    title: str
    measured: str
    source: str
    files: Mapping[str, bytes]
    width: int
    height: int
    table: Values | None
    right: tuple[int, ...]


@dataclass(frozen=True)
class Told:
    """What is told in one language.

    Attributes
    ----------
    texts : sentences, filled in, by name.
    content : tables and lists by name, each cell as it is shown.
    figures : by name.
    """

    texts: Mapping[str, str]
    content: Mapping[str, Any]
    figures: Mapping[str, Figure]


Spoken = Mapping[Lang, Told]
"""What is told, in each language."""


@dataclass(frozen=True)
class StudyTold:
    """Carry out a registered study and tell what its publication says, with the figures."""

    design: str

    def done(self, folder: Path) -> Spoken:
        """Return what is told of it."""
        from impact.report.study.carried_out import carried_out

        found = carried_out(self.design, None)
        return {lang: _study(found, self.design, lang) for lang in LANGUAGES}


def _study(found: Evaluation, design: str, lang: Lang) -> Told:
    from impact.report.pages.publications import asked_for
    from impact.report.study.publication import manuscript

    publication, _ = asked_for(design)
    told = manuscript(found, publication, lang)
    return Told(told.texts(), told.content, _drawn(told.illustrations, lang, told.date))


@dataclass(frozen=True)
class PublishedTold:
    """Tell what studies elsewhere found."""

    def done(self, folder: Path) -> Spoken:
        """Return what is told of them."""
        from impact.productivity import shipped_studies

        studies = shipped_studies()
        return {lang: _published(studies, lang) for lang in LANGUAGES}


def _published(studies: Studies, lang: Lang) -> Told:
    from impact.report.pages.descriptions import OnRecord
    from impact.report.pages.publications import publication
    from impact.report.record import outcomes, study_figures

    of = publication(RECORD)
    words = of.words(lang)
    assert isinstance(of.about, OnRecord)
    told = [outcomes.Outcome(name, studies.of(name), words) for name in studies.outcomes]
    texts = {name: words(name) for name in words.texts if name.startswith("evidence.") and not words.needs(name)}
    content = {"studies": outcomes.found_table(told), "usable": outcomes.usable_table(told)}
    return Told(texts, content, _drawn(study_figures.illustrations(told), lang, of.about.date))


@dataclass(frozen=True)
class LedgerTold:
    """Verify a ledger and score it, beside how such forecasts would have done in the past.

    Attributes
    ----------
    file : the ledger; "" for none.
    stamp : when it was last written to and how long it is, so that a ledger that grew is read again.
    """

    file: str
    stamp: tuple[int, int] = (0, 0)

    @classmethod
    def of(cls, file: Path | None) -> LedgerTold:
        """Return what there is to tell of a ledger as it is now."""
        if file is None or not file.is_file():
            return cls("")
        found = file.stat()
        return cls(str(file), (found.st_mtime_ns, found.st_size))

    def done(self, folder: Path) -> Spoken:
        """Return what is told of it; raises InputError for a ledger that is not as it was written."""
        from impact.scenario.ledger import Ledger, shipped_backtest

        record = Ledger.load(self.file) if self.file else None
        scores = record.score() if record else None
        return {lang: _forecasts(record, scores, shipped_backtest(), lang) for lang in LANGUAGES}


def _forecasts(record: Ledger | None, scores: pd.DataFrame | None, past: pd.DataFrame, lang: Lang) -> Told:
    from impact.report.gallery.named import Asked
    from impact.report.gallery.of_ledger import calibration_chart
    from impact.scenario.ledger.outcomes import SCORED

    charts = {"backtest": past}
    if scores is not None and scores["status"].eq(SCORED).any():
        charts = {"ledger": scores, **charts}
    shown = {name: calibration_chart(of, Asked(lang)) for name, of in charts.items()}
    drawn = [replace(one.figure, name=name) for name, one in shown.items()]
    content = {"entries": [], "statuses": [], "head": ""} if record is None else _entries(record, scores, lang)
    return Told({}, content, _drawn(drawn, lang, shown["backtest"].date))


def _entries(record: Ledger, scores: pd.DataFrame | None, lang: Lang) -> dict[str, Any]:
    """Return the entries of a ledger as rows, and how many of its figures are there by now."""
    from impact.words.texts import chart_words

    words, rows = chart_words(lang), []
    for entry in record.entries:
        targets = dict.fromkeys(words.known(f"ledger_target.{one.target}") or one.target for one in entry.forecasts)
        years = sorted({one.year for one in entry.forecasts})
        method = words.known(f"ledger_method.{entry.method}") or entry.method
        span = f"{years[0]}\N{EN DASH}{years[-1]}" if len(years) > 1 else str(years[0])
        count = words.number(len(entry.forecasts), 0)
        rows.append([str(entry.entry), words.date(entry.registered), "; ".join(targets), span, method, count])
    own = scores.drop_duplicates(["entry", "target", "region", "sector", "year"]) if scores is not None else None
    counts = {} if own is None else own["status"].value_counts().to_dict()
    statuses = [[status, words.number(float(count), 0)] for status, count in counts.items()]
    return {"entries": rows, "statuses": statuses, "head": record.head}


def _drawn(illustrations: Iterable[Illustration], lang: Lang, date: datetime.date) -> dict[str, Figure]:
    return {one.name: _figure(one, lang, date) for one in illustrations}


def _figure(illustration: Illustration, lang: Lang, date: datetime.date) -> Figure:
    from impact.report.charts import theme
    from impact.report.gallery.named import Shown
    from impact.report.gallery.picture import ChartPicture
    from impact.report.pages.picture_files import csv_text, drawing

    picture = ChartPicture(Shown(illustration, date), lang)
    wide, narrow = drawing(picture), picture.narrow()
    files = {WIDE: wide.encode(), NARROW: narrow.svg.encode()}
    if illustration.table is not None:
        files[TABLE] = csv_text(picture.rows).encode()
    return Figure(
        illustration.name,
        illustration.caption,
        illustration.alt,
        narrow.title,
        narrow.subtitle,
        narrow.source,
        files,
        round(theme.width(wide)),
        round(theme.height(wide)),
        illustration.table,
        picture.right if illustration.table is not None else (),
    )
