"""Templates of the pages; every value is escaped, whatever a report holds."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from onrecord.show.charts import write_css
from onrecord.show.rows import mend_surrogates
from onrecord.show.web.keys import join_query, key_id, link_report, link_speaker
from onrecord.show.web.wordings import (
    count_things,
    describe_day,
    describe_support,
    is_web_address,
    shorten,
)
from onrecord.show.wordings import describe_date
from onrecord.store.views import fingerprint_code

if TYPE_CHECKING:
    from jinja2 import Environment


def render_page(template: str, **values: Any) -> bytes:
    """Return a page as UTF-8.

    A NUL or lone surrogate, which a page cannot hold, is written as U+FFFD.
    """
    text = load_templates().get_template(template).render(values).replace("\0", "\ufffd")
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return mend_surrogates(text).encode("utf-8")


@cache
def load_templates() -> Environment:
    """Return the environment in which templates are compiled once."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("onrecord.show.web", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    environment.filters |= {
        "key": key_id,
        "date": describe_date,
        "day": describe_day,
        "short": shorten,
    }
    environment.globals |= {
        "count": count_things,
        "support": describe_support,
        "is_web_address": is_web_address,
        "link": join_query,
        "link_report": link_report,
        "link_speaker": link_speaker,
        "asset": name_asset,
    }
    return environment


@cache
def fingerprint_pages() -> str:
    """Return a hash of what pages are made with: a new version makes old answers stale."""
    digest = sha256(fingerprint_code().encode("ascii"))
    package = files("onrecord.show.web")
    for folder in (package, package / "templates", package / "static"):
        for file in sorted(folder.iterdir(), key=lambda file: file.name):
            if file.is_file():
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


@cache
def read_asset(name: str) -> bytes:
    """Return a style sheet or script."""
    if name == "charts.css":
        return write_css().encode("ascii")
    return (files("onrecord.show.web") / "static" / name).read_bytes()


@cache
def name_asset(name: str) -> str:
    """Return the address of an asset; it changes with what the asset holds."""
    return f"/static/{name}?{sha256(read_asset(name)).hexdigest()[:12]}"
