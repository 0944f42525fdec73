"""The matcher of ``data/grammar.toml``: forms of tokens, compiled to tries, longest first.

Each rule is tried at most once a position and forms have bounded length, so a pass over ``n``
pieces takes ``O(n)`` steps whatever the input (packrat parsing; Ford, ICFP 2002).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from onrecord.annotate.times.numbers import read_number
from onrecord.annotate.times.words import NUMERAL, Piece, load_data

NUMBER = "number"
"""The one rule that is read by code: a number in digits or words."""
Captures = tuple[tuple[str, Any], ...]
Builder = Callable[[Mapping[str, Any]], Any]
_NO_NODES: Mapping[str, Any] = {}
Guard = Callable[[str, int, int], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """One ``[[rule]]`` of the grammar; ``order`` is its place in the file."""

    name: str
    order: int
    make: str
    guard: str | None
    constants: Mapping[str, Any]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a form: words or classes to choose from, or a rule; kept under ``name``."""

    name: str | None
    words: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    rule: str | None = None


@dataclass(slots=True)
class Node:
    """One state of a trie of forms: what may come next, under which name it is kept."""

    words: dict[str, Node] = field(default_factory=dict)
    classes: dict[str, dict[str, Node]] = field(default_factory=dict)
    rules: dict[tuple[str, str], Node] = field(default_factory=dict)
    done: list[Rule] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Grammar:
    """Tries by rule name, and by rule name the words and classes an expression can begin with."""

    tries: Mapping[str, Node]
    firsts: Mapping[str, frozenset[str]]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A rule's match of pieces ``[first, last)`` and what it means."""

    first: int
    last: int
    meaning: Any
    rule: Rule | None


@cache
def load_grammar() -> Grammar:
    """Read and compile the grammar and the names of holidays, once a process."""
    rows = [*load_data("grammar")["rule"], *_list_holiday_rows()]
    tries: dict[str, Node] = {}
    rules = []
    for order, row in enumerate(rows):
        rule = _make_rule(row, order)
        rules.append(rule)
        for form in row["forms"]:
            for elements in _expand_form(form.split()):
                _add_form(tries.setdefault(rule.name, Node()), elements, rule)
    return Grammar(tries, _find_firsts(tries), tuple(rules))


def _list_holiday_rows() -> Iterator[dict[str, Any]]:
    for row in load_data("holidays")["holiday"]:
        yield {
            "name": "holiday_name",
            "forms": row["names"],
            "make": "keep_holiday",
            "key": row["key"],
        }


def _make_rule(row: Mapping[str, Any], order: int) -> Rule:
    reserved = {"name", "forms", "make", "guard", "examples"}
    constants = {key: value for key, value in row.items() if key not in reserved}
    examples = tuple(row.get("examples", ()))
    return Rule(row["name"], order, row["make"], row.get("guard"), constants, examples)


def _expand_form(symbols: Sequence[str]) -> Iterator[tuple[Element, ...]]:
    """Yield every way to read a form: with and without each optional group, in the same order."""
    for at, symbol in enumerate(symbols):
        if symbol.startswith("["):
            close = next(i for i in range(at, len(symbols)) if symbols[i].endswith("]"))
            group = [part.strip("[]") for part in symbols[at : close + 1]]
            head, tail = symbols[:at], symbols[close + 1 :]
            yield from _expand_form([*head, *group, *tail])
            yield from _expand_form([*head, *tail])
            return
    yield tuple(_read_element(symbol) for symbol in symbols)


def _read_element(symbol: str) -> Element:
    name, colon, rest = symbol.rpartition(":")
    named = name if colon else None
    if rest.startswith("<"):
        return Element(named or rest[1:-1], rule=rest[1:-1])
    options = rest.split("|")
    if options[0].isupper() and options[0].replace("_", "").isalpha():
        return Element(named or options[0].lower(), classes=tuple(options))
    return Element(named, words=tuple(options))


