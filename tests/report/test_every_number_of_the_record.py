"""Every number on the pages of the record is followed back to a cell of its frames, or worked out again of these."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from impact.productivity import RegionalRecord, shipped_studies
from impact.productivity.record.regional_record import Part
from impact.report.pages.publications import publication
from impact.report.record import outcomes
from impact.report.record.telling import Account
from impact.words.texts import LANGUAGES
from tests.report.followed import Cells, Ledger, Written, numbers, page_of, typed
from tests.report.test_every_number import EDITION, moved_and_found

PARTS = ["national", "mix", "competitive", "allocation"]
LEVELS = (Part.PRODUCTIVITY, Part.REAL_GROWTH)


def of_jobs(frame: pd.DataFrame) -> Iterator[np.ndarray]:
    """Yield what an account of jobs says over its sectors: sums by area and method, per cents, what is left over."""
    parts = [name for name in PARTS if name in frame]
    keys = [name for name in ("region", "method") if name in frame]
    sums = frame.groupby(keys)[["before", "after", "change", *parts]].sum()
    yield sums.to_numpy(dtype=float)
    yield 100 * sums[["change", "national"]].div(sums["before"], axis=0).to_numpy(dtype=float)
    yield sums[parts].sum(axis=1).to_numpy(dtype=float)
    yield (frame[parts].sum(axis=1) - frame["change"]).to_numpy(dtype=float)


def of_levels(frame: pd.DataFrame) -> Iterator[np.ndarray]:
    """Yield growth a year of every series, between years and on average, as a map gives it, and its differences."""
    keys = [name for name in ("region", "measure", "deflator", "sector") if name in frame]
    means = []
    for _, rows in frame.dropna(subset="value").groupby(keys):
        levels = rows.set_index("year")["value"].sort_index()
        span = int(levels.index[-1]) - int(levels.index[0])
        if span and (levels > 0).all():
            yield 100 * (levels.to_numpy()[1:] / levels.to_numpy()[:-1] - 1)
            means.append(100 * ((levels.iloc[-1] / levels.iloc[0]) ** (1 / span) - 1))
    found = np.array(means)
    yield from (found, found.round(1))
    if "deflator" in frame:
        yield (found[:, None] - found[None, :]).ravel()


def worked_out(record: RegionalRecord) -> Iterator[np.ndarray]:
    """Yield what the record says that is worked out of several cells."""
    for part in (Part.JOB_GROWTH, Part.JOB_GROWTH_BY_TEN):
        yield from of_jobs(record[part])
    for part in LEVELS:
        yield from of_levels(record[part])
    gap = record[Part.GAP_BY_SECTOR][["within", "between", "interaction"]].sum()
    yield from (gap.to_numpy(dtype=float), np.array([gap.sum()]))


@pytest.fixture(scope="module")
def of_record(region_record: RegionalRecord, record_report: Path, written: dict[str, Written]) -> tuple[Ledger, Cells]:
    told = outcomes.outcomes(Account(region_record, shipped_studies(), publication("regional-record").words("en")))
    ranges = [one.prior or one.elicited for one in told]
    cells = Cells().of(region_record, shipped_studies(), told, [one for one in ranges if one is not None])
    return Ledger.of(written["regional-record"], cells, worked_out(region_record)), cells


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_number_of_the_record_is_a_cell_or_worked_out_again(
    of_record: tuple[Ledger, Cells], record_report: Path, lang: str
) -> None:
    ledger, cells = of_record
    said = numbers(" ".join(cells.texts)) | typed(publication("regional-record").words(lang)) | {EDITION}
    assert ledger.unfounded(page_of(record_report / f"report-{lang}.html"), said) == {}


def test_a_figure_of_the_record_that_is_off_by_a_millionth_is_found_out(
    of_record: tuple[Ledger, Cells], record_report: Path
) -> None:
    assert moved_and_found(of_record[0], record_report / "report-en.html") < 0.002
