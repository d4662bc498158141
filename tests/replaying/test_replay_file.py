"""Replays in files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evacopt.domain.plan import GoalResult
from evacopt.errors import PlanError
from evacopt.replaying.record import Documented, Outcome, Replay, Served, Step
from evacopt.replaying.replay_file import read_replay, write_replay

STEP = Step(time=28_180_810, news=("cancel F1",), people=5, planned=3, left=((1, 2),), seconds=0.5)
OUTCOME = Outcome(
    way="evacopt",
    people=5,
    out=3,
    classes=(Served(name="1", people=5, out=3, bound=2, proven=True),),
    nationalities=(Served(name="FRA", people=5, out=3),),
    curve=((28_180_820, 1), (28_180_880, 3)),
    flown=((28_180_820, 5),),
    steps=(STEP,),
    goals=(GoalResult("unserved[1]", 2, 2, "proven"),),
)
REPLAY = Replay(
    instance_name="night",
    instance_sha256="0" * 64,
    begins=28_180_800,
    ends=28_190_000,
    outcomes=(OUTCOME,),
    documented=(Documented(time=28_180_830, out=2, flown=4, note="a source"),),
)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    """A replay comes back as it was, whatever was in it."""
    write_replay(REPLAY, tmp_path / "night.replay.json")
    assert read_replay(tmp_path / "night.replay.json") == REPLAY


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("format", "evacopt-plan/1", "must be evacopt-replay/1"),
        ("outcome", [], "did you mean outcomes"),
        ("begins", "yesterday", "begins|isoformat|time"),
        ("documented", [{"time": "2023-08-01T00:00Z", "flown": "many"}], "documented"),
    ],
)
def test_faults_of_a_file_are_named(tmp_path: Path, key: str, value: object, said: str) -> None:
    """A file that is no replay is refused with the key that is wrong."""
    path = tmp_path / "night.replay.json"
    write_replay(REPLAY, path)
    path.write_text(json.dumps(json.loads(path.read_text()) | {key: value}))
    with pytest.raises(PlanError, match=said):
        read_replay(path)


def test_of_another_kind_of_file_only_that_is_told(tmp_path: Path) -> None:
    """A simulation given as a replay is one fault, and not one for each of its keys."""
    path = tmp_path / "standby.json"
    path.write_text(json.dumps({"format": "evacopt-simulation/1", "recourse": "standby", "seed": 0}))
    with pytest.raises(PlanError) as told:
        read_replay(path)
    assert [str(one) for one in told.value.findings] == [
        "standby.json, format: must be evacopt-replay/1, got evacopt-simulation/1"
    ]


def test_a_key_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    """At the top and inside: nobody knows which of the two is meant."""
    path = tmp_path / "night.replay.json"
    for key in ("status", "people"):
        write_replay(REPLAY, path, force=True)
        text = path.read_text()
        first = text.index(f'"{key}"')
        path.write_text(f'{text[:first]}"{key}": 1, {text[first:]}')
        with pytest.raises(PlanError, match=f"key {key} twice"):
            read_replay(path)
