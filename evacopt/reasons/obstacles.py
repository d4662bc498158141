"""What stands in the way of one more party on one itinerary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from evacopt.domain.clock import DAY, HOUR
from evacopt.domain.flight import Flight
from evacopt.domain.group import Group
from evacopt.reasons.boarding import Boarding, Boardings, alike
from evacopt.reasons.obstacle import Candidate, Code, Obstacle, over
from evacopt.reasons.slack import Slack, least_left
from evacopt.reasons.tuning import TUNING, Tuning
from evacopt.view.links import left_of


class Obstacles:
    """What stands in the way of itineraries under one plan."""

    def __init__(self, slack: Slack, tuning: Tuning = TUNING) -> None:
        self.slack, self.instance = slack, slack.instance
        self.boardings = Boardings(slack, tuning)
        self._receives = any(
            place.arrivals_per_hour is not None or place.arrivals_per_day is not None
            for place in self.instance.locations
        )
        self._last: tuple[Group, Group] | None = None

    def of(self, party: Group, legs: Sequence[int]) -> Candidate:
        """All that stands in the way of one more `party` on the flights `legs` (numbers), in order of travel.

        The flights must follow on each other from the party's origin to a haven.
        """
        chain, key = [self.instance.schedule[number] for number in legs], self._alike(party)
        boardings = [self.boardings.of(key, number) for number in legs]
        extras = [
            (number, boarding.sorties)
            for number, boarding in zip(legs, boardings, strict=True)
            if boarding.sorties
        ]
        obstacles = [
            *self._times(party, chain),
            *(obstacle for boarding in boardings for obstacle in boarding.obstacles),
            *self._together(extras),
            *self._changes(chain),
            *self._people_rows(party, chain),
            *self._presence(party, chain),
            *(self._landings(party, chain) if self._receives else ()),
            *(self._links(party, chain) if self.instance.links else ()),
            *self._pins(party, tuple(leg.id for leg in chain)),
            *self._rules(party, chain, extras),
            *self._full_loads(party, chain[0], boardings[0], legs[0]),
        ]
        named = tuple((self.instance.schedule[number].id, extra) for number, extra in extras)
        return Candidate(tuple(leg.id for leg in chain), _merged(obstacles), named)

    def _alike(self, party: Group) -> Group:
        """`alike`, made once for one party after the other."""
        if self._last is None or self._last[0] is not party:
            self._last = party, alike(party)
        return self._last[1]

    def _times(self, party: Group, chain: Sequence[Flight]) -> Iterator[Obstacle]:
        first, last = chain[0], self.instance.location[chain[-1].destination]
        ready = self.instance.begins if party.ready is None else party.ready
        if first.departs < ready + self.instance.policy.check_in_minutes:
            yield Obstacle("ready", first.id, minute=first.departs)
        if party.leave_by is not None and first.departs > party.leave_by:
            yield Obstacle("leave_by", first.id, minute=first.departs)
        if party.destinations and not {last.id, last.country} & set(party.destinations):
            yield Obstacle("destinations", last.id)

    def _changes(self, chain: Sequence[Flight]) -> Iterator[Obstacle]:
        """Connections too short, and waits too long."""
        for leg, onward in pairwise(chain):
            wait, least = onward.departs - leg.arrives, self.instance.policy.min_connection_minutes
            longest = self.instance.location[leg.destination].max_stay
            if wait < least:
                yield Obstacle("connection", f"{leg.id}>{onward.id}", need=least, left=wait)
            if longest is not None and wait > longest:
                yield Obstacle("max_stay", leg.destination, need=wait, left=longest)

    def _together(self, extras: Sequence[tuple[int, int]]) -> Iterator[Obstacle]:
        """What two further sorties take from each other, and what they need that does not fly."""
        if len(extras) > 1:
            for place, (number, extra) in enumerate(extras):
                others = [*extras[:place], *extras[place + 1 :]]
                yield from self.boardings.flying.more(number, extra, others)
        yield from self.boardings.flying.orders(extras)

    def _people_rows(self, party: Group, chain: Sequence[Flight]) -> Iterator[Obstacle]:
        """Shares and admissions: each counts a person once, however many of its flights are used."""
        for row, left in self.slack.share_left.items():
            share = self.instance.shares[row]
            people = self.instance.people_of_share(share, party.own_nationalities, party.tags)
            if people > left and any(share.covers(leg) for leg in chain):
                yield Obstacle("share_max", share.id, row, people, max(left, 0), alone=people > share.people)
        for row, left in self.slack.admission_left.items():
            admission = self.instance.admissions[row]
            people = self.instance.counted(admission.nationality, party.own_nationalities)
            if people > left and any(self.slack.lands_at(row, leg) for leg in chain):
                never = people > (admission.people or 0)
                yield Obstacle("admission", admission.place, row, people, max(left, 0), alone=never)

    def _presence(self, party: Group, chain: Sequence[Flight]) -> Iterator[Obstacle]:
        """People who are present, and what they need."""
        needs = dict(party.needs)
        for leg, onward in zip(chain, [*chain[1:], None], strict=True):
            place, presence = (
                self.instance.location[leg.destination],
                self.slack.presence.get(leg.destination),
            )
            if presence is None and not place.room:
                continue
            for_good = place.left_at(leg.arrives, stay=party.stay, ends=self.instance.ends)
            until = onward.departs if onward else for_good
            if until <= leg.arrives or place.role == "origin":
                continue
            if presence is not None:
                limits = self.instance.capacity_of[place.id]
                left, most = least_left(presence, limits, leg.arrives, until)
                if party.people > left:
                    never = party.people > most
                    yield over("capacity", place.id, party.people, left, minute=leg.arrives, alone=never)
            for code, room in place.room:
                need, row = needs.get(code, 0), self.slack.dimension_row[code]
                left = room - self.slack.needed_at[place.id, code].peak(leg.arrives, until)
                if need > left:
                    never, minute = need > room, leg.arrives
                    yield over("place_dimension", place.id, need, left, row=row, minute=minute, alone=never)

    def _landings(self, party: Group, chain: Sequence[Flight]) -> Iterator[Obstacle]:
        """People who land at a place in an hour, in a day."""
        for leg in chain:
            place = self.instance.location[leg.destination]
            kinds: tuple[tuple[Code, int, int | None], ...] = (
                ("arrivals_hour", HOUR, place.arrivals_per_hour),
                ("arrivals_day", DAY, place.arrivals_per_day),
            )
            for code, span, limit in kinds:
                if limit is not None:
                    left = limit - self.slack.landed[leg.destination, span, leg.arrives // span]
                    if party.people > left:
                        minute, never = leg.arrives // span * span, party.people > limit
                        yield over(code, leg.destination, party.people, left, minute=minute, alone=never)

    def _links(self, party: Group, chain: Sequence[Flight]) -> Iterator[Obstacle]:
        """Groups that it goes by, of which too few go that way."""
        taken, way = self.slack.taken, tuple(leg.id for leg in chain)
        for row, link in enumerate(self.instance.links):
            if link.group == party.id:
                own, other = taken.get(link.group, {}), taken.get(link.partner, {})
                left = left_of(self.instance, link, own, other, way)
                if left < 1:
                    yield over("link", link.partner, 1, left, row=row)

    def _pins(self, party: Group, itinerary: tuple[str, ...]) -> Iterator[Obstacle]:
        for row, pin in enumerate(self.instance.pins):
            if pin.group == party.id and pin.kind != "at_least" and pin.covers(itinerary):
                taken = self.slack.taken.get(party.id, {})
                now = sum(parties for chain, parties in taken.items() if pin.covers(chain))
                if now + 1 > pin.parties:
                    yield Obstacle("pin", party.id, row, 1, 0, alone=pin.parties == 0)

    def _rules(
        self, party: Group, chain: Sequence[Flight], extras: Sequence[tuple[int, int]]
    ) -> Iterator[Obstacle]:
        """Linear rules that one more party, and the sorties that it takes, would break."""
        more = {(party.id, leg): party.people for leg in ("", *(leg.id for leg in chain))}
        more |= {("", self.instance.schedule[number].id): extra for number, extra in extras}
        for row, rule in enumerate(self.instance.rules):
            if rule.limit is not None:
                added = sum(
                    term.coefficient * more.get((term.group, term.flight), 0)
                    for term in self.instance.terms_of[rule.id]
                )
                left = rule.limit - self.slack.rule_sums[rule.id]
                if (added > left and rule.kind != "at_least") or (added < left and rule.kind != "at_most"):
                    yield Obstacle("rule", rule.id, row)

    def _full_loads(self, party: Group, first: Flight, boarding: Boarding, number: int) -> Iterator[Obstacle]:
        """Whether optional flights out of the party's origin would leave with empty seats, or too few."""
        if not self.instance.policy.full_loads or first.status == "scheduled":
            return
        if not self.instance.location[first.origin].is_start:
            return
        flown = self.slack.sorties[number] + boarding.sorties
        more = sum(lack.need for lack in boarding.obstacles if lack.code == "seats") * flown
        empty = self.slack.empty_seats[first.origin] + first.seats * boarding.sorties + more - party.size
        if empty and self.slack.staying[first.origin] > 1:
            yield Obstacle("full_loads", first.origin, need=party.size, left=max(party.size + empty, 0))


def _merged(obstacles: Sequence[Obstacle]) -> tuple[Obstacle, ...]:
    """Each limit once: what is asked of it on several flights is asked of it in all."""
    merged: dict[tuple[str, str, int], Obstacle] = {}
    for obstacle in dict.fromkeys(obstacles):
        key = obstacle.code, obstacle.subject, obstacle.row
        known = merged.get(key)
        merged[key] = obstacle if known is None else replace(known, need=known.need + obstacle.need)
    return tuple(merged.values())
