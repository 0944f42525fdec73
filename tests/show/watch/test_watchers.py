"""Watching a site that fails, redirects, truncates, repeats and changes: each thing told once."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from onrecord.errors import WriteError
from onrecord.read import FetchOptions, ReadOptions
from onrecord.records import Annotations, Refusal, Report
from onrecord.scale.builds import build_ledger
from onrecord.scale.jobs import Job
from onrecord.show.watch.configs import FeedConfig, WatchConfig, WebhookConfig
from onrecord.show.watch.states import WatchState
from onrecord.show.watch.watchers import AddRecords, Parts, Watcher
from onrecord.show.watch.webhooks import Webhook
from onrecord.store import Ledger
from tests.show.watch.sites import Reply, Site, make_feed, open_site

FERRY = ("ferry", "The ferry Marguerite sank off Sandhaven on Tuesday, the coastguard said.")
DEPOT = ("depot", "A fuel depot in Varin burned down on Monday, the ministry said.")
MORE = (
    "ferry",
    "The ferry Marguerite sank off Sandhaven on Tuesday; 12 died, the coastguard said.",
)
OPTIONS = ReadOptions(fetch=FetchOptions(allow_private=True))
START = 1_000_000.0


class FakeClock:
    """Time that passes only by waiting, and ends after so many seconds."""

    def __init__(self, seconds: float) -> None:
        self.time = START
        self.end = START + seconds

    @property
    def stopped(self) -> bool:
        return self.time >= self.end

    def now(self) -> float:
        return self.time

    def wait(self, seconds: float) -> None:
        self.time = min(self.time + seconds, self.end)


class Desk:
    """A ledger and a memory that outlive their watchers, as files do."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.site = site
        self.ledger = Ledger.open(":memory:")
        self.state_path = folder / "desk.db.watch"
        self.printed: list[dict[str, Any]] = []
        self.problems: list[str] = []
        self.clock = FakeClock(0)

    def add(self, url: str, records: Any) -> None:
        job = Job(read=lambda _: records, annotate=annotate, version="t")
        build_ledger([url], self.ledger, OPTIONS, job=job)

    def watch(
        self,
        *paths: str,
        minutes: float = 0,
        add: AddRecords | None = None,
        secret: str | None = None,
        hook: bool = False,
    ) -> None:
        """Watch for some minutes, or once, starting when the last watch ended."""
        feeds = tuple(FeedConfig(url=self.site.url + path) for path in paths)
        webhook = WebhookConfig(url=self.site.url + "/hook", secret_env=secret)
        config = WatchConfig(feeds=feeds, webhook=webhook if hook else None)
        self.clock.end = self.clock.time + (minutes * 60 or 10_000_000)
        out = io.BytesIO()
        with WatchState(self.state_path) as state:
            parts = Parts(
                ledger=self.ledger, state=state, add=add or self.add, clock=self.clock, out=out,
                report=self.problems.append, options=OPTIONS, jsonl=True, random=Random(1),
                post=Webhook(webhook, {"SECRET": "s3"}, self.clock).post if hook else None,
            )  # fmt: skip
            try:
                Watcher(config, parts).run(once=not minutes)
            finally:
                self.printed += [json.loads(line) for line in out.getvalue().splitlines()]

    @property
    def told(self) -> list[tuple[str, str]]:
        changes = [event["change"] for event in self.printed]
        kinds = {"report added", "report revised"}
        return [(c["kind"], c["text"]) for c in changes if c["kind"] in kinds]

    @property
    def posted(self) -> list[str]:
        return [request.headers["idempotency-key"] for request in self.site.list_requests("/hook")]


def annotate(report: Report) -> Annotations:
    return Annotations(report=report.id, hash=report.hash, version="t")


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site() as site:
        yield site


@pytest.fixture
def desk(tmp_path: Path, site: Site) -> Iterator[Desk]:
    desk = Desk(tmp_path, site)
    with desk.ledger:
        yield desk
    keys = [event["key"] for event in desk.printed]
    assert len(keys) == len(set(keys)), "something was told twice"


def test_entries_are_added_and_told_once(desk: Desk, site: Site) -> None:
    site.put("/feed", make_feed(FERRY, DEPOT))
    desk.watch("/feed")
    desk.watch("/feed")
    assert len(list(desk.ledger.reports())) == 2
    assert sorted(kind for kind, _ in desk.told) == ["report added", "report added"]
    assert desk.problems == []


def test_what_was_there_before_the_watch_is_not_news(desk: Desk, site: Site) -> None:
    site.put("/feed", make_feed(FERRY), make_feed(FERRY, DEPOT))
    desk.watch("/feed")
    desk.printed.clear()
    desk.watch("/feed")
    assert [text for _, text in desk.told] == [f"The Post: {DEPOT[1][:40]}"]


