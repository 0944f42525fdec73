"""Commands that show a ledger: export, changes, brief, show, search."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.cli.options import add_ledger_option, open_ledger

if TYPE_CHECKING:
    from onrecord.show.briefings import Briefing
    from onrecord.show.exports import Format

EXPORT_KINDS = (
    "reports", "statements", "figures", "times", "copies", "origins", "stories", "entities",
    "claims", "relations", "tracks", "forecasts", "judgements",
)  # fmt: skip
EXPORT_FORMATS = ("jsonl", "csv", "parquet", "jsonld", "webannotation", "ftm")


@click.command()
@click.argument("kind", type=click.Choice(EXPORT_KINDS))
@add_ledger_option
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
    with open_ledger(ledger_path) as ledger:
        write_export(ledger, kind, form, sys.stdout.buffer)


@click.command()
@add_ledger_option
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
    with open_ledger(ledger_path) as ledger:
        for found, news in find_changes(ledger, moment, story):
            for change in news if jsonl else ():
                out.write(encode_json(change) + b"\n")
            out.write(b"" if jsonl else render_changes(found, news))


@click.command()
@add_ledger_option
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

    with open_ledger(ledger_path) as ledger:
        for number, view in enumerate(view_stories(ledger, story)):
            briefing = make_briefing(view)
            if out is None:
                click.echo(("\n" if number else "") + render_markdown(briefing))
            else:
                for path in _write_briefing(out, view.story.id, briefing):
                    click.echo(str(path))


@click.command()
@click.argument("entry", metavar="REPORT|STATEMENT|FIGURE")
@add_ledger_option
def show(entry: str, ledger_path: str) -> None:
    """Show one report with its entries, or one entry in its sentence, by id.

    \b
    Examples:
      onrecord show 2b1c7d0a9e3f4455 --ledger desk.db
    """
    from onrecord.show.listings import list_entry

    with open_ledger(ledger_path) as ledger:
        sys.stdout.buffer.write(list_entry(ledger, entry))


@click.command()
@click.argument("query")
@add_ledger_option
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
    with open_ledger(ledger_path) as ledger:
        for hit in ledger.search(query, limit):
            out.write(encode_json(hit) + b"\n" if jsonl else list_hit(hit))


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
