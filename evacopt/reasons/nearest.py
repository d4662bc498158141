"""The itineraries that come nearest to taking a party: those in whose way least stands, first."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from itertools import count

import numpy as np

from evacopt.domain.columns import Ints, Mask
from evacopt.domain.group import Group
from evacopt.domain.plan import Itinerary
from evacopt.reasons.boarding import copies_of
from evacopt.reasons.flying import closed_ends
from evacopt.reasons.obstacle import Candidate
from evacopt.reasons.obstacles import Obstacles
from evacopt.reasons.slack import Slack
from evacopt.reasons.tuning import TUNING, Tuning


class Nearest:
    """Finds itineraries under one plan by best-first search, without making every chain of flights."""

    def __init__(self, slack: Slack, tuning: Tuning = TUNING) -> None:
        self.slack, self.instance, self.tuning = slack, slack.instance, tuning
        self.obstacles = Obstacles(slack, tuning)
        schedule = self.instance.schedule
        self._departs = np.array([leg.departs for leg in schedule], dtype=np.int64)
        inside = (self._departs >= self.instance.begins) & (self._departs <= self.instance.ends)
        order = np.argsort(self._departs, kind="stable")
        order = order[inside[order]]
        origin = np.array([leg.origin for leg in schedule], dtype=object)[order]
        self._leaving: dict[str, Ints] = {place: order[origin == place] for place in self.instance.location}
        self._shut = [len(tuple(closed_ends(self.instance, leg))) for leg in schedule]
        self._scores: dict[tuple[str, tuple[str, ...], int], Ints] = {}

    def of(self, party: Group, most: int, *, by: str | None = None) -> list[Candidate]:
        """At most `most` itineraries of `party`, fewest obstacles first; none if no flight leads out.

        Where more exist than `most`, flights are chosen by what a glance shows: seats, acceptance, times.

        Parameters
        ----------
        by : a flight; only itineraries that use it are wanted
        """
        must = None if by is None else self.instance.number[by]
        candidates = [self.obstacles.of(party, legs) for legs in self._chains(party, most, must)]
        return sorted(candidates, key=self._rank)

    def _rank(self, candidate: Candidate) -> tuple[int, bool, int, Itinerary]:
        """What is gone before the party is ready comes last among equals, the last of it first."""
        departs = self.instance.flight[candidate.itinerary[0]].departs
        gone = "ready" in candidate.codes
        return len(candidate.obstacles), gone, -departs if gone else departs, candidate.itinerary

    def _chains(self, party: Group, most: int, must: int | None) -> Iterator[tuple[int, ...]]:
        """Chains of flights to any haven (by the flight `must`), the promising ones first."""
        scores, number, made = self._score(party), count(), 0
        first = self._leaving[party.origin]
        if must is not None:
            first = first[self._may_precede(first, must)]
        queue: list[tuple[int, int, int, tuple[int, ...]]] = [
            (score, int(self._departs[leg]), next(number), (leg,))
            for leg, score in self._best(first, scores[first] + self._untimely(party, first), most)
        ]
        heapq.heapify(queue)
        for _ in range(self.tuning.unfinished * most + 100):
            if not queue or made == most:
                return
            score, departs, _, chain = heapq.heappop(queue)
            if self.instance.location[self.instance.schedule[chain[-1]].destination].is_end and (
                must is None or must in chain
            ):
                made += 1
                yield chain
            for leg, more in self._onward(chain, scores, most):
                heapq.heappush(queue, (score + more, departs, next(number), (*chain, leg)))

    def _onward(self, chain: tuple[int, ...], scores: Ints, most: int) -> list[tuple[int, int]]:
        """Flights that leave the place where `chain` ends once it has arrived, if one may change there."""
        last, policy = self.instance.schedule[chain[-1]], self.instance.policy
        hub = self.instance.location[last.destination]
        if not hub.is_stop or len(chain) >= policy.max_legs:
            return []
        legs = self._leaving[hub.id]
        legs = legs[np.searchsorted(self._departs[legs], last.arrives) :]
        wait = self._departs[legs] - last.arrives
        flaws = (wait < policy.min_connection_minutes).astype(np.int64)
        if hub.max_stay is not None:
            flaws += wait > hub.max_stay
        been = {self.instance.schedule[leg].origin for leg in chain} | {hub.id}
        fresh = [self.instance.schedule[leg].destination not in been for leg in legs.tolist()]
        keep = np.array(fresh, dtype=np.bool_)
        return self._best(legs[keep], (scores[legs] + flaws)[keep], most)

    def _may_precede(self, legs: Ints, must: int) -> Mask:
        """Which of `legs` are the flight `must`, or land before it leaves from elsewhere, shape (legs,)."""
        schedule = self.instance.schedule
        leg = schedule[must]
        arrives = np.array([schedule[number].arrives for number in legs.tolist()], dtype=np.int64)
        before = (arrives <= leg.departs) & self.instance.location[leg.origin].is_stop
        fitting: Mask = (legs == must) | before
        return fitting

    def _best(self, legs: Ints, scores: Ints, most: int) -> list[tuple[int, int]]:
        best = np.argsort(scores, kind="stable")[:most]
        return list(zip(legs[best].tolist(), scores[best].tolist(), strict=True))

    def _untimely(self, party: Group, legs: Ints) -> Ints:
        """1 for each flight that leaves before the party is ready or after it has to leave, shape (legs,)."""
        ready = self.instance.begins if party.ready is None else party.ready
        departs = self._departs[legs]
        late = np.zeros(len(legs), dtype=np.bool_) if party.leave_by is None else departs > party.leave_by
        flaws: Ints = (departs < ready + self.instance.policy.check_in_minutes).astype(np.int64) + late
        return flaws

    def _score(self, party: Group) -> Ints:
        """For each flight how many limits a glance shows to be in the way of `party`, shape (flights,)."""
        key = party.nationality, party.operators, party.size
        if key not in self._scores:
            self._scores[key] = np.array(
                [self._glance(party, number) for number in range(len(self._departs))], dtype=np.int64
            )
        return self._scores[key]

    def _glance(self, party: Group, number: int) -> int:
        leg = self.instance.schedule[number]
        return (
            (leg.status == "cancelled")
            + self._shut[number]
            + (not self.instance.accepts(leg, party.nationality))
            + (bool(party.operators) and leg.operator not in party.operators)
            + (leg.seats * copies_of(leg) - self.slack.seats_taken[number] < party.size)
            + (self.slack.sorties[number] == 0)
        )
