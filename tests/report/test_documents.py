"""The publication: what is written, that it can be repeated to the byte, that a failure leaves the old one whole."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest

from impact.errors import InputError
from impact.folders import REPORT_MARK, replaced_folder, seal
from impact.report import build
from impact.report.charts import theme
from impact.report.charts.renderer import fonts
from impact.report.pages import documents, web
from impact.report.scenario import where_maps
from impact.scenario import ScenarioResult
from impact.scenario.answer import outlook
from impact.scenario.computation.concepts import HEADLINES
from impact.words.texts import number

FIGURES = ("area", "start", "years", "stages", "sector", "steps", "drivers", "use", *where_maps.MAPS)
LANGUAGES = ("nl", "en")


class Outline(HTMLParser):
    """The tags of a page, for questions about its structure."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def _page(report: Path, lang: str) -> str:
    return (report / f"report-{lang}.html").read_text(encoding="utf-8")


def test_what_is_written(report: Path) -> None:
    found = {path.relative_to(report).as_posix() for path in report.rglob("*") if path.is_file()}
    pages = {f"report-{lang}.{ending}" for lang in LANGUAGES for ending in ("html", "pdf")}
    pictures = {f"figures/{name}-{lang}.{e}" for name in FIGURES for lang in LANGUAGES for e in ("csv", "svg", "png")}
    assert found == pages | pictures | {"report.json"}


def test_the_manifest_has_the_checksum_of_every_file(report: Path) -> None:
    manifest = json.loads((report / "report.json").read_text(encoding="utf-8"))
    assert len(manifest["files"]) == len(list(report.rglob("*.*"))) - 1
    for name, expected in manifest["files"].items():
        assert hashlib.sha256((report / name).read_bytes()).hexdigest() == expected


def test_a_second_build_gives_the_same_bytes(report: Path, baseline_result: ScenarioResult, tmp_path: Path) -> None:
    made = build("ai-fabriek", "nl", tmp_path / "again", baseline_result)
    assert len(made) == 2 + 3 * len(FIGURES) + 1
    for path in made:
        if path.name != "report.json":  # it lists the files of one language here
            assert path.read_bytes() == (report / path.relative_to(tmp_path / "again")).read_bytes(), path.name


