"""Boards and viewers for tests of pages, and what a reader of HTML finds in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import html5lib

from evacopt.board.board import Board
from evacopt.board.requests import Happened, Move, Name, PinDown, Release, Request, Undo
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.web.viewer import Viewer
from tests.build import flight, group, instance, plan

CHIEF = Viewer(name="chief", role="release", csrf="token")
PLANNER = Viewer(name="planner", role="plan", csrf="token")
EYE = Viewer(name="eye", role="view")
LIAISON = Viewer(name="berlin", role="view", state="DEU")
HARMFUL = '"\'<img src=x onerror=alert(1) <script x="'
"""A code, which holds no `>`, that would be markup in a page that does not escape it."""
TITLE = "</title><script>alert(2)</script>\"'><img src=x>"
"""And a title, which may hold anything."""


def night(code: str = "DEU-a", title: str = "A night", more: Iterable[Flight] = ()) -> Instance:
    """Flights to the haven and over a hub, and three groups that wait at O; `code` is one of them."""
    groups = [
        group("FRA-a", count=4, size=2),
        group("FRA-b", count=3, priority=2),
        group(code, nationality="DEU", count=5),
    ]
    flights = [
        flight("AF1"),
        flight("AF2", "O 10:00", "V 14:00", seats=6),
        flight("IN", "O 08:00", "H 10:00", operator="DEU", seats=4),
        flight("OUT", "H 12:00", "W 16:00", operator="DEU", seats=4),
        *more,
    ]
    return instance(groups=groups, flights=flights, title=title)


def opened(folder: Path, of: Instance | None = None, *, planned: bool = True) -> Board:
    """A board of `night`: two French parties fly, and a German one over the hub."""
    of = of or night()
    begun = plan(of, ("FRA-a", "AF1", 2), (of.groups.id[2], "IN>OUT", 1)) if planned else None
    return Board.create(folder / "night.board", of, begun, "cell")


def do(board: Board, *requests: Request) -> None:
    """One after the other, by somebody who has seen everything."""
    for request in requests:
        board.do(request, "planner", board.state.number)


BROKEN = Move(group="FRA-b", parties=3, to=("IN",))
"""Three parties who are left at the hub: a plan that breaks rules."""

STATES: dict[str, tuple[Request, ...]] = {
    "as it began": (),
    "moved and pinned": (Move(group="FRA-b", parties=2, to=("AF2",), pin=True),),
    "pinned": (PinDown(group="FRA-a", rule="at_least", parties=1, itinerary=("AF1",)),),
    "broken": (BROKEN,),
    "taken back": (BROKEN, Undo(number=1)),
    "named": (Name(name="first"),),
    "released": (Release(name="night one"),),
    "cancelled": (Happened(text="cancel AF1"),),
    "later": (Happened(text="delay AF2=1h", as_of="2023-08-01T09:00Z"),),
}
"""Kinds of states, by what leads to them."""


def elements(html: str) -> Iterator[Any]:
    """Every element that a browser would make of a page or a part of one."""
    yield from html5lib.parse(html, namespaceHTMLElements=False).iter()
