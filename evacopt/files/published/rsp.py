"""Files of repatriation scheduling (RSP): JSON.

`cities`, `priority_groups`, `flights`, `quarantine_capacity`, `flight_seats` (of each aircraft), `waiting`
(people by city and group), `priority_weight` (by group). The paper's own example has `seats_per_flight`,
for all aircraft alike, and a list `cases`, each with its `flights` and `quarantine`, instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from evacopt.domain.instance import Instance
from evacopt.errors import UsageError
from evacopt.files.published.json_fields import JsonFields, read_object
from evacopt.files.published.rsp_instance import Rsp, rsp_instance
from evacopt.files.published.words import checked

_SHARED = ("cities", "priority_groups", "waiting", "priority_weight")
_PLAIN = ("flights", "quarantine_capacity", "flight_seats")
_EXAMPLE = ("seats_per_flight", "cases")
_CASE = ("flights", "quarantine", "paper_Z", "tudelft_Z")


@dataclass(frozen=True, slots=True)
class _Supply:
    """Seats of each aircraft, and places of quarantine."""

    seats: tuple[int, ...]
    places: int


def read_rsp(path: Path, *, case: int | None = None) -> Instance:
    """The instance in the file `path`.

    Parameters
    ----------
    case
        Which of the `cases`, from 1; for files that have them, and needed there if they are several.

    Raises
    ------
    InstanceError
        If the file is not of this form, with every place and rule.
    UsageError
        If `case` is missing, or is none of the file's.
    """
    fields = read_object(path, (*_SHARED, *_PLAIN, *_EXAMPLE))
    with_cases = "cases" in fields.content
    if case is not None and not with_cases:
        raise UsageError(f"{path} has no cases to choose from")
    supply = _example_supply(fields, case) if with_cases else _plain_supply(fields)
    cities = fields.number("cities", low=1, high=1_000_000)
    groups = fields.number("priority_groups", low=1, high=1_000)
    data = Rsp(
        waiting=fields.table("waiting", rows=cities, columns=groups),
        values=fields.numbers("priority_weight", count=groups),
        seats=supply.seats,
        places=supply.places,
    )
    fields.raise_all()
    name = f"{path.stem}-{case}" if case is not None else path.stem
    title = f"Repatriation in one period: {cities} cities, {len(data.seats)} aircraft, {groups} groups"
    return checked(path, rsp_instance(data, name=name, title=title))


def _plain_supply(fields: JsonFields) -> _Supply:
    flights = fields.number("flights", low=1, high=1_000_000)
    seats = fields.numbers("flight_seats", count=flights, low=1)
    return _Supply(seats, fields.number("quarantine_capacity"))


def _example_supply(fields: JsonFields, case: int | None) -> _Supply:
    cases = fields.content["cases"]
    if not isinstance(cases, list) or not cases:
        fields.refuse("cases", "must be a list of objects, not empty")
        return _Supply((), 0)
    number = 1 if case is None and len(cases) == 1 else case
    if number is None or not 1 <= number <= len(cases):
        raise UsageError(f"{fields.where} has {len(cases)} cases: choose one from 1 to {len(cases)}")
    chosen = JsonFields(f"{fields.where}, cases[{number - 1}]", cases[number - 1], _CASE)
    flights = chosen.number("flights", low=1, high=1_000_000)
    places = chosen.number("quarantine")
    fields.findings += chosen.findings
    return _Supply((fields.number("seats_per_flight", low=1),) * flights, places)
