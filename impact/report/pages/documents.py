"""Publications as HTML and PDF, with every chart as a picture beside them.

What there is to publish stands in `impact.report.pages.publications`; a module for each kind writes the manuscript.
"""

from __future__ import annotations

import datetime
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, cast, get_args

import typst

from impact import bundle
from impact.errors import InputError, Problem
from impact.folders import REPORT_MARK, replaced_folder, seal
from impact.parallel import ahead, side_by_side
from impact.report.charts import theme
from impact.report.charts.around import Around, around
from impact.report.charts.narrow import Narrow, slimmed
from impact.report.charts.renderer import fonts
from impact.report.pages import picture_files, web
from impact.report.pages.asked import check
from impact.report.pages.figures_csv import figure_columns, figure_frame
from impact.report.pages.letters import lacking, lacks_letter
from impact.report.pages.manuscript import Illustration, Manuscript
from impact.report.pages.publications import Publication, publication
from impact.words.texts import LANGUAGES, Words

if TYPE_CHECKING:
    from impact.effects import Evaluation
    from impact.productivity import RegionalRecord
    from impact.scenario import Comparison, ScenarioResult

FIGURES = "figures"  # the folder of the files of figures, beside the pages
Form = Literal["pdf", "html"]
FORMS: tuple[Form, ...] = get_args(Form)
CSV, SVG, PNG = "csv", "svg", "png"
HOUSE, LOOK, STYLE = "house", "look.typ", "page.css"  # what every publication shares
PDF_STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
"""Archivable, and readable with a screen reader: PDF/A-2a and PDF/UA-1."""

MADE_WITH = ("impact-noord", "altair", "vl-convert-python", "typst", "geopandas")


class Writer(Protocol):
    """A module `impact.report.KIND.publication`, which writes the publications on one kind of result."""

    def manuscript(self, result: Any, publication: Publication, lang: str) -> Manuscript:
        """Return what the publication says in one language."""

    def made_from(self, result: Any) -> dict[str, Any]:
        """Return what `report.json` says of the result."""


class LookedBack(Protocol):
    """A facility looked back at, `impact.report.backcast.account.Backcast`: a result, and a study of what followed."""

    @property
    def result(self) -> ScenarioResult:
        """The answer to what was published then."""

    @property
    def evaluation(self) -> Evaluation:
        """The study, carried out."""


if TYPE_CHECKING:
    Published = ScenarioResult | Evaluation | RegionalRecord | Comparison | LookedBack


class Gathering(Writer, Protocol):
    """A writer that finds itself what its publications are made of, beside the outcome of a scenario."""

    def gathered(self, publication: Publication, result: ScenarioResult | None) -> Any:
        """Return what a publication is made of."""


def writer_of(kind: str) -> Gathering:
    """Return the module that writes the publications of a kind.

    Parameters
    ----------
    kind
        As `Publication.kind`.
    """
    return cast("Gathering", import_module(f"impact.report.{kind}.publication"))


@dataclass(frozen=True)
class Figure:
    """A chart of a publication in one language, drawn: for paper, as dots, and for a narrow screen."""

    illustration: Illustration
    told: Around
    svg: str
    png: bytes
    narrow: Narrow

    @property
    def name(self) -> str:
        """The name of its place in the publication."""
        return self.illustration.name


