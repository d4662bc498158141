"""Stands, slots, reception and what is needed beside seats, as a report tells them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from evacopt.domain.phrase import phrase
from evacopt.output.airfield_tables import FILLED, plan_airfield
from evacopt.output.table import Table

if TYPE_CHECKING:
    from evacopt.output.report.situation import Situation

ROWS_SHOWN = 40
_TABLES = (
    *("resources", "slots", "reception", "capacities", "dimensions"),
    *("alternatives", "order", "links", "fares", "risk"),
)


def airfield_tables(situation: Situation) -> Iterator[Table]:
    """A table each, with bars; of many needs beside seats those that are nearest to their room."""
    rows = dict(situation.view.airfield or {})
    if "dimensions" in rows:
        limited = [row for row in rows["dimensions"] if row["room"] is not None]
        fullest = sorted(limited, key=lambda row: -_part(row))[:ROWS_SHOWN]
        rows["dimensions"] = [row for row in limited if row in fullest]
    shown = {name: held for name, held in rows.items() if held}
    for one in plan_airfield(shown, situation.when, _TABLES, bars=True):
        hidden = len(one.rows) - ROWS_SHOWN
        notes = (phrase("and {hidden:,} more", hidden=hidden),) if hidden > 0 else ()
        yield replace(one, rows=one.rows[:ROWS_SHOWN], notes=notes)


def _part(row: Mapping[str, Any]) -> Fraction:
    used, limit = (row[head] for head in FILLED["dimensions"])
    return Fraction(used, limit) if limit else Fraction(int(used > 0))


def closed_words(situation: Situation) -> Iterator[str]:
    """How to read the shades of the timeline."""
    if situation.instance.windows:
        yield phrase(
            "Shaded behind flights: they may not leave then from where they start. In rows of their own: "
            "a place is closed to all who fly there (dark) or to some (light)."
        )
