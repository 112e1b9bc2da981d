"""The fingerprint of linear algebra: that of numpy and scipy, whatever else this process has loaded."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
import threadpoolctl

from impact.parallel.versions import LINEAR_ALGEBRA, versions_here

INSTALLED = Path(np.__file__).parents[1]


def openblas(path: Path, version: str) -> dict[str, str]:
    kind = {"user_api": "blas", "internal_api": "openblas", "architecture": "Haswell"}
    return {**kind, "filepath": str(path), "version": version}


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        (INSTALLED / "numpy.libs" / "libscipy_openblas64_.so", True),
        (INSTALLED / "numpy" / ".dylibs" / "libscipy_openblas64_.dylib", True),
        (INSTALLED / "scipy.libs" / "libscipy_openblas.so", True),
        (Path(sys.base_prefix) / "lib" / "libopenblas.so", True),  # one that numpy and scipy share
        (INSTALLED / "scs.libs" / "libopenblas.so", False),
        (INSTALLED / "numpy_like.libs" / "libopenblas.so", False),
    ],
)
def test_a_library_counts_when_it_computes_our_figures(
    path: Path, counts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threadpoolctl, "threadpool_info", lambda: [openblas(path, "0.1")])
    found = versions_here.__wrapped__()[LINEAR_ALGEBRA]
    assert found == ("openblas 0.1 Haswell" if counts else "")


def test_linear_algebra_of_this_process_is_said() -> None:
    assert versions_here.__wrapped__()[LINEAR_ALGEBRA]
