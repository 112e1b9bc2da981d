"""A loopback CBS and PDOK with a table of jobs, and a store of its own for every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from impact.sources.store import Store
from impact.sources.transport import Policy
from tests.sources.holdings import jobs_table
from tests.sources.server import Source, serving


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Iterator[Source]:
    state = Source(tables={"83582NED": jobs_table()})
    for variable in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"):
        monkeypatch.delenv(variable, raising=False)
    with serving(state) as url:
        monkeypatch.setenv("IMPACT_CBS_URL", url)
        monkeypatch.setenv("IMPACT_PDOK_URL", url)
        yield state


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture
def hasty() -> Policy:
    return Policy(attempts=3, connect=1, silence=0.5, reply=1.0, pause=0.01, longest_pause=5)
