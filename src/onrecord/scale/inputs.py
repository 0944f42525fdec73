"""What ``batch`` may be given: files, folders, lists of them, patterns, by path or URL."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from onrecord.errors import InputError
from onrecord.read.containers import CONTAINERS
from onrecord.read.kinds import name_kind
from onrecord.read.sources import is_url
from onrecord.records import Record
from onrecord.scale.folders import open_files

PARQUET = ".parquet"
_LISTS = (".paths", ".paths.gz", ".lst", ".txt", ".txt.gz")
_MAX_LIST_BYTES = 1 << 30


class InputFile(Record, frozen=True, kw_only=True):
    """One file to read: where it is, and how to tell that it is still the same.

    ``path`` is as given, with what was found inside a folder added to it; ``place`` is the same
    however it is given. ``mark`` is the size and whatever the file system knows of when or what was
    written.
    """

    path: str
    place: str
    mark: str
    bytes: int

    @property
    def is_table(self) -> bool:
        """True for Parquet."""
        return self.path.lower().endswith(PARQUET)

    @property
    def is_single(self) -> bool:
        """True where the file is one report, or the few of a feed."""
        kind = name_kind(self.path)
        return not self.is_table and kind is not None and kind not in CONTAINERS

    @property
    def is_archive(self) -> bool:
        """True for a WARC file."""
        return name_kind(self.path) == "warc"

    @property
    def is_lines(self) -> bool:
        """True for plain JSON Lines, which can be cut between any two lines."""
        return name_kind(self.path) == "jsonl" and not self.path.lower().endswith(".gz")


def list_inputs(inputs: Sequence[str | os.PathLike[str]]) -> Iterator[InputFile]:
    """Yield the files that inputs mean, in input order, folders walked in sorted order.

    Args:
        inputs: files, folders and patterns (``*``), by path or fsspec URL; a ``.txt``, ``.paths``
            or ``.lst`` file whose lines name containers (``.warc.gz``, ``.jsonl``, ``.parquet``) is
            a list, paths in it relative to its folder.

    Raises:
        InputError: one does not exist, cannot be looked into, or is a web page, which ``build``
            reads.
    """
    for name in [os.fspath(each) for each in inputs]:
        if is_url(name) or name == "-":
            raise InputError(f"{name}: batch reads files; read pages and streams with build")
        try:
            yield from _list_input(name)
        except OSError as error:
            raise InputError(f"{name}: {error.strerror or error}") from error


def _list_input(name: str) -> Iterator[InputFile]:
    files, path = open_files(name)
    if "*" in name:
        found = sorted(files.glob(path), key=_sort_key)
        yield from _describe(files, ((_rename(name, path, at), at) for at in found))
    elif not files.exists(path):
        raise InputError(f"{name}: no such file or folder")
    elif files.isdir(path):
        inside = [at for at in sorted(files.find(path), key=_sort_key) if _is_wanted(at, path)]
        if not inside:
            raise InputError(f"{name}: no file of a known kind in this folder")
        yield from _describe(files, ((name.rstrip("/") + at[len(path) :], at) for at in inside))
    elif named := _read_list(files, name, path):
        for line in named:
            yield from _list_input(line)
    else:
        yield from _describe(files, [(name, path)])


def _sort_key(path: str) -> list[str]:
    """Return what puts paths in the order of a walk in which each folder is sorted."""
    return path.split("/")


def _rename(name: str, pattern: str, path: str) -> str:
    """Return a file that a pattern found by a name like the pattern's own."""
    scheme, _, _ = name.rpartition(pattern) if name.endswith(pattern) else ("", "", "")
    return scheme + path if scheme or "://" not in name else f"{name.partition('://')[0]}://{path}"


def _is_wanted(path: str, root: str) -> bool:
    hidden = any(part.startswith((".", "_")) for part in path[len(root) :].split("/"))
    return not hidden and (path.lower().endswith(PARQUET) or name_kind(path) is not None)


def _describe(files: Any, found: Iterable[tuple[str, str]]) -> Iterator[InputFile]:
    for name, path in found:
        info = _find_info(files, path)
        if info is None:
            continue
        marks = [info.get(key) for key in ("ETag", "etag", "md5Hash", "mtime", "LastModified")]
        size = int(info.get("size") or 0)
        mark = " ".join(str(part) for part in (size, *marks) if part is not None)
        yield InputFile(path=name, place=files.unstrip_protocol(path), mark=mark, bytes=size)


def _find_info(files: Any, path: str) -> dict[str, Any] | None:
    """Return what is known of a file, None where it is a link that leads nowhere."""
    try:
        info: dict[str, Any] = files.info(path)
    except OSError:
        if not files.exists(path):
            return None
        raise
    return info


def _read_list(files: Any, name: str, path: str) -> list[str]:
    """Return the files that a list names; none where it is no list."""
    if not name.lower().endswith(_LISTS):
        return []
    data = files.cat_file(path, 0, _MAX_LIST_BYTES)
    text = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf-8", "replace")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines or not all(map(_is_container, lines[:10])):
        return []
    folder = name.rpartition("/")[0]
    return [_place(folder, line) for line in lines]


def _is_container(line: str) -> bool:
    kind = name_kind(line)
    return line.lower().endswith(PARQUET) or (kind is not None and kind in CONTAINERS)


def _place(folder: str, line: str) -> str:
    absolute = "://" in line or os.path.isabs(line) or not folder
    return line if absolute else f"{folder}/{line}"
