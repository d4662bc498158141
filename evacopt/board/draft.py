"""A change that has been worked out and not been made: what it changes, whom it touches, what to tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from evacopt.board.delta import Delta
from evacopt.board.requests import Request
from evacopt.board.state import SORTIE


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a request comes to on a state.

    Attributes
    ----------
    touches : groups and flights (and names) that it speaks of; another change is apart from it if it touches
        none of them
    notes : what to tell beside the verdict
    asked : what is kept of the request; `None` for all of it
    """

    delta: Delta
    touches: frozenset[str] = field(default_factory=frozenset)
    notes: tuple[str, ...] = ()
    asked: Request | None = None


def touched(delta: Delta, others: Iterable[str] = ()) -> frozenset[str]:
    """Groups, flights and names that `delta` speaks of, and `others`."""
    pins = (*delta.pinned, *delta.unpinned)
    groups = {row.group for row in delta.moved} | {pin.group for pin in pins}
    flights = {flight for row in delta.moved for flight in row.itinerary}
    pinned = {flight for pin in pins for flight in (*pin.itinerary, pin.flight)}
    keys = {cell.key.removeprefix(SORTIE) for cell in delta.cells if ":" in cell.key}
    return frozenset((groups | flights | pinned | keys | set(others)) - {""})
