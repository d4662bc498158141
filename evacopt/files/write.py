"""Writing an instance to whatever container its path is."""

from __future__ import annotations

import os
from pathlib import Path

from evacopt.domain.instance import Instance
from evacopt.domain.kinds import a_path, a_switch, an_instance
from evacopt.errors import OutputError
from evacopt.files.atomic import write_whole
from evacopt.files.folder_write import write_folder
from evacopt.files.json_instance import json_lines
from evacopt.files.workbook_write import write_workbook

_NO_FOLDERS = (".csv", ".parquet", ".toml", ".xls", ".xlsm", ".ods")
"""Endings of files: a folder of such a name would be a slip."""


def write_instance(
    instance: Instance, path: str | os.PathLike[str], *, force: bool = False, parquet: bool = False
) -> None:
    """Write `instance` as a workbook (`.xlsx`), as JSON (`.json`) or else as a folder.

    Reading it again gives an equal instance with the same hash, provided that `instance` has no errors.

    Parameters
    ----------
    force
        Replace what is there. In a folder only the files of an instance are replaced or removed.
    parquet
        The tables of a folder as Parquet instead of CSV.

    Raises
    ------
    OutputError
        If something is there and `force` is not set, or it cannot be written. Then nothing was changed.
    """
    an_instance(instance)
    a_path(path)
    a_switch(force, "force")
    a_switch(parquet, "parquet")
    target = Path(path)
    ending = target.suffix.lower()
    if ending in _NO_FOLDERS:
        raise OutputError(f"{target} is no name for an instance: give a folder, a .xlsx or a .json file")
    if ending in (".xlsx", ".json") and parquet:
        raise OutputError("only the tables of a folder can be Parquet")
    if ending == ".xlsx":
        write_whole(target, lambda file: write_workbook(instance, file), force=force)
    elif ending == ".json":
        write_whole(target, lambda file: _write_json(instance, file), force=force)
    else:
        write_folder(instance, target, force=force, parquet=parquet)


def _write_json(instance: Instance, file: Path) -> None:
    with file.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(json_lines(instance))
