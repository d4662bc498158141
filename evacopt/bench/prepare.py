"""The instance of a job, made or read where the job runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from evacopt.bench.job import Job, sha256_of
from evacopt.bench.record import Facts
from evacopt.domain.instance import Instance
from evacopt.errors import UsageError
from evacopt.files import read_instance, write_instance
from evacopt.files.published import read_published


def instance_of(job: Job) -> Instance:
    """The instance, with what the job says of its policy.

    Raises
    ------
    UsageError
        If its file is not on this machine, or is another one than the campaign means.
    InstanceError
        If the file holds no valid instance.
    """
    source = job.source
    if source.family:
        from evacopt.generation.generate import generate

        instance = generate(source.family, people=source.people, seed=source.seed, **source.params)
    else:
        file = file_of(source.path, source.sha256)
        instance = read_published(file, source.form, case=source.case) if source.form else read_instance(file)
    policy: dict[str, Any] = {name: _frozen(value) for name, value in job.ask.policy.items()}
    return replace(instance, policy=replace(instance.policy, **policy)) if policy else instance


def path_of(job: Job, instance: Instance, folder: Path) -> Path:
    """Where a command finds the instance: its own file where that says it all, else one written for it."""
    source = job.source
    if source.path and not source.form and not job.ask.policy:
        return Path(source.path)
    path = folder / "instance"
    write_instance(instance, path, parquet=True)
    return path


def facts_of(instance: Instance) -> Facts:
    """What the instance is, in numbers."""
    groups = instance.groups
    return Facts(
        sha256=instance.sha256,
        people=_total(groups.people, groups.count),
        groups=len(groups),
        flights=len(instance.schedule),
        weight=_total(instance.policy.party_weights(groups), groups.count),
    )


def file_of(path: str, sha256: str) -> Path:
    """The file at `path`, which has this hash.

    Raises
    ------
    UsageError
        If it is not there, or is another one.
    """
    file = Path(path)
    if not file.exists():
        raise UsageError(f"{file.name} is not on this machine; workers need it at the same path")
    if sha256_of(file) != sha256:
        raise UsageError(f"{file.name} is not the file that the campaign was read with (its sha256 differs)")
    return file


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _total(amounts: np.ndarray[Any, np.dtype[np.int64]], counts: np.ndarray[Any, np.dtype[np.int64]]) -> int:
    return sum(amount * count for amount, count in zip(amounts.tolist(), counts.tolist(), strict=True))
