"""Movements by operator and time, alternatives, order (6.3), and what sorties hold or use up (6.4)."""

from __future__ import annotations

import numpy as np

from evacopt.domain.columns import Ints, int_column, spans
from evacopt.domain.resource import Resource, Use
from evacopt.domain.window import Direction
from evacopt.model.builder import NO_COLUMN, ModelBuilder
from evacopt.model.moments import at_each, fullest_moments
from evacopt.model.sorties import Sorties, limit_sorties


def add_airfield(builder: ModelBuilder) -> None:
    """State what ties sorties together beside fleets and crews."""
    _add_slots(builder)
    _add_alternatives(builder)
    _add_order(builder)
    _add_resources(builder)


def _add_slots(builder: ModelBuilder) -> None:
    """The movements of all flights that fly, scheduled ones too, which a slot counts."""
    movements: dict[str, list[tuple[int, Direction, int]]] = {}
    for number in np.flatnonzero(builder.timetable.moves).tolist() if builder.instance.slots else ():
        leg = builder.instance.schedule[number]
        for place, direction, minute in leg.movements:
            movements.setdefault(place, []).append((number, direction, minute))
    for slot in builder.instance.slots:
        counted = [
            number
            for number, direction, minute in movements.get(slot.location, ())
            if slot.counts(slot.location, direction, builder.instance.schedule[number].operator, minute)
        ]
        entries = np.arange(len(counted)), np.zeros(len(counted), dtype=np.int64)
        sorties = Sorties.of(builder, int_column(counted))
        limit_sorties(builder, "slot", [slot.id], sorties, entries=entries, limit=slot.movements)


def _add_alternatives(builder: ModelBuilder) -> None:
    """One sortie at most of all optional flights with a code."""
    coded = [
        (leg.alternative, column)
        for leg, column in zip(builder.instance.schedule, builder.sortie_column.tolist(), strict=True)
        if leg.alternative and column != NO_COLUMN
    ]
    codes = sorted({code for code, _ in coded})
    row = int_column(codes.index(code) for code, _ in coded)
    builder.rows("alternative", codes, [(row, int_column(column for _, column in coded), 1)], upper=1)


def _add_order(builder: ModelBuilder) -> None:
    """A flight is flown only where the one that it needs is; a scheduled one always is, some never are."""
    instance = builder.instance
    for row in instance.order:
        flight, needs = instance.number[row.flight], instance.number[row.needs]
        column, other = int(builder.sortie_column[flight]), int(builder.sortie_column[needs])
        if column == NO_COLUMN or instance.schedule[needs].status == "scheduled":
            continue
        entries = [(0, column, 1)]
        if other != NO_COLUMN:
            entries.append((0, other, -int(builder.most_sorties[flight])))
        builder.rows("order", [f"{row.flight} needs {row.needs}"], entries, upper=0)


def _add_resources(builder: ModelBuilder) -> None:
    """What the sorties of all flights that fly, scheduled ones too, hold or use up."""
    used: dict[str, list[tuple[int, Use]]] = {resource.id: [] for resource in builder.instance.resources}
    for number in np.flatnonzero(builder.timetable.moves).tolist() if used else ():
        for use in builder.instance.uses_of(builder.instance.schedule[number]):
            used[use.resource].append((number, use))
    for resource in builder.instance.resources:
        _limit_resource(builder, resource, used[resource.id])


def _limit_resource(builder: ModelBuilder, resource: Resource, used: list[tuple[int, Use]]) -> None:
    """In all, or whenever somebody begins to hold it, there is enough."""
    subjects, entries = [resource.id], (np.arange(len(used)), np.zeros(len(used), dtype=np.int64))
    if not resource.used_up:
        held = [use.held(builder.instance.schedule[number]) for number, use in used]
        since, until = (int_column(times[end] for times in held) for end in (0, 1))
        moments = fullest_moments(since, until)
        subjects = at_each(resource.id, moments)
        entries = spans(np.searchsorted(moments, since), np.searchsorted(moments, until))
    amount: Ints = int_column(use.amount for _, use in used)[entries[0]]
    sorties = Sorties.of(builder, int_column(number for number, _ in used))
    limit_sorties(
        builder, "resource", subjects, sorties, entries=entries, limit=resource.count, amount=amount
    )