def test_only_what_has_changed_is_asked_for(desk: Desk, site: Site) -> None:
    headers = {"ETag": '"v1"', "Last-Modified": "Tue, 04 Mar 2025 10:00:00 GMT"}
    site.put("/feed", Reply(make_feed(FERRY).encode(), headers=headers))
    desk.watch("/feed", minutes=40)
    first, *later = site.list_requests("/feed")
    assert "if-none-match" not in first.headers
    assert len(later) == 2
    for request in later:
        assert request.headers["if-none-match"] == '"v1"'
        assert request.headers["if-modified-since"] == headers["Last-Modified"]


def test_validators_are_not_kept_where_the_ledger_could_not_be_written(
    desk: Desk, site: Site
) -> None:
    site.put("/feed", Reply(make_feed(FERRY).encode(), headers={"ETag": '"v1"'}))

    def fail(_url: str, _records: object) -> None:
        raise WriteError("disk full")

    desk.watch("/feed", add=fail)
    desk.watch("/feed")
    assert [kind for kind, _ in desk.told] == ["report added"]
    assert "disk full" in desk.problems[0]


def test_a_changed_entry_is_a_revision_told_once(desk: Desk, site: Site) -> None:
    site.put("/feed", make_feed(FERRY), make_feed(MORE))
    desk.watch("/feed", minutes=100)
    assert [kind for kind, _ in desk.told] == ["report added", "report revised"]
    (report,) = desk.ledger.reports()
    assert len(desk.ledger.revisions(report.id)) == 2


def test_an_entry_that_moves_to_another_feed_is_told_once(desk: Desk, site: Site) -> None:
    site.put("/feed", make_feed(FERRY))
    site.put("/other", make_feed(DEPOT, FERRY))
    desk.watch("/feed", "/other", minutes=50)
    assert len(desk.told) == 2


def test_a_failing_feed_does_not_stop_the_others(desk: Desk, site: Site) -> None:
    site.put("/broken", "<html><body>no feed</body>")
    site.put("/bomb", "<!DOCTYPE a [<!ENTITY b 'c'>]><rss version='2.0'><channel/></rss>")
    site.put("/feed", make_feed(FERRY))
    desk.watch("/missing", "/broken", "/bomb", "/feed")
    assert [kind for kind, _ in desk.told] == ["report added"]
    assert ["404" in desk.problems[0], "hostile-xml" in desk.problems[2]] == [True, True]
    assert len(desk.problems) == 3


def test_a_busy_host_is_left_alone_as_long_as_it_asks(desk: Desk, site: Site) -> None:
    busy = Reply(status=503, headers={"Retry-After": "3600"})
    site.put("/feed", busy, make_feed(FERRY))
    site.put("/other", make_feed(DEPOT))
    desk.watch("/feed", "/other", minutes=59)
    assert len(site.list_requests("/feed")) == 1
    assert site.list_requests("/other") == []
    desk.watch("/feed", "/other", minutes=30)
    assert sorted(kind for kind, _ in desk.told) == ["report added", "report added"]


def test_each_failure_doubles_the_wait(desk: Desk, site: Site) -> None:
    site.put("/feed", Reply(status=500))
    desk.watch("/feed", minutes=70)
    waits = [int(problem.split("again in ")[1].split()[0]) for problem in desk.problems]
    assert len(waits) == 7
    assert all(2**times <= wait <= 2**times * 1.15 for times, wait in enumerate(waits))


def test_redirects_are_followed(desk: Desk, site: Site) -> None:
    site.put("/old", Reply(status=301, headers={"Location": "/feed"}))
    site.put("/feed", make_feed(FERRY))
    desk.watch("/old")
    assert [kind for kind, _ in desk.told] == ["report added"]


def test_redirects_without_end_are_a_failure(desk: Desk, site: Site) -> None:
    site.put("/round", Reply(status=302, headers={"Location": "/round"}))
    desk.watch("/round")
    assert "redirects" in desk.problems[0]


@pytest.mark.parametrize("lies", [True, False])
def test_a_truncated_feed_is_asked_again_and_nothing_is_lost(
    desk: Desk, site: Site, lies: bool
) -> None:
    whole = make_feed(FERRY, DEPOT).encode()
    cut = whole[: whole.index(b"ministry")]
    site.put("/feed", Reply(cut, length=len(whole) if lies else None), Reply(whole))
    desk.watch("/feed", minutes=60)
    assert [kind for kind, _ in desk.told] == ["report added", "report added"]
    assert len(desk.problems) == 1


