"""What has happened since the plan in force was made: events, no-shows, flights that should have left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from evacopt.domain.checks import errors_of
from evacopt.domain.clock import format_time
from evacopt.domain.instance import Instance
from evacopt.domain.nearest import did_you_mean
from evacopt.domain.phrase import phrase
from evacopt.domain.pin import Pin
from evacopt.domain.plan import Assignment, Itinerary, Plan
from evacopt.domain.share import Share
from evacopt.errors import InstanceError, UsageError
from evacopt.events.events import Event, after
from evacopt.events.void import without_void
from evacopt.replanning.freeze import thawed
from evacopt.replanning.held import NO_WAY_ON, Moment, in_force

_SETTLED = (
    *("operator", "origin", "destination", "seats", "stretchers", "seats_per_stretcher", "accepts"),
    "room",
)


@dataclass(frozen=True, slots=True)
class NoShow:
    """`parties` of `group` did not come to `flight`; blank where they were called to one flight only."""

    group: str
    parties: int
    flight: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """The instance after what has happened, who came of those who were to travel, and what to tell."""

    instance: Instance
    moment: Moment
    present: list[Assignment]
    notes: tuple[str, ...]


def news_of(
    instance: Instance, plan: Plan, moment: Moment, events: Sequence[Event], no_shows: Sequence[NoShow]
) -> News:
    """The news taken in; raises as `replan` does."""
    before = thawed(instance, plan)
    now = after(before, events, since=moment.as_of)
    moment = replace(moment, check_in=now.policy.check_in_minutes)
    _refuse_rewriting(before, now, plan, moment)
    findings = errors_of(now)
    if findings:
        raise InstanceError(findings)
    everybody = in_force(plan)
    absent, twice = _summed(
        replace(row, flight=row.flight or _only_flight(now, everybody, row, moment)) for row in no_shows
    )
    kept, void = without_void(before, _released(now, moment))
    return News(
        replace(kept, pins=_pins_of_those_who_came(kept.pins, absent)),
        moment,
        _without_no_shows(now, everybody, absent),
        (*_told_late(before, now, moment), *void, *twice),
    )


def _released(instance: Instance, moment: Moment) -> Instance:
    """Without the reserves that are released by now: their seats are free on what leaves by then (6.7)."""
    shares = list[Share]()
    for share in instance.shares:
        if share.kind != "reserve" or share.release is None:
            shares.append(share)
            continue
        since = max(moment.as_of + share.release + 1, share.departs_from or 0)
        if share.departs_before is None or since < share.departs_before:
            shares.append(replace(share, departs_from=since))
    return replace(instance, shares=tuple(shares))


def _refuse_rewriting(before: Instance, now: Instance, plan: Plan, moment: Moment) -> None:
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
        left = format_time(flight.departs)
        flown = moment.departed(new) and new.status == flight.status
        if plan.replanned and flight.departs <= plan.replanned.as_of and not flown:
            made = format_time(plan.replanned.as_of)
            text = phrase(
                "{flight} departed at {when}, and the plan in force was made at {made} with it gone; "
                "it stays flown"
            )
            raise UsageError(phrase(text, flight=flight.id, when=left, made=made))
        if flown and any(getattr(flight, name) != getattr(new, name) for name in _SETTLED):
            text = phrase("{flight} departed at {when}, before {as_of}; what has flown stays as it was")
            raise UsageError(phrase(text, flight=flight.id, when=left, as_of=format_time(moment.as_of)))


def _told_late(before: Instance, now: Instance, moment: Moment) -> Iterator[str]:
    """A note for each flight that should have left by now and is taken not to have."""
    for flight in before.schedule:
        new = now.flight.get(flight.id)
        if flight.status == "cancelled" or new is None or not moment.departed(flight):
            continue
        if new.status == "cancelled" or not moment.departed(new):
            due = format_time(flight.departs)
            text = phrase("{flight} was due at {when}: taken at your word that it has not left")
            yield phrase(text, flight=flight.id, when=due)


def _summed(no_shows: Iterable[NoShow]) -> tuple[tuple[NoShow, ...], tuple[str, ...]]:
    """Rows of the same group and flight as one, in their order, and a note for each that had several."""
    rows: dict[tuple[str, str], list[int]] = {}
    for row in no_shows:
        rows.setdefault((row.group, row.flight), []).append(row.parties)
    notes = tuple(
        phrase(
            "no-shows: {group} is named {times} times for {flight}, taken together: "
            "{sum} = {parties} parties",
            group=group,
            times=len(parties),
            flight=flight,
            sum=" + ".join(map(str, parties)),
            parties=sum(parties),
        )
        for (group, flight), parties in rows.items()
        if len(parties) > 1
    )
    return tuple(NoShow(group, sum(parties), flight) for (group, flight), parties in rows.items()), notes


def _without_no_shows(
    instance: Instance, assignments: Iterable[Assignment], no_shows: Sequence[NoShow]
) -> list[Assignment]:
    """The assignments of those who came; each no-show names its flight.

    Which of several onward ways those had who missed a flight is not told. They are taken to be of those
    whose way on is gone by now, so that whoever can still go as told is not moved for them; of those who are
    known to be stranded only where nobody else is left.

    Raises
    ------
    UsageError
        If a group is unknown, was not called to that flight, or not with so many parties.
    """
    left = list(assignments)
    for absent in no_shows:
        missing = absent.parties
        for place in sorted(range(len(left)), key=lambda place: _likely(instance, left[place].itinerary)):
            row = left[place]
            if row.group == absent.group and row.itinerary[0] == absent.flight:
                gone = min(row.parties, missing)
                left[place] = replace(row, parties=row.parties - gone)
                missing -= gone
        if missing:
            if absent.group not in instance.groups.row:
                raise _unknown(instance, absent.group)
            text = phrase(
                "no-shows: {parties} parties of {group} cannot have missed {flight}: "
                "the plan put {aboard} of them on it"
            )
            aboard = absent.parties - missing
            raise UsageError(
                phrase(text, parties=absent.parties, group=absent.group, flight=absent.flight, aboard=aboard)
            )
    return [row for row in left if row.parties]


def _likely(instance: Instance, itinerary: Itinerary) -> int:
    """The lower, the sooner those on `itinerary` are taken to have missed its first flight."""
    if itinerary[-1] == NO_WAY_ON:
        return 2
    legs = [instance.flight.get(code) for code in itinerary]
    return int(all(leg is not None and leg.status != "cancelled" for leg in legs))


def _pins_of_those_who_came(pins: Iterable[Pin], no_shows: Sequence[NoShow]) -> tuple[Pin, ...]:
    """Decisions that asked for people who did not come ask for that many fewer."""
    kept = list(pins)
    for absent in no_shows:
        for place, pin in enumerate(kept):
            taken = pin.itinerary[0] if pin.itinerary else pin.flight
            if pin.group == absent.group and pin.kind != "at_most" and taken and taken == absent.flight:
                kept[place] = replace(pin, parties=max(pin.parties - absent.parties, 0))
    return tuple(kept)


def _only_flight(
    instance: Instance, assignments: Sequence[Assignment], absent: NoShow, moment: Moment
) -> str:
    """The one flight that a group was called to.

    Raises
    ------
    UsageError
        If it was called to none, or to several.
    """
    flying = {
        flight.id for flight in instance.schedule if flight.status != "cancelled" and moment.called(flight)
    }
    called = {row.itinerary[0] for row in assignments if row.group == absent.group and row.parties} & flying
    if len(called) == 1:
        return called.pop()
    if absent.group not in instance.groups.row:
        raise _unknown(instance, absent.group)
    if not called:
        raise UsageError(
            phrase("no-shows: nobody of {group} has been called to a flight by now", group=absent.group)
        )
    text = phrase("no-shows: {group} was called to {flights}; name the flight it missed")
    raise UsageError(phrase(text, group=absent.group, flights=", ".join(sorted(called))))


def _unknown(instance: Instance, group: str) -> UsageError:
    remedy = did_you_mean(group, instance.groups.id) or phrase("`evacopt show --all` lists them")
    return UsageError(phrase("no-shows: no group is called {group}; {remedy}", group=group, remedy=remedy))
