"""The command line.

Results go to standard output, everything else to standard error, so that output pipes. Heavy
imports happen inside the commands: ``onrecord --help`` must answer at once.

Exit codes: 0 done; 1 an error, with a message that says what to do; 2 wrong usage; 3 nothing could
be read; 4 ``check`` found something wrong; 130 interrupted.
"""

from __future__ import annotations

import sys
from typing import Any

import click

from onrecord.cli.judging import check, import_judgements, judge
from onrecord.cli.options import EXIT_ERROR
from onrecord.cli.reading import build, extract
from onrecord.cli.scaling import batch
from onrecord.cli.serving import serve
from onrecord.cli.showing import brief, changes, chart, export, mcp, search, show
from onrecord.cli.watching import watch
from onrecord.errors import OnrecordError


class _Group(click.Group):
    """Turns every error raised on purpose into a message and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except OnrecordError as error:
            click.echo(f"onrecord: {error}", err=True)
            ctx.exit(EXIT_ERROR)
        except BrokenPipeError:
            sys.stderr.close()
            ctx.exit(0)


@click.group(
    cls=_Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Each command has examples: onrecord COMMAND --help. Exit codes: 0 done, 1 error, "
    "2 wrong usage, 3 nothing could be read, 4 check found something wrong, 130 interrupted.",
)
@click.version_option(package_name="onrecord")
def main() -> None:
    """Who said what, when, how many, and on whose word.

    onrecord reads news reports and keeps one ledger of claims, every entry anchored to the exact
    characters it came from.
    """


for command in (
    extract, build, watch, batch, export, changes, brief, chart, mcp, show, search, serve, judge,
    import_judgements, check,
):  # fmt: skip
    main.add_command(command)
