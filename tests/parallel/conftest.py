"""Workers elsewhere import the work of these tests by a name of its own: packages of others are called `tests` too."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from tests.parallel.local_cluster import local_cluster

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def works() -> ModuleType:
    """The work of these tests, by the name that workers elsewhere know."""
    return import_module("work_elsewhere")


@pytest.fixture(scope="session")
def address(peer: Callable[[str], ModuleType], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The scheduler of two workers in processes of their own."""
    peer("distributed")
    with local_cluster(tmp_path_factory.mktemp("dask"), 2) as found:
        yield found.scheduler_address
