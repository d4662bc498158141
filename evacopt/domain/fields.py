"""The tables and columns of an instance, once: names, kinds, defaults and limits.

Readers, writers, the workbook's drop-downs, the JSON Schema and the checks all go by this page. The meaning
of every column stands in the modelling guide; the default of an optional column is that of the record.
"""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from evacopt.domain.airfield_fields import AIRFIELD
from evacopt.domain.field import LARGEST, LARGEST_COEFFICIENT, Table, a_field, a_must, a_table, each
from evacopt.domain.flight import Crew, Fleet, Flight, Pending, Sortie, Status
from evacopt.domain.group import Group
from evacopt.domain.location import Location, Role
from evacopt.domain.pin import Pin, PinKind
from evacopt.domain.policy import Objective, PriorityRule
from evacopt.domain.replanned import Split
from evacopt.domain.rule import LinearKind, LinearRule, Term
from evacopt.domain.share import Admission, Bloc, Share, ShareKind

_ID = a_must("id", "code")
_LEG = (a_must("operator", "code"), *each("code", "origin", "destination", required=True, refers="location"))
_CABIN = (
    a_field("aircraft", "text"),
    a_must("seats", "integer", low=1),
    *each("integer", "stretchers", "seats_per_stretcher", "infants"),
    a_field("accepts", "codes"),
)
_COSTS = (
    a_field("copies", "integer", low=1),
    *each("integer", "cost", "min_load"),
    a_field("fleet", "code", refers="fleet"),
    a_field("cancel_probability", "probability", high=1_000_000),
    a_field("alternative", "code", younger=True),
    a_field("room", "amounts", refers="dimension", younger=True),
    *each("integer", "cost_per_person", "risk_ppm", younger=True),
)

LOCATIONS = a_table(
    Location,
    _ID,
    a_must("role", "choice", choices=get_args(Role)),
    a_must("country", "nationality"),
    *each("text", "name", "iata", "icao"),
    a_field("lat", "degrees", low=-90_000_000, high=90_000_000),
    a_field("lon", "degrees", low=-180_000_000, high=180_000_000),
    *each("time", "opens", "closes"),
    a_field("capacity", "integer"),
    a_field("stay_hours", "hours", attribute="stay"),
    a_field("max_stay_hours", "hours", attribute="max_stay"),
    *each("integer", "throughput_per_hour", "movements_per_hour", "movements_per_day"),
    a_field("timezone", "text", younger=True),
    *each("integer", "arrivals_per_hour", "arrivals_per_day", younger=True),
    a_field("room", "amounts", refers="dimension", younger=True),
    a_field("risk_ppm_per_hour", "integer", younger=True),
    key="id",
    required=True,
)
GROUPS = a_table(
    Group,
    _ID,
    a_must("nationality", "nationality"),
    a_field("members", "members"),
    a_must("origin", "code", refers="location"),
    a_must("size", "integer", low=1, high=1_000_000),
    a_field("count", "integer", low=1),
    a_field("priority", "integer", low=1, high=1_000),
    a_field("infants", "integer", high=1_000_000),
    *each("integer", "stretchers", "assisted"),
    *each("time", "ready", "leave_by"),
    *each("codes", "destinations", "operators"),
    a_field("weight", "integer"),
    a_field("stay_hours", "hours", attribute="stay"),
    a_field("registered", "time"),
    a_field("show_up", "probability", low=1, high=1_000_000),
    a_field("needs", "amounts", refers="dimension", younger=True),
    a_field("tags", "codes", younger=True),
    *each("integer", "count_low", "count_high", younger=True),
    key="id",
    required=True,
)
FLIGHTS = a_table(
    Flight,
    _ID,
    *_LEG,
    *each("time", "departs", "arrives", required=True),
    *_CABIN,
    a_field("status", "choice", choices=get_args(Status)),
    *_COSTS,
    key="id",
    required=True,
)
BLOCS = a_table(Bloc, a_must("bloc", "code"), a_must("members", "codes"), key="bloc")
SHARES = a_table(
    Share,
    _ID,
    a_must("kind", "choice", choices=get_args(ShareKind)),
    a_field("nationality", "code"),
    a_must("people", "integer"),
    a_field("flight", "code", refers="flight"),
    a_field("operator", "code"),
    *each("code", "origin", "destination", refers="location"),
    *each("time", "departs_from", "departs_before"),
    a_field("tag", "code", younger=True),
    a_field("release_hours", "hours", attribute="release", younger=True),
    key="id",
)
ADMISSIONS = a_table(
    Admission,
    a_field("location", "code", refers="location"),
    a_field("country", "nationality"),
    a_must("nationality", "code"),
    a_field("people", "integer"),
    a_field("from", "time", attribute="since", younger=True),
    a_field("until", "time", younger=True),
)
FLEETS = a_table(
    Fleet, _ID, a_must("count", "integer"), a_must("cycle_hours", "hours", attribute="cycle"), key="id"
)
CREWS = a_table(
    Crew,
    _ID,
    a_must("count", "integer"),
    a_must("fleets", "codes", refers="fleet"),
    a_must("rest_hours", "hours", attribute="rest"),
    key="id",
)
SORTIES = a_table(
    Sortie,
    _ID,
    *_LEG,
    a_must("first_departure", "time"),
    a_must("every_hours", "hours", attribute="every", low=1),
    a_must("until", "time"),
    a_must("block_minutes", "minutes", low=1),
    *_CABIN,
    *_COSTS,
    key="id",
)
PINS = a_table(
    Pin,
    a_must("group", "code", refers="group"),
    a_must("kind", "choice", choices=get_args(PinKind)),
    a_must("parties", "integer"),
    a_field("itinerary", "itinerary", refers="flight"),
    a_field("flight", "code", refers="flight"),
)
RULES = a_table(
    LinearRule,
    _ID,
    a_must("kind", "choice", choices=get_args(LinearKind)),
    a_field("limit", "integer", low=-LARGEST),
    subject="rule",
    key="id",
    added=True,
)
TERMS = a_table(
    Term,
    a_must("rule", "code", refers="rule"),
    a_must("coefficient", "integer", low=-LARGEST_COEFFICIENT, high=LARGEST_COEFFICIENT),
    a_field("group", "code", refers="group"),
    a_field("flight", "code", refers="flight"),
    added=True,
)
SPLITS = a_table(
    Split,
    *each("code", "group", "of", required=True, refers="group"),
    a_must("parties", "integer", low=1),
    a_must("itinerary", "itinerary"),  # of flights that need not be there any more
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
    *AIRFIELD,
    PINS,
    RULES,
    TERMS,
    SPLITS,
    PENDING,
)
"""In the order in which they are written."""

HEADER = (
    a_must("name", "text"),
    *each("text", "title", "source", "license"),
    *each("time", "begins", "ends", required=True),
    a_field("timezone", "text", younger=True),
)
"""The keys of the instance itself, beside `format` and the policy."""

POLICY = (
    a_field("objectives", "choices", choices=get_args(Objective), others=True),
    a_field("priority_rule", "choice", choices=get_args(PriorityRule)),
    a_field("priority_weights", "weights"),
    a_field("max_legs", "integer", low=1, high=9),
    *each("minutes", "min_connection_minutes", "check_in_minutes"),
    a_field("fairness_levels", "integer", low=1, high=1_000),
    a_field("assistance_ratio", "ratio"),
    a_field("full_loads", "yesno"),
)

FORMAT = "evacopt-instance/1"
