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


@pytest.mark.parametrize("name", ["wages", "99999NED", "83599NED", "83581NED", "8358NED"])
def test_numbers_that_look_alike_are_not_suggested(name: str) -> None:
    """83599NED is about vacancies; 86059NED and 85926NED, which its digits resemble, are not."""
    with pytest.raises(InputError) as refused:
        catalogue.table(name)
    assert "Did you mean" not in str(refused.value)
    assert "`impact status` lists those that can be pulled" in str(refused.value)


@pytest.mark.parametrize("name", ["83582", "83582ENG", "83582NEDD", "ned83582"])
def test_table_of_the_same_number_is_suggested(name: str) -> None:
    with pytest.raises(InputError, match=r"Did you mean '83582NED'\?"):
        catalogue.table(name)
