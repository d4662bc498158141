"""A simulation as it goes: batch after batch, until it is known well enough."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import replace
from typing import TypeVar

import numpy as np

from evacopt.errors import ProgressError, UsageError
from evacopt.scenarios.story import sets_of
from evacopt.simulation.estimate import Estimate, classes, fan, flights, interval, nationalities, told
from evacopt.simulation.options import SimulateOptions, Standing
from evacopt.simulation.result import Hindsight, Interval, Simulation
from evacopt.simulation.subject import Subject
from evacopt.simulation.tally import Tally
from evacopt.spread.dispatch import Ended, in_order
from evacopt.spread.workers import Workers, cores, given, processes
from evacopt.view.view import View

T = TypeVar("T")
R = TypeVar("R")

BATCH = {"none": 2000, "standby": 2000, "replan": 50}
"""Scenarios that are done together."""
LEAST_BATCHES = 2
"""Before that many no interval is believed to be narrow."""
QUICK = 2.0
"""Seconds that the rest is expected to take at most where no processes are begun for it."""


class Course:
    """What was reached of a simulation so far."""

    def __init__(self, subject: Subject, options: SimulateOptions) -> None:
        self._subject, self._options = subject, options
        self._most = options.scenarios if subject.all is None else len(subject.all[0].numbers)
        self._tallies: list[Tally] = []
        self._missing: list[int] = []
        self._interrupted = False
        self._failure: Exception | None = None

    def simulation(self) -> Simulation:
        """Run it to its end, or until it is interrupted."""
        hindsight = None
        try:
            self._run()
            if self._options.perfect_information and not self._interrupted:
                hindsight = self._hindsight()
        except KeyboardInterrupt:
            if not self._tallies:
                raise
            self._interrupted = True
        if not self._tallies:
            raise UsageError("no scenario could be done: whoever was given one was killed, each time")
        made = self._made(hindsight)
        if self._failure is not None:
            text = f"the run was ended by {type(self._failure).__name__} in on_progress: {self._failure}"
            raise ProgressError(text, made) from self._failure
        return made

    def _run(self) -> None:
        size = BATCH[self._subject.recourse]
        batches = [np.arange(at, min(at + size, self._most)) for at in range(0, self._most, size)]
        with closing(self._spread(Subject.tally, batches)) as coming:
            for ended in coming:
                if ended.value is None:
                    self._missing += batches[ended.place].tolist()
                else:
                    self._tallies.append(ended.value)
                if not self._goes_on(ended.place + 1):
                    return

    def _goes_on(self, batches: int) -> bool:
        """Tell how it stands; whether there is more to do."""
        if not self._tallies:
            return True
        self._tell()
        enough = batches >= LEAST_BATCHES and self._subject.all is None and self._is_narrow()
        return not (enough or self._interrupted)

    def _tell(self, solved: int = 0, to_solve: int = 0) -> None:
        """Tell how it stands, and hear whether it is to end."""
        out, _ = self._out()
        done = sum(len(tally.numbers) for tally in self._tallies)
        if self._options.on_progress is not None:
            standing = Standing(done, self._most, out, solved, to_solve)
            try:
                self._interrupted = self._options.on_progress(standing) is False
            except Exception as failure:  # of whatever kind: it is the caller's
                self._interrupted, self._failure = True, failure

    def _out(self) -> tuple[Interval, float]:
        """People out, and people in the mean, by all that is done."""
        out, people = (
            np.concatenate([getattr(tally, name).sum(axis=1) for tally in self._tallies])
            for name in ("out", "people")
        )
        weight = np.concatenate([tally.weight for tally in self._tallies])
        exact = self._subject.all is not None
        return interval(out, weight, exact=exact), interval(people, weight, exact=exact).mean

    def _is_narrow(self) -> bool:
        """Whether the range is as narrow as was asked; one scenario that was drawn has none."""
        out, people = self._out()
        alone = self._subject.all is None and sum(len(tally.numbers) for tally in self._tallies) == 1
        return not alone and out.high - out.low <= self._options.within * people

    def _hindsight(self) -> Hindsight | None:
        """What perfect information is worth; Ctrl-C ends it with nothing, or what was solved by then."""
        from evacopt.simulation.hindsight import Sample, best

        tally = Tally.joined(self._tallies)
        sample, found = Sample.of(self._subject, tally, self._options.perfect_information), {}
        numbers = tally.numbers[sample.row[list(sample.places)]].tolist()
        try:
            with closing(self._spread(best, numbers)) as coming:
                for ended in coming:
                    if ended.value is not None:
                        found[sample.places[ended.place]] = ended.value
                    self._tell(ended.place + 1, len(numbers))
                    if self._interrupted:
                        break
        except KeyboardInterrupt:
            self._interrupted = True
        return sample.hindsight(tally.out.sum(axis=1), found)

    def _spread(
        self, function: Callable[[Subject, T], R], tasks: Sequence[T]
    ) -> Generator[Ended[R], None, None]:
        """`function` of the subject and each task, in order: here as long as the rest is done in no time."""
        executor, sent = self._options.executor, self._subject.sent(function)
        if executor is not None:
            yield from in_order(sent, tasks, _workers(executor))
            return
        for place, task in enumerate(tasks):
            begun = time.monotonic()
            yield Ended(place, 1, function(self._subject, task))
            rest = tasks[place + 1 :]
            if (time.monotonic() - begun) * len(rest) > QUICK and min(cores(), len(rest)) > 1:
                for ended in in_order(sent, rest, processes(min(cores(), len(rest)))):
                    yield replace(ended, place=place + 1 + ended.place)
                return

    def _made(self, hindsight: Hindsight | None) -> Simulation:
        subject, tally = self._subject, Tally.joined(self._tallies)
        whole = len(tally.numbers) == self._most
        exact = whole and subject.all is not None
        estimate, view = Estimate(tally, exact), View(subject.instance, subject.plan)
        return Simulation(
            instance_name=subject.instance.name,
            instance_sha256=subject.instance.sha256,
            plan_sha256=subject.plan.sha256,
            recourse=subject.recourse,
            seed=subject.seed,
            scenarios=len(tally.numbers),
            enumerated=exact,
            reached=exact or self._is_narrow() or (whole and self._options.within == 0),
            people=estimate.mean(tally.people.sum(axis=1)),
            planned=view.served,
            out=estimate.interval(estimate.out),
            worst_tenth=estimate.worst_tenth,
            classes=classes(estimate, subject.people, view),
            nationalities=nationalities(estimate, subject.people, view),
            hours=tuple(tally.hours.tolist()),
            fan=fan(estimate),
            flights=flights(estimate, subject.flown, view),
            stories=told(estimate, sets_of(subject.stories)),
            hindsight=hindsight,
            interrupted=self._interrupted,
            undecided=int(tally.undecided.sum()),
            missing=tuple(self._missing),
        )


def _workers(executor: Executor | Workers) -> Workers:
    return executor if isinstance(executor, Workers) else given(executor)
