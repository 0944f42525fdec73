"""What ties blocks of two reports, packed: the ties of a story are read by the thousand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from onrecord.group.pairs import Shared, Touch
from onrecord.group.reach import NEAR
from onrecord.records import Copy, Evidence, Span

TIED = 0.5
"""A block that another carries to this share has its origin."""
_KINDS = ("copy", "rewrite")
_COLUMNS = 7


class Join(NamedTuple):
    """Two blocks, by report and place, and one copy that lies in both."""

    a: tuple[str, int]
    b: tuple[str, int]
    a_span: Span
    b_span: Span
    kind: str

    def prove(self) -> tuple[Evidence, Evidence]:
        """Return the copy as evidence in both reports."""
        a, b = self.a[0], self.b[0]
        return (
            Evidence(report=a, span=self.a_span, rule=f"{self.kind} of {b}"),
            Evidence(report=b, span=self.b_span, rule=f"{self.kind} of {a}"),
        )


def pack_ties(standing: Iterable[Shared], reach: int) -> bytes:
    """Return the copies that tie blocks of two reports, as bytes.

    Only a report among the near carriers of something ties another: the rest are tied through it.

    Args:
        standing: the copies of the two reports.
        reach: on what grounds the two are compared.
    """
    if not reach & NEAR:
        return b""
    joining: dict[tuple[int, int], list[tuple[Touch, Copy]]] = defaultdict(list)
    for shared in standing:
        for touch in shared.touches:
            joining[touch.a_unit, touch.b_unit].append((touch, shared.copy))
    rows = [
        (*blocks, *copy.a_span, *copy.b_span, _KINDS.index(copy.kind))
        for blocks, touching in sorted(joining.items())
        if _is_tied([touch for touch, _ in touching])
        for _, copy in touching
    ]
    return np.array(rows, dtype=np.int32).tobytes()


def _is_tied(touches: Sequence[Touch]) -> bool:
    """Tell whether copies hold half or more of one of the two blocks they lie in."""
    a = sum(touch.a_share for touch in touches)
    return a >= TIED or sum(touch.b_share for touch in touches) >= TIED


def unpack_ties(a: str, b: str, data: bytes) -> Iterator[Join]:
    """Yield what :func:`pack_ties` packed for two reports."""
    rows = np.frombuffer(data, dtype=np.int32).reshape(-1, _COLUMNS).tolist()
    for a_unit, b_unit, a_start, a_end, b_start, b_end, kind in rows:
        yield Join((a, a_unit), (b, b_unit), (a_start, a_end), (b_start, b_end), _KINDS[kind])
