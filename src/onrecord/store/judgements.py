"""Judgements: people's decisions, logged, shared and taken back, never rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from graphlib import TopologicalSorter

from onrecord.errors import JudgementError
from onrecord.ids import make_id
from onrecord.records import Judgement, JudgementVerb

_FEWEST_TARGETS: dict[JudgementVerb, int] = {
    "same": 2, "not-same": 2, "reject": 1, "correct": 1, "undo": 1,
}  # fmt: skip


def make_judgement(
    verb: JudgementVerb,
    targets: Iterable[str],
    author: str,
    time: str,
    note: str = "",
    value: str | None = None,
) -> Judgement:
    """Return a judgement with the id that its parts give it.

    Args:
        verb: what is decided.
        targets: ids of the entries it is about; for ``undo``, of the judgements it takes back.
        author: who decides.
        time: when, as ISO 8601.
        note: why, for people.
        value: what is right instead, for ``correct``.

    >>> first = make_judgement("same", ["a", "b"], "ana", "2024-10-29T10:00:00Z")
    >>> first.id == make_judgement("same", ["a", "b"], "ana", "2024-10-29T10:00:00Z").id
    True
    """
    judgement = Judgement(
        id="", verb=verb, targets=tuple(targets), author=author, time=time, note=note, value=value
    )
    return Judgement(
        id=_name_judgement(judgement),
        verb=verb,
        targets=judgement.targets,
        author=author,
        time=time,
        note=note,
        value=value,
    )


def check_judgement(judgement: Judgement) -> None:
    """Make sure that a judgement is whole, wherever it comes from.

    Raises:
        JudgementError: its id is not that of its parts, or it lacks targets, author or value.
    """
    if judgement.id != _name_judgement(judgement):
        raise JudgementError(f"judgement {judgement.id}: its content has been changed; refuse it")
    if len(set(judgement.targets)) < _FEWEST_TARGETS[judgement.verb]:
        needed = _FEWEST_TARGETS[judgement.verb]
        raise JudgementError(f"{judgement.verb} needs at least {needed} different ids")
    if not judgement.author.strip() or not judgement.time.strip():
        raise JudgementError("a judgement needs an author and a time")
    if judgement.verb == "correct" and judgement.value is None:
        raise JudgementError("correct needs the value that is right")


def check_undo(judgement: Judgement, known: Sequence[Judgement]) -> None:
    """Make sure that what a judgement takes back is there and stands.

    Raises:
        JudgementError: there is no such judgement, or it is already undone.
    """
    ids = {other.id for other in known}
    dead = _list_undone(known)
    for target in judgement.targets:
        if target not in ids:
            raise JudgementError(f"there is no judgement {target}; list them and name one")
        if target in dead:
            raise JudgementError(f"judgement {target} is already undone")


def list_active(judgements: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """Return the decisions that stand, by time and id: no undone ones, and no undos.

    An undo can be undone, which brings the decision back.
    """
    known = sort_judgements(judgements)
    dead = _list_undone(known)
    return tuple(j for j in known if j.verb != "undo" and j.id not in dead)


def sort_judgements(judgements: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """Return judgements by time, then id."""
    return tuple(sorted(judgements, key=lambda judgement: (judgement.time, judgement.id)))


def _list_undone(judgements: Iterable[Judgement]) -> set[str]:
    """Return the ids that standing undos name.

    An id is a hash of the targets, so undos form no circle: the last of a chain decides first.
    """
    undos = {j.id: j.targets for j in judgements if j.verb == "undo"}
    undone: set[str] = set()
    for judgement in reversed(list(TopologicalSorter(undos).static_order())):
        if judgement in undos and judgement not in undone:
            undone.update(undos[judgement])
    return undone


def _name_judgement(judgement: Judgement) -> str:
    return make_id(
        "judgement",
        judgement.verb,
        judgement.targets,
        judgement.author,
        judgement.time,
        judgement.note,
        judgement.value,
    )
