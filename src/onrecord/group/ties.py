"""What ties blocks of two reports, packed: the ties of a story are read by the thousand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from onrecord.group.copy_index import TieRow
from onrecord.group.pairs import Shared, Touch
from onrecord.group.reach import TYING
from onrecord.records import Copy, Evidence

TIED = 0.5
"""A block that another carries to this share has its origin."""
_KINDS = ("copy", "rewrite")
_COLUMNS = 7


def pack_ties(standing: Iterable[Shared], reach: int) -> bytes:
    """Return the copies that tie blocks of two reports, as bytes.

    Only a report among the first carriers of something ties another: the rest are tied through it.

    Args:
        standing: the copies of the two reports.
        reach: on what grounds the two are compared.
    """
    if not reach & TYING:
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


class Joins:
    """What ties blocks to one another, in both directions, in arrays.

    A block is known by a number; of two blocks several copies may lie in both.
    """

    def __init__(self, rows: Sequence[TieRow], firsts: Mapping[str, int]) -> None:
        """Take up packed ties.

        Args:
            rows: pairs of reports with their ties, in order.
            firsts: the number of the first block of each report.
        """
        self._rows = rows
        sizes = [len(row.ties) // (4 * _COLUMNS) for row in rows]
        ties = np.frombuffer(b"".join(row.ties for row in rows), dtype=np.int32)
        self._ties = ties.reshape(-1, _COLUMNS)
        self._owners = np.repeat(np.arange(len(rows)), sizes)
        a = np.array([firsts[row.a] for row in rows], dtype=np.int64)[self._owners]
        b = np.array([firsts[row.b] for row in rows], dtype=np.int64)[self._owners]
        a, b = a + self._ties[:, 0], b + self._ties[:, 1]
        here, there = np.concatenate([a, b]), np.concatenate([b, a])
        self._order = np.lexsort((there, here))
        self._here, self._there = here[self._order], there[self._order]

    def list_tied(self, block: int) -> list[tuple[int, int]]:
        """Return the other ends of a block's ties in order, each with a number of the tie."""
        first, last = self._here.searchsorted([block, block + 1])
        return list(zip(self._there[first:last].tolist(), range(first, last), strict=True))

    def prove(self, tie: int) -> tuple[Evidence, Evidence]:
        """Return the copy by which two blocks are tied as evidence in both reports."""
        number = self._order[tie] % len(self._ties)
        a, b, _ = self._rows[self._owners[number]]
        _, _, a_start, a_end, b_start, b_end, kind = self._ties[number].tolist()
        return (
            Evidence(report=a, span=(a_start, a_end), rule=f"{_KINDS[kind]} of {b}"),
            Evidence(report=b, span=(b_start, b_end), rule=f"{_KINDS[kind]} of {a}"),
        )
