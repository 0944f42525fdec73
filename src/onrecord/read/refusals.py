"""Making refusals: a reason from a fixed list, a detail for a person."""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

from onrecord.errors import RefusedError
from onrecord.records import Refusal

Reason = Literal[
    "bad-record", "bad-row", "compression-bomb", "damaged", "empty", "fetch-failed",
    "fetch-refused", "hostile-xml", "no-article", "not-a-feed", "not-a-file", "not-text",
    "nothing-readable", "robots", "too-deep", "too-large", "truncated", "unreadable",
]  # fmt: skip
REASONS: tuple[str, ...] = get_args(Reason)


def refuse(reason: Reason, detail: str = "") -> RefusedError:
    """Return the error to raise; whoever knows the path adds it with :func:`place_refusal`."""
    return RefusedError(Refusal(path="", reason=reason, detail=detail))


def place_refusal(error: RefusedError, path: str, record_id: str | None = None) -> Refusal:
    """Return the error's refusal with the path (and the id, where known) of what was refused."""
    refusal = error.refusal
    return msgspec.structs.replace(refusal, path=path, id=refusal.id or record_id)
