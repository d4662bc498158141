"""What stands in the way of flying a flight more often: aircraft, crews, movements, stands, what it needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.field import LARGEST
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Plan
from evacopt.judge.crews import crews
from evacopt.judge.pairs import Reading, read
from evacopt.reasons.obstacle import Code, Obstacle, over
from evacopt.reasons.slack import Slack, peak
from evacopt.reasons.tuning import TUNING, Tuning

Extra = tuple[int, int]
"""The number of a flight, and how many further sorties of it."""


def closed_ends(instance: Instance, leg: Flight, *, empty: bool = False) -> Iterator[Obstacle]:
    """The ends of a flight that are shut to it when it comes or goes; to an `empty` one by windows alone."""
    permits = instance.windows_permit if empty else instance.permits
    for place, direction, minute in leg.movements:
        if not permits(place, direction, leg.operator, minute):
            yield Obstacle("window", place, minute=minute)


class Flying:
    """Further sorties under one plan."""

    def __init__(self, slack: Slack, tuning: Tuning = TUNING) -> None:
        self.slack, self.instance, self.tuning = slack, slack.instance, tuning

    def more(self, number: int, extra: int, others: Sequence[Extra] = ()) -> list[Obstacle]:
        """What stands in the way of flying it `extra` times more, with `others` flown more as well."""
        leg = self.instance.schedule[number]
        return [
            *self._aircraft(leg, extra, others),
            *self._crews(number, extra, others),
            *self._movements(leg, extra, others),
            *closed_ends(self.instance, leg, empty=True),
            *self._slots(leg, extra, others),
            *self._alternatives(leg, extra, others),
            *self._resources(leg, extra, others),
        ]

    def orders(self, extras: Sequence[Extra]) -> Iterator[Obstacle]:
        """Flights of `extras` that fly only with others which neither fly nor are among them (6.3)."""
        for row, order in enumerate(self.instance.order):
            flown = [
                self.slack.sorties[at] + sum(extra for number, extra in extras if number == at)
                for at in (self.instance.number[order.flight], self.instance.number[order.needs])
            ]
            leg, needs = self.instance.flight[order.flight], self.instance.flight[order.needs]
            among = any(self.instance.schedule[number] is leg for number, _ in extras)
            if among and needs.status != "scheduled" and flown[0] > leg.copies * flown[1]:
                yield Obstacle("order", needs.id, row)

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
                    yield over("fleet", fleet.id, extra, fleet.count - used, minute=leg.departs)

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
            yield over("crew", leg.fleet, extra, free, minute=leg.departs)

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
                    yield over(code, place, extra, limit - used, minute=minute // span * span)

    def _legs(self, extras: Sequence[Extra]) -> list[tuple[Flight, int]]:
        return [(self.instance.schedule[number], sorties) for number, sorties in extras]

    def _slots(self, leg: Flight, extra: int, others: Sequence[Extra]) -> Iterator[Obstacle]:
        for row, slot in enumerate(self.instance.slots):
            if need := extra * slot.counted(leg):
                left = self.slack.slot_left[row]
                left -= sum(sorties * slot.counted(other) for other, sorties in self._legs(others))
                if need > left:
                    yield over("slot", slot.id, need, left, row=row)

    def _alternatives(self, leg: Flight, extra: int, others: Sequence[Extra]) -> Iterator[Obstacle]:
        if leg.alternative:
            flown = self.slack.alternatives_flown[leg.alternative]
            flown += sum(
                sorties for other, sorties in self._legs(others) if other.alternative == leg.alternative
            )
            if flown + extra > 1:
                yield over("alternative", leg.id, extra, 1 - flown)

    def _resources(self, leg: Flight, extra: int, others: Sequence[Extra]) -> Iterator[Obstacle]:
        """What it would hold, or use up, beside what is held."""
        if not self.instance.uses:
            return
        more: dict[str, list[tuple[int, int, int]]] = {}
        for other, sorties in self._legs([*others, (self.instance.number[leg.id], extra)]):
            for use in self.instance.uses_of(other):
                more.setdefault(use.resource, []).append((*use.held(other), use.amount * sorties))
        own = [use for use in self.instance.uses_of(leg) if use.amount]
        for code in dict.fromkeys(use.resource for use in own):
            mine = [use for use in own if use.resource == code]
            held, need = self.slack.resources[code], extra * sum(use.amount for use in mine)
            if held.resource.used_up:
                used = sum(row.amount for row in held.holdings) + sum(amount for *_, amount in more[code])
            else:
                used = max(peak(held.steps, *use.held(leg), more[code]) for use in mine)
            if used > held.resource.count:
                yield over("resource", code, need, held.resource.count - used + need, minute=leg.departs)
