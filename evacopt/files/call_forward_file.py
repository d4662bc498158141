"""Call-forward files: who is called where, who is standby, and what is claimed of each flight, as JSON."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from evacopt.domain.call_forward import CALL_FORWARD_FORMAT, CallForward, CallWorld, FlightCalls
from evacopt.domain.finding import Finding
from evacopt.domain.plan import Assignment, Assignments
from evacopt.errors import PlanError
from evacopt.files.json_file import (
    MisfitError,
    OfInstance,
    Sha256,
    Strict,
    converted,
    json_bytes,
    read_json,
    write_json,
)

_Ratio = Annotated[str, msgspec.Meta(pattern=r"^\d{1,100}(/[1-9]\d{0,99})?$")]
"""With more digits than any that is written here, and few enough for a float and for adding up."""
_Ppm = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
_Parties = Annotated[int, msgspec.Meta(ge=1, le=2**31)]
_LISTS = ("worlds", "called", "flights")


class _World(Strict):
    probability: _Ratio
    show_up_ppm: dict[str, _Ppm]


class _Called(Strict):
    group: str
    itinerary: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    parties: _Parties


class _Flight(Strict):
    flight: str
    refused: _Ratio
    standby: tuple[tuple[str, _Parties], ...] = ()


class _File(Strict):
    format: Literal["evacopt-call-forward/1"]
    instance: OfInstance
    plan: Sha256
    alpha_ppm: _Ppm
    worlds: Annotated[tuple[_World, ...], msgspec.Meta(max_length=512)]  # no more are looked at
    called: tuple[_Called, ...]
    flights: tuple[_Flight, ...]


def read_call_forward(path: str | os.PathLike[str]) -> CallForward:
    """The call-forward in a file. Whether it holds is for the judge to say.

    Raises
    ------
    PlanError
        If it is no such file; the finding says where and why.
    """
    try:
        file: _File = converted(read_json(path), _File)
    except MisfitError as error:
        place = Path(path).name
        finding = Finding(rule=error.rule, place=place, column=error.path.removeprefix("."))
        raise PlanError([finding]) from None
    return CallForward(
        instance_name=file.instance.name,
        instance_sha256=file.instance.sha256,
        plan_sha256=file.plan,
        alpha=file.alpha_ppm,
        called=Assignments.of(Assignment(row.group, row.itinerary, row.parties) for row in file.called),
        flights=tuple(FlightCalls(row.flight, Fraction(row.refused), row.standby) for row in file.flights),
        worlds=tuple(
            CallWorld(Fraction(row.probability), tuple(row.show_up_ppm.items())) for row in file.worlds
        ),
    )


def write_call_forward(calls: CallForward, path: str | os.PathLike[str], *, force: bool = False) -> None:
    """Write it whole or not at all, readable by its owner only; equal ones give equal bytes.

    Raises
    ------
    OutputError
        If the file exists and `force` is not set, or it cannot be written.
    """
    write_json(_object(calls), path, lists=_LISTS, force=force)


def call_forward_bytes(calls: CallForward) -> bytes:
    """The bytes of its file."""
    return json_bytes(_object(calls), lists=_LISTS)


def _object(calls: CallForward) -> dict[str, Any]:
    return {
        "format": CALL_FORWARD_FORMAT,
        "instance": {"name": calls.instance_name, "sha256": calls.instance_sha256},
        "plan": calls.plan_sha256,
        "alpha_ppm": calls.alpha,
        "worlds": [
            {"probability": str(world.probability), "show_up_ppm": dict(world.show_up)}
            for world in calls.worlds
        ],
        "called": [
            {"group": row.group, "itinerary": list(row.itinerary), "parties": row.parties}
            for row in calls.called
        ],
        "flights": [
            {"flight": row.flight, "refused": str(row.refused), "standby": list(row.standby)}
            for row in calls.flights
        ],
    }
