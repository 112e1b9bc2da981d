"""Publications as HTML and PDF, with every chart as a picture beside them."""

from __future__ import annotations

import datetime
import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import typst

from impact import bundle, regions
from impact.errors import InputError, Problem, suggestion
from impact.folders import replaced_folder
from impact.report import charts, facts, maps, tables, theme, web
from impact.report.area_map import study_area_map
from impact.report.words import LANGUAGES, Lang, Words, words

if TYPE_CHECKING:
    import altair as alt

    from impact.scenario import ScenarioResult

MARK = "report.json"
RECORDED = ("study_area", "draws", "seed", "data", "table_year", "price_year")
TEMPLATE, STYLE = "template.typ", "page.css"
PDF_STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
"""Archivable, and readable with a screen reader: PDF/A-2a and PDF/UA-1."""


@dataclass(frozen=True)
class Figure:
    """A chart of a publication in one language: as drawing, as picture, and in words."""

    name: str
    svg: str
    width: float
    alt: str
    caption: str


def publications() -> list[str]:
    """Return the names of the publications that can be built."""
    return sorted(path.parent.name for path in bundle.reports().glob(f"*/{TEMPLATE}"))


def build(name: str, lang: str | None, out: str | Path, result: ScenarioResult) -> list[Path]:
    """Write a publication on a result and return the paths of its files.

    Parameters
    ----------
    name : str
        A publication: a folder of `reports/` with a template.
    lang : {"nl", "en"} or None
        One language, or both when None.
    out : path
        The folder to write; an earlier report there is replaced as a whole, or not at all.

    Raises
    ------
    InputError
        For an unknown publication or language, or when the folder holds something else than an earlier report.
    """
    if name not in publications():
        todo = suggestion(name, publications())
        raise InputError(Problem("report", "name", repr(name), "the name of a publication", todo))
    spoken = [words(name, one) for one in ([lang] if lang else LANGUAGES)]
    folder = Path(out)
    with replaced_folder(folder, MARK) as fresh:
        (fresh / "figures").mkdir()
        for one in spoken:
            _write(name, one, fresh, result)
        files = sorted(path for path in fresh.rglob("*") if path.is_file())
        (fresh / MARK).write_text(_manifest(name, result, fresh, files), encoding="utf-8")
        made = [path.relative_to(fresh) for path in [*files, fresh / MARK]]
    return [folder / path for path in made]


def _write(name: str, words: Words, out: Path, result: ScenarioResult) -> None:
    quoted = facts.facts(result, words)
    drawn = [_figure(figure, chart, words, quoted) for figure, chart in figures(result, words.lang).items()]
    for figure in drawn:
        stem = out / "figures" / f"{figure.name}-{words.lang}"
        stem.with_suffix(".svg").write_text(figure.svg, encoding="utf-8")
        stem.with_suffix(".png").write_bytes(theme.png(figure.svg))
    content = _content(result, words, quoted, drawn)
    with tempfile.TemporaryDirectory() as workshop:
        source = _laid_out(name, Path(workshop), content, drawn)
        (out / f"report-{words.lang}.pdf").write_bytes(_compiled(source, "pdf", result.scenario.date))
        page = _compiled(source, "html", result.scenario.date).decode()
    drawings = {figure.name: web.Drawing(figure.svg, figure.alt, figure.caption) for figure in drawn}
    style = bundle.reports(name, STYLE).read_text(encoding="utf-8")
    finished = web.finished(page, style, drawings)
    (out / f"report-{words.lang}.html").write_text(finished, encoding="utf-8")


def figures(result: ScenarioResult, lang: Lang) -> dict[str, alt.VConcatChart]:
    """Return the charts of the publication by the name of their place in it."""
    area = regions.study_area(result.scenario.study_area)
    return {
        "area": study_area_map(area, lang=lang),
        "start": maps.sector_share(facts.ICT, facts.last_observed(), lang=lang, outline=area),
        "years": charts.jobs_per_year(result, lang=lang),
        "stages": charts.jobs_by_stage(result, lang=lang),
        "sector": charts.jobs_by_sector(result, lang=lang),
        "steps": charts.staircase(result, lang=lang),
    }


def _figure(name: str, chart: alt.VConcatChart, words: Words, quoted: Mapping[str, str]) -> Figure:
    svg = theme.svg(chart)
    return Figure(name, svg, theme.width(svg), words(f"{name}.alt", **quoted), words(f"{name}.caption", **quoted))


def _content(result: ScenarioResult, words: Words, quoted: Mapping[str, str], figures: list[Figure]) -> dict[str, Any]:
    date = result.scenario.date
    return {
        "lang": words.lang,
        "author": result.scenario.author,
        "date": {"year": date.year, "month": date.month, "day": date.day},
        "texts": _texts(words, quoted, facts.choices(result)),
        "figures": {
            f.name: {"file": f"{f.name}.svg", "alt": f.alt, "caption": f.caption, "width": f.width} for f in figures
        },
        "tables": tables.tables(result, words),
        "assumptions": tables.assumptions(result, words),
        "left_out": [words.choose(text) for text in result.left_out],
        "notes": [words.choose(text) for text in result.notes],
        "references": list(result.scenario.references),
    }


def _texts(words: Words, quoted: Mapping[str, str], choices: Mapping[str, str]) -> dict[str, str]:
    """Return every text that the template may ask for, with the variants that hold."""
    filled = words.filled(quoted)
    return filled | {place: filled[chosen] if chosen else "" for place, chosen in choices.items()}


def _laid_out(name: str, workshop: Path, content: Mapping[str, Any], figures: list[Figure]) -> Path:
    """Put what typst needs in one folder and return the path of the template in it."""
    (workshop / MARK).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    for figure in figures:
        (workshop / f"{figure.name}.svg").write_text(figure.svg, encoding="utf-8")
    return Path(shutil.copy(bundle.reports(name, TEMPLATE), workshop))


def _compiled(source: Path, form: Literal["pdf", "html"], date: datetime.date) -> bytes:
    """Return a document; its date is that of the scenario, so that the same result gives the same bytes."""
    noon = datetime.datetime(date.year, date.month, date.day, 12, tzinfo=datetime.UTC)
    compiler = typst.Compiler(source, root=source.parent, font_paths=[theme.fonts()], ignore_system_fonts=True)
    # Typst warns that its HTML is experimental, and that elements of the web page are left out of the PDF: both known.
    standards = PDF_STANDARDS if form == "pdf" else []
    document, _ = compiler.compile_with_warnings(format=form, pdf_standards=standards, timestamp=noon)
    return cast("bytes", document)


def _manifest(name: str, result: ScenarioResult, out: Path, files: list[Path]) -> str:
    """Return what the report was made from, by what, and the checksum of every file."""
    made_with = ("impact-noord", "altair", "vl-convert-python", "typst", "geopandas")
    described = {
        "report": name,
        "scenario": result.scenario.name,
        "date": result.scenario.date.isoformat(),
        "result": {key: result.manifest[key] for key in RECORDED},
        "versions": {package: version(package) for package in made_with},
        "files": {path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files},
    }
    return json.dumps(described, indent=2, ensure_ascii=False) + "\n"
