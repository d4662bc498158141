"""The tables of a campaign."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from evacopt.bench.campaign import Reference
from evacopt.bench.growth import MIB, people_of
from evacopt.bench.history import NOTHING, Values
from evacopt.bench.instance_tables import features_table, growth_table, residuals_table
from evacopt.bench.measures import (
    Group,
    best_bounds,
    checked_bound,
    first_goal,
    first_plan,
    geometric_mean,
    grouped,
    mean,
    near_bound,
    open_gap,
    plain,
    solver_names,
    total,
)
from evacopt.bench.race_tables import pairs_table, race_table
from evacopt.bench.races import races
from evacopt.bench.record import STATUSES, Record
from evacopt.bench.results_file import Results
from evacopt.output.table import Cell, Table, sheet

HEAD = ("set", "people", "solver", "limit")
_GAPS = (
    "Gap and worst: mean and largest in percent, |value - bound| / max(1, |value|), over as many jobs as the "
    "last column says: those with a plan and a bound that was checked."
)


def tables(
    results: Results, reference: Reference | None = None, published: Mapping[str, Values] = NOTHING
) -> list[Table]:
    """What the results say, from how jobs ended to every job alone.

    No mean is over jobs that failed, had no plan, or did not get there: the column `of` after a figure says
    how many jobs it is of.

    Parameters
    ----------
    reference : what others reached in the first goal, for a table of its own
    published : the goals of the best plan in a published set, by the hash of the instance
    """
    records = results.records
    groups, raced = grouped(records), races(records, published)
    made = [_ends(groups), _times(groups, best_bounds(records)), _goals(groups)]
    made += [race_table(raced), pairs_table(raced), growth_table(records), residuals_table(records)]
    if reference is not None:
        made.append(reference_table(groups, reference))
    made.append(features_table(records))
    return [table for table in made if table.rows] + [_jobs(results)]


def _head(group: Group) -> tuple[Cell, ...]:
    """The first columns of a group's row."""
    return group.set, group.people, group.solver, plain(group.limit)


def _ends(groups: dict[Group, list[Record]]) -> Table:
    rows = []
    for group, records in groups.items():
        counts = Counter(record.outcome.status for record in records)
        grades = (counts[status] for status in STATUSES)
        rows.append((*_head(group), len(records), *grades, *_gap_cells(map(open_gap, records))))
    return sheet(
        name="ends",
        caption="How the jobs ended",
        notes=[
            "A job counts by the weakest grade of its goals; its gap is that of the first goal not proven. "
            f"{_GAPS}"
        ],
        heads=(*HEAD, "jobs", *STATUSES, "gap", "worst", "of"),
        rows=rows,
    )


def _gap_cells(gaps: Iterable[float | None]) -> tuple[Cell, ...]:
    """Mean and largest in percent, and of how many."""
    known = _known(gaps)
    return _percent(mean(known)), 100 * max(known) if known else None, len(known)


def _times(groups: dict[Group, list[Record]], bounds: dict[str, int]) -> Table:
    rows = []
    for group, records in groups.items():
        peaks = _known(record.measured.memory for record in records if record.outcome.status != "failed")
        near = (near_bound(record, _bound(record, bounds)) for record in records)
        rows.append(
            (
                *_head(group),
                len(records),
                *_over(map(first_plan, records)),
                *_over(near),
                *_over(map(total, records)),
                max(peaks) / MIB if peaks else None,
            )
        )
    words = "summed over the command and all that it starts"
    if any(record.measured.memory_of == "largest" for records in groups.values() for record in records):
        words += ", of the largest process alone where psutil is missing"
    return sheet(
        name="times",
        caption="Time and memory",
        notes=[
            "Seconds from the start of the command: shifted geometric means (shift 1 s) over as many jobs "
            "as the next column says. 1 %: until the first goal was within 1 % of the best bound that was "
            "checked for the instance. MiB: the largest peak of jobs that did not fail, "
            f"{words}."
        ],
        heads=(*HEAD, "jobs", "first plan", "of", "1 %", "of", "total", "of", "MiB"),
        rows=rows,
    )


