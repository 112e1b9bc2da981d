"""Rights to files for tests that run as root, for whom a read-only folder is no obstacle."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager

_VERSION = 0x20080522  # of the Linux interface to capabilities
_OVERRIDE, _READ_ANYTHING = 1 << 1, 1 << 2  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Sets(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


@contextmanager
def rights_hold() -> Iterator[None]:
    """Let the rights of files hold inside the block, for root too; it keeps its name and what it owns.

    Becoming somebody else would do it as well, but not in a clone that only its owner can enter.
    """
    if os.geteuid() != 0:
        yield
        return
    library = ctypes.CDLL(None, use_errno=True)
    header, sets = _Header(_VERSION, 0), (_Sets * 2)()
    _called(library.capget, header, sets)
    before = sets[0].effective
    sets[0].effective &= ~(_OVERRIDE | _READ_ANYTHING)
    _called(library.capset, header, sets)
    try:
        yield
    finally:
        sets[0].effective = before
        _called(library.capset, header, sets)


def _called(function: ctypes._CFuncPtr, header: _Header, sets: ctypes.Array[_Sets]) -> None:
    if function(ctypes.byref(header), sets) != 0:
        raise OSError(ctypes.get_errno(), "capabilities")
