"""Hour by hour with what was known: a plan at the beginning, and another each time something became known."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from evacopt.domain.instance import Instance
from evacopt.domain.phrase import joined, phrase
from evacopt.domain.pin import Pin
from evacopt.domain.plan import Assignment, Assignments, Itinerary, Plan
from evacopt.domain.share import Share
from evacopt.errors import InvalidInput, UsageError
from evacopt.events.events import after
from evacopt.planning.options import SolveOptions
from evacopt.planning.solve import solve
from evacopt.replanning.freeze import thawed
from evacopt.replanning.held import Moment
from evacopt.replanning.replan import Replan, replan
from evacopt.replanning.split import STAYED, STRANDED
from evacopt.replanning.stability import Stability
from evacopt.replaying.outcome import in_truth, known_in
from evacopt.replaying.record import Step
from evacopt.replaying.update import Update
from evacopt.replaying.worlds import World
from evacopt.view.view import View

OnStep = Callable[[Step], object]
Promises = tuple[tuple[Share, ...], tuple[Pin, ...]]
NOTHING: Promises = ((), ())
LONGER = 4.0
"""How much longer is tried where there is no plan in time."""
Ways = Counter[tuple[str, Itinerary]]
"""Parties by group of the instance as it came to be, and itinerary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How it is decided at each step: as `replan` has it."""

    options: SolveOptions
    freeze: int
    stability: Stability | None = None


@dataclass(slots=True)
class Walk:
    """Steps over `worlds`, and the plan in force after each."""

    truth: Instance
    worlds: Sequence[World]
    rules: Rules
    steps: list[Step] = field(default_factory=list)
    interrupted: bool = False
    _at: int = 0
    _instance: Instance | None = None
    _plan: Plan | None = None
    _flown: dict[str, int] = field(default_factory=dict)
    _origin: dict[str, str] = field(default_factory=dict)
    _owed: Promises = NOTHING

    def run(self, on_step: OnStep | None = None) -> None:
        """Decide at each world; what has been reached when Ctrl-C comes is kept."""
        try:
            for number, world in enumerate(self.worlds):
                if self.interrupted:
                    break
                self._step(number, world)
                if on_step is not None:
                    on_step(self.steps[-1])
        except KeyboardInterrupt:
            self.interrupted = True

    @property
    def plan(self) -> Plan:
        """What came of it, as a plan of the instance as it came to be."""
        last = self._plan or _nobody(self.truth)
        rows = known_in(self.truth, last.assignments, self._origin)
        return in_truth(self.truth, rows, {**last.flown, **self._flown})

    @property
    def stranded(self) -> list[Assignment]:
        """Who has flown and is at no haven."""
        link = self._plan.replanned if self._plan else None
        rows = (Assignment(row.group, row.flights, row.parties) for row in (link.stranded if link else ()))
        return known_in(self.truth, rows, self._origin)

    def _step(self, number: int, world: World) -> None:
        begun, before = time.monotonic(), self._ways
        if self._instance is None:
            self._instance, self._plan = world.instance, _nobody(world.instance)
        notes = list[str]()
        try:
            notes.extend(self._decide(number, world))
        except (InvalidInput, UsageError) as fault:  # what has flown stands against what is news
            text = phrase("what became known does not go with what has flown: {fault}")
            notes.append(phrase(text, fault=fault.why.partition("\n")[0]))
        assert self._plan is not None
        view = View(self._instance, self._plan)
        self.steps.append(
            Step(
                time=world.time,
                news=world.news,
                people=world.instance.people,
                planned=view.served,
                left=tuple((priority, count.left) for priority, count in view.by_class.items()),
                changed=_changed(self.truth, before, self._ways) if before else 0,
                seconds=round(time.monotonic() - begun, 3),
                notes=tuple(notes),
            )
        )

    def _decide(self, number: int, world: World) -> Iterator[str]:
        """Put the next plan in force, and what came with it; what to tell of it."""
        base, update = self._base(world)
        ask = partial(self._asked, base, world, (update,))
        done, owed = ask(), NOTHING
        baseline = self.rules.options.backend == "first-come"
        if done.result.plan is None and (done.result.status == "infeasible" or baseline):
            promises = joined(", ", done.result.conflict) or phrase("shares of at least so many, and pins")
            yield phrase(
                "cannot be kept with what is known, and not asked for now: {promises}", promises=promises
            )
            thaw = thawed(base, self._plan) if self._plan else base
            free, owed = _without_promises(update.applied(thaw, since=world.time))
            ask = partial(self._asked, free, world, ())
            done = ask()
        if done.result.status == "no_plan":
            yield phrase("no plan in time: it took longer")
            done = ask(longer=LONGER)
        self.interrupted = self.interrupted or done.result.status == "interrupted"
        if done.result.plan is None:
            yield phrase("no plan in time; the one before stays in force")
            return
        self._take(done, done.result.plan)
        self._at, self._owed = number, owed
        yield from (*done.notes, *done.result.notes)

    def _base(self, world: World) -> tuple[Instance, Update]:
        """The instance of the plan in force, with the promises that were left open, and what is new."""
        instance = self._instance
        assert instance is not None
        shares, pins = self._owed
        flying = [share for share in shares if not share.flight or share.flight in instance.flight]
        base = replace(
            instance,
            shares=(*instance.shares, *flying),
            pins=(*instance.pins, *(pin for pin in pins if pin.group in instance.groups.row)),
        )
        parts: dict[str, tuple[str, ...]] = {}
        for code in sorted(instance.groups.id, key=lambda code: STAYED in code):
            origin = self._origin.get(code, code)
            parts[origin] = (*parts.get(origin, ()), code)
        return base, Update(self.worlds[self._at].instance, world.instance, parts)

    def _asked(
        self, base: Instance, world: World, events: Sequence[Update], *, longer: float = 1.0
    ) -> Replan:
        """The answer of `replan`; of `solve` as long as nobody can have left."""
        plan, rules, options = self._plan, self.rules, self.rules.options
        assert plan is not None
        if options.time_limit is not None:
            options = replace(options, time_limit=options.time_limit * longer)
        moment = Moment(as_of=world.time, notice=0, check_in=base.policy.check_in_minutes)
        first = not plan.assignments and plan.replanned is None
        if first and not any(moment.closed(flight) for flight in world.instance.schedule):
            now = after(base, events, since=world.time)
            return Replan(now, solve(now, options=options))
        return replan(
            base,
            plan,
            as_of=world.time,
            events=events,
            options=options,
            freeze=rules.freeze,
            stability="free" if first else rules.stability,
        )

    def _take(self, done: Replan, plan: Plan) -> None:
        """The plan in force from now on; which groups were split, and which optional flights have left."""
        assert self._instance is not None
        assert self._plan is not None
        for flight in self._instance.schedule:
            now = done.instance.flight.get(flight.id)
            if flight.status == "optional" and now is not None and now.status != "optional":
                self._flown[flight.id] = flight.sorties_in(self._plan) if now.status == "scheduled" else 0
        for code in done.instance.groups.id:
            for end in (STAYED, STRANDED):
                head, sign, rest = code.rpartition(end)
                if sign and not rest.strip("'") and code not in self.truth.groups.row:
                    self._origin[code] = self._origin.get(head, head)
        self._instance, self._plan = done.instance, plan

    @property
    def _ways(self) -> Ways:
        """Parties by group and itinerary under the plan in force."""
        ways = Ways()
        for row in self._plan.assignments if self._plan else ():
            ways[self._origin.get(row.group, row.group), row.itinerary] += row.parties
        return ways


def _changed(truth: Instance, before: Ways, now: Ways) -> int:
    """People who had a way and have another one, or none."""
    groups = truth.groups
    lost = ((group, parties - now[group, way]) for (group, way), parties in before.items())
    return sum(
        max(parties, 0) * int(groups.people[groups.row[group]])
        for group, parties in lost
        if group in groups.row
    )


def _without_promises(instance: Instance) -> tuple[Instance, Promises]:
    """The instance in which nothing is promised that takes people to be there, and what was."""
    shares = tuple(share for share in instance.shares if share.kind == "min")
    pins = tuple(pin for pin in instance.pins if pin.kind != "at_most")
    left = (replace(pin, kind="at_most") for pin in pins if pin.kind == "exactly")
    free = replace(
        instance,
        shares=tuple(share for share in instance.shares if share.kind != "min"),
        pins=(*(pin for pin in instance.pins if pin.kind == "at_most"), *left),
    )
    return free, (shares, pins)


def _nobody(instance: Instance) -> Plan:
    """The plan in which nobody travels."""
    return Plan(instance_name=instance.name, instance_sha256=instance.sha256, assignments=Assignments.of(()))
