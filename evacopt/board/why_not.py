"""Why a move breaks rules, and the least that would let it: others give way, or somebody gives more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from evacopt.board.delta import Seating
from evacopt.board.help import Help
from evacopt.board.moves import known_flights, known_group
from evacopt.board.requests import Move
from evacopt.board.state import State
from evacopt.board.transfers import Transfer
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Itinerary, Reason
from evacopt.explaining.change import Change
from evacopt.explaining.offers import more_seats, offers
from evacopt.reasons.obstacle import Candidate, Obstacle
from evacopt.reasons.slack import Slack

GIVING = 12
"""Groups aboard that are asked to give way, and offers that are tried for one limit."""
WAYS = 60
"""Itineraries that are looked at for somebody who gives way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GivesWay(Transfer):
    """Parties aboard that could travel otherwise, and then nothing is broken that was not before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody could give: a sentence, and whom to ask."""

    kind: str
    text: str
    ask: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyNot:
    """What stands in the way of a move.

    Attributes
    ----------
    obstacles : of the last of the parties that are moved, in the words of reasons; empty where it is free
    gives_way : the least urgent aboard who could go otherwise; `None` where nobody was found
    wanted : what together would let it; empty where nothing was found, or nothing is needed
    """

    obstacles: tuple[Reason, ...]
    gives_way: GivesWay | None = None
    wanted: tuple[Wanted, ...] = ()


def why_not(state: State, move: Move) -> WhyNot:
    """What stands in the way of `move` on `state`, and the least that would let it.

    Raises
    ------
    Refused
        If there is no such group or flight.
    """
    known_group(state.instance, move.group)
    known_flights(state.instance, move.to, "to")
    if not move.to:
        return WhyNot(obstacles=())
    rows = [(move.group, move.of, -move.parties), (move.group, move.to, move.parties - 1)]
    asked = Help(state.after(seating=_moved(state.seating, rows)))
    party = asked.party(move.group)
    last = asked.candidate(party, move.to)
    if not last.obstacles:
        return WhyNot(obstacles=())
    return WhyNot(
        obstacles=asked.told(party, last),
        gives_way=next(_giving(state, asked, move, last), None),
        wanted=tuple(_wanted(asked, move, last)),
    )


def _moved(seating: Seating, rows: Iterable[tuple[str, Itinerary, int]]) -> Seating:
    """`seating` with so many parties more (or fewer) of groups on itineraries, none below 0."""
    parties = dict(seating)
    for group, way, more in rows:
        if way:
            parties[group, way] = max(parties.get((group, way), 0) + more, 0)
    return {key: number for key, number in parties.items() if number}


def _missing(asked: Help, move: Move, flight: str) -> int:
    """Seats that the move needs on a flight beyond those that are free."""
    number, leg = asked.instance.number[flight], asked.instance.flight[flight]
    taken = asked.slack.seats_taken[number] + leg.seats_for(asked.party(move.group))
    return taken - leg.seats * max(asked.slack.sorties[number], 1)


def _giving(state: State, asked: Help, move: Move, last: Candidate) -> Iterator[GivesWay]:
    """Groups on the flight that is full, least urgent first, that have another way."""
    if [limit.code for limit in last.obstacles] != ["seats"]:
        return
    flight = last.obstacles[0].subject
    missing, leg = _missing(asked, move, flight), asked.instance.flight[flight]
    before = set(state.violations)
    all_moved = [(move.group, move.of, -move.parties), (move.group, move.to, move.parties)]
    for holder in asked.aboard(flight)[:GIVING]:
        party = asked.party(holder.group)
        parties = -(-missing // max(leg.seats_for(party), 1))
        for of, there in sorted(asked.slack.taken[holder.group].items()):
            if holder.group == move.group or flight not in of or there < parties:
                continue
            ways = (way for way in asked.near.of(party, WAYS) if not way.obstacles)
            free = next((way.itinerary for way in ways if flight not in way.itinerary), None)
            if free is None:
                continue
            rows = [*all_moved, (holder.group, of, -parties), (holder.group, free, parties)]
            if before >= set(state.after(seating=_moved(state.seating, rows)).violations):
                yield GivesWay(
                    group=holder.group, parties=parties, people=parties * party.people, of=of, to=free
                )


def _wanted(asked: Help, move: Move, last: Candidate) -> Iterator[Wanted]:
    """For each limit in the way the first change that lifts it; none where one of them cannot be lifted."""
    instance, left, found = asked.instance, last, list[Change]()
    for _ in last.obstacles:
        if not left.obstacles:
            break
        lifted = _lifting(asked, move, instance, left.obstacles[0])
        if lifted is None:
            return
        change, instance, left = lifted
        found.append(change)
    if not left.obstacles:
        yield from (Wanted(kind=one.kind, text=one.text, ask=one.ask) for one in found)


def _lifting(
    asked: Help, move: Move, instance: Instance, limit: Obstacle
) -> tuple[Change, Instance, Candidate] | None:
    """A change after which a limit is in the way no more, the instance with it, and what is left then."""
    for change in _promising(asked, move, instance, limit):
        made = change.made(instance)
        left = Help(asked.state.after(instance=made)).candidate(asked.party(move.group), move.to)
        if all((one.code, one.subject) != (limit.code, limit.subject) for one in left.obstacles):
            return change, made, left
    return None


def _promising(asked: Help, move: Move, instance: Instance, limit: Obstacle) -> Iterator[Change]:
    """Changes of what the limit is of: the seats that are missing, else whatever could be asked for."""
    if limit.code == "seats":
        leg = instance.flight[limit.subject]
        yield more_seats(leg, max(_missing(asked, move, limit.subject), 1))
    listed = offers(instance, Slack(instance, asked.state.plan))
    of_it = (one for one in listed if one.subject == limit.subject and one.kind != "flight")
    yield from islice(of_it, GIVING)
