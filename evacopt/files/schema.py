"""What each column means, and the JSON Schema of an instance, made from `evacopt.domain.fields`.

The meanings are the notes of the workbook and the descriptions in the schema.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

from evacopt.domain.field import LARGEST, Field, Kind
from evacopt.domain.fields import FORMAT, HEADER, POLICY, TABLES
from evacopt.domain.stored import HIGHEST_CLASS, written
from evacopt.files.pending import LATER


@cache
def meanings() -> dict[str, dict[str, str]]:
    """What each column means, by table and column."""
    text = files("evacopt.files").joinpath("data", "meanings.toml").read_text(encoding="utf-8")
    tables: dict[str, dict[str, str]] = tomllib.loads(text)
    alike = tables.pop("leg") | tables.pop("cabin")
    flights = {name: tables[name] | alike for name in ("flights", "sorties")}
    return tables | flights | {"pending": flights["flights"]}


DIALECT = "https://json-schema.org/draft/2020-12/schema"
_CODE = {"type": "string", "pattern": r"^[^\s;>]([^;>]*[^\s;>])?$"}
_NATIONALITY = {"type": "string", "pattern": "^[A-Z]{3}$"}
_TIME = {
    "type": "string",
    "description": "ISO 8601 with offset or Z",
    "pattern": r"^\s*\d{4}-?[0-9W].*(Z|[+-]\d{2}(:?\d{2}(:?\d{2}(\.\d+)?)?)?)\s*$",
}


def instance_schema() -> dict[str, Any]:
    """The schema (draft 2020-12) of the JSON container.

    It holds what a schema can say: names, types, ranges, choices. References between tables and sums are for
    `check_instance`.
    """
    tables = {table.name: {"type": "array", "items": _object(table.name, table.fields)} for table in TABLES}
    header = _object("instance", HEADER)
    return {
        "$schema": DIALECT,
        "title": FORMAT,
        "description": "An evacuation: places, groups, flights and the rules between states.",
        **header,
        "properties": {
            "format": {"const": FORMAT},
            **header["properties"],
            "policy": _object("policy", POLICY),
            **tables,
        },
        "required": ["format", *header["required"], *(table.name for table in TABLES if table.required)],
    }


def _object(name: str, fields: tuple[Field, ...]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {field.column: _property(name, field) for field in fields},
        "patternProperties": {"^[nN][oO][tT][eE]": {}},
        "required": [field.column for field in fields if field.required and not _filled(name, field)],
        "additionalProperties": False,
    }


def _filled(name: str, field: Field) -> bool:
    """Whether a reader can fill the field: a country follows from an airport's code."""
    return (name, field.column) == ("locations", "country")


def _property(name: str, field: Field) -> dict[str, Any]:
    schema, meaning = _KINDS[field.kind](field), meanings()[name][field.column]
    if (name, field.kind) == ("flights", "time"):
        return {"description": meaning, "anyOf": [schema, {"enum": list(LATER)}]}
    if field.required and not _filled(name, field):
        return {**schema, "description": meaning}
    schema.pop("description", None)
    return {"description": meaning, "anyOf": [schema, {"enum": [None, ""]}]}


def _integer(field: Field) -> dict[str, Any]:
    return {"type": "integer", "minimum": field.low, "maximum": field.high}


def _decimal(field: Field) -> dict[str, Any]:
    low, high = (float(written(field, limit)) for limit in (field.low, field.high))
    return {"type": "number", "minimum": low, "maximum": high}


def _codes(field: Field) -> dict[str, Any]:
    listed: dict[str, Any] = {"type": "array", "items": _CODE}
    if field.required or field.column == "accepts":
        listed["minItems"] = 1
    return {"anyOf": [{"enum": ["all", "own"]}, listed]} if field.column == "accepts" else listed


def _pairs(keys: str, low: int) -> dict[str, Any]:
    numbers = {"type": "integer", "minimum": low, "maximum": LARGEST}
    return {"type": "object", "patternProperties": {keys: numbers}, "additionalProperties": False}


_KINDS: dict[Kind, Callable[[Field], dict[str, Any]]] = {
    "text": lambda field: {"type": "string", **({"pattern": r"\S"} if field.required else {})},
    "code": lambda field: dict(_CODE),
    "nationality": lambda field: dict(_NATIONALITY),
    "integer": _integer,
    "minutes": _integer,
    "time": lambda field: dict(_TIME),
    "hours": _decimal,
    "degrees": _decimal,
    "probability": _decimal,
    "ratio": _decimal,
    "yesno": lambda field: {"type": "boolean"},
    "choice": lambda field: {"enum": list(field.choices)},
    "choices": lambda field: {
        "type": "array",
        "items": _CODE if field.others else {"enum": list(field.choices)},
        "minItems": 1,
        "uniqueItems": True,
    },
    "codes": _codes,
    "itinerary": _codes,
    "members": lambda field: _pairs("^[A-Z]{3}$", 1),
    "amounts": lambda field: _pairs(_CODE["pattern"], 0),
    "clock": lambda field: {"type": "string", "pattern": r"^\s*([01]?\d|2[0-3]):[0-5]\d(:00)?\s*$"},
    "weights": lambda field: {
        **_pairs(r"^\d{1,4}$", 0),
        "description": f"class from 1 to {HIGHEST_CLASS} to weight",
    },
}
