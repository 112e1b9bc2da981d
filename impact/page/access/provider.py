"""Who signs people in by OpenID Connect: read from a file; the secret comes from elsewhere."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator

from impact.errors import InputError, Problem
from impact.inputs import StrictTable, model_problems, read_toml

SECRET = "IMPACT_PAGE_CLIENT_SECRET"  # noqa: S105 - the name of a variable
_LOCAL = ("127.0.0.1", "localhost", "::1")
_LONGEST_SECRET = 4_000
_URL = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+(/[^\s?#]*)?")


def _secure(text: str) -> str:
    """Return an address that nobody on the way can read or change; only this machine may do without https."""
    if not _URL.fullmatch(text) or not is_secure(text):
        raise ValueError("an address that begins with https://|" + text)
    return text


def _bare(text: str) -> str:
    if urlsplit(text).path.strip("/"):
        raise ValueError("the address alone, such as https://impact.example.nl|" + text)
    return text.rstrip("/")


Secure = Annotated[str, AfterValidator(_secure)]


class Provider(StrictTable):
    """An organisation's sign-in, and who may come in by it.

    Attributes
    ----------
    issuer : the address of the provider, exactly as it names itself in what it signs.
    client_id : the name under which the page is known there.
    url : the address at which people reach the page; "/signed-in" below it is where the provider sends them back.
    client_secret_file : a file with the secret alone; else it is read from the environment.
    everyone : whether all whom the provider knows may come in.
    allow : name of a claim -> values of which a person must have one; of every claim that is named.
    scopes : what is asked of the provider besides "openid".
    idle_minutes, longest_hours : after how long without a request, and in any case, one must sign in again.
    client_secret : the secret; never written to a log or a page.
    """

    issuer: Secure
    client_id: str = Field(min_length=1)
    url: Annotated[Secure, AfterValidator(_bare)]
    client_secret_file: str = ""
    everyone: bool = False
    allow: dict[str, list[str]] = Field(default_factory=dict)
    scopes: list[str] = Field(default_factory=lambda: ["profile", "email"])
    idle_minutes: int = Field(default=30, ge=1, le=24 * 60)
    longest_hours: int = Field(default=10, ge=1, le=7 * 24)
    client_secret: SecretStr = Field(default=SecretStr(""), exclude=True)

    @model_validator(mode="after")
    def _somebody(self) -> Provider:
        """Refuse a provider that lets in nobody, or everybody by forgetting: the largest ones know the whole world."""
        if self.everyone == bool(self.allow) or not all(self.allow.values()):
            raise ValueError("either everyone = true, or a table [allow] such as groups = ['impact']|neither or both")
        return self

    @property
    def host(self) -> str:
        """The name by which people reach the page."""
        return urlsplit(self.url).hostname or ""

    def lets_in(self, claims: Mapping[str, Any]) -> bool:
        """Return whether somebody of whom the provider says this may come in.

        Parameters
        ----------
        claims
            What the provider signed. An e-mail address that it did not verify is nobody's.
        """
        if "email" in self.allow and claims.get("email_verified") is not True:
            return False
        return all(set(values) & _held(claims.get(name)) for name, values in self.allow.items())

    @classmethod
    def load(cls, path: str | Path, environment: Mapping[str, str] | None = None) -> Provider:
        """Return the provider of a file.

        Parameters
        ----------
        path
            A TOML file without secrets.
        environment
            Where the secret may stand; that of this process when left out.

        Raises
        ------
        InputError
            Keys that are wrong, or no secret.
        """
        tables = read_toml(Path(path))
        if "client_secret" in tables:
            todo = f"Put it in a file of its own (client_secret_file) or in the environment ({SECRET})."
            found = "a secret in a file that people pass on"
            raise InputError(Problem(str(path), "client_secret", found, "no secret here", todo))
        try:
            found_here = cls.model_validate(tables)
        except ValidationError as error:
            raise InputError(list(model_problems(str(path), "", cls, error))) from error
        secret = _secret(Path(path), found_here, os.environ if environment is None else environment)
        return found_here.model_copy(update={"client_secret": SecretStr(secret)})


def is_secure(address: str) -> bool:
    """Return whether nobody on the way can read what is sent to an address."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL)


def _held(value: object) -> set[str]:
    """Return the values of a claim, which may be one or a list."""
    return (
        {value}
        if isinstance(value, str)
        else {one for one in value if isinstance(one, str)}
        if isinstance(value, list)
        else set()
    )


def _secret(path: Path, provider: Provider, environment: Mapping[str, str]) -> str:
    held = environment.get(SECRET, "")
    if provider.client_secret_file:
        file = path.parent / provider.client_secret_file
        held = file.read_text(encoding="utf-8")[:_LONGEST_SECRET] if file.is_file() else ""
    if not held.strip():
        where = provider.client_secret_file or f"{SECRET} in the environment"
        todo = f"Name a file with the secret alone (client_secret_file), or set {SECRET}."
        raise InputError(Problem(str(path), "client_secret_file", f"nothing in {where}", "a secret", todo))
    return held.strip()
