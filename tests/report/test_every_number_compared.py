"""Every number on the page of a comparison: worked out again of the draws, and held against the files beside it.

The draws are those that a result keeps, subtracted here one by one. The files are those of `impact compare --out`: each
table, map and sentence of the page is read as it stands there and compared with the row of the file that it is of.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from impact import regions
from impact.report.pages.publications import publication
from impact.scenario import Comparison
from impact.scenario.answer.where import place
from impact.scenario.computation.areas import NATION
from impact.scenario.computation.concepts import CONCEPTS, HEADLINES
from impact.scenario.computation.measures import MEASURES
from impact.words.statements import in_language
from impact.words.texts import LANGUAGES, Lang, Words
from tests.report import in_hand
from tests.report.followed import Cells, Ledger, Written, numbers, page_of, typed
from tests.report.test_every_number import jobs_by_area, moved_and_found

COMPARISON = publication("comparison")
STATISTICS = ["mean", "p05", "p95"]
SUMS = ("LD01-rest", "NL-rest")  # of areas outside the study area
USE = ("productivity", "value_added", "firms_using_ai", "births_in_j", "private_rd")

Files = dict[str, pd.DataFrame]


# Of the draws


def subtracted(compared: Comparison) -> Iterator[tuple[str, np.ndarray]]:
    """Yield every difference of draws, each with the area that it is of: "" for a total of the study area."""
    against = compared.against
    assert against.by_draw is not None
    assert against.area_draws is not None
    for other in compared.others.values():
        assert other.by_draw is not None
        assert other.area_draws is not None
        for concept in CONCEPTS:
            for measure in MEASURES:
                for year in (*other.by_draw.years, None):
                    yield "", other.by_draw.of(concept, measure, year) - against.by_draw.of(concept, measure, year)
        for key in other.area_draws.drawn.keys() & against.area_draws.drawn.keys():
            yield key[0], other.area_draws.drawn[key] - against.area_draws.drawn[key]


def of_draws(compared: Comparison) -> Iterator[np.ndarray]:
    """Yield mean and ends of every difference, of areas also per thousand jobs, and how often its sign holds."""
    jobs = jobs_of_places()
    for region, draws in subtracted(compared):
        ends = np.array([draws.mean(), *np.quantile(draws, (0.05, 0.95))])
        yield from (ends, 100 * (np.sign(draws) == np.sign(draws.mean())).mean(keepdims=True))
        if region in jobs.index:
            yield ends / jobs[region]


def jobs_of_places() -> pd.Series:
    """Return the jobs of each area and of the country, in thousands."""
    areas = jobs_by_area()["A-U"]
    return pd.concat([areas, pd.Series({NATION: areas.sum()})])


@pytest.fixture(scope="module")
def of_comparison(compared: Comparison, comparison_pages: Path, written: dict[str, Written]) -> tuple[Ledger, Cells]:
    cells = Cells().of(compared.results)  # what the files say otherwise is of these
    return Ledger.of(written["comparison"], cells, of_draws(compared)), cells


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_number_of_a_comparison_is_worked_out_again_of_the_draws(
    of_comparison: tuple[Ledger, Cells], comparison_pages: Path, lang: str
) -> None:
    ledger, cells = of_comparison
    said = numbers(" ".join(cells.texts)) | typed(COMPARISON.words(lang))
    assert ledger.unfounded(page_of(comparison_pages / f"report-{lang}.html"), said) == {}


def test_a_difference_that_is_off_by_a_millionth_is_found_out(
    of_comparison: tuple[Ledger, Cells], comparison_pages: Path
) -> None:
    assert moved_and_found(of_comparison[0], comparison_pages / "report-en.html") < 0.002


# Of the files


@pytest.fixture(scope="module")
def files(compared: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Return the tables that `impact compare --out` writes, as whoever reads the page opens them."""
    folder = compared.save(tmp_path_factory.mktemp("compared") / "tables")
    return {path.stem: pd.read_csv(path) for path in folder.glob("*.csv")}


def in_file(frame: pd.DataFrame, **of: object) -> pd.Series | None:
    """Return the one row of a file of some keys, None for one without a year; no row where there is none."""
    rows = frame
    for column, value in of.items():
        rows = rows[rows[column].isna() if value is None else rows[column].eq(value)]
    assert len(rows) < 2
    return None if rows.empty else rows.iloc[0]


