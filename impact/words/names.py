"""What things are called in two languages: statuses, the quantities of a scenario, codes that stand for a whole."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple, Protocol

from impact.words.languages import LANGUAGES, Lang


class Named(Protocol):
    """Anything that is called something in both languages, such as the titles in a scenario."""

    @property
    def en(self) -> str:
        """In English."""

    @property
    def nl(self) -> str:
        """In Dutch."""


class Name(NamedTuple):
    """What one thing is called."""

    en: str
    nl: str

    def spoken(self, lang: Lang) -> str:
        """Return the name in a language."""
        return self.nl if lang == "nl" else self.en


def name_of(speak: Callable[[Lang], str]) -> Name:
    """Return the name that a function gives in either language: `name_of(lambda lang: sectors.title("J", lang))`."""
    return Name(en=speak("en"), nl=speak("nl"))


def called(group: str, key: str) -> Name:
    """Return what `key` is called, out of a group of `names.toml`; raises KeyError for one that is not there."""
    return groups()[group][key]


@cache
def groups() -> Mapping[str, Mapping[str, Name]]:
    """Return all names, by group and key."""
    table = tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))
    return {
        group: {key: Name(**{lang: pair[lang] for lang in LANGUAGES}) for key, pair in names.items()}
        for group, names in table.items()
    }
