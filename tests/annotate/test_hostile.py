"""No text and no attribution that the model could make of it stops an annotator."""

from __future__ import annotations

import itertools
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.annotate.attributions import Attribution
from onrecord.annotate.figures import find_figures
from onrecord.annotate.parses import parse_blocks
from onrecord.annotate.statements import make_statements
from onrecord.annotate.times import find_times
from onrecord.ids import hash_text
from onrecord.records import Annotations, Block, BlockRole, Report, Span
from onrecord.store.checks import check_fact

_PLAIN = (
    "Ana Ruiz the minister of Pentagon mayor who he they it I two 12 1,200 $5m 3.5% dozens killed "
    "per between and or 's ’s U.S. a.m. 9/11 2024 Monday last next by since in days after before "
    "more than up no one none nobody half twice doubled from to 10:30 24/7 1st $ € £ % ½ ² ١٢ 十 "
    "- — – ; , . … “ ” ‘ ’ \" ' ( ) [ ] / @ # + \u200b \u00a0 \u202e \ud800 \x00 \ufeff e\u0301 "
    "\U0001f6f3\ufe0f (AP) https://t.co/x what why"
)
PLAIN = _PLAIN.split(" ")
CUES = ["said", "told", ":", "according to", "citing", "believed to", "denied", "asked", "RUIZ:"]
GAPS = ["", " ", " ", " ", "\n", "\r\n", "\u2028", "\u00a0"]
ROLES: list[BlockRole] = ["headline", "standfirst", "subhead", "body", "list", "quote", "embed"]
TEXTS = st.lists(
    st.tuples(st.one_of(st.sampled_from(PLAIN), st.sampled_from(CUES)), st.sampled_from(GAPS)),
    min_size=1,
    max_size=40,
).map(lambda parts: "".join(word + gap for word, gap in parts) + ".")


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """A report whose blocks lie anywhere, with any role."""
    text = draw(TEXTS)
    cuts = sorted(draw(st.sets(st.integers(1, len(text)), max_size=3)) | {0, len(text)})
    blocks = tuple(
        Block(start=start, end=end, role=draw(st.sampled_from(ROLES)), author=draw(AUTHORS))
        for start, end in itertools.pairwise(cuts)
        if start < end
    )
    return Report(id="r", hash=hash_text(text), text=text, blocks=blocks)


AUTHORS = st.sampled_from([None, "Ana Ruiz", "", "@"])


@st.composite
def attributions(draw: st.DrawFn, text: str) -> Attribution:
    """An attribution of any words of a text; its spans may cut words or hold none."""
    words = [match.span() for match in re.finditer(r"\w+|\W", text)]
    cues = [match.span() for cue in CUES for match in re.finditer(re.escape(cue), text)]

    def spans(least: int, begins: list[Span]) -> tuple[Span, ...]:
        found = draw(st.lists(st.sampled_from(begins), min_size=least, max_size=2))
        more = draw(st.sampled_from([0, 0, 1, 20]))
        return tuple(sorted((start, min(end + more, len(text))) for start, end in found))

    score = draw(st.sampled_from([0.3, 0.55, 0.9]))
    cue = spans(0, cues or words)
    return Attribution(source=spans(0, words), cue=cue, content=spans(1, words), score=score)


@settings(max_examples=300)
@given(st.data())
def test_any_attribution_of_any_text_becomes_anchored_entries_or_none(data: st.DataObject) -> None:
    report = data.draw(reports())
    found = data.draw(st.lists(attributions(report.text), min_size=1, max_size=8))
    spans = [(index, (block.start, block.end)) for index, block in enumerate(report.blocks)]
    parses = parse_blocks(report.text, spans)
    times = find_times(report, parses)
    statements, mentions = make_statements(report, parses, found, times)
    figures = find_figures(report, parses, times, statements)
    notes = Annotations(
        report=report.id, hash=report.hash, version="1", statements=statements, figures=figures,
        times=times, mentions=mentions,
    )  # fmt: skip
    check_fact(report, notes)
