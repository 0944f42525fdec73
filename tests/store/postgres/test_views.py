"""Views on a server: kept once for all, and the same whoever makes them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from onrecord.store import EXPORT_KINDS, Fact, Ledger
from tests.store.facts import FERRY, MARKET, make_fact
from tests.store.postgres.test_postgres import ROOT, WAIT_SECONDS, drop_others, export
from tests.store.servers import Server

ADD_AND_READ = """
import sys
from onrecord.store import Ledger
from tests.store.postgres.test_views import make_facts

url, start, step = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with Ledger.open(url) as ledger:
    for number, fact in enumerate(make_facts()[start::step]):
        ledger.add(*fact)
        if number % 3 == 0:
            held = {report for row in ledger.export("stories") for report in row["reports"]}
            assert fact[0].id in held
"""


def make_facts() -> list[Fact]:
    """Make reports of a few events, some of them revised."""
    facts = []
    for number in range(24):
        text, name = (FERRY, "Estrela") if number % 2 else (MARKET, "Praia")
        words = text.replace("the", f"the {name}", 1).replace("12", str(12 + number % 5))
        day = f"2024-10-{1 + number % 9:02}"
        facts.append(make_fact(f"r{number % 18}", f"{words} Day {number // 6}.", day))
    return facts


def export_all(ledger: Ledger) -> dict[str, bytes]:
    """Return every export."""
    return {kind: export(ledger, kind) for kind in EXPORT_KINDS}


def test_two_that_add_and_read_at_once_end_in_what_one_alone_makes(
    server: Server, tmp_path: Path
) -> None:
    url = server.make_place()
    Ledger.open(url).close()
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", ADD_AND_READ, url, str(start), "2"],
            cwd=ROOT,
            stderr=subprocess.PIPE,
        )
        for start in range(2)
    ]
    ends = [program.communicate(timeout=WAIT_SECONDS)[1].decode() for program in programs]
    assert ends == ["", ""]
    with Ledger.open(url) as shared, Ledger.open(tmp_path / "own.db") as own:
        own.add_many(
            shared.fact(r.id, n.number) for r in shared.reports() for n in shared.revisions(r.id)
        )
        assert export_all(shared) == export_all(own)
        assert shared.check().clean


def test_a_server_lost_while_views_are_made_is_no_harm(server: Server, tmp_path: Path) -> None:
    with Ledger.open(server.make_place()) as shared, Ledger.open(tmp_path / "own.db") as own:
        for ledger in (shared, own):
            ledger.add_many(make_facts())
        list(shared.export("stories"))
        shared.add(*make_fact("new", FERRY))
        own.add(*make_fact("new", FERRY))
        drop_others(server)
        assert export_all(shared) == export_all(own)
