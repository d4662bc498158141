"""The tables and columns of an instance, once: names, kinds, defaults and limits.

Readers, writers, the workbook's drop-downs, the JSON Schema and the checks all go by this page. The meaning
of every column stands in the modelling guide; the default of an optional column is that of the record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

from evacopt.domain.fleet import Crew, Fleet
from evacopt.domain.flight import Flight, Sortie, Status
from evacopt.domain.group import Group
from evacopt.domain.location import Location, Role
from evacopt.domain.pin import Pin, PinKind
from evacopt.domain.policy import Objective, PriorityRule
from evacopt.domain.share import Admission, Bloc, Share, ShareKind
from evacopt.domain.split import Split

Kind = Literal[
    "text",  # free text
    "code",  # an identifier
    "nationality",  # three capitals
    "integer",
    "time",  # ISO 8601 with offset; stored as UTC minutes
    "hours",  # decimal hours that make whole minutes; stored as minutes
    "minutes",
    "degrees",  # decimal degrees; stored as millionths
    "probability",  # decimal in [0, 1]; stored as parts per million
    "ratio",  # decimal, at least 0; stored as parts per million
    "yesno",  # true or false
    "choice",  # one of `choices`
    "choices",  # list of `choices`
    "codes",  # list of codes
    "members",  # FRA:2;NER:1, an object in JSON
    "weights",  # 1:10;2:5, an object in JSON
    "itinerary",  # F1>F2, a list in JSON
]

LARGEST = 1_000_000_000
"""Largest integer that a cell may hold: sums of products of two of them stay within 64 bits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column.

    Attributes
    ----------
    column, attribute : str
        Its name in files, and in the record.
    low, high : int
        Limits of the *stored* integer, both included.
    choices : tuple of str
        For the kinds `choice` and `choices`.
    refers : str
        What its codes must name: `location`, `group`, `flight`, `fleet`, or blank.
    """

    column: str
    attribute: str
    kind: Kind
    required: bool = False
    low: int = 0
    high: int = LARGEST
    choices: tuple[str, ...] = ()
    refers: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: `record` is the class of a row, `key` the column that must be unique (or blank).

    One that is `added` is written by replanning, not by people: without rows it is as if it were not.
    """

    name: str
    subject: str
    record: type[Any]
    fields: tuple[Field, ...]
    key: str = ""
    required: bool = False
    added: bool = False


def _field(column: str, kind: Kind, **rest: Any) -> Field:
    return Field(column=column, attribute=rest.pop("attribute", column), kind=kind, **rest)


def _must(column: str, kind: Kind, **rest: Any) -> Field:
    return _field(column, kind, required=True, **rest)


_LEG = (
    _must("operator", "code"),
    _must("origin", "code", refers="location"),
    _must("destination", "code", refers="location"),
)
_CABIN = (
    _field("aircraft", "text"),
    _must("seats", "integer", low=1),
    _field("stretchers", "integer"),
    _field("seats_per_stretcher", "integer"),
    _field("infants", "integer"),
    _field("accepts", "codes"),
)
_COSTS = (
    _field("copies", "integer", low=1),
    _field("cost", "integer"),
    _field("min_load", "integer"),
    _field("fleet", "code", refers="fleet"),
    _field("cancel_probability", "probability", high=1_000_000),
)

