"""The catalogue of tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from impact import bundle
from impact.errors import InputError
from impact.sources import catalogue


def test_every_table_says_what_it_is_for() -> None:
    tables = catalogue.tables()
    assert len(tables) >= 28
    for table in tables.values():
        assert table.title
        assert table.about
        assert set(table.levels) <= {"land", "landsdeel", "provincie", "corop", "gemeente"}
        assert table.take == "all" or table.measures


def test_generations_of_the_regional_accounts_are_told_apart() -> None:
    tables = catalogue.tables()
    assert tables["84432NED"].generation != tables["85924NED"].generation
    assert tables["84432NED"].successor == "85924NED"


def test_paragraph_with_mistakes_lists_them_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "catalogue.toml"
    path.write_text('[83582NED]\ntitle = "x"\ntake = "some"\nregion = ["CR"]\n', encoding="utf-8")
    monkeypatch.setattr(bundle, "data", lambda *_: path)
    with pytest.raises(InputError) as refused:
        catalogue.tables()
    assert {p.field for p in refused.value.problems} == {"about", "take", "region"}


def test_capitals_of_an_id_do_not_count() -> None:
    assert catalogue.table("83582ned").id == "83582NED"
    assert catalogue.table("70072NED").id == "70072ned"
    with pytest.raises(InputError, match="Did you mean '83582NED'"):
        catalogue.table("83582NEDD")
    with pytest.raises(InputError, match="`impact status` lists those that can be pulled"):
        catalogue.table("wages")
