"""What a PATH means: a file, a folder, a URL, or ``-`` for standard input."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Sequence

from onrecord.errors import InputError, RefusedError
from onrecord.read.containers import CONTAINERS, list_records
from onrecord.read.items import Item, Kind
from onrecord.read.kinds import SNIFF_BYTES, name_kind, sniff_kind
from onrecord.read.options import ReadOptions
from onrecord.read.refusals import Reason, place_refusal, refuse
from onrecord.read.streams import Pushback, Readable, open_plain, read_bounded
from onrecord.records import Refusal

Source = str | os.PathLike[str]


def list_items(
    sources: Sequence[Source],
    options: ReadOptions = ReadOptions(),  # noqa: B008 - immutable
) -> Iterator[Item]:
    """Return what there is to read, in input order, without reading more than it must.

    Args:
        sources: files, folders (walked in sorted order, hidden files and unknown kinds left out),
            ``http(s)`` URLs, or ``-`` for standard input.
        options: limits.

    Raises:
        InputError: a path does not exist; raised before anything is read.
    """
    names = [os.fspath(source) for source in sources]
    for name in names:
        if not is_url(name) and name != "-" and not os.path.lexists(name):
            raise InputError(f"{show_path(name)}: no such file or folder")
    return (item for name in names for item in _list_source(name, options))


def is_url(name: str) -> bool:
    """Tell a URL from a path.

    >>> is_url("HTTPS://example.org/a"), is_url("reports/http.txt")
    (True, False)
    """
    return name[:8].lower().startswith(("http://", "https://"))


def show_path(name: str) -> str:
    """Return a path that can be printed and stored: bytes that are no UTF-8 become U+FFFD."""
    return os.fsencode(name).decode("utf-8", "replace")


def _list_source(name: str, options: ReadOptions) -> Iterator[Item]:
    if is_url(name):
        return iter((Item(path=name, kind="url"),))
    if name == "-":
        return list_stream("-", sys.stdin.buffer, None, options)
    if os.path.isdir(name):
        return _list_folder(name, options)
    return _list_file(name, name_kind(name), options)


def _list_folder(folder: str, options: ReadOptions) -> Iterator[Item]:
    seen: set[tuple[int, int]] = set()
    empty = True
    for name, problem in _walk(folder, seen):
        empty = False
        if problem:
            yield Item(path=show_path(name), refusal=problem)
        else:
            yield from _list_file(name, name_kind(name), options)
    if empty:
        yield _make_refused(folder, "nothing-readable", "no file of a known kind in this folder")


def _walk(folder: str, seen: set[tuple[int, int]]) -> Iterator[tuple[str, Refusal | None]]:
    """Yield the files of known kinds under a folder, each real folder once."""
    try:
        status = os.stat(folder)
        names = sorted(os.listdir(folder))
    except OSError as error:
        path = show_path(folder)
        yield folder, Refusal(path=path, reason="unreadable", detail=error.strerror or str(error))
        return
    place = (status.st_dev, status.st_ino)
    if place in seen:
        return
    seen.add(place)
    for name in names:
        path = os.path.join(folder, name)
        if name.startswith("."):
            continue
        if os.path.isdir(path):
            yield from _walk(path, seen)
        elif name_kind(name) and os.path.isfile(path):
            yield path, None


def _list_file(name: str, kind: Kind | None, options: ReadOptions) -> Iterator[Item]:
    path = show_path(name)
    try:
        if not stat.S_ISREG(os.stat(name).st_mode):
            yield _make_refused(name, "not-a-file", "a pipe, socket or device; use - for a stream")
        elif kind is None or kind in CONTAINERS:
            with open(name, "rb") as stream:
                yield from list_stream(path, stream, kind, options, name)
        else:
            yield Item(path=path, kind=kind, file=name)
    except OSError as error:
        yield _make_refused(name, "unreadable", error.strerror or str(error))


def list_stream(
    path: str, stream: Readable, kind: Kind | None, options: ReadOptions, file: str | None = None
) -> Iterator[Item]:
    """List what a stream of bytes holds; ``file`` names it where it can be opened again."""
    source = Pushback(stream)
    try:
        plain = Pushback(open_plain(source)) if kind is None else source
        kind = kind or sniff_stream(plain)
        if kind in CONTAINERS:
            yield from list_records(kind, path, plain, options)
        elif file:
            yield Item(path=path, kind=kind, file=file)
        else:
            yield Item(path=path, kind=kind, data=read_bounded(plain, options.max_bytes))
    except RefusedError as error:
        yield Item(path=path, refusal=place_refusal(error, path))


def sniff_stream(source: Pushback) -> Kind:
    """Return the kind of what a stream holds, leaving it unread.

    Raises:
        RefusedError: ``empty`` or ``not-text``.
    """
    head = source.peek(SNIFF_BYTES)
    if not head.strip():
        raise refuse("empty", "no bytes")
    return sniff_kind(head)


def _make_refused(name: str, reason: Reason, detail: str) -> Item:
    path = show_path(name)
    return Item(path=path, refusal=place_refusal(refuse(reason, detail), path))
