"""The loop of a watch: ask what is due, add what is new, tell what it changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import BinaryIO
from urllib.parse import urlsplit

from msgspec import structs

from onrecord.errors import LedgerError, NotFoundError
from onrecord.read.options import ReadOptions
from onrecord.read.urls import Fetcher
from onrecord.records import Refusal, Report
from onrecord.show.changes import list_changes
from onrecord.show.rows import encode_json
from onrecord.show.watch.clocks import Clock
from onrecord.show.watch.configs import FeedConfig, WatchConfig
from onrecord.show.watch.events import make_event, render_events
from onrecord.show.watch.polls import Answer, Asker, ask_feed
from onrecord.show.watch.states import Pause, Poll, WatchState
from onrecord.show.watch.waits import back_off, read_retry_after, spread
from onrecord.show.watch.webhooks import Post, PostError
from onrecord.store import Ledger

AddRecords = Callable[[str, Sequence[Report | Refusal]], None]
"""Adds what a feed holds to the ledger; given the feed's URL and its reports and refusals."""

GAP_SECONDS = 1.0
"""Between two questions to one host."""
ROBOTS_SECONDS = 6 * 3600.0
"""How long a robots.txt is believed."""
POSTS_A_ROUND = 500


@dataclass(slots=True)
class Parts:
    """What a watch works with.

    Attributes:
        ledger: where reports go.
        state: its memory.
        add: adds reports to the ledger.
        clock: its time.
        out: where changes are printed.
        report: called with a line about what went wrong.
        post: posts an event, where there is a webhook.
        options: limits of a report, and how URLs are fetched.
        jsonl: print events as JSON lines.
        random: what spreads waits.
    """

    ledger: Ledger
    state: WatchState
    add: AddRecords
    clock: Clock
    out: BinaryIO
    report: Callable[[str], None]
    post: Post | None = None
    options: ReadOptions = field(default_factory=ReadOptions)
    jsonl: bool = False
    random: Random = field(default_factory=Random)


