"""How far plans are from what others reached."""

from __future__ import annotations

from evacopt.bench.campaign import Known, Reference
from evacopt.bench.groups import Group
from evacopt.bench.measures import first_goal, mean
from evacopt.bench.record import Record
from evacopt.bench.table import Table


def reference_table(groups: dict[Group, list[Record]], reference: Reference) -> Table:
    """A row a group: plans better than, equal to and worse than the best known value, and how far."""
    rows = []
    for group, records in groups.items():
        known = [(record, reference.known.get(record.job.source.code)) for record in records]
        listed = sum(found is not None for _, found in known)
        pairs = [pair for record, found in known if found and (pair := _pair(record, found, reference))]
        away = [100 * (value - best) / max(1, abs(best)) for value, best in pairs]
        rows.append(
            (
                *(group.set, group.people, group.solver, f"{group.limit:g}", listed),
                sum(value < best for value, best in pairs),
                sum(value == best for value, best in pairs),
                sum(value > best for value, best in pairs),
                *(mean(away), max(away) if away else None, len(away)),
                sum(_beyond(record, found, reference) for record, found in known if found),
            )
        )
    return Table(
        name="reference",
        title="Against what others reached",
        note="Listed: jobs whose instance the reference lists. Distance and worst: mean and largest in "
        "percent of the best known value, over plans for instances that have one; below 0 is better. "
        "Impossible: plans better than the bound of the reference: then one of the two is wrong.",
        columns=(
            *("set", "people", "solver", "limit", "listed", "better", "equal", "worse"),
            *("distance", "worst", "of", "impossible"),
        ),
        rows=tuple(rows),
        counts=frozenset({"people", "impossible"}),
    )


def _pair(record: Record, known: Known, reference: Reference) -> tuple[int, int] | None:
    """The value of the plan and the best known, less being better; `None` where either is missing."""
    value = _value(record, reference)
    if value is None or known.best is None:
        return None
    return value, -known.best if reference.served else known.best


def _beyond(record: Record, known: Known, reference: Reference) -> bool:
    value = _value(record, reference)
    if value is None or known.bound is None:
        return False
    return value < (-known.bound if reference.served else known.bound)


def _value(record: Record, reference: Reference) -> int | None:
    """The first goal, or minus what is served: less is better."""
    goal, facts = first_goal(record), record.outcome.facts
    if goal is None or facts is None:
        return None
    return goal.value - facts.weight if reference.served else goal.value
