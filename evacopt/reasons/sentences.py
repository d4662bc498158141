"""What stands in the way, in words that a family can be told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from evacopt.domain.clock import format_time
from evacopt.domain.group import Group
from evacopt.domain.instance import Instance
from evacopt.domain.pin import Pin
from evacopt.reasons.obstacle import Candidate, Obstacle

SHOWN = 3
"""Names in a sentence before the rest is only counted."""

_OF_SUBJECT: Mapping[str, str] = {
    "seats": "no {need} left on {where}",
    "reserve": "the seats left on {where} are reserved for others",
    "stretchers": "no stretcher position left on {where}",
    "infants": "no room for infants left on {where}",
    "assistance": "too few able people to help on {where}",
    "share_max": "the share {where} is used up",
    "admission": "the places admitted at {where} are used up",
    "capacity": "no place left at {where} at that time",
    "throughput": "no more people can be processed at {where} by then",
    "full_loads": "only full aircraft leave {where}, and with it seats would be empty",
    "max_stay": "the wait at {where} would be longer than it may be",
    "cancelled": "cancelled: {where}",
}
"""Sentences about the things that the limits are of."""
_OF_FLIGHT: Mapping[str, str] = {
    "movements_hour": "no more aircraft may come and go at {where} in the hour of {flights}",
    "movements_day": "no more aircraft may come and go at {where} on the day of {flights}",
    "fleet": "no aircraft of {where} is free for {flights}",
    "crew": "no crew for {where} is rested for {flights}",
    "min_load": "too few people would be aboard for {flights} to fly",
    "window": "{where} is closed when {flights} would come or go",
    "operators": "the operator of {flights} may not carry it",
}
"""Sentences about the flights as well, or instead."""
_NEVER: Mapping[str, str] = {
    "seats": "no {need} on {where}, even empty",
    "stretchers": "no {stretchers} stretcher positions on {where}, even empty",
    "infants": "no room for {infants} infants on {where}, even empty",
    "share_max": "the share {where} is less than one party",
    "admission": "{where} does not admit it",
    "capacity": "{where} has fewer places than one party",
}
"""What is said where nothing would do even if nobody else were there."""


class Sentences:
    """Sentences about one party."""

    def __init__(self, instance: Instance, party: Group) -> None:
        self.instance, self.party = instance, party
        self._need = "seat" if party.size == 1 else f"{party.size} seats together"

    def alone(self, code: str, candidates: Sequence[Candidate]) -> str:
        """What stands in the way of all of `candidates`, which is limits of one `code` and nothing else."""
        pairs = [(obstacle, candidate) for candidate in candidates for obstacle in candidate.obstacles]
        flights = [_flight_of(obstacle, candidate) for obstacle, candidate in pairs]
        return self._sentence(code, [obstacle for obstacle, _ in pairs], flights)

    def each(self, candidate: Candidate) -> list[str]:
        """A sentence for each thing that stands in the way of one itinerary."""
        return [
            self._sentence(obstacle.code, [obstacle], [_flight_of(obstacle, candidate)])
            for obstacle in candidate.obstacles
        ]

    def joined(self, candidate: Candidate) -> str:
        """The same as one sentence."""
        return "; and ".join(dict.fromkeys(self.each(candidate)))

    def together(self, candidate: Candidate) -> str:
        """All that stands in the way of one itinerary, which is named."""
        return f"on {'>'.join(candidate.itinerary)}: {self.joined(candidate)}"

    def _sentence(self, code: str, obstacles: Sequence[Obstacle], flights: Sequence[str]) -> str:
        where, legs = _subjects(obstacles), listed(flights)
        special = _SPECIAL.get(code)
        if special is not None:
            return special(self, obstacles, legs)
        never = all(obstacle.alone for obstacle in obstacles) and code in _NEVER
        text = (_NEVER if never else {**_OF_SUBJECT, **_OF_FLIGHT})[code]
        return text.format(
            where=where,
            flights=legs,
            need=self._need,
            stretchers=self.party.stretchers,
            infants=self.party.infants,
        )

    def _pins(self, obstacles: Sequence[Obstacle], flights: str) -> str:
        decided = dict.fromkeys(_decision(self.instance.pins[obstacle.row]) for obstacle in obstacles)
        return f"it was decided that {' and '.join(decided)}"

    def _leave_by(self, obstacles: Sequence[Obstacle], flights: str) -> str:
        by = "" if self.party.leave_by is None else format_time(self.party.leave_by)
        first = self._ordered(obstacles)[0]
        if len(set(obstacles)) == 1:
            return f"{first} leaves after {by}, by when it has to go"
        return f"what would take it leaves after {by}, by when it has to go; the first of it is {first}"

    def _ready(self, obstacles: Sequence[Obstacle], flights: str) -> str:
        ready = "" if self.party.ready is None else f" (ready {format_time(self.party.ready)})"
        last = self._ordered(obstacles)[-1]
        if len(set(obstacles)) == 1:
            return f"{last} leaves before it is ready{ready}"
        return f"what would take it leaves before it is ready{ready}; the last of it is {last}"

    def _ordered(self, obstacles: Sequence[Obstacle]) -> list[str]:
        """The flights named, by departure."""
        legs = {obstacle.subject for obstacle in obstacles}
        return sorted(legs, key=lambda leg: (self.instance.flight[leg].departs, leg))

    def _connection(self, obstacles: Sequence[Obstacle], flights: str) -> str:
        least = self.instance.policy.min_connection_minutes
        where, longest = _subjects(obstacles), max(obstacle.left for obstacle in obstacles)
        return f"too little time to change on {where}: {longest} minutes at most, {least} are needed"

    def _acceptance(self, obstacles: Sequence[Obstacle], flights: str) -> str:
        verb = "does" if len({obstacle.subject for obstacle in obstacles}) == 1 else "do"
        return f"{flights} {verb} not accept {self.party.nationality}"

    def _destinations(self, obstacles: Sequence[Obstacle], flights: str) -> str:
        wish = ", ".join(self.party.destinations)
        return f"it goes to {wish} only, and {flights} to {_subjects(obstacles)}"


_SPECIAL: Mapping[str, Callable[[Sentences, Sequence[Obstacle], str], str]] = {
    "pin": Sentences._pins,
    "leave_by": Sentences._leave_by,
    "ready": Sentences._ready,
    "connection": Sentences._connection,
    "acceptance": Sentences._acceptance,
    "destinations": Sentences._destinations,
}


def _subjects(obstacles: Iterable[Obstacle]) -> str:
    return listed(obstacle.subject for obstacle in obstacles)


def listed(names: Iterable[str]) -> str:
    """The first names, each once, and how many more there are."""
    each = list(dict.fromkeys(names))
    more = f" and {len(each) - SHOWN} more" if len(each) > SHOWN else ""
    return ", ".join(each[:SHOWN]) + more


def _flight_of(obstacle: Obstacle, candidate: Candidate) -> str:
    """The flight that a limit keeps the party off: the one it names, that is flown more, or the itinerary."""
    if obstacle.subject in candidate.itinerary:
        return obstacle.subject
    if obstacle.code in ("fleet", "crew", "movements_hour", "movements_day"):
        return ", ".join(flight for flight, _ in candidate.sorties)
    return ">".join(candidate.itinerary)


def _decision(pin: Pin) -> str:
    """What was decided about a group, in words."""
    on = f" on {'>'.join(pin.itinerary) or pin.flight}" if pin.itinerary or pin.flight else ""
    if pin.parties == 0:
        return f"nobody of it travels{on}"
    return f"{pin.kind.replace('_', ' ')} {pin.parties} of its parties travel{on}"