def build(name: str | Path, lang: str | None, out: str | Path, result: Published) -> list[Path]:
    """Write a publication on a result and return the paths of its files.

    Parameters
    ----------
    name : str or path
        A publication: one that travels with the package ("ai-fabriek" on the outcome of a scenario, "study" on an
        evaluation, "regional-record" on the record of a region, "comparison" on how scenarios differ), or a folder with
        a `publication.toml`.
    lang : {"nl", "en"} or None
        One language, or both when None.
    out : path
        The folder to write; an earlier report there is replaced as a whole, or not at all.
    result : ScenarioResult, Evaluation, RegionalRecord, Comparison or Backcast
        What the publication is made of.

    Raises
    ------
    InputError
        For an unknown publication or language, a description, text or template that cannot be used, or when the folder
        holds something else than an earlier report.
    """
    asked = publication(name)
    spoken = [asked.words(one).lang for one in ([lang] if lang else LANGUAGES)]
    writer: Writer = writer_of(asked.kind)
    folder = Path(out)
    with replaced_folder(folder, REPORT_MARK) as fresh:
        (fresh / FIGURES).mkdir()
        written = [writer.manuscript(result, asked, one) for one in spoken]
        documents = [one for manuscript in written for one in (manuscript, *manuscript.pages)]
        for document in documents:
            check(asked, document)
        with ahead(sum(len(document.illustrations) + 1 for document in documents)) as line:
            for document in documents:
                _write(asked, document, fresh, line.advance)
        made = sorted(path.relative_to(fresh) for path in fresh.rglob("*") if path.is_file())
        described = {"report": asked.name, "date": written[0].date.isoformat(), **writer.made_from(result)}
        seal(fresh, {**described, "versions": {package: version(package) for package in MADE_WITH}}, REPORT_MARK)
    return [folder / path for path in [*made, Path(REPORT_MARK)]]


def _write(asked: Publication, manuscript: Manuscript, out: Path, advance: Callable[[], None]) -> None:
    """Write a document and its figures; `advance` is called for each of these, and for the document itself."""
    lang = manuscript.words.lang
    template = manuscript.template or asked.template
    stem = f"{manuscript.name}-{lang}"
    drawn = _figures(manuscript.illustrations, advance)
    for figure in drawn:
        _write_figure(figure, manuscript.words, out)
    with tempfile.TemporaryDirectory() as workshop:
        source = _laid_out(template, Path(workshop), _content(asked, manuscript, drawn), drawn)
        try:
            pdf, html = side_by_side(lambda form: _compiled(source, form, manuscript.date), FORMS)
        except typst.TypstError as error:
            raise InputError(_not_set(error, template, asked)) from error
    (out / f"{stem}.pdf").write_bytes(pdf)
    style = bundle.reports(HOUSE, STYLE).read_text(encoding="utf-8")
    texts = manuscript.texts()
    drawings = {figure.name: _drawing(figure, manuscript, texts) for figure in drawn}
    about = {"description": texts["document.subtitle"], "contents": texts["document.contents"]}
    (out / f"{stem}.html").write_text(web.finished(html.decode(), style, drawings, **about), encoding="utf-8")
    advance()


def _not_set(error: Exception, template: Path, asked: Publication) -> Problem:
    """Return why a document cannot be made: a letter of a title or a name, or else the template."""
    if lacks_letter(error):
        todo = "Take this letter out of the titles and names that the publication is made of."
        return lacking(error, asked.name, "text", todo)
    expected = "a template that typst can set"
    return Problem(str(template), "template", str(error), expected, "Correct the template.")


def _figures(illustrations: Iterable[Illustration], advance: Callable[[], None]) -> list[Figure]:
    """Return charts drawn: each is written out once, by this thread, and drawn outside of Python during the next."""

    def counted(written: _Written) -> Figure:
        found = _figure(written)
        advance()
        return found

    return side_by_side(counted, (_written(one) for one in illustrations))


@dataclass(frozen=True)
class _Written:
    """A chart that is written out, as Vega-Lite reads it, and the chart for a narrow screen where there is one."""

    illustration: Illustration
    specification: dict[str, Any]
    slim: dict[str, Any] | None


def _written(one: Illustration) -> _Written:
    return _Written(one, one.chart.to_dict(), one.slim.chart.to_dict() if one.slim else None)


def _figure(written: _Written) -> Figure:
    illustration, specification = written.illustration, written.specification
    told = around(specification)
    svg = web.one_image(theme.drawn(specification), illustration.alt)
    png = picture_files.png(svg)
    made = illustration.slim
    return Figure(illustration, told, svg, png, made.drawn(written.slim) if made else slimmed(specification))


