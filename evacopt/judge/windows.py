"""When the windows of a place let nothing depart or arrive (6.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from evacopt.domain.flight import Flight
from evacopt.domain.instance import Instance
from evacopt.domain.window import Direction, Window


def shut(instance: Instance, legs: Iterable[Flight]) -> Iterator[tuple[Direction, ...]]:
    """For each of `legs` its movements that windows forbid: `out` of its origin, `in` to its destination."""
    rows: dict[str, list[Window]] = {}
    for row in instance.windows:
        rows.setdefault(row.location, []).append(row)
    for leg in legs:
        yield tuple(
            direction
            for place, direction, minute in leg.movements
            if _forbid(
                [row for row in rows.get(place, ()) if row.speaks_of(place, direction, leg.operator)], minute
            )
        )


def _forbid(rows: list[Window], minute: int) -> bool:
    """Whether `minute` is in a closed one of `rows`, or in none of the open ones where there are any."""
    opening = [row for row in rows if row.kind == "open"]
    closed = any(row.holds(minute) for row in rows if row.kind == "closed")
    return closed or (bool(opening) and not any(row.holds(minute) for row in opening))
