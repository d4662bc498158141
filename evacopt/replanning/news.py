"""News about flights that should have left: what may be corrected, and what has flown and stays."""

from __future__ import annotations

from collections.abc import Iterator

from evacopt.domain.clock import format_time
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.errors import UsageError
from evacopt.replanning.moment import Moment

_SETTLED = ("operator", "origin", "destination", "seats", "stretchers", "seats_per_stretcher", "accepts")


def refuse_rewriting(before: Instance, now: Instance, plan: Plan, moment: Moment) -> None:
    """Refuse events that change a flight which has departed.

    That it never left may be news: it can be cancelled, or delayed, unless the plan in force was made after
    it had left.

    Raises
    ------
    UsageError
        Naming the flight.
    """
    for flight in before.schedule:
        new = now.flight.get(flight.id)
        if new is None or new == flight or not moment.departed(flight):
            continue
        left = f"{flight.id} departed at {format_time(flight.departs)}"
        flown = moment.departed(new) and new.status == flight.status
        if plan.replanned and flight.departs <= plan.replanned.as_of and not flown:
            made = format_time(plan.replanned.as_of)
            raise UsageError(f"{left}, and the plan in force was made at {made} with it gone; it stays flown")
        if flown and _differs(flight, new):
            raise UsageError(f"{left}, before {format_time(moment.as_of)}; what has flown stays as it was")


def told_late(before: Instance, now: Instance, moment: Moment) -> Iterator[str]:
    """A note for each flight that should have left by now and is taken not to have."""
    for flight in before.schedule:
        new = now.flight.get(flight.id)
        if flight.status == "cancelled" or new is None or not moment.departed(flight):
            continue
        if new.status == "cancelled" or not moment.departed(new):
            due = format_time(flight.departs)
            yield f"{flight.id} was due at {due}: taken at your word that it has not left"


def _differs(flight: Flight, new: Flight) -> bool:
    return any(getattr(flight, name) != getattr(new, name) for name in _SETTLED)
