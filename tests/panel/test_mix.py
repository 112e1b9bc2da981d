"""Jobs by industry from pulled tables: sections as published, the nation inside them and where CBS keeps silent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pytest

from impact import bundle, sectors
from impact.errors import InputError
from impact.panel import panel
from impact.panel.activity import Activity, pulled_jobs, pulled_national_jobs
from impact.panel.figures import figures_of
from impact.panel.industry_mix import national_mix
from impact.regions import study_area
from impact.sources import pull, snapshot
from impact.sources.store import Store
from tests.sources import tables
from tests.sources.server import Source, serving

REGIONS = ["NL01", "CR01", "CR02", "CR03", "GM1680", "GM1699"]
AREA = REGIONS[1:4]
SIZE = {"NL01": 100.0, "CR01": 1.0, "CR02": 2.0, "CR03": 3.0, "GM1680": 0.5, "GM1699": 0.25}
SECTION = sectors.grouping("section")
Figure = Callable[[str, str, int], str]


def jobs(section: str, region: str) -> float:
    """Twice a section's place in the alphabet in the nation; J is three times as large in CR03 as that."""
    weight = 2.0 * (1 + tables.SECTIONS.index(section))
    return SIZE[region] * weight * (3.0 if (section, region) == ("J", "CR03") else 1.0)


def silent(*secret: tuple[str, str], less: float = 0.0) -> Figure:
    """Print every cell but the secret ones; `less` is taken off each sum of sections."""

    def figure(group: str, region: str, _: int) -> str:
        if (group, region) in secret:
            return "       ."
        parts = tables.within(group)
        return f"{sum(jobs(s, region) for s in parts) - less * (len(parts) > 1):12.1f}"

    return figure


def fives(code: str, _: int) -> str:
    """Print five jobs for each division of the nation."""
    return "      5.0"


def pulled(
    folder: Path,
    figure: Figure,
    national: Callable[[str, int], str] | None = fives,
    areas: Sequence[str] = REGIONS,
    years: Sequence[int] = (2019, 2022),
) -> Store:
    served = {"83582NED": tables.regional_jobs(areas, figure, years)}
    if national is not None:
        served["83583NED"] = tables.national_jobs(national, years)
    store = Store(folder)
    with serving(Source(tables=served)) as url, pytest.MonkeyPatch.context() as patch:
        patch.setenv("IMPACT_CBS_URL", url)
        report = pull.pull(list(served), store=store)
    assert report.ok, report.frame()["note"].tolist()
    return store


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return pulled(tmp_path_factory.mktemp("whole"), silent())


def by_section(found: Activity) -> pd.Series[float]:
    return found.jobs.groupby(SECTION).sum()


def test_sections_are_taken_as_published(whole: Store) -> None:
    found = figures_of(whole).jobs("groningen", 2022)
    assert list(found.jobs.index) == sectors.codes("cbs81")
    expected = {s: sum(jobs(s, region) for region in AREA) for s in tables.SECTIONS}
    assert by_section(found)[list(expected)].to_dict() == pytest.approx(expected)
    assert found.jobs[["L68A", "T97", "X"]].sum() == 0
    groups = pulled_jobs(study_area("groningen"), 2022, figures_of(whole)).activity("groningen").jobs
    assert sectors.aggregate(found.jobs.drop("X"), "a10").to_dict() == pytest.approx(groups.to_dict())
    assert "0 % of the jobs are in sections that are not published" in found.notes[-1].en
    assert "Binnen een sectie volgt de verdeling over bedrijfstakken heel Nederland" in found.notes[-2].nl
    assert [r.table for r in found.records] == ["83582NED", "83583NED"]


def test_industries_of_a_section_follow_the_nation(tmp_path: Path) -> None:
    store = pulled(tmp_path, silent(), lambda code, _: {"62": "   30.0"}.get(code, "    10.0"))
    found = figures_of(store).jobs("CR03", 2022)
    # J has six divisions: 30 of the nation's 80 in IT services.
    assert found.jobs["J62"] == pytest.approx(jobs("J", "CR03") * 30 / 80)
    assert found.jobs["E37-39"] == pytest.approx(jobs("E", "CR03") * 30 / 40)
    assert found.jobs["L68B"] == pytest.approx(jobs("L", "CR03"))


def test_one_section_that_is_not_published_takes_the_rest_of_its_group(tmp_path: Path) -> None:
    store = pulled(tmp_path, silent(("B", "CR01"), ("D", "CR02")))
    found = figures_of(store).jobs("groningen", 2022)
    expected = {s: sum(jobs(s, region) for region in AREA) for s in tables.SECTIONS}
    assert by_section(found)[list(expected)].to_dict() == pytest.approx(expected)
    share = (jobs("B", "CR01") + jobs("D", "CR02")) / found.jobs.sum()
    assert found.notes[-1].en.startswith(f"{round(100 * share)} % of the jobs")


def test_sections_that_are_not_published_share_the_rest_as_in_the_nation(tmp_path: Path) -> None:
    store = pulled(tmp_path, silent(("B", "CR03"), ("D", "CR03")))
    found = by_section(figures_of(store).jobs("CR03", 2022))
    rest = jobs("B", "CR03") + jobs("D", "CR03")
    # The nation has three divisions in B and one in D, five jobs each.
    assert found[["B", "D"]].to_dict() == pytest.approx({"B": rest * 3 / 4, "D": rest / 4})
    assert found["C"] == pytest.approx(jobs("C", "CR03"))


