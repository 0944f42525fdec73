"""The passages of a report in which attributions are looked for."""

from __future__ import annotations

from collections.abc import Iterable

from onrecord.annotate.attributions import Attribution, find_attributions
from onrecord.annotate.datelines import skip_dateline
from onrecord.records import Block, Report

__all__ = ["read_attributions"]


def read_attributions(report: Report, blocks: Iterable[Block]) -> list[Attribution]:
    """Find attributions in blocks without their datelines.

    Args:
        report: The report.
        blocks: Those of its blocks that are report, in order.

    Returns:
        Attributions in the order of the text.
    """
    return find_attributions(report.text, [skip_dateline(report, block) for block in blocks])
