"""The tables and columns of an instance, once: names, kinds, defaults and limits.

Readers, writers, the workbook's drop-downs, the JSON Schema and the checks all go by this page. The meaning
of every column stands in the modelling guide; the default of an optional column is that of the record.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from evacopt.domain.flight import Crew, Fleet, Flight, Pending, Sortie, Status
from evacopt.domain.group import Group
from evacopt.domain.location import Location, Role
from evacopt.domain.pin import Pin, PinKind
from evacopt.domain.policy import Objective, PriorityRule
from evacopt.domain.replanned import Split
from evacopt.domain.rule import LinearKind, LinearRule, Term
from evacopt.domain.share import Admission, Bloc, Share, ShareKind

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

LARGEST_COEFFICIENT = 1_000_000
"""Largest coefficient of a linear rule, its sign aside."""


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
    others : bool
        Whether there are other choices, which a check looks up.
    refers : str
        What its codes must name: `location`, `group`, `flight`, `fleet`, `rule`, or blank.
    younger : bool
        Younger than the format: where every cell is blank it is as if it were not, in the hash too.
    """

    column: str
    attribute: str
    kind: Kind
    required: bool = False
    low: int = 0
    high: int = LARGEST
    choices: tuple[str, ...] = ()
    others: bool = False
    refers: str = ""
    younger: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: `record` is the class of a row, `key` the column that must be unique (or blank).

    One that is `added` is written by evacopt or by programs, seldom by people: without rows it is as if it
    were not.
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


def _each(kind: Kind, *columns: str, **rest: Any) -> tuple[Field, ...]:
    return tuple(_field(column, kind, **rest) for column in columns)


def _table(record: type[Any], *fields: Field, **rest: Any) -> Table:
    """The table of `record`, called by its plural."""
    subject = rest.pop("subject", record.__name__.lower())
    return Table(name=f"{subject}s", subject=subject, record=record, fields=fields, **rest)


_ID = _must("id", "code")
_LEG = (_must("operator", "code"), *_each("code", "origin", "destination", required=True, refers="location"))
_CABIN = (
    _field("aircraft", "text"),
    _must("seats", "integer", low=1),
    *_each("integer", "stretchers", "seats_per_stretcher", "infants"),
    _field("accepts", "codes"),
)
_COSTS = (
    _field("copies", "integer", low=1),
    *_each("integer", "cost", "min_load"),
    _field("fleet", "code", refers="fleet"),
    _field("cancel_probability", "probability", high=1_000_000),
)

