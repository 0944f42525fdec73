"""Options and helpers that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

if TYPE_CHECKING:
    from onrecord.read import Item, ReadOptions
    from onrecord.scale.jobs import Job
    from onrecord.show.tallies import Tally
    from onrecord.store import Ledger

Command = TypeVar("Command", bound=Callable[..., Any])
EXIT_ERROR, EXIT_NOTHING_READ, EXIT_PROBLEMS = 1, 3, 4


def add_read_options(command: Command) -> Command:
    """Add what every command that reads reports takes."""
    options = [
        click.argument("sources", metavar="PATH...", nargs=-1, required=True),
        click.option(
            "-w", "--workers", type=click.IntRange(1, 256), default=1, show_default=True,
            help="Processes that read and annotate. The output does not depend on it.",
        ),
        click.option(
            "--refusals", type=click.Path(dir_okay=False), metavar="FILE",
            help="Write what could not be read, and why, as JSON lines.",
        ),
        click.option(
            "--max-chars", type=click.IntRange(1), default=2_000_000, show_default=True,
            help="Refuse a longer report.",
        ),
        click.option(
            "--timeout", "timeout_seconds", type=click.FloatRange(1), default=600.0,
            show_default=True, help="Refuse a report that takes longer, in seconds.",
        ),
        click.option(
            "--allow-private", is_flag=True,
            help="Let URLs lead to private, loopback and link-local addresses.",
        ),
        click.option(
            "--ignore-robots", is_flag=True,
            help="Fetch URLs even where robots.txt asks robots to stay away.",
        ),
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def add_ledger_option(command: Command) -> Command:
    """Add the option that names the ledger."""
    add = click.option(
        "-l",
        "--ledger",
        "ledger_path",
        required=True,
        metavar="FILE",
        envvar="ONRECORD_LEDGER",
        help="The ledger: a file, or postgresql://USER@HOST/DATABASE. "
        "Also taken from the environment variable ONRECORD_LEDGER.",
    )
    return add(command)


class Settings(NamedTuple):
    """What the options of a command that reads come to."""

    items: Iterator[Item]
    total: int | None
    options: ReadOptions
    job: Job

    @classmethod
    def of(cls, sources: tuple[str, ...], values: dict[str, Any]) -> Settings:
        """Return what a command's options come to."""
        from onrecord.read import FetchOptions, ReadOptions, list_items
        from onrecord.scale.jobs import Job

        fetch = FetchOptions(
            allow_private=values["allow_private"], ignore_robots=values["ignore_robots"]
        )
        options = ReadOptions(max_chars=values["max_chars"], fetch=fetch)
        countable = sys.stderr.isatty() and "-" not in sources
        total = sum(1 for _ in list_items(sources, options)) if countable else None
        return cls(
            list_items(sources, options),
            total,
            options,
            Job(timeout_seconds=values["timeout_seconds"]),
        )


def exit_if_nothing(tally: Tally) -> None:
    """End with its own exit code where all that was given was refused."""
    if tally.counts["refused"] and not tally.counts["read"]:
        raise SystemExit(EXIT_NOTHING_READ)


@contextmanager
def open_ledger(path: str, *, create: bool = False) -> Iterator[Ledger]:
    """Open a ledger for as long as a command runs."""
    from onrecord.store import Ledger

    with Ledger.open(path, create=create) as ledger:
        yield ledger
