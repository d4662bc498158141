"""A campaign against the published set: which plans are better, equal and worse, goal by goal in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from evacopt.bench.job import Job
from evacopt.bench.measures import checked_bound, grouped, mean, solver_names
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
    place : of the first goal in which they differ; the last one where they do not, `None` without a plan
    """

    record: Record
    held: Held
    verdict: Verdict
    place: int | None

    @property
    def goal(self) -> GoalReached | None:
        """The first goal in which they differ."""
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
    place = _first_difference(values, best.values)
    if place is not None:
        return Comparison(record, held, "better" if values < best.values else "worse", place)
    place = _first_difference(bounds, best.bounds)
    # A later bound that is higher counts too: bounds are put together proof by proof.
    higher = any(mine > its for mine, its in zip(bounds, best.bounds, strict=True))
    last = len(goals) - 1 if place is None else place
    return Comparison(record, held, "better bound" if higher else "equal", last)


def _first_difference(one: Sequence[int], other: Sequence[int]) -> int | None:
    return next((at for at, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]), None)


def against_tables(records: Sequence[Record], known: Holdings) -> list[Table]:
    """How many of each group are better, equal and worse than the set, and each job alone."""
    compared = {one.record.key: one for one in comparisons(records, known)}
    name = solver_names(records)
    rows, each = list[tuple[Cell, ...]](), list[tuple[Cell, ...]]()
    for group, members in grouped(records).items():
        mine = [compared[record.key] for record in members if record.key in compared]
        counts = Counter(one.verdict for one in mine)
        first = [away for one in mine if (away := _first_goal_away(one)) is not None]
        head = (group.set, group.people, group.solver, f"{group.limit:g}", len(mine))
        if mine:
            spread = (mean(first), max(first) if first else None, len(first))
            rows.append((*head, *(counts[verdict] for verdict in VERDICTS), *spread))
        each += [_job(one, name(one.record)) for one in mine]
    return [_summary(rows), _details(each)] if each else []


def _first_goal_away(one: Comparison) -> float | None:
    """Percent from the best value of the first goal."""
    if one.place is None:
        return None
    best = one.held.best.values[0]
    return 100 * (one.record.outcome.goals[0].value - best) / max(1, abs(best))


def _summary(rows: Sequence[tuple[Cell, ...]]) -> Table:
    return sheet(
        name="against",
        caption="Against the published set",
        notes=[
            "Goals are compared in their order, the first that differs decides. Better bound: the same "
            "values, and a checked bound above the one that is known. Distance and worst: of the first goal, "
            "in percent of the best value known; mean and largest over jobs with a plan."
        ],
        heads=("set", "people", "solver", "limit", "jobs", *VERDICTS, "distance", "worst", "of"),
        rows=rows,
    )


def _details(rows: Sequence[tuple[Cell, ...]]) -> Table:
    return sheet(
        name="against-each",
        caption="Against the published set, job by job",
        notes=[
            "The goal is the first that differs, in value or in bound, and the last where none does; "
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
