"""Files of maps, drawn in a process of their own: drawing holds the interpreter, and views must not wait for it."""

from __future__ import annotations

import asyncio
import multiprocessing
import tempfile
from collections import OrderedDict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from impact.page.maps.form import MapForm
from impact.page.workroom import BusyError

if TYPE_CHECKING:
    from impact.words.texts import Lang

MEDIA = MappingProxyType(
    {
        "svg": "image/svg+xml",
        "png": "image/png",
        "pdf": "application/pdf",
        "html": "text/html; charset=utf-8",
        "csv": "text/csv; charset=utf-8",
        "gpkg": "application/geopackage+sqlite3",
    }
)
MOST_WAITING = 30
_KEPT = 40  # files that are not drawn again


@dataclass(frozen=True)
class Order:
    """One file: the map, its language, size and ending."""

    form: MapForm
    lang: Lang
    size: str
    ending: str


def drawn(order: Order) -> bytes:
    """Return the file of an order, the bytes that `impact map` writes."""
    from impact.report.maps.files import write

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"map.{order.ending}"
        write(order.form.picture(order.lang, size=order.size), path)
        return path.read_bytes()


class Painter:
    """Draw files one after the other; who asks for a file that is being drawn gets that one."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._kept: OrderedDict[Order, asyncio.Future[bytes]] = OrderedDict()

    async def file(self, order: Order) -> bytes:
        """Return a file.

        Raises
        ------
        BusyError
            Too many files are waited for.
        """
        if order not in self._kept:
            if sum(not held.done() for held in self._kept.values()) >= MOST_WAITING:
                raise BusyError
            self._kept[order] = self._begun(order)
        self._kept.move_to_end(order)
        try:
            return await asyncio.shield(self._kept[order])
        except Exception:
            self._kept.pop(order, None)  # asked again, it is tried again
            raise

    def _begun(self, order: Order) -> asyncio.Future[bytes]:
        while len(self._kept) >= _KEPT and next(iter(self._kept.values())).done():
            self._kept.popitem(last=False)
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
        return asyncio.get_running_loop().run_in_executor(self._pool, drawn, order)

    def close(self) -> None:
        """End the process."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