LOCATIONS = Table(
    name="locations",
    subject="location",
    record=Location,
    key="id",
    required=True,
    fields=(
        _must("id", "code"),
        _must("role", "choice", choices=get_args(Role)),
        _must("country", "nationality"),
        _field("name", "text"),
        _field("iata", "text"),
        _field("icao", "text"),
        _field("lat", "degrees", low=-90_000_000, high=90_000_000),
        _field("lon", "degrees", low=-180_000_000, high=180_000_000),
        _field("opens", "time"),
        _field("closes", "time"),
        _field("capacity", "integer"),
        _field("stay_hours", "hours", attribute="stay"),
        _field("max_stay_hours", "hours", attribute="max_stay"),
        _field("throughput_per_hour", "integer"),
        _field("movements_per_hour", "integer"),
        _field("movements_per_day", "integer"),
    ),
)
GROUPS = Table(
    name="groups",
    subject="group",
    record=Group,
    key="id",
    required=True,
    fields=(
        _must("id", "code"),
        _must("nationality", "nationality"),
        _field("members", "members"),
        _must("origin", "code", refers="location"),
        _must("size", "integer", low=1, high=1_000_000),
        _field("count", "integer", low=1),
        _field("priority", "integer", low=1, high=1_000),
        _field("infants", "integer", high=1_000_000),
        _field("stretchers", "integer"),
        _field("assisted", "integer"),
        _field("ready", "time"),
        _field("leave_by", "time"),
        _field("destinations", "codes"),
        _field("operators", "codes"),
        _field("weight", "integer"),
        _field("stay_hours", "hours", attribute="stay"),
        _field("registered", "time"),
        _field("show_up", "probability", low=1, high=1_000_000),
    ),
)
FLIGHTS = Table(
    name="flights",
    subject="flight",
    record=Flight,
    key="id",
    required=True,
    fields=(
        _must("id", "code"),
        *_LEG,
        _must("departs", "time"),
        _must("arrives", "time"),
        *_CABIN,
        _field("status", "choice", choices=get_args(Status)),
        *_COSTS,
    ),
)
BLOCS = Table(
    name="blocs",
    subject="bloc",
    record=Bloc,
    key="bloc",
    fields=(_must("bloc", "code"), _must("members", "codes")),
)
SHARES = Table(
    name="shares",
    subject="share",
    record=Share,
    key="id",
    fields=(
        _must("id", "code"),
        _must("kind", "choice", choices=get_args(ShareKind)),
        _must("nationality", "code"),
        _must("people", "integer"),
        _field("flight", "code", refers="flight"),
        _field("operator", "code"),
        _field("origin", "code", refers="location"),
        _field("destination", "code", refers="location"),
        _field("departs_from", "time"),
        _field("departs_before", "time"),
    ),
)
ADMISSIONS = Table(
    name="admissions",
    subject="admission",
    record=Admission,
    fields=(
        _field("location", "code", refers="location"),
        _field("country", "nationality"),
        _must("nationality", "code"),
        _field("people", "integer"),
    ),
)
FLEETS = Table(
    name="fleets",
    subject="fleet",
    record=Fleet,
    key="id",
    fields=(
        _must("id", "code"),
        _must("count", "integer"),
        _must("cycle_hours", "hours", attribute="cycle"),
    ),
)
CREWS = Table(
    name="crews",
    subject="crew",
    record=Crew,
    key="id",
    fields=(
        _must("id", "code"),
        _must("count", "integer"),
        _must("fleets", "codes", refers="fleet"),
        _must("rest_hours", "hours", attribute="rest"),
    ),
)
SORTIES = Table(
    name="sorties",
    subject="sortie",
    record=Sortie,
    key="id",
    fields=(
        _must("id", "code"),
        *_LEG,
        _must("first_departure", "time"),
        _must("every_hours", "hours", attribute="every", low=1),
        _must("until", "time"),
        _must("block_minutes", "minutes", low=1),
        *_CABIN,
        *_COSTS,
    ),
)
PINS = Table(
    name="pins",
    subject="pin",
    record=Pin,
    fields=(
        _must("group", "code", refers="group"),
        _must("kind", "choice", choices=get_args(PinKind)),
        _must("parties", "integer"),
        _field("itinerary", "itinerary", refers="flight"),
        _field("flight", "code", refers="flight"),
    ),
)
SPLITS = Table(
    name="splits",
    subject="split",
    record=Split,
    added=True,
    fields=(
        _must("group", "code", refers="group"),
        _must("of", "code", refers="group"),
        _must("parties", "integer", low=1),
        # Of flights that need not be there any more.
        _must("itinerary", "itinerary"),
    ),
)
TABLES = (LOCATIONS, GROUPS, FLIGHTS, BLOCS, SHARES, ADMISSIONS, FLEETS, CREWS, SORTIES, PINS, SPLITS)
"""In the order in which they are written."""

HEADER = (
    _must("name", "text"),
    _field("title", "text"),
    _field("source", "text"),
    _field("license", "text"),
    _must("begins", "time"),
    _must("ends", "time"),
)
"""The keys of the instance itself, beside `format` and the policy."""

POLICY = (
    _field("objectives", "choices", choices=get_args(Objective)),
    _field("priority_rule", "choice", choices=get_args(PriorityRule)),
    _field("priority_weights", "weights"),
    _field("max_legs", "integer", low=1, high=9),
    _field("min_connection_minutes", "minutes"),
    _field("check_in_minutes", "minutes"),
    _field("fairness_levels", "integer", low=1, high=1_000),
    _field("assistance_ratio", "ratio"),
    _field("full_loads", "yesno"),
)

FORMAT = "evacopt-instance/1"
PLAN_FORMAT = "evacopt-plan/1"
