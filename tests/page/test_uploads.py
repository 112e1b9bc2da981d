"""Files that visitors send: within bounds, as data, kept for a while, and opening nothing on the server."""

from __future__ import annotations

import asyncio
import os
import time
import tracemalloc
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from impact.errors import InputError
from impact.page.problems import told
from impact.page.scenarios import uploads
from impact.page.scenarios.orders import Source
from impact.page.scenarios.uploads import Uploads, body, sent
from impact.words.texts import texts, words

GOOD = b'extends = "ai-fabriek-baseline"\n[assumptions.deadweight_share]\nlow = 0.1\ncentral = 0.2\nhigh = 0.3\n'
MEDIA = "multipart/form-data; boundary=between"


def form(*files: bytes, name: str = "Mijn plan.toml") -> bytes:
    """Return a form with files, as a browser sends it."""
    head = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: application/toml\r\n\r\n'
    parts = [b"--between\r\n" + head.encode() + held + b"\r\n" for held in files]
    return b"".join([*parts, b"--between--\r\n"])


def why(content: bytes, media: str = MEDIA) -> list[tuple[str, str]]:
    """Return where and why a form is refused, by the names of texts that both languages have."""
    with pytest.raises(InputError) as refused:
        sent(content, media)
    names = {text["nl"]: name.removeprefix("problem.") for name, text in texts("page").items() if "problem." in name}
    return [(one.field, names[one.why]) for one in told(refused.value.problems, words("page", "nl"))]


def test_a_file_is_taken_under_its_own_name() -> None:
    assert sent(form(GOOD), MEDIA) == Source(GOOD.decode(), "mijn-plan")
    assert sent(form(b"\xef\xbb\xbf" + GOOD.replace(b"\n", b"\r\n"), name="C:\\x\\..\\é.toml"), MEDIA).name == "upload"


@pytest.mark.parametrize(
    ("content", "field", "said"),
    [
        (form(b""), "file", "no_file"),
        (form(), "file", "no_file"),
        (form(GOOD, GOOD), "file", "one_file"),
        (
            form(b"\x89PNG\r\n\x1a\n" + b"\x00" * 50),
            "file",
            "not_text",
        ),
        (form('title = "café"'.encode("latin-1")), "file", "not_text"),
        (form(b"this is no toml"), "file", "not_toml"),
        (form(b"a = " + b"[" * 30_000), "line 1", "too_deep"),
        (form(b".".join([b"a"] * 30_000) + b" = 1"), "file", "too_deep"),
        (form(b"".join(b"k%d=1\n" % n for n in range(8_000))), "file", "too_large"),
        (form(b"# " + b"x" * 70_000), "file", "too_large"),
        (form(b'extends = "/etc/passwd"'), "extends", "extends"),
        (form(b'extends = "../ai-fabriek-baseline.toml"'), "extends", "extends"),
        (form(b"extends = 5"), "extends", "extends"),
    ],
)
def test_what_is_no_scenario_is_refused_in_words(content: bytes, field: str, said: str) -> None:
    began = time.process_time()
    ((where, found),) = why(content)
    assert where == field
    assert found == said
    assert time.process_time() - began < 1.0


def test_everything_that_is_wrong_is_said_at_once() -> None:
    text = GOOD.replace(b"low = 0.1", b"low = 0.9") + b"lwo = 1\n[spending.firms]\namount = -5\n"
    found = dict(why(form(text)))
    assert found["assumptions.deadweight_share.lwo"] == "unknown"
    assert found["spending.firms.amount"] == "negative"
    assert "order" in dict(why(form(GOOD.replace(b"0.1", b"0.9")))).values()


def test_a_file_that_extends_a_pipe_opens_nothing(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)  # reading it would wait for ever
    assert [field for field, _ in why(form(f'extends = "{pipe}"'.encode()))] == ["extends"]


def test_a_form_of_another_kind_is_refused() -> None:
    for media in ("", "text/plain", "multipart/form-data", "application/x-www-form-urlencoded"):
        assert why(form(GOOD), media) == [("file", "no_file")]


def test_what_is_sent_is_not_kept_beyond_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    async def chunks(count: int, pause: float = 0.0) -> AsyncIterator[bytes]:
        for _ in range(count):
            await asyncio.sleep(pause)
            yield b"x" * 1_000

    def read(count: int, pause: float = 0.0) -> bytes:
        with ThreadPoolExecutor(1) as thread:  # a browser of other tests has a loop running in this one
            return thread.submit(lambda: asyncio.run(body(chunks(count, pause)))).result()

    assert len(read(60)) == 60_000
    tracemalloc.start()
    with pytest.raises(InputError, match="a larger file"):
        read(3_000)
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()
    monkeypatch.setattr(uploads, "PATIENCE", 0.02)
    with pytest.raises(InputError, match="never arrived"):
        read(2, pause=1.0)


def test_files_are_kept_for_a_while_and_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Uploads()
    names = [kept.add(Source("text", str(number))) for number in range(3)]
    assert len(set(names)) == 3
    assert all(len(name) > 20 for name in names)
    assert kept.get(names[0]) == Source("text", "0")
    assert kept.get("guess") is None
    monkeypatch.setattr(uploads, "MOST_KEPT", 3)
    kept.add(Source("text", "3"))
    assert kept.get(names[1]) is None  # asked longest ago
    monkeypatch.setattr(uploads, "MOST_BYTES", 4)
    kept.add(Source("text", "4"))
    assert kept.get(names[0]) is None
    monkeypatch.setattr(uploads, "KEPT_FOR", -1.0)
    assert kept.get(names[2]) is None