def test_a_failure_leaves_the_earlier_report_as_it_was(
    baseline_result: ScenarioResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "report"
    with replaced_folder(out, REPORT_MARK) as fresh:
        seal(fresh, {"versions": {"impact-noord": "0.1.0"}}, REPORT_MARK)
    before = (out / REPORT_MARK).read_bytes()

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(documents, "_write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        build("ai-fabriek", "nl", out, baseline_result)
    assert (out / REPORT_MARK).read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_an_unknown_publication_is_refused(baseline_result: ScenarioResult, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"'ai-fabrik'.*Did you mean 'ai-fabriek'"):
        build("ai-fabrik", None, tmp_path / "out", baseline_result)
    assert not list(tmp_path.iterdir())


def test_an_unknown_language_is_refused(baseline_result: ScenarioResult, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'fr'; expected nl or en"):
        build("ai-fabriek", "fr", tmp_path / "out", baseline_result)
    assert not list(tmp_path.iterdir())


def test_a_folder_with_other_things_is_refused(baseline_result: ScenarioResult, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="a folder with other things in it"):
        build("ai-fabriek", "nl", tmp_path, baseline_result)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_has_language_title_skip_link_and_headings_in_order(report: Path, lang: str) -> None:
    page = _page(report, lang)
    tags = Outline(page).tags
    assert tags[0] == ("html", {"lang": lang})
    assert re.search(r"<title>[^<]*AI-fabriek[^<]*</title>", page)
    assert ("a", {"class": "skip", "href": "#content"}) in tags
    assert any(tag == "main" and attributes["id"] == "content" for tag, attributes in tags)
    levels = [int(tag[1]) for tag, _ in tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_needs_nothing_from_elsewhere(report: Path, lang: str) -> None:
    for tag, attributes in Outline(_page(report, lang)).tags:
        assert tag not in {"script", "link", "iframe", "img"}
        assert "src" not in attributes
        if str(attributes.get("href", "")).startswith("http"):
            assert tag == "a"  # a source that a reader may follow


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_drawing_is_one_image_with_figures_in_its_text(report: Path, lang: str) -> None:
    tags = Outline(_page(report, lang)).tags
    drawings = [attributes for tag, attributes in tags if tag == "svg" and "role" in attributes]
    assert len(drawings) == len(FIGURES)
    assert all(drawing["role"] == "img" and len(str(drawing["aria-label"])) > 80 for drawing in drawings)
    names = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_gross_never_stands_in_the_summary_without_net(
    report: Path, lang: str, baseline_result: ScenarioResult
) -> None:
    summary = _page(report, lang).split("<h2>")[1]
    for concept in HEADLINES:
        jobs = outlook.over_years(baseline_result, concept, "jobs")
        for value, error in ((jobs.low, jobs.end_error), (jobs.mean, jobs.error), (jobs.high, jobs.end_error)):
            assert number(value, "nl" if lang == "nl" else "en", error=error) in summary
    means = (outlook.over_years(baseline_result, c, "jobs") for c in ("net_regional", "gross"))
    net, gross = (number(one.mean, "en", error=one.error) for one in means)
    assert summary.index(f" {net} ") < summary.index(f" {gross} ")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_figure_and_table_with_numbers_says_its_years(
    report: Path, lang: str, baseline_result: ScenarioResult
) -> None:
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", _page(report, lang), flags=re.DOTALL)
    without = [caption for caption in captions if not re.search(r"\b20[0-9]{2}\b", caption)]
    groups = set(baseline_result.assumptions["basis"])
    assert len(captions) == len(FIGURES) + 18 + len(groups)  # ten of them say what drives a headline
    assert len(without) == 2  # the checks, and the list of sources: each line there has its own


@pytest.mark.parametrize(("lang", "words"), [("nl", "geen cijfers zijn van na de start"), ("en", "name no effect")])
def test_the_report_says_that_nothing_can_be_measured_yet(report: Path, lang: str, words: str) -> None:
    page = " ".join(_page(report, lang).split())
    assert words in page
    assert "2024" in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pdf_is_archivable_and_accessible(report: Path, lang: str, peer: Callable[[str], ModuleType]) -> None:
    document = peer("pypdf").PdfReader(report / f"report-{lang}.pdf")
    catalog = document.trailer["/Root"]
    assert catalog["/Lang"] == lang
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    metadata = catalog["/Metadata"].get_data().decode()
    for mark in ("<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"):
        assert mark in metadata
    assert document.metadata is not None
    assert "AI-fabriek" in str(document.metadata.title)
    embedded = {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for page in document.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert embedded <= {"LiberationSans", "LiberationSans-Bold", "LiberationSans-Italic", "LiberationSans-BoldItalic"}


def test_every_style_of_the_font_and_its_licence_are_there() -> None:
    shipped = {path.name for path in fonts().iterdir() if path.is_file()}
    styles = {f"LiberationSans-{style}.ttf" for style in ("Regular", "Bold", "Italic", "BoldItalic")}
    assert shipped == styles | {"OFL.txt"}


def test_a_page_without_a_place_for_a_drawing_is_refused() -> None:
    drawing = web.Drawing("<svg width='1'></svg>", "what it shows", "caption")
    with pytest.raises(InputError, match="places for none; expected places for map"):
        web.finished("<html><head></head></html>", "", {"map": drawing})


def test_two_drawings_in_a_page_share_no_names() -> None:
    svg = '<svg width="1"><clipPath id="clip0"/><g clip-path="url(#clip0)"><use href="#clip0"/></g></svg>'
    assert web.own_names(svg, "map").count("map-clip0") == 3


def test_no_picture_is_wider_than_a_page(report: Path) -> None:
    widths = {path.name: theme.width(path.read_text(encoding="utf-8")) for path in report.glob("figures/*.svg")}
    assert max(widths.values()) <= 680, widths
