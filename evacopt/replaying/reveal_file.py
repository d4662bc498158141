"""What became known when, in a table: time, before, out, flown, note.

The instance is how it came to be in the end. A row tells from when on that was known: until `time` a planner
went by the instance after the events of `before`. So the last row always leads to the instance as it is, and
nothing has to be said twice. Of several rows the later ones are undone first.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from evacopt.domain.field import a_field, a_must, each
from evacopt.domain.finding import Finding
from evacopt.domain.instance import Instance
from evacopt.domain.phrase import phrase
from evacopt.domain.zones import zone_called
from evacopt.errors import InstanceError, UsageError
from evacopt.events.vocabulary import REVEAL_WORDS
from evacopt.events.words import events_of_text
from evacopt.files.side_rows import SideRow, read_side_rows
from evacopt.replaying.reveal import Reveal
from evacopt.replaying.worlds import worlds_of

FIELDS = (
    a_must("time", "time"),
    a_field("before", "text"),
    *each("integer", "out", "flown"),
    a_field("note", "text"),
)


def read_reveal(path: str | os.PathLike[str], instance: Instance) -> tuple[Reveal, ...]:
    """The rows in a CSV or Parquet file or a workbook, of how `instance` became known, in their order.

    Raises
    ------
    InstanceError
        With every cell that is not as it must be, and events that the instance cannot have had before.
    """
    zone, findings = zone_called(instance.timezone), list[Finding]()
    reveals = list[Reveal]()
    for row in read_side_rows(Path(path), "reveal", FIELDS, zone=zone):
        try:
            events = events_of_text(row.cells["before"] or "", lambda: zone, REVEAL_WORDS)
        except UsageError as error:
            findings.append(Finding(rule=error.why, column="before", place=row.at("before")))
            continue
        findings += _idle(row)
        cells = row.cells | {"before": tuple(events), "note": row.cells["note"] or ""}
        reveals.append(Reveal(place=row.place, **cells))
    findings += [*_falling(reveals, "out"), *_falling(reveals, "flown")]
    if findings:
        raise InstanceError(findings)
    worlds_of(instance, reveals)  # raises where the events cannot be
    return tuple(reveals)


def _idle(row: SideRow) -> Iterator[Finding]:
    """A row that says nothing."""
    if not row.cells["before"] and row.cells["out"] is None and row.cells["flown"] is None:
        remedy = phrase("fill before (what was believed until then), or out or flown (people by then)")
        yield Finding(rule=phrase("says nothing"), place=row.place, remedy=remedy)


def _falling(reveals: Sequence[Reveal], column: str) -> Iterator[Finding]:
    """Counts of people that are lower than an earlier one."""
    most = 0
    for row in sorted(reveals, key=lambda row: row.time):
        people = getattr(row, column)
        if people is not None and people < most:
            rule = phrase("must not be less than at an earlier time ({most})", most=most)
            yield Finding(rule=rule, column=column, value=str(people), place=row.place)
        most = max(most, people or 0)
