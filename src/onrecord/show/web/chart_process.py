"""A process that draws charts: the engine keeps Python's lock, and pages would wait for it.

A specification a line comes in as JSON, its drawing a line goes out. The process ends when nobody
writes to it any more, however the server ended.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any, BinaryIO

from onrecord.errors import InputError, OnrecordError
from onrecord.show.charts import render_svg

NICENESS = 5
"""Pages come before charts."""


class ChartProcess:
    """Draws in a process of its own, started with the first chart; used by one thread."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._process: subprocess.Popen[bytes] | None = None

    def draw(self, spec: dict[str, Any]) -> str:
        """Return a chart as SVG.

        Raises:
            InputError: it cannot be drawn, or the process died of it.
        """
        process = self._ensure()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(spec).encode("ascii") + b"\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except OSError:
            line = b""
        if not line:
            self.close()
            raise InputError("the chart could not be drawn: its process ended")
        answer: dict[str, str] = json.loads(line)
        if "svg" not in answer:
            raise InputError(answer.get("error", "the chart could not be drawn"))
        return answer["svg"]

    def close(self) -> None:
        """End the process."""
        if self._process is None:
            return
        process, self._process = self._process, None
        process.communicate()

    def _ensure(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - this very program
                [sys.executable, "-m", __spec__.name],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,  # an interrupt ends the server, and that ends this
            )
        return self._process


def answer_lines(lines: BinaryIO, out: BinaryIO) -> None:
    """Draw what comes in until nothing does."""
    for line in lines:
        try:
            answer = {"svg": render_svg(json.loads(line))}
        except OnrecordError as error:
            answer = {"error": str(error)}
        out.write(json.dumps(answer).encode("ascii") + b"\n")
        out.flush()


if __name__ == "__main__":
    os.nice(NICENESS)
    answer_lines(sys.stdin.buffer, sys.stdout.buffer)
