"""Results files: torn lines, order, sessions, one writer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evacopt.bench.machine import session_of
from evacopt.bench.record import Record
from evacopt.bench.results_file import ResultsFile, read_results
from evacopt.errors import InvalidInput, UsageError
from tests.bench.records import job, record

NAMES = {"campaign": "trial", "title": "A trial"}
ONE, TWO = record(job("surge-100-s0")), record(job("surge-100-s1"))


def _file(folder: Path, *records: Record) -> Path:
    path = folder / "trial.results.jsonl"
    with ResultsFile(path, **NAMES) as file:
        file.begin(session_of("evacopt bench trial.toml", "1 process"))
        for one in records:
            file.add(one)
    return path


def test_records_are_read_as_they_were_written(tmp_path: Path) -> None:
    """In the order of the jobs, whatever the order in which they ended."""
    assert read_results(_file(tmp_path, TWO, ONE)).records == (ONE, TWO)


def test_the_header_says_what_it_was_made_with(tmp_path: Path) -> None:
    """Machine, versions, commit, command, date."""
    line = _file(tmp_path, ONE).read_text(encoding="utf-8").splitlines()[0]
    session = json.loads(line)["sessions"][0]
    assert {"machine", "versions", "commit", "clean", "command", "date", "workers"} <= set(session)
    assert {"evacopt", "python", "highspy"} <= set(session["versions"])


def test_a_torn_line_is_left_out_and_gone_after_resuming(tmp_path: Path) -> None:
    """Whatever a cut-off run left of its last line, the others are there and the job is not done."""
    path = _file(tmp_path, ONE, TWO)
    whole = path.read_bytes()
    path.write_bytes(whole[:-40])
    assert read_results(path).records == (ONE,)
    with ResultsFile(path, **NAMES) as file:
        assert file.done == {ONE.key}
        file.begin(session_of("evacopt bench trial.toml", "1 process"))
        file.add(TWO)
    assert path.read_bytes() == whole


def test_a_line_is_on_the_disk_when_it_is_added(tmp_path: Path) -> None:
    """Nothing is lost where the run is cut off right after."""
    path = tmp_path / "trial.results.jsonl"
    with ResultsFile(path, **NAMES) as file:
        file.begin(session_of("", "1 process"))
        file.add(ONE)
        assert read_results(path).records == (ONE,)


def test_a_later_line_replaces_an_earlier_one(tmp_path: Path) -> None:
    """A job that was run again counts once."""
    again = record(job("surge-100-s0"), wall=9.0)
    assert read_results(_file(tmp_path, ONE, again)).records == (again,)


def test_another_setting_is_another_session(tmp_path: Path) -> None:
    """The same machine and versions go on in the session that is there; other workers are told apart."""
    path = _file(tmp_path, ONE)
    with ResultsFile(path, **NAMES) as file:
        assert file.begin(session_of("another command", "1 process")) == 0
        assert file.begin(session_of("", "2 processes")) == 1
    assert len(read_results(path).header.sessions) == 2


def test_one_run_writes_at_a_time(tmp_path: Path) -> None:
    """The second is refused, and may write once the first is through."""
    path = _file(tmp_path, ONE)
    with (
        ResultsFile(path, **NAMES),
        pytest.raises(UsageError, match="another run is writing these results"),
    ):
        ResultsFile(path, **NAMES)
    with ResultsFile(path, **NAMES) as file:
        assert file.done == {ONE.key}
    assert [left.name for left in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "has no header"),
        ('{"campaign": "x", "format": "other/1"}\n', "must be evacopt-results/1, got other/1"),
        ("[]\n", "trial.results.jsonl:1: is no line of results"),
        ('{"campaign": "x"}\n{"key": 3}\n', "trial.results.jsonl:2: is no line of results"),
    ],
)
def test_what_is_no_results_file(tmp_path: Path, content: str, told: str) -> None:
    """The finding names line and rule."""
    path = tmp_path / "trial.results.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidInput, match=told):
        read_results(path)
    with pytest.raises(InvalidInput, match="no such file"):
        read_results(tmp_path / "none")
