"""A campaign against the published set: which plans are better, equal and worse, goal by goal in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from evacopt.bench.job import Job
from evacopt.bench.measures import checked_bound, grouped, solver_names
from evacopt.bench.published import Best, best_of, known_best, read_pair, write_pair
from evacopt.bench.record import WITH_PLAN, GoalReached, Record
from evacopt.bench.work import instance_of
from evacopt.domain.instance import Instance
from evacopt.errors import EvacoptError
from evacopt.output.table import Cell, Table, sheet

Verdict: TypeAlias = Literal["better", "better bound", "equal", "worse", "no plan"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
NEWS: frozenset[Verdict] = frozenset({"better", "better bound"})


@dataclass(frozen=True, slots=True)
class Held:
    """An instance of the set, and the best that is known of it."""

    instance: Instance
    best: Best


Holdings: TypeAlias = dict[str, Held]
"""By the hash of the instance."""


def known_of(folder: Path, jobs: Sequence[Job]) -> Holdings:
    """What the set in `folder` has of the instances of `jobs`, judged.

    An instance that cannot be made is left out: its job says why.

    Raises
    ------
    PlanError
        If the set has a plan or a certificate that does not hold.
    """
    known: Holdings = {}
    for instance in _instances(jobs):
        best = known_best(folder, instance)
        if best is not None:
            known[instance.sha256] = Held(instance, best)
    return known


def _instances(jobs: Sequence[Job]) -> Iterator[Instance]:
    asked = {(repr(job.source), repr(job.ask.policy)): job for job in jobs}
    for job in asked.values():
        with suppress(EvacoptError, OSError):
            yield instance_of(job)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A record against the best that is known of its instance.

    Attributes
    ----------
    place : of the first goal that differs in value, else that has a higher bound, else of the last goal;
        `None` without a plan
    """

    record: Record
    held: Held
    verdict: Verdict
    place: int | None

    @property
    def goal(self) -> GoalReached | None:
        """The goal that decides."""
        return None if self.place is None else self.record.outcome.goals[self.place]

    @property
    def distance(self) -> float | None:
        """How far that goal is from the best value, in percent of that; below 0 is better."""
        if self.goal is None or self.place is None:
            return None
        best = self.held.best.values[self.place]
        return 100 * (self.goal.value - best) / max(1, abs(best))

    @property
    def is_impossible(self) -> bool:
        """Whether a value is below the other's checked bound: then one of the two is wrong."""
        if self.goal is None or self.place is None:
            return False
        best, bound = self.held.best, checked_bound(self.record, self.goal)
        beyond = bound is not None and bound > best.values[self.place]
        return beyond or self.goal.value < best.bounds[self.place]


def comparisons(records: Sequence[Record], known: Holdings) -> list[Comparison]:
    """One for each record whose instance is of the set."""
    return [
        _compared(record, known[facts.sha256])
        for record in records
        if (facts := record.outcome.facts) is not None and facts.sha256 in known
    ]


def _compared(record: Record, held: Held) -> Comparison:
    goals, best = record.outcome.goals, held.best
    if record.outcome.status not in WITH_PLAN or not goals:  # a peer's plan may state no goals
        return Comparison(record, held, "no plan", None)
    values = tuple(goal.value for goal in goals)
    bounds = tuple(checked_bound(record, goal) or 0 for goal in goals)
    differs = [at for at, (mine, its) in enumerate(zip(values, best.values, strict=True)) if mine != its]
    if differs:
        return Comparison(record, held, "better" if values < best.values else "worse", differs[0])
    # Whichever goal has the higher bound: those of several plans are put together proof by proof.
    higher = [at for at, (mine, its) in enumerate(zip(bounds, best.bounds, strict=True)) if mine > its]
    if higher:
        return Comparison(record, held, "better bound", higher[0])
    return Comparison(record, held, "equal", len(goals) - 1)


def against_tables(records: Sequence[Record], known: Holdings) -> list[Table]:
    """How many of each group are better, equal and worse than the set, and each job alone."""
    compared = {one.record.key: one for one in comparisons(records, known)}
    name = solver_names(records)
    rows, each = list[tuple[Cell, ...]](), list[tuple[Cell, ...]]()
    for group, members in grouped(records).items():
        mine = [compared[record.key] for record in members if record.key in compared]
        counts = Counter(one.verdict for one in mine)
        head = (group.set, group.people, group.solver, f"{group.limit:g}", len(mine))
        if mine:
            rows.append((*head, *(counts[verdict] for verdict in VERDICTS), _worse_in(mine)))
        each += [_job(one, name(one.record)) for one in mine]
    return [_summary(rows), _details(each)] if each else []


def _worse_in(compared: Sequence[Comparison]) -> str:
    """How often each goal was the one in which a plan was worse, most often first."""
    goals = Counter(one.goal.goal for one in compared if one.verdict == "worse" and one.goal is not None)
    return ", ".join(f"{goal} {times}" for goal, times in goals.most_common())


def _summary(rows: Sequence[tuple[Cell, ...]]) -> Table:
    return sheet(
        name="against",
        caption="Against the published set",
        notes=[
            "Goals are compared in their order, the first that differs decides. Better bound: the same "
            "values, and a checked bound above the one that is known. Worse in: the goals that decided, and "
            "how often."
        ],
        heads=("set", "people", "solver", "limit", "jobs", *VERDICTS, "worse in"),
        rows=rows,
    )


def _details(rows: Sequence[tuple[Cell, ...]]) -> Table:
    return sheet(
        name="against-each",
        caption="Against the published set, job by job",
        notes=[
            "The goal is the first that differs in value, else that has a higher bound, else the last; "
            "distance in percent of the best value known, below 0 is better."
        ],
        heads=(
            *("instance", "solver", "limit", "verdict", "goal", "value", "bound"),
            *("best", "best bound", "distance"),
        ),
        rows=rows,
    )


def _job(one: Comparison, solver: str) -> tuple[Cell, ...]:
    head = (one.held.instance.name, solver, f"{one.record.job.ask.time_limit:g}", one.verdict)
    if one.goal is None or one.place is None:
        return (*head, None, None, None, None, None, None)
    best = one.held.best
    mine = (one.goal.goal, one.goal.value, checked_bound(one.record, one.goal))
    return (*head, *mine, best.values[one.place], best.bounds[one.place], one.distance)


def write_better(compared: Sequence[Comparison], kept: Path, folder: Path) -> list[Held]:
    """Write what is better than the set into `folder`, judged once more, as it can be sent; what that is.

    `kept` is where the plans of the jobs are, by key. Of several jobs for one instance the best plan is
    taken, with the best bounds of all.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    found: Holdings = {}
    for one in (one for one in compared if one.verdict in NEWS):
        held = one.held
        pair = read_pair(kept, one.record.key)
        if pair is None:
            continue
        before = found.get(held.instance.sha256, held).best
        best = best_of(held.instance, [before.pair, pair])
        if best.rank < before.rank:
            found[held.instance.sha256] = Held(held.instance, best)
    if found:
        folder.mkdir(parents=True, exist_ok=True)
    for held in found.values():
        write_pair(folder, held.instance.name, *held.best.pair)
    return list(found.values())
