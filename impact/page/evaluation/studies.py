"""The registered studies that travel with the package: their names and titles, read without any of the models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from impact import bundle
from impact.inputs import read_toml
from impact.words.languages import LANGUAGES
from impact.words.texts import Lang

_PAGES = ".pages"


@dataclass(frozen=True)
class Registered:
    """A registered study.

    Attributes
    ----------
    design : its file; the record in which it was frozen stands beside it.
    titles : what it is called, in each language.
    expected : whether a scenario says what it expects of it.
    """

    design: Path
    titles: Mapping[Lang, str]
    expected: bool

    @property
    def frozen(self) -> Path:
        """The record in which the design was frozen; not there for one that never was."""
        return self.design.with_suffix(".frozen.json")


@cache
def registered() -> Mapping[str, Registered]:
    """Return the studies by name."""
    files = sorted(path for path in bundle.data("designs").glob("*.toml") if _PAGES not in path.name)
    return {path.stem: _read(path) for path in files}


def _read(path: Path) -> Registered:
    beside = path.with_suffix(f"{_PAGES}.toml")
    pages = read_toml(beside) if beside.is_file() else {}
    title = str(read_toml(path)["title"])
    titles = {lang: str(pages.get(lang, {}).get("title", title)) for lang in LANGUAGES}
    return Registered(path, titles, "scenario" in pages)
