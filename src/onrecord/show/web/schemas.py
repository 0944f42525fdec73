"""OpenAPI of the REST interface: schemas of the records, as they are really written."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import FastAPI

from onrecord.records import Annotations, Figure, Judgement, Report, Statement, Time
from onrecord.show.news import Change
from onrecord.store import Hit
from onrecord.store.views import RECORD_TYPES

REF = "#/components/schemas/{name}"
ANCHORED = {"Statement": Statement, "Figure": Figure, "Time": Time}
_TEXT = {"type": "string"}
_MAYBE_TEXT = {"anyOf": [{"type": "string"}, {"type": "null"}]}
_PLACE: dict[str, Any] = {
    "report": _TEXT,
    "outlet": _TEXT,
    "published": _MAYBE_TEXT,
    "quote": {"type": "string", "description": "the exact characters"},
    "link": {"type": "string", "description": "opens the report at these characters"},
}
PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "RFC 9457 problem details",
    "type": "object",
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
    },
    "required": ["type", "title", "status", "detail"],
}
REPORT_CARD: dict[str, Any] = {
    "title": "ReportCard",
    "type": "object",
    "properties": {
        **dict.fromkeys(("id", "hash", "outlet", "title", "added", "link"), _TEXT),
        "published": _MAYBE_TEXT,
    },
    "required": ["id", "hash", "outlet", "title", "published", "added", "link"],
}
_CODES = {
    304: "not modified since the ETag given",
    400: "mistaken request",
    401: "the token is missing",
    403: "from another site, or read only",
    404: "no such entry",
    409: "contradicts what is recorded",
    413: "too large",
    414: "the address is too long",
    421: "asked by another name",
    422: "mistaken parameter",
    503: "the ledger is held by another program, or exports are many",
}
"""What any answer may be, beside the one asked for."""


def make_components() -> dict[str, Any]:
    """Return the schemas of everything the API gives."""
    types = [*RECORD_TYPES.values(), Report, Annotations, Judgement, Hit, Change]
    _, components = msgspec.json.schema_components(types, ref_template=REF)
    named: dict[str, Any] = {name: _write_numbers(schema) for name, schema in components.items()}
    for name in ANCHORED:
        named[f"Anchored{name}"] = _anchor(name, named[name])
    return {**named, "Problem": PROBLEM, "ReportCard": REPORT_CARD}


def _anchor(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an entry with the words it is anchored to."""
    return {
        **schema,
        "title": f"Anchored{name}",
        "properties": {**_PLACE, **schema["properties"]},
        "required": [*_PLACE, *schema.get("required", ())],
    }


def _write_numbers(schema: Any) -> Any:
    """Return a schema in which decimals are numbers, with all their digits."""
    if isinstance(schema, dict):
        if schema.get("format") == "decimal":
            return {"type": "number"}
        return {key: _write_numbers(value) for key, value in schema.items()}
    if isinstance(schema, list):
        return [_write_numbers(item) for item in schema]
    return schema


def refer(name: str) -> dict[str, Any]:
    """Return a reference to a schema."""
    return {"$ref": REF.format(name=name)}


def describe_answer(schema: dict[str, Any], media_type: str = "application/json") -> dict[Any, Any]:
    """Return what a route may answer, for OpenAPI."""
    problems: dict[Any, Any] = {
        code: {
            "description": words,
            "content": {"application/problem+json": {"schema": refer("Problem")}},
        }
        for code, words in _CODES.items()
    }
    del problems[304]["content"]
    good = {"description": "as asked", "content": {media_type: {"schema": schema}}}
    return {200: good, **problems}


def describe_page(schema: dict[str, Any]) -> dict[Any, Any]:
    """Return what a route that gives pages of entries may answer."""
    number = {"type": "integer"}
    page = {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": schema},
            "total": {"anyOf": [number, {"type": "null"}]},
            "offset": number,
            "limit": number,
            "next": _MAYBE_TEXT,
        },
        "required": ["items", "total", "offset", "limit", "next"],
    }
    return describe_answer(page)


def add_schemas(app: FastAPI) -> None:
    """Put the records' schemas into the app's OpenAPI."""
    write = app.openapi

    def write_openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = write()
            document.setdefault("components", {}).setdefault("schemas", {}).update(
                make_components()
            )
        return app.openapi_schema or {}

    app.openapi = write_openapi  # type: ignore[method-assign]
