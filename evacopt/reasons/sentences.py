"""What stands in the way, in words that a family can be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

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
        if code in _SPECIAL:
            return self._special(code, obstacles, where, legs)
        never = all(obstacle.alone for obstacle in obstacles) and code in _NEVER
        text = (_NEVER if never else {**_OF_SUBJECT, **_OF_FLIGHT})[code]
        return text.format(
            where=where,
            flights=legs,
            need=self._need,
            stretchers=self.party.stretchers,
            infants=self.party.infants,
        )

    def _special(self, code: str, obstacles: Sequence[Obstacle], where: str, flights: str) -> str:
        """A sentence that takes more than names."""
        party = self.party
        if code == "pin":
            decided = dict.fromkeys(_decision(self.instance.pins[obstacle.row]) for obstacle in obstacles)
            return f"it was decided that {' and '.join(decided)}"
        if code == "connection":
            least = self.instance.policy.min_connection_minutes
            longest = max(obstacle.left for obstacle in obstacles)
            return f"too little time to change on {where}: {longest} minutes at most, {least} are needed"
        if code == "acceptance":
            verb = "does" if len({obstacle.subject for obstacle in obstacles}) == 1 else "do"
            return f"{flights} {verb} not accept {party.nationality}"
        if code == "destinations":
            return f"it goes to {', '.join(party.destinations)} only, and {flights} to {where}"
        legs = {obstacle.subject for obstacle in obstacles}
        in_order = sorted(legs, key=lambda leg: (self.instance.flight[leg].departs, leg))
        late = code == "leave_by"
        leg, which = (in_order[0], "first") if late else (in_order[-1], "last")
        by = format_time(party.leave_by) if party.leave_by is not None else ""
        ready = f" (ready {format_time(party.ready)})" if party.ready is not None else ""
        flaw = f"leaves after {by}, by when it has to go" if late else f"leaves before it is ready{ready}"
        if len(set(obstacles)) == 1:
            return f"{leg} {flaw}"
        return f"what would take it {flaw}; the {which} of it is {leg}"


_SPECIAL = frozenset({"pin", "connection", "acceptance", "destinations", "leave_by", "ready"})


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
