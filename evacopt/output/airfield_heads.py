"""The tables of the airfield itself by name: the caption of each, and what stands over its columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from evacopt.domain.phrase import phrase, phrase_about
from evacopt.output.table import Column

_PLACE, _RESOURCE = Column(phrase("place"), "code"), Column(phrase("resource"), "code")
_FLIGHT, _LOCAL = Column(phrase("flight"), "code"), Column(phrase("local"), "time")
_FROM, _TO = Column(phrase_about("time", "from"), "time"), Column(phrase_about("time", "to"), "time")
_PEOPLE, _OF = Column(phrase("people")), Column(phrase("of"))
_WHEN, _ROOM = Column(phrase("when most"), "time"), Column(phrase("room for"))
_SLOT = {
    "id": Column(phrase("slot"), "code"),
    "location": _PLACE,
    "operator": Column(phrase_about("operator", "by"), "code"),
    "direction": Column(phrase("movements"), "words"),
    "from": _FROM,
    "to": _TO,
    "local": _LOCAL,
}
_BESIDE = Column(phrase("need"), "code"), Column(phrase("unit"), "words")


class Shown(NamedTuple):
    """How a table is shown: its caption, and the head of each column by its name."""

    caption: str
    columns: Mapping[str, Column]


OF_PLANS = {
    "resources": Shown(
        phrase("Resources at their fullest (UTC)"),
        {
            "id": _RESOURCE,
            "location": _PLACE,
            "used_up": Column(phrase("how"), "words"),
            "most": Column(phrase("at most")),
            "count": _OF,
            "left": Column(phrase_about("seats", "left")),
            "most_at": _WHEN,
            "local": _LOCAL,
        },
    ),
    "slots": Shown(
        phrase("Slots (UTC)"), {**_SLOT, "flown": Column(phrase_about("times", "flown")), "movements": _OF}
    ),
    "reception": Shown(
        phrase("Reception by UTC day"),
        {
            "location": _PLACE,
            "day": Column(phrase("day"), "time"),
            "landed": Column(phrase("arrive")),
            "per_day": Column(phrase("of a day")),
            "busiest_hour": Column(phrase("busiest hour"), "time"),
            "in_hour": Column(phrase("arrive in it")),
            "per_hour": Column(phrase("of an hour")),
            "present": Column(phrase("most present")),
            "capacity": _ROOM,
        },
    ),
    "capacities": Shown(
        phrase("Room that changes (UTC)"),
        {
            "location": _PLACE,
            "from": _FROM,
            "present": Column(phrase("most present")),
            "people": _ROOM,
            "present_at": _WHEN,
            "local": _LOCAL,
        },
    ),
    "dimensions": Shown(
        phrase("Needs beside seats"),
        {
            "flight": _FLIGHT,
            "location": _PLACE,
            "at": Column(phrase("when"), "time"),
            "dimension": _BESIDE[0],
            "unit": _BESIDE[1],
            "needed": Column(phrase("needed")),
            "room": _ROOM,
        },
    ),
    "tags": Shown(
        phrase("By tag"),
        {
            "tag": Column(phrase("tag"), "code"),
            "people": _PEOPLE,
            "served": Column(phrase("out")),
            "left": Column(phrase_about("people", "left")),
            "left_ppm": Column(phrase("left %")),
        },
    ),
    "alternatives": Shown(
        phrase("Alternatives, of which one flies at most"),
        {
            "alternative": Column(phrase("alternative"), "code"),
            "flown": Column(phrase_about("flight", "flown"), "code"),
            "flights": Column(phrase("of"), "list"),
        },
    ),
    "order": Shown(
        phrase("Flights that need another one flown"),
        {
            "flight": _FLIGHT,
            "flown": Column(phrase("sorties")),
            "needs": Column(phrase("needs"), "code"),
            "needs_flown": Column(phrase("sorties")),
        },
    ),
    "links": Shown(
        phrase("Groups that go by others: parties that get out"),
        {
            "group": Column(phrase("group"), "code"),
            "parties": Column(phrase("out")),
            "with": Column(phrase("with"), "code"),
            "with_parties": Column(phrase("out")),
            "kind": Column(phrase("how"), "words"),
            "ratio": Column(phrase("ratio")),
        },
    ),
    "fares": Shown(
        phrase("Costs of people aboard"),
        {
            "flight": _FLIGHT,
            "people": _PEOPLE,
            "cost_per_person": Column(phrase("cost each")),
            "cost": Column(phrase("cost")),
        },
    ),
    "risk": Shown(
        phrase("Risk, in millionths of a person"),
        {
            "flight": _FLIGHT,
            "location": _PLACE,
            "people": _PEOPLE,
            "hours": Column(phrase("hours of all")),
            "ppm": Column(phrase("risk each")),
            "risk": Column(phrase("risk")),
        },
    ),
}
OF_INSTANCES = {
    "windows": Shown(
        phrase("When places are open or closed (UTC)"),
        {
            "location": _PLACE,
            "kind": Column(phrase("window"), "words"),
            "direction": Column(phrase("movements"), "words"),
            "operators": Column(phrase("operators"), "code"),
            "from": _FROM,
            "to": _TO,
            "daily_from": Column(phrase("every day from"), "time"),
            "daily_to": Column(phrase("every day to"), "time"),
        },
    ),
    "capacities": Shown(
        phrase("Reception (UTC)"),
        {
            "location": _PLACE,
            "from": _FROM,
            "people": _ROOM,
            "arrivals_per_hour": Column(phrase("arrivals an hour")),
            "arrivals_per_day": Column(phrase("arrivals a day")),
        },
    ),
    "slots": Shown(phrase("Slots (UTC)"), {**_SLOT, "movements": Column(phrase("at most"))}),
    "resources": Shown(
        phrase("Resources: stands, escorts and the like"),
        {
            "id": _RESOURCE,
            "used_up": Column(phrase("how"), "words"),
            "count": Column(phrase("there are")),
            "flights": Column(phrase("flights that hold it")),
        },
    ),
    "dimensions": Shown(
        phrase("Needs beside seats"),
        {
            "id": _BESIDE[0],
            "unit": _BESIDE[1],
            "needed": Column(phrase("needed")),
            "room": _ROOM,
            "flights": Column(phrase("flights that limit it")),
        },
    ),
    "tags": Shown(
        phrase("By tag"),
        {
            "tag": Column(phrase("tag"), "code"),
            "people": _PEOPLE,
            "parties": Column(phrase("parties")),
            "groups": Column(phrase("groups")),
        },
    ),
    "alternatives": Shown(
        phrase("Alternatives, of which one flies at most"),
        {
            "alternative": Column(phrase("alternative"), "code"),
            "flights": Column(phrase("flights"), "list"),
        },
    ),
    "order": Shown(
        phrase("Flights that need another one flown"),
        {"flight": _FLIGHT, "needs": Column(phrase("needs"), "code")},
    ),
    "links": Shown(
        phrase("Groups that go by others"),
        {
            "group": Column(phrase("group"), "code"),
            "with": Column(phrase("with"), "code"),
            "kind": Column(phrase("how"), "words"),
            "ratio": Column(phrase("ratio")),
        },
    ),
}
