"""An export on disk: whole or not at all, for its owner only.

Everything is made in memory, then written to a folder of its own beside the target, which takes its name at
the end. The marker is written first: should the machine go down in between, `purge` still knows what to
remove, and the next command says so.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from evacopt.domain.phrase import phrase
from evacopt.domain.unfinished import beside, hold, made
from evacopt.errors import InvalidInput, OutputError
from evacopt.files.atomic import output_errors, staging_folder
from evacopt.output.export.dossier import Dossier
from evacopt.output.export.marker import MARKER, Marker, Written, read_marker
from evacopt.output.export.purge import files_below, purge_tree


def refuse_target(folder: Path, *, force: bool) -> None:
    """See that an export may take the place of `folder`.

    Raises
    ------
    OutputError
        If something is there that is no export, or an export and `force` is not set, or one to which others
        have added files; or if it cannot be written at all.
    """
    if folder.is_symlink():
        raise OutputError(phrase("{folder} is a symbolic link; name the folder itself", folder=folder))
    if not folder.parent.is_dir():
        raise OutputError(
            phrase("{path}: the folder {folder} does not exist", path=folder, folder=folder.parent)
        )
    if not os.access(folder.parent, os.W_OK):
        raise OutputError(
            phrase("{path}: nothing can be written to {folder}", path=folder, folder=folder.parent)
        )
    if not folder.exists():
        return
    if not folder.is_dir():
        raise OutputError(phrase("{folder} is a file; name a folder", folder=folder))
    if not any(folder.iterdir()):
        return
    try:
        marker = read_marker((folder / MARKER).read_bytes())
    except (OSError, InvalidInput):
        raise OutputError(
            phrase("{folder} holds something else than an export; name another folder", folder=folder)
        ) from None
    if not force:
        raise OutputError(phrase("{folder} holds an export already; --force replaces it", folder=folder))
    ours = {MARKER, *(one.path for one in marker.files)}
    strange = [path for path in files_below(folder) if path not in ours]
    if strange:
        raise OutputError(
            phrase(
                "{folder} holds files that no export wrote, such as {path}; move them first",
                folder=folder,
                path=strange[0],
            )
        )


def write_dossier(dossier: Dossier, folder: Path, *, force: bool) -> Marker:
    """Write every paper of `dossier` below `folder`.

    Raises
    ------
    OutputError
        As `refuse_target`, or if a file cannot be written. Then nothing has changed.
    """
    refuse_target(folder, force=force)
    with output_errors(folder):
        contents = {paper.path: paper.content() for paper in dossier.papers}
        with staging_folder(folder, "export") as staging:
            marker = _fill(staging, dossier, contents)
            _put_in_place(staging, folder)
    return marker


def _fill(staging: Path, dossier: Dossier, contents: Mapping[str, bytes]) -> Marker:
    planned = tuple(
        Written(path=p.path, rows=p.rows, holds=p.holds, sha256=hashlib.sha256(contents[p.path]).hexdigest())
        for p in dossier.papers
    )
    marker = Marker(instance=dossier.instance, plan_sha256=dossier.plan_sha256, files=planned)
    _write(staging / f"{MARKER}.new", marker.to_bytes())
    (staging / f"{MARKER}.new").replace(staging / MARKER)  # so that a marker is never there in part
    for path, content in contents.items():
        for inner in reversed((staging / path).parents):
            if staging in inner.parents and not inner.exists():
                inner.mkdir(mode=0o700)
        _write(staging / path, content)
    return marker


def _write(path: Path, content: bytes) -> None:
    """A new file that only its owner can read, on the disk."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _put_in_place(staging: Path, folder: Path) -> None:
    """Give `staging` the name `folder`; an export that has it is moved away, and removed in the end."""
    if not folder.exists() or not any(folder.iterdir()):
        staging.rename(folder)
        return
    held = hold(folder)
    try:
        old, handle = made(beside(folder, "export"), folder.parent)
        os.close(handle)
        folder.rename(old)
        try:
            staging.rename(folder)
        except BaseException:
            with suppress(OSError):
                old.rename(folder)
            raise
        purge_tree(old, changed=True)
    finally:
        os.close(held)
