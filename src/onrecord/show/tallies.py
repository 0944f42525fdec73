"""What a run did: a progress bar while it lasts, then a summary line; refusals as they come."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Never, Self

from onrecord.errors import WriteError
from onrecord.records import Annotations, Refusal, Report
from onrecord.show.rows import encode_json

if TYPE_CHECKING:
    from tqdm import tqdm


class Tally:
    """Counts the outcomes of a run, on standard error, silent where that is no terminal."""

    def __init__(self, total: int | None = None, refusals_path: str | None = None) -> None:
        """Start counting.

        Args:
            total: how many outcomes are expected, where it is known.
            refusals_path: where to write refusals, one JSON object a line.

        Raises:
            WriteError: the file cannot be written.
        """
        self.counts: Counter[str] = Counter()
        self._started = time.monotonic()
        self._bar = _make_bar(total)
        self._path = refusals_path
        try:
            self._refusals = open(refusals_path, "wb") if refusals_path else None  # noqa: SIM115
        except OSError as error:
            raise WriteError(f"cannot write {refusals_path}: {error.strerror}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.close()
        if self._refusals:
            self._refusals.close()
        if kind is None:
            print(self.summarise(), file=sys.stderr)

    def add_fact(self, report: Report, annotations: Annotations) -> None:
        """Count a report that was annotated."""
        del report
        self.counts["read"] += 1
        self.counts["statements"] += len(annotations.statements)
        self.counts["figures"] += len(annotations.figures)
        self._bar.update()

    def add_known(self) -> None:
        """Count a report that needed no annotating."""
        self.counts["read"] += 1
        self.counts["known"] += 1
        self._bar.update()

    def add_refusal(self, refusal: Refusal) -> None:
        """Count a refusal and write it where asked; else say it, so that it is never silent.

        Raises:
            WriteError: the file cannot be written any more.
        """
        self.counts["refused"] += 1
        self.counts[f"refused {refusal.reason}"] += 1
        self._bar.update()
        if self._refusals is None:
            self._bar.write(_describe(refusal), file=sys.stderr)
            return
        try:
            self._refusals.write(encode_json(refusal) + b"\n")
        except OSError as error:
            raise WriteError(f"cannot write {self._path}: {error.strerror}") from error

    def summarise(self) -> str:
        """Return the closing line: read, refused and why, statements, figures, seconds."""
        counts = self.counts
        reasons = ", ".join(
            f"{count} {name.removeprefix('refused ')}"
            for name, count in sorted(counts.items())
            if name.startswith("refused ")
        )
        known = f" ({counts['known']} known)" if counts["known"] else ""
        why = f" ({reasons})" if reasons else ""
        return (
            f"{counts['read']} reports read{known}, {counts['refused']} refused{why}, "
            f"{counts['statements']} statements, {counts['figures']} figures, "
            f"{time.monotonic() - self._started:.1f} seconds"
        )


@contextmanager
def show_making() -> Iterator[Callable[[str, int], None]]:
    """Show how far the views have come, on standard error, silent where that is no terminal."""
    from tqdm import tqdm

    with tqdm(file=sys.stderr, disable=None, dynamic_ncols=True, leave=False) as bar:

        def tell(what: str, count: int) -> None:
            bar.unit = f" {what}"
            bar.set_description("views", refresh=False)
            bar.update(count)

        yield tell


def _describe(refusal: Refusal) -> str:
    detail = f": {refusal.detail}" if refusal.detail else ""
    return f"refused {refusal.path}: {refusal.reason}{detail}"


def _make_bar(total: int | None) -> tqdm[Never]:
    from tqdm import tqdm

    return tqdm(total=total, unit=" reports", file=sys.stderr, disable=None, dynamic_ncols=True)