class Watcher:
    """Watches feeds until its clock is stopped."""

    def __init__(self, config: WatchConfig, parts: Parts) -> None:
        """Keep what to watch, and what to work with."""
        self._config = config
        self._parts = parts
        self._asker: Asker = Fetcher(parts.options.fetch)
        self._asker_since = parts.clock.now()
        self._asked: dict[str, float] = {}
        self._post_pause = Pause()

    def run(self, *, once: bool = False) -> None:
        """Ask, add and tell, round after round.

        Args:
            once: ask every feed now, whenever it was asked before, and return; hosts that asked to
                be left alone still are.
        """
        self.tell()
        while not self._parts.clock.stopped:
            for feed in self._config.feeds:
                if self._parts.clock.stopped:
                    return
                if once or self._is_due(feed):
                    self._poll(feed)
            self.tell()
            if once:
                return
            self._parts.clock.wait(self._find_pause())

    # ------------------------------------------------------------ asking

    def _is_due(self, feed: FeedConfig) -> bool:
        return self._parts.state.load_poll(feed.url).due <= self._parts.clock.now()

    def _find_pause(self) -> float:
        """Return how long there is nothing to do."""
        state, now = self._parts.state, self._parts.clock.now()
        dues = [
            max(state.load_poll(feed.url).due, state.load_pause(find_host(feed.url)).until)
            for feed in self._config.feeds
        ]
        if self._parts.post is not None and state.list_unposted():
            dues.append(self._post_pause.until)
        return max(GAP_SECONDS, min(dues) - now)

    def _poll(self, feed: FeedConfig) -> None:
        host = find_host(feed.url)
        if self._parts.state.load_pause(host).until > self._parts.clock.now():
            return
        self._leave_gap(host)
        poll = self._parts.state.load_poll(feed.url)
        answer = ask_feed(self._find_asker(), feed.url, poll, self._parts.options)
        try:
            self._take(feed, answer)
        except LedgerError as error:
            answer = Answer(outcome="failed", problem=str(error))
        self._remember(feed, poll, answer)

    def _find_asker(self) -> Asker:
        """Return what fetches; a new one from time to time, which reads robots.txt again."""
        if self._parts.clock.now() - self._asker_since > ROBOTS_SECONDS:
            self._renew_asker()
        return self._asker

    def _renew_asker(self) -> None:
        self._asker = Fetcher(self._parts.options.fetch)
        self._asker_since = self._parts.clock.now()

    def _leave_gap(self, host: str) -> None:
        since = self._parts.clock.now() - self._asked.get(host, float("-inf"))
        if since < GAP_SECONDS:
            self._parts.clock.wait(GAP_SECONDS - since)
        self._asked[host] = self._parts.clock.now()

    # ------------------------------------------------------------ adding

    def _take(self, feed: FeedConfig, answer: Answer) -> None:
        """Add what a feed holds, having noted what was known of each of its reports."""
        if answer.outcome != "changed":
            return
        reports = [record for record in answer.records if isinstance(record, Report)]
        self._parts.state.note({report.id: self._find_known(report.id) for report in reports})
        self._parts.add(feed.url, answer.records)

    def _find_known(self, report: str) -> int | None:
        try:
            return self._parts.ledger.revisions(report)[-1].number
        except NotFoundError:
            return None

    def _remember(self, feed: FeedConfig, poll: Poll, answer: Answer) -> None:
        """Keep the validators of what is in the ledger, and when to ask again."""
        now, random = self._parts.clock.now(), self._parts.random
        host = find_host(feed.url)
        if answer.outcome == "failed":
            failures = poll.failures + 1
            asked_for = read_retry_after(answer.retry_after, now)
            usual = self._config.find_interval(feed)
            wait = max(back_off(failures, random), asked_for, usual if not answer.busy else 0.0)
            poll = structs.replace(
                poll, due=now + wait, failures=failures, problem=answer.problem, cut=answer.cut
            )
            if answer.busy:
                self._pause(host, asked_for)
            elif answer.robots:
                self._renew_asker()
            minutes = max(1, round(wait / 60))
            self._parts.report(f"{feed.url}: {answer.problem}; again in {minutes} min")
        else:
            due = now + spread(self._config.find_interval(feed), random)
            digest = answer.digest or poll.digest
            poll = Poll(due=due, etag=answer.etag, modified=answer.modified, digest=digest)
            self._parts.state.save_pause(host, Pause())
        self._parts.state.save_poll(feed.url, poll)

    def _pause(self, host: str, asked_for: float) -> None:
        """Leave a whole host alone, longer each time it fails."""
        failures = self._parts.state.load_pause(host).failures + 1
        wait = max(back_off(failures, self._parts.random), asked_for)
        until = self._parts.clock.now() + wait
        self._parts.state.save_pause(host, Pause(until=until, failures=failures))

    # ------------------------------------------------------------ telling

    def tell(self) -> None:
        """Work out what noted reports change, print it, and post what was not taken yet."""
        self._settle()
        self._print()
        if self._parts.post is not None and self._post_pause.until <= self._parts.clock.now():
            self._post_all(self._parts.post)
        self._parts.state.forget_told(posts=self._parts.post is not None)

    def _settle(self) -> None:
        notes = self._parts.state.load_notes()
        if not notes:
            return
        try:
            new = {id_: known for id_, known in notes.items() if self._is_newer(id_, known)}
            news = list_changes(self._parts.ledger, new) if new else ()
            events = [make_event(story, change) for story, found in news for change in found]
        except LedgerError as error:
            self._parts.report(f"changes are told later: {error}")
            return
        self._parts.state.settle(notes, events)

    def _is_newer(self, report: str, known: int | None) -> bool:
        number = self._find_known(report)
        return number is not None and (known is None or number > known)

    def _print(self) -> None:
        events = self._parts.state.list_unprinted()
        lines = (encode_json(event) + b"\n" for event in events)
        for part in lines if self._parts.jsonl else render_events(events):
            self._parts.out.write(part)
        self._parts.out.flush()
        self._parts.state.mark_printed(events)

    def _post_all(self, post: Post) -> None:
        """Post events in order; the first that is not taken holds up the rest."""
        for event in self._parts.state.list_unposted()[:POSTS_A_ROUND]:
            if self._parts.clock.stopped:
                return
            try:
                post(event)
            except PostError as error:
                self._hold_posts(error)
                return
            self._parts.state.mark_posted(event)
        self._post_pause = Pause()

    def _hold_posts(self, error: PostError) -> None:
        failures = self._post_pause.failures + 1
        wait = back_off(failures, self._parts.random)
        until = self._parts.clock.now() + wait
        self._post_pause = Pause(until=until, failures=failures)
        waiting = len(self._parts.state.list_unposted())
        self._parts.report(f"webhook: {error}; {waiting} changes wait {round(wait / 60)} min")


def find_host(url: str) -> str:
    """Return the host of a URL, with its port.

    >>> find_host("http://Example.org:8080/a")
    'example.org:8080'
    """
    return urlsplit(url).netloc.lower()