LOCATIONS = _table(
    Location,
    _ID,
    _must("role", "choice", choices=get_args(Role)),
    _must("country", "nationality"),
    *_each("text", "name", "iata", "icao"),
    _field("lat", "degrees", low=-90_000_000, high=90_000_000),
    _field("lon", "degrees", low=-180_000_000, high=180_000_000),
    *_each("time", "opens", "closes"),
    _field("capacity", "integer"),
    _field("stay_hours", "hours", attribute="stay"),
    _field("max_stay_hours", "hours", attribute="max_stay"),
    *_each("integer", "throughput_per_hour", "movements_per_hour", "movements_per_day"),
    _field("timezone", "text", younger=True),
    key="id",
    required=True,
)
GROUPS = _table(
    Group,
    _ID,
    _must("nationality", "nationality"),
    _field("members", "members"),
    _must("origin", "code", refers="location"),
    _must("size", "integer", low=1, high=1_000_000),
    _field("count", "integer", low=1),
    _field("priority", "integer", low=1, high=1_000),
    _field("infants", "integer", high=1_000_000),
    *_each("integer", "stretchers", "assisted"),
    *_each("time", "ready", "leave_by"),
    *_each("codes", "destinations", "operators"),
    _field("weight", "integer"),
    _field("stay_hours", "hours", attribute="stay"),
    _field("registered", "time"),
    _field("show_up", "probability", low=1, high=1_000_000),
    key="id",
    required=True,
)
FLIGHTS = _table(
    Flight,
    _ID,
    *_LEG,
    *_each("time", "departs", "arrives", required=True),
    *_CABIN,
    _field("status", "choice", choices=get_args(Status)),
    *_COSTS,
    key="id",
    required=True,
)
BLOCS = _table(Bloc, _must("bloc", "code"), _must("members", "codes"), key="bloc")
SHARES = _table(
    Share,
    _ID,
    _must("kind", "choice", choices=get_args(ShareKind)),
    _must("nationality", "code"),
    _must("people", "integer"),
    _field("flight", "code", refers="flight"),
    _field("operator", "code"),
    *_each("code", "origin", "destination", refers="location"),
    *_each("time", "departs_from", "departs_before"),
    key="id",
)
ADMISSIONS = _table(
    Admission,
    _field("location", "code", refers="location"),
    _field("country", "nationality"),
    _must("nationality", "code"),
    _field("people", "integer"),
)
FLEETS = _table(
    Fleet, _ID, _must("count", "integer"), _must("cycle_hours", "hours", attribute="cycle"), key="id"
)
CREWS = _table(
    Crew,
    _ID,
    _must("count", "integer"),
    _must("fleets", "codes", refers="fleet"),
    _must("rest_hours", "hours", attribute="rest"),
    key="id",
)
SORTIES = _table(
    Sortie,
    _ID,
    *_LEG,
    _must("first_departure", "time"),
    _must("every_hours", "hours", attribute="every", low=1),
    _must("until", "time"),
    _must("block_minutes", "minutes", low=1),
    *_CABIN,
    *_COSTS,
    key="id",
)
PINS = _table(
    Pin,
    _must("group", "code", refers="group"),
    _must("kind", "choice", choices=get_args(PinKind)),
    _must("parties", "integer"),
    _field("itinerary", "itinerary", refers="flight"),
    _field("flight", "code", refers="flight"),
)
RULES = _table(
    LinearRule,
    _ID,
    _must("kind", "choice", choices=get_args(LinearKind)),
    _field("limit", "integer", low=-LARGEST),
    subject="rule",
    key="id",
    added=True,
)
TERMS = _table(
    Term,
    _must("rule", "code", refers="rule"),
    _must("coefficient", "integer", low=-LARGEST_COEFFICIENT, high=LARGEST_COEFFICIENT),
    _field("group", "code", refers="group"),
    _field("flight", "code", refers="flight"),
    added=True,
)
SPLITS = _table(
    Split,
    *_each("code", "group", "of", required=True, refers="group"),
    _must("parties", "integer", low=1),
    _must("itinerary", "itinerary"),  # of flights that need not be there any more
    added=True,
)
PENDING = Table(
    name="pending",
    subject="flight",
    record=Pending,
    fields=tuple(replace(one, required=False) if one.kind == "time" else one for one in FLIGHTS.fields),
    key="id",
    added=True,
)
"""Flights of which a time is not known yet, wherever they are written."""

TABLES = (
    LOCATIONS,
    GROUPS,
    FLIGHTS,
    BLOCS,
    SHARES,
    ADMISSIONS,
    FLEETS,
    CREWS,
    SORTIES,
    PINS,
    RULES,
    TERMS,
    SPLITS,
    PENDING,
)
"""In the order in which they are written."""

HEADER = (
    _must("name", "text"),
    *_each("text", "title", "source", "license"),
    *_each("time", "begins", "ends", required=True),
    _field("timezone", "text", younger=True),
)
"""The keys of the instance itself, beside `format` and the policy."""

POLICY = (
    _field("objectives", "choices", choices=get_args(Objective), others=True),
    _field("priority_rule", "choice", choices=get_args(PriorityRule)),
    _field("priority_weights", "weights"),
    _field("max_legs", "integer", low=1, high=9),
    *_each("minutes", "min_connection_minutes", "check_in_minutes"),
    _field("fairness_levels", "integer", low=1, high=1_000),
    _field("assistance_ratio", "ratio"),
    _field("full_loads", "yesno"),
)

FORMAT = "evacopt-instance/1"
