"""Files that are written whole or not at all, readable by their owner only.

While it is made a file has no name, where the platform can do that: it is gone when its maker is, however
that ends. Elsewhere, and for the moment in which a file takes the place of another, it lies in a folder that
the next command knows (`evacopt.domain.unfinished`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Literal

from evacopt.domain.phrase import phrase
from evacopt.domain.unfinished import beside, private_folder
from evacopt.errors import OutputError


def refuse_existing(path: Path, *, force: bool) -> None:
    """Raise OutputError if `path` is there and must not be replaced."""
    if path.is_dir():
        raise OutputError(phrase("{path} is a folder; give a file", path=path))
    if path.exists() and not path.is_file():
        raise OutputError(phrase("{path} is a device or a pipe; give a file", path=path))
    if path.exists() and not force:
        raise OutputError(phrase("{path} exists already; use force to replace it", path=path))


def write_whole(path: Path, content: bytes | Callable[[Path], None], *, force: bool) -> None:
    """Write a file that has no name yet, then give it the name `path`.

    Parameters
    ----------
    content
        The bytes of the file, or what fills it.

    Raises
    ------
    OutputError
        If `path` exists and `force` is not set, or if it cannot be written; then nothing is left behind.
    """
    refuse_existing(path, force=force)
    with output_errors(path), Draft(path) as draft:
        draft.add(path.name, content)
        draft.put(path, force=force)


class Draft:
    """Files on their way to `target`; those not put in place are gone at the end of the `with` statement."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._nameless: dict[str, Path] = {}
        self._stack = ExitStack()
        self._staging: Path | None = None

    def __enter__(self) -> Draft:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def add(self, name: str, content: bytes | Callable[[Path], None]) -> None:
        """Write what is to be called `name`, for its owner only, and see its bytes on the disk."""
        handle = _nameless(self._target.parent)
        if handle is None:
            file = self.staging / name
            os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        else:
            self._stack.callback(os.close, handle)
            file = self._nameless[name] = Path(f"/proc/self/fd/{handle}")
        if isinstance(content, bytes):
            file.write_bytes(content)
        else:
            content(file)
        sync(file)

    @property
    def staging(self) -> Path:
        """A private folder beside the target, made when it is needed."""
        if self._staging is None:
            self._staging = self._stack.enter_context(staging_folder(self._target))
        return self._staging

    def gather(self) -> Path:
        """Give every file its name; the folder in which they are."""
        while self._nameless:
            name, file = self._nameless.popitem()
            _link(file, self.staging / name)
        return self.staging

    def put(self, path: Path, *, force: bool) -> None:
        """Give the one file that there is the name `path`, at once."""
        if len(self._nameless) == 1 and not os.path.lexists(path):
            ((_, file),) = self._nameless.items()
            try:
                return _link(file, path)
            except FileExistsError:  # somebody was faster
                refuse_existing(path, force=force)
        (self.gather() / path.name).replace(path)
        return None


def refuse_folder(folder: Path) -> None:
    """Raise OutputError where no new folder can be put."""
    if folder.exists():
        raise OutputError(phrase("{folder} exists already; name a new folder", folder=folder))
    if not folder.parent.is_dir():
        raise OutputError(
            phrase("{path}: the folder {folder} does not exist", path=folder, folder=folder.parent)
        )


@contextmanager
def new_folder(target: Path) -> Iterator[Draft]:
    """A draft of the new folder `target`, which is put in place at the end of the `with` statement.

    Raises
    ------
    OutputError
        If it is there already, or cannot be written; then nothing is left behind.
    """
    refuse_folder(target)
    with output_errors(target), Draft(target) as draft:
        yield draft
        draft.gather().rename(target)


def staging_folder(target: Path, kind: Literal["write", "export"] = "write") -> AbstractContextManager[Path]:
    """A private folder beside `target`, held while it is in use and gone afterwards, whatever happens."""
    return private_folder(beside(target, kind), target.parent)


def _nameless(folder: Path) -> int | None:
    """A new private file without a name in `folder`; `None` where the platform cannot make or name one."""
    if not Path("/proc/self/fd").is_dir():
        return None
    try:
        return os.open(folder, os.O_TMPFILE | os.O_RDWR, 0o600)
    except (OSError, AttributeError):
        return None  # what is wrong with the folder itself is told when a file with a name is tried


def _link(file: Path, name: Path) -> None:
    """Give a file without a name one; a folder's handle makes `os.link` follow what stands for the file."""
    above = os.open(name.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.link(file, name.name, dst_dir_fd=above, follow_symlinks=True)
    finally:
        os.close(above)


def sync(path: Path) -> None:
    """Make the file private and see its bytes on the disk."""
    path.chmod(0o600)
    with path.open("r+b") as file:  # Windows puts on the disk only what it may write
        os.fsync(file.fileno())


@contextmanager
def output_errors(path: Path) -> Iterator[None]:
    """Turn what the file system says into OutputError."""
    try:
        yield
    except OSError as error:
        raise OutputError(
            phrase("{path} cannot be written: {why}", path=path, why=error.strerror or error)
        ) from error
