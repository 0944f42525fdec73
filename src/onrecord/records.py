"""The data types that flow through onrecord, and nothing else.

Every span is half-open ``[start, end)`` in code points of ``Report.text``. Every record is
immutable: facts are added, never rewritten. Field names are the JSON keys that ``onrecord extract``
prints.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import msgspec

Span = tuple[int, int]
"""Half-open ``[start, end)`` in code points of a report's text."""

BlockRole = Literal[
    "headline", "standfirst", "byline", "dateline", "body", "subhead", "list", "quote",
    "embed", "caption", "credit", "promo", "nav", "plea",
]  # fmt: skip
REPORT_ROLES: frozenset[BlockRole] = frozenset(
    {"headline", "standfirst", "body", "subhead", "list", "quote", "embed", "caption"}
)
"""Roles of blocks that are report; every other block is page furniture and says nothing."""
DateSource = Literal["metadata", "byline", "dateline", "embedded post", "text", "unknown"]
SpeakerKind = Literal["person", "organisation", "state", "group", "document", "unknown"]
Mode = Literal["direct", "indirect", "mixed"]
Stance = Literal[
    "asserts", "confirms", "denies", "doubts", "believes", "warns", "predicts", "demands",
    "promises", "asks",
]  # fmt: skip
Certainty = Literal["certain", "probable", "possible"]
Polarity = Literal["affirmed", "negated"]
Qualifier = Literal[
    "exact", "about", "at_least", "more_than", "at_most", "up_to", "less_than", "between"
]
TimeKind = Literal["date", "time", "duration", "set"]
FigureStatus = Literal["final", "provisional", "estimated", "unknown"]
MentionKind = Literal["person", "organisation", "place", "state", "group", "other"]
CopyKind = Literal["copy", "rewrite", "shared quote"]
Direction = Literal["a to b", "b to a", "unknown"]
OriginKind = Literal["wire", "outlet", "own reporting", "release", "embedded post", "unknown"]
RelationKind = Literal["agrees", "refines", "updates", "conflicts", "denies", "doubts"]
Outcome = Literal["open", "due", "overdue", "borne-out", "contradicted"]
JudgementVerb = Literal["same", "not-same", "reject", "correct", "undo"]


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What every record is: immutable, compared by value, built with keywords.

    The two options are repeated by each record: type checkers and msgspec do not inherit them.
    """


# ---------------------------------------------------------------- read → Report


class Block(Record, frozen=True, kw_only=True):
    """A paragraph-sized piece of a report with one role.

    ``repeat_of`` is the index of the earlier block this one repeats. An ``embed`` (an embedded
    social post) carries its author and its own date, since its words are the author's.
    """

    start: int
    end: int
    role: BlockRole
    repeat_of: int | None = None
    author: str | None = None
    handle: str | None = None
    posted: str | None = None
    """EDTF date of an embedded post."""

    @property
    def is_report(self) -> bool:
        """True where the block may yield entries: no furniture, and no repeat of another block."""
        return self.role in REPORT_ROLES and self.repeat_of is None


class Dated(Record, frozen=True, kw_only=True, rename={"source": "from"}):
    """A date as EDTF (ISO 8601-2) and how it is known; a range where only a range is known."""

    edtf: str | None = None
    source: DateSource = "unknown"


class Credit(Record, frozen=True, kw_only=True):
    """A line that says on whose material a report rests, as "(With inputs from AP)".

    ``names`` are the agencies or outlets credited, as written.
    """

    span: Span
    names: tuple[str, ...]
    kind: Literal["inputs", "dateline", "source", "feed"]


class Report(Record, frozen=True, kw_only=True):
    """One published version of one text by one outlet.

    ``id`` is the reader's own id where the input gives one, else a hash of the URL, else of outlet
    and text. ``hash`` is the sha256 of ``text`` (UTF-8, lone surrogates passed through).
    """

    id: str
    hash: str
    text: str
    path: str | None = None
    url: str | None = None
    title: str | None = None
    byline: tuple[str, ...] = ()
    outlet: str | None = None
    published: Dated = Dated()
    lang: str | None = None
    blocks: tuple[Block, ...] = ()
    credits: tuple[Credit, ...] = ()


class Refusal(Record, frozen=True, kw_only=True):
    """Why one input, or one record of it, could not be read."""

    path: str
    reason: str
    """A short fixed key, as ``empty``, ``too-large``, ``not-text``; refusals are counted by it."""
    detail: str = ""
    id: str | None = None


# ---------------------------------------------------------------- annotate → Annotations


class Speaker(Record, frozen=True, kw_only=True):
    """The holder of a statement. ``name`` is None where the text does not say."""

    name: str | None = None
    role: str | None = None
    affiliation: str | None = None
    kind: SpeakerKind = "unknown"
    anonymous: bool = False
    spans: tuple[Span, ...] = ()


class Carrier(Record, frozen=True, kw_only=True):
    """One link of a chain (``via``) between speaker and report: "told AP", "Reuters reported"."""

    name: str
    kind: SpeakerKind = "unknown"
    anonymous: bool = False
    spans: tuple[Span, ...] = ()
    cue: tuple[Span, ...] = ()


class When(Record, frozen=True, kw_only=True):
    """A date or range as EDTF; the form that ``said`` and ``as_of`` take."""

    edtf: str | None = None


class Statement(Record, frozen=True, kw_only=True):
    """Something a report attributes to somebody.

    ``via`` runs from the speaker outwards: its last carrier is the one nearest to the report.
    ``block`` is the index of the block in which the content begins.
    """

    id: str
    speaker: Speaker
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    mode: Mode
    stance: Stance = "asserts"
    certainty: Certainty = "certain"
    polarity: Polarity = "affirmed"
    via: tuple[Carrier, ...] = ()
    said: When = When()
    confidence: float = 1.0
    block: int = 0


class Figure(Record, frozen=True, kw_only=True):
    """A number with the bounds its words give; ``None`` is an open bound."""

    id: str
    span: Span
    low: Decimal | None
    high: Decimal | None
    qualifier: Qualifier
    unit: str | None = None
    measure: str | None = None
    counted: str | None = None
    counted_span: Span | None = None
    place: str | None = None
    of: Decimal | None = None
    change: Literal["rise", "fall"] | None = None
    part_of: str | None = None
    """Id of the figure this one is a subset of: "a dozen, including three children"."""
    status: FigureStatus = "unknown"
    statement: str | None = None
    as_of: When = When()


class Time(Record, frozen=True, kw_only=True):
    """A time expression with its EDTF and TIMEX3 values, resolved against the report's own date.

    ``anchor`` is the span of the event an expression hangs on ("days after the summit"), left open.
    """

    span: Span
    edtf: str | None
    timex: str | None
    kind: TimeKind
    anchor: Span | None = None


class Mention(Record, frozen=True, kw_only=True):
    """A person, organisation, place or group named in a report, with every span that means it."""

    name: str
    kind: MentionKind
    spans: tuple[Span, ...]
    role: str | None = None
    affiliation: str | None = None


class Annotations(Record, frozen=True, kw_only=True):
    """All that one version of the annotators found in one report."""

    report: str
    hash: str
    version: str
    statements: tuple[Statement, ...] = ()
    figures: tuple[Figure, ...] = ()
    times: tuple[Time, ...] = ()
    mentions: tuple[Mention, ...] = ()


# ---------------------------------------------------------------- group → copies, origins, stories


class Evidence(Record, frozen=True, kw_only=True):
    """A span of one report that shows why an entry says what it says, and the rule that used it."""

    report: str
    span: Span
    rule: str


class Copy(Record, frozen=True, kw_only=True):
    """A passage of report ``a`` that report ``b`` also carries. ``a < b`` by id."""

    id: str
    a: str
    b: str
    a_span: Span
    b_span: Span
    kind: CopyKind = "copy"
    direction: Direction = "unknown"
    share: float = 0.0
    """How much of the shorter report's five-word shingles the other report holds."""
    evidence: tuple[Evidence, ...] = ()


