"""What keeps one more party off one flight, and the further sorties that would take it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.field import LARGEST
from evacopt.domain.flight import Flight
from evacopt.domain.group import Group
from evacopt.domain.plan import Plan
from evacopt.domain.share import Share
from evacopt.judge.crews import crews
from evacopt.judge.pairs import Reading, read
from evacopt.judge.seating import seated
from evacopt.reasons.obstacle import Code, Obstacle
from evacopt.reasons.slack import Slack, peak
from evacopt.reasons.tuning import TUNING, Tuning

Extra = tuple[int, int]
"""The number of a flight, and how many further sorties of it."""


@dataclass(frozen=True, slots=True)
class Boarding:
    """One more party on a flight: all that stands in its way there, and further sorties that it takes."""

    obstacles: tuple[Obstacle, ...]
    sorties: int = 0


class Boardings:
    """Boardings under one plan, each worked out once."""

    def __init__(self, slack: Slack, tuning: Tuning = TUNING) -> None:
        self.slack, self.instance, self.tuning = slack, slack.instance, tuning
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
            obstacles += self.more_sorties(number, extra)
        aboard, fewest = self.slack.people_aboard[number] + party.people, leg.min_load * (flown + extra)
        if leg.status == "optional" and aboard < fewest:
            obstacles.append(_over("min_load", leg.id, fewest, aboard))
        rate = self.slack.rates.get(leg.origin)
        if rate is not None and (left := rate.left(leg.departs)) < party.people:
            obstacles.append(_over("throughput", leg.origin, party.people, left, minute=leg.departs))
        return Boarding(tuple(obstacles), extra)

    def _refusals(self, party: Group, leg: Flight) -> Iterator[Obstacle]:
        """What shuts the flight whoever is aboard."""
        if leg.status == "cancelled":
            yield Obstacle("cancelled", leg.id)
        if not self.instance.location[leg.origin].is_open(leg.departs):
            yield Obstacle("window", leg.origin, minute=leg.departs)
        if not self.instance.location[leg.destination].is_open(leg.arrives):
            yield Obstacle("window", leg.destination, minute=leg.arrives)
        if not self.instance.accepts(leg, party.nationality):
            yield Obstacle("acceptance", leg.id)
        if party.operators and leg.operator not in party.operators:
            yield Obstacle("operators", leg.id)

    def _cabin(self, party: Group, number: int) -> tuple[list[Obstacle], int]:
        """What lacks in the cabin, and further sorties: where these are enough nothing lacks."""
        leg, slack, flown = self.instance.schedule[number], self.slack, self.slack.sorties[number]
        uses: tuple[tuple[Code, int, int, list[int]], ...] = (
            ("seats", leg.seats_for(party), leg.seats, slack.seats_taken),
            ("stretchers", party.stretchers, leg.stretchers, slack.stretchers_taken),
            ("infants", party.infants, leg.infant_limit, slack.infants_aboard),
        )
        most = max(copies_of(leg), flown)
        short = [
            (code, need, limit, taken[number])
            for code, need, limit, taken in uses
            if need and need > limit * flown - taken[number]
        ]
        wanted = (
            max(-(-(need + taken) // limit) if limit else LARGEST for _, need, limit, taken in short) - flown
            if short
            else max(1 - flown, 0)
        )
        if flown + wanted <= most:
            return [], wanted
        extra = 0 if flown else 1
        lacks = [
            _over(code, leg.id, need, limit * (flown + extra) - taken, alone=need > limit * most)
            for code, need, limit, taken in short
            if need > limit * (flown + extra) - taken
        ]
        return lacks, extra

    def _helpers(self, party: Group, number: int) -> Iterator[Obstacle]:
        ratio = self.instance.policy.assistance_ratio
        if ratio is not None:
            need, left = 1_000_000 * party.assisted - ratio * party.able, -self.slack.help_short[number]
            if need > left:
                able = left * party.assisted // need if need else 0
                yield _over("assistance", self.instance.schedule[number].id, party.assisted, able)

    def _pools_closed(self, party: Group, number: int, extra: int) -> Iterator[Obstacle]:
        """Whether the party would stand although there are seats, because they are reserved for others."""
        leg, flown = self.instance.schedule[number], self.slack.sorties[number] + extra
        if number not in self._pools:
            self._pools[number] = [share for share in self.instance.pools(leg) if share.people]
        pools = self._pools[number]
        if not pools:
            return
        taken = self.slack.seats_by_nationality.get(leg.id, {})
        nations = [*sorted(taken), party.nationality]
        people = [*(taken[nation] for nation in sorted(taken)), leg.seats_for(party)]
        members = [self.instance.nationals(pool.nationality) for pool in pools]
        admits = [[nation in nationals for nationals in members] for nation in nations]
        reserved = [pool.people * flown for pool in pools]
        outside = sum(people) - seated(people, reserved, admits)
        free = leg.seats * flown - sum(reserved)
        if outside > free:
            yield _over("reserve", leg.id, people[-1], people[-1] - (outside - free))

    def more_sorties(self, number: int, extra: int, others: Sequence[Extra] = ()) -> list[Obstacle]:
        """What stands in the way of flying it `extra` times more, with `others` flown more as well."""
        leg = self.instance.schedule[number]
        return [
            *self._aircraft(leg, extra, others),
            *self._crews(number, extra, others),
            *self._movements(leg, extra, others),
        ]

    def _aircraft(self, leg: Flight, extra: int, others: Sequence[Extra]) -> Iterator[Obstacle]:
        for fleet in self.instance.fleets:
            if fleet.id == leg.fleet:
                more = [
                    (other.departs, other.departs + fleet.cycle, sorties)
                    for other, sorties in self._legs(others)
                    if other.fleet == fleet.id
                ]
                used = peak(self.slack.fleets[fleet.id], leg.departs, leg.departs + fleet.cycle, more)
                if used + extra > fleet.count and fleet.cycle:
                    yield _over("fleet", fleet.id, extra, fleet.count - used, minute=leg.departs)

    def _crews(self, number: int, extra: int, others: Sequence[Extra]) -> Iterator[Obstacle]:
        """No crew by the plan's own rota, and (where few enough sorties are flown to ask) by no other."""
        leg = self.instance.schedule[number]
        able = [crew for crew in self.instance.crews if leg.fleet in crew.fleets]
        if not able:
            return
        free = 0
        if self.slack.plan.crews and not others:
            for crew in able:  # those that can take a sortie then and rest from it
                if crew.rest:
                    away = self.slack.crews[crew.id].peak(leg.departs, leg.departs + crew.rest)
                    free += max(crew.count - away, 0)
                else:
                    free += LARGEST if crew.count else 0
        if free < extra and (self._many_crewed or self._uncrewed([*others, (number, extra)])):
            yield _over("crew", leg.fleet, extra, free, minute=leg.departs)

    @cached_property
    def _many_crewed(self) -> bool:
        """Whether more sorties need crews than a search over all rotas is made for."""
        crewed = {fleet for crew in self.instance.crews for fleet in crew.fleets}
        flown = zip(self.instance.schedule, self.slack.sorties, strict=True)
        return sum(sorties for leg, sorties in flown if leg.fleet in crewed) > self.tuning.crewed

    def _uncrewed(self, extras: Sequence[Extra]) -> bool:
        """Whether no rota at all crews what is flown and `extras`."""
        reading, bare = self._without_rota
        flown = reading.flown.copy()
        for number, extra in extras:
            flown[number] += extra
        return any(crews(replace(reading, flown=flown), bare))

    @cached_property
    def _without_rota(self) -> tuple[Reading, Plan]:
        plan = self.slack.plan
        return read(self.instance, plan), replace(plan, crews=())

    def _movements(self, leg: Flight, extra: int, others: Sequence[Extra]) -> Iterator[Obstacle]:
        kinds: tuple[tuple[Code, int], ...] = (("movements_hour", HOUR), ("movements_day", DAY))
        for code, span in kinds:
            for place, minute in ((leg.origin, leg.departs), (leg.destination, leg.arrives)):
                limit = getattr(self.instance.location[place], code.replace("_", "_per_"))
                used = self.slack.movements[place, span, minute // span] + sum(
                    sorties * ((at, when // span) == (place, minute // span))
                    for other, sorties in self._legs(others)
                    for at, when in ((other.origin, other.departs), (other.destination, other.arrives))
                )
                if limit is not None and used + extra > limit:
                    yield _over(code, place, extra, limit - used, minute=minute // span * span)

    def _legs(self, extras: Sequence[Extra]) -> list[tuple[Flight, int]]:
        return [(self.instance.schedule[number], sorties) for number, sorties in extras]


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
    )


def _over(
    code: Code, subject: str, need: int, left: int, *, minute: int | None = None, alone: bool = False
) -> Obstacle:
    return Obstacle(code, subject, need=need, left=max(left, 0), minute=minute, alone=alone)
