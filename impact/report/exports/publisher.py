"""Who publishes figures, and where: what a catalogue must know and no computation can tell."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Annotated, ClassVar, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, ValidationError

from impact.errors import InputError
from impact.inputs import StrictTable, model_problems, read_toml

_LISTS = "http://publications.europa.eu/resource/authority/"
LICENCES = {"CC-BY-4.0": f"{_LISTS}licence/CC_BY_4_0", "CC0-1.0": f"{_LISTS}licence/CC0"}
"""The licences that may be chosen, each with its address in the list of the European Union."""


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("https", "http") or not parts.hostname or re.search(r'[\s<>"{}|\\^`]', text):
        raise ValueError("an address that begins with https://|" + repr(text))
    return text


def _mail(text: str) -> str:
    if not re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", text):
        raise ValueError("an address for e-mail|" + repr(text))
    return text


def _name(text: str) -> str:
    if not text.strip():
        raise ValueError("a name|no text")
    return text


Address = Annotated[str, AfterValidator(_address)]
Text = Annotated[str, AfterValidator(_name)]


class Organisation(StrictTable):
    """Who publishes: the name, and its address in a register of organisations."""

    written: ClassVar[str] = '{name = "...", uri = "https://..."}'
    name: Text
    uri: Address


class Contact(StrictTable):
    """Whom to write to."""

    written: ClassVar[str] = '{name = "...", email = "..."}'
    name: Text
    email: Annotated[str, AfterValidator(_mail)]


class Publisher(StrictTable):
    """A file that says who publishes figures, where they will stand, and under which licence."""

    publisher: Organisation
    contact: Contact
    url: Address
    licence: Literal["CC-BY-4.0", "CC0-1.0"]
    issued: datetime.date

    @classmethod
    def load(cls, path: str | Path) -> Publisher:
        """Return what a file says.

        Parameters
        ----------
        path
            A TOML file.

        Raises
        ------
        InputError
            With everything that is wrong with it.
        """
        tables = read_toml(Path(path))
        try:
            return cls.model_validate(tables)
        except ValidationError as error:
            raise InputError(list(model_problems(str(path), "", cls, error))) from error