class Origin(Record, frozen=True, kw_only=True):
    """Where a passage first came from: the unit in which support is counted.

    ``reports`` carry the passage; ``spans`` are what stands there, one (report, span) each.
    """

    id: str
    kind: OriginKind
    name: str | None
    reports: tuple[str, ...]
    passages: tuple[tuple[str, Span], ...] = ()
    statements: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class Story(Record, frozen=True, kw_only=True):
    """The reports of one developing event, in order of publication."""

    id: str
    title: str
    reports: tuple[str, ...]
    first: str | None = None
    last: str | None = None
    """EDTF of the earliest and the latest publication date."""


# ---------------------------------------------------------------- reconcile → claims, relations, …


class Entity(Record, frozen=True, kw_only=True):
    """A person, organisation, place or group across reports; never an unnamed source."""

    id: str
    name: str
    kind: MentionKind
    aliases: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    """Ids of the statements it is the speaker of."""
    reasons: tuple[str, ...] = ()
    country: str | None = None
    """ISO 3166-1 alpha-2 code of the country a place lies in, or a state's own."""
    latitude: float | None = None
    longitude: float | None = None
    geocode: str | None = None
    """How its place is known; None where it is not, or where several places bear the name."""


class Claim(Record, frozen=True, kw_only=True):
    """Statements of one story, from any report, that say the same thing."""

    id: str
    story: str
    text: str
    statements: tuple[str, ...]
    speakers: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    """Ids of the distinct origins that support it: support is ``len(origins)``."""
    reasons: tuple[str, ...] = ()


class Relation(Record, frozen=True, kw_only=True):
    """How two statements or claims of one story stand to each other, and why."""

    id: str
    story: str
    kind: RelationKind
    a: str
    b: str
    reasons: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class Point(Record, frozen=True, kw_only=True):
    """One value of a track: who said it, as of when, and when it was reported."""

    figure: str
    low: Decimal | None
    high: Decimal | None
    qualifier: Qualifier
    report: str
    said: str | None = None
    as_of: str | None = None
    reported: str | None = None
    speaker: str | None = None
    statement: str | None = None
    origin: str | None = None


class Current(Record, frozen=True, kw_only=True):
    """A documented reading of a track, never a verdict; ``points`` are the figures it rests on."""

    low: Decimal | None = None
    high: Decimal | None = None
    points: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


class Track(Record, frozen=True, kw_only=True):
    """Every value reported for one measure of one story, over time."""

    id: str
    story: str
    measure: str
    whom: str | None
    place: str | None
    unit: str | None
    points: tuple[Point, ...]
    current: Current


class Forecast(Record, frozen=True, kw_only=True):
    """A forward-looking statement with its window and what became of it."""

    id: str
    story: str
    statement: str
    window: str | None
    outcome: Outcome
    condition: Span | None = None
    settled_by: str | None = None


class Judgement(Record, frozen=True, kw_only=True):
    """A person's decision, logged and reversible. ``undo`` names the judgement it takes back."""

    id: str
    verb: JudgementVerb
    targets: tuple[str, ...]
    author: str
    time: str
    note: str = ""
    value: str | None = None


class Revision(Record, frozen=True, kw_only=True):
    """One stored version of a report; ``number`` counts from 1 in order of arrival."""

    report: str
    number: int
    hash: str
    added: str
