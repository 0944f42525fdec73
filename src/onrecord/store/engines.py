"""Which engine opens a ledger: found by how its place begins, imported when it is asked for."""

from __future__ import annotations

from onrecord.errors import LedgerError
from onrecord.store.ledgers import Ledger, LedgerOptions


def open_on_server(url: str, options: LedgerOptions) -> Ledger:
    """Open a ledger on a PostgreSQL server.

    Raises:
        LedgerError: the driver is not installed; or as :meth:`Ledger.open`.
    """
    try:
        import psycopg  # noqa: F401  # it finds no libpq only when it is imported
    except ImportError as error:
        scheme = url.partition(":")[0]
        raise LedgerError(
            f"{scheme}: ledgers on a server need: pip install 'onrecord[postgres]'"
        ) from error
    from onrecord.store.postgres import open_postgres

    return open_postgres(url, options)
