"""What the last digit of an answer hangs on: versions, and the kind of processor that linear algebra is written for."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

PACKAGES = ("impact-noord", "numpy", "scipy")
LINEAR_ALGEBRA, CODE = "linear algebra", "code of impact"
_BESIDE = ("data", "reports")  # inside the package of a wheel, beside it in a checkout


@cache
def versions_here() -> Mapping[str, str]:
    """Return the versions of this process by name, and its linear algebra library with the processor it is for."""
    from importlib.metadata import version

    import scipy.linalg  # noqa: F401  its library counts, and is only there once it is imported
    from threadpoolctl import threadpool_info

    libraries = {
        " ".join(str(found[part]) for part in ("internal_api", "version", "architecture") if found.get(part))
        for found in threadpool_info()
        if found["user_api"] == "blas" and _computes_figures(Path(found["filepath"]))
    }
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    found = {
        "python": python,
        **{name: version(name) for name in PACKAGES},
        CODE: _code(),
        LINEAR_ALGEBRA: ", ".join(sorted(libraries)),
    }
    return MappingProxyType(found)


def _computes_figures(library: Path) -> bool:
    """Whether numpy or scipy may call this: it came with them, or with no package of Python, as one they share does.

    What another package brings along computes nothing here, and may be loaded in one process and not in the next.
    """
    import numpy as np
    import scipy

    library = library.resolve()
    for installed in {Path(file).resolve().parents[1] for file in (np.__file__, scipy.__file__)}:
        if library.is_relative_to(installed):
            owner = library.relative_to(installed).parts[0].partition(".")[0]  # the folders numpy, numpy.libs
            return owner in ("numpy", "scipy")
    return True


@cache
def _code() -> str:
    """Return a checksum of the modules and tables of words of this package: between two versions they change too."""
    root, seen = Path(__file__).parents[1], sha256()
    for path in sorted(path for kind in ("*.py", "*.toml") for path in root.rglob(kind)):
        if (inside := path.relative_to(root)).parts[0] not in _BESIDE:
            seen.update(f"{inside.as_posix()}\n".encode() + path.read_bytes())
    return seen.hexdigest()[:16]


def differences(found: Mapping[str, object], expected: Mapping[str, object]) -> dict[str, tuple[object, object]]:
    """Return what is not the same, by name: found and expected; None where one of them lacks it."""
    names = sorted({*found, *expected})
    return {name: (found.get(name), expected.get(name)) for name in names if found.get(name) != expected.get(name)}
