"""The documentation site: the Markdown of this folder by Sphinx, with nothing from another host."""

import datetime
import re
import tomllib
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parent.parent
_PROJECT = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
_REPOSITORY = re.search(r'^url: "(.+)"$', (_ROOT / "publiccode.yml").read_text(encoding="utf-8"), re.MULTILINE)[1]

project = "impact"
author = "Nij Begun"
release = version = _PROJECT["version"]
language = "en"
today = datetime.date(2026, 11, 28).isoformat()  # no clock: the same pages on any day

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
myst_heading_anchors = 4
html_theme = "furo"
html_title = f"impact {release}"
html_show_sourcelink = False
html_copy_source = False
html_last_updated_fmt = None
html_show_copyright = False


def _for_the_site(app: object, name: str, source: list[str]) -> None:
    """Lead links out of this folder to the repository; keep those to places in the reference, which differ by case."""
    text = re.sub(r"\[([\w.]+)\]\((#impact[\w.]+)\)", r'<a href="\2">\1</a>', source[0])
    source[0] = re.sub(r"\]\(((?:\.\./)+)(?!decisions|docs)([\w./-]+)\)", rf"]({_REPOSITORY}/blob/main/\2)", text)


def setup(app: Any) -> None:
    """Connect the site to its sources."""
    app.connect("source-read", _for_the_site)
