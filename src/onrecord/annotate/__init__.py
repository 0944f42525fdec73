"""Report → Annotations: who said what, how many, and when, in one report.

Pure and without I/O: the same report gives the same annotations whatever else is processed, so
reports can be annotated in any order and by any number of workers.
"""

from __future__ import annotations

from onrecord.annotate.attributions import find_attributions
from onrecord.annotate.datelines import skip_dateline
from onrecord.annotate.figures import find_figures
from onrecord.annotate.parses import parse_blocks
from onrecord.annotate.statements import make_statements
from onrecord.annotate.times import find_times
from onrecord.annotate.versions import VERSION
from onrecord.records import Annotations, Report

__all__ = ["VERSION", "annotate"]


def annotate(report: Report) -> Annotations:
    """Find the statements, figures, times and mentions of one report.

    Args:
        report: a report with its blocks, as :func:`onrecord.read` yields it.

    Returns:
        What was found, in order of place. A report in a language without a model has none.
    """
    if report.lang not in {None, "en"}:
        return Annotations(report=report.id, hash=report.hash, version=VERSION)
    blocks = [(index, block) for index, block in enumerate(report.blocks) if block.is_report]
    spans = [(index, (block.start, block.end)) for index, block in blocks]
    running = {index: skip_dateline(report, block) for index, block in blocks}
    parses = parse_blocks(report.text, spans, {index: span[0] for index, span in running.items()})
    times = find_times(report, parses)
    attributions = find_attributions(report.text, list(running.values()))
    statements, mentions = make_statements(report, parses, attributions, times)
    figures = find_figures(report, parses, times, statements)
    return Annotations(
        report=report.id,
        hash=report.hash,
        version=VERSION,
        statements=statements,
        figures=figures,
        times=times,
        mentions=mentions,
    )