def test_municipalities_are_filled_one_by_one(tmp_path: Path) -> None:
    store = pulled(tmp_path, silent(("H", "GM1680"), ("I", "GM1699"), ("K", "GM1699")))
    found = by_section(figures_of(store).jobs(["GM1680", "GM1699"], 2022))
    for section in tables.SECTIONS:
        assert found[section] == pytest.approx(jobs(section, "GM1680") + jobs(section, "GM1699"))


def test_group_that_is_not_published_either_is_derived_from_the_total(tmp_path: Path) -> None:
    store = pulled(tmp_path, silent(("F", "CR03")))
    found = figures_of(store).jobs("CR03", 2022)
    assert by_section(found)["F"] == pytest.approx(jobs("F", "CR03"))
    assert [n.code for n in found.notes] == ["employee_jobs", "derived_jobs", "national_mix", "estimated_mix"]
    two = pulled(tmp_path / "two", silent(("F", "CR03"), ("K", "CR03")))
    with pytest.raises(InputError, match=r"83582NED: status: found CR03 2022: F, K not published; .* another year or"):
        figures_of(two).jobs("CR03", 2022)


def test_what_roundings_leave_is_never_below_zero(tmp_path: Path) -> None:
    """Published sections may exceed their sum by a few hundred jobs; nothing is left of it, not less than nothing."""
    secret = [("B", region) for region in AREA]
    exceeding = silent(*secret, less=jobs("B", "CR03") + 0.2)
    store = pulled(tmp_path, exceeding)
    found = figures_of(store).jobs("CR03", 2022)
    assert by_section(found)["B"] == 0
    assert (found.jobs >= 0).all()


def test_nation_keeps_its_sections_too(whole: Store) -> None:
    nation = figures_of(whole).national_jobs(2022)
    assert by_section(nation)["J"] == pytest.approx(jobs("J", "NL01"))
    assert nation.jobs.sum() == pytest.approx(pulled_national_jobs(2022, figures_of(whole)).groups.sum().sum())
    assert nation.region == "NL"


def test_bundled_classes_do_where_the_table_is_not_pulled(tmp_path: Path) -> None:
    store = pulled(tmp_path, silent(), national=None)
    found = figures_of(store).jobs("CR03", 2019)
    # Of 285.6 thousand jobs in information and communication, 193.6 in IT services (83583NED, December 2019).
    assert found.jobs["J62"] / by_section(found)["J"] == pytest.approx(193.6 / 285.6, abs=5e-4)
    assert figures_of(store).national_jobs(2019).jobs.sum() == pytest.approx(
        sum(jobs(s, "NL01") for s in tables.SECTIONS)
    )
    assert found.records[-1].table == "national-jobs"
    assert "edition 19 November 2020" in found.notes[-2].en
    with pytest.raises(InputError, match=r"the jobs of the snapshot end before 2022; .*impact pull 83583NED"):
        figures_of(store).jobs("CR03", 2022)


def test_bundled_industries_are_those_of_their_keys(tmp_path: Path) -> None:
    """The titles of the classes lead to the same figures as the keys that the concordance lists."""
    keys = pd.read_csv(bundle.data("concordances", "sectors.csv"), dtype=str, keep_default_na=False).set_index("code")
    classes = snapshot.table("national-jobs", year=2019, size_class="total").set_index("sbi")["value"]
    found = national_mix(2019, figures_of(Store(tmp_path / "nothing"))).jobs
    expected = {code: sum(classes[k] for k in entry.split()) for code, entry in keys["sbi_keys"].items()}
    assert found.to_dict() == pytest.approx(expected)


def test_industry_without_a_national_figure_is_refused(tmp_path: Path) -> None:
    store = pulled(tmp_path, silent(), lambda code, _: "       ." if code == "62" else "     5.0")
    with pytest.raises(InputError, match="83583NED: sector: found no national jobs of J62 in 2022"):
        figures_of(store).jobs("CR03", 2022)


@pytest.mark.parametrize("none", ["J", "G-I"])
def test_jobs_of_a_group_that_the_nation_does_not_know_are_refused(tmp_path: Path, none: str) -> None:
    gone = {i[1:] for i in SECTION.index if SECTION[i] in tables.within(none)}
    secret = [(s, region) for s in tables.within(none) for region in REGIONS]
    store = pulled(tmp_path, silent(*secret), lambda code, _: "     0.0" if code in gone else "     5.0")
    with pytest.raises(InputError, match=f"found no national jobs inside {none}"):
        figures_of(store).jobs("CR03", 2022)
    with pytest.raises(InputError, match=f"found no national jobs inside {none}"):
        figures_of(store).national_jobs(2022)


def test_national_table_of_classes_is_a_panel_of_the_nation(whole: Store) -> None:
    frame = panel("jobs", level="land", data=whole, tables="83583NED", years=(2022, 2022))
    assert len(frame) == 124
    assert set(frame["region"]) == {"NL"}
    assert len(panel("jobs", level="land", data=whole, years=(2022, 2022))) == len(tables.GROUPS_28)
