"""The tables of the airfield itself: windows, reception, slots, resources, dimensions, links (6)."""

from __future__ import annotations

from typing import get_args

from evacopt.domain.dimension import Dimension
from evacopt.domain.field import a_field, a_must, a_table, each
from evacopt.domain.link import Link, LinkKind
from evacopt.domain.reception import Capacity
from evacopt.domain.resource import Anchor, Resource, Use
from evacopt.domain.slot import Order, Slot
from evacopt.domain.window import Direction, Window, WindowKind

_ID = a_must("id", "code")
_AT = a_must("location", "code", refers="location")
_DIRECTION = a_field("direction", "choice", choices=get_args(Direction))
_DAYS = 14 * 24 * 60

WINDOWS = a_table(
    Window,
    _AT,
    a_must("kind", "choice", choices=get_args(WindowKind)),
    _DIRECTION,
    a_field("operators", "codes"),
    a_field("from", "time", attribute="since"),
    a_field("to", "time", attribute="until"),
    *each("clock", "daily_from", "daily_to", high=1439),
    younger=True,
)
CAPACITIES = a_table(
    Capacity,
    _AT,
    a_must("from", "time", attribute="since"),
    a_field("people", "integer"),
    name="capacities",
    younger=True,
)
SLOTS = a_table(
    Slot,
    _ID,
    _AT,
    a_field("operator", "code"),
    _DIRECTION,
    a_must("from", "time", attribute="since"),
    a_must("to", "time", attribute="until"),
    a_must("movements", "integer"),
    key="id",
    younger=True,
)
ORDER = a_table(
    Order, *each("code", "flight", "needs", required=True, refers="flight"), name="order", younger=True
)
RESOURCES = a_table(
    Resource, _ID, a_must("count", "integer"), a_field("used_up", "yesno"), key="id", younger=True
)
USES = a_table(
    Use,
    a_must("resource", "code", refers="resource"),
    a_field("flight", "code", refers="series"),
    a_field("operator", "code"),
    a_field("aircraft", "text"),
    *each("code", "origin", "destination", refers="location"),
    a_field("amount", "integer", low=1),
    a_field("anchor", "choice", choices=get_args(Anchor)),
    *each("minutes", "from_minutes", "to_minutes", low=-_DAYS, high=_DAYS),
    younger=True,
)
DIMENSIONS = a_table(Dimension, _ID, a_field("unit", "text"), key="id", younger=True)
LINKS = a_table(
    Link,
    a_must("group", "code", refers="group"),
    a_must("with", "code", attribute="partner", refers="group"),
    a_must("kind", "choice", choices=get_args(LinkKind)),
    a_field("ratio", "integer", low=1),
    younger=True,
)

AIRFIELD = (WINDOWS, CAPACITIES, SLOTS, ORDER, RESOURCES, USES, DIMENSIONS, LINKS)
"""In the order in which they are written."""
