"""Templates of briefings and notebooks; what goes into HTML is escaped."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from onrecord.show.wordings import describe_date

if TYPE_CHECKING:
    from jinja2 import Environment

_MARKDOWN_SPECIAL = str.maketrans({c: f"\\{c}" for c in "\\`*_[]<>#|"})


@cache
def load_templates() -> Environment:
    """Return the templates, with the filters they use."""
    from jinja2 import Environment, PackageLoader, select_autoescape

    environment = Environment(
        loader=PackageLoader("onrecord.show", "templates"),
        autoescape=select_autoescape(["html.j2"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["md"] = escape_markdown
    environment.filters["link"] = link_source
    environment.filters["date"] = describe_date
    return environment


def escape_markdown(text: str) -> str:
    r"""Return text on one line with Markdown's special characters escaped.

    >>> escape_markdown("*not*\nbold")
    '\\*not\\* bold'
    """
    return " ".join(text.split()).translate(_MARKDOWN_SPECIAL)


def link_source(url: str | None) -> str:
    """Return a source's address if a reader may be led there, else nothing.

    >>> link_source("https://example.org/a"), link_source("javascript:alert(1)")
    ('https://example.org/a', '')
    """
    known = url is not None and url[:8].lower().startswith(("http://", "https://"))
    return url or "" if known else ""
