"""The file by which an export is known again: what was written, so that the same can be removed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from evacopt.domain.finding import Finding
from evacopt.domain.stored import UNPRINTABLE
from evacopt.errors import InvalidInput
from evacopt.files.encoding import FormError
from evacopt.files.json_file import parse_json

MARKER = "evacopt-export.json"
FORMAT = "evacopt-export/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A file of an export: its path below the folder with `/`, rows, and the hash of its content.

    `holds` is what it tells of people: `names`, `contacts`, `codes` or `figures`. `sha256` is blank where the
    export was cut off before the file was complete.
    """

    path: str
    rows: int
    holds: str
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """Which plan of which instance was exported, and into which files."""

    instance: str
    plan_sha256: str
    files: tuple[Written, ...]

    def to_bytes(self) -> bytes:
        """The marker as it stands in the folder."""
        import msgspec

        content = {
            "format": FORMAT,
            "instance": self.instance,
            "plan_sha256": self.plan_sha256,
            "files": self.files,
        }
        return msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n"


def read_marker(content: bytes) -> Marker:
    """The marker in `content`.

    Raises
    ------
    InvalidInput
        If it is none, or names a path that leads out of its folder.
    """
    try:
        data = parse_json(content)
        if data["format"] != FORMAT:
            raise _refused(f"must be of the format {FORMAT}", "format")
        files = tuple(_written(number, row) for number, row in enumerate(data["files"]))
        return Marker(instance=str(data["instance"]), plan_sha256=str(data["plan_sha256"]), files=files)
    except FormError as error:
        raise InvalidInput([error.finding(MARKER)]) from None
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError):
        raise _refused("is not as evacopt writes it") from None


def _written(number: int, row: Any) -> Written:
    path = PurePosixPath(row["path"])
    plain = str(path) == row["path"] and path.parts and not UNPRINTABLE.search(row["path"])
    if not plain or path.is_absolute() or ".." in path.parts or path == PurePosixPath(MARKER):
        raise _refused("names a path that no export writes", f"files[{number}].path")
    return Written(
        path=row["path"], rows=int(row["rows"]), holds=str(row["holds"]), sha256=str(row["sha256"])
    )


def _refused(rule: str, key: str = "") -> InvalidInput:
    return InvalidInput([Finding(rule=rule, place=MARKER, column=key)])


def sha256_of(handle: int) -> str:
    """The hash of the open file `handle`, in hexadecimal."""
    with os.fdopen(os.dup(handle), "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def folders_of(files: Sequence[Written]) -> list[str]:
    """Every folder that the paths go through, the deepest first."""
    above = {str(parent) for one in files for parent in PurePosixPath(one.path).parents} - {"."}
    return sorted(above, key=lambda folder: (-folder.count("/"), folder))
