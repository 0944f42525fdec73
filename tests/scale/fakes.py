"""Stages that are fast, and that misbehave when a text asks them to."""

from __future__ import annotations

import os
import signal
import time
from decimal import Decimal
from pathlib import Path

from onrecord.ids import make_id
from onrecord.records import Annotations, Figure, Mention, Report, Speaker, Statement, Time, When
from onrecord.scale.jobs import Job

VERSION = "1"


def annotate_words(report: Report) -> Annotations:
    """Make a statement of each "Name said words." line, and a figure of each number."""
    statements, figures = [], []
    place = 0
    for line in report.text.splitlines(keepends=True):
        name, said, rest = line.rstrip("\r\n").partition(" said ")
        if said and rest:
            statements.append(_make_statement(report, name, place, len(rest)))
        for word in line.split():
            start = report.text.index(word, place)
            if word.isdigit():
                figures.append(_make_figure(report, (start, start + len(word))))
        place += len(line)
    return Annotations(
        report=report.id,
        hash=report.hash,
        version=VERSION,
        statements=tuple(statements),
        figures=tuple(figures),
        times=tuple(
            Time(span=figure.span, edtf=None, timex=None, kind="date") for figure in figures[:1]
        ),
        mentions=tuple(
            Mention(name=s.speaker.name or "", kind="person", spans=s.speaker.spans)
            for s in statements
        ),
    )


def annotate_or_misbehave(report: Report) -> Annotations:
    """Die, hang or fail where the text says so."""
    if "KILL WATCHER ONCE" in report.text and not _has_died(report):
        os.kill(os.getppid(), signal.SIGKILL)
    if "DIE ONCE" in report.text and not _has_died(report):
        os.kill(os.getpid(), signal.SIGKILL)
    if "DIE ALWAYS" in report.text:
        os.kill(os.getpid(), signal.SIGKILL)
    while "HANG" in report.text:
        time.sleep(0.01)
    if "FAIL" in report.text:
        raise ValueError("asked to")
    notes = annotate_words(report)
    if "MISANCHOR" in report.text:
        beyond = (0, len(report.text) + 1)
        wrong = Mention(name="x", kind="other", spans=(beyond,))
        return Annotations(report=report.id, hash=report.hash, version=VERSION, mentions=(wrong,))
    return notes


FAST = Job(annotate=annotate_words, version=VERSION)


def _has_died(report: Report) -> bool:
    mark = Path(os.environ["ONRECORD_TEST_MARKS"], report.hash)
    if mark.exists():
        return True
    mark.touch()
    return False


def _make_statement(report: Report, name: str, place: int, chars: int) -> Statement:
    content = (place + len(name) + len(" said "), place + len(name) + len(" said ") + chars)
    return Statement(
        id=make_id("statement", report.hash, content, VERSION),
        speaker=Speaker(name=name, kind="person", spans=((place, place + len(name)),)),
        cue=((place + len(name) + 1, place + len(name) + 5),),
        content=(content,),
        mode="indirect",
        said=When(edtf=report.published.edtf),
    )


def _make_figure(report: Report, span: tuple[int, int]) -> Figure:
    value = Decimal(report.text[span[0] : span[1]])
    return Figure(
        id=make_id("figure", report.hash, span, VERSION),
        span=span,
        low=value,
        high=value,
        qualifier="exact",
        measure="killed",
    )
