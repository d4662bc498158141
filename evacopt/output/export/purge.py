"""Removing what an export wrote, and nothing else.

Goes by the marker alone. Paths are walked from the folder down without ever following a symbolic link, so
that nothing outside can be reached, even while somebody exchanges folders. A file is removed if it is still
what was written. Removing is unlinking: on flash memory and in snapshots or backups the bytes may live on.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from evacopt.errors import UsageError
from evacopt.output.export.marker import MARKER, Marker, Written, folders_of, read_marker, sha256_of

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK


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
        If there is no export.
    """
    target = Path(folder)
    leftovers = sorted(target.absolute().parent.glob(f"{_escaped(staging_prefix(target))}*/{MARKER}"))
    only_leftovers = leftovers and not os.path.lexists(target)
    done = [] if only_leftovers else [purge_tree(target, changed=changed)]
    done += [_beside(path.parent, target) for path in leftovers]
    return Purged(
        removed=tuple(path for one in done for path in one.removed),
        gone=tuple(path for one in done for path in one.gone),
        left=tuple(pair for one in done for pair in one.left),
        strange=tuple(path for one in done for path in one.strange),
    )


def staging_prefix(folder: Path) -> str:
    """How the names of the folders begin in which the export to `folder` is made."""
    return f".{folder.name}.evacopt-export-"


def _escaped(name: str) -> str:
    from glob import escape

    return escape(name)


def _beside(leftover: Path, target: Path) -> Purged:
    told = f"../{leftover.name}/"
    try:
        done = purge_tree(leftover, changed=True)
    except UsageError as error:  # cut off before its list was complete
        return Purged(left=((told, str(error)),))
    return Purged(
        removed=tuple(told + path for path in done.removed),
        gone=(),
        left=tuple((told + path, why) for path, why in done.left),
        strange=tuple(told + path for path in done.strange),
    )


def purge_tree(folder: Path, *, changed: bool) -> Purged:
    """`purge` of exactly one folder."""
    with _opened(folder) as top:
        marker = _marker(top, folder)
        tally = _Tally()
        for written in marker.files:
            _remove(top, written, tally, changed=changed)
        for inner in folders_of(marker.files):
            _remove_folder(top, inner)
        if not tally.stays:
            for name in (f"{MARKER}.new", MARKER):
                _unlink(top, name)
    strange = _what_is_left(folder, tally)
    return Purged(
        removed=tuple(tally.removed), gone=tuple(tally.gone), left=tuple(tally.left), strange=strange
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


def _marker(top: int, folder: Path) -> Marker:
    try:
        handle = os.open(MARKER, _FILE, dir_fd=top)
    except OSError:
        raise UsageError(f"{folder} is no export: it has no file {MARKER}") from None
    with os.fdopen(handle, "rb") as file:
        return read_marker(file.read())


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


def _remove_folder(top: int, inner: str) -> None:
    *above, name = PurePosixPath(inner).parts
    try:
        with _inside(top, above) as handle:
            os.rmdir(name, dir_fd=handle)
    except OSError:
        return  # somebody else's files are in it, or it is gone: both are told of elsewhere


def _unlink(top: int, name: str) -> None:
    try:
        os.unlink(name, dir_fd=top)
    except FileNotFoundError:
        return


def _what_is_left(folder: Path, tally: _Tally) -> tuple[str, ...]:
    """Remove the folder itself if it is empty; else what stands in it beside what could not be removed."""
    try:
        folder.rmdir()
        return ()
    except OSError:
        known = {MARKER, *(path for path, _ in tally.left)}
        return tuple(path for path in files_below(folder) if path not in known)


def files_below(folder: Path) -> list[str]:
    """Paths of everything below `folder` but folders themselves; symbolic links are not followed."""
    found = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return sorted(path.relative_to(folder).as_posix() for path in found)