def _write_figure(figure: Figure, words: Words, out: Path) -> None:
    """Write a figure beside the page: as a drawing, as a picture of dots, and its figures where it has a table."""
    files = {ending: out / file for ending, file in _files(figure, words).items()}
    files[SVG].write_text(figure.svg, encoding="utf-8")
    files[PNG].write_bytes(figure.png)
    if (table := figure.illustration.table) is not None:
        about = figure.told
        told = {"title": about.title, "measured": about.subtitle, "source": about.foot}
        files[CSV].write_text(picture_files.csv_text(figure_frame(table, words, told)), encoding="utf-8")


def _files(figure: Figure, words: Words) -> dict[str, str]:
    """Return the files of a figure by their kind, as the page refers to them."""
    endings = [*([CSV] if figure.illustration.table else []), SVG, PNG]
    return {ending: f"{FIGURES}/{figure.name}-{words.lang}.{ending}" for ending in endings}


def _drawing(figure: Figure, manuscript: Manuscript, texts: Mapping[str, str]) -> web.Drawing:
    drawn, words = figure.illustration, manuscript.words
    parts = [part for part in (manuscript.author, texts["document.title"], drawn.caption) if part]
    beside = web.Beside(
        words("document.save"),
        _files(figure, words),
        drawn.caption,
        f"{words('document.cite')}: {', '.join(parts)}. {texts['document.made']}",
    )
    return web.Drawing(figure.svg, drawn.alt, figure.narrow, drawn.table, words("document.figures"), beside)


def _described(figure: Figure, words: Words) -> dict[str, Any]:
    """Return what the template has to know of a figure."""
    drawn, table = figure.illustration, figure.illustration.table
    right = [at for at in figure_columns(table, words) if at] if table else []
    shown = {"head": table.head, "rows": table.rows, "right": right} if table else None
    return {
        "file": f"{figure.name}.svg",
        "alt": drawn.alt,
        "caption": drawn.caption,
        "width": theme.width(figure.svg),
        "table": shown,
    }


def _content(asked: Publication, manuscript: Manuscript, figures: list[Figure]) -> dict[str, Any]:
    date = manuscript.date
    return {
        "lang": manuscript.words.lang,
        "author": manuscript.author,
        "date": {"year": date.year, "month": date.month, "day": date.day},
        "texts": manuscript.texts(),
        "figures": {figure.name: _described(figure, manuscript.words) for figure in figures},
        "colophon": _colophon(asked, manuscript),
        **manuscript.content,
    }


def _colophon(asked: Publication, manuscript: Manuscript) -> list[str]:
    """Return who made a publication, with what, from which scenario or design, and where a reader can turn to."""
    words, contact = manuscript.words, asked.about.contact
    told = {"author": manuscript.author, "contact": contact}
    said = [words(f"colophon.{name}", **{name: value}) for name, value in told.items() if value]
    made = words("colophon.made", version=version("impact-noord"), date=words.date(manuscript.date))
    again = [words("colophon.again", name=asked.name)] if asked.source else []
    return [*said, made, *again, words("colophon.figures")]


def _laid_out(template: Path, workshop: Path, content: Mapping[str, Any], figures: list[Figure]) -> Path:
    """Put what typst needs in one folder and return the path of the template in it."""
    (workshop / REPORT_MARK).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    for figure in figures:
        (workshop / f"{figure.name}.svg").write_text(figure.svg, encoding="utf-8")
    shutil.copy(bundle.reports(HOUSE, LOOK), workshop)
    return Path(shutil.copy(template, workshop))


def _compiled(source: Path, form: Form, date: datetime.date) -> bytes:
    """Return a document; its date is that of the question, so that the same result gives the same bytes."""
    noon = datetime.datetime(date.year, date.month, date.day, 12, tzinfo=datetime.UTC)
    compiler = typst.Compiler(source, root=source.parent, font_paths=[fonts()], ignore_system_fonts=True)
    # Typst warns that its HTML is experimental, and that elements of the web page are left out of the PDF: both known.
    standards = PDF_STANDARDS if form == "pdf" else []
    document, _ = compiler.compile_with_warnings(format=form, pdf_standards=standards, timestamp=noon)
    return cast("bytes", document)
