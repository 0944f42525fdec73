"""The import layers of the design: a module imports only from modules to its left."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import networkx
import pytest

import onrecord

SOURCE = Path(onrecord.__file__).parent
LAYERS = [
    {"records", "ids", "errors", "periods", "states", "models"},
    {"read"},
    {"annotate"},
    {"group"},
    {"reconcile"},
    {"store"},
    {"show", "scale"},
    {"cli"},
    {"__main__"},
]
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
MODULES = sorted(SOURCE.rglob("*.py"))


def name_module(path: Path) -> str:
    parts = ("onrecord", *path.relative_to(SOURCE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def list_imports(path: Path, *, at_run_time: bool = False) -> Iterator[str]:
    """Yield the modules of onrecord that a file imports, wherever in the file."""
    tree = ast.parse(path.read_text("utf-8"))
    skipped = set(list_typing_imports(tree)) if at_run_time else set()
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("onrecord"))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("onrecord"):
            module = str(node.module)
            for alias in node.names:
                inner = f"{module}.{alias.name}"
                yield inner if inner in MODULE_NAMES else module


def list_typing_imports(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            yield from ast.walk(node)


MODULE_NAMES = {name_module(path) for path in MODULES}


@pytest.mark.parametrize("path", MODULES, ids=name_module)
def test_imports_point_left(path: Path) -> None:
    own = name_module(path).split(".")
    if len(own) == 1:
        return  # the package's front door names what it re-exports
    for imported in list_imports(path):
        layer = imported.split(".")[1] if "." in imported else "cli"
        same_package = layer == own[1]
        assert same_package or RANK[layer] < RANK[own[1]] or RANK[layer] == RANK[own[1]] == 0, (
            f"{name_module(path)} imports {imported}"
        )


def test_no_import_cycles() -> None:
    graph = networkx.DiGraph(
        (name_module(path), imported)
        for path in MODULES
        if len(name_module(path).split(".")) > 1
        for imported in list_imports(path, at_run_time=True)
    )
    assert list(networkx.simple_cycles(graph)) == []


def test_packages_are_all_in_a_layer() -> None:
    top = {p.stem if p.is_file() else p.name for p in SOURCE.iterdir() if p.suffix in {"", ".py"}}
    assert top - {"__init__", "__pycache__"} <= set(RANK)
