"""Commands for what people decide and verify: judge, import, check."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO

import click

from onrecord.cli.options import EXIT_PROBLEMS, add_ledger_option, open_ledger

if TYPE_CHECKING:
    from onrecord.records import JudgementVerb

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
@click.argument("source", type=click.File("rb"), metavar="FILE")
@add_ledger_option
def import_judgements(source: BinaryIO, ledger_path: str) -> None:
    """Take over judgements that export judgements printed; those already there add nothing.

    \b
    Examples:
      onrecord export judgements --ledger ana.db > ana.jsonl
      onrecord import ana.jsonl --ledger desk.db
    """
    from onrecord.show.exports import read_judgements

    with open_ledger(ledger_path) as ledger:
        taken = sum(ledger.judge(judgement) for judgement in read_judgements(source))
    click.echo(f"{taken} judgements taken over", err=True)


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
