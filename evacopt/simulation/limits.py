"""Every rule that says at most how much, as the model states it, over who travels how; sorties are fixed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from evacopt.domain.columns import Ints, Mask
from evacopt.domain.phrase import phrase
from evacopt.errors import UsageError
from evacopt.milp.linear import NO_UPPER, Label, LinearModel, Matrix
from evacopt.model.builder import NO_COLUMN, ModelBuilder
from evacopt.model.cabin import Pooled, add_loads, flights_with_pools, limit_seats
from evacopt.model.linear_rules import add_linear_rules
from evacopt.model.links import add_links
from evacopt.model.places import add_places
from evacopt.model.promises import add_promises
from evacopt.simulation.chains import HOME
from evacopt.simulation.ways import Ways

MOST_POOLS = 2000
"""Unions of reserves of one flight that are told apart."""


class Step(NamedTuple):
    """A party goes on from the pair of what it has flown to that of its way."""

    before: int
    pair: int


class Change(NamedTuple):
    """Rows, and how much more of each a party takes: of all rows, and of those of which it takes more."""

    all: tuple[Ints, Ints]
    more: tuple[Ints, Ints]


@dataclass(frozen=True, eq=False)
class Limits:
    """Rows `coefficients x parties <= upper - coefficients x sorties`.

    Attributes
    ----------
    of_pair : Matrix, shape (pairs, rows): what one party of a pair counts in each row
    of_flight : Matrix, shape (flights, rows): what a sortie counts, less than nothing where it gives room
    upper : int64, shape (rows,)
    mixed : bool, shape (rows,): somebody makes room for others there, an escort or who can help
    """

    of_pair: Matrix
    of_flight: Matrix
    upper: Ints
    mixed: Mask

    def step(self, step: Step) -> Change:
        """How much more of each row a party takes that goes on."""
        if step not in self._changes:
            self._changes[step] = self._change(step)
        return self._changes[step]

    def of_steps(self, steps: Sequence[Step]) -> tuple[Ints, Ints]:
        """Rows that any of them changes, and what each changes; shapes (rows,) and (rows, steps)."""
        changes = [self.step(step).all for step in steps]
        rows = np.unique(np.concatenate([rows for rows, _ in changes]))
        amounts = np.zeros((len(rows), len(steps)), dtype=np.int64)
        for column, (own, change) in enumerate(changes):
            amounts[np.searchsorted(rows, own), column] = change
        return rows, amounts

    def _change(self, step: Step) -> Change:
        rows, amounts = self.of_pair.row(step.pair)
        if step.before != HOME:
            old, less = self.of_pair.row(step.before)
            both = Matrix.of(
                1,
                np.zeros(len(rows) + len(old), dtype=np.int64),
                np.append(rows, old),
                np.append(amounts, -less),
            )
            rows, amounts = both.row(0)
        return Change((rows, amounts), (rows[amounts > 0], amounts[amounts > 0]))

    @cached_property
    def _changes(self) -> dict[Step, Change]:
        return {}


def limits_of(ways: Ways) -> Limits:
    """The limits on `ways` in their instance.

    Of reserved seats the rows are those of Hall (1935): who may sit only in some of the pools has, for each
    union of pools, no more than these and what is free for all.
    """
    builder = ModelBuilder(ways.travel)
    for add_rules in (add_promises, add_loads, add_places, add_links, add_linear_rules):
        add_rules(builder)
    for pooled in flights_with_pools(builder):
        _add_unions(builder, pooled)
    model = builder.finish(())
    kept = np.flatnonzero(
        [
            upper < NO_UPPER and label.rule != "parties"
            for upper, label in zip(model.row_upper.tolist(), model.labels, strict=True)
        ]
    )
    columns = len(model.lower)
    of_column = _without_parts_of_links(model, ways).take(kept).transposed(columns + 1)
    decided = builder.sortie_column != NO_COLUMN
    of_pair = of_column.take(builder.pair_column)
    return Limits(
        of_pair,
        of_flight=of_column.take(np.where(decided, builder.sortie_column, columns)),
        upper=model.row_upper[kept],
        mixed=np.isin(np.arange(len(kept)), of_pair.column[of_pair.coefficient < 0]),
    )


def _without_parts_of_links(model: LinearModel, ways: Ways) -> Matrix:
    """The rows; in those of who ends where others do, or travels as they do, only who arrives counts."""
    links = ways.travel.itineraries.timetable.instance.links

    def of_arrivals(label: Label) -> bool:
        return label.rule == "link" and links[label.number].kind != "not_before"

    matrix, partial = model.matrix, np.zeros(len(model.lower), dtype=np.bool_)
    partial[: len(ways.whole)] = ~ways.whole
    row = matrix.row_of_entry()
    arrivals = np.array([of_arrivals(label) for label in model.labels], dtype=np.bool_)
    kept = ~(arrivals[row] & partial[matrix.column])
    return Matrix.of(matrix.rows, row[kept], matrix.column[kept], matrix.coefficient[kept])


def _add_unions(builder: ModelBuilder, pooled: Pooled) -> None:
    """A row for each union of the pools that are open to somebody, all of them aside."""
    unions = {0}
    for bits in sorted(set(pooled.open_to.tolist())):
        unions |= {bits | union for union in unions}
        if len(unions) > MOST_POOLS:
            text = phrase(
                "{flight}: more than {most} unions of reserves", flight=pooled.leg.id, most=MOST_POOLS
            )
            raise UsageError(text)
    for union in sorted(unions):
        inside = (pooled.open_to & ~union) == 0
        people = sum(pool.people for place, pool in enumerate(pooled.pools) if union >> place & 1)
        entries = [(0, pooled.columns[inside], pooled.need[inside])]
        limit_seats(builder, f"{pooled.leg.id} {union}", entries, pooled.free + people, pooled.sorties)
