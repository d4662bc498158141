"""Real crises replanned: the Spanish permit comes late, and Wadi Seidna is closed for a day."""

from __future__ import annotations

from pathlib import Path

import pytest

from evacopt.domain.clock import parse_time
from evacopt.events.events import Close, Delay, Event
from evacopt.files import read_instance, read_plan, write_instance, write_plan
from evacopt.judge.verify import verify
from evacopt.replanning.replan import replan
from tests.replanning.nights import moved, quick

INSTANCES = Path(__file__).parents[2] / "instances"
CLOSED = Close("WADI", parse_time("2023-04-26T00:00Z"), parse_time("2023-04-27T00:00Z"))


@pytest.mark.parametrize(
    ("name", "as_of", "event"),
    [
        ("niamey-2023", "2023-08-03T18:00Z", Delay("ES1", 720)),
        pytest.param("khartoum-2023", "2023-04-25T18:00Z", CLOSED, marks=pytest.mark.nightly),
    ],
)
def test_a_crisis_replanned(name: str, as_of: str, event: Event, tmp_path: Path) -> None:
    """A judged plan that nobody who has flown was taken off, and that survives its files."""
    instance = read_instance(INSTANCES / name)
    before = quick(instance).plan
    assert before is not None
    done = replan(instance, before, as_of=as_of, events=[event], stability="strict", time_limit=20.0)
    assert done.result.plan is not None
    assert verify(done.instance, done.result.plan, baseline=before) == []
    assert moved(done.instance, before, done.result.plan, parse_time(as_of), []) == []
    write_instance(done.instance, tmp_path / "after.json")
    write_plan(done.result.plan, tmp_path / "after.plan.json")
    again = read_plan(tmp_path / "after.plan.json")
    assert verify(read_instance(tmp_path / "after.json"), again, baseline=before) == []
    assert again.sha256 == done.result.plan.sha256