def pair(frame: pd.DataFrame, **of: object) -> list[list[float]]:
    """Return mean and ends, gross and net, of some keys; nothing for what a file does not have."""
    rows = [in_file(frame, concept=concept, **of) for concept in HEADLINES]
    return [[] if row is None else row[STATISTICS].to_list() for row in rows]


def of_measures(files: Files) -> Iterator[list[list[float]]]:
    for measure in MEASURES:
        net = in_file(files["comparison"], concept="net_regional", measure=measure, year=None)
        assert net is not None
        yield [*pair(files["comparison"], measure=measure, year=None), [100 * net["same_sign"]]]


def of_years(files: Files) -> Iterator[list[list[float]]]:
    for year in sorted(files["comparison"]["year"].dropna().unique()):
        yield pair(files["comparison"], measure="jobs", year=year)


def of_use(files: Files) -> Iterator[list[list[float]]]:
    rows = files["use"][files["use"]["region"].eq("*") & files["use"]["concept"].eq("use")]
    last = rows["year"].max()
    for measure in USE:
        row = in_file(rows, measure=measure, year=last)
        assert row is not None
        yield [[last], row[STATISTICS].to_list()]


def areas(page: Path, words: Words) -> list[str]:
    """Return the codes of the areas whose rows a page has, by their names."""
    codes = {in_language(place(code), words.lang): code for code in [*regions.codes("corop"), *SUMS, NATION]}
    return [codes[row[0]] for row in in_hand.tables(page)[words("areas.caption")]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_cell_of_a_table_is_the_row_of_a_file(comparison_pages: Path, files: Files, lang: Lang) -> None:
    page, words = comparison_pages / f"report-{lang}.html", COMPARISON.words(lang)
    shown = areas(page, words)
    assert shown == [*regions.study_area("groningen-noord-drenthe").corops, *SUMS, NATION]
    wanted = {
        "measures.caption": [*of_measures(files)],
        "years.caption": [*of_years(files)],
        "areas.caption": [pair(files["areas"], measure="jobs", region=code, year=None) for code in shown],
        "use.caption": [*of_use(files)],
    }
    for caption, rows in wanted.items():
        there = in_hand.tables(page)[words(caption)]
        assert len(there) == len(rows), caption
        for row, figures in zip(there, rows, strict=True):
            assert [in_hand.are_those(*one, lang) for one in zip(row[1:], figures, strict=True)] == [True] * len(
                figures
            )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_figure_of_a_chart_or_map_is_the_row_of_a_file(comparison_pages: Path, files: Files, lang: Lang) -> None:
    overview, gross, net = in_hand.under_figures(comparison_pages / f"report-{lang}.html")
    together = pair(files["comparison"], measure="jobs", year=None)
    assert [in_hand.are_those(*one, lang) for one in zip(overview[0][1:], together, strict=True)] == [True, True]
    jobs, codes = jobs_of_places(), {regions.name(code): code for code in regions.codes("corop")}
    assert len(gross) == len(codes)
    for place_in_pair, rows in enumerate((gross, net)):
        for name, mean, ends in rows:
            row = pair(files["areas"], measure="jobs", region=codes[name], year=None)[place_in_pair]
            per_thousand = [figure / jobs[codes[name]] for figure in row]
            assert in_hand.are_those(mean, per_thousand[:1], lang), name
            assert in_hand.are_those(ends, per_thousand[1:], lang), name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_has_the_figures_of_the_files(comparison_pages: Path, files: Files, lang: Lang) -> None:
    page = comparison_pages / f"report-{lang}.html"
    items = in_hand.listed(page)
    assert set(files["differences"][lang]) <= set(items)
    gross, net = pair(files["comparison"], measure="jobs", year=None)
    assert in_hand.are_those(items[0], [*net, *gross], lang)
    country = in_file(files["comparison"], concept="net_national", measure="jobs", year=None)
    assert country is not None
    told = in_hand.after(page, COMPARISON.words(lang)("nation.heading"))
    assert in_hand.are_those(told, country[["p05", "p95"]].to_list(), lang)


def test_a_figure_that_is_off_by_a_unit_of_its_last_digit_is_found_out() -> None:
    assert in_hand.are_those("−1.234,5 (−2,04 tot +3)", [-1234.46, -2.0449, 3.4], "nl")
    assert not in_hand.are_those("−1.234,5 (−2,04 tot +3)", [-1234.56, -2.0449, 3.4], "nl")
    assert not in_hand.are_those("1.0", [-1.0], "en")
    assert not in_hand.are_those("1.0", [1.0, 2.0], "en")
