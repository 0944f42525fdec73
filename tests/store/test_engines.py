from __future__ import annotations

import sys

import pytest

from onrecord.errors import LedgerError
from onrecord.store import Ledger


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_a_missing_driver_is_named_with_what_installs_it(
    scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(LedgerError, match=r"pip install 'onrecord\[postgres\]'") as caught:
        Ledger.open(f"{scheme}://ana:hunter2@host/desk")
    assert "hunter2" not in str(caught.value)
