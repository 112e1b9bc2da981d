"""Pictures are drawn with the fonts of the package, whatever fonts a machine has."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from impact.report.charts.renderer import fonts, renderer

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20">'
    '<text x="4" y="14" font-family="Liberation Sans">Emmen</text></svg>'
)
DRAW = "import sys; from impact.report.charts import theme; sys.stdout.buffer.write(theme.png(sys.argv[1]))"
REGULAR = 400  # weight of a font


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the fonts of a machine whose Liberation Sans looks otherwise: the bold one, which says that it is not."""
    folder = tmp_path_factory.mktemp("fonts")
    font = bytearray((fonts() / "LiberationSans-Bold.ttf").read_bytes())
    (tables,) = struct.unpack(">H", font[4:6])
    entries = (struct.unpack(">4sIII", font[12 + 16 * at : 28 + 16 * at]) for at in range(tables))
    (start,) = (offset for tag, _, offset, _ in entries if tag == b"OS/2")
    font[start + 4 : start + 6] = struct.pack(">H", REGULAR)
    (folder / "LiberationSans-Regular.ttf").write_bytes(font)
    told = folder / "fonts.conf"
    told.write_text(f'<?xml version="1.0"?><fontconfig><dir>{folder}</dir></fontconfig>', encoding="utf-8")
    return told


def drawn(code: str, told: Path | None = None) -> bytes:
    """Return a picture that another process draws, on a machine with the fonts that a file tells of."""
    environment = os.environ | ({} if told is None else {"FONTCONFIG_FILE": str(told)})
    done = subprocess.run([sys.executable, "-c", code, DRAWING], env=environment, capture_output=True, check=True)
    return done.stdout


def test_a_machine_with_other_fonts_draws_the_same_dots(elsewhere: Path) -> None:
    assert drawn(DRAW, elsewhere) == drawn(DRAW)


def test_without_our_care_it_would_not(elsewhere: Path) -> None:
    plain = "import sys, vl_convert; sys.stdout.buffer.write(vl_convert.svg_to_png(sys.argv[1], scale=2))"
    assert drawn(plain, elsewhere) != drawn(DRAW)


def test_what_others_are_told_of_fonts_stays_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    for value in ("of somebody", None):
        renderer.cache_clear()
        if value is None:
            monkeypatch.delenv("FONTCONFIG_FILE", raising=False)
        else:
            monkeypatch.setenv("FONTCONFIG_FILE", value)
        renderer()
        assert os.environ.get("FONTCONFIG_FILE") == value
