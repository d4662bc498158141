"""What keeps one more party off one flight, and the further sorties that would take it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evacopt.domain.field import LARGEST
from evacopt.domain.flight import Flight
from evacopt.domain.group import Group
from evacopt.domain.share import Share
from evacopt.judge.seating import seated
from evacopt.reasons.flying import Flying, closed_ends
from evacopt.reasons.obstacle import Code, Obstacle, over
from evacopt.reasons.slack import Slack
from evacopt.reasons.tuning import TUNING, Tuning


@dataclass(frozen=True, slots=True)
class Boarding:
    """One more party on a flight: all that stands in its way there, and further sorties that it takes."""

    obstacles: tuple[Obstacle, ...]
    sorties: int = 0


class Boardings:
    """Boardings under one plan, each worked out once."""

    def __init__(self, slack: Slack, tuning: Tuning = TUNING) -> None:
        self.slack, self.instance, self.flying = slack, slack.instance, Flying(slack, tuning)
        self._known: dict[tuple[Group, int], Boarding] = {}
        self._pools: dict[int, list[Share]] = {}

    def of(self, party: Group, number: int) -> Boarding:
        """One more `party`, which is as `alike` makes it, on flight `number`."""
        key = party, number
        if key not in self._known:
            self._known[key] = self._boarding(party, number)
        return self._known[key]

    def _boarding(self, party: Group, number: int) -> Boarding:
        leg, flown = self.instance.schedule[number], self.slack.sorties[number]
        lacks, extra = self._cabin(party, number)
        obstacles = [*self._refusals(party, leg), *lacks, *self._helpers(party, number)]
        if not any(obstacle.code == "seats" for obstacle in lacks):
            obstacles += self._pools_closed(party, number, extra)
        if extra:
            obstacles += self.flying.more(number, extra)
        aboard, fewest = self.slack.people_aboard[number] + party.people, leg.min_load * (flown + extra)
        if leg.status == "optional" and aboard < fewest:
            obstacles.append(over("min_load", leg.id, fewest, aboard))
        rate = self.slack.rates.get(leg.origin)
        if rate is not None and (left := rate.left(leg.departs)) < party.people:
            obstacles.append(over("throughput", leg.origin, party.people, left, minute=leg.departs))
        return Boarding(tuple(obstacles), extra)

    def _refusals(self, party: Group, leg: Flight) -> Iterator[Obstacle]:
        """What shuts the flight whoever is aboard."""
        if leg.status == "cancelled":
            yield Obstacle("cancelled", leg.id)
        yield from closed_ends(self.instance, leg)
        if not self.instance.accepts(leg, party.nationality):
            yield Obstacle("acceptance", leg.id)
        if party.operators and leg.operator not in party.operators:
            yield Obstacle("operators", leg.id)

    def _cabin(self, party: Group, number: int) -> tuple[list[Obstacle], int]:
        """What lacks in the cabin, and further sorties: where these are enough nothing lacks."""
        leg, slack, flown = self.instance.schedule[number], self.slack, self.slack.sorties[number]
        uses: list[tuple[Code, int, int, int, list[int]]] = [
            ("seats", -1, leg.seats_for(party), leg.seats, slack.seats_taken),
            ("stretchers", -1, party.stretchers, leg.stretchers, slack.stretchers_taken),
            ("infants", -1, party.infants, leg.infant_limit, slack.infants_aboard),
        ]
        needs = dict(party.needs)
        for code, room in leg.room:
            if needs.get(code):
                row = slack.dimension_row[code]
                uses.append(("dimension", row, needs[code], room, slack.needed_aboard[code]))
        most = max(copies_of(leg), flown)
        short = [
            (kind, row, need, limit, taken[number])
            for kind, row, need, limit, taken in uses
            if need and need > limit * flown - taken[number]
        ]
        wanted = (
            max(-(-(need + taken) // limit) if limit else LARGEST for *_, need, limit, taken in short) - flown
            if short
            else max(1 - flown, 0)
        )
        if flown + wanted <= most:
            return [], wanted
        extra = 0 if flown else 1
        lacks = [
            over(kind, leg.id, need, limit * (flown + extra) - taken, row=row, alone=need > limit * most)
            for kind, row, need, limit, taken in short
            if need > limit * (flown + extra) - taken
        ]
        return lacks, extra

    def _helpers(self, party: Group, number: int) -> Iterator[Obstacle]:
        ratio = self.instance.policy.assistance_ratio
        if ratio is not None:
            need, left = 1_000_000 * party.assisted - ratio * party.able, -self.slack.help_short[number]
            if need > left:
                able = left * party.assisted // need if need else 0
                yield over("assistance", self.instance.schedule[number].id, party.assisted, able)

    def _pools_closed(self, party: Group, number: int, extra: int) -> Iterator[Obstacle]:
        """Whether the party would stand although there are seats, because they are reserved for others."""
        leg, flown = self.instance.schedule[number], self.slack.sorties[number] + extra
        if number not in self._pools:
            self._pools[number] = [share for share in self.instance.pools(leg) if share.people]
        pools = self._pools[number]
        if not pools:
            return
        taken = self.slack.seats_by_sitter.get(leg.id, {})
        sitters = [*taken, (party.nationality, party.tags)]
        people = [*taken.values(), leg.seats_for(party)]
        admits = [[self.instance.speaks_of(pool, *sitter) for pool in pools] for sitter in sitters]
        reserved = [pool.people * flown for pool in pools]
        outside = sum(people) - seated(people, reserved, admits)
        free = leg.seats * flown - sum(reserved)
        if outside > free:
            yield over("reserve", leg.id, people[-1], people[-1] - (outside - free))


def copies_of(leg: Flight) -> int:
    """How often a flight could be flown; a cancelled one as if it were not."""
    return 1 if leg.status == "cancelled" else leg.most_sorties


def alike(party: Group) -> Group:
    """`party` without what no flight asks for: parties that are alike board alike."""
    return Group(
        id="",
        nationality=party.nationality,
        origin="",
        size=party.size,
        infants=party.infants,
        stretchers=party.stretchers,
        assisted=party.assisted,
        operators=party.operators,
        needs=party.needs,
        tags=party.tags,
    )
