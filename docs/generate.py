"""Write the reference pages from what the program says of itself: ``--help`` and docstrings.

``python docs/generate.py`` rewrites them; ``tests/test_docs.py`` fails when they are out of date.
"""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from onrecord.cli import main

REFERENCE = Path(__file__).parent / "reference"
WIDTH = 90
MODULES = (
    "onrecord.read",
    "onrecord.annotate",
    "onrecord.store",
    "onrecord.group",
    "onrecord.reconcile",
    "onrecord.records",
    "onrecord.errors",
)
NOTE = "<!-- Written by docs/generate.py; edit the source instead. -->\n"


def write_cli_page() -> str:
    """Return the page of all commands, as ``--help`` prints them."""
    parts = [NOTE, "# The command line\n", _show_help(main, "onrecord")]
    for name, command in sorted(main.commands.items()):
        parts += [f"\n## onrecord {name}\n", _show_help(command, f"onrecord {name}")]
    return "\n".join(parts)


def _show_help(command: click.Command, name: str) -> str:
    context = click.Context(
        command, info_name=name, terminal_width=WIDTH, help_option_names=["-h", "--help"]
    )
    return f"```\n{command.get_help(context)}\n```\n"


def write_python_page() -> str:
    """Return the page of the public names of each module, from their docstrings."""
    parts = [NOTE, "# The Python API\n", _show_doc(import_module("onrecord"))]
    for module in MODULES:
        parts.append(_show_module(import_module(module)))
    return "\n".join(parts)


def _show_module(module: Any) -> str:
    parts = [f"## {module.__name__}\n", _show_doc(module)]
    for name in _list_public(module):
        thing = getattr(module, name)
        if inspect.isclass(thing) or inspect.isfunction(thing):
            parts += [f"### {name}{_show_signature(thing)}\n", _show_doc(thing)]
    return "\n".join(parts)


def _list_public(module: Any) -> list[str]:
    if hasattr(module, "__all__"):
        return sorted(module.__all__)
    own = (name for name, thing in vars(module).items() if _is_own(thing, module))
    return [name for name in own if not name.startswith("_")]


def _is_own(thing: Any, module: Any) -> bool:
    return getattr(thing, "__module__", None) == module.__name__


def _show_signature(thing: Any) -> str:
    if not inspect.isfunction(thing):
        return ""
    signature = re.sub(r"onrecord\.[\w.]+\.", "", str(inspect.signature(thing)))
    return f"`{signature}`"


def _show_doc(thing: Any) -> str:
    text = inspect.getdoc(thing) or ""
    return f"```text\n{text}\n```\n"


PAGES = {"cli.md": write_cli_page, "python.md": write_python_page}


def write_pages() -> None:
    """Write every generated page."""
    for name, write in PAGES.items():
        (REFERENCE / name).write_text(write(), "utf-8")


if __name__ == "__main__":
    write_pages()
