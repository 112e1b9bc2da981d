"""The command `impact page`: where it says that the page is, and what it refuses before it listens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner

from impact.cli import app as commands
from impact.errors import InputError


@pytest.mark.parametrize(
    ("told", "screen"),
    [
        ([], "http://127.0.0.1:8350/en/  (Ctrl-C ends the page)\n"),
        (["--lang", "nl", "--port", "8351"], "http://127.0.0.1:8351/nl/  (Ctrl-C beëindigt de pagina)\n"),
        (["--lang", "nl", "--host", "::1"], "http://[::1]:8350/nl/  (Ctrl-C beëindigt de pagina)\n"),
    ],
)
def test_it_says_where_the_page_is_in_the_language_that_is_asked(
    told: list[str], screen: str, peer: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    served = []
    monkeypatch.setattr(peer("uvicorn").Server, "run", lambda server: served.append(server.config))
    result = CliRunner().invoke(commands, ["page", *told])
    assert result.exit_code == 0, result.output
    assert result.output == screen
    (config,) = served
    assert config.host in screen
    assert not config.proxy_headers


@pytest.mark.parametrize(
    ("told", "field"),
    [(["--lang", "de"], "--lang"), (["--host", "0.0.0.0"], "--host"), (["--ledger", "nothing.jsonl"], "file")],
)
def test_what_cannot_be_served_is_refused_before_it_listens(
    told: list[str], field: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    refused = CliRunner().invoke(commands, ["page", *told]).exception
    assert isinstance(refused, InputError)
    assert refused.problems[0].field == field
