"""A dask cluster on this machine, its workers in processes of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def local_cluster(folder: Path, count: int) -> Any:
    """Return a cluster of so many workers, open until its context ends."""
    from distributed import LocalCluster

    where = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0", "local_directory": str(folder)}
    return LocalCluster(n_workers=count, threads_per_worker=1, processes=True, silence_logs=50, **where)
