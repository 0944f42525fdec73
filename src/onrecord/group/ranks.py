"""In which order reports are taken: by publication, as one whole number that sorts."""

from __future__ import annotations

import re

from onrecord.group.dates import NEVER, bound_days
from onrecord.ids import hash_text

_TIME = re.compile(r"T(\d\d):(\d\d)")
_ID_BITS = 30
_MINUTE_BITS = 11


def rank_report(published: str | None, report: str) -> int:
    """Return a number below 2**63 by which reports sort: day, minute where given, then by id.

    What came out in one minute, or on one day at times unknown, is ordered by a hash of the id:
    any order will do there, as long as it is one.

    Args:
        published: EDTF date of publication; the undated come last.
        report: id of the report.

    >>> rank_report("2024-03-05", "b") < rank_report("2024-03-05T08:30", "a")
    True
    """
    days = bound_days(published) or (0, NEVER)
    time = _TIME.search(published or "")
    minute = int(time[1]) * 60 + int(time[2]) if time else 0
    tail = int(hash_text(report)[:8], 16) >> (32 - _ID_BITS)
    minute = min(minute, (1 << _MINUTE_BITS) - 1)
    return ((days[0] or days[1]) << _MINUTE_BITS | minute) << _ID_BITS | tail
