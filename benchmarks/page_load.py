"""Ten people on the page at once, from a second process on loopback: seconds of views, bytes, memory of the server.

Run: `python benchmarks/page_load.py [USERS] [VIEWS]` from the root. It starts the page itself, waits until what takes
long is worked out, and prints: the first view (seconds, bytes as sent), a slider that moves, the first time and later
(as the script of the page asks for new figures, with the processor seconds of the page and of its processes), a change
of figures of a map (likewise, and until the regions have their colours in Chromium), views of all users in turn at once
(half, nineteen in twenty, the slowest), views of maps that nobody asked for before, and what the server holds before
and after, its processes for drawing and for long work apart. Processor seconds of the server say more than the clock on
a machine with other work.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import cycle, islice
from statistics import quantiles

import httpx2
import psutil

EVALUATE = ("detectable", "design", "analogues", "ledger")
MAPS = (
    "sector=J",
    "sector=C&year=2019",
    "variable=population",
    "per=population",
    "compare=change&base=2015",
    "count=7",
)
VIEWS = (
    "/{}/",
    *(f"/{{}}/maps?{query}" for query in MAPS),
    "/{}/maps?level=gemeente&variable=establishments&region=nij-begun&sector=J",
    "/{}/evaluate",
    *(f"/{{}}/evaluate/{part}" for part in EVALUATE),
    "/{}/downloads",
)
SETTINGS = 200
FIRST = ("/nl/", "/static/house.css", "/static/page.css", "/static/icon.svg")
RECOLOUR = """async () => {
  const change = value => new Promise(done => {
    const region = document.querySelector('#drawing .region'), began = performance.now();
    new MutationObserver((_, seen) => { seen.disconnect(); done(performance.now() - began); })
      .observe(document.getElementById('drawing'), {attributes: true, subtree: true, attributeFilter: ['fill']});
    const list = document.getElementById('sector');
    list.value = value;
    list.dispatchEvent(new Event('change', {bubbles: true}));
  });
  const taken = [];
  for (const value of ['J', 'C', 'F', 'J', 'C', 'F', 'J', 'C', 'F']) {
    taken.push(await change(value));
    await new Promise(rest => setTimeout(rest, 300));
  }
  return taken.slice(3);
}"""


MOVED = """async () => {
  const slider = document.querySelector('input[type=range][data-for]'), taken = [];
  for (let at = 1; at <= 10; at++) {
    taken.push(await new Promise(done => {
      const began = performance.now();
      new MutationObserver((_, seen) => { seen.disconnect(); done(performance.now() - began); })
        .observe(document.getElementById('answer'), {childList: true});
      slider.value = 81 + at / 2;
      slider.dispatchEvent(new Event('input'));
    }));
    await new Promise(rest => setTimeout(rest, 500));
  }
  return taken;
}"""


def megabytes(process: psutil.Process) -> float:
    """Return what a process holds."""
    return float(process.memory_info().rss) / 1e6


def spread(seconds: list[float]) -> str:
    """Return half, nineteen in twenty and the slowest of a list of times."""
    cuts = quantiles(seconds, n=20, method="inclusive")
    return f"p50 {cuts[9]:.3f} s, p95 {cuts[18]:.3f} s, slowest {max(seconds):.3f} s"


async def ready(client: httpx2.AsyncClient) -> float:
    """Return after how many seconds all that takes long is there."""
    began = time.perf_counter()
    for part in EVALUATE:
        while (await client.get(f"/nl/evaluate/{part}")).status_code != 200:
            await asyncio.sleep(0.5)
    return time.perf_counter() - began


async def first_view(base: str) -> None:
    """Print what somebody waits for who opens the page for the first time."""
    async with httpx2.AsyncClient(base_url=base) as client:
        began, sent = time.perf_counter(), 0
        for path in FIRST:
            async with client.stream("GET", path) as answer:
                await answer.aread()
                sent += answer.num_bytes_downloaded
        print(f"first view: {time.perf_counter() - began:.3f} s, {sent / 1e3:.0f} kB as sent, its small map included")


def never_asked() -> list[str]:
    """Return addresses of maps of an industry each, which the page does not work out before anybody asks."""
    from impact.page import choices

    return [
        f"/{{}}/maps?level={level}&variable={name}&sector={sector}&per={per}"
        for level in choices.LEVELS
        for name in choices.of_level(level)
        for sector in choices.sectors_of(name, level)[1:]
        for per in ("", *choices.divisors(name, level)[:2])
    ]


async def visits(base: str, users: int, views: int, of: Sequence[str] = VIEWS) -> tuple[list[float], list[int]]:
    """Return the seconds of every view of all users, each with a connection of their own, and what was answered.

    Each user begins with another of the addresses; where there are enough for all, no two ask the same.
    """
    apart = views if len(of) >= users * views else 1
    taken: list[float] = []
    codes: list[int] = []

    async def visit(number: int) -> None:
        lang = ("nl", "en")[number % 2]
        async with httpx2.AsyncClient(base_url=base, timeout=60) as client:
            for view in islice(cycle(of), number * apart, number * apart + views):
                began = time.perf_counter()
                answer = await client.get(view.format(lang))
                taken.append(time.perf_counter() - began)
                codes.append(answer.status_code)
                assert f'<html lang="{lang}">' in answer.text
                await asyncio.sleep(0.05)

    await asyncio.gather(*(visit(number) for number in range(users)))
    return taken, codes


def processor(server: psutil.Process) -> float:
    """Return the processor seconds of the page and of its processes that are there."""
    return sum(sum(one.cpu_times()[:2]) for one in (server, *server.children(recursive=True)))


async def sliders(client: httpx2.AsyncClient, server: psutil.Process) -> None:
    """Print what somebody waits for who moves a slider, at values that nobody asked for before."""
    began = time.perf_counter()
    while 'data-known="refined"' not in (await client.get("/nl/scenario")).text:
        await asyncio.sleep(0.5)
    print(f"figures of the scenario, refined: there after {time.perf_counter() - began:.0f} s more")
    taken, used = [], []
    for number in range(SETTINGS):
        query = f"assumptions.staff_displacement_share={30 + number * 0.25}&stop=1&part=1&visit=load&lands=corop"
        began, before = time.perf_counter(), processor(server)
        answer = await client.get(f"/nl/scenario?{query}")
        taken.append(time.perf_counter() - began)
        used.append(processor(server) - before)
        assert 'data-known="first"' in answer.text
    print(f"a slider to new figures, the first time: {taken[0]:.3f} s, processor {used[0]:.2f} s")
    print(f"later: {spread(taken[1:])}, processor {sum(used[1:]) / len(used[1:]):.2f} s each, {SETTINGS} times")


def in_a_browser(base: str) -> None:
    """Print how long it takes until a map that changes has its colours, and a slider that moves its figures."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        print("recolour in a browser: not measured, no Chromium")
        return
    with sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"{base}/nl/maps")
        print(f"recolour in a browser: {spread([one / 1000 for one in page.evaluate(RECOLOUR)])}")
        page.goto(f"{base}/nl/scenario")
        page.locator("#state[data-state=there]").wait_for(state="attached")
        print(f"a slider to new figures in a browser: {spread([one / 1000 for one in page.evaluate(MOVED)])}")
        browser.close()


