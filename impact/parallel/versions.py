"""What the last digit of an answer hangs on: versions, and the kind of processor that linear algebra is written for."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib.metadata import version

PACKAGES = ("impact-noord", "numpy", "scipy")
LINEAR_ALGEBRA = "linear algebra"


def versions_here() -> dict[str, str]:
    """Return the versions of this process by name, and its linear algebra library with the processor it is for."""
    import scipy.linalg  # noqa: F401  its library counts, and is only there once it is imported
    from threadpoolctl import threadpool_info

    libraries = {
        " ".join(str(found[part]) for part in ("internal_api", "version", "architecture") if found.get(part))
        for found in threadpool_info()
        if found["user_api"] == "blas"
    }
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return {
        "python": python,
        **{name: version(name) for name in PACKAGES},
        LINEAR_ALGEBRA: ", ".join(sorted(libraries)),
    }


def differences(found: Mapping[str, object], expected: Mapping[str, object]) -> dict[str, tuple[object, object]]:
    """Return what is not the same, by name: found and expected; None where one of them lacks it."""
    names = sorted({*found, *expected})
    return {name: (found.get(name), expected.get(name)) for name in names if found.get(name) != expected.get(name)}
