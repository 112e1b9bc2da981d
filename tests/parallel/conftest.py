"""Workers elsewhere import the work of these tests by a name of its own: packages of others are called `tests` too."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The scheduler of two workers in processes of their own."""
    from local_cluster import local_cluster

    with local_cluster(tmp_path_factory.mktemp("dask"), 2) as found:
        yield found.scheduler_address
