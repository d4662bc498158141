"""Stands, slots, reception and what is needed beside seats, as a report tells them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from evacopt.domain.phrase import phrase
from evacopt.output.airfield_tables import plan_airfield
from evacopt.output.table import Table

if TYPE_CHECKING:
    from evacopt.output.report.situation import Situation

ROWS_SHOWN = 40
_TABLES = (
    *("resources", "slots", "reception", "capacities", "dimensions"),
    *("alternatives", "order", "links", "fares", "risk"),
)


def airfield_tables(situation: Situation) -> Iterator[Table]:
    """A table each, with bars."""
    rows = situation.view.airfield or {}
    for one in plan_airfield(rows, situation.when, _TABLES, bars=True, everything=False):
        hidden = len(one.rows) - ROWS_SHOWN
        notes = (phrase("and {hidden:,} more", hidden=hidden),) if hidden > 0 else ()
        yield replace(one, rows=one.rows[:ROWS_SHOWN], notes=(*one.notes, *notes))


def closed_words(situation: Situation, *, piled: bool) -> Iterator[str]:
    """How to read the shades of the timeline, in which flights may be `piled` to columns."""
    if situation.instance.windows:
        if not piled:
            yield phrase("Shaded behind flights: they may not leave then from where they start.")
        yield phrase(
            "In rows of their own: a place is closed to all who fly there (dark) or to some (light)."
        )
