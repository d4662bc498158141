"""Campaign files: lists multiply out, and every error is told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from evacopt.bench.campaign import Known, read_campaign
from evacopt.domain.policy import Policy
from evacopt.errors import InvalidInput
from tests.bench.conftest import Write
from tests.bench.records import NO_PLAN, peer

CAMPAIGNS = Path(__file__).parents[2] / "benchmarks" / "campaigns"
SURGE = '[[instances]]\nfamily = "surge"\npeople = [10, 20]\nseeds = "0:3"\n'
RUNS = '[[runs]]\nbackends = "highs"\ntime_limits = 5\n'


def _findings(file: Path) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        read_campaign(file)
    return [str(finding) for finding in caught.value.findings]


def test_lists_multiply_out(campaign: Write) -> None:
    """Two sizes, three seeds, two parameters, two backends, two limits: 48 jobs, in order, none twice."""
    params = "[instances.params]\nseats = [50, 70]\n"
    runs = '[[runs]]\nbackends = ["highs", "cpsat"]\ntime_limits = [1, 2.5]\n'
    jobs = read_campaign(campaign(SURGE + params + runs)).jobs
    assert len({job.key for job in jobs}) == len(jobs) == 48
    assert [job.order for job in jobs] == sorted(job.order for job in jobs)
    assert {job.ask.time_limit for job in jobs} == {1.0, 2.5}


def test_the_same_job_twice_is_one(campaign: Write) -> None:
    """Entries that overlap give each job once."""
    assert len(read_campaign(campaign(SURGE + SURGE + RUNS + RUNS)).jobs) == 6


def test_every_error_is_told_at_once(campaign: Write) -> None:
    """Each with its place, key, rule, value and, where there is one, its remedy."""
    text = (
        "retrys = 1\n"
        '[[instances]]\nfamily = "surg"\n'
        '[[instances]]\nfamily = "surge"\npeople = [0, "many"]\n[instances.params]\nseat = 3\n'
        '[[instances]]\npath = "nowhere/*.json"\nfrom = "csv"\n'
        '[[runs]]\nbackends = ["hihgs"]\ntime_limits = -1\nsets = "other"\n[runs.policy]\nmax_legs = 0\n'
        '[[runs]]\npeers = "none.py"\n'
    )
    told = "\n".join(_findings(campaign(text)))
    assert "trial.toml, retrys: is no key here; did you mean retries?" in told
    assert 'trial.toml [[instances]] 1, family: is no family, got "surg"; did you mean surge?' in told
    assert "trial.toml [[instances]] 2, people: must be integers from 1 to 100000000, got 0" in told
    assert 'people: must be integers from 1 to 100000000, got "many"' in told
    assert "params: surge has no parameter seat; did you mean seats?" in told
    assert 'trial.toml [[instances]] 3, from: must be one of rsp, rpsp, mkp, got "csv"' in told
    assert 'path: finds no file, got "nowhere/*.json"; it is relative' in told
    assert "trial.toml [[runs]] 1, backends: there is no backend 'hihgs'" in told
    assert "time_limits: must be seconds above 0, got -1" in told
    assert "policy.max_legs: must be at least 1, got 0" in told
    assert "trial.toml [[runs]] 2, time_limits: is needed and is not there" in told
    assert 'peers: is no file, got "none.py"' in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[instances]\n", "is no TOML"),
        ("", "instances: must be there at least once; write [[instances]]"),
        ('name = "a/b"\n', "is no TOML"),
        ("instances = 3\nruns = []\n", "runs: must be there at least once"),
        ("instances = [3]\n" + RUNS, "must be a table, got 3"),
        (SURGE.replace('"0:3"', '"3:0"') + RUNS, 'must be integers from 0, or a range, got "3:0"'),
        ('[[instances]]\nfamily = "surge"\npath = "a"\n' + RUNS, "or family must be there, and not both"),
    ],
)
def test_what_is_no_campaign(campaign: Write, text: str, told: str) -> None:
    """The finding says what it is not."""
    assert told in "\n".join(_findings(campaign(text)))


def test_a_missing_file_is_a_finding(tmp_path: Path) -> None:
    """Not a traceback."""
    assert "no such file" in _findings(tmp_path / "none.toml")[0]


def test_files_are_looked_for_from_the_campaign(
    campaign: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever the command is run; what is excluded is left out; the hash is of the bytes."""
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.txt").write_text(name, encoding="ascii")
    file = campaign('[[instances]]\nset = "s"\npath = "*.txt"\nexclude = "b.txt"\nfrom = "mkp"\n' + RUNS)
    monkeypatch.chdir("/")
    jobs = read_campaign(file).jobs
    assert [job.source.code for job in jobs] == ["a", "c"]
    assert len({job.source.sha256 for job in jobs}) == 2