def _goals(groups: dict[Group, list[Record]]) -> Table:
    rows = []
    for group, records in groups.items():
        reached: dict[str, list[tuple[str, float | None]]] = {}
        for record in records:
            for goal in record.outcome.goals:
                gap = goal.gap_to(checked_bound(record, goal))
                reached.setdefault(goal.goal, []).append((goal.grade, gap))
        for name, plans in reached.items():
            counts = Counter(grade for grade, _ in plans)
            grades = (counts[status] for status in STATUSES[:4])
            rows.append((*_head(group), name, len(plans), *grades, *_gap_cells(gap for _, gap in plans)))
    return sheet(
        name="goals",
        caption="Goal by goal",
        notes=[f"Plans: jobs that have a plan. {_GAPS}"],
        heads=(*HEAD, "goal", "plans", *STATUSES[:4], "gap", "worst", "of"),
        rows=rows,
    )


def _jobs(results: Results) -> Table:
    name, bounds = solver_names(results.records), best_bounds(results.records)
    return sheet(
        name="jobs",
        caption="Every job",
        notes=[
            "Times in seconds from the start of the command; value and bound are those of the first goal, "
            "the bound only where it was checked: the word of a peer is none."
        ],
        heads=(
            *("set", "instance", "people", "groups", "flights", "solver", "limit, s"),
            *("solver seed", "engine"),
            *("status", "goal", "value", "bound", "open gap, %", "first plan, s", "1 %, s", "total, s"),
            *("peak, MiB", "attempts", "detail"),
        ),
        rows=tuple(_job(record, name(record), _bound(record, bounds)) for record in results.records),
    )


def _job(record: Record, solver: str, bound: int | None) -> tuple[Cell, ...]:
    job, outcome, measured = record.job, record.outcome, record.measured
    facts, goal = outcome.facts, first_goal(record)
    return (
        *(job.source.group, job.source.code, people_of(record)),
        *((facts.groups, facts.flights) if facts else (None, None)),
        *(solver, plain(job.ask.time_limit), job.ask.seed, outcome.engine, outcome.status),
        *((goal.goal, goal.value, checked_bound(record, goal)) if goal else (None, None, None)),
        *(_percent(open_gap(record)), first_plan(record), near_bound(record, bound), measured.wall),
        *(measured.memory / MIB if measured.memory else None, measured.attempts, record.trouble),
    )


def _bound(record: Record, bounds: dict[str, int]) -> int | None:
    facts = record.outcome.facts
    return bounds.get(facts.sha256) if facts else None


def _over(seconds: Iterable[float | None]) -> tuple[float | None, int]:
    """The shifted geometric mean, and of how many."""
    known = _known(seconds)
    return geometric_mean(known), len(known)


def _known(numbers: Iterable[float | None]) -> list[float]:
    return [number for number in numbers if number is not None]


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def reference_table(groups: dict[Group, list[Record]], reference: Reference) -> Table:
    """A row a group: plans better than, equal to and worse than the best known value, and how far."""
    sign = -1 if reference.served else 1  # less is better
    rows = []
    for group, records in groups.items():
        listed = [
            (_value(record, reference), known)
            for record in records
            if (known := reference.known.get(record.job.source.code))
        ]
        reached = [(value, known) for value, known in listed if value is not None]
        pairs = [(value, sign * known.best) for value, known in reached if known.best is not None]
        bounds = [(value, sign * known.bound) for value, known in reached if known.bound is not None]
        away = [100 * (value - best) / max(1, abs(best)) for value, best in pairs]
        rows.append(
            (
                *(group.set, group.people, group.solver, f"{group.limit:g}", len(listed)),
                sum(value < best for value, best in pairs),
                sum(value == best for value, best in pairs),
                sum(value > best for value, best in pairs),
                *(mean(away), max(away) if away else None, len(away)),
                sum(value < bound for value, bound in bounds),
            )
        )
    return sheet(
        name="reference",
        caption="Against what others reached",
        notes=[
            "Listed: jobs whose instance the reference lists. Distance and worst: mean and largest in "
            "percent of the best known value, over plans for instances that have one; below 0 is better. "
            "Impossible: plans better than the bound of the reference: then one of the two is wrong."
        ],
        heads=(
            *("set", "people", "solver", "limit", "listed", "better", "equal", "worse"),
            *("distance", "worst", "of", "impossible"),
        ),
        rows=rows,
    )


def _value(record: Record, reference: Reference) -> int | None:
    """The first goal, or minus what is served: less is better."""
    goal, facts = first_goal(record), record.outcome.facts
    if goal is None or facts is None:
        return None
    return goal.value - facts.weight if reference.served else goal.value
