"""A batch: inputs of any size read and annotated in shares, then grouped; resumable anywhere."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from onrecord.errors import OnrecordError
from onrecord.read.options import ReadOptions
from onrecord.records import Record
from onrecord.scale.engines import Engine
from onrecord.scale.folders import UNFINISHED, Folder
from onrecord.scale.group_tasks import Phase
from onrecord.scale.groups import group_parts
from onrecord.scale.inputs import list_inputs
from onrecord.scale.jobs import Job
from onrecord.scale.locks import lock_folder
from onrecord.scale.parts import KINDS, MANIFEST, Part, list_parts, remove_part
from onrecord.scale.seams import find_wrong, list_archives
from onrecord.scale.shares import SHARE_BYTES, SHARE_REPORTS, Share, cut_inputs
from onrecord.scale.stages import Done, Stage

SHOWN_ERRORS = 3


class BatchSummary(Record, frozen=True, kw_only=True):
    """What a batch did; counts are of all its parts, ``shares_done`` and ``seconds`` of this run.

    ``refused`` counts refusals by reason.
    """

    shares: int = 0
    shares_done: int = 0
    counts: Mapping[str, int] = MappingProxyType({})
    refused: Mapping[str, int] = MappingProxyType({})
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """How a batch is run.

    Attributes:
        share_reports: how many lines, rows or files make a share.
        share_bytes: how many bytes of an archive make a share.
        read: limits of one report.
        job: what is done to items.
        group: find stories, copies and origins when all shares are done.
        progress: called with what came of each share, and how many shares there are.
        group_progress: called with each phase of grouping as it begins.
    """

    share_reports: int = SHARE_REPORTS
    share_bytes: int = SHARE_BYTES
    read: ReadOptions = field(default_factory=ReadOptions)
    job: Job = field(default_factory=Job)
    group: bool = True
    progress: Callable[[Done, int], None] | None = None
    group_progress: Callable[[Phase], None] | None = None


def run_batch(
    inputs: Sequence[str | os.PathLike[str]],
    out: str,
    engine: Engine,
    options: BatchOptions | None = None,
) -> BatchSummary:
    """Read and annotate inputs into a folder of Parquet files.

    Shares that are done already, by this version of the annotators, are not done again. A batch
    that was killed, however, and is run again leaves the folder that an unbroken run leaves.

    Args:
        inputs: see :func:`onrecord.scale.inputs.list_inputs`.
        out: a folder, by path or fsspec URL; the same for all workers.
        engine: what shares out the work.
        options: how.

    Raises:
        InputError: an input does not exist, or a package is missing.
        OnrecordError: another batch is at work in the folder, it cannot be written to, or some
            shares could not be done; the others are, and another run does the rest.
    """
    started = time.monotonic()
    options = options or BatchOptions()
    files = list_inputs(inputs)
    cut = cut_inputs(files, options.share_reports, options.share_bytes)
    shares = list({share.id: share for share in cut}.values())  # what is named twice is done once
    folder = Folder(out)
    stage = Stage(out, options.read, options.job)
    with closing(engine), lock_folder(folder):
        todo = prepare_folder(folder, stage, shares)
        _do_shares(engine, stage, todo, options)
        parts = list(_mend_seams(engine, stage, shares, options).values())
        _sweep(folder)
        counts = sum_counts(parts)
        if options.group:
            counts.update(group_parts(folder, parts, engine, options.group_progress).counts)
    return BatchSummary(
        shares=len(shares),
        shares_done=len(todo),
        counts=dict(counts),
        refused=sum_refusals(parts),
        seconds=time.monotonic() - started,
    )


def prepare_folder(folder: Folder, stage: Stage, shares: Sequence[Share]) -> list[Share]:
    """Clear the output of what no longer holds; return the shares that are yet to be done.

    Parts of other inputs stay: a batch may be added to.
    """
    _sweep(folder)
    parts = list_parts(folder)
    wanted = {share.id for share in shares}
    places = {place for share in shares for place in share.places}
    for part in parts.values():
        if part.id not in wanted and not places.isdisjoint(part.places):
            remove_part(folder, part.id)
    return [s for s in shares if s.id not in parts or parts[s.id].stamp != stage.stamp(s)]


def _sweep(folder: Folder) -> None:
    """Remove what killed workers left unfinished."""
    for place in (*KINDS, MANIFEST):
        for name in folder.list(place):
            if name.startswith("_") and name.endswith(UNFINISHED):
                folder.remove(f"{place}/{name}")


def _do_shares(
    engine: Engine, stage: Stage, shares: Sequence[Share], options: BatchOptions
) -> None:
    errors: list[str] = []
    for done in engine.map_shares(stage, shares) if shares else ():
        if options.progress:
            options.progress(done, len(shares))
        if done.error:
            errors.append(f"share {done.share}: {done.error}")
        if done.is_hopeless:
            raise OnrecordError(f"{done.error}; what is done is kept: run again")
    if errors:
        shown = "; ".join(errors[:SHOWN_ERRORS])
        raise OnrecordError(
            f"{len(errors)} of {len(shares)} shares were not done; run again: {shown}"
        )


def _mend_seams(
    engine: Engine, stage: Stage, shares: Sequence[Share], options: BatchOptions
) -> dict[str, Part]:
    """Do shares again that began at what only looked like a record; return all parts."""
    folder, quiet = Folder(stage.out), replace(options, progress=None)
    archives = list_archives(shares)
    parts = list_parts(folder)
    while wrong := find_wrong(archives, parts):
        _do_shares(engine, stage, wrong, quiet)
        parts = list_parts(folder)
    return parts


def sum_counts(parts: Iterable[Part]) -> Counter[str]:
    """Return how many rows of each kind parts hold."""
    counts: Counter[str] = Counter()
    for part in parts:
        counts.update(part.counts)
    return counts


def sum_refusals(parts: Iterable[Part]) -> dict[str, int]:
    """Return how many refusals of each reason parts hold."""
    refused: Counter[str] = Counter()
    for part in parts:
        refused.update(part.refused)
    return dict(sorted(refused.items()))
