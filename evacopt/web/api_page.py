"""The page that tells programmers what the board answers, made from its description."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from evacopt.web.desk import Call
from evacopt.web.openapi import BASE, ERRORS, QUERY, description


@dataclass(frozen=True, slots=True)
class RouteLine:
    """A route: how it is asked, what it does, for whom, and the names of its records; blank for a file."""

    method: str
    path: str
    summary: str
    who: str
    query: tuple[str, ...]
    takes: str
    gives: str


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field of a record."""

    name: str
    kind: str
    needed: bool


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record and its fields."""

    name: str
    text: str
    fields: tuple[FieldLine, ...]


def api_page(call: Call) -> dict[str, Any]:
    """What the template is given."""
    told = description()
    return {
        "base": BASE,
        "address": call.desk.origin.address,
        "routes": [
            _route(verb.upper(), path, one)
            for path, verbs in told["paths"].items()
            for verb, one in verbs.items()
        ],
        "records": [_record(name, schema) for name, schema in told["components"]["schemas"].items()],
        "errors": ERRORS,
        "query": {name: schema["description"] for name, schema in QUERY.items()},
    }


def _route(method: str, path: str, one: dict[str, Any]) -> RouteLine:
    answers = next(answer for code, answer in one["responses"].items() if code < "300")
    return RouteLine(
        method=method,
        path=path,
        summary=one["summary"],
        who=one["description"],
        query=tuple(row["name"] for row in one["parameters"] if row["in"] == "query"),
        takes=_named(one.get("requestBody", {})),
        gives=_named(answers),
    )


def _named(holder: dict[str, Any]) -> str:
    """The record in a body; blank where it is a file."""
    schema = holder.get("content", {}).get("application/json", {}).get("schema", {})
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _record(name: str, schema: dict[str, Any]) -> RecordLine:
    needed = set(schema.get("required", ()))
    fields = tuple(
        FieldLine(field, _kind(one), field in needed) for field, one in schema.get("properties", {}).items()
    )
    return RecordLine(name, str(schema.get("description", "")), fields)


def _kind(schema: dict[str, Any]) -> str:
    """The type of a field in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    if "anyOf" in schema:
        return " | ".join(_kind(one) for one in schema["anyOf"])
    if items := schema.get("items"):
        return f"[{_kind(items)}]"
    return str(schema.get("type", "any"))
