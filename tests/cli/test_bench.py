"""`evacopt bench`."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from evacopt.bench import drawing as draw
from evacopt.bench.record import LOST
from evacopt.cli.bench import campaign_progress
from evacopt.cli.exits import Exit
from tests.bench.records import NO_PLAN, job, peer, record, results
from tests.cli.conftest import Command

TEXT = (
    'format = "evacopt-campaign/1"\nname = "trial"\n[[instances]]\nfamily = "surge"\npeople = 10\n'
    '[[runs]]\npeers = "none.py"\ntime_limits = 5\n'
)


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    """One job, which ends at once without a plan."""
    peer(tmp_path, "none", NO_PLAN)
    file = tmp_path / "trial.toml"
    file.write_text(TEXT, encoding="utf-8")
    return file


def test_a_campaign_to_its_end(run: Command, campaign: Path) -> None:
    """Tables on stdout, progress on stderr, results, page, CSV and pictures beside the campaign."""
    ran = run("bench", campaign)
    assert ran.exit_code == Exit.DONE
    assert "How the jobs ended" in ran.stdout and "peer none" in ran.stdout
    assert "0 of 1 jobs have a result" in ran.stderr
    assert "1/1 surge-10-s0, peer none: no plan, " in ran.stderr
    names = {path.name for path in campaign.parent.iterdir()}
    assert {"trial.results.jsonl", "trial.md", "trial.ends.csv", "trial.profile.svg"} <= names


def test_tables_as_json(run: Command, campaign: Path, tmp_path: Path) -> None:
    """One object, a list of rows a table; nothing on stderr with -q; results where they are wanted."""
    ran = run("bench", campaign, "-o", tmp_path / "out", "--first", 0, "--json", "-q")
    assert (ran.exit_code, ran.stderr) == (Exit.DONE, "")
    assert json.loads(ran.stdout) == {"jobs": []}
    assert (tmp_path / "out").is_dir()


def test_every_error_of_the_file(run: Command, campaign: Path) -> None:
    """Exit code 3, each on a line, nothing run."""
    campaign.write_text(TEXT.replace("people = 10", "people = -1\nseed = 3"), encoding="utf-8")
    ran = run("bench", campaign)
    assert ran.exit_code == Exit.INVALID
    assert "people: must be integers from 1 to 100000000, got -1" in ran.stderr
    assert "seed: is no key here; did you mean seeds?" in ran.stderr
    assert not campaign.with_name("trial.results.jsonl").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--cluster", "tcp://192.0.2.1:8786"], "off this machine and not encrypted"),
        (["--cluster", "tcp://127.0.0.1:1", "--workers", 2], "--workers does not go with --cluster"),
        (["--tls-ca", __file__], "go with --cluster"),
        (["--workers", 0], "--workers"),
    ],
)
def test_options_that_do_not_go_together(
    run: Command, campaign: Path, words: list[object], told: str
) -> None:
    """Exit code 2 with the reason, nothing run."""
    ran = run("bench", campaign, *words)
    assert ran.exit_code == Exit.USAGE
    assert told in ran.stderr
    assert not campaign.with_name("trial.results.jsonl").exists()


def test_without_matplotlib_there_are_tables(
    run: Command, campaign: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a line on how to get pictures."""
    monkeypatch.setattr(draw, "find_spec", lambda name: None)
    ran = run("bench", campaign, "--first", 0)
    assert ran.exit_code == Exit.DONE
    assert "no pictures without matplotlib; for them: pip install 'evacopt[bench]'" in ran.stderr
    assert not list(campaign.parent.glob("*.svg"))


def test_a_contradicted_bound_is_told(run: Command, campaign: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loudly, by backend and instance, with exit code 6."""
    made = results(
        record(job("a", backend="right"), value=9, bound=3, status="feasible"),
        record(job("a", backend="liar"), value=12, bound=12),
    )
    monkeypatch.setattr("evacopt.bench.runner.run", lambda *_, **__: made)
    monkeypatch.setattr("evacopt.bench.run", lambda *_, **__: made, raising=False)
    ran = run("bench", campaign)
    assert ran.exit_code == Exit.BROKEN
    assert "WARNING: liar says a bound for a that another plan contradicts" in ran.stderr


def test_jobs_that_failed_are_told(run: Command, campaign: Path) -> None:
    """Exit code 1 and a line, quiet or not, with the first reason."""
    peer(campaign.parent, "none", "import os; os.abort()")
    for words in ([], ["-q", "--first", 0]):  # and again from the results alone
        ran = run("bench", campaign, *words)
        assert ran.exit_code == Exit.BUG
        assert ran.stderr.splitlines()[-1] == "evacopt: 1 of 1 job failed: ended by SIGABRT"


def test_jobs_that_were_lost_are_told(run: Command, campaign: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And that they will be run again."""
    one = record(job("a"), status="failed")
    lost = replace(one, outcome=replace(one.outcome, detail=f"{LOST} 2 times: BrokenProcessPool"))
    monkeypatch.setattr("evacopt.bench.run", lambda *_, **__: results(lost, record(job("b"))), raising=False)
    ran = run("bench", campaign, "-q")
    assert ran.exit_code == Exit.BUG
    assert "1 of 2 jobs failed: its worker was lost 2 times: BrokenProcessPool; the same" in ran.stderr


def test_quiet_watches_nothing() -> None:
    """No bar, no lines."""
    with campaign_progress(quiet=True) as watch:
        assert watch is None
