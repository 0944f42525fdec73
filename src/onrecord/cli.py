"""The command line.

Results go to standard output, everything else to standard error, so that output pipes. Heavy
imports happen inside the commands: ``onrecord --help`` must answer at once.

Exit codes: 0 done; 1 an error, with a message that says what to do; 2 wrong usage; 3 nothing could
be read; 4 ``check`` found something wrong; 130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, TypeVar

import click

from onrecord.errors import OnrecordError

if TYPE_CHECKING:
    from onrecord.read import Item, ReadOptions
    from onrecord.records import JudgementVerb
    from onrecord.scale.jobs import Job
    from onrecord.show.briefings import Briefing
    from onrecord.show.exports import Format
    from onrecord.show.tallies import Tally
    from onrecord.store import Ledger

Command = TypeVar("Command", bound=Callable[..., Any])
EXIT_ERROR, EXIT_NOTHING_READ, EXIT_PROBLEMS = 1, 3, 4
EXPORT_KINDS = (
    "reports", "statements", "figures", "times", "copies", "origins", "stories", "entities",
    "claims", "relations", "tracks", "forecasts", "judgements",
)  # fmt: skip
EXPORT_FORMATS = ("jsonl", "csv", "parquet", "jsonld", "webannotation", "ftm")
VERBS = ("same", "not-same", "reject", "correct", "undo")


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


def _add_read_options(command: Command) -> Command:
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


def _add_ledger_option(command: Command) -> Command:
    add = click.option(
        "-l",
        "--ledger",
        "ledger_path",
        required=True,
        metavar="FILE",
        envvar="ONRECORD_LEDGER",
        help="The ledger. Also taken from the environment variable ONRECORD_LEDGER.",
    )
    return add(command)


class _Settings(NamedTuple):
    """What the options of a command that reads come to."""

    items: Iterator[Item]
    total: int | None
    options: ReadOptions
    job: Job

    @classmethod
    def of(cls, sources: tuple[str, ...], values: dict[str, Any]) -> _Settings:
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


def _exit_if_nothing(tally: Tally) -> None:
    if tally.counts["refused"] and not tally.counts["read"]:
        raise SystemExit(EXIT_NOTHING_READ)


@main.command()
@_add_read_options
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

    settings = _Settings.of(sources, values)
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
    _exit_if_nothing(tally)


@main.command()
@_add_read_options
@_add_ledger_option
def build(sources: tuple[str, ...], ledger_path: str, refusals: str | None, **values: Any) -> None:
    """Read reports into a ledger. May be stopped at any moment and run again.

    A report that is in the ledger already is not read again; one whose text has changed becomes a
    new revision.

    \b
    Examples:
      onrecord build saved-pages/ --ledger desk.db
      onrecord build crawl.warc.gz --ledger desk.db --workers 2 --refusals refused.jsonl
      onrecord build https://example.org/feed.xml --ledger desk.db
    """
    from onrecord.records import Refusal
    from onrecord.scale.builds import build_ledger
    from onrecord.scale.jobs import Outcome
    from onrecord.show.tallies import Tally

    settings = _Settings.of(sources, values)
    with _open_ledger(ledger_path, create=True) as ledger, Tally(settings.total, refusals) as tally:

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
    _exit_if_nothing(tally)


@main.command()
@click.argument("kind", type=click.Choice(EXPORT_KINDS))
@_add_ledger_option
@click.option(
    "--format", "form", type=click.Choice(EXPORT_FORMATS), default="jsonl", show_default=True
)
def export(kind: str, ledger_path: str, form: Format) -> None:
    """Print all entries of one kind.

    jsonl, csv and parquet are for every kind (parquet needs: pip install 'onrecord[parquet]').
    jsonld is schema.org Quotation and Claim, for statements and claims. webannotation is W3C Web
    Annotation, for statements, figures and times. ftm is FollowTheMoney statement rows, for
    entities and statements. The last three are one JSON object a line.

    \b
    Examples:
      onrecord export statements --ledger desk.db > statements.jsonl
      onrecord export tracks --ledger desk.db --format csv > tracks.csv
      onrecord export figures --ledger desk.db --format parquet > figures.parquet
      onrecord export claims --ledger desk.db --format jsonld > claims.jsonld
    """
    from onrecord.show.exports import STANDARD_KINDS, write_export

    kinds = STANDARD_KINDS.get(form)
    if kinds is not None and kind not in kinds:
        raise click.UsageError(f"no {form} of {kind}; there is one of {', '.join(kinds)}")
    with _open_ledger(ledger_path) as ledger:
        write_export(ledger, kind, form, sys.stdout.buffer)


@main.command()
@_add_ledger_option
@click.option("--since", required=True, metavar="WHEN", help="2025-03-05 or 2025-03-05T14:30.")
@click.option("--story", metavar="ID", help="Only this story. Default: all of them.")
@click.option(
    "--added", is_flag=True, help="Count reports by when they were added (UTC), not published."
)
@click.option("--jsonl", is_flag=True, help="One JSON object a change, for other programs.")
def changes(ledger_path: str, since: str, story: str | None, added: bool, jsonl: bool) -> None:
    """Print what is new: first words, figures that moved, denials, forecasts settled, origins.

    What reports published since WHEN add to what was known before; each change cites the exact
    characters it rests on. Undated reports go by when they were added.

    \b
    Examples:
      onrecord changes --since 2025-03-05 --ledger desk.db
      onrecord changes --since 2025-03-05T14:30 --added --jsonl --ledger desk.db
    """
    from onrecord.show.changes import find_changes
    from onrecord.show.earlier import read_since
    from onrecord.show.news import render_changes
    from onrecord.show.rows import encode_json

    moment = read_since(since, added=added)
    out = sys.stdout.buffer
    with _open_ledger(ledger_path) as ledger:
        for found, news in find_changes(ledger, moment, story):
            for change in news if jsonl else ():
                out.write(encode_json(change) + b"\n")
            out.write(b"" if jsonl else render_changes(found, news))


@main.command()
@_add_ledger_option
@click.option("--story", metavar="ID", help="Only this story. Default: all of them.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER",
    help="Write a Markdown and an HTML file a story. Default: print Markdown.",
)  # fmt: skip
def brief(ledger_path: str, story: str | None, out: Path | None) -> None:
    """Write a briefing of each story, with numbered citations.

    What is said and by whom, the figures by date with their qualifiers, what is forecast, who
    carries whom; each citation gives outlet, date and the exact quoted characters.

    \b
    Examples:
      onrecord brief --ledger desk.db
      onrecord brief --ledger desk.db --out briefings/
    """
    from onrecord.show.briefings import make_briefing, render_markdown
    from onrecord.show.views import view_stories

    with _open_ledger(ledger_path) as ledger:
        for number, view in enumerate(view_stories(ledger, story)):
            briefing = make_briefing(view)
            if out is None:
                click.echo(("\n" if number else "") + render_markdown(briefing))
            else:
                for path in _write_briefing(out, view.story.id, briefing):
                    click.echo(str(path))


@main.command()
@click.argument("entry", metavar="REPORT|STATEMENT|FIGURE")
@_add_ledger_option
def show(entry: str, ledger_path: str) -> None:
    """Show one report with its entries, or one entry in its sentence, by id.

    \b
    Examples:
      onrecord show 2b1c7d0a9e3f4455 --ledger desk.db
    """
    from onrecord.show.listings import list_entry

    with _open_ledger(ledger_path) as ledger:
        sys.stdout.buffer.write(list_entry(ledger, entry))


@main.command()
@click.argument("query")
@_add_ledger_option
@click.option("-n", "--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.option("--jsonl", is_flag=True, help="One JSON object a hit.")
def search(query: str, ledger_path: str, limit: int, jsonl: bool) -> None:
    """Find statements and passages that hold all words of a query, best first.

    Words, "phrases in quotes" and beginnings (evacu*) are understood.

    \b
    Examples:
      onrecord search "death toll" --ledger desk.db
      onrecord search 'minister "drone attack"' --ledger desk.db --jsonl
    """
    from onrecord.show.listings import list_hit
    from onrecord.show.rows import encode_json

    out = sys.stdout.buffer
    with _open_ledger(ledger_path) as ledger:
        for hit in ledger.search(query, limit):
            out.write(encode_json(hit) + b"\n" if jsonl else list_hit(hit))


@main.command()
@click.argument("verb", type=click.Choice(VERBS))
@click.argument("targets", metavar="ID...", nargs=-1, required=True)
@_add_ledger_option
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
    with _open_ledger(ledger_path) as ledger:
        ledger.judge(judgement)
    click.echo(judgement.id)


@main.command("import")
@click.argument("source", type=click.File("rb"), metavar="FILE")
@_add_ledger_option
def import_judgements(source: BinaryIO, ledger_path: str) -> None:
    """Take over judgements that export judgements printed; those already there add nothing.

    \b
    Examples:
      onrecord export judgements --ledger ana.db > ana.jsonl
      onrecord import ana.jsonl --ledger desk.db
    """
    from onrecord.show.exports import read_judgements

    with _open_ledger(ledger_path) as ledger:
        taken = sum(ledger.judge(judgement) for judgement in read_judgements(source))
    click.echo(f"{taken} judgements taken over", err=True)


@main.command()
@_add_ledger_option
def check(ledger_path: str) -> None:
    """Verify every anchor and hash of a ledger again; exit code 4 where one is wrong.

    \b
    Examples:
      onrecord check --ledger desk.db
    """
    with _open_ledger(ledger_path) as ledger:
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


@contextmanager
def _open_ledger(path: str, *, create: bool = False) -> Iterator[Ledger]:
    from onrecord.store import Ledger

    with Ledger.open(path, create=create) as ledger:
        yield ledger


def _write_briefing(folder: Path, story: str, briefing: Briefing) -> list[Path]:
    from onrecord.errors import WriteError
    from onrecord.show.briefings import render_html, render_markdown

    pages = {
        folder / f"{story}.md": render_markdown(briefing),
        folder / f"{story}.html": render_html(briefing),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, page in pages.items():
            path.write_text(page, "utf-8", errors="replace")
    except OSError as error:
        raise WriteError(f"cannot write briefings to {folder}: {error.strerror}") from error
    return list(pages)
