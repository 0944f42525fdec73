"""onrecord: who said what, when, how many, and on whose word.

    import onrecord

    for report in onrecord.read("folder"):
        notes = onrecord.annotate(report)

    with onrecord.Ledger.open("desk.ledger") as ledger:
        ledger.add(report, notes)

Names are loaded when first used, so that ``onrecord --help`` answers at once.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
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


class _Front(ModuleType):
    """The package itself, with ``read`` and ``annotate`` as functions.

    Two packages bear the names of the functions they are known for. The import system would put a
    package in front of its function as soon as anything in it is imported; here it may not.
    """

    def __getattr__(self, name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(_HOMES[name]), name)
        super().__setattr__(name, value)
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in _HOMES:
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Front
