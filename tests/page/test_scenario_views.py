"""The views of scenarios on a served page: figures, files that are the command's, files of visitors, stopping."""

from __future__ import annotations

import html
import http.client
import re
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from impact.scenario import Scenario
from tests.page.conftest import DRAWS, Given
from tests.page.test_uploads import GOOD, MEDIA, form

Ask = Callable[..., Given]
SET = "assumptions.deadweight_share=12.5&spending.firms.amount=30"


def asked(
    served: str, path: str, content: bytes | None = None, media: str = MEDIA, **headers: str
) -> tuple[int, dict[str, str], str]:
    """Ask the served page for an address, or send it a form."""
    where = urlsplit(served)
    line = http.client.HTTPConnection(where.hostname or "", where.port, timeout=60)
    sent = {"Content-Type": media, "Sec-Fetch-Site": "same-origin"} if content is not None else {}
    line.request("GET" if content is None else "POST", path, content, sent | headers)
    answer = line.getresponse()
    found = answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode("utf-8")
    line.close()
    return found


def seen(served: str, path: str) -> str:
    """Return a view of scenarios once it has something to show: a busy machine takes more than a view waits for."""
    until = time.monotonic() + 120
    while state(text := asked(served, path)[2]) == "waiting":
        assert time.monotonic() < until
    return text


def state(text: str) -> str:
    found = re.search(r'data-state="(\w+)"', text)
    assert found
    return found[1]


@pytest.mark.parametrize(("view", "path"), [("view", "scenario"), ("compare_view", "compare")])
def test_figures_and_what_is_said_of_them_are_of_one_moment(
    served: str, monkeypatch: pytest.MonkeyPatch, view: str, path: str
) -> None:
    """A visitor who is told that all is there while first figures stand there would keep those."""
    room: Any = import_module(f"impact.page.scenarios.{view}")
    write, held, seen_first = room._shown, threading.Event(), []

    def slow(look: Any, *rest: Any) -> dict[str, Any]:  # refined figures come in while a view is written
        if look.seen.state == "refining" and not seen_first:
            seen_first.append(look)
            assert held.wait(60)
        return write(look, *rest)

    monkeypatch.setattr(room, "_shown", slow)
    address = f"/nl/{path}?assumptions.deadweight_share=17.25"
    with ThreadPoolExecutor(1) as other:
        first = other.submit(seen, served, address)
        until = time.monotonic() + 120
        while not seen_first and not first.done():
            assert time.monotonic() < until
            time.sleep(0.01)
        assert seen_first, "first figures were never there without the refined ones"
        while state(asked(served, f"{address}&part=1&known=first")[2]) != "there":
            assert time.monotonic() < until
        held.set()
        text = first.result()
    assert (state(text), re.findall(r'data-known="(\w+)"', text)) == ("refining", ["first"])


def test_both_languages_have_the_form_and_first_figures(served: str) -> None:
    for lang, mean in (("nl", "gemiddeld"), ("en", "mean")):
        status, headers, text = asked(served, f"/{lang}/scenario?{SET}&stop=1")
        assert status == 200
        assert "default-src 'none'" in headers["content-security-policy"]
        text = seen(served, f"/{lang}/scenario?{SET}&stop=1")
        assert state(text) == "there"
        assert f'<th scope="col">{mean}</th>' in text
        assert text.count('type="range"') == 11  # ten, and one that is set besides
        assert not re.search(r"\{[a-z_]+\}", text)
        assert "<script>" not in text
        assert "style=" not in text
    assert 'value="12.5"' in text
    assert "Uw wijziging van: AI-fabriek Groningen: basisscenario" in asked(served, f"/nl/scenario?{SET}&stop=1")[2]


def test_an_address_with_a_comma_leads_to_the_canonical_one(served: str) -> None:
    status, headers, _ = asked(served, "/nl/scenario?assumptions.deadweight_share=12,50")
    assert (status, headers["location"]) == (303, "/nl/scenario?assumptions.deadweight_share=12.5")


def test_what_is_wrong_stands_at_its_field(served: str) -> None:
    text = seen(served, "/nl/scenario?assumptions.deadweight_share=abc&headline=x&stop=1")
    assert re.search(r'id="assumptions-deadweight_share"[^>]*aria-invalid="true"', text)
    assert "schrijf een getal" in text
    assert re.search(r'id="headline"[^>]*aria-invalid="true"', text)
    _, _, text = asked(served, "/nl/scenario?scenario=nowhere")
    assert re.search(r'id="scenario"[^>]*aria-invalid="true"', text)
    text = seen(served, "/nl/scenario?assumptions.deadweight_share=150&stop=1")
    assert "dit getal ligt buiten wat mogelijk is." in text
    text = seen(served, "/nl/scenario?spending.firms.amount=900&stop=1")
    assert "dit kost meer dan het geld dat er is." in text
    assert "900.00 MEUR" not in text.partition("<details>")[0]
    text = seen(served, "/nl/scenario?assumptions.deadweight_share=abc&spending.firms.amount=900&stop=1")
    at = {"assumptions-deadweight_share": "schrijf een getal", "spending-firms-amount": "dit kost meer"}
    for field, why in at.items():
        assert re.search(rf'id="{field}"[^>]*aria-invalid="true"', text)  # all at once, each at its field
        assert re.search(rf'id="{field}-wrong">{why}', text)
        assert re.search(rf'<li><a href="#{field}">[^<]+</a>: {why}', text)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x>', "{{ 7 * 7 }}", "../../etc/passwd"])
