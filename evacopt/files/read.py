"""Reading an instance from whatever container its path is."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from evacopt.domain.checks import errors_of, warnings_of
from evacopt.domain.finding import Finding
from evacopt.domain.instance import Instance
from evacopt.domain.kinds import a_path
from evacopt.domain.order import in_order
from evacopt.domain.subject import subject_of
from evacopt.errors import InstanceError, UsageError
from evacopt.files.decode import decode
from evacopt.files.folder import read_folder
from evacopt.files.json_instance import read_json
from evacopt.files.odd_rows import settled, without_error_texts
from evacopt.files.places import fill_places
from evacopt.files.raw import HEADER_TABLES, TABLE_NAMES, RawInstance, RawTable
from evacopt.files.told import tell
from evacopt.files.workbook_read import read_workbook

Further = Callable[[Instance], list[Finding]]

_OTHER_BOOKS = frozenset((".xls", ".xlsb", ".xlsm", ".xlt", ".xltx", ".xltm", ".ods", ".fods", ".numbers"))
"""Workbooks that are not read: of other programs, in other forms, or with programs in them."""

READERS = {".xlsx": read_workbook, ".json": read_json}


def read_instance(path: str | os.PathLike[str]) -> Instance:
    """The instance in a folder, a workbook or a JSON file.

    Parameters
    ----------
    path
        A folder with `instance.toml`, a file ending in `.xlsx`, or one ending in `.json`.

    Raises
    ------
    InstanceError
        If anything in it is wrong, with every finding and its place in the file.

    Warns
    -----
    DataWarning
        Of what was read in a way that a person may not expect, such as hidden rows.
    """
    a_path(path)
    instance, findings = _read(Path(path), warn=False)
    if instance is None:
        raise InstanceError(findings)
    tell(findings)
    return instance


def check_instance(
    path: str | os.PathLike[str], *, further: Further | None = None
) -> tuple[Instance | None, list[Finding]]:
    """Everything that can be said of the data in `path`.

    Parameters
    ----------
    further
        Asked for more findings about an instance without errors, such as who could never leave; they get
        their place in the file like all others.

    Returns
    -------
    Instance or None, list of Finding
        None where there are errors. The findings hold errors first, then the warnings of the data; both in
        the order of the tables, each with its place in the file.
    """
    a_path(path)
    if further is not None and not callable(further):
        raise UsageError(f"further must be a function of an instance, got {further!r}"[:300])
    return _read(Path(path), warn=True, further=further)


def _read(path: Path, *, warn: bool, further: Further | None = None) -> tuple[Instance | None, list[Finding]]:
    try:
        raw = _raw(path)
    except OSError as error:
        rule = "no such file or folder" if not path.exists() else f"cannot be read: {error.strerror}"
        return None, [Finding(rule=rule, place=str(path))]
    raw = replace(raw, tables=_ready(raw))
    instance, wrong, unread = decode(raw)
    form = (*raw.findings, *wrong)
    named = [replace(one, subject=subject_of(instance, one.table, one.row)) for one in form]
    findings = named + errors_of(instance, unread=unread)
    failed = any(finding.severity == "error" for finding in findings)
    if failed or warn:
        findings += warnings_of(instance, unread=unread)
    if further is not None and not failed:
        findings += further(instance)
    placed = in_order(_placed(finding, raw) for finding in findings)
    return None if failed else instance, placed


def _ready(raw: RawInstance) -> dict[str, RawTable]:
    """The tables with nothing but their rows, and with what is known of airports."""
    tables = {
        name: settled(table) if name in TABLE_NAMES else without_error_texts(table)
        for name, table in raw.tables.items()
    }
    if "locations" in tables:
        tables["locations"] = fill_places(tables["locations"])
    return tables


def _raw(path: Path) -> RawInstance:
    if path.is_dir():
        return read_folder(path)
    if path.suffix.lower() in READERS:
        return READERS[path.suffix.lower()](path)
    path.stat()
    ending = path.suffix.lower()
    remedy = f"save it as .xlsx, {ending} is not read" if ending in _OTHER_BOOKS else ""
    rule = "is no instance: give a folder, a .xlsx or a .json file"
    finding = Finding(rule=rule, place=str(path), remedy=remedy)
    everything = frozenset((*HEADER_TABLES, *TABLE_NAMES))
    return RawInstance(where=str(path), tables={}, findings=(finding,), unreadable=everything)


def _placed(finding: Finding, raw: RawInstance) -> Finding:
    if finding.place:
        return finding
    table = raw.tables.get(finding.table)
    place = table.place(finding.row, finding.column) if table else finding.table or raw.where
    return replace(finding, place=place)
