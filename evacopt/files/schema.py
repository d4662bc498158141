"""What each column means, and the JSON Schema of an instance, made from `evacopt.domain.fields`.

The meanings are the notes of the workbook and the descriptions in the schema.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from evacopt.domain.fields import FORMAT, HEADER, LARGEST, POLICY, TABLES, Field, Kind
from evacopt.domain.stored import HIGHEST_CLASS, written

_CABIN = {
    "aircraft": "Type of aircraft, for people to read.",
    "seats": "Seats of one sortie.",
    "stretchers": "Positions for people who lie; blank = 0.",
    "seats_per_stretcher": "Seats that one stretcher takes; blank = 1.",
    "infants": "Largest number of lap infants; blank = as many as seats.",
    "accepts": "all, own (the operator's nationals), or nationalities and blocs separated by ;",
    "copies": "How many identical sorties may be flown, for optional flights; blank = 1.",
    "cost": "Money for one sortie flown; blank = 0.",
    "min_load": "People that an optional sortie must carry on average; blank = 0.",
    "fleet": "The aircraft pool that flies it; blank = none.",
    "cancel_probability": "How likely it is cancelled, 0 to 1; blank = 0.",
}
_LEG = {
    "operator": "Who flies it: a state (three capitals) or a company.",
    "origin": "Location where it departs.",
    "destination": "Location where it lands.",
}

MEANINGS: dict[str, dict[str, str]] = {
    "instance": {
        "name": "A short name, used in plans and reports.",
        "title": "A title for people.",
        "source": "Where the data come from.",
        "license": "Under what terms they may be used.",
        "begins": "First minute of the horizon, with offset or Z.",
        "ends": "Last minute at which anything departs, with offset or Z.",
    },
    "policy": {
        "objectives": "The goals, most important first.",
        "priority_rule": "strict: class 1 before class 2; weighted: one sum of weights.",
        "priority_weights": "Weight of each class, as 1:10;2:5; a class not named weighs 1.",
        "max_legs": "Most flights of one journey; default 3.",
        "min_connection_minutes": "Least time between two flights of a journey; default 60.",
        "check_in_minutes": "A party must be ready that long before departure; default 0.",
        "fairness_levels": "How many of the worst-off nationalities are lifted in turn; default 1.",
        "assistance_ratio": "Assisted people per able person on a flight; blank = not applied.",
        "full_loads": "true: optional flights leave full unless nobody is left; default false.",
    },
    "locations": {
        "id": "A short code, such as the airport's.",
        "role": "origin (people wait), hub (on the way) or haven (safe).",
        "country": "Three capitals, ISO 3166; blank is filled from iata or icao.",
        "name": "A name for people.",
        "iata": "Three letters, if it has them.",
        "icao": "Four letters, if it has them.",
        "lat": "Decimal degrees north; blank is filled from iata or icao.",
        "lon": "Decimal degrees east; blank is filled from iata or icao.",
        "opens": "No departure or arrival before; blank = always open.",
        "closes": "No departure or arrival after; blank = never closes.",
        "capacity": "People present at once, hub or haven; blank = no limit.",
        "stay_hours": "Haven: how long an arrival holds a place; blank = to the end.",
        "max_stay_hours": "Hub: longest wait for the onward flight; blank = no limit.",
        "throughput_per_hour": "People processed for departure in an hour; blank = no limit.",
        "movements_per_hour": "Departures and arrivals in a UTC hour; blank = no limit.",
        "movements_per_day": "Departures and arrivals in a UTC day; blank = no limit.",
    },
    "groups": {
        "id": "A pseudonymous code, never a name.",
        "nationality": "As whom the party travels: three capitals.",
        "members": "Mixed families: people by nationality, FRA:2;NER:1; blank = all of nationality.",
        "origin": "Location where the party waits.",
        "size": "People of one party who need a seat.",
        "count": "How many such parties; blank = 1.",
        "priority": "Class, 1 = most urgent; blank = 1.",
        "infants": "Lap infants of one party; blank = 0.",
        "stretchers": "People of one party who must lie; blank = 0.",
        "assisted": "People of one party who need a helper; blank = 0.",
        "ready": "Earliest departure; blank = begins.",
        "leave_by": "Latest first departure; blank = none.",
        "destinations": "Accepted havens or countries, separated by ; blank = every haven.",
        "operators": "Operators that may carry the party, separated by ; blank = every operator.",
        "weight": "Value of bringing one party out; blank = people x class weight.",
        "stay_hours": "Stay at the haven, if not the haven's own.",
        "registered": "When the party registered, for first come first served.",
        "show_up": "How likely a called party boards, above 0 to 1; blank = 1.",
    },
    "flights": {
        "id": "A code, such as the flight number.",
        **_LEG,
        "departs": "Time with offset or Z, 2023-08-01T06:00Z.",
        "arrives": "Time with offset or Z.",
        **_CABIN,
        "status": "scheduled (flies), optional (the planner decides) or cancelled; blank = scheduled.",
    },
    "blocs": {
        "bloc": "A name for several nationalities, such as EU.",
        "members": "Its nationalities, separated by ;",
    },
    "shares": {
        "id": "A code for the promise.",
        "kind": "max (at most), min (at least) or reserve (seats for them alone on each flight).",
        "nationality": "A nationality or a bloc.",
        "people": "How many.",
        "flight": "Only this flight; blank = any.",
        "operator": "Only flights of this operator; blank = any.",
        "origin": "Only flights from there; blank = any.",
        "destination": "Only flights to there; blank = any.",
        "departs_from": "Only departures from this time on; blank = any.",
        "departs_before": "Only departures before this time; blank = any.",
    },
    "admissions": {
        "location": "The location that admits; fill this or country.",
        "country": "The country that admits; fill this or location.",
        "nationality": "A nationality or a bloc.",
        "people": "How many may land, 0 = not admitted; blank = no limit.",
    },
    "fleets": {
        "id": "A code for the aircraft pool.",
        "count": "How many aircraft.",
        "cycle_hours": "How long an aircraft is gone from a departure.",
    },
    "crews": {
        "id": "A code for the crew pool.",
        "count": "How many crews.",
        "fleets": "Fleets they can fly, separated by ;",
        "rest_hours": "How long a crew is gone from a departure.",
    },
    "sorties": {
        "id": "A code; the flights are called code@departure.",
        **_LEG,
        "first_departure": "Time of the first, with offset or Z.",
        "every_hours": "Hours from one to the next.",
        "until": "Latest departure, with offset or Z.",
        "block_minutes": "Minutes from departure to arrival.",
        **_CABIN,
    },
    "pins": {
        "group": "The group decided about.",
        "kind": "at_least, at_most or exactly.",
        "parties": "How many parties.",
        "itinerary": "The flights in order, F1>F2; blank = any.",
        "flight": "Any journey that uses this flight; blank = any.",
    },
    "splits": {
        "group": "A group that replanning split off another.",
        "of": "The group under which plans made before have these parties.",
        "parties": "How many parties.",
        "itinerary": "Where those plans have them, F1>F2.",
    },
}
"""Table, then column, then meaning."""

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
    schema, meaning = _KINDS[field.kind](field), MEANINGS[name][field.column]
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
        "items": {"enum": list(field.choices)},
        "minItems": 1,
        "uniqueItems": True,
    },
    "codes": _codes,
    "itinerary": _codes,
    "members": lambda field: _pairs("^[A-Z]{3}$", 1),
    "weights": lambda field: {
        **_pairs(r"^\d{1,4}$", 0),
        "description": f"class from 1 to {HIGHEST_CLASS} to weight",
    },
}
