"""What stands in the way, in words that a family can be told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evacopt.domain import reason_texts as texts
from evacopt.domain.clock import format_time
from evacopt.domain.group import Group
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import joined, phrase
from evacopt.domain.pin import Pin
from evacopt.reasons.obstacle import Candidate, Obstacle

SHOWN = 3
"""Names in a sentence before the rest is only counted."""


class Sentences:
    """Sentences about one party."""

    def __init__(self, instance: Instance, party: Group) -> None:
        self.instance, self.party = instance, party

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
        return joined(texts.AND_ALSO, dict.fromkeys(self.each(candidate)))

    def together(self, candidate: Candidate) -> str:
        """All that stands in the way of one itinerary, which is named."""
        way = ">".join(candidate.itinerary)
        return phrase(texts.TOGETHER, way=way, obstacles=self.joined(candidate))

    def _sentence(self, code: str, obstacles: Sequence[Obstacle], flights: Sequence[str]) -> str:
        where, legs = _subjects(obstacles), listed(flights)
        if code in _SPECIAL:
            return self._special(code, obstacles, where, legs)
        never = all(obstacle.alone for obstacle in obstacles)
        if code == "admission" and never and self._dated(obstacles):
            return phrase(texts.NOT_ADMITTED_THEN, where=where, flights=legs)
        if code == "seats":
            return self._no_seats(where, never=never)
        text = texts.NEVER[code] if never and code in texts.NEVER else texts.BY_SUBJECT[code]
        party, amounts = self.party, self._amounts(obstacles) if code in _ROOM else ""
        figures = {"stretchers": party.stretchers, "infants": party.infants, "amounts": amounts}
        return phrase(text, where=where, flights=legs, **figures)

    def _amounts(self, obstacles: Sequence[Obstacle]) -> str:
        """What the party needs of the dimensions of which there is too little."""
        rows = dict.fromkeys(obstacle.row for obstacle in obstacles)
        needs = dict(self.party.needs)
        names = [self.instance.dimensions[row].id for row in rows]
        return amounts_text((name, needs[name]) for name in names)

    def _dated(self, obstacles: Sequence[Obstacle]) -> bool:
        """Whether any of these admissions counts for a time only."""
        rows = [self.instance.admissions[obstacle.row] for obstacle in obstacles]
        return any(row.since is not None or row.until is not None for row in rows)

    def _no_seats(self, where: str, *, never: bool) -> str:
        size = self.party.size
        if size == 1:
            return phrase(texts.NO_SEAT if never else texts.SEAT, where=where)
        return phrase(texts.NO_SEATS if never else texts.SEATS, size=size, where=where)

    def _special(self, code: str, obstacles: Sequence[Obstacle], where: str, flights: str) -> str:
        """A sentence that takes more than names."""
        party = self.party
        if code == "pin":
            decided = dict.fromkeys(_decision(self.instance.pins[obstacle.row]) for obstacle in obstacles)
            return phrase(texts.DECIDED, decisions=joined(texts.AND, decided))
        if code == "connection":
            return phrase(
                texts.CONNECTION,
                where=where,
                longest=max(obstacle.left for obstacle in obstacles),
                least=self.instance.policy.min_connection_minutes,
            )
        if code == "link":
            kinds = dict.fromkeys(self.instance.links[obstacle.row].kind for obstacle in obstacles)
            said = (phrase(texts.LINKS[kind], where=where, flights=flights) for kind in kinds)
            return joined(texts.AND_ALSO, said)
        if code == "acceptance":
            single = len({obstacle.subject for obstacle in obstacles}) == 1
            text = texts.NOT_ACCEPTED if single else texts.NONE_ACCEPTS
            return phrase(text, flights=flights, nationality=party.nationality)
        if code == "destinations":
            places = ", ".join(party.destinations)
            return phrase(texts.DESTINATIONS, places=places, flights=flights, where=where)
        return self._out_of_time(code, obstacles)

    def _out_of_time(self, code: str, obstacles: Sequence[Obstacle]) -> str:
        """Flights that leave too late or too early for the party."""
        departs = {one.subject: self.instance.flight[one.subject].departs for one in obstacles}
        in_order = sorted(departs, key=lambda leg: (departs[leg], leg))
        single = len(set(obstacles)) == 1
        if code == "leave_by":
            by = format_time(self.party.leave_by) if self.party.leave_by is not None else ""
            return phrase(texts.LATE if single else texts.ALL_LATE, leg=in_order[0], by=by)
        if self.party.ready is None:
            return phrase(texts.EARLY if single else texts.ALL_EARLY, leg=in_order[-1])
        ready = format_time(self.party.ready)
        return phrase(texts.EARLY_BY if single else texts.ALL_EARLY_BY, leg=in_order[-1], ready=ready)


_ROOM = frozenset({"dimension", "place_dimension"})
_OF_SORTIES = frozenset({"fleet", "crew", "movements_hour", "movements_day", "slot", "order", "resource"})
"""What keeps a flight from being flown once more."""
_SPECIAL = frozenset({"pin", "link", "connection", "acceptance", "destinations", "leave_by", "ready"})


def amounts_text(amounts: Iterable[tuple[str, int]]) -> str:
    """`350 kg and 1 pet`."""
    return joined(texts.AND, (f"{amount:,} {name}" for name, amount in amounts))


def _subjects(obstacles: Iterable[Obstacle]) -> str:
    return listed(obstacle.subject for obstacle in obstacles)


def listed(names: Iterable[str]) -> str:
    """The first names, each once, and how many more there are."""
    each = list(dict.fromkeys(names))
    first = ", ".join(each[:SHOWN])
    return phrase(texts.LISTED, names=first, more=len(each) - SHOWN) if len(each) > SHOWN else first


def _flight_of(obstacle: Obstacle, candidate: Candidate) -> str:
    """The flight that a limit keeps the party off: the one it names, that is flown more, or the itinerary."""
    if obstacle.subject in candidate.itinerary:
        return obstacle.subject
    if obstacle.code in _OF_SORTIES:
        return ", ".join(flight for flight, _ in candidate.sorties)
    return ">".join(candidate.itinerary)


def _decision(pin: Pin) -> str:
    """What was decided about a group, in words."""
    way = ">".join(pin.itinerary) or pin.flight
    kind = "nobody" if pin.parties == 0 else pin.kind
    return phrase(texts.DECISIONS[kind, bool(way)], parties=pin.parties, way=way)
