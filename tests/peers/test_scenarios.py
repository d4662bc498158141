"""Scenarios as peers are given them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

from benchmarks.peers.scenarios import drawn, read_scenarios, write_scenarios
from evacopt.scenarios.draws import Draws
from tests.build import flight, group, instance

LEGS = (flight("F", cancel_probability=300_000), flight("G", cancel_probability=600_000), flight("SURE"))


def test_scenarios_alike_are_counted_together(tmp_path: Path) -> None:
    """Each scenario of the seed is one of the courses, as often as it is drawn; the file says the same."""
    known = instance(groups=(group("A"),), flights=LEGS)
    told = drawn(known, 40, seed=3)
    codes = [leg.id for leg in known.schedule]
    flown = Draws(known, (), 3).of(range(40)).flown.tolist()
    often = Counter(tuple(code for code, flies in zip(codes, row, strict=True) if not flies) for row in flown)
    assert {course.fails: course.times for course in told.courses} == often
    assert len(often) == 4
    write_scenarios(told, tmp_path / "scenarios.json")
    assert read_scenarios(tmp_path / "scenarios.json") == told


def test_where_nothing_fails_there_is_one_course() -> None:
    """All scenarios are the same one."""
    known = instance(groups=(group("A"),), flights=[replace(leg, cancel_probability=0) for leg in LEGS])
    assert [(course.fails, course.times) for course in drawn(known, 7).courses] == [((), 7)]
