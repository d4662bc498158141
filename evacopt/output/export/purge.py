"""Removing what an export wrote, what killed commands left behind, and nothing else.

An export goes by its marker alone. Paths are walked from the folder down without ever following a symbolic
link, so that nothing outside can be reached, even while somebody exchanges folders. A file is removed if it
is still what was written. Removing is unlinking: on flash memory, in snapshots and in backups the bytes may
live on.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path, PurePosixPath

from evacopt.domain.arguments import a_path, a_switch
from evacopt.domain.unfinished import kind_of, left_behind, opened, target_of
from evacopt.errors import InvalidInput, UsageError
from evacopt.files.folder import TABLE_FILES
from evacopt.files.header import HEADER_FILE
from evacopt.output.export.marker import MARKER, Written, folders_of, read_marker, sha256_of

_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | _NO_LINK
_FILE = os.O_RDONLY | _NO_LINK | getattr(os, "O_NONBLOCK", 0)


@dataclass(frozen=True, kw_only=True)
class Purged:
    """What became of an export.

    Attributes
    ----------
    removed, gone : tuple of paths
        What was removed, and what was not there any more.
    left : tuple of (path, reason)
        What export wrote and could not be removed. Empty if all went well.
    strange : tuple of paths
        What export did not write; it was not touched, and keeps its folder.
    """

    removed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    left: tuple[tuple[str, str], ...] = ()
    strange: tuple[str, ...] = ()


@dataclass
class _Tally:
    removed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)
    stays: bool = False
    """Whether any file that the marker lists is still there."""


def purge(folder: str | os.PathLike[str], *, changed: bool = False) -> Purged:
    """Remove what an export wrote into `folder`, and what an export that was cut off left beside it.

    Parameters
    ----------
    changed
        Remove files as well that were changed since they were written.

    Raises
    ------
    UsageError
        If there is no export, or this system cannot walk folders without following links.
    """
    a_path(folder, "folder")
    if os.open not in os.supports_dir_fd:
        raise UsageError("this system cannot remove files safely under their folder: remove them by hand")
    a_switch(changed, "changed")
    target = Path(folder)
    beside = [path for path in left_behind(target.absolute().parent) if target_of(path) == target.name]
    done = [] if beside and not os.path.lexists(target / MARKER) else [purge_tree(target, changed=changed)]
    return _together([*done, *(_leftover(path, f"../{path.name}/") for path in beside)])


def purge_leftovers(folder: str | os.PathLike[str]) -> Purged:
    """Remove what commands that were killed have left behind in `folder`, and nothing else.

    Raises
    ------
    UsageError
        If there is no such folder.
    """
    place = Path(folder)
    if not place.is_dir():
        raise UsageError(f"{place} is no folder")
    return _together([_leftover(path, f"{path.name}/") for path in left_behind(place)])


def _together(done: Sequence[Purged]) -> Purged:
    names = ("removed", "gone", "left", "strange")
    return Purged(**{name: tuple(chain(*(getattr(one, name) for one in done))) for name in names})


def _leftover(folder: Path, prefix: str) -> Purged:
    """Remove a folder in which something was begun; its paths are told with `prefix` before them."""
    with opened(folder) as handle:
        if handle is None:
            return Purged(left=((prefix, "is in use now"),))
        try:
            done = _of_kind(folder)
        except (UsageError, InvalidInput) as error:  # its list of files is none
            return Purged(left=((prefix, str(error)),))
    return Purged(
        removed=tuple(prefix + path for path in done.removed),
        left=tuple((prefix + path, why) for path, why in done.left),
        strange=tuple(prefix + path for path in done.strange),
    )


def _of_kind(folder: Path) -> Purged:
    """By the list in it, or what such a folder can hold; engines write what they like into theirs."""
    kind = kind_of(folder.name)
    if kind in ("solver", "bench"):
        files = files_below(folder)
        try:
            shutil.rmtree(folder)
        except OSError as error:
            return Purged(left=(("", error.strerror or str(error)),))
        return Purged(removed=tuple(files))
    if os.path.lexists(folder / MARKER):
        return purge_tree(folder, changed=True)
    names = (target_of(folder), *TABLE_FILES, HEADER_FILE) if kind == "write" else ()
    with _opened(folder) as top:
        return _purged(top, folder, [Written(path=name, rows=0, holds="") for name in names], changed=True)


def purge_tree(folder: Path, *, changed: bool) -> Purged:
    """`purge` of exactly one folder."""
    with _opened(folder) as top:
        try:
            handle = os.open(MARKER, _FILE, dir_fd=top)
        except OSError:
            raise UsageError(f"{folder} is no export: it has no file {MARKER}") from None
        with os.fdopen(handle, "rb") as file:
            marker = read_marker(file.read())
        return _purged(top, folder, marker.files, changed=changed)


def _purged(top: int, folder: Path, files: Sequence[Written], *, changed: bool) -> Purged:
    """Remove `files` of the open folder `top`, the lists of them where all are gone, and empty folders."""
    tally = _Tally()
    for written in files:
        _remove(top, written, tally, changed=changed)
    for inner in folders_of(files):
        *above, name = PurePosixPath(inner).parts
        with suppress(OSError), _inside(top, above) as handle:
            os.rmdir(name, dir_fd=handle)  # unless others' files are in it: those are told of elsewhere
    if not tally.stays:
        for name in (f"{MARKER}.new", MARKER):
            with suppress(FileNotFoundError):
                os.unlink(name, dir_fd=top)
    strange: list[str] = []
    try:
        folder.rmdir()
    except OSError:
        kept = {MARKER, *(path for path, _ in tally.left)}
        strange = [path for path in files_below(folder) if path not in kept]
    return Purged(
        removed=tuple(tally.removed), gone=tuple(tally.gone), left=tuple(tally.left), strange=tuple(strange)
    )


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    try:
        handle = os.open(folder, _FOLDER)
    except OSError as error:
        why = "is a symbolic link; name the folder itself" if folder.is_symlink() else error.strerror
        raise UsageError(f"{folder}: {why}") from None
    try:
        yield handle
    finally:
        os.close(handle)


def _remove(top: int, written: Written, tally: _Tally, *, changed: bool) -> None:
    *inner, name = PurePosixPath(written.path).parts
    try:
        with _inside(top, inner) as handle:
            reason = _reason_to_keep(handle, name, written.sha256, changed=changed)
            if not reason:
                links = os.stat(name, dir_fd=handle, follow_symlinks=False).st_nlink
                os.unlink(name, dir_fd=handle)
                tally.removed.append(written.path)
                if links > 1:
                    tally.left.append((written.path, "was removed, but has another name elsewhere"))
                return
    except FileNotFoundError:
        tally.gone.append(written.path)
        return
    except OSError as error:
        reason = error.strerror or str(error)
    tally.stays = True
    tally.left.append((written.path, reason))


@contextmanager
def _inside(top: int, parts: list[str]) -> Iterator[int]:
    """The folder below `top` at `parts`; no part may be a symbolic link."""
    handle = os.dup(top)
    try:
        for part in parts:
            deeper = os.open(part, _FOLDER, dir_fd=handle)
            os.close(handle)
            handle = deeper
        yield handle
    finally:
        os.close(handle)


def _reason_to_keep(folder: int, name: str, sha256: str, *, changed: bool) -> str:
    """Why the file is not what export wrote; blank if it is."""
    about = os.stat(name, dir_fd=folder, follow_symlinks=False)
    if stat.S_ISLNK(about.st_mode):
        return "is a symbolic link now"
    if not stat.S_ISREG(about.st_mode):
        return "is no file any more"
    if changed or not sha256:
        return ""
    handle = os.open(name, _FILE, dir_fd=folder)
    try:
        return "" if sha256_of(handle) == sha256 else "was changed since it was written"
    finally:
        os.close(handle)


def files_below(folder: Path) -> list[str]:
    """Paths of everything below `folder` but folders themselves; symbolic links are not followed."""
    paths = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return sorted(path.relative_to(folder).as_posix() for path in paths)
