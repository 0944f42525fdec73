"""Shares: the parts into which inputs are cut, each read and annotated by one worker at a time.

A share is some megabytes of a web archive, some thousand lines of JSON Lines or rows of Parquet,
some hundred files, or another container. The same inputs are always cut the same way.

Where an archive is cut is decided by its size alone, so nobody has to read it for that. A share has
the records that begin in its bytes: who reads it looks for the first of them, and goes on past its
end to where the next share's first begins. A record can be mistaken only where one archive lies
inside another; :mod:`onrecord.scale.seams` finds such a mistake and has the share done again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from onrecord.errors import OnrecordError
from onrecord.ids import make_id
from onrecord.read.warc import is_cuttable
from onrecord.records import Record, Span
from onrecord.scale.folders import open_files
from onrecord.scale.inputs import InputFile
from onrecord.store.columns import load_arrow

SHARE_REPORTS = 1_000
SHARE_BYTES = 32_000_000
_HEAD_BYTES = 65_536
_CHUNK_BYTES = 1 << 22


class Share(Record, frozen=True, kw_only=True):
    """A part of the input.

    ``places`` are its ``paths`` in the one form that each has. ``rows`` are the rows or lines of
    its one container that are its own, None where it is whole; ``bytes`` is where those lines
    stand, or the records of an archive begin. ``mark`` changes when the input does.

    ``first`` is where the first of an archive's records is known to begin, which is the end where
    there is none; None where that is to be found. ``is_alone`` is set where all other shares of the
    archive are known to hold nothing.
    """

    id: str
    paths: tuple[str, ...]
    places: tuple[str, ...]
    mark: str
    rows: Span | None = None
    bytes: Span | None = None
    first: int | None = None
    is_alone: bool = False


def cut_inputs(
    files: Iterable[InputFile], reports: int = SHARE_REPORTS, size: int = SHARE_BYTES
) -> Iterator[Share]:
    """Cut inputs into shares, in input order.

    Args:
        files: what :func:`onrecord.scale.inputs.list_inputs` gave.
        reports: how many lines, rows or files make a share.
        size: how many bytes of an archive make a share.
    """
    single: list[InputFile] = []
    for file in files:
        if file.is_single:
            single.append(file)
        if single and (len(single) == reports or not file.is_single):
            yield _make_share(single)
            single = []
        if not file.is_single:
            yield from _cut_file(file, reports, size)
    if single:
        yield _make_share(single)


def _make_share(
    files: Sequence[InputFile], rows: Span | None = None, span: Span | None = None
) -> Share:
    return Share(
        id=make_id("share", files[0].place, *_find_start(rows, span)),
        paths=tuple(file.path for file in files),
        places=tuple(file.place for file in files),
        mark=make_id("mark", [(file.path, file.mark) for file in files], rows or span),
        rows=rows,
        bytes=span,
    )


def _find_start(rows: Span | None, span: Span | None) -> tuple[int, ...]:
    """Return what tells a share from others of its file."""
    if rows or not span:
        return (rows[0] if rows else 0,)
    return (0, span[0]) if span[0] else (0,)


def _cut_file(file: InputFile, reports: int, size: int) -> Iterator[Share]:
    if file.is_table and (count := _count_rows(file.path)) > reports:
        for first in range(0, count, reports):
            yield _make_share([file], (first, min(first + reports, count)))
    elif file.is_lines and len(borders := list(_find_borders(file.path, reports))) > 2:
        for (line, first), (next_line, last) in pairwise(borders):
            yield _make_share([file], (line, next_line), (first, last))
    elif file.is_archive and file.bytes > size and is_cuttable(_read_head(file.path)):
        for first in range(0, file.bytes, size):
            yield _make_share([file], None, (first, min(first + size, file.bytes)))
    else:
        yield _make_share([file])


def _read_head(path: str) -> bytes:
    files, place = open_files(path)
    try:
        return bytes(files.cat_file(place, 0, _HEAD_BYTES))
    except OSError as error:
        raise OnrecordError(f"cannot read {path}: {error}") from error


def _count_rows(path: str) -> int:
    """Return how many rows a Parquet file has; 0 for a damaged one, as reading it will say."""
    arrow, parquet = load_arrow(), load_arrow("pyarrow.parquet")
    files, place = open_files(path)
    try:
        with files.open(place, "rb") as stream:
            return int(parquet.ParquetFile(stream).metadata.num_rows)
    except arrow.ArrowException:
        return 0


def _find_borders(path: str, lines: int) -> Iterator[tuple[int, int]]:
    """Yield (lines before, bytes before) the beginning, each border between shares, and the end."""
    yield 0, 0
    files, place = open_files(path)
    count = end = 0
    try:
        with files.open(place, "rb") as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                position = -1
                while (position := chunk.find(b"\n", position + 1)) >= 0:
                    count += 1
                    if count % lines == 0:
                        yield count, end + position + 1
                end += len(chunk)
    except OSError as error:
        raise OnrecordError(f"cannot read {path}: {error}") from error
    yield count + 1, end
