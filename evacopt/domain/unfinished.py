"""The folders in which things are made, known by their names, and held by whoever makes something in them.

A process that is killed puts nothing away. So what it may leave lies in a folder of a name that only evacopt
gives: `.NAME.evacopt-write-…` and `.NAME.evacopt-export-…` beside NAME, `evacopt-solver-…` and
`evacopt-bench-…` among the temporary files. Its maker holds a lock on the folder, which the kernel lets go of
when the maker ends, however that is: a folder that nobody holds was left behind.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Literal, cast

from evacopt.domain.locks import lock

Kind = Literal["write", "export", "solver", "bench"]

_BESIDE = re.compile(r"\.(?P<target>.+)\.evacopt-(?P<kind>write|export)-[a-z0-9_]{8}")
_TEMPORARY = re.compile(r"evacopt-(?P<kind>solver|bench)-[a-z0-9_]{8}")
_A_DAY = 86_400
_MOST_ENTRIES = 100_000
"""Entries of a folder that are looked at: more than any has that people work in."""


def beside(target: Path, kind: Literal["write", "export"]) -> str:
    """How the names of the folders begin in which `target` is made."""
    return f".{target.name}.evacopt-{kind}-"


def temporary(kind: Literal["solver", "bench"]) -> str:
    """How the names of folders among the temporary files begin."""
    return f"evacopt-{kind}-"


def kind_of(name: str) -> Kind | None:
    """What is made in a folder of this name; `None` where evacopt gives no such names."""
    match = _BESIDE.fullmatch(name) or _TEMPORARY.fullmatch(name)
    return None if match is None else cast("Kind", match["kind"])


def target_of(folder: Path) -> str:
    """The name of what was to become of what is made in `folder`; blank where nothing was."""
    match = _BESIDE.fullmatch(folder.name)
    return "" if match is None else match["target"]


def temporary_files() -> Path:
    """Where temporary files lie; `tempfile` would try by writing one, which a kill leaves there."""
    named = filter(None, map(os.environ.get, ("TMPDIR", "TEMP", "TMP")))
    return next((Path(name) for name in named if os.access(name, os.W_OK | os.X_OK)), Path("/tmp"))


def made(prefix: str, parent: Path) -> tuple[Path, int]:
    """A new private folder, and the handle by which it is held.

    Raises
    ------
    OSError
        If none can be made.
    """
    while True:
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
        with suppress(FileNotFoundError):  # somebody tidied up before it was held
            handle = hold(folder)
            if os.fstat(handle).st_nlink or not _has_handles():
                return folder, handle
            os.close(handle)


@contextmanager
def private_folder(prefix: str, parent: Path) -> Iterator[Path]:
    """`made` for as long as a `with` statement; gone afterwards, whatever happens."""
    folder, handle = made(prefix, parent)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def hold(folder: Path) -> int:
    """A handle that tells others that somebody is at work in `folder`, until it is closed.

    Where the file system knows no locks on folders nobody is told; then `is_held` goes by age.
    """
    if not _has_handles():
        return os.open(os.devnull, os.O_RDONLY)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    with suppress(OSError):
        lock(handle, alone=False)
    return handle


def _has_handles() -> bool:
    """Whether folders can be opened and held, as by POSIX."""
    return hasattr(os, "O_DIRECTORY")


@contextmanager
def holding(folder: Path) -> Iterator[None]:
    """`hold` for as long as a `with` statement."""
    handle = hold(folder)
    try:
        yield
    finally:
        os.close(handle)


def is_held(handle: int) -> bool:
    """Whether somebody else holds the open folder; where locks are not known, whether it is a day old."""
    try:
        lock(handle, alone=True)
    except BlockingIOError:
        return True
    except OSError:
        return time.time() - os.fstat(handle).st_mtime < _A_DAY
    return False


@contextmanager
def opened(folder: Path) -> Iterator[int | None]:
    """A handle of a folder that was left behind, held while it is removed; `None` where it is not one.

    It is one if nobody holds it and it is as evacopt makes it for this user: private, and no link. Where
    folders have no handles nobody can tell, and none is.
    """
    if not _has_handles():
        yield None
        return
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        yield None
        return
    try:
        about = os.fstat(handle)
        ours = about.st_uid == os.geteuid() and stat.S_IMODE(about.st_mode) == 0o700
        yield handle if ours and not is_held(handle) else None
    finally:
        os.close(handle)


def left_behind(folder: Path) -> list[Path]:
    """The folders in `folder` in which something was begun that nobody goes on with."""
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in islice(entries, _MOST_ENTRIES)]
    except OSError:
        return []
    left = []
    for name in names:
        if kind_of(name) is not None:
            with opened(folder / name) as handle:
                if handle is not None:
                    left.append(folder / name)
    return sorted(left)
