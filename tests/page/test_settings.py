"""Where the page listens: this machine alone, unless somebody signs people in."""

from __future__ import annotations

import pytest

from impact.errors import InputError
from impact.page.settings import Settings


def test_by_itself_only_this_machine_is_answered() -> None:
    settings = Settings()
    assert settings.local
    assert settings.names == {"127.0.0.1", "localhost", "[::1]"}


def test_an_address_that_others_reach_needs_a_login_and_the_advice_is_taken() -> None:
    with pytest.raises(InputError, match="a login for an address others can reach") as refused:
        Settings(host="0.0.0.0")
    assert "--login-header X-Remote-User --proxy ADDRESS" in str(refused.value)
    settings = Settings(host="0.0.0.0", login_header="X-Remote-User", proxy="10.0.0.2", name="impact.example.nl")
    assert not settings.local
    assert settings.names == {"0.0.0.0", "impact.example.nl"}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"host": "example.nl"}, "--host"),
        ({"port": 0}, "--port"),
        ({"port": 70_000}, "--port"),
        ({"login_header": "X-Remote-User"}, "--login-header"),
        ({"proxy": "10.0.0.2"}, "--login-header"),
        ({"login_header": "two words", "proxy": "10.0.0.2"}, "--login-header"),
        ({"login_header": "X-Remote-User", "proxy": "the proxy"}, "--proxy"),
        ({"name": "https://impact.example.nl"}, "--name"),
    ],
)
def test_what_cannot_be_served_is_refused_by_the_option(given: dict[str, object], field: str) -> None:
    with pytest.raises(InputError) as refused:
        Settings(**given)  # type: ignore[arg-type]
    assert [problem.field for problem in refused.value.problems] == [field]
