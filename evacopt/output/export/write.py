"""An export on disk: whole or not at all, for its owner only.

Everything is made in a folder of its own beside the target and takes its name at the end. The marker is
written first: should the machine go down in between, `purge` still knows what to remove.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from evacopt.errors import OutputError, UsageError
from evacopt.files.atomic import output_errors
from evacopt.output.export.dossier import Dossier, Paper
from evacopt.output.export.marker import MARKER, Marker, Written, read_marker
from evacopt.output.export.purge import files_below, purge_tree, staging_prefix


def refuse_target(folder: Path, *, force: bool) -> None:
    """See that an export may take the place of `folder`.

    Raises
    ------
    OutputError
        If something is there that is no export, or an export and `force` is not set, or one to which others
        have added files; or if it cannot be written at all.
    """
    if folder.is_symlink():
        raise OutputError(f"{folder} is a symbolic link; name the folder itself")
    if not folder.parent.is_dir():
        raise OutputError(f"{folder}: the folder {folder.parent} does not exist")
    if not os.access(folder.parent, os.W_OK):
        raise OutputError(f"{folder}: nothing can be written to {folder.parent}")
    if not folder.exists():
        return
    if not folder.is_dir():
        raise OutputError(f"{folder} is a file; name a folder")
    if any(folder.iterdir()):
        _refuse_content(folder, force=force)


def _refuse_content(folder: Path, *, force: bool) -> None:
    try:
        marker = read_marker((folder / MARKER).read_bytes())
    except (OSError, UsageError):
        raise OutputError(f"{folder} holds something else than an export; name another folder") from None
    if not force:
        raise OutputError(f"{folder} holds an export already; --force replaces it")
    ours = {MARKER, *(one.path for one in marker.files)}
    strange = [path for path in files_below(folder) if path not in ours]
    if strange:
        raise OutputError(f"{folder} holds files that no export wrote, such as {strange[0]}; move them first")


def write_dossier(dossier: Dossier, folder: Path, *, force: bool) -> Marker:
    """Write every paper of `dossier` below `folder`.

    Raises
    ------
    OutputError
        As `refuse_target`, or if a file cannot be written. Then nothing has changed.
    """
    refuse_target(folder, force=force)
    with output_errors(folder), _staging(folder) as staging:
        marker = _fill(staging, dossier)
        _put_in_place(staging, folder)
    return marker


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """A private folder beside `folder` that is gone afterwards, whatever happens."""
    made = Path(tempfile.mkdtemp(prefix=staging_prefix(folder), dir=folder.parent))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _fill(staging: Path, dossier: Dossier) -> Marker:
    planned = tuple(Written(path=p.path, rows=p.rows, holds=p.holds) for p in dossier.papers)
    marker = Marker(instance=dossier.instance, plan_sha256=dossier.plan_sha256, files=planned)
    _write(staging / MARKER, marker.to_bytes())
    done = [_write_paper(staging, paper, row) for paper, row in zip(dossier.papers, planned, strict=True)]
    marker = replace(marker, files=tuple(done))
    _write(staging / f"{MARKER}.new", marker.to_bytes())
    (staging / f"{MARKER}.new").replace(staging / MARKER)
    return marker


def _write_paper(staging: Path, paper: Paper, row: Written) -> Written:
    path = staging / paper.path
    for folder in _missing(path.parent, staging):
        folder.mkdir(mode=0o700)
    content = paper.content()
    _write(path, content)
    return replace(row, sha256=hashlib.sha256(content).hexdigest())


def _missing(folder: Path, top: Path) -> Sequence[Path]:
    above = [one for one in (folder, *folder.parents) if top in one.parents]
    return [one for one in reversed(above) if not one.exists()]


def _write(path: Path, content: bytes) -> None:
    """A new file that only its owner can read, on the disk."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _put_in_place(staging: Path, folder: Path) -> None:
    """Give `staging` the name `folder`; an export that has it is moved away, and removed in the end."""
    if not folder.exists() or not any(folder.iterdir()):
        staging.rename(folder)
        return
    old = Path(tempfile.mkdtemp(prefix=staging_prefix(folder), dir=folder.parent))
    folder.rename(old)
    try:
        staging.rename(folder)
    except BaseException:
        with suppress(OSError):
            old.rename(folder)
        raise
    purge_tree(old, changed=True)
