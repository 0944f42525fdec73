"""Commands for more than one machine: batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Never

import click

from onrecord.cli.options import EXIT_NOTHING_READ

if TYPE_CHECKING:
    from onrecord.scale.batches import BatchSummary
    from onrecord.scale.group_tasks import Phase
    from onrecord.scale.stages import Done

MEGABYTE = 1_000_000
_PHASES: dict[Phase, str] = {
    "digest": "reading reports",
    "shuffle": "sorting what they share",
    "link": "finding stories",
    "pair": "finding copies",
    "source": "finding origins",
}


@click.command()
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
@click.option("-o", "--out", required=True, metavar="DIR", help="Folder or URL of the output.")
@click.option(
    "--engine", default="local", show_default=True, metavar="ENGINE",
    help="local (processes here), ray (the cluster RAY_ADDRESS names, or one started here), or "
    "ray://HOST:PORT.",
)  # fmt: skip
@click.option(
    "-w", "--workers", type=click.IntRange(1, 65_536), default=1, show_default=True,
    help="Shares read and annotated at a time. The output does not depend on it.",
)  # fmt: skip
@click.option(
    "--share", "share_reports", type=click.IntRange(1), default=1_000, show_default=True,
    metavar="N", help="Lines, rows or files a share.",
)  # fmt: skip
@click.option(
    "--share-size", type=click.IntRange(1), default=32, show_default=True, metavar="MB",
    help="Size of a share of a web archive, in megabytes.",
)  # fmt: skip
@click.option(
    "--max-chars", type=click.IntRange(1), default=2_000_000, show_default=True,
    help="Refuse a longer report.",
)  # fmt: skip
@click.option(
    "--timeout", type=click.FloatRange(1), default=600.0, show_default=True,
    help="Refuse a report that takes longer, in seconds.",
)  # fmt: skip
@click.option(
    "--memory", type=click.IntRange(700), default=4_000, show_default=True, metavar="MB",
    help="Refuse a report that needs more memory, in megabytes.",
)  # fmt: skip
@click.option("--no-groups", is_flag=True, help="Find no stories, copies and origins.")
def batch(inputs: tuple[str, ...], out: str, engine: str, workers: int, **values: Any) -> None:
    """Read a crawl into a folder of Parquet files, on this machine or a cluster.

    INPUT is a file or folder of .warc .wacz .parquet .jsonl .html .txt .xml, a pattern with *, or
    a .txt or .paths file that lists such files; by path or URL (s3://, hdfs://, gs://). May be
    stopped at any moment and run again: what is done is not done again. Import takes the output
    into a ledger; DuckDB, pandas and Spark read it as it is.

    \b
    Examples:
      onrecord batch crawl/*.warc.gz --out parts/ --workers 2
      onrecord batch warc.paths.gz --out s3://bucket/parts --engine ray://head:10001 --workers 64
      onrecord import parts/ --ledger desk.db --outlet "Harbour Post" --since 2025-05
    """
    from onrecord.read.options import ReadOptions
    from onrecord.scale.batches import BatchOptions, run_batch
    from onrecord.scale.engines import choose_engine
    from onrecord.scale.jobs import Job

    progress = _Progress()
    options = BatchOptions(
        share_reports=values["share_reports"],
        share_bytes=values["share_size"] * MEGABYTE,
        read=ReadOptions(max_chars=values["max_chars"]),
        job=Job(timeout_seconds=values["timeout"], memory_bytes=values["memory"] * MEGABYTE),
        progress=progress,
        group_progress=progress.begin_phase,
        group=not values["no_groups"],
    )
    summary = run_batch(inputs, out, choose_engine(engine, workers), options)
    click.echo(describe_summary(summary), err=True)
    if summary.refused and not summary.counts.get("reports"):
        raise SystemExit(EXIT_NOTHING_READ)


def describe_summary(summary: BatchSummary) -> str:
    """Return the closing line."""
    refused = sum(summary.refused.values())
    reasons = ", ".join(f"{count} {reason}" for reason, count in summary.refused.items())
    why = f" ({reasons})" if reasons else ""
    counted = ", ".join(
        f"{count} {kind}" for kind, count in summary.counts.items() if kind != "refusals"
    )
    return (
        f"{summary.shares_done} of {summary.shares} shares done now; in all {counted}, "
        f"{refused} refused{why}; {summary.seconds:.1f} seconds"
    )


class _Progress:
    """A bar of shares, then each phase of grouping, on standard error where that is a terminal."""

    def __init__(self) -> None:
        from tqdm import tqdm

        self._bar: tqdm[Never] = tqdm(unit=" shares", disable=None, dynamic_ncols=True)

    def __call__(self, done: Done, total: int) -> None:
        if self._bar.total != total:
            self._bar.reset(total)
        self._bar.update()
        if self._bar.n >= total:
            self._bar.close()
        if done.error:
            click.echo(f"share {done.share}: {done.error}", err=True)

    def begin_phase(self, phase: Phase) -> None:
        """Say what grouping does now."""
        if not self._bar.disable:
            self._bar.close()
            click.echo(f"grouping: {_PHASES[phase]}", err=True)
