"""Value added and labour by sector from pulled regional accounts, as `within_between` takes them."""

from __future__ import annotations

import pytest

from impact.errors import InputError
from impact.productivity import accounts_by_sector, within_between
from impact.productivity.record.accounts import GROUPS
from impact.productivity.record.parts_of_productivity import PARTS
from impact.sources import pull
from impact.sources.store import Store
from tests.sources.holdings import PRODUCTION, accounts_table
from tests.sources.server import Source, serving

REGIONS = ["NL01", "CR01", "CR02", "CR03", "CR07"]
SECTORS = {f"{i:06}": f"{code} Groep" for i, code in enumerate(("A-U", "B", *GROUPS), 301000)}
# CBS StatLine 84419NED, 2021: culture, recreation and other services of the Netherlands and of the province of
# Groningen: output, intermediate use, value added, compensation (MEUR), labour years (thousand).
NATION = (28681, 14428, 14253, 10911, 327.7)
PARTS_OF_PROVINCE = {"CR01": (100, 50, 50, 36, 1.6), "CR02": (89, 48, 41, 30, 1.0), "CR03": (400, 200, 200, 150, 6.0)}
PRINTED = {"NL01": NATION, **PARTS_OF_PROVINCE}
PLAIN = (1000.0, 600.0, 400.0, 250.0, 5.0)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    def figure(code: str, region: str, title: str) -> str:
        if (code, region) == ("K", "CR07"):
            return "           ."
        row = PRINTED.get(region, PLAIN) if code == "R-U" else PLAIN
        return f"{row[[*PRODUCTION].index(title)]:12.4f}"

    held = Store(tmp_path_factory.mktemp("store"))
    served = Source(tables={"85925NED": accounts_table(2021, REGIONS, SECTORS, figure)})
    with serving(served) as url, pytest.MonkeyPatch.context() as patch:
        patch.setenv("IMPACT_CBS_URL", url)
        assert pull.pull(["85925NED"], store=held).ok
    return held


def test_productivity_of_a_sector_is_that_of_the_printed_figures(store: Store) -> None:
    nation, province = (accounts_by_sector(place, 2021, data=store) for place in ("NL", "groningen"))
    parts = within_between(nation, province)
    assert list(parts.index) == list(GROUPS)
    services = parts.loc["R-U"]
    assert services["productivity_first"] == pytest.approx(14253 / 327.7)
    assert services["productivity_second"] == pytest.approx(291 / 8.6)
    whole = [one["value_added"].sum() / one["labour"].sum() for one in (nation, province)]
    assert parts[[*PARTS]].sum().sum() == pytest.approx(whole[1] - whole[0], abs=1e-9)
    assert (nation["status"] == "").all()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"area": "CR07"}, "no value_added K CR07, labour_years K CR07 in 2021.*Take a group it is in"),
        ({"area": "groningen", "by": ["A", "62"]}, "sector: found 62"),
        ({"area": "groningen", "year": 2019}, "no value_added for level corop in 2019"),
        ({"area": "groningen", "data": "snapshot"}, "`impact pull 85925NED` fetches them"),
        ({"area": "nij-begun"}, "only a part of Noord-Drenthe"),
    ],
)
def test_what_was_not_pulled_or_published_is_refused(store: Store, asked: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        accounts_by_sector(**{"year": 2021, "data": store, **asked})  # type: ignore[arg-type]
