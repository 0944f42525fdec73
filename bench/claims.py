"""How two statements stand to each other, on gold pairs written for this bench.

    python bench/claims.py
    python bench/claims.py --errors
    python bench/claims.py --gold bench/gold/claims-fresh.jsonl

Each line of ``bench/gold/claims.jsonl`` holds two made-up reports of one sentence each, with dates,
and the label a careful reader gives the pair: same, refines, updates, conflicts, denies (doubts
count here) or unrelated. The reports go the whole way: read, annotate, reconcile as one story of
two. What is printed: precision, recall and F1 a label, macro F1, and the precision of conflicts,
since a false conflict is the worst thing this program can print. ``second`` is the label that a
second reader gave, who saw the pairs shuffled and without labels; how far the two agree is printed
too. ``claims-fresh.jsonl`` holds pairs on other news, written before they were first run.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import onrecord
from onrecord.group import Grouping
from onrecord.read.reports import Known, make_report
from onrecord.reconcile import Reconciliation, reconcile_stories
from onrecord.records import Annotations, Report, Story

GOLD = Path(__file__).parent / "gold" / "claims.jsonl"
LABELS = ("same", "refines", "updates", "conflicts", "denies", "unrelated")
_LABEL_OF = {
    "agrees": "same",
    "refines": "refines",
    "updates": "updates",
    "conflicts": "conflicts",
    "denies": "denies",
    "doubts": "denies",
}
Fact = tuple[Report, Annotations]
Pair = tuple[str, Fact, Fact]


def make_fact(name: str, row: dict[str, str]) -> Fact:
    """Read and annotate one made-up report."""
    known = Known(id=name, outlet=name, published=row["published"], lang="en")
    report = make_report(row["text"], known)
    return report, onrecord.annotate(report)


def load_pairs(path: Path) -> Iterator[Pair]:
    """Yield label and both sides of each gold pair."""
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        row: dict[str, Any] = json.loads(line)
        yield (
            row["label"],
            make_fact(f"{number}a", row["a"]),
            make_fact(f"{number}b", row["b"]),
        )


def label_pair(first: Fact, second: Fact) -> str:
    """Return how the statements of two reports stand to each other in a story of the two."""
    facts = {fact[0].id: fact for fact in (first, second)}
    story = Story(
        id="story",
        title="",
        reports=tuple(sorted(facts)),
        first=first[0].published.edtf,
        last=second[0].published.edtf,
    )
    whole = reconcile_stories(facts, Grouping(stories=(story,)))
    return _read_label(whole, {item.id for item in first[1].statements})


def _read_label(whole: Reconciliation, own: set[str]) -> str:
    sides = {claim.id: {id_ in own for id_ in claim.statements} for claim in whole.claims}
    found = {
        _LABEL_OF[relation.kind]
        for relation in whole.relations
        if len(sides[relation.a] | sides[relation.b]) == 2
    }
    if any(len(side) == 2 for side in sides.values()):
        found.add("same")
    order = ("denies", "conflicts", "same", "updates", "refines")
    return next((label for label in order if label in found), "unrelated")


def print_agreement(path: Path) -> None:
    """Print how far the two readings of the gold pairs agree, raw and as Cohen's kappa."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    pairs = [(row["label"], row["second"]) for row in rows if "second" in row]
    if not pairs:
        return
    observed = sum(one == two for one, two in pairs) / len(pairs)
    first, second = (Counter(side) for side in zip(*pairs, strict=True))
    chance = sum(first[label] * second[label] for label in LABELS) / len(pairs) ** 2
    kappa = (observed - chance) / (1 - chance)
    print(f"two readings of {len(pairs)} pairs: agreement {observed:.3f}, kappa {kappa:.3f}")


def print_scores(results: Iterable[tuple[str, str]]) -> None:
    """Print precision, recall and F1 of each label, and macro F1."""
    counts = Counter(results)
    scores = []
    for label in LABELS:
        right = counts[label, label]
        given = sum(number for (_, got), number in counts.items() if got == label)
        gold = sum(number for (wanted, _), number in counts.items() if wanted == label)
        precision, recall = right / max(given, 1), right / max(gold, 1)
        score = 2 * precision * recall / max(precision + recall, 1e-9)
        scores.append(score)
        print(f"{label:10} gold {gold:3}  P {precision:.3f}  R {recall:.3f}  F1 {score:.3f}")
    print(f"macro F1 {sum(scores) / len(scores):.3f}")


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--errors", action="store_true", help="print the pairs labelled otherwise")
    options = parser.parse_args()
    results: list[tuple[str, str]] = []
    for label, first, second in load_pairs(options.gold):
        got = label_pair(first, second)
        results.append((label, got))
        if options.errors and got != label:
            print(f"{label} → {got}\n  {first[0].text}\n  {second[0].text}")
    print_scores(results)
    print_agreement(options.gold)


if __name__ == "__main__":
    main()
