"""Names that a room fetches late are seen all the same."""

import subprocess
import sys
from importlib import import_module

import pytest

ROOMS = ("inputoutput", "effects", "productivity", "scenario", "report", "panel", "regions", "sectors")


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_shows_its_public_names(room):
    face = import_module(f"impact.{room}")
    assert set(getattr(face, "__all__", ())) <= set(dir(face))
    assert {"__name__", "__doc__"} <= set(dir(face))


def test_looking_at_the_names_fetches_nothing():
    script = "import sys, impact.effects as e; assert 'estimate' in dir(e); print('pandas' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"


def test_a_name_that_a_room_does_not_have():
    with pytest.raises(AttributeError, match="module 'impact.effects' has no attribute 'estimates'"):
        import_module("impact.effects").estimates  # noqa: B018


def test_what_type_checkers_see_is_what_a_face_shows():
    """A name stands once in a face, in the imports under TYPE_CHECKING; all of them can be fetched."""
    for room in ("effects", "report", "scenario"):
        face = import_module(f"impact.{room}")
        assert face.__all__ == sorted(set(face.__all__))
        assert all(getattr(face, name).__name__ == name for name in face.__all__)
    assert "choropleth" in import_module("impact.report").__all__


def test_a_run_and_its_screen_need_no_network_and_no_large_library():
    script = (
        "import sys, impact.scenario.running, impact.report.screens.screen;"
        "print({'requests', 'scipy', 'geopandas', 'statsmodels', 'altair', 'openpyxl'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"
