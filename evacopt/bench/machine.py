"""What results were made on and with: machine, versions, commit."""

from __future__ import annotations

import contextlib
import os
import platform
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import evacopt
from evacopt.spread.workers import cores

PACKAGES = ("highspy", "ortools", "pulp", "numpy", "polars")
"""Whose versions matter to a result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One run of a campaign, or of what was left of it.

    Attributes
    ----------
    command : how it was asked for
    workers : what ran the jobs
    commit : of the checkout that evacopt is imported from; blank where it is none
    clean : whether that checkout had no changes
    """

    date: str
    command: str
    workers: str
    machine: str
    platform: str
    versions: dict[str, str]
    commit: str
    clean: bool


def session_of(command: str, workers: str) -> Session:
    """The session that begins now, on this machine."""
    commit = _git("rev-parse", "HEAD")
    versions = {"evacopt": evacopt.__version__, "python": platform.python_version()}
    for package in PACKAGES:
        with contextlib.suppress(PackageNotFoundError):
            versions[package] = version(package)
    return Session(
        date=datetime.now(UTC).strftime("%Y-%m-%dT%H:%MZ"),
        command=command,
        workers=workers,
        machine=machine(),
        platform=f"{platform.system()} {platform.machine()}",
        versions=versions,
        commit=commit,
        clean=bool(commit) and not _git("status", "--porcelain", "--untracked-files=no"),
    )


def machine() -> str:
    """Processor, cores that may be used, and memory, such as `AMD EPYC 7B13, 2 cores, 24 GiB`."""
    memory = round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30)
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    processor = next(names, "") or platform.processor() or platform.machine()
    return f"{processor}, {cores()} cores, {memory} GiB"


def _git(*words: str) -> str:
    """What git says of the checkout; blank where there is no git or no checkout."""
    home = Path(evacopt.__file__).parents[1]
    try:
        done = subprocess.run(
            ["git", "-C", str(home), *words], capture_output=True, text=True, check=False, timeout=30
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
