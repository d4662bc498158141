"""The settlement on the terminal, after an export."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rich.console import Group, RenderableType

from evacopt.output.export.table import Cell, Table
from evacopt.output.tables import Column, section, table

_SEATS = {
    "operator": "operator",
    "seats": "seats",
    "offered_to_other_member_states": "offered",
    "offered_percent": "per cent",
    "taken_by_them": "taken",
    "at_least_30_percent_offered": "30 %",
}
"""What is shown of the table of seats, and under which head."""


def settlement_page(tables: Sequence[Table]) -> RenderableType:
    """Accounts, balances and seats offered by operator; heads, shares and single flights are in the files."""
    known = {one.name: one for one in tables}
    shown = [known["accounts"], known["balances"], _by_operator(known["seats-for-others"])]
    return Group(*(section(one.title, _rendered(one)) for one in shown if one.rows))


def _by_operator(seats: Table) -> Table:
    places = [seats.columns.index(name) for name in _SEATS]
    flight = seats.columns.index("flight")
    rows = tuple(tuple(row[at] for at in places) for row in seats.rows if row[flight] == "all flights")
    return replace(seats, columns=tuple(_SEATS.values()), rows=rows)


def _rendered(one: Table) -> RenderableType:
    columns = [
        Column(name.replace("_", " "), "code" if _is_text(one, place) else "figure")
        for place, name in enumerate(one.columns)
    ]
    return table(columns, [[_shown(cell) for cell in row] for row in one.rows])


def _is_text(one: Table, place: int) -> bool:
    return all(isinstance(row[place], str) for row in one.rows)


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else f"{cell:,}"
