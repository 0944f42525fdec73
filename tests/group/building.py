"""Build small reports for the tests of grouping."""

from collections.abc import Sequence

from onrecord.ids import hash_text
from onrecord.records import Block, BlockRole, Credit, Dated, Report

Part = str | tuple[BlockRole, str]


def build_report(
    id_: str,
    parts: Sequence[Part],
    *,
    outlet: str | None = None,
    published: str | None = None,
    credit: str | None = None,
) -> Report:
    """Build a report of paragraphs; a plain string is a body block.

    ``credit`` is the name in a credit line "(With inputs from …)" put at the end.
    """
    rows: list[tuple[BlockRole, str]] = [
        part if isinstance(part, tuple) else ("body", part) for part in parts
    ]
    if credit:
        rows.append(("credit", f"(With inputs from {credit})"))
    blocks: list[Block] = []
    start = 0
    for role, text in rows:
        blocks.append(Block(start=start, end=start + len(text), role=role))
        start += len(text) + 2
    text = "\n\n".join(part for _, part in rows)
    last = blocks[-1]
    line = Credit(span=(last.start, last.end), names=(credit or "",), kind="inputs")
    return Report(
        id=id_,
        hash=hash_text(text),
        text=text,
        outlet=outlet,
        published=Dated(edtf=published, source="metadata" if published else "unknown"),
        blocks=tuple(blocks),
        credits=(line,) if credit else (),
    )


FERRY = (
    "A ferry with 96 people aboard ran aground off the islet of Torsvik on Tuesday night, "
    "and the crew began to lower the boats in driving sleet.",
    "Harbour master Ola Brandt told the evening bulletin that tugs had set out from Hamnes "
    "within the hour but were slowed by a heavy swell.",
    "By morning all but four of the passengers had been brought to a school gymnasium, where "
    "volunteers handed out soup and dry clothes.",
)
MILL = (
    "Fire gutted the old paper mill at Carrow Bridge on Saturday, destroying archives that the "
    "town had stored there since its museum was closed.",
    "Two firefighters were treated for smoke, and the roof of the drying hall fell in shortly "
    "after noon, said brigade commander Ines Faro.",
)
