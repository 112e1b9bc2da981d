"""The command `impact page`: serve the web page on this machine, or behind a proxy that signs people in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from impact.errors import InputError, Problem


def page_command(
    host: Annotated[
        str, typer.Option("--host", help="The address to listen on; only this machine when left out.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="The port to listen on.")] = 8350,
    login_header: Annotated[
        str, typer.Option("--login-header", help="The header in which your proxy says who signed in.")
    ] = "",
    proxy: Annotated[str, typer.Option("--proxy", help="The address of that proxy; no other is believed.")] = "",
    name: Annotated[str, typer.Option("--name", help="The name people reach the page by through the proxy.")] = "",
    scheduler: Annotated[
        str, typer.Option("--scheduler", help="The scheduler of a dask cluster that does the draws of scenarios.")
    ] = "",
    login: Annotated[
        Path | None,
        typer.Option(
            "--login", envvar="IMPACT_PAGE_LOGIN", help="A file that says who signs people in by OpenID Connect."
        ),
    ] = None,
    ledger: Annotated[
        Path | None, typer.Option("--ledger", help="A file of registered forecasts (impact ledger) to show.")
    ] = None,
) -> None:
    """Open the web page: maps of the region for people who do not type commands, in Dutch and English."""
    from impact.page.access.provider import Provider
    from impact.page.settings import Settings

    provider = Provider.load(login) if login is not None else None
    settings = Settings(host, port, login_header, proxy, name, scheduler, provider, ledger, ahead=True)
    if ledger is not None:
        from impact.scenario.ledger import Ledger

        Ledger.load(ledger)  # refused here rather than shown as broken
    try:
        import uvicorn

        from impact.page.serving import application
    except ModuleNotFoundError as error:
        todo = 'Install it with: pip install "impact-noord[page]", or use make page in the repository.'
        found = f"no {error.name}"
        raise InputError(Problem("impact page", "packages", found, "the packages of the page", todo)) from error
    typer.echo(f"http://{host}:{port}/  (Ctrl-C ends it)")
    config = uvicorn.Config(
        application(settings),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=200,
        timeout_keep_alive=5,
    )
    uvicorn.Server(config).run()
