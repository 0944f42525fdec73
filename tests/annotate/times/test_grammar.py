"""Every form of the grammar can be spoken: whatever fits a rule has a meaning or none, no crash."""

from __future__ import annotations

import pytest

from onrecord.annotate.parses import Parse
from onrecord.annotate.times import find_times
from onrecord.annotate.times.grammar import Node, load_grammar
from onrecord.annotate.times.words import load_data
from onrecord.records import Block, Dated, Report

MAX_DEPTH = 6
NUMBER_CLASSES = {
    "YEAR": "2023", "DAY": "12", "HOUR": "9", "CLOCK": "10:30", "NN": "05", "NNNN": "1600",
    "DECADE": "1990s", "NTH": "3rd", "NUM": "7", "NUMERAL": "7", "SLASHED": "10/28",
    "CLOCK_DOT": "10.30", "FISCAL_YEAR": "fy24", "FY": "fy24",
}  # fmt: skip
Path = tuple[str, ...]


def say_rule(name: str, depth: int) -> Path | None:
    """Return the words of the first form of a rule that can be spoken within some depth."""
    if name == "number":
        return ("three",)
    return next(iter(say_node(load_grammar().tries[name], depth)), None)


def say_node(node: Node, depth: int, limit: int = 24) -> list[Path]:
    """Return the words of the forms from a node of the trie on, each rule in its first form."""
    if depth > MAX_DEPTH or limit <= 0:
        return []
    found: list[Path] = [()] if node.done else []
    for word, after in list(node.words.items())[:limit]:
        found += [(word, *rest) for rest in say_node(after, depth, limit // 2)]
    for kind, afters in node.classes.items():
        word = say_class(kind)
        for after in afters.values():
            found += [(word, *rest) for rest in say_node(after, depth, limit // 2)]
    for (rule, _), after in node.rules.items():
        words = say_rule(rule, depth + 1)
        if words is not None:
            found += [(*words, *rest) for rest in say_node(after, depth, limit // 2)]
    return found


def say_class(kind: str) -> str:
    words = load_data("words").get(kind)
    return next(iter(words)) if words else NUMBER_CLASSES.get(kind, "2024")


def make_parse(words: Path) -> tuple[str, Parse]:
    parse = Parse(block=0)
    text = ""
    for word in words:
        parse.words.append(word)
        parse.starts.append(len(text))
        text += word
        parse.ends.append(len(text))
        text += " "
    count = len(words)
    parse.lemmas, parse.tags, parse.pos = list(words), ["NN"] * count, ["NOUN"] * count
    parse.deps, parse.heads, parse.sents = ["dep"] * count, list(range(count)), [(0, count)]
    return text, parse


@pytest.mark.parametrize("name", sorted(load_grammar().tries))
def test_every_form_can_be_spoken(name: str) -> None:
    for words in say_node(load_grammar().tries[name], 0):
        text, parse = make_parse(words)
        block = Block(start=0, end=max(len(text.rstrip()), 1), role="body")
        for published in ("2024-10-30", "2024-10-30/..", None):
            report = Report(
                id="r", hash="", text=text, blocks=(block,), published=Dated(edtf=published)
            )
            for time in find_times(report, [parse]):
                assert 0 <= time.span[0] < time.span[1] <= len(text)
