from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.store import Ledger, make_judgement, refreshing, views
from onrecord.store.making import StoryMaker
from tests.store.facts import MARKET, make_fact


def test_views_are_made_again_only_when_facts_judgements_or_code_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    take_up = StoryMaker.take_up

    def watch(self, facts, judgements):  # type: ignore[no-untyped-def]  # passes everything on
        made.append(len(facts))
        return take_up(self, facts, judgements)

    monkeypatch.setattr(StoryMaker, "take_up", watch)
    with Ledger.open(tmp_path / "x.db") as ledger:
        ledger.add(*make_fact())
        for kind in ("stories", "copies", "stories", "claims"):
            list(ledger.export(kind))
        assert made == [1]
        ledger.add(*make_fact("b", MARKET))
        list(ledger.export("stories"))
        assert made == [1, 1]
        ledger.add(*make_fact("b", MARKET))
        list(ledger.export("stories"))
        assert made == [1, 1]
        ledger.judge(make_judgement("not-same", ["ferry", "b"], "ana", "2024-10-29T10:00:00Z"))
        list(ledger.export("stories"))
        assert made == [1, 1, 0]
    with Ledger.open(tmp_path / "x.db") as ledger:
        list(ledger.export("stories"))
        assert made == [1, 1, 0]
        monkeypatch.setattr(refreshing, "fingerprint_code", lambda: "newer code")
        list(ledger.export("stories"))
        assert made == [1, 1, 0, 2, 0]


def test_the_code_that_makes_views_has_one_fingerprint() -> None:
    assert views.fingerprint_code() == views.fingerprint_code.__wrapped__()


def test_facts_by_id_are_fetched_when_asked_for(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "x.db") as ledger:
        ledger.add(*make_fact())
        facts = views.FactMap(ledger, ["ferry"])
        assert dict(facts) == {"ferry": make_fact()}
        assert len(facts) == 1
        assert "other" not in facts