def test_hostile_text_stays_text(served: str, text: str) -> None:
    for field in ("scenario", "upload", "headline", "late", "assumptions.deadweight_share", "funding.rijk", "visit"):
        status, _, found = asked(served, f"/nl/scenario?stop=1&{field}={quote(text)}")
        assert status in (200, 303)
        assert "<script>alert" not in found
        assert "<img" not in found
        assert ">49<" not in found
    assert asked(served, f"/nl/compare?stop=1&against={quote(text)}")[0] == 200


def test_the_file_of_the_page_is_the_scenario_as_it_was_set(served: str, tmp_path: Path) -> None:
    """That it gives the figures of the page by command, an economist finds in test_journeys."""
    _, headers, text = asked(served, f"/nl/scenario/file.toml?{SET}")
    name = re.search(r'filename="(.+)"', headers["content-disposition"])
    assert name
    path = tmp_path / name[1]
    path.write_text(text, encoding="utf-8")
    found = Scenario.load(path)
    assert (found.assumptions["deadweight_share"].central, found.spending["firms"].amount.central) == (0.125, 30.0)


def test_no_other_file_can_be_had(served: str) -> None:
    for name in ("manifest", "..%2f..%2fetc%2fpasswd", "draws"):
        assert asked(served, f"/nl/scenario/{name}.csv?stop=1")[0] == 404
    assert asked(served, "/nl/scenario/file.toml?scenario=nowhere")[0] == 404


def test_a_file_that_is_sent_becomes_a_scenario_of_its_own(served: str) -> None:
    status, headers, _ = asked(served, "/nl/scenario/upload", form(GOOD))
    assert status == 303
    assert re.fullmatch(r"/nl/scenario\?upload=[\w-]{22}", headers["location"])
    text = seen(served, f"{headers['location']}&stop=1")
    assert state(text) == "there"
    assert "mijn-plan" in text
    assert "zolang uw bestand in het geheugen staat" in text
    assert asked(served, f"{headers['location'].replace('scenario?', 'scenario/file.toml?')}")[2] == GOOD.decode()
    assert "dit bestand staat niet meer in het geheugen" in asked(served, "/nl/scenario?upload=guess")[2]


def test_a_file_that_cannot_be_used_is_refused_beside_its_field(served: str) -> None:
    for content, said in (
        (form(b'extends = "/etc/passwd"'), "alleen verdergaan op een meegeleverd scenario"),
        (form(b"x" * 100_000), "te groot voor een scenario"),
        (form(), "geen bestand met inhoud"),
        (form(GOOD, GOOD), "stuur één bestand"),
    ):
        status, _, text = asked(served, "/nl/scenario/upload", content)
        assert status == 422
        assert re.search(r'id="file"[^>]*aria-invalid="true"', text)
        assert said in html.unescape(text)
        assert "Traceback" not in text
        assert 'href="/en/scenario"' in text


def test_a_page_elsewhere_cannot_send_anything(ask: Ask) -> None:
    headers = [(b"content-type", MEDIA.encode()), (b"content-length", b"10")]
    path = "/nl/scenario/upload"
    assert ask(path, method="POST", headers=[*headers, (b"sec-fetch-site", b"cross-site")]).status == 403
    assert ask(path, method="POST", headers=[*headers, (b"origin", b"http://evil.example")]).status == 403
    assert ask(path, method="POST", headers=[(b"content-length", b"99999999999")]).status == 413
    assert ask(path).status == 405
    assert ask("/nl/scenario", method="POST").status == 405


def test_two_are_compared_draw_by_draw_with_what_their_files_say(served: str) -> None:
    text = seen(served, "/nl/compare?stop=1")
    assert state(text) == "there"
    assert "AI-fabriek Groningen: zonder geld van de EU, vergeleken met AI-fabriek Groningen: basisscenario" in text
    assert "Het budget: 130 mln euro. In ‘AI-fabriek Groningen: basisscenario’: 201 mln euro." in text
    assert "100 van de 100" in text
    assert "liggen tussen laag en hoog" in text
    assert "p05" not in text
    text = seen(served, f"/en/compare?{SET}&scenario=ai-fabriek-baseline&against=ai-fabriek-baseline&stop=1")
    assert "What the files say otherwise" in text
    assert "12.5 %" in text
    assert "Your change of: AI-fabriek Groningen: baseline, compared with AI-fabriek Groningen: baseline" in text
    assert "ai-fabriek-baseline" not in re.sub(r"<[^>]*>", "", text)
    assert "says nothing of use" not in text  # it follows: few draws do not tell it
    for field in ("scenario", "against"):
        assert re.search(rf'id="{field}"[^>]*aria-invalid', asked(served, f"/nl/compare?{field}=nowhere&stop=1")[2])


def test_identical_runs_are_done_once_and_a_run_is_stopped_on_request(served: str, page_served: Any) -> None:
    runs = page_served.app.state.desk.runs
    path = "/nl/scenario?spending.electricity.amount=21"
    seen(served, f"{path}&stop=1&visit=one")
    begun = runs.begun
    asked(served, f"{path}&stop=1&visit=two")
    assert runs.begun == begun
    first = asked(served, f"{path}&visit=one")[2]
    assert state(first) == "refining"
    assert 'name="stop" value="1"' in first
    asked(served, f"{path}&stop=1&visit=one")
    until = time.monotonic() + 20
    while any(not run.over for run in list(runs._runs.values())):
        assert time.monotonic() < until
        time.sleep(0.02)
    assert not [order for order in runs._runs if order.draws == DRAWS and "amount = 21.0" in order.source.text]
