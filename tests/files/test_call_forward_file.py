"""Call-forward files."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from evacopt.domain.call_forward import CallForward, CallWorld, FlightCalls
from evacopt.domain.plan import Assignment, Assignments
from evacopt.errors import PlanError
from evacopt.files import read_call_forward, write_call_forward

CALLS = CallForward(
    instance_name="small",
    instance_sha256="a" * 64,
    plan_sha256="b" * 64,
    alpha=10_000,
    called=Assignments.of([Assignment("G", ("IN", "OUT"), 3), Assignment("H", ("F",), 1)]),
    flights=(FlightCalls("F", Fraction(7, 10**15), (("G", 2), ("H", 1))), FlightCalls("IN", Fraction(0))),
    worlds=(CallWorld(Fraction(4, 5)), CallWorld(Fraction(1, 5), (("G", 130_000),))),
)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """A call-forward comes out of its file as it went in, the same bytes each time, also compressed."""
    for name in ("calls.json", "calls.json.gz"):
        write_call_forward(CALLS, tmp_path / name)
        assert read_call_forward(tmp_path / name) == CALLS
    write_call_forward(CALLS, tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "calls.json").read_bytes()


@pytest.mark.parametrize(
    ("was", "becomes", "column"),
    [
        ('"7/1000000000000000"', '"0.01"', "flights[0].refused"),
        ('"1/5"', '"1/0"', "worlds[1].probability"),
        ('"0"', f'"{10**400}"', "flights[1].refused"),
        ('"parties":3', '"parties":0', "called[0].parties"),
        ('"alpha_ppm": 10000', '"alpha_ppm": 2000000', "alpha_ppm"),
        ('["G",2]', '["G",2,1]', "flights[0].standby[0]"),
    ],
)
def test_what_is_no_call_forward_is_refused(tmp_path: Path, was: str, becomes: str, column: str) -> None:
    """A cell that is not as it must be is refused with its place."""
    file = tmp_path / "calls.json"
    write_call_forward(CALLS, file)
    text = file.read_text()
    assert was in text
    file.write_text(text.replace(was, becomes))
    with pytest.raises(PlanError) as caught:
        read_call_forward(file)
    assert [finding.column for finding in caught.value.findings] == [column]
