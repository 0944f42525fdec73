"""Exports as they are read: a line each, no kind ever in memory whole."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from itertools import islice
from typing import Literal

from fastapi import Response
from fastapi.responses import StreamingResponse

from onrecord.show.exports import export_judgements
from onrecord.show.rows import encode_json
from onrecord.show.web.desks import Desk
from onrecord.show.web.pools import ReaderThread
from onrecord.show.web.problems import RequestError
from onrecord.store import Ledger

ExportKind = Literal[
    "reports", "statements", "figures", "times", "copies", "origins", "stories", "entities",
    "claims", "relations", "tracks", "forecasts", "judgements",
]  # fmt: skip
LINES_AT_ONCE = 100
AT_ONCE = 4
"""Exports that run at one time; each has a thread."""


async def stream_export(desk: Desk, kind: ExportKind) -> Response:
    """Answer with all entries of one kind.

    Raises:
        RequestError: too many exports run.
        LedgerError: the ledger cannot be read.
    """
    if desk.exports >= AT_ONCE:
        raise RequestError(503, f"{AT_ONCE} exports are running; ask again when one is done")
    thread = ReaderThread(desk.path)
    desk.exports += 1
    try:
        pieces = await thread.start(lambda ledger: write_lines(ledger, kind))
    except BaseException:
        desk.exports -= 1
        thread.close()
        raise
    headers = {
        "Content-Disposition": f'attachment; filename="{kind}.jsonl"',
        "Cache-Control": "no-store",
    }
    return StreamingResponse(
        _send(desk, thread, pieces), headers=headers, media_type="application/x-ndjson"
    )


async def _send(desk: Desk, thread: ReaderThread, pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    try:
        while piece := await thread.take(pieces):
            yield piece
            await asyncio.sleep(0)
    finally:
        desk.exports -= 1
        thread.close()


def write_lines(ledger: Ledger, kind: ExportKind) -> Iterator[bytes]:
    """Yield the lines of one kind, some at once."""
    rows = export_judgements(ledger) if kind == "judgements" else ledger.export(kind)
    while lines := [encode_json(row) + b"\n" for row in islice(rows, LINES_AT_ONCE)]:
        yield b"".join(lines)
