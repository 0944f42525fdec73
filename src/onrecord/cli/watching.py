"""The command that watches feeds."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onrecord.cli.options import add_ledger_option, open_ledger

if TYPE_CHECKING:
    from onrecord.read import ReadOptions
    from onrecord.records import Refusal, Report
    from onrecord.show.watch.clocks import Clock
    from onrecord.show.watch.configs import WatchConfig
    from onrecord.show.watch.states import WatchState
    from onrecord.show.watch.watchers import AddRecords, Parts
    from onrecord.store import Ledger


@click.command()
@click.argument("feeds", metavar="FEEDS.toml", type=click.Path(dir_okay=False, path_type=Path))
@add_ledger_option
@click.option("--once", is_flag=True, help="Ask every feed once, now, and end; as for cron.")
@click.option(
    "--interval",
    type=click.FloatRange(1, 10_080),
    metavar="MINUTES",
    help="Between two polls of a feed, in place of what FEEDS.toml says.",
)
@click.option(
    "--state",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="What the watch remembers. Default: beside the ledger, as desk.db.watch.",
)
@click.option("--jsonl", is_flag=True, help="One JSON object a change, for other programs.")
@click.option(
    "--allow-private",
    is_flag=True,
    help="Let feeds lead to private, loopback and link-local addresses.",
)
@click.option(
    "--ignore-robots", is_flag=True,
    help="Fetch feeds even where robots.txt asks robots to stay away.",
)  # fmt: skip
def watch(feeds: Path, ledger_path: str, once: bool, state: Path | None, **values: Any) -> None:
    """Poll feeds, add what is new to a ledger, and tell what it changes.

    Changes are printed, and posted where FEEDS.toml names a webhook, each once under a key of its
    own. Stop it with Ctrl-C or SIGTERM and start it again: it goes on where it was, and a ledger
    that is not there is made.

    \b
    FEEDS.toml:
      interval_minutes = 15
      [[feeds]]
      url = "https://example.org/feed.xml"
      [webhook]
      url = "https://desk.example.org/changes"

    \b
    Examples:
      onrecord watch feeds.toml --ledger desk.db
      onrecord watch feeds.toml --ledger desk.db --once --jsonl >> changes.jsonl
    """
    from onrecord.show.watch.clocks import WallClock, stop_on_signals
    from onrecord.show.watch.states import WatchState
    from onrecord.show.watch.watchers import Watcher

    config = read_config(feeds, values["interval"])
    clock = WallClock()
    with (
        open_ledger(ledger_path, create=True) as ledger,
        WatchState(state or name_state(ledger_path)) as memory,
        stop_on_signals(clock),
    ):
        parts = make_parts(config, ledger, memory, clock, values)
        Watcher(config, parts).run(once=once)
    if clock.stopped:
        click.echo("onrecord: stopped; run it again to go on", err=True)


def read_config(path: Path, interval: float | None) -> WatchConfig:
    """Return what to watch, with one interval for all feeds where one is given."""
    from msgspec import structs

    from onrecord.show.watch.configs import load_config

    config = load_config(path)
    if interval is None:
        return config
    plain = tuple(structs.replace(feed, interval_minutes=None) for feed in config.feeds)
    return structs.replace(config, feeds=plain, interval_minutes=interval)


def make_parts(
    config: WatchConfig, ledger: Ledger, memory: WatchState, clock: Clock, values: dict[str, Any]
) -> Parts:
    """Return what a watch works with, as the command's options say."""
    from onrecord.read import FetchOptions, ReadOptions
    from onrecord.show.watch.watchers import Parts
    from onrecord.show.watch.webhooks import Webhook

    fetch = FetchOptions(
        allow_private=values["allow_private"], ignore_robots=values["ignore_robots"]
    )
    options = ReadOptions(fetch=fetch)
    hook = Webhook(config.webhook, os.environ, clock) if config.webhook else None
    return Parts(
        ledger=ledger, state=memory, add=make_adder(ledger, options), clock=clock,
        out=sys.stdout.buffer, report=lambda line: click.echo(f"onrecord: {line}", err=True),
        post=hook.post if hook else None, options=options, jsonl=values["jsonl"],
    )  # fmt: skip


def name_state(ledger: str) -> Path:
    """Return the file beside a ledger in which a watch of it remembers.

    Raises:
        UsageError: the ledger is no file.
    """
    if "://" in ledger or ledger == ":memory:":
        raise click.UsageError("this ledger is no file: say where to remember with --state FILE")
    return Path(f"{ledger}.watch")


def make_adder(ledger: Ledger, options: ReadOptions) -> AddRecords:
    """Return what adds the reports of a feed to a ledger as ``build`` does."""
    from onrecord.scale.builds import build_ledger
    from onrecord.scale.jobs import Job

    def add(url: str, records: Sequence[Report | Refusal]) -> None:
        build_ledger([url], ledger, options, job=Job(read=lambda _: records))

    return add
