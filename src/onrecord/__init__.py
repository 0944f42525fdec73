"""onrecord: who said what, when, how many, and on whose word.

    import onrecord

    for report in onrecord.read("folder"):
        notes = onrecord.annotate(report)

    with onrecord.Ledger.open("desk.ledger") as ledger:
        ledger.add(report, notes)

Names are loaded when first used, so that ``onrecord --help`` answers at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from onrecord.annotate import annotate as annotate
    from onrecord.errors import OnrecordError as OnrecordError
    from onrecord.read import read as read
    from onrecord.records import Annotations as Annotations
    from onrecord.records import Refusal as Refusal
    from onrecord.records import Report as Report
    from onrecord.store import Ledger as Ledger

__version__ = "0.1.0"

_HOMES = {
    "Annotations": "onrecord.records",
    "Ledger": "onrecord.store",
    "OnrecordError": "onrecord.errors",
    "Refusal": "onrecord.records",
    "Report": "onrecord.records",
    "annotate": "onrecord.annotate",
    "read": "onrecord.read",
}

__all__ = [*sorted(_HOMES), "__version__"]  # noqa: PLE0604 - the names are those of _HOMES


def __getattr__(name: str) -> Any:
    """Import a public name from its home on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
