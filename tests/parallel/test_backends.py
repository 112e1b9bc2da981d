"""Workers that cannot be had are refused before anything is done, all that is wrong at once."""

from __future__ import annotations

from typing import Any

import pytest

from impact.errors import InputError
from impact.parallel import BACKENDS, backends, workers


def refused(*args: Any, **options: Any) -> dict[str, str]:
    with pytest.raises(InputError) as caught:
        workers(*args, **options)
    return {problem.field: f"{problem.found} | {problem.todo}" for problem in caught.value.problems}


def test_every_backend_can_be_chosen_by_its_name() -> None:
    for backend in BACKENDS:
        address = "tcp://127.0.0.1:8786" if backend.at_address else None
        assert workers(backend.name, scheduler=address).backend is backend


def test_a_backend_that_there_is_not() -> None:
    assert refused("process") == {"--backend": "'process' | Did you mean 'processes'?"}


@pytest.mark.parametrize("count", [0, -1, 257])
def test_a_number_of_workers_that_there_cannot_be(count: int) -> None:
    assert refused("processes", count=count).keys() == {"--workers"}


def test_a_scheduler_without_a_cluster() -> None:
    found = refused("threads", scheduler="tcp://127.0.0.1:8786")
    assert found["--scheduler"].endswith("Leave it out, or add --backend dask.")


@pytest.mark.parametrize(
    "address", [None, "", "nonsense", "127.0.0.1:8786", "tcp://host", "http://host:80", "tcp://:1"]
)
def test_a_cluster_without_the_address_of_a_scheduler(address: str | None) -> None:
    assert refused("dask", scheduler=address).keys() == {"--scheduler"}


def test_everything_wrong_is_said_at_once() -> None:
    assert refused("dask", scheduler="nonsense", count=2).keys() == {"--workers", "--scheduler"}


def test_a_cluster_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backends, "find_spec", lambda module: None)
    found = refused("dask", scheduler="tcp://127.0.0.1:8786")
    assert found["--backend"].endswith("pip install 'impact-noord[cluster]'")
