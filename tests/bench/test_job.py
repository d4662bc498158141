"""Jobs: keys that know no folder, and tasks of codes and numbers."""

from __future__ import annotations

import pickle
import pickletools
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from evacopt.bench.job import Ask, Job, Source, job_of, sha256_of, task_of
from tests.bench.records import job

PLAIN = (str, int, float, bool, type(None))


def _parts(value: object) -> list[object]:
    """Everything in a task."""
    if isinstance(value, dict):
        return [part for pair in value.items() for item in pair for part in _parts(item)]
    if isinstance(value, list):
        return [part for item in value for part in _parts(item)]
    return [value]


def test_only_codes_and_numbers_travel() -> None:
    """A task pickles to text and numbers in dicts and lists: no class, no function, no instance."""
    made = job(policy={"objectives": ["unserved"], "full_loads": True}, threads=2)
    task = task_of(made)
    assert {type(part) for part in _parts(task)} <= set(PLAIN)
    operations = {operation.name for operation, _, _ in pickletools.genops(pickle.dumps(task))}
    assert not operations & {"GLOBAL", "STACK_GLOBAL", "REDUCE", "INST", "OBJ", "NEWOBJ", "BUILD"}


@given(st.integers(0, 2**40), st.integers(1, 10**6), st.floats(0.1, 1e4), st.text(max_size=9))
def test_a_task_says_the_job(seed: int, people: int, limit: float, backend: str) -> None:
    """There and back it is the same, key and all."""
    source = Source(group="g", code="c", family="surge", people=people, seed=seed, params={"seats": 3})
    made = Job(source=source, ask=Ask(backend=backend, time_limit=limit, policy={}))
    assert job_of(task_of(made)) == made
    assert job_of(task_of(made)).key == made.key


def test_a_key_knows_no_folder() -> None:
    """The same file elsewhere is the same work; another content, limit or seed is not."""
    here = Source(group="g", code="a", path="/here/a.json", sha256="1", params={})
    ask = Ask(backend="auto", time_limit=1.0, policy={})
    one = Job(source=here, ask=ask)
    assert Job(source=replace(here, path="/there/a.json"), ask=ask).key == one.key
    assert one.nameless.source.path == "a.json"
    others = (
        Job(source=replace(here, sha256="2"), ask=ask),
        Job(source=here, ask=replace(ask, time_limit=2.0)),
        Job(source=here, ask=replace(ask, seed=1)),
    )
    assert len({one.key, *(other.key for other in others)}) == 4


def test_the_hash_of_a_folder_is_of_names_and_bytes(tmp_path: Path) -> None:
    """Bytes that move from one file to the next give another hash."""
    (tmp_path / "a").write_text("12", encoding="ascii")
    (tmp_path / "b").write_text("3", encoding="ascii")
    before = sha256_of(tmp_path)
    (tmp_path / "a").write_text("1", encoding="ascii")
    (tmp_path / "b").write_text("23", encoding="ascii")
    assert sha256_of(tmp_path) != before