def test_a_feed_that_always_ends_too_early_is_read_as_it_is(desk: Desk, site: Site) -> None:
    site.put("/feed", make_feed(FERRY).removesuffix("</rss>"))
    desk.watch("/feed", minutes=60)
    assert [kind for kind, _ in desk.told] == ["report added"]
    assert len(desk.problems) == 1


def test_an_oversized_feed_is_refused(
    desk: Desk, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = structs.replace(OPTIONS, fetch=structs.replace(OPTIONS.fetch, max_bytes=1000))
    monkeypatch.setattr("tests.show.watch.test_watchers.OPTIONS", small)
    site.put("/feed", make_feed(*[(str(n), FERRY[1]) for n in range(100)]))
    desk.watch("/feed")
    assert desk.problems[0].split(": ")[1] == "too-large"


def test_robots_are_heeded_and_asked_again(desk: Desk, site: Site) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /feed", "User-agent: *\nDisallow: /other")
    site.put("/feed", make_feed(FERRY))
    desk.watch("/feed", minutes=10)
    assert site.list_requests("/feed") == []
    desk.watch("/feed", minutes=60)
    assert [kind for kind, _ in desk.told] == ["report added"]


def test_a_host_is_not_hurried(desk: Desk, site: Site) -> None:
    for path in ("/a", "/b", "/c"):
        site.put(path, make_feed(FERRY))
    desk.watch("/a", "/b", "/c")
    assert desk.clock.now() - START == pytest.approx(2)


WHOLE = {
    name: make_feed(*entries)
    for name, entries in {
        "one": [FERRY], "two": [FERRY, DEPOT], "other": [DEPOT], "changed": [MORE, DEPOT],
    }.items()
}  # fmt: skip
MOODS: dict[str, Reply] = {
    **{name: Reply(body.encode()) for name, body in WHOLE.items()},
    "cut": Reply(WHOLE["two"][:-60].encode()),
    "short": Reply(WHOLE["two"][:-60].encode(), length=10_000),
    "busy": Reply(status=503, headers={"Retry-After": "60"}),
    "gone": Reply(status=410),
    "moved": Reply(status=302, headers={"Location": "/elsewhere"}),
    "page": Reply(b"<html><body>We are down.</body></html>", status=200),
}


@given(st.lists(st.sampled_from(sorted(MOODS)), min_size=1, max_size=6))
@settings(max_examples=6)
def test_whatever_a_site_does_nothing_is_lost_and_nothing_doubled(moods: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder, open_site() as site:
        desk = Desk(Path(folder), site)
        site.put("/feed", *(MOODS[mood] for mood in [*moods, "two"]))
        site.put("/elsewhere", WHOLE["other"])
        with desk.ledger:
            desk.watch("/feed", minutes=6 * 60)
            reports = [report.id for report in desk.ledger.reports()]
            revisions = [
                desk.ledger.report(report, revision.number)
                for report in reports
                for revision in desk.ledger.revisions(report)
            ]
    texts = " ".join(report.text for report in revisions)
    assert FERRY[1] in texts
    assert DEPOT[1] in texts
    assert MORE[1] in texts or "changed" not in moods
    assert len(desk.told) == len(revisions) == len({(r.id, r.hash) for r in revisions})
    assert len({event["key"] for event in desk.printed}) == len(desk.printed)


# ---------------------------------------------------------------- killed at the worst moments


class KilledError(BaseException):
    """What a kill looks like from inside."""


@pytest.mark.parametrize("after", [False, True])
def test_killed_while_adding_nothing_is_lost(desk: Desk, site: Site, after: bool) -> None:
    site.put("/feed", Reply(make_feed(FERRY).encode(), headers={"ETag": '"v1"'}))

    def add(url: str, records: Any) -> None:
        if after:
            desk.add(url, records)
        raise KilledError

    with pytest.raises(KilledError):
        desk.watch("/feed", add=add)
    assert desk.told == []
    desk.watch("/feed")
    assert [kind for kind, _ in desk.told] == ["report added"]


STEPS = ("note", "save_poll", "save_pause", "settle", "mark_printed", "mark_posted", "forget_told")


def kill_at(patch: pytest.MonkeyPatch, step: int, *, after: bool) -> list[str]:
    """Have the memory's step of that number be the last of the process; return what was done."""
    done: list[str] = []

    def wrap(name: str) -> None:
        real = getattr(WatchState, name)

        def work(self: WatchState, *args: Any, **values: Any) -> None:
            done.append(name)
            if len(done) != step or after:
                real(self, *args, **values)
            if len(done) == step:
                raise KilledError

        patch.setattr(WatchState, name, work)

    for name in STEPS:
        wrap(name)
    return done


@pytest.mark.parametrize("after", [False, True])
def test_killed_at_any_step_nothing_is_lost(tmp_path: Path, site: Site, after: bool) -> None:
    site.put("/feed", make_feed(FERRY))
    site.put("/other", make_feed(DEPOT))
    site.put("/hook", Reply(status=200))
    whole = Desk(tmp_path, site)
    (tmp_path / "whole").mkdir()
    whole.state_path = tmp_path / "whole" / "watch"
    whole.watch("/feed", "/other", hook=True)
    expected = whole.posted
    assert len(expected) == len(set(expected)) > 2
    for step in range(1 + after, 100, 2):
        site.requests.clear()
        desk = Desk(tmp_path, site)
        desk.state_path = tmp_path / f"{step}.watch"
        with pytest.MonkeyPatch.context() as patch:
            done = kill_at(patch, step, after=after)
            try:
                desk.watch("/feed", "/other", hook=True)
            except KilledError:
                pass
            else:
                break
        desk.watch("/feed", "/other", hook=True)
        twice = done[-1] == "mark_posted" and not after
        assert sorted(set(desk.posted)) == sorted(expected)
        assert len(desk.posted) == len(expected) + twice, done
    assert step > 10


def test_killed_at_each_revision_every_step_is_told_once(desk: Desk, site: Site) -> None:
    site.put("/feed", make_feed(FERRY), make_feed(MORE), make_feed(("ferry", FERRY[1] + " More.")))
    desk.watch("/feed")

    def add(url: str, records: Any) -> None:
        desk.add(url, records)
        raise KilledError

    for _ in range(2):
        with pytest.raises(KilledError):
            desk.watch("/feed", add=add)
        site.replies["/feed"] = site.replies["/feed"][-1:]
    desk.watch("/feed")
    revised = [e["change"] for e in desk.printed if e["change"]["kind"] == "report revised"]
    assert [change["was"] for change in revised] == ["revision 1", "revision 2"]


def test_stopping_and_starting_again_goes_on(desk: Desk, site: Site) -> None:
    site.put("/feed", make_feed(FERRY), make_feed(FERRY, DEPOT))
    desk.watch("/feed", minutes=5)
    desk.watch("/feed", minutes=5)
    assert len(site.list_requests("/feed")) == 1, "what was asked lately is not asked again"
    desk.watch("/feed", minutes=15)
    assert len(desk.told) == 2


# ---------------------------------------------------------------- webhook


def test_a_webhook_that_fails_and_then_succeeds_gets_each_change_once(
    desk: Desk, site: Site
) -> None:
    site.put("/feed", make_feed(FERRY))
    site.put("/hook", Reply(status=500), Reply(status=429), Reply(status=200))
    desk.watch("/feed", hook=True)
    taken = desk.posted[2:]
    assert desk.posted[:3] == [taken[0]] * 3, "the same key each time"
    assert taken == [event["key"] for event in desk.printed]
    desk.watch("/feed", hook=True)
    assert desk.posted[2:] == taken


def test_a_webhook_that_is_down_gets_everything_later_in_order(desk: Desk, site: Site) -> None:
    site.put("/feed", make_feed(FERRY), make_feed(FERRY, DEPOT))
    site.put("/hook", Reply(status=503))
    desk.watch("/feed", hook=True)
    failed = len(desk.posted)
    site.put("/hook", Reply(status=204))
    desk.watch("/feed", hook=True, minutes=30)
    assert desk.posted[failed:] == [event["key"] for event in desk.printed]
    assert desk.problems[0].startswith("webhook: status 503")


def test_a_webhook_that_refuses_is_not_hammered(desk: Desk, site: Site) -> None:
    site.put("/feed", make_feed(FERRY))
    site.put("/hook", Reply(status=400))
    desk.watch("/feed", hook=True)
    assert len(desk.posted) == 1


def test_what_is_posted_is_the_change_with_its_proof(desk: Desk, site: Site) -> None:
    site.put("/feed", make_feed(FERRY))
    site.put("/hook", Reply(status=200))
    desk.watch("/feed", hook=True, secret="SECRET")
    request = site.list_requests("/hook")[-1]
    body = json.loads(request.body)
    (report,) = desk.ledger.reports()
    assert body["key"] == request.headers["idempotency-key"]
    for citation in body["change"]["citations"]:
        assert report.text[slice(*citation["span"])] == citation["quote"]
        assert citation["url"] == "https://example.org/ferry"
    assert request.headers["x-onrecord-signature"] == ("sha256=" + sign("s3", request.body))


def sign(secret: str, body: bytes) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def test_refused_entries_are_counted_and_not_told(desk: Desk, site: Site) -> None:
    site.put("/feed", make_feed(FERRY, ("empty", "")))
    desk.watch("/feed")
    assert len(desk.told) == 1
    assert all(isinstance(refusal, Refusal) for refusal in desk.ledger.refusals())
    assert len(list(desk.ledger.refusals())) == 1