def test_peers_and_policy(campaign: Write, tmp_path: Path) -> None:
    """A peer is named by its file; policy keys are stored as the domain stores them."""
    peer(tmp_path, "mine", NO_PLAN)
    policy = '[runs.policy]\nfull_loads = true\nobjectives = ["unserved"]\n'
    jobs = read_campaign(campaign(SURGE + '[[runs]]\npeers = "mine.py"\ntime_limits = 1\n' + policy)).jobs
    assert {job.ask.backend for job in jobs} == {"peer mine"}
    assert jobs[0].ask.policy == {"full_loads": True, "objectives": ["unserved"]}
    assert Policy(full_loads=True, objectives=("unserved",)).full_loads


def test_sets_choose_instances(campaign: Write) -> None:
    """A run with `sets` is for those alone."""
    small = SURGE.replace("family", 'set = "small"\nfamily').replace("[10, 20]", "5")
    runs = RUNS.replace("[[runs]]", '[[runs]]\nsets = "small"')
    other = '[[runs]]\nsets = "surge"\nbackends = "cpsat"\ntime_limits = 3\n'
    jobs = read_campaign(campaign(SURGE + small + runs + other)).jobs
    assert {job.source.group for job in jobs if job.ask.time_limit != 3} == {"small"}
    assert {job.source.group for job in jobs if job.ask.time_limit == 3} == {"surge"}
    wrong = campaign(SURGE + RUNS.replace("[[runs]]", '[[runs]]\nsets = "surg"'))
    assert _findings(wrong) == [
        'trial.toml [[runs]] 1, sets: names no set of instances, got "surg"; did you mean surge?'
    ]


def test_references(campaign: Write, tmp_path: Path) -> None:
    """Columns as named; a file name and its stem both find the row; what is no whole number is a finding."""
    (tmp_path / "known.csv").write_text("file,z\na.txt,12\nb-1.2,7.0\nc,\n", encoding="utf-8")
    text = SURGE + RUNS + '[reference]\npath = "known.csv"\ninstance = "file"\nbest = "z"\nserved = true\n'
    reference = read_campaign(campaign(text)).reference
    assert reference is not None and reference.served
    assert reference.known["a"] == reference.known["a.txt"] == Known(best=12)
    assert (reference.known["b-1.2"], reference.known["c"]) == (Known(best=7), Known())
    (tmp_path / "known.csv").write_text("file,z\na,1.5\n", encoding="utf-8")
    assert "must hold whole numbers in column z of known.csv, got" in _findings(campaign(text))[0]


@pytest.mark.parametrize(
    ("name", "jobs"),
    [
        ("smoke", 8),
        ("rsp", 29),
        ("rsp-published-design", 108),
        ("rpsp", 8),
        ("mkp", 70),
        ("growth", 28),
        ("anytime", 90),
        ("peers", 21),
    ],
)
def test_the_campaigns_of_the_project(name: str, jobs: int, request: pytest.FixtureRequest) -> None:
    """Each reads, and has as many jobs as its title says."""
    if name in ("rsp", "rpsp", "mkp"):
        request.getfixturevalue("shared_data")
    assert len(read_campaign(CAMPAIGNS / f"{name}.toml").jobs) == jobs
