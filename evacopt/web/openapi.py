"""The description of the API, made from the records that it reads and writes (OpenAPI 3.1)."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import msgspec

from evacopt import __version__
from evacopt.web import wire
from evacopt.web.roles import HIDDEN_FROM_LIAISON, OF_ROUTE

BASE = "/api/1"


class Described(NamedTuple):
    """What a route does, what it takes and gives; `None` is no record but a file."""

    summary: str
    gives: type | None
    takes: type | None = None
    query: tuple[str, ...] = ()


STATE = ("state", "release")
ROUTES: dict[tuple[str, str], Described] = {
    ("GET", "/state"): Described("Where the board stands.", wire.StateOut, query=STATE),
    ("GET", "/plan"): Described("The plan as its file.", None, query=STATE),
    ("GET", "/instance"): Described("The instance as its JSON file.", None, query=STATE),
    ("GET", "/flights/{id}"): Described("One flight and who is aboard.", wire.FlightOut, query=STATE),
    ("GET", "/groups/{id}"): Described("One group and where its parties are.", wire.GroupOut, query=STATE),
    ("GET", "/changes"): Described("What was done after a change.", wire.ChangesOut, query=("since",)),
    ("GET", "/proposals"): Described("Better plans that can be taken.", wire.ProposalsOut),
    ("GET", "/exports"): Described("Which lists there are.", wire.ExportsOut, query=STATE),
    ("GET", "/exports/{path}"): Described("One list: CSV, workbook or text.", None, query=STATE),
    ("GET", "/report"): Described("The situation report, one HTML file.", None, query=STATE),
    ("GET", "/openapi.json"): Described("This description.", None),
    ("POST", "/try"): Described("Judge a request; nothing is changed.", wire.TriedOut, wire.Trying),
    ("POST", "/changes"): Described("Make a change.", wire.DoneOut, wire.Asking),
}
QUERY: dict[str, dict[str, Any]] = {
    "state": {"type": "integer", "minimum": 0, "description": "The number of an earlier state."},
    "release": {"type": "string", "description": "The name of a release: the state in which it was made."},
    "since": {"type": "integer", "minimum": 0, "description": "The number of the last change that is known."},
}
ERRORS = {
    "400": "It is not well-formed.",
    "401": "Nobody has signed in.",
    "403": "It takes another role, or was sent by a page of others.",
    "404": "There is no such thing.",
    "409": "Others have changed the same since, or the plan breaks a rule.",
    "413": "It is too long.",
    "422": "It cannot be done, and why.",
    "429": "Too many requests; the header Retry-After says when to ask again.",
}


@cache
def description() -> dict[str, Any]:
    """The OpenAPI document."""
    records = {one for route in ROUTES.values() for one in (route.gives, route.takes) if one} | {wire.Failure}
    listed = sorted(records, key=lambda record: record.__name__)
    _, components = msgspec.json.schema_components(listed, ref_template="#/components/schemas/{name}")
    paths: dict[str, Any] = {}
    for (method, path), route in ROUTES.items():
        paths.setdefault(BASE + path, {})[method.lower()] = _operation(method, path, route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "evacopt board", "version": __version__},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}],
    }


def _operation(method: str, path: str, route: Described) -> dict[str, Any]:
    key = method, BASE + path.replace("{path}", "{path:path}")
    operation: dict[str, Any] = {
        "operationId": f"{method.lower()}{path}".replace("/", "_").translate(
            {ord(sign): "" for sign in "{}."}
        ),
        "summary": route.summary,
        "description": _who(key),
        "parameters": [
            *_of_path(path),
            *({"name": one, "in": "query", "schema": QUERY[one]} for one in route.query),
        ],
        "responses": _responses(route),
    }
    if route.takes:
        operation["requestBody"] = {"required": True, "content": _json(route.takes)}
    return operation


def _who(key: tuple[str, str]) -> str:
    hidden = " Not for a liaison." if key in HIDDEN_FROM_LIAISON else ""
    return f"Takes the role {OF_ROUTE[key]}.{hidden}"


def _of_path(path: str) -> list[dict[str, Any]]:
    names = [part.strip("{}") for part in path.split("/") if part.startswith("{")]
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _responses(route: Described) -> dict[str, Any]:
    done = "201" if route.gives is wire.DoneOut else "200"
    content = _json(route.gives) if route.gives else {"*/*": {}}
    failed = {code: {"description": text, "content": _json(wire.Failure)} for code, text in ERRORS.items()}
    return {done: {"description": "Done.", "content": content}, **failed}


def _json(record: type) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{record.__name__}"}}}
