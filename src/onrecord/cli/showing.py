"""Commands that show a ledger: export, changes, brief, chart, mcp, show, search."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.cli.options import add_ledger_option, open_ledger

if TYPE_CHECKING:
    from onrecord.show.briefings import Briefing
    from onrecord.show.charts import Theme
    from onrecord.show.exports import Format

EXPORT_KINDS = (
    "reports", "statements", "figures", "times", "copies", "origins", "stories", "entities",
    "claims", "relations", "tracks", "forecasts", "judgements",
)  # fmt: skip
BRIEF_FORMATS = ("md", "html", "pdf")
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
    "--format",
    "forms",
    type=click.Choice(BRIEF_FORMATS),
    multiple=True,
    help="May be given several times. Default: md, and html where there is a folder.",
)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER",
    help="Write a file a story and format, charts with them. Default: print it.",
)  # fmt: skip
def brief(ledger_path: str, story: str | None, forms: tuple[str, ...], out: Path | None) -> None:
    """Write a briefing of each story, with numbered citations.

    What is said and by whom, the figures by date with their qualifiers and as charts, what is
    forecast, who carries whom; each citation gives outlet, date and the exact quoted characters.
    Charts need: pip install 'onrecord[charts]'; pdf needs: pip install 'onrecord[pdf]'.

    \b
    Examples:
      onrecord brief --ledger desk.db
      onrecord brief --ledger desk.db --out briefings/
      onrecord brief --ledger desk.db --story 88223e041ec72d0c --format pdf --out briefings/
    """
    from onrecord.show.briefings import make_briefing
    from onrecord.show.views import view_stories

    forms = forms or (("md", "html") if out else ("md",))
    if out is None and forms not in {("md",), ("html",)}:
        raise click.UsageError("pdf, and several formats, need --out FOLDER")
    charts = _can_draw(wanted=out is not None or "html" in forms)
    with open_ledger(ledger_path) as ledger:
        for number, view in enumerate(view_stories(ledger, story)):
            briefing = make_briefing(view, charts=charts)
            if out is None:
                click.echo("\n" * bool(number), nl=False)
                click.echo(_print_briefing(briefing, forms[0]))
            else:
                for path in _write_briefing(out / view.story.id, briefing, forms):
                    click.echo(str(path))


@click.command()
@add_ledger_option
@click.option("--story", metavar="ID", help="Only this story. Default: all of them.")
@click.option("--measure", metavar="NAME", help="Only tracks of this measure, as killed.")
@click.option("--theme", type=click.Choice(["light", "dark"]), default="light", show_default=True)
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, metavar="FILE|FOLDER",
    help="A .svg or .png file for one chart; a folder for all of them, as SVG.",
)  # fmt: skip
def chart(
    ledger_path: str, story: str | None, measure: str | None, theme: Theme, out: Path
) -> None:
    """Draw the figures of stories as charts: each value, by whom, as of when, with its qualifier.

    To a file goes the track with most values of those asked for. Needs: pip install
    'onrecord[charts]'.

    \b
    Examples:
      onrecord chart --ledger desk.db --measure killed --out killed.png
      onrecord chart --ledger desk.db --story 88223e041ec72d0c --out charts/
    """
    from onrecord.show.charts.files import Choice, draw_file, draw_folder

    with open_ledger(ledger_path) as ledger:
        choice = Choice(story=story, measure=measure, theme=theme)
        is_file = out.suffix.lower() in {".svg", ".png"}
        for path in (draw_file if is_file else draw_folder)(ledger, choice, out):
            click.echo(str(path))


@click.command()
@add_ledger_option
@click.option(
    "--base", default="", metavar="URL",
    help="Where `onrecord serve` shows this ledger; put in front of links.",
)  # fmt: skip
def mcp(ledger_path: str, base: str) -> None:
    """Answer a language model's questions: an MCP server on standard input and output.

    The model may list stories, search statements and get claims, tracks and changes, each with its
    quote, span, outlet, date and link. Nothing it asks can change a report, an annotation or a
    judgement.

    \b
    Examples:
      onrecord mcp --ledger desk.db
      onrecord mcp --ledger desk.db --base http://127.0.0.1:8017
    """
    from onrecord.errors import WriteError
    from onrecord.show.mcp.servers import make_server
    from onrecord.store import Ledger

    try:
        ledger = Ledger.open(ledger_path, create=False)
    except WriteError:
        ledger = Ledger.open(ledger_path, read_only=True)
    with ledger:
        make_server(ledger, base).run()


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


def _can_draw(*, wanted: bool) -> bool:
    """Tell whether briefings are to have charts; say so where they are wanted and cannot be."""
    from onrecord.show.charts import has_engine

    if wanted and not has_engine():
        click.echo("onrecord: without charts; they need: pip install 'onrecord[charts]'", err=True)
    return wanted and has_engine()


def _print_briefing(briefing: Briefing, form: str) -> str:
    from onrecord.show.printing import render_html, render_markdown

    return render_html(briefing) if form == "html" else render_markdown(briefing)


def _write_briefing(stem: Path, briefing: Briefing, forms: tuple[str, ...]) -> list[Path]:
    from onrecord.errors import WriteError
    from onrecord.show.printing import write_briefing

    try:
        stem.parent.mkdir(parents=True, exist_ok=True)
        return list(write_briefing(stem, briefing, forms))
    except OSError as error:
        raise WriteError(f"cannot write briefings to {stem.parent}: {error.strerror}") from error
