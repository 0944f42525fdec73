"""Where shares of one archive meet: is each record in exactly one of them?

Who reads a share from the middle of an archive takes for its first record whatever looks like one,
which may be part of an archive that lies inside another. The share before it, read from a record
that is one, knows better where the next begins. So, share by share from the first of an archive,
what one found is held against what the one before it says, and a share that began in the wrong
place is done again from the right one. The outcome is that of reading the archive from its start.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from onrecord.scale.parts import Part
from onrecord.scale.shares import Share


def list_archives(shares: Iterable[Share]) -> list[list[Share]]:
    """Return the shares of each archive that was cut, in order."""
    archives: dict[str, list[Share]] = {}
    for share in shares:
        if share.bytes is not None and share.rows is None:
            archives.setdefault(share.paths[0], []).append(share)
    return list(archives.values())


def find_wrong(archives: Iterable[Sequence[Share]], parts: Mapping[str, Part]) -> list[Share]:
    """Return the shares to be done again, with what is known of them now; none once all is right.

    Args:
        archives: the shares of each, all of them done.
        parts: what they became.
    """
    return [share for shares in archives for share in _find_wrong(shares, parts)]


def _find_wrong(shares: Sequence[Share], parts: Mapping[str, Part]) -> Iterator[Share]:
    following = parts[shares[0].id].next
    wrong = False
    for share in shares[1:]:
        end = share.bytes[1] if share.bytes else 0
        part, wanted = parts[share.id], following
        if following is None or following >= end:
            wanted = None
        if part.first != wanted:
            wrong = True
            yield msgspec.structs.replace(share, first=end if wanted is None else wanted)
            if wanted is not None:
                return  # where it ends is known once it is done
        elif wanted is not None:
            following = part.next
    if not wrong and not any(_holds_something(parts[share.id]) for share in shares):
        yield msgspec.structs.replace(shares[0], is_alone=True)


def _holds_something(part: Part) -> bool:
    return bool(part.counts["reports"] or part.counts["refusals"])