def _add_form(root: Node, elements: Sequence[Element], rule: Rule) -> None:
    nodes = [root]
    for element in elements:
        nodes = [next_node for node in nodes for next_node in _step(node, element)]
    for node in nodes:
        if rule not in node.done:
            node.done.append(rule)


def _step(node: Node, element: Element) -> list[Node]:
    name = element.name or ""
    if element.rule:
        return [node.rules.setdefault((element.rule, name), Node())]
    if element.classes:
        return [
            node.classes.setdefault(option, {}).setdefault(name, Node())
            for option in element.classes
        ]
    return [node.words.setdefault(option, Node()) for option in element.words]


def _find_firsts(tries: Mapping[str, Node]) -> dict[str, frozenset[str]]:
    """Return, by rule, the words and the classes it can begin with (classes are in capitals)."""
    firsts: dict[str, frozenset[str]] = {NUMBER: frozenset({NUMERAL})}

    def visit(name: str) -> frozenset[str]:
        if name not in firsts:
            firsts[name] = frozenset()
            root = tries[name]
            inner = (visit(rule) for rule, _ in root.rules)
            firsts[name] = frozenset(root.words).union(root.classes, *inner)
        return firsts[name]

    for name in tries:
        visit(name)
    return firsts


class Matcher:
    """Matches rules on the pieces of one parse, remembering what it found."""

    def __init__(
        self,
        pieces: Sequence[Piece],
        builders: Mapping[str, Builder],
        guard: Guard,
    ) -> None:
        """Take the pieces and what runs the builders and guards the grammar names."""
        self.pieces = pieces
        self._builders = builders
        self._guard = guard
        self._grammar = load_grammar()
        self._found: dict[tuple[str, int], tuple[Match, ...]] = {}

    def match(self, name: str, at: int) -> tuple[Match, ...]:
        """Return a rule's matches that begin at a piece, longest first, one for each end."""
        if at >= len(self.pieces):
            return ()
        piece, firsts = self.pieces[at], self._grammar.firsts[name]
        if piece.lower not in firsts and firsts.isdisjoint(piece.classes):
            return ()
        key = (name, at)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._find(name, at)
        return found

    def _find(self, name: str, at: int) -> tuple[Match, ...]:
        if name == NUMBER:
            number = read_number(self.pieces, at)
            return (Match(at, number[0], number[1], None),) if number else ()
        ends: dict[int, list[tuple[Rule, Captures]]] = {}
        self._walk(self._grammar.tries[name], at, (), ends)
        found = (self._build(at, end, ends[end]) for end in sorted(ends, reverse=True))
        return tuple(match for match in found if match is not None)

    def _walk(
        self, node: Node, at: int, captures: Captures, ends: dict[int, list[tuple[Rule, Captures]]]
    ) -> None:
        if node.done:
            ends.setdefault(at, []).extend((rule, captures) for rule in node.done)
        if at >= len(self.pieces):
            return
        piece = self.pieces[at]
        after = node.words.get(piece.lower)
        if after:
            self._walk(after, at + 1, captures, ends)
        if node.classes:
            for kind, value in piece.classes.items():
                for name, after in node.classes.get(kind, _NO_NODES).items():
                    self._walk(after, at + 1, (*captures, (name, value)), ends)
        for (inner, name), after in node.rules.items():
            for match in self.match(inner, at):
                self._walk(after, match.last, (*captures, (name, match.meaning)), ends)

    def _build(self, at: int, end: int, options: list[tuple[Rule, Captures]]) -> Match | None:
        """Return the first rule's match that has a meaning and passes its guard."""
        for rule, captures in sorted(options, key=lambda option: option[0].order):
            if rule.guard and not self._guard(rule.guard, at, end):
                continue
            meaning = self._builders[rule.make]({**rule.constants, **dict(captures)})
            if meaning is not None:
                return Match(at, end, meaning, rule)
        return None
