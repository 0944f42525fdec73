"""One JSON object a report: what ``onrecord extract --jsonl`` prints and other programs read."""

from __future__ import annotations

from typing import Any

import msgspec

from onrecord.records import Annotations, Record, Refusal, Report
from onrecord.store.columns import mend_surrogates

__all__ = ["encode_json", "make_refusal_row", "make_row", "mend_surrogates"]

_ENCODER = msgspec.json.Encoder(decimal_format="number")


def encode_json(value: Any) -> bytes:
    """Encode a record, or plain values holding records, as one line of UTF-8 JSON.

    Decimals are written as JSON numbers with all their digits. A lone surrogate, which UTF-8
    cannot hold, is written as U+FFFD.
    """
    try:
        return _ENCODER.encode(value)
    except UnicodeEncodeError:
        return _ENCODER.encode(_replace_surrogates(msgspec.to_builtins(value)))


def make_row(report: Report, annotations: Annotations) -> dict[str, Any]:
    """Return the row of a report that was read."""
    row = {name: getattr(report, name) for name in _REPORT_FIELDS}
    row |= {name: getattr(annotations, name) for name in _ANNOTATION_FIELDS}
    row["version"] = annotations.version
    row["refusal"] = None
    return row


def make_refusal_row(refusal: Refusal) -> dict[str, Any]:
    """Return the row of an input that could not be read: the same keys, and why."""
    row: dict[str, Any] = dict.fromkeys((*_REPORT_FIELDS, *_ANNOTATION_FIELDS, "version"))
    row["id"], row["path"] = refusal.id, refusal.path
    row["refusal"] = {"reason": refusal.reason, "detail": refusal.detail}
    return row


_REPORT_FIELDS = (
    "id", "path", "url", "title", "byline", "outlet", "published", "lang", "hash", "text",
    "blocks", "credits",
)  # fmt: skip
_ANNOTATION_FIELDS = ("statements", "figures", "times", "mentions")


def _replace_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return mend_surrogates(value)
    if isinstance(value, Record):
        return _replace_surrogates(msgspec.to_builtins(value))
    if isinstance(value, dict):
        return {key: _replace_surrogates(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_replace_surrogates(item) for item in value]
    return value
