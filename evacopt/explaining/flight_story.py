"""Why a flight is full, or flies with empty seats, or is not flown; and who would go next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from evacopt.domain.clock import format_time
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.nearest import did_you_mean
from evacopt.domain.plan import Plan, Reason
from evacopt.errors import UsageError
from evacopt.explaining.answer import FlightStory, Kept
from evacopt.explaining.group_story import holders
from evacopt.explaining.standby import Standby, standby
from evacopt.reasons.nearest import Nearest
from evacopt.reasons.obstacle import Obstacle
from evacopt.reasons.obstacles import Obstacles
from evacopt.reasons.sentences import Sentences, listed
from evacopt.reasons.slack import Slack

MOST = 100
"""Obstacles of one group by the flight that are looked at."""


def flight_story(instance: Instance, plan: Plan, flight: str, *, no_shows: int) -> FlightStory:
    """The story of `flight` under `plan`.

    Parameters
    ----------
    no_shows : people who are taken not to come, for the standby order

    Raises
    ------
    UsageError
        If there is no such flight.
    """
    if flight not in instance.flight:
        remedy = did_you_mean(flight, instance.flight)
        raise UsageError(f"no flight is called {flight}" + (f"; {remedy}" if remedy else ""))
    room, leg = Slack(instance, plan), instance.flight[flight]
    number = room.number[flight]
    flown, taken = room.flown[number], room.seats_taken[number]
    kept = _kept(room, leg)
    next_ = standby(instance, plan, flight, no_shows) if flown else Standby((), ())
    return FlightStory(
        flight=flight,
        origin=leg.origin,
        destination=leg.destination,
        departs=format_time(leg.departs),
        status=leg.status,
        sorties=flown,
        seats=leg.seats * flown,
        taken=taken,
        why=tuple(_why(room, leg, kept)),
        holders=holders(room, flight),
        kept=kept,
        no_shows=no_shows,
        absent=next_.absent,
        standby=next_.called,
    )


def _why(room: Slack, leg: Flight, kept: tuple[Kept, ...]) -> Iterator[str]:
    """In a few sentences, the state of the flight first."""
    number = room.number[leg.id]
    flown, taken = room.flown[number], room.seats_taken[number]
    left = leg.seats * flown - taken
    if leg.status == "cancelled":
        yield f"{leg.id} is cancelled"
    elif not flown:
        yield from _not_flown(room, leg, kept)
    elif not left:
        yield f"full: all {leg.seats * flown:,} seats are taken"
    else:
        yield f"{left:,} of {leg.seats * flown:,} seats {'is' if left == 1 else 'are'} empty"
        yield from _empty(room, kept)


def _empty(room: Slack, kept: tuple[Kept, ...]) -> Iterator[str]:
    staying = _people_who_stay(room)
    if not staying:
        yield "nobody stays who could take them"
    elif not kept:
        yield f"of {staying:,} who stay nobody has a way by it"
    else:
        waiting = sum(one.people for one in kept)
        yield f"of {staying:,} who stay {waiting:,} have a way by it; what keeps them off is below"


def _people_who_stay(room: Slack) -> int:
    return int((room.left * room.instance.groups.people).sum())


def _not_flown(room: Slack, leg: Flight, kept: tuple[Kept, ...]) -> Iterator[str]:
    """What stands in the way of one sortie; where nothing does, that it is not wanted."""
    limits = Obstacles(room).boardings.more_sorties(room.number[leg.id], 1)
    for limit in limits:
        yield f"not flown: {_limit(room, leg, limit)}"
    if not limits:
        yield (
            "not flown, though an aircraft and a crew could" if leg.fleet else "not flown, though it could be"
        )
        staying = _people_who_stay(room)
        waits = sum(one.people for one in kept)
        if not staying:
            yield f"nobody stays who would need it; it would cost {leg.cost:,}"
        elif not waits:
            yield f"of {staying:,} who stay nobody has a way by it; it would cost {leg.cost:,}"
        if leg.min_load:
            yield f"it flies only with {leg.min_load:,} people aboard"


def _limit(room: Slack, leg: Flight, limit: Obstacle) -> str:
    """A limit on sorties, and what takes it up."""
    when = "" if limit.minute is None else f" at {format_time(limit.minute)}"
    if limit.code == "fleet":
        (fleet,) = (fleet for fleet in room.instance.fleets if fleet.id == limit.subject)
        busy = (
            one.id
            for one, flown in zip(room.instance.schedule, room.flown, strict=True)
            if flown and one.fleet == fleet.id and abs(one.departs - leg.departs) < fleet.cycle
        )
        return f"all {fleet.count:,} aircraft of {fleet.id} are in use{when}, by {listed(busy) or 'none'}"
    if limit.code == "crew":
        return f"no crew for {limit.subject} is rested{when}"
    span = "that hour" if limit.code == "movements_hour" else "that day"
    return f"no more aircraft may come and go at {limit.subject} in {span} ({when.strip()})"


def _kept(room: Slack, leg: Flight) -> tuple[Kept, ...]:
    """What keeps those who stay off the flight, by the best way that each has by it."""
    near, groups = Nearest(room), room.instance.groups
    people, texts = Counter[str](), dict[str, Reason]()
    for row, left in enumerate(room.left.tolist()):
        if left > 0:
            told = _told(near, row, leg)
            if told is not None:
                texts.setdefault(told.text, told)
                people[told.text] += left * int(groups.people[row])
    most_first = sorted(people, key=lambda text: (-people[text], text))
    return tuple(Kept(code=texts[text].code, text=text, people=people[text]) for text in most_first)


def _told(near: Nearest, row: int, leg: Flight) -> Reason | None:
    """What keeps parties of one group off the flight; `None` where it leads them nowhere."""
    party = near.instance.groups[row]
    found = [way for way in near.of(party, MOST, by=leg.id) if leg.id in way.itinerary]
    if not found:
        return None
    way = found[0]
    if not way.obstacles:
        return Reason("open", "nothing: no rule would be broken, see the reasons of the group")
    code = way.obstacles[0].code if len(way.codes) == 1 else "combined"
    return Reason(code, Sentences(near.instance, party).joined(way))
