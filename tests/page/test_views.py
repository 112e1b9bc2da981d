"""The views: both languages, hostile text, files that are those of the command."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from impact.cli import app as commands
from impact.page.files.painter import MEDIA, Order, drawn
from impact.page.maps.form import MapForm
from tests.page.conftest import Given

Ask = Callable[..., Given]


@pytest.mark.parametrize("path", ["/{}/", "/{}/maps", "/{}/maps?variable=value_added&region=groningen"])
def test_every_view_is_there_in_both_languages_with_a_link_to_the_other(ask: Ask, path: str) -> None:
    for lang, other in (("nl", "en"), ("en", "nl")):
        found = ask(path.format(lang))
        assert found.status == 200
        assert f'<html lang="{lang}">' in found.text
        assert f'href="{html.escape(path.format(other))}" hreflang="{other}"' in found.text
        assert not re.search(r"\{[a-z_]+\}", found.text)


def test_the_first_address_leads_to_dutch(ask: Ask) -> None:
    found = ask("/")
    assert (found.status, found.headers["location"]) == (307, "/nl/")


@pytest.mark.parametrize("path", ["/de/", "/nl/kaart", "/nl/maps/map.exe", "/nl/maps/map.png?year=1900"])
def test_an_address_with_nothing_at_it_says_so(ask: Ask, path: str) -> None:
    found = ask(path)
    assert found.status == 404
    assert "Hier staat niets" in found.text


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}", "=cmd()"]
)
def test_hostile_text_stays_text(ask: Ask, text: str) -> None:
    from urllib.parse import quote

    for field in ("variable", "bounds", "sector", "year", "classes"):
        found = ask(f"/nl/maps?{field}={quote(text)}")
        assert found.status == 200
        assert "<script>alert" not in found.text
        assert "<img" not in found.text
        assert ">49<" not in found.text


def test_what_is_wrong_stands_at_its_field(ask: Ask) -> None:
    text = ask("/nl/maps?year=1900&count=77").text
    for field in ("year", "count"):
        assert re.search(rf'id="{field}"[^>]*aria-invalid="true" aria-describedby="{field}-wrong"', text)
        assert f'id="{field}-wrong"' in text
        assert f'href="#{field}"' in text


def test_a_view_is_small(ask: Ask) -> None:
    import gzip

    assert len(gzip.compress(ask("/nl/maps?level=gemeente&variable=establishments").content)) < 200_000


def test_a_change_of_figures_is_sent_without_the_land(ask: Ask) -> None:
    whole = ask("/nl/maps?part=1&sector=J")
    known = ask("/nl/maps?part=1&sector=J&land=corop")
    assert "<path d=" in whole.text
    assert 'class="region"' not in known.text
    assert known.text.count("data-region=") == 40


@pytest.mark.parametrize("ending", ["csv", "svg"])
def test_a_file_is_the_one_that_the_command_writes(tmp_path: Path, ending: str) -> None:
    form = MapForm("gemeente", "establishments", "J", "", "nij-begun", "2020", count="4")
    told = form.command().split()[1:]
    path = tmp_path / f"map.{ending}"
    result = CliRunner().invoke(commands, [*told, "--lang", "en", "--size", "slide", "--out", str(path)])
    assert result.exit_code == 0, result.output
    assert drawn(Order(form, "en", "slide", ending)) == path.read_bytes()


def test_every_ending_of_the_command_is_offered(ask: Ask) -> None:
    from impact.report.maps.files import ENDINGS

    assert {f".{ending}" for ending in MEDIA} == set(ENDINGS)
    text = ask("/nl/maps?sector=J").text
    for ending in MEDIA:
        assert f'href="/nl/maps/map.{ending}?sector=J&amp;size=page"' in text
