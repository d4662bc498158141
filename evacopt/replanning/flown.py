"""What has been flown, as data: sorties that have left fly whatever is decided, and bind nobody any more."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase
from evacopt.domain.plan import Plan
from evacopt.domain.rule import Term
from evacopt.events.rows import change_flights, free_id
from evacopt.events.windows import opened_for
from evacopt.replanning.held import Moment


def flown(instance: Instance, plan: Plan, moment: Moment) -> tuple[Instance, tuple[str, ...]]:
    """The instance in which what has left is as `plan` flew it, and what to tell of it.

    An optional flight on which check-in is over is scheduled, or cancelled where it was not flown; linear
    rules count all of its sorties. Others of its alternative are cancelled, and what it needed to fly is not
    asked any more. A place that is shut when a flight has left, or comes down, is open for it.
    """
    over = {
        row.id: row.sorties_in(plan)
        for row in instance.schedule
        if row.status == "optional" and moment.closed(row)
    }
    taken, beside = set(instance.flight), list[Term]()

    def as_flown(flight: Flight) -> Flight | tuple[Flight, ...]:
        made = _as_flown(flight, over[flight.id], taken)
        counted = [term for term in instance.terms if not term.group and term.flight == flight.id]
        for other in made[1:] if isinstance(made, tuple) else ():
            beside.extend(replace(term, flight=other.id) for term in counted)
        return made

    changed = change_flights(instance, over, as_flown)
    changed = replace(changed, terms=(*changed.terms, *beside))
    changed, notes = _without_alternatives(changed, {instance.flight[code] for code in over if over[code]})
    changed, more = _without_order(changed, {code for code, times in over.items() if times})
    gone = (row for row in changed.schedule if row.status != "cancelled" and moment.departed(row))
    return opened_for(changed, gone), (*notes, *more)


def _as_flown(flight: Flight, times: int, taken: Collection[str]) -> Flight | tuple[Flight, ...]:
    """One scheduled flight with the places of all `times` sorties; the other aircraft beside it, empty."""
    if not times:
        return replace(flight, status="cancelled")
    single = replace(flight, status="scheduled", copies=1, min_load=0, alternative="")
    first = replace(
        single,
        seats=flight.seats * times,
        stretchers=flight.stretchers * times,
        infants=None if flight.infants is None else flight.infants * times,
        room=tuple((code, amount * times) for code, amount in flight.room),
        cost=flight.cost * times,
    )
    beside = (
        replace(single, id=free_id(f"{flight.id}+{number}", taken), cost=0) for number in range(2, times + 1)
    )
    return (first, *beside)


def _without_alternatives(instance: Instance, left: Collection[Flight]) -> tuple[Instance, list[str]]:
    """The instance without the flights of which one of `left` was the alternative, as it was then."""
    instead = {flight.alternative: flight.id for flight in left if flight.alternative}
    others = {
        row.id: instead[row.alternative]
        for row in instance.schedule
        if row.status == "optional" and row.alternative in instead
    }
    text = phrase("{flight} is cancelled: {other} is flown, which is an alternative to it")
    notes = [phrase(text, flight=code, other=other) for code, other in others.items()]
    return change_flights(instance, others, lambda row: replace(row, status="cancelled")), notes


def _without_order(instance: Instance, left: Collection[str]) -> tuple[Instance, list[str]]:
    """The instance in which the flights `left` need no other one."""
    done = [row for row in instance.order if row.flight in left]
    open_ = [row for row in done if instance.flight[row.needs].status != "scheduled"]
    text = phrase("{flight} is flown: that it needs {other} to fly is not asked any more")
    notes = [phrase(text, flight=row.flight, other=row.needs) for row in open_]
    return replace(instance, order=tuple(row for row in instance.order if row not in done)), notes
