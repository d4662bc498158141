"""Something that became known at a time."""

from __future__ import annotations

from dataclasses import dataclass

from evacopt.events.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Reveal:
    """Something that became known.

    Attributes
    ----------
    time : UTC minutes
    before : events that lead from the instance back to what was believed until then, in order
    out, flown : people at a haven, and away at a hub or haven, by then; `None` where nothing is documented
    note : for people: what became known, who says so, what is assumed
    place : where in its file it stands; blank of one that no file holds
    """

    time: int
    before: tuple[Event, ...] = ()
    out: int | None = None
    flown: int | None = None
    note: str = ""
    place: str = ""
