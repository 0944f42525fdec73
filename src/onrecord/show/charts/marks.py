"""What a track's chart shows: a row for each value somebody gave, in order of time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from msgspec import structs

from onrecord.periods import read_period
from onrecord.records import Annotations, Figure, Point, Qualifier, Record, Report, Track
from onrecord.show.charts.texts import CAPTION_CHARS, DESCRIPTION_CHARS, cut_text, is_local
from onrecord.show.citations import name_outlet
from onrecord.show.wordings import describe_date, describe_figure

Facts = Mapping[str, tuple[Report, Annotations]]
Link = Callable[[Point], str | None]

CONTEXT_CHARS = 90
"""How much of its paragraph is quoted on each side of a figure."""
VALUE_CHARS = 40
LARGEST = 1e15
STRICT: frozenset[Qualifier] = frozenset({"more_than", "less_than"})


class Mark(Record, frozen=True, kw_only=True):
    """One value in a track's chart; ``count`` points of one speaker one after another say it.

    ``part`` is set where the value is a subset of another figure.
    """

    time: str | None
    value: str
    low: float | None
    high: float | None
    qualifier: Qualifier
    speaker: str
    quote: str
    source: str
    link: str | None
    part: bool = False
    count: int = 1

    @property
    def caption(self) -> str:
        """What stands above the mark."""
        part = ", part of another figure" if self.part else ""
        times = f" ({self.count} times)" if self.count > 1 else ""
        return f"{cut_text(self.speaker, CAPTION_CHARS)}: {self.value}{part}{times}"

    @property
    def description(self) -> str:
        """What is shown on hovering and read aloud."""
        when = describe_date(self.time)
        text = f"{self.caption}. As of {when}. {self.source}: “{self.quote}”"
        return cut_text(text, DESCRIPTION_CHARS)


def list_marks(track: Track, facts: Facts, link: Link) -> list[Mark]:
    """Return the marks of a track, by the time they are as of.

    Args:
        track: the track.
        facts: reports and annotations by report id; only those of the track's points are read.
        link: where a point leads to.
    """
    points = sorted(enumerate(track.points), key=lambda pair: (_key_time(pair[1]), pair[0]))
    latest: dict[str, int] = {}
    marks: list[Mark] = []
    for _, point in points:
        mark = _make_mark(point, facts, link)
        place = latest.get(mark.speaker)
        if place is not None and _says_the_same(marks[place], mark):
            marks[place] = structs.replace(marks[place], count=marks[place].count + 1)
        else:
            latest[mark.speaker] = len(marks)
            marks.append(mark)
    return marks


def _says_the_same(a: Mark, b: Mark) -> bool:
    return (a.value, a.part) == (b.value, b.part)


def rank_speakers(tracks: Iterable[Track], facts: Facts) -> tuple[str, ...]:
    """Return the speakers of tracks, the one with most values first: the order of their colours."""
    names = (name_holder(point, facts) for track in tracks for point in track.points)
    counts = Counter(names)
    return tuple(sorted(counts, key=lambda name: (-counts[name], name)))


def name_holder(point: Point, facts: Facts) -> str:
    """Return whose word a value is: the speaker's, else the outlet's own."""
    return " ".join((point.speaker or name_outlet(facts[point.report][0])).split())


def _key_time(point: Point) -> tuple[int, str]:
    period = read_period(point.as_of or point.said or point.reported)
    moment = (period.start or period.end) if period else None
    return (0, moment.isoformat()) if moment else (1, "")


def _make_mark(point: Point, facts: Facts, link: Link) -> Mark:
    report, notes = facts[point.report]
    target = link(point)
    figure = next(item for item in notes.figures if item.id == point.figure)
    return Mark(
        time=point.as_of or point.said or point.reported,
        value=cut_text(describe_figure(point), VALUE_CHARS),
        low=draw_number(point.low),
        high=draw_number(point.high),
        qualifier=point.qualifier,
        speaker=name_holder(point, facts),
        quote=_quote(report, figure),
        source=f"{name_outlet(report)}, {describe_date(report.published.edtf)}",
        link=target if target and is_local(target) else None,
        part=figure.part_of is not None,
    )


def draw_number(value: Decimal | None) -> float | None:
    """Return a bound as the engine takes it; one that is past its numbers is only written."""
    number = None if value is None else float(value)
    if number is None or abs(number) > LARGEST:
        return None
    return number if abs(number) > 1 / LARGEST else 0.0


def _quote(report: Report, figure: Figure) -> str:
    """Return a figure with the words around it in its paragraph."""
    start, end = figure.span
    inside = [block for block in report.blocks if block.start <= start and end <= block.end]
    first, last = (inside[0].start, inside[0].end) if inside else (0, len(report.text))
    left, right = max(first, start - CONTEXT_CHARS), min(last, end + CONTEXT_CHARS)
    words = " ".join(report.text[left:right].split())
    return f"{'…' if left > first else ''}{words}{'…' if right < last else ''}"
