"""Records that belong together in tables and pictures: same set, size, backend and limit."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evacopt.bench.record import Record


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """One row of a table.

    Attributes
    ----------
    people : as asked of the family; `None` where the instances say it themselves
    solver : backend or peer, with whatever else differs in these results
    """

    set: str
    people: int | None
    solver: str
    limit: float


def grouped(records: Sequence[Record]) -> dict[Group, list[Record]]:
    """The records by group, groups in order."""
    name = solver_names(records)
    groups: dict[Group, list[Record]] = {}
    for record in records:
        source, limit = record.job.source, record.job.ask.time_limit
        group = Group(source.group, source.people, name(record), limit)
        groups.setdefault(group, []).append(record)
    return dict(sorted(groups.items(), key=lambda item: _order(item[0])))


def solver_names(records: Sequence[Record]) -> Callable[[Record], str]:
    """Names a record's solver: its backend, and the threads, gap and policy where these differ for it."""
    marks: dict[str, set[tuple[str, ...]]] = {}
    for record in records:
        marks.setdefault(record.job.ask.backend, set()).add(_marks(record))
    differs = {
        backend: [len(set(column)) > 1 for column in zip(*found, strict=True)]
        for backend, found in marks.items()
    }

    def name(record: Record) -> str:
        backend = record.job.ask.backend
        kept = (text for text, told in zip(_marks(record), differs[backend], strict=True) if told and text)
        return ", ".join([backend, *kept])

    return name


def _marks(record: Record) -> tuple[str, ...]:
    ask = record.job.ask
    threads = {None: "own threads", 1: "1 thread"}.get(ask.threads, f"{ask.threads} threads")
    policy = ", ".join(f"{name} {json.dumps(value)}" for name, value in ask.policy.items())
    return threads, f"gap {ask.gap:g}" if ask.gap else "", policy


def _order(group: Group) -> tuple[str, int, str, float]:
    return group.set, group.people or 0, group.solver, group.limit
