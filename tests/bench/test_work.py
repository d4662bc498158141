"""One job: whatever the command does, there is a record, and it is the judge who counts."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest

import evacopt as ev
from evacopt.bench.job import Ask, Job, Source, sha256_of, task_of
from evacopt.bench.record import Record
from evacopt.bench.work import work
from tests.bench.records import CRASH, NO_PLAN

SMALL = Path(__file__).parent.parent / "data" / "small"
CONTRADICTORY = SMALL.parent / "contradictory"
OVERFULL = """
import sys, evacopt as ev
from evacopt.domain.plan import Assignment, Assignments
inst = ev.read_instance(sys.argv[1])
rows = Assignments.of([Assignment("FRA-1", ("IN", "ON"), 1000)])
goals = ev.domain.plan.GoalTable(())
ev.write_plan(ev.Plan(instance_name=inst.name, instance_sha256=inst.sha256, assignments=rows), sys.argv[3])
"""
BOASTFUL = """
import sys, evacopt as ev
from dataclasses import replace
import shutil
import tempfile
from pathlib import Path
inst = ev.read_instance(sys.argv[1])
Path(sys.argv[sys.argv.index("--trace") + 1]).write_text("0.100 unserved[1] 4\\n0.200 unserved[1] 4\\n0.3")
ev.write_plan(ev.solve(inst, time_limit=20).plan, sys.argv[3])
"""
SILENT = """
import sys, evacopt as ev
from dataclasses import replace
inst = ev.read_instance(sys.argv[1])
plan = ev.solve(inst, time_limit=20, backend="first-come").plan
ev.write_plan(replace(plan, goals=ev.domain.plan.GoalTable(())), sys.argv[3])
"""


def _source(path: Path = SMALL) -> Source:
    return Source(group="small", code=path.name, path=str(path), sha256=sha256_of(path), params={})


def _record(source: Source, **ask: object) -> Record:
    import msgspec

    given = {"backend": "highs", "time_limit": 20.0, "policy": {}, **ask}
    made = work(task_of(Job(source=source, ask=Ask(**given))))  # type: ignore[arg-type]
    return msgspec.convert(made, Record)


def _by_peer(folder: Path, code: str) -> Record:
    script = folder / "mine.py"
    script.write_text(code, encoding="utf-8")
    return _record(_source(), backend="peer mine", peer=str(script), peer_sha256=sha256_of(script))


def test_a_backend_on_a_file() -> None:
    """Proven goals, times, memory and news; the facts of the instance; no folder of this machine."""
    made = _record(_source())
    instance = ev.read_instance(SMALL)
    assert (made.outcome.status, made.outcome.exit, made.outcome.detail) == ("proven", 0, "")
    assert made.outcome.engine.startswith("highs ")
    assert made.outcome.facts is not None
    assert made.outcome.facts.people == sum(group.people * group.count for group in instance.groups)
    assert made.outcome.facts.sha256 == instance.sha256
    assert made.measured.memory is not None and made.measured.memory > 2**20
    assert made.measured.trace and made.measured.started is not None
    assert 0 < made.measured.started < made.measured.wall
    assert made.job.source.path == "small"


def test_the_policy_of_the_job_replaces_that_of_the_file() -> None:
    """One goal is left where one is asked for."""
    made = _record(_source(), policy={"objectives": ["cost"]})
    assert [goal.goal for goal in made.outcome.goals] == ["cost"]


def test_contradictory_promises_are_an_answer() -> None:
    """Infeasible is no failure."""
    assert _record(_source(CONTRADICTORY)).outcome.status == "infeasible"


@pytest.mark.parametrize(
    ("code", "status", "detail"),
    [
        (NO_PLAN, "no plan", ""),
        (CRASH, "failed", "ended by SIGABRT"),
        ("raise SystemExit('out of paper')", "failed", "exit code 1"),
        ("", "failed", "ended well and left no plan"),
        (OVERFULL, "failed", "the plan breaks rules: "),
    ],
)
def test_what_peers_do(code: str, status: str, detail: str, tmp_path: Path) -> None:
    """Each ending has its word, and a broken plan is none: the rules are named, not the groups."""
    outcome = _by_peer(tmp_path, code).outcome
    assert outcome.status == status
    assert outcome.detail.startswith(detail)
    assert "FRA-1" not in outcome.detail
    assert not outcome.goals


def test_last_words_are_kept_apart(tmp_path: Path) -> None:
    """They may tell times, so they are no part of the outcome, which any machine would give."""
    made = _by_peer(tmp_path, "raise SystemExit('out of paper after 3 s')")
    assert made.outcome.detail == "exit code 1"
    assert made.measured.said == "out of paper after 3 s"
    assert made.trouble == "exit code 1: out of paper after 3 s"


def test_a_peer_proves_nothing(tmp_path: Path) -> None:
    """Its `proven` is a claim: nobody has seen a proof. Its trace is news, a torn last line left out."""
    made = _by_peer(tmp_path, BOASTFUL)
    assert made.outcome.status == "claimed"
    assert {goal.grade for goal in made.outcome.goals} == {"claimed"}
    assert [(event.seconds, event.incumbent) for event in made.measured.trace] == [(0.1, 4)]


def test_the_goals_of_a_plan_that_states_none_are_counted(tmp_path: Path) -> None:
    """By the judge; nothing is proven or claimed of them."""
    outcome = _by_peer(tmp_path, SILENT).outcome
    assert outcome.status == "feasible"
    assert {goal.grade for goal in outcome.goals} == {"feasible"}
    assert [goal.value for goal in outcome.goals if goal.goal == "waiting"] != [0]


def test_a_worker_checks_that_it_has_the_file(tmp_path: Path) -> None:
    """Another content, or no such file there: a failed job that says so."""
    other = Source(group="s", code="small", path=str(SMALL), sha256="0" * 64, params={})
    assert "is not the file that the campaign was read with" in _record(other).outcome.detail
    absent = Source(group="s", code="x", path=str(tmp_path / "x.json"), sha256="0" * 64, params={})
    assert "x.json is not on this machine" in _record(absent).outcome.detail


def test_an_instance_of_a_family_is_made_by_the_worker() -> None:
    """From family, people, seed and parameters alone, the same as anywhere."""
    source = Source(group="f", code="f", family="surge", people=30, seed=3, params={"seats": 50})
    made = _record(source, backend="first-come")
    assert made.outcome.facts is not None
    assert made.outcome.facts.sha256 == ev.generate("surge", people=30, seed=3, seats=50).sha256
    assert made.outcome.facts.weight >= made.outcome.facts.people == 30


def test_asked_to_end_while_it_tidies_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker of a pool that broke gets SIGTERM at any moment: its files are put away all the same."""
    asked, remove = list[object](), shutil.rmtree

    def interrupted(path: str, *rest: object, **named: object) -> None:
        asked.append(path)
        if len(asked) == 1:
            raise SystemExit(143)
        remove(path, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(shutil, "rmtree", interrupted)
    with pytest.raises(SystemExit):
        _record(Source(group="s", code="x", path=str(tmp_path / "x.json"), sha256="0" * 64, params={}))
    assert len(asked) == 2
    assert list(tmp_path.iterdir()) == []
