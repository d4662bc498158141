"""Whole campaigns: resumed, with killed workers, on any executor."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from evacopt.bench import read_results, run
from evacopt.bench.campaign import read_campaign
from evacopt.bench.record import LOST, Outcome
from evacopt.bench.results_file import ResultsFile
from evacopt.bench.runner import Standing
from tests.bench.conftest import Write
from tests.bench.records import CRASH, KILL_ONCE, KILL_WORKER, NO_PLAN, peer, unmeasured, waited_for
from tests.end_to_end.shell import environment

SIZES = '[[instances]]\nfamily = "surge"\npeople = [10, 20]\n'
QUICK = SIZES + '[[runs]]\npeers = "none.py"\ntime_limits = 5\n'


@pytest.fixture
def quick(campaign: Write, tmp_path: Path) -> Path:
    """Two jobs that end at once without a plan."""
    peer(tmp_path, "none", NO_PLAN)
    return campaign(QUICK)


def test_the_same_command_goes_on_where_the_last_one_ended(quick: Path) -> None:
    """A job with a line is not run again; one whose line was torn is; `again` runs all."""
    path = quick.with_name("trial.results.jsonl")
    told: list[Standing] = []
    with ThreadPoolExecutor(1) as executor:
        whole = run(quick, executor=executor)
        assert [record.outcome.status for record in whole.records] == ["no plan", "no plan"]
        path.write_bytes(path.read_bytes()[:-30])
        resumed = run(quick, executor=executor, on_progress=told.append)
        assert [(one.done, one.total) for one in told] == [(1, 2), (2, 2)]
        assert unmeasured(resumed) == unmeasured(whole)
        assert resumed.records[0] == whole.records[0]
        run(quick, executor=executor, on_progress=told.append)
        assert [(one.done, one.total) for one in told[2:]] == [(2, 2)]
        run(quick, executor=executor, again=True, on_progress=told.append)
        assert [(one.done, one.total) for one in told[3:]] == [(0, 2), (1, 2), (2, 2)]
    assert read_results(path).header.sessions[0].workers == "ThreadPoolExecutor"


def test_only_the_first_jobs(quick: Path, tmp_path: Path) -> None:
    """As many as were asked for; 0 runs nothing; results go where they are wanted."""
    with ThreadPoolExecutor(1) as executor:
        assert len(run(quick, executor=executor, folder=tmp_path / "out", first=1).records) == 1
        assert len(run(quick, executor=executor, folder=tmp_path / "out", first=0).records) == 1
        assert len(run(read_campaign(quick), executor=executor, folder=tmp_path / "out").records) == 2
    assert (tmp_path / "out" / "trial.results.jsonl").is_file()


def test_what_the_campaign_no_longer_asks_for_stays_in_the_file(quick: Path) -> None:
    """And out of the results: tables are of the campaign as it is now."""
    with ThreadPoolExecutor(1) as executor:
        run(quick, executor=executor)
        quick.write_text(quick.read_text(encoding="utf-8").replace("[10, 20]", "20"), encoding="utf-8")
        assert [record.job.source.people for record in run(quick, executor=executor).records] == [20]
    assert len(read_results(quick.with_name("trial.results.jsonl")).records) == 2


def test_killed_workers_in_a_real_pool(
    campaign: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed once it costs a retry; killed each time, that job alone fails; a crash is a status.

    No file of an instance is left behind.
    """
    private = tmp_path / "private"
    private.mkdir()
    monkeypatch.setenv("TMPDIR", str(private))
    scripts = {"once": KILL_ONCE, "always": KILL_WORKER, "crash": CRASH}
    names = ", ".join(f'"{peer(tmp_path, name, code)}"' for name, code in scripts.items())
    text = SIZES.replace("[10, 20]", "10") + f"[[runs]]\npeers = [{names}]\ntime_limits = 5\n"
    made = {record.job.ask.backend: record for record in run(campaign(text), workers=2).records}
    assert made["peer once"].outcome.status == "no plan"
    assert made["peer once"].measured.attempts >= 2
    assert made["peer always"].outcome.status == "failed"
    assert "its worker was lost" in made["peer always"].outcome.detail
    assert made["peer crash"].outcome.detail == "ended by SIGABRT"
    assert waited_for(lambda: not list(private.glob("evacopt-*")))


PAGE = (Path(__file__).parents[2] / "docs" / "bench.md").read_text(encoding="utf-8")
SNIPPET = PAGE.rpartition("```python\n")[2].partition("```")[0]


@pytest.mark.parametrize("guarded", [True, False])
def test_the_script_of_the_page(quick: Path, guarded: bool) -> None:
    """As it stands it works; without its guard each worker runs it: that is said once, no job is lost."""
    script = SNIPPET.replace("benchmarks/campaigns/smoke.toml", quick.name)
    if not guarded:
        script = script.replace('if __name__ == "__main__":', "if True:")
    quick.with_name("script.py").write_text(script, encoding="utf-8")
    words, place = [sys.executable, "script.py"], quick.parent
    ran = subprocess.run(words, cwd=place, env=environment(), capture_output=True, text=True, check=False)
    results = read_results(quick.with_name("trial.results.jsonl"))
    if guarded:
        assert (ran.returncode, len(results.records)) == (0, 2), ran.stderr
        assert "Every job" in ran.stdout
    else:
        assert (ran.returncode, ran.stdout, results.records) == (1, "", ())
        assert ran.stderr.count('under `if __name__ == "__main__":`') == 1
        assert ran.stderr.count("Traceback") == 1


def test_a_job_whose_worker_died_has_no_result(quick: Path) -> None:
    """A line says so, and the same command runs it again; one that failed by itself has its result."""
    path = quick.with_name("trial.results.jsonl")
    with ThreadPoolExecutor(1) as executor:
        first, second = run(quick, executor=executor).records
        lost = replace(first, outcome=Outcome(status="failed", detail=f"{LOST} 2 times: BrokenProcessPool"))
        crash = replace(second, outcome=Outcome(status="failed", exit=-6, detail="ended by SIGABRT"))
        with ResultsFile(path, campaign="trial", title="") as file:
            file.add(lost)
            file.add(crash)
        assert {record.key: record.is_lost for record in read_results(path).records} == {
            first.key: True,
            second.key: False,
        }
        told: list[Standing] = []
        again = run(quick, executor=executor, on_progress=told.append).records
    assert [(one.done, one.total) for one in told] == [(1, 2), (2, 2)]
    assert {record.outcome.status for record in again} == {"no plan", "failed"}


def test_an_interrupted_run_keeps_what_it_has(quick: Path) -> None:
    """The next one does only the rest."""

    def stop(standing: Standing) -> None:
        if standing.last is not None:
            raise KeyboardInterrupt

    with ThreadPoolExecutor(1) as executor:
        with pytest.raises(KeyboardInterrupt):
            run(quick, executor=executor, on_progress=stop)
        assert len(read_results(quick.with_name("trial.results.jsonl")).records) == 1
        assert len(run(quick, executor=executor).records) == 2
