"""A call-forward list taken apart: one text a party, so that nobody is told about anybody else."""

from __future__ import annotations

from collections.abc import Iterator

from evacopt.output.clean import clean
from evacopt.output.export.table import Table

_CALLED = "You have seats on this flight."
_STANDBY = "You are on standby, number {standby_rank}: you fly if others do not come."


def letters(calls: Table) -> Iterator[tuple[str, bytes]]:
    """The reference of each party on a call-forward list, and its letter."""
    for row in calls.rows:
        texts = ("" if cell is None else str(cell) for cell in row)
        call = dict(zip(calls.columns, texts, strict=True))
        told = {name: clean(text) for name, text in call.items()}
        yield call["reference"], _letter(told).encode()


def _letter(call: dict[str, str]) -> str:
    standing = _CALLED if call["call"] == "primary" else _STANDBY
    lines = (
        "CALL-FORWARD",
        "",
        "Reference:     {reference} ({people} people)",
        "Flight:        {flight}, departs " + _time(call, "departs"),
        "Meeting point: {meeting_point}",
        "Report at:     " + _time(call, "report"),
        "Baggage:       {bag_limit}",
        "",
        standing,
        "",
    )
    return "\n".join(line.format_map(call) for line in lines)


def _time(call: dict[str, str], what: str) -> str:
    """The local time where it is known, UTC in brackets."""
    return f"{{{what}_local}} ({{{what}_utc}})" if call[f"{what}_local"] else f"{{{what}_utc}}"
