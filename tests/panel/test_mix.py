"""Jobs by industry from a pulled table: published where it is, the nation only where CBS keeps silent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from impact import sectors
from impact.errors import InputError
from impact.panel import activity, mix
from impact.sources import pull
from impact.sources.store import Store
from tests.sources.holdings import GROUPS, regional_table
from tests.sources.server import FakeTable, Source, serving

REGIONS = ["NL01", "CR01", "CR02", "CR03"]
SIZE = {"NL01": 100.0, "CR01": 1.0, "CR02": 2.0, "CR03": 3.0}


def _divisions() -> dict[str, str]:
    """Stand-ins for the keys of CBS, each with the group its jobs belong to."""
    found = {}
    for industry, group in sectors.grouping("a10").items():
        name = str(industry).rstrip("AB")[1:]
        singles = ["37", "38", "39"] if name == "37-39" else [name]
        found |= {single: group for single in singles if industry not in ("L68A", "T97")}
    return found


DIVISIONS = _divisions()


def _table(secret: set[tuple[str, str]]) -> FakeTable:
    base = regional_table("83582NED", REGIONS, {"Banen van werknemers in december": "x 1 000"}, by_sector=True)
    keys = {**GROUPS, **{f"9{n.replace('-', ''):0>5}": f"{n} bedrijfstak" for n in DIVISIONS}}
    names = {key: title.split()[0] for key, title in keys.items()}

    def cell(position: tuple[str, ...], _: str) -> str:
        name, region = names[position[0]], position[1]
        if (name, region) in secret:
            return "       ."
        weight = sum(_weight(d, region) for d, g in DIVISIONS.items() if name in ("A-U", g) or name == d)
        return f"{weight:10.1f}"

    sectors_dimension = (*base.dimensions[0][:3], [(k, t, "") for k, t in keys.items()])
    return replace(base, dimensions=[sectors_dimension, *base.dimensions[1:]], cell=cell)


def _weight(division: str, region: str) -> float:
    """IT is three times as large as the nation has it in CR03."""
    return SIZE[region] * (3.0 if (division, region) == ("62", "CR03") else 1.0)


def _pulled(folder: Path, secret: set[tuple[str, str]]) -> Store:
    store = Store(folder)
    with serving(Source(tables={"83582NED": _table(secret)})) as url, pytest.MonkeyPatch.context() as patch:
        patch.setenv("IMPACT_CBS_URL", url)
        report = pull.pull(["83582NED"], store=store)
    assert report.ok, report.lines[0].note
    return store


def test_what_is_published_is_taken(tmp_path: Path) -> None:
    store = _pulled(tmp_path, set())
    found = mix.industry_jobs("groningen", 2022, store)
    assert list(found.jobs.index) == sectors.codes("cbs81")
    assert found.jobs["J62"] == pytest.approx(1 + 2 + 9)
    assert found.jobs["E37-39"] == pytest.approx(3 * 6)
    assert found.jobs[["L68A", "T97", "X"]].sum() == 0
    groups = activity.regional_jobs("groningen", 2022, store).jobs
    assert sectors.aggregate(found.jobs.drop("X"), "a10").to_dict() == pytest.approx(groups.to_dict())
    assert "0 % of the jobs" in found.notes[-1].en


def test_what_is_secret_follows_the_nation_within_its_group(tmp_path: Path) -> None:
    store = _pulled(tmp_path, {("61", "CR03"), ("62", "CR03")})
    found = mix.industry_jobs("CR03", 2022, store)
    # J has 6 divisions: 4 published at 3.0, and 3.0 + 9.0 to be shared evenly between telecommunications and IT.
    assert found.jobs[["J58", "J61", "J62"]].to_dict() == pytest.approx({"J58": 3.0, "J61": 6.0, "J62": 6.0})
    share = 12 / found.jobs.sum()
    assert f"{round(100 * share)} % of the jobs are in industries that CBS keeps secret" in found.notes[-1].en
    assert found.notes[-1].text("nl").startswith(f"{round(100 * share)} % van de banen")


def test_nation_is_scaled_to_its_groups(tmp_path: Path) -> None:
    store = _pulled(tmp_path, set())
    nation = mix.national_industry_jobs(2022, store)
    assert nation.jobs["J62"] == pytest.approx(100)
    assert nation.jobs.sum() == pytest.approx(activity.national_jobs(2022, store).jobs.sum())


def test_nation_with_secrets_is_no_measure(tmp_path: Path) -> None:
    store = _pulled(tmp_path, {("62", "NL01")})
    with pytest.raises(InputError, match="no national jobs of J62 in 2022"):
        mix.industry_jobs("CR03", 2022, store)
