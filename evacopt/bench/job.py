"""One job of a campaign: an instance, who solves it, and within which limits. Codes and numbers only."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeAlias

Form = Literal["", "rsp", "rpsp", "mkp"]
Value: TypeAlias = Any
"""A policy value as stored in the domain, tuples as lists: integers, text, true or false, lists of these."""
Task: TypeAlias = dict[str, Any]
"""A job as plain dicts, lists, texts and numbers: what travels to a worker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where an instance comes from: a family with its settings, or a file with the hash of its bytes.

    Attributes
    ----------
    group : the set of instances that it belongs to in tables
    code : its name within the set
    people : as asked of the family, `None` for the family's own choice
    form : the published format of the file, blank for an instance of evacopt
    """

    group: str
    code: str
    family: str = ""
    people: int | None = None
    seed: int = 0
    params: dict[str, int | str]
    path: str = ""
    sha256: str = ""
    form: Form = ""
    case: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Who solves, and how it is asked.

    Attributes
    ----------
    backend : name for `evacopt solve --backend`; the name in tables where it is a peer
    peer, peer_sha256 : script of a peer and the hash of its bytes, blank for a backend
    time_limit : seconds
    policy : what replaces keys of the instance's policy
    """

    backend: str
    peer: str = ""
    peer_sha256: str = ""
    time_limit: float
    threads: int | None = None
    seed: int = 0
    gap: float = 0.0
    policy: dict[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One instance for one backend."""

    source: Source
    ask: Ask

    @property
    def nameless(self) -> Job:
        """The job without folders of the machine that asked: as it is kept in results."""
        source = replace(self.source, path=Path(self.source.path).name if self.source.path else "")
        ask = replace(self.ask, peer=Path(self.ask.peer).name if self.ask.peer else "")
        return Job(source=source, ask=ask)

    @property
    def key(self) -> str:
        """The same for the same work, wherever its files are."""
        text = json.dumps(task_of(self.nameless), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def order(self) -> tuple[Any, ...]:
        """Where it stands in results: by set, size, instance, then backend and limits."""
        source, ask = self.source, self.ask
        place = (source.group, source.people or 0, source.code, ask.backend, ask.time_limit)
        return (*place, ask.threads or 0, ask.seed, self.key)


def task_of(job: Job) -> Task:
    """`job` as plain values."""
    import msgspec

    task: Task = msgspec.to_builtins(job)
    return task


def job_of(task: Task) -> Job:
    """The job that plain values say."""
    import msgspec

    return msgspec.convert(task, Job)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes; of a folder, of the names and bytes of the files in it."""
    sha = hashlib.sha256()
    files = sorted(file for file in path.iterdir() if file.is_file()) if path.is_dir() else [path]
    for file in files:
        data = file.read_bytes()
        if path.is_dir():
            sha.update(f"{file.name}\0{len(data)}\0".encode())
        sha.update(data)
    return sha.hexdigest()
