"""Whom to call to which flight and who is standby: as many as a bound on refusals allows.

Those whom the plan has on a flight are called. Then, flight by flight as they depart, parties who stay, in
the standby order, as long as the chance that anybody called comes and is refused is at most alpha on each
flight that they would take. Who is left of those who could take a flight stands by for it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import repeat

import numpy as np

from evacopt.calling.aboard import Aboard
from evacopt.calling.beside import Beside
from evacopt.calling.exact import claim
from evacopt.calling.limits import Limit, kinds_of, limits_of
from evacopt.calling.loads import Loads, refused
from evacopt.calling.standby import StandbyLists
from evacopt.calling.willing import Willing
from evacopt.calling.worlds import Worlds
from evacopt.domain.arguments import a_plan, an_instance
from evacopt.domain.call_forward import CallForward, FlightCalls
from evacopt.domain.columns import Mask
from evacopt.domain.finding import Finding
from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.plan import Assignment, Assignments, Itinerary, Plan
from evacopt.domain.stored import MILLION
from evacopt.errors import PlanError, UsageError
from evacopt.judge.verify import verify
from evacopt.scenarios.story import Story
from evacopt.view.view import View

_ROUNDING = 1e-12
"""Floats are wrong by less; alpha is kept in whole numbers."""


def call_forward(
    instance: Instance, plan: Plan, *, alpha: float = 0.01, stories: Sequence[Story] = ()
) -> CallForward:
    """Who is called to which flight, and who is standby.

    Parameters
    ----------
    alpha : the chance that anybody called to a flight comes and is refused is at most this, on each flight
    stories : what may happen to all at once; of these counts how likely they make people come

    Raises
    ------
    PlanError
        If the plan breaks a rule of the instance.
    UsageError
        If alpha is no chance, or the stories have too many combinations.
    """
    an_instance(instance)
    a_plan(plan)
    if isinstance(alpha, bool) or not isinstance(alpha, (int, float)) or not 0 <= alpha <= 1:
        raise UsageError(f"alpha must be a chance from 0 to 1, such as 0.01, got {alpha!r}"[:300])
    if broken := verify(instance, plan):
        rule = "must keep every rule of the instance"
        raise PlanError([Finding(rule=rule, value=str(violation), place="plan") for violation in broken])
    return called_forward(instance, plan, int(alpha * MILLION + 1e-6), stories)


def called_forward(instance: Instance, plan: Plan, alpha: int, stories: Sequence[Story] = ()) -> CallForward:
    """`call_forward` for a plan that keeps every rule; `alpha` in parts per million."""
    calling = _Calling(instance, plan, alpha, Worlds.of(instance, stories))
    for flight in calling.flown:
        calling.call(flight)
    return CallForward(
        instance_name=instance.name,
        instance_sha256=instance.sha256,
        plan_sha256=plan.sha256,
        alpha=alpha,
        called=calling.called(),
        flights=tuple(
            FlightCalls(flight.id, calling.claimed(flight), calling.standby(flight))
            for flight in calling.flown
        ),
        worlds=calling.worlds.records(instance),
    )


class _Calling:
    """Calls in the making."""

    def __init__(self, instance: Instance, plan: Plan, alpha: int, worlds: Worlds) -> None:
        view = View(instance, plan)
        self.instance, self.plan, self.worlds, self._alpha = instance, plan, worlds, alpha
        sorties = {flight.id: flight.sorties_in(plan) for flight in instance.schedule}
        flown = [flight for flight in instance.schedule if sorties[flight.id]]
        self.flown = sorted(flown, key=lambda flight: (flight.departs, flight.id))
        self._sorties, self._kinds = sorties, kinds_of(instance)
        self._willing = Willing.of(view, plan, self.flown)
        pairs, self._left, self._more = self._willing.pairs, view.left.copy(), Counter[int]()
        values = np.concatenate((self._willing.parties, np.array([*sorties.values()], dtype=np.int64)))
        could = np.zeros(len(pairs.group), dtype=np.int64)
        for listed in self._willing.of_flight.values():
            could[listed] = self._left[pairs.group[listed]]
        self._beside = Beside(pairs, values, could)
        self._rows: dict[str, Counter[int]] = {flight.id: Counter() for flight in self.flown}
        for pair in np.flatnonzero(self._willing.parties).tolist():
            for leg in self._legs(pair):
                self._rows[leg][int(pairs.group[pair])] += int(self._willing.parties[pair])
        self._lists = StandbyLists()
        self._aboard, self._beyond = dict[str, Aboard](), set[str]()
        groups = instance.groups
        self._burden = np.stack((groups.size, groups.stretchers, groups.infants, *worlds.show_up)).T

    def _legs(self, pair: int) -> Itinerary:
        return self._willing.pairs.itineraries[self._willing.pairs.code[pair]]

    def _limits(self, flight: str) -> tuple[Limit, ...]:
        return limits_of(self.instance, self.instance.flight[flight], self._sorties[flight], self._kinds)

    def _boarding(self, flight: str) -> Aboard:
        """How a flight fills, in the worlds that those tell apart who may be on it."""
        if flight not in self._aboard:
            pairs = self._willing.pairs
            using = pairs.using(np.arange(len(self.instance.schedule)) == self.instance.number[flight])
            worlds = self.worlds.merged(np.unique(pairs.group[using]))
            self._aboard[flight] = Aboard(self._limits(flight), worlds, self._rows[flight])
        return self._aboard[flight]

    def call(self, flight: Flight) -> None:
        """Call whoever may be called to begin with a flight."""
        failed = defaultdict[int, Mask](lambda: np.zeros(len(self._left), dtype=np.bool_))
        for pair in self._willing.of_flight.get(flight.id, ()):
            row = int(self._willing.pairs.group[pair])
            hopeless, wanted = failed[int(self._willing.pairs.code[pair])], int(self._left[row])
            if not wanted or hopeless[row]:
                continue
            most = self._beside.most(pair, wanted)
            parties = self._fitting(self._legs(pair), row, most)
            if parties < most:
                hopeless |= self._no_easier_than(row)
            if parties:
                self._left[row] -= parties
                self._more[pair] += parties
                self._beside.call(pair, parties)

    def _no_easier_than(self, row: int) -> Mask:
        """Groups of which no party fits where none of that row does."""
        alike: Mask = self._kinds.codes == self._kinds.codes[row]
        alike &= (self._burden >= self._burden[row]).all(axis=1)
        return alike

    def _fitting(self, legs: Itinerary, row: int, most: int) -> int:
        """Call as many parties of a group, of so many, as alpha allows on each flight; how many."""
        if not most:
            return 0
        boarding = [self._boarding(leg) for leg in legs]
        low, high, tried, best = 0, most + 1, 1, list[list[Loads]]()
        while low + 1 < high:
            loads = [each.more(row, tried) for each in boarding]
            if all(map(self._allowed, loads)):
                low, best = tried, loads
            else:
                high = tried
            tried = most if tried == low == 1 else (low + high) // 2
        for leg, each, fitting in zip(legs, boarding, best, strict=False):
            each.loads = fitting
            self._rows[leg][row] += low
            self._beyond.add(leg)
        return low

    def _allowed(self, limits: Sequence[Loads]) -> bool:
        if all(loads.sure for loads in limits):
            return True
        return self._alpha > 0 and refused(limits) <= self._alpha / MILLION - _ROUNDING

    def claimed(self, flight: Flight) -> Fraction:
        """What can be claimed of a flight; nobody is refused where nobody is called beyond the plan."""
        if flight.id not in self._beyond:
            return Fraction(0)
        rows, limits = self._rows[flight.id], self._limits(flight.id)
        worlds = self.worlds.merged(np.array(sorted(rows), dtype=np.int64))
        return claim(
            [
                (
                    chance,
                    [(limit, [(row, int(comes[row]), n) for row, n in rows.items()]) for limit in limits],
                )
                for chance, comes in zip(worlds.probability, worlds.show_up, strict=True)
            ]
        )

    def standby(self, flight: Flight) -> tuple[tuple[str, int], ...]:
        """Who may step in; flights are asked in order."""
        willing = self._willing.of_flight.get(flight.id, ())
        if not self._left[self._willing.pairs.group[list(willing)]].any():
            return ()
        listed = self._lists.of(self._boarding(flight.id), self._waiting(willing))
        return tuple((self.instance.groups.id[row], parties) for row, parties in listed.items())

    def _waiting(self, willing: Sequence[int]) -> Iterator[int]:
        """The group of each party that could step in."""
        seen = set[int]()
        for pair in willing:
            row = int(self._willing.pairs.group[pair])
            if row not in seen and not self._beside.barred(pair):
                seen.add(row)
                yield from repeat(row, int(self._left[row]))

    def called(self) -> Assignments:
        """The plan's assignments and those beyond."""
        total = Counter[tuple[str, Itinerary]]()
        for row in self.plan.assignments:
            total[row.group, row.itinerary] += row.parties
        for pair, parties in self._more.items():
            group = self.instance.groups.id[self._willing.pairs.group[pair]]
            total[group, self._legs(pair)] += parties
        return Assignments.of(Assignment(*way, parties) for way, parties in total.items())
