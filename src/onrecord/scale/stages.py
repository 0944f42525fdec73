"""What one worker of a batch does to a share: list, read and annotate it, and write its part.

Every engine runs this, on one machine or on many. The worker that an engine gives only watches: the
models live in a process below it, so that a page that crashes, hangs or swells costs a refusal and
the model is loaded once.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass

import msgspec

from onrecord.ids import make_id
from onrecord.read.options import ReadOptions
from onrecord.records import Record
from onrecord.scale.folders import Folder, NoRoomError
from onrecord.scale.jobs import Job, Outcome, find_version
from onrecord.scale.listing import Reach, list_share
from onrecord.scale.local import Pool, give_options
from onrecord.scale.parts import FORMAT, Part, write_part
from onrecord.scale.shares import Share

SHARE_TRIES = 3


@dataclass(frozen=True, slots=True)
class Stage:
    """What is done to shares; sent to workers.

    Attributes:
        out: the folder of the batch's output.
        options: limits of one report.
        job: what is done to items.
    """

    out: str
    options: ReadOptions
    job: Job

    def stamp(self, share: Share) -> str:
        """Return what a part of this share must bear to need no making again."""
        version = self.job.version or find_version()
        limits = msgspec.to_builtins(self.options)
        return make_id("stamp", FORMAT, share.mark, version, limits)


class Done(Record, frozen=True, kw_only=True):
    """What came of a share: its part, or why there is none.

    ``is_hopeless`` is set where no other share can be done either.
    """

    share: str
    part: Part | None = None
    error: str | None = None
    is_hopeless: bool = False


class StoppedError(Exception):
    """The driver has told its workers to stop."""


class Mapper:
    """Does one share after another, with one process below it that has the models."""

    def __init__(self, stage: Stage, stop: threading.Event | None = None) -> None:
        self._stage = stage
        self._folder = Folder(stage.out)
        self._pool = Pool(give_options(stage.job, stage.options), 1)
        self._stop = stop or threading.Event()

    def __call__(self, share: Share) -> Done:
        """Do a share; a fault of what it is read from or written to is tried again."""
        error = ""
        for _ in range(SHARE_TRIES):
            try:
                return Done(share=share.id, part=self._write(share))
            except StoppedError:
                return Done(share=share.id, error="stopped")
            except NoRoomError as problem:
                return Done(share=share.id, error=str(problem), is_hopeless=True)
            except Exception as problem:
                error = f"{type(problem).__name__}: {problem}"
        return Done(share=share.id, error=error)

    def _write(self, share: Share) -> Part:
        reach = Reach()
        with closing(self._annotate(share, reach)) as outcomes:
            return write_part(self._folder, share, self._stage.stamp(share), outcomes, reach)

    def _annotate(self, share: Share, reach: Reach) -> Generator[Outcome, None, None]:
        items = list_share(share, self._stage.options, reach)
        with closing(self._pool.run(items)) as outcomes:
            yield from self._heed(outcomes)

    def _heed(self, outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
        for outcome in outcomes:
            if self._stop.is_set():
                raise StoppedError
            yield outcome

    def close(self) -> None:
        """Let the process with the models end."""
        self._pool.close()
