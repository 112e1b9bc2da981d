"""Many at once: each gets their own language and figures, and what a page sends stays small."""

from __future__ import annotations

import asyncio
import gzip
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from types import ModuleType
from typing import Any
from urllib.request import urlopen

import pytest

from impact.page.maps.form import MapForm
from impact.scenario import ScenarioResult
from tests.page.conftest import Given, asked, finished
from tests.page.test_scenario_views import seen


def test_ten_visitors_at_once_each_get_their_own_language_and_figures(served: str) -> None:
    asked = list(product(("nl", "en"), ("", "J", "C"), ("2015", "2023")))

    def shown(lang: str, sector: str, year: str) -> tuple[str, str, str]:
        with urlopen(f"{served}/{lang}/maps?sector={sector}&year={year}") as answer:
            text = answer.read().decode()
        heading = re.search(r'<span class="title">(.*?)</span><span class="measured">(.*?)</span>', text)
        assert heading
        assert f'<html lang="{lang}">' in text
        return heading.group(1), heading.group(2), text[: text.index("<body>")]

    with ThreadPoolExecutor(10) as visitors:
        found = list(visitors.map(lambda one: shown(*one), asked * 2))
    assert found[: len(asked)] == found[len(asked) :]
    for (lang, sector, year), (title, measured, _) in zip(asked, found, strict=False):
        picture = MapForm(sector=sector, year=year).picture(lang)  # type: ignore[arg-type]
        assert (title, measured) == (picture.title, picture.subtitle)


def test_ten_visitors_at_once_each_get_the_figures_of_their_own_setting(served: str) -> None:
    """Each says its own setting, and the more staff comes from other employers, the less is net: nothing crossed."""
    shares = list(range(35, 85, 5))

    def shown(share: int) -> tuple[str, float]:
        text = seen(served, f"/en/scenario?assumptions.staff_displacement_share={share}&stop=1")
        net = re.search(r"Net, region: jobs, labour years</th><td[^>]*>[^<]*</td><td[^>]*>(\d+)<", text)
        said = re.search(r"<li>[^<]*: (\d+) %. In ‘AI-fabriek Groningen: baseline’: 50", text)
        assert net, text
        assert said
        return said.group(1), float(net.group(1))

    with ThreadPoolExecutor(10) as visitors:
        found = list(visitors.map(shown, shares))
    assert [said for said, _ in found] == [str(share) for share in shares]
    means = [mean for _, mean in found]
    assert means == sorted(means, reverse=True)
    assert len(set(means)) > 7  # in the digits that are shown


def test_who_waits_hears_how_far_it_is_and_how_many_come_first(
    peer: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    peer("starlette")
    from impact.page import application
    from impact.page.scenarios import looking
    from impact.page.scenarios.orders import Kind, Order
    from impact.page.scenarios.runs import Run, Seen, State

    class Queue:
        """Runs of which none comes to its turn, but for what can be set."""

        def want(self, order: Order, visit: str) -> Run:
            return Run(order, State.DONE, answer=()) if order.kind is Kind.ASSUMPTIONS else Run(order, share=0.4)

        def let_go(self, visit: str, but: object) -> None:
            assert visit

        def seen(self, *runs: Run) -> Seen:
            return Seen.of(runs, ahead=0 if runs[0].over else 3)

    app = application()
    app.app.state.desk.runs = Queue()  # type: ignore[attr-defined]
    monkeypatch.setattr(looking, "FIRST_FIGURES", 0.0)
    for lang, said in (("nl", "nog 3 berekeningen voor u"), ("en", "3 computations before yours")):
        text = asked(app, f"/{lang}/scenario").text
        assert said in text
        assert '<progress max="100" value="40"' in text
        assert 'name="stop" value="1"' in text


def test_a_page_goes_the_way_of_the_first_visitor_before_one_comes(
    baseline_result: ScenarioResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First figures, one assumption that is set, and the whole; written in both languages."""
    from impact.page.desk import Desk
    from impact.page.scenarios import view
    from impact.page.scenarios.figures import assumptions_of, figures_of
    from impact.page.scenarios.form import Form, ScenarioForm, shipped
    from impact.page.scenarios.looking import Look

    source, assumed, found = (
        shipped("ai-fabriek-baseline"),
        assumptions_of(baseline_result),
        figures_of(baseline_result),
    )
    looks: list[ScenarioForm] = []
    written: list[str] = []

    async def looked(desk: Desk, visit: str, asked: ScenarioForm, **given: float) -> Look:
        looks.append(asked)
        form = Form(asked, source, baseline_result.scenario)
        return Look(asked, visit, form, assumed, source, baseline_result.scenario, found)

    shown = view._shown

    def shown_too(look: Look, lang: Any, desk: Desk) -> dict[str, Any]:
        written.append(lang)
        return shown(look, lang, desk)

    monkeypatch.setattr(view, "looked", looked)
    monkeypatch.setattr(view, "_shown", shown_too)
    finished(view.warm(Desk()))
    assert [(bool(one.stop), dict(one.set)) for one in looks] == [
        (True, {}),
        (True, {"assumptions.staff_displacement_share": "50"}),
        (False, {}),
    ]
    assert sorted(written) == ["en", "en", "nl", "nl"]


def test_the_first_view_is_small(ask: Callable[..., Given]) -> None:
    parts = [ask(path) for path in ("/nl/", "/static/house.css", "/static/page.css", "/static/icon.svg")]
    whole = sum(len(gzip.compress(part.content)) for part in parts)
    without_map = whole - sum(len(found) for found in re.findall(rb'<path d="[^"]*"', parts[0].content)) // 3
    assert without_map < whole < 100_000


def test_a_page_that_begins_ahead_asks_for_what_every_part_shows_first(peer: Callable[[str], ModuleType]) -> None:
    peer("starlette")
    from impact.page import Settings, application
    from impact.page.evaluation.told import LedgerTold, PublishedTold, StudyTold
    from impact.page.maps import view as maps_view
    from impact.page.maps.origin import BUNDLED, Origin

    begun: list[object] = []

    class Room:
        async def outcome(self, job: object, patience: float) -> None:
            assert patience == 0
            begun.append(job)

        def close(self) -> None:
            begun.append("closed")

    async def warm_all(there: Origin) -> None:
        assert there == BUNDLED
        begun.append("maps")
        await asyncio.sleep(60)

    async def lived() -> None:
        app = application(Settings(ahead=True)).app
        async with app.router.lifespan_context(app):  # type: ignore[attr-defined]
            await asyncio.sleep(0.01)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("impact.page.serving.Workroom", Room)
        patch.setattr(maps_view, "warm", lambda: None)
        patch.setattr(maps_view, "warm_all", warm_all)
        finished(lived())
    study = StudyTold("ai-fabriek-ex-ante")
    assert begun == [study, study, PublishedTold(), LedgerTold(""), "maps", "closed"]