async def measured(base: str, server: psutil.Process, users: int, views: int) -> None:
    """Measure and print."""
    async with httpx2.AsyncClient(base_url=base, timeout=60) as client:
        print(f"worked out before anybody asks: {await ready(client):.0f} s")
        await first_view(base)
        await sliders(client, server)
        changes = []
        for sector in islice(cycle("JCF"), 30):
            began = time.perf_counter()
            await client.get(f"/nl/maps?sector={sector}&part=1&land=corop")
            changes.append(time.perf_counter() - began)
    print(f"change of a map, answered: {spread(changes)}")
    before = megabytes(server)
    unasked = never_asked()
    turns = (("first turn", VIEWS), ("again", VIEWS), ("maps never asked for before", unasked))
    for turn, of in turns:
        used = sum(server.cpu_times()[:2])
        taken, codes = await visits(base, users, min(views, len(of) // users) if of is unasked else views, of)
        used = sum(server.cpu_times()[:2]) - used
        print(f"{users} users, {len(taken)} views, {turn}: {spread(taken)}; processor {used:.1f} s")
        print(f"answers: { ({code: codes.count(code) for code in set(codes)}) }")
    held = [megabytes(child) for child in server.children(recursive=True)]
    print(f"server: {before:.0f} MB before, {megabytes(server):.0f} MB after; others {sum(held):.0f} MB in {len(held)}")


def main(users: int, views: int) -> None:
    """Start the page, measure, and end it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    print(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    command = [sys.executable, "-m", "impact", "page", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        base, began = f"http://127.0.0.1:{port}", time.perf_counter()
        while True:
            try:
                httpx2.get(f"{base}/static/icon.svg")
                break
            except httpx2.TransportError:
                time.sleep(0.1)
        print(f"started in {time.perf_counter() - began:.1f} s")
        try:
            asyncio.run(measured(base, psutil.Process(process.pid), users, views))
            in_a_browser(base)
        finally:
            process.terminate()


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    main(*(given + [10, 20][len(given) :]))
