"""The command that shows a ledger in a browser: serve."""

from __future__ import annotations

import click

from onrecord.cli.options import add_ledger_option


@click.command()
@add_ledger_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8017, show_default=True)
@click.option("--judge", is_flag=True, help="Let people record decisions. Default: read only.")
@click.option(
    "--token",
    envvar="ONRECORD_TOKEN",
    metavar="TEXT",
    help="Ask everybody for this token. Needed where others can reach the address. Also taken "
    "from the environment variable ONRECORD_TOKEN.",
)
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="HOST",
    help="A further name by which browsers ask, as behind a proxy. May be given several times.",
)
def serve(
    ledger_path: str,
    host: str,
    port: int,
    judge: bool,
    token: str | None,
    names: tuple[str, ...],
) -> None:
    """Show a ledger as pages in a browser, and to programs as REST under /api.

    Stories, what is said and by whom, figures as charts, the reports with every entry at its
    characters. Listens on this machine only, unless told otherwise and given a token.

    \b
    Examples:
      onrecord serve --ledger desk.db
      onrecord serve --ledger desk.db --judge
      ONRECORD_TOKEN=… onrecord serve --ledger desk.db --host 0.0.0.0 --name desk.example.org
    """
    from onrecord.show.web.servers import run_server
    from onrecord.show.web.settings import ServeSettings

    settings = ServeSettings(
        ledger=ledger_path, judge=judge, host=host, port=port, token=token, names=names
    )
    run_server(settings, announce=lambda address: click.echo(f"serving {address}", err=True))
