"""The command `impact page`: serve the web page on this machine, or behind a proxy that signs people in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from impact.commands.options import Language, spoken
from impact.errors import InputError, Problem

if TYPE_CHECKING:
    from impact.page.settings import Settings

Host = Annotated[str, typer.Option("--host", help="The address to listen on; only this machine when left out.")]
Port = Annotated[int, typer.Option("--port", help="The port to listen on.")]
LoginHeader = Annotated[str, typer.Option("--login-header", help="The header in which your proxy says who signed in.")]
Proxy = Annotated[str, typer.Option("--proxy", help="The address of that proxy; no other is believed.")]
Name = Annotated[str, typer.Option("--name", help="The name people reach the page by through the proxy.")]
Scheduler = Annotated[
    str, typer.Option("--scheduler", help="The scheduler of a dask cluster that does the draws of scenarios.")
]
Login = Annotated[
    Path | None,
    typer.Option("--login", envvar="IMPACT_PAGE_LOGIN", help="A file that says who signs people in by OpenID Connect."),
]
Pulled = Annotated[
    str, typer.Option("--data", help="Pulled figures for maps besides those in the package: live, or a store's folder.")
]
Registered = Annotated[
    Path | None, typer.Option("--ledger", help="A file of registered forecasts (impact ledger) to show.")
]


def page_command(
    host: Host = "127.0.0.1",
    port: Port = 8350,
    login_header: LoginHeader = "",
    proxy: Proxy = "",
    name: Name = "",
    scheduler: Scheduler = "",
    login: Login = None,
    ledger: Registered = None,
    data: Pulled = "snapshot",
    lang: Language = "en",
) -> None:
    """Open the web page: scenarios and maps for people who do not type commands, in Dutch and English."""
    from impact.page.access.provider import Provider
    from impact.page.settings import Settings
    from impact.words.statements import in_language, said

    language = spoken(lang)
    provider = Provider.load(login) if login is not None else None
    settings = Settings(host, port, login_header, proxy, name, scheduler, provider, ledger, data, ahead=True)
    if ledger is not None:
        from impact.scenario.ledger import Ledger

        Ledger.load(ledger)  # refused here rather than shown as broken
    told = in_language(said("file_page_opened", address=f"{settings.address}/{language}/"), language)
    _serve(settings, told)


def _serve(settings: Settings, told: str) -> None:
    """Say where the page is, and serve it until somebody ends it."""
    try:
        import uvicorn

        from impact.page.serving import application
    except ModuleNotFoundError as error:
        todo = 'Install it with: pip install "impact-noord[page]", or use make page in the repository.'
        found = f"no {error.name}"
        raise InputError(Problem("impact page", "packages", found, "the packages of the page", todo)) from error
    app = application(settings)
    typer.echo(told)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=200,
        timeout_keep_alive=5,
    )
    uvicorn.Server(config).run()
