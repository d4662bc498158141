"""Worked cases, which are no part of the project: files of a folder that has to be there."""

from __future__ import annotations

from pathlib import Path


def case_files(folder: Path) -> list[Path]:
    """The cases in `folder`, in order of their names.

    Raises
    ------
    SystemExit
        If there is none: a campaign over nothing agrees with everything.
    """
    found = sorted(folder.glob("*.json"))
    if not found:
        raise SystemExit(f"{folder.resolve()} holds no case: name the folder that holds the worked cases")
    return found
