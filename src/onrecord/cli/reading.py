"""Commands that read reports: extract, build."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import Any

import click

from onrecord.cli.options import (
    Settings,
    add_ledger_option,
    add_read_options,
    exit_if_nothing,
    open_ledger,
)


@click.command()
@add_read_options
@click.option("--jsonl", is_flag=True, help="One JSON object a report, for other programs.")
def extract(sources: tuple[str, ...], jsonl: bool, refusals: str | None, **values: Any) -> None:
    """Print what reports say: statements, figures and times, without a ledger.

    PATH is a file or folder of .txt .html .jsonl .xml (RSS, Atom) .warc .wacz, a URL, or - for
    standard input.

    \b
    Examples:
      onrecord extract article.html
      onrecord extract saved-pages/ --jsonl --workers 2 > entries.jsonl
      curl -s https://example.org/feed.xml | onrecord extract - --jsonl
    """
    from onrecord.records import Refusal
    from onrecord.scale.local import annotate_items
    from onrecord.show.listings import list_report
    from onrecord.show.rows import encode_json, make_refusal_row, make_row
    from onrecord.show.tallies import Tally

    settings = Settings.of(sources, values)
    out = sys.stdout.buffer
    outcomes = annotate_items(settings.items, settings.options, values["workers"], settings.job)
    with Tally(settings.total, refusals) as tally, closing(outcomes):
        for outcome in outcomes:
            if isinstance(outcome, Refusal):
                tally.add_refusal(outcome)
                out.write(encode_json(make_refusal_row(outcome)) + b"\n" if jsonl else b"")
            elif isinstance(outcome, tuple):
                tally.add_fact(*outcome)
                out.write(
                    encode_json(make_row(*outcome)) + b"\n" if jsonl else list_report(*outcome)
                )
        out.flush()
    exit_if_nothing(tally)


@click.command()
@add_read_options
@add_ledger_option
def build(sources: tuple[str, ...], ledger_path: str, refusals: str | None, **values: Any) -> None:
    """Read reports into a ledger. May be stopped at any moment and run again.

    A report that is in the ledger already is not read again; one whose text has changed becomes a
    new revision. At the end stories, claims, tracks and all other views are brought up to date.

    \b
    Examples:
      onrecord build saved-pages/ --ledger desk.db
      onrecord build crawl.warc.gz --ledger desk.db --workers 2 --refusals refused.jsonl
      onrecord build https://example.org/feed.xml --ledger desk.db
    """
    from onrecord.records import Refusal
    from onrecord.scale.builds import build_ledger
    from onrecord.scale.jobs import Outcome
    from onrecord.show.tallies import Tally, show_making

    settings = Settings.of(sources, values)
    with open_ledger(ledger_path, create=True) as ledger, Tally(settings.total, refusals) as tally:

        def count(outcome: Outcome) -> None:
            if isinstance(outcome, Refusal):
                tally.add_refusal(outcome)
            elif isinstance(outcome, tuple):
                tally.add_fact(*outcome)
            else:
                tally.add_known()

        build_ledger(
            sources, ledger, settings.options, values["workers"], progress=count, job=settings.job
        )
        with show_making() as progress:
            ledger.refresh_views(progress)
    exit_if_nothing(tally)
