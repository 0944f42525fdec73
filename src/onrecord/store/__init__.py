"""The ledger: facts that are only ever added, and the views they add up to."""

from onrecord.store.checks import CheckResult, Problem
from onrecord.store.engines import open_on_server
from onrecord.store.hits import Hit
from onrecord.store.judgements import list_active, make_judgement
from onrecord.store.ledgers import EXPORT_KINDS, Ledger, LedgerOptions, open_ledger
from onrecord.store.revisions import RevisionDiff, compare_revisions
from onrecord.store.sqlite import open_sqlite
from onrecord.store.views import Fact, ViewKind

__all__ = [
    "EXPORT_KINDS",
    "CheckResult",
    "Fact",
    "Hit",
    "Ledger",
    "LedgerOptions",
    "Problem",
    "RevisionDiff",
    "ViewKind",
    "compare_revisions",
    "list_active",
    "make_judgement",
    "open_ledger",
]

Ledger.register("", open_sqlite)
for _scheme in ("postgresql", "postgres"):
    Ledger.register(_scheme, open_on_server)
