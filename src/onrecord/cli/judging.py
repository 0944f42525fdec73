"""Commands for what people decide, take over and verify: judge, import, check."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO, Never, cast

import click

from onrecord.cli.options import EXIT_PROBLEMS, add_ledger_option, open_ledger

if TYPE_CHECKING:
    from onrecord.records import JudgementVerb

ADDED = ("added", "revised", "annotated", "known")
VERBS = ("same", "not-same", "reject", "correct", "undo")


@click.command()
@click.argument("verb", type=click.Choice(VERBS))
@click.argument("targets", metavar="ID...", nargs=-1, required=True)
@add_ledger_option
@click.option("--author", required=True, envvar="ONRECORD_AUTHOR", help="Who decides.")
@click.option("--note", default="", help="Why, for other people.")
@click.option("--value", help="What is right instead, for correct.")
def judge(
    verb: JudgementVerb,
    targets: tuple[str, ...],
    ledger_path: str,
    author: str,
    note: str,
    value: str | None,
) -> None:
    """Record a decision about entries; nothing is rewritten, and undo takes it back.

    same and not-same pin reports into one story or keep them apart; reject leaves a statement or
    figure out of all views; undo takes the ids of judgements. Prints the judgement's id. A desk
    shares its judgements with export judgements and import.

    \b
    Examples:
      onrecord judge same REPORT REPORT --ledger desk.db --author ana
      onrecord judge reject STATEMENT --ledger desk.db --author ana --note "satire"
      onrecord judge undo JUDGEMENT --ledger desk.db --author ana
    """
    from onrecord.store import make_judgement

    time = datetime.now(UTC).isoformat(timespec="milliseconds")
    judgement = make_judgement(verb, targets, author, time, note, value)
    with open_ledger(ledger_path) as ledger:
        ledger.judge(judgement)
    click.echo(judgement.id)


@click.command("import")
@click.argument("source", metavar="FILE|DIR")
@add_ledger_option
@click.option("--story", metavar="ID", help="Only this story of a batch.")
@click.option("--outlet", metavar="NAME", help="Only what this outlet published.")
@click.option("--since", metavar="DATE", help="Only what was published on this date or later.")
@click.option("--until", metavar="DATE", help="Only what was published on this date or earlier.")
@click.option(
    "--query", metavar="WORDS", help="Only reports in which search would find these words."
)
def import_judgements(source: str, ledger_path: str, **conditions: str | None) -> None:
    """Take over judgements, or the reports of a batch; those already there add nothing.

    A FILE (or -) holds judgements that export judgements printed. A DIR, or its URL, is the output
    of batch, taken whole or in part; dates are 2025-05-06, 2025-05 or 2025, and leave out what is
    undated. Words are as for search: all in one statement or paragraph, "phrases in quotes",
    beginnings as evacu*.

    \b
    Examples:
      onrecord export judgements --ledger ana.db > ana.jsonl
      onrecord import ana.jsonl --ledger desk.db
      onrecord import parts/ --ledger desk.db --story 9f2c61d07e55ab13
      onrecord import parts/ --ledger desk.db --outlet "Harbour Post" --since 2025-05
      onrecord import parts/ --ledger desk.db --query 'ferry "coast guard" rescu*'
    """
    if "://" in source or os.path.isdir(source):
        _import_batch(source, ledger_path, conditions)
    elif any(conditions.values()):
        raise click.UsageError(f"{source} is no folder: conditions are for the output of batch")
    else:
        _import_judgements(source, ledger_path)


def _import_judgements(source: str, ledger_path: str) -> None:
    from onrecord.show.exports import read_judgements

    stream = click.File("rb").convert(source, None, click.get_current_context())
    with stream, open_ledger(ledger_path) as ledger:
        judgements = read_judgements(cast(BinaryIO, stream))
        taken = sum(ledger.judge(judgement) for judgement in judgements)
    click.echo(f"{taken} judgements taken over", err=True)


def _import_batch(source: str, ledger_path: str, conditions: dict[str, str | None]) -> None:
    from tqdm import tqdm

    from onrecord.scale.imports import Selection, import_batch

    selection = Selection(**conditions)
    bar: tqdm[Never] = tqdm(unit=" reports", disable=None, dynamic_ncols=True)
    with open_ledger(ledger_path, create=True) as ledger, bar:
        counts = import_batch(source, ledger, selection, progress=bar.update)
    listed = ", ".join(f"{counts[name]} {name}" for name in ADDED)
    click.echo(f"{counts.total()} reports taken over: {listed}", err=True)


@click.command()
@add_ledger_option
def check(ledger_path: str) -> None:
    """Verify every anchor and hash of a ledger again; exit code 4 where one is wrong.

    \b
    Examples:
      onrecord check --ledger desk.db
    """
    with open_ledger(ledger_path) as ledger:
        result = ledger.check()
    for problem in result.problems:
        click.echo(f"{problem.kind}: {problem.id}: {problem.detail}")
    total = sum(result.counts.values())
    click.echo(
        f"{result.reports} reports, {result.entries} entries, {result.anchors} anchors checked; "
        f"{total} problem{'' if total == 1 else 's'}",
        err=True,
    )
    if not result.clean:
        raise SystemExit(EXIT_PROBLEMS)
